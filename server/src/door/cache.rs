//! Cases that were written lately, so that a batch need not read them again. Valid only while the head of the order is where
//! this door left it; whoever else wrote in between makes it forget.

use std::collections::HashMap;
use std::sync::Arc;

use minyi_rulebook::ids::MatterId;

use crate::store::events::Head;
use crate::store::projection::CaseFile;

/// Cases of one generation; two are kept.
const GENERATION: usize = 4_096;

/// Two generations of cases: what is used moves to the young one, the old one is dropped when that is full.
#[derive(Debug, Default)]
pub(super) struct Cache {
    young: HashMap<MatterId, Arc<CaseFile>>,
    old: HashMap<MatterId, Arc<CaseFile>>,
    head: Option<Head>,
}

impl Cache {
    /// Forgets everything unless the order still ends here.
    pub(super) fn valid_at(&mut self, head: &Head) {
        if self.head.as_ref() != Some(head) {
            *self = Self::default();
        }
    }

    pub(super) fn get(&self, matter: &MatterId) -> Option<Arc<CaseFile>> {
        self.young.get(matter).or_else(|| self.old.get(matter)).cloned()
    }

    /// Keeps what a batch has stored; the order now ends at `head`.
    pub(super) fn keep(&mut self, files: impl IntoIterator<Item = (MatterId, Arc<CaseFile>)>, head: Head) {
        for (matter, file) in files {
            if self.young.len() >= GENERATION {
                self.old = std::mem::take(&mut self.young);
            }
            self.old.remove(&matter);
            self.young.insert(matter, file);
        }
        self.head = Some(head);
    }
}
