//! What a decision does to the clocks. Due dates are reckoned here, once, and written into the event.

use crate::calendar::local_date;
use crate::clock::{Clock, ClockId, DueError, Extension, Outcome, due_date};
use crate::ids::OrganId;
use crate::policy::{ClockKind, Span};
use crate::refusal::{Refusal, RefusalCode};

use super::super::event::ClockChange;
use super::super::state::CaseState;
use super::Context;

/// Starts the clock of this kind, due by the rule in force today.
pub(super) fn start(
    context: &Context<'_>,
    case: Option<&CaseState>,
    kind: ClockKind,
    organ: Option<&OrganId>,
    round: u16,
) -> Result<ClockChange, Refusal> {
    let today = local_date(context.now);
    let class = case.and_then(|case| case.class);
    let rule = context
        .policy
        .clock_rule(kind, class, today)
        .map_err(|missing| due_refusal(&DueError::NoRule(missing), context))?;
    let due = |rule| due_date(context.policy, context.calendar, rule, context.now, &[], None);
    let (rule, due) = match (due(rule), context.policy.calendar_free_rule(kind, class, today)) {
        (Err(DueError::YearNotShipped(_)), Some(wider)) => (wider, due(wider)),
        (due, _) => (rule, due),
    };
    let due = due.map_err(|error| due_refusal(&error, context))?;
    let id = ClockId { kind, organ: organ.cloned(), round };
    Ok(ClockChange::Start { id, rule: Some(rule.id.clone()), due })
}

/// Stops every running clock that `which` picks.
pub(super) fn stop(case: &CaseState, which: impl Fn(&ClockId) -> bool) -> Vec<ClockChange> {
    running(case).filter(|clock| which(&clock.id)).map(|clock| ClockChange::Stop { id: clock.id.clone() }).collect()
}

/// Stops the clock of this kind for this organ, where it runs.
pub(super) fn stop_of(case: &CaseState, kind: ClockKind, organ: &OrganId) -> Vec<ClockChange> {
    stop(case, |id| id.kind == kind && id.organ.as_ref() == Some(organ))
}

/// Stops all that was reckoned for handling; commitments run on.
pub(super) fn stop_all(case: &CaseState) -> Vec<ClockChange> {
    stop(case, |id| id.kind != ClockKind::Commitment)
}

/// Pauses the clock of this kind.
pub(super) fn pause(case: &CaseState, kind: ClockKind, reason: &str) -> Vec<ClockChange> {
    running(case)
        .filter(|clock| clock.id.kind == kind && !clock.is_paused())
        .map(|clock| ClockChange::Pause { id: clock.id.clone(), reason: reason.to_owned() })
        .collect()
}

/// Lets paused clocks run again; each due date moves by the time it stood. Where that cannot be reckoned, because it runs
/// into a year without a calendar, the clock starts anew under a rule that needs none.
pub(super) fn resume(context: &Context<'_>, case: &CaseState) -> Result<Vec<ClockChange>, Refusal> {
    let mut changes = Vec::new();
    for clock in running(case).filter(|clock| clock.is_paused()) {
        let mut resumed = clock.clone();
        if let Some(pause) = resumed.pauses.last_mut() {
            pause.until = Some(context.now);
        }
        let id = clock.id.clone();
        match reckon(context, &resumed, resumed.extension.as_ref()) {
            Ok(due) => changes.push(ClockChange::Resume { id, due }),
            Err(refusal) if refusal.code == RefusalCode::CalendarYearMissing => {
                changes.push(ClockChange::Stop { id: id.clone() });
                changes.push(start(context, Some(case), id.kind, id.organ.as_ref(), id.round)?);
            }
            Err(refusal) => return Err(refusal),
        }
    }
    Ok(changes)
}

/// Extends a clock by so many days, never past what its rule allows.
pub(super) fn extend(context: &Context<'_>, clock: &Clock, days: u16, reason: &str) -> Result<ClockChange, Refusal> {
    let most = clock.rule.as_ref().and_then(|id| context.policy.rule(id)).and_then(|rule| rule.extension);
    let Some(most) = most else {
        return Err(too_long(context, "此时限依规定不得延长", "no extension; the rule knows none"));
    };
    let extension = |by| Extension { by, reason: reason.to_owned(), agreed_at: context.now };
    let asked = extension(Span::CalendarDays(days));
    let due = reckon(context, clock, Some(&asked))?;
    if due > reckon(context, clock, Some(&extension(most)))? {
        return Err(too_long(
            context,
            format!("最多延长{}", most.zh()),
            format!("an extension of at most {}", most.en()),
        ));
    }
    Ok(ClockChange::Extend { id: clock.id.clone(), extension: asked, due })
}

/// The running clocks.
pub(super) fn running(case: &CaseState) -> impl Iterator<Item = &Clock> {
    case.clocks.iter().filter(|clock| clock.outcome == Outcome::Running)
}

fn reckon(context: &Context<'_>, clock: &Clock, extension: Option<&Extension>) -> Result<jiff::civil::Date, Refusal> {
    let Some(rule) = clock.rule.as_ref().and_then(|id| context.policy.rule(id)) else {
        return Ok(clock.due);
    };
    due_date(context.policy, context.calendar, rule, clock.started_at, &clock.pauses, extension)
        .map_err(|error| due_refusal(&error, context))
}

fn too_long(context: &Context<'_>, zh: impl Into<String>, en: impl Into<String>) -> Refusal {
    Refusal::new(RefusalCode::ExtensionTooLong, zh, en).field("days").quoting(context.policy, "extension.most")
}

fn due_refusal(error: &DueError, context: &Context<'_>) -> Refusal {
    match error {
        DueError::YearNotShipped(missing) => Refusal::new(
            RefusalCode::CalendarYearMissing,
            format!("{} 年的工作日历尚未载入，请管理员更新后重试", missing.year),
            format!("the work-day calendar of {}, which is not shipped yet; update and retry", missing.year),
        )
        .quoting(context.policy, "clock.calendar_year_missing"),
        other => Refusal::new(
            RefusalCode::NoRuleInForce,
            "没有现行规则可用，请管理员检查政策文件",
            format!("a rule in force today: {other}"),
        ),
    }
}
