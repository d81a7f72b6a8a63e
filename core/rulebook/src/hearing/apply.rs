//! Event to state. Total and exact: what [`super::decide`] let through is written down, nothing is judged again.

use super::answer::{AnswerKind, AnswerStanding, CourtAnswer, Evaluated};
use super::command::{HearingCommand as C, Plan, Screening};
use super::event::{Due, HearingEvent};
use super::question::{
    HoldUntil, JointSuggestion, Question, QuestionId, QuestionStage as S, Rating, Satisfaction, Supervised,
    Supervision, SupervisionCause,
};
use super::seat::{CourtCheck, Seat, SeatStanding, union};
use super::session_clock::SegmentKind;
use super::stage::{Approval, HearingStage, Openness};
use super::state::HearingState;
use crate::clock::{Clock, ClockId, Outcome, Pause};
use crate::ids::OrganId;
use crate::policy::ClockKind;

/// Rebuilds a hearing from its events. `None` for no events or a first event that is not a creation.
#[must_use]
pub fn replay<'e>(events: impl IntoIterator<Item = &'e HearingEvent>) -> Option<HearingState> {
    events.into_iter().fold(None, apply)
}

/// The hearing after the event. The first event must be the creation; anything else on `None` stays `None`.
#[must_use]
pub fn apply(hearing: Option<HearingState>, event: &HearingEvent) -> Option<HearingState> {
    let mut next = match (hearing, &event.what) {
        (None, C::Create(plan)) => created(event, plan),
        (Some(hearing), _) => hearing,
        (None, _) => return None,
    };
    let stage = next.stage;
    next.version = event.version;
    happened(&mut next, event);
    if next.stage != stage {
        next.whole_since = event.version;
    }
    Some(next)
}

fn created(event: &HearingEvent, plan: &Plan) -> HearingState {
    HearingState {
        matter: event.matter,
        version: event.version,
        plan: plan.clone(),
        stage: HearingStage::Draft,
        whole_since: event.version,
        head_version: event.version,
        created_at: event.at,
        approval: None,
        clock: super::session_clock::SessionClock::default(),
        seats: std::collections::BTreeMap::new(),
        questions: Vec::new(),
        answers: Vec::new(),
        evaluations: std::collections::BTreeMap::new(),
        ending: None,
    }
}

#[expect(clippy::too_many_lines, reason = "one arm an event; splitting would hide the table")]
fn happened(hearing: &mut HearingState, event: &HearingEvent) {
    let version = event.version;
    let me = event.actor.user;
    if moves_the_head(hearing, &event.what) {
        hearing.head_version = version;
    }
    match &event.what {
        C::Create(_) => {}
        C::SendToCourt => hearing.stage = HearingStage::CourtReview,
        C::CourtApprove { number, approver, scope, replay_until } => {
            hearing.approval = Some(Approval {
                number: number.clone(),
                approver: approver.clone(),
                scope: *scope,
                replay_until: *replay_until,
                at: event.at,
            });
            hearing.stage = match hearing.plan.openness {
                Openness::Open => HearingStage::Signup,
                Openness::OpenSealable | Openness::Closed => HearingStage::Rostered,
            };
        }
        C::CourtDecline { explanation, .. } => end(hearing, HearingStage::Cancelled, explanation),
        C::Cancel { reason } => end(hearing, HearingStage::Cancelled, reason),
        C::TurnClosed { reason } => {
            hearing.clock.end(event.at);
            end(hearing, HearingStage::TurnedClosed, reason);
        }
        C::Apply { .. } => take_seat(hearing, event, SeatStanding::Applied),
        C::DeclareConflict { .. } => {
            if hearing.seats.contains_key(&me) {
                // Whoever saw the seat must forget it.
                hearing.whole_since = version;
            } else {
                take_seat(hearing, event, SeatStanding::Recused);
            }
            recuse(hearing, event);
        }
        C::FixRoster { chosen, .. } => {
            for (deputy, seat) in &mut hearing.seats {
                if seat.standing == SeatStanding::Applied {
                    seat.standing =
                        if chosen.contains(deputy) { SeatStanding::Chosen } else { SeatStanding::NotChosen };
                    seat.version = version;
                }
            }
            hearing.stage = HearingStage::Rostered;
        }
        C::CheckRoster { findings } => {
            for finding in findings {
                if !finding.may_observe {
                    hearing.whole_since = version;
                }
                if let Some(seat) = hearing.seats.get_mut(&finding.deputy) {
                    seat.check = if finding.may_observe { CourtCheck::Cleared } else { CourtCheck::Struck };
                    seat.version = version;
                }
            }
        }
        C::SignDiscipline { notice } => {
            if let Some(seat) = hearing.seats.get_mut(&me) {
                seat.signed_at = Some(event.at);
                seat.signed_notice = Some(notice.clone());
                seat.version = version;
            }
        }
        C::OpenDoors => hearing.stage = HearingStage::Ready,
        C::SetVideo { video } => hearing.plan.video = video.clone(),
        C::StartSegment { kind } => {
            hearing.clock.begin(*kind, event.at);
            hearing.stage = if *kind == SegmentKind::Recess { HearingStage::Recess } else { HearingStage::Live };
        }
        C::CorrectClock { segments, .. } => {
            hearing.clock.segments.clone_from(segments);
            // Positions of all anchors are derived from it.
            hearing.whole_since = version;
        }
        C::Adjourn => {
            hearing.clock.end(event.at);
            hearing.stage = HearingStage::Adjourned;
        }
        C::Ask { id, kind, text, .. } => {
            let Some(seat) = hearing.seats.get(&me) else { return };
            let question = Question {
                id: *id,
                author: me,
                seat: seat.number,
                station: seat.station.clone(),
                kind: *kind,
                text: text.clone(),
                anchor: event.ruled.anchor.clone(),
                asked_at: event.at,
                stage: S::Submitted,
                taken_up: false,
                seconders: Vec::new(),
                toggles: std::collections::BTreeMap::new(),
                key: false,
                answers: Vec::new(),
                clock: None,
                ratings: Vec::new(),
                supervision: None,
                suggestion: None,
                unmasked: false,
                version,
                body_version: version,
            };
            hearing.questions.push(question);
        }
        C::Resubmit { question, kind, text } => with(hearing, *question, version, |question| {
            question.kind = *kind;
            question.text.clone_from(text);
            question.stage = S::Submitted;
        }),
        C::WithdrawQuestion { question } => with(hearing, *question, version, |question| question.stage = S::Withdrawn),
        C::TakeUp { question } => with(hearing, *question, version, |question| question.stage = S::Screening),
        C::Screen { question, screening } => screened(hearing, *question, screening, version),
        C::Second { question } => second(hearing, *question, event, true),
        C::Unsecond { question } => second(hearing, *question, event, false),
        C::Release { questions } => {
            for id in questions {
                with(hearing, *id, version, |question| question.stage = S::Released);
            }
            if hearing.stage == HearingStage::Adjourned {
                hearing.stage = HearingStage::Answering;
            }
        }
        C::AssignQuestion { question } => {
            let court = hearing.plan.court.clone();
            with(hearing, *question, version, |question| {
                question.stage = S::Assigned;
                question.clock =
                    event.ruled.starts.as_ref().map(|due| started(event, due, ClockKind::Answer, &court, 1));
            });
        }
        C::DraftAnswer { question, kind, text } => draft(hearing, *question, *kind, text, event),
        C::SendBackAnswer { answer, reason } => {
            let Some(answer) = hearing.answers.get_mut(usize::from(*answer)) else { return };
            answer.standing = AnswerStanding::SentBack { reason: reason.clone() };
            answer.version = version;
            if let Some(id) = answer.question {
                with(hearing, id, version, |_| {});
            }
        }
        C::ApproveAnswer { answer } => approved(hearing, *answer, event),
        C::RateAnswer { question, satisfaction, reason } => {
            let court = hearing.plan.court.clone();
            with(hearing, *question, version, |question| rated(question, *satisfaction, reason, event, &court));
        }
        C::Supervise { question, act, text } => with(hearing, *question, version, |question| {
            if let Some(supervision) = &mut question.supervision {
                supervision.acts.push(Supervised { kind: *act, text: text.clone(), at: event.at });
            }
        }),
        C::EndSupervision { question, reason } => with(hearing, *question, version, |question| {
            if let Some(supervision) = &mut question.supervision {
                supervision.ended = Some(reason.clone());
                supervision.open = false;
            }
            if question.stage == S::Rated {
                question.stage = S::Closed;
            }
        }),
        C::Unmask { question, .. } => with(hearing, *question, version, |question| question.unmasked = true),
        C::RecordJudgment => {
            for (index, due) in &event.ruled.resumes {
                if let Some(clock) =
                    hearing.questions.get_mut(usize::from(*index)).and_then(|question| question.clock.as_mut())
                {
                    if let Some(pause) = clock.pauses.last_mut() {
                        pause.until = Some(event.at);
                    }
                    clock.due = *due;
                }
            }
            hearing.stage = HearingStage::Judged;
        }
        C::RateHearing(sheet) => {
            hearing.evaluations.insert(me, Evaluated { sheet: sheet.clone(), at: event.at });
            touch_seat(hearing, event);
        }
        C::CloseEvaluation => hearing.stage = HearingStage::Evaluated,
        C::Archive => hearing.stage = HearingStage::Archived,
        C::ConvertToSuggestion { question, title } => with(hearing, *question, version, |question| {
            let signers = std::iter::once(question.author).chain(question.seconders.iter().copied()).collect();
            question.suggestion =
                Some(JointSuggestion { title: title.clone(), signers, filed_at: event.at, clock: None, lead: None });
        }),
        C::AssignSuggestion { question, lead, .. } => with(hearing, *question, version, |question| {
            if let Some(suggestion) = &mut question.suggestion {
                suggestion.lead = Some(lead.clone());
                suggestion.clock =
                    event.ruled.starts.as_ref().map(|due| started(event, due, ClockKind::Answer, lead, 1));
            }
        }),
        C::NoteAttendance { watched } => {
            for note in watched {
                if let Some(seat) = hearing.seats.get_mut(&note.deputy) {
                    seat.watched = union([std::mem::take(&mut seat.watched), note.intervals.clone()].concat());
                    seat.version = version;
                }
            }
        }
        C::NoteReplyOverdue { question } => with(hearing, *question, version, |question| {
            if let Some(clock) = &mut question.clock {
                clock.overdue_noted = true;
            }
            open_supervision(question, SupervisionCause::Overdue);
        }),
    }
}

/// Whether the event changes stage, clock, counts, scores, video or what staff may do with the whole hearing.
fn moves_the_head(hearing: &HearingState, what: &C) -> bool {
    let quiet = matches!(
        what,
        C::Second { .. }
            | C::Unsecond { .. }
            | C::Ask { .. }
            | C::Resubmit { .. }
            | C::TakeUp { .. }
            | C::NoteAttendance { .. }
            | C::Supervise { .. }
            | C::Unmask { .. }
            | C::AssignQuestion { .. }
            | C::ConvertToSuggestion { .. }
            | C::AssignSuggestion { .. }
            | C::NoteReplyOverdue { .. }
    );
    // Whether a hearing may be archived hangs on every question.
    !quiet || hearing.stage == HearingStage::Evaluated
}

fn end(hearing: &mut HearingState, stage: HearingStage, reason: &str) {
    hearing.stage = stage;
    hearing.ending = Some(reason.to_owned());
}

fn with(hearing: &mut HearingState, id: QuestionId, version: u32, change: impl FnOnce(&mut Question)) {
    if let Some(question) = hearing.question_mut(id) {
        change(question);
        question.version = version;
        question.body_version = version;
    }
}

fn take_seat(hearing: &mut HearingState, event: &HearingEvent, standing: SeatStanding) {
    let Some(station) = event.ruled.station.clone() else { return };
    let number = u16::try_from(hearing.seats.len() + 1).unwrap_or(u16::MAX);
    let seat = Seat {
        number,
        station,
        standing,
        check: CourtCheck::Unchecked,
        signed_at: None,
        signed_notice: None,
        watched: Vec::new(),
        version: event.version,
    };
    hearing.seats.insert(event.actor.user, seat);
}

/// A recused deputy leaves no trace in what others decide: their waiting questions and seconds are withdrawn.
fn recuse(hearing: &mut HearingState, event: &HearingEvent) {
    let me = event.actor.user;
    if let Some(seat) = hearing.seats.get_mut(&me) {
        seat.standing = SeatStanding::Recused;
        seat.version = event.version;
    }
    for question in &mut hearing.questions {
        let waits = question.stage.awaits_release()
            || matches!(question.stage, S::Submitted | S::Screening | S::Returned { .. });
        if question.author == me && waits {
            question.stage = S::Withdrawn;
            question.version = event.version;
            question.body_version = event.version;
        }
        if question.stage.awaits_release() && question.seconders.contains(&me) {
            question.seconders.retain(|seconder| *seconder != me);
            question.version = event.version;
        }
    }
}

fn touch_seat(hearing: &mut HearingState, event: &HearingEvent) {
    if let Some(seat) = hearing.seats.get_mut(&event.actor.user) {
        seat.version = event.version;
    }
}

fn screened(hearing: &mut HearingState, id: QuestionId, screening: &Screening, version: u32) {
    let stage = hearing.stage;
    with(hearing, id, version, |question| {
        question.stage = match screening {
            Screening::Accept { hold } => {
                let over = match hold {
                    HoldUntil::Adjournment => stage.is_adjourned(),
                    HoldUntil::Judgment => stage.is_judged(),
                };
                if over { S::Accepted } else { S::Held { until: *hold } }
            }
            Screening::Return { reason } => S::Returned { reason: reason.clone() },
            Screening::Refuse { ground, explanation } => {
                S::Refused { ground: *ground, explanation: explanation.clone() }
            }
            Screening::Merge { into } => S::Merged { into: *into },
        };
        question.taken_up |= question.stage.is_taken_up();
    });
}

fn second(hearing: &mut HearingState, id: QuestionId, event: &HearingEvent, on: bool) {
    let me = event.actor.user;
    let threshold = hearing.key_threshold();
    if let Some(question) = hearing.question_mut(id) {
        question.seconders.retain(|seconder| *seconder != me);
        if on {
            question.seconders.push(me);
        }
        let toggles = question.toggles.entry(me).or_default();
        *toggles = toggles.saturating_add(1);
        question.key |= question.seconders.len() >= threshold;
        question.version = event.version;
    }
    touch_seat(hearing, event);
}

fn started(event: &HearingEvent, due: &Due, kind: ClockKind, organ: &OrganId, round: u16) -> Clock {
    Clock {
        id: ClockId { kind, organ: Some(organ.clone()), round },
        rule: Some(due.rule.clone()),
        started_at: event.at,
        started_by: event.version,
        pauses: Vec::new(),
        extension: None,
        due: due.due,
        outcome: Outcome::Running,
        overdue_noted: false,
    }
}

fn draft(hearing: &mut HearingState, question: Option<QuestionId>, kind: AnswerKind, text: &str, event: &HearingEvent) {
    // A new draft takes the place of the one that waits; both are kept.
    for earlier in &mut hearing.answers {
        let waits = matches!(earlier.standing, AnswerStanding::Drafted | AnswerStanding::SentBack { .. });
        if question.is_some() && earlier.question == question && waits {
            earlier.standing = AnswerStanding::Superseded;
            earlier.version = event.version;
        }
    }
    let index = u16::try_from(hearing.answers.len()).unwrap_or(u16::MAX);
    hearing.answers.push(CourtAnswer {
        question,
        kind,
        text: text.to_owned(),
        drafter: event.actor.user,
        approver: None,
        standing: AnswerStanding::Drafted,
        version: event.version,
    });
    if let Some(id) = question {
        with(hearing, id, event.version, |question| question.answers.push(index));
    }
}

fn approved(hearing: &mut HearingState, index: u16, event: &HearingEvent) {
    let Some(answer) = hearing.answers.get_mut(usize::from(index)) else { return };
    answer.approver = Some(event.actor.user);
    answer.standing = AnswerStanding::Approved { at: event.at };
    answer.version = event.version;
    let (kind, Some(id)) = (answer.kind, answer.question) else { return };
    with(hearing, id, event.version, |question| {
        if kind == AnswerKind::Deferral {
            if let Some(clock) = &mut question.clock {
                let reason = AnswerKind::Deferral.zh().to_owned();
                clock.pauses.push(Pause { from: event.at, until: None, reason });
            }
            return;
        }
        let suggestion = question.suggestion.as_mut().and_then(|suggestion| suggestion.clock.as_mut());
        for clock in question.clock.as_mut().into_iter().chain(suggestion) {
            if clock.outcome == Outcome::Running {
                clock.outcome = Outcome::Stopped { at: event.at };
            }
        }
        question.stage = S::Answered;
    });
}

/// A first dissatisfaction opens one more round; a second one opens supervision.
fn rated(question: &mut Question, satisfaction: Satisfaction, reason: &str, event: &HearingEvent, court: &OrganId) {
    question.ratings.push(Rating::new(satisfaction, reason.to_owned(), event.at));
    match (satisfaction, &event.ruled.starts) {
        (Satisfaction::Dissatisfied, Some(due)) => {
            question.stage = S::Assigned;
            question.clock = Some(started(event, due, ClockKind::Redo, court, 2));
        }
        (Satisfaction::Dissatisfied, None) => {
            question.stage = S::Rated;
            open_supervision(question, SupervisionCause::DissatisfiedTwice);
        }
        (Satisfaction::Satisfied | Satisfaction::Basically, _) => {
            question.stage = S::Closed;
            if let Some(supervision) = &mut question.supervision {
                supervision.open = false;
            }
        }
    }
}

fn open_supervision(question: &mut Question, cause: SupervisionCause) {
    match &mut question.supervision {
        Some(supervision) => {
            supervision.cause = cause;
            supervision.open = true;
            supervision.ended = None;
        }
        None => question.supervision = Some(Supervision { cause, acts: Vec::new(), ended: None, open: true }),
    }
}
