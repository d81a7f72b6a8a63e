//! The server's own secrets, each in a file that only its user may read: the key that signs receipts, and the pepper under
//! which phone numbers and seed entries are fingerprinted. Made at the first start; keep a copy, apart
//! from the backups.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use ed25519_dalek::SigningKey;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::app::StartError;
use crate::config::Config;

/// Makes the folders and takes the lock that keeps a second server off them.
pub(crate) fn prepare_folders(config: &Config) -> Result<File, StartError> {
    for folder in [config.data_dir.clone(), config.objects_dir(), config.staging_dir(), config.keys_dir()] {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&folder)
            .map_err(|error| StartError::Folder { path: folder, error })?;
    }
    let path = config.lock_file();
    let lock = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
    let lock = lock.map_err(|error| StartError::Folder { path: path.clone(), error })?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(fs::TryLockError::WouldBlock) => Err(StartError::AlreadyRunning(config.data_dir.clone())),
        Err(fs::TryLockError::Error(error)) => Err(StartError::Folder { path, error }),
    }
}

/// The key that signs receipts and daily heads.
pub(crate) fn receipt_key(keys: &Path) -> Result<SigningKey, StartError> {
    Ok(SigningKey::from_bytes(&secret_of(keys.join("receipt.key"))?))
}

/// The pepper.
pub(crate) fn pepper(keys: &Path) -> Result<Pepper, StartError> {
    Ok(Pepper(secret_of(keys.join("pepper.key"))?))
}

/// A secret that turns guessable values, such as phone numbers, into fingerprints that nobody can guess back without it.
#[derive(Clone)]
pub struct Pepper([u8; 32]);

impl std::fmt::Debug for Pepper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pepper(…)")
    }
}

impl Pepper {
    /// HMAC-SHA-256 over the parts, each led by its length so that no two lists of parts look alike.
    #[must_use]
    pub fn fingerprint(&self, purpose: &str, parts: &[&str]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        for part in std::iter::once(&purpose).chain(parts) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac.finalize().into_bytes().into()
    }
}

/// Reads a 32-byte secret, or draws and stores it. The file is linked into place whole: a crash leaves no half a key.
fn secret_of(path: PathBuf) -> Result<[u8; 32], StartError> {
    let folder_error = |error| StartError::Folder { path: path.clone(), error };
    match fs::read(&path) {
        Ok(bytes) => bytes.try_into().map_err(|_| StartError::Key(path.clone())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let mut secret = [0_u8; 32];
            getrandom::fill(&mut secret).map_err(|error| folder_error(io::Error::other(error.to_string())))?;
            store(&path, &secret).map_err(folder_error)?;
            Ok(secret)
        }
        Err(error) => Err(folder_error(error)),
    }
}

fn store(path: &Path, secret: &[u8]) -> io::Result<()> {
    let temporary = path.with_extension("new");
    let mut file = OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&temporary)?;
    file.write_all(secret)?;
    file.sync_all()?;
    fs::rename(&temporary, path)?;
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_key_is_made_once_and_only_its_user_may_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let first = receipt_key(folder.path()).unwrap();
        let mode = fs::metadata(folder.path().join("receipt.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(receipt_key(folder.path()).unwrap().to_bytes(), first.to_bytes());
    }

    #[test]
    fn a_damaged_key_is_refused_and_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("receipt.key"), b"short").unwrap();
        assert!(matches!(receipt_key(folder.path()), Err(StartError::Key(_))));
        assert_eq!(fs::read(folder.path().join("receipt.key")).unwrap(), b"short");
    }

    #[test]
    fn fingerprints_keep_purposes_and_parts_apart() {
        let pepper = Pepper([7; 32]);
        let all = [
            pepper.fingerprint("a", &["bc"]),
            pepper.fingerprint("ab", &["c"]),
            pepper.fingerprint("a", &["b", "c"]),
            Pepper([8; 32]).fingerprint("a", &["bc"]),
        ];
        for (index, one) in all.iter().enumerate() {
            assert!(!all[index + 1..].contains(one));
        }
    }
}
