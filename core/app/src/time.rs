//! Time (时间) as the phone knows it: its own clock, which may be wrong by days, a monotonic one for waiting, and an estimate
//! of the server's, which is the legal one.

use async_trait::async_trait;
use jiff::Timestamp;
use std::fmt;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// A source of time. Injected, so that no test ever waits.
#[async_trait]
pub trait Clock: Send + Sync {
    /// The device's wall clock.
    fn now(&self) -> Timestamp;
    /// Time since some fixed moment; never goes back.
    fn monotonic(&self) -> Duration;
    /// Time since something that nobody can set, to which a server's time is tied. A shell gives the platform's own
    /// (`elapsedRealtime` and boot count, `mach_continuous_time`); this one ends with the process.
    fn uptime(&self) -> Uptime {
        Uptime { since_start: self.monotonic(), run: process_run() }
    }
    /// Returns when `monotonic` has moved on by so much.
    async fn sleep(&self, span: Duration);
    /// Returns when `monotonic` has reached this; at once if it has.
    async fn sleep_until(&self, moment: Duration) {
        self.sleep(moment.saturating_sub(self.monotonic())).await;
    }
}

/// A reading of the uptime counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Uptime {
    /// Since the start of this run; counts in sleep, too.
    pub since_start: Duration,
    /// Differs after every restart.
    pub run: u64,
}

/// The device's clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    start: Instant,
}

impl SystemClock {
    /// Starts its monotonic part at zero.
    #[must_use]
    pub fn new() -> Self {
        Self { start: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        whole_milliseconds(Timestamp::now())
    }

    fn monotonic(&self) -> Duration {
        self.start.elapsed()
    }

    /// Linux tells of the machine's own start, so that trusted time outlives this process.
    fn uptime(&self) -> Uptime {
        machine_uptime().unwrap_or_else(|| Uptime { since_start: self.start.elapsed(), run: process_run() })
    }

    async fn sleep(&self, span: Duration) {
        tokio::time::sleep(span).await;
    }
}

fn machine_uptime() -> Option<Uptime> {
    use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
    let uptime = std::fs::read_to_string("/proc/uptime").ok()?;
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let since_start = Duration::try_from_secs_f64(uptime.split_whitespace().next()?.parse().ok()?).ok()?;
    Some(Uptime { since_start, run: BuildHasherDefault::<DefaultHasher>::default().hash_one(boot) })
}

/// Another number in every process, so that a later one does not take its own counter for this one's.
fn process_run() -> u64 {
    use std::hash::{BuildHasher, RandomState};
    static RUN: std::sync::OnceLock<u64> = std::sync::OnceLock::new();
    *RUN.get_or_init(|| RandomState::new().hash_one("run"))
}

/// A clock that moves only when it is told to, for tests here and in other crates.
pub struct TestClock {
    wall: Mutex<Timestamp>,
    ticks: watch::Sender<Duration>,
}

impl TestClock {
    /// Stands at this moment.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self { wall: now.into(), ticks: watch::Sender::new(Duration::ZERO) }
    }

    /// Time passes: both clocks move and sleepers wake.
    pub fn advance(&self, span: Duration) {
        let mut wall = self.wall.lock().unwrap_or_else(PoisonError::into_inner);
        *wall = after(*wall, span);
        self.ticks.send_modify(|ticks| *ticks += span);
    }

    /// Somebody sets the wall clock; the monotonic one does not notice.
    pub fn set_wall(&self, now: Timestamp) {
        *self.wall.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }
}

impl fmt::Debug for TestClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestClock").field("now", &self.now()).finish_non_exhaustive()
    }
}

#[async_trait]
impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.wall.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn monotonic(&self) -> Duration {
        *self.ticks.borrow()
    }

    async fn sleep(&self, span: Duration) {
        self.sleep_until(self.monotonic() + span).await;
    }

    /// Of its own: time that is moved on while the span is reckoned must not be slept through once more.
    async fn sleep_until(&self, moment: Duration) {
        // The sender lives as long as `self`, so waiting can only end by the time having come.
        let _ = self.ticks.subscribe().wait_for(|ticks| *ticks >= moment).await;
    }
}

/// How far the server's clock is ahead of ours, in milliseconds; estimated from the answers to sync requests.
#[derive(Debug, Default)]
pub(crate) struct ServerOffset {
    ms: AtomicI64,
    /// What the server said last, since this start.
    last_server_ms: Mutex<Option<i64>>,
}

impl ServerOffset {
    pub(crate) fn set_ms(&self, ms: i64) {
        self.ms.store(ms, Ordering::Relaxed);
    }

    pub(crate) fn ms(&self) -> i64 {
        self.ms.load(Ordering::Relaxed)
    }

    /// What the server said last; `None` if it has not been asked since this start.
    pub(crate) fn last_server_ms(&self) -> Option<i64> {
        *self.last_server_ms.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Learns from an answer: the server read its clock at about the middle between asking and receiving.
    pub(crate) fn learn(&self, server: Timestamp, asked: Timestamp, received: Timestamp) {
        let middle = asked.as_millisecond().midpoint(received.as_millisecond());
        self.set_ms(server.as_millisecond() - middle);
        *self.last_server_ms.lock().unwrap_or_else(PoisonError::into_inner) = Some(server.as_millisecond());
    }

    /// The estimate of server time at this moment of ours.
    pub(crate) fn server_time(&self, ours: Timestamp) -> Timestamp {
        from_ms(ours.as_millisecond().saturating_add(self.ms()))
    }
}

/// `span` after `moment`, at most the end of time.
pub(crate) fn after(moment: Timestamp, span: Duration) -> Timestamp {
    from_ms(moment.as_millisecond().saturating_add(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
}

/// From `moment` to `later`; zero if that is past.
pub(crate) fn until(moment: Timestamp, later: Timestamp) -> Duration {
    Duration::from_millis(u64::try_from(later.as_millisecond() - moment.as_millisecond()).unwrap_or(0))
}

fn from_ms(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or(if ms < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

/// Nothing here needs more, and other systems keep less.
fn whole_milliseconds(moment: Timestamp) -> Timestamp {
    from_ms(moment.as_millisecond())
}
