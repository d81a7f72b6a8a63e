//! Photos and other large files: sealed in 64 KiB chunks while they are hashed, in one pass, so that any part can be
//! read back without opening the rest. See [`super::seal`] for the format.

use super::seal::{CHUNK, FORMAT, Prefix, Sealer, TAG, TRAILER, random};
use super::shelf::Shelf;
use super::{Vault, disk};
use crate::storage_fault::{ImportRefusal, StorageFault};
use minyi_rulebook::ids::Sha256;
use sha2::Digest;
use std::fs::{File, Metadata};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use zeroize::Zeroizing;

/// A blob in the vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlobInfo {
    /// SHA-256 of the plain bytes; also its name.
    pub sha256: Sha256,
    /// Length of the plain bytes.
    pub len: u64,
}

impl Vault {
    /// Copies a file into the vault. The same content again gives the same answer and one blob, freshly written (which
    /// heals a damaged one). The source is not changed.
    ///
    /// # Errors
    /// [`StorageFault::NotImportable`] if the file is empty, longer than `max_len` bytes, not there, not a file, or
    /// changes its length or time of change while it is read.
    pub fn import_blob(&self, path: &Path, max_len: u64) -> Result<BlobInfo, StorageFault> {
        let mut source = Source::open(path, max_len)?;
        let temp = self.new_temp(Shelf::Blobs);
        self.import(&mut source, &temp).inspect_err(|_| disk::discard(&*self.disk, &temp))
    }

    fn import(&self, source: &mut Source, temp: &Path) -> Result<BlobInfo, StorageFault> {
        let fault = StorageFault::io("writing a blob");
        let prefix: Prefix = random()?;
        let mut hash = sha2::Sha256::new();
        let mut file = self.disk.create_temp(temp).map_err(&fault)?;
        file.write(&[FORMAT]).map_err(&fault)?;
        let last = last_chunk(source.len);
        let mut plain = Zeroizing::new(vec![0; CHUNK]);
        for index in 0..=last {
            let chunk = &mut plain[..chunk_len(source.len, index)];
            source.read_exactly(chunk)?;
            hash.update(&*chunk);
            file.write(&self.sealer.seal_chunk(&prefix, index, index == last, chunk)).map_err(&fault)?;
        }
        source.check_unchanged()?;

        let info = BlobInfo { sha256: Sha256(hash.finalize().into()), len: source.len };
        let name = info.sha256.to_string();
        file.write(&self.sealer.seal_trailer(&name, &prefix, info.len)?).map_err(&fault)?;
        disk::publish(&*self.disk, file, temp, &self.path(Shelf::Blobs, &name)).map_err(&fault)?;
        Ok(info)
    }

    /// Whether a blob stands in the vault under this hash (its chunks are checked only when they are read).
    pub fn has_blob(&self, sha256: Sha256) -> Result<bool, StorageFault> {
        match self.sealed_blob(sha256) {
            Ok(_) => Ok(true),
            Err(StorageFault::Missing { .. }) => Ok(false),
            Err(fault) => Err(fault),
        }
    }

    /// Length of the plain bytes of a blob.
    pub fn blob_len(&self, sha256: Sha256) -> Result<u64, StorageFault> {
        Ok(self.sealed_blob(sha256)?.len)
    }

    /// Up to `len` bytes from `offset`; fewer at the end, none past it. Reads and checks only the chunks that are
    /// touched.
    ///
    /// # Errors
    /// [`StorageFault::Missing`]; [`StorageFault::Damaged`] if a touched chunk does not open, the blob is then set
    /// aside.
    pub fn read_blob_range(&self, sha256: Sha256, offset: u64, len: usize) -> Result<Vec<u8>, StorageFault> {
        let mut blob = self.sealed_blob(sha256)?;
        let end = offset.saturating_add(len as u64).min(blob.len);
        let mut out = Vec::with_capacity(usize::try_from(end.saturating_sub(offset)).unwrap_or(0));
        let mut at = offset;
        while at < end {
            let (index, skip) = (at / CHUNK as u64, (at % CHUNK as u64) as usize);
            let chunk = self.chunk(&mut blob, sha256, index as u32)?;
            let take = (end - at).min((chunk.len() - skip) as u64);
            out.extend_from_slice(&chunk[skip..skip + take as usize]);
            at += take;
        }
        Ok(out)
    }

    /// Reads a blob from its beginning. A chunk that does not open ends the reading with an error that carries a
    /// [`StorageFault`].
    pub fn open_blob(&self, sha256: Sha256) -> Result<BlobReader<'_>, StorageFault> {
        let blob = self.sealed_blob(sha256)?;
        Ok(BlobReader { vault: self, sha256, blob, next: 0, chunk: Zeroizing::default(), at: 0 })
    }

    fn sealed_blob(&self, sha256: Sha256) -> Result<SealedBlob, StorageFault> {
        let name = sha256.to_string();
        let opened = self
            .disk
            .open(&self.path(Shelf::Blobs, &name))
            .and_then(|file| SealedBlob::open(file, &self.sealer, &name));
        match opened {
            Ok(Some(blob)) => Ok(blob),
            Ok(None) => Err(self.set_aside(Shelf::Blobs, &name)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(StorageFault::Missing { name: Shelf::Blobs.label(&name) })
            }
            Err(error) => Err(StorageFault::io("opening a blob")(error)),
        }
    }

    fn chunk(&self, blob: &mut SealedBlob, sha256: Sha256, index: u32) -> Result<Vec<u8>, StorageFault> {
        let sealed = blob.read_chunk(index).map_err(StorageFault::io("reading a blob"))?;
        self.sealer
            .open_chunk(&blob.prefix, index, index == last_chunk(blob.len), &sealed)
            .map_err(|_| self.set_aside(Shelf::Blobs, &sha256.to_string()))
    }
}

/// The file a blob is made from, and how it looked at first sight.
struct Source {
    file: File,
    first_sight: Metadata,
    len: u64,
}

impl Source {
    fn open(path: &Path, max: u64) -> Result<Self, StorageFault> {
        let refused = |refusal| Err(StorageFault::NotImportable(refusal));
        let fault = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => StorageFault::NotImportable(ImportRefusal::Vanished),
            _ => StorageFault::io("opening the file to import")(error),
        };
        // Looked at before it is opened: opening a pipe would wait for its writer.
        if !std::fs::metadata(path).map_err(fault)?.is_file() {
            return refused(ImportRefusal::NotAFile);
        }
        let file = File::open(path).map_err(fault)?;
        let first_sight = file.metadata().map_err(fault)?;
        match first_sight.len() {
            0 => refused(ImportRefusal::Empty),
            len if len > max => refused(ImportRefusal::TooBig { len, max }),
            len => Ok(Self { file, first_sight, len }),
        }
    }

    fn read_exactly(&mut self, buffer: &mut [u8]) -> Result<(), StorageFault> {
        self.file.read_exact(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => StorageFault::NotImportable(ImportRefusal::Changed),
            _ => StorageFault::io("reading the file to import")(error),
        })
    }

    fn check_unchanged(&self) -> Result<(), StorageFault> {
        let now = self.file.metadata().map_err(StorageFault::io("reading the file to import"))?;
        let same = now.len() == self.len && now.modified().ok() == self.first_sight.modified().ok();
        if same { Ok(()) } else { Err(StorageFault::NotImportable(ImportRefusal::Changed)) }
    }
}

/// A blob file whose trailer opened.
#[derive(Debug)]
pub(super) struct SealedBlob {
    file: File,
    prefix: Prefix,
    len: u64,
}

impl SealedBlob {
    /// `None`: it is not a whole blob of this name.
    pub(super) fn open(mut file: File, sealer: &Sealer, name: &str) -> io::Result<Option<Self>> {
        let file_len = file.metadata()?.len();
        let mut format = [0];
        let mut trailer = [0; TRAILER];
        if file_len <= 1 + TRAILER as u64 {
            return Ok(None);
        }
        file.read_exact(&mut format)?;
        file.seek(SeekFrom::End(-(TRAILER as i64)))?;
        file.read_exact(&mut trailer)?;
        let Ok((prefix, len)) = sealer.open_trailer(name, &trailer) else {
            return Ok(None);
        };
        let whole = format == [FORMAT] && len > 0 && file_len == sealed_len(len);
        Ok(whole.then_some(Self { file, prefix, len }))
    }

    fn read_chunk(&mut self, index: u32) -> io::Result<Vec<u8>> {
        let mut sealed = vec![0; chunk_len(self.len, index) + TAG];
        self.file.seek(SeekFrom::Start(1 + u64::from(index) * (CHUNK + TAG) as u64))?;
        self.file.read_exact(&mut sealed)?;
        Ok(sealed)
    }
}

/// Reads a blob chunk by chunk; see [`Vault::open_blob`].
#[derive(Debug)]
pub struct BlobReader<'vault> {
    vault: &'vault Vault,
    sha256: Sha256,
    blob: SealedBlob,
    next: u32,
    chunk: Zeroizing<Vec<u8>>,
    at: usize,
}

impl Read for BlobReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.chunk.len() && self.next <= last_chunk(self.blob.len) {
            let chunk = self.vault.chunk(&mut self.blob, self.sha256, self.next);
            self.chunk = chunk.map_err(|fault| io::Error::new(io::ErrorKind::InvalidData, fault))?.into();
            self.next += 1;
            self.at = 0;
        }
        let read = (&self.chunk[self.at..]).read(buffer)?;
        self.at += read;
        Ok(read)
    }
}

fn last_chunk(len: u64) -> u32 {
    u32::try_from(len.saturating_sub(1) / CHUNK as u64).expect("a phone has no files over 256 TiB")
}

fn chunk_len(len: u64, index: u32) -> usize {
    (len - u64::from(index) * CHUNK as u64).min(CHUNK as u64) as usize
}

fn sealed_len(len: u64) -> u64 {
    let chunks = u64::from(last_chunk(len)) + 1;
    1 + len + chunks * TAG as u64 + TRAILER as u64
}
