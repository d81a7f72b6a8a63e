//! The stable names of outcomes, for machines; the sentences for people are the core's own.

use minyi_identity::Outcome;
use minyi_identity::words::Words;

/// Name of an outcome, as `--json` prints it.
pub(crate) const fn spoken(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::GenuineAndCurrent { .. } => "genuine_and_current",
        Outcome::GenuineStatusStale { .. } => "genuine_status_stale",
        Outcome::TimeNotChecked { .. } => "time_not_checked",
        Outcome::Suspended { .. } => "suspended",
        Outcome::Terminated { .. } => "terminated",
        Outcome::Replaced { .. } => "replaced",
        Outcome::Expired { .. } => "expired",
        Outcome::ReplaySuspected { .. } => "replay_suspected",
        Outcome::DeviceMismatch { .. } => "device_mismatch",
        Outcome::UnknownIssuer(_) => "unknown_issuer",
        Outcome::Malformed(_) => "malformed",
    }
}

pub(super) fn pair(zh: &str, en: &str) -> Words {
    Words { zh: zh.to_owned(), en: en.to_owned() }
}
