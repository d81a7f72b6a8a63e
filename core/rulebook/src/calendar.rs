//! The work-day calendar (工作日历): which days are worked, by the State Council's yearly notice (国务院办公厅节假日安排).
//!
//! Monday to Friday are worked unless the notice gives them off; Saturday and Sunday are not, unless the notice swaps them
//! in (调休). A year without its notice is an error that names the year: nobody can know its swapped days before they are
//! published, and a guessed due date would bind people.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The years whose notice is shipped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    notices: BTreeMap<i16, Notice>,
    /// Only the days that a notice names; the week decides all others.
    named: BTreeMap<Date, Day>,
}

/// What a notice makes of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Day {
    Rest,
    Work,
}

/// One year's notice (通知) with all that it rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Notice {
    pub year: i16,
    /// 发文字号, for example 国办发明电〔2025〕7号.
    pub number: String,
    pub title: String,
    /// Date of the notice.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date"))]
    pub published: Date,
    pub holidays: Vec<Holiday>,
}

/// One festival of a notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    pub name_zh: String,
    pub name_en: String,
    /// First day off.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date"))]
    pub from: Date,
    /// Last day off.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date"))]
    pub to: Date,
    /// 调休上班: weekend days worked in exchange.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>, format = "date"))]
    pub work_days: Vec<Date>,
}

/// The year's notice is not shipped, so nobody can say which of its days are worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[error("the work-day calendar of {year} is not shipped")]
pub struct YearNotShipped {
    pub year: i16,
}

/// The calendar file is not one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarFault {
    /// Not JSON, or not of this shape.
    #[error("not a calendar file: {0}")]
    Shape(String),
    /// The file holds no year.
    #[error("a calendar needs at least one year")]
    NoYears,
    /// Two notices for one year.
    #[error("{0} has two notices")]
    YearTwice(i16),
    /// A notice without number or title, or a holiday without a name.
    #[error("the notice of {0} lacks its number, its title or a holiday's name")]
    Nameless(i16),
    /// A holiday ends before it begins or lasts longer than any ever did.
    #[error("the holiday from {from} to {to} is no period of 1 to 15 days")]
    Period { from: Date, to: Date },
    /// A notice rules on its own year; only a new year's holiday may reach back into the December before.
    #[error("{day} lies outside the year of the notice of {year}")]
    OutsideYear { year: i16, day: Date },
    /// Only a Saturday or Sunday can be swapped in.
    #[error("{0} is swapped in as a work day but is no weekend day")]
    NotAWeekend(Date),
    /// A day is named twice.
    #[error("{0} is named twice")]
    NamedTwice(Date),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    years: Vec<Notice>,
}

impl Calendar {
    /// The calendar that is compiled in, parsed once.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Calendar> = OnceLock::new();
        EMBEDDED.get_or_init(|| {
            Self::parse(include_str!("../data/calendar.json")).expect("the tests parse the very file compiled in")
        })
    }

    /// Reads a calendar file. Pure, so that an operator's newer file is checked in the same way.
    pub fn parse(json: &str) -> Result<Self, CalendarFault> {
        let file: File =
            serde_json::from_slice(json.as_bytes()).map_err(|error| CalendarFault::Shape(error.to_string()))?;
        if file.years.is_empty() {
            return Err(CalendarFault::NoYears);
        }
        let mut calendar = Self { notices: BTreeMap::new(), named: BTreeMap::new() };
        for notice in file.years {
            for holiday in &notice.holidays {
                calendar.take(&notice, holiday)?;
            }
            let year = notice.year;
            if notice.number.trim().is_empty() || notice.title.trim().is_empty() {
                return Err(CalendarFault::Nameless(year));
            }
            if calendar.notices.insert(year, notice).is_some() {
                return Err(CalendarFault::YearTwice(year));
            }
        }
        Ok(calendar)
    }

    fn take(&mut self, notice: &Notice, holiday: &Holiday) -> Result<(), CalendarFault> {
        if holiday.name_zh.trim().is_empty() || holiday.name_en.trim().is_empty() {
            return Err(CalendarFault::Nameless(notice.year));
        }
        let (from, to) = (holiday.from, holiday.to);
        let length = days_between(from, to) + 1;
        if !(1..=15).contains(&length) {
            return Err(CalendarFault::Period { from, to });
        }
        let off = days_after(from).take(usize::try_from(length - 1).unwrap_or(0));
        for day in std::iter::once(from).chain(off) {
            self.name(notice.year, day, Day::Rest)?;
        }
        for &day in &holiday.work_days {
            if !is_weekend(day) {
                return Err(CalendarFault::NotAWeekend(day));
            }
            self.name(notice.year, day, Day::Work)?;
        }
        Ok(())
    }

    fn name(&mut self, year: i16, day: Date, what: Day) -> Result<(), CalendarFault> {
        let december_before = day.year() == year - 1 && day.month() == 12;
        if day.year() != year && !december_before {
            return Err(CalendarFault::OutsideYear { year, day });
        }
        match self.named.insert(day, what) {
            None => Ok(()),
            Some(_) => Err(CalendarFault::NamedTwice(day)),
        }
    }

    /// Whether the day is a work day (工作日).
    pub fn is_work_day(&self, day: Date) -> Result<bool, YearNotShipped> {
        if !self.notices.contains_key(&day.year()) {
            return Err(YearNotShipped { year: day.year() });
        }
        Ok(match self.named.get(&day) {
            Some(Day::Work) => true,
            Some(Day::Rest) => false,
            None => !is_weekend(day),
        })
    }

    /// The `n`-th work day after `start`; the day after `start` is the first that can count. With `n` 0, `start` itself.
    pub fn add_work_days(&self, start: Date, n: u16) -> Result<Date, YearNotShipped> {
        let mut left = n;
        let mut reached = start;
        for day in days_after(start) {
            if left == 0 {
                return Ok(reached);
            }
            if self.is_work_day(day)? {
                left -= 1;
            }
            reached = day;
        }
        // Only the last day that the date type knows gets here, and no notice covers it.
        if left == 0 { Ok(reached) } else { Err(YearNotShipped { year: reached.year() }) }
    }

    /// How many work days lie after `from`, up to and including `to`; negative when `to` comes first.
    pub fn work_days_between(&self, from: Date, to: Date) -> Result<i32, YearNotShipped> {
        if to < from {
            return Ok(-self.work_days_between(to, from)?);
        }
        days_after(from)
            .take_while(|day| *day <= to)
            .try_fold(0, |sum, day| Ok(sum + i32::from(self.is_work_day(day)?)))
    }

    /// The year's notice.
    #[must_use]
    pub fn notice(&self, year: i16) -> Option<&Notice> {
        self.notices.get(&year)
    }

    /// The shipped years, oldest first.
    pub fn years(&self) -> impl Iterator<Item = i16> {
        self.notices.keys().copied()
    }

    /// Holidays that touch the days after `from` up to and including `to`, by days off or swapped in.
    pub(crate) fn holidays_between(&self, from: Date, to: Date) -> impl Iterator<Item = &Holiday> {
        let within = move |day: &Date| *day > from && *day <= to;
        self.notices
            .values()
            .flat_map(|notice| &notice.holidays)
            .filter(move |holiday| (holiday.from <= to && holiday.to > from) || holiday.work_days.iter().any(within))
    }
}

/// The local date of an instant. All of China keeps one civil time, Asia/Shanghai, which has been UTC+8 without summer
/// time since 1991; a fixed offset therefore gives the same answer as the time-zone database, without carrying it on phones.
#[must_use]
pub fn local_date(t: Timestamp) -> Date {
    Offset::constant(8).to_datetime(t).date()
}

/// The first instant of the day after this one, in local time: from then on the day has passed.
#[must_use]
pub fn end_of_day(day: Date) -> Timestamp {
    let next = day.tomorrow().unwrap_or(Date::MAX).at(0, 0, 0, 0);
    Offset::constant(8).to_timestamp(next).unwrap_or(Timestamp::MAX)
}

/// The first instant of this day, in local time.
#[must_use]
pub fn start_of_day(day: Date) -> Timestamp {
    Offset::constant(8).to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::MIN)
}

/// Calendar days from one date to another, negative when `to` comes first.
pub(crate) fn days_between(from: Date, to: Date) -> i32 {
    let hours = from.duration_until(to).as_hours();
    i32::try_from(hours / 24).expect("all dates lie within 20,000 years")
}

fn days_after(start: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(start.tomorrow().ok(), |day| day.tomorrow().ok())
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}
