//! Due dates across holidays, swapped days, month ends, pauses and extensions.

use super::{at, day, morning};
use jiff::Timestamp;
use jiff::civil::Date;
use minyi_rulebook::calendar::{Calendar, YearNotShipped};
use minyi_rulebook::clock::{Clock, ClockId, DueError, Extension, Outcome, Pause, due_date, explain_due};
use minyi_rulebook::policy::{ClockKind, ClockRule, Policy, RuleId, Span};
use proptest::prelude::*;

/// A rule with this span; all else is that of the district's triage rule.
fn rule(span: Span) -> ClockRule {
    let triage = Policy::embedded().rule(&RuleId("district.triage".to_owned())).expect("the triage rule");
    ClockRule { span, ..triage.clone() }
}

fn due(span: Span, start: &str, pauses: &[Pause], extension: Option<Span>) -> Result<Date, DueError> {
    let extension = extension.map(|by| Extension { by, reason: "情况复杂".to_owned(), agreed_at: morning(start) });
    due_date(Policy::embedded(), Calendar::embedded(), &rule(span), morning(start), pauses, extension.as_ref())
}

fn pause(from: &str, until: &str) -> Pause {
    let until = (!until.is_empty()).then(|| morning(until));
    Pause { from: morning(from), until, reason: "请补充地点".to_owned() }
}

#[test]
fn a_due_date_skips_rest_days_and_counts_swapped_ones() {
    for (start, n, expected) in [
        ("2026-03-02", 5, "2026-03-09"),
        ("2026-02-12", 5, "2026-02-26"), // Spring Festival: 13, 14 (swapped), 24, 25, 26
        ("2026-02-20", 5, "2026-02-28"), // filed within the festival: 24, 25, 26, 27, 28 (swapped)
        ("2025-01-24", 5, "2025-02-07"), // 26 (swapped), 27, then 5, 6, 7 February
        ("2024-02-08", 5, "2024-02-21"), // 9, 18 (swapped), 19, 20, 21
        ("2026-09-18", 2, "2026-09-21"), // Sunday the 20th swapped in
        ("2026-09-30", 2, "2026-10-09"), // 8, 9
        ("2026-09-30", 3, "2026-10-10"), // Saturday swapped in
        ("2024-12-30", 2, "2025-01-02"),
    ] {
        assert_eq!(due(Span::WorkDays(n), start, &[], None), Ok(day(expected)), "{start} + {n}");
    }
}

#[test]
fn calendar_days_count_every_day_from_the_next_one() {
    for (start, n, expected) in [
        ("2026-03-02", 30, "2026-04-01"),
        ("2024-02-01", 30, "2024-03-02"), // leap year
        ("2025-02-01", 30, "2025-03-03"),
        ("2026-02-01", 15, "2026-02-16"), // a rest day stays the last day
        ("2026-12-20", 60, "2027-02-18"), // no work days, so no calendar is needed
    ] {
        assert_eq!(due(Span::CalendarDays(n), start, &[], None), Ok(day(expected)), "{start} + {n}");
    }
}

#[test]
fn months_end_on_the_same_day_or_the_last_of_a_short_month() {
    for (start, n, expected) in [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", 3, "2024-05-29"),
        ("2025-11-30", 3, "2026-02-28"),
        ("2026-03-31", 6, "2026-09-30"),
        ("2026-03-15", 2, "2026-05-15"),
    ] {
        assert_eq!(due(Span::Months(n), start, &[], None), Ok(day(expected)), "{start} + {n}");
    }
}

#[test]
fn the_day_of_the_start_is_the_local_one() {
    let late_evening = at("2026-03-02", "23:59");
    let midnight = at("2026-03-03", "00:00");
    let reckon = |start| due_date(Policy::embedded(), Calendar::embedded(), &rule(Span::WorkDays(1)), start, &[], None);
    assert_eq!(reckon(late_evening), Ok(day("2026-03-03")));
    assert_eq!(reckon(midnight), Ok(day("2026-03-04")));
}

#[test]
fn an_extension_is_added_to_the_end_of_the_span() {
    for (span, by, expected) in [
        (Span::CalendarDays(30), Span::CalendarDays(60), "2026-04-30"),
        (Span::Months(3), Span::Months(3), "2026-07-30"), // 31 January, 30 April, 30 July
        (Span::WorkDays(2), Span::WorkDays(2), "2026-02-05"),
        (Span::Months(1), Span::CalendarDays(10), "2026-03-10"),
    ] {
        let start = if matches!(span, Span::CalendarDays(_)) { "2026-01-30" } else { "2026-01-31" };
        assert_eq!(due(span, start, &[], Some(by)), Ok(day(expected)), "{span:?} + {by:?}");
    }
}

#[test]
fn a_pause_moves_the_date_by_the_days_that_stood() {
    let calendar = Span::CalendarDays(30); // 1 April without pauses
    let work = Span::WorkDays(5); // 9 March without pauses
    for (span, pauses, expected) in [
        (calendar, vec![pause("2026-03-10", "2026-03-15")], "2026-04-06"),
        (calendar, vec![pause("2026-03-10", "2026-03-10")], "2026-04-01"), // the same day
        (calendar, vec![pause("2026-03-10", "2026-03-12"), pause("2026-03-20", "2026-03-23")], "2026-04-06"),
        (calendar, vec![pause("2026-03-20", "2026-03-23"), pause("2026-03-10", "2026-03-12")], "2026-04-06"), // any order
        (calendar, vec![pause("2026-03-10", "2026-03-20"), pause("2026-03-12", "2026-03-15")], "2026-04-11"), // nested
        (calendar, vec![pause("2026-03-10", "2026-03-15"), pause("2026-03-13", "2026-03-18")], "2026-04-09"), // overlapping
        (calendar, vec![pause("2026-04-01", "2026-04-03")], "2026-04-03"), // begun on the last day
        (calendar, vec![pause("2026-04-02", "2026-05-03")], "2026-04-01"), // begun too late
        (calendar, vec![pause("2026-02-01", "2026-03-04")], "2026-04-03"), // only the days after the start
        (calendar, vec![pause("2026-03-10", "")], "2026-04-01"),           // still standing
        (Span::Months(1), vec![pause("2026-03-10", "2026-03-15")], "2026-04-07"),
        (work, vec![pause("2026-03-04", "2026-03-06")], "2026-03-11"),
        (work, vec![pause("2026-03-06", "2026-03-08")], "2026-03-09"), // it stood over a weekend only
        (work, vec![pause("2026-03-06", "2026-03-09")], "2026-03-10"),
    ] {
        assert_eq!(due(span, "2026-03-02", &pauses, None), Ok(day(expected)), "{span:?} {pauses:?}");
    }
}

#[test]
fn a_pause_within_the_extension_moves_the_extended_date() {
    let pauses = [pause("2026-04-05", "2026-04-08")];
    assert_eq!(due(Span::CalendarDays(30), "2026-03-02", &pauses, Some(Span::CalendarDays(10))), Ok(day("2026-04-14")));
}

#[test]
fn a_work_day_period_into_an_unpublished_year_is_an_error_that_names_it() {
    let missing = Err(DueError::YearNotShipped(YearNotShipped { year: 2027 }));
    assert_eq!(due(Span::WorkDays(5), "2026-12-28", &[], None), missing);
    assert_eq!(due(Span::WorkDays(3), "2026-12-28", &[], None), Ok(day("2026-12-31")));
    assert_eq!(due(Span::WorkDays(3), "2026-12-28", &[], Some(Span::WorkDays(1))), missing);
    assert_eq!(due(Span::WorkDays(3), "2026-12-28", &[pause("2026-12-29", "2026-12-30")], None), missing);
}

#[test]
fn a_date_beyond_the_calendars_end_is_an_error() {
    assert_eq!(due(Span::CalendarDays(60), "9999-12-01", &[], None), Err(DueError::OutOfRange));
}

/// A running clock due on 2 March 2026.
fn clock() -> Clock {
    Clock {
        id: ClockId { kind: ClockKind::Triage, organ: None, round: 1 },
        rule: Some(RuleId("district.triage".to_owned())),
        started_at: morning("2026-02-13"),
        started_by: 1,
        pauses: Vec::new(),
        extension: None,
        due: day("2026-03-02"),
        outcome: Outcome::Running,
        overdue_noted: false,
    }
}

#[test]
fn the_whole_due_day_is_in_time_by_local_date() {
    for (now, overdue) in [
        (at("2026-03-01", "12:00"), false),
        (at("2026-03-02", "23:59"), false),
        (at("2026-03-03", "00:00"), true),
        (at("2026-04-01", "08:00"), true),
    ] {
        assert_eq!(clock().is_overdue(now), overdue, "{now}");
    }
}

#[test]
fn a_paused_or_stopped_clock_is_not_overdue() {
    let long_after: Timestamp = morning("2026-06-01");
    let paused = Clock { pauses: vec![pause("2026-02-25", "")], ..clock() };
    assert!(paused.is_paused() && !paused.is_overdue(long_after));
    let resumed = Clock { pauses: vec![pause("2026-02-25", "2026-02-26")], ..clock() };
    assert!(!resumed.is_paused() && resumed.is_overdue(long_after));
    let stopped = Clock { outcome: Outcome::Stopped { at: morning("2026-03-01") }, ..clock() };
    assert!(!stopped.is_overdue(long_after));
}

#[test]
fn a_clock_stopped_after_its_due_day_was_late() {
    for (stopped, late) in [(at("2026-03-02", "23:59"), false), (at("2026-03-03", "00:00"), true)] {
        assert_eq!(Clock { outcome: Outcome::Stopped { at: stopped }, ..clock() }.stopped_late(), late, "{stopped}");
    }
    assert!(!clock().stopped_late());
}

#[test]
fn a_clock_survives_the_wire() {
    let full = Clock {
        pauses: vec![pause("2026-02-25", "2026-02-26"), pause("2026-02-27", "")],
        extension: Some(Extension {
            by: Span::Months(3), reason: "复杂".to_owned(), agreed_at: morning("2026-02-25")
        }),
        outcome: Outcome::Stopped { at: morning("2026-03-01") },
        ..clock()
    };
    for clock in [clock(), full] {
        let json = serde_json::to_string(&clock).unwrap();
        assert_eq!(serde_json::from_str::<Clock>(&json).unwrap(), clock);
    }
}

fn a_span() -> impl Strategy<Value = Span> {
    prop_oneof![
        (1_u16..90).prop_map(Span::CalendarDays),
        (1_u16..30).prop_map(Span::WorkDays),
        (1_u8..6).prop_map(Span::Months),
    ]
}

/// A pause, in hours after the start; some begin before it or never end.
fn a_pause() -> impl Strategy<Value = (i64, Option<i64>)> {
    (-100_i64..3000, prop::option::weighted(0.9, 0_i64..500))
}

fn made(start: Timestamp, pauses: &[(i64, Option<i64>)]) -> Vec<Pause> {
    let hours = |n| jiff::SignedDuration::from_hours(n);
    let make = |&(from, length): &(i64, Option<i64>)| {
        let from = start.checked_add(hours(from)).expect("a near instant");
        Pause {
            from,
            until: length.map(|length| from.checked_add(hours(length)).expect("a near instant")),
            reason: String::new(),
        }
    };
    pauses.iter().map(make).collect()
}

proptest! {
    #[test]
    fn adding_a_pause_never_makes_the_date_earlier(
        span in a_span(),
        start_hour in 0_i64..8760,
        pauses in prop::collection::vec(a_pause(), 0..4),
        more in a_pause(),
    ) {
        let start = morning("2024-03-01").checked_add(jiff::SignedDuration::from_hours(start_hour)).unwrap();
        let reckon = |pauses: &[(i64, Option<i64>)]| {
            let pauses = made(start, pauses);
            due_date(Policy::embedded(), Calendar::embedded(), &rule(span), start, &pauses, None).unwrap()
        };
        let before = reckon(&pauses);
        let mut with_more = pauses;
        with_more.push(more);
        prop_assert!(reckon(&with_more) >= before);
    }

    #[test]
    fn an_extension_always_makes_the_date_later(span in a_span(), by in a_span(), start_day in 0_i64..300) {
        let start = morning("2024-03-01").checked_add(jiff::SignedDuration::from_hours(24 * start_day)).unwrap();
        let extension = Extension { by, reason: String::new(), agreed_at: start };
        let reckon = |extension| due_date(Policy::embedded(), Calendar::embedded(), &rule(span), start, &[], extension);
        prop_assert!(reckon(Some(&extension)).unwrap() > reckon(None).unwrap());
    }

    #[test]
    fn the_explanation_ends_where_the_reckoning_does(
        start_day in 0_i64..600,
        pauses in prop::collection::vec(a_pause(), 0..4),
    ) {
        let start = morning("2024-03-01").checked_add(jiff::SignedDuration::from_hours(24 * start_day)).unwrap();
        let clock = Clock { started_at: start, pauses: made(start, &pauses), ..clock() };
        let rule = rule(Span::WorkDays(5));
        let due = due_date(Policy::embedded(), Calendar::embedded(), &rule, start, &clock.pauses, None).unwrap();
        let explained = explain_due(Policy::embedded(), Calendar::embedded(), &clock).unwrap();
        prop_assert_eq!(explained.due, due);
        prop_assert_eq!(explained.steps.last().unwrap().date, due);
    }
}
