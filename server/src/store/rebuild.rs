//! Drops every projection row and replays all events, in one transaction. Afterwards every cursor is stale: phones fetch
//! anew, so nobody keeps a row that the replay would not have made.

use super::db::{Db, Tx};
use super::events::{self, EVENT_COLUMNS, RawEvent};
use super::fault::StoreError;
use super::file::{Changes, MatterFile};
use super::projection;
use super::schema::PROJECTIONS;

/// Events read at once.
const PAGE: i64 = 2_000;
/// Matters written at once.
const MATTERS: usize = 256;

/// What a rebuild did.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Rebuilt {
    pub events: u64,
    pub matters: u64,
    /// The new epoch.
    pub epoch: String,
}

/// Makes all projections anew. Other writers wait until it is done; readers see the old rows until then.
///
/// # Errors
/// [`StoreError::Corrupt`] when an event does not parse or replay; then nothing has changed, and `verify` names the row.
pub async fn rebuild(db: &Db) -> Result<Rebuilt, StoreError> {
    let mut tx = db.begin().await?;
    events::lock_head(&mut tx).await?;
    projection::clear(&mut tx).await?;
    let mut rebuilt = Rebuilt { events: 0, matters: 0, epoch: String::new() };
    let mut done: Vec<(MatterFile, Changes)> = Vec::new();
    let mut open: Option<(MatterFile, Changes)> = None;
    let mut after = (String::new(), 0_i64);
    loop {
        let page = page_after(&mut tx, &after).await?;
        let Some(last) = page.last() else { break };
        after = (last.matter.clone(), last.version);
        for raw in page {
            let stored = raw.believed()?;
            rebuilt.events += 1;
            if open.as_ref().is_some_and(|(file, _)| file.matter != stored.event.matter()) {
                done.extend(open.take());
            }
            let (before, mut changes) = open.take().unzip();
            let mut changes: Changes = changes.take().unwrap_or_default();
            rebuilt.matters += u64::from(before.is_none());
            let file = MatterFile::step(before, &stored, &mut changes)?;
            open = Some((file, changes));
        }
        if done.len() >= MATTERS {
            write(&mut tx, &mut done).await?;
        }
    }
    done.extend(open);
    write(&mut tx, &mut done).await?;
    rebuilt.epoch = events::new_epoch(&mut tx).await?;
    tx.run("UPDATE head SET projections = $1", &[PROJECTIONS.into()]).await?;
    tx.commit().await?;
    Ok(rebuilt)
}

async fn write(tx: &mut Tx, done: &mut Vec<(MatterFile, Changes)>) -> Result<(), StoreError> {
    for statement in projection::rows(done.iter().map(|(file, changes)| (file, changes))) {
        tx.insert(statement).await?;
    }
    done.clear();
    Ok(())
}

async fn page_after(tx: &mut Tx, after: &(String, i64)) -> Result<Vec<RawEvent>, StoreError> {
    let sql = format!(
        "SELECT {EVENT_COLUMNS} FROM events WHERE (matter, version) > ($1, $2) ORDER BY matter, version LIMIT $3"
    );
    let rows = tx.rows(&sql, &[after.0.as_str().into(), after.1.into(), PAGE.into()]).await?;
    rows.iter().map(RawEvent::of).collect()
}
