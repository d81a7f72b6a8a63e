//! Backup and restore of a SQLite store with its photos. PostgreSQL has better tools of its own; we say which.
//!
//! A backup to `FILE` is three things side by side: `FILE` (the database), `FILE.objects/` (the photos) and
//! `FILE.manifest.json` (length and SHA-256 of everything, written last: without it there is no backup). The secrets in
//! `keys/` are not in it. Keep them apart, but keep them: receipts are signed and phone numbers fingerprinted with them.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::db::{DatabaseUrl, Db};
use super::events;
use super::fault::StoreError;

/// Version of the manifest.
const MANIFEST_VERSION: u16 = 1;

/// What a backup consists of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub v: u16,
    pub database: Piece,
    /// Paths relative to the objects folder.
    pub objects: Vec<Piece>,
}

/// One file of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    pub path: PathBuf,
    pub bytes: u64,
    pub sha256: String,
}

/// Why a backup or restore did not happen.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// PostgreSQL.
    #[error(
        "a PostgreSQL store is backed up with `pg_dump --format=custom`, restored with `pg_restore`; copy the objects folder after the dump"
    )]
    UsePostgresTools,
    /// The target is there already; nothing was overwritten.
    #[error("{} exists; name another target", .0.display())]
    TargetExists(PathBuf),
    /// The manifest is missing or of another version.
    #[error("{} is not the manifest of a backup that this version reads", .0.display())]
    NoManifest(PathBuf),
    /// A file of the backup is not what was backed up.
    #[error("{} is damaged: it does not have the recorded SHA-256", .0.display())]
    Damaged(PathBuf),
    /// A file could not be read or written.
    #[error("a file could not be read or written: {0}")]
    Io(#[from] io::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Backs up while the server may be running: the database is copied as of one moment, and every photo that it knows was on
/// disk before its row.
///
/// # Errors
/// See [`BackupError`]. A half-made backup has no manifest.
pub async fn backup(db: &Db, objects: &Path, to: &Path) -> Result<Manifest, BackupError> {
    if db.sqlite_path().is_none() {
        return Err(BackupError::UsePostgresTools);
    }
    for target in [to.to_owned(), beside(to, "objects"), beside(to, "manifest.json")] {
        if target.exists() {
            return Err(BackupError::TargetExists(target));
        }
    }
    db.run("VACUUM INTO $1", &[to.to_string_lossy().into_owned().into()]).await?;
    let (objects, to) = (objects.to_owned(), to.to_owned());
    off_thread(move || {
        File::open(&to)?.sync_all()?;
        let mut database = piece(&to)?;
        database.path = PathBuf::from(to.file_name().unwrap_or_default());
        let manifest =
            Manifest { v: MANIFEST_VERSION, database, objects: copy_folder(&objects, &beside(&to, "objects"))? };
        let mut file = File::create_new(beside(&to, "manifest.json"))?;
        file.write_all(&serde_json::to_vec_pretty(&manifest).map_err(io::Error::other)?)?;
        file.sync_all()?;
        Ok(manifest)
    })
    .await
}

/// Makes a store from a backup, in a new epoch: phones fetch anew, because they may have seen what the backup has not.
///
/// # Errors
/// See [`BackupError`]. An existing database is never overwritten.
pub async fn restore(from: &Path, database: &DatabaseUrl, objects: &Path) -> Result<Manifest, BackupError> {
    let DatabaseUrl::Sqlite(target) = database else {
        return Err(BackupError::UsePostgresTools);
    };
    if target.exists() {
        return Err(BackupError::TargetExists(target.clone()));
    }
    let (source, to, photos) = (from.to_owned(), target.clone(), objects.to_owned());
    let manifest = off_thread(move || {
        let path = beside(&source, "manifest.json");
        let manifest = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice::<Manifest>(&bytes).ok());
        let manifest =
            manifest.filter(|manifest| manifest.v == MANIFEST_VERSION).ok_or(BackupError::NoManifest(path))?;
        if piece(&source)?.sha256 != manifest.database.sha256 {
            return Err(BackupError::Damaged(source));
        }
        for object in &manifest.objects {
            // A path that leads out of the folder is no path of ours.
            if !object.path.components().all(|part| matches!(part, Component::Normal(_))) {
                return Err(BackupError::Damaged(object.path.clone()));
            }
            let (kept, back) = (beside(&source, "objects").join(&object.path), photos.join(&object.path));
            if copy(&kept, &back)?.sha256 != object.sha256 {
                fs::remove_file(&back)?;
                return Err(BackupError::Damaged(kept));
            }
        }
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        // Under another name until it is whole: a crash must not leave half a database where the server looks.
        let part = beside(&to, "part");
        copy(&source, &part)?;
        fs::rename(&part, &to)?;
        Ok(manifest)
    })
    .await?;
    let db = Db::open(database).await?;
    let mut tx = db.begin().await?;
    events::new_epoch(&mut tx).await?;
    tx.commit().await?;
    db.close().await;
    Ok(manifest)
}

async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BackupError> + Send + 'static,
) -> Result<T, BackupError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| BackupError::Io(io::Error::other(error)))?
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

fn copy_folder(from: &Path, to: &Path) -> Result<Vec<Piece>, BackupError> {
    let mut pieces = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(from.join(&folder)) {
            Ok(entries) => entries,
            // No photo was ever stored.
            Err(error) if error.kind() == io::ErrorKind::NotFound && folder.as_os_str().is_empty() => break,
            Err(error) => return Err(error.into()),
        };
        for entry in entries {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                folders.push(path);
            } else {
                let copied = copy(&from.join(&path), &to.join(&path))?;
                pieces.push(Piece { path, ..copied });
            }
        }
    }
    pieces.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(pieces)
}

/// Copies a file, makes the copy durable, and says what was copied.
fn copy(from: &Path, to: &Path) -> Result<Piece, BackupError> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut target = File::create(to)?;
    let piece = read_through(from, |bytes| target.write_all(bytes))?;
    target.sync_all()?;
    Ok(piece)
}

fn piece(path: &Path) -> Result<Piece, BackupError> {
    read_through(path, |_| Ok(()))
}

fn read_through(path: &Path, mut each: impl FnMut(&[u8]) -> io::Result<()>) -> Result<Piece, BackupError> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    let mut bytes = 0;
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(Piece { path: path.to_owned(), bytes, sha256: hex::encode(hasher.finalize()) });
        }
        hasher.update(&buffer[..read]);
        each(&buffer[..read])?;
        bytes += read as u64;
    }
}
