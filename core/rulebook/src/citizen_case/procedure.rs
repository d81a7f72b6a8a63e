//! The citizen's case as one procedure among others.

use super::{CaseCommand, CaseEvent, CaseState, Context, FollowUp, apply, audience, decide};
use crate::audience::{Reader, Sight};
use crate::calendar::end_of_day;
use crate::clock::Outcome;
use crate::ids::{MatterId, Sha256};
use crate::policy::Passing;
use crate::procedure::{Arrived, Attachment, Decided, Procedure, Recorded, Watch, wire_name};
use crate::refusal::Refusal;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// 有事找代表
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CitizenCase {}

impl Procedure for CitizenCase {
    const NAME: &'static str = super::PROCEDURE;
    type State = CaseState;
    type Command = CaseCommand;
    type Event = CaseEvent;

    fn decide(
        case: Option<&CaseState>,
        command: &CaseCommand,
        context: &Context<'_>,
        device_at: Option<Timestamp>,
    ) -> Result<Decided<Self>, Refusal> {
        let mut decision = decide(case, command, context)?;
        let follow_ups: Vec<FollowUp> = std::mem::take(&mut decision.follow_ups);
        Ok(Decided { event: decision.into_event(context, case, device_at), follow_ups })
    }

    fn apply(case: Option<CaseState>, event: &CaseEvent) -> Option<CaseState> {
        apply(case, event)
    }

    fn version(case: &CaseState) -> u32 {
        case.version
    }

    fn audience(case: &CaseState) -> BTreeMap<Reader, Sight> {
        audience(case)
    }

    fn opens(command: &CaseCommand) -> bool {
        matches!(command, CaseCommand::Submit(_))
    }

    fn stage(case: &CaseState) -> String {
        wire_name(&case.stage)
    }

    fn names(command: &CaseCommand) -> Option<MatterId> {
        match command {
            CaseCommand::LinkDuplicate { of, .. } => Some(*of),
            _ => None,
        }
    }

    fn attachments(command: &CaseCommand) -> Vec<Attachment> {
        command.attachments()
    }

    fn arrived(sha256: Sha256, as_what: Arrived) -> Option<CaseCommand> {
        Some(match as_what {
            Arrived::Photo => CaseCommand::NotePhotoArrived { sha256 },
            Arrived::Voice { seconds } => CaseCommand::NoteVoiceArrived { sha256, seconds },
        })
    }

    /// The dates that somebody must act on when they have passed. A return window that closes is nobody's fault, and a clock
    /// that stands is not overdue.
    fn watches(case: &CaseState) -> Vec<Watch<CaseCommand>> {
        let running = case
            .clocks
            .iter()
            .filter(|clock| clock.outcome == Outcome::Running && !clock.is_paused() && !clock.overdue_noted);
        running
            .filter_map(|clock| {
                let command = match clock.id.kind.passing() {
                    Passing::Overdue => CaseCommand::NoteOverdue { clock: clock.id.clone() },
                    Passing::Lapse => CaseCommand::Close { note: String::new() },
                    Passing::Nothing => return None,
                };
                Some(Watch { key: clock.id.to_string(), from: end_of_day(clock.due), command })
            })
            .collect()
    }
}

impl Recorded for CaseEvent {
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
