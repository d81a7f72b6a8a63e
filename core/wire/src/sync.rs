//! Pulling what changed.

use jiff::Timestamp;
use minyi_rulebook::ids::MatterId;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::identity::TrustNews;
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
    /// Matters of other procedures as they are now. A phone keeps what it cannot read yet; older ones overlook the field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<OtherView>,
    /// Matters that this reader may no longer see, of whatever procedure: forget them.
    pub gone: Vec<MatterId>,
    /// What is new about deputy cards; left out by a server whose congresses issue none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust: Option<TrustNews>,
    /// For the device's estimate of its clock error.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub server_time: Timestamp,
    /// Version of the directory; fetch it again when it differs.
    pub directory_version: String,
}

/// A matter of a procedure other than the citizen's case, as one reader sees it. What is inside only that procedure's module
/// can say, so that a phone may carry what a later version of it will show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OtherView {
    /// Name of the procedure.
    pub procedure: String,
    pub matter: MatterId,
    pub version: u32,
    /// Place in the server's order of changes.
    pub change_seq: i64,
    /// The procedure's own view.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub view: serde_json::Value,
}

impl OtherView {
    /// Reads the view; `None` if it is another procedure's, or of a version that this program does not know.
    #[must_use]
    pub fn read<V: DeserializeOwned>(&self, procedure: &str) -> Option<V> {
        if self.procedure != procedure {
            return None;
        }
        // Through its text, which every reader of JSON takes: views are large types, and each way to read them is code on the phone.
        serde_json::from_slice(&serde_json::to_vec(&self.view).ok()?).ok()
    }
}

/// `GET /v1/matters?cursor=&limit=&stage=`: one page of a list, newest change first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MatterPage {
    pub matters: Vec<CaseSummary>,
    /// Opaque; `None` on the last page.
    pub next: Option<String>,
}

/// `GET /v1/changes?cursor=&limit=`: what happened to which matter, for other systems. Never what anybody wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangePage {
    /// In the one order of all changes, oldest first.
    pub changes: Vec<ChangeNote>,
    /// Opaque; ask with it next time, once the page is dealt with: so every change arrives at least once. A stale one is
    /// answered `cursor_stale`: start without.
    pub cursor: String,
    /// Whether more is waiting.
    pub more: bool,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeNote {
    pub change_seq: i64,
    /// Name of the procedure.
    pub procedure: String,
    /// Name of the act, as its command is called on the wire.
    pub act: String,
    pub matter: MatterId,
    /// The matter's version with it.
    pub version: u32,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub at: Timestamp,
}

/// Data of a `nudge` event on `GET /v1/stream`: something changed for this reader, ask `/v1/sync`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Nudge {
    /// `epoch:seq`.
    pub at: String,
}
