//! Daily heads (每日链首): one hash over all events of a finished day and all days before it, signed with the server's key. Kept
//! outside this system (printed, mailed, sent to the court), they show that nobody rewrote the past, not even the operator.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use jiff::Timestamp;
use jiff::civil::Date;
use minyi_rulebook::calendar::local_date;
use minyi_wire::receipt::key_id;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::chain::ChainHash;
use super::db::{Db, Row};
use super::fault::StoreError;
use crate::clock::whole_ms;

/// The head of one day, in local time (Asia/Shanghai).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DailyHead {
    #[schema(value_type = String, format = "date")]
    pub day: Date,
    /// The last change that it covers; the day before it ends where this one begins.
    pub upto_seq: i64,
    /// SHA-256 of the root before (32 zero bytes for the first) and every event hash since, in order; hex.
    pub root: String,
    /// Which server key signed.
    pub key_id: String,
    /// Ed25519 over [`DailyHead::signed_text`], base64url without padding.
    pub signature: String,
}

impl DailyHead {
    /// The text under the signature, one field a line.
    #[must_use]
    pub fn signed_text(&self) -> String {
        format!("minyi-daily-head-v1\n{}\n{}\n{}\n{}\n", self.day, self.upto_seq, self.root, self.key_id)
    }

    /// Whether this key signed it.
    #[must_use]
    pub fn is_signed_by(&self, key: &VerifyingKey) -> bool {
        let signature =
            URL_SAFE_NO_PAD.decode(&self.signature).ok().and_then(|bytes| Signature::from_slice(&bytes).ok());
        signature.is_some_and(|signature| key.verify(self.signed_text().as_bytes(), &signature).is_ok())
    }

    fn signed(day: Date, upto_seq: i64, root: &ChainHash, key: &SigningKey) -> Self {
        let mut head = Self {
            day,
            upto_seq,
            root: hex::encode(root),
            key_id: key_id(&key.verifying_key()),
            signature: String::new(),
        };
        head.signature = URL_SAFE_NO_PAD.encode(key.sign(head.signed_text().as_bytes()).to_bytes());
        head
    }

    fn of(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            day: row.parsed(0)?,
            upto_seq: row.int(1)?,
            root: hex::encode(row.blob(2)?),
            key_id: row.text(3)?,
            signature: row.text(4)?,
        })
    }
}

/// The root of a day while its events are counted in.
#[derive(Clone, Debug)]
pub struct DayRoot(Sha256);

impl DayRoot {
    /// Follows the root before it.
    #[must_use]
    pub fn after(previous: &ChainHash) -> Self {
        Self(Sha256::new_with_prefix(previous))
    }

    /// Counts in the next event.
    pub fn add(&mut self, event_hash: &[u8]) {
        self.0.update(event_hash);
    }

    /// The root.
    #[must_use]
    pub fn close(self) -> ChainHash {
        self.0.finalize().into()
    }
}

/// All heads, oldest first.
pub async fn all(db: &Db) -> Result<Vec<DailyHead>, StoreError> {
    let rows = db.rows("SELECT day, upto_seq, root, key_id, signature FROM daily_heads ORDER BY day", &[]).await?;
    rows.iter().map(DailyHead::of).collect()
}

/// Signs a head for every finished day that has events and no head yet. Returns the new ones.
///
/// A day's events are a stretch of the order: should the machine's clock have gone back over midnight, an event counts
/// to the day under way, never to one that is signed.
pub async fn close_days(db: &Db, now: Timestamp, key: &SigningKey) -> Result<Vec<DailyHead>, StoreError> {
    const PAGE: i64 = 5_000;
    let today = local_date(now);
    let newest = "SELECT day, upto_seq, root, key_id, signature FROM daily_heads ORDER BY day DESC LIMIT 1";
    let newest = db.rows(newest, &[]).await?.first().map(DailyHead::of).transpose()?;
    let (mut day, mut upto, mut root) = match &newest {
        Some(head) => (Some(head.day), head.upto_seq, parse_root(head)?),
        None => (None, 0, [0; 32]),
    };
    let first_open = day.map_or(Date::MIN, |day| day.saturating_add(jiff::Span::new().days(1)));
    day = None;
    let mut counting = DayRoot::after(&root);
    let mut heads = Vec::new();
    'scan: loop {
        let sql = "SELECT change_seq, at_ms, hash FROM events WHERE change_seq > $1 ORDER BY change_seq LIMIT $2";
        let page = db.rows(sql, &[upto.into(), PAGE.into()]).await?;
        if page.is_empty() {
            break;
        }
        for row in &page {
            let of_event = local_date(whole_ms(row.int(1)?)).max(first_open);
            if let Some(open) = day.filter(|open| of_event > *open) {
                root = counting.close();
                heads.push(DailyHead::signed(open, upto, &root, key));
                counting = DayRoot::after(&root);
                day = None;
            }
            if day.is_none() && of_event >= today {
                break 'scan;
            }
            day = day.or(Some(of_event));
            upto = row.int(0)?;
            counting.add(&row.blob(2)?);
        }
    }
    if let Some(open) = day {
        root = counting.close();
        heads.push(DailyHead::signed(open, upto, &root, key));
    }
    for head in &heads {
        // Another node may have signed the same day: the same events, so either head will do.
        let sql = "INSERT INTO daily_heads (day, upto_seq, root, key_id, signature) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (day) DO NOTHING";
        let values = [
            head.day.to_string().into(),
            head.upto_seq.into(),
            parse_root(head)?.into(),
            head.key_id.as_str().into(),
            head.signature.as_str().into(),
        ];
        db.run(sql, &values).await?;
    }
    Ok(heads)
}

/// The root's bytes.
pub fn parse_root(head: &DailyHead) -> Result<ChainHash, StoreError> {
    let mut root = [0; 32];
    hex::decode_to_slice(&head.root, &mut root).map_err(|_| StoreError::Corrupt)?;
    Ok(root)
}
