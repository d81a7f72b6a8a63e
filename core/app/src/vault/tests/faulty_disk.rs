//! A disk that fails, loses its power or is meddled with at the nth call.
//!
//! Nothing is really synced. Instead the disk remembers what was not: content of files without `fsync`, names without
//! `fsync_dir`. [`FaultyDisk::lose_power`] takes it back, as a phone does whose battery falls out.

use crate::vault::disk::{Disk, RealDisk, TempFile, folder_of};
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

/// What happens at the nth call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// This call fails, the next ones work.
    Once(io::ErrorKind),
    /// The process is gone: this call and all later ones fail, what was done stays.
    Kill,
    /// As a kill, and nothing that was not synced survives.
    PowerCut,
    /// As a power cut, but names survive, synced or not; only content is lost.
    PowerCutKeepingNames,
}

#[derive(Clone)]
pub(super) struct FaultyDisk {
    state: Arc<Mutex<State>>,
    meddle: Arc<dyn Fn(&str) + Send + Sync>,
}

struct State {
    calls: u32,
    fault_at: Option<(u32, Fault)>,
    dead: bool,
    unsynced_content: Vec<(PathBuf, File)>,
    unsynced_names: Vec<Undo>,
}

enum Undo {
    Made(PathBuf),
    Moved { from: PathBuf, to: PathBuf, replaced: Option<Vec<u8>> },
    Removed(PathBuf, Vec<u8>),
}

impl fmt::Debug for FaultyDisk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FaultyDisk")
    }
}

impl FaultyDisk {
    pub(super) fn sound() -> Self {
        Self::new(None)
    }

    pub(super) fn failing(nth: u32, fault: Fault) -> Self {
        Self::new(Some((nth, fault)))
    }

    /// Calls `meddle` with the name of each call, before it.
    pub(super) fn meddling(meddle: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self { meddle: Arc::new(meddle), ..Self::new(None) }
    }

    fn new(fault_at: Option<(u32, Fault)>) -> Self {
        let state = State { calls: 0, fault_at, dead: false, unsynced_content: Vec::new(), unsynced_names: Vec::new() };
        Self { state: Arc::new(Mutex::new(state)), meddle: Arc::new(|_| {}) }
    }

    /// Whether the nth call was reached.
    pub(super) fn has_failed(&self) -> bool {
        let state = self.state();
        state.fault_at.is_some_and(|(nth, _)| state.calls >= nth)
    }

    /// If the fault was a power cut, takes back what was not synced.
    pub(super) fn lose_power(&self) {
        let mut state = self.state();
        let Some((_, fault @ (Fault::PowerCut | Fault::PowerCutKeepingNames))) = state.fault_at else {
            return;
        };
        for (_, file) in std::mem::take(&mut state.unsynced_content) {
            let len = file.metadata().unwrap().len();
            file.set_len(len / 2).unwrap();
        }
        let names = std::mem::take(&mut state.unsynced_names);
        if fault == Fault::PowerCutKeepingNames {
            return;
        }
        for undo in names.into_iter().rev() {
            match undo {
                Undo::Made(path) if path.is_dir() => fs::remove_dir_all(path).unwrap(),
                Undo::Made(path) => fs::remove_file(path).unwrap(),
                Undo::Removed(path, content) => fs::write(path, content).unwrap(),
                Undo::Moved { from, to, replaced } => {
                    fs::rename(&to, from).unwrap();
                    if let Some(content) = replaced {
                        fs::write(to, content).unwrap();
                    }
                }
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Counts a call and says whether it comes through.
    fn call(&self, name: &str) -> io::Result<MutexGuard<'_, State>> {
        (self.meddle)(name);
        let mut state = self.state();
        state.calls += 1;
        if state.dead {
            return Err(io::Error::other("dead"));
        }
        match state.fault_at {
            Some((nth, Fault::Once(kind))) if nth == state.calls => Err(kind.into()),
            Some((nth, _)) if nth == state.calls => {
                state.dead = true;
                Err(io::Error::other("killed"))
            }
            _ => Ok(state),
        }
    }
}

impl Disk for FaultyDisk {
    fn create_dir(&self, dir: &Path) -> io::Result<()> {
        let mut state = self.call("create_dir")?;
        if !dir.exists() {
            RealDisk.create_dir(dir)?;
            state.unsynced_names.push(Undo::Made(dir.to_owned()));
        }
        Ok(())
    }

    fn create_temp(&self, path: &Path) -> io::Result<Box<dyn TempFile>> {
        let mut state = self.call("create_temp")?;
        RealDisk.create_temp(path)?;
        let open = || OpenOptions::new().append(true).open(path);
        state.unsynced_names.push(Undo::Made(path.to_owned()));
        state.unsynced_content.push((path.to_owned(), open()?));
        Ok(Box::new(FaultyFile { disk: self.clone(), path: path.to_owned(), file: open()? }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut state = self.call("rename")?;
        let replaced = fs::read(to).ok();
        RealDisk.rename(from, to)?;
        state.unsynced_names.push(Undo::Moved { from: from.to_owned(), to: to.to_owned(), replaced });
        Ok(())
    }

    fn fsync_dir(&self, dir: &Path) -> io::Result<()> {
        let mut state = self.call("fsync_dir")?;
        state.unsynced_names.retain(|undo| match undo {
            Undo::Made(path) | Undo::Removed(path, _) | Undo::Moved { to: path, .. } => folder_of(path) != dir,
        });
        Ok(())
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let _state = self.call("read")?;
        RealDisk.read(path)
    }

    fn open(&self, path: &Path) -> io::Result<File> {
        let _state = self.call("open")?;
        RealDisk.open(path)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut state = self.call("remove")?;
        let content = fs::read(path)?;
        RealDisk.remove(path)?;
        state.unsynced_names.push(Undo::Removed(path.to_owned(), content));
        Ok(())
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<String>> {
        let _state = self.call("list")?;
        RealDisk.list(dir)
    }
}

#[derive(Debug)]
struct FaultyFile {
    disk: FaultyDisk,
    path: PathBuf,
    file: File,
}

impl TempFile for FaultyFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self.disk.call("write") {
            Ok(_state) => TempFile::write(&mut self.file, bytes),
            Err(error) => {
                // A failed write is seldom a clean one.
                TempFile::write(&mut self.file, &bytes[..bytes.len() / 2])?;
                Err(error)
            }
        }
    }

    fn fsync(&mut self) -> io::Result<()> {
        let mut state = self.disk.call("fsync")?;
        state.unsynced_content.retain(|(path, _)| *path != self.path);
        Ok(())
    }
}
