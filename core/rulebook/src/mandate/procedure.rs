//! The mandate as one procedure among others, and who sees it.

use super::{Context, Field, MandateCommand, MandateEvent, MandateState, Standing, apply, decide};
use crate::actor::{Actor, Capacity};
use crate::audience::{Reader, Sight};
use crate::calendar::end_of_day;
use crate::procedure::{self, Decided, Procedure, Watch, wire_name};
use crate::refusal::Refusal;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// 代表资格
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mandate {}

impl Procedure for Mandate {
    const NAME: &'static str = super::PROCEDURE;
    type State = MandateState;
    type Command = MandateCommand;
    type Event = MandateEvent;

    fn decide(
        mandate: Option<&MandateState>,
        command: &MandateCommand,
        context: &Context<'_>,
        device_at: Option<Timestamp>,
    ) -> Result<Decided<Self>, Refusal> {
        let what = decide(mandate, command, context)?;
        let event = MandateEvent {
            matter: context.matter,
            version: mandate.map_or(0, |mandate| mandate.version) + 1,
            actor: context.actor.clone(),
            at: context.now,
            device_at,
            what,
        };
        Ok(Decided { event, follow_ups: Vec::new() })
    }

    fn apply(mandate: Option<MandateState>, event: &MandateEvent) -> Option<MandateState> {
        apply(mandate, event)
    }

    fn version(mandate: &MandateState) -> u32 {
        mandate.version
    }

    fn audience(mandate: &MandateState) -> BTreeMap<Reader, Sight> {
        audience(mandate)
    }

    fn opens(command: &MandateCommand) -> bool {
        matches!(command, MandateCommand::Establish(_))
    }

    fn stage(mandate: &MandateState) -> String {
        wire_name(&mandate.standing.stage())
    }

    /// The end of the term.
    fn watches(mandate: &MandateState) -> Vec<Watch<MandateCommand>> {
        if matches!(mandate.standing, Standing::Ended { .. }) {
            return Vec::new();
        }
        let from = end_of_day(mandate.term.ends);
        vec![Watch { key: "term".to_owned(), from, command: MandateCommand::NoteTermOver }]
    }
}

/// Everybody who may see the mandate: the holder, the office and the station see all of it, everybody what is published. An
/// ended mandate stays public: that it has ended is what citizens must be able to read.
#[must_use]
pub fn audience(mandate: &MandateState) -> BTreeMap<Reader, Sight> {
    BTreeMap::from([
        (Reader::User(mandate.deputy), Sight::Full),
        (Reader::Office, Sight::Full),
        (Reader::Station(mandate.station.clone()), Sight::Full),
        (Reader::Public, Sight::Public),
    ])
}

/// The mandate as this actor may read it. What is not published goes to the holder, and to the office but for the phone number,
/// which is the deputy's own.
#[must_use]
pub fn as_read_by(actor: &Actor, mandate: &MandateState) -> MandateState {
    let mut shown = mandate.clone();
    let holder = actor.user == mandate.deputy && matches!(actor.capacity, Capacity::Deputy { .. });
    let full = procedure::sight_of::<Mandate>(actor, mandate) == Some(Sight::Full);
    if holder {
        return shown;
    }
    if !mandate.published.contains(&Field::Phone) {
        shown.phone.clear();
    }
    if !full {
        for field in Field::ALL.into_iter().filter(|field| !mandate.published.contains(field)) {
            match field {
                Field::Post => shown.post.clear(),
                Field::Pledge => shown.pledge.clear(),
                Field::ReceptionDays => shown.reception_days.clear(),
                Field::DutyGroup => shown.duty_group.clear(),
                Field::Phone => shown.phone.clear(),
            }
        }
        shown.card = super::CardStanding::None;
    }
    shown
}
