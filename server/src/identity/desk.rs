//! The desk that signs cards: looks who is owed one, signs it with the key of the congress, and notes it through the door like
//! anything else that changes state.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use minyi_identity::{
    CardId, CardRequest, Holder, IssueError, Issuer, PageLink, PublicKey, SoftwareCrypto, Station, Term, UnixTime,
};
use minyi_rulebook::calendar::{end_of_day, start_of_day};
use minyi_rulebook::ids::{MatterId, UserId};
use minyi_rulebook::mandate::{CardKey, CardNumber, Field, IssuedCard, MandateCommand, MandateState};
use minyi_rulebook::organ::OrganKind;
use minyi_wire::identity::CardDelivery;
use minyi_wire::{Problem, ProblemCode};

use super::Identity;
use super::keyring::Keyring;
use crate::procedures::State;
use crate::store::{StoreError, matters};

/// Cards signed before the desk lets others have the store again.
const AT_ONCE: usize = 256;

impl Identity {
    /// Signs every card that is owed. Called by the timer, whenever something changed, and by tests.
    ///
    /// # Errors
    /// A fault of the store; the next call goes on where this one stopped.
    pub async fn issue_due(&self) -> Result<usize, StoreError> {
        let Some(keyring) = self.keyring() else { return Ok(0) };
        let _desk = self.desk.lock().await;
        let rows = self.db.rows("SELECT matter FROM cards_due ORDER BY matter", &[]).await?;
        let due = rows.iter().map(|row| row.parsed(0)).collect::<Result<Vec<MatterId>, _>>()?;
        let mut issued = 0;
        for due in due.chunks(AT_ONCE) {
            issued += self.issue(keyring, due).await?;
        }
        Ok(issued)
    }

    async fn issue(&self, keyring: &Keyring, due: &[MatterId]) -> Result<usize, StoreError> {
        let mut next = self.next_index().await?;
        let files = matters::some(matters::Source::Db(&self.db), due).await?;
        let names = self.station_names().await?;
        let mut issued = 0;
        for file in files.into_values() {
            let State::Mandate(mandate) = file.state else { continue };
            let Some(device) = mandate.owes_card() else { continue };
            let station = names.get(mandate.station.as_str()).map_or(mandate.station.as_str(), String::as_str);
            let card = match sign(keyring, &mandate, device, station, next, self.clock.now()) {
                Ok(card) => card,
                Err(error) => {
                    // The holder keeps waiting; the operator can see why. The error names a field, never its text.
                    tracing::warn!(matter = %mandate.matter, %error, "no card could be signed");
                    continue;
                }
            };
            let note = MandateCommand::NoteCardIssued(Box::new(card));
            match self.door.submit_system(mandate.matter, note).await {
                Ok(_) => (next, issued) = (next + 1, issued + 1),
                // Withdrawn, suspended or asked anew in the meantime.
                Err(problem) => tracing::debug!(matter = %mandate.matter, ?problem.refusal, "not noted"),
            }
        }
        Ok(issued)
    }

    async fn next_index(&self) -> Result<u32, StoreError> {
        let rows = self.db.rows("SELECT COALESCE(MAX(idx), -1) + 1 FROM cards", &[]).await?;
        let next = rows.first().map_or(Ok(0), |row| row.int(0))?;
        u32::try_from(next).map_err(|_| StoreError::Corrupt)
    }

    async fn station_names(&self) -> Result<std::collections::HashMap<String, String>, StoreError> {
        let directory = crate::directory::stored(&self.db).await?;
        let stations = directory.organs.into_iter().filter(|organ| organ.kind == OrganKind::Station);
        Ok(stations.map(|organ| (organ.id.to_string(), organ.name_zh)).collect())
    }

    /// The card on file of a mandate, for its holder only.
    ///
    /// # Errors
    /// `not_found` when there is none, or when it is another person's.
    pub async fn card_for(&self, holder: UserId, matter: MatterId) -> Result<CardDelivery, Problem> {
        let keyring = self.keys()?;
        let none = || Problem::new(ProblemCode::NotFound);
        let file = matters::one(&self.db, matter).await?.ok_or_else(none)?;
        let State::Mandate(mandate) = file.state else { return Err(none()) };
        let card = mandate.card_on_file().filter(|_| mandate.deputy == holder).copied().ok_or_else(none)?;
        let rows = self.db.rows("SELECT bytes FROM card_bytes WHERE idx = $1", &[card.index.into()]).await?;
        let row = rows.first().ok_or_else(none)?;
        let page = PageLink::new(&keyring.host, &mandate.code()).map_err(|_| Problem::new(ProblemCode::Internal))?;
        let expires_at = card.expires_at;
        Ok(CardDelivery { matter, card: row.text(0)?, page: page.to_string(), expires_at })
    }
}

/// Signs one card; leaves out what would make it too large for a code, the longest words first: they stand on the page.
fn sign(
    keyring: &Keyring,
    mandate: &MandateState,
    CardKey(device): CardKey,
    station: &str,
    index: u32,
    now: Timestamp,
) -> Result<IssuedCard, IssueError> {
    let issuer = keyring.issuer_for(mandate.office, &mandate.region).ok_or(IssueError::OutOfScope)?;
    let desk = Issuer::new(&issuer.certificate, &issuer.signer, &SoftwareCrypto)?;
    let mut number = [0_u8; 16];
    getrandom::fill(&mut number).map_err(|_| minyi_identity::SignerError::Unavailable)?;
    let now = unix(now);
    let (starts, ends) = (unix(start_of_day(mandate.term.starts)), unix(end_of_day(mandate.term.ends)));
    let public = |field| mandate.public(field).map(str::to_owned);
    let mut holder = Holder {
        name: mandate.name.clone(),
        office: mandate.office,
        region: mandate.region.clone(),
        constituency: mandate.constituency.clone(),
        station: Station { id: mandate.station.to_string(), name: station.to_owned() },
        photo: None,
        post: public(Field::Post),
        pledge: public(Field::Pledge),
        reception_days: public(Field::ReceptionDays),
        phone: public(Field::Phone),
    };
    loop {
        let request = CardRequest {
            id: CardId(number),
            holder: holder.clone(),
            device: PublicKey::P256(device),
            status_index: u64::from(index),
            term: Term { starts, ends },
        };
        match desk.issue(request, now) {
            Ok(bytes) => {
                let expires = now.plus(minyi_identity::card::MAX_LIFE).min(ends).min(issuer.certificate.valid_until);
                let seconds = i64::try_from(expires.0).unwrap_or(i64::MAX);
                return Ok(IssuedCard {
                    number: CardNumber(number),
                    index,
                    device: CardKey(device),
                    expires_at: Timestamp::from_second(seconds).map_err(|_| IssueError::TermOver)?,
                    bytes: URL_SAFE_NO_PAD.encode(bytes),
                });
            }
            Err(IssueError::TooLarge(_)) if holder.pledge.take().is_some() => {}
            Err(IssueError::TooLarge(_)) if holder.reception_days.take().is_some() => {}
            Err(error) => return Err(error),
        }
    }
}

/// Seconds since 1970; a time before that is 0.
pub(super) fn unix(at: Timestamp) -> UnixTime {
    UnixTime(Duration::try_from(at.as_duration()).map_or(0, |since| since.as_secs()))
}
