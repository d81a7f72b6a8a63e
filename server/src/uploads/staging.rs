//! Parts of unfinished uploads: `<folder>/<upload>/<number>.part`. A part is there when its name is; the name is given only
//! after its bytes are durable. Names are made of parsed ids and numbers, never of what a client wrote.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::PathBuf;

use bytes::Bytes;
use minyi_rulebook::ids::{Sha256, UploadId};
use sha2::Digest;

use super::objects::{blocking, sync_folder};

/// The folder of all unfinished uploads.
#[derive(Clone, Debug)]
pub(super) struct Staging(PathBuf);

/// What became of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// It is here now.
    Now,
    /// The same bytes were here already.
    Before,
    /// Other bytes are here; they stay.
    Other,
}

/// A file put together from its parts.
#[derive(Debug)]
pub(super) struct Whole {
    pub(super) file: PathBuf,
    pub(super) sha256: Sha256,
    /// For telling its kind.
    pub(super) beginning: Vec<u8>,
}

impl Staging {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    fn folder(&self, upload: UploadId) -> PathBuf {
        self.0.join(upload.to_string())
    }

    /// Numbers of the parts that are here, ascending.
    pub(super) async fn have(&self, upload: UploadId) -> io::Result<Vec<u32>> {
        let folder = self.folder(upload);
        blocking(move || {
            let entries = match fs::read_dir(&folder) {
                Ok(entries) => entries,
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
                Err(error) => return Err(error),
            };
            let mut have = Vec::new();
            for entry in entries {
                let name = entry?.file_name();
                let number: Option<u32> =
                    name.to_str().and_then(|name| name.strip_suffix(".part")).and_then(|number| number.parse().ok());
                have.extend(number);
            }
            have.sort_unstable();
            Ok(have)
        })
        .await
    }

    /// Keeps a part; durable when this returns. Whoever calls holds the upload's lock.
    pub(super) async fn keep(&self, upload: UploadId, number: u32, bytes: Bytes) -> io::Result<Kept> {
        let (root, folder) = (self.0.clone(), self.folder(upload));
        blocking(move || {
            let name = folder.join(format!("{number}.part"));
            match fs::read(&name) {
                Ok(here) if here == bytes => return Ok(Kept::Before),
                Ok(_) => return Ok(Kept::Other),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
            if !folder.exists() {
                fs::create_dir(&folder)?;
                sync_folder(&root)?;
            }
            let temporary = folder.join(format!("{number}.new"));
            let mut file = File::create(&temporary)?;
            file.write_all(&bytes)?;
            file.sync_all()?;
            fs::rename(&temporary, &name)?;
            sync_folder(&folder)?;
            Ok(Kept::Now)
        })
        .await
    }

    /// Puts the parts together.
    pub(super) async fn assemble(&self, upload: UploadId, parts: u32) -> io::Result<Whole> {
        let folder = self.folder(upload);
        blocking(move || {
            let path = folder.join("whole");
            let mut file = File::create(&path)?;
            let (mut hash, mut beginning) = (sha2::Sha256::new(), Vec::new());
            for number in 0..parts {
                let mut bytes = Vec::new();
                File::open(folder.join(format!("{number}.part")))?.read_to_end(&mut bytes)?;
                hash.update(&bytes);
                file.write_all(&bytes)?;
                if number == 0 {
                    bytes.truncate(4_096);
                    beginning = bytes;
                }
            }
            file.sync_all()?;
            Ok(Whole { file: path, sha256: Sha256(hash.finalize().into()), beginning })
        })
        .await
    }

    /// Forgets everything of an upload.
    pub(super) async fn drop_upload(&self, upload: UploadId) -> io::Result<()> {
        let folder = self.folder(upload);
        blocking(move || match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        })
        .await
    }

    /// Uploads that have anything here.
    pub(super) async fn uploads(&self) -> io::Result<Vec<UploadId>> {
        let root = self.0.clone();
        blocking(move || {
            let mut found = Vec::new();
            for entry in fs::read_dir(&root)? {
                let id: Option<UploadId> = entry?.file_name().to_str().and_then(|name| name.parse().ok());
                found.extend(id);
            }
            Ok(found)
        })
        .await
    }
}
