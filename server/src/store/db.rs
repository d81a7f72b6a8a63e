//! One SQL text, two databases: SQLite in a folder by default, PostgreSQL by URL.
//!
//! Only what both understand is used: `$1` placeholders, `BIGINT`, `TEXT` and bytes, upserts by `ON CONFLICT`. SQLite has one
//! writer connection, whose transactions begin with `BEGIN IMMEDIATE` (a deferred one that upgrades later fails at once,
//! whatever the busy timeout), and a pool of readers on the write-ahead log.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgArguments, PgPoolOptions, PgRow};
use sqlx::query::Query;
use sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
};
use sqlx::{Arguments, AssertSqlSafe, PgPool, Postgres, Row as _, Sqlite, SqlitePool, Transaction};

use tokio::sync::Mutex;

use super::fault::StoreError;
use super::schema;

/// Connections that only read.
const READERS: u32 = 4;
/// Connections to PostgreSQL.
const POSTGRES_CONNECTIONS: u32 = 16;
/// How long a statement waits for another process's lock on the SQLite file.
const BUSY: Duration = Duration::from_secs(5);
/// Pages that a SQLite connection keeps: 64 MiB, given as minus the KiB.
const CACHE: &str = "-65536";
/// Pages in the write-ahead log before it is folded into the file: 32 MiB. Hot pages are then written once, not ten times.
const CHECKPOINT: &str = "8192";
/// Prepared statements kept a connection.
const STATEMENTS: usize = 512;

/// Where the store is: `sqlite:<path>` or `postgres://…`.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file, made if it is missing.
    Sqlite(PathBuf),
    /// A PostgreSQL URL.
    Postgres(String),
}

/// The text names neither a SQLite file nor a PostgreSQL server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a database is named as sqlite:<path>, postgres://… or postgresql://…")]
pub struct NotADatabaseUrl;

impl FromStr for DatabaseUrl {
    type Err = NotADatabaseUrl;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        let path = text.strip_prefix("sqlite://").or_else(|| text.strip_prefix("sqlite:")).unwrap_or_default();
        if path.is_empty() { Err(NotADatabaseUrl) } else { Ok(Self::Sqlite(PathBuf::from(path))) }
    }
}

/// Never shows the URL of PostgreSQL: a password may be in it.
impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(_) => f.write_str("postgres://…"),
        }
    }
}

/// A value to bind. Nulls name their type, because PostgreSQL asks for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    Int(i64),
    Text(String),
    Blob(Vec<u8>),
    NullInt,
    NullText,
    NullBlob,
}

macro_rules! value_from {
    ($($from:ty => $variant:ident, $null:ident;)*) => { $(
        impl From<$from> for Value {
            fn from(value: $from) -> Self {
                Self::$variant(value.into())
            }
        }
        impl From<Option<$from>> for Value {
            fn from(value: Option<$from>) -> Self {
                value.map_or(Self::$null, Self::from)
            }
        }
    )* };
}

value_from! {
    i64 => Int, NullInt;
    u32 => Int, NullInt;
    &str => Text, NullText;
    String => Text, NullText;
    &[u8] => Blob, NullBlob;
    [u8; 32] => Blob, NullBlob;
    Vec<u8> => Blob, NullBlob;
}

/// The store.
#[derive(Clone, Debug)]
pub enum Db {
    Sqlite(SqliteDb),
    Postgres(PostgresDb),
}

/// SQLite: one connection that writes, some that read.
#[derive(Clone, Debug)]
pub struct SqliteDb {
    writer: SqlitePool,
    readers: SqlitePool,
    path: PathBuf,
}

/// PostgreSQL: connections for all, one of them kept by whoever writes batches.
#[derive(Clone, Debug)]
pub struct PostgresDb {
    pool: PgPool,
    /// Not given back between batches: the pool would ask it whether it still lives, one round trip for each batch.
    writer: Arc<Mutex<Option<PoolConnection<Postgres>>>>,
}

/// A transaction; dropping it rolls back.
#[derive(Debug)]
pub enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// Rows for one statement: `head` is the text up to the rows, `tail` what follows them, `values` holds them one row after the
/// other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insert {
    pub head: String,
    pub columns: usize,
    pub tail: String,
    pub values: Vec<Value>,
}

/// What came of rows behind a guard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stored {
    /// All of it is on the disk. `syncing`: which share of the time it took to make it durable, 0 to 1.
    Durably { syncing: f64 },
    /// The guard was elsewhere: nothing was stored.
    Nothing,
}

/// One row of an answer, read by column index.
pub enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl fmt::Debug for Row {
    /// Never its contents: they may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Row(…)")
    }
}

impl Db {
    /// Opens the store, makes it if it is missing, and brings its schema up to date.
    pub async fn open(url: &DatabaseUrl) -> Result<Self, StoreError> {
        let db = match url {
            DatabaseUrl::Sqlite(path) => Self::Sqlite(SqliteDb::open(path.clone()).await?),
            DatabaseUrl::Postgres(url) => {
                let options = url.parse::<sqlx::postgres::PgConnectOptions>()?.statement_cache_capacity(STATEMENTS);
                let pool = PgPoolOptions::new().max_connections(POSTGRES_CONNECTIONS).connect_with(options).await?;
                Self::Postgres(PostgresDb { pool, writer: Arc::default() })
            }
        };
        schema::migrate(&db).await?;
        Ok(db)
    }

    /// Reads.
    pub async fn rows(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        match self {
            Self::Sqlite(db) => sqlite_rows(sqlite_query(sql, values.iter().cloned())?.fetch_all(&db.readers).await?),
            Self::Postgres(db) => {
                postgres_rows(postgres_query(sql, values.iter().cloned())?.fetch_all(&db.pool).await?)
            }
        }
    }

    /// Begins a transaction that may write. On SQLite only one runs at a time; others wait here.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite(db) => Tx::Sqlite(db.writer.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(db) => Tx::Postgres(db.pool.begin().await?),
        })
    }

    /// Runs one statement in a transaction of its own; answers the number of rows it touched.
    pub async fn run(&self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        Ok(match self {
            Self::Sqlite(db) => sqlite_query(sql, values.iter().cloned())?.execute(&db.writer).await?.rows_affected(),
            Self::Postgres(db) => postgres_query(sql, values.iter().cloned())?.execute(&db.pool).await?.rows_affected(),
        })
    }

    /// Moves a guard row by an `UPDATE` that matches it only where the caller believes it to be, and stores rows behind it: all of
    /// it durable, or nothing when the guard was elsewhere. On PostgreSQL this is one statement, so one round trip.
    pub async fn store_behind(&self, guard: &str, at: &[Value], rows: Vec<Insert>) -> Result<Stored, StoreError> {
        let Self::Postgres(db) = self else {
            let began = Instant::now();
            let mut tx = self.begin().await?;
            if tx.run(guard, at).await? == 0 {
                return Ok(Stored::Nothing);
            }
            for insert in rows {
                tx.insert(insert).await?;
            }
            let written = began.elapsed();
            tx.commit().await?;
            return Ok(Stored::Durably { syncing: 1.0 - written.as_secs_f64() / began.elapsed().as_secs_f64() });
        };
        let mut arguments = postgres_arguments(at.iter().cloned())?;
        let mut sql = format!("WITH guard AS ({guard} RETURNING 1)");
        for (place, Insert { head, columns, tail, values }) in rows.into_iter().enumerate() {
            if !values.is_empty() {
                let casts = column_arrays(columns, values, &mut arguments)?;
                sql.push_str(&format!(", w{place} AS ({head} SELECT u.* FROM guard, UNNEST({casts}) u {tail})"));
            }
        }
        sql.push_str(" SELECT COUNT(*) FROM guard");
        let mut writer = db.writer.lock().await;
        let mut connection = match writer.take() {
            Some(kept) => kept,
            None => db.pool.acquire().await?,
        };
        let row = sqlx::query_with(AssertSqlSafe(sql), arguments).fetch_one(&mut *connection).await;
        // One that failed goes back to the pool, which looks at it before it lends it again.
        if row.is_ok() {
            *writer = Some(connection);
        }
        // One statement does all: what of its time went to the disk is not known, and the round trip is worth waiting for as well.
        let durable = row?.try_get::<i64, usize>(0)? == 1;
        Ok(if durable { Stored::Durably { syncing: 1.0 } } else { Stored::Nothing })
    }

    /// Name of the database on a PostgreSQL server.
    #[must_use]
    pub fn postgres_name(&self) -> Option<String> {
        match self {
            Self::Sqlite(_) => None,
            Self::Postgres(db) => db.pool.connect_options().get_database().map(str::to_owned),
        }
    }

    /// Whether the store answers; for the readiness probe.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.rows("SELECT seq FROM head", &[]).await.map(|_| ())
    }

    /// The file of a SQLite store.
    #[must_use]
    pub fn sqlite_path(&self) -> Option<&std::path::Path> {
        match self {
            Self::Sqlite(db) => Some(&db.path),
            Self::Postgres(_) => None,
        }
    }

    /// Closes every connection; on SQLite this also folds the write-ahead log into the file.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(db) => {
                db.readers.close().await;
                db.writer.close().await;
            }
            Self::Postgres(db) => {
                db.writer.lock().await.take();
                db.pool.close().await;
            }
        }
    }
}

impl SqliteDb {
    async fn open(path: PathBuf) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(&path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY)
            .statement_cache_capacity(STATEMENTS)
            // A batch of many rows journals each statement; in memory, for the transaction is undone as a whole anyway.
            .pragma("temp_store", "MEMORY")
            .pragma("cache_size", CACHE)
            .pragma("wal_autocheckpoint", CHECKPOINT);
        // One writer connection that never goes away: its statement cache is what makes group commit cheap.
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            // It is in this process: asking whether it still lives would only cost a turn of its thread.
            .test_before_acquire(false)
            .connect_with(options.clone())
            .await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .connect_lazy_with(options.create_if_missing(false).pragma("query_only", "ON"));
        Ok(Self { writer, readers, path })
    }
}

impl Tx {
    /// Writes; answers the number of rows touched.
    pub async fn run(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        Ok(match self {
            Self::Sqlite(tx) => sqlite_query(sql, values.iter().cloned())?.execute(&mut **tx).await?.rows_affected(),
            Self::Postgres(tx) => {
                postgres_query(sql, values.iter().cloned())?.execute(&mut **tx).await?.rows_affected()
            }
        })
    }

    /// Reads what this transaction sees.
    pub async fn rows(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        match self {
            Self::Sqlite(tx) => sqlite_rows(sqlite_query(sql, values.iter().cloned())?.fetch_all(&mut **tx).await?),
            Self::Postgres(tx) => {
                postgres_rows(postgres_query(sql, values.iter().cloned())?.fetch_all(&mut **tx).await?)
            }
        }
    }

    /// Runs several statements without values, for migrations.
    pub(super) async fn script(&mut self, sql: &'static str) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => sqlx::raw_sql(sql).execute(&mut **tx).await.map(|_| ())?,
            Self::Postgres(tx) => sqlx::raw_sql(sql).execute(&mut **tx).await.map(|_| ())?,
        }
        Ok(())
    }

    /// Inserts rows with as few statements as is sensible.
    pub async fn insert(&mut self, Insert { head, columns, tail, values }: Insert) -> Result<(), StoreError> {
        if values.is_empty() {
            return Ok(());
        }
        match self {
            Self::Sqlite(tx) => {
                // Every row count is a text of its own; few enough that the statement cache holds them all.
                const MOST: usize = 64;
                let mut rest = values.into_iter();
                while rest.len() > 0 {
                    let rows = (rest.len() / columns).clamp(1, MOST);
                    // Nameless: SQLite looks a numbered mark up by a walk over all of them, for each value bound.
                    let sql = format!("{head} VALUES {} {tail}", values_list(rows, columns));
                    sqlite_query(&sql, rest.by_ref().take(rows * columns))?.execute(&mut **tx).await?;
                }
            }
            Self::Postgres(tx) => {
                // One array a column: one text and one plan for any number of rows.
                let mut arguments = PgArguments::default();
                let casts = column_arrays(columns, values, &mut arguments)?;
                let sql = format!("{head} SELECT * FROM UNNEST({casts}) {tail}");
                sqlx::query_with(AssertSqlSafe(sql), arguments).execute(&mut **tx).await?;
            }
        }
        Ok(())
    }

    /// Makes everything durable, or nothing.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

macro_rules! read_column {
    ($($(#[$doc:meta])* $name:ident -> $kind:ty;)*) => { $(
        $(#[$doc])*
        pub fn $name(&self, i: usize) -> Result<$kind, StoreError> {
            Ok(match self {
                Self::Sqlite(row) => row.try_get::<$kind, usize>(i)?,
                Self::Postgres(row) => row.try_get::<$kind, usize>(i)?,
            })
        }
    )* };
}

impl Row {
    read_column! {
        /// A `BIGINT`.
        int -> i64;
        /// A `BIGINT` or nothing.
        opt_int -> Option<i64>;
        /// A `TEXT`.
        text -> String;
        /// A `TEXT` or nothing.
        opt_text -> Option<String>;
        /// Bytes.
        blob -> Vec<u8>;
        /// Bytes or nothing.
        opt_blob -> Option<Vec<u8>>;
    }

    /// Thirty-two bytes; anything else in the column is damage.
    pub fn hash(&self, i: usize) -> Result<[u8; 32], StoreError> {
        self.blob(i)?.try_into().map_err(|_| StoreError::Corrupt)
    }

    /// A `TEXT` that must parse; one that does not is damage.
    pub fn parsed<T: FromStr>(&self, i: usize) -> Result<T, StoreError> {
        self.text(i)?.parse().map_err(|_| StoreError::Corrupt)
    }
}

/// Binds the columns of these rows as PostgreSQL arrays behind what is bound already; gives their marks with types for `UNNEST`.
fn column_arrays(columns: usize, values: Vec<Value>, arguments: &mut PgArguments) -> Result<String, StoreError> {
    let mut arrays: Vec<Column> = values.iter().take(columns).map(Column::like).collect();
    for (index, value) in values.into_iter().enumerate() {
        arrays[index % columns].push(value)?;
    }
    let mut casts = Vec::with_capacity(columns);
    for array in arrays {
        let (kind, added) = match array {
            Column::Ints(ints) => ("BIGINT", arguments.add(ints)),
            Column::Texts(texts) => ("TEXT", arguments.add(texts)),
            Column::Blobs(blobs) => ("BYTEA", arguments.add(blobs)),
        };
        added.map_err(sqlx::Error::Encode)?;
        casts.push(format!("${}::{kind}[]", arguments.len()));
    }
    Ok(casts.join(","))
}

/// The values of one column.
enum Column {
    Ints(Vec<Option<i64>>),
    Texts(Vec<Option<String>>),
    Blobs(Vec<Option<Vec<u8>>>),
}

impl Column {
    fn like(value: &Value) -> Self {
        match value {
            Value::Int(_) | Value::NullInt => Self::Ints(Vec::new()),
            Value::Text(_) | Value::NullText => Self::Texts(Vec::new()),
            Value::Blob(_) | Value::NullBlob => Self::Blobs(Vec::new()),
        }
    }

    fn push(&mut self, value: Value) -> Result<(), StoreError> {
        match (self, value) {
            (Self::Ints(ints), Value::Int(int)) => ints.push(Some(int)),
            (Self::Ints(ints), Value::NullInt) => ints.push(None),
            (Self::Texts(texts), Value::Text(text)) => texts.push(Some(text)),
            (Self::Texts(texts), Value::NullText) => texts.push(None),
            (Self::Blobs(blobs), Value::Blob(bytes)) => blobs.push(Some(bytes)),
            (Self::Blobs(blobs), Value::NullBlob) => blobs.push(None),
            _ => return Err(StoreError::Fault("a column of mixed kinds".into())),
        }
        Ok(())
    }
}

/// `(?,?),(?,?)…`
fn values_list(rows: usize, columns: usize) -> String {
    let row = format!("({})", vec!["?"; columns].join(","));
    vec![row; rows].join(",")
}

/// `($1,$2,…)` and the values for an `IN` list, starting at `$<first>`. The list is padded to a power of two with its last
/// value, so that the statement cache meets few different texts. The items must not be empty.
#[must_use]
pub fn in_list(first: usize, items: impl IntoIterator<Item = Value>) -> (String, Vec<Value>) {
    let mut values: Vec<Value> = items.into_iter().collect();
    if let Some(last) = values.last().cloned() {
        values.resize(values.len().next_power_of_two(), last);
    }
    let marks: Vec<String> = (first..first + values.len()).map(|index| format!("${index}")).collect();
    (format!("({})", marks.join(",")), values)
}

fn sqlite_rows(rows: Vec<SqliteRow>) -> Result<Vec<Row>, StoreError> {
    Ok(rows.into_iter().map(Row::Sqlite).collect())
}

fn postgres_rows(rows: Vec<PgRow>) -> Result<Vec<Row>, StoreError> {
    Ok(rows.into_iter().map(Row::Postgres).collect())
}

// The texts are built from constants and counts in this crate; what people wrote is always bound as a value.

fn sqlite_query(
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Query<'static, Sqlite, SqliteArguments>, StoreError> {
    let mut arguments = SqliteArguments::default();
    for value in values {
        match value {
            Value::Int(int) => arguments.add(int),
            Value::Text(text) => arguments.add(text),
            Value::Blob(bytes) => arguments.add(bytes),
            Value::NullInt => arguments.add(None::<i64>),
            Value::NullText => arguments.add(None::<String>),
            Value::NullBlob => arguments.add(None::<Vec<u8>>),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(sqlx::query_with(AssertSqlSafe(sql), arguments))
}

fn postgres_query(
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Query<'static, Postgres, PgArguments>, StoreError> {
    Ok(sqlx::query_with(AssertSqlSafe(sql), postgres_arguments(values)?))
}

fn postgres_arguments(values: impl IntoIterator<Item = Value>) -> Result<PgArguments, StoreError> {
    let mut arguments = PgArguments::default();
    for value in values {
        match value {
            Value::Int(int) => arguments.add(int),
            Value::Text(text) => arguments.add(text),
            Value::Blob(bytes) => arguments.add(bytes),
            Value::NullInt => arguments.add(None::<i64>),
            Value::NullText => arguments.add(None::<String>),
            Value::NullBlob => arguments.add(None::<Vec<u8>>),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}
