//! The rows of declared uploads and of photos and voice notes that are here.

use jiff::Timestamp;
use minyi_rulebook::ids::{Sha256, UploadId, UserId};
use minyi_rulebook::procedure::{AttachmentKind, wire_name};
use minyi_wire::upload::UploadDeclaration;

use crate::clock::whole_ms;
use crate::store::{Db, Row, StoreError, Tx};

/// A declared upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) id: UploadId,
    pub(super) account: UserId,
    pub(super) declaration: UploadDeclaration,
    pub(super) state: State,
    pub(super) expires_at: Timestamp,
    /// Of a voice note that is here; 0 before that, and for photos.
    pub(super) seconds: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Parts are missing.
    Open,
    /// The photo is here; the matter may not have been told yet.
    Complete,
    /// The photo is here, and the matter was told or does not want to know.
    Noted,
}

const COLUMNS: &str = "id, account, matter, sha256, bytes, part_bytes, state, noted, expires_ms, kind, seconds";

impl Record {
    /// Whether an unfinished upload's time is over.
    pub(super) fn is_expired(&self, now: Timestamp) -> bool {
        self.state == State::Open && self.expires_at <= now
    }

    fn read(row: &Row) -> Result<Self, StoreError> {
        let state = match (&row.text(6)?[..], row.int(7)?) {
            ("open", _) => State::Open,
            ("complete", 0) => State::Complete,
            ("complete", _) => State::Noted,
            _ => return Err(StoreError::Corrupt),
        };
        Ok(Self {
            id: row.parsed(0)?,
            account: row.parsed(1)?,
            declaration: UploadDeclaration {
                matter: row.parsed(2)?,
                sha256: row.parsed(3)?,
                bytes: u64::try_from(row.int(4)?).map_err(|_| StoreError::Corrupt)?,
                part_bytes: u32::try_from(row.int(5)?).map_err(|_| StoreError::Corrupt)?,
                kind: kind_named(&row.text(9)?)?,
            },
            state,
            expires_at: whole_ms(row.int(8)?),
            seconds: u16::try_from(row.int(10)?).map_err(|_| StoreError::Corrupt)?,
        })
    }
}

pub(super) async fn find(db: &Db, id: UploadId) -> Result<Option<Record>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM uploads WHERE id = $1");
    db.rows(&sql, &[id.to_string().into()]).await?.first().map(Record::read).transpose()
}

/// How many of the account's uploads are unfinished and not expired.
pub(super) async fn open_of(db: &Db, account: UserId, now: Timestamp) -> Result<i64, StoreError> {
    let sql = "SELECT COUNT(*) FROM uploads WHERE account = $1 AND state = 'open' AND expires_ms > $2";
    let rows = db.rows(sql, &[account.to_string().into(), now.as_millisecond().into()]).await?;
    rows.first().ok_or(StoreError::Corrupt)?.int(0)
}

/// Stores a declaration; one whose time was over begins anew.
pub(super) async fn declare(db: &Db, record: &Record) -> Result<(), StoreError> {
    let facts = &record.declaration;
    let sql = "INSERT INTO uploads (id, account, matter, sha256, bytes, part_bytes, state, noted, expires_ms, kind) \
               VALUES ($1, $2, $3, $4, $5, $6, 'open', 0, $7, $8) \
               ON CONFLICT (id) DO UPDATE SET expires_ms = excluded.expires_ms";
    let values = [
        record.id.to_string().into(),
        record.account.to_string().into(),
        facts.matter.to_string().into(),
        facts.sha256.to_string().into(),
        i64::try_from(facts.bytes).unwrap_or(i64::MAX).into(),
        facts.part_bytes.into(),
        record.expires_at.as_millisecond().into(),
        wire_name(&facts.kind).into(),
    ];
    db.run(sql, &values).await.map(|_| ())
}

/// Says that the photo or voice note is here. The object is durable before this is called.
pub(super) async fn complete(
    tx: &mut Tx,
    record: &Record,
    media_type: &'static str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let facts = &record.declaration;
    let sql =
        "INSERT INTO blobs (sha256, bytes, kind, stored_ms) VALUES ($1, $2, $3, $4) ON CONFLICT (sha256) DO NOTHING";
    let values = [
        facts.sha256.to_string().into(),
        i64::try_from(facts.bytes).unwrap_or(i64::MAX).into(),
        media_type.into(),
        now.as_millisecond().into(),
    ];
    tx.run(sql, &values).await?;
    let sql = "UPDATE uploads SET state = 'complete', seconds = $2 WHERE id = $1";
    tx.run(sql, &[record.id.to_string().into(), u32::from(record.seconds).into()]).await.map(|_| ())
}

/// Says that the matter was told.
pub(super) async fn note(db: &Db, id: UploadId) -> Result<(), StoreError> {
    db.run("UPDATE uploads SET noted = 1 WHERE id = $1", &[id.to_string().into()]).await.map(|_| ())
}

/// Finished uploads whose matter was not told yet.
pub(super) async fn unnoted(db: &Db) -> Result<Vec<Record>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM uploads WHERE state = 'complete' AND noted = 0 LIMIT 1000");
    db.rows(&sql, &[]).await?.iter().map(Record::read).collect()
}

/// Removes the rows of unfinished uploads that expired before this time. Finished ones stay: they say for which matter the bytes
/// came.
pub(super) async fn remove_expired_before(db: &Db, time: Timestamp) -> Result<u64, StoreError> {
    db.run("DELETE FROM uploads WHERE state = 'open' AND expires_ms < $1", &[time.as_millisecond().into()]).await
}

/// Media type of what is here; `None` when it is not.
pub(super) async fn media_type_of(db: &Db, sha256: Sha256) -> Result<Option<String>, StoreError> {
    let rows = db.rows("SELECT kind FROM blobs WHERE sha256 = $1", &[sha256.to_string().into()]).await?;
    rows.first().map(|row| row.text(0)).transpose()
}

/// The kind of an attachment by its name in the table.
pub(super) fn kind_named(name: &str) -> Result<AttachmentKind, StoreError> {
    match name {
        "photo" => Ok(AttachmentKind::Photo),
        "voice" => Ok(AttachmentKind::Voice),
        _ => Err(StoreError::Corrupt),
    }
}
