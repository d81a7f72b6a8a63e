//! Whose receipts count (服务器公钥): the keys in the app's configuration, or else those met at first contact, pinned in the vault
//! from then on (trust on first use). Keys are changed by configuration only: a server that shows others later is not
//! believed.

use crate::CoreError;
use crate::engine::{Engine, Slice, Stores, locked};
use crate::exchange::{self, Setback, WaitReason};
use crate::storage_fault::StorageFault;
use ed25519_dalek::VerifyingKey;
use minyi_wire::receipt::{ServerKey, ServerKeys, key_id};
use std::sync::Arc;

const SLOT: &str = "server_keys";
const KEYS: &str = "/v1/keys";

impl Engine {
    pub(crate) fn load_keys(&self, stores: &Stores) -> Result<(), CoreError> {
        if !self.config.pinned_keys.is_empty() {
            return Ok(());
        }
        let stored = match stores.vault.slot(SLOT) {
            Ok(stored) => stored.and_then(|stored| serde_json::from_slice::<ServerKeys>(&stored).ok()),
            Err(StorageFault::Damaged { .. }) => None,
            Err(fault) => return Err(fault.into()),
        };
        *locked(&self.keys) = stored.map(|stored| stored.keys).unwrap_or_default();
        Ok(())
    }

    /// Asks for the keys once in the life of this installation.
    pub(crate) async fn ensure_keys(self: &Arc<Self>, slice: &Slice) -> Result<(), Setback> {
        if !locked(&self.keys).is_empty() {
            return Ok(());
        }
        let met = exchange::read(&self.exchange(exchange::get(KEYS), slice).await?)?;
        self.pin(met).await
    }

    /// The key of this id, for what somebody waits for outside of a slice; asked for if no server was met yet.
    pub(crate) async fn key_of_server(self: &Arc<Self>, id: &str) -> Result<Option<VerifyingKey>, Setback> {
        if locked(&self.keys).is_empty() {
            let met = exchange::read(&self.ask(exchange::get(KEYS)).await?)?;
            self.pin(met).await?;
        }
        Ok(locked(&self.keys).iter().find(|key| key.key_id == id).and_then(ServerKey::verifying_key))
    }

    async fn pin(self: &Arc<Self>, met: ServerKeys) -> Result<(), Setback> {
        let sound = |key: &ServerKey| {
            key.algorithm == "ed25519" && key.verifying_key().is_some_and(|public| key_id(&public) == key.key_id)
        };
        if met.keys.is_empty() || !met.keys.iter().all(sound) {
            return Err(WaitReason::NotOurServer.into());
        }
        self.background(move |engine, stores| {
            stores.vault.put_slot(SLOT, &serde_json::to_vec(&met)?)?;
            *locked(&engine.keys) = met.keys;
            Ok(())
        })
        .await
    }
}
