//! When something is due, and why (期限与依据): every date with its rule, its article and the arithmetic, reckoned offline.

use std::time::SystemTime;

use minyi_core::cases;
use minyi_rulebook::calendar;
use minyi_rulebook::clock::{self, StepKind};
use minyi_rulebook::ids::MatterId;
use minyi_rulebook::policy::{self, ClockKind, Layer, RuleId, Standing as RuleStanding};

use crate::app::MinyiApp;
use crate::cases::Deadline;
use crate::error::MinyiError;
use crate::ids::{CivilDate, system_time};

/// A running deadline of a case, with its reasons.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DueDate {
    /// As in the case's list of deadlines.
    pub deadline: Deadline,
    /// Why it is due when it is due.
    pub why: DueWhy,
}

/// All that a due date rests on (为什么是这一天).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DueWhy {
    /// The last day in time; that day is included.
    pub due: CivilDate,
    /// The rule with its article; `None` when the date was promised.
    pub rule: Option<ClockRule>,
    /// The starting event, server time.
    pub started_at: SystemTime,
    /// Local date of the starting event, which does not count.
    pub start_day: CivilDate,
    /// Times during which the clock stood, oldest first.
    pub pauses: Vec<Pause>,
    /// More time, agreed by who may agree it.
    pub extension: Option<Extension>,
    /// The arithmetic, in order.
    pub steps: Vec<DueStep>,
    /// The whole as one text, in Chinese.
    pub text_zh: String,
    /// The whole as one text, in English.
    pub text_en: String,
    /// The State Council notices that decided which days were worked; empty where work days play no part.
    pub notices: Vec<CalendarNotice>,
}

/// How long something may take, and by which law (计时规则).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ClockRule {
    /// Stable name of the rule.
    pub id: RuleId,
    /// Who made it.
    pub layer: Layer,
    /// What it is for.
    pub clock: ClockKind,
    /// How long, in Chinese: `5 个工作日`.
    pub span_zh: String,
    /// How long, in English: `5 work days`.
    pub span_en: String,
    /// What starts it, in Chinese.
    pub starts_zh: String,
    /// What starts it, in English.
    pub starts_en: String,
    /// Where it stands.
    pub source: RuleSource,
}

/// Where a rule comes from (依据).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct RuleSource {
    /// Name of the law, in Chinese.
    pub law_zh: String,
    /// Name of the law, in English.
    pub law_en: String,
    /// Article, in Chinese.
    pub article_zh: String,
    /// Article, in English.
    pub article_en: String,
    /// How the source was read.
    pub standing: RuleStanding,
}

/// A time during which a clock stands (暂停).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Pause {
    /// Since when, server time.
    pub from: SystemTime,
    /// Until when; `None` while it still stands.
    pub until: Option<SystemTime>,
    /// Why.
    pub reason: String,
}

/// More time (延期).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Extension {
    /// How much, in Chinese.
    pub by_zh: String,
    /// How much, in English.
    pub by_en: String,
    /// Why.
    pub reason: String,
    /// When it was agreed, server time.
    pub agreed_at: SystemTime,
}

/// One step of the arithmetic.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DueStep {
    /// What it does.
    pub kind: StepKind,
    /// The date reached by it.
    pub date: CivilDate,
    /// In Chinese.
    pub text_zh: String,
    /// In English.
    pub text_en: String,
}

/// A notice of the State Council on holidays (放假安排通知).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct CalendarNotice {
    /// For which year.
    pub year: i16,
    /// 发文字号
    pub number: String,
    /// Its title.
    pub title: String,
    /// When it was published.
    pub published: CivilDate,
}

#[uniffi::export]
impl MinyiApp {
    /// Every running deadline of a case with its reasons, soonest first; empty where the reader sees no deadlines or this phone
    /// lacks the rule or calendar.
    ///
    /// Throws `NotFound` for a case that is not on this phone.
    pub async fn due_dates(&self, matter: MatterId) -> Result<Vec<DueDate>, MinyiError> {
        let core = self.core.clone();
        let dates = self.workers.blocking(move || core.due_dates(matter)).await?;
        Ok(dates.into_iter().map(Into::into).collect())
    }
}

impl From<cases::DueDate> for DueDate {
    fn from(date: cases::DueDate) -> Self {
        Self { deadline: date.deadline.into(), why: date.why.into() }
    }
}

impl From<clock::DueExplanation> for DueWhy {
    fn from(why: clock::DueExplanation) -> Self {
        Self {
            due: why.due,
            rule: why.rule.map(Into::into),
            started_at: system_time(why.started_at),
            start_day: why.start_day,
            pauses: why.pauses.into_iter().map(Into::into).collect(),
            extension: why.extension.map(Into::into),
            steps: why.steps.into_iter().map(Into::into).collect(),
            text_zh: why.text_zh,
            text_en: why.text_en,
            notices: why.calendar_notices.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<policy::ClockRule> for ClockRule {
    fn from(rule: policy::ClockRule) -> Self {
        Self {
            id: rule.id,
            layer: rule.layer,
            clock: rule.clock,
            span_zh: rule.span.zh(),
            span_en: rule.span.en(),
            starts_zh: rule.starts_zh,
            starts_en: rule.starts_en,
            source: rule.source.into(),
        }
    }
}

impl From<policy::Source> for RuleSource {
    fn from(source: policy::Source) -> Self {
        Self {
            law_zh: source.law_zh,
            law_en: source.law_en,
            article_zh: source.article_zh,
            article_en: source.article_en,
            standing: source.standing,
        }
    }
}

impl From<clock::Pause> for Pause {
    fn from(pause: clock::Pause) -> Self {
        Self { from: system_time(pause.from), until: pause.until.map(system_time), reason: pause.reason }
    }
}

impl From<clock::Extension> for Extension {
    fn from(extension: clock::Extension) -> Self {
        Self {
            by_zh: extension.by.zh(),
            by_en: extension.by.en(),
            reason: extension.reason,
            agreed_at: system_time(extension.agreed_at),
        }
    }
}

impl From<clock::DueStep> for DueStep {
    fn from(step: clock::DueStep) -> Self {
        Self { kind: step.kind, date: step.date, text_zh: step.text_zh, text_en: step.text_en }
    }
}

impl From<calendar::Notice> for CalendarNotice {
    fn from(notice: calendar::Notice) -> Self {
        Self { year: notice.year, number: notice.number, title: notice.title, published: notice.published }
    }
}
