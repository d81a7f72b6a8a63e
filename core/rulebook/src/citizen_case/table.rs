//! The table of 有事找代表: which act is open in which stage, to whom, what it must carry, and the rule behind it.
//! [`super::decide`] asks it first; [`super::permitted_actions`] reads it for the buttons that a screen may show.

use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Capacity};
use crate::procedure::{Target, Transition};

use super::command::{Addressee, CaseAct, CaseAct as A};
use super::stage::Stage::{self, Answered, Assigned, AwaitingInfo, Closed, Evaluated, Handling, Submitted, Triaged};
use super::state::{CaseState, Part};

/// How an actor stands to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// The citizen whose case it is.
    Author,
    /// Staff of the station that received it.
    ReceivingStation,
    /// The deputy addressed.
    AddressedDeputy,
    /// The congress office.
    Office,
    /// A clerk of the lead unit.
    LeadClerk,
    /// The leader of the lead unit.
    LeadLeader,
    /// A clerk of a co-handling unit.
    CoClerk,
    /// The server.
    System,
}

impl Who {
    /// The Chinese name.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Author => "反映人本人",
            Self::ReceivingStation => "受理联络站",
            Self::AddressedDeputy => "所反映的代表",
            Self::Office => "人大常委会办公室",
            Self::LeadClerk => "主办单位经办人",
            Self::LeadLeader => "主办单位负责人",
            Self::CoClerk => "协办单位经办人",
            Self::System => "系统",
        }
    }

    /// Whether the actor stands so to the case.
    #[must_use]
    pub fn matches(self, actor: &Actor, case: &CaseState) -> bool {
        let part = |unit| case.handler(unit).map(|handler| handler.part);
        match (self, &actor.capacity) {
            (Self::Author, Capacity::Citizen) => actor.user == case.author,
            (Self::ReceivingStation, Capacity::StationStaff { station }) => case.station.as_ref() == Some(station),
            (Self::AddressedDeputy, Capacity::Deputy { .. }) => {
                matches!(&case.addressee, Addressee::Deputy { deputy } if *deputy == actor.user)
            }
            (Self::LeadClerk, Capacity::UnitClerk { unit }) | (Self::LeadLeader, Capacity::UnitLeader { unit }) => {
                part(unit) == Some(Part::Lead)
            }
            (Self::CoClerk, Capacity::UnitClerk { unit }) => part(unit) == Some(Part::Co),
            (Self::Office, Capacity::OfficeStaff { .. }) | (Self::System, Capacity::System) => true,
            _ => false,
        }
    }
}

const OPEN: &[Stage] = &[Submitted, Triaged, Assigned, Handling, Answered, Evaluated];
const BEFORE_ASSIGNMENT: &[Stage] = &[Submitted, AwaitingInfo, Triaged];
const WITH_UNITS: &[Stage] = &[Assigned, Handling];
const SINCE_ASSIGNMENT: &[Stage] = &[Assigned, Handling, Answered, Evaluated, Closed];
const RECEIVERS: &[Who] = &[Who::ReceivingStation, Who::Office];

const fn row(
    act: CaseAct,
    from: &'static [Stage],
    to: Target<Stage>,
    who: &'static [Who],
    carries: &'static [&'static str],
    rule: &'static str,
) -> Transition<CaseAct, Stage, Who> {
    Transition { act, from, to, who, carries, rule }
}

/// The procedure. A submission is not in it: it makes the case, see [`super::decide`].
pub const TABLE: &[Transition<CaseAct, Stage, Who>] = &[
    row(A::Supplement, OPEN, Target::Stays, &[Who::Author], &["text"], "submission.frozen"),
    row(A::Supplement, &[AwaitingInfo], Target::To(Submitted), &[Who::Author], &["text"], "submission.frozen"),
    row(A::Withdraw, BEFORE_ASSIGNMENT, Target::To(Closed), &[Who::Author], &["reason"], "submission.frozen"),
    row(A::Triage, &[Submitted], Target::To(Triaged), RECEIVERS, &["class"], "deputy.no_direct_handling"),
    row(A::RequestInfo, &[Submitted], Target::To(AwaitingInfo), RECEIVERS, &["question"], "deputy.no_direct_handling"),
    row(A::Refuse, BEFORE_ASSIGNMENT, Target::To(Closed), RECEIVERS, &["ground", "explanation"], "assign.office_only"),
    row(
        A::Redirect,
        BEFORE_ASSIGNMENT,
        Target::To(Closed),
        RECEIVERS,
        &["target", "explanation"],
        "assign.office_only",
    ),
    row(
        A::LinkDuplicate,
        BEFORE_ASSIGNMENT,
        Target::To(Closed),
        RECEIVERS,
        &["of", "explanation"],
        "duplicate.keeps_both",
    ),
    row(A::Assign, &[Triaged], Target::To(Assigned), &[Who::Office], &["lead"], "assign.office_only"),
    row(
        A::SignFor,
        &[Assigned],
        Target::OneOf(Handling, Assigned),
        &[Who::LeadClerk, Who::CoClerk],
        &[],
        "assign.office_only",
    ),
    row(A::SignFor, &[Handling], Target::Stays, &[Who::CoClerk], &[], "assign.office_only"),
    row(
        A::RequestReturn,
        WITH_UNITS,
        Target::Stays,
        &[Who::LeadClerk, Who::CoClerk],
        &["reason"],
        "return.assigner_consent",
    ),
    row(
        A::DecideReturn,
        WITH_UNITS,
        Target::OneOf(Triaged, Handling),
        &[Who::Office],
        &["unit", "consent", "reason"],
        "return.assigner_consent",
    ),
    row(
        A::RequestExtension,
        &[Handling],
        Target::Stays,
        &[Who::LeadClerk],
        &["days", "reason"],
        "extension.assigner_agrees",
    ),
    row(
        A::DecideExtension,
        &[Handling],
        Target::Stays,
        &[Who::Office],
        &["consent", "reason"],
        "extension.assigner_agrees",
    ),
    row(A::GiveOpinion, WITH_UNITS, Target::Stays, &[Who::CoClerk], &["text"], "assign.office_only"),
    row(
        A::DraftAnswer,
        &[Handling],
        Target::Stays,
        &[Who::LeadClerk],
        &["text", "result_class"],
        "answer.written_by_leader",
    ),
    row(A::SendBackDraft, &[Handling], Target::Stays, &[Who::LeadLeader], &["reason"], "answer.written_by_leader"),
    row(A::SignAnswer, &[Handling], Target::To(Answered), &[Who::LeadLeader], &[], "answer.written_by_leader"),
    row(
        A::Evaluate,
        &[Answered, Evaluated],
        Target::OneOf(Evaluated, Handling),
        &[Who::Author, Who::AddressedDeputy],
        &["process", "answer"],
        "evaluation.author_only",
    ),
    row(A::Close, &[Evaluated], Target::To(Closed), &[Who::Office], &[], "evaluation.author_only"),
    row(A::Close, &[Answered], Target::To(Closed), &[Who::Office, Who::System], &[], "evaluation.author_only"),
    row(
        A::Supervise,
        SINCE_ASSIGNMENT,
        Target::Stays,
        &[Who::Office],
        &["act", "note"],
        "supervision.never_changes_answer",
    ),
    row(
        A::ReportCommitment,
        &[Answered, Evaluated, Closed],
        Target::Stays,
        &[Who::LeadClerk],
        &["index", "text"],
        "answer.b_needs_commitment",
    ),
    row(
        A::VerifyCommitment,
        &[Answered, Evaluated, Closed],
        Target::Stays,
        &[Who::Office],
        &["index", "kept", "note"],
        "answer.b_needs_commitment",
    ),
    row(A::Publish, SINCE_ASSIGNMENT, Target::Stays, &[Who::Office], &[], "class.restricted_not_public"),
    row(A::Unpublish, SINCE_ASSIGNMENT, Target::Stays, &[Who::Office], &["reason"], "class.restricted_not_public"),
    row(
        A::Undo,
        Stage::ALL.as_slice(),
        Target::Stays,
        &[Who::Author, Who::ReceivingStation, Who::Office],
        &["version", "reason"],
        "undo.own_latest_act",
    ),
    row(A::NotePhotoArrived, Stage::ALL.as_slice(), Target::Stays, &[Who::System], &["sha256"], "submission.frozen"),
    row(A::NoteVoiceArrived, Stage::ALL.as_slice(), Target::Stays, &[Who::System], &["sha256"], "submission.frozen"),
    row(A::WriteDownVoice, Stage::ALL.as_slice(), Target::Stays, RECEIVERS, &["text"], "voice.written_down"),
    row(A::NoteOverdue, Stage::ALL.as_slice(), Target::Stays, &[Who::System], &["clock"], "submission.frozen"),
    row(A::AddFollower, Stage::ALL.as_slice(), Target::Stays, &[Who::System], &["user"], "duplicate.keeps_both"),
];
