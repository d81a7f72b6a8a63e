//! Event to state. Total and exact: what [`super::decide`] let through is written down, nothing is judged again.

use crate::clock::{Clock, Outcome, Pause};

use super::command::{CaseAct, Photo, Submission};
use super::event::{CaseEvent, ClockChange, Happening};
use super::stage::{Ending, Stage};
use super::state::{
    CaseState, Commitment, CommitmentStanding, Evaluation, ExtensionRequest, Handler, Part, PhotoState, Round,
    RoundAnswer, Standing, SupervisionAct, Supplement, TimelineEntry, Undoable, VoiceState,
};
use crate::ids::{OrganId, UserId};
use crate::policy::ResultCore;

/// Rebuilds a case from its events. `None` for no events or a first event that is not a submission.
#[must_use]
pub fn replay<'e>(events: impl IntoIterator<Item = &'e CaseEvent>) -> Option<CaseState> {
    events.into_iter().fold(None, apply)
}

/// The case after the event. The first event must be the submission; anything else on `None` stays `None`.
#[must_use]
pub fn apply(case: Option<CaseState>, event: &CaseEvent) -> Option<CaseState> {
    let mut next = match (case, &event.what) {
        (None, Happening::Submitted { submission, author, station }) => {
            submitted(event, submission, *author, station.clone())
        }
        (Some(case), what) => {
            let before = undo_point(&case, event);
            let mut next = happened(case, event, what);
            if before.is_some() {
                next.undoable = before;
            } else if ends_undo(what) {
                next.undoable = None;
            }
            next
        }
        (None, _) => return None,
    };
    next.version = event.version;
    change_clocks(&mut next, event);
    next.timeline.push(TimelineEntry {
        version: event.version,
        act: event.what.act(),
        role: event.actor.role(),
        organ: event.actor.organ().cloned(),
        at: event.at,
        stage: next.stage,
        note: note_of(&event.what),
        clock: if let Happening::Overdue { clock, .. } = &event.what { Some(clock.clone()) } else { None },
        undone: false,
    });
    Some(next)
}

fn submitted(event: &CaseEvent, submission: &Submission, author: UserId, station: Option<OrganId>) -> CaseState {
    let mut case = CaseState {
        matter: event.matter,
        version: event.version,
        author,
        filing: submission.filing.clone(),
        addressee: submission.addressee.clone(),
        station,
        title: submission.title.clone(),
        text: submission.text.clone(),
        place: submission.place.clone(),
        may_publish: submission.may_publish,
        published: false,
        submitted_at: event.at,
        stage: Stage::Submitted,
        ending: None,
        class: None,
        photos: Vec::new(),
        voice: submission.voice.clone().map(|note| VoiceState { note, seconds: None, written_down: None }),
        supplements: Vec::new(),
        question: None,
        handlers: Vec::new(),
        extension_request: None,
        rounds: Vec::new(),
        commitments: Vec::new(),
        supervision: Vec::new(),
        followers: Vec::new(),
        clocks: Vec::new(),
        timeline: Vec::new(),
        undoable: None,
    };
    name_photos(&mut case, &submission.photos, event.version);
    case
}

#[expect(clippy::too_many_lines, reason = "one arm an event; splitting would hide the table")]
fn happened(mut case: CaseState, event: &CaseEvent, what: &Happening) -> CaseState {
    match what {
        // A second submission is never recorded; replaying one changes nothing.
        Happening::Submitted { .. } => {}
        Happening::Supplemented { text, photos } => {
            case.supplements.push(Supplement { text: text.clone(), at: event.at });
            name_photos(&mut case, photos, event.version);
            if case.stage == Stage::AwaitingInfo {
                case.question = None;
                case.stage = Stage::Submitted;
            }
        }
        Happening::Withdrawn { .. } => close(&mut case, Ending::Withdrawn),
        Happening::Triaged { class, .. } => {
            case.class = Some(*class);
            case.stage = Stage::Triaged;
        }
        Happening::InfoRequested { question } => {
            case.question = Some(question.clone());
            case.stage = Stage::AwaitingInfo;
        }
        Happening::Refused { ground, .. } => close(&mut case, Ending::Refused { ground: *ground }),
        Happening::Redirected { target, .. } => close(&mut case, Ending::Redirected { target: *target }),
        Happening::LinkedAsDuplicate { of, .. } => close(&mut case, Ending::Duplicate { of: *of }),
        Happening::Assigned { lead, co, .. } => {
            let handler = |unit: &OrganId, part| Handler {
                unit: unit.clone(),
                part,
                assigned_at: event.at,
                standing: Standing::Unsigned,
            };
            case.handlers = vec![handler(lead, Part::Lead)];
            case.handlers.extend(co.iter().map(|unit| handler(unit, Part::Co)));
            case.stage = Stage::Assigned;
            if case.rounds.is_empty() {
                open_round(&mut case, event);
            }
        }
        Happening::SignedFor { unit } => {
            set_standing(&mut case, unit, Standing::Signed);
            if case.lead().is_some_and(|lead| &lead.unit == unit) {
                case.stage = Stage::Handling;
            }
        }
        Happening::ReturnRequested { unit, reason } => {
            let had_signed = case.handler(unit).is_some_and(|handler| handler.standing == Standing::Signed);
            set_standing(&mut case, unit, Standing::ReturnAsked { reason: reason.clone(), had_signed });
        }
        Happening::ReturnDecided { unit, consent, .. } => return_decided(&mut case, unit, *consent),
        Happening::ExtensionRequested { days, reason } => {
            case.extension_request = Some(ExtensionRequest { days: *days, reason: reason.clone() });
        }
        Happening::ExtensionDecided { .. } => case.extension_request = None,
        Happening::OpinionGiven { unit, text } => {
            set_standing(&mut case, unit, Standing::OpinionGiven { text: text.clone() });
        }
        Happening::AnswerDrafted { draft } => {
            name_photos(&mut case, &draft.photos, event.version);
            set_answer(&mut case, RoundAnswer::Drafted { draft: draft.clone(), by: event.actor.user });
        }
        Happening::DraftSentBack { reason } => {
            set_answer(&mut case, RoundAnswer::None { sent_back: Some(reason.clone()) });
        }
        Happening::AnswerSigned { result } => answer_signed(&mut case, event, *result),
        Happening::Evaluated { form } => {
            let evaluation = Evaluation { by: event.actor.role(), form: form.clone(), at: event.at };
            if let Some(round) = case.rounds.last_mut() {
                round.evaluations.push(evaluation);
            }
            if form.is_dissatisfied() {
                open_round(&mut case, event);
                case.stage = Stage::Handling;
            } else if event.actor.role() == crate::actor::Role::Citizen {
                case.stage = Stage::Evaluated;
            }
        }
        Happening::Closed { .. } => {
            let ending = if case.stage == Stage::Evaluated { Ending::Completed } else { Ending::NotEvaluated };
            close(&mut case, ending);
        }
        Happening::Supervised { act, note } => {
            case.supervision.push(SupervisionAct { act: *act, note: note.clone(), at: event.at });
        }
        Happening::CommitmentReported { index, text, photos } => {
            name_photos(&mut case, photos, event.version);
            set_commitment(&mut case, *index, CommitmentStanding::Reported { text: text.clone() });
        }
        Happening::CommitmentVerified { index, kept, .. } => {
            let standing = if *kept { CommitmentStanding::Kept } else { CommitmentStanding::Open };
            set_commitment(&mut case, *index, standing);
        }
        Happening::Published => case.published = true,
        Happening::Unpublished { .. } => case.published = false,
        Happening::Undone { version, .. } => case = undone(case, *version),
        Happening::PhotoArrived { sha256 } => {
            for photo in case.photos.iter_mut().filter(|photo| photo.photo.sha256 == *sha256) {
                photo.arrived = true;
            }
        }
        Happening::VoiceArrived { sha256, seconds } => {
            if let Some(voice) = case.voice.as_mut().filter(|voice| voice.note.sha256 == *sha256) {
                voice.seconds = Some(*seconds);
            }
        }
        Happening::VoiceWrittenDown { text } => {
            if let Some(voice) = &mut case.voice {
                voice.written_down = Some(text.clone());
            }
        }
        Happening::Overdue { clock, .. } => {
            for noted in case.clocks.iter_mut().filter(|running| &running.id == clock) {
                noted.overdue_noted = true;
            }
        }
        Happening::FollowerAdded { user, .. } => {
            if !case.followers.contains(user) {
                case.followers.push(*user);
            }
        }
    }
    case
}

fn close(case: &mut CaseState, ending: Ending) {
    case.stage = Stage::Closed;
    case.ending = Some(ending);
    case.question = None;
}

fn open_round(case: &mut CaseState, event: &CaseEvent) {
    let number = u16::try_from(case.rounds.len() + 1).unwrap_or(u16::MAX);
    case.rounds.push(Round {
        number,
        opened_at: event.at,
        answer: RoundAnswer::None { sent_back: None },
        evaluations: Vec::new(),
    });
}

/// A photo that some earlier event named and that is here already counts as here.
fn name_photos(case: &mut CaseState, photos: &[Photo], version: u32) {
    for photo in photos {
        let arrived = case.photos.iter().any(|known| known.photo.sha256 == photo.sha256 && known.arrived);
        case.photos.push(PhotoState { photo: photo.clone(), named_by: version, arrived });
    }
}

fn set_standing(case: &mut CaseState, unit: &OrganId, standing: Standing) {
    if let Some(handler) = case.handlers.iter_mut().find(|handler| &handler.unit == unit) {
        handler.standing = standing;
    }
}

fn set_answer(case: &mut CaseState, answer: RoundAnswer) {
    if let Some(round) = case.rounds.last_mut() {
        round.answer = answer;
    }
}

fn set_commitment(case: &mut CaseState, index: u16, standing: CommitmentStanding) {
    if let Some(commitment) = case.commitments.get_mut(usize::from(index)) {
        commitment.standing = standing;
    }
}

fn return_decided(case: &mut CaseState, unit: &OrganId, consent: bool) {
    let Some(handler) = case.handler(unit).cloned() else {
        return;
    };
    if !consent {
        let had_signed = matches!(handler.standing, Standing::ReturnAsked { had_signed: true, .. });
        set_standing(case, unit, if had_signed { Standing::Signed } else { Standing::Unsigned });
        return;
    }
    if handler.part == Part::Lead {
        // Without a lead there is no assignment: the office assigns anew.
        case.handlers.clear();
        case.extension_request = None;
        case.stage = Stage::Triaged;
        set_answer(case, RoundAnswer::None { sent_back: None });
    } else {
        case.handlers.retain(|other| &other.unit != unit);
    }
}

fn answer_signed(case: &mut CaseState, event: &CaseEvent, result: ResultCore) {
    let Some(round) = case.rounds.last_mut() else { return };
    let RoundAnswer::Drafted { draft, .. } = round.answer.clone() else {
        return;
    };
    let number = round.number;
    case.commitments.extend(draft.commitments.iter().map(|promise| Commitment {
        round: number,
        promise: promise.clone(),
        standing: CommitmentStanding::Open,
    }));
    round.answer = RoundAnswer::Signed { draft, result, at: event.at };
    case.extension_request = None;
    case.stage = Stage::Answered;
}

fn change_clocks(case: &mut CaseState, event: &CaseEvent) {
    for change in &event.clocks {
        if let ClockChange::Start { id, rule, due } = change {
            case.clocks.push(Clock {
                id: id.clone(),
                rule: rule.clone(),
                started_at: event.at,
                started_by: event.version,
                pauses: Vec::new(),
                extension: None,
                due: *due,
                outcome: Outcome::Running,
                overdue_noted: false,
            });
            continue;
        }
        let (ClockChange::Start { id, .. }
        | ClockChange::Pause { id, .. }
        | ClockChange::Resume { id, .. }
        | ClockChange::Extend { id, .. }
        | ClockChange::Stop { id }) = change;
        let running = case.clocks.iter_mut().rev().find(|clock| &clock.id == id && clock.outcome == Outcome::Running);
        let Some(clock) = running else { continue };
        match change {
            ClockChange::Start { .. } => {}
            ClockChange::Pause { reason, .. } => {
                clock.pauses.push(Pause { from: event.at, until: None, reason: reason.clone() });
            }
            ClockChange::Resume { due, .. } => {
                if let Some(pause) = clock.pauses.last_mut() {
                    pause.until = Some(event.at);
                }
                clock.due = *due;
            }
            ClockChange::Extend { extension, due, .. } => {
                clock.extension = Some(extension.clone());
                clock.due = *due;
                clock.overdue_noted = false;
            }
            ClockChange::Stop { .. } => clock.outcome = Outcome::Stopped { at: event.at },
        }
    }
}

/// The acts that may be undone while nothing followed them.
pub(super) fn is_undoable(act: CaseAct) -> bool {
    matches!(
        act,
        CaseAct::Triage
            | CaseAct::RequestInfo
            | CaseAct::Refuse
            | CaseAct::Redirect
            | CaseAct::LinkDuplicate
            | CaseAct::Assign
            | CaseAct::DecideReturn
            | CaseAct::DecideExtension
            | CaseAct::Evaluate
            | CaseAct::Close
            | CaseAct::Withdraw
    )
}

fn undo_point(case: &CaseState, event: &CaseEvent) -> Option<Box<Undoable>> {
    is_undoable(event.what.act()).then(|| {
        Box::new(Undoable {
            version: event.version,
            role: event.actor.role(),
            organ: event.actor.organ().cloned(),
            before: CaseState { undoable: None, ..case.clone() },
        })
    })
}

/// Acts that say nothing against the last decision leave it open to be undone.
fn ends_undo(what: &Happening) -> bool {
    !matches!(
        what.act(),
        CaseAct::NotePhotoArrived
            | CaseAct::NoteVoiceArrived
            | CaseAct::WriteDownVoice
            | CaseAct::NoteOverdue
            | CaseAct::AddFollower
            | CaseAct::Supervise
            | CaseAct::Publish
            | CaseAct::Unpublish
    )
}

/// The case as before the undone act, keeping all that happened beside it.
fn undone(mut case: CaseState, version: u32) -> CaseState {
    let Some(undoable) = case.undoable.take().filter(|undoable| undoable.version == version) else {
        return case;
    };
    let mut before = undoable.before;
    for photo in &mut before.photos {
        photo.arrived |= case.photos.iter().any(|known| known.photo.sha256 == photo.photo.sha256 && known.arrived);
    }
    before.voice = case.voice;
    before.followers = case.followers;
    before.supervision = case.supervision;
    before.published = case.published;
    before.timeline = case.timeline;
    for entry in before.timeline.iter_mut().filter(|entry| entry.version == version) {
        entry.undone = true;
    }
    before
}

/// Words that stand nowhere else in the state.
fn note_of(what: &Happening) -> String {
    match what {
        Happening::Withdrawn { reason }
        | Happening::ReturnRequested { reason, .. }
        | Happening::ReturnDecided { reason, .. }
        | Happening::ExtensionRequested { reason, .. }
        | Happening::ExtensionDecided { reason, .. }
        | Happening::DraftSentBack { reason }
        | Happening::Unpublished { reason }
        | Happening::Undone { reason, .. } => reason.clone(),
        Happening::InfoRequested { question } => question.clone(),
        Happening::Refused { explanation, .. }
        | Happening::Redirected { explanation, .. }
        | Happening::LinkedAsDuplicate { explanation, .. } => explanation.clone(),
        Happening::Triaged { note, .. }
        | Happening::Assigned { note, .. }
        | Happening::Closed { note }
        | Happening::CommitmentVerified { note, .. } => note.clone(),
        Happening::Evaluated { form } => form.reason.clone(),
        _ => String::new(),
    }
}
