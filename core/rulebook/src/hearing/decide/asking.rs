//! The gates of questions: who may ask what and when, screening, seconding, release.

use jiff::SignedDuration;

use crate::ids::UserId;
use crate::refusal::{Refusal, RefusalCode as Code};

use super::super::command::Screening;
use super::super::event::Ruled;
use super::super::question::{
    Anchor, AnchorSource, HoldUntil, Question, QuestionGround, QuestionId, QuestionKind, QuestionStage as S,
};
use super::super::seat::CourtCheck;
use super::super::stage::HearingStage;
use super::super::state::HearingState;
use super::content::{limits, no_outcome};
use super::{Context, Judged, done, no_such, session};

/// How far a player may be ahead of the server's clock.
const AHEAD: SignedDuration = SignedDuration::from_secs(5);

/// The question, or the refusal that there is none. Whoever may not see it is told the same.
pub(super) fn found(hearing: &HearingState, id: QuestionId) -> Result<&Question, Refusal> {
    hearing.question(id).ok_or_else(|| no_such("question", "本次庭审的一个问题", "a question of this hearing"))
}

/// The question, where the actor is its author.
fn own(hearing: &HearingState, id: QuestionId, author: UserId) -> Result<&Question, Refusal> {
    found(hearing, id).and_then(|question| {
        if question.author == author {
            Ok(question)
        } else {
            Err(no_such("question", "您自己提出的问题", "a question of your own"))
        }
    })
}

/// On the roster is not enough: checked by the court, discipline signed.
pub(super) fn may_take_part(hearing: &HearingState, context: &Context<'_>) -> Result<(), Refusal> {
    let seat = hearing.seats.get(&context.actor.user);
    if seat.is_some_and(|seat| seat.check != CourtCheck::Cleared) {
        return Err(Refusal::new(Code::SeatUnchecked, "法院核对席位之后", "a seat that the court has checked")
            .quoting(context.policy, "hearing.no_witness_observes"));
    }
    if seat.is_none_or(|seat| seat.signed_at.is_none()) {
        return Err(Refusal::new(
            Code::DisciplineUnsigned,
            "请先阅读并签署旁听纪律",
            "the discipline notice signed first",
        )
        .quoting(context.policy, "hearing.discipline"));
    }
    Ok(())
}

pub(in crate::hearing) fn no_merits(
    stage: HearingStage,
    kind: QuestionKind,
    text: &str,
    context: &Context<'_>,
) -> Result<(), Refusal> {
    if stage.is_judged() {
        return Ok(());
    }
    if kind == QuestionKind::Merits {
        return Err(Refusal::new(
            Code::MeritsBeforeJudgment,
            "宣判前只能提程序、庭审作风、一般法律问题和工作建议",
            "procedure, conduct, general law or a working suggestion; the merits wait for the judgment",
        )
        .field("kind")
        .quoting(context.policy, "hearing.merits_before_judgment"));
    }
    no_outcome("text", text, "hearing.merits_before_judgment", context).map_err(|mut refusal| {
        refusal.code = Code::MeritsBeforeJudgment;
        refusal
    })
}

pub(super) fn ask(
    hearing: &HearingState,
    id: QuestionId,
    kind: QuestionKind,
    text: &str,
    anchor: Option<&Anchor>,
    context: &Context<'_>,
) -> Judged {
    may_take_part(hearing, context)?;
    if hearing.question(id).is_some() {
        return Err(done("该问题已提交", "a new question id; this one is taken").field("id"));
    }
    let own = hearing.questions.iter().filter(|question| question.author == context.actor.user).count();
    if own >= limits::QUESTIONS_EACH {
        return Err(Refusal::new(Code::OutOfRange, "每次庭审每人最多 10 个问题", "at most 10 questions a deputy")
            .field("id")
            .quoting(context.policy, "hearing.question_limit"));
    }
    if hearing.questions.len() >= limits::QUESTIONS {
        return Err(Refusal::new(Code::OutOfRange, "本次庭审问题已满 500 个", "at most 500 questions a hearing")
            .field("id")
            .quoting(context.policy, "hearing.question_limit"));
    }
    no_merits(hearing.stage, kind, text, context)?;
    let anchor = anchor.map(|anchor| anchored(hearing, anchor, context)).transpose()?;
    Ok(Ruled { station: context.actor.organ().cloned(), anchor, ..Ruled::default() })
}

/// The anchor as it counts. A player's or transcript's must lie in an open part of the session; without programme time it is the
/// server's clock less the declared delay, and marked so.
fn anchored(hearing: &HearingState, anchor: &Anchor, context: &Context<'_>) -> Result<Anchor, Refusal> {
    let bad = |zh: &str, en: &str| {
        Refusal::new(Code::BadAnchor, zh, en).field("anchor.at").quoting(context.policy, "hearing.anchor")
    };
    let Some(began) = session::began(hearing) else {
        return Err(bad("开庭以后的时间", "a moment of the session; it has not begun"));
    };
    if anchor.source == AnchorSource::Server {
        let delay = SignedDuration::from_secs(i64::from(hearing.plan.video.delay_s()));
        let latest = context.now.checked_sub(delay).unwrap_or(context.now).max(began);
        // A question that was begun earlier and sent later keeps the moment it was begun at, as far as that can be.
        let inside = hearing.clock.position(anchor.at).is_some_and(|position| position.segment.is_open());
        let at = if inside { anchor.at.min(latest) } else { latest };
        return Ok(Anchor { at, source: AnchorSource::Server, line: None });
    }
    if anchor.source == AnchorSource::Transcript && anchor.line.is_none() {
        return Err(bad("笔录的行号", "the line of the transcript").field("anchor.line"));
    }
    if anchor.at > context.now.checked_add(AHEAD).unwrap_or(context.now) {
        return Err(bad("不晚于现在的时间", "a moment that is not in the future"));
    }
    match hearing.clock.position(anchor.at) {
        Some(position) if position.segment.is_open() => Ok(anchor.clone()),
        _ => Err(bad("公开庭审环节内的节目时间", "programme time within an open part of the session")),
    }
}

pub(super) fn resubmit(
    hearing: &HearingState,
    id: QuestionId,
    kind: QuestionKind,
    text: &str,
    context: &Context<'_>,
) -> Judged {
    let question = own(hearing, id, context.actor.user)?;
    if !matches!(question.stage, S::Returned { .. }) {
        return Err(done("只有退回修改的问题可以再提", "a question that was returned"));
    }
    no_merits(hearing.stage, kind, text, context)?;
    Ok(Ruled::default())
}

pub(super) fn withdraw(hearing: &HearingState, id: QuestionId, context: &Context<'_>) -> Judged {
    let question = own(hearing, id, context.actor.user)?;
    let open =
        question.stage.awaits_release() || matches!(question.stage, S::Submitted | S::Screening | S::Returned { .. });
    if !open {
        return Err(Refusal::new(Code::WindowOver, "转送法院之前可以撤回", "a question that is not released yet")
            .field("question")
            .quoting(context.policy, "hearing.withdraw"));
    }
    Ok(Ruled::default())
}

pub(super) fn take_up(hearing: &HearingState, id: QuestionId) -> Judged {
    match found(hearing, id)?.stage {
        S::Submitted => Ok(Ruled::default()),
        _ => Err(done("已在审核或已审核", "a question that nobody has taken up")),
    }
}

pub(super) fn screen(hearing: &HearingState, id: QuestionId, screening: &Screening, context: &Context<'_>) -> Judged {
    let question = found(hearing, id)?;
    if !matches!(question.stage, S::Submitted | S::Screening) {
        return Err(done("该问题已审核", "a question that waits for screening"));
    }
    match screening {
        Screening::Merge { into } => {
            let other = hearing.question(*into).filter(|other| other.stage.awaits_release() && other.id != id);
            if other.is_none() {
                return Err(no_such(
                    "screening.into",
                    "另一个已受理、尚未转送的问题",
                    "another question that is accepted and not released",
                ));
            }
            Ok(Ruled::default())
        }
        Screening::Refuse { ground: QuestionGround::Merits, .. } if hearing.stage.is_judged() => Err(Refusal::new(
            Code::OutOfRange,
            "宣判以后不得以涉及实体为由不予受理",
            "another ground; after judgment the merits are none",
        )
        .field("screening.ground")
        .quoting(context.policy, "hearing.screening")),
        Screening::Accept { .. } | Screening::Return { .. } | Screening::Refuse { .. } => Ok(Ruled::default()),
    }
}

pub(super) fn second(hearing: &HearingState, id: QuestionId, on: bool, context: &Context<'_>) -> Judged {
    may_take_part(hearing, context)?;
    let me = context.actor.user;
    let question = found(hearing, id)?;
    if !question.stage.is_taken_up() {
        return Err(no_such("question", "已受理的问题", "a question that was accepted"));
    }
    if question.author == me {
        return Err(Refusal::new(Code::OwnQuestion, "附议他人的问题", "a question of somebody else")
            .field("question")
            .quoting(context.policy, "hearing.seconding"));
    }
    if !question.stage.awaits_release() {
        return Err(Refusal::new(Code::WindowOver, "转送法院之前可以附议", "a question that is not released yet")
            .field("question")
            .quoting(context.policy, "hearing.seconding"));
    }
    if question.seconders.contains(&me) == on {
        return Err(done("附议状态没有变化", "a change: it is so already"));
    }
    if question.toggles.get(&me).is_some_and(|toggles| *toggles >= limits::TOGGLES) {
        return Err(Refusal::new(
            Code::WindowOver,
            "同一问题最多改变 6 次",
            "at most 6 changes of mind about one question",
        )
        .field("question")
        .quoting(context.policy, "hearing.seconding"));
    }
    Ok(Ruled::default())
}

pub(super) fn release(hearing: &HearingState, ids: &[QuestionId], context: &Context<'_>) -> Judged {
    for (index, id) in ids.iter().enumerate() {
        let question = found(hearing, *id).map_err(|refusal| refusal.field(format!("questions.{index}")))?;
        match question.stage {
            S::Accepted => {}
            S::Held { until: HoldUntil::Adjournment } if hearing.stage.is_adjourned() => {}
            S::Held { until: HoldUntil::Judgment } if hearing.stage.is_judged() => {}
            S::Held { .. } => {
                return Err(Refusal::new(
                    Code::NotReleasedYet,
                    "该问题暂存至宣判，宣判登记后再转送",
                    "a question whose time has come; this one is held until the judgment is recorded",
                )
                .field(format!("questions.{index}"))
                .quoting(context.policy, "hearing.release_after_adjournment"));
            }
            _ => return Err(done("只能转送已受理的问题", "accepted questions").field(format!("questions.{index}"))),
        }
    }
    Ok(Ruled::default())
}
