//! Clocks (计时): a legal period that runs on one case, joined from a [`crate::policy`] rule and the [`crate::calendar`].
//!
//! How a date is reckoned, in this order:
//! 1. The day of the starting event does not count; the next day is the first.
//! 2. The rule's span. Months go by the calendar: 31 January plus one month is the last day of February.
//! 3. The extension, added to the end of the span.
//! 4. The pauses, oldest first. As at the start, the day of an act still belongs to what went before: the day of pausing
//!    ran, the day of resuming stood. The due date moves by the days that stood, counted in work days for a work-day rule.
//!    A pause that began after the due date moves nothing: being late is not undone by asking a question.
//!
//! A last day that falls on a rest day stays where it is. Civil Code art. 203 moves it, but for civil periods; no such
//! rule was found for the periods of petitions and suggestions, and the earlier date is the safer one for the unit.

mod explain;
mod reckon;

use crate::calendar::local_date;
use crate::ids::OrganId;
use crate::policy::{ClockKind, RuleId, Span};
use crate::procedure::wire_name;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

pub use explain::{DueExplanation, DueStep, StepKind, explain_due};
pub use reckon::{DueError, due_date};

/// Names a clock within a case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClockId {
    pub kind: ClockKind,
    /// The organ whose clock it is, where there is one.
    pub organ: Option<OrganId>,
    /// Round of handling; 1 is the first.
    pub round: u16,
}

/// The key of its row in a store: `answer:unit-water:1`.
impl fmt::Display for ClockId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let organ = self.organ.as_ref().map_or("", OrganId::as_str);
        write!(f, "{}:{organ}:{}", wire_name(&self.kind), self.round)
    }
}

/// A time during which the clock stands (暂停).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Pause {
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub from: Timestamp,
    /// `None` while it still stands.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = "date-time"))]
    pub until: Option<Timestamp>,
    pub reason: String,
}

/// More time, agreed by who may agree it (延期).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Extension {
    pub by: Span,
    pub reason: String,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub agreed_at: Timestamp,
}

/// Whether a clock still runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// It runs, or stands in a pause.
    Running,
    /// What it waited for happened, or can no longer happen.
    Stopped {
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
        at: Timestamp,
    },
}

/// One clock of one case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Clock {
    pub id: ClockId,
    /// The rule; `None` when the date was promised, as for a commitment.
    pub rule: Option<RuleId>,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub started_at: Timestamp,
    /// Version of the event that started it.
    pub started_by: u32,
    /// Oldest first.
    pub pauses: Vec<Pause>,
    pub extension: Option<Extension>,
    /// The last day in time, as a local date.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date"))]
    pub due: Date,
    pub outcome: Outcome,
    /// Whether the crossing of the due date is on record as an event.
    pub overdue_noted: bool,
}

impl Clock {
    /// Whether it runs past its due date. Compared by local date: the due day itself is in time. A paused clock is not
    /// overdue, nor is a stopped one.
    #[must_use]
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.outcome == Outcome::Running && !self.is_paused() && local_date(now) > self.due
    }

    /// Whether it stands.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.outcome == Outcome::Running && self.pauses.last().is_some_and(|pause| pause.until.is_none())
    }

    /// Whether it was stopped after its due date.
    #[must_use]
    pub fn stopped_late(&self) -> bool {
        matches!(self.outcome, Outcome::Stopped { at } if local_date(at) > self.due)
    }
}
