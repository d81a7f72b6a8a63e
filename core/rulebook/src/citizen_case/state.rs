//! A case as its events have made it.

use crate::actor::Role;
use crate::class::TriageClass;
use crate::clock::{Clock, ClockId, Outcome};
use crate::ids::{MatterId, OrganId, Sha256, UserId};
use crate::policy::ResultCore;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::command::{
    Addressee, AnswerDraft, CaseAct, EvaluationForm, Filing, Photo, Place, Promise, SupervisionKind, VoiceNote,
};
use super::stage::{Ending, Stage};

/// A case. Only [`super::apply`] makes or changes one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CaseState {
    pub matter: MatterId,
    /// Number of events so far; also the version that commands may expect.
    pub version: u32,
    pub author: UserId,
    pub filing: Filing,
    pub addressee: Addressee,
    /// Station that receives it: the one addressed, or the addressed deputy's.
    pub station: Option<OrganId>,
    pub title: String,
    pub text: String,
    pub place: Option<Place>,
    pub may_publish: bool,
    pub published: bool,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub submitted_at: Timestamp,
    pub stage: Stage,
    /// Set once and only when the stage is closed.
    pub ending: Option<Ending>,
    pub class: Option<TriageClass>,
    pub photos: Vec<PhotoState>,
    /// 语音留言
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voice: Option<VoiceState>,
    pub supplements: Vec<Supplement>,
    /// The office's or station's open question to the author.
    pub question: Option<String>,
    /// Lead first, then co-handlers; empty until assigned.
    pub handlers: Vec<Handler>,
    pub extension_request: Option<ExtensionRequest>,
    /// First round at assignment, one more for each redo (重新办理).
    pub rounds: Vec<Round>,
    pub commitments: Vec<Commitment>,
    pub supervision: Vec<SupervisionAct>,
    /// Authors of cases linked to this one.
    pub followers: Vec<UserId>,
    pub clocks: Vec<Clock>,
    /// What happened, one entry an event, without the texts that stand elsewhere.
    pub timeline: Vec<TimelineEntry>,
    /// The last act that may still be undone, with the case as it stood before.
    #[cfg_attr(feature = "openapi", schema(no_recursion))]
    pub undoable: Option<Box<Undoable>>,
}

/// A photo of the case and whether its bytes are here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PhotoState {
    #[serde(flatten)]
    pub photo: Photo,
    /// Version of the event that named it.
    pub named_by: u32,
    /// Whether the server holds the whole, checked bytes.
    pub arrived: bool,
}

/// The voice note of the case: whether it is here, and what was written down of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VoiceState {
    #[serde(flatten)]
    pub note: VoiceNote,
    /// Its length as the server read it; `None` while the bytes are on their way.
    pub seconds: Option<u16>,
    /// What it says, in the words of the last who wrote it down.
    pub written_down: Option<String>,
}

/// Text added by the author after submission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Supplement {
    pub text: String,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub at: Timestamp,
}

/// One handling unit's part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Handler {
    pub unit: OrganId,
    pub part: Part,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub assigned_at: Timestamp,
    pub standing: Standing,
}

/// 主办 or 协办.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// 主办
    Lead,
    /// 协办
    Co,
}

/// How far a handler is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
// A name of its own in the document, where the standing of a source has the same.
#[cfg_attr(feature = "openapi", schema(as = HandlerStanding))]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum Standing {
    /// 待签收
    Unsigned,
    /// 已签收
    Signed,
    /// 申请退办, waiting for the assigner. Whether it had signed before is kept for a refused request.
    ReturnAsked { reason: String, had_signed: bool },
    /// 已出协办意见
    OpinionGiven { text: String },
}

/// An extension asked for and not yet decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExtensionRequest {
    pub days: u16,
    pub reason: String,
}

/// One round of handling. Earlier rounds are never touched again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Round {
    /// 1 is the first.
    pub number: u16,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub opened_at: Timestamp,
    pub answer: RoundAnswer,
    pub evaluations: Vec<Evaluation>,
}

/// How far the answer of a round is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum RoundAnswer {
    /// Nothing written yet; `sent_back` holds the leader's reason if a draft came back.
    None { sent_back: Option<String> },
    /// Drafted, waiting for the leader.
    Drafted { draft: AnswerDraft, by: UserId },
    /// 已签发
    Signed {
        draft: AnswerDraft,
        result: ResultCore,
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
        at: Timestamp,
    },
}

/// One evaluation of one answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Evaluation {
    /// Citizen or deputy.
    pub by: Role,
    pub form: EvaluationForm,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub at: Timestamp,
}

/// 承诺事项: tracked after the case is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Commitment {
    pub round: u16,
    pub promise: Promise,
    pub standing: CommitmentStanding,
}

/// How far a commitment is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum CommitmentStanding {
    Open,
    /// The unit says it is done; the office has not looked.
    Reported {
        text: String,
    },
    /// 已兑现
    Kept,
}

/// One act of supervision (督办).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SupervisionAct {
    pub act: SupervisionKind,
    pub note: String,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub at: Timestamp,
}

/// One line of the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TimelineEntry {
    pub version: u32,
    pub act: CaseAct,
    pub role: Role,
    pub organ: Option<OrganId>,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub at: Timestamp,
    /// The stage after the event.
    pub stage: Stage,
    /// Words that belong to this act and stand nowhere else (a reason, a note, a question).
    pub note: String,
    /// The clock that an overdue entry is about.
    pub clock: Option<ClockId>,
    /// Whether a later event undid this one.
    pub undone: bool,
}

/// The last act, and the case before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Undoable {
    /// Version of the event that may be undone.
    pub version: u32,
    pub role: Role,
    pub organ: Option<OrganId>,
    /// The case as it stood; its own `undoable` is empty.
    #[cfg_attr(feature = "openapi", schema(no_recursion))]
    pub before: CaseState,
}

impl CaseState {
    /// The lead unit, once assigned.
    #[must_use]
    pub fn lead(&self) -> Option<&Handler> {
        self.handlers.iter().find(|handler| handler.part == Part::Lead)
    }

    /// The part that this unit has, if any.
    #[must_use]
    pub fn handler(&self, unit: &OrganId) -> Option<&Handler> {
        self.handlers.iter().find(|handler| &handler.unit == unit)
    }

    /// The round under way.
    #[must_use]
    pub fn round(&self) -> Option<&Round> {
        self.rounds.last()
    }

    /// Number of the round under way; 1 before the first.
    #[must_use]
    pub fn round_number(&self) -> u16 {
        self.round().map_or(1, |round| round.number)
    }

    /// A running clock by id.
    #[must_use]
    pub fn running_clock(&self, id: &ClockId) -> Option<&Clock> {
        self.clocks.iter().rev().find(|clock| &clock.id == id && clock.outcome == Outcome::Running)
    }

    /// Whether every photo that was named is here, and the voice note.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.photos.iter().all(|photo| photo.arrived) && self.voice.as_ref().is_none_or(|voice| voice.seconds.is_some())
    }

    /// Whether the case names this photo and its bytes have come for this case.
    #[must_use]
    pub fn has_photo(&self, sha256: &Sha256) -> bool {
        self.photos.iter().any(|photo| photo.arrived && &photo.photo.sha256 == sha256)
    }
}
