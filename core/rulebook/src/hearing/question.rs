//! Questions (提问) and seconding (附议).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

use crate::clock::Clock;
use crate::ids::{OrganId, UserId};

/// One question, named by the device that wrote it: the same id sent twice is one question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct QuestionId(pub Uuid);

impl std::fmt::Display for QuestionId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// What a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// 程序
    Procedure,
    /// 庭审作风
    Conduct,
    /// 一般法律问题
    GeneralLaw,
    /// 工作建议
    WorkingSuggestion,
    /// 实体问题: the case itself. Only after judgment.
    Merits,
}

impl QuestionKind {
    /// All kinds, the one that must wait last.
    pub const ALL: [Self; 5] =
        [Self::Procedure, Self::Conduct, Self::GeneralLaw, Self::WorkingSuggestion, Self::Merits];

    /// The Chinese name.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Procedure => "程序",
            Self::Conduct => "庭审作风",
            Self::GeneralLaw => "一般法律问题",
            Self::WorkingSuggestion => "工作建议",
            Self::Merits => "案件实体",
        }
    }
}

/// Where an anchor's time comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AnchorSource {
    /// Programme time of the picture that was on the screen (EXT-X-PROGRAM-DATE-TIME).
    Player,
    /// A line of the transcript, which is unverified until the court has signed it.
    Transcript,
    /// The server's clock less the declared delay: marked approximate.
    Server,
}

/// The moment of the session that a question is about (时间锚点), in programme time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Anchor {
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub at: Timestamp,
    pub source: AnchorSource,
    /// Line of the transcript, where one is quoted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
}

impl Anchor {
    /// Whether the moment is only roughly right.
    #[must_use]
    pub fn is_approximate(&self) -> bool {
        self.source == AnchorSource::Server
    }
}

/// Until when an accepted question stays in the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum HoldUntil {
    /// 闭庭
    Adjournment,
    /// 宣判
    Judgment,
}

/// Why a question is not taken up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum QuestionGround {
    /// 涉及尚未审结的具体案件实体
    Merits,
    /// 与本次庭审无关
    Unrelated,
    /// 已有相同问题
    Repeated,
}

impl QuestionGround {
    /// Id of the quoted rule.
    #[must_use]
    pub fn rule(self) -> &'static str {
        match self {
            Self::Merits => "hearing.merits_before_judgment",
            Self::Unrelated | Self::Repeated => "hearing.screening",
        }
    }
}

/// Where a question stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum QuestionStage {
    /// 已提交
    Submitted,
    /// 审核中
    Screening,
    /// 退回修改
    Returned { reason: String },
    /// 不予受理, with the ground; stays visible to its author.
    Refused { ground: QuestionGround, explanation: String },
    /// 已受理: may be released.
    Accepted,
    /// 暂存: accepted, waits for adjournment or judgment.
    Held { until: HoldUntil },
    /// 并入另一问题
    Merged { into: QuestionId },
    /// 撤回
    Withdrawn,
    /// 已转法院联络处
    Released,
    /// 已交办
    Assigned,
    /// 已答复
    Answered,
    /// 两次不满意，督办中
    Rated,
    /// 办结
    Closed,
}

impl QuestionStage {
    /// Whether it has been accepted and not dropped since: what the board may show.
    #[must_use]
    pub fn is_taken_up(&self) -> bool {
        matches!(
            self,
            Self::Accepted
                | Self::Held { .. }
                | Self::Released
                | Self::Assigned
                | Self::Answered
                | Self::Rated
                | Self::Closed
        )
    }

    /// Whether it waits for its release.
    #[must_use]
    pub fn awaits_release(&self) -> bool {
        matches!(self, Self::Accepted | Self::Held { .. })
    }

    /// Whether the liaison office has it.
    #[must_use]
    pub fn is_out(&self) -> bool {
        matches!(self, Self::Released | Self::Assigned | Self::Answered | Self::Rated | Self::Closed)
    }

    /// The Chinese name.
    #[must_use]
    pub fn zh(&self) -> &'static str {
        match self {
            Self::Submitted => "已提交",
            Self::Screening => "审核中",
            Self::Returned { .. } => "退回修改",
            Self::Refused { .. } => "不予受理",
            Self::Accepted => "已受理",
            Self::Held { .. } => "暂存待转",
            Self::Merged { .. } => "已合并",
            Self::Withdrawn => "已撤回",
            Self::Released => "已转法院",
            Self::Assigned => "已交办",
            Self::Answered => "已答复",
            Self::Rated => "督办中",
            Self::Closed => "已办结",
        }
    }
}

/// How satisfied the author is with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Satisfaction {
    /// 满意
    Satisfied,
    /// 基本满意
    Basically,
    /// 不满意
    Dissatisfied,
}

/// A rating of one answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rating {
    pub satisfaction: Satisfaction,
    pub reason: String,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub at: Timestamp,
}

/// An act of supervision (督办). It speeds a reply up; it never says what the reply should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", schema(as = HearingSupervisionKind))]
pub enum SupervisionKind {
    /// 提醒
    Remind,
    /// 督办函
    Letter,
    /// 会商
    Meeting,
    /// 转为议题建议或专题询问
    TopicProposal,
}

/// One act as recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Supervised {
    pub kind: SupervisionKind,
    pub text: String,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub at: Timestamp,
}

/// Why supervision of a reply was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SupervisionCause {
    /// 答复超期
    Overdue,
    /// 第二次不满意
    DissatisfiedTwice,
}

/// Supervision of one reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Supervision {
    pub cause: SupervisionCause,
    pub acts: Vec<Supervised>,
    /// A reasoned decision that ended it, where no reply did.
    pub ended: Option<String>,
    pub open: bool,
}

/// A seconded question on its way as a joint suggestion (联名建议).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JointSuggestion {
    pub title: String,
    /// The author first, then the seconders at the moment of conversion; frozen.
    pub signers: Vec<UserId>,
    pub filed_at: Timestamp,
    /// Assigned (交办): the statutory clock runs from here.
    pub clock: Option<Clock>,
    /// The unit that must answer, once assigned.
    pub lead: Option<OrganId>,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    pub id: QuestionId,
    pub author: UserId,
    /// Seat number of the author, for masked views.
    pub seat: u16,
    /// Station of the author, for masked views.
    pub station: OrganId,
    pub kind: QuestionKind,
    pub text: String,
    pub anchor: Option<Anchor>,
    pub asked_at: Timestamp,
    pub stage: QuestionStage,
    /// Whether it was ever accepted: peers who have seen it see what became of it.
    pub taken_up: bool,
    /// Deputies who second it.
    pub seconders: Vec<UserId>,
    /// How often each deputy changed their mind.
    pub toggles: BTreeMap<UserId, u8>,
    /// 重点: reached the threshold; stays so.
    pub key: bool,
    /// Answers given to it, as indexes into the hearing's answers.
    pub answers: Vec<u16>,
    /// The reply clock of the present round.
    pub clock: Option<Clock>,
    pub ratings: Vec<Rating>,
    pub supervision: Option<Supervision>,
    pub suggestion: Option<JointSuggestion>,
    /// Whether the office has shown the author's name to the liaison.
    pub unmasked: bool,
    /// Version of the last event that changed this question.
    pub version: u32,
    /// Version of the last event that changed more than who seconds it.
    pub body_version: u32,
}
