//! What a store can fail with. The text never carries data: a driver's message may quote what somebody wrote.

use minyi_wire::{Problem, ProblemCode};

/// A fault of the store. Whatever it is, the transaction it happened in is rolled back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The disk or the quota is full.
    #[error("the store's disk is full")]
    Full,
    /// Another writer holds the lock, or no connection came free in time.
    #[error("the store is busy")]
    Busy,
    /// A uniqueness or foreign-key rule stands against it; the constraint or column is named.
    #[error("the row conflicts with {0}")]
    Conflict(String),
    /// The file or the connection could not be read or written.
    #[error("the store cannot be read or written")]
    Io,
    /// What is stored is not what was written.
    #[error("the store is damaged")]
    Corrupt,
    /// The schema is newer than this program.
    #[error("the store was written by a newer version of this program; use that one")]
    TooNew,
    /// A fault of this program; the database's error code is named.
    #[error("the store did not understand us (code {0})")]
    Fault(String),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(error) => of_database(error.as_ref()),
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::Io(error) if error.kind() == std::io::ErrorKind::StorageFull => Self::Full,
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => Self::Io,
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => Self::Corrupt,
            sqlx::Error::ColumnIndexOutOfBounds { .. } | sqlx::Error::ColumnNotFound(_) => Self::Fault("column".into()),
            sqlx::Error::Configuration(_) => Self::Fault("configuration".into()),
            sqlx::Error::RowNotFound => Self::Fault("no row".into()),
            _ => Self::Fault("driver".into()),
        }
    }
}

fn of_database(error: &dyn sqlx::error::DatabaseError) -> StoreError {
    let code = error.code().unwrap_or_default().into_owned();
    if error.is_unique_violation() || error.is_foreign_key_violation() {
        // SQLite names the columns at the end of its message, PostgreSQL the constraint; neither is data.
        let place = error.constraint().map(str::to_owned);
        let place = place.or_else(|| error.message().rsplit_once(": ").map(|(_, columns)| columns.to_owned()));
        return StoreError::Conflict(place.unwrap_or(code));
    }
    // PostgreSQL: five characters, of which the first two are the class.
    if code.len() == 5 {
        return match &code[..] {
            "53100" => StoreError::Full,
            "40001" | "40P01" | "55P03" => StoreError::Busy,
            "XX001" | "XX002" => StoreError::Corrupt,
            _ if code.starts_with("53") || code.starts_with("57P") => StoreError::Busy,
            _ if code.starts_with("08") || code.starts_with("58") => StoreError::Io,
            _ => StoreError::Fault(code),
        };
    }
    // SQLite: the low byte is the primary result code (sqlite.org/rescode.html).
    match code.parse::<u32>().map(|extended| extended & 0xff) {
        Ok(13) => StoreError::Full,
        Ok(5 | 6) => StoreError::Busy,
        Ok(8 | 10 | 14) => StoreError::Io,
        Ok(11 | 26) => StoreError::Corrupt,
        _ => StoreError::Fault(code),
    }
}

/// Nothing was stored; the sentence says so.
impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full => Self::new(ProblemCode::StorageFull),
            StoreError::Busy => Self::new(ProblemCode::Unavailable).retry_after(1),
            StoreError::Io
            | StoreError::Corrupt
            | StoreError::TooNew
            | StoreError::Conflict(_)
            | StoreError::Fault(_) => Self::new(ProblemCode::Internal),
        }
    }
}
