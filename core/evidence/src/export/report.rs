//! The verdicts in plain words (核验报告), Chinese and English: what the package can show and what it cannot.

use jiff::Timestamp;
use jiff::tz::Offset;

use super::claims::{Claim, Reason, Standing, Verdict};
use super::{Findings, Found, Seal};
use crate::ledger::{CustodyAct, Happening};

/// The language of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Chinese.
    Zh,
    /// English.
    En,
}

impl Language {
    fn pick<'t>(self, zh: &'t str, en: &'t str) -> &'t str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

pub(super) fn name(language: Language) -> &'static str {
    match language {
        Language::Zh => "report-zh.txt",
        Language::En => "report-en.txt",
    }
}

/// The report inside a package: what its files show, whoever reads it.
pub(super) fn text(language: Language, found: &Found<'_>, verdicts: &[Verdict]) -> String {
    let title = language.pick("照片存证核验报告", "Report on a photo kept as evidence");
    let caution = language.pick(
        "本报告由导出系统生成，仅供阅读；请以核验程序（minyi verify）的结论为准。",
        "Made by the exporting system, for reading; what counts is what `minyi verify` finds.",
    );
    let original = language.pick("原件 SHA-256", "Original, SHA-256");
    let (photo, verdicts, custody) = (&found.photo, lines(language, verdicts), custody(language, found));
    format!("{title}\n{original}: {photo}\n\n{verdicts}\n{custody}\n{caution}\n")
}

/// Whose hands the original went through, oldest first. Whose number an account is, the office can tell; the package does not.
fn custody(language: Language, found: &Found<'_>) -> String {
    let title = language.pick("保管记录（北京时间）", "Custody (Beijing time)");
    let steps = found.log.iter().filter_map(|(entry, _)| match &entry.happening {
        Happening::Custody { actor, act, reason } => {
            let (at, act) = (moment(entry.at_ms), did(language, *act));
            Some(format!("{at} {act} {actor}: {}\n", one_line(reason)))
        }
        _ => None,
    });
    format!("{title}\n{}", steps.collect::<String>())
}

fn did(language: Language, act: CustodyAct) -> &'static str {
    match act {
        CustodyAct::Received => language.pick("收到", "received"),
        CustodyAct::Viewed => language.pick("查看原图", "original seen"),
        CustodyAct::Exported => language.pick("导出", "exported"),
        CustodyAct::Released => language.pick("放行公开副本", "public copy released"),
        CustodyAct::Withdrawn => language.pick("撤回公开副本", "public copy taken back"),
        CustodyAct::Transferred => language.pick("随案移交", "handed over with its case"),
    }
}

/// A reason with a line of its own in it must not look like another step.
fn one_line(reason: &str) -> String {
    reason.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// What the verifier tells.
pub(super) fn findings(language: Language, findings: &Findings) -> String {
    let seal = match &findings.seal {
        Seal::Whole => language
            .pick("导出包完整，签章属于所信任的机关。", "Whole, as an office that you trust sealed it.")
            .to_owned(),
        Seal::UnknownOffice(key) => {
            let words = language.pick(
                "导出包完整，但签章密钥未经您确认，请与该机关公布的密钥核对",
                "Whole, but sealed by a key that you did not name; compare it with the one the office publishes",
            );
            format!("{words}: {}", hex::encode(key))
        }
        Seal::Unreadable => language
            .pick("无法识别：不是本系统的导出包，或已被改动。", "Unreadable: no package of ours, or changed.")
            .to_owned(),
        Seal::Altered(name) => format!("{}: {name}", language.pick("已被改动的文件", "This file was changed")),
        Seal::BadSignature => {
            language.pick("清单或其签章已被改动。", "The list of files or its signature was changed.").to_owned()
        }
        Seal::FromTheFuture => language.pick("签章时间晚于当前时间。", "Sealed later than now.").to_owned(),
    };
    format!("{seal}\n{}", lines(language, &findings.verdicts))
}

fn lines(language: Language, verdicts: &[Verdict]) -> String {
    verdicts.iter().map(|verdict| line(language, verdict)).collect()
}

fn line(language: Language, verdict: &Verdict) -> String {
    let claim = match verdict.claim {
        Claim::Bytes => language.pick("原件", "Bytes"),
        Claim::Chain => language.pick("证据链", "Chain"),
        Claim::Signer => language.pick("签名", "Signer"),
        Claim::Time => language.pick("时间", "Time"),
        Claim::Place => language.pick("地点", "Place"),
        Claim::Redaction => language.pick("副本与遮盖", "Copies"),
    };
    let standing = match verdict.standing {
        Standing::Holds => language.pick("成立", "holds"),
        Standing::Unproven => language.pick("不能证明", "unproven"),
        Standing::Broken => language.pick("不成立", "BROKEN"),
    };
    format!("{claim} [{standing}] {}\n", reason(language, &verdict.reason))
}

impl Verdict {
    /// Why the claim stands so, in plain words.
    #[must_use]
    pub fn why(&self, language: Language) -> String {
        reason(language, &self.reason)
    }
}

fn reason(language: Language, reason: &Reason) -> String {
    let plain = |zh: &str, en: &str| language.pick(zh, en).to_owned();
    match reason {
        Reason::HashesSigned => plain(
            "字节数、SHA-256 与 SM3 均与设备签名的记录一致。",
            "Length, SHA-256 and SM3 are those that the device signed.",
        ),
        Reason::HashLogged => plain(
            "与机关收到时登记的 SHA-256 一致；没有设备签名。",
            "The SHA-256 is the one logged on arrival; no device signed it.",
        ),
        Reason::OtherBytes => plain("与记录的内容不一致。", "These are not the bytes that were recorded."),
        Reason::Linked { entries, from } => match language {
            Language::Zh => {
                format!("设备的 {entries} 条记录（自第 {from} 号起）前后相接，且均在机关签章的存证日志之内。")
            }
            Language::En => format!(
                "{entries} entries of the device, from number {from}, follow each other, and all are under the office's signed root."
            ),
        },
        Reason::NoRecord => plain("没有设备签名的记录。", "There is no record signed by a device."),
        Reason::NotLinked => plain(
            "记录前后不相衔接，或不在存证日志之内。",
            "An entry does not follow the one before it, or is not in the log.",
        ),
        Reason::OneKey(key) => match language {
            Language::Zh => format!("由同一把设备密钥签名（{key}）；持有人是谁，本包不能证明。"),
            Language::En => format!("Signed by one device key ({key}); whose it was, this cannot show."),
        },
        Reason::BadSignature => plain("签名无效，或换了密钥。", "A signature does not verify, or another key signed."),
        Reason::ClocksOnly { device_ms, office_ms } => {
            let told = |ms: &Option<i64>| ms.map_or_else(|| language.pick("无", "none").to_owned(), moment);
            let (device, office) = (told(device_ms), told(office_ms));
            match language {
                Language::Zh => format!("设备时钟：{device}；机关收到：{office}（北京时间）。没有第三方时间戳。"),
                Language::En => {
                    format!("Device's clock: {device}; received: {office} (Beijing). No time stamp of a third party.")
                }
            }
        }
        Reason::Stamped { at_ms, authority, device_ms } => {
            let (stamped, device) = (moment(*at_ms), device_ms.map(moment));
            let device = device.unwrap_or_else(|| language.pick("无", "none").to_owned());
            match language {
                Language::Zh => format!(
                    "不晚于 {stamped}（北京时间）已存在：您所信任的时间戳机构 {authority} 签章。拍摄时刻只有设备时钟为据：{device}。"
                ),
                Language::En => format!(
                    "It existed by {stamped} (Beijing): {authority}, which you trust, stamped it. When it was taken, only the device's clock says: {device}."
                ),
            }
        }
        Reason::StampedByUnknown { at_ms, authority } => match language {
            Language::Zh => format!(
                "有时间戳：{}（北京时间），{authority} 签章；请用该机构的证书核验（--time-roots）。",
                moment(*at_ms)
            ),
            Language::En => format!(
                "Stamped {} (Beijing) by {authority}; judge it with that authority's certificate (--time-roots).",
                moment(*at_ms)
            ),
        },
        Reason::StampUnsupported => plain(
            "有时间戳，但其签名算法本程序不能核验。",
            "There is a time stamp, signed in a way that this program cannot check.",
        ),
        Reason::BadStamp => {
            plain("时间戳无效，或不属于此照片。", "A time stamp does not verify, or is for something else.")
        }
        Reason::DeviceSaysPlace { latitude, longitude, mock } => {
            let (latitude, longitude) = (degrees(*latitude), degrees(*longitude));
            let feigned = if *mock {
                language.pick("系统提示位置为模拟。", " The system said it was feigned.")
            } else {
                ""
            };
            match language {
                Language::Zh => format!("设备自述：纬度 {latitude}，经度 {longitude}；没有其他佐证。{feigned}"),
                Language::En => format!("The device says {latitude}, {longitude}; nothing else does.{feigned}"),
            }
        }
        Reason::NoPlace => plain("未记录地点。", "No place was recorded."),
        Reason::Derived { boxes } => match language {
            Language::Zh => format!("副本由此原件生成，公开副本遮盖 {boxes} 处。"),
            Language::En => format!("The copies come from this original; the public one has {boxes} boxes covered."),
        },
        Reason::NoCopies => plain("包内没有副本。", "There is no copy in the package."),
        Reason::ForeignCopy => plain("副本不是由此原件生成的。", "A copy does not come from this original."),
        Reason::FileAltered(name) => format!("{}: {name}", language.pick("文件已被改动", "This file was changed")),
        Reason::PackageBroken => plain(
            "导出包已损坏或被改动，不能作为依据。",
            "The package is damaged or was changed; nothing can rest on it.",
        ),
        Reason::OfficeUnknown => plain(
            "仅有机关签章为据，而其密钥未经您确认。",
            "Only the office vouches for it, and you did not name its key.",
        ),
    }
}

/// In Beijing time, to the second.
fn moment(ms: i64) -> String {
    let at = Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH);
    Offset::constant(8).to_datetime(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

fn degrees(scaled: i32) -> String {
    format!("{:.7}", f64::from(scaled) / f64::from(crate::position::PER_DEGREE))
}
