//! Readers and how much they see, the same words for every procedure. Who sees what is each procedure's own word
//! ([`crate::procedure::Procedure::audience`]): the server files a matter under it, lists by it and checks single reads with it.

use crate::actor::{Actor, Capacity};
use crate::ids::{OrganId, UserId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How much of a matter is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Sight {
    /// That it exists, its class and its stage; no words, no place, no photo.
    Outline,
    /// What the public sees: no author, no place finer than the label, answers and evaluations.
    Public,
    /// Everything.
    Full,
}

/// A group of readers under which a matter is filed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reader {
    /// One person: the author, a follower, the addressed deputy.
    User(UserId),
    /// Staff of a station.
    Station(OrganId),
    /// Deputies of a station.
    StationDeputies(OrganId),
    /// All deputies of the district.
    Deputies,
    /// Clerks and leaders of a unit; for a court, its liaison office.
    Unit(OrganId),
    /// Court clerks (书记员) of a court.
    CourtClerks(OrganId),
    /// The bench (合议庭) of a court.
    Bench(OrganId),
    /// The congress office, and auditors, who read all that it reads.
    Office,
    /// Anybody.
    Public,
}

/// The stored form: `user:<uuid>`, `station:<code>`, `office`, ...
impl fmt::Display for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => write!(f, "user:{id}"),
            Self::Station(id) => write!(f, "station:{id}"),
            Self::StationDeputies(id) => write!(f, "deputies:{id}"),
            Self::Deputies => f.write_str("deputies"),
            Self::Unit(id) => write!(f, "unit:{id}"),
            Self::CourtClerks(id) => write!(f, "court-clerks:{id}"),
            Self::Bench(id) => write!(f, "bench:{id}"),
            Self::Office => f.write_str("office"),
            Self::Public => f.write_str("public"),
        }
    }
}

/// The reader groups by which a matter is the actor's own business: what lists show and devices keep.
#[must_use]
pub fn own_readers_of(actor: &Actor) -> Vec<Reader> {
    match &actor.capacity {
        Capacity::Citizen => vec![Reader::User(actor.user)],
        Capacity::StationStaff { station } => vec![Reader::Station(station.clone())],
        Capacity::Deputy { station } => {
            vec![Reader::User(actor.user), Reader::StationDeputies(station.clone()), Reader::Deputies]
        }
        Capacity::CourtClerk { unit } => vec![Reader::CourtClerks(unit.clone())],
        Capacity::Bench { unit } => vec![Reader::Bench(unit.clone())],
        Capacity::OfficeStaff { .. } | Capacity::Auditor | Capacity::System => vec![Reader::Office],
        Capacity::UnitClerk { unit } | Capacity::UnitLeader { unit } | Capacity::CourtLiaison { unit } => {
            vec![Reader::Unit(unit.clone())]
        }
    }
}

/// All reader groups that an actor belongs to: the own ones, and anybody.
#[must_use]
pub fn readers_of(actor: &Actor) -> Vec<Reader> {
    let mut readers = own_readers_of(actor);
    readers.push(Reader::Public);
    readers
}
