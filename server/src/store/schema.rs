//! The schema, as numbered migrations that only go forward.
//!
//! Expand, then contract: a migration only adds (tables, nullable columns, indices) while the program before it may still
//! run on another node; what is no longer read is dropped one release later, in a migration of its own. A store written by a
//! newer program is refused, never changed.

use super::db::{Db, Tx};
use super::events::fresh_epoch;
use super::fault::StoreError;
use super::rebuild::rebuild;

/// One migration, once for each database.
struct Migration {
    number: i64,
    sqlite: &'static str,
    postgres: &'static str,
}

/// The newest migration that changed a projection: a store whose projections are older makes them anew when it is opened. A
/// migration that adds or changes a derived table writes its own number here.
pub(super) const PROJECTIONS: i64 = 18;

macro_rules! migrations {
    ($($number:literal $file:literal;)*) => {
        &[$( Migration {
            number: $number,
            sqlite: include_str!(concat!("migrations/sqlite/", $file)),
            postgres: include_str!(concat!("migrations/postgres/", $file)),
        }, )*]
    };
}

/// Every migration, in order. A number is never used twice and a released file never changes.
const MIGRATIONS: &[Migration] = migrations! {
    1 "0001_events.sql";
    2 "0002_access.sql";
    3 "0003_procedures.sql";
    4 "0004_evidence.sql";
    5 "0005_mandates.sql";
    7 "0007_desk.sql";
    8 "0008_follow_codes.sql";
    9 "0009_stamps.sql";
    10 "0010_accounts.sql";
    12 "0012_video_log.sql";
    13 "0013_mandates_by_deputy.sql";
    14 "0014_own_secrets.sql";
    15 "0015_organs_kept.sql";
    18 "0018_sights_by_matter.sql";
    22 "0022_voice.sql";
};

/// Brings the store up to date, each migration in a transaction of its own, and the projections if a migration changed them.
pub(super) async fn migrate(db: &Db) -> Result<(), StoreError> {
    let mut tx = db.begin().await?;
    if let Tx::Postgres(_) = tx {
        // Two nodes may start at once; `CREATE TABLE IF NOT EXISTS` alone can race.
        tx.rows("SELECT CAST(pg_advisory_xact_lock(7236) AS TEXT)", &[]).await?;
    }
    tx.run("CREATE TABLE IF NOT EXISTS schema_migrations (number BIGINT NOT NULL PRIMARY KEY)", &[]).await?;
    tx.commit().await?;
    for migration in MIGRATIONS {
        apply(db, migration).await?;
    }
    db.run(
        "INSERT INTO head (one, seq, epoch, projections) VALUES (1, 0, $1, $2) ON CONFLICT (one) DO NOTHING",
        &[fresh_epoch().into(), PROJECTIONS.into()],
    )
    .await?;
    let newest = MIGRATIONS.last().map_or(0, |migration| migration.number);
    let rows = db.rows("SELECT number FROM schema_migrations WHERE number > $1", &[newest.into()]).await?;
    if !rows.is_empty() {
        return Err(StoreError::TooNew);
    }
    let stale = "SELECT seq FROM head WHERE projections < $1";
    if !db.rows(stale, &[PROJECTIONS.into()]).await?.is_empty() {
        tracing::info!("this version reads events into other tables; they are made anew");
        rebuild(db).await?;
    }
    Ok(())
}

async fn apply(db: &Db, migration: &Migration) -> Result<(), StoreError> {
    let mut tx = db.begin().await?;
    if let Tx::Postgres(_) = tx {
        tx.run("LOCK TABLE schema_migrations IN EXCLUSIVE MODE", &[]).await?;
    }
    let number = [migration.number.into()];
    if !tx.rows("SELECT number FROM schema_migrations WHERE number = $1", &number).await?.is_empty() {
        return Ok(());
    }
    let script = match tx {
        Tx::Sqlite(_) => migration.sqlite,
        Tx::Postgres(_) => migration.postgres,
    };
    tx.script(script).await?;
    tx.run("INSERT INTO schema_migrations (number) VALUES ($1)", &number).await?;
    tx.commit().await
}
