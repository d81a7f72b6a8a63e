//! What a decision does to the reply clocks. Due dates are reckoned here, once, and written into the event.

use jiff::civil::Date;

use crate::calendar::local_date;
use crate::clock::{Clock, DueError, due_date};
use crate::policy::ClockKind;
use crate::refusal::{Refusal, RefusalCode as Code};

use super::super::event::Due;
use super::Context;

/// The procedure name under which the clock rules of joint suggestions stand.
pub(super) const SUGGESTION: &str = "joint_suggestion";
/// The same for broad or hard matters, where the assigner agrees to more time.
pub(super) const BROAD_SUGGESTION: &str = "joint_suggestion_broad";

/// A clock that starts now, due by the rule in force today.
pub(super) fn start(procedure: &str, kind: ClockKind, context: &Context<'_>) -> Result<Due, Refusal> {
    let rule = context.policy.rule_for(procedure, kind, None, local_date(context.now)).map_err(|_| {
        Refusal::new(
            Code::NoRuleInForce,
            "没有现行规则可用，请管理员检查政策文件",
            format!("a {} rule for {procedure} in force today", kind.en()),
        )
    })?;
    let due = due_date(context.policy, context.calendar, rule, context.now, &[], None)
        .map_err(|error| refusal(&error, context))?;
    Ok(Due { rule: rule.id.clone(), due })
}

/// The due date of a clock that runs on from now.
pub(super) fn resume(clock: &Clock, context: &Context<'_>) -> Result<Date, Refusal> {
    let mut resumed = clock.clone();
    if let Some(pause) = resumed.pauses.last_mut() {
        pause.until = Some(context.now);
    }
    let Some(rule) = resumed.rule.as_ref().and_then(|id| context.policy.rule(id)) else {
        return Ok(clock.due);
    };
    due_date(context.policy, context.calendar, rule, resumed.started_at, &resumed.pauses, resumed.extension.as_ref())
        .map_err(|error| refusal(&error, context))
}

fn refusal(error: &DueError, context: &Context<'_>) -> Refusal {
    match error {
        DueError::YearNotShipped(missing) => Refusal::new(
            Code::CalendarYearMissing,
            format!("{} 年的工作日历尚未载入，请管理员更新后重试", missing.year),
            format!("the work-day calendar of {}, which is not shipped yet; update and retry", missing.year),
        )
        .quoting(context.policy, "clock.calendar_year_missing"),
        other => Refusal::new(
            Code::NoRuleInForce,
            "没有现行规则可用，请管理员检查政策文件",
            format!("a rule in force today: {other}"),
        ),
    }
}
