//! Command to event, or to a refusal. The order is always the same: is there a case, does the table let this actor act in
//! this stage, does the command carry what it must, do the gates of the law hold, what happens to the clocks.

mod clocks;
mod content;
mod gates;

pub use content::limits;
pub(super) use gates::is_open as gates_open;

use jiff::Timestamp;

use crate::procedure::{self, Blocked, admit};
use crate::refusal::{Refusal, RefusalCode};

use super::command::{CaseAct, CaseCommand};
use super::event::{CaseEvent, ClockChange, Happening};
use super::state::CaseState;
use super::table::TABLE;

/// All that a decision may look at besides the case and the command.
pub type Context<'c> = procedure::Context<'c, CaseState>;

/// A command that follows from a decision.
pub type FollowUp = procedure::FollowUp<CaseCommand>;

/// An accepted command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub what: Happening,
    pub clocks: Vec<ClockChange>,
    /// Commands that follow from it for other matters, made by the system in the same transaction.
    pub follow_ups: Vec<FollowUp>,
}

impl Decision {
    /// The event to record: the next version of the case.
    #[must_use]
    pub fn into_event(
        self,
        context: &Context<'_>,
        case: Option<&CaseState>,
        device_at: Option<Timestamp>,
    ) -> CaseEvent {
        CaseEvent {
            matter: context.matter,
            version: case.map_or(0, |case| case.version) + 1,
            actor: context.actor.clone(),
            at: context.now,
            device_at,
            what: self.what,
            clocks: self.clocks,
        }
    }
}

/// Judges a command. Pure: the same arguments give the same answer on the phone and on the server.
pub fn decide(case: Option<&CaseState>, command: &CaseCommand, context: &Context<'_>) -> Result<Decision, Refusal> {
    content::check(command)?;
    let Some(case) = case else {
        let CaseCommand::Submit(submission) = command else {
            return Err(Refusal::new(
                RefusalCode::NoSuchMatter,
                "请先提交事项，或检查编号",
                "a submitted case; check the id",
            ));
        };
        return gates::submit(submission, context);
    };
    if matches!(command, CaseCommand::Submit(_)) {
        return Err(procedure::id_is_taken(context.policy));
    }
    admit(TABLE, command.act(), case.stage, |who| who.matches(context.actor, case))
        .map_err(|blocked| blocked_refusal(case, command.act(), blocked, context))?;
    gates::judge(case, command, context)
}

type CaseBlocked = Blocked<'static, CaseAct, super::stage::Stage, super::table::Who>;

fn blocked_refusal(case: &CaseState, act: CaseAct, blocked: CaseBlocked, context: &Context<'_>) -> Refusal {
    use crate::actor::Role;
    match blocked {
        Blocked::Stage(stages, rule) => Refusal::new(
            RefusalCode::NotInThisStage,
            format!(
                "当前状态为“{}”，此操作只在{}时可用",
                case.stage.zh(),
                names(stages.iter().map(|stage| stage.zh()))
            ),
            format!("{act:?} is open in {stages:?}; the case is in {:?}", case.stage),
        )
        .quoting(context.policy, rule),
        Blocked::Actor(..) | Blocked::Unknown(_) => {
            let rule = match (context.actor.role(), &blocked) {
                (Role::Auditor, _) => "auditor.reads_only",
                (Role::Deputy, _) => "deputy.no_direct_handling",
                (_, Blocked::Actor(_, rule)) => rule,
                _ => "assign.office_only",
            };
            let (zh, en) = match blocked {
                Blocked::Actor(who, _) => (
                    format!("此操作由{}进行", names(who.iter().map(|who| who.zh()))),
                    format!("{act:?} is open to {who:?}"),
                ),
                _ => ("没有这种操作".to_owned(), format!("{act:?} is not an act of this procedure")),
            };
            Refusal::new(RefusalCode::NotYours, zh, en).quoting(context.policy, rule)
        }
    }
}

fn names<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.collect::<Vec<_>>().join("、")
}
