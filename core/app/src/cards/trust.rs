//! What a check believes, kept in one slot of the vault: roots, bundle, lists, and the anchor of trusted time.

use super::CardDesk;
use crate::CoreError;
use crate::engine::{Engine, Slice, Stores, locked};
use crate::exchange::{self, Setback};
use crate::storage_fault::StorageFault;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use minyi_identity::{
    ClockReading, Installed, Now, PublicKey, Refused, Roots, SoftwareCrypto, TimeAnchor, TrustStore, UnixTime,
};
use minyi_wire::identity::{TrustMaterial, TrustNews};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

const SLOT: &str = "card-trust";

/// What is believed.
#[derive(Clone, Debug)]
pub(crate) struct Believed {
    pub(super) store: TrustStore,
    pub(super) anchor: TimeAnchor,
    /// Version of the material as the server named it.
    version: String,
}

/// As the vault keeps it.
#[derive(Serialize, Deserialize)]
struct Stored {
    roots: Vec<String>,
    /// Bundle first, as [`TrustStore::held`] gives them.
    held: Vec<String>,
    anchor: TimeAnchor,
    version: String,
}

impl Believed {
    fn new(roots: Roots) -> Self {
        Self { store: TrustStore::new(roots), anchor: TimeAnchor::default(), version: String::new() }
    }

    fn to_bytes(&self) -> Result<Vec<u8>, CoreError> {
        let stored = Stored {
            roots: self.store.roots().iter().map(ToString::to_string).collect(),
            held: self.store.held().map(|bytes| URL_SAFE_NO_PAD.encode(bytes)).collect(),
            anchor: self.anchor.clone(),
            version: self.version.clone(),
        };
        Ok(serde_json::to_vec(&stored)?)
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let stored: Stored = serde_json::from_slice(bytes).ok()?;
        let mut believed = Self::new(roots_of(&stored.roots)?);
        believed.anchor = stored.anchor;
        // It was judged when it came; a wall clock that was set since must not lock it out.
        let now = Now::Wall(UnixTime(u64::MAX));
        for held in &stored.held {
            let bytes = URL_SAFE_NO_PAD.decode(held).ok()?;
            // Each kind refuses the bytes of the others; what a withdrawn key signed stays out.
            let _ = believed.store.install_bundle(&bytes, &SoftwareCrypto, now).is_ok()
                || believed.store.install_list(&bytes, &SoftwareCrypto, now).is_ok()
                || believed.store.install_deny(&bytes, &SoftwareCrypto, now).is_ok();
        }
        believed.version = stored.version;
        Some(believed)
    }

    /// Takes in one signed thing; what is refused leaves what is held as it was.
    fn install(
        &mut self,
        now: Now,
        text: &str,
        install: impl FnOnce(&mut TrustStore, &[u8], Now) -> Result<Installed, Refused>,
    ) -> bool {
        let Ok(bytes) = URL_SAFE_NO_PAD.decode(text) else { return false };
        match install(&mut self.store, &bytes, now) {
            Ok(Installed::New { issued_at }) => {
                self.anchor.raise_floor(issued_at);
                true
            }
            Ok(Installed::AlreadyHeld) => true,
            Err(refused) => {
                tracing::warn!(%refused, "signed material was refused");
                false
            }
        }
    }
}

fn roots_of(texts: &[String]) -> Option<Roots> {
    let roots = texts.iter().map(|text| text.parse::<PublicKey>().ok()).collect::<Option<Vec<_>>>()?;
    roots.try_into().ok()
}

impl Engine {
    /// Reads what was believed before. A damaged slot means starting over from the roots that the app brings.
    pub(crate) fn load_trust(&self, stores: &Stores) -> Result<(), CoreError> {
        let stored = match stores.vault.slot(SLOT) {
            Ok(stored) => stored,
            Err(StorageFault::Damaged { .. }) => None,
            Err(fault) => return Err(fault.into()),
        };
        locked(&self.cards).believed = stored.as_deref().and_then(Believed::from_bytes);
        Ok(())
    }

    /// The roots that are built into the app. Those of a later bundle, once held, take precedence.
    pub(crate) fn trust_roots(&self, roots: &[String], stores: &Stores) -> Result<(), CoreError> {
        let roots = roots_of(roots).ok_or(CoreError::BadInput { field: "roots" })?;
        let mut desk = locked(&self.cards);
        if desk.believed.is_none() {
            let believed = Believed::new(roots);
            stores.vault.put_slot(SLOT, &believed.to_bytes()?)?;
            desk.believed = Some(believed);
        }
        Ok(())
    }

    pub(super) fn now_by(&self, believed: Option<&Believed>) -> Now {
        let reading = self.reading();
        believed.map_or(Now::Wall(reading.wall), |believed| believed.anchor.now(reading))
    }

    fn reading(&self) -> ClockReading {
        let uptime = self.ports.clock.uptime();
        ClockReading { wall: unix(self.ports.clock.now()), uptime: uptime.since_start, boot: uptime.run }
    }

    /// What came with a sync: the time, and the deny lists whole. Says whether the rest must be fetched.
    pub(crate) fn take_news(&self, news: &TrustNews, server: Timestamp, stores: &Stores) -> Result<bool, CoreError> {
        let mut desk = locked(&self.cards);
        let Some(believed) = &mut desk.believed else { return Ok(false) };
        let reading = self.reading();
        if believed.anchor.sync(unix(server), reading).is_err() {
            tracing::warn!("the server's time is before a time already proven");
        }
        let now = believed.anchor.now(reading);
        for deny in &news.denies {
            believed.install(now, deny, |store, bytes, now| store.install_deny(bytes, &SoftwareCrypto, now));
        }
        let fetch = believed.version != news.version;
        stores.vault.put_slot(SLOT, &believed.to_bytes()?)?;
        Ok(fetch)
    }

    /// Fetches bundle and lists. Asking for them says nothing about whom one meets.
    pub(crate) async fn pull_trust(self: &Arc<Self>, slice: &Slice) -> Result<(), Setback> {
        let response = self.exchange(exchange::get("/v1/identity/trust"), slice).await?;
        let material: TrustMaterial = exchange::read(&response)?;
        self.background(move |engine, stores| engine.take_material(&material, stores)).await
    }

    fn take_material(&self, material: &TrustMaterial, stores: &Stores) -> Result<(), CoreError> {
        let mut desk = locked(&self.cards);
        let CardDesk { believed: Some(believed), .. } = &mut *desk else { return Ok(()) };
        let now = believed.anchor.now(self.reading());
        let bundle = |store: &mut TrustStore, bytes: &[u8], now| store.install_bundle(bytes, &SoftwareCrypto, now);
        let mut whole = believed.install(now, &material.bundle, bundle);
        for list in &material.lists {
            whole &= believed.install(now, list, |store, bytes, now| store.install_list(bytes, &SoftwareCrypto, now));
        }
        for deny in &material.denies {
            whole &= believed.install(now, deny, |store, bytes, now| store.install_deny(bytes, &SoftwareCrypto, now));
        }
        // What was refused is asked for again with the next sync.
        if whole {
            believed.version.clone_from(&material.version);
        }
        Ok(stores.vault.put_slot(SLOT, &believed.to_bytes()?)?)
    }
}

fn unix(at: Timestamp) -> UnixTime {
    UnixTime(u64::try_from(at.as_second()).unwrap_or(0))
}
