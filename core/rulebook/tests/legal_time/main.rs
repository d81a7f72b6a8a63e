//! The legal-time part as a list of promises: which days are worked, which rule holds, when something is due, and why.

mod calendar;
mod due;
mod explain;
mod policy;

use jiff::Timestamp;
use jiff::civil::Date;

/// A date from its ISO form.
fn day(iso: &str) -> Date {
    iso.parse().expect("an ISO date")
}

/// Half past nine in the morning of a local day.
fn morning(iso: &str) -> Timestamp {
    at(iso, "09:30")
}

/// A local time of a local day.
fn at(iso: &str, time: &str) -> Timestamp {
    format!("{iso}T{time}:00+08:00").parse().expect("an instant")
}
