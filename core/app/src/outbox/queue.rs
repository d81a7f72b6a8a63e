//! The outbox in memory (队列): loaded from vault and mirror, asked who is next, changed by what was stored first.

use super::item::{Item, Standing};
use super::upload::{Upload, UploadKey, UploadNote};
use super::{LastWord, ParkReason, Sealed, Turn};
use crate::CoreError;
use crate::engine::Stores;
use crate::mirror::Batch;
use crate::storage_fault::StorageFault;
use crate::vault::CommandStanding;
use jiff::Timestamp;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::ids::{CommandId, DeviceId, MatterId};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Tree of [`Standing`] by command.
pub(super) const ITEMS: &str = "outbox";
/// Tree of [`UploadNote`] by matter and photo.
pub(super) const UPLOADS: &str = "uploads";

/// All that is in the vault.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    pub(crate) items: BTreeMap<CommandId, Item>,
    pub(crate) uploads: BTreeMap<UploadKey, Upload>,
    /// On their way just now; never stored.
    pub(crate) submitting: BTreeSet<CommandId>,
    pub(crate) uploading: BTreeSet<UploadKey>,
}

impl Queue {
    /// Reads the vault, then the mirror's notes on it; finishes what a crash left half done. Gives also the number of
    /// commands that only a newer version of the app can read.
    pub(crate) fn load(stores: &Stores, now: Timestamp) -> Result<(Self, usize), CoreError> {
        let mut queue = Self::default();
        let mut discarded = Vec::new();
        let mut unreadable = 0;
        for (id, standing) in stores.vault.commands()? {
            match read_item(stores, CommandId(id), standing) {
                Ok(Read::Item(item)) => _ = queue.items.insert(item.id, item),
                Ok(Read::Discarded(item)) => discarded.push(item),
                // Damaged ones were set aside and stand in the vault's report.
                Ok(Read::Nothing) | Err(CoreError::Damaged) => {}
                Ok(Read::OfNewerVersion) => unreadable += 1,
                Err(error) => return Err(error),
            }
        }
        for item in discarded {
            stores.vault.purge(item.id.0, &queue.blobs_only_of(&item, stores)?)?;
        }
        queue.finish_replacements(stores, now)?;
        let receipted: Vec<Item> = queue.items.values().filter(|item| item.is_receipted()).cloned().collect();
        for item in receipted {
            queue.add_uploads(&item, stores);
        }
        Ok((queue, unreadable))
    }

    /// A crash may have come between sealing a new version and discarding the old one.
    fn finish_replacements(&mut self, stores: &Stores, now: Timestamp) -> Result<(), CoreError> {
        let replaced: Vec<CommandId> = self.items.values().filter_map(|item| item.replaces).collect();
        for old in replaced {
            if self.items.get(&old).is_some_and(|item| !item.is_receipted()) {
                self.forget(old, now, stores)?;
            }
        }
        Ok(())
    }

    /// Makes the user's decision to discard a command durable and takes it out.
    pub(crate) fn forget(&mut self, id: CommandId, now: Timestamp, stores: &Stores) -> Result<(), CoreError> {
        let word = LastWord::Discarded { at: now };
        stores.vault.put_receipt(id.0, &serde_json::to_vec(&word)?)?;
        let item = self.items.remove(&id);
        let blobs = item.map(|item| self.blobs_only_of(&item, stores)).transpose()?.unwrap_or_default();
        stores.vault.purge(id.0, &blobs)?;
        let mut batch = Batch::new();
        batch.remove(ITEMS, id.0.as_bytes());
        stores.note(batch);
        Ok(())
    }

    /// Attachments of an item that neither another command nor a draft needs. The item itself may be in the queue or not.
    pub(super) fn blobs_only_of(
        &self,
        item: &Item,
        stores: &Stores,
    ) -> Result<Vec<minyi_rulebook::ids::Sha256>, CoreError> {
        let mut needed: BTreeSet<_> = crate::facade::attachments_of_drafts(stores)?;
        let others = self.items.values().filter(|other| other.id != item.id);
        needed.extend(others.flat_map(|other| &other.attachments).map(|file| file.sha256));
        Ok(item.attachments.iter().map(|file| file.sha256).filter(|sha256| !needed.contains(sha256)).collect())
    }

    /// Takes up the attachments of a receipted command.
    pub(super) fn add_uploads(&mut self, item: &Item, stores: &Stores) {
        for file in &item.attachments {
            self.uploads.entry((item.matter, file.sha256)).or_insert_with(|| {
                let note = stores.mirror.get(UPLOADS, &upload_key(item.matter, file.sha256)).ok().flatten();
                let note = note.and_then(|note| serde_json::from_slice::<UploadNote>(&note).ok());
                Upload::new(item.matter, *file, item.owner.clone(), note)
            });
        }
    }

    /// The highest number that this device has given to a command that is still here.
    pub(crate) fn last_seq(&self, device: DeviceId) -> u64 {
        self.items.values().filter(|item| item.device == device).map(|item| item.seq).max().unwrap_or(0)
    }

    /// The commands of this account whose turn it is: of each matter at most one, in the order in which they were made.
    pub(crate) fn due_commands(&self, owner: &Actor, now: Timestamp) -> Vec<CommandId> {
        let mut due: Vec<&Item> = self
            .fronts(owner)
            .filter(|(item, turn)| turn.is_due(now) && !self.submitting.contains(&item.id))
            .map(|(item, _)| item)
            .collect();
        due.sort_by_key(|item| item.seq);
        due.into_iter().map(|item| item.id).collect()
    }

    /// The uploads of this account whose turn it is.
    pub(crate) fn due_uploads(&self, owner: &Actor, now: Timestamp) -> Vec<UploadKey> {
        self.pending_uploads(owner)
            .filter(|upload| upload.note.turn.is_due(now) && !self.uploading.contains(&upload.key()))
            .map(Upload::key)
            .collect()
    }

    /// Whether this account has anything left that time alone will bring to the server.
    pub(crate) fn has_more(&self, owner: &Actor) -> bool {
        self.fronts(owner).next().is_some() || self.pending_uploads(owner).next().is_some()
    }

    /// How long until the next turn of this account; zero if it is now.
    pub(crate) fn next_wake(&self, owner: &Actor, now: Timestamp) -> Option<Duration> {
        let turns = self.fronts(owner).map(|(_, turn)| turn).chain(self.pending_uploads(owner).map(|up| &up.note.turn));
        turns.map(|turn| turn.wait(now).unwrap_or_default()).min()
    }

    /// The command at the front of each matter, if it waits for nothing but its turn.
    fn fronts<'q>(&'q self, owner: &Actor) -> impl Iterator<Item = (&'q Item, &'q Turn)> {
        let mut lanes: BTreeMap<MatterId, Vec<&Item>> = BTreeMap::new();
        for item in self.items.values().filter(|item| &item.owner == owner && !item.is_receipted()) {
            lanes.entry(item.matter).or_default().push(item);
        }
        lanes.into_values().filter_map(|mut lane| {
            lane.sort_by_key(|item| item.place_in_lane());
            lane.into_iter()
                // A parked submission holds its matter back; any other parked command is passed by.
                .find(|item| item.opens || !matches!(item.standing, Standing::Parked { .. }))
                .and_then(|item| match &item.standing {
                    Standing::Sealed { turn, .. } => Some((item, turn)),
                    Standing::Parked { .. } | Standing::Receipted { .. } => None,
                })
        })
    }

    fn pending_uploads(&self, owner: &Actor) -> impl Iterator<Item = &Upload> {
        self.uploads.values().filter(move |upload| &upload.owner == owner && upload.is_pending())
    }

    /// Whether the server holds the item with every photo that the user did not give up.
    pub(crate) fn is_complete(&self, item: &Item) -> bool {
        item.is_receipted() && self.uploads_of(item).all(|upload| upload.is_some_and(Upload::is_over))
    }

    pub(super) fn uploads_of(&self, item: &Item) -> impl Iterator<Item = Option<&Upload>> {
        item.attachments.iter().map(|file| self.uploads.get(&(item.matter, file.sha256)))
    }

    /// Ends the waits that lay in the old network.
    pub(crate) fn enter_new_network(&mut self) {
        for item in self.items.values_mut() {
            if let Standing::Sealed { turn, .. } = &mut item.standing {
                *turn = turn.in_new_network();
            }
        }
        for upload in self.uploads.values_mut() {
            upload.note.turn = upload.note.turn.in_new_network();
        }
    }

    /// Parked photos of an item, for the user to decide on.
    pub(super) fn parked_photo(&self, item: &Item) -> Option<&ParkReason> {
        self.uploads_of(item).flatten().find_map(|upload| match &upload.note.stage {
            super::upload::UploadStage::Parked { reason } => Some(reason),
            _ => None,
        })
    }
}

/// What stands under the id of a command.
enum Read {
    Item(Item),
    /// The user's decision is stored; the crash came before the command was gone.
    Discarded(Item),
    Nothing,
    OfNewerVersion,
}

fn read_item(stores: &Stores, id: CommandId, standing: CommandStanding) -> Result<Read, CoreError> {
    let word = match standing {
        CommandStanding::Unconfirmed => None,
        CommandStanding::Receipted => match stores.vault.receipt(id.0) {
            Ok(word) => word.map(|word| serde_json::from_slice::<LastWord>(&word)).transpose()?,
            // The server will give the same receipt again.
            Err(StorageFault::Damaged { .. }) => None,
            Err(fault) => return Err(fault.into()),
        },
    };
    let is_discarded = matches!(word, Some(LastWord::Discarded { .. }));
    let standing = match word {
        Some(LastWord::Receipted { receipt }) => {
            Standing::Receipted { at: receipt.received_at, matter_version: receipt.matter_version }
        }
        Some(LastWord::Discarded { .. }) | None => noted_standing(stores, id),
    };
    let Some(bytes) = stores.vault.command(id.0)? else {
        return Ok(Read::Nothing);
    };
    let item = Sealed::from_bytes(bytes).and_then(|sealed| Item::of(&sealed, standing));
    Ok(match item.filter(|item| item.id == id) {
        Some(item) if is_discarded => Read::Discarded(item),
        Some(item) => Read::Item(item),
        None => Read::OfNewerVersion,
    })
}

/// Without a note nobody knows whether it was sent: assume so.
fn noted_standing(stores: &Stores, id: CommandId) -> Standing {
    let note = stores.mirror.get(ITEMS, id.0.as_bytes()).ok().flatten();
    match note.and_then(|note| serde_json::from_slice(&note).ok()) {
        Some(noted @ (Standing::Sealed { .. } | Standing::Parked { .. })) => noted,
        Some(Standing::Receipted { .. }) | None => Standing::Sealed { turn: Turn::Now, maybe_sent: true },
    }
}

pub(super) fn upload_key(matter: MatterId, sha256: minyi_rulebook::ids::Sha256) -> Vec<u8> {
    [matter.0.as_bytes().as_slice(), &sha256.0].concat()
}
