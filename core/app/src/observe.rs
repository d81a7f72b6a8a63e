//! Telling the shell what changed (观察): the current value first, then whole snapshots, at most five a second, in order, from one
//! thread. Who is slow skips, never lags. No lock is held during a call, and the core does not live on because of it.

use crate::engine::{Engine, locked};
use crate::outbox::OutboxSnapshot;
use crate::session::SessionState;
use crate::{CoreError, cases::CasePage};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;
use tokio::sync::watch;

/// Between two updates to the same listener.
const PACE: Duration = Duration::from_millis(200);

/// Hears of changes. A panic in it is logged and the next update comes all the same.
pub trait Listener<T>: Send + Sync {
    /// The newest value. Called from the core's own thread; do not block it for long.
    fn on_update(&self, value: T);
}

/// A listener's stay. No call begins after `cancel` or drop; one that is under way on the core's thread may still end.
#[must_use = "updates stop when it is dropped"]
pub struct Subscription {
    live: Arc<AtomicBool>,
    stays: Weak<Mutex<Vec<Stay>>>,
}

impl Subscription {
    /// Ends the updates and forgets the listener. May be called from inside an update.
    pub fn cancel(&self) {
        if !self.live.swap(false, Ordering::SeqCst) {
            return;
        }
        let Some(stays) = self.stays.upgrade() else { return };
        let mut stays = locked(&stays);
        let place = stays.iter().position(|stay| Arc::ptr_eq(&stay.live, &self.live));
        let gone = place.map(|place| stays.remove(place));
        // Dropping a listener may run code of the shell's, which may come back here.
        drop(stays);
        drop(gone);
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription").field("live", &self.live).finish_non_exhaustive()
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.cancel();
    }
}

/// Counts of changes; a listener is behind if it has seen another count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    outbox: u64,
    cases: u64,
    session: u64,
    /// Not a change of any value: somebody came.
    listeners: u64,
}

/// What a listener hears of.
#[derive(Clone, Copy, Debug)]
enum Topic {
    Outbox,
    Cases,
    Session,
}

impl Counts {
    fn of(&self, topic: Topic) -> u64 {
        match topic {
            Topic::Outbox => self.outbox,
            Topic::Cases => self.cases,
            Topic::Session => self.session,
        }
    }
}

type Deliver = Arc<dyn Fn(&Arc<Engine>) -> Result<(), CoreError> + Send + Sync>;

struct Stay {
    topic: Topic,
    live: Arc<AtomicBool>,
    deliver: Deliver,
    seen: Option<u64>,
    /// Not before this moment of the monotonic clock.
    pause_until: Duration,
}

/// The switchboard. Its thread starts with the first listener and ends with the core.
pub(crate) struct Hub {
    bell: watch::Sender<Counts>,
    stays: Arc<Mutex<Vec<Stay>>>,
    idle: Mutex<Option<(Weak<Engine>, watch::Receiver<Counts>)>>,
}

impl Hub {
    pub(crate) fn new() -> (Self, watch::Receiver<Counts>) {
        let (bell, heard) = watch::channel(Counts::default());
        (Self { bell, stays: Arc::default(), idle: None.into() }, heard)
    }

    pub(crate) fn attach(&self, engine: &Arc<Engine>, heard: watch::Receiver<Counts>) {
        *locked(&self.idle) = Some((Arc::downgrade(engine), heard));
    }

    pub(crate) fn outbox_changed(&self) {
        self.bell.send_modify(|counts| counts.outbox += 1);
    }

    pub(crate) fn cases_changed(&self) {
        self.bell.send_modify(|counts| counts.cases += 1);
    }

    pub(crate) fn session_changed(&self) {
        self.bell.send_modify(|counts| counts.session += 1);
    }

    pub(crate) fn everything_changed(&self) {
        self.bell.send_modify(|counts| {
            counts.outbox += 1;
            counts.cases += 1;
            counts.session += 1;
        });
    }

    fn observe(&self, topic: Topic, deliver: Deliver) -> Result<Subscription, CoreError> {
        let live = Arc::new(AtomicBool::new(true));
        let stay = Stay { topic, live: Arc::clone(&live), deliver, seen: None, pause_until: Duration::ZERO };
        locked(&self.stays).push(stay);
        if let Some((engine, heard)) = locked(&self.idle).take() {
            let stays = Arc::clone(&self.stays);
            std::thread::Builder::new()
                .name("minyi-updates".into())
                .spawn(move || dispatch(&engine, heard, &stays))
                .map_err(|error| CoreError::internal(error.kind()))?;
        }
        self.bell.send_modify(|counts| counts.listeners += 1);
        Ok(Subscription { live, stays: Arc::downgrade(&self.stays) })
    }
}

impl Engine {
    pub(crate) fn observe_outbox(&self, to: Arc<dyn Listener<OutboxSnapshot>>) -> Result<Subscription, CoreError> {
        let deliver = move |engine: &Arc<Self>| {
            to.on_update(engine.outbox());
            Ok(())
        };
        self.hub.observe(Topic::Outbox, Arc::new(deliver))
    }

    pub(crate) fn observe_cases(&self, to: Arc<dyn Listener<CasePage>>) -> Result<Subscription, CoreError> {
        let deliver = move |engine: &Arc<Self>| {
            to.on_update(engine.with(|stores| engine.case_page(None, FIRST_PAGE, stores))?);
            Ok(())
        };
        self.hub.observe(Topic::Cases, Arc::new(deliver))
    }

    pub(crate) fn observe_session(&self, to: Arc<dyn Listener<SessionState>>) -> Result<Subscription, CoreError> {
        let deliver = move |engine: &Arc<Self>| {
            to.on_update(engine.session_state());
            Ok(())
        };
        self.hub.observe(Topic::Session, Arc::new(deliver))
    }
}

/// Cases in an update.
const FIRST_PAGE: usize = 50;

fn dispatch(engine: &Weak<Engine>, mut heard: watch::Receiver<Counts>, stays: &Mutex<Vec<Stay>>) {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_time().build() else {
        return;
    };
    loop {
        let counts = *heard.borrow_and_update();
        let Some(core) = engine.upgrade() else { return };
        let clock = Arc::clone(&core.ports.clock);
        let pause = deliver_all(&core, counts, stays);
        // The core must be free to go while we wait.
        drop(core);
        let gone = runtime.block_on(async {
            match pause {
                None => heard.changed().await.is_err(),
                Some(pause) => tokio::select! {
                    changed = heard.changed() => changed.is_err(),
                    () = clock.sleep(pause) => false,
                },
            }
        });
        if gone {
            return;
        }
    }
}

/// Calls everybody who is behind and not too soon; gives the time until somebody else may be called.
fn deliver_all(core: &Arc<Engine>, counts: Counts, stays: &Mutex<Vec<Stay>>) -> Option<Duration> {
    let now = core.ports.clock.monotonic();
    let mut due: Vec<(Arc<AtomicBool>, Deliver)> = Vec::new();
    let mut pause = None;
    {
        let mut stays = locked(stays);
        stays.retain(|stay| stay.live.load(Ordering::SeqCst));
        for stay in stays.iter_mut().filter(|stay| stay.seen != Some(counts.of(stay.topic))) {
            if stay.pause_until <= now {
                stay.seen = Some(counts.of(stay.topic));
                stay.pause_until = now + PACE;
                due.push((Arc::clone(&stay.live), Arc::clone(&stay.deliver)));
            } else {
                let left = stay.pause_until - now;
                pause = Some(pause.map_or(left, |known: Duration| known.min(left)));
            }
        }
    }
    for (live, deliver) in due {
        if !live.load(Ordering::SeqCst) {
            continue;
        }
        match catch_unwind(AssertUnwindSafe(|| deliver(core))) {
            Ok(Ok(())) => {}
            // Suspended: everything is told anew after it opens again.
            Ok(Err(error)) => tracing::debug!(%error, "an update was left out"),
            Err(_) => tracing::error!("a listener panicked"),
        }
    }
    pause
}
