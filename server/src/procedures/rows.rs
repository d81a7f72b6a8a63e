//! Tables that are derived from events, described as data: one description writes rows, empties the table and goes into the
//! digest, so none of the three can forget a column.

use std::collections::BTreeMap;

use crate::store::{Insert, StoreError, Tx, Value};

/// A table of derived rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Table {
    pub name: &'static str,
    /// Its primary key, in order; never null.
    pub key: &'static [Column],
    /// The other columns.
    pub columns: &'static [Column],
}

/// A column of a derived table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Text,
    Int,
    Blob,
}

impl Column {
    /// `TEXT`; on PostgreSQL `COLLATE "C"` where it is part of a key.
    #[must_use]
    pub const fn text(name: &'static str) -> Self {
        Self { name, kind: Kind::Text }
    }

    /// `BIGINT`.
    #[must_use]
    pub const fn int(name: &'static str) -> Self {
        Self { name, kind: Kind::Int }
    }

    /// `BLOB` or `BYTEA`.
    #[must_use]
    pub const fn blob(name: &'static str) -> Self {
        Self { name, kind: Kind::Blob }
    }
}

/// Rows that change, the last word on each key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows(BTreeMap<Table, BTreeMap<Vec<Value>, Option<Vec<Value>>>>);

impl Rows {
    /// Puts a row in or over the one with this key. `key` and `columns` in the order of the table's description.
    pub fn put(&mut self, table: Table, key: impl Into<Vec<Value>>, columns: impl Into<Vec<Value>>) {
        self.0.entry(table).or_default().insert(key.into(), Some(columns.into()));
    }

    /// Takes the row with this key away; fine if it is not there.
    pub fn remove(&mut self, table: Table, key: impl Into<Vec<Value>>) {
        self.0.entry(table).or_default().insert(key.into(), None);
    }

    /// Later rows of another change win.
    pub(crate) fn extend(&mut self, later: &Self) {
        for (table, rows) in &later.0 {
            self.0.entry(*table).or_default().extend(rows.iter().map(|(key, row)| (key.clone(), row.clone())));
        }
    }

    /// The statements that write all of them.
    pub(crate) fn statements(self) -> impl Iterator<Item = Insert> {
        self.0.into_iter().flat_map(|(table, rows)| {
            let (mut put, mut gone) = (Vec::new(), Vec::new());
            for (key, row) in rows {
                match row {
                    Some(row) => put.extend(key.into_iter().chain(row)),
                    None => gone.extend(key),
                }
            }
            [table.put(put), table.remove(gone)]
        })
    }
}

impl Table {
    /// All columns, the key first.
    pub(crate) fn all_columns(&self) -> impl Iterator<Item = &'static Column> {
        self.key.iter().chain(self.columns)
    }

    /// The columns of the key, as SQL.
    pub(crate) fn key_list(&self) -> String {
        names(self.key.iter())
    }

    /// All columns, as SQL.
    pub(crate) fn column_list(&self) -> String {
        names(self.all_columns())
    }

    /// Inserts rows, one after the other in `values`, over those with the same key.
    pub(crate) fn put(&self, values: Vec<Value>) -> Insert {
        let sets: Vec<String> =
            self.columns.iter().map(|Column { name, .. }| format!("{name} = excluded.{name}")).collect();
        let act = if sets.is_empty() { "NOTHING".to_owned() } else { format!("UPDATE SET {}", sets.join(", ")) };
        Insert {
            head: format!("INSERT INTO {} ({})", self.name, self.column_list()),
            columns: self.key.len() + self.columns.len(),
            tail: format!("ON CONFLICT ({}) DO {act}", self.key_list()),
            values,
        }
    }

    /// Removes the rows with these keys, one after the other in `keys`.
    pub(crate) fn remove(&self, keys: Vec<Value>) -> Insert {
        // Rows that go are listed like rows that come: a list of rows is a list of keys to `IN` on both databases.
        Insert {
            head: format!("DELETE FROM {} WHERE ({}) IN (", self.name, self.key_list()),
            columns: self.key.len(),
            tail: ")".to_owned(),
            values: keys,
        }
    }

    /// Empties the table.
    pub(crate) async fn clear(&self, tx: &mut Tx) -> Result<(), StoreError> {
        tx.run(&format!("DELETE FROM {}", self.name), &[]).await.map(|_| ())
    }
}

fn names<'c>(columns: impl Iterator<Item = &'c Column>) -> String {
    columns.map(|column| column.name).collect::<Vec<_>>().join(", ")
}
