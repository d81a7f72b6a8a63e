//! The rows beside the log: which copies are in force and what is known of each photo.

use minyi_evidence::{CopyRole, DerivedCopy, Region};
use minyi_rulebook::ids::{DeviceId, MatterId, Sha256, UserId};
use minyi_wire::photo::{CopyView, RedactionBox};

use crate::store::{Db, StoreError, Tx};

/// What is known of an arrived photo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) released: bool,
    pub(super) refusal: Option<String>,
}

/// A copy in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Copy {
    pub(super) view: CopyView,
    pub(super) redactions: Vec<RedactionBox>,
}

fn role_name(role: CopyRole) -> &'static str {
    match role {
        CopyRole::Public => "public",
        CopyRole::Thumbnail => "thumbnail",
    }
}

pub(super) async fn standing(db: &Db, matter: MatterId, photo: Sha256) -> Result<Option<Standing>, StoreError> {
    let sql = "SELECT released, COALESCE(refusal, '') FROM photo_standing WHERE matter = $1 AND photo = $2";
    let rows = db.rows(sql, &[matter.to_string().into(), photo.to_string().into()]).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let refusal = Some(row.text(1)?).filter(|why| !why.is_empty());
    Ok(Some(Standing { released: row.int(0)? != 0, refusal }))
}

/// Makes the row of an arrived photo; false if it is there.
pub(super) async fn begin(
    tx: &mut Tx,
    matter: MatterId,
    photo: Sha256,
    refusal: Option<&str>,
) -> Result<bool, StoreError> {
    let sql = "INSERT INTO photo_standing (matter, photo, released, refusal) VALUES ($1, $2, 0, $3) \
               ON CONFLICT (matter, photo) DO NOTHING";
    let made = tx.run(sql, &[matter.to_string().into(), photo.to_string().into(), refusal.into()]).await?;
    Ok(made == 1)
}

pub(super) async fn set_released(
    tx: &mut Tx,
    matter: MatterId,
    photo: Sha256,
    released: bool,
) -> Result<(), StoreError> {
    let sql = "UPDATE photo_standing SET released = $3 WHERE matter = $1 AND photo = $2";
    tx.run(sql, &[matter.to_string().into(), photo.to_string().into(), i64::from(released).into()]).await.map(|_| ())
}

/// Puts a copy in force, in the place of an earlier one.
pub(super) async fn put_copy(
    tx: &mut Tx,
    matter: MatterId,
    photo: Sha256,
    copy: &DerivedCopy,
    regions: &[Region],
) -> Result<(), StoreError> {
    let boxes: Vec<RedactionBox> = regions.iter().map(|region| box_of(*region)).collect();
    let (width, height) = copy.size();
    let values = [
        matter.to_string().into(),
        photo.to_string().into(),
        role_name(copy.derivation.role).into(),
        copy.derivation.result.to_string().into(),
        i64::try_from(copy.derivation.bytes).map_err(|_| StoreError::Corrupt)?.into(),
        u32::from(width).into(),
        u32::from(height).into(),
        serde_json::to_string(&boxes).map_err(|_| StoreError::Corrupt)?.into(),
    ];
    let sql = "INSERT INTO photo_copies (matter, photo, role, sha256, bytes, width, height, redactions) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (matter, photo, role) DO UPDATE SET \
               sha256 = excluded.sha256, bytes = excluded.bytes, width = excluded.width, height = excluded.height, \
               redactions = excluded.redactions";
    tx.run(sql, &values).await.map(|_| ())
}

pub(super) async fn copy(db: &Db, matter: MatterId, photo: Sha256, role: CopyRole) -> Result<Option<Copy>, StoreError> {
    let sql = "SELECT sha256, bytes, width, height, redactions FROM photo_copies \
               WHERE matter = $1 AND photo = $2 AND role = $3";
    let values = [matter.to_string().into(), photo.to_string().into(), role_name(role).into()];
    let rows = db.rows(sql, &values).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let side = |i| row.int(i).and_then(|side| u16::try_from(side).map_err(|_| StoreError::Corrupt));
    Ok(Some(Copy {
        view: CopyView {
            sha256: row.parsed(0)?,
            bytes: u64::try_from(row.int(1)?).map_err(|_| StoreError::Corrupt)?,
            width: side(2)?,
            height: side(3)?,
        },
        redactions: serde_json::from_str(&row.text(4)?).map_err(|_| StoreError::Corrupt)?,
    }))
}

/// Whether an object is a copy of something.
pub(crate) async fn is_copy(db: &Db, sha256: Sha256) -> Result<bool, StoreError> {
    let rows = db.rows("SELECT 1 FROM photo_copies WHERE sha256 = $1", &[sha256.to_string().into()]).await?;
    Ok(!rows.is_empty())
}

/// Finished uploads whose photo has no standing yet: a crash came between the two.
pub(super) async fn unfinished(db: &Db) -> Result<Vec<(MatterId, Sha256, UserId)>, StoreError> {
    let sql = "SELECT u.matter, u.sha256, u.account FROM uploads u LEFT JOIN photo_standing s \
               ON s.matter = u.matter AND s.photo = u.sha256 \
               WHERE u.state = 'complete' AND u.kind = 'photo' AND s.photo IS NULL ORDER BY u.id LIMIT 100";
    db.rows(sql, &[]).await?.iter().map(|row| Ok((row.parsed(0)?, row.parsed(1)?, row.parsed(2)?))).collect()
}

/// The entry that arrived at this place of a device's chain.
pub(super) async fn device_entry(db: &Db, device: DeviceId, sequence: u64) -> Result<Option<Sha256>, StoreError> {
    let sql = "SELECT hash FROM device_entries WHERE device = $1 AND sequence = $2";
    let rows = db.rows(sql, &[device.to_string().into(), place(sequence)?.into()]).await?;
    rows.first().map(|row| row.hash(0).map(Sha256)).transpose()
}

/// Notes an entry at its place; false if one is there.
pub(super) async fn put_device_entry(
    tx: &mut Tx,
    device: DeviceId,
    sequence: u64,
    hash: Sha256,
) -> Result<bool, StoreError> {
    let sql = "INSERT INTO device_entries (device, sequence, hash) VALUES ($1, $2, $3) \
               ON CONFLICT (device, sequence) DO NOTHING";
    Ok(tx.run(sql, &[device.to_string().into(), place(sequence)?.into(), hash.0.into()]).await? == 1)
}

fn place(sequence: u64) -> Result<i64, StoreError> {
    i64::try_from(sequence).map_err(|_| StoreError::Corrupt)
}

fn box_of(region: Region) -> RedactionBox {
    let [left, top, right, bottom] = region.edges();
    RedactionBox { left, top, right, bottom }
}
