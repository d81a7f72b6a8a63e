//! A window onto a photo's file that hashes every byte on its first way through.
//!
//! Decoders may seek as they like; at the end [`HashingReader::finish`] has seen the whole file once and tells its hash,
//! so a copy is proven to come from the very bytes that were taken in, without a second pass and without holding the
//! file in memory.

use std::fmt;
use std::io::{self, BufRead, Read, Seek, SeekFrom};

use sha2::Digest;

/// Read ahead, and kept behind for a decoder that steps back, in bytes each.
const WINDOW: usize = 64 << 10;

/// Where a photo's bytes come from.
pub trait PhotoSource: Read + Seek {}

impl<T: Read + Seek> PhotoSource for T {}

/// Reads a photo and hashes it. One type, whatever is behind it, so that decoders are compiled once, and here, for speed.
pub struct HashingReader<'a> {
    inner: &'a mut dyn PhotoSource,
    length: u64,
    buffer: Vec<u8>,
    /// Offset of the buffer's first byte in the file.
    start: u64,
    /// Where the decoder is in the buffer.
    at: usize,
    /// So far the hash covers.
    hashed: u64,
    hasher: sha2::Sha256,
}

impl fmt::Debug for HashingReader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HashingReader")
            .field("length", &self.length)
            .field("hashed", &self.hashed)
            .finish_non_exhaustive()
    }
}

impl<'a> HashingReader<'a> {
    /// Starts at the beginning of `inner`, whose expected length in bytes is `length`.
    ///
    /// # Errors
    /// What `inner` says of going to its beginning.
    pub fn new(inner: &'a mut dyn PhotoSource, length: u64) -> io::Result<Self> {
        inner.rewind()?;
        let buffer = Vec::with_capacity(2 * WINDOW);
        Ok(Self { inner, length, buffer, start: 0, at: 0, hashed: 0, hasher: sha2::Sha256::new() })
    }

    /// Reads what no decoder asked for; SHA-256 and length in bytes of all there was.
    ///
    /// # Errors
    /// What the file says of being read.
    pub fn finish(mut self) -> io::Result<([u8; 32], u64)> {
        self.seek(SeekFrom::Start(self.hashed))?;
        while !self.fill_buf()?.is_empty() {
            self.at = self.buffer.len();
        }
        Ok((self.hasher.finalize().into(), self.hashed))
    }

    fn end(&self) -> u64 {
        self.start + self.buffer.len() as u64
    }

    /// Reads one window more behind the buffer; false at the end of the file.
    fn refill(&mut self) -> io::Result<bool> {
        if self.buffer.len() > WINDOW {
            let gone = self.buffer.len() - WINDOW;
            self.buffer.drain(..gone);
            self.start += gone as u64;
            self.at -= gone;
        }
        let (old, offset) = (self.buffer.len(), self.end());
        self.buffer.resize(old + WINDOW, 0);
        let read = loop {
            match self.inner.read(&mut self.buffer[old..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        self.buffer.truncate(old + *read.as_ref().unwrap_or(&0));
        let read = read?;
        // A window read again after a step far back was hashed before.
        let known = usize::try_from(self.hashed - offset).unwrap_or(usize::MAX).min(read);
        self.hasher.update(&self.buffer[old + known..]);
        self.hashed += (read - known) as u64;
        Ok(read > 0)
    }
}

impl BufRead for HashingReader<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.buffer.len() {
            self.refill()?;
        }
        Ok(&self.buffer[self.at..])
    }

    fn consume(&mut self, amount: usize) {
        self.at = (self.at + amount).min(self.buffer.len());
    }
}

impl Read for HashingReader<'_> {
    #[inline]
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        // Decoders take a byte at a time; to copy each as a slice is a fifth of their time.
        if let ([one], Some(next)) = (&mut *into, self.buffer.get(self.at)) {
            *one = *next;
            self.at += 1;
            return Ok(1);
        }
        let ready = self.fill_buf()?;
        let amount = ready.len().min(into.len());
        into[..amount].copy_from_slice(&ready[..amount]);
        self.at += amount;
        Ok(amount)
    }
}

impl Seek for HashingReader<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let (base, step) = match to {
            SeekFrom::Start(offset) => (offset, 0),
            SeekFrom::Current(step) => (self.start + self.at as u64, step),
            SeekFrom::End(step) => (self.length, step),
        };
        let target = base.checked_add_signed(step).ok_or(io::ErrorKind::InvalidInput)?;
        if target < self.start {
            self.inner.seek(SeekFrom::Start(target))?;
            (self.start, self.at) = (target, 0);
            self.buffer.clear();
            return Ok(target);
        }
        // Forward by reading, so that what is skipped is hashed.
        while target > self.end() {
            self.at = self.buffer.len();
            if !self.refill()? {
                // A decoder may stand behind the end; it reads nothing there.
                break;
            }
        }
        self.at = usize::try_from(target - self.start).unwrap_or(usize::MAX).min(self.buffer.len());
        Ok(target)
    }

    fn stream_position(&mut self) -> io::Result<u64> {
        Ok(self.start + self.at as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hash_of(bytes: &[u8]) -> [u8; 32] {
        sha2::Sha256::digest(bytes).into()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_walk_reads_what_a_cursor_reads_and_hashes_the_whole(
            length in 0_usize..300_000,
            steps in prop::collection::vec((0_u64..300_000, 0_usize..100_000), 0..12),
        ) {
            let bytes: Vec<u8> = (0..length).map(|i| ((i * 31) >> 3) as u8).collect();
            let mut plain = io::Cursor::new(&bytes);
            let mut behind = io::Cursor::new(&bytes);
            let mut tested = HashingReader::new(&mut behind, length as u64).unwrap();
            for (offset, amount) in steps {
                let offset = offset.min(length as u64);
                plain.seek(SeekFrom::Start(offset)).unwrap();
                tested.seek(SeekFrom::Start(offset)).unwrap();
                let (mut expected, mut found) = (Vec::new(), Vec::new());
                plain.by_ref().take(amount as u64).read_to_end(&mut expected).unwrap();
                tested.by_ref().take(amount as u64).read_to_end(&mut found).unwrap();
                prop_assert_eq!(expected, found);
            }
            prop_assert_eq!(tested.finish().unwrap(), (hash_of(&bytes), length as u64));
        }
    }
}
