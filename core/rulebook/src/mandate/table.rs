//! The table of a mandate: which act is open in which stage, to whom, and the rule behind it.

use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Capacity};
use crate::procedure::{Target, Transition};

use super::command::{MandateAct, MandateAct as A};
use super::state::{MandateStage as S, MandateState};

/// How an actor stands to a mandate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Holding {
    /// The deputy or deliberator.
    Holder,
    /// Staff of the station to which the mandate belongs.
    OwnStation,
    /// The congress office.
    Office,
    /// The server.
    System,
}

impl Holding {
    /// The Chinese name.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Holder => "代表本人",
            Self::OwnStation => "所在联络站",
            Self::Office => "人大常委会办公室",
            Self::System => "系统",
        }
    }

    /// Whether the actor stands so to the mandate.
    #[must_use]
    pub fn matches(self, actor: &Actor, mandate: &MandateState) -> bool {
        match (self, &actor.capacity) {
            (Self::Holder, Capacity::Deputy { .. }) => actor.user == mandate.deputy,
            (Self::OwnStation, Capacity::StationStaff { station }) => *station == mandate.station,
            (Self::Office, Capacity::OfficeStaff { .. }) | (Self::System, Capacity::System) => true,
            _ => false,
        }
    }
}

const LIVING: &[S] = &[S::InOffice, S::Suspended];
const HOLDER: &[Holding] = &[Holding::Holder];
const OFFICE: &[Holding] = &[Holding::Office];
const SYSTEM: &[Holding] = &[Holding::System];
const RECORDS: &str = "mandate.office_records";

const fn row(
    act: MandateAct,
    from: &'static [S],
    to: Target<S>,
    who: &'static [Holding],
    carries: &'static [&'static str],
    rule: &'static str,
) -> Transition<MandateAct, S, Holding> {
    Transition { act, from, to, who, carries, rule }
}

/// The procedure. [`MandateAct::Establish`] is not in it: it makes the mandate.
pub const TABLE: &[Transition<MandateAct, S, Holding>] = &[
    row(A::Correct, LIVING, Target::Stays, OFFICE, &["name", "constituency", "term", "reason"], RECORDS),
    row(A::SetPost, LIVING, Target::Stays, &[Holding::Holder, Holding::Office], &["text"], RECORDS),
    row(A::SetPledge, LIVING, Target::Stays, HOLDER, &["text"], RECORDS),
    row(
        A::SetReceptionDays,
        LIVING,
        Target::Stays,
        &[Holding::Holder, Holding::OwnStation, Holding::Office],
        &["text"],
        RECORDS,
    ),
    row(A::SetPhone, LIVING, Target::Stays, HOLDER, &["text"], RECORDS),
    row(A::Publish, LIVING, Target::Stays, HOLDER, &["field", "consent"], "mandate.consent"),
    row(A::AssignStation, LIVING, Target::Stays, OFFICE, &["station"], RECORDS),
    row(A::AssignDutyGroup, LIVING, Target::Stays, OFFICE, &["group"], RECORDS),
    row(A::Suspend, &[S::InOffice], Target::To(S::Suspended), OFFICE, &["ground", "note"], "mandate.suspension"),
    row(A::Restore, &[S::Suspended], Target::To(S::InOffice), OFFICE, &["note"], "mandate.suspension"),
    row(A::End, LIVING, Target::To(S::Ended), OFFICE, &["ground", "notice"], "mandate.termination"),
    row(A::RequestCard, &[S::InOffice], Target::Stays, HOLDER, &["device"], "mandate.card"),
    row(A::NoteCardIssued, &[S::InOffice], Target::Stays, SYSTEM, &["number"], "mandate.one_card"),
    row(A::NoteTermOver, LIVING, Target::To(S::Ended), SYSTEM, &[], "mandate.term"),
];
