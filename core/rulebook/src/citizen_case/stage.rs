//! The stages of a citizen's case (有事找代表) and its endings.

use crate::ids::MatterId;
use serde::{Deserialize, Serialize};

/// Where a case stands. Exactly one at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 待受理: filed, nobody has looked yet.
    Submitted,
    /// 待补充: went back to the author with a question; the triage clock stands.
    AwaitingInfo,
    /// 待交办: accepted and classed.
    Triaged,
    /// 待签收: assigned, the lead unit has not signed for it.
    Assigned,
    /// 办理中
    Handling,
    /// 待评价: answered.
    Answered,
    /// 待办结: evaluated, nobody is dissatisfied.
    Evaluated,
    /// 已办结: over; [`Ending`] says how.
    Closed,
}

impl Stage {
    /// All stages in order of the road.
    pub const ALL: [Self; 8] = [
        Self::Submitted,
        Self::AwaitingInfo,
        Self::Triaged,
        Self::Assigned,
        Self::Handling,
        Self::Answered,
        Self::Evaluated,
        Self::Closed,
    ];

    /// The Chinese name.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Submitted => "待受理",
            Self::AwaitingInfo => "待补充",
            Self::Triaged => "待交办",
            Self::Assigned => "待签收",
            Self::Handling => "办理中",
            Self::Answered => "待评价",
            Self::Evaluated => "待办结",
            Self::Closed => "已办结",
        }
    }
}

/// How a closed case ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Ending {
    /// Answered and evaluated.
    Completed,
    /// Answered; the evaluation window passed in silence.
    NotEvaluated,
    /// 不予受理, with the ground.
    Refused { ground: RefusalGround },
    /// 转送: another road is the lawful one.
    Redirected { target: RedirectTarget },
    /// 并案: the same matter is already under way.
    Duplicate { of: MatterId },
    /// 撤回 by the author.
    Withdrawn,
}

/// Grounds on which a case is not accepted. A closed list; each has a quoted rule `refuse.*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RefusalGround {
    /// 纯属个人事务
    Personal,
    /// 广告
    Advert,
    /// 没有实际内容
    Empty,
    /// 正在诉讼、仲裁程序中
    PendingCase,
    /// 正在招投标
    LiveTender,
}

impl RefusalGround {
    /// Id of the quoted rule.
    #[must_use]
    pub fn rule(self) -> &'static str {
        match self {
            Self::Personal => "refuse.personal",
            Self::Advert => "refuse.advert",
            Self::Empty => "refuse.empty",
            Self::PendingCase => "refuse.pending_case",
            Self::LiveTender => "refuse.live_tender",
        }
    }
}

/// Where a case that is not ours goes. Each has a quoted rule `redirect.*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RedirectTarget {
    /// 12345 政务服务热线
    #[serde(rename = "hotline_12345")]
    Hotline12345,
    /// 信访
    Petition,
    /// 人民法院、人民检察院
    Judicial,
    /// 纪检监察
    Discipline,
}

impl RedirectTarget {
    /// Id of the quoted rule.
    #[must_use]
    pub fn rule(self) -> &'static str {
        match self {
            Self::Hotline12345 => "redirect.help_12345",
            Self::Petition => "redirect.petition",
            Self::Judicial => "redirect.litigation",
            Self::Discipline => "redirect.accusation",
        }
    }
}
