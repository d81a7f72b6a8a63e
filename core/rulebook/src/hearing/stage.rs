//! The stages of a hearing, and what the court has decided about its openness.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Where a hearing stands. Exactly one at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum HearingStage {
    /// 筹备
    Draft,
    /// 送法院审核
    CourtReview,
    /// 报名
    Signup,
    /// 名单已定
    Rostered,
    /// 待开庭
    Ready,
    /// 庭审中
    Live,
    /// 休庭
    Recess,
    /// 闭庭
    Adjourned,
    /// 答复中
    Answering,
    /// 已宣判
    Judged,
    /// 评议结束
    Evaluated,
    /// 已归档
    Archived,
    /// 已取消
    Cancelled,
    /// 转为不公开审理: stream, questions and replay are cut.
    TurnedClosed,
}

impl HearingStage {
    /// All stages, endings last.
    pub const ALL: [Self; 14] = [
        Self::Draft,
        Self::CourtReview,
        Self::Signup,
        Self::Rostered,
        Self::Ready,
        Self::Live,
        Self::Recess,
        Self::Adjourned,
        Self::Answering,
        Self::Judged,
        Self::Evaluated,
        Self::Archived,
        Self::Cancelled,
        Self::TurnedClosed,
    ];

    /// The Chinese name.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Draft => "筹备",
            Self::CourtReview => "法院审核",
            Self::Signup => "报名",
            Self::Rostered => "名单已定",
            Self::Ready => "待开庭",
            Self::Live => "庭审中",
            Self::Recess => "休庭",
            Self::Adjourned => "已闭庭",
            Self::Answering => "答复中",
            Self::Judged => "已宣判",
            Self::Evaluated => "评议结束",
            Self::Archived => "已归档",
            Self::Cancelled => "已取消",
            Self::TurnedClosed => "转为不公开审理",
        }
    }

    /// Whether the court sits: from opening to adjournment, recesses included.
    #[must_use]
    pub fn court_sits(self) -> bool {
        matches!(self, Self::Live | Self::Recess)
    }

    /// Whether the court has closed the session, so that deputies may see each other's questions and these may be released.
    #[must_use]
    pub fn is_adjourned(self) -> bool {
        matches!(self, Self::Adjourned | Self::Answering | Self::Judged | Self::Evaluated | Self::Archived)
    }

    /// Whether the judgment is given.
    #[must_use]
    pub fn is_judged(self) -> bool {
        matches!(self, Self::Judged | Self::Evaluated | Self::Archived)
    }
}

/// Whether the law lets the public in (公开程度).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Openness {
    /// 公开审理
    Open,
    /// 公开审理，但记录可能封存: observers must not be organised.
    OpenSealable,
    /// 不公开审理: cannot be created.
    Closed,
}

/// For whom the court has approved the broadcast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The roster only.
    Deputies,
    /// The roster, and stage and time line for the public.
    Public,
}

/// The court's approval (审批): one a hearing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Approval {
    /// 审批号
    pub number: String,
    /// Who approved it, as the court writes it.
    pub approver: String,
    pub scope: Scope,
    /// Last day on which the recording may be shown again; `None`: never.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = "date"))]
    #[serde(default)]
    pub replay_until: Option<Date>,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub at: Timestamp,
}

/// How seats are given when more apply than there are (遴选规则).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Selection {
    /// 抽签
    Draw,
    /// 按选区
    District,
    /// 按专门委员会
    Committee,
}

/// Why the court does not let a hearing be broadcast, or no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeclineGround {
    /// 检察院、当事人提出异议并有正当理由
    Objection,
    /// 国家秘密、商业秘密
    Secret,
    /// 个人隐私
    Privacy,
    /// 其他
    Other,
}
