//! Whose move it is (待办): the desks on which a case waits, so that it goes on. Never a permission; those come with each view.

use std::fmt;

use crate::actor::{Actor, Capacity};
use crate::ids::{OrganId, UserId};

use super::command::Addressee;
use super::stage::Stage;
use super::state::{CaseState, CommitmentStanding, Part, RoundAnswer, Standing};

/// A desk at which work lies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Desk {
    /// The author's, or whoever else is asked in person.
    Person(UserId),
    Station(OrganId),
    Office,
    /// Of the unit's clerks.
    Clerks(OrganId),
    /// Of the unit's leaders, who sign.
    Leaders(OrganId),
}

/// The stored form: `office`, `clerks:unit-water`, …
impl fmt::Display for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(user) => write!(f, "person:{user}"),
            Self::Station(station) => write!(f, "station:{station}"),
            Self::Office => f.write_str("office"),
            Self::Clerks(unit) => write!(f, "clerks:{unit}"),
            Self::Leaders(unit) => write!(f, "leaders:{unit}"),
        }
    }
}

impl Desk {
    /// The desk at which this actor sits; `None` for those who only read.
    #[must_use]
    pub fn of(actor: &Actor) -> Option<Self> {
        match &actor.capacity {
            Capacity::Citizen | Capacity::Deputy { .. } => Some(Self::Person(actor.user)),
            Capacity::StationStaff { station } => Some(Self::Station(station.clone())),
            Capacity::OfficeStaff { .. } => Some(Self::Office),
            Capacity::UnitClerk { unit } => Some(Self::Clerks(unit.clone())),
            Capacity::UnitLeader { unit } => Some(Self::Leaders(unit.clone())),
            Capacity::CourtLiaison { .. }
            | Capacity::CourtClerk { .. }
            | Capacity::Bench { .. }
            | Capacity::Auditor
            | Capacity::System => None,
        }
    }
}

/// Where the case waits, each desk once.
#[must_use]
pub fn waits_at(case: &CaseState) -> Vec<Desk> {
    let mut desks = match case.stage {
        Stage::Submitted => vec![case.station.clone().map_or(Desk::Office, Desk::Station)],
        Stage::AwaitingInfo => vec![Desk::Person(case.author)],
        Stage::Triaged | Stage::Evaluated => vec![Desk::Office],
        Stage::Assigned | Stage::Handling => with_units(case),
        Stage::Answered => answered(case),
        Stage::Closed => Vec::new(),
    };
    if case.stage >= Stage::Answered
        && let Some(lead) = case.lead()
    {
        for commitment in &case.commitments {
            match commitment.standing {
                CommitmentStanding::Open => desks.push(Desk::Clerks(lead.unit.clone())),
                CommitmentStanding::Reported { .. } => desks.push(Desk::Office),
                CommitmentStanding::Kept => {}
            }
        }
    }
    desks.sort();
    desks.dedup();
    desks
}

fn answered(case: &CaseState) -> Vec<Desk> {
    let mut desks = vec![Desk::Person(case.author)];
    if let Addressee::Deputy { deputy } = case.addressee {
        desks.push(Desk::Person(deputy));
    }
    desks
}

fn with_units(case: &CaseState) -> Vec<Desk> {
    let mut desks = Vec::new();
    for handler in &case.handlers {
        let clerks = Desk::Clerks(handler.unit.clone());
        match (&handler.standing, handler.part) {
            (Standing::ReturnAsked { .. }, _) => desks.push(Desk::Office),
            (Standing::Unsigned, _) | (Standing::Signed, Part::Co) => desks.push(clerks),
            (Standing::Signed, Part::Lead) => match case.round().map(|round| &round.answer) {
                Some(RoundAnswer::Drafted { .. }) => desks.push(Desk::Leaders(handler.unit.clone())),
                _ => desks.push(clerks),
            },
            (Standing::OpinionGiven { .. }, _) => {}
        }
    }
    if case.extension_request.is_some() {
        desks.push(Desk::Office);
    }
    desks
}
