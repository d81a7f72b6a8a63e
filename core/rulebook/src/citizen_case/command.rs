//! What can be asked of a citizen's case. A command is a wish; [`super::decide`] turns it into an event or a refusal.

use crate::class::TriageClass;
use crate::clock::ClockId;
use crate::ids::{MatterId, OrganId, Sha256, UserId};
use crate::procedure::{Attachment, AttachmentKind};
use serde::{Deserialize, Serialize};

use super::stage::{RedirectTarget, RefusalGround};

/// Every command of the procedure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum CaseCommand {
    /// 提交
    Submit(Box<Submission>),
    /// 补充: the author adds text or photos; what was filed stays as it was.
    Supplement {
        text: String,
        #[serde(default)]
        photos: Vec<Photo>,
    },
    /// 撤回
    Withdraw { reason: String },
    /// 受理并分类
    Triage {
        class: TriageClass,
        #[serde(default)]
        note: String,
    },
    /// 退回补充: a question to the author.
    RequestInfo { question: String },
    /// 不予受理
    Refuse { ground: RefusalGround, explanation: String },
    /// 转送
    Redirect { target: RedirectTarget, explanation: String },
    /// 并案
    LinkDuplicate { of: MatterId, explanation: String },
    /// 交办: one lead (主办) and any co-handlers (协办).
    Assign {
        lead: OrganId,
        #[serde(default)]
        co: Vec<OrganId>,
        #[serde(default)]
        note: String,
    },
    /// 签收
    SignFor,
    /// 申请退办: wrong unit, needs the assigner's consent.
    RequestReturn { reason: String },
    /// 同意或不同意退办
    DecideReturn { unit: OrganId, consent: bool, reason: String },
    /// 申请延期
    RequestExtension { days: u16, reason: String },
    /// 同意或不同意延期
    DecideExtension { consent: bool, reason: String },
    /// 协办意见: a co-handler's opinion to the lead.
    GiveOpinion { text: String },
    /// 起草答复
    DraftAnswer(AnswerDraft),
    /// 退回修改: the leader sends the draft back.
    SendBackDraft { reason: String },
    /// 签发答复
    SignAnswer,
    /// 评价
    Evaluate(EvaluationForm),
    /// 办结
    Close {
        #[serde(default)]
        note: String,
    },
    /// 督办
    Supervise { act: SupervisionKind, note: String },
    /// 承诺事项进展: the unit says a commitment is kept.
    ReportCommitment {
        index: u16,
        text: String,
        #[serde(default)]
        photos: Vec<Photo>,
    },
    /// 承诺事项核实
    VerifyCommitment { index: u16, kept: bool, note: String },
    /// 公开
    Publish,
    /// 撤下
    Unpublish { reason: String },
    /// 撤销上一步: a later event, never an edit.
    Undo { version: u32, reason: String },
    /// The server's word that a photo named by the case is here and whole.
    NotePhotoArrived { sha256: Sha256 },
    /// The server's word that the voice note is here and whole, and how long it is.
    NoteVoiceArrived {
        sha256: Sha256,
        /// Read from the file, rounded up.
        seconds: u16,
    },
    /// 记录语音内容: whoever took the case in writes down what the voice note says. The last one counts.
    WriteDownVoice { text: String },
    /// The server's timer: a due date has passed.
    NoteOverdue { clock: ClockId },
    /// The server's word that another author's case was linked to this one.
    AddFollower { user: UserId, from: MatterId },
}

/// The acts, without what they carry: the rows of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CaseAct {
    Submit,
    Supplement,
    Withdraw,
    Triage,
    RequestInfo,
    Refuse,
    Redirect,
    LinkDuplicate,
    Assign,
    SignFor,
    RequestReturn,
    DecideReturn,
    RequestExtension,
    DecideExtension,
    GiveOpinion,
    DraftAnswer,
    SendBackDraft,
    SignAnswer,
    Evaluate,
    Close,
    Supervise,
    ReportCommitment,
    VerifyCommitment,
    Publish,
    Unpublish,
    Undo,
    NotePhotoArrived,
    NoteVoiceArrived,
    WriteDownVoice,
    NoteOverdue,
    AddFollower,
}

impl CaseCommand {
    /// Which act this is.
    #[must_use]
    pub fn act(&self) -> CaseAct {
        match self {
            Self::Submit(_) => CaseAct::Submit,
            Self::Supplement { .. } => CaseAct::Supplement,
            Self::Withdraw { .. } => CaseAct::Withdraw,
            Self::Triage { .. } => CaseAct::Triage,
            Self::RequestInfo { .. } => CaseAct::RequestInfo,
            Self::Refuse { .. } => CaseAct::Refuse,
            Self::Redirect { .. } => CaseAct::Redirect,
            Self::LinkDuplicate { .. } => CaseAct::LinkDuplicate,
            Self::Assign { .. } => CaseAct::Assign,
            Self::SignFor => CaseAct::SignFor,
            Self::RequestReturn { .. } => CaseAct::RequestReturn,
            Self::DecideReturn { .. } => CaseAct::DecideReturn,
            Self::RequestExtension { .. } => CaseAct::RequestExtension,
            Self::DecideExtension { .. } => CaseAct::DecideExtension,
            Self::GiveOpinion { .. } => CaseAct::GiveOpinion,
            Self::DraftAnswer(_) => CaseAct::DraftAnswer,
            Self::SendBackDraft { .. } => CaseAct::SendBackDraft,
            Self::SignAnswer => CaseAct::SignAnswer,
            Self::Evaluate(_) => CaseAct::Evaluate,
            Self::Close { .. } => CaseAct::Close,
            Self::Supervise { .. } => CaseAct::Supervise,
            Self::ReportCommitment { .. } => CaseAct::ReportCommitment,
            Self::VerifyCommitment { .. } => CaseAct::VerifyCommitment,
            Self::Publish => CaseAct::Publish,
            Self::Unpublish { .. } => CaseAct::Unpublish,
            Self::Undo { .. } => CaseAct::Undo,
            Self::NotePhotoArrived { .. } => CaseAct::NotePhotoArrived,
            Self::NoteVoiceArrived { .. } => CaseAct::NoteVoiceArrived,
            Self::WriteDownVoice { .. } => CaseAct::WriteDownVoice,
            Self::NoteOverdue { .. } => CaseAct::NoteOverdue,
            Self::AddFollower { .. } => CaseAct::AddFollower,
        }
    }

    /// Photos whose bytes the sender still owes.
    #[must_use]
    pub fn photos(&self) -> &[Photo] {
        match self {
            Self::Submit(submission) => &submission.photos,
            Self::Supplement { photos, .. } | Self::ReportCommitment { photos, .. } => photos,
            Self::DraftAnswer(draft) => &draft.photos,
            _ => &[],
        }
    }

    /// The voice note whose bytes the sender still owes.
    #[must_use]
    pub fn voice(&self) -> Option<&VoiceNote> {
        match self {
            Self::Submit(submission) => submission.voice.as_ref(),
            _ => None,
        }
    }

    /// All whose bytes travel on their own.
    #[must_use]
    pub fn attachments(&self) -> Vec<Attachment> {
        let photos = self.photos().iter();
        let photos = photos.map(|Photo { sha256, bytes }| (AttachmentKind::Photo, sha256, bytes));
        let voice = self.voice().map(|VoiceNote { sha256, bytes }| (AttachmentKind::Voice, sha256, bytes));
        let all = photos.chain(voice);
        all.map(|(kind, sha256, bytes)| Attachment { kind, sha256: *sha256, bytes: *bytes }).collect()
    }
}

/// What a citizen files. It freezes at submission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Submission {
    /// One line, 1 to 80 characters.
    pub title: String,
    /// The problem in the author's words, at most 5,000 characters; may be empty only where a voice note says it.
    pub text: String,
    /// Who should hear it.
    pub addressee: Addressee,
    /// Where it is, with the author's consent; `None` is a choice, not a fault.
    #[serde(default)]
    pub place: Option<Place>,
    /// At most nine.
    #[serde(default)]
    pub photos: Vec<Photo>,
    /// 语音留言: the problem as the author tells it. Left out where there is none, so that older commands keep their bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voice: Option<VoiceNote>,
    /// Whether the author agrees that the case be shown in public, without the name.
    #[serde(default)]
    pub may_publish: bool,
    /// Who files it.
    #[serde(default)]
    pub filing: Filing,
}

/// 反映对象: who should hear the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Addressee {
    /// One deputy; the deputy's station receives it.
    Deputy { deputy: UserId },
    /// A station.
    Station { station: OrganId },
    /// Let the office decide.
    Office,
}

/// Who files: the author, or station staff for someone who came or called (代为提交).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Filing {
    /// The author, from an own device.
    #[default]
    Own,
    /// Station staff for `author`.
    Proxy { author: UserId, channel: ProxyChannel },
}

/// How the author reached the station.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ProxyChannel {
    /// 书面
    Paper,
    /// 电话
    Phone,
    /// 来站
    InPerson,
}

/// A place in WGS84, in millionths of a degree so that no rounding ever changes a stored byte.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Place {
    /// Latitude, millionths of a degree north.
    pub lat_e6: i32,
    /// Longitude, millionths of a degree east.
    pub lon_e6: i32,
    /// Radius of uncertainty in metres; `None` if the device did not say.
    #[serde(default)]
    pub accuracy_m: Option<u32>,
    /// The author's words for the place, at most 120 characters.
    #[serde(default)]
    pub label: String,
}

/// A photo by content: the bytes travel on their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Photo {
    /// SHA-256 of the bytes.
    pub sha256: Sha256,
    /// Length in bytes, 1 to 20 MiB.
    pub bytes: u64,
}

/// A voice note by content, as photos are: AAC in MP4 or Opus in Ogg, at most two minutes. Never shown in public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VoiceNote {
    /// SHA-256 of the bytes.
    pub sha256: Sha256,
    /// Length in bytes, 1 to 2 MiB.
    pub bytes: u64,
}

/// 答复 as drafted by the clerk. The leader signs or sends it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnswerDraft {
    /// What was done, 1 to 5,000 characters.
    pub text: String,
    /// Code of the district's result list, for example `A`.
    pub result_class: String,
    /// 承诺事项: what is promised, until when. Needed when the result is in progress or planned.
    #[serde(default)]
    pub commitments: Vec<Promise>,
    #[serde(default)]
    pub photos: Vec<Photo>,
}

/// A promise made in an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Promise {
    pub text: String,
    /// Last day, local date.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date"))]
    pub due: jiff::civil::Date,
}

/// 评价 on three axes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EvaluationForm {
    /// 办理过程
    pub process: Grade,
    /// 答复内容
    pub answer: Grade,
    /// 落实结果; `None` while nothing was due yet.
    #[serde(default)]
    pub delivery: Option<Grade>,
    /// Needed when any grade is dissatisfied.
    #[serde(default)]
    pub reason: String,
}

impl EvaluationForm {
    /// Whether any axis is dissatisfied.
    #[must_use]
    pub fn is_dissatisfied(&self) -> bool {
        [Some(self.process), Some(self.answer), self.delivery].contains(&Some(Grade::Dissatisfied))
    }
}

/// 满意度
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// 满意
    Satisfied,
    /// 基本满意
    Basically,
    /// 不满意
    Dissatisfied,
}

/// 督办方式
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SupervisionKind {
    /// 提醒
    Remind,
    /// 黄牌
    YellowCard,
    /// 红牌
    RedCard,
    /// 约谈
    Interview,
    /// 重点督办
    KeyItem,
}
