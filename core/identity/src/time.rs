//! Time on a phone whose clock anybody may set. A server's time is tied to the uptime counter, which nobody can set; the
//! latest time ever proven is a floor that survives restarts. Nothing here reads a clock: readings are arguments.

use serde::{Deserialize, Serialize};
use std::time::Duration;
use thiserror::Error;

/// Seconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnixTime(pub u64);

impl UnixTime {
    /// Later by `span`; stops at the end of numbers.
    #[must_use]
    pub fn plus(self, span: Duration) -> Self {
        Self(self.0.saturating_add(span.as_secs()))
    }

    /// Time passed since `earlier`, zero if that is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_secs(self.0.saturating_sub(earlier.0))
    }
}

/// How long uptime keeps its word after a sync: a phone's quartz drifts up to about 2 s a day, and 3 days stay well within
/// one 15 s step.
const ANCHOR_LIFE: Duration = Duration::from_secs(3 * 86_400);

/// What the phone's clocks say at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockReading {
    /// The settable clock.
    pub wall: UnixTime,
    /// Time since start, counted also in sleep (Android `elapsedRealtime`, iOS `mach_continuous_time`).
    pub uptime: Duration,
    /// Differs after every restart (Android `BOOT_COUNT`, iOS boot session).
    pub boot: u64,
}

/// What is known about the present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Now {
    /// Derived from a server's time in this run of the phone: a live code can be judged by it.
    Anchored(UnixTime),
    /// Only the settable clock, not contradicted by anything: good enough for expiry and age, not for a live code.
    Wall(UnixTime),
    /// The settable clock says less than what was already proven. It is at least this late.
    SetBack(UnixTime),
}

impl Now {
    /// The best estimate; never earlier than what was proven.
    #[must_use]
    pub const fn estimate(self) -> UnixTime {
        match self {
            Self::Anchored(time) | Self::Wall(time) | Self::SetBack(time) => time,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Anchor {
    server: UnixTime,
    uptime: Duration,
    boot: u64,
}

/// The trusted time of one phone. Store it (serde) after every change: the floor must survive restarts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeAnchor {
    anchor: Option<Anchor>,
    floor: UnixTime,
}

/// A server gave a time before one that is already proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the server's time is before a time already proven")]
pub struct TimeRolledBack;

impl TimeAnchor {
    /// Ties a server's time to this reading. The time must come from an authenticated answer of this very moment.
    /// A minute below the floor is tolerated: two servers may differ.
    pub fn sync(&mut self, server: UnixTime, reading: ClockReading) -> Result<(), TimeRolledBack> {
        if server.plus(Duration::from_secs(60)) < self.now(reading).lower_bound(self.floor) {
            return Err(TimeRolledBack);
        }
        self.anchor = Some(Anchor { server, uptime: reading.uptime, boot: reading.boot });
        self.raise_floor(server);
        Ok(())
    }

    /// Something signed proves that it is at least this late, for example a status list just accepted.
    pub fn raise_floor(&mut self, proven: UnixTime) {
        self.floor = self.floor.max(proven);
    }

    /// What is known about the moment of this reading.
    #[must_use]
    pub fn now(&self, reading: ClockReading) -> Now {
        if let Some(anchor) = self.anchor.filter(|anchor| anchor.boot == reading.boot)
            && let Some(passed) = reading.uptime.checked_sub(anchor.uptime)
            && passed <= ANCHOR_LIFE
        {
            return Now::Anchored(anchor.server.plus(passed));
        }
        if reading.wall < self.floor { Now::SetBack(self.floor) } else { Now::Wall(reading.wall) }
    }
}

impl Now {
    /// The settable clock proves nothing about a server's time; the anchor and the floor do.
    fn lower_bound(self, floor: UnixTime) -> UnixTime {
        match self {
            Self::Anchored(time) => time.max(floor),
            Self::Wall(_) | Self::SetBack(_) => floor,
        }
    }
}
