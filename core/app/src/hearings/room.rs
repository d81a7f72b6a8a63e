//! One hearing, followed live: a snapshot, then its stream; whatever breaks, from where it broke.
//!
//! ```text
//! snapshot ── stream ── frames ──> reducer ──> shown, at most five times a second
//!     ^          | broke, silent, woken, new network: again from the last id, after a wait drawn at random
//!     └─ reset ──┘
//! ```
//! The core does not live on because of a watch, and nothing is told after it was let go.

use super::heartbeat::{Playing, beat};
use crate::CoreError;
use crate::engine::Engine;
use crate::entropy::below;
use crate::exchange::{self, Setback, WaitReason, with_token};
use crate::facade::NetworkClass;
use crate::hearing::{HearingSession, Next, SHOW_EVERY};
use crate::observe::Listener;
use crate::time::Clock;
use crate::transport::{Flow, Opened};
use minyi_rulebook::hearing::lanes::{HearingView, Lane};
use minyi_rulebook::ids::MatterId;
use minyi_wire::hearing::HearingSnapshot;
use minyi_wire::problem::ProblemCode;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::sync::{Notify, watch};

/// The server speaks every 20 seconds at least; after this silence the connection is taken for dead.
const SILENCE: Duration = Duration::from_secs(45);
/// The shortest and the longest wait before coming back; full jitter in between, growing with each failure.
const COME_BACK: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(30));
/// While there is no network, whether there is one now is looked at so often.
const LOOK: Duration = Duration::from_secs(1);

/// How the room is held (连接状态).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// The first snapshot has not come yet.
    Connecting,
    /// What is shown is what is.
    Live,
    /// What is shown may be old; it goes on by itself.
    Waiting(WaitReason),
    /// Nobody is signed in, or the session is over.
    SignedOut,
    /// The hearing is not this account's (any more): show nothing of it.
    Gone,
}

/// What is told of a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomUpdate {
    pub link: Link,
    pub lane: Option<Lane>,
    /// `None` before the first snapshot and once the hearing is gone.
    pub view: Option<HearingView>,
}

/// A stay in a room. Ends when it is dropped: then nothing new is told.
#[must_use = "the room is left when it is dropped"]
#[derive(Debug)]
pub struct HearingWatch {
    playing: watch::Sender<Playing>,
    wake: Arc<Notify>,
    task: tokio::task::AbortHandle,
}

impl HearingWatch {
    /// Says how the picture plays; heartbeats follow from it.
    pub fn playing(&self, playing: Playing) {
        self.playing.send_replace(playing);
    }

    /// The phone woke up, or the app came back: the old connection is not trusted any more.
    pub fn wake(&self) {
        self.wake.notify_one();
    }
}

impl Drop for HearingWatch {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Engine {
    /// Follows a hearing on the runtime of the caller.
    pub(crate) fn watch_hearing(
        self: &Arc<Self>,
        matter: MatterId,
        listener: Arc<dyn Listener<RoomUpdate>>,
    ) -> Result<HearingWatch, CoreError> {
        let runtime = tokio::runtime::Handle::try_current().map_err(|_| CoreError::internal("no runtime"))?;
        let (playing, heard) = watch::channel(Playing::default());
        let wake = Arc::new(Notify::new());
        let room = Room {
            engine: Arc::downgrade(self),
            clock: Arc::clone(&self.ports.clock),
            matter,
            wake: Arc::clone(&wake),
            session: None,
            lane: None,
            shown: Shown { listener, link: Link::Connecting, due: Duration::ZERO, pending: true },
        };
        let beating = beat(Arc::downgrade(self), matter, heard);
        let task = runtime.spawn(async move {
            tokio::select! {
                () = room.follow() => {}
                () = async { beating.await; std::future::pending().await } => {}
            }
        });
        Ok(HearingWatch { playing, wake, task: task.abort_handle() })
    }
}

/// Who is told, and when the last time was.
struct Shown {
    listener: Arc<dyn Listener<RoomUpdate>>,
    link: Link,
    /// Not before this moment of the monotonic clock.
    due: Duration,
    pending: bool,
}

struct Room {
    engine: Weak<Engine>,
    clock: Arc<dyn Clock>,
    matter: MatterId,
    wake: Arc<Notify>,
    session: Option<HearingSession>,
    lane: Option<Lane>,
    shown: Shown,
}

/// How one connection ended.
enum Ended {
    /// Come back after this time.
    ComeBack(Duration),
    /// The hearing is not ours.
    Gone,
    SignedOut,
    /// Try again later.
    Failed(WaitReason, Option<Duration>),
}

impl From<Setback> for Ended {
    fn from(setback: Setback) -> Self {
        match setback {
            Setback::SignIn(_) => Self::SignedOut,
            Setback::Final(problem) if problem.code == ProblemCode::NotFound => Self::Gone,
            Setback::Final(_) => Self::Failed(WaitReason::ServerBusy, Some(COME_BACK.1)),
            Setback::Wait(wait) => Self::Failed(wait.why, wait.at_least),
            Setback::Halted => Self::Failed(WaitReason::Timeout, None),
        }
    }
}

impl Room {
    async fn follow(mut self) {
        let mut failures = 0_u32;
        loop {
            let ended = match self.offline() {
                true => Ended::Failed(WaitReason::Offline, Some(LOOK)),
                false => self.connection(&mut failures).await.unwrap_or_else(|ended| ended),
            };
            if self.engine.strong_count() == 0 {
                return;
            }
            let wait = match ended {
                Ended::ComeBack(after) => after,
                Ended::Gone => {
                    self.session = None;
                    self.link(Link::Gone);
                    self.tell();
                    return;
                }
                Ended::SignedOut => {
                    self.link(Link::SignedOut);
                    COME_BACK.1
                }
                Ended::Failed(WaitReason::Offline, Some(look)) => {
                    self.link(Link::Waiting(WaitReason::Offline));
                    look
                }
                Ended::Failed(why, at_least) => {
                    failures = failures.saturating_add(1);
                    self.link(Link::Waiting(why));
                    self.jitter(failures).max(at_least.unwrap_or_default())
                }
            };
            self.pause(wait).await;
        }
    }

    fn offline(&self) -> bool {
        self.engine.upgrade().is_some_and(|engine| engine.network() == NetworkClass::Offline)
    }

    /// From half a second up to half a minute, drawn anew each time, so that a room does not come back as one.
    fn jitter(&self, failures: u32) -> Duration {
        let most = COME_BACK.0.saturating_mul(1 << failures.min(8)).min(COME_BACK.1);
        let span = (most.saturating_sub(COME_BACK.0)).as_millis() as u64 + 1;
        let drawn = self.engine.upgrade().and_then(|engine| below(&*engine.ports.entropy, span).ok());
        COME_BACK.0 + Duration::from_millis(drawn.unwrap_or(span / 2))
    }

    /// Waits, and tells meanwhile what has to be told.
    async fn pause(&mut self, wait: Duration) {
        let until = self.clock.monotonic() + wait;
        loop {
            if self.clock.monotonic() >= until {
                return;
            }
            let (clock, wake) = (Arc::clone(&self.clock), Arc::clone(&self.wake));
            tokio::select! {
                () = clock.sleep_until(until) => return,
                () = wake.notified() => return,
                () = clock.sleep_until(self.shown.due), if self.shown.pending => self.tell(),
            }
        }
    }

    fn link(&mut self, link: Link) {
        if self.shown.link != link {
            self.shown.link = link;
            self.shown.pending = true;
        }
    }

    /// Tells the present, and nothing for the next fifth of a second.
    fn tell(&mut self) {
        self.shown.pending = false;
        self.shown.due = self.clock.monotonic() + SHOW_EVERY;
        let view = self.session.as_ref().map(|session| session.view().clone());
        let update = RoomUpdate { link: self.shown.link, lane: self.lane, view };
        if catch_unwind(AssertUnwindSafe(|| self.shown.listener.on_update(update))).is_err() {
            tracing::error!("a listener panicked");
        }
    }

    /// Asks for the whole, or for what is new since what is held.
    async fn fetch(&mut self, whole: bool) -> Result<(), Ended> {
        let held = self.session.as_ref().filter(|_| !whole).map(|session| session.at().to_owned());
        let path = match held {
            Some(at) => format!("/v1/hearings/{}/events?after={at}", self.matter),
            None => format!("/v1/hearings/{}", self.matter),
        };
        let snapshot: HearingSnapshot = {
            let engine = self.engine.upgrade().ok_or(Ended::ComeBack(Duration::ZERO))?;
            let session = engine.session_in_force().ok_or(Ended::SignedOut)?;
            let response = engine.ask(with_token(exchange::get(path), &session.token)).await?;
            exchange::read(&response)?
        };
        self.lane = Some(snapshot.lane);
        match &mut self.session {
            Some(session) if !whole => {
                // Whatever it says: it is all there is.
                let _ = session.change(snapshot);
            }
            _ => self.session = Some(HearingSession::open(snapshot)),
        }
        self.shown.pending = true;
        Ok(())
    }

    /// One connection, from its first request to its end.
    async fn connection(&mut self, failures: &mut u32) -> Result<Ended, Ended> {
        if self.session.is_none() {
            self.fetch(true).await?;
        }
        let at = self.session.as_ref().map(|session| session.at().to_owned()).unwrap_or_default();
        let opened = {
            let engine = self.engine.upgrade().ok_or(Ended::ComeBack(Duration::ZERO))?;
            let session = engine.session_in_force().ok_or(Ended::SignedOut)?;
            let transport = Arc::clone(&engine.ports.transport);
            drop(engine);
            let request = exchange::get(format!("/v1/hearings/{}/stream", self.matter)).header("last-event-id", at);
            transport.open(with_token(request, &session.token)).await
        };
        let flow = match opened {
            Ok(Opened::Flow(flow)) => flow,
            Ok(Opened::Answer(response)) => {
                exchange::judge(Ok(response))?;
                return Err(Ended::Failed(WaitReason::NotOurServer, None));
            }
            Err(fault) => {
                // Where no stream gets through, what is new may still.
                self.fetch(false).await?;
                return Err(Ended::Failed(fault.into(), None));
            }
        };
        if let Some(session) = &mut self.session {
            session.reconnected();
        }
        self.read(flow, failures).await
    }

    async fn read(&mut self, mut flow: Box<dyn Flow>, failures: &mut u32) -> Result<Ended, Ended> {
        self.link(Link::Live);
        loop {
            if self.engine.strong_count() == 0 {
                return Ok(Ended::ComeBack(Duration::ZERO));
            }
            let (clock, wake) = (Arc::clone(&self.clock), Arc::clone(&self.wake));
            let bytes = tokio::select! {
                bytes = flow.next() => bytes,
                () = clock.sleep(SILENCE) => return Err(Ended::Failed(WaitReason::Timeout, None)),
                () = wake.notified() => return Ok(Ended::ComeBack(Duration::ZERO)),
                () = clock.sleep_until(self.shown.due), if self.shown.pending => {
                    self.tell();
                    continue;
                }
            };
            let bytes = match bytes {
                Ok(Some(bytes)) => bytes,
                Ok(None) => return Err(Ended::Failed(WaitReason::LinkBroken, None)),
                Err(fault) => return Err(Ended::Failed(fault.into(), None)),
            };
            *failures = 0;
            let nexts = self.session.as_mut().map(|session| session.feed(&bytes)).unwrap_or_default();
            for next in nexts {
                match next {
                    Next::Show => self.shown.pending = true,
                    Next::Nothing => {}
                    Next::AskForMissed => self.fetch(false).await?,
                    Next::TakeSnapshot => {
                        self.fetch(true).await?;
                        // A stream that was reset has ended; one that was not goes on from here.
                        return Ok(Ended::ComeBack(Duration::ZERO));
                    }
                    Next::Gone => return Ok(Ended::Gone),
                    Next::ComeBack(after) => return Ok(Ended::ComeBack(after)),
                }
            }
        }
    }
}
