//! The vault (保险箱): the truth for what the user made, until the server has given a receipt (回执) for it.
//!
//! One sealed file per command, receipt, draft and slot, and one per photo, named by its SHA-256:
//!
//! ```text
//! <dir>/vault/key                    wrapped data key
//!             lock                   held while the vault is open
//!             commands/<uuid>.cmd    written once, never changed
//!             receipts/<uuid>.rcp    written once; the citizen's proof, kept after the command is purged
//!             drafts/<uuid>.drf      replaced at will
//!             slots/<name>           small named secrets: session, device
//!             blobs/<sha256>.blob    photos
//!             evidence/<sha256>.rec  the signed record of a photo; written once, kept after the photo is purged
//!             damaged/               what no longer opens; nothing is deleted
//! <dir>/quarantine-<n>/              vaults whose key was lost
//! ```
//!
//! Every write goes temp -> fsync -> rename -> fsync(dir). A call that returns `Ok` has made its work durable: only
//! then may the shell say "saved on this phone" (已存在本机). A call that fails has acknowledged nothing and can be
//! repeated.
//!
//! All calls block; make them on a blocking thread. There is no network here and no knowledge of what the bytes mean.

mod blob;
mod disk;
mod key;
mod opening;
mod seal;
mod shelf;
#[cfg(test)]
mod tests;

pub use blob::{BlobInfo, BlobReader};
pub use disk::{Disk, RealDisk, TempFile};
pub use key::{FileKeyKeeper, KeyKeeper, KeyKeeperFault};
pub use opening::OpenReport;

use crate::storage_fault::StorageFault;
use minyi_rulebook::ids::Sha256;
use seal::Sealer;
use shelf::{FileName, Shelf, TEMP, is_slot_name};
use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// An open vault. Share it in an `Arc`; dropping the last one releases the lock.
#[derive(Debug)]
pub struct Vault {
    root: PathBuf,
    disk: Arc<dyn Disk>,
    sealer: Sealer,
    report: OpenReport,
    temp_count: AtomicU64,
    /// Makes "look, then write" one step. It guards no data, so a panic of its holder poisons nothing.
    writing: Mutex<()>,
    /// Released by the operating system when the file is closed, also after a crash.
    _lock: File,
}

/// Whether the server has answered for a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommandStanding {
    /// No receipt is stored: the phone holds the only sure copy.
    Unconfirmed,
    /// A receipt is stored: the command may be purged.
    Receipted,
}

impl Vault {
    /// What opening found: damaged files, swept-up leftovers.
    pub fn report(&self) -> &OpenReport {
        &self.report
    }

    // ---- commands and receipts: written once ----

    /// Stores a command. The same bytes again are fine, other bytes under the same id are a [`StorageFault::Conflict`].
    pub fn put_command(&self, id: Uuid, bytes: &[u8]) -> Result<(), StorageFault> {
        self.put_once(Shelf::Commands, &id.to_string(), bytes)
    }

    /// All commands in the vault, in the order of their ids (version 7: by birth), with or without receipt.
    pub fn commands(&self) -> Result<Vec<(Uuid, CommandStanding)>, StorageFault> {
        let receipted: BTreeSet<Uuid> = self.ids(Shelf::Receipts)?.into_iter().collect();
        let standing = |id| match receipted.contains(&id) {
            true => CommandStanding::Receipted,
            false => CommandStanding::Unconfirmed,
        };
        Ok(self.ids(Shelf::Commands)?.into_iter().map(|id| (id, standing(id))).collect())
    }

    /// The bytes of a command, exactly as they were put.
    pub fn command(&self, id: Uuid) -> Result<Option<Vec<u8>>, StorageFault> {
        self.get(Shelf::Commands, &id.to_string())
    }

    /// Stores the server's receipt for a command. The caller has verified signature, id and hash. Like a command it is
    /// written once; it is taken even if the command is not here (any more), for it is the citizen's proof.
    pub fn put_receipt(&self, id: Uuid, bytes: &[u8]) -> Result<(), StorageFault> {
        self.put_once(Shelf::Receipts, &id.to_string(), bytes)
    }

    /// The receipt of a command.
    pub fn receipt(&self, id: Uuid) -> Result<Option<Vec<u8>>, StorageFault> {
        self.get(Shelf::Receipts, &id.to_string())
    }

    /// Whether a readable receipt is stored.
    pub fn has_receipt(&self, id: Uuid) -> Result<bool, StorageFault> {
        Ok(self.receipt(id)?.is_some())
    }

    /// Removes a command and the blobs that only it needed; keeps its receipt. Repeatable after a crash at any point.
    ///
    /// The vault does not know what the bytes mean: the caller names the blobs and leaves out those which another
    /// command or a draft still needs. Without a readable receipt nothing is removed ([`StorageFault::NotReceipted`]).
    pub fn purge(&self, id: Uuid, blobs: &[Sha256]) -> Result<(), StorageFault> {
        let _writing = self.writing();
        if !self.has_receipt(id)? {
            return Err(StorageFault::NotReceipted { id });
        }
        // Blobs first: as long as the command stands, somebody still knows which blobs to remove.
        self.unlink_blobs(blobs)?;
        self.unlink(Shelf::Commands, &id.to_string())?;
        self.settle(Shelf::Commands)
    }

    /// Removes blobs; fine if some are not there. As with [`Vault::purge`], the caller knows that nothing needs them.
    pub fn remove_blobs(&self, blobs: &[Sha256]) -> Result<(), StorageFault> {
        let _writing = self.writing();
        self.unlink_blobs(blobs)
    }

    fn unlink_blobs(&self, blobs: &[Sha256]) -> Result<(), StorageFault> {
        for sha256 in blobs {
            self.unlink(Shelf::Blobs, &sha256.to_string())?;
        }
        if blobs.is_empty() { Ok(()) } else { self.settle(Shelf::Blobs) }
    }

    /// Stores the record of a photo. The same bytes again are fine, others are a [`StorageFault::Conflict`].
    pub fn put_evidence(&self, photo: Sha256, bytes: &[u8]) -> Result<(), StorageFault> {
        self.put_once(Shelf::Evidence, &photo.to_string(), bytes)
    }

    /// The record of a photo.
    pub fn evidence(&self, photo: Sha256) -> Result<Option<Vec<u8>>, StorageFault> {
        self.get(Shelf::Evidence, &photo.to_string())
    }

    /// Removes the record of a photo; fine if there is none.
    pub fn remove_evidence(&self, photo: Sha256) -> Result<(), StorageFault> {
        self.remove(Shelf::Evidence, &photo.to_string())
    }

    // ---- drafts and slots: replaced at will ----

    /// Stores a draft, replacing an older one.
    pub fn put_draft(&self, id: Uuid, bytes: &[u8]) -> Result<(), StorageFault> {
        self.replace(Shelf::Drafts, &id.to_string(), bytes)
    }

    /// The newest bytes of a draft.
    pub fn draft(&self, id: Uuid) -> Result<Option<Vec<u8>>, StorageFault> {
        self.get(Shelf::Drafts, &id.to_string())
    }

    /// Ids of all drafts, in order.
    pub fn drafts(&self) -> Result<Vec<Uuid>, StorageFault> {
        self.ids(Shelf::Drafts)
    }

    /// Removes a draft; fine if it is not there.
    pub fn remove_draft(&self, id: Uuid) -> Result<(), StorageFault> {
        self.remove(Shelf::Drafts, &id.to_string())
    }

    /// Stores a small named secret, replacing an older one.
    pub fn put_slot(&self, name: &str, bytes: &[u8]) -> Result<(), StorageFault> {
        self.replace(Shelf::Slots, checked_slot_name(name)?, bytes)
    }

    /// A small named secret.
    pub fn slot(&self, name: &str) -> Result<Option<Vec<u8>>, StorageFault> {
        self.get(Shelf::Slots, checked_slot_name(name)?)
    }

    /// Removes a small named secret; fine if it is not there.
    pub fn remove_slot(&self, name: &str) -> Result<(), StorageFault> {
        self.remove(Shelf::Slots, checked_slot_name(name)?)
    }

    // ---- the few moves all of the above are made of ----

    fn put_once(&self, shelf: Shelf, name: &str, bytes: &[u8]) -> Result<(), StorageFault> {
        let _writing = self.writing();
        match self.get(shelf, name) {
            // It may stand there from an attempt that failed at its last step: acknowledge only when the name is
            // durable.
            Ok(Some(stored)) if stored == bytes => self.settle(shelf),
            Ok(Some(_)) => Err(StorageFault::Conflict { name: shelf.label(name) }),
            // A damaged file was just set aside; the caller's bytes heal the loss.
            Ok(None) | Err(StorageFault::Damaged { .. }) => self.write(shelf, name, bytes),
            Err(fault) => Err(fault),
        }
    }

    fn replace(&self, shelf: Shelf, name: &str, bytes: &[u8]) -> Result<(), StorageFault> {
        let _writing = self.writing();
        self.write(shelf, name, bytes)
    }

    fn remove(&self, shelf: Shelf, name: &str) -> Result<(), StorageFault> {
        let _writing = self.writing();
        self.unlink(shelf, name)?;
        self.settle(shelf)
    }

    fn get(&self, shelf: Shelf, name: &str) -> Result<Option<Vec<u8>>, StorageFault> {
        let sealed = match self.disk.read(&self.path(shelf, name)) {
            Ok(sealed) => sealed,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(StorageFault::io("reading")(error)),
        };
        match self.sealer.open(shelf.kind(), name, &sealed) {
            Ok(plain) => Ok(Some(plain)),
            Err(_) => Err(self.set_aside(shelf, name)),
        }
    }

    fn write(&self, shelf: Shelf, name: &str, bytes: &[u8]) -> Result<(), StorageFault> {
        let sealed = self.sealer.seal(shelf.kind(), name, bytes)?;
        disk::replace(&*self.disk, &self.new_temp(shelf), &self.path(shelf, name), &sealed)
            .map_err(StorageFault::io("writing"))
    }

    fn unlink(&self, shelf: Shelf, name: &str) -> Result<(), StorageFault> {
        match self.disk.remove(&self.path(shelf, name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(StorageFault::io("removing")(error)),
            _ => Ok(()),
        }
    }

    /// Makes the names on a shelf durable.
    fn settle(&self, shelf: Shelf) -> Result<(), StorageFault> {
        self.disk.fsync_dir(&self.folder(shelf)).map_err(StorageFault::io("syncing a folder"))
    }

    /// Moves a file that does not open out of the way, and gives the fault that says so.
    fn set_aside(&self, shelf: Shelf, name: &str) -> StorageFault {
        let moved = opening::move_to_damaged(&*self.disk, &self.root, shelf, &shelf.file(name));
        if let Err(error) = moved {
            tracing::warn!(kind = %error.kind(), "a damaged file could not be set aside");
        }
        StorageFault::Damaged { name: shelf.label(name) }
    }

    fn ids(&self, shelf: Shelf) -> Result<Vec<Uuid>, StorageFault> {
        let files = self.disk.list(&self.folder(shelf)).map_err(StorageFault::io("listing"))?;
        let id = |file: String| match shelf.read_name(&file) {
            FileName::Of(name) => name.parse().ok(),
            FileName::Misspelled | FileName::Foreign => None,
        };
        let mut ids: Vec<Uuid> = files.into_iter().filter_map(id).collect();
        ids.sort_unstable();
        Ok(ids)
    }

    fn folder(&self, shelf: Shelf) -> PathBuf {
        self.root.join(shelf.folder())
    }

    fn path(&self, shelf: Shelf, name: &str) -> PathBuf {
        self.folder(shelf).join(shelf.file(name))
    }

    fn new_temp(&self, shelf: Shelf) -> PathBuf {
        let n = self.temp_count.fetch_add(1, Ordering::Relaxed);
        self.folder(shelf).join(format!("{n}{TEMP}"))
    }

    fn writing(&self) -> MutexGuard<'_, ()> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn checked_slot_name(name: &str) -> Result<&str, StorageFault> {
    if is_slot_name(name) { Ok(name) } else { Err(StorageFault::BadSlotName) }
}

/// The vault's folder inside the app's data folder.
fn root_in(dir: &Path) -> PathBuf {
    dir.join("vault")
}
