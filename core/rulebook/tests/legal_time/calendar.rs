//! The work-day calendar, day by day against two packages that we did not write.

use super::{at, day};
use jiff::civil::Date;
use minyi_rulebook::calendar::{Calendar, CalendarFault, YearNotShipped, local_date};
use proptest::prelude::*;
use std::collections::BTreeMap;

#[derive(serde::Deserialize)]
struct Independent {
    years: BTreeMap<i16, String>,
}

fn independent() -> BTreeMap<i16, String> {
    let table: Independent = serde_json::from_str(include_str!("../data/work_days.json")).expect("the table");
    table.years
}

#[test]
fn every_day_of_every_shipped_year_agrees_with_two_independent_packages() {
    let calendar = Calendar::embedded();
    let independent = independent();
    assert!(calendar.years().eq(independent.keys().copied()), "the table covers exactly the shipped years");
    for (year, flags) in independent {
        let days =
            Date::new(year, 1, 1).unwrap().series(jiff::Span::new().days(1)).take_while(|day| day.year() == year);
        let ours: String = days.map(|day| if calendar.is_work_day(day).unwrap() { '1' } else { '0' }).collect();
        assert_eq!(ours, flags, "{year}");
    }
}

#[test]
fn every_year_names_its_state_council_notice() {
    let numbers = Calendar::embedded().years().map(|year| {
        let notice = Calendar::embedded().notice(year).unwrap();
        assert!(notice.title.contains(&year.to_string()), "{}", notice.title);
        (year, notice.number.as_str(), notice.published)
    });
    let expected = [
        (2024, "国办发明电〔2023〕7号", day("2023-10-25")),
        (2025, "国办发明电〔2024〕12号", day("2024-11-12")),
        (2026, "国办发明电〔2025〕7号", day("2025-11-04")),
    ];
    assert!(numbers.eq(expected));
}

#[test]
fn swapped_days_count_and_holidays_do_not() {
    for (date, worked) in [
        ("2026-02-14", true),  // Saturday, swapped in before the Spring Festival
        ("2026-02-16", false), // Monday of the festival
        ("2026-02-24", true),
        ("2026-10-10", true), // Saturday, swapped in
        ("2026-09-20", true), // Sunday, swapped in
        ("2025-10-08", false),
        ("2024-02-09", true), // New Year's Eve of 2024: staff were only encouraged to take leave
        ("2024-02-29", true),
        ("2026-03-07", false), // an ordinary Saturday
    ] {
        assert_eq!(Calendar::embedded().is_work_day(day(date)), Ok(worked), "{date}");
    }
}

#[test]
fn work_days_are_counted_from_the_day_after() {
    for (start, n, reached) in [
        ("2026-03-02", 1, "2026-03-03"),
        ("2026-03-06", 1, "2026-03-09"), // over a weekend
        ("2026-02-13", 1, "2026-02-14"), // onto a swapped Saturday
        ("2026-02-13", 2, "2026-02-24"), // across the Spring Festival
        ("2026-02-26", 2, "2026-02-28"),
        ("2024-02-28", 1, "2024-02-29"), // leap day
        ("2024-12-31", 1, "2025-01-02"), // across a year
        ("2026-03-07", 0, "2026-03-07"),
    ] {
        assert_eq!(Calendar::embedded().add_work_days(day(start), n), Ok(day(reached)), "{start} + {n}");
    }
}

#[test]
fn a_year_not_shipped_is_an_error_that_names_the_year() {
    let calendar = Calendar::embedded();
    assert_eq!(calendar.is_work_day(day("2027-01-04")), Err(YearNotShipped { year: 2027 }));
    assert_eq!(calendar.is_work_day(day("2023-12-29")), Err(YearNotShipped { year: 2023 }));
    assert_eq!(calendar.add_work_days(day("2026-12-30"), 2), Err(YearNotShipped { year: 2027 }));
    assert_eq!(calendar.add_work_days(day("2026-12-30"), 1), Ok(day("2026-12-31")));
    assert_eq!(calendar.work_days_between(day("2026-12-30"), day("2027-01-04")), Err(YearNotShipped { year: 2027 }));
    assert_eq!(calendar.add_work_days(Date::MAX, 1), Err(YearNotShipped { year: 9999 }));
    assert!(YearNotShipped { year: 2027 }.to_string().contains("2027"));
}

#[test]
fn the_local_day_turns_at_midnight_in_shanghai() {
    assert_eq!(local_date(at("2026-03-02", "00:00")), day("2026-03-02"));
    assert_eq!(local_date(at("2026-03-02", "23:59")), day("2026-03-02"));
    assert_eq!(local_date("2026-03-01T16:00:00Z".parse().unwrap()), day("2026-03-02"));
    assert_eq!(local_date("2026-03-01T15:59:59Z".parse().unwrap()), day("2026-03-01"));
}

/// A file with one notice of 2030 whose holidays are given as JSON.
fn file(holidays: &str) -> String {
    let notice =
        format!(r#"{{"year":2030,"number":"n","title":"t","published":"2029-11-01","holidays":[{holidays}]}}"#);
    format!(r#"{{"years":[{notice}]}}"#)
}

fn holiday(from: &str, to: &str, work_days: &str) -> String {
    format!(r#"{{"name_zh":"节","name_en":"feast","from":"{from}","to":"{to}","work_days":[{work_days}]}}"#)
}

#[test]
fn a_holiday_may_reach_back_into_december_and_no_further() {
    let reaching_back = file(&holiday("2029-12-31", "2030-01-01", r#""2029-12-29""#));
    assert!(Calendar::parse(&reaching_back).is_ok());
    let too_far = file(&holiday("2029-11-30", "2029-12-01", ""));
    let fault = CalendarFault::OutsideYear { year: 2030, day: day("2029-11-30") };
    assert_eq!(Calendar::parse(&too_far), Err(fault));
}

#[test]
fn a_bad_calendar_file_is_refused_with_its_fault() {
    let twice = file(&[holiday("2030-05-01", "2030-05-02", ""), holiday("2030-05-02", "2030-05-03", "")].join(","));
    let both = file(&holiday("2030-05-04", "2030-05-06", r#""2030-05-04""#));
    let one = file(&holiday("2030-05-01", "2030-05-01", ""));
    let notice = one.strip_prefix(r#"{"years":["#).and_then(|rest| rest.strip_suffix("]}")).unwrap();
    for (json, fault) in [
        (r#"{"years":[]}"#.to_owned(), CalendarFault::NoYears),
        (file(&holiday("2030-05-02", "2030-05-01", "")), period("2030-05-02", "2030-05-01")),
        (file(&holiday("2030-05-01", "2030-05-16", "")), period("2030-05-01", "2030-05-16")),
        (
            file(&holiday("2031-01-01", "2031-01-01", "")),
            CalendarFault::OutsideYear { year: 2030, day: day("2031-01-01") },
        ),
        (file(&holiday("2030-05-01", "2030-05-01", r#""2030-05-06""#)), CalendarFault::NotAWeekend(day("2030-05-06"))),
        (twice, CalendarFault::NamedTwice(day("2030-05-02"))),
        (both, CalendarFault::NamedTwice(day("2030-05-04"))),
        (format!(r#"{{"years":[{notice},{}]}}"#, notice.replace("2030-05", "2030-06")), CalendarFault::YearTwice(2030)),
        (one.replace(r#""number":"n""#, r#""number":" ""#), CalendarFault::Nameless(2030)),
        (one.replace("feast", ""), CalendarFault::Nameless(2030)),
    ] {
        assert_eq!(Calendar::parse(&json), Err(fault), "{json}");
    }
}

fn period(from: &str, to: &str) -> CalendarFault {
    CalendarFault::Period { from: day(from), to: day(to) }
}

#[test]
fn a_calendar_file_of_another_shape_is_refused() {
    let unknown_field = file("").replace(r#""title":"t""#, r#""title":"t","extra":1"#);
    for json in ["", "[]", "{}", r#"{"years":[{}]}"#, &file(&holiday("2030-02-30", "2030-03-01", "")), &unknown_field] {
        assert!(matches!(Calendar::parse(json), Err(CalendarFault::Shape(_))), "{json}");
    }
}

fn a_day() -> impl Strategy<Value = Date> {
    (0_i64..900).prop_map(|n| day("2024-01-01").checked_add(jiff::Span::new().days(n)).expect("within 900 days"))
}

proptest! {
    #[test]
    fn adding_work_days_and_counting_them_are_inverse(start in a_day(), n in 0_u16..90) {
        let calendar = Calendar::embedded();
        let reached = calendar.add_work_days(start, n).unwrap();
        prop_assert_eq!(calendar.work_days_between(start, reached), Ok(i32::from(n)));
        prop_assert_eq!(calendar.work_days_between(reached, start), Ok(-i32::from(n)));
        prop_assert!(n == 0 || calendar.is_work_day(reached).unwrap());
    }

    #[test]
    fn counting_in_two_parts_is_counting_at_once(a in a_day(), b in a_day(), c in a_day()) {
        let between = |from, to| Calendar::embedded().work_days_between(from, to).unwrap();
        prop_assert_eq!(between(a, b) + between(b, c), between(a, c));
    }
}
