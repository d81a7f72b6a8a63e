//! Lock-out (锁定): after five wrong attempts a login stays shut for fifteen minutes, whether it exists or not.

use jiff::Timestamp;
use minyi_wire::{Problem, ProblemCode};

use super::one_time_codes::seconds_until;
use crate::failure::ApiFailure;
use crate::store::{Db, StoreError};

/// Attempts before the lock closes.
const ATTEMPTS: i64 = 5;
/// How long it stays shut, and how long a wrong attempt is remembered.
const SHUT_MS: i64 = 15 * 60 * 1_000;

/// Counts an attempt before anything is compared; a right one is forgiven afterwards. The fifth closes the lock behind it.
pub(super) async fn count_attempt(db: &Db, who: &[u8; 32], now: Timestamp) -> Result<(), ApiFailure> {
    let now = now.as_millisecond();
    let mut tx = db.begin().await?;
    // Writes the row first: on PostgreSQL that is the lock which makes parallel attempts wait for each other.
    let sql = "INSERT INTO sign_in_failures (who, wrong, last_ms, locked_until_ms) VALUES ($1, 0, $2, 0) \
               ON CONFLICT (who) DO UPDATE SET who = excluded.who";
    tx.run(sql, &[(*who).into(), now.into()]).await?;
    let sql = "SELECT wrong, last_ms, locked_until_ms FROM sign_in_failures WHERE who = $1";
    let rows = tx.rows(sql, &[(*who).into()]).await?;
    let row = rows.first().ok_or(StoreError::Corrupt)?;
    let (wrong, last, locked_until) = (row.int(0)?, row.int(1)?, row.int(2)?);
    if locked_until > now {
        return Err(Problem::new(ProblemCode::LockedOut).retry_after(seconds_until(locked_until, now)).into());
    }
    let remembered = locked_until == 0 && last > now - SHUT_MS;
    let wrong = if remembered { wrong + 1 } else { 1 };
    let locked_until = if wrong >= ATTEMPTS { now + SHUT_MS } else { 0 };
    let sql = "UPDATE sign_in_failures SET wrong = $2, last_ms = $3, locked_until_ms = $4 WHERE who = $1";
    tx.run(sql, &[(*who).into(), wrong.into(), now.into(), locked_until.into()]).await?;
    tx.commit().await?;
    Ok(())
}

/// Forgets the attempts: the last one was right.
pub(super) async fn forgive(db: &Db, who: &[u8; 32]) -> Result<(), StoreError> {
    db.run("DELETE FROM sign_in_failures WHERE who = $1", &[(*who).into()]).await.map(|_| ())
}

/// Forgets counts that no longer matter.
pub(super) async fn sweep(db: &Db, now: Timestamp) -> Result<(), StoreError> {
    let sql = "DELETE FROM sign_in_failures WHERE last_ms < $1";
    db.run(sql, &[(now.as_millisecond() - SHUT_MS).into()]).await.map(|_| ())
}
