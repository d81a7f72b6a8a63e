//! What the user decides about an item that needs attention (重试、放弃), and what time decides about one that is done (清理).

use super::item::{Item, Standing};
use super::queue::{ITEMS, UPLOADS, upload_key};
use super::seal::store_device;
use super::upload::UploadStage;
use super::{KEPT_AFTER_RECEIPT, Turn};
use crate::CoreError;
use crate::engine::{Engine, Stores, locked};
use crate::mirror::Batch;
use crate::time::after;
use minyi_rulebook::ids::CommandId;

impl Engine {
    /// Tries a parked or waiting item, or its parked photos, at once.
    pub(crate) fn retry(&self, id: CommandId, stores: &Stores) -> Result<(), CoreError> {
        let mut batch = Batch::new();
        let mut queue = locked(&self.queue);
        let item = self.own_item(&mut queue.items, id)?;
        match &mut item.standing {
            Standing::Sealed { turn, .. } => *turn = Turn::Now,
            standing @ Standing::Parked { .. } => *standing = Standing::Sealed { turn: Turn::Now, maybe_sent: true },
            Standing::Receipted { .. } => {
                let keys: Vec<_> = item.attachments.iter().map(|file| (item.matter, file.sha256)).collect();
                for key in keys {
                    let Some(upload) = queue.uploads.get_mut(&key) else {
                        continue;
                    };
                    upload.unpark();
                    upload.note.turn = Turn::Now;
                    batch.put(UPLOADS, &upload_key(key.0, key.1), serde_json::to_vec(&upload.note)?);
                }
                drop(queue);
                stores.note(batch);
                self.hub.outbox_changed();
                return Ok(());
            }
        }
        batch.put(ITEMS, id.0.as_bytes(), serde_json::to_vec(&item.standing)?);
        drop(queue);
        stores.note(batch);
        self.hub.outbox_changed();
        Ok(())
    }

    /// Gives up an item that the server does not have: one that is parked or was never sent. With a submission goes all that
    /// waits for it.
    ///
    /// # Errors
    /// [`CoreError::Conflict`] if the server has it or may have it.
    pub(crate) fn discard(&self, id: CommandId, stores: &Stores) -> Result<(), CoreError> {
        let now = self.server_now();
        let mut queue = locked(&self.queue);
        let item = self.own_item(&mut queue.items, id)?.clone();
        let is_safe = |item: &Item| match item.standing {
            Standing::Sealed { maybe_sent, .. } => !maybe_sent,
            Standing::Parked { .. } => true,
            Standing::Receipted { .. } => false,
        };
        if !is_safe(&item) || queue.submitting.contains(&id) {
            return Err(CoreError::Conflict);
        }
        if item.opens {
            let dependents: Vec<CommandId> = queue
                .items
                .values()
                .filter(|other| other.matter == item.matter && other.id != id && is_safe(other))
                .map(|other| other.id)
                .collect();
            for dependent in dependents {
                queue.forget(dependent, now, stores)?;
            }
        }
        queue.forget(id, now, stores)?;
        drop(queue);
        self.hub.outbox_changed();
        self.hub.cases_changed();
        Ok(())
    }

    /// Gives up the photos of an item that the server will not take. The item itself, and its other photos, stay as they are.
    ///
    /// # Errors
    /// [`CoreError::Conflict`] if none of its photos is parked.
    pub(crate) fn drop_photos(&self, id: CommandId, stores: &Stores) -> Result<(), CoreError> {
        let mut batch = Batch::new();
        {
            let mut queue = locked(&self.queue);
            let item = self.own_item(&mut queue.items, id)?.clone();
            for file in &item.attachments {
                let upload = queue.uploads.get_mut(&(item.matter, file.sha256));
                if let Some(upload) = upload.filter(|upload| matches!(upload.note.stage, UploadStage::Parked { .. })) {
                    upload.note.stage = UploadStage::Dropped;
                    batch.put(UPLOADS, &upload_key(item.matter, file.sha256), serde_json::to_vec(&upload.note)?);
                }
            }
        }
        if batch.is_empty() {
            return Err(CoreError::Conflict);
        }
        stores.note(batch);
        self.hub.outbox_changed();
        Ok(())
    }

    /// Lets go of what has been complete for long enough. Receipts stay.
    pub(crate) fn purge(&self, stores: &Stores) -> Result<usize, CoreError> {
        let now = self.server_now();
        let ripe: Vec<Item> = {
            let queue = locked(&self.queue);
            let is_ripe = |item: &&Item| match item.standing {
                Standing::Receipted { at, .. } => after(at, KEPT_AFTER_RECEIPT) <= now && queue.is_complete(item),
                Standing::Sealed { .. } | Standing::Parked { .. } => false,
            };
            queue.items.values().filter(is_ripe).cloned().collect()
        };
        if ripe.is_empty() {
            return Ok(0);
        }
        // The numbers of purged commands live on in the slot only.
        store_device(&locked(&self.device), stores)?;
        for item in &ripe {
            self.let_go(item, stores)?;
        }
        self.hub.outbox_changed();
        Ok(ripe.len())
    }

    /// Removes an item with what only it needs; its receipt stays. One that the server may not have is discarded first.
    pub(crate) fn let_go(&self, item: &Item, stores: &Stores) -> Result<(), CoreError> {
        if !item.is_receipted() {
            return locked(&self.queue).forget(item.id, self.server_now(), stores);
        }
        let blobs = locked(&self.queue).blobs_only_of(item, stores)?;
        stores.vault.purge(item.id.0, &blobs)?;
        let mut queue = locked(&self.queue);
        queue.items.remove(&item.id);
        let mut batch = Batch::new();
        batch.remove(ITEMS, item.id.0.as_bytes());
        for file in &item.attachments {
            let named = |other: &Item| other.matter == item.matter && other.attachments.contains(file);
            if !queue.items.values().any(named) {
                queue.uploads.remove(&(item.matter, file.sha256));
                batch.remove(UPLOADS, &upload_key(item.matter, file.sha256));
            }
        }
        drop(queue);
        stores.note(batch);
        Ok(())
    }

    /// An item of the account that is signed in; others do not exist for it.
    fn own_item<'q>(
        &self,
        items: &'q mut std::collections::BTreeMap<CommandId, Item>,
        id: CommandId,
    ) -> Result<&'q mut Item, CoreError> {
        let account = self.account();
        items.get_mut(&id).filter(|item| Some(&item.owner) == account.as_ref()).ok_or(CoreError::NotFound)
    }
}
