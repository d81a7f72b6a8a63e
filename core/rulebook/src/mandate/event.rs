//! What happened to a mandate.

use crate::actor::Actor;
use crate::ids::{MatterId, OrganId};
use crate::procedure::{Recorded, wire_name};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::command::{Establishment, IssuedCard, MandateAct};
use super::ground::{EndGround, SuspensionGround};
use super::state::{CardKey, Field, Term};

/// One event as recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MandateEvent {
    pub matter: MatterId,
    /// 1 for the establishment, then one more for each event.
    pub version: u32,
    pub actor: Actor,
    /// Server time; legal time.
    pub at: Timestamp,
    /// The device's claim; `None` for the server's own acts.
    pub device_at: Option<Timestamp>,
    pub what: MandateHappening,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum MandateHappening {
    Established(Box<Establishment>),
    Corrected {
        name: String,
        constituency: String,
        term: Term,
        reason: String,
    },
    /// A text field was set, or emptied.
    FieldSet {
        field: Field,
        text: String,
    },
    PublicationSet {
        field: Field,
        consent: bool,
    },
    StationAssigned {
        station: OrganId,
    },
    Suspended {
        ground: SuspensionGround,
        note: String,
    },
    Restored {
        note: String,
    },
    Ended {
        ground: EndGround,
        notice: String,
    },
    CardRequested {
        device: CardKey,
    },
    CardIssued(Box<IssuedCard>),
    TermOver,
}

impl MandateHappening {
    /// The act behind it.
    #[must_use]
    pub const fn act(&self) -> MandateAct {
        match self {
            Self::Established(_) => MandateAct::Establish,
            Self::Corrected { .. } => MandateAct::Correct,
            Self::FieldSet { field: Field::Post, .. } => MandateAct::SetPost,
            Self::FieldSet { field: Field::Pledge, .. } => MandateAct::SetPledge,
            Self::FieldSet { field: Field::ReceptionDays, .. } => MandateAct::SetReceptionDays,
            Self::FieldSet { field: Field::Phone, .. } => MandateAct::SetPhone,
            Self::FieldSet { field: Field::DutyGroup, .. } => MandateAct::AssignDutyGroup,
            Self::PublicationSet { .. } => MandateAct::Publish,
            Self::StationAssigned { .. } => MandateAct::AssignStation,
            Self::Suspended { .. } => MandateAct::Suspend,
            Self::Restored { .. } => MandateAct::Restore,
            Self::Ended { .. } => MandateAct::End,
            Self::CardRequested { .. } => MandateAct::RequestCard,
            Self::CardIssued(_) => MandateAct::NoteCardIssued,
            Self::TermOver => MandateAct::NoteTermOver,
        }
    }
}

impl Recorded for MandateEvent {
    fn matter(&self) -> MatterId {
        self.matter
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn at(&self) -> Timestamp {
        self.at
    }

    fn act(&self) -> String {
        wire_name(&self.what.act())
    }
}
