//! What people read: every outcome in a sentence, Chinese first, plain. Shells may say it in their own design, not in other
//! facts.

use crate::fault::Fault;
use crate::outcome::{IssuerDoubt, Liveness, Outcome, Replay};
use std::time::Duration;

/// The same sentence twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

fn words(zh: &str, en: &str) -> Words {
    Words { zh: zh.to_owned(), en: en.to_owned() }
}

/// What stands under every short code.
#[must_use]
pub fn page_label() -> Words {
    words("扫码查看代表主页，不能证明本人身份", "Opens the deputy's page. Does not prove who is in front of you.")
}

/// How long ago the state of a card was last known (状态更新时间).
#[must_use]
pub fn freshness(age: Option<Duration>) -> Words {
    let Some(age) = age else {
        return words(
            "本机从未更新过代表状态，请联网更新",
            "This phone has never received the list of deputies' states; go online once.",
        );
    };
    let (minutes, hours, days) = (age.as_secs() / 60, age.as_secs() / 3600, age.as_secs() / 86_400);
    let plural = |n: u64, unit: &str| {
        if n == 1 { format!("1 {unit}") } else { format!("{n} {unit}s") }
    };
    let (zh, en) = match (minutes, hours, days) {
        (0, ..) => return words("代表状态刚刚更新", "State updated just now."),
        (minutes, 0, _) => (format!("{minutes} 分钟"), plural(minutes, "minute")),
        (_, hours, 0) => (format!("{hours} 小时"), plural(hours, "hour")),
        (.., days) => (format!("{days} 天"), plural(days, "day")),
    };
    Words { zh: format!("代表状态更新于 {zh}前"), en: format!("State updated {en} ago.") }
}

/// The result of a check in a sentence, with what to do when something is wrong.
#[must_use]
pub fn outcome(outcome: &Outcome) -> Words {
    match outcome {
        Outcome::GenuineAndCurrent { liveness: Liveness::LiveCode, status_age, .. } => {
            with_freshness("真实有效，请核对照片", "Genuine and in office. Compare the photo.", Some(*status_age))
        }
        Outcome::GenuineAndCurrent { liveness: Liveness::Challenge, status_age, .. } => with_freshness(
            "真实有效，现场核验通过，请核对照片",
            "Genuine, in office, and here: your number was answered. Compare the photo.",
            Some(*status_age),
        ),
        Outcome::GenuineStatusStale { status_age, .. } => with_freshness(
            "证件真实，但是否在职需联网更新后才能确认",
            "The card is genuine. Whether the deputy is still in office must be checked online.",
            *status_age,
        ),
        Outcome::TimeNotChecked { .. } => words(
            "证件和设备相符，但本机时间未经核对，不能确认是当场出示。请用“现场核验”",
            "Card and device match, but this phone's time is not verified, so the code may be a copy. Use a challenge number.",
        ),
        Outcome::Suspended { .. } => words("该代表暂停执行代表职务", "This deputy is suspended from duty."),
        Outcome::Terminated { notice: Some(notice), .. } => Words {
            zh: format!("代表资格已终止（公告：{notice}）"),
            en: format!("This mandate has ended (notice {notice})."),
        },
        Outcome::Terminated { notice: None, .. } => {
            words("代表资格已终止，公告可在人大网站查询", "This mandate has ended; the congress's site has the notice.")
        }
        Outcome::Replaced { .. } => words("此证已换发，请对方出示新证", "This card was replaced. Ask for the new one."),
        Outcome::Expired { .. } => words("此证已过期", "This card has expired."),
        Outcome::ReplaySuspected { replay, .. } => self::replay(*replay),
        Outcome::DeviceMismatch { .. } => words(
            "出示设备不是该代表的设备，请勿相信",
            "The device is not the one this card belongs to. Do not trust it.",
        ),
        Outcome::UnknownIssuer(doubt) => issuer(*doubt),
        Outcome::Malformed(fault) => malformed(*fault),
    }
}

fn with_freshness(zh: &str, en: &str, age: Option<Duration>) -> Words {
    let freshness = freshness(age);
    Words { zh: format!("{zh}。{}", freshness.zh), en: format!("{en} {}", freshness.en) }
}

fn replay(replay: Replay) -> Words {
    match replay {
        Replay::Stale { .. } => words(
            "此码已失效，可能是截图。请对方打开证件重新出示",
            "This code is out of date, maybe a screenshot. Ask for a new one.",
        ),
        Replay::Ahead { .. } => {
            words("此码标注的时间晚于现在，请用“现场核验”", "This code is dated ahead of now. Use a challenge number.")
        }
        Replay::SeenBefore => {
            words("此码已经扫过一次，请等新码出现再扫", "This very code was scanned before. Wait for the next one.")
        }
        Replay::OutsideSession => words(
            "此码不在本次出示的有效时间内，请对方重新解锁出示",
            "This code was made outside its session. Ask to unlock and show again.",
        ),
        Replay::OtherChallenge => words("对方回应的不是本机的核验号", "This answers another number than yours."),
        Replay::NotAnAnswer => {
            words("这是动态码，请对方输入本机的核验号", "This is the changing code; ask to enter your number.")
        }
        Replay::ForSomeoneElse => {
            words("这是回应他人的核验码，请扫动态码", "This answers somebody else's number. Scan the changing code.")
        }
    }
}

fn issuer(doubt: IssuerDoubt) -> Words {
    match doubt {
        IssuerDoubt::NotInBundle => words(
            "发证机关不在信任名单中，请联网更新后再扫",
            "The issuer is not on the trusted list. Go online and scan again.",
        ),
        IssuerDoubt::OutOfScope => words("发证机关无权签发此证", "The issuer has no power to make this card."),
        IssuerDoubt::OutsideValidity => {
            words("此证超出发证机关的授权期限", "The card lies outside the issuer's period of authority.")
        }
        IssuerDoubt::CannotCheck => {
            words("本机不支持此证的签名算法", "This phone cannot check this kind of signature.")
        }
    }
}

fn malformed(fault: Fault) -> Words {
    match fault {
        Fault::NotOurs => words("这不是代表证", "This is not a deputy card."),
        Fault::PageLink => page_label(),
        Fault::Signature | Fault::Algorithm | Fault::Claims => {
            words("此码被改动或是伪造的，请勿相信", "This code was altered or forged. Do not trust it.")
        }
        Fault::FromTheFuture => words(
            "此证的签发时间晚于现在，请联网更新后再扫",
            "The card is dated in the future. Go online and scan again.",
        ),
        Fault::TooLong | Fault::Base45 | Fault::Cbor(_) | Fault::Structure | Fault::Unsupported(_) => {
            words("此码不完整或无法识别，请重扫", "This code is incomplete or unreadable. Scan again.")
        }
    }
}
