//! Anchors (节目时间锚点): to which moment of the session a question belongs. Programme time if the player tells it, never "seconds since I
//! pressed play"; without it the server's time less the declared delay, marked as approximate.

use jiff::{SignedDuration, Timestamp};
use minyi_rulebook::hearing::{Anchor, AnchorSource, SessionClock};

/// The anchor of what is on the screen now: of the player's programme time, or of the server's time as the phone estimates it.
#[must_use]
pub fn anchor_at(programme_time: Option<Timestamp>, server_now: Timestamp, delay_s: u16) -> Anchor {
    match programme_time {
        // A player that is ahead of the court room has a wrong clock; the fallback is better than its word.
        Some(at) if at <= server_now => Anchor { at, source: AnchorSource::Player, line: None },
        _ => {
            let delay = SignedDuration::from_secs(i64::from(delay_s));
            let at = server_now.checked_sub(delay).unwrap_or(server_now);
            Anchor { at, source: AnchorSource::Server, line: None }
        }
    }
}

/// The moment behind a position of the session clock ("47 minutes into the hearing"), as a reader of a replay or of the minutes has
/// it: milliseconds of open session. `None` beyond the end.
#[must_use]
pub fn anchor_at_position(clock: &SessionClock, offset_ms: i64) -> Option<Anchor> {
    let mut left = u64::try_from(offset_ms).ok()?;
    for segment in clock.segments.iter().filter(|segment| segment.kind.is_open()) {
        let length = segment.until.map(|until| until.as_millisecond().abs_diff(segment.from.as_millisecond()));
        match length {
            Some(length) if length <= left => left -= length,
            _ => {
                let at = segment.from.checked_add(std::time::Duration::from_millis(left)).ok()?;
                return Some(Anchor { at, source: AnchorSource::Player, line: None });
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use minyi_rulebook::hearing::{Segment, SegmentKind as K};
    use proptest::prelude::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_772_416_800 + seconds).unwrap()
    }

    #[test]
    fn programme_time_counts_and_what_is_ahead_of_the_server_does_not() {
        let now = at(100);
        for (programme, moment, source) in [
            (Some(at(70)), at(70), AnchorSource::Player),
            (Some(at(101)), at(70), AnchorSource::Server),
            (None, at(70), AnchorSource::Server),
        ] {
            let anchor = anchor_at(programme, now, 30);
            assert_eq!((anchor.at, anchor.source), (moment, source), "{programme:?}");
        }
    }

    proptest! {
        #[test]
        fn a_position_and_its_moment_are_each_others(lengths in proptest::collection::vec((0_usize..4, 1_i64..5_000), 1..8), share in 0.0..1.0_f64) {
            let kinds = [K::Opening, K::Recess, K::Debate, K::Closed];
            let (mut segments, mut from) = (Vec::new(), 0);
            for (kind, length) in lengths {
                segments.push(Segment { kind: kinds[kind], from: at(from), until: Some(at(from + length)) });
                from += length;
            }
            let clock = SessionClock { segments };
            let open: i64 = clock.segments.iter().filter(|s| s.kind.is_open())
                .map(|s| s.until.unwrap().as_millisecond() - s.from.as_millisecond()).sum();
            let offset = (open as f64 * share) as i64;
            match anchor_at_position(&clock, offset) {
                Some(anchor) => prop_assert_eq!(clock.position(anchor.at).map(|p| p.offset_ms), Some(offset)),
                None => prop_assert!(open == 0),
            }
            prop_assert_eq!(anchor_at_position(&clock, open), None);
            prop_assert_eq!(anchor_at_position(&clock, -1), None);
        }
    }
}
