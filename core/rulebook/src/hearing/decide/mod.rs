//! Command to event, or to a refusal: is there a hearing, does the table let this actor act in this stage, does the command
//! carry what it must, do the gates of the law hold, what happens to the clocks.

mod answering;
pub(super) mod asking;
mod clocks;
pub(super) mod content;
mod session;

use jiff::Timestamp;

use crate::actor::{Capacity, Role};
use crate::procedure::{self, Blocked, admit};
use crate::refusal::{Refusal, RefusalCode as Code};

use super::command::{HearingAct, HearingCommand, HearingCommand as C};
use super::event::{HearingEvent, Ruled};
use super::stage::HearingStage;
use super::state::HearingState;
use super::table::{Party, TABLE};

pub use content::limits;

/// All that a decision may look at besides the hearing and the command.
pub type Context<'c> = procedure::Context<'c, HearingState>;

type Judged = Result<Ruled, Refusal>;

/// Judges a command. Pure: the same arguments give the same answer on the phone and on the server.
///
/// # Errors
/// The refusal, with its quoted rule.
pub fn decide(
    hearing: Option<&HearingState>,
    command: &HearingCommand,
    context: &Context<'_>,
    device_at: Option<Timestamp>,
) -> Result<HearingEvent, Refusal> {
    let ruled = judge(hearing, command, context)?;
    Ok(HearingEvent {
        matter: context.matter,
        version: hearing.map_or(0, |hearing| hearing.version) + 1,
        actor: context.actor.clone(),
        at: context.now,
        device_at,
        what: command.clone(),
        ruled,
    })
}

fn judge(hearing: Option<&HearingState>, command: &HearingCommand, context: &Context<'_>) -> Judged {
    content::check(command, context)?;
    let Some(hearing) = hearing else {
        let C::Create(plan) = command else {
            return Err(Refusal::new(
                Code::NoSuchMatter,
                "请先创建庭审，或检查编号",
                "a hearing that was created; check the id",
            ));
        };
        return session::create(plan, context);
    };
    if matches!(command, C::Create(_)) {
        return Err(procedure::id_is_taken(context.policy));
    }
    recusal_holds(hearing, context)?;
    admit(TABLE, command.act(), hearing.stage, |who| who.matches(context.actor, hearing))
        .map_err(|blocked| blocked_refusal(hearing, command.act(), &blocked, context))?;
    match command {
        C::Create(_) | C::SendToCourt | C::CourtDecline { .. } | C::TurnClosed { .. } | C::Cancel { .. } => {
            Ok(Ruled::default())
        }
        C::CourtApprove { .. } | C::CloseEvaluation | C::Adjourn => Ok(Ruled::default()),
        C::Apply { no_conflict } => session::apply_for_seat(hearing, *no_conflict, context),
        C::DeclareConflict { .. } => session::declare_conflict(hearing, context),
        C::FixRoster { chosen, .. } => session::fix_roster(hearing, chosen, context),
        C::CheckRoster { findings } => session::check_roster(hearing, findings),
        C::SignDiscipline { notice } => session::sign_discipline(hearing, notice, context),
        C::OpenDoors => session::open_doors(hearing, context),
        C::SetVideo { video } => session::set_video(hearing, video, context),
        C::StartSegment { kind } => session::start_segment(hearing, *kind),
        C::CorrectClock { segments, .. } => session::correct_clock(hearing, segments, context),
        C::Ask { id, kind, text, anchor } => asking::ask(hearing, *id, *kind, text, anchor.as_ref(), context),
        C::Resubmit { question, kind, text } => asking::resubmit(hearing, *question, *kind, text, context),
        C::WithdrawQuestion { question } => asking::withdraw(hearing, *question, context),
        C::TakeUp { question } => asking::take_up(hearing, *question),
        C::Screen { question, screening } => asking::screen(hearing, *question, screening, context),
        C::Second { question } => asking::second(hearing, *question, true, context),
        C::Unsecond { question } => asking::second(hearing, *question, false, context),
        C::Release { questions } => asking::release(hearing, questions, context),
        C::AssignQuestion { question } => answering::assign(hearing, *question, context),
        C::DraftAnswer { question, kind, .. } => answering::draft(hearing, *question, *kind, context),
        C::SendBackAnswer { answer, .. } => answering::send_back(hearing, *answer),
        C::ApproveAnswer { answer } => answering::approve(hearing, *answer, context),
        C::RateAnswer { question, satisfaction, .. } => answering::rate(hearing, *question, *satisfaction, context),
        C::Supervise { question, .. } | C::EndSupervision { question, .. } => {
            answering::supervised(hearing, *question, context)
        }
        C::Unmask { question, .. } => answering::unmask(hearing, *question),
        C::RecordJudgment => answering::judgment(hearing, context),
        C::RateHearing(sheet) => answering::rate_hearing(hearing, sheet, context),
        C::Archive => answering::archive(hearing, context),
        C::ConvertToSuggestion { question, .. } => answering::convert(hearing, *question, context),
        C::AssignSuggestion { question, lead, broad } => {
            answering::assign_suggestion(hearing, *question, lead, *broad, context)
        }
        C::NoteAttendance { watched } => session::note_attendance(hearing, watched),
        C::NoteReplyOverdue { question } => answering::note_overdue(hearing, *question, context),
    }
}

/// Whoever is recused may do nothing more here, whatever the table says.
fn recusal_holds(hearing: &HearingState, context: &Context<'_>) -> Result<(), Refusal> {
    let recused =
        hearing.seats.get(&context.actor.user).is_some_and(|seat| seat.standing == super::seat::SeatStanding::Recused);
    if recused && matches!(context.actor.capacity, Capacity::Deputy { .. }) {
        return Err(Refusal::new(
            Code::Recused,
            "您已声明回避，不能参加本次庭审的任何活动",
            "nothing: you declared a conflict of interest and are recused from this hearing",
        )
        .quoting(context.policy, "hearing.recusal"));
    }
    Ok(())
}

fn blocked_refusal(
    hearing: &HearingState,
    act: HearingAct,
    blocked: &Blocked<'static, HearingAct, HearingStage, Party>,
    context: &Context<'_>,
) -> Refusal {
    match blocked {
        Blocked::Stage(stages, rule) => {
            let sits = hearing.stage.court_sits();
            // While the court sits, three things are not merely early: the law forbids them.
            let code = match act {
                HearingAct::Second | HearingAct::Unsecond if sits => Code::CourtSits,
                HearingAct::Release if sits => Code::NotReleasedYet,
                _ => Code::NotInThisStage,
            };
            Refusal::new(
                code,
                format!(
                    "当前为“{}”，此操作只在{}时可用",
                    hearing.stage.zh(),
                    names(stages.iter().map(|stage| stage.zh()))
                ),
                format!("{act:?} is open in {stages:?}; the hearing is in {:?}", hearing.stage),
            )
            .quoting(context.policy, rule)
        }
        Blocked::Actor(who, rule) => {
            let rule = if context.actor.role() == Role::Auditor { "auditor.reads_only" } else { rule };
            Refusal::new(
                Code::NotYours,
                format!("此操作由{}进行", names(who.iter().map(|who| who.zh()))),
                format!("{act:?} is open to {who:?}"),
            )
            .quoting(context.policy, rule)
        }
        Blocked::Unknown(_) => Refusal::new(Code::NotYours, "没有这种操作", format!("{act:?} is not an act here")),
    }
}

fn names<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.collect::<Vec<_>>().join("、")
}

fn no_such(field: &str, zh: impl Into<String>, en: impl Into<String>) -> Refusal {
    Refusal::new(Code::NoSuchItem, zh, en).field(field)
}

fn done(zh: impl Into<String>, en: impl Into<String>) -> Refusal {
    Refusal::new(Code::AlreadyDone, zh, en)
}
