//! Who read which original (查阅记录). Written before the bytes go out.

use jiff::Timestamp;
use minyi_rulebook::ids::{MatterId, UserId};

use crate::clock::whole_ms;
use crate::store::{Db, StoreError};

/// One look at an original.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    pub at: Timestamp,
    pub actor: UserId,
    pub matter: MatterId,
    /// What was read: `photo:<sha256>`.
    pub what: String,
}

/// Notes a look.
pub async fn note(db: &Db, access: &Access) -> Result<(), StoreError> {
    let values = [
        access.at.as_millisecond().into(),
        access.actor.to_string().into(),
        access.matter.to_string().into(),
        access.what.as_str().into(),
    ];
    let sql = "INSERT INTO access_log (at_ms, actor, matter, what) VALUES ($1, $2, $3, $4)";
    db.run(sql, &values).await.map(|_| ())
}

/// The looks at one matter's originals, oldest first.
pub async fn of_matter(db: &Db, matter: MatterId) -> Result<Vec<Access>, StoreError> {
    let sql = "SELECT at_ms, actor, what FROM access_log WHERE matter = $1 ORDER BY at_ms";
    let rows = db.rows(sql, &[matter.to_string().into()]).await?;
    rows.iter()
        .map(|row| Ok(Access { at: whole_ms(row.int(0)?), actor: row.parsed(1)?, matter, what: row.text(2)? }))
        .collect()
}
