//! The promises of the vault. `records`: what is put comes back; `damage`: what was tampered with does not; `blobs`:
//! the same for large files; `kill_points`: a failure at every single call of the disk.

mod blobs;
mod damage;
mod faulty_disk;
mod kill_points;
mod records;

use super::{KeyKeeper, KeyKeeperFault, Vault};
use crate::storage_fault::StorageFault;
use faulty_disk::FaultyDisk;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;
use uuid::Uuid;

/// A key store that "wraps" by flipping all bits.
struct FlippingKeeper;

impl KeyKeeper for FlippingKeeper {
    fn wrap(&self, key: &[u8; 32]) -> Result<Vec<u8>, KeyKeeperFault> {
        Ok(key.map(|byte| !byte).to_vec())
    }

    fn unwrap(&self, wrapped: &[u8]) -> Result<[u8; 32], KeyKeeperFault> {
        let key: [u8; 32] = wrapped.try_into().map_err(|_| KeyKeeperFault::Lost)?;
        Ok(key.map(|byte| !byte))
    }
}

/// A data folder with a vault in it, on a disk without faults that does not wait for the real one.
struct Fixture {
    dir: TempDir,
}

impl Fixture {
    fn new() -> Self {
        Self { dir: TempDir::new().unwrap() }
    }

    fn dir(&self) -> &Path {
        self.dir.path()
    }

    fn vault(&self) -> Vault {
        self.try_vault().unwrap()
    }

    fn try_vault(&self) -> Result<Vault, StorageFault> {
        Vault::open_on(Arc::new(FaultyDisk::sound()), self.dir(), &FlippingKeeper)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.dir().join("vault").join(name)
    }

    fn source(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.dir().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// Names in a folder of the vault, sorted.
    fn names(&self, folder: &str) -> Vec<String> {
        let mut names: Vec<_> = std::fs::read_dir(self.file(folder))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

/// Bytes in which every 64 KiB chunk looks different.
fn content(len: usize) -> Vec<u8> {
    (0..len).map(|at| (at % 251) as u8 ^ (at >> 16) as u8).collect()
}
