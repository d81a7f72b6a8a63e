//! Which organs and deputies there are. The server reads them from its seed, the phone from the last sync; the rulebook only
//! asks what kind an organ is.

use crate::ids::{OrganId, UserId};
use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What an organ is; only some may be assigned work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OrganKind {
    /// 人大常委会办公室
    CongressOffice,
    /// 联络站 / 基层单元
    Station,
    /// 承办单位: department or town.
    Unit,
    /// 人民法院 (its liaison office)
    Court,
    /// 人民检察院
    Procuratorate,
    /// 监察委员会
    SupervisoryCommission,
}

/// An organ, station or unit, as the public knows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = OrganView))]
pub struct Organ {
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
    /// 地址
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// 电话
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// 已关闭: takes nothing new, finishes what it has.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
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

/// The organs and deputies of the district, by code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directory {
    /// Kind of every organ that takes new work.
    pub organs: BTreeMap<OrganId, OrganKind>,
    /// Station of every deputy in office.
    pub deputies: BTreeMap<UserId, OrganId>,
    /// Those whose mandates are all over: nobody addresses them, and they may be elected again.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub former: BTreeMap<UserId, OrganId>,
}

impl Directory {
    /// Whether the organ exists and can be assigned a citizen's case.
    #[must_use]
    pub fn can_handle(&self, organ: &OrganId) -> bool {
        matches!(self.organs.get(organ), Some(OrganKind::Unit))
    }

    /// Whether the person has the account of a deputy, in office or not.
    #[must_use]
    pub fn has_deputy(&self, person: &UserId) -> bool {
        self.deputies.contains_key(person) || self.former.contains_key(person)
    }

    /// Whether this is a station of the district.
    #[must_use]
    pub fn is_station(&self, organ: &OrganId) -> bool {
        matches!(self.organs.get(organ), Some(OrganKind::Station))
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
