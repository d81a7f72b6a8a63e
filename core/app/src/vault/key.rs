//! The key of a vault: 32 random bytes that never touch the disk in the clear.
//!
//! The platform wraps them (Android Keystore, iOS Keychain) behind [`KeyKeeper`]; the wrapped form and a check value
//! stand in `vault/key`. The check value tells "the key store gave another key" from "every file is damaged".

use super::disk::{self, Disk, RealDisk};
use super::seal::{FORMAT, Kind, Sealer, random};
use crate::storage_fault::{KeyLoss, StorageFault};
use std::io;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Wraps the data key with something that does not leave this device. Implemented by the shell.
///
/// Calls are synchronous and come without any lock held.
pub trait KeyKeeper: Send + Sync {
    /// Wraps a fresh data key.
    fn wrap(&self, key: &[u8; 32]) -> Result<Vec<u8>, KeyKeeperFault>;
    /// Gives the data key back.
    fn unwrap(&self, wrapped: &[u8]) -> Result<[u8; 32], KeyKeeperFault>;
}

/// Why a key store did not answer with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyKeeperFault {
    /// Not now: the phone was not unlocked since it started, or the key store is busy.
    #[error("the key store is not available now")]
    Unavailable,
    /// Never again: the wrapping key is gone, or it did not wrap these bytes.
    #[error("the key store cannot unwrap these bytes")]
    Lost,
}

/// Reads the key of the vault in `root`, or makes one on the first run.
///
/// `holds_sealed_files` says that there is something to lose: then a missing key is a loss, not a first run.
pub(super) fn open_or_make(
    disk: &dyn Disk,
    root: &Path,
    keeper: &dyn KeyKeeper,
    holds_sealed_files: bool,
) -> Result<Sealer, StorageFault> {
    let path = root.join("key");
    match disk.read(&path) {
        Ok(file) => unlock(&file, keeper),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(StorageFault::io("reading the key")(error)),
        Err(_) if holds_sealed_files => Err(StorageFault::KeyLost(KeyLoss::Missing)),
        Err(_) => {
            let key = Zeroizing::new(random::<32>()?);
            let sealer = Sealer::new(&key);
            // A key store that cannot wrap now may be able to later; nothing exists yet that could be lost.
            let wrapped = keeper.wrap(&key).map_err(|_| StorageFault::KeyUnavailable)?;
            let file = lock(&sealer, &wrapped)?;
            disk::replace(disk, &root.join("key.tmp"), &path, &file).map_err(StorageFault::io("writing the key"))?;
            Ok(sealer)
        }
    }
}

/// `version ‖ length of the check value (1 byte) ‖ check value ‖ wrapped key`.
fn lock(sealer: &Sealer, wrapped: &[u8]) -> Result<Vec<u8>, StorageFault> {
    let check = sealer.seal(Kind::KeyCheck, "", wrapped_digest(wrapped).as_slice())?;
    let check_len = u8::try_from(check.len()).expect("a sealed digest has 73 bytes");
    Ok([&[FORMAT, check_len], check.as_slice(), wrapped].concat())
}

fn unlock(file: &[u8], keeper: &dyn KeyKeeper) -> Result<Sealer, StorageFault> {
    let damaged = StorageFault::KeyLost(KeyLoss::Damaged);
    let Some((&[FORMAT, check_len], rest)) = file.split_first_chunk::<2>() else {
        return Err(damaged);
    };
    let Some((check, wrapped)) = rest.split_at_checked(check_len.into()) else {
        return Err(damaged);
    };
    let key = Zeroizing::new(keeper.unwrap(wrapped).map_err(|fault| match fault {
        KeyKeeperFault::Unavailable => StorageFault::KeyUnavailable,
        KeyKeeperFault::Lost => StorageFault::KeyLost(KeyLoss::Refused),
    })?);
    let sealer = Sealer::new(&key);
    match sealer.open(Kind::KeyCheck, "", check) {
        Ok(digest) if digest == wrapped_digest(wrapped) => Ok(sealer),
        _ => Err(StorageFault::KeyLost(KeyLoss::Wrong)),
    }
}

fn wrapped_digest(wrapped: &[u8]) -> [u8; 32] {
    use sha2::Digest;
    sha2::Sha256::digest(wrapped).into()
}

/// The software key store for terminals and tests: wraps with a random key in a file of its own, mode 0600, made at the
/// first wrap.
///
/// It protects a copied vault, not a stolen computer: who can read both files can read the vault. Keep the file outside
/// the vault's folder and out of the backup that holds the vault. Phones use their hardware instead.
#[derive(Debug, Clone)]
pub struct FileKeyKeeper {
    path: PathBuf,
}

impl FileKeyKeeper {
    /// Names the key file; nothing is read or written yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    fn sealer(&self) -> Result<Option<Sealer>, KeyKeeperFault> {
        match RealDisk.read(&self.path).map(Zeroizing::new) {
            Ok(bytes) => {
                let key = <&[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| KeyKeeperFault::Lost)?;
                Ok(Some(Sealer::new(key)))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(_) => Err(KeyKeeperFault::Unavailable),
        }
    }

    fn make(&self) -> Result<Sealer, KeyKeeperFault> {
        let key = Zeroizing::new(random::<32>().map_err(|_| KeyKeeperFault::Unavailable)?);
        let temp = self.path.with_extension("tmp");
        disk::discard(&RealDisk, &temp);
        disk::replace(&RealDisk, &temp, &self.path, key.as_slice()).map_err(|_| KeyKeeperFault::Unavailable)?;
        Ok(Sealer::new(&key))
    }
}

impl KeyKeeper for FileKeyKeeper {
    fn wrap(&self, key: &[u8; 32]) -> Result<Vec<u8>, KeyKeeperFault> {
        let sealer = match self.sealer()? {
            Some(sealer) => sealer,
            None => self.make()?,
        };
        sealer.seal(Kind::WrappedKey, "", key).map_err(|_| KeyKeeperFault::Unavailable)
    }

    fn unwrap(&self, wrapped: &[u8]) -> Result<[u8; 32], KeyKeeperFault> {
        let sealer = self.sealer()?.ok_or(KeyKeeperFault::Lost)?;
        let key = Zeroizing::new(sealer.open(Kind::WrappedKey, "", wrapped).map_err(|_| KeyKeeperFault::Lost)?);
        key.as_slice().try_into().map_err(|_| KeyKeeperFault::Lost)
    }
}
