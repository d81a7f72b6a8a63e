//! The disk as the vault sees it: few calls, each of which may fail, so that a test can fail or cut the power at every
//! one.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// File system calls of the vault. The shipped one is [`RealDisk`]; fault tests bring their own.
pub trait Disk: fmt::Debug + Send + Sync {
    /// Makes a folder and its parents; fine if it is there.
    fn create_dir(&self, dir: &Path) -> io::Result<()>;
    /// Makes a new file, readable by its owner only.
    fn create_temp(&self, path: &Path) -> io::Result<Box<dyn TempFile>>;
    /// Moves a file or folder, replacing a file of that name.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Makes the names in a folder durable.
    fn fsync_dir(&self, dir: &Path) -> io::Result<()>;
    /// Reads a small file whole.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// Opens a large file for reading.
    fn open(&self, path: &Path) -> io::Result<File>;
    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Names in a folder, in no order.
    fn list(&self, dir: &Path) -> io::Result<Vec<String>>;
}

/// A file that is still being written under a temporary name.
pub trait TempFile: fmt::Debug + Send {
    /// Appends all the bytes.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;
    /// Makes the content durable (on iOS down to the flash: std asks for `F_FULLFSYNC`).
    fn fsync(&mut self) -> io::Result<()>;
}

/// The phone's own disk.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn create_dir(&self, dir: &Path) -> io::Result<()> {
        fs::create_dir_all(dir)
    }

    fn create_temp(&self, path: &Path) -> io::Result<Box<dyn TempFile>> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Ok(Box::new(options.open(path)?))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn fsync_dir(&self, dir: &Path) -> io::Result<()> {
        File::open(dir)?.sync_all()
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn open(&self, path: &Path) -> io::Result<File> {
        File::open(path)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<String>> {
        fs::read_dir(dir)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
    }
}

impl TempFile for File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes)
    }

    fn fsync(&mut self) -> io::Result<()> {
        self.sync_all()
    }
}

/// Writes `target` so that after a crash at any moment it is the old file or the new one, whole: write under a
/// temporary name in the same folder, fsync, rename, fsync the folder. When this returns `Ok` the new content is
/// durable.
pub(super) fn replace(disk: &dyn Disk, temp: &Path, target: &Path, bytes: &[u8]) -> io::Result<()> {
    let written = disk.create_temp(temp).and_then(|mut file| {
        file.write(bytes)?;
        publish(disk, file, temp, target)
    });
    written.inspect_err(|_| discard(disk, temp))
}

/// The second half of [`replace`], for files that were written piece by piece.
pub(super) fn publish(disk: &dyn Disk, mut file: Box<dyn TempFile>, temp: &Path, target: &Path) -> io::Result<()> {
    file.fsync()?;
    drop(file);
    disk.rename(temp, target)?;
    disk.fsync_dir(folder_of(target))
}

/// Removes what a failed write left behind. If that fails too, the next open sweeps it up.
pub(super) fn discard(disk: &dyn Disk, temp: &Path) {
    let _swept_at_the_next_open = disk.remove(temp);
}

/// The folder a file stands in.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new("."))
}
