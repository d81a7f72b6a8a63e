//! The mirror in memory: the model for [`super::SledStore`] and the store of tests that are not about disks.

use super::{Batch, Entry, FlatKey, Span, Store};
use crate::storage_fault::StorageFault;
use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

/// A [`Store`] that forgets everything when it is dropped.
#[derive(Debug, Default)]
pub struct MemStore {
    entries: RwLock<BTreeMap<Vec<u8>, Vec<u8>>>,
}

impl MemStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn scan(&self, span: &Span, limit: usize) -> Vec<Entry> {
        if span.is_empty() {
            return Vec::new();
        }
        let entries = self.entries.read().unwrap_or_else(PoisonError::into_inner);
        let range = entries.range((span.from.clone(), span.to.clone())).map(|(key, value)| span.entry(key, value));
        range.take(limit).collect()
    }
}

impl Store for MemStore {
    fn get(&self, tree: &str, key: &[u8]) -> Result<Option<Vec<u8>>, StorageFault> {
        let key = FlatKey::new(tree, key)?.0;
        Ok(self.entries.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned())
    }

    fn scan_prefix(
        &self,
        tree: &str,
        prefix: &[u8],
        after: Option<&[u8]>,
        limit: usize,
    ) -> Result<Vec<Entry>, StorageFault> {
        Ok(self.scan(&Span::of_prefix(tree, prefix, after)?, limit))
    }

    fn commit(&self, batch: Batch) -> Result<(), StorageFault> {
        let changes = batch.into_changes()?;
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        for (FlatKey(key), value) in changes {
            match value {
                Some(value) => entries.insert(key, value),
                None => entries.remove(&key),
            };
        }
        Ok(())
    }

    fn clear(&self) -> Result<(), StorageFault> {
        self.entries.write().unwrap_or_else(PoisonError::into_inner).clear();
        Ok(())
    }
}
