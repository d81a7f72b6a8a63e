//! What we are measured beside, run on this machine in the same run.

use crate::Failure;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// One insert, one fsync: as many clients share the one writer, each commit is its own transaction. What a server that
/// does not group its commits gets from SQLite (WAL, synchronous=FULL) through the same library, with rows as long as our events'
/// payloads. Inserts per second.
pub(crate) async fn one_insert_one_fsync(
    folder: &Path,
    row: usize,
    clients: usize,
    span: Duration,
) -> Result<f64, Failure> {
    let options = SqliteConnectOptions::new()
        .filename(folder.join("peer.db"))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(10));
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(60))
        .connect_with(options)
        .await?;
    sqlx::query("CREATE TABLE t(id INTEGER PRIMARY KEY, body BLOB)").execute(&pool).await?;
    let done = Arc::new(AtomicUsize::new(0));
    let start = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..clients {
        let (pool, done) = (pool.clone(), Arc::clone(&done));
        tasks.spawn(async move {
            let body = vec![7_u8; row];
            while start.elapsed() < span {
                sqlx::query("INSERT INTO t(body) VALUES($1)").bind(&body).execute(&pool).await?;
                done.fetch_add(1, Ordering::Relaxed);
            }
            Ok::<(), sqlx::Error>(())
        });
    }
    while let Some(ended) = tasks.join_next().await {
        ended??;
    }
    let rate = done.load(Ordering::Relaxed) as f64 / start.elapsed().as_secs_f64();
    pool.close().await;
    Ok(rate)
}

/// `pgbench` simple inserts with as many clients on the same server, which syncs to disk at every commit; rows as long as our
/// events' payloads. Transactions per second.
pub(crate) async fn pgbench_inserts(
    url: &str,
    folder: &Path,
    row: usize,
    clients: usize,
    span: Duration,
) -> Result<f64, Failure> {
    let script = folder.join("insert.sql");
    std::fs::write(&script, format!("INSERT INTO minyi_peer(body) VALUES (repeat('7', {row}));\n"))?;
    let pool = sqlx::postgres::PgPoolOptions::new().max_connections(1).connect(url).await?;
    for sql in ["DROP TABLE IF EXISTS minyi_peer", "CREATE TABLE minyi_peer(id BIGSERIAL PRIMARY KEY, body TEXT)"] {
        sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&pool).await?;
    }
    let output = tokio::process::Command::new("pgbench")
        .args(["-n", "-c", &clients.to_string(), "-j", "2", "-T", &span.as_secs().max(1).to_string(), "-f"])
        .arg(&script)
        .arg(url)
        .output()
        .await?;
    sqlx::query("DROP TABLE minyi_peer").execute(&pool).await?;
    pool.close().await;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines()
        .find_map(|line| line.strip_prefix("tps = "))
        .and_then(|rest| rest.split_whitespace().next())
        .and_then(|number| number.parse().ok())
        .ok_or_else(|| Failure::Said(format!("pgbench printed no rate: {}", String::from_utf8_lossy(&output.stderr))))
}
