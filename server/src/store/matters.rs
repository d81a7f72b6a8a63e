//! Reading cases: one by id, a reader's list, a reader's changes. Lists and changes walk `sights`, which holds exactly what
//! the rulebook's `audience` says; what a row shows is decided once more from the state itself (`reads.rs`).

use minyi_rulebook::citizen_case::{Reader, Stage};
use minyi_rulebook::ids::MatterId;

use super::db::{Db, Value};
use super::fault::StoreError;
use super::projection::{CASE_COLUMNS, CaseFile, tag};

/// A case and the place of the change that a reader is told of.
#[derive(Clone, Debug)]
pub struct Change {
    /// For a reader who sees the case, its last change; for one who dropped out, the change that did it.
    pub seq: i64,
    pub file: CaseFile,
}

/// One case, whoever asks.
pub async fn one(db: &Db, matter: MatterId) -> Result<Option<CaseFile>, StoreError> {
    let sql = format!("SELECT {CASE_COLUMNS} FROM matters m WHERE m.matter = $1");
    db.rows(&sql, &[matter.to_string().into()]).await?.first().map(|row| CaseFile::of(row, 0)).transpose()
}

/// The newest cases that any of these readers sees, changed before `before`, newest first.
pub async fn newest(
    db: &Db,
    readers: &[Reader],
    stage: Option<Stage>,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<CaseFile>, StoreError> {
    let mut values: Vec<Value> = vec![before.unwrap_or(i64::MAX).into(), limit.into()];
    let (join, filter) = match stage {
        Some(stage) => {
            values.push(tag(&stage).into());
            ("JOIN matters m ON m.matter = s.matter", "AND m.stage = $3")
        }
        None => ("", ""),
    };
    let seen = per_reader(readers, &mut values, |reader| {
        format!(
            "SELECT s.change_seq AS seq, s.matter AS matter FROM sights s {join} WHERE s.reader = {reader} \
             AND s.gone = 0 AND s.change_seq < $1 {filter} ORDER BY s.change_seq DESC LIMIT $2"
        )
    });
    let sql = format!(
        "SELECT {CASE_COLUMNS} FROM (SELECT seq, matter FROM ({seen}) seen ORDER BY seq DESC LIMIT $2) page \
         JOIN matters m ON m.matter = page.matter ORDER BY page.seq DESC"
    );
    db.rows(&sql, &values).await?.iter().map(|row| CaseFile::of(row, 0)).collect()
}

/// What changed for any of these readers after `after`, oldest first, tombstones among it.
///
/// One change is one matter's, so each reader has at most one row a change: the first `limit` changes of the merged
/// answer are complete when each reader's own answer is cut at `limit`.
pub async fn changed(db: &Db, readers: &[Reader], after: i64, limit: i64) -> Result<Vec<Change>, StoreError> {
    let mut values: Vec<Value> = vec![after.into(), limit.into()];
    let seen = per_reader(readers, &mut values, |reader| {
        format!(
            "SELECT change_seq AS seq, matter FROM sights WHERE reader = {reader} AND change_seq > $1 \
             ORDER BY change_seq LIMIT $2"
        )
    });
    let sql = format!(
        "SELECT page.seq, {CASE_COLUMNS} FROM (SELECT seq, matter FROM ({seen}) seen ORDER BY seq LIMIT $2) page \
         JOIN matters m ON m.matter = page.matter ORDER BY page.seq"
    );
    let rows = db.rows(&sql, &values).await?;
    rows.iter().map(|row| Ok(Change { seq: row.int(0)?, file: CaseFile::of(row, 1)? })).collect()
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
