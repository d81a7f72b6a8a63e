//! What can be asked of a hearing. A command is a wish; [`super::decide`] turns it into an event or a refusal.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::answer::{AnswerKind, EvaluationSheet};
use super::question::{
    Anchor, HoldUntil, QuestionGround, QuestionId, QuestionKind, Rating, Satisfaction, SupervisionKind,
};
use super::seat::Interval;
use super::session_clock::{Segment, SegmentKind};
use super::stage::{DeclineGround, Openness, Scope, Selection};
use super::video::VideoSource;
use crate::ids::{OrganId, UserId};

/// What the congress office proposes to the court.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// 案号, masked as the court publishes it.
    pub case_no: String,
    /// 案由
    pub cause: String,
    /// 案情简介, for the deputies who apply.
    pub brief: String,
    pub openness: Openness,
    /// The court.
    pub court: OrganId,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub opens_at: Timestamp,
    /// Seats on the roster.
    pub seats: u16,
    pub selection: Selection,
    pub video: VideoSource,
}

/// What the court found about one seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SeatFinding {
    pub deputy: UserId,
    /// False: a witness, an expert, a minor or a party; must not observe.
    pub may_observe: bool,
}

/// What screening (审核) decides about a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Screening {
    /// 受理
    Accept { hold: HoldUntil },
    /// 退回修改
    Return { reason: String },
    /// 不予受理
    Refuse { ground: QuestionGround, explanation: String },
    /// 并入
    Merge { into: QuestionId },
}

/// What was watched, by one deputy, as the server reckoned it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Watched {
    pub deputy: UserId,
    pub intervals: Vec<Interval>,
}

/// Every command of the procedure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum HearingCommand {
    /// 筹备
    Create(Box<Plan>),
    /// 送审
    SendToCourt,
    /// 法院同意
    CourtApprove {
        number: String,
        approver: String,
        scope: Scope,
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = "date"))]
        #[serde(default)]
        replay_until: Option<Date>,
    },
    /// 法院不同意, or withdraws its consent
    CourtDecline { ground: DeclineGround, explanation: String },
    /// 报名, with the declaration that no conflict of interest exists
    Apply { no_conflict: bool },
    /// 回避
    DeclareConflict { reason: String },
    /// 确定名单
    FixRoster { chosen: Vec<UserId>, note: String },
    /// 法院核对名单
    CheckRoster { findings: Vec<SeatFinding> },
    /// 签署旁听纪律
    SignDiscipline { notice: String },
    /// 开放
    OpenDoors,
    /// 更换视频来源
    SetVideo { video: VideoSource },
    /// 庭审环节: the clerk's button. The first one opens the session.
    StartSegment { kind: SegmentKind },
    /// 更正时钟: replaces the segments by a later event; nothing is edited.
    CorrectClock { segments: Vec<Segment>, reason: String },
    /// 闭庭
    Adjourn,
    /// 转为不公开审理
    TurnClosed { reason: String },
    /// 取消
    Cancel { reason: String },
    /// 提问
    Ask {
        id: QuestionId,
        kind: QuestionKind,
        text: String,
        #[serde(default)]
        anchor: Option<Anchor>,
    },
    /// 修改后再提
    Resubmit { question: QuestionId, kind: QuestionKind, text: String },
    /// 撤回
    WithdrawQuestion { question: QuestionId },
    /// 开始审核
    TakeUp { question: QuestionId },
    /// 审核
    Screen { question: QuestionId, screening: Screening },
    /// 附议
    Second { question: QuestionId },
    /// 撤回附议
    Unsecond { question: QuestionId },
    /// 转法院联络处
    Release { questions: Vec<QuestionId> },
    /// 交办
    AssignQuestion { question: QuestionId },
    /// 拟稿
    DraftAnswer {
        #[serde(default)]
        question: Option<QuestionId>,
        kind: AnswerKind,
        text: String,
    },
    /// 退回稿件
    SendBackAnswer { answer: u16, reason: String },
    /// 审签
    ApproveAnswer { answer: u16 },
    /// 评价答复
    RateAnswer {
        question: QuestionId,
        satisfaction: Satisfaction,
        #[serde(default)]
        reason: String,
    },
    /// 督办
    Supervise { question: QuestionId, act: SupervisionKind, text: String },
    /// 结束督办, by a reasoned decision
    EndSupervision { question: QuestionId, reason: String },
    /// 公开提问人姓名给法院联络处
    Unmask { question: QuestionId, reason: String },
    /// 登记宣判
    RecordJudgment,
    /// 庭审评议
    RateHearing(EvaluationSheet),
    /// 结束评议
    CloseEvaluation,
    /// 归档
    Archive,
    /// 转为联名建议
    ConvertToSuggestion { question: QuestionId, title: String },
    /// 交办联名建议: the statutory clock starts. `broad`: broad or hard, six months instead of three.
    AssignSuggestion { question: QuestionId, lead: OrganId, broad: bool },
    /// The server's word on what was watched.
    NoteAttendance { watched: Vec<Watched> },
    /// The server's timer: a reply is late.
    NoteReplyOverdue { question: QuestionId },
}

/// The acts, without what they carry: the rows of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum HearingAct {
    Create,
    SendToCourt,
    CourtApprove,
    CourtDecline,
    Apply,
    DeclareConflict,
    FixRoster,
    CheckRoster,
    SignDiscipline,
    OpenDoors,
    SetVideo,
    StartSegment,
    CorrectClock,
    Adjourn,
    TurnClosed,
    Cancel,
    Ask,
    Resubmit,
    WithdrawQuestion,
    TakeUp,
    Screen,
    Second,
    Unsecond,
    Release,
    AssignQuestion,
    DraftAnswer,
    SendBackAnswer,
    ApproveAnswer,
    RateAnswer,
    Supervise,
    EndSupervision,
    Unmask,
    RecordJudgment,
    RateHearing,
    CloseEvaluation,
    Archive,
    ConvertToSuggestion,
    AssignSuggestion,
    NoteAttendance,
    NoteReplyOverdue,
}

impl HearingCommand {
    /// The act that the command asks for.
    #[must_use]
    pub fn act(&self) -> HearingAct {
        use HearingAct as A;
        match self {
            Self::Create(_) => A::Create,
            Self::SendToCourt => A::SendToCourt,
            Self::CourtApprove { .. } => A::CourtApprove,
            Self::CourtDecline { .. } => A::CourtDecline,
            Self::Apply { .. } => A::Apply,
            Self::DeclareConflict { .. } => A::DeclareConflict,
            Self::FixRoster { .. } => A::FixRoster,
            Self::CheckRoster { .. } => A::CheckRoster,
            Self::SignDiscipline { .. } => A::SignDiscipline,
            Self::OpenDoors => A::OpenDoors,
            Self::SetVideo { .. } => A::SetVideo,
            Self::StartSegment { .. } => A::StartSegment,
            Self::CorrectClock { .. } => A::CorrectClock,
            Self::Adjourn => A::Adjourn,
            Self::TurnClosed { .. } => A::TurnClosed,
            Self::Cancel { .. } => A::Cancel,
            Self::Ask { .. } => A::Ask,
            Self::Resubmit { .. } => A::Resubmit,
            Self::WithdrawQuestion { .. } => A::WithdrawQuestion,
            Self::TakeUp { .. } => A::TakeUp,
            Self::Screen { .. } => A::Screen,
            Self::Second { .. } => A::Second,
            Self::Unsecond { .. } => A::Unsecond,
            Self::Release { .. } => A::Release,
            Self::AssignQuestion { .. } => A::AssignQuestion,
            Self::DraftAnswer { .. } => A::DraftAnswer,
            Self::SendBackAnswer { .. } => A::SendBackAnswer,
            Self::ApproveAnswer { .. } => A::ApproveAnswer,
            Self::RateAnswer { .. } => A::RateAnswer,
            Self::Supervise { .. } => A::Supervise,
            Self::EndSupervision { .. } => A::EndSupervision,
            Self::Unmask { .. } => A::Unmask,
            Self::RecordJudgment => A::RecordJudgment,
            Self::RateHearing(_) => A::RateHearing,
            Self::CloseEvaluation => A::CloseEvaluation,
            Self::Archive => A::Archive,
            Self::ConvertToSuggestion { .. } => A::ConvertToSuggestion,
            Self::AssignSuggestion { .. } => A::AssignSuggestion,
            Self::NoteAttendance { .. } => A::NoteAttendance,
            Self::NoteReplyOverdue { .. } => A::NoteReplyOverdue,
        }
    }

    /// The question that the command is about, where it is about one that must be there.
    #[must_use]
    pub fn question(&self) -> Option<QuestionId> {
        match self {
            Self::Resubmit { question, .. }
            | Self::WithdrawQuestion { question }
            | Self::TakeUp { question }
            | Self::Screen { question, .. }
            | Self::Second { question }
            | Self::Unsecond { question }
            | Self::AssignQuestion { question }
            | Self::RateAnswer { question, .. }
            | Self::Supervise { question, .. }
            | Self::EndSupervision { question, .. }
            | Self::Unmask { question, .. }
            | Self::ConvertToSuggestion { question, .. }
            | Self::AssignSuggestion { question, .. }
            | Self::NoteReplyOverdue { question } => Some(*question),
            Self::DraftAnswer { question, .. } => *question,
            _ => None,
        }
    }
}

/// The rating as recorded.
impl Rating {
    pub(super) fn new(satisfaction: Satisfaction, reason: String, at: Timestamp) -> Self {
        Self { satisfaction, reason, at }
    }
}
