//! What happened in a hearing. One accepted command makes one event; it carries all that [`super::apply`] needs, due dates
//! included, so that replay asks no policy file and no calendar.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::command::HearingCommand;
use super::question::Anchor;
use crate::actor::Actor;
use crate::ids::{MatterId, OrganId};
use crate::policy::RuleId;

/// One event as recorded. The hearing's commands say what happened in words that stay true afterwards, so the command itself is
/// the happening; what the rules added to it stands in [`Ruled`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HearingEvent {
    /// The hearing.
    pub matter: MatterId,
    /// 1 for its creation, then one more for each event: the sequence of its stream.
    pub version: u32,
    pub actor: Actor,
    /// Server time; legal time.
    pub at: Timestamp,
    /// The device's claim of when the command was made; `None` for the server's own acts.
    pub device_at: Option<Timestamp>,
    /// What was done.
    pub what: HearingCommand,
    /// What the rules made of it.
    #[serde(default, skip_serializing_if = "Ruled::is_empty")]
    pub ruled: Ruled,
}

/// What a decision reckoned besides the command's own words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruled {
    /// The author's station when a seat or a question is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub station: Option<OrganId>,
    /// The anchor as it counts: a server anchor is dated by the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<Anchor>,
    /// A clock that starts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts: Option<Due>,
    /// New due dates of clocks that had stood, by question in the hearing's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resumes: Vec<(u16, Date)>,
}

impl Ruled {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A due date and the rule it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    pub rule: RuleId,
    pub due: Date,
}
