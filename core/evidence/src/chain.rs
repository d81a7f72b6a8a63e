//! A device's chain (证据链): every entry names the one before by hash and counts up by one, so that a changed, missing,
//! swapped or foreign entry shows, and where.

use std::collections::HashSet;

use minyi_rulebook::ids::{DeviceId, Sha256};

use crate::entry::{Body, Entry, EntryFault, SignedEntry};
use crate::signer::{KeyId, PublicKey, Signer, SigningFault};

/// The end of a chain: all that is needed to write the next entry.
///
/// A chain cut at its end is still sound by itself; only somebody who remembers the head (the server, a receipt) can
/// tell. So compare heads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChainHead {
    /// Whose chain.
    pub device: DeviceId,
    /// Entries so far; the next has this sequence number.
    pub length: u64,
    /// Hash of the last signed entry, absent in an empty chain only.
    pub last: Option<Sha256>,
}

/// What is wrong with a chain, and at which entry, counted from where the check began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("entry {index}: {fault}")]
pub struct ChainFault {
    /// Index of the first entry at fault.
    pub index: usize,
    /// What is wrong with it.
    pub fault: LinkFault,
}

/// What is wrong with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkFault {
    /// By itself.
    #[error(transparent)]
    Entry(#[from] EntryFault),
    /// It belongs to another device.
    #[error("it belongs to another device")]
    ForeignDevice,
    /// Its number is not the next: entries are missing, doubled or swapped.
    #[error("number {found} stands where {expected} should")]
    Gap {
        /// The number that should stand there.
        expected: u64,
        /// The number that does.
        found: u64,
    },
    /// It links to another entry than the one before.
    #[error("it does not follow the entry before it")]
    NotLinked,
    /// It derives a copy from a photo that the chain does not have.
    #[error("it derives from a photo that was never recorded")]
    UnknownParent,
}

impl ChainHead {
    /// Before the first entry.
    #[must_use]
    pub fn start(device: DeviceId) -> Self {
        Self { device, length: 0, last: None }
    }

    /// Signs `body` as the next entry; the head after it is returned beside it. Keep both or neither.
    ///
    /// # Errors
    /// [`SigningFault`]; the chain is as before.
    pub fn append(&self, body: Body, signer: &dyn Signer) -> Result<(SignedEntry, Self), SigningFault> {
        let key = signer.key()?;
        let entry = Entry {
            device: self.device,
            sequence: self.length,
            previous: self.last,
            key: key.public.id(),
            level: key.level,
            body,
        };
        let signed = SignedEntry::sign(&entry, &key, signer)?;
        let head = Self { device: self.device, length: self.length + 1, last: Some(signed.hash()) };
        Ok((signed, head))
    }

    fn follow(&self, signed: &SignedEntry, entry: &Entry) -> Result<Self, LinkFault> {
        if entry.device != self.device {
            return Err(LinkFault::ForeignDevice);
        }
        if entry.sequence != self.length {
            return Err(LinkFault::Gap { expected: self.length, found: entry.sequence });
        }
        if entry.previous != self.last {
            return Err(LinkFault::NotLinked);
        }
        Ok(Self { device: self.device, length: self.length + 1, last: Some(signed.hash()) })
    }
}

/// A chain whose every entry was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedChain {
    /// The entries.
    pub entries: Vec<Entry>,
    /// Its end.
    pub head: ChainHead,
}

/// Verifies a whole chain from its start; `keys` tells the public key of a name, if it is trusted for this device.
///
/// # Errors
/// The first [`ChainFault`].
pub fn verify_chain(
    device: DeviceId,
    signed: &[SignedEntry],
    keys: impl Fn(&KeyId) -> Option<PublicKey>,
) -> Result<VerifiedChain, ChainFault> {
    let mut head = ChainHead::start(device);
    let mut recorded = HashSet::new();
    let mut entries = Vec::with_capacity(signed.len());
    for (index, signed) in signed.iter().enumerate() {
        let at = |fault| ChainFault { index, fault };
        let entry = signed.verify(&keys).map_err(|fault| at(fault.into()))?;
        head = head.follow(signed, &entry).map_err(at)?;
        match &entry.body {
            Body::Capture(capture) => {
                recorded.insert(capture.original().sha256);
            }
            Body::Derivation(derivation) if !recorded.contains(&derivation.parent) => {
                return Err(at(LinkFault::UnknownParent));
            }
            Body::Derivation(_) => {}
        }
        entries.push(entry);
    }
    Ok(VerifiedChain { entries, head })
}
