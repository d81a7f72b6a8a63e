//! What happened to a case. One accepted command makes one event; the event carries all that [`super::apply`] needs, due
//! dates included, so that replay asks no policy file and no calendar.

use crate::actor::Actor;
use crate::class::TriageClass;
use crate::clock::{ClockId, Extension};
use crate::ids::{MatterId, OrganId, Sha256, UserId};
use crate::policy::{ResultCore, RuleId};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::command::{AnswerDraft, CaseAct, EvaluationForm, Photo, Submission, SupervisionKind};
use super::stage::{RedirectTarget, RefusalGround};

/// One event as recorded: who, when, what, and what it did to the clocks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseEvent {
    /// The matter.
    pub matter: MatterId,
    /// 1 for the submission, then one more for each event.
    pub version: u32,
    /// Who, in which capacity.
    pub actor: Actor,
    /// Server time; legal time.
    pub at: Timestamp,
    /// The device's claim of when the command was made; `None` for the server's own acts.
    pub device_at: Option<Timestamp>,
    /// What happened.
    pub what: Happening,
    /// What it did to the clocks, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clocks: Vec<ClockChange>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Happening {
    Submitted { submission: Box<Submission>, author: UserId, station: Option<OrganId> },
    Supplemented { text: String, photos: Vec<Photo> },
    Withdrawn { reason: String },
    Triaged { class: TriageClass, note: String },
    InfoRequested { question: String },
    Refused { ground: RefusalGround, explanation: String },
    Redirected { target: RedirectTarget, explanation: String },
    LinkedAsDuplicate { of: MatterId, explanation: String },
    Assigned { lead: OrganId, co: Vec<OrganId>, note: String },
    SignedFor { unit: OrganId },
    ReturnRequested { unit: OrganId, reason: String },
    ReturnDecided { unit: OrganId, consent: bool, reason: String },
    ExtensionRequested { days: u16, reason: String },
    ExtensionDecided { consent: bool, reason: String },
    OpinionGiven { unit: OrganId, text: String },
    AnswerDrafted { draft: AnswerDraft },
    DraftSentBack { reason: String },
    AnswerSigned { result: ResultCore },
    Evaluated { form: EvaluationForm },
    Closed { note: String },
    Supervised { act: SupervisionKind, note: String },
    CommitmentReported { index: u16, text: String, photos: Vec<Photo> },
    CommitmentVerified { index: u16, kept: bool, note: String },
    Published,
    Unpublished { reason: String },
    Undone { version: u32, reason: String },
    PhotoArrived { sha256: Sha256 },
    VoiceArrived { sha256: Sha256, seconds: u16 },
    VoiceWrittenDown { text: String },
    Overdue { clock: ClockId, due: Date },
    FollowerAdded { user: UserId, from: MatterId },
}

impl Happening {
    /// The act behind it.
    #[must_use]
    pub fn act(&self) -> CaseAct {
        match self {
            Self::Submitted { .. } => CaseAct::Submit,
            Self::Supplemented { .. } => CaseAct::Supplement,
            Self::Withdrawn { .. } => CaseAct::Withdraw,
            Self::Triaged { .. } => CaseAct::Triage,
            Self::InfoRequested { .. } => CaseAct::RequestInfo,
            Self::Refused { .. } => CaseAct::Refuse,
            Self::Redirected { .. } => CaseAct::Redirect,
            Self::LinkedAsDuplicate { .. } => CaseAct::LinkDuplicate,
            Self::Assigned { .. } => CaseAct::Assign,
            Self::SignedFor { .. } => CaseAct::SignFor,
            Self::ReturnRequested { .. } => CaseAct::RequestReturn,
            Self::ReturnDecided { .. } => CaseAct::DecideReturn,
            Self::ExtensionRequested { .. } => CaseAct::RequestExtension,
            Self::ExtensionDecided { .. } => CaseAct::DecideExtension,
            Self::OpinionGiven { .. } => CaseAct::GiveOpinion,
            Self::AnswerDrafted { .. } => CaseAct::DraftAnswer,
            Self::DraftSentBack { .. } => CaseAct::SendBackDraft,
            Self::AnswerSigned { .. } => CaseAct::SignAnswer,
            Self::Evaluated { .. } => CaseAct::Evaluate,
            Self::Closed { .. } => CaseAct::Close,
            Self::Supervised { .. } => CaseAct::Supervise,
            Self::CommitmentReported { .. } => CaseAct::ReportCommitment,
            Self::CommitmentVerified { .. } => CaseAct::VerifyCommitment,
            Self::Published => CaseAct::Publish,
            Self::Unpublished { .. } => CaseAct::Unpublish,
            Self::Undone { .. } => CaseAct::Undo,
            Self::PhotoArrived { .. } => CaseAct::NotePhotoArrived,
            Self::VoiceArrived { .. } => CaseAct::NoteVoiceArrived,
            Self::VoiceWrittenDown { .. } => CaseAct::WriteDownVoice,
            Self::Overdue { .. } => CaseAct::NoteOverdue,
            Self::FollowerAdded { .. } => CaseAct::AddFollower,
        }
    }
}

/// What an event does to a clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum ClockChange {
    /// Starts now. `rule` is `None` for a promised date.
    Start { id: ClockId, rule: Option<RuleId>, due: Date },
    /// Stands from now on.
    Pause { id: ClockId, reason: String },
    /// Runs again; the due date moved by the pause.
    Resume { id: ClockId, due: Date },
    /// Was extended with the assigner's agreement.
    Extend { id: ClockId, extension: Extension, due: Date },
    /// Is over, in time or late.
    Stop { id: ClockId },
}
