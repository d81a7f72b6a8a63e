//! The mirror (镜像): queue state, part bitmaps, synced views and the cursor, ordered for fast paging.
//!
//! It is derived. Deleting it at any moment loses nothing: the vault and the server hold the truth, and whatever is
//! wrong with it at opening time it is moved aside and comes back empty, which [`OpenReport::Rebuilt`] says so that the
//! caller fills it again. That is why sled may serve here although it may not hold the only copy of anything
//! (docs/adr/0005).
//!
//! [`SledStore`] is the shipped store, [`MemStore`] the model and the store of fast tests. One suite of promises runs
//! on both. All calls block.

mod guard;
mod mem_store;
mod sled_store;
#[cfg(test)]
mod tests;

pub use guard::{OpenReport, RebuildReason};
pub use mem_store::MemStore;
pub use sled_store::SledStore;

use crate::storage_fault::StorageFault;
use std::fmt;
use std::ops::Bound;

/// Longest value in bytes.
pub const MAX_VALUE: usize = 64 * 1024;
/// Longest key in bytes.
pub const MAX_KEY: usize = 1024;
/// Longest tree name in bytes.
pub const MAX_TREE: usize = 64;

/// A key and its value.
pub type Entry = (Vec<u8>, Vec<u8>);

/// Ordered bytes in named trees. Keys sort as unsigned bytes; a tree exists as soon as something is in it.
pub trait Store: fmt::Debug + Send + Sync {
    /// The value of a key.
    fn get(&self, tree: &str, key: &[u8]) -> Result<Option<Vec<u8>>, StorageFault>;

    /// At most `limit` entries whose keys begin with `prefix`, in rising order, beginning behind `after` (the last key
    /// of the page before). There is no falling order: what is wanted newest first has keys that fall with time. (The reverse iterator of
    /// sled brings a constant of one MiB into the program.)
    fn scan_prefix(
        &self,
        tree: &str,
        prefix: &[u8],
        after: Option<&[u8]>,
        limit: usize,
    ) -> Result<Vec<Entry>, StorageFault>;

    /// Applies all of a batch or nothing, over all its trees; durable when it returns `Ok`.
    ///
    /// # Errors
    /// [`StorageFault::TooLarge`] if any name, key or value is over its limit: then nothing was applied.
    fn commit(&self, batch: Batch) -> Result<(), StorageFault>;

    /// Empties every tree, all at once.
    fn clear(&self) -> Result<(), StorageFault>;
}

/// Changes that belong together. Later ones win over earlier ones of the same key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    changes: Vec<Change>,
    /// The first thing that was over its limit; told at commit, so that filling a batch needs no error handling.
    refused: Option<StorageFault>,
}

/// A key and its new value; `None` removes it.
type Change = (FlatKey, Option<Vec<u8>>);

impl Batch {
    /// An empty batch.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a value.
    pub fn put(&mut self, tree: &str, key: &[u8], value: impl Into<Vec<u8>>) -> &mut Self {
        let value = value.into();
        let fits = within("value", value.len(), MAX_VALUE);
        self.change(tree, key, fits.map(|()| Some(value)))
    }

    /// Removes a key; fine if it is not there.
    pub fn remove(&mut self, tree: &str, key: &[u8]) -> &mut Self {
        self.change(tree, key, Ok(None))
    }

    /// Whether nothing would change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.refused.is_none()
    }

    fn change(&mut self, tree: &str, key: &[u8], value: Result<Option<Vec<u8>>, StorageFault>) -> &mut Self {
        match FlatKey::new(tree, key).and_then(|key| Ok((key, value?))) {
            Ok(change) => self.changes.push(change),
            Err(fault) => self.refused = self.refused.take().or(Some(fault)),
        }
        self
    }

    fn into_changes(self) -> Result<Vec<Change>, StorageFault> {
        self.refused.map_or(Ok(self.changes), Err)
    }
}

/// All trees live in one key space, `length of the name ‖ name ‖ key`, so that a batch over several trees is one atomic
/// step of the store below. The length comes first, so no tree can reach into another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct FlatKey(Vec<u8>);

impl FlatKey {
    fn new(tree: &str, key: &[u8]) -> Result<Self, StorageFault> {
        within("key", key.len(), MAX_KEY)?;
        Ok(Self::unchecked(tree_prefix(tree)?, key))
    }

    /// For bounds of scans, which may be longer than any key.
    fn unchecked(mut tree: Vec<u8>, key: &[u8]) -> Self {
        tree.extend_from_slice(key);
        Self(tree)
    }
}

fn tree_prefix(tree: &str) -> Result<Vec<u8>, StorageFault> {
    within("tree name", tree.len(), MAX_TREE)?;
    let len = u8::try_from(tree.len()).expect("just checked against a limit under 256");
    Ok([&[len], tree.as_bytes()].concat())
}

fn within(what: &'static str, len: usize, max: usize) -> Result<(), StorageFault> {
    if len <= max { Ok(()) } else { Err(StorageFault::TooLarge { what, len, max }) }
}

/// A piece of the flat key space, and what to cut from its keys to have the caller's back.
struct Span {
    from: Bound<Vec<u8>>,
    to: Bound<Vec<u8>>,
    tree_len: usize,
}

impl Span {
    fn of_prefix(tree: &str, prefix: &[u8], after: Option<&[u8]>) -> Result<Self, StorageFault> {
        let tree = tree_prefix(tree)?;
        let tree_len = tree.len();
        let all = FlatKey::unchecked(tree.clone(), prefix).0;
        let to = successor(&all);
        let from = match after {
            Some(after) if after >= prefix => Bound::Excluded(FlatKey::unchecked(tree, after).0),
            _ => Bound::Included(all),
        };
        Ok(Self { from, to, tree_len })
    }

    /// A range that ends before it begins holds nothing; ordered maps panic at it.
    fn is_empty(&self) -> bool {
        match (&self.from, &self.to) {
            (Bound::Included(from) | Bound::Excluded(from), Bound::Excluded(to)) => from >= to,
            _ => false,
        }
    }

    fn entry(&self, key: &[u8], value: &[u8]) -> Entry {
        (key[self.tree_len..].to_vec(), value.to_vec())
    }
}

/// The first key behind all keys that begin with `prefix`.
fn successor(prefix: &[u8]) -> Bound<Vec<u8>> {
    let mut next = prefix.to_vec();
    while let Some(last) = next.pop() {
        if last < u8::MAX {
            next.push(last + 1);
            return Bound::Excluded(next);
        }
    }
    Bound::Unbounded
}
