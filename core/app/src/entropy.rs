//! Randomness (随机数), injected: ids must be unguessable on phones and repeatable in tests.

use jiff::Timestamp;
use sha2::Digest;
use std::sync::{Mutex, PoisonError};
use uuid::Uuid;

/// A source of random bytes.
pub trait Entropy: Send + Sync {
    /// Fills the buffer.
    ///
    /// # Errors
    /// [`NoEntropy`] if the system has none to give; then nothing may be sealed.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy>;
}

/// The system gave no random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the system gave no random bytes")]
pub struct NoEntropy;

/// The operating system's generator.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        getrandom::fill(bytes).map_err(|_| NoEntropy)
    }
}

/// Repeatable bytes (SplitMix64) for tests here and in other crates. Never for anything real.
#[derive(Debug)]
pub struct SeededEntropy(Mutex<u64>);

impl SeededEntropy {
    /// The same seed gives the same bytes.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed.into())
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for chunk in bytes.chunks_mut(8) {
            *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut word = *state;
            word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(&(word ^ (word >> 31)).to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

/// A fresh version 7 UUID: sorts by birth, as far as the device's clock goes forward.
pub(crate) fn new_id(entropy: &dyn Entropy, now: Timestamp) -> Result<Uuid, NoEntropy> {
    let mut random = [0; 10];
    entropy.fill(&mut random)?;
    let ms = u64::try_from(now.as_millisecond()).unwrap_or(0);
    Ok(uuid::Builder::from_unix_timestamp_millis(ms, &random).into_uuid())
}

/// A version 8 UUID that anybody who knows the parts can make again: ids that must survive the loss of the mirror.
pub(crate) fn derived_id(purpose: &str, parts: &[&[u8]]) -> Uuid {
    let mut hash = sha2::Sha256::new_with_prefix(purpose);
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let digest = hash.finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// A number below `below` (which is not zero), fair enough for jitter.
pub(crate) fn below(entropy: &dyn Entropy, below: u64) -> Result<u64, NoEntropy> {
    let mut random = [0; 8];
    entropy.fill(&mut random)?;
    Ok(u64::from_le_bytes(random) % below.max(1))
}
