//! What the bench calls: nothing, many lines, and a listener rung by hand.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use minyi_ffi::{CaseLine, ClockName, Deadline, MinyiError, OutboxListener, OutboxSnapshot};
use minyi_rulebook::citizen_case::Stage;
use minyi_rulebook::ids::{MatterId, OrganId};
use minyi_rulebook::policy::{ClockKind, RuleId};

/// Nothing ever fails so. A kind of this crate's own: UniFFI 0.32.2 generates Kotlin that does not compile for a foreign trait
/// whose error is another crate's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Error)]
pub enum RingError {
    /// The listener threw, or its thread died.
    Failed,
}

impl std::fmt::Display for RingError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the listener failed")
    }
}

impl std::error::Error for RingError {}

impl From<uniffi::UnexpectedUniFFICallbackError> for RingError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed
    }
}

/// Hears nothing.
#[uniffi::export(foreign)]
pub trait EmptyListener: Send + Sync {
    /// Nothing.
    fn on_nothing(&self) -> Result<(), RingError>;
}

/// Does nothing.
#[uniffi::export]
pub fn empty_call() {}

/// Does nothing, and may fail.
#[uniffi::export]
pub fn empty_fallible_call() -> Result<(), MinyiError> {
    Ok(())
}

/// Does nothing, later.
#[uniffi::export]
pub async fn empty_async_call() -> Result<(), MinyiError> {
    Ok(())
}

/// No line at all.
#[uniffi::export]
#[must_use]
pub fn no_lines() -> Vec<CaseLine> {
    Vec::new()
}

/// So many lines as the list of cases shows them.
#[uniffi::export]
#[must_use]
pub fn many_lines(count: u32) -> Vec<CaseLine> {
    (0..count).map(line).collect()
}

/// Rings a listener so often with an empty outbox; gives the time of one call.
#[uniffi::export]
pub fn ring_outbox(listener: Arc<dyn OutboxListener>, times: u32) -> Result<Duration, RingError> {
    timed(times, move || listener.on_update(empty_outbox()).map_err(|_| RingError::Failed))
}

/// Rings a listener so often with nothing; gives the time of one call.
#[uniffi::export]
pub fn ring_empty(listener: Arc<dyn EmptyListener>, times: u32) -> Result<Duration, RingError> {
    timed(times, move || listener.on_nothing())
}

/// From one thread of Rust's, as the core does.
fn timed(times: u32, call: impl Fn() -> Result<(), RingError> + Send + 'static) -> Result<Duration, RingError> {
    let thread = std::thread::spawn(move || {
        let begin = Instant::now();
        for _ in 0..times {
            call()?;
        }
        Ok(begin.elapsed() / times.max(1))
    });
    thread.join().unwrap_or(Err(RingError::Failed))
}

fn empty_outbox() -> OutboxSnapshot {
    OutboxSnapshot {
        saved: Vec::new(),
        sending: Vec::new(),
        waiting: Vec::new(),
        needs_attention: Vec::new(),
        done: Vec::new(),
        of_other_accounts: 0,
    }
}

fn line(number: u32) -> CaseLine {
    CaseLine {
        matter: MatterId(uuid::Uuid::from_u128(u128::from(number))),
        version: 3,
        stage: Stage::Handling,
        class: None,
        title: Some("村口河道排口流黑水".to_owned()),
        submitted_at: SystemTime::UNIX_EPOCH + Duration::from_secs(u64::from(number)),
        next_deadline: Some(Deadline {
            clock: ClockName { kind: ClockKind::Answer, organ: OrganId::new("unit-water").ok(), round: 1 },
            rule: Some(RuleId("clock.answer".to_owned())),
            due: jiff::civil::date(2026, 3, 9),
            overdue: false,
            paused: false,
        }),
        actionable: true,
        registered: true,
        pending: 0,
    }
}
