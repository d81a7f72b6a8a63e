//! Taking a photo in: hash first, ask later. The original (原件) is read once, by descriptor, before anything decodes it,
//! and is never written.

use std::fmt;
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::Path;

use minyi_photo::{HashingReader, Limits, PhotoKind, Refusal};
use minyi_rulebook::ids::Sha256;
use sha2::Digest;

/// SM3 (GB/T 32905) of some bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sm3Hash(pub [u8; 32]);

impl fmt::Debug for Sm3Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// What identifies an original for ever: both hashes, length and kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    /// SHA-256 of all bytes.
    pub sha256: Sha256,
    /// SM3 of all bytes.
    pub sm3: Sm3Hash,
    /// Length in bytes.
    pub bytes: u64,
    /// Kind of file by content.
    pub kind: PhotoKind,
}

/// An open original together with what it was when it came in.
#[derive(Debug)]
pub struct Original {
    file: File,
    fingerprint: Fingerprint,
}

impl Original {
    /// Takes in the file at `path`.
    ///
    /// # Errors
    /// [`Refusal::NotAFile`], [`Refusal::Empty`], [`Refusal::TooManyBytes`], [`Refusal::NotAPhoto`],
    /// [`Refusal::ChangedWhileRead`], [`Refusal::Io`].
    pub fn open(path: &Path, limits: &Limits) -> Result<Self, Refusal> {
        // Asked before opening: to open a pipe would wait for its other end.
        if !fs::metadata(path)?.is_file() {
            return Err(Refusal::NotAFile);
        }
        let mut file = File::open(path)?;
        let before = file.metadata()?;
        if !before.is_file() {
            return Err(Refusal::NotAFile);
        }
        let fingerprint = fingerprint(&mut file, before.len(), limits)?;
        if stamp(&before) != stamp(&file.metadata()?) {
            return Err(Refusal::ChangedWhileRead);
        }
        Ok(Self { file, fingerprint })
    }

    /// What was hashed.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// Reads the original again for a decoder, and proves that what it read is what was hashed.
    pub(crate) fn read_again<T>(
        &self,
        decode: impl FnOnce(&mut HashingReader<'_>) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let mut file = &self.file;
        let mut source = HashingReader::new(&mut file, self.fingerprint.bytes)?;
        let decoded = decode(&mut source);
        // Asked even after a failure: a file that changed under the decoder is not a damaged photo.
        if source.finish()? != (self.fingerprint.sha256.0, self.fingerprint.bytes) {
            return Err(Refusal::ChangedWhileRead);
        }
        decoded
    }
}

/// Length and time of the last change: cheap witnesses that nobody wrote.
fn stamp(metadata: &Metadata) -> (u64, Option<std::time::SystemTime>) {
    (metadata.len(), metadata.modified().ok())
}

/// Both hashes in one pass over `file`, which said to be `expected` bytes long.
fn fingerprint(file: &mut impl Read, expected: u64, limits: &Limits) -> Result<Fingerprint, Refusal> {
    let limit = limits.file_bytes;
    match expected {
        0 => return Err(Refusal::Empty),
        length if length > limit => return Err(Refusal::TooManyBytes { limit }),
        _ => {}
    }
    let mut sha256 = sha2::Sha256::new();
    let mut sm3 = sm3::Sm3::new();
    let mut start = Vec::with_capacity(PhotoKind::SNIFFED);
    let mut buffer = vec![0_u8; 64 << 10];
    let mut bytes = 0;
    loop {
        let read = match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error.into()),
        };
        let chunk = &buffer[..read];
        start.extend_from_slice(&chunk[..read.min(PhotoKind::SNIFFED - start.len())]);
        sha256.update(chunk);
        sm3.update(chunk);
        bytes += read as u64;
        // A file that grows for ever is left at the first byte too many.
        if bytes > expected {
            return Err(Refusal::ChangedWhileRead);
        }
    }
    if bytes != expected {
        return Err(Refusal::ChangedWhileRead);
    }
    let kind = PhotoKind::sniff(&start).ok_or(Refusal::NotAPhoto)?;
    Ok(Fingerprint { sha256: Sha256(sha256.finalize().into()), sm3: Sm3Hash(sm3.finalize().into()), bytes, kind })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    /// JPEG magic, then filler.
    fn photo(length: usize) -> Vec<u8> {
        let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0];
        bytes.resize(length, 7);
        bytes
    }

    #[test]
    fn both_hashes_agree_with_published_values() {
        // GB/T 32905, appendix A, and FIPS 180: the message "abc".
        assert_eq!(
            hex::encode(sm3::Sm3::digest(b"abc")),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        );
        assert_eq!(
            hex::encode(sha2::Sha256::digest(b"abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        let bytes = photo(200_000);
        let taken = fingerprint(&mut bytes.as_slice(), 200_000, &Limits::default()).unwrap();
        assert_eq!(taken.sha256.0.as_slice(), sha2::Sha256::digest(&bytes).as_slice());
        assert_eq!(taken.sm3.0.as_slice(), sm3::Sm3::digest(&bytes).as_slice());
    }

    #[test]
    fn a_file_that_grows_or_shrinks_while_it_is_read_is_refused() {
        let limits = Limits::default();
        for said in [99, 101] {
            let refusal = fingerprint(&mut photo(100).as_slice(), said, &limits).unwrap_err();
            assert_eq!(refusal, Refusal::ChangedWhileRead);
        }
        assert!(fingerprint(&mut photo(100).as_slice(), 100, &limits).is_ok());
    }

    #[test]
    fn an_endless_file_is_left_early() {
        let mut endless = io::Cursor::new(photo(100)).chain(io::repeat(1));
        assert_eq!(fingerprint(&mut endless, 100, &Limits::default()), Err(Refusal::ChangedWhileRead));
    }

    #[test]
    fn a_photo_that_changes_between_hash_and_decode_is_refused() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&photo(100_000)).unwrap();
        let original = Original::open(file.path(), &Limits::default()).unwrap();
        assert_eq!(original.read_again(|_| Ok(1)), Ok(1));
        let mut other = photo(100_000);
        other[99_999] = 8;
        fs::write(file.path(), other).unwrap();
        assert_eq!(original.read_again(|_| Ok(1)), Err(Refusal::ChangedWhileRead));
    }
}
