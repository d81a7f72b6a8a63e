//! Whose turn is when (退避): full jitter, so that ten thousand phones that lost the same server do not come back together.

use crate::CoreError;
use crate::entropy::{Entropy, below};
use crate::exchange::{RETRY_AFTER_MAX, Wait, WaitReason};
use crate::time::{after, until};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;

const FIRST: Duration = Duration::from_secs(2);
const MOST: Duration = Duration::from_secs(15 * 60);
/// Even the luckiest draw leaves the network a moment.
const LEAST: Duration = Duration::from_millis(250);

/// When something may be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "turn", rename_all = "snake_case")]
pub(crate) enum Turn {
    /// At once.
    Now,
    /// After `attempts` setbacks in a row, not before `at` of the device's clock.
    Later { at: Timestamp, attempts: u32, why: WaitReason },
}

impl Turn {
    /// A wall clock that was set back must not keep anything waiting for days: more than the longest wait counts as over.
    pub(crate) fn is_due(&self, now: Timestamp) -> bool {
        self.wait(now).is_none()
    }

    /// How long to wait still.
    pub(crate) fn wait(&self, now: Timestamp) -> Option<Duration> {
        match self {
            Self::Now => None,
            Self::Later { at, .. } => Some(until(now, *at)).filter(|wait| !wait.is_zero() && *wait <= RETRY_AFTER_MAX),
        }
    }

    pub(crate) fn attempts(&self) -> u32 {
        match self {
            Self::Now => 0,
            Self::Later { attempts, .. } => *attempts,
        }
    }

    /// After one more setback.
    pub(crate) fn postponed(self, wait: &Wait, now: Timestamp, entropy: &dyn Entropy) -> Result<Self, CoreError> {
        let attempts = self.attempts().saturating_add(1);
        let jitter = below(entropy, ceiling(attempts).as_millis() as u64 + 1)?;
        let span = Duration::from_millis(jitter).max(LEAST).max(wait.at_least.unwrap_or_default());
        Ok(Self::Later { at: after(now, span), attempts, why: wait.why })
    }

    /// In a new network: what lay in the old one is forgotten, what the server asked for is not.
    #[must_use]
    pub(crate) fn in_new_network(self) -> Self {
        match self {
            Self::Later { why, .. } if why.ends_with_a_new_network() => Self::Now,
            other => other,
        }
    }
}

fn ceiling(attempts: u32) -> Duration {
    FIRST.saturating_mul(1 << attempts.saturating_sub(1).min(16)).min(MOST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SeededEntropy;

    fn wait(why: WaitReason, at_least: Option<Duration>) -> Wait {
        Wait { why, at_least, problem: None }
    }

    fn spans(setbacks: usize) -> Vec<Duration> {
        let entropy = SeededEntropy::new(1);
        let now = Timestamp::UNIX_EPOCH;
        let mut turn = Turn::Now;
        (0..setbacks)
            .map(|_| {
                turn = turn.postponed(&wait(WaitReason::Timeout, None), now, &entropy).unwrap();
                turn.wait(now).unwrap()
            })
            .collect()
    }

    #[test]
    fn waits_are_drawn_below_a_ceiling_that_doubles_from_two_seconds_to_fifteen_minutes() {
        let spans = spans(200);
        for (attempt, span) in spans.iter().enumerate() {
            let ceiling = Duration::from_secs(2 << attempt.min(12)).min(MOST);
            assert!((LEAST..=ceiling).contains(span), "{attempt}: {span:?}");
        }
        let late = &spans[20..];
        assert!(late.iter().any(|span| *span < MOST / 4) && late.iter().any(|span| *span > MOST * 3 / 4), "no jitter");
    }

    #[test]
    fn the_servers_wish_is_a_lower_bound() {
        let asked = Duration::from_secs(1200);
        let wait = wait(WaitReason::ServerBusy, Some(asked));
        let now = Timestamp::UNIX_EPOCH;
        let turn = Turn::Now.postponed(&wait, now, &SeededEntropy::new(1)).unwrap();
        assert_eq!(turn.wait(now), Some(asked));
        assert_eq!(turn.in_new_network(), turn, "a new network does not make the server less busy");
    }

    #[test]
    fn a_clock_that_was_set_back_by_days_delays_nothing() {
        let turn = Turn::Later {
            at: after(Timestamp::UNIX_EPOCH, 172_800 * Duration::from_secs(1)),
            attempts: 3,
            why: WaitReason::Timeout,
        };
        assert!(turn.is_due(Timestamp::UNIX_EPOCH));
    }
}
