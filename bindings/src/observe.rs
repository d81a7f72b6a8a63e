//! Telling the shell what changed (观察). One listener trait a topic, one method each; the core's own switchboard sees to order
//! and pace, this file to the end: after [`Subscription::cancel`] has returned no call is made, and the shell's object is
//! let go at once.

use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};
use std::time::Duration;

use minyi_core::{CoreError, cases, observe, outbox, session};

use crate::app::MinyiApp;
use crate::cases::CasePage;
use crate::error::MinyiError;
use crate::outbox::OutboxSnapshot;
use crate::ports::ShellError;
use crate::runtime;
use crate::session::SessionState;

/// Hears of the outbox. Called from a thread of the core's; hand the value over and return.
#[uniffi::export(foreign)]
pub trait OutboxListener: Send + Sync {
    /// The outbox as it is now.
    fn on_update(&self, outbox: OutboxSnapshot) -> Result<(), ShellError>;
}

/// Hears of the first page of cases. Called from a thread of the core's; hand the value over and return.
#[uniffi::export(foreign)]
pub trait CasesListener: Send + Sync {
    /// The first page as it is now; reload further pages, and the case on the screen.
    fn on_update(&self, page: CasePage) -> Result<(), ShellError>;
}

/// Hears of the session. Called from a thread of the core's; hand the value over and return.
#[uniffi::export(foreign)]
pub trait SessionListener: Send + Sync {
    /// The session as it is now.
    fn on_update(&self, session: SessionState) -> Result<(), ShellError>;
}

/// How long `cancel` waits for a call under way.
const PATIENCE: Duration = Duration::from_secs(1);

/// A listener's stay (订阅). Ends by `cancel`, or when the last reference to it goes; also when the app does.
#[derive(uniffi::Object)]
pub struct Subscription {
    stay: observe::Subscription,
    gate: Arc<dyn Close>,
}

#[uniffi::export]
impl Subscription {
    /// Ends the updates and lets go of the listener. When it returns no call is made any more: it waits for a call under way,
    /// at most a second, unless it is made from inside that call. Do not hold a lock that the listener needs.
    pub fn cancel(&self) {
        self.end(PATIENCE);
    }
}

impl Drop for Subscription {
    /// Waits for nobody: this may be the garbage collector's thread.
    fn drop(&mut self) {
        self.end(Duration::ZERO);
    }
}

impl Subscription {
    fn end(&self, patience: Duration) {
        runtime::quietly(|| {
            self.stay.cancel();
            self.gate.close(patience);
        });
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Subscription")
    }
}

#[uniffi::export]
impl MinyiApp {
    /// Hears of the outbox: its present state first, then every change, at most five times a second.
    pub fn observe_outbox(&self, listener: Arc<dyn OutboxListener>) -> Result<Arc<Subscription>, MinyiError> {
        let tell = |to: &dyn OutboxListener, news: outbox::OutboxSnapshot| to.on_update(news.into());
        self.observe(listener, tell, |to| self.core.observe_outbox(to))
    }

    /// Hears of the first page of cases: as it is first, then at every change, at most five times a second.
    pub fn observe_cases(&self, listener: Arc<dyn CasesListener>) -> Result<Arc<Subscription>, MinyiError> {
        let tell = |to: &dyn CasesListener, news: cases::CasePage| to.on_update(news.into());
        self.observe(listener, tell, |to| self.core.observe_cases(to))
    }

    /// Hears of the session: as it is first, then at every change.
    pub fn observe_session(&self, listener: Arc<dyn SessionListener>) -> Result<Arc<Subscription>, MinyiError> {
        let tell = |to: &dyn SessionListener, news: session::SessionState| to.on_update(news.into());
        self.observe(listener, tell, |to| self.core.observe_session(to))
    }
}

impl MinyiApp {
    pub(crate) fn observe<L, T>(
        &self,
        listener: Arc<L>,
        tell: fn(&L, T) -> Result<(), ShellError>,
        subscribe: impl FnOnce(Arc<dyn observe::Listener<T>>) -> Result<observe::Subscription, CoreError>,
    ) -> Result<Arc<Subscription>, MinyiError>
    where
        L: ?Sized + Send + Sync + 'static,
        T: 'static,
    {
        let gate = Arc::new(Gate::open_to(listener));
        let forward = Arc::new(Forward { gate: Arc::clone(&gate), tell });
        let stay = runtime::guarded(|| subscribe(forward))?;
        Ok(Arc::new(Subscription { stay, gate }))
    }
}

/// Listeners that the core still knows; a leak shows here. For tests, not exported.
#[must_use]
pub fn live_listeners() -> u32 {
    LIVE.load(Ordering::SeqCst)
}

static LIVE: AtomicU32 = AtomicU32::new(0);

/// Passes the core's values on through a gate.
struct Forward<L: ?Sized, T> {
    gate: Arc<Gate<L>>,
    tell: fn(&L, T) -> Result<(), ShellError>,
}

impl<L: ?Sized + Send + Sync, T> observe::Listener<T> for Forward<L, T> {
    fn on_update(&self, value: T) {
        // What a listener throws is its own affair and was logged where it came in.
        self.gate.pass(|listener| (self.tell)(listener, value));
    }
}

/// What stands between the core and a listener. Closed once, for good.
struct Gate<L: ?Sized> {
    state: Mutex<Passing<L>>,
    passed: Condvar,
}

struct Passing<L: ?Sized> {
    listener: Option<Arc<L>>,
    /// The thread that is inside the listener now.
    inside: Option<ThreadId>,
}

trait Close: Send + Sync {
    /// Lets nobody through any more and waits so long for who is inside, unless that is the caller.
    fn close(&self, patience: Duration);
}

impl<L: ?Sized> Gate<L> {
    fn open_to(listener: Arc<L>) -> Self {
        LIVE.fetch_add(1, Ordering::SeqCst);
        Self { state: Passing { listener: Some(listener), inside: None }.into(), passed: Condvar::new() }
    }

    fn state(&self) -> MutexGuard<'_, Passing<L>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pass(&self, tell: impl FnOnce(&L) -> Result<(), ShellError>) {
        let listener = {
            let mut state = self.state();
            let Some(listener) = state.listener.clone() else { return };
            state.inside = Some(thread::current().id());
            listener
        };
        let _leave = Leave(self);
        if tell(&listener).is_err() {
            tracing::warn!("a listener failed; the next update comes all the same");
        }
    }
}

/// Leaves the gate, also when the listener panics.
struct Leave<'g, L: ?Sized>(&'g Gate<L>);

impl<L: ?Sized> Drop for Leave<'_, L> {
    fn drop(&mut self) {
        self.0.state().inside = None;
        self.0.passed.notify_all();
    }
}

impl<L: ?Sized + Send + Sync> Close for Gate<L> {
    fn close(&self, patience: Duration) {
        let mut state = self.state();
        // Taken out under the lock, dropped after it: the shell's object may run code when it goes.
        let listener = state.listener.take();
        if listener.is_some() {
            LIVE.fetch_sub(1, Ordering::SeqCst);
        }
        let here = Some(thread::current().id());
        if !patience.is_zero() && state.inside != here {
            let elsewhere = |state: &mut Passing<L>| state.inside.is_some();
            let waited = self.passed.wait_timeout_while(state, patience, elsewhere);
            state = waited.map_or_else(|poisoned| poisoned.into_inner().0, |(state, _)| state);
        }
        drop(state);
        drop(listener);
    }
}

impl<L: ?Sized> Drop for Gate<L> {
    fn drop(&mut self) {
        if self.state().listener.is_some() {
            LIVE.fetch_sub(1, Ordering::SeqCst);
        }
    }
}
