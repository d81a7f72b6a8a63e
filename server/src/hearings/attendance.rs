//! Attendance (听审记录) from heartbeats. A phone says every half minute that the picture plays before somebody's eyes; the server
//! dates it by its own clock and joins what lies close together. Heartbeats are no events: once a minute, what came since goes
//! into one event for all seats of a hearing. A crash loses that minute, never more.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use minyi_rulebook::hearing::{Interval, Watched};
use minyi_rulebook::ids::{MatterId, UserId};

/// Two heartbeats further apart than this are two intervals.
const TOGETHER: SignedDuration = SignedDuration::from_secs(60);
/// Seats whose intervals are kept, of all hearings together.
const SEATS: usize = 10_000;

/// Heartbeats since the last fold.
#[derive(Debug, Default)]
pub struct Attendance(Mutex<BTreeMap<(MatterId, UserId), Seat>>);

#[derive(Debug)]
struct Seat {
    /// From the last heartbeat that was folded, so that nothing between two folds is lost.
    from: Timestamp,
    last: Timestamp,
}

impl Attendance {
    /// Notes that somebody watches now. Returns the watched interval that came to its end, if one did.
    pub fn beat(&self, matter: MatterId, deputy: UserId, now: Timestamp) -> Option<Interval> {
        let mut seats = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let full = seats.len() >= SEATS;
        match seats.get_mut(&(matter, deputy)) {
            Some(seat) if now.duration_since(seat.last) <= TOGETHER => {
                seat.last = seat.last.max(now);
                None
            }
            Some(seat) => {
                let ended = Interval { from: seat.from, until: seat.last };
                *seat = Seat { from: now, last: now };
                (ended.from < ended.until).then_some(ended)
            }
            None if full => None,
            None => {
                seats.insert((matter, deputy), Seat { from: now, last: now });
                None
            }
        }
    }

    /// How many seats of a hearing sent a heartbeat since the last minute or so.
    pub fn watching(&self, matter: MatterId) -> usize {
        let seats = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seats.keys().filter(|(hearing, _)| *hearing == matter).count()
    }

    /// Takes what was watched since the last fold, a list a hearing. Who still watches goes on from there.
    pub fn fold(&self, now: Timestamp) -> BTreeMap<MatterId, Vec<Watched>> {
        let mut seats = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut folded: BTreeMap<MatterId, Vec<Watched>> = BTreeMap::new();
        for ((matter, deputy), seat) in seats.iter_mut() {
            if seat.from < seat.last {
                let intervals = vec![Interval { from: seat.from, until: seat.last }];
                folded.entry(*matter).or_default().push(Watched { deputy: *deputy, intervals });
                seat.from = seat.last;
            }
        }
        seats.retain(|_, seat| now.duration_since(seat.last) <= TOGETHER);
        folded
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    #[test]
    fn heartbeats_join_across_folds_and_break_when_they_stop() {
        let attendance = Attendance::default();
        let (matter, deputy) = (MatterId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)));
        for seconds in [0, 30, 60] {
            assert_eq!(attendance.beat(matter, deputy, at(seconds)), None);
        }
        let interval = |from, until| Interval { from: at(from), until: at(until) };
        let folded = attendance.fold(at(61));
        assert_eq!(folded[&matter][0].intervals, [interval(0, 60)]);
        assert!(attendance.fold(at(62)).is_empty(), "folded once");
        attendance.beat(matter, deputy, at(90));
        assert_eq!(attendance.fold(at(91))[&matter][0].intervals, [interval(60, 90)], "no gap between folds");
        attendance.beat(matter, deputy, at(100));
        assert_eq!(attendance.beat(matter, deputy, at(500)), Some(interval(90, 100)), "a pause ends an interval");
        assert!(attendance.fold(at(700)).is_empty(), "a single heartbeat is no time");
    }

    #[test]
    fn a_clock_that_goes_back_makes_no_interval() {
        let attendance = Attendance::default();
        let (matter, deputy) = (MatterId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)));
        attendance.beat(matter, deputy, at(100));
        attendance.beat(matter, deputy, at(40));
        assert!(attendance.fold(at(41)).is_empty());
    }
}
