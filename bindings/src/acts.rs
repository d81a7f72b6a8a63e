//! What can be done to a case (办理动作): every command of the rulebook that a person may give. Which of them are open to
//! this account now comes with each case, as its permitted actions; screens offer those and no others.

use minyi_rulebook::citizen_case::{self as rules, RedirectTarget, RefusalGround, SupervisionKind};
use minyi_rulebook::class::TriageClass;
use minyi_rulebook::ids::{CommandId, MatterId, OrganId};

use crate::app::MinyiApp;
use crate::case::EvaluationForm;
use crate::error::MinyiError;
use crate::filing::Photo;
use crate::ids::CivilDate;

/// An act on a case, with what it must carry. Limits of texts and lists: `case_limits`.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum CaseAction {
    /// 补充: the author adds words or photos; what was filed stays as it was. Also the answer to a question.
    Supplement {
        /// Must not be empty.
        text: String,
        /// From `attach_photo`.
        photos: Vec<Photo>,
    },
    /// 撤回, by the author, before assignment.
    Withdraw {
        /// Must not be empty.
        reason: String,
    },
    /// 评价, by the author or the addressed deputy. A dissatisfied one opens a new round of handling.
    Evaluate {
        /// The three axes.
        form: EvaluationForm,
    },
    /// 受理并分类, by the receiving station or the office.
    Triage {
        /// Decides the legal road.
        class: TriageClass,
        /// May be empty.
        note: String,
    },
    /// 退回补充: a question to the author; the clock stands until the answer.
    RequestInfo {
        /// Must not be empty.
        question: String,
    },
    /// 不予受理
    Refuse {
        /// From the closed list.
        ground: RefusalGround,
        /// To the author; must not be empty.
        explanation: String,
    },
    /// 转送: another road is the lawful one.
    Redirect {
        /// Where to.
        target: RedirectTarget,
        /// To the author; must not be empty.
        explanation: String,
    },
    /// 并案: the same matter is already under way.
    LinkDuplicate {
        /// The case that goes on.
        of: MatterId,
        /// To the author; must not be empty.
        explanation: String,
    },
    /// 交办, by the office.
    Assign {
        /// 主办
        lead: OrganId,
        /// 协办; may be empty.
        co: Vec<OrganId>,
        /// May be empty.
        note: String,
    },
    /// 签收, by a clerk of a handling unit.
    SignFor,
    /// 申请退办: wrong unit; needs the assigner's consent.
    RequestReturn {
        /// Must not be empty.
        reason: String,
    },
    /// 同意或不同意退办
    DecideReturn {
        /// Who asked.
        unit: OrganId,
        /// Whether the office agrees.
        consent: bool,
        /// Must not be empty.
        reason: String,
    },
    /// 申请延期
    RequestExtension {
        /// Days asked for.
        days: u16,
        /// Must not be empty.
        reason: String,
    },
    /// 同意或不同意延期
    DecideExtension {
        /// Whether the office agrees.
        consent: bool,
        /// Must not be empty.
        reason: String,
    },
    /// 协办意见, to the lead unit.
    GiveOpinion {
        /// Must not be empty.
        text: String,
    },
    /// 起草答复
    DraftAnswer {
        /// The draft.
        draft: AnswerDraft,
    },
    /// 退回修改, by the leader.
    SendBackDraft {
        /// Must not be empty.
        reason: String,
    },
    /// 签发答复, by the leader.
    SignAnswer,
    /// 办结
    Close {
        /// May be empty.
        note: String,
    },
    /// 督办
    Supervise {
        /// By which means.
        means: SupervisionKind,
        /// Must not be empty.
        note: String,
    },
    /// 承诺事项进展: the unit says a commitment is kept.
    ReportCommitment {
        /// Place in the case's list of commitments, from 0.
        index: u16,
        /// Must not be empty.
        text: String,
        /// From `attach_photo`.
        photos: Vec<Photo>,
    },
    /// 承诺事项核实, by the office.
    VerifyCommitment {
        /// Place in the case's list of commitments, from 0.
        index: u16,
        /// Whether it was kept.
        kept: bool,
        /// Must not be empty.
        note: String,
    },
    /// 记录语音内容, by the receiving station or the office, once it was heard.
    WriteDownVoice {
        /// What the voice note says; must not be empty.
        text: String,
    },
    /// 公开
    Publish,
    /// 撤下
    Unpublish {
        /// Must not be empty.
        reason: String,
    },
    /// 撤销上一步: a later event, never an edit.
    Undo {
        /// The case's `undoable_version`.
        version: u32,
        /// Must not be empty.
        reason: String,
    },
}

/// 答复 as drafted by the clerk.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct AnswerDraft {
    /// What was done.
    pub text: String,
    /// Code of the district's result list, for example `A`.
    pub result_class: String,
    /// 承诺事项: what is promised, until when. Needed when the result is in progress or planned.
    pub commitments: Vec<Promise>,
    /// From `attach_photo`.
    pub photos: Vec<Photo>,
}

/// A promise made in an answer.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Promise {
    /// What will be done.
    pub text: String,
    /// Last day, local date.
    pub due: CivilDate,
}

#[uniffi::export]
impl MinyiApp {
    /// Acts on a case. Durable when it returns; it reaches the server by `run_slice` and shows at once as a pending act.
    ///
    /// Throws `Refused` with the quoted rule before anything is stored, `NotFound` for a case that is not on this phone.
    pub async fn act(&self, matter: MatterId, action: CaseAction) -> Result<CommandId, MinyiError> {
        let core = self.core.clone();
        self.workers.run(async move { core.act(matter, action.into()).await }).await
    }

    /// Gives a parked act anew with other words (see the outbox): the parked one is discarded.
    ///
    /// Throws as `act`; `Conflict` if the command is not parked. For a parked submission use `refile`.
    pub async fn reseal(&self, command: CommandId, action: CaseAction) -> Result<CommandId, MinyiError> {
        let core = self.core.clone();
        self.workers.run(async move { core.reseal(command, action.into()).await }).await
    }
}

impl From<CaseAction> for rules::CaseCommand {
    fn from(action: CaseAction) -> Self {
        match action {
            CaseAction::Supplement { text, photos } => Self::Supplement { text, photos: all(photos) },
            CaseAction::Withdraw { reason } => Self::Withdraw { reason },
            CaseAction::Evaluate { form } => Self::Evaluate(form.into()),
            CaseAction::Triage { class, note } => Self::Triage { class, note },
            CaseAction::RequestInfo { question } => Self::RequestInfo { question },
            CaseAction::Refuse { ground, explanation } => Self::Refuse { ground, explanation },
            CaseAction::Redirect { target, explanation } => Self::Redirect { target, explanation },
            CaseAction::LinkDuplicate { of, explanation } => Self::LinkDuplicate { of, explanation },
            CaseAction::Assign { lead, co, note } => Self::Assign { lead, co, note },
            CaseAction::SignFor => Self::SignFor,
            CaseAction::RequestReturn { reason } => Self::RequestReturn { reason },
            CaseAction::DecideReturn { unit, consent, reason } => Self::DecideReturn { unit, consent, reason },
            CaseAction::RequestExtension { days, reason } => Self::RequestExtension { days, reason },
            CaseAction::DecideExtension { consent, reason } => Self::DecideExtension { consent, reason },
            CaseAction::GiveOpinion { text } => Self::GiveOpinion { text },
            CaseAction::DraftAnswer { draft } => Self::DraftAnswer(draft.into()),
            CaseAction::SendBackDraft { reason } => Self::SendBackDraft { reason },
            CaseAction::SignAnswer => Self::SignAnswer,
            CaseAction::Close { note } => Self::Close { note },
            CaseAction::Supervise { means, note } => Self::Supervise { act: means, note },
            CaseAction::ReportCommitment { index, text, photos } => {
                Self::ReportCommitment { index, text, photos: all(photos) }
            }
            CaseAction::VerifyCommitment { index, kept, note } => Self::VerifyCommitment { index, kept, note },
            CaseAction::WriteDownVoice { text } => Self::WriteDownVoice { text },
            CaseAction::Publish => Self::Publish,
            CaseAction::Unpublish { reason } => Self::Unpublish { reason },
            CaseAction::Undo { version, reason } => Self::Undo { version, reason },
        }
    }
}

fn all(photos: Vec<Photo>) -> Vec<rules::Photo> {
    photos.into_iter().map(Into::into).collect()
}

impl From<AnswerDraft> for rules::AnswerDraft {
    fn from(draft: AnswerDraft) -> Self {
        Self {
            text: draft.text,
            result_class: draft.result_class,
            commitments: draft.commitments.into_iter().map(Into::into).collect(),
            photos: all(draft.photos),
        }
    }
}

impl From<rules::AnswerDraft> for AnswerDraft {
    fn from(draft: rules::AnswerDraft) -> Self {
        Self {
            text: draft.text,
            result_class: draft.result_class,
            commitments: draft.commitments.into_iter().map(Into::into).collect(),
            photos: draft.photos.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Promise> for rules::Promise {
    fn from(promise: Promise) -> Self {
        Self { text: promise.text, due: promise.due }
    }
}

impl From<rules::Promise> for Promise {
    fn from(promise: rules::Promise) -> Self {
        Self { text: promise.text, due: promise.due }
    }
}

impl From<EvaluationForm> for rules::EvaluationForm {
    fn from(form: EvaluationForm) -> Self {
        Self { process: form.process, answer: form.answer, delivery: form.delivery, reason: form.reason }
    }
}
