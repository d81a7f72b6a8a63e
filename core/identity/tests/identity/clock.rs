//! Trusted time on a phone whose clock anybody may set.

use crate::support::{DAY, at};
use minyi_identity::time::TimeRolledBack;
use minyi_identity::*;
use proptest::prelude::*;
use std::time::Duration;

fn reading(wall: u64, uptime: u64, boot: u64) -> ClockReading {
    ClockReading { wall: at(wall), uptime: Duration::from_secs(uptime), boot }
}

fn synced() -> TimeAnchor {
    let mut anchor = TimeAnchor::default();
    anchor.sync(at(1000), reading(1000, 50, 1)).unwrap();
    anchor
}

#[test]
fn after_a_sync_the_settable_clock_does_not_matter() {
    for wall in [0, 1060, 999_999] {
        assert_eq!(synced().now(reading(wall, 110, 1)), Now::Anchored(at(1060)));
    }
}

#[test]
fn a_restart_loses_the_anchor_and_keeps_the_floor() {
    assert_eq!(synced().now(reading(1060, 5, 2)), Now::Wall(at(1060)));
    assert_eq!(synced().now(reading(400, 5, 2)), Now::SetBack(at(1000)));
}

#[test]
fn an_anchor_of_more_than_three_days_has_drifted_too_far() {
    assert_eq!(synced().now(reading(1060, 50 + 3 * DAY, 1)), Now::Anchored(at(1000 + 3 * DAY)));
    assert_eq!(synced().now(reading(1060, 51 + 3 * DAY, 1)), Now::Wall(at(1060)));
}

#[test]
fn an_uptime_that_runs_backwards_is_no_anchor() {
    assert_eq!(synced().now(reading(2000, 10, 1)), Now::Wall(at(2000)));
}

#[test]
fn a_server_that_goes_back_in_time_is_refused_and_the_anchor_stays() {
    let mut anchor = synced();
    assert_eq!(anchor.sync(at(900), reading(900, 100, 1)), Err(TimeRolledBack));
    assert_eq!(anchor.now(reading(900, 100, 1)), Now::Anchored(at(1050)));
    assert_eq!(anchor.sync(at(1000), reading(1000, 100, 1)), Ok(()), "two servers may differ by a minute");
}

#[test]
fn the_phones_own_clock_far_ahead_does_not_lock_the_server_out() {
    let mut anchor = synced();
    assert_eq!(anchor.sync(at(2000), reading(999_999_999, 5, 2)), Ok(()));
}

#[test]
fn what_is_signed_raises_the_floor_and_the_floor_survives_storing() {
    let mut anchor = synced();
    anchor.raise_floor(at(5000));
    anchor.raise_floor(at(4000));
    let stored = serde_json::to_string(&anchor).unwrap();
    let anchor: TimeAnchor = serde_json::from_str(&stored).unwrap();
    assert_eq!(anchor.now(reading(4500, 0, 2)), Now::SetBack(at(5000)));
}

proptest! {
    #[test]
    fn time_is_never_before_what_was_proven_unless_anchored(
        proven in prop::collection::vec(0_u64..10_000_000, 1..6), wall in 0_u64..20_000_000
    ) {
        let mut anchor = TimeAnchor::default();
        proven.iter().for_each(|time| anchor.raise_floor(at(*time)));
        let latest = at(proven.iter().copied().max().unwrap());
        prop_assert!(anchor.now(reading(wall, 0, 0)).estimate() >= latest);
    }
}
