//! Finished photos, by content: the port, and the folder that is its default.

use std::fmt;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::time::SystemTime;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::Stream;
use minyi_rulebook::ids::Sha256;
use tokio::task::spawn_blocking;
use tokio_util::io::ReaderStream;

/// Keeps bytes under their hash. What is in there never changes.
#[async_trait]
pub trait ObjectStore: fmt::Debug + Send + Sync {
    /// Takes a finished file over; when this returns it is durable. Putting the same again is fine.
    async fn adopt(&self, sha256: Sha256, file: PathBuf) -> io::Result<()>;
    /// The bytes, `None` when there are none under this hash.
    async fn open(&self, sha256: Sha256) -> io::Result<Option<Object>>;
    /// Hashes of objects that were put before this time.
    async fn put_before(&self, time: SystemTime) -> io::Result<Vec<Sha256>>;
    /// Removes an object that nothing refers to.
    async fn remove(&self, sha256: Sha256) -> io::Result<()>;
}

/// An object on its way out.
pub struct Object {
    pub bytes: u64,
    pub content: Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>,
}

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Object({} bytes)", self.bytes)
    }
}

/// A folder: `ab/abcdef…`, so that no directory grows beyond reason.
#[derive(Clone, Debug)]
pub struct FolderStore(PathBuf);

impl FolderStore {
    /// Below this folder.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    fn path(&self, sha256: &Sha256) -> PathBuf {
        let name = sha256.to_string();
        self.0.join(&name[..2]).join(name)
    }
}

#[async_trait]
impl ObjectStore for FolderStore {
    async fn adopt(&self, sha256: Sha256, file: PathBuf) -> io::Result<()> {
        let (root, to) = (self.0.clone(), self.path(&sha256));
        blocking(move || {
            File::open(&file)?.sync_all()?;
            let folder = to.parent().unwrap_or(&root);
            fs::create_dir_all(folder)?;
            // Over an old one as well: the fresh time keeps the sweep away from it.
            fs::rename(&file, &to)?;
            sync_folder(folder)?;
            sync_folder(&root)
        })
        .await
    }

    async fn open(&self, sha256: Sha256) -> io::Result<Option<Object>> {
        match tokio::fs::File::open(self.path(&sha256)).await {
            Ok(file) => {
                let bytes = file.metadata().await?.len();
                Ok(Some(Object { bytes, content: Box::pin(ReaderStream::with_capacity(file, 64 * 1024)) }))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn put_before(&self, time: SystemTime) -> io::Result<Vec<Sha256>> {
        let root = self.0.clone();
        blocking(move || {
            let mut found = Vec::new();
            for folder in fs::read_dir(&root)? {
                let folder = folder?;
                if !folder.file_type()?.is_dir() {
                    continue;
                }
                for file in fs::read_dir(folder.path())? {
                    let file = file?;
                    let sha256 = file.file_name().to_str().and_then(|name| name.parse().ok());
                    if let Some(sha256) = sha256
                        && file.metadata()?.modified()? < time
                    {
                        found.push(sha256);
                    }
                }
            }
            Ok(found)
        })
        .await
    }

    async fn remove(&self, sha256: Sha256) -> io::Result<()> {
        tokio::fs::remove_file(self.path(&sha256)).await
    }
}

/// Makes the names in a folder durable.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Disk work off the async threads.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    spawn_blocking(work).await.map_err(io::Error::other)?
}
