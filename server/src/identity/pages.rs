//! What the public pages show: a deputy's card, a station, a constituency. Read from rows that hold published fields only, so no
//! page can show what was not agreed to.

use minyi_rulebook::ids::OrganId;
use minyi_rulebook::office::Region;
use minyi_rulebook::organ::OrganKind;
use minyi_wire::directory::DirectoryView;
use minyi_wire::identity::{ConstituencyPage, PublishedMandate, StationPage};
use minyi_wire::{Problem, ProblemCode};

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

async fn select(db: &Db, condition: &str, values: &[Value]) -> Result<Vec<PublishedMandate>, StoreError> {
    let sql = format!("SELECT published FROM mandates WHERE {condition} ORDER BY matter LIMIT {MOST}");
    let mut mandates = Vec::new();
    for row in db.rows(&sql, values).await? {
        mandates.push(serde_json::from_str::<PublishedMandate>(&row.text(0)?).map_err(|_| StoreError::Corrupt)?);
    }
    mandates.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.code.cmp(&b.code)));
    Ok(mandates)
}
