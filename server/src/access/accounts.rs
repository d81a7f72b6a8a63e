//! Accounts of staff and deputies, for whoever oversees them. No password, no secret, no address of a device.

use minyi_rulebook::actor::Capacity;
use minyi_rulebook::ids::UserId;

use crate::store::{Db, StoreError};

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub user: UserId,
    pub login: String,
    pub name: String,
    pub capacity: Capacity,
    pub active: bool,
    /// Devices on which it is signed in.
    pub devices: i64,
}

/// All of them, by login.
pub(super) async fn all(db: &Db, now_ms: i64) -> Result<Vec<Account>, StoreError> {
    let sql = "SELECT u.id, u.login, u.name, u.capacity, u.active, \
               (SELECT COUNT(*) FROM sessions s WHERE s.account = u.id AND s.ended_ms IS NULL AND s.expires_ms > $1) \
               FROM users u ORDER BY u.login";
    let read = |row: &crate::store::Row| {
        Ok(Account {
            user: row.parsed(0)?,
            login: row.text(1)?,
            name: row.text(2)?,
            capacity: serde_json::from_str(&row.text(3)?).map_err(|_| StoreError::Corrupt)?,
            active: row.int(4)? == 1,
            devices: row.int(5)?,
        })
    };
    db.rows(sql, &[now_ms.into()]).await?.iter().map(read).collect()
}
