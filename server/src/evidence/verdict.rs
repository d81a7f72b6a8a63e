//! Whether the log of photo evidence is as it was written (存证日志校验): every entry in its place, in its one form, under its leaf, and the newest
//! signed head over all before it. An older entry that was changed changes the root under the newest head as well.

use minyi_evidence::LogEntry;
use minyi_evidence::export::TreeHead;
use minyi_evidence::merkle::{leaf_hash, root};
use minyi_rulebook::ids::Sha256;

use super::{Evidence, log};
use crate::store::StoreError;

/// Entries read at once.
const PAGE: i64 = 2_000;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogVerdict {
    /// Entries that the log says it has.
    pub entries: u64,
    /// In words for an auditor; the first of each kind.
    pub faults: Vec<String>,
}

impl Evidence {
    /// Reads the whole log and checks it.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn verify_log(&self) -> Result<LogVerdict, StoreError> {
        let size = log::size(&self.db).await?;
        let mut leaves = Vec::new();
        let mut first_wrong = None;
        while i64::try_from(leaves.len()).is_ok_and(|read| read < size) {
            let from = i64::try_from(leaves.len()).map_err(|_| StoreError::Corrupt)?;
            let sql = format!(
                "SELECT sequence, matter, photo, at_ms, entry, leaf FROM evidence_log \
                 WHERE sequence >= $1 AND sequence < $2 ORDER BY sequence LIMIT {PAGE}"
            );
            let rows = self.db.rows(&sql, &[from.into(), size.into()]).await?;
            if rows.is_empty() {
                first_wrong.get_or_insert(from);
                break;
            }
            for row in rows {
                let place = i64::try_from(leaves.len()).map_err(|_| StoreError::Corrupt)?;
                let (bytes, leaf) = (row.blob(4)?, row.hash(5)?);
                let written = LogEntry::from_bytes(&bytes).is_ok_and(|entry| {
                    let columns = (row.int(0).ok(), row.text(1).ok(), row.text(2).ok(), row.int(3).ok());
                    let told =
                        (Some(place), Some(entry.matter.to_string()), Some(entry.photo.to_string()), Some(entry.at_ms));
                    columns == told && u64::try_from(place) == Ok(entry.sequence) && leaf_hash(&bytes).0 == leaf
                });
                if !written {
                    first_wrong.get_or_insert(place);
                }
                leaves.push(Sha256(leaf));
            }
        }
        let mut faults: Vec<String> =
            first_wrong.iter().map(|place| format!("evidence log: entry {place} is not what was written")).collect();
        let heads = self.heads().await?;
        let read: Vec<Option<TreeHead>> = heads.iter().map(|text| TreeHead::from_text(text)).collect();
        if read.iter().any(|head| !head.as_ref().is_some_and(TreeHead::is_sound)) {
            faults.push("evidence heads: one is not signed as it stands".to_owned());
        }
        let newest = read.into_iter().flatten().max_by_key(|head| head.size);
        let stands = newest.is_none_or(|head| {
            let under = usize::try_from(head.size).ok().and_then(|size| leaves.get(..size));
            under.is_some_and(|leaves| root(leaves) == head.root)
        });
        if !stands {
            faults.push("evidence heads: the newest does not stand over the log".to_owned());
        }
        Ok(LogVerdict { entries: u64::try_from(size).map_err(|_| StoreError::Corrupt)?, faults })
    }
}
