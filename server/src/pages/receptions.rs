//! `/receptions`: when deputies receive citizens (接待日), for people and for calendars (`.ics`, RFC 5545).

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use jiff::civil::Date;
use jiff::{Span, Timestamp};
use maud::{Markup, html};
use minyi_rulebook::calendar::local_date;
use minyi_wire::ProblemCode;
use minyi_wire::directory::{OrganView, Reception};

use super::shown::organ_name;
use super::stations::stations;
use super::visitor::Visitor;
use crate::app::App;
use crate::failure::ApiFailure;

/// Days that the page looks ahead.
const AHEAD: i32 = 60;

pub(super) async fn all(State(app): State<App>, visitor: Visitor) -> Response {
    let today = local_date(app.clock.now());
    let mut days: Vec<(Date, &OrganView, &Reception)> = stations(&visitor)
        .flat_map(|station| station.receptions.iter().map(move |reception| (station, reception)))
        .flat_map(|(station, reception)| upcoming(today, reception).map(move |day| (day, station, reception)))
        .collect();
    days.sort_by_key(|(day, _, reception)| (*day, reception.from));
    let title = visitor.say("接待日历", "Reception days").to_owned();
    let body = html! {
        h1 { (title) }
        p { (visitor.say(
            "代表在联络站接待群众的日子，今后两个月。遇节假日请先与联络站确认。",
            "When deputies receive people at the stations, for two months. On public holidays ask the station first."
        )) }
        @if days.is_empty() { p.note { (visitor.say("尚未公布接待日。", "No reception days are published yet.")) } }
        ul.plain.list { @for (day, station, reception) in &days {
            li {
                time datetime=(day) { b { (day) } " " (weekday(&visitor, *day)) } " " (hours(reception)) " · "
                a href={ "/stations/" (station.id) } { (organ_name(&visitor, station)) }
            }
        } }
    };
    visitor.answer(Ok(visitor.page(&title, body)))
}

/// The reception days of one station.
pub(super) fn of_station(app: &App, visitor: &Visitor, station: &OrganView) -> Markup {
    let today = local_date(app.clock.now());
    html! {
        @if station.receptions.is_empty() {
            p { (visitor.say("尚未公布，可到站咨询。", "Not published yet; ask at the station.")) }
        } @else {
            ul { @for reception in &station.receptions {
                li {
                    (visitor.say("每月 ", "Each month on the ")) (reception.day) (visitor.say(" 日 ", "., ")) (hours(reception))
                    @if let Some(next) = upcoming(today, reception).next() {
                        " · " (visitor.say("下一次：", "next: ")) time datetime=(next) { (next) }
                    }
                }
            } }
            p.no-print { a href={ "/stations/" (station.id) "/receptions.ics" } { (visitor.say("加入手机日历（.ics）", "Add to my calendar (.ics)")) } }
        }
    }
}

fn hours(reception: &Reception) -> String {
    format!("{}–{}", reception.from.strftime("%H:%M"), reception.to.strftime("%H:%M"))
}

fn weekday(visitor: &Visitor, day: Date) -> &'static str {
    const ZH: [&str; 7] = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
    const EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let place = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0);
    match visitor.lang {
        minyi_wire::words::Lang::Zh => ZH[place],
        minyi_wire::words::Lang::En => EN[place],
    }
}

/// The days of the next two months on which it is, soonest first.
fn upcoming(today: Date, reception: &Reception) -> impl Iterator<Item = Date> {
    let day = i8::try_from(reception.day).unwrap_or(1);
    (0..AHEAD)
        .filter_map(move |ahead| today.checked_add(Span::new().days(ahead)).ok())
        .filter(move |date| date.day() == day)
}

pub(super) async fn ics(State(app): State<App>, visitor: Visitor, Path(id): Path<String>) -> Response {
    let station = stations(&visitor).find(|station| station.id.as_str() == id);
    let Some(station) = station else { return visitor.answer(Err(ProblemCode::NotFound.into())) };
    let text = calendar(organ_name(&visitor, station), station, app.clock.now());
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8")),
        (CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"receptions.ics\"")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    visitor.answer(Ok::<_, ApiFailure>((headers, text).into_response()))
}

/// One event a reception day, repeated every month. China keeps one offset all year, so the zone has one rule.
fn calendar(name: &str, station: &OrganView, now: Timestamp) -> String {
    let today = local_date(now);
    let stamp = now.strftime("%Y%m%dT%H%M%SZ");
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Minyi//receptions//ZH".to_owned(),
        "BEGIN:VTIMEZONE".to_owned(),
        "TZID:Asia/Shanghai".to_owned(),
        "BEGIN:STANDARD".to_owned(),
        "DTSTART:19700101T000000".to_owned(),
        "TZOFFSETFROM:+0800".to_owned(),
        "TZOFFSETTO:+0800".to_owned(),
        "END:STANDARD".to_owned(),
        "END:VTIMEZONE".to_owned(),
    ];
    for reception in &station.receptions {
        let Some(first) = upcoming(today, reception).next() else { continue };
        let day = first.strftime("%Y%m%d");
        lines.extend([
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}-{}-{}@minyi", station.id, reception.day, reception.from.strftime("%H%M")),
            format!("DTSTAMP:{stamp}"),
            format!("DTSTART;TZID=Asia/Shanghai:{day}T{}", reception.from.strftime("%H%M%S")),
            format!("DTEND;TZID=Asia/Shanghai:{day}T{}", reception.to.strftime("%H%M%S")),
            format!("RRULE:FREQ=MONTHLY;BYMONTHDAY={}", reception.day),
            format!("SUMMARY:{}", escaped(&format!("代表接待日 · {name}"))),
            format!("LOCATION:{}", escaped(station.address.as_deref().unwrap_or(name))),
            "END:VEVENT".to_owned(),
        ]);
    }
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().map(|line| folded(line)).collect()
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

/// At most 75 bytes a line, never inside a character; what goes on begins with a space.
fn folded(line: &str) -> String {
    let mut text = String::with_capacity(line.len() + 2);
    let mut width = 0;
    for c in line.chars() {
        if width + c.len_utf8() > 75 {
            text.push_str("\r\n ");
            width = 1;
        }
        text.push(c);
        width += c.len_utf8();
    }
    text.push_str("\r\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_characters_and_unfold_to_what_they_were() {
        let line = format!("SUMMARY:{}", "接待日".repeat(40));
        let text = folded(&line);
        assert!(text.split("\r\n").all(|line| line.len() <= 75));
        assert_eq!(text.replace("\r\n ", ""), format!("{line}\r\n"));
    }

    #[test]
    fn signs_that_mean_something_in_a_calendar_are_escaped() {
        assert_eq!(escaped("a;b,c\\d\ne"), "a\\;b\\,c\\\\d\\ne");
    }

    #[test]
    fn days_that_a_month_does_not_have_are_left_out() {
        let reception =
            |day| Reception { day, from: jiff::civil::time(9, 0, 0, 0), to: jiff::civil::time(11, 0, 0, 0) };
        let days =
            |day| upcoming(jiff::civil::date(2026, 2, 10), &reception(day)).map(|d| d.to_string()).collect::<Vec<_>>();
        assert_eq!(days(10), ["2026-02-10", "2026-03-10", "2026-04-10"]);
        assert_eq!(days(30), ["2026-03-30"]);
    }
}
