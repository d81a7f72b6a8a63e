//! What an exported photo shows (存证核验), judged on this device without a network.

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

/// Longest package that is opened, in bytes.
const LONGEST: u64 = 512 << 20;

/// What can be asked of a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum EvidenceClaim {
    /// The original is byte for byte what was recorded (原件).
    Bytes,
    /// The records follow each other without a break (证据链).
    Chain,
    /// One device key signed the records (签名).
    Signer,
    /// That the photo existed at a certain moment (时间).
    Time,
    /// Where it was taken (地点).
    Place,
    /// The copies come from this original, with the named boxes covered (副本与遮盖).
    Copies,
}

/// How a claim stands. There is no overall tick: show each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum ClaimStanding {
    /// The package shows it (成立).
    Holds,
    /// The package can neither show nor refute it (不能证明).
    Unproven,
    /// The package contradicts it, or was changed (不成立).
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

/// What a package shows.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ExportVerdict {
    /// SHA-256 of the original that it is about; `None` if it could not be read.
    pub photo: Option<Sha256>,
    /// Something was changed or contradicts itself.
    pub broken: bool,
    /// One verdict a claim, always all of them.
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
    /// Certificates of time-stamp authorities or of roots above them, PEM.
    #[uniffi(default = None)]
    pub time_roots_pem: Option<String>,
}

/// Judges an exported package (ZIP), claim by claim, as of `now`. A changed or unreadable package is a verdict, not an error.
///
/// Touches the disk: do not call it on the main thread. Throws `BadInput(photo.path | photo.too_big | key)`.
#[uniffi::export]
pub fn verify_export(path: String, trust: ExportTrust, now: SystemTime) -> Result<ExportVerdict, MinyiError> {
    runtime::guarded(|| judge(Path::new(&path), &trust, now))
}

fn judge(path: &Path, trust: &ExportTrust, now: SystemTime) -> Result<ExportVerdict, CoreError> {
    let unreadable = |_| CoreError::BadInput { field: "photo.path" };
    if std::fs::metadata(path).map_err(unreadable)?.len() > LONGEST {
        return Err(CoreError::BadInput { field: "photo.too_big" });
    }
    let package = std::fs::read(path).map_err(unreadable)?;
    let key = |key: &ServerKey| {
        let key = minyi_wire::receipt::ServerKey::from(key.clone()).verifying_key();
        key.map(|key| key.to_bytes()).ok_or(CoreError::BadInput { field: "key" })
    };
    let offices = trust.offices.iter().map(key).collect::<Result<Vec<_>, _>>()?;
    let authorities = match &trust.time_roots_pem {
        None => Vec::new(),
        Some(pem) => roots_from_pem(pem.as_bytes()).ok_or(CoreError::BadInput { field: "key" })?,
    };
    let now_ms = Timestamp::try_from(now).map_err(|_| CoreError::BadInput { field: "date" })?.as_millisecond();
    let findings = export::verify(&package, &Trust { offices: &offices, authorities: &authorities, now_ms });
    Ok(ExportVerdict {
        photo: findings.photo,
        broken: findings.is_broken(),
        verdicts: findings.verdicts.iter().map(Into::into).collect(),
        text_zh: findings.text(Language::Zh),
        text_en: findings.text(Language::En),
    })
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
