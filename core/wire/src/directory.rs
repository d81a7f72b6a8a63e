//! The organs and deputies of the district, as every signed-in device keeps them.

use jiff::Span;
use jiff::civil::Date;
use minyi_rulebook::ids::{OrganId, UserId};
use minyi_rulebook::organ::{Directory, OrganKind};
use serde::{Deserialize, Serialize};

/// `GET /v1/directory`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DirectoryView {
    /// Changes when anything below does.
    pub version: String,
    pub district_zh: String,
    pub district_en: String,
    /// Whether the people in it are invented.
    pub demo: bool,
    pub organs: Vec<OrganView>,
    pub deputies: Vec<DeputyView>,
}

/// An organ, station or unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrganView {
    pub id: OrganId,
    pub kind: OrganKind,
    pub name_zh: String,
    pub name_en: String,
    /// Town or sub-district, where it belongs to one.
    #[serde(default)]
    pub town: Option<String>,
    /// WGS84 degrees, where a place is known.
    #[serde(default)]
    pub lat: Option<f64>,
    #[serde(default)]
    pub lon: Option<f64>,
    /// When deputies receive citizens there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub receptions: Vec<Reception>,
}

/// 接待日: on this day of every month, between these hours of local time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Reception {
    /// 1 to 31; a month without that day has none.
    pub day: u8,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "time"))]
    pub from: jiff::civil::Time,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "time"))]
    pub to: jiff::civil::Time,
}

impl Reception {
    /// The first day on which it is, from this one on; `None` for a day that no month has.
    #[must_use]
    pub fn next_from(&self, today: Date) -> Option<Date> {
        let day = i8::try_from(self.day).ok()?;
        // Two months in a row without a day do not exist: three are enough.
        (0..3).find_map(|ahead| {
            let month = today.first_of_month().checked_add(Span::new().months(ahead)).ok()?;
            Date::new(month.year(), month.month(), day).ok().filter(|date| *date >= today)
        })
    }
}

/// A deputy and the station where they receive citizens. Names of deputies are public by law (代表法).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeputyView {
    pub user: UserId,
    pub name: String,
    pub station: OrganId,
}

impl DirectoryView {
    /// What the rulebook needs of it.
    #[must_use]
    pub fn for_rulebook(&self) -> Directory {
        Directory {
            organs: self.organs.iter().map(|organ| (organ.id.clone(), organ.kind)).collect(),
            deputies: self.deputies.iter().map(|deputy| (deputy.user, deputy.station.clone())).collect(),
        }
    }

    /// Chinese name of an organ, or its code.
    #[must_use]
    pub fn name_zh<'d>(&'d self, id: &'d OrganId) -> &'d str {
        self.organs.iter().find(|organ| &organ.id == id).map_or(id.as_str(), |organ| &organ.name_zh)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    #[test]
    fn the_next_reception_day_is_today_or_later_and_skips_months_without_it() {
        for (day, today, next) in [
            (10, date(2026, 3, 2), Some(date(2026, 3, 10))),
            (10, date(2026, 3, 10), Some(date(2026, 3, 10))),
            (10, date(2026, 3, 11), Some(date(2026, 4, 10))),
            (15, date(2026, 12, 31), Some(date(2027, 1, 15))),
            (31, date(2026, 4, 1), Some(date(2026, 5, 31))),
            (30, date(2026, 1, 31), Some(date(2026, 3, 30))),
            (0, date(2026, 3, 2), None),
            (32, date(2026, 3, 2), None),
        ] {
            let reception = Reception { day, from: time(9, 0, 0, 0), to: time(11, 0, 0, 0) };
            assert_eq!(reception.next_from(today), next, "{day} from {today}");
        }
    }
}
