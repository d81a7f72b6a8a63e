//! 为什么是这一天: why a date is due, in steps that a person can recompute with a calendar on the wall.

use crate::calendar::{Calendar, Notice, local_date};
use crate::policy::{ClockRule, Policy, Span};
use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use super::reckon::{DueError, Move, Why, reckon};
use super::{Clock, Extension, Pause};

/// All that a due date rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DueExplanation {
    /// The last day in time, reckoned afresh.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date"))]
    pub due: Date,
    /// The rule with its article; `None` when the date was promised.
    pub rule: Option<ClockRule>,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub started_at: Timestamp,
    /// Version of the event that started the clock.
    pub started_by: u32,
    /// Local date of the starting event, which does not count.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date"))]
    pub start_day: Date,
    pub pauses: Vec<Pause>,
    pub extension: Option<Extension>,
    /// The arithmetic, in order.
    pub steps: Vec<DueStep>,
    /// The steps as one text, Chinese.
    pub text_zh: String,
    /// The steps as one text, English.
    pub text_en: String,
    /// The State Council notices that decided which days were worked; empty where work days play no part.
    pub calendar_notices: Vec<Notice>,
}

/// One step of the arithmetic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DueStep {
    pub kind: StepKind,
    /// The date reached by it.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date"))]
    pub date: Date,
    pub text_zh: String,
    pub text_en: String,
}

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// The starting event; its day does not count.
    Start,
    /// The rule's span.
    Span,
    /// An agreed extension.
    Extension,
    /// A pause that moved the date.
    Pause,
    /// The clock stands now; the date will move when it runs again.
    Standing,
    /// The date was promised.
    Promise,
}

/// Why the clock is due when it is. The date is reckoned afresh from the rule, not read from the clock; for a clock
/// without a rule it is the promised one.
pub fn explain_due(policy: &Policy, calendar: &Calendar, clock: &Clock) -> Result<DueExplanation, DueError> {
    let rule = match &clock.rule {
        None => None,
        Some(id) => Some(policy.rule(id).ok_or_else(|| DueError::UnknownRule(id.clone()))?),
    };
    let start_day = local_date(clock.started_at);
    let mut steps = vec![start(rule, start_day)];
    let mut calendar_notices = Vec::new();
    if let Some(rule) = rule {
        let moves = reckon(calendar, rule, clock.started_at, &clock.pauses, clock.extension.as_ref())?;
        steps.extend(moves.iter().map(|step| moved(calendar, rule, clock, step)));
        calendar_notices = notices(calendar, rule, &moves);
    } else {
        let text_zh = format!("承办单位承诺不晚于 {}完成。", day_zh(clock.due));
        let text_en = format!("The unit promised to be done by {}.", day_en(clock.due));
        steps.push(DueStep { kind: StepKind::Promise, date: clock.due, text_zh, text_en });
    }
    let due = steps.last().map_or(clock.due, |step| step.date);
    if clock.is_paused() {
        steps.push(standing(clock, due));
    }
    let (text_zh, text_en) = texts(rule, clock, due, &steps);
    Ok(DueExplanation {
        due,
        rule: rule.cloned(),
        started_at: clock.started_at,
        started_by: clock.started_by,
        start_day,
        pauses: clock.pauses.clone(),
        extension: clock.extension.clone(),
        steps,
        text_zh,
        text_en,
        calendar_notices,
    })
}

fn start(rule: Option<&ClockRule>, day: Date) -> DueStep {
    let (zh, en) = (day_zh(day), day_en(day));
    let (text_zh, text_en) = match rule {
        Some(rule) => (
            format!("{}计算：{zh}，当日不计。", rule.starts_zh),
            format!("Counted {}: {en}; that day does not count.", rule.starts_en),
        ),
        None => (format!("作出承诺：{zh}。"), format!("Promised on {en}.")),
    };
    DueStep { kind: StepKind::Start, date: day, text_zh, text_en }
}

fn moved(calendar: &Calendar, rule: &ClockRule, clock: &Clock, step: &Move) -> DueStep {
    let (to_zh, to_en) = (day_zh(step.to), day_en(step.to));
    let (kind, added, zh, en) = match (step.why, &clock.extension) {
        (Why::Pause { index, after, up_to, stood }, _) => {
            let reason = clock.pauses.get(index).map_or("", |pause| pause.reason.as_str());
            let added = match rule.span {
                Span::WorkDays(_) => Span::WorkDays(stood),
                Span::CalendarDays(_) | Span::Months(_) => Span::CalendarDays(stood),
            };
            let (count_zh, count_en) = (added.zh(), added.en());
            let (after_zh, up_to_zh) = (day_zh(after), day_zh(up_to));
            let (after_en, up_to_en) = (day_en(after), day_en(up_to));
            let zh = format!("暂停（{reason}）：{after_zh}停，{up_to_zh}恢复，计 {count_zh}，顺延至 {to_zh}");
            let en = format!("Paused ({reason}) on {after_en}, resumed on {up_to_en}: moved by {count_en} to {to_en}");
            (StepKind::Pause, added, zh, en)
        }
        (Why::Extension, Some(extension)) => (
            StepKind::Extension,
            extension.by,
            format!("延长 {}（{}），至 {to_zh}", extension.by.zh(), extension.reason),
            format!("Extended by {} ({}), to {to_en}", extension.by.en(), extension.reason),
        ),
        (Why::Span | Why::Extension, _) => (
            StepKind::Span,
            rule.span,
            format!("{}，至 {to_zh}", rule.span.zh()),
            format!("{}, to {to_en}", rule.span.en()),
        ),
    };
    let (days_zh, days_en) = match added {
        Span::WorkDays(_) => special_days(calendar, step.from, step.to),
        Span::CalendarDays(_) | Span::Months(_) => Default::default(),
    };
    DueStep { kind, date: step.to, text_zh: format!("{zh}{days_zh}。"), text_en: format!("{en}{days_en}.") }
}

fn standing(clock: &Clock, due: Date) -> DueStep {
    let (since, reason) =
        clock.pauses.last().map_or((due, ""), |pause| (local_date(pause.from), pause.reason.as_str()));
    DueStep {
        kind: StepKind::Standing,
        date: due,
        text_zh: format!("{}起暂停（{reason}），恢复后日期相应顺延。", day_zh(since)),
        text_en: format!("It stands since {} ({reason}); the date moves when it runs again.", day_en(since)),
    }
}

/// Days on which the notices depart from the week, so that the count can be followed on a wall calendar.
fn special_days(calendar: &Calendar, from: Date, to: Date) -> (String, String) {
    let (mut zh, mut en) = (String::new(), String::new());
    for holiday in calendar.holidays_between(from, to) {
        if holiday.from <= to && holiday.to > from {
            zh += &format!("；{} {} 至 {} 放假不计", holiday.name_zh, holiday.from, holiday.to);
            en += &format!("; {}, {} to {}, off", holiday.name_en, holiday.from, holiday.to);
        }
        for day in holiday.work_days.iter().filter(|day| **day > from && **day <= to) {
            zh += &format!("；{day} 调休上班计入");
            en += &format!("; {day} swapped in as a work day");
        }
    }
    (zh, en)
}

fn notices(calendar: &Calendar, rule: &ClockRule, moves: &[Move]) -> Vec<Notice> {
    let by_work_days = matches!(rule.span, Span::WorkDays(_));
    let (Some(first), Some(last), true) = (moves.first(), moves.last(), by_work_days) else {
        return Vec::new();
    };
    (first.from.year()..=last.to.year()).filter_map(|year| calendar.notice(year).cloned()).collect()
}

fn texts(rule: Option<&ClockRule>, clock: &Clock, due: Date, steps: &[DueStep]) -> (String, String) {
    let kind = clock.id.kind;
    let (basis_zh, basis_en) = match rule {
        Some(ClockRule { source, layer, .. }) => (
            format!("{}{}（{}）", source.law_zh, source.article_zh, layer.zh()),
            format!("{}, {} ({})", source.law_en, source.article_en, layer.en()),
        ),
        None => ("承办单位的承诺".to_owned(), "a promise of the unit".to_owned()),
    };
    let steps_zh: String = steps.iter().map(|step| step.text_zh.as_str()).collect();
    let steps_en: Vec<&str> = steps.iter().map(|step| step.text_en.as_str()).collect();
    let zh = format!("{}：依据{basis_zh}。{steps_zh}到期日：{}，当日仍在期限内。", kind.zh(), day_zh(due));
    let steps_en = steps_en.join(" ");
    let en = format!("The {} clock rests on {basis_en}. {steps_en} Due {}, that day included.", kind.en(), day_en(due));
    (zh, en)
}

fn day_zh(day: Date) -> String {
    let weekday = match day.weekday() {
        Weekday::Monday => "一",
        Weekday::Tuesday => "二",
        Weekday::Wednesday => "三",
        Weekday::Thursday => "四",
        Weekday::Friday => "五",
        Weekday::Saturday => "六",
        Weekday::Sunday => "日",
    };
    format!("{day}（周{weekday}）")
}

fn day_en(day: Date) -> String {
    let weekday = match day.weekday() {
        Weekday::Monday => "Mon",
        Weekday::Tuesday => "Tue",
        Weekday::Wednesday => "Wed",
        Weekday::Thursday => "Thu",
        Weekday::Friday => "Fri",
        Weekday::Saturday => "Sat",
        Weekday::Sunday => "Sun",
    };
    format!("{weekday} {day}")
}
