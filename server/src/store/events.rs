//! The event table and its head: the one order of all changes.

use minyi_rulebook::citizen_case::CaseEvent;
use minyi_rulebook::ids::MatterId;

use super::chain::{ChainHash, link};
use super::db::{Db, Row, Tx};
use super::fault::StoreError;

/// The end of the order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The last change's place; 0 in an empty store.
    pub seq: i64,
    /// Names this history; cursors of another epoch are stale.
    pub epoch: String,
}

/// An event at its place in the order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEvent {
    pub change_seq: i64,
    pub event: CaseEvent,
    /// The event as JSON, exactly as hashed.
    pub payload: String,
    pub prev_hash: ChainHash,
    pub hash: ChainHash,
}

impl StoredEvent {
    /// Gives the event its place and links it to the matter's previous one.
    pub fn seal(event: CaseEvent, change_seq: i64, prev_hash: ChainHash) -> Result<Self, StoreError> {
        let payload = serde_json::to_string(&event).map_err(|_| StoreError::Fault("event".into()))?;
        let hash = link(event.matter, event.version, change_seq, &prev_hash, &payload);
        Ok(Self { change_seq, event, payload, prev_hash, hash })
    }
}

/// An event row as it stands, before anything is believed of it.
#[derive(Clone, Debug)]
pub struct RawEvent {
    pub change_seq: i64,
    pub matter: String,
    pub version: i64,
    pub at_ms: i64,
    pub payload: String,
    pub prev_hash: Vec<u8>,
    pub hash: Vec<u8>,
}

/// The columns of [`RawEvent::of`], in its order.
pub const EVENT_COLUMNS: &str = "change_seq, matter, version, at_ms, payload, prev_hash, hash";

impl RawEvent {
    /// Reads a row of [`EVENT_COLUMNS`].
    pub fn of(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            change_seq: row.int(0)?,
            matter: row.text(1)?,
            version: row.int(2)?,
            at_ms: row.int(3)?,
            payload: row.text(4)?,
            prev_hash: row.blob(5)?,
            hash: row.blob(6)?,
        })
    }
}

/// Reads the head without locking it.
pub async fn head(db: &Db) -> Result<Head, StoreError> {
    head_of(&db.rows("SELECT seq, epoch FROM head", &[]).await?)
}

/// Reads the head and keeps every other writer out until the transaction ends. This is what makes `change_seq` follow the
/// order of commits on PostgreSQL too, where a sequence would not.
pub async fn lock_head(tx: &mut Tx) -> Result<Head, StoreError> {
    head_of(&tx.rows("UPDATE head SET seq = seq RETURNING seq, epoch", &[]).await?)
}

fn head_of(rows: &[Row]) -> Result<Head, StoreError> {
    let row = rows.first().ok_or(StoreError::Corrupt)?;
    Ok(Head { seq: row.int(0)?, epoch: row.text(1)? })
}

/// Writes events that follow the locked head, and moves the head behind them.
pub async fn append(tx: &mut Tx, events: &[StoredEvent]) -> Result<(), StoreError> {
    let Some(last) = events.last() else { return Ok(()) };
    let mut values = Vec::with_capacity(events.len() * 7);
    for stored in events {
        values.extend([
            stored.change_seq.into(),
            stored.event.matter.to_string().into(),
            stored.event.version.into(),
            stored.event.at.as_millisecond().into(),
            stored.payload.clone().into(),
            stored.prev_hash.into(),
            stored.hash.into(),
        ]);
    }
    tx.insert(&format!("INSERT INTO events ({EVENT_COLUMNS})"), 7, "", values).await?;
    tx.run("UPDATE head SET seq = $1", &[last.change_seq.into()]).await.map(|_| ())
}

/// Begins a new epoch: every cursor handed out so far becomes stale.
pub async fn new_epoch(tx: &mut Tx) -> Result<String, StoreError> {
    let epoch = fresh_epoch();
    tx.run("UPDATE head SET epoch = $1", &[epoch.as_str().into()]).await?;
    Ok(epoch)
}

/// A name that no earlier epoch had.
#[must_use]
pub fn fresh_epoch() -> String {
    uuid::Uuid::new_v4().simple().to_string()[..12].to_owned()
}

/// The recorded history of one matter, oldest first.
pub async fn of_matter(db: &Db, matter: MatterId) -> Result<Vec<RawEvent>, StoreError> {
    let sql = format!("SELECT {EVENT_COLUMNS} FROM events WHERE matter = $1 ORDER BY version");
    db.rows(&sql, &[matter.to_string().into()]).await?.iter().map(RawEvent::of).collect()
}
