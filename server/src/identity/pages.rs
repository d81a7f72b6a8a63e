//! What the public pages show: a deputy's card, a station, a constituency. Read from rows that hold published fields only, so no
//! page can show what was not agreed to.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::civil::Date;
use minyi_identity::{SoftwareCrypto, UnixTime, issued_card};
use minyi_rulebook::calendar::local_date;
use minyi_rulebook::ids::{MatterId, OrganId, UserId};
use minyi_rulebook::office::Region;
use minyi_rulebook::organ::OrganKind;
use minyi_wire::directory::DirectoryView;
use minyi_wire::identity::{ConstituencyPage, PublishedMandate, StationPage};
use minyi_wire::{Problem, ProblemCode};

use super::Identity;
use super::desk::unix;
use crate::store::{Db, StoreError, Value};

/// Most mandates on one page.
const MOST: i64 = 500;

/// A deputy's public card by its short code, in capitals or not. An ended mandate has one as well: it says so.
///
/// # Errors
/// `not_found`; a fault of the store.
pub async fn deputy(db: &Db, code: &str) -> Result<PublishedMandate, Problem> {
    let code = code.to_ascii_uppercase();
    let found = select(db, "code = $1", &[code.into()]).await?;
    found.into_iter().next().ok_or_else(|| Problem::new(ProblemCode::NotFound))
}

/// A station with those who receive citizens there. A station without deputies has an empty list.
///
/// # Errors
/// `not_found` when it is no station of the district; a fault of the store.
pub async fn station(db: &Db, directory: &DirectoryView, station: &OrganId) -> Result<StationPage, Problem> {
    let organ = directory.organs.iter().find(|organ| organ.id == *station && organ.kind == OrganKind::Station);
    let organ = organ.ok_or_else(|| Problem::new(ProblemCode::NotFound))?;
    let mandates = select(db, "station = $1 AND stage <> 'ended'", &[station.as_str().into()]).await?;
    let (name_zh, name_en) = (organ.name_zh.clone(), organ.name_en.clone());
    Ok(StationPage { station: station.clone(), name_zh, name_en, town: organ.town.clone(), mandates })
}

/// The deputies of a constituency.
///
/// # Errors
/// `not_found` when nobody was ever recorded for it; a fault of the store.
pub async fn constituency(db: &Db, region: &Region, name: &str) -> Result<ConstituencyPage, Problem> {
    let all = select(db, "region = $1 AND constituency = $2", &[region.as_str().into(), name.into()]).await?;
    if all.is_empty() {
        return Err(Problem::new(ProblemCode::NotFound));
    }
    let over =
        |mandate: &PublishedMandate| matches!(mandate.standing, minyi_wire::identity::PublicStanding::Ended { .. });
    let mandates = all.into_iter().filter(|mandate| !over(mandate)).collect();
    Ok(ConstituencyPage { region: region.clone(), constituency: name.to_owned(), mandates })
}

/// The mandates of one person that are not over.
///
/// # Errors
/// A fault of the store.
pub async fn of_person(db: &Db, person: UserId) -> Result<Vec<PublishedMandate>, StoreError> {
    select(db, "deputy = $1 AND stage <> 'ended'", &[person.to_string().into()]).await
}

/// Every constituency with somebody in office or suspended: region, name, how many.
///
/// # Errors
/// A fault of the store.
pub async fn constituencies(db: &Db) -> Result<Vec<(Region, String, i64)>, StoreError> {
    let sql = format!(
        "SELECT region, constituency, COUNT(*) FROM mandates WHERE stage <> 'ended' \
         GROUP BY region, constituency ORDER BY region, constituency LIMIT {MOST}"
    );
    let rows = db.rows(&sql, &[]).await?;
    let read = rows.iter().map(|row| {
        let region = row.text(0)?.parse().map_err(|_| StoreError::Corrupt)?;
        Ok((region, row.text(1)?, row.int(2)?))
    });
    read.collect()
}

/// A card that this server keeps and has just checked, as a page tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedCard {
    /// The congress that issued it.
    pub congress: String,
    /// 证号
    pub number: String,
    /// Its last day.
    pub until: Date,
}

impl Identity {
    /// The valid card of a mandate, checked against the trust bundle like anybody's. `None` when there is none, or none that holds.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn checked_card(&self, matter: MatterId) -> Result<Option<CheckedCard>, StoreError> {
        let Some(keyring) = self.keyring() else { return Ok(None) };
        let sql = "SELECT card_bytes.bytes FROM cards JOIN card_bytes ON card_bytes.idx = cards.idx \
                   WHERE cards.matter = $1 AND cards.state = 0 ORDER BY cards.idx DESC LIMIT 1";
        let rows = self.db.rows(sql, &[matter.to_string().into()]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let bytes = URL_SAFE_NO_PAD.decode(row.text(0)?).map_err(|_| StoreError::Corrupt)?;
        let checked = issued_card(&bytes, &keyring.bundle, &SoftwareCrypto).ok();
        let valid = checked.filter(|shown| unix(self.clock.now()) < shown.card.expires_at);
        Ok(valid.map(|shown| CheckedCard {
            congress: shown.congress,
            number: shown.card.id.to_string(),
            until: last_day(shown.card.expires_at),
        }))
    }
}

/// The day on which the last valid second lies.
fn last_day(end: UnixTime) -> Date {
    let last = i64::try_from(end.0.saturating_sub(1)).unwrap_or(i64::MAX);
    local_date(jiff::Timestamp::from_second(last).unwrap_or(jiff::Timestamp::MAX))
}

async fn select(db: &Db, condition: &str, values: &[Value]) -> Result<Vec<PublishedMandate>, StoreError> {
    let sql = format!("SELECT published FROM mandates WHERE {condition} ORDER BY matter LIMIT {MOST}");
    let mut mandates = Vec::new();
    for row in db.rows(&sql, values).await? {
        mandates.push(serde_json::from_str::<PublishedMandate>(&row.text(0)?).map_err(|_| StoreError::Corrupt)?);
    }
    mandates.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.code.cmp(&b.code)));
    Ok(mandates)
}
