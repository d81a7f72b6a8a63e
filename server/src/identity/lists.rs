//! The signed lists: status and deny list of every congress, made anew when a card changed or a quarter of a day has passed.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use minyi_identity::status::{DAY, MAX_DENIALS};
use minyi_identity::{
    CardId, CardStatus, Denial, DenyList, Office, Region, SoftwareCrypto, StatusBits, StatusList, UnixTime,
};
use minyi_wire::identity::{TrustMaterial, TrustNews};
use minyi_wire::{Problem, ProblemCode};

use super::Identity;
use super::desk::unix;
use super::keyring::{IssuerKey, Keyring};
use crate::store::{StoreError, events};

/// Lists are signed anew after this long, though nothing changed: a phone that syncs daily then always has a fresh one.
const RENEW: Duration = Duration::from_secs(6 * 3_600);

/// Lists are as long as the next multiple of this: a card signed today has its place, valid, in the list that a phone fetched
/// yesterday, and the length does not tell how many cards there are. Compressed, unused places cost next to nothing.
const PLACES: usize = 1_024;

/// Lists as last signed.
#[derive(Debug)]
pub(super) struct Sealed {
    /// The store's last change when the cards were last looked at.
    seq: i64,
    /// How many cards there were, and the sum of their versions: grows with every change of any card.
    cards: (i64, i64),
    version: u64,
    made_at: UnixTime,
    /// Address, status list, deny list.
    lists: Vec<(String, Vec<u8>, Vec<u8>)>,
}

/// A card that is not valid.
struct Spoilt {
    index: usize,
    number: CardId,
    office: Office,
    region: Region,
    status: CardStatus,
    notice: Option<String>,
    expired: bool,
}

impl Identity {
    /// Everything by which a phone judges cards.
    ///
    /// # Errors
    /// `not_found` on a server without keys; a fault of the store.
    pub async fn material(&self) -> Result<TrustMaterial, Problem> {
        let keyring = self.keys()?;
        let bundle = URL_SAFE_NO_PAD.encode(&keyring.bundle_bytes);
        self.with_lists(keyring, |sealed, version| TrustMaterial {
            version,
            bundle,
            lists: sealed.lists.iter().map(|(_, list, _)| URL_SAFE_NO_PAD.encode(list)).collect(),
            denies: sealed.denies(),
        })
        .await
    }

    /// What goes with every sync; `None` on a server without keys.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn news(&self) -> Result<Option<TrustNews>, Problem> {
        let Some(keyring) = self.keyring() else { return Ok(None) };
        self.with_lists(keyring, |sealed, version| Some(TrustNews { version, denies: sealed.denies() })).await
    }

    /// The status list of the congress of a region, as other programs fetch it by the address in the cards.
    ///
    /// # Errors
    /// `not_found` when no congress of that region issues here.
    pub async fn status_list(&self, region: &str) -> Result<Vec<u8>, Problem> {
        let keyring = self.keys()?;
        let ends = format!("/sl/{region}");
        let list = |sealed: &Sealed, _| {
            let list = sealed.lists.iter().find(|(address, ..)| address.ends_with(&ends));
            list.map(|(_, list, _)| list.clone())
        };
        self.with_lists(keyring, list).await?.ok_or_else(|| Problem::new(ProblemCode::NotFound))
    }

    async fn with_lists<T>(&self, keyring: &Keyring, read: impl FnOnce(&Sealed, String) -> T) -> Result<T, Problem> {
        let mut sealed = self.sealed.lock().await;
        let now = unix(self.clock.now());
        let seq = events::head(&self.db).await?.seq;
        let known = sealed.as_mut().filter(|sealed| now.since(sealed.made_at) < RENEW);
        let cards = match &known {
            Some(known) if known.seq == seq => known.cards,
            _ => self.fingerprint().await?,
        };
        let current = match known {
            Some(known) if known.cards == cards => {
                known.seq = seq;
                sealed.as_ref()
            }
            _ => {
                let last = sealed.as_ref().map_or(0, |sealed| sealed.version);
                let lists = self.seal(keyring, now, last).await?;
                Some(&*sealed.insert(Sealed { seq, cards, ..lists }))
            }
        };
        let current = current.ok_or_else(|| Problem::new(ProblemCode::Internal))?;
        Ok(read(current, format!("{}.{}", keyring.bundle.version, current.version)))
    }

    async fn fingerprint(&self) -> Result<(i64, i64), StoreError> {
        let sql = "SELECT COUNT(*), CAST(COALESCE(SUM(version), 0) AS BIGINT) FROM cards";
        let rows = self.db.rows(sql, &[]).await?;
        rows.first().map_or(Ok((0, 0)), |row| Ok((row.int(0)?, row.int(1)?)))
    }

    async fn seal(&self, keyring: &Keyring, now: UnixTime, last: u64) -> Result<Sealed, Problem> {
        let rows = self.db.rows("SELECT COALESCE(MAX(idx), -1) + 1 FROM cards", &[]).await?;
        let places = rows.first().map_or(Ok(0), |row| row.int(0))?;
        let places = usize::try_from(places).unwrap_or(0).max(1).next_multiple_of(PLACES);
        let spoilt = self.spoilt(now).await?;
        // Milliseconds, so that a server that starts anew goes on above what it signed before.
        let version = now.0.saturating_mul(1_000).max(last + 1);
        let lists = keyring.issuers.iter().map(|issuer| sealed_for(issuer, places, &spoilt, version, now));
        let lists = lists.collect::<Result<_, _>>()?;
        Ok(Sealed { seq: 0, cards: (0, 0), version, made_at: now, lists })
    }

    /// Newest change first.
    async fn spoilt(&self, now: UnixTime) -> Result<Vec<Spoilt>, Problem> {
        let sql = "SELECT idx, number, office, region, state, notice, expires_ms FROM cards WHERE state > 0 \
                   ORDER BY changed_ms DESC, idx";
        let rows = self.db.rows(sql, &[]).await?;
        let spoilt = rows.iter().map(|row| {
            let corrupt = |_| StoreError::Corrupt;
            let status = match row.int(4)? {
                1 => CardStatus::Terminated,
                2 => CardStatus::Suspended,
                _ => CardStatus::Replaced,
            };
            Ok(Spoilt {
                index: usize::try_from(row.int(0)?).map_err(|_| StoreError::Corrupt)?,
                number: CardId(row.blob(1)?.try_into().map_err(|_| StoreError::Corrupt)?),
                office: Office::try_from(row.text(2)?).map_err(|_| StoreError::Corrupt)?,
                region: row.text(3)?.parse().map_err(corrupt)?,
                status,
                notice: row.opt_text(5)?,
                expired: i128::from(row.int(6)?) <= i128::from(now.0) * 1_000,
            })
        });
        spoilt.collect::<Result<_, StoreError>>().map_err(Problem::from)
    }
}

impl Sealed {
    fn denies(&self) -> Vec<String> {
        self.lists.iter().map(|(.., deny)| URL_SAFE_NO_PAD.encode(deny)).collect()
    }
}

fn sealed_for(
    issuer: &IssuerKey,
    places: usize,
    spoilt: &[Spoilt],
    version: u64,
    issued_at: UnixTime,
) -> Result<(String, Vec<u8>, Vec<u8>), Problem> {
    let address = issuer.certificate.status_list.clone();
    let own = || spoilt.iter().filter(|card| issuer.certificate.scope.permits(card.office, &card.region));
    let mut states = StatusBits::all_valid(places);
    for card in own() {
        states.set(card.index, card.status);
    }
    let list = StatusList { address: address.clone(), version, issued_at, fresh_for: DAY, states };
    let denials = own().filter(|card| !card.expired).take(MAX_DENIALS).map(|card| {
        let denial = match card.status {
            CardStatus::Suspended => Denial::Suspended,
            CardStatus::Terminated => Denial::Terminated { notice: card.notice.clone().unwrap_or_default() },
            CardStatus::Replaced | CardStatus::Valid => Denial::Replaced,
        };
        (card.number, denial)
    });
    let deny = DenyList { address: address.clone(), version, issued_at, denials: denials.collect() };
    let failed = |_| Problem::new(ProblemCode::Internal);
    let list = list.seal(&SoftwareCrypto, &issuer.signer).map_err(failed)?;
    let deny = deny.seal(&SoftwareCrypto, &issuer.signer).map_err(failed)?;
    Ok((address, list, deny))
}
