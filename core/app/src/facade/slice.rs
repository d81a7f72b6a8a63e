//! One stretch of work in the network (时间片): texts, changes, photos, texts that came meanwhile, clearing up.

use crate::CoreError;
use crate::engine::{Engine, Slice, locked};
use crate::exchange::{Setback, Wait, WaitReason};
use crate::facade::NetworkClass;
use crate::outbox::{OutboxSnapshot, Turn};
use crate::sync::SyncReport;
use std::sync::Arc;
use std::time::Duration;

/// How long a sync that the user waits for may take.
const SYNC_SPAN: Duration = Duration::from_secs(120);

/// What a slice did and what is left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SliceReport {
    /// Commands and photos that arrived whole.
    pub done: u32,
    /// Whether something is left that time and network alone will bring to the server.
    pub more: bool,
    /// When to come again; `None`: when the user did something, the network changed or somebody signed in.
    pub next_wake: Option<Duration>,
}

impl Engine {
    pub(crate) async fn run_slice(self: &Arc<Self>, span: Duration, network: NetworkClass) -> SliceReport {
        self.set_network(network);
        let Some(slice) = self.slice(span) else {
            return self.report(None);
        };
        let _flight = tokio::select! {
            biased;
            flight = self.single_flight.lock() => flight,
            () = self.ports.clock.sleep(span) => return self.report(None),
        };
        if network != NetworkClass::Offline && self.heal_in_background().await {
            let end = self.work(&slice).await;
            tracing::debug!(done = slice.done(), ?end, "slice over");
        }
        self.report(Some(&slice))
    }

    async fn heal_in_background(self: &Arc<Self>) -> bool {
        let engine = Arc::clone(self);
        // Closes and opens the stores itself, so it is no step inside them.
        let healed = tokio::task::spawn_blocking(move || engine.heal()).await;
        matches!(healed, Ok(Ok(())))
    }

    async fn work(self: &Arc<Self>, slice: &Slice) -> Result<(), Setback> {
        self.meet_server(slice).await?;
        let mut pulled = false;
        loop {
            self.send_texts(slice).await?;
            if !pulled {
                pulled = true;
                self.pull_in_turn(slice).await?;
            }
            self.send_photos(slice).await?;
            if !slice.may_start(0) || !self.has_due_text(slice) {
                break;
            }
        }
        self.background(|engine, stores| engine.purge(stores)).await?;
        Ok(())
    }

    /// First contact, with the back-off that everything else waits for.
    async fn meet_server(self: &Arc<Self>, slice: &Slice) -> Result<(), Setback> {
        if !locked(&self.keys).is_empty() {
            return Ok(());
        }
        self.in_turn(self.ensure_keys(slice).await)
    }

    async fn pull_in_turn(self: &Arc<Self>, slice: &Slice) -> Result<(), Setback> {
        if !locked(&self.pull_turn).is_due(self.ports.clock.now()) {
            return Ok(());
        }
        let pulled = self.in_turn(self.pull(slice).await.map(drop));
        pulled.or_else(|setback| self.stops_all(setback))
    }

    /// Remembers how asking went, for the next time.
    fn in_turn(&self, asked: Result<(), Setback>) -> Result<(), Setback> {
        let wait = match &asked {
            Ok(()) => None,
            Err(Setback::Wait(wait)) => Some(wait.clone()),
            // Nothing the server says to a plain question is final.
            Err(Setback::Final(_)) => Some(Wait { why: WaitReason::ServerBusy, at_least: None, problem: None }),
            Err(Setback::SignIn(_) | Setback::Halted) => return asked,
        };
        let mut turn = locked(&self.pull_turn);
        *turn = match wait {
            None => Turn::Now,
            Some(wait) => {
                turn.postponed(&wait, self.ports.clock.now(), &*self.ports.entropy).map_err(|_| Setback::Halted)?
            }
        };
        asked
    }

    pub(crate) async fn sync_now(self: &Arc<Self>) -> Result<SyncReport, CoreError> {
        let slice = self.slice(SYNC_SPAN).ok_or(CoreError::SignedOut)?;
        let _flight = tokio::select! {
            biased;
            flight = self.single_flight.lock() => flight,
            () = self.ports.clock.sleep(SYNC_SPAN) => return Err(CoreError::Busy),
        };
        Ok(self.pull(&slice).await?)
    }

    fn report(&self, slice: Option<&Slice>) -> SliceReport {
        let done = slice.map_or(0, Slice::done);
        let Some(session) = self.session_in_force() else {
            return SliceReport { done, more: self.has_pending(), next_wake: None };
        };
        let now = self.ports.clock.now();
        let queue = locked(&self.queue);
        let mut next_wake = queue.next_wake(&session.actor, now);
        let more = queue.has_more(&session.actor);
        drop(queue);
        if let Some(wait) = locked(&self.pull_turn).wait(now) {
            // While the server cannot be met, nothing else can go either.
            let nobody_met = locked(&self.keys).is_empty();
            next_wake = Some(next_wake.map_or(wait, |wake| if nobody_met { wake.max(wait) } else { wake.min(wait) }));
        }
        let offline = self.network() == NetworkClass::Offline;
        SliceReport { done, more, next_wake: next_wake.filter(|_| !offline) }
    }

    pub(crate) fn outbox(&self) -> OutboxSnapshot {
        locked(&self.queue).snapshot(self.account().as_ref(), self.ports.clock.now())
    }

    pub(crate) fn has_pending(&self) -> bool {
        self.account().is_some_and(|account| locked(&self.queue).has_more(&account))
    }
}
