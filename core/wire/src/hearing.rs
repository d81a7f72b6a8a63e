//! What `/v1/hearings…` carries besides the rulebook's own views (`minyi_rulebook::hearing::lanes`).

use jiff::Timestamp;
use minyi_rulebook::hearing::HearingAct;
use minyi_rulebook::hearing::lanes::{HearingView, Lane};
use serde::{Deserialize, Serialize};

/// Hearings of this reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HearingList {
    pub hearings: Vec<HearingView>,
    /// What this reader may do without a hearing: plan one.
    #[serde(default)]
    pub acts: Vec<HearingAct>,
}

/// A hearing at a place of its stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HearingSnapshot {
    /// `epoch:seq`; where the stream or `events?after=` goes on.
    pub at: String,
    /// What kind of reader this is.
    pub lane: Lane,
    pub view: HearingView,
    /// For the phone's estimate of its clock error.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub server_time: Timestamp,
}

/// That somebody watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Heartbeat {
    /// The app is in the foreground.
    pub foreground: bool,
    /// The picture plays.
    pub playing: bool,
    /// Programme time on the screen, where the picture has one.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = "date-time"))]
    #[serde(default)]
    pub programme_time: Option<Timestamp>,
}
