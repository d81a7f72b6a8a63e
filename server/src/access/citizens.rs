//! Citizens' accounts: an id for a phone, nothing more.

use jiff::Timestamp;
use minyi_rulebook::ids::UserId;

use super::Phone;
use crate::store::{Db, StoreError};

/// The account of this number, made if there is none.
pub(super) async fn account_of(db: &Db, phone: &Phone, now: Timestamp) -> Result<UserId, StoreError> {
    let sql = "INSERT INTO citizens (account, phone, made_ms) VALUES ($1, $2, $3) ON CONFLICT (phone) DO NOTHING";
    let fresh = uuid::Uuid::now_v7().to_string();
    db.run(sql, &[fresh.into(), phone.as_str().into(), now.as_millisecond().into()]).await?;
    let rows = db.rows("SELECT account FROM citizens WHERE phone = $1", &[phone.as_str().into()]).await?;
    rows.first().ok_or(StoreError::Corrupt)?.parsed(0)
}
