//! The bus of hearings: which of them moved. It carries no content; whoever hears of a move reads the store.
//!
//! In one process it is the door's own signal. With several nodes on one PostgreSQL each node tells the others by NOTIFY on a
//! connection of its own, some twenty times a second at most, never inside the transaction that stores the event: there it
//! would make every commit wait for every other (docs/adr/0023).

use std::collections::BTreeSet;

use async_trait::async_trait;
use minyi_rulebook::ids::MatterId;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use crate::door::Bus;
use crate::door::bus::Signal;

/// What the bus says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// These matters have events that they had not.
    Moved(BTreeSet<MatterId>),
    /// Some news was missed: take any matter to have moved.
    Missed,
    /// The server goes away.
    Bye,
    /// Nothing will come any more.
    Closed,
}

/// Where moves are heard.
#[async_trait]
pub trait HearingBus: std::fmt::Debug + Send {
    /// The next news.
    async fn next(&mut self) -> Heard;
}

/// The door's signals.
#[derive(Debug)]
pub struct InProcess(Receiver<Signal>);

impl InProcess {
    /// Listens from now on.
    #[must_use]
    pub fn new(bus: &Bus) -> Self {
        Self(bus.listen())
    }
}

#[async_trait]
impl HearingBus for InProcess {
    async fn next(&mut self) -> Heard {
        match self.0.recv().await {
            Ok(Signal::Changed(changed)) => Heard::Moved(changed.matters.keys().copied().collect()),
            Ok(Signal::Bye) => Heard::Bye,
            Err(RecvError::Lagged(_)) => Heard::Missed,
            Err(RecvError::Closed) => Heard::Closed,
        }
    }
}
