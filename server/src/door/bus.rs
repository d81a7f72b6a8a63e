//! Tells streams that something changed. A nudge carries no content: whoever gets one asks `/v1/sync`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use minyi_rulebook::audience::Reader;
use minyi_rulebook::ids::MatterId;
use tokio::sync::broadcast;

/// Signals kept for a slow stream before it is told that it missed some.
const BACKLOG: usize = 1_024;

/// One signal to all streams.
#[derive(Clone, Debug)]
pub enum Signal {
    /// Changes were stored.
    Changed(Arc<Changed>),
    /// The server is going away: say good-bye.
    Bye,
}

/// What a batch changed, and for whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// `epoch:seq` of the last change.
    pub at: String,
    pub readers: BTreeSet<Reader>,
    /// The matters with their new versions: a live stream of one matter reads the events up to there from the store.
    pub matters: BTreeMap<MatterId, u32>,
}

impl Changed {
    /// Whether any of these readers is meant.
    #[must_use]
    pub fn concerns(&self, readers: &[Reader]) -> bool {
        readers.iter().any(|reader| self.readers.contains(reader))
    }
}

/// The in-process bus.
#[derive(Clone, Debug)]
pub struct Bus(broadcast::Sender<Signal>);

impl Default for Bus {
    fn default() -> Self {
        Self(broadcast::Sender::new(BACKLOG))
    }
}

impl Bus {
    /// A bus without listeners.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Listens from now on.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Signal> {
        self.0.subscribe()
    }

    /// Tells whoever listens.
    pub fn changed(&self, changed: Changed) {
        // Nobody listening is not a fault.
        let _ = self.0.send(Signal::Changed(Arc::new(changed)));
    }

    /// Sends every stream away; part of the drain.
    pub fn bye(&self) {
        let _ = self.0.send(Signal::Bye);
    }
}
