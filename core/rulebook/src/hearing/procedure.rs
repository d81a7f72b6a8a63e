//! 云听案 as one procedure among others.

use super::lanes::{Lane, viewer_of};
use super::{Context, HearingCommand, HearingEvent, HearingStage, HearingState, SeatStanding, apply, decide};
use crate::actor::{Actor, Capacity};
use crate::audience::{Reader, Sight};
use crate::calendar::end_of_day;
use crate::clock::Outcome;
use crate::ids::MatterId;
use crate::procedure::{Decided, Procedure, Recorded, Watch, wire_name};
use crate::refusal::Refusal;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// 云听案
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hearing {}

impl Procedure for Hearing {
    const NAME: &'static str = super::PROCEDURE;
    type State = HearingState;
    type Command = HearingCommand;
    type Event = HearingEvent;

    fn decide(
        hearing: Option<&HearingState>,
        command: &HearingCommand,
        context: &Context<'_>,
        device_at: Option<Timestamp>,
    ) -> Result<Decided<Self>, Refusal> {
        Ok(Decided { event: decide(hearing, command, context, device_at)?, follow_ups: Vec::new() })
    }

    fn apply(hearing: Option<HearingState>, event: &HearingEvent) -> Option<HearingState> {
        apply(hearing, event)
    }

    fn version(hearing: &HearingState) -> u32 {
        hearing.version
    }

    /// Who finds the hearing in lists and may send commands about it. What they see of it is [`viewer_of`]'s word.
    fn audience(hearing: &HearingState) -> BTreeMap<Reader, Sight> {
        let court = &hearing.plan.court;
        let mut audience = BTreeMap::from([(Reader::Office, Sight::Full)]);
        if hearing.stage != HearingStage::Draft {
            audience.insert(Reader::CourtClerks(court.clone()), Sight::Full);
            audience.insert(Reader::Unit(court.clone()), Sight::Full);
        }
        if hearing.approval.is_some() {
            audience.insert(Reader::Bench(court.clone()), Sight::Outline);
        }
        for (deputy, seat) in hearing.seats.iter().filter(|(_, seat)| seat.standing != SeatStanding::Recused) {
            let me = Actor { user: *deputy, capacity: Capacity::Deputy { station: seat.station.clone() } };
            let full = viewer_of(&me, hearing).is_some_and(|viewer| viewer.lane == Lane::Roster);
            audience.insert(Reader::User(*deputy), if full { Sight::Full } else { Sight::Outline });
        }
        if hearing.stage == HearingStage::Signup {
            audience.insert(Reader::Deputies, Sight::Outline);
        }
        let public = Actor { user: Actor::system().user, capacity: Capacity::Citizen };
        if viewer_of(&public, hearing).is_some() {
            audience.insert(Reader::Public, Sight::Public);
        }
        audience
    }

    fn opens(command: &HearingCommand) -> bool {
        matches!(command, HearingCommand::Create(_))
    }

    fn stage(hearing: &HearingState) -> String {
        wire_name(&hearing.stage)
    }

    /// A reply that is late opens supervision by itself.
    fn watches(hearing: &HearingState) -> Vec<Watch<HearingCommand>> {
        let late = hearing.questions.iter().filter_map(|question| {
            let clock = question.clock.as_ref()?;
            let runs = clock.outcome == Outcome::Running && !clock.is_paused() && !clock.overdue_noted;
            runs.then(|| Watch {
                key: format!("reply:{}", question.id),
                from: end_of_day(clock.due),
                command: HearingCommand::NoteReplyOverdue { question: question.id },
            })
        });
        late.collect()
    }

    /// The live stream carries what is small; lists and phones are told of the rest.
    fn is_news(event: &HearingEvent) -> bool {
        use HearingCommand as C;
        !matches!(
            event.what,
            C::Second { .. }
                | C::Unsecond { .. }
                | C::TakeUp { .. }
                | C::DraftAnswer { .. }
                | C::SendBackAnswer { .. }
                | C::NoteAttendance { .. }
                | C::StartSegment { .. }
        )
    }
}

impl Recorded for HearingEvent {
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
