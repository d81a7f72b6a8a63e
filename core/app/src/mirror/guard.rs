//! The guard in front of sled 0.34.7, which cannot always open what it left behind itself.
//!
//! Measured in ../shared/research/offline-sync.md, section 2.3: a process killed while opening leaves a half-written
//! `snap.X.generating` that is later taken for the newest snapshot, and a first run cut short leaves a `conf` that
//! promises data that never came. Both make every later open fail. The repair is narrow on purpose: a finished `snap.X`
//! must never be deleted, for sled then opens without an error and without most of its records.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// Mirrors set aside that are kept for a look; older ones are deleted.
const BAD_MIRRORS_KEPT: usize = 2;

/// What opening the mirror found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenReport {
    /// There was none; this one is empty.
    Created,
    /// The mirror as it was left.
    Opened,
    /// The one that was there could not be used and was set aside; this one is empty. Nothing of the user's is lost.
    Rebuilt {
        /// Why it could not be used.
        reason: RebuildReason,
    },
}

/// Why a mirror was set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RebuildReason {
    /// sled refused to open it, with this message.
    Refused(String),
    /// sled panicked over it, with this message.
    Panicked(String),
    /// It was written by a version of the app with another layout; `None`: it names no version at all.
    OtherSchema {
        /// Version of the layout in the folder.
        found: Option<u32>,
        /// Version of the layout this app writes.
        wanted: u32,
    },
    /// It broke while it was in use the last time.
    BrokeInUse,
}

/// The places a mirror takes in the app's data folder.
#[derive(Clone, Debug)]
pub(super) struct Places {
    dir: PathBuf,
}

impl Places {
    pub(super) fn in_dir(dir: &Path) -> Self {
        Self { dir: dir.to_owned() }
    }

    /// sled's folder.
    pub(super) fn mirror(&self) -> PathBuf {
        self.dir.join("mirror")
    }

    /// Our own lock: phones' sled has none.
    pub(super) fn lock(&self) -> PathBuf {
        self.dir.join("mirror.lock")
    }

    /// Stands there if the mirror broke in use.
    pub(super) fn broken_mark(&self) -> PathBuf {
        self.dir.join("mirror.broken")
    }

    /// Before sled opens the folder: removes the two kinds of leftovers that would keep it from opening.
    pub(super) fn repair(&self) -> io::Result<()> {
        let mirror = self.mirror();
        fs::create_dir_all(&mirror)?;
        for entry in fs::read_dir(&mirror)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if name.starts_with("snap.") && name.ends_with(".generating") {
                fs::remove_file(mirror.join(name))?;
            }
        }
        let (conf, db) = (mirror.join("conf"), mirror.join("db"));
        if conf.try_exists()? && !db.try_exists()? {
            fs::remove_file(conf)?;
        }
        Ok(())
    }

    /// After sled opened the folder: sled itself never syncs its `conf`.
    pub(super) fn settle(&self) -> io::Result<()> {
        let mirror = self.mirror();
        File::open(mirror.join("conf"))?.sync_all()?;
        File::open(&mirror)?.sync_all()?;
        File::open(&self.dir)?.sync_all()
    }

    /// Moves the mirror to `mirror.bad-<n>` and keeps the newest two of those.
    pub(super) fn set_aside(&self) -> io::Result<()> {
        let mut bad = self.bad_mirrors()?;
        let next = bad.last().map_or(1, |n| n + 1);
        // Not there: a crash came between this line and the removal of the mark the last time.
        unless_absent(fs::rename(self.mirror(), self.bad_mirror(next)))?;
        unless_absent(fs::remove_file(self.broken_mark()))?;
        File::open(&self.dir)?.sync_all()?;
        bad.push(next);
        for old in &bad[..bad.len().saturating_sub(BAD_MIRRORS_KEPT)] {
            let old = self.bad_mirror(*old);
            let removed = if old.is_dir() { fs::remove_dir_all(old) } else { fs::remove_file(old) };
            if let Err(error) = unless_absent(removed) {
                tracing::warn!(kind = %error.kind(), "an old bad mirror could not be removed");
            }
        }
        Ok(())
    }

    fn bad_mirror(&self, n: u64) -> PathBuf {
        self.dir.join(format!("mirror.bad-{n}"))
    }

    fn bad_mirrors(&self) -> io::Result<Vec<u64>> {
        let mut numbers = Vec::new();
        for entry in fs::read_dir(&self.dir)? {
            let name = entry?.file_name();
            numbers.extend(name.to_str().and_then(|name| name.strip_prefix("mirror.bad-")?.parse::<u64>().ok()));
        }
        numbers.sort_unstable();
        Ok(numbers)
    }
}

fn unless_absent(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
