//! Who may see a case, and how much of it. The one place: the server files each case under its audience, lists by it and
//! checks single reads with it; the phone keeps what it was sent.

use crate::actor::{Actor, Capacity, Role};
use crate::audience::{Reader, Sight};
use crate::procedure;
use std::collections::BTreeMap;

use super::CitizenCase;
use super::command::Addressee;
use super::stage::Stage;
use super::state::{CaseState, RoundAnswer};

/// Everybody who may see the case, with how much.
#[must_use]
pub fn audience(case: &CaseState) -> BTreeMap<Reader, Sight> {
    let restricted = case.class.is_some_and(crate::class::TriageClass::is_restricted);
    // Detail of litigation and accusation stays with the author and those who must route it (domain, section 2).
    let receivers = if restricted { Sight::Outline } else { Sight::Full };
    let mut audience = BTreeMap::from([(Reader::User(case.author), Sight::Full), (Reader::Office, Sight::Full)]);
    if let Some(station) = &case.station {
        audience.insert(Reader::Station(station.clone()), receivers);
        // Before triage nobody knows yet whether the matter is one that deputies may read.
        let sorted = case.class.is_some();
        audience.insert(Reader::StationDeputies(station.clone()), if sorted { receivers } else { Sight::Outline });
    }
    if let Addressee::Deputy { deputy } = case.addressee {
        let sight = if case.class.is_some() { receivers } else { Sight::Outline };
        audience.entry(Reader::User(deputy)).or_insert(sight);
    }
    if !restricted {
        for handler in &case.handlers {
            audience.insert(Reader::Unit(handler.unit.clone()), Sight::Full);
        }
        for follower in &case.followers {
            audience.entry(Reader::User(*follower)).or_insert(Sight::Public);
        }
        if case.published && case.stage >= Stage::Assigned {
            audience.insert(Reader::Public, Sight::Public);
        }
    }
    audience
}

/// How much of the case this actor may see; `None` means the case does not exist for them.
#[must_use]
pub fn sight_of(actor: &Actor, case: &CaseState) -> Option<Sight> {
    procedure::sight_of::<CitizenCase>(actor, case)
}

/// Who may hear the voice note (语音留言), and read what was written down of it: whoever reads the author's own words. The
/// public never does, whatever was released.
#[must_use]
pub fn may_listen(actor: &Actor, case: &CaseState) -> bool {
    sight_of(actor, case) == Some(Sight::Full)
}

/// The case as this actor may read it in full: drafts stay with the unit until they are signed (签发), and an undo point
/// travels only to the organ that may use it. For anything less than [`Sight::Full`] the caller shows less.
#[must_use]
pub fn as_read_by(actor: &Actor, case: &CaseState) -> CaseState {
    let mut shown = case.clone();
    let of_the_unit = actor.unit().is_some_and(|unit| case.handler(unit).is_some());
    if !of_the_unit && !matches!(actor.capacity, Capacity::Auditor | Capacity::System) {
        for round in &mut shown.rounds {
            if matches!(round.answer, RoundAnswer::Drafted { .. } | RoundAnswer::None { .. }) {
                round.answer = RoundAnswer::None { sent_back: None };
            }
        }
    }
    let own_undo =
        case.undoable.as_ref().is_some_and(|undo| undo.role == actor.role() && undo.organ.as_ref() == actor.organ());
    if !own_undo {
        shown.undoable = None;
    }
    if actor.role() == Role::Citizen || actor.role() == Role::Deputy {
        shown.followers.clear();
    }
    shown
}
