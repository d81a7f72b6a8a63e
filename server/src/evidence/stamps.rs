//! Time stamps (可信时间戳, RFC 3161): what arrives is stamped by a neutral authority, and its token goes into the log. One stamp a photo:
//! on the device's record of it, which names its hash, or on the original if no record came.
//!
//! What waits stands in `evidence_unstamped` from the moment it arrived; an authority that is away, or that nobody has named
//! yet, is asked by the next turn of the timer. So nothing is stamped silently late or not at all: a row stays until a token came.

use async_trait::async_trait;
use jiff::Timestamp;
use minyi_evidence::timestamp::{LONGEST_TOKEN, accept, request};
use minyi_evidence::{Happening, SignedEntry};
use minyi_rulebook::ids::{MatterId, Sha256};

use super::{Evidence, log};
use crate::store::{StoreError, Tx};

/// Stamps of one turn of the timer.
const A_TURN: usize = 50;

/// The authority did not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the time-stamp authority does not answer")]
pub struct NoAnswer;

/// A time-stamp authority, reached somehow (时间戳机构).
#[async_trait]
pub trait TimestampAuthority: Send + Sync + std::fmt::Debug {
    /// Its answer (DER, TimeStampResp) to a request (DER, TimeStampReq). Nobody believes it yet.
    ///
    /// # Errors
    /// [`NoAnswer`].
    async fn answer(&self, request: Vec<u8>) -> Result<Vec<u8>, NoAnswer>;
}

/// What a row of `evidence_unstamped` asks for.
struct Due {
    matter: MatterId,
    photo: Sha256,
    hash: Sha256,
}

impl Evidence {
    /// Stamps what waits, if there is an authority; how many it stamped.
    ///
    /// # Errors
    /// A fault of the store. An authority that is away or answers badly is logged, and asked again by the next turn.
    pub async fn stamp_due(&self, now: Timestamp) -> Result<usize, StoreError> {
        let Some(authority) = &self.authority else { return Ok(0) };
        let mut stamped = 0;
        for due in self.due().await? {
            let mut nonce = [0; 8];
            getrandom::fill(&mut nonce).map_err(|_| StoreError::Io)?;
            let Ok(answer) = authority.answer(request(&due.hash, nonce)).await else {
                tracing::warn!("{NoAnswer}; the next turn tries again");
                return Ok(stamped);
            };
            let token = match accept(&answer, &due.hash, nonce) {
                Ok(token) => token,
                Err(fault) => {
                    tracing::warn!(%fault, "a time stamp that cannot be used; the next turn tries again");
                    return Ok(stamped);
                }
            };
            let mut tx = self.db.begin().await?;
            // Another node may have been faster.
            if settle(&mut tx, due.matter, due.photo, due.hash).await? {
                let happening = Happening::Stamped { hash: due.hash, token };
                log::append(&mut tx, due.matter, due.photo, now, vec![happening]).await?;
                stamped += 1;
            }
            tx.commit().await?;
        }
        Ok(stamped)
    }

    async fn due(&self) -> Result<Vec<Due>, StoreError> {
        let sql = format!("SELECT matter, photo, hash FROM evidence_unstamped ORDER BY since_ms, hash LIMIT {A_TURN}");
        let rows = self.db.rows(&sql, &[]).await?;
        rows.iter().map(|row| Ok(Due { matter: row.parsed(0)?, photo: row.parsed(1)?, hash: row.parsed(2)? })).collect()
    }
}

/// Asks for a stamp on the original.
pub(super) async fn original_waits(
    tx: &mut Tx,
    matter: MatterId,
    photo: Sha256,
    now: Timestamp,
) -> Result<(), StoreError> {
    wait(tx, matter, photo, photo, now).await
}

/// Asks for a stamp on the device's record, which makes one on the original needless.
pub(super) async fn record_waits(
    tx: &mut Tx,
    matter: MatterId,
    photo: Sha256,
    record: &SignedEntry,
    now: Timestamp,
) -> Result<(), StoreError> {
    settle(tx, matter, photo, photo).await?;
    wait(tx, matter, photo, record.hash(), now).await
}

async fn wait(tx: &mut Tx, matter: MatterId, photo: Sha256, hash: Sha256, now: Timestamp) -> Result<(), StoreError> {
    let sql = "INSERT INTO evidence_unstamped (matter, photo, hash, since_ms) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (matter, photo, hash) DO NOTHING";
    let values =
        [matter.to_string().into(), photo.to_string().into(), hash.to_string().into(), now.as_millisecond().into()];
    tx.run(sql, &values).await.map(|_| ())
}

/// Takes a row out; whether there was one.
async fn settle(tx: &mut Tx, matter: MatterId, photo: Sha256, hash: Sha256) -> Result<bool, StoreError> {
    let sql = "DELETE FROM evidence_unstamped WHERE matter = $1 AND photo = $2 AND hash = $3";
    let values = [matter.to_string().into(), photo.to_string().into(), hash.to_string().into()];
    Ok(tx.run(sql, &values).await? == 1)
}

/// An authority over HTTP (RFC 3161, 3.4). Plain HTTP is usual and does no harm: the answer is signed.
#[derive(Debug)]
pub struct HttpAuthority {
    client: reqwest::Client,
    url: reqwest::Url,
}

impl HttpAuthority {
    /// For the authority at this address. Opens no connection yet; `None` if it is no address of HTTP.
    #[must_use]
    pub fn at(url: &str) -> Option<Self> {
        let url = reqwest::Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().ok()?;
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls.with_root_certificates(roots).with_no_client_auth())
            .redirect(reqwest::redirect::Policy::none())
            .timeout(std::time::Duration::from_secs(15))
            .build()
            .ok()?;
        Some(Self { client, url })
    }
}

#[async_trait]
impl TimestampAuthority for HttpAuthority {
    async fn answer(&self, request: Vec<u8>) -> Result<Vec<u8>, NoAnswer> {
        let call = self.client.post(self.url.clone()).header("content-type", "application/timestamp-query");
        let mut answer = call.body(request).send().await.map_err(|_| NoAnswer)?;
        if !answer.status().is_success() {
            return Err(NoAnswer);
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|_| NoAnswer)? {
            if bytes.len() + chunk.len() > LONGEST_TOKEN {
                return Err(NoAnswer);
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }
}
