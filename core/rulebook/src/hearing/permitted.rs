//! The buttons: which acts are open to this actor now. Each is found by putting a fitting command to [`super::decide`] itself, so
//! a screen never offers what the server would refuse for its stage, its actor or the state of things.

use uuid::Uuid;

use super::answer::{AnswerKind, EvaluationSheet};
use super::command::{HearingAct, HearingCommand as C, Plan, Screening, SeatFinding};
use super::decide::{Context, decide};
use super::lanes::discipline_notice;
use super::question::{HoldUntil, Question, QuestionId, QuestionKind, Satisfaction, SupervisionKind};
use super::seat::{CourtCheck, SeatStanding};
use super::session_clock::SegmentKind;
use super::stage::{DeclineGround, Openness, Scope, Selection};
use super::state::HearingState;
use super::video::VideoSource;
use crate::organ::OrganKind;

/// What stands in a probe where people would write words.
const WORDS: &str = "字";

fn open(hearing: &HearingState, context: &Context<'_>, probes: Vec<C>) -> Vec<HearingAct> {
    let mut acts: Vec<HearingAct> = Vec::new();
    for probe in probes {
        if !acts.contains(&probe.act()) && decide(Some(hearing), &probe, context, None).is_ok() {
            acts.push(probe.act());
        }
    }
    acts
}

/// The acts that need no hearing yet: planning one.
#[must_use]
pub fn opening_acts(context: &Context<'_>) -> Vec<HearingAct> {
    let court = context.directory.organs.iter().find(|(_, kind)| **kind == OrganKind::Court);
    let Some((court, _)) = court else { return Vec::new() };
    let plan = Plan {
        case_no: WORDS.to_owned(),
        cause: WORDS.to_owned(),
        brief: WORDS.to_owned(),
        openness: Openness::Open,
        court: court.clone(),
        opens_at: context.now,
        seats: 1,
        selection: Selection::Draw,
        video: VideoSource::Recorded { origin: "https://court.example/".to_owned() },
    };
    let probe = C::Create(Box::new(plan));
    if decide(None, &probe, context, None).is_ok() { vec![probe.act()] } else { Vec::new() }
}

/// The acts on the hearing as a whole.
#[must_use]
pub fn hearing_acts(hearing: &HearingState, context: &Context<'_>) -> Vec<HearingAct> {
    let words = || WORDS.to_owned();
    let applied = hearing.seats.iter().filter(|(_, seat)| seat.standing == SeatStanding::Applied);
    let chosen: Vec<_> = applied.map(|(deputy, _)| *deputy).take(usize::from(hearing.plan.seats)).collect();
    let findings: Vec<_> = hearing
        .roster()
        .filter(|(_, seat)| seat.check == CourtCheck::Unchecked)
        .map(|(deputy, _)| SeatFinding { deputy: *deputy, may_observe: true })
        .collect();
    let running = hearing.clock.running().map(|segment| segment.kind);
    let next = if running == Some(SegmentKind::Opening) { SegmentKind::Investigation } else { SegmentKind::Opening };
    let question = QuestionId(Uuid::nil());
    let sheet =
        EvaluationSheet { process: 3, control: 3, bearing: 3, clarity: 3, document: None, remark: String::new() };
    let drafted = hearing.answers.iter().position(|answer| {
        answer.standing == super::answer::AnswerStanding::Drafted && answer.drafter != context.actor.user
    });
    let answer = drafted.and_then(|index| u16::try_from(index).ok()).unwrap_or(u16::MAX);
    let source = if hearing.stage.is_adjourned() {
        VideoSource::Recorded { origin: "https://court.example/".to_owned() }
    } else {
        hearing.plan.video.clone()
    };
    let probes = vec![
        C::SendToCourt,
        C::CourtApprove { number: words(), approver: words(), scope: Scope::Deputies, replay_until: None },
        C::CourtDecline { ground: DeclineGround::Other, explanation: words() },
        C::Apply { no_conflict: true },
        C::DeclareConflict { reason: words() },
        C::FixRoster { chosen, note: words() },
        C::CheckRoster { findings },
        C::SignDiscipline { notice: discipline_notice(context.policy).version },
        C::OpenDoors,
        C::SetVideo { video: source },
        C::StartSegment { kind: next },
        C::CorrectClock { segments: hearing.clock.segments.clone(), reason: words() },
        C::Adjourn,
        C::TurnClosed { reason: words() },
        C::Cancel { reason: words() },
        C::Ask { id: question, kind: QuestionKind::Procedure, text: words(), anchor: None },
        C::DraftAnswer { question: None, kind: AnswerKind::ProcedureNote, text: words() },
        C::SendBackAnswer { answer, reason: words() },
        C::ApproveAnswer { answer },
        C::RecordJudgment,
        C::RateHearing(EvaluationSheet { document: Some(3), ..sheet.clone() }),
        C::RateHearing(sheet),
        C::CloseEvaluation,
        C::Archive,
    ];
    open(hearing, context, probes)
}

/// The acts on one question.
#[must_use]
pub fn acts_on(hearing: &HearingState, question: &Question, context: &Context<'_>) -> Vec<HearingAct> {
    let words = || WORDS.to_owned();
    let question = question.id;
    let probes = vec![
        C::Resubmit { question, kind: QuestionKind::Procedure, text: words() },
        C::WithdrawQuestion { question },
        C::TakeUp { question },
        C::Screen { question, screening: Screening::Accept { hold: HoldUntil::Adjournment } },
        C::Second { question },
        C::Unsecond { question },
        C::Release { questions: vec![question] },
        C::AssignQuestion { question },
        C::DraftAnswer { question: Some(question), kind: AnswerKind::WorkReply, text: words() },
        C::RateAnswer { question, satisfaction: Satisfaction::Satisfied, reason: String::new() },
        C::Supervise { question, act: SupervisionKind::Remind, text: words() },
        C::EndSupervision { question, reason: words() },
        C::Unmask { question, reason: words() },
        C::ConvertToSuggestion { question, title: words() },
        C::AssignSuggestion { question, lead: hearing.plan.court.clone(), broad: false },
    ];
    open(hearing, context, probes)
}
