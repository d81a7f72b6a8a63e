//! Seats (席位) and attendance (听审记录): who may watch, what they declared and signed, and how long they watched.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::session_clock::SessionClock;
use crate::ids::OrganId;

/// What the court clerk found when the roster was checked against the witness list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CourtCheck {
    /// 未核对
    Unchecked,
    /// 已核对
    Cleared,
    /// 不得旁听
    Struck,
}

/// Where a deputy stands towards the hearing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SeatStanding {
    /// 已报名
    Applied,
    /// 未入选
    NotChosen,
    /// 入选
    Chosen,
    /// 回避: no stream, no question, no seconding, not even the sight of the hearing.
    Recused,
}

/// A time during which somebody watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Interval {
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub from: Timestamp,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub until: Timestamp,
}

/// The union of intervals: sorted, none touching another.
#[must_use]
pub fn union(mut intervals: Vec<Interval>) -> Vec<Interval> {
    intervals.retain(|interval| interval.from < interval.until);
    intervals.sort();
    let mut joined: Vec<Interval> = Vec::with_capacity(intervals.len());
    for interval in intervals {
        match joined.last_mut() {
            Some(last) if interval.from <= last.until => last.until = last.until.max(interval.until),
            _ => joined.push(interval),
        }
    }
    joined
}

/// Milliseconds of open session that were watched. Recesses and closed parts count for nobody.
#[must_use]
pub fn watched_ms(watched: &[Interval], clock: &SessionClock) -> i64 {
    watched.iter().map(|interval| clock.open_ms(interval.from, interval.until)).sum()
}

/// One deputy's place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// Counts from 1 in the order of applications: what masked views call the deputy.
    pub number: u16,
    /// The station at which the deputy receives citizens: all that peers and the liaison learn.
    pub station: OrganId,
    pub standing: SeatStanding,
    pub check: CourtCheck,
    /// When the discipline notice was read and signed.
    pub signed_at: Option<Timestamp>,
    /// Version of the notice that was signed.
    pub signed_notice: Option<String>,
    /// Watched intervals, joined.
    pub watched: Vec<Interval>,
    /// Version of the last event that changed this seat.
    pub version: u32,
}

impl Seat {
    /// Whether the seat is on the roster: chosen, and not struck by the court.
    #[must_use]
    pub fn on_roster(&self) -> bool {
        self.standing == SeatStanding::Chosen && self.check != CourtCheck::Struck
    }

    /// Whether the deputy may watch: on the roster, checked by the court, discipline signed.
    #[must_use]
    pub fn may_watch(&self) -> bool {
        self.on_roster() && self.check == CourtCheck::Cleared && self.signed_at.is_some()
    }
}
