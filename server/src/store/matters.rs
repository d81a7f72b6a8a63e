//! Reading matters: some by id, a reader's list, a reader's changes. Lists and changes walk `sights`, which holds exactly what
//! the procedure's `audience` says; what a row shows is decided once more from the state itself (`reads.rs`).

use std::collections::HashMap;

use minyi_rulebook::audience::Reader;
use minyi_rulebook::citizen_case::CaseState;
use minyi_rulebook::ids::MatterId;

use super::db::{Db, Row, Tx, Value, in_list};
use super::fault::StoreError;
use super::file::{Length, MatterFile};
use crate::procedures::{Event, State};

/// A place in a reader's list or changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The change that put the matter there; for a reader who dropped out, the change that did it.
    pub seq: i64,
    pub matter: MatterId,
    /// Whether the reader dropped out.
    pub gone: bool,
}

/// Which matters a list shows.
#[derive(Clone, Copy, Debug)]
pub struct Listed<'l> {
    pub procedure: &'l str,
    /// Only those in this stage.
    pub stage: Option<&'l str>,
}

/// Where to read: what is stored, or what an open transaction sees.
#[derive(Debug)]
pub enum Source<'s> {
    Db(&'s Db),
    Tx(&'s mut Tx),
}

impl Source<'_> {
    async fn rows(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        match self {
            Self::Db(db) => db.rows(sql, values).await,
            Self::Tx(tx) => tx.rows(sql, values).await,
        }
    }
}

/// Most matters read at once.
const AT_ONCE: usize = 512;

/// Those of the matters that exist, whoever asks.
pub async fn some(mut source: Source<'_>, matters: &[MatterId]) -> Result<HashMap<MatterId, MatterFile>, StoreError> {
    let mut files = HashMap::with_capacity(matters.len());
    for matters in matters.chunks(AT_ONCE) {
        let mut reading = snapshots(&mut source, matters).await?;
        for row in events_since(&mut source, matters, &reading).await? {
            let matter: MatterId = row.parsed(0)?;
            let before = reading.remove(&matter);
            let (procedure, payload) = (row.text(1)?, row.text(2)?);
            let event = Event::from_json(&procedure, &payload).ok_or(StoreError::Corrupt)?;
            let length = before.as_ref().map(|file| file.length).unwrap_or_default();
            let state = State::after(before.map(|file| file.state), &event).ok_or(StoreError::Corrupt)?;
            let length = Length { since: length.since + payload.len(), ..length };
            reading.insert(matter, MatterFile { matter, state, change_seq: row.int(3)?, hash: row.hash(4)?, length });
        }
        files.extend(reading);
    }
    Ok(files)
}

/// The matters as their snapshots have them.
async fn snapshots(source: &mut Source<'_>, matters: &[MatterId]) -> Result<HashMap<MatterId, MatterFile>, StoreError> {
    let mut files = HashMap::new();
    if matters.is_empty() {
        return Ok(files);
    }
    let (list, values) = in_list(1, matters.iter().map(|matter| matter.to_string().into()));
    let sql = format!("SELECT matter, procedure, state, change_seq, hash FROM snapshots WHERE matter IN {list}");
    for row in source.rows(&sql, &values).await? {
        let (matter, procedure, json): (MatterId, _, _) = (row.parsed(0)?, row.text(1)?, row.text(2)?);
        let length = Length { snapshot: json.len(), since: 0 };
        let state = State::from_json(&procedure, &json)?;
        files.insert(matter, MatterFile { matter, state, change_seq: row.int(3)?, hash: row.hash(4)?, length });
    }
    Ok(files)
}

/// The events behind the snapshots, in order; all of them where there is none.
async fn events_since(
    source: &mut Source<'_>,
    matters: &[MatterId],
    snapshots: &HashMap<MatterId, MatterFile>,
) -> Result<Vec<Row>, StoreError> {
    const COLUMNS: &str = "matter, procedure, payload, change_seq, hash";
    let (kept, whole): (Vec<MatterId>, Vec<MatterId>) =
        matters.iter().partition(|matter| snapshots.contains_key(matter));
    let mut rows = Vec::new();
    if !whole.is_empty() {
        let (list, values) = in_list(1, whole.iter().map(|matter| matter.to_string().into()));
        let sql = format!("SELECT {COLUMNS} FROM events WHERE matter IN {list} ORDER BY matter, version");
        rows = source.rows(&sql, &values).await?;
    }
    // One index walk a matter: a long history is not read to find its end.
    for matter in kept {
        let version = snapshots.get(&matter).map_or(0, |file| file.state.version());
        let sql = format!("SELECT {COLUMNS} FROM events WHERE matter = $1 AND version > $2 ORDER BY version");
        rows.extend(source.rows(&sql, &[matter.to_string().into(), version.into()]).await?);
    }
    Ok(rows)
}

/// One matter, whoever asks.
pub async fn one(db: &Db, matter: MatterId) -> Result<Option<MatterFile>, StoreError> {
    Ok(some(Source::Db(db), &[matter]).await?.remove(&matter))
}

/// One citizen's case, whoever asks; `None` also for a matter of another procedure.
pub async fn case(db: &Db, matter: MatterId) -> Result<Option<CaseState>, StoreError> {
    Ok(one(db, matter).await?.and_then(|file| match file.state {
        State::CitizenCase(case) => Some(*case),
        #[allow(unreachable_patterns, reason = "with a single procedure there is no other")]
        _ => None,
    }))
}

/// Where the newest matters stand that any of these readers sees, changed before `before`, newest first.
pub async fn newest(
    db: &Db,
    readers: &[Reader],
    listed: Listed<'_>,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Place>, StoreError> {
    let mut values: Vec<Value> = vec![before.unwrap_or(i64::MAX).into(), limit.into(), listed.procedure.into()];
    let mut filter = String::new();
    if let Some(stage) = listed.stage {
        values.push(stage.into());
        filter = format!("AND stage = ${}", values.len());
    }
    let seen = per_reader(readers, &mut values, |reader| {
        format!(
            "SELECT change_seq AS seq, matter, gone FROM sights WHERE reader = {reader} AND gone = 0 \
             AND change_seq < $1 AND procedure = $3 {filter} ORDER BY change_seq DESC LIMIT $2"
        )
    });
    let sql = format!("SELECT seq, matter, gone FROM ({seen}) seen ORDER BY seq DESC LIMIT $2");
    places(&db.rows(&sql, &values).await?)
}

/// What changed for any of these readers after `after`, oldest first, tombstones among it.
///
/// One change is one matter's, so each reader has at most one row a change: the first `limit` rows of the merged answer are
/// complete when each reader's own answer is cut at `limit`. Of two rows of one change the tombstone comes last: if the page ends
/// between them, what is lost says only that another of the reader's groups dropped out.
pub async fn changed(db: &Db, readers: &[Reader], after: i64, limit: i64) -> Result<Vec<Place>, StoreError> {
    let mut values: Vec<Value> = vec![after.into(), limit.into()];
    let seen = per_reader(readers, &mut values, |reader| {
        format!(
            "SELECT change_seq AS seq, matter, gone FROM sights WHERE reader = {reader} AND change_seq > $1 \
             ORDER BY change_seq LIMIT $2"
        )
    });
    let sql = format!("SELECT seq, matter, gone FROM ({seen}) seen ORDER BY seq, gone LIMIT $2");
    places(&db.rows(&sql, &values).await?)
}

fn places(rows: &[Row]) -> Result<Vec<Place>, StoreError> {
    rows.iter().map(|row| Ok(Place { seq: row.int(0)?, matter: row.parsed(1)?, gone: row.int(2)? != 0 })).collect()
}

/// One index walk a reader, joined without repeats. Binds the readers behind the values that are there already.
fn per_reader(readers: &[Reader], values: &mut Vec<Value>, walk: impl Fn(&str) -> String) -> String {
    let walks: Vec<String> = readers
        .iter()
        .map(|reader| {
            values.push(reader.to_string().into());
            // SQLite takes ORDER BY and LIMIT inside a union only within a sub-select.
            format!("SELECT * FROM ({}) walk", walk(&format!("${}", values.len())))
        })
        .collect();
    walks.join(" UNION ")
}
