//! The arithmetic of a due date, move by move. [`due_date`] wants the end, [`super::explain_due`] every move.

use crate::calendar::{Calendar, YearNotShipped, days_between, local_date};
use crate::policy::{ClockRule, NoRule, Policy, RuleId, Span};
use jiff::Timestamp;
use jiff::civil::Date;

use super::{Extension, Pause};

/// Why no due date can be given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DueError {
    /// The period reaches into a year whose work-day calendar is not shipped.
    #[error(transparent)]
    YearNotShipped(#[from] YearNotShipped),
    /// No rule in force covers the clock.
    #[error(transparent)]
    NoRule(#[from] NoRule),
    /// The clock was started by a rule that these policy files do not hold.
    #[error("the policy files hold no rule {0}")]
    UnknownRule(RuleId),
    /// The date lies beyond the calendar's end.
    #[error("the date lies beyond the calendar's end")]
    OutOfRange,
}

/// One move of the due date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Move {
    pub(super) why: Why,
    /// The date before the move; for the span, the local date of the start.
    pub(super) from: Date,
    /// The date after it.
    pub(super) to: Date,
}

/// What moved it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    Span,
    Extension,
    /// The pause at this index stood on the days after `after` up to and including `up_to`: so many of the rule's days.
    Pause {
        index: usize,
        after: Date,
        up_to: Date,
        stood: u16,
    },
}

/// The last day in time. The policy's part is done once the rule is chosen; it is taken so that a later layer may rule on
/// how days are counted without changing every caller.
pub fn due_date(
    _policy: &Policy,
    calendar: &Calendar,
    rule: &ClockRule,
    started_at: Timestamp,
    pauses: &[Pause],
    extension: Option<&Extension>,
) -> Result<Date, DueError> {
    let moves = reckon(calendar, rule, started_at, pauses, extension)?;
    Ok(moves.last().map_or_else(|| local_date(started_at), |last| last.to))
}

pub(super) fn reckon(
    calendar: &Calendar,
    rule: &ClockRule,
    started_at: Timestamp,
    pauses: &[Pause],
    extension: Option<&Extension>,
) -> Result<Vec<Move>, DueError> {
    let start = local_date(started_at);
    let mut end = add(calendar, start, rule.span)?;
    let mut moves = vec![Move { why: Why::Span, from: start, to: end }];
    if let Some(extension) = extension {
        let to = add(calendar, end, extension.by)?;
        moves.push(Move { why: Why::Extension, from: end, to });
        end = to;
    }
    // Days before the start, or in an earlier pause, are not counted again. A pause without an end moves the date only
    // once it ends.
    let mut counted_up_to = start;
    for (index, pause) in oldest_first(pauses) {
        let after = local_date(pause.from).max(counted_up_to);
        let up_to = pause.until.map_or(after, local_date);
        if up_to <= after || after > end {
            continue;
        }
        let stood = stood(calendar, rule.span, after, up_to)?;
        let to = match rule.span {
            Span::WorkDays(_) => calendar.add_work_days(end, stood)?,
            Span::CalendarDays(_) | Span::Months(_) => add(calendar, end, Span::CalendarDays(stood))?,
        };
        moves.push(Move { why: Why::Pause { index, after, up_to, stood }, from: end, to });
        (end, counted_up_to) = (to, up_to);
    }
    Ok(moves)
}

fn oldest_first(pauses: &[Pause]) -> Vec<(usize, &Pause)> {
    let mut ordered: Vec<_> = pauses.iter().enumerate().collect();
    ordered.sort_by_key(|(_, pause)| pause.from);
    ordered
}

fn add(calendar: &Calendar, date: Date, span: Span) -> Result<Date, DueError> {
    let later = match span {
        Span::WorkDays(n) => return Ok(calendar.add_work_days(date, n)?),
        Span::CalendarDays(n) => jiff::Span::new().days(n),
        Span::Months(n) => jiff::Span::new().months(n),
    };
    date.checked_add(later).map_err(|_| DueError::OutOfRange)
}

/// The days after `after`, up to and including `up_to`, in the rule's own unit.
fn stood(calendar: &Calendar, span: Span, after: Date, up_to: Date) -> Result<u16, DueError> {
    let days = match span {
        Span::WorkDays(_) => calendar.work_days_between(after, up_to)?,
        Span::CalendarDays(_) | Span::Months(_) => days_between(after, up_to),
    };
    u16::try_from(days).map_err(|_| DueError::OutOfRange)
}
