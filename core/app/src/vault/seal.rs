//! Sealing: XChaCha20-Poly1305 over everything the vault writes.
//!
//! A sealed record is `version ‖ nonce ‖ ciphertext ‖ tag`. Format version, kind and name are authenticated with it, so
//! a file that was renamed, moved to another folder or swapped with a neighbour does not open.
//!
//! A sealed blob is `version ‖ chunk 0 ‖ … ‖ chunk n ‖ trailer`. Each chunk is 64 KiB (the last one may be shorter)
//! with its own tag; its nonce is `prefix ‖ index ‖ last?`, the STREAM construction, so that chunks cannot be cut off,
//! reordered or taken from another blob. The hash of a blob, its name, is known only when the last byte was read;
//! therefore the record that binds prefix and length to the name stands at the end.
//!
//! Encryption does not stop somebody from putting back an older copy of the whole folder; the server's receipts do.

use crate::storage_fault::StorageFault;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use std::fmt;
use std::io;

/// Version of all formats in this file.
pub(super) const FORMAT: u8 = 1;
/// Plain bytes in a full chunk of a blob.
pub(super) const CHUNK: usize = 64 * 1024;
/// What the authentication tag adds to each chunk.
pub(super) const TAG: usize = 16;
/// Length of the record at the end of a blob.
pub(super) const TRAILER: usize = 1 + NONCE + PREFIX + 8 + TAG;

const NONCE: usize = 24;
const PREFIX: usize = 19;

/// What a sealed thing is; part of what its tag covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Command = 1,
    Receipt = 2,
    Draft = 3,
    Slot = 4,
    Blob = 5,
    BlobChunk = 6,
    KeyCheck = 7,
    WrappedKey = 8,
    Evidence = 9,
}

/// The bytes are not what was once sealed under this key, kind and name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NotSealedHere;

/// Binds the chunks of one blob to each other.
pub(super) type Prefix = [u8; PREFIX];

/// Seals and opens under one key, which is wiped when this is dropped.
pub(super) struct Sealer {
    cipher: XChaCha20Poly1305,
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer")
    }
}

impl Sealer {
    pub(super) fn new(key: &[u8; 32]) -> Self {
        Self { cipher: XChaCha20Poly1305::new(<&Key>::from(key)) }
    }

    /// Seals a record.
    pub(super) fn seal(&self, kind: Kind, name: &str, plain: &[u8]) -> Result<Vec<u8>, StorageFault> {
        let nonce: [u8; NONCE] = random()?;
        let mut sealed = Vec::with_capacity(1 + NONCE + plain.len() + TAG);
        sealed.push(FORMAT);
        sealed.extend_from_slice(&nonce);
        sealed.extend(self.encrypt(nonce, &associated(kind, name), plain));
        Ok(sealed)
    }

    /// Opens a record.
    pub(super) fn open(&self, kind: Kind, name: &str, sealed: &[u8]) -> Result<Vec<u8>, NotSealedHere> {
        let body = sealed.strip_prefix(&[FORMAT]).ok_or(NotSealedHere)?;
        let (nonce, cipher_text) = body.split_first_chunk::<NONCE>().ok_or(NotSealedHere)?;
        self.decrypt(*nonce, &associated(kind, name), cipher_text)
    }

    /// Seals one chunk of a blob.
    pub(super) fn seal_chunk(&self, prefix: &Prefix, index: u32, last: bool, plain: &[u8]) -> Vec<u8> {
        self.encrypt(chunk_nonce(prefix, index, last), &associated(Kind::BlobChunk, ""), plain)
    }

    /// Opens one chunk of a blob.
    pub(super) fn open_chunk(
        &self,
        prefix: &Prefix,
        index: u32,
        last: bool,
        sealed: &[u8],
    ) -> Result<Vec<u8>, NotSealedHere> {
        self.decrypt(chunk_nonce(prefix, index, last), &associated(Kind::BlobChunk, ""), sealed)
    }

    /// Seals the record at the end of a blob.
    pub(super) fn seal_trailer(&self, name: &str, prefix: &Prefix, len: u64) -> Result<Vec<u8>, StorageFault> {
        self.seal(Kind::Blob, name, &[prefix.as_slice(), &len.to_be_bytes()].concat())
    }

    /// Opens the record at the end of a blob: its prefix and its plain length.
    pub(super) fn open_trailer(&self, name: &str, sealed: &[u8]) -> Result<(Prefix, u64), NotSealedHere> {
        let plain = self.open(Kind::Blob, name, sealed)?;
        let (prefix, len) = plain.split_first_chunk::<PREFIX>().ok_or(NotSealedHere)?;
        Ok((*prefix, u64::from_be_bytes(len.try_into().map_err(|_| NotSealedHere)?)))
    }

    fn encrypt(&self, nonce: [u8; NONCE], aad: &[u8], plain: &[u8]) -> Vec<u8> {
        self.cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad })
            .expect("the cipher refuses only messages over 256 GiB, which fit in no Vec of a phone")
    }

    fn decrypt(&self, nonce: [u8; NONCE], aad: &[u8], sealed: &[u8]) -> Result<Vec<u8>, NotSealedHere> {
        self.cipher.decrypt(&XNonce::from(nonce), Payload { msg: sealed, aad }).map_err(|_| NotSealedHere)
    }
}

/// Random bytes from the operating system.
pub(super) fn random<const N: usize>() -> Result<[u8; N], StorageFault> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|_| StorageFault::Io { doing: "drawing random bytes", kind: io::ErrorKind::Other })?;
    Ok(bytes)
}

fn associated(kind: Kind, name: &str) -> Vec<u8> {
    [b"minyi-vault".as_slice(), &[FORMAT, kind as u8], name.as_bytes()].concat()
}

fn chunk_nonce(prefix: &Prefix, index: u32, last: bool) -> [u8; NONCE] {
    let mut nonce = [0; NONCE];
    nonce[..PREFIX].copy_from_slice(prefix);
    nonce[PREFIX..PREFIX + 4].copy_from_slice(&index.to_be_bytes());
    nonce[NONCE - 1] = u8::from(last);
    nonce
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_opens_only_at_its_own_place_in_its_own_blob() {
        let sealer = Sealer::new(&[1; 32]);
        let sealed = sealer.seal_chunk(&[2; PREFIX], 7, false, b"chunk");
        assert_eq!(sealer.open_chunk(&[2; PREFIX], 7, false, &sealed).unwrap(), b"chunk");
        let elsewhere = [([2; PREFIX], 7, true), ([2; PREFIX], 8, false), ([3; PREFIX], 7, false)];
        for (prefix, index, last) in elsewhere {
            assert_eq!(sealer.open_chunk(&prefix, index, last, &sealed), Err(NotSealedHere));
        }
        assert_eq!(Sealer::new(&[9; 32]).open_chunk(&[2; PREFIX], 7, false, &sealed), Err(NotSealedHere));
    }

    #[test]
    fn the_same_bytes_are_never_sealed_the_same_way_twice() {
        let sealer = Sealer::new(&[1; 32]);
        let seal = || sealer.seal(Kind::Slot, "session", b"token").unwrap();
        assert_ne!(seal(), seal());
    }
}
