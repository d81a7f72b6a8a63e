//! What readers are told of a photo beside its name in the case: which copies pages may show, and what its record is worth.

use jiff::Timestamp;
use minyi_rulebook::ids::{Sha256, UserId};
use serde::{Deserialize, Serialize};

/// `GET /v1/matters/{id}/photos`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PhotoList {
    /// In the order in which the case named them.
    pub photos: Vec<PhotoView>,
}

/// A photo as a reader sees it. The public gets only those that were released, without origin and record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PhotoView {
    /// SHA-256 of the original; names the photo.
    pub sha256: Sha256,
    pub copies: PhotoCopies,
    /// How it came to the app (来源).
    pub origin: PhotoOrigin,
    /// What the device's signed record of it is worth (存证结论).
    pub record: RecordVerdict,
    /// Whether its public copy is shown to everybody once the case is public.
    pub released: bool,
}

/// The copies of a photo that pages show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum PhotoCopies {
    /// The photo is on its way.
    NotHere,
    /// Both are here.
    Here { public: CopyView, thumbnail: CopyView, redactions: Vec<RedactionBox> },
    /// The original is kept, but no copy can be made of it; why.
    None { why: String },
}

/// One copy: always a JPEG.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CopyView {
    pub sha256: Sha256,
    pub bytes: u64,
    pub width: u16,
    pub height: u16,
}

/// A box that is covered (遮盖框), in ten-thousandths of the upright photo's width and height.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RedactionBox {
    pub left: u16,
    pub top: u16,
    pub right: u16,
    pub bottom: u16,
}

/// How a photo came to the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PhotoOrigin {
    /// The app's own camera, shown by a capture ticket (拍摄凭条).
    Captured,
    /// The system's camera app.
    SystemCamera,
    /// Chosen from the gallery.
    Gallery,
    /// A scanned paper.
    Scan,
    /// No record says.
    Unrecorded,
}

/// What the device's record of a photo is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RecordVerdict {
    /// No record came.
    Missing,
    /// Signature, hash and length fit the original, and the entry follows the device's chain as the office knows it.
    Sound,
    /// It fits, but entries of the device before it are not here: the chain cannot be followed to its start.
    Gap,
}

/// `POST /v1/matters/{id}/photos/{sha256}/release`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReleaseRequest {
    /// What to cover, at most 64 boxes; none if there is nothing to cover.
    #[serde(default)]
    pub redactions: Vec<RedactionBox>,
    /// Why, 2 to 200 characters.
    pub reason: String,
}

/// `POST /v1/matters/{id}/photos/{sha256}/export`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ExportRequest {
    /// Why and to whom, 2 to 200 characters; goes on record.
    pub reason: String,
}

/// `GET /v1/matters/{id}/photos/{sha256}/custody`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustodyList {
    /// Oldest first.
    pub steps: Vec<CustodyStep>,
}

/// Who did what with the original, when and why (保管记录).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustodyStep {
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub at: Timestamp,
    pub actor: UserId,
    pub act: CustodyAct,
    pub reason: String,
    /// Place in the log that the daily tree heads cover.
    pub sequence: u64,
}

/// What was done with an original.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CustodyAct {
    /// The office received it whole.
    Received,
    /// Its bytes were shown.
    Viewed,
    /// It left in an export.
    Exported,
    /// Its public copy was looked over and may be published.
    Released,
    /// Its public copy was taken back.
    Withdrawn,
    /// The case went to other units, and the original with it (移交).
    Transferred,
}

/// `PUT /v1/matters/{id}/photos/{sha256}/record`: the device's signed entries about one photo, in the order of its chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PhotoRecord {
    /// The public key that signed, SEC 1 uncompressed, base64.
    pub key: String,
    /// COSE_Sign1 entries, base64: the capture first, then each copy.
    pub entries: Vec<String>,
}
