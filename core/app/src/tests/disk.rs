//! A disk that does not wait for the real one and can be made to die at its nth change.

use crate::vault::{Disk, RealDisk, TempFile};
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

#[derive(Debug, Clone)]
pub(super) struct TestDisk {
    /// Changes that it still takes; after them every call fails, as for a process that is dead.
    left: Arc<AtomicI64>,
    /// Changes to come, of which the last so many fail and the disk lives on.
    hiccup_in: Arc<AtomicI64>,
    hiccup_len: Arc<AtomicI64>,
}

impl Default for TestDisk {
    fn default() -> Self {
        Self { left: Arc::new(i64::MAX.into()), hiccup_in: Arc::new(i64::MAX.into()), hiccup_len: Arc::default() }
    }
}

impl TestDisk {
    /// Dies at the change after `changes` more.
    pub(super) fn die_after(&self, changes: i64) {
        self.left.store(changes, Ordering::SeqCst);
    }

    pub(super) fn heal(&self) {
        self.die_after(i64::MAX);
        self.hiccup_in.store(i64::MAX, Ordering::SeqCst);
    }

    /// Fails `len` changes in a row, after `changes` good ones, and is well again.
    pub(super) fn hiccup_after(&self, changes: i64, len: i64) {
        self.hiccup_len.store(len, Ordering::SeqCst);
        self.hiccup_in.store(changes, Ordering::SeqCst);
    }

    pub(super) fn is_dead(&self) -> bool {
        self.left.load(Ordering::SeqCst) < 0
    }

    fn change<T>(&self, change: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        if self.left.fetch_sub(1, Ordering::SeqCst) <= 0 {
            self.left.store(-1, Ordering::SeqCst);
            return Err(io::ErrorKind::Other.into());
        }
        let to_hiccup = self.hiccup_in.fetch_sub(1, Ordering::SeqCst);
        if to_hiccup <= 0 && to_hiccup > -self.hiccup_len.load(Ordering::SeqCst) {
            return Err(io::ErrorKind::Other.into());
        }
        change()
    }

    fn look<T>(&self, look: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        if self.is_dead() { Err(io::ErrorKind::Other.into()) } else { look() }
    }
}

impl Disk for TestDisk {
    fn create_dir(&self, dir: &Path) -> io::Result<()> {
        self.change(|| RealDisk.create_dir(dir))
    }

    fn create_temp(&self, path: &Path) -> io::Result<Box<dyn TempFile>> {
        let file = self.change(|| RealDisk.create_temp(path))?;
        Ok(Box::new(TestFile { file, disk: self.clone() }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.change(|| RealDisk.rename(from, to))
    }

    fn fsync_dir(&self, _: &Path) -> io::Result<()> {
        self.change(|| Ok(()))
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.look(|| RealDisk.read(path))
    }

    fn open(&self, path: &Path) -> io::Result<File> {
        self.look(|| RealDisk.open(path))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.change(|| RealDisk.remove(path))
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<String>> {
        self.look(|| RealDisk.list(dir))
    }
}

#[derive(Debug)]
struct TestFile {
    file: Box<dyn TempFile>,
    disk: TestDisk,
}

impl TempFile for TestFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.disk.change(|| self.file.write(bytes))
    }

    fn fsync(&mut self) -> io::Result<()> {
        self.disk.change(|| Ok(()))
    }
}
