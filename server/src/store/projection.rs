//! Projections: rows for reading, derived from events and from nothing else (`file.rs` says which event changes which row).
//! Here they are written, emptied and summed up in a digest, the common ones and each procedure's own alike.

use minyi_rulebook::procedure::wire_name;
use sha2::{Digest, Sha256};

use super::db::{Db, Insert, Tx, Value};
use super::fault::StoreError;
use super::file::{Changes, MatterFile};
use crate::procedures::{Column, Kind, OWN_TABLES, Rows, Table};

const SNAPSHOTS: Table = Table {
    name: "snapshots",
    key: &[Column::text("matter")],
    columns: &[
        Column::text("procedure"),
        Column::int("version"),
        Column::int("change_seq"),
        Column::blob("hash"),
        Column::text("state"),
    ],
};
const SIGHTS: Table = Table {
    name: "sights",
    key: &[Column::text("matter"), Column::text("reader")],
    columns: &[
        Column::text("procedure"),
        Column::text("sight"),
        Column::text("stage"),
        Column::int("change_seq"),
        Column::int("gone"),
    ],
};
const DUE: Table =
    Table { name: "due", key: &[Column::text("matter"), Column::text("clock")], columns: &[Column::int("due_ms")] };

/// Every projection.
fn tables() -> impl Iterator<Item = &'static Table> {
    [&SNAPSHOTS, &SIGHTS, &DUE].into_iter().chain(OWN_TABLES.iter().copied().flatten())
}

/// The statements that write the rows of these matters.
pub fn rows<'m>(touched: impl IntoIterator<Item = (&'m MatterFile, &'m Changes)>) -> Vec<Insert> {
    let (mut snapshots, mut sights, mut due, mut over) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut own = Rows::default();
    for (file, changes) in touched {
        let matter = file.matter.to_string();
        if let Some(snapshot) = &changes.snapshot {
            snapshots.extend::<[Value; 6]>([
                matter.as_str().into(),
                snapshot.procedure.into(),
                snapshot.version.into(),
                snapshot.change_seq.into(),
                snapshot.hash.into(),
                snapshot.state.as_str().into(),
            ]);
        }
        let procedure = file.state.procedure();
        for (reader, row) in &changes.sights {
            sights.extend::<[Value; 7]>([
                matter.as_str().into(),
                reader.to_string().into(),
                procedure.into(),
                wire_name(&row.sight).into(),
                row.stage.as_str().into(),
                row.change_seq.into(),
                i64::from(row.gone).into(),
            ]);
        }
        for (clock, at) in &changes.due {
            let key: [Value; 2] = [matter.as_str().into(), clock.as_str().into()];
            match at {
                Some(at) => due.extend(key.into_iter().chain([(*at).into()])),
                None => over.extend(key),
            }
        }
        own.extend(&changes.own);
    }
    let mut statements = vec![SNAPSHOTS.put(snapshots), SIGHTS.put(sights), DUE.remove(over), DUE.put(due)];
    statements.extend(own.statements());
    statements
}

/// Drops every row.
pub async fn clear(tx: &mut Tx) -> Result<(), StoreError> {
    for table in tables() {
        table.clear(tx).await?;
    }
    Ok(())
}

/// SHA-256 over all rows in key order: two stores with the same digest have the same projections, byte for byte.
pub async fn digest(db: &Db) -> Result<[u8; 32], StoreError> {
    const PAGE: usize = 2_000;
    let mut hasher = Sha256::new();
    for table in tables() {
        let (key, width) = (table.key_list(), table.key.len());
        let marks: Vec<String> = (1..=width).map(|place| format!("${place}")).collect();
        let rows = format!("SELECT {} FROM {}", table.column_list(), table.name);
        let first = format!("{rows} ORDER BY {key} LIMIT {PAGE}");
        let next = format!("{rows} WHERE ({key}) > ({}) ORDER BY {key} LIMIT {PAGE}", marks.join(", "));
        let mut after: Vec<Value> = Vec::new();
        put(&mut hasher, Some(table.name.as_bytes()));
        loop {
            let page = db.rows(if after.is_empty() { &first } else { &next }, &after).await?;
            for row in &page {
                for (place, column) in table.all_columns().enumerate() {
                    match column.kind {
                        Kind::Text => put(&mut hasher, row.opt_text(place)?.as_deref().map(str::as_bytes)),
                        Kind::Int => {
                            put(&mut hasher, row.opt_int(place)?.map(i64::to_be_bytes).as_ref().map(|int| &int[..]))
                        }
                        Kind::Blob => put(&mut hasher, row.opt_blob(place)?.as_deref()),
                    }
                }
            }
            let Some(last) = page.last().filter(|_| page.len() == PAGE) else { break };
            after = Vec::with_capacity(width);
            for (place, column) in table.key.iter().enumerate() {
                after.push(match column.kind {
                    Kind::Text => last.text(place)?.into(),
                    Kind::Int => last.int(place)?.into(),
                    Kind::Blob => last.blob(place)?.into(),
                });
            }
        }
    }
    Ok(hasher.finalize().into())
}

/// Length first, so that no two different rows run into the same bytes; nothing at all has a length of its own.
fn put(hasher: &mut Sha256, bytes: Option<&[u8]>) {
    hasher.update(bytes.map_or(u64::MAX, |bytes| bytes.len() as u64).to_be_bytes());
    hasher.update(bytes.unwrap_or_default());
}
