//! The mirror on disk: sled 0.34.7 behind the guard, in one tree, with every call fenced against panics.

use super::guard::{OpenReport, Places, RebuildReason};
use super::{Batch, Entry, FlatKey, MAX_TREE, Span, Store};
use crate::storage_fault::StorageFault;
use std::any::Any;
use std::fs::{File, OpenOptions};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use std::{fmt, fs};

/// sled's default of 1 GiB has killed phone apps (offline-sync.md, section 2.4).
const CACHE_BYTES: u64 = 16 * 1024 * 1024;
/// Holds the schema version. Its first byte stands for a tree name longer than any, so no tree can reach it.
const SCHEMA_KEY: [u8; 1] = [u8::MAX];
const _: () = assert!(MAX_TREE < u8::MAX as usize);

/// A [`Store`] in `<dir>/mirror`. Dropping it closes it.
pub struct SledStore {
    /// `None` only while being dropped.
    db: Option<sled::Db>,
    /// Set by the first panic or error of sled; afterwards nothing is asked of it any more.
    broken: AtomicBool,
    /// Keeps a commit from falling into the middle of a clear. It guards no data, so a panic of its holder poisons
    /// nothing.
    writing: Mutex<()>,
    places: Places,
    /// Last, so that it is released after sled has closed its files.
    _lock: File,
}

impl fmt::Debug for SledStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SledStore").field("places", &self.places).field("broken", &self.broken).finish_non_exhaustive()
    }
}

impl SledStore {
    /// Opens the mirror in `<dir>/mirror`. Whatever is wrong with it, the answer is a working store: one that cannot be
    /// used, or was written under another `schema` than the caller's, is moved to `<dir>/mirror.bad-<n>` and an empty
    /// one takes its place, which the report says.
    ///
    /// # Errors
    /// [`StorageFault::InUse`]; [`StorageFault::StorageFull`] or [`StorageFault::Io`] if not even an empty one can be
    /// made.
    pub fn open(dir: &Path, schema: u32) -> Result<(Self, OpenReport), StorageFault> {
        let places = Places::in_dir(dir);
        fs::create_dir_all(dir).map_err(StorageFault::io("making the mirror's folder"))?;
        let lock = lock(&places)?;
        let first_try = match places.broken_mark().try_exists() {
            Ok(true) => Err(RebuildReason::BrokeInUse),
            _ => open_guarded(&places, schema)?,
        };
        let (db, report) = match first_try {
            Ok((db, WasEmpty(true))) => (db, OpenReport::Created),
            Ok((db, WasEmpty(false))) => (db, OpenReport::Opened),
            Err(reason) => {
                places.set_aside().map_err(StorageFault::io("setting the mirror aside"))?;
                // If a new folder does not work either, it is not the folder's fault.
                let (db, _) = open_guarded(&places, schema)?.map_err(|_| StorageFault::MirrorBroken)?;
                (db, OpenReport::Rebuilt { reason })
            }
        };
        Ok((Self { db: Some(db), broken: false.into(), writing: ().into(), places, _lock: lock }, report))
    }

    /// The one way to sled: a panic or an error makes the store [`StorageFault::MirrorBroken`] from now on, and leaves
    /// a mark so that the next open starts afresh instead of running into the same page again.
    fn ask<T>(&self, question: impl FnOnce(&sled::Db) -> sled::Result<T>) -> Result<T, StorageFault> {
        let db = self.db.as_ref().filter(|_| !self.broken.load(Ordering::Acquire)).ok_or(StorageFault::MirrorBroken)?;
        let answer = catch_unwind(AssertUnwindSafe(|| question(db)));
        let fault = match answer {
            Ok(Ok(answer)) => return Ok(answer),
            Ok(Err(sled::Error::Io(error))) => StorageFault::io("using the mirror")(error),
            Ok(Err(_)) | Err(_) => StorageFault::MirrorBroken,
        };
        self.broken.store(true, Ordering::Release);
        // No room is no damage: after that it only has to be opened again.
        if fault != StorageFault::StorageFull
            && let Err(error) = File::create(self.places.broken_mark())
        {
            tracing::warn!(kind = %error.kind(), "the broken mirror could not be marked");
        }
        Err(fault)
    }

    fn scan(&self, span: &Span, limit: usize) -> Result<Vec<Entry>, StorageFault> {
        if span.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        self.ask(|db| {
            let range = db.range((span.from.clone(), span.to.clone()));
            range.take(limit).map(|entry| entry.map(|(key, value)| span.entry(&key, &value))).collect()
        })
    }

    fn apply(&self, batch: sled::Batch) -> Result<(), StorageFault> {
        self.ask(|db| {
            db.apply_batch(batch)?;
            db.flush().map(drop)
        })
    }
}

impl Store for SledStore {
    fn get(&self, tree: &str, key: &[u8]) -> Result<Option<Vec<u8>>, StorageFault> {
        let key = FlatKey::new(tree, key)?.0;
        self.ask(|db| Ok(db.get(&key)?.map(|value| value.to_vec())))
    }

    fn scan_prefix(
        &self,
        tree: &str,
        prefix: &[u8],
        after: Option<&[u8]>,
        limit: usize,
    ) -> Result<Vec<Entry>, StorageFault> {
        self.scan(&Span::of_prefix(tree, prefix, after)?, limit)
    }

    fn commit(&self, batch: Batch) -> Result<(), StorageFault> {
        let mut changes = sled::Batch::default();
        for (FlatKey(key), value) in batch.into_changes()? {
            match value {
                Some(value) => changes.insert(key, value),
                None => changes.remove(key),
            }
        }
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        self.apply(changes)
    }

    fn clear(&self) -> Result<(), StorageFault> {
        // One batch, not sled's own `clear`: half a mirror with a whole cursor would hide cases for ever.
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut changes = sled::Batch::default();
        self.ask(|db| {
            db.range(..SCHEMA_KEY.as_slice()).keys().try_for_each(|key| {
                changes.remove(key?);
                Ok(())
            })
        })?;
        self.apply(changes)
    }
}

impl Drop for SledStore {
    fn drop(&mut self) {
        let db = self.db.take();
        let _a_panic_while_closing_must_not_become_an_abort = catch_unwind(AssertUnwindSafe(|| drop(db)));
    }
}

fn lock(places: &Places) -> Result<File, StorageFault> {
    let fault = StorageFault::io("locking the mirror");
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(places.lock()).map_err(&fault)?;
    match fs4::FileExt::try_lock(&file) {
        Ok(()) => Ok(file),
        Err(fs4::TryLockError::WouldBlock) => Err(StorageFault::InUse),
        Err(fs4::TryLockError::Error(error)) => Err(fault(error)),
    }
}

struct WasEmpty(bool);

/// One try at the folder as it is. The outer error is the disk's fault, the inner one the folder's.
fn open_guarded(places: &Places, schema: u32) -> Result<Result<(sled::Db, WasEmpty), RebuildReason>, StorageFault> {
    let fault = StorageFault::io("opening the mirror");
    if let Err(error) = places.repair() {
        return match fault(error) {
            full @ StorageFault::StorageFull => Err(full),
            other => Ok(Err(RebuildReason::Refused(other.to_string()))),
        };
    }
    let opened = catch_unwind(AssertUnwindSafe(|| {
        let db = open_waiting_for_sleds_lock(&places.mirror())?;
        Ok((check_schema(&db, schema)?, db))
    }));
    let (checked, db) = match opened {
        Ok(Ok(opened)) => opened,
        Ok(Err(sled::Error::Io(error))) if fault_is_full(&error) => return Err(StorageFault::StorageFull),
        Ok(Err(sled::Error::Io(error))) if is_sleds_lock(&error) => return Err(StorageFault::InUse),
        Ok(Err(error)) => return Ok(Err(RebuildReason::Refused(error.to_string()))),
        Err(panic) => return Ok(Err(RebuildReason::Panicked(panic_text(&*panic)))),
    };
    match checked {
        Ok(was_empty) => places.settle().map_err(fault).map(|()| Ok((db, was_empty))),
        Err(reason) => Ok(Err(reason)),
    }
}

/// On Linux and macOS sled locks its file, and a background task of a store that was just dropped may hold it a moment
/// longer. Ours is the lock that counts, so this only waits for that task.
fn open_waiting_for_sleds_lock(mirror: &Path) -> sled::Result<sled::Db> {
    let config = sled::Config::default().path(mirror).cache_capacity(CACHE_BYTES).flush_every_ms(None);
    for _ in 0..200 {
        match config.open() {
            Err(sled::Error::Io(error)) if is_sleds_lock(&error) => std::thread::sleep(Duration::from_millis(5)),
            other => return other,
        }
    }
    config.open()
}

fn is_sleds_lock(error: &std::io::Error) -> bool {
    error.to_string().starts_with("could not acquire lock")
}

fn fault_is_full(error: &std::io::Error) -> bool {
    StorageFault::io("")(error.kind().into()) == StorageFault::StorageFull
}

fn check_schema(db: &sled::Db, wanted: u32) -> sled::Result<Result<WasEmpty, RebuildReason>> {
    let found = db.get(SCHEMA_KEY)?.and_then(|bytes| Some(u32::from_be_bytes(bytes.as_ref().try_into().ok()?)));
    if found == Some(wanted) {
        return Ok(Ok(WasEmpty(false)));
    }
    if found.is_none() && db.is_empty() {
        db.insert(SCHEMA_KEY, &wanted.to_be_bytes())?;
        db.flush()?;
        return Ok(Ok(WasEmpty(true)));
    }
    Ok(Err(RebuildReason::OtherSchema { found, wanted }))
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref().copied());
    text.unwrap_or("a panic without a message").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    fn broken_by(question: impl FnOnce(&sled::Db) -> sled::Result<()>) -> (TempDir, SledStore, StorageFault) {
        let dir = TempDir::new().unwrap();
        let (store, _) = SledStore::open(dir.path(), 1).unwrap();
        let fault = store.ask(question).unwrap_err();
        (dir, store, fault)
    }

    #[test]
    fn a_panic_or_an_error_of_sled_in_use_breaks_the_store_and_the_next_open_starts_afresh() {
        let panic = || broken_by(|_| panic!("as sled does over a bad page"));
        let error = || broken_by(|_| Err(sled::Error::ReportableBug("as sled says".to_owned())));
        for (dir, store, fault) in [panic(), error()] {
            assert_eq!(fault, StorageFault::MirrorBroken);
            assert_eq!(store.get("cases", b"1"), Err(StorageFault::MirrorBroken));
            assert_eq!(store.commit(Batch::new()), Err(StorageFault::MirrorBroken));
            assert_eq!(store.clear(), Err(StorageFault::MirrorBroken));
            drop(store);
            let (store, report) = SledStore::open(dir.path(), 1).unwrap();
            assert_eq!(report, OpenReport::Rebuilt { reason: RebuildReason::BrokeInUse });
            assert_eq!(store.get("cases", b"1"), Ok(None));
            drop(store);
            assert_eq!(SledStore::open(dir.path(), 1).unwrap().1, OpenReport::Opened);
        }
    }

    #[test]
    fn a_full_disk_is_named_and_is_no_reason_to_rebuild() {
        let full = |_: &sled::Db| Err(sled::Error::Io(std::io::ErrorKind::StorageFull.into()));
        let (dir, store, fault) = broken_by(full);
        assert_eq!(fault, StorageFault::StorageFull);
        drop(store);
        assert_eq!(SledStore::open(dir.path(), 1).unwrap().1, OpenReport::Opened);
    }

    #[test]
    fn a_mark_left_after_the_mirror_was_moved_does_not_bar_the_way() {
        let dir = TempDir::new().unwrap();
        File::create(Places::in_dir(dir.path()).broken_mark()).unwrap();
        let reason = RebuildReason::BrokeInUse;
        assert_eq!(SledStore::open(dir.path(), 1).unwrap().1, OpenReport::Rebuilt { reason });
        assert_eq!(SledStore::open(dir.path(), 1).unwrap().1, OpenReport::Opened);
    }
}
