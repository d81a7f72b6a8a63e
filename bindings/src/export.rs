//! What an exported photo shows (存证核验), judged on this device without a network, by the very function that `minyi verify` calls.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::SystemTime;

use jiff::Timestamp;
use minyi_core::CoreError;
use minyi_evidence::export::{self, Language, Trust};
use minyi_evidence::timestamp::roots_from_pem;
use minyi_rulebook::ids::Sha256;

use crate::app::ServerKey;
use crate::error::MinyiError;
use crate::runtime;

/// Longest package that is opened, in bytes: an original, two copies and a thousand entries leave room in it.
const LONGEST: u64 = 64 << 20;

/// What can be asked of a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum EvidenceClaim {
    /// The original is byte for byte what was recorded (原件).
    Bytes,
    /// The records follow each other without a break, on the device and in the office's log (证据链).
    Chain,
    /// One device key signed the records (签名).
    Signer,
    /// That it was there at a certain moment (时间). When it was taken, only a device's clock says.
    Time,
    /// Where it was taken (地点).
    Place,
    /// The copies come from this original, with exactly the named boxes covered (副本与遮盖).
    Copies,
}

/// How a claim stands (逐项结论). There is no overall tick: show each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum ClaimStanding {
    /// 成立: the package shows it.
    Holds,
    /// 不能证明: the package can neither show nor refute it.
    Unproven,
    /// 不成立: the package contradicts it, or was changed.
    Broken,
}

/// One claim's verdict.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ClaimVerdict {
    /// Which claim.
    pub claim: EvidenceClaim,
    /// How it stands.
    pub standing: ClaimStanding,
    /// Why, in Chinese.
    pub why_zh: String,
    /// Why, in English.
    pub why_en: String,
}

/// Whether the package as a whole is as an office made it (封装).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum ExportSeal {
    /// Every byte is as the office signed it, and its key is among the trusted ones.
    Whole,
    /// Every byte is as this key signed it; whose it is must be learnt elsewhere.
    UnknownOffice {
        /// The Ed25519 key, 32 bytes.
        key: Vec<u8>,
    },
    /// No package of ours, or changed where no single file can be named.
    Unreadable,
    /// One file is not as it was signed.
    Altered {
        /// Its name in the package.
        file: String,
    },
    /// The signed list or its signature was changed.
    BadSignature,
    /// It was sealed later than now.
    FromTheFuture,
}

/// What a package shows.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ExportVerdict {
    /// SHA-256 of the original that it is about; `None` if it could not be read.
    pub photo: Option<Sha256>,
    /// The package as a whole.
    pub seal: ExportSeal,
    /// Something was changed or contradicts itself. That nothing is broken proves nothing: read the verdicts.
    pub broken: bool,
    /// One verdict a claim, always all of them, in the order of `EvidenceClaim`.
    pub verdicts: Vec<ClaimVerdict>,
    /// All of it as a short text, in Chinese.
    pub text_zh: String,
    /// All of it as a short text, in English.
    pub text_en: String,
}

/// Whom the reader believes beforehand; nobody, if both are left out.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ExportTrust {
    /// Keys of offices, from a source that the reader trusts.
    #[uniffi(default = [])]
    pub offices: Vec<ServerKey>,
    /// Certificates of time-stamp authorities or of roots above them, in PEM, from such a source.
    #[uniffi(default = None)]
    pub time_roots_pem: Option<String>,
}

/// Judges an exported package (存证导出包, ZIP), claim by claim, as of `now`. A changed or unreadable package is a verdict, no error.
///
/// Touches the disk: do not call it on the main thread. Throws `BadInput(package.path | package.too_big | key | roots | date)`.
#[uniffi::export]
pub fn verify_export(path: String, now: SystemTime, trust: ExportTrust) -> Result<ExportVerdict, MinyiError> {
    runtime::guarded(|| judge(Path::new(&path), now, &trust))
}

fn judge(path: &Path, now: SystemTime, trust: &ExportTrust) -> Result<ExportVerdict, CoreError> {
    let bad = |field| CoreError::BadInput { field };
    let offices = trust.offices.iter().map(|key| {
        let key = minyi_wire::receipt::ServerKey::from(key.clone()).verifying_key();
        key.map(|key| key.to_bytes()).ok_or(bad("key"))
    });
    let offices = offices.collect::<Result<Vec<_>, _>>()?;
    let authorities = match &trust.time_roots_pem {
        None => Vec::new(),
        Some(pem) => roots_from_pem(pem.as_bytes()).ok_or(bad("roots"))?,
    };
    let now_ms = Timestamp::try_from(now).map_err(|_| bad("date"))?.as_millisecond();
    let package = read(path)?;
    Ok(export::verify(&package, &Trust { offices: &offices, authorities: &authorities, now_ms }).into())
}

/// At most one byte more than is allowed is ever held, whatever the file's length claims.
fn read(path: &Path) -> Result<Vec<u8>, CoreError> {
    let unreadable = |_| CoreError::BadInput { field: "package.path" };
    let mut package = Vec::new();
    File::open(path).map_err(unreadable)?.take(LONGEST + 1).read_to_end(&mut package).map_err(unreadable)?;
    if package.len() as u64 > LONGEST {
        return Err(CoreError::BadInput { field: "package.too_big" });
    }
    Ok(package)
}

impl From<export::Findings> for ExportVerdict {
    fn from(findings: export::Findings) -> Self {
        Self {
            photo: findings.photo,
            broken: findings.is_broken(),
            verdicts: findings.verdicts.iter().map(Into::into).collect(),
            text_zh: findings.text(Language::Zh),
            text_en: findings.text(Language::En),
            seal: findings.seal.into(),
        }
    }
}

impl From<export::Seal> for ExportSeal {
    fn from(seal: export::Seal) -> Self {
        match seal {
            export::Seal::Whole => Self::Whole,
            export::Seal::UnknownOffice(key) => Self::UnknownOffice { key: key.to_vec() },
            export::Seal::Unreadable => Self::Unreadable,
            export::Seal::Altered(file) => Self::Altered { file },
            export::Seal::BadSignature => Self::BadSignature,
            export::Seal::FromTheFuture => Self::FromTheFuture,
        }
    }
}

impl From<&export::Verdict> for ClaimVerdict {
    fn from(verdict: &export::Verdict) -> Self {
        Self {
            claim: match verdict.claim {
                export::Claim::Bytes => EvidenceClaim::Bytes,
                export::Claim::Chain => EvidenceClaim::Chain,
                export::Claim::Signer => EvidenceClaim::Signer,
                export::Claim::Time => EvidenceClaim::Time,
                export::Claim::Place => EvidenceClaim::Place,
                export::Claim::Redaction => EvidenceClaim::Copies,
            },
            standing: match verdict.standing {
                export::Standing::Holds => ClaimStanding::Holds,
                export::Standing::Unproven => ClaimStanding::Unproven,
                export::Standing::Broken => ClaimStanding::Broken,
            },
            why_zh: verdict.why(Language::Zh),
            why_en: verdict.why(Language::En),
        }
    }
}
