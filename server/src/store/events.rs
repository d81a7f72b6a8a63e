//! The event table and its head: the one order of all changes.

use minyi_rulebook::ids::MatterId;

use super::chain::{ChainHash, link};
use super::db::{Db, Insert, Row, Tx, Value};
use super::fault::StoreError;
use crate::procedures::Event;

/// The end of the order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The last change's place; 0 in an empty store.
    pub seq: i64,
    /// Names this history; cursors of another epoch are stale.
    pub epoch: String,
}

/// An event at its place in the order.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredEvent {
    pub change_seq: i64,
    pub event: Event,
    /// The event as JSON, exactly as hashed.
    pub payload: String,
    pub prev_hash: ChainHash,
    pub hash: ChainHash,
}

impl StoredEvent {
    /// Gives the event its place and links it to the matter's previous one.
    pub fn seal(event: Event, change_seq: i64, prev_hash: ChainHash) -> Result<Self, StoreError> {
        let payload = event.to_json()?;
        let hash = link(event.procedure(), event.matter(), event.version(), change_seq, &prev_hash, &payload);
        Ok(Self { change_seq, event, payload, prev_hash, hash })
    }
}

/// An event row as it stands, before anything is believed of it.
#[derive(Clone, Debug)]
pub struct RawEvent {
    pub change_seq: i64,
    pub procedure: String,
    pub matter: String,
    pub version: i64,
    pub at_ms: i64,
    pub payload: String,
    pub prev_hash: Vec<u8>,
    pub hash: Vec<u8>,
}

/// The columns of [`RawEvent::of`], in its order.
pub const EVENT_COLUMNS: &str = "change_seq, procedure, matter, version, at_ms, payload, prev_hash, hash";

impl RawEvent {
    /// Reads a row of [`EVENT_COLUMNS`].
    pub fn of(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            change_seq: row.int(0)?,
            procedure: row.text(1)?,
            matter: row.text(2)?,
            version: row.int(3)?,
            at_ms: row.int(4)?,
            payload: row.text(5)?,
            prev_hash: row.blob(6)?,
            hash: row.blob(7)?,
        })
    }

    /// The event, where the row holds one and names its matter.
    pub fn believed(self) -> Result<StoredEvent, StoreError> {
        let event = Event::from_json(&self.procedure, &self.payload).ok_or(StoreError::Corrupt)?;
        if event.matter().to_string() != self.matter {
            return Err(StoreError::Corrupt);
        }
        Ok(StoredEvent {
            change_seq: self.change_seq,
            event,
            payload: self.payload,
            prev_hash: self.prev_hash.try_into().map_err(|_| StoreError::Corrupt)?,
            hash: self.hash.try_into().map_err(|_| StoreError::Corrupt)?,
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

/// The statement that moves the head from where it is believed to be, for [`Db::store_behind`]; its values are those of
/// [`moving`].
pub const MOVE_HEAD: &str = "UPDATE head SET seq = $1 WHERE seq = $2 AND epoch = $3";

/// Values of [`MOVE_HEAD`].
#[must_use]
pub fn moving(from: &Head, to: &Head) -> [Value; 3] {
    [to.seq.into(), from.seq.into(), from.epoch.as_str().into()]
}

/// The rows of these events.
#[must_use]
pub fn rows(events: &[StoredEvent]) -> Insert {
    const COLUMNS: usize = 8;
    let mut values = Vec::with_capacity(events.len() * COLUMNS);
    for stored in events {
        values.extend([
            stored.change_seq.into(),
            stored.event.procedure().into(),
            stored.event.matter().to_string().into(),
            stored.event.version().into(),
            stored.event.at().as_millisecond().into(),
            stored.payload.clone().into(),
            stored.prev_hash.into(),
            stored.hash.into(),
        ]);
    }
    Insert { head: format!("INSERT INTO events ({EVENT_COLUMNS})"), columns: COLUMNS, tail: String::new(), values }
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

/// What happened after this place in the order, oldest first.
pub async fn after(db: &Db, change_seq: i64, limit: i64) -> Result<Vec<StoredEvent>, StoreError> {
    let sql = format!("SELECT {EVENT_COLUMNS} FROM events WHERE change_seq > $1 ORDER BY change_seq LIMIT $2");
    let rows = db.rows(&sql, &[change_seq.into(), limit.into()]).await?;
    rows.iter().map(|row| RawEvent::of(row)?.believed()).collect()
}

/// The recorded history of one matter, oldest first.
pub async fn of_matter(db: &Db, matter: MatterId) -> Result<Vec<RawEvent>, StoreError> {
    let sql = format!("SELECT {EVENT_COLUMNS} FROM events WHERE matter = $1 ORDER BY version");
    db.rows(&sql, &[matter.to_string().into()]).await?.iter().map(RawEvent::of).collect()
}
