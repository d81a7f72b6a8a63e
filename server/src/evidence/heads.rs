//! Daily heads of the log (每日存证树根): one signed RFC 6962 root over all entries of all finished days, to be kept outside this
//! system. Whoever has one can demand a proof for any entry under it, and sees if the past was rewritten.

use ed25519_dalek::{Signer, SigningKey};
use jiff::Timestamp;
use minyi_evidence::export::TreeHead;
use minyi_evidence::merkle;
use minyi_rulebook::calendar::{end_of_day, local_date};

use super::{Evidence, log};
use crate::store::StoreError;

impl Evidence {
    /// Signs a head over everything before today, if there is more than under the last one. An entry whose clock had gone back
    /// over midnight counts to the day under way.
    ///
    /// # Errors
    /// A fault of the store; the next call tries again.
    pub async fn close_day(&self, now: Timestamp, key: &SigningKey) -> Result<(), StoreError> {
        let Ok(day) = local_date(now).yesterday() else { return Ok(()) };
        let midnight = end_of_day(day).as_millisecond();
        let open = "SELECT COALESCE(MIN(sequence), (SELECT size FROM evidence_size WHERE one = 1)) \
                    FROM evidence_log WHERE at_ms >= $1";
        let size = self.db.rows(open, &[midnight.into()]).await?.first().ok_or(StoreError::Corrupt)?.int(0)?;
        let covered = self.db.rows("SELECT COALESCE(MAX(size), 0) FROM evidence_heads", &[]).await?;
        if size <= covered.first().ok_or(StoreError::Corrupt)?.int(0)? {
            return Ok(());
        }
        let leaves = log::leaves(&self.db, size).await?;
        let sign = |text: &[u8]| key.sign(text).to_bytes();
        let public = key.verifying_key().to_bytes();
        let head = TreeHead::signed(leaves.len() as u64, merkle::root(&leaves), now.as_millisecond(), public, sign);
        let sql = "INSERT INTO evidence_heads (day, size, head) VALUES ($1, $2, $3) ON CONFLICT (day) DO NOTHING";
        self.db.run(sql, &[day.to_string().into(), size.into(), head.to_text().into()]).await.map(|_| ())
    }

    /// All daily heads, oldest first, as the texts that were signed.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn heads(&self) -> Result<Vec<String>, StoreError> {
        let rows = self.db.rows("SELECT head FROM evidence_heads ORDER BY day", &[]).await?;
        rows.iter().map(|row| row.text(0)).collect()
    }
}
