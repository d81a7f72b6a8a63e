//! The words of the policy files: clock rules, quoted rules, result classes, and where each comes from.

use crate::class::TriageClass;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

use super::Span;

/// Who made a rule. The more local layer wins: it knows the rules above and chose among or within them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// 国家
    National,
    /// 浙江省
    Zhejiang,
    /// 区
    District,
}

impl Layer {
    /// In Chinese.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::National => "国家规定",
            Self::Zhejiang => "浙江省规定",
            Self::District => "区级规定",
        }
    }

    /// In English.
    #[must_use]
    pub fn en(self) -> &'static str {
        match self {
            Self::National => "national rule",
            Self::Zhejiang => "Zhejiang rule",
            Self::District => "district rule",
        }
    }
}

/// Name of a rule in its policy file. Events carry it, so a name once used keeps its meaning.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct RuleId(pub String);

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How the source of a rule was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The text of the law itself was read.
    LawText,
    /// Only an excerpt or a secondary page was read.
    Excerpt,
    /// No law: the district decided it, or has yet to.
    LocalDecision,
}

/// Where a rule comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Source {
    pub law_zh: String,
    pub law_en: String,
    pub article_zh: String,
    pub article_en: String,
    pub standing: Standing,
}

/// What a clock measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// 受理: from receipt to a class.
    Triage,
    /// 签收: from assignment to the unit's signature.
    SignFor,
    /// 答复
    Answer,
    /// 协办意见
    CoOpinion,
    /// 退办期限: a window, not a duty.
    ReturnWindow,
    /// 重新办理
    Redo,
    /// 评价期: a window, not a duty.
    Evaluation,
    /// 承诺事项: a promised date, not a reckoned one.
    Commitment,
}

/// What it means when the last day of a clock has passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passing {
    /// Somebody is late, and that goes on record (超期).
    Overdue,
    /// The time to evaluate is over; the case may be closed (评价期满).
    Lapse,
    /// A window has closed; nobody is late.
    Nothing,
}

impl ClockKind {
    /// What it means when the last day of such a clock has passed.
    #[must_use]
    pub fn passing(self) -> Passing {
        match self {
            Self::ReturnWindow => Passing::Nothing,
            Self::Evaluation => Passing::Lapse,
            Self::Triage | Self::SignFor | Self::Answer | Self::CoOpinion | Self::Redo | Self::Commitment => {
                Passing::Overdue
            }
        }
    }

    /// In Chinese.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Triage => "受理时限",
            Self::SignFor => "签收时限",
            Self::Answer => "答复时限",
            Self::CoOpinion => "协办意见时限",
            Self::ReturnWindow => "退办期限",
            Self::Redo => "重新办理时限",
            Self::Evaluation => "评价期",
            Self::Commitment => "承诺期限",
        }
    }

    /// In English.
    #[must_use]
    pub fn en(self) -> &'static str {
        match self {
            Self::Triage => "triage",
            Self::SignFor => "sign-for",
            Self::Answer => "answer",
            Self::CoOpinion => "co-handler's opinion",
            Self::ReturnWindow => "return window",
            Self::Redo => "redo",
            Self::Evaluation => "evaluation",
            Self::Commitment => "commitment",
        }
    }
}

/// How long something may take, from when, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClockRule {
    pub id: RuleId,
    pub layer: Layer,
    pub clock: ClockKind,
    /// Name of the procedure.
    pub procedure: String,
    /// Classes to which it applies; empty means all, and a case not yet classed.
    pub classes: Vec<TriageClass>,
    pub span: Span,
    /// The most that may be added with consent; `None` means no extension.
    pub extension: Option<Span>,
    /// First day in force.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date"))]
    pub from: Date,
    /// Last day in force, where the end is known.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = "date"))]
    pub until: Option<Date>,
    /// The event that starts the clock, in Chinese.
    pub starts_zh: String,
    /// The event that starts the clock, in English.
    pub starts_en: String,
    pub source: Source,
    /// What the office should know before relying on it (Chinese).
    pub note: Option<String>,
}

impl ClockRule {
    /// Whether the rule is in force on that date.
    #[must_use]
    pub fn in_force(&self, on: Date) -> bool {
        self.from <= on && self.until.is_none_or(|until| on <= until)
    }

    /// Whether the rule applies to the class; a case without a class has only the rules for all.
    #[must_use]
    pub fn covers(&self, class: Option<TriageClass>) -> bool {
        self.classes.is_empty() || class.is_some_and(|class| self.classes.contains(&class))
    }
}

/// A rule of the gates, quoted when something is refused. The words are ours, not the law's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Quote {
    pub id: RuleId,
    pub layer: Layer,
    pub text_zh: String,
    pub text_en: String,
    pub source: Source,
    /// First day in force.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date"))]
    pub from: Date,
    /// Last day in force, where the end is known.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = "date"))]
    pub until: Option<Date>,
}

/// The result of an answer, the same in every district, so that figures can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ResultCore {
    /// 已解决
    Solved,
    /// 正在解决
    InProgress,
    /// 列入计划
    Planned,
    /// 不可行
    NotFeasible,
}

/// 办理结果分类: the district's own list, mapped to the fixed core.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ResultClass {
    /// For example `A`.
    pub code: String,
    pub core: ResultCore,
    pub name_zh: String,
    pub name_en: String,
}
