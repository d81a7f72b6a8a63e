//! The directory (机构和代表名录) of the district: what the seed file said, with what the console changed since, without those whose mandates are over. One copy in memory that every
//! page, list and decision reads; a change puts another one in its place, at once.

pub mod keeping;

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock};

use minyi_rulebook::actor::Capacity;
use minyi_rulebook::ids::UserId;
use minyi_rulebook::organ::Organ;
use minyi_wire::directory::{DeputyView, DirectoryView};
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
/// Accounts that the console keeps, deputies' among them.
const ACCOUNTS: &str = "SELECT id, name, capacity, active FROM users WHERE managed = 1 ORDER BY id";
/// Persons who had mandates and have none left.
const OVER: &str =
    "SELECT deputy FROM mandates GROUP BY deputy HAVING SUM(CASE WHEN stage = 'ended' THEN 0 ELSE 1 END) = 0";

/// The directory in the store; an empty one before the first seed.
///
/// # Errors
/// A fault of the store.
pub async fn stored(db: &Db) -> Result<DirectoryView, StoreError> {
    let (accounts, over) = (db.rows(ACCOUNTS, &[]).await?, db.rows(OVER, &[]).await?);
    put_together(&db.rows(SEEDED, &[]).await?, &db.rows(KEPT, &[]).await?, &accounts, &over)
}

/// As [`stored`], as the transaction sees it.
async fn seen_by(tx: &mut Tx) -> Result<DirectoryView, StoreError> {
    let (accounts, over) = (tx.rows(ACCOUNTS, &[]).await?, tx.rows(OVER, &[]).await?);
    put_together(&tx.rows(SEEDED, &[]).await?, &tx.rows(KEPT, &[]).await?, &accounts, &over)
}

fn put_together(seeded: &[Row], kept: &[Row], accounts: &[Row], over: &[Row]) -> Result<DirectoryView, StoreError> {
    let Some(row) = seeded.first() else { return Ok(DirectoryView::default()) };
    let mut view: DirectoryView = serde_json::from_str(&row.text(0)?).map_err(|_| StoreError::Corrupt)?;
    for row in kept {
        let kept: Organ = serde_json::from_str(&row.text(0)?).map_err(|_| StoreError::Corrupt)?;
        match view.organs.iter_mut().find(|organ| organ.id == kept.id) {
            Some(organ) => *organ = kept,
            None => view.organs.push(kept),
        }
    }
    for row in accounts {
        let user: UserId = row.parsed(0)?;
        let capacity = serde_json::from_str(&row.text(2)?).map_err(|_| StoreError::Corrupt)?;
        let Capacity::Deputy { station } = capacity else { continue };
        view.deputies.retain(|deputy| deputy.user != user);
        // With a stopped account nobody would read what is sent to it.
        if row.int(3)? == 1 {
            view.deputies.push(DeputyView { user, name: row.text(1)?, station });
        }
    }
    let over = over.iter().map(|row| row.parsed(0)).collect::<Result<BTreeSet<UserId>, _>>()?;
    (view.former, view.deputies) = view.deputies.into_iter().partition(|deputy| over.contains(&deputy.user));
    view.version = String::new();
    let json = serde_json::to_string(&view).map_err(|_| StoreError::Corrupt)?;
    view.version = hex::encode(&sha2::Sha256::digest(&json)[..8]);
    Ok(view)
}
