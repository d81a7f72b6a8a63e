//! Matters that were written lately, so that a batch need not read them again. Valid only while the head of the order is where
//! this door left it; whoever else wrote in between makes it forget.
//!
//! A batch takes a matter out and puts it back when it is stored: a large one is never copied, and one whose batch failed is
//! read again.

use std::collections::HashMap;

use minyi_rulebook::ids::MatterId;

use crate::store::events::Head;
use crate::store::file::MatterFile;

/// Matters of one generation; two are kept.
const GENERATION: usize = 4_096;

/// Two generations of matters: what is used moves to the young one, the old one is dropped when that is full.
#[derive(Debug, Default)]
pub(super) struct Cache {
    young: HashMap<MatterId, MatterFile>,
    old: HashMap<MatterId, MatterFile>,
    head: Option<Head>,
}

impl Cache {
    /// Forgets everything unless the order still ends here.
    pub(super) fn valid_at(&mut self, head: &Head) {
        if self.head.as_ref() != Some(head) {
            *self = Self::default();
        }
    }

    /// Where the order ends if nobody else wrote.
    pub(super) fn head(&self) -> Option<&Head> {
        self.head.as_ref()
    }

    /// Takes matters out; gives also those that are not here.
    pub(super) fn take_all(
        &mut self,
        matters: impl IntoIterator<Item = MatterId>,
    ) -> (HashMap<MatterId, MatterFile>, Vec<MatterId>) {
        let (mut files, mut missing) = (HashMap::new(), Vec::new());
        for matter in matters {
            match self.young.remove(&matter).or_else(|| self.old.remove(&matter)) {
                Some(file) => drop(files.insert(matter, file)),
                None => missing.push(matter),
            }
        }
        (files, missing)
    }

    /// Keeps what a batch has taken or stored; the order now ends at `head`.
    pub(super) fn keep(&mut self, files: impl IntoIterator<Item = (MatterId, MatterFile)>, head: Head) {
        for (matter, file) in files {
            if self.young.len() >= GENERATION {
                self.old = std::mem::take(&mut self.young);
            }
            self.young.insert(matter, file);
        }
        self.head = Some(head);
    }
}
