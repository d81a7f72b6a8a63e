//! 亮身份 on the server: the keys of the congresses, the desk that signs cards, and the lists that say who is in office.
//!
//! ```text
//! keys/identity/  identity.json (host, roots, bundle)   issuer-<id>.key …      made by `minyi card found`
//!   holder asks (command) -> cards_due -> desk signs, notes it (command) -> holder's phone fetches the card
//!   suspension (command)  -> cards -> lists are signed anew -> every phone's next sync
//! ```
//! A server without that folder runs as before and hands out nothing. The roots' private keys are not here: they sit in
//! different hands and sign a bundle only when a congress is added or a key is withdrawn.

mod desk;
mod founding;
mod keyring;
mod lists;
pub mod pages;
pub mod plate_pdf;

use std::sync::Arc;

use minyi_wire::{Problem, ProblemCode};
use tokio::sync::Mutex;

use crate::clock::Clock;
use crate::door::Door;
use crate::store::Db;

pub use founding::{Congress, Founded, FoundingFault, found, publish};
pub use keyring::{Keyring, KeyringFault};
use lists::Sealed;

/// The identity part of a server.
#[derive(Clone, Debug)]
pub struct Identity {
    keyring: Option<Arc<Keyring>>,
    db: Db,
    door: Door,
    clock: Arc<dyn Clock>,
    /// Held while cards are signed: a place in the lists is given away once.
    desk: Arc<Mutex<()>>,
    sealed: Arc<Mutex<Option<Sealed>>>,
}

impl Identity {
    /// Puts the part together.
    #[must_use]
    pub fn new(keyring: Option<Keyring>, db: Db, door: Door, clock: Arc<dyn Clock>) -> Self {
        let keyring = keyring.map(Arc::new);
        Self { keyring, db, door, clock, desk: Arc::default(), sealed: Arc::default() }
    }

    /// The keys of the congresses, where there are some.
    #[must_use]
    pub fn keyring(&self) -> Option<&Keyring> {
        self.keyring.as_deref()
    }

    fn keys(&self) -> Result<&Keyring, Problem> {
        self.keyring().ok_or_else(|| {
            Problem::new(ProblemCode::NotFound).accepting("a server whose congresses have keys: minyi card found")
        })
    }
}
