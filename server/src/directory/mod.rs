//! The directory (机构名录) of the district: what the seed file said, with what the console changed since. One copy in memory that every
//! page, list and decision reads; a change puts another one in its place, at once.

pub mod keeping;

use std::sync::{Arc, PoisonError, RwLock};

use minyi_rulebook::actor::Capacity;
use minyi_rulebook::ids::UserId;
use minyi_rulebook::organ::Organ;
use minyi_wire::directory::DirectoryView;
use sha2::Digest;

use crate::law::LiveLaw;
use crate::store::{Db, Row, StoreError, Tx};

/// The directory as it is.
#[derive(Clone, Debug)]
pub struct LiveDirectory(Arc<RwLock<Arc<DirectoryView>>>);

impl LiveDirectory {
    /// Of this view.
    #[must_use]
    pub fn of(view: DirectoryView) -> Self {
        Self(Arc::new(RwLock::new(Arc::new(view))))
    }

    /// The directory of this moment; whoever holds it is not disturbed by a change.
    #[must_use]
    pub fn now(&self) -> Arc<DirectoryView> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads the store again: after a change here, and each minute for what another node changed.
    ///
    /// # Errors
    /// A fault of the store; the directory stays as it was.
    pub async fn reload(&self, db: &Db, law: &LiveLaw) -> Result<(), StoreError> {
        let view = stored(db).await?;
        if view.version == self.now().version {
            return Ok(());
        }
        law.replace_directory(Arc::new(view.for_rulebook()));
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(view);
        Ok(())
    }
}

const SEEDED: &str = "SELECT view FROM directory";
const KEPT: &str = "SELECT organ FROM organs_kept ORDER BY id";
/// Deputies whom the console moved to another station.
const MOVED: &str = "SELECT id, capacity FROM users WHERE managed = 1";

/// The directory in the store; an empty one before the first seed.
///
/// # Errors
/// A fault of the store.
pub async fn stored(db: &Db) -> Result<DirectoryView, StoreError> {
    put_together(&db.rows(SEEDED, &[]).await?, &db.rows(KEPT, &[]).await?, &db.rows(MOVED, &[]).await?)
}

/// As [`stored`], as the transaction sees it.
async fn seen_by(tx: &mut Tx) -> Result<DirectoryView, StoreError> {
    put_together(&tx.rows(SEEDED, &[]).await?, &tx.rows(KEPT, &[]).await?, &tx.rows(MOVED, &[]).await?)
}

fn put_together(seeded: &[Row], kept: &[Row], moved: &[Row]) -> Result<DirectoryView, StoreError> {
    let Some(row) = seeded.first() else { return Ok(DirectoryView::default()) };
    let mut view: DirectoryView = serde_json::from_str(&row.text(0)?).map_err(|_| StoreError::Corrupt)?;
    for row in kept {
        let kept: Organ = serde_json::from_str(&row.text(0)?).map_err(|_| StoreError::Corrupt)?;
        match view.organs.iter_mut().find(|organ| organ.id == kept.id) {
            Some(organ) => *organ = kept,
            None => view.organs.push(kept),
        }
    }
    for row in moved {
        let user: UserId = row.parsed(0)?;
        let capacity = serde_json::from_str(&row.text(1)?).map_err(|_| StoreError::Corrupt)?;
        let deputy = view.deputies.iter_mut().find(|deputy| deputy.user == user);
        if let (Some(deputy), Capacity::Deputy { station }) = (deputy, capacity) {
            deputy.station = station;
        }
    }
    view.version = String::new();
    let json = serde_json::to_string(&view).map_err(|_| StoreError::Corrupt)?;
    view.version = hex::encode(&sha2::Sha256::digest(&json)[..8]);
    Ok(view)
}
