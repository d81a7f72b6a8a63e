//! Resumable uploads in parts. The client names the upload, declares the whole, and sends fixed-size parts in any order;
//! each `PUT` may be repeated without harm.

use jiff::Timestamp;
use minyi_rulebook::ids::{MatterId, Sha256, UploadId};
use minyi_rulebook::procedure::AttachmentKind;
use serde::{Deserialize, Serialize};

/// Smallest part: 32 KiB, about five seconds at 64 kbit/s.
pub const PART_MIN: u32 = 32 * 1024;
/// Largest part: 1 MiB.
pub const PART_MAX: u32 = 1024 * 1024;

/// `PUT /v1/uploads/{id}`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UploadDeclaration {
    /// The matter that names the photo or voice note.
    pub matter: MatterId,
    /// Of the whole file.
    pub sha256: Sha256,
    /// Length of the whole in bytes, at most 20 MiB; 2 MiB for a voice note.
    pub bytes: u64,
    /// Bytes of every part but the last, [`PART_MIN`] to [`PART_MAX`].
    pub part_bytes: u32,
    /// What it is; left out for photos, which once were all there was.
    #[serde(default, skip_serializing_if = "AttachmentKind::is_photo")]
    pub kind: AttachmentKind,
}

impl UploadDeclaration {
    /// Number of parts.
    #[must_use]
    pub fn parts(&self) -> u32 {
        u32::try_from(self.bytes.div_ceil(u64::from(self.part_bytes.max(1)))).unwrap_or(u32::MAX)
    }

    /// Length of a part; `None` past the last.
    #[must_use]
    pub fn part_len(&self, index: u32) -> Option<u64> {
        let start = u64::from(index) * u64::from(self.part_bytes);
        (start < self.bytes).then(|| (self.bytes - start).min(u64::from(self.part_bytes)))
    }
}

/// `GET /v1/uploads/{id}`, and the answer to every `PUT`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UploadView {
    pub id: UploadId,
    pub declaration: UploadDeclaration,
    pub progress: UploadProgress,
    /// When an unfinished upload is dropped.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub expires_at: Timestamp,
}

/// How far an upload is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum UploadProgress {
    /// Numbers of the parts that are here and durable, ascending.
    Open { have: Vec<u32> },
    /// The whole is here, checked and stored.
    Complete,
}
