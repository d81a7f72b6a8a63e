//! The words of a case (事项内容), as much as the reader may see.

use std::time::SystemTime;

use minyi_rulebook::actor::Role;
use minyi_rulebook::citizen_case::{self as rules, CaseAct, Grade, Part, Stage, SupervisionKind};
use minyi_rulebook::ids::{OrganId, Sha256};
use minyi_rulebook::policy::ResultCore;

use crate::acts::{AnswerDraft, Promise};
use crate::cases::ClockName;
use crate::filing::{Addressee, Filing, Place};
use crate::ids::system_time;
use crate::voice::CaseVoice;

/// Everything of a case, for its author and those who work on it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct CaseContent {
    /// One line.
    pub title: String,
    /// In the author's words, as filed.
    pub text: String,
    /// Who should hear it.
    pub addressee: Addressee,
    /// The station that received it, where there is one.
    pub station: Option<OrganId>,
    /// Who filed it.
    pub filing: Filing,
    /// Where it is.
    pub place: Option<Place>,
    /// Whether the author agreed to publication.
    pub may_publish: bool,
    /// Whether it is public now.
    pub published: bool,
    /// Photos, in the order in which they were named.
    pub photos: Vec<CasePhoto>,
    /// The author's voice note, if one was filed.
    pub voice: Option<CaseVoice>,
    /// What the author added later, oldest first.
    pub supplements: Vec<Supplement>,
    /// The open question to the author, if any: answer it by a supplement.
    pub question: Option<String>,
    /// Lead first, then co-handlers; empty until assigned.
    pub handlers: Vec<Handler>,
    /// An extension asked for and not yet decided.
    pub extension_request: Option<ExtensionRequest>,
    /// First round at assignment, one more for each redo (重新办理).
    pub rounds: Vec<Round>,
    /// 承诺事项, tracked after the case is closed.
    pub commitments: Vec<Commitment>,
    /// 督办, oldest first.
    pub supervision: Vec<SupervisionAct>,
    /// What happened, oldest first.
    pub timeline: Vec<TimelineEntry>,
    /// Version of the last act if it may still be undone.
    pub undoable_version: Option<u32>,
}

/// What the public may read of a case.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PublicContent {
    /// One line.
    pub title: String,
    /// In the author's words.
    pub text: String,
    /// The words for the place; empty if there are none.
    pub place_label: String,
    /// Signed answers and grades.
    pub rounds: Vec<Round>,
    /// What happened, oldest first, without notes.
    pub timeline: Vec<TimelineEntry>,
}

/// A photo of a case.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct CasePhoto {
    /// SHA-256 of its bytes.
    pub sha256: Sha256,
    /// Length in bytes.
    pub bytes: u64,
    /// Whether the server holds the whole, checked bytes.
    pub arrived: bool,
}

/// Text added by the author after filing.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Supplement {
    /// The words.
    pub text: String,
    /// When, server time.
    pub at: SystemTime,
}

/// One handling unit's part (承办单位).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Handler {
    /// The unit.
    pub unit: OrganId,
    /// 主办 or 协办.
    pub part: Part,
    /// When it was assigned, server time.
    pub assigned_at: SystemTime,
    /// How far it is.
    pub standing: HandlerStanding,
}

/// How far a handling unit is.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum HandlerStanding {
    /// 待签收
    Unsigned,
    /// 已签收
    Signed,
    /// 申请退办, waiting for the assigner.
    ReturnAsked {
        /// The unit's reason.
        reason: String,
    },
    /// 已出协办意见
    OpinionGiven {
        /// The opinion.
        text: String,
    },
}

/// An extension asked for and not yet decided (延期申请).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ExtensionRequest {
    /// Days asked for.
    pub days: u16,
    /// The unit's reason.
    pub reason: String,
}

/// One round of handling (办理轮次). Earlier rounds are never touched again.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Round {
    /// 1 is the first.
    pub number: u16,
    /// When it began, server time.
    pub opened_at: SystemTime,
    /// Its answer.
    pub answer: RoundAnswer,
    /// Evaluations of that answer.
    pub evaluations: Vec<Evaluation>,
}

/// How far the answer of a round is.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum RoundAnswer {
    /// Nothing written yet.
    NotWritten {
        /// The leader's reason if a draft came back.
        sent_back: Option<String>,
    },
    /// Drafted, waiting for the leader. Citizens never see it.
    Drafted {
        /// The draft.
        draft: AnswerDraft,
    },
    /// 已签发
    Signed {
        /// The answer.
        draft: AnswerDraft,
        /// Its result, the same in every district.
        result: ResultCore,
        /// When, server time.
        at: SystemTime,
    },
}

/// 评价 on three axes.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct EvaluationForm {
    /// 办理过程
    pub process: Grade,
    /// 答复内容
    pub answer: Grade,
    /// 落实结果; `None` while nothing was due yet.
    pub delivery: Option<Grade>,
    /// Needed when any grade is dissatisfied; may be empty otherwise.
    pub reason: String,
}

/// One evaluation of one answer.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Evaluation {
    /// Citizen or deputy.
    pub by: Role,
    /// The grades.
    pub form: EvaluationForm,
    /// When, server time.
    pub at: SystemTime,
}

/// 承诺事项
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Commitment {
    /// Round in which it was promised.
    pub round: u16,
    /// What, until when.
    pub promise: Promise,
    /// How far it is.
    pub standing: CommitmentStanding,
}

/// How far a commitment is.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum CommitmentStanding {
    /// 未兑现
    Open,
    /// The unit says it is done; the office has not looked.
    Reported {
        /// The unit's words.
        text: String,
    },
    /// 已兑现
    Kept,
}

/// One act of supervision (督办).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SupervisionAct {
    /// By which means.
    pub means: SupervisionKind,
    /// The office's words.
    pub note: String,
    /// When, server time.
    pub at: SystemTime,
}

/// One line of the timeline (办理进程).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct TimelineEntry {
    /// Number of the event, from 1.
    pub version: u32,
    /// What was done.
    pub act: CaseAct,
    /// In which capacity.
    pub role: Role,
    /// The organ acted for, where there is one.
    pub organ: Option<OrganId>,
    /// When, server time.
    pub at: SystemTime,
    /// Where the case stood after it.
    pub stage: Stage,
    /// Words that belong to this act and stand nowhere else; may be empty.
    pub note: String,
    /// The deadline that an overdue entry is about.
    pub clock: Option<ClockName>,
    /// Whether a later act undid this one.
    pub undone: bool,
}

fn all<T: Into<U>, U>(values: Vec<T>) -> Vec<U> {
    values.into_iter().map(Into::into).collect()
}

impl From<rules::CaseState> for CaseContent {
    fn from(case: rules::CaseState) -> Self {
        Self {
            title: case.title,
            text: case.text,
            addressee: case.addressee.into(),
            station: case.station,
            filing: case.filing.into(),
            place: case.place.map(Into::into),
            may_publish: case.may_publish,
            published: case.published,
            photos: all(case.photos),
            voice: case.voice.map(Into::into),
            supplements: all(case.supplements),
            question: case.question,
            handlers: all(case.handlers),
            extension_request: case.extension_request.map(Into::into),
            rounds: all(case.rounds),
            commitments: all(case.commitments),
            supervision: all(case.supervision),
            timeline: all(case.timeline),
            undoable_version: case.undoable.map(|undoable| undoable.version),
        }
    }
}

impl PublicContent {
    pub(crate) fn new(
        title: String,
        text: String,
        place_label: String,
        rounds: Vec<rules::Round>,
        timeline: Vec<rules::TimelineEntry>,
    ) -> Self {
        Self { title, text, place_label, rounds: all(rounds), timeline: all(timeline) }
    }
}

impl From<rules::PhotoState> for CasePhoto {
    fn from(photo: rules::PhotoState) -> Self {
        Self { sha256: photo.photo.sha256, bytes: photo.photo.bytes, arrived: photo.arrived }
    }
}

impl From<rules::Supplement> for Supplement {
    fn from(supplement: rules::Supplement) -> Self {
        Self { text: supplement.text, at: system_time(supplement.at) }
    }
}

impl From<rules::Handler> for Handler {
    fn from(handler: rules::Handler) -> Self {
        let standing = match handler.standing {
            rules::Standing::Unsigned => HandlerStanding::Unsigned,
            rules::Standing::Signed => HandlerStanding::Signed,
            rules::Standing::ReturnAsked { reason, .. } => HandlerStanding::ReturnAsked { reason },
            rules::Standing::OpinionGiven { text } => HandlerStanding::OpinionGiven { text },
        };
        Self { unit: handler.unit, part: handler.part, assigned_at: system_time(handler.assigned_at), standing }
    }
}

impl From<rules::ExtensionRequest> for ExtensionRequest {
    fn from(request: rules::ExtensionRequest) -> Self {
        Self { days: request.days, reason: request.reason }
    }
}

impl From<rules::Round> for Round {
    fn from(round: rules::Round) -> Self {
        let answer = match round.answer {
            rules::RoundAnswer::None { sent_back } => RoundAnswer::NotWritten { sent_back },
            rules::RoundAnswer::Drafted { draft, .. } => RoundAnswer::Drafted { draft: draft.into() },
            rules::RoundAnswer::Signed { draft, result, at } => {
                RoundAnswer::Signed { draft: draft.into(), result, at: system_time(at) }
            }
        };
        Self {
            number: round.number,
            opened_at: system_time(round.opened_at),
            answer,
            evaluations: all(round.evaluations),
        }
    }
}

impl From<rules::EvaluationForm> for EvaluationForm {
    fn from(form: rules::EvaluationForm) -> Self {
        Self { process: form.process, answer: form.answer, delivery: form.delivery, reason: form.reason }
    }
}

impl From<rules::Evaluation> for Evaluation {
    fn from(evaluation: rules::Evaluation) -> Self {
        Self { by: evaluation.by, form: evaluation.form.into(), at: system_time(evaluation.at) }
    }
}

impl From<rules::Commitment> for Commitment {
    fn from(commitment: rules::Commitment) -> Self {
        let standing = match commitment.standing {
            rules::CommitmentStanding::Open => CommitmentStanding::Open,
            rules::CommitmentStanding::Reported { text } => CommitmentStanding::Reported { text },
            rules::CommitmentStanding::Kept => CommitmentStanding::Kept,
        };
        Self { round: commitment.round, promise: commitment.promise.into(), standing }
    }
}

impl From<rules::SupervisionAct> for SupervisionAct {
    fn from(act: rules::SupervisionAct) -> Self {
        Self { means: act.act, note: act.note, at: system_time(act.at) }
    }
}

impl From<rules::TimelineEntry> for TimelineEntry {
    fn from(entry: rules::TimelineEntry) -> Self {
        Self {
            version: entry.version,
            act: entry.act,
            role: entry.role,
            organ: entry.organ,
            at: system_time(entry.at),
            stage: entry.stage,
            note: entry.note,
            clock: entry.clock.map(Into::into),
            undone: entry.undone,
        }
    }
}
