//! Projections: rows for reading, derived from events and from nothing else, one event at a time. The door and the rebuild
//! take the same steps, so dropping every row and replaying all events gives the same rows (`audit/rebuild.rs`).

use std::collections::BTreeMap;

use jiff::civil::Date;
use minyi_rulebook::citizen_case::{CaseState, Reader, Sight, apply, audience};
use minyi_rulebook::clock::{ClockId, Outcome};
use minyi_rulebook::policy::Passing;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::chain::ChainHash;
use super::db::{Db, Row, Tx, Value};
use super::events::StoredEvent;
use super::fault::StoreError;

/// A case as it stands, with its place in the order of changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFile {
    pub state: CaseState,
    /// Place of its last event.
    pub change_seq: i64,
    /// Hash of its last event.
    pub hash: ChainHash,
}

/// A reader's line for a matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SightRow {
    /// How much is shown; for a reader who dropped out, how much was.
    pub sight: Sight,
    pub change_seq: i64,
    /// Whether the reader dropped out with this change.
    pub gone: bool,
}

/// What the timer does when a date has passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DueKind {
    /// Notes on record that the clock is overdue.
    Overdue,
    /// Closes the case: the time to evaluate is over.
    Lapse,
}

/// A date that the timer watches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueRow {
    pub due: Date,
    pub kind: DueKind,
}

/// What events changed in the rows of one matter.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    sights: BTreeMap<Reader, SightRow>,
    /// `None`: the row goes.
    due: BTreeMap<String, Option<DueRow>>,
}

impl Changes {
    /// Everybody whose line changed.
    pub fn readers(&self) -> impl Iterator<Item = &Reader> {
        self.sights.keys()
    }
}

impl CaseFile {
    /// The case after one more event, and what that changes; `None` when the events do not replay.
    #[must_use]
    pub fn step(before: Option<Self>, stored: &StoredEvent, changes: &mut Changes) -> Option<Self> {
        let old = before.map(|file| file.state);
        let old_audience = old.as_ref().map(audience).unwrap_or_default();
        let old_due = old.as_ref().map(due_rows).unwrap_or_default();
        let state = apply(old, &stored.event)?;
        let change_seq = stored.change_seq;
        let now_sees = audience(&state);
        for (reader, sight) in old_audience {
            if !now_sees.contains_key(&reader) {
                changes.sights.insert(reader, SightRow { sight, change_seq, gone: true });
            }
        }
        for (reader, sight) in now_sees {
            changes.sights.insert(reader, SightRow { sight, change_seq, gone: false });
        }
        let now_due = due_rows(&state);
        for clock in old_due.keys().filter(|clock| !now_due.contains_key(*clock)) {
            changes.due.insert(clock.clone(), None);
        }
        for (clock, row) in now_due {
            if old_due.get(&clock) != Some(&row) {
                changes.due.insert(clock, Some(row));
            }
        }
        Some(Self { state, change_seq, hash: stored.hash })
    }

    /// Reads a row of [`CASE_COLUMNS`], starting at this column.
    pub fn of(row: &Row, first: usize) -> Result<Self, StoreError> {
        let state = serde_json::from_str(&row.text(first)?).map_err(|_| StoreError::Corrupt)?;
        Ok(Self { state, change_seq: row.int(first + 1)?, hash: row.hash(first + 2)? })
    }
}

/// Columns of `matters m` that [`CaseFile::of`] reads, in its order.
pub const CASE_COLUMNS: &str = "m.state, m.change_seq, m.hash";

/// The dates of a case that somebody must act on when they have passed. A return window that closes is nobody's fault, and
/// a clock that stands is not overdue.
fn due_rows(case: &CaseState) -> BTreeMap<String, DueRow> {
    let watched = case
        .clocks
        .iter()
        .filter(|clock| clock.outcome == Outcome::Running && !clock.is_paused() && !clock.overdue_noted);
    watched
        .filter_map(|clock| {
            let kind = match clock.id.kind.passing() {
                Passing::Overdue => DueKind::Overdue,
                Passing::Lapse => DueKind::Lapse,
                Passing::Nothing => return None,
            };
            Some((clock_key(&clock.id), DueRow { due: clock.due, kind }))
        })
        .collect()
}

/// A clock's id as the key of its row.
fn clock_key(id: &ClockId) -> String {
    serde_json::to_string(id).unwrap_or_default()
}

/// The wire name of a unit variant, for a text column.
#[must_use]
pub fn tag<T: Serialize>(variant: &T) -> String {
    match serde_json::to_value(variant) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

/// Writes the rows of these matters.
pub async fn write<'m>(
    tx: &mut Tx,
    touched: impl IntoIterator<Item = (&'m CaseFile, &'m Changes)>,
) -> Result<(), StoreError> {
    let (mut matters, mut sights, mut due, mut over) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (file, changes) in touched {
        let matter = file.state.matter.to_string();
        matters.extend(matter_row(file)?);
        for (reader, row) in &changes.sights {
            sights.extend::<[Value; 5]>([
                reader.to_string().into(),
                matter.as_str().into(),
                tag(&row.sight).into(),
                row.change_seq.into(),
                i64::from(row.gone).into(),
            ]);
        }
        for (clock, row) in &changes.due {
            let key: [Value; 2] = [matter.as_str().into(), clock.as_str().into()];
            match row {
                Some(row) => {
                    due.extend(key);
                    due.extend::<[Value; 2]>([row.due.to_string().into(), tag(&row.kind).into()]);
                }
                None => over.extend(key),
            }
        }
    }
    tx.insert(
        "INSERT INTO matters (matter, version, change_seq, stage, class, next_due, hash, state)",
        8,
        "ON CONFLICT (matter) DO UPDATE SET version = excluded.version, change_seq = excluded.change_seq, \
         stage = excluded.stage, class = excluded.class, next_due = excluded.next_due, hash = excluded.hash, \
         state = excluded.state",
        matters,
    )
    .await?;
    tx.insert(
        "INSERT INTO sights (reader, matter, sight, change_seq, gone)",
        5,
        "ON CONFLICT (reader, matter) DO UPDATE SET sight = excluded.sight, change_seq = excluded.change_seq, \
         gone = excluded.gone",
        sights,
    )
    .await?;
    // Rows that go are listed like rows that come: a list of rows is a list of pairs to `IN` on both databases.
    tx.insert("DELETE FROM due WHERE (matter, clock) IN (", 2, ")", over).await?;
    tx.insert(
        "INSERT INTO due (matter, clock, due, kind)",
        4,
        "ON CONFLICT (matter, clock) DO UPDATE SET due = excluded.due, kind = excluded.kind",
        due,
    )
    .await
}

fn matter_row(file: &CaseFile) -> Result<[Value; 8], StoreError> {
    let state = &file.state;
    let running = state.clocks.iter().filter(|clock| clock.outcome == Outcome::Running);
    Ok([
        state.matter.to_string().into(),
        state.version.into(),
        file.change_seq.into(),
        tag(&state.stage).into(),
        state.class.as_ref().map(tag).into(),
        running.map(|clock| clock.due).min().map(|due| due.to_string()).into(),
        file.hash.into(),
        serde_json::to_string(state).map_err(|_| StoreError::Fault("state".into()))?.into(),
    ])
}

/// Drops every row.
pub async fn clear(tx: &mut Tx) -> Result<(), StoreError> {
    for table in ["matters", "sights", "due"] {
        tx.run(&format!("DELETE FROM {table}"), &[]).await?;
    }
    Ok(())
}

/// How a column goes into the digest.
#[derive(Clone, Copy, Debug)]
enum Cell {
    Text,
    Int,
    Blob,
}

/// Every projection: table, key, columns. The key has two columns, or one twice.
type Columns = &'static [(&'static str, Cell)];
const PROJECTIONS: [(&str, &str, Columns); 3] = [
    (
        "matters",
        "matter, matter",
        &[
            ("version", Cell::Int),
            ("change_seq", Cell::Int),
            ("stage", Cell::Text),
            ("class", Cell::Text),
            ("next_due", Cell::Text),
            ("hash", Cell::Blob),
            ("state", Cell::Text),
        ],
    ),
    ("sights", "reader, matter", &[("sight", Cell::Text), ("change_seq", Cell::Int), ("gone", Cell::Int)]),
    ("due", "matter, clock", &[("due", Cell::Text), ("kind", Cell::Text)]),
];

/// SHA-256 over all rows in key order: two stores with the same digest have the same projections, byte for byte.
pub async fn digest(db: &Db) -> Result<[u8; 32], StoreError> {
    const PAGE: i64 = 2_000;
    let mut hasher = Sha256::new();
    for (table, key, columns) in PROJECTIONS {
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        let names = names.join(", ");
        let sql = format!("SELECT {key}, {names} FROM {table} WHERE ({key}) > ($1, $2) ORDER BY {key} LIMIT $3");
        let mut after = (String::new(), String::new());
        loop {
            let page = db.rows(&sql, &[after.0.as_str().into(), after.1.as_str().into(), PAGE.into()]).await?;
            for row in &page {
                put(&mut hasher, row.text(0)?.as_bytes());
                put(&mut hasher, row.text(1)?.as_bytes());
                for (index, (_, cell)) in (2..).zip(columns) {
                    match cell {
                        Cell::Text => put(&mut hasher, row.opt_text(index)?.unwrap_or_default().as_bytes()),
                        Cell::Int => put(&mut hasher, &row.int(index)?.to_be_bytes()),
                        Cell::Blob => put(&mut hasher, &row.blob(index)?),
                    }
                }
            }
            let Some(last) = page.last() else { break };
            after = (last.text(0)?, last.text(1)?);
        }
    }
    Ok(hasher.finalize().into())
}

/// Length first, so that no two different rows run into the same bytes.
fn put(hasher: &mut Sha256, bytes: &[u8]) {
    hasher.update((bytes.len() as u64).to_be_bytes());
    hasher.update(bytes);
}
