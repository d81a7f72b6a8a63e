//! Limits of requests (限流): a token bucket for each limit and key, in memory. What protects accounts for longer than a restart
//! (lock-outs, one code a minute) is in the store; this keeps one caller from taking everybody's share.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use minyi_wire::{Problem, ProblemCode};

use crate::clock::Clock;
use crate::config::Throttling;
use crate::failure::ApiFailure;

/// Buckets of one generation. Two are kept, so memory is bounded and only the keys longest unseen are forgotten.
const GENERATION: usize = 32_768;

/// What is limited, and by what key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Limit {
    /// One-time codes asked for, by phone fingerprint.
    CodesByPhone,
    /// One-time codes asked for, by client address. Generous: a mobile carrier hides thousands behind one address.
    CodesByAddress,
    /// Codes and passwords tried, by client address.
    SignInsByAddress,
    /// Citizens registered at a station, by member of staff.
    RegistrationsByStaff,
    /// Codes of cases tried, by client address. A million cases share 2^60 codes: one address finds one in some thousand years.
    FollowCodes,
    /// Requests without a session, by client address.
    Anonymous,
    /// Reads, by account.
    Reads,
    /// Commands and the like, by account.
    Writes,
    /// Uploads and their parts, by account.
    Uploads,
    /// Questions asked in hearings, by account: one each half minute.
    Questions,
}

impl Limit {
    /// How many at once, and milliseconds until one more.
    #[must_use]
    pub fn burst_and_refill_ms(self) -> (u32, u32) {
        match self {
            // With five tries a code, a million codes and one code an hour: guessing one phone takes some twenty years.
            Self::CodesByPhone => (5, 3_600_000),
            Self::CodesByAddress => (60, 5_000),
            Self::SignInsByAddress => (120, 1_000),
            Self::RegistrationsByStaff => (60, 10_000),
            Self::FollowCodes => (40, 10_000),
            Self::Anonymous => (600, 20),
            Self::Reads => (1_200, 10),
            Self::Writes => (600, 20),
            Self::Uploads => (1_200, 10),
            Self::Questions => (1, 30_000),
        }
    }
}

type Key = (Limit, String);

/// When the bucket will be full again, in milliseconds since 1970: the whole state of a bucket.
type FullAgainAt = i64;

#[derive(Debug, Default)]
struct Buckets {
    young: HashMap<Key, FullAgainAt>,
    old: HashMap<Key, FullAgainAt>,
}

/// The limits of this node.
#[derive(Debug)]
pub struct Throttle {
    clock: Arc<dyn Clock>,
    throttling: Throttling,
    buckets: Mutex<Buckets>,
}

impl Throttle {
    /// All buckets full.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, throttling: Throttling) -> Self {
        Self { clock, throttling, buckets: Mutex::default() }
    }

    /// Takes one from the bucket.
    ///
    /// # Errors
    /// `rate_limited`, with the seconds until there is one again.
    pub fn admit(&self, limit: Limit, key: &str) -> Result<(), ApiFailure> {
        if self.throttling == Throttling::Off {
            return Ok(());
        }
        let (burst, refill) = limit.burst_and_refill_ms();
        let (burst, refill) = (i64::from(burst), i64::from(refill));
        let now = self.clock.now().as_millisecond();
        let key = (limit, key.to_owned());
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let full_again = buckets.young.get(&key).or_else(|| buckets.old.get(&key)).copied().unwrap_or(now);
        // A clock that went back must not shut anybody out for longer than an empty bucket would.
        let full_again = full_again.clamp(now, now + burst * refill);
        let after = full_again + refill;
        let admitted = after <= now + burst * refill;
        if buckets.young.len() >= GENERATION {
            buckets.old = std::mem::take(&mut buckets.young);
        }
        buckets.young.insert(key, if admitted { after } else { full_again });
        if !admitted {
            let wait = (after - now - burst * refill + 999) / 1_000;
            let wait = u32::try_from(wait).unwrap_or(1).max(1);
            return Err(Problem::new(ProblemCode::RateLimited).retry_after(wait).into());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::TestClock;
    use jiff::{SignedDuration, Timestamp};

    fn throttle(throttling: Throttling) -> (Arc<TestClock>, Throttle) {
        let clock = Arc::new(TestClock::at(Timestamp::UNIX_EPOCH));
        (clock.clone(), Throttle::new(clock, throttling))
    }

    #[test]
    fn a_burst_passes_then_one_for_each_refill() {
        let (clock, throttle) = throttle(Throttling::On);
        for _ in 0..60 {
            throttle.admit(Limit::CodesByAddress, "a").unwrap();
        }
        let refused = throttle.admit(Limit::CodesByAddress, "a").unwrap_err();
        assert_eq!((refused.0.code, refused.0.retry_after), (ProblemCode::RateLimited, Some(5)));
        clock.advance(SignedDuration::from_secs(4));
        assert!(throttle.admit(Limit::CodesByAddress, "a").is_err());
        clock.advance(SignedDuration::from_secs(1));
        assert!(throttle.admit(Limit::CodesByAddress, "a").is_ok());
        assert!(throttle.admit(Limit::CodesByAddress, "a").is_err());
    }

    #[test]
    fn keys_and_limits_do_not_share_a_bucket() {
        let (_, throttle) = throttle(Throttling::On);
        for _ in 0..5 {
            throttle.admit(Limit::CodesByPhone, "a").unwrap();
        }
        assert!(throttle.admit(Limit::CodesByPhone, "a").is_err());
        assert!(throttle.admit(Limit::CodesByPhone, "b").is_ok());
        assert!(throttle.admit(Limit::SignInsByAddress, "a").is_ok());
    }

    #[test]
    fn memory_is_bounded_and_a_busy_key_is_not_forgotten() {
        let (_, throttle) = throttle(Throttling::On);
        for _ in 0..5 {
            throttle.admit(Limit::CodesByPhone, "busy").unwrap();
        }
        for stranger in 0..GENERATION {
            throttle.admit(Limit::Anonymous, &stranger.to_string()).unwrap();
        }
        assert!(throttle.admit(Limit::CodesByPhone, "busy").is_err(), "still empty in the old generation");
        for stranger in 0..4 * GENERATION {
            throttle.admit(Limit::Anonymous, &stranger.to_string()).unwrap();
        }
        let buckets = throttle.buckets.lock().unwrap();
        assert!(buckets.young.len() + buckets.old.len() <= 2 * GENERATION);
    }

    #[test]
    fn limits_can_be_switched_off_for_measurements() {
        let (_, throttle) = throttle(Throttling::Off);
        assert!((0..10_000).all(|_| throttle.admit(Limit::CodesByPhone, "a").is_ok()));
    }

    #[test]
    fn a_clock_set_back_shuts_nobody_out() {
        let (clock, throttle) = throttle(Throttling::On);
        clock.advance(SignedDuration::from_hours(1_000));
        throttle.admit(Limit::CodesByPhone, "a").unwrap();
        clock.set(Timestamp::UNIX_EPOCH);
        assert!(throttle.admit(Limit::CodesByPhone, "a").is_err());
        clock.advance(SignedDuration::from_hours(1));
        assert!(throttle.admit(Limit::CodesByPhone, "a").is_ok());
    }
}
