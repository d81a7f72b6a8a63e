//! The gates of the court's answers, of supervision and evaluation, and of what a question may become after judgment.

use crate::ids::OrganId;
use crate::organ::OrganKind;
use crate::policy::ClockKind;
use crate::refusal::{Refusal, RefusalCode as Code};

use super::super::answer::{AnswerKind, AnswerStanding, CourtAnswer, EvaluationSheet};
use super::super::event::Ruled;
use super::super::question::{Question, QuestionId, QuestionStage as S, Satisfaction};
use super::super::seat::watched_ms;
use super::super::state::HearingState;
use super::asking::{found, may_take_part};
use super::content::limits;
use super::{Context, Judged, clocks, done, no_such};
use crate::clock::Outcome;

/// 交办: the reply clock starts.
pub(super) fn assign(hearing: &HearingState, id: QuestionId, context: &Context<'_>) -> Judged {
    match found(hearing, id)?.stage {
        S::Released => {
            let starts = clocks::start(super::super::PROCEDURE, ClockKind::Answer, context)?;
            Ok(Ruled { starts: Some(starts), ..Ruled::default() })
        }
        _ => Err(done("已转送、尚未交办的问题", "a question that is released and not assigned")),
    }
}

fn suggestion_waits(question: &Question) -> bool {
    let clock = question.suggestion.as_ref().and_then(|suggestion| suggestion.clock.as_ref());
    clock.is_some_and(|clock| clock.outcome == Outcome::Running)
}

/// A question that the court may answer now: assigned, or its joint suggestion is.
fn awaits_answer(question: &Question) -> bool {
    question.stage == S::Assigned || suggestion_waits(question)
}

pub(super) fn draft(
    hearing: &HearingState,
    question: Option<QuestionId>,
    kind: AnswerKind,
    context: &Context<'_>,
) -> Judged {
    if hearing.answers.len() >= limits::ANSWERS {
        return Err(Refusal::new(Code::OutOfRange, "本次庭审答复稿已满", "at most 2,000 drafts a hearing"));
    }
    if hearing.stage.court_sits() && (kind != AnswerKind::ProcedureNote || question.is_some()) {
        return Err(Refusal::new(
            Code::CourtSits,
            "庭审期间只能发布程序说明",
            "a procedure note; nothing else goes out while the court sits",
        )
        .field("kind")
        .quoting(context.policy, "hearing.notes_only_in_session"));
    }
    match (kind, question) {
        (AnswerKind::ProcedureNote, None) => Ok(Ruled::default()),
        (AnswerKind::ProcedureNote, Some(_)) => {
            Err(Refusal::new(Code::OutOfRange, "程序说明不针对具体问题", "no question for a procedure note")
                .field("question"))
        }
        (_, None) => Err(no_such("question", "一个已交办的问题", "a question that is assigned")),
        (kind, Some(id)) => {
            let question = found(hearing, id)?;
            if !awaits_answer(question) {
                return Err(no_such("question", "已交办、待答复的问题", "a question that waits for an answer"));
            }
            let deferred = question.clock.as_ref().is_some_and(crate::clock::Clock::is_paused);
            if kind == AnswerKind::Deferral && (hearing.stage.is_judged() || deferred) {
                return Err(Refusal::new(Code::WindowOver, "宣判前一次", "once, before judgment")
                    .field("kind")
                    .quoting(context.policy, "hearing.deferral"));
            }
            Ok(Ruled::default())
        }
    }
}

fn drafted(hearing: &HearingState, answer: u16) -> Result<&CourtAnswer, Refusal> {
    hearing
        .answers
        .get(usize::from(answer))
        .filter(|answer| answer.standing == AnswerStanding::Drafted)
        .ok_or_else(|| no_such("answer", "一份待审签的答复稿", "a draft that waits for its second person"))
}

pub(super) fn send_back(hearing: &HearingState, answer: u16) -> Judged {
    drafted(hearing, answer).map(|_| Ruled::default())
}

/// 审签: the second person.
pub(super) fn approve(hearing: &HearingState, answer: u16, context: &Context<'_>) -> Judged {
    let draft = drafted(hearing, answer)?;
    if draft.drafter == context.actor.user {
        return Err(Refusal::new(
            Code::TwoPeopleNeeded,
            "由拟稿人以外的另一人审签",
            "a second person; who drafted may not approve",
        )
        .field("answer")
        .quoting(context.policy, "hearing.two_people"));
    }
    if hearing.stage.court_sits() && draft.kind != AnswerKind::ProcedureNote {
        return Err(Refusal::new(Code::CourtSits, "庭审期间只能发布程序说明", "a procedure note while the court sits")
            .field("answer")
            .quoting(context.policy, "hearing.notes_only_in_session"));
    }
    if draft.kind == AnswerKind::Deferral && hearing.stage.is_judged() {
        return Err(Refusal::new(Code::WindowOver, "已宣判，请直接答复", "an answer; the judgment is given")
            .field("answer")
            .quoting(context.policy, "hearing.deferral"));
    }
    let waits = draft.question.and_then(|id| hearing.question(id)).is_none_or(awaits_answer);
    if !waits {
        return Err(no_such("answer", "待答复问题的答复稿", "a draft for a question that waits for an answer"));
    }
    Ok(Ruled::default())
}

pub(super) fn rate(
    hearing: &HearingState,
    id: QuestionId,
    satisfaction: Satisfaction,
    context: &Context<'_>,
) -> Judged {
    let question = found(hearing, id)?;
    if question.author != context.actor.user {
        return Err(Refusal::new(Code::NotYours, "由提问人评价", "the author of the question")
            .field("question")
            .quoting(context.policy, "evaluation.author_only"));
    }
    if question.stage != S::Answered {
        return Err(no_such("question", "已答复、待评价的问题", "a question that was answered"));
    }
    if satisfaction == Satisfaction::Dissatisfied && question.ratings.is_empty() {
        let starts = clocks::start(super::super::PROCEDURE, ClockKind::Redo, context)?;
        return Ok(Ruled { starts: Some(starts), ..Ruled::default() });
    }
    Ok(Ruled::default())
}

/// 督办 needs a cause on record: a late reply or a second dissatisfaction.
pub(super) fn supervised(hearing: &HearingState, id: QuestionId, context: &Context<'_>) -> Judged {
    let question = found(hearing, id)?;
    let Some(supervision) = question.supervision.as_ref().filter(|supervision| supervision.open) else {
        return Err(Refusal::new(
            Code::NoSuchItem,
            "已因超期或两次不满意启动督办的问题",
            "a question under supervision: its reply is late, or was rated dissatisfied twice",
        )
        .field("question")
        .quoting(context.policy, "hearing.supervision_of_reply"));
    };
    if supervision.acts.len() >= limits::SUPERVISION {
        return Err(Refusal::new(Code::OutOfRange, "最多 20 次督办", "at most 20 acts"));
    }
    Ok(Ruled::default())
}

pub(super) fn unmask(hearing: &HearingState, id: QuestionId) -> Judged {
    let question = found(hearing, id)?;
    if !question.stage.is_out() {
        return Err(no_such("question", "已转法院的问题", "a question that the liaison office has"));
    }
    if question.unmasked {
        return Err(done("姓名已公开", "a question whose author is still masked"));
    }
    Ok(Ruled::default())
}

/// 登记宣判: clocks that stood for the judgment run again.
pub(super) fn judgment(hearing: &HearingState, context: &Context<'_>) -> Judged {
    let mut resumes = Vec::new();
    for (index, question) in hearing.questions.iter().enumerate() {
        if let Some(clock) = question.clock.as_ref().filter(|clock| clock.is_paused()) {
            let index = u16::try_from(index).unwrap_or(u16::MAX);
            resumes.push((index, clocks::resume(clock, context)?));
        }
    }
    Ok(Ruled { resumes, ..Ruled::default() })
}

pub(super) fn rate_hearing(hearing: &HearingState, sheet: &EvaluationSheet, context: &Context<'_>) -> Judged {
    may_take_part(hearing, context)?;
    let me = context.actor.user;
    let watched = hearing.seats.get(&me).map_or(0, |seat| watched_ms(&seat.watched, &hearing.clock));
    if watched == 0 {
        return Err(Refusal::new(Code::NotYours, "由听过庭审的代表评议", "a deputy who watched the session")
            .quoting(context.policy, "hearing.attendance"));
    }
    if sheet.document.is_some() && !hearing.stage.is_judged() {
        return Err(Refusal::new(
            Code::OutOfRange,
            "宣判以后才能评议裁判文书",
            "no score for the judgment document before there is one",
        )
        .field("document")
        .quoting(context.policy, "hearing.conduct_only"));
    }
    // After judgment a sheet may be sent again, to add the document; before, once.
    let again = hearing.evaluations.get(&me);
    if again.is_some_and(|again| !hearing.stage.is_judged() || again.sheet.document.is_some()) {
        return Err(done("已评议", "one sheet a deputy; after judgment it may be completed once"));
    }
    Ok(Ruled::default())
}

/// 归档: nobody may still be owed a reply.
pub(super) fn archive(hearing: &HearingState, context: &Context<'_>) -> Judged {
    let open = hearing
        .questions
        .iter()
        .filter(|question| {
            matches!(question.stage, S::Assigned | S::Released)
                || question.stage.awaits_release()
                || question.supervision.as_ref().is_some_and(|supervision| supervision.open)
                || suggestion_waits(question)
        })
        .count();
    if open > 0 {
        return Err(Refusal::new(
            Code::NotInThisStage,
            format!("还有 {open} 个问题未办结"),
            format!("a hearing without open questions; {open} are open"),
        )
        .quoting(context.policy, "hearing.archive"));
    }
    Ok(Ruled::default())
}

pub(super) fn convert(hearing: &HearingState, id: QuestionId, context: &Context<'_>) -> Judged {
    let question = found(hearing, id)?;
    if question.author != context.actor.user {
        return Err(Refusal::new(Code::NotYours, "由提问人发起", "the author of the question")
            .field("question")
            .quoting(context.policy, "hearing.joint_suggestion"));
    }
    if !question.key || !question.stage.is_taken_up() {
        return Err(Refusal::new(
            Code::NoSuchItem,
            format!("附议达到 {} 人的重点问题", hearing.key_threshold()),
            format!("a key question, seconded by {} deputies", hearing.key_threshold()),
        )
        .field("question")
        .quoting(context.policy, "hearing.joint_suggestion"));
    }
    if question.suggestion.is_some() {
        return Err(done("已转为联名建议", "a question that is no suggestion yet"));
    }
    Ok(Ruled::default())
}

/// 交办联名建议: the statutory clock of three months, or six, runs from here.
pub(super) fn assign_suggestion(
    hearing: &HearingState,
    id: QuestionId,
    lead: &OrganId,
    broad: bool,
    context: &Context<'_>,
) -> Judged {
    let question = found(hearing, id)?;
    let waits = question.suggestion.as_ref().is_some_and(|suggestion| suggestion.clock.is_none());
    if !waits {
        return Err(no_such("question", "待交办的联名建议", "a joint suggestion that is not assigned yet"));
    }
    if *lead != hearing.plan.court || context.directory.organs.get(lead) != Some(&OrganKind::Court) {
        return Err(Refusal::new(
            Code::NotAHandlingUnit,
            "审理本案的人民法院",
            "the court of this hearing; what is for others is filed as a suggestion of its own",
        )
        .field("lead"));
    }
    let procedure = if broad { clocks::BROAD_SUGGESTION } else { clocks::SUGGESTION };
    Ok(Ruled { starts: Some(clocks::start(procedure, ClockKind::Answer, context)?), ..Ruled::default() })
}

pub(super) fn note_overdue(hearing: &HearingState, id: QuestionId, context: &Context<'_>) -> Judged {
    let late = |clock: &crate::clock::Clock| clock.is_overdue(context.now) && !clock.overdue_noted;
    let question = found(hearing, id)?;
    if !question.clock.as_ref().is_some_and(late) {
        return Err(Refusal::new(Code::NotOverdue, "超期且未记录的答复", "a reply that is late and not noted"));
    }
    Ok(Ruled::default())
}
