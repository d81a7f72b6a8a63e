//! Pulling what changed.

use jiff::Timestamp;
use minyi_rulebook::ids::MatterId;
use serde::{Deserialize, Serialize};

use crate::view::{CaseSummary, CaseView};

/// `GET /v1/sync?cursor=&limit=`: what changed for this reader since the cursor, oldest change first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SyncPage {
    /// Opaque; ask with it next time. A stale one is answered `cursor_stale`: start without.
    pub cursor: String,
    /// Whether more is waiting.
    pub more: bool,
    /// Cases as they are now.
    pub changed: Vec<CaseView>,
    /// Cases that this reader may no longer see: forget them.
    pub gone: Vec<MatterId>,
    /// For the device's estimate of its clock error.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub server_time: Timestamp,
    /// Version of the directory; fetch it again when it differs.
    pub directory_version: String,
}

/// `GET /v1/matters?cursor=&limit=&stage=`: one page of a list, newest change first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MatterPage {
    pub matters: Vec<CaseSummary>,
    /// Opaque; `None` on the last page.
    pub next: Option<String>,
}

/// Data of a `nudge` event on `GET /v1/stream`: something changed for this reader, ask `/v1/sync`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Nudge {
    /// `epoch:seq`.
    pub at: String,
}
