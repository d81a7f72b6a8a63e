//! Opening a vault: lock, sweep, key, check. Nothing is deleted but files that were never acknowledged.

use super::disk::{Disk, RealDisk, folder_of};
use super::seal::Sealer;
use super::shelf::{FileName, Shelf, TEMP};
use super::{KeyKeeper, Vault, key, root_in};
use crate::storage_fault::StorageFault;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const DAMAGED: &str = "damaged";

/// What opening a vault found. Names are `folder/file`; all files not named here are readable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenReport {
    /// Did not open under the key and now stand in `vault/damaged/`. Tell the user; the server may still have the
    /// content.
    pub damaged: Vec<String>,
    /// The disk refused to read them just now; they stay where they are.
    pub unreadable: Vec<String>,
    /// Leftovers of writes that were cut off before they were acknowledged.
    pub removed_temps: usize,
}

impl Vault {
    /// Opens the vault in `<dir>/vault`, making an empty one with a fresh key if there was never one. Uses no network.
    ///
    /// # Errors
    /// [`StorageFault::InUse`] while another handle is open, [`StorageFault::KeyUnavailable`] before the first unlock,
    /// [`StorageFault::KeyLost`] when there is something sealed and no key for it (see [`Vault::quarantine`]).
    pub fn open(dir: &Path, keeper: &dyn KeyKeeper) -> Result<Self, StorageFault> {
        Self::open_on(Arc::new(RealDisk), dir, keeper)
    }

    /// [`Vault::open`] on another disk; the seam for fault tests.
    pub fn open_on(disk: Arc<dyn Disk>, dir: &Path, keeper: &dyn KeyKeeper) -> Result<Self, StorageFault> {
        let root = root_in(dir);
        let lock = make_folders(&*disk, dir, &root).map_err(StorageFault::io("making the vault's folders"))?;
        let lock = lock_exclusively(lock)?;

        let swept = sweep(&*disk, &root).map_err(StorageFault::io("sweeping the vault"))?;
        let sealer = key::open_or_make(&*disk, &root, keeper, !swept.files.is_empty())?;
        let mut report = OpenReport { removed_temps: swept.removed_temps, ..OpenReport::default() };
        for (shelf, file) in swept.files {
            match check(&*disk, &root, &sealer, shelf, &file) {
                Ok(Condition::Sound) => {}
                Ok(Condition::Damaged) => {
                    move_to_damaged(&*disk, &root, shelf, &file).map_err(StorageFault::io("setting a file aside"))?;
                    report.damaged.push(format!("{}/{file}", shelf.folder()));
                }
                Err(_) => report.unreadable.push(format!("{}/{file}", shelf.folder())),
            }
        }
        Ok(Self { root, disk, sealer, report, temp_count: 0.into(), writing: ().into(), _lock: lock })
    }

    /// Moves a vault whose key is lost to `<dir>/quarantine-<n>`, whole, so that the next [`Vault::open`] starts
    /// afresh. Call it only on the user's word: what stands in there unsent exists nowhere else. `None`: there was no
    /// vault.
    ///
    /// # Errors
    /// [`StorageFault::InUse`] while the vault is open.
    pub fn quarantine(dir: &Path) -> Result<Option<PathBuf>, StorageFault> {
        let root = root_in(dir);
        let fault = StorageFault::io("moving the vault aside");
        let lock = match open_lock(&root) {
            Ok(lock) => lock,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(fault(error)),
        };
        let _lock = lock_exclusively(lock)?;
        let taken = RealDisk.list(dir).map_err(&fault)?;
        let name = free_name("quarantine", &taken);
        RealDisk.rename(&root, &dir.join(&name)).map_err(&fault)?;
        RealDisk.fsync_dir(dir).map_err(&fault)?;
        Ok(Some(dir.join(name)))
    }
}

fn make_folders(disk: &dyn Disk, dir: &Path, root: &Path) -> io::Result<File> {
    disk.create_dir(root)?;
    let lock = open_lock(root)?;
    for folder in Shelf::ALL.map(Shelf::folder).iter().chain(&[DAMAGED]) {
        disk.create_dir(&root.join(folder))?;
    }
    // Each time, not only when something was made: a crash may have come between making and syncing.
    disk.fsync_dir(root)?;
    disk.fsync_dir(dir)?;
    Ok(lock)
}

fn open_lock(root: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).truncate(false).write(true).open(root.join("lock"))
}

fn lock_exclusively(file: File) -> Result<File, StorageFault> {
    match fs4::FileExt::try_lock(&file) {
        Ok(()) => Ok(file),
        Err(fs4::TryLockError::WouldBlock) => Err(StorageFault::InUse),
        Err(fs4::TryLockError::Error(error)) => Err(StorageFault::io("locking")(error)),
    }
}

struct Swept {
    files: Vec<(Shelf, String)>,
    removed_temps: usize,
}

/// Removes unfinished files and lists the finished ones.
fn sweep(disk: &dyn Disk, root: &Path) -> io::Result<Swept> {
    let mut swept = Swept { files: Vec::new(), removed_temps: 0 };
    let mut remove = |path: &Path| {
        swept.removed_temps += 1;
        disk.remove(path)
    };
    for temp in disk.list(root)?.iter().filter(|file| file.ends_with(TEMP)) {
        remove(&root.join(temp))?;
    }
    for shelf in Shelf::ALL {
        let folder = root.join(shelf.folder());
        let mut files = disk.list(&folder)?;
        files.sort_unstable();
        for file in files {
            if file.ends_with(TEMP) {
                remove(&folder.join(file))?;
            } else if shelf.read_name(&file) != FileName::Foreign {
                swept.files.push((shelf, file));
            }
        }
    }
    Ok(swept)
}

enum Condition {
    Sound,
    Damaged,
}

/// Opens a record whole, of a blob only its trailer and length: its chunks are checked when they are read.
fn check(disk: &dyn Disk, root: &Path, sealer: &Sealer, shelf: Shelf, file: &str) -> io::Result<Condition> {
    let FileName::Of(name) = shelf.read_name(file) else {
        return Ok(Condition::Damaged);
    };
    let path = root.join(shelf.folder()).join(file);
    let sound = match shelf {
        Shelf::Blobs => super::blob::SealedBlob::open(disk.open(&path)?, sealer, &name)?.is_some(),
        _ => sealer.open(shelf.kind(), &name, &disk.read(&path)?).is_ok(),
    };
    Ok(if sound { Condition::Sound } else { Condition::Damaged })
}

/// Moves a file of a shelf to `damaged/`, beside earlier ones of the same name.
pub(super) fn move_to_damaged(disk: &dyn Disk, root: &Path, shelf: Shelf, file: &str) -> io::Result<()> {
    let damaged = root.join(DAMAGED);
    let taken = disk.list(&damaged)?;
    let target =
        damaged.join(if taken.iter().any(|name| name == file) { free_name(file, &taken) } else { file.to_owned() });
    let source = root.join(shelf.folder()).join(file);
    disk.rename(&source, &target)?;
    disk.fsync_dir(&damaged)?;
    disk.fsync_dir(folder_of(&source))
}

/// `stem-<n>` with the lowest free number.
fn free_name(stem: &str, taken: &[String]) -> String {
    (1_u32..)
        .map(|n| format!("{stem}-{n}"))
        .find(|name| !taken.contains(name))
        .expect("no folder holds four billion names")
}
