//! The timer: what the calendar does by itself. Whatever a procedure watches (`Procedure::watches`: a date that has passed is
//! noted on record, an evaluation window that closed in silence closes the case) is done when its moment has come, and a
//! finished day gets its signed head. Every act goes through the door like any other.

use std::sync::Arc;

use ed25519_dalek::SigningKey;
use futures_util::future::join_all;
use minyi_rulebook::ids::MatterId;
use minyi_wire::{Problem, ProblemCode};

use super::Door;
use crate::clock::Clock;
use crate::store::matters::{self, Source};
use crate::store::{Db, StoreError, daily_head};

/// Moments handled at once; together they share a transaction.
const PAGE: i64 = 256;

/// Looks at the calendar whenever it is told to.
#[derive(Clone, Debug)]
pub struct Timer {
    pub db: Db,
    pub door: Door,
    pub clock: Arc<dyn Clock>,
    pub key: Arc<SigningKey>,
}

/// What one look did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ticked {
    /// Acts that the rules let through.
    pub acts: u32,
    /// Days signed.
    pub days_signed: u32,
}

impl Timer {
    /// Looks once, at the time of the clock. Looking again changes nothing more.
    ///
    /// # Errors
    /// A fault of the store. What was done before it stays done.
    pub async fn tick(&self) -> Result<Ticked, StoreError> {
        let now = self.clock.now();
        let mut ticked = Ticked::default();
        let mut after = (i64::MIN, String::new(), String::new());
        loop {
            // Past each row once: one that the rules do not let through today must not hold up the others.
            let sql = "SELECT due_ms, matter, clock FROM due WHERE due_ms <= $1 AND (due_ms, matter, clock) > ($2, $3, $4) \
                       ORDER BY due_ms, matter, clock LIMIT $5";
            let values = [
                now.as_millisecond().into(),
                after.0.into(),
                after.1.as_str().into(),
                after.2.as_str().into(),
                PAGE.into(),
            ];
            let rows = self.db.rows(sql, &values).await?;
            let Some(last) = rows.last() else { break };
            after = (last.int(0)?, last.text(1)?, last.text(2)?);
            let mut come: Vec<(MatterId, String)> = Vec::with_capacity(rows.len());
            for row in &rows {
                come.push((row.parsed(1)?, row.text(2)?));
            }
            ticked.acts += self.act(&come).await?;
        }
        let days = daily_head::close_days(&self.db, now, &self.key).await?;
        ticked.days_signed = u32::try_from(days.len()).unwrap_or(u32::MAX);
        Ok(ticked)
    }

    /// Does what these matters watch for under these keys. What a matter no longer watches for is somebody else's past.
    async fn act(&self, come: &[(MatterId, String)]) -> Result<u32, StoreError> {
        let mut ids: Vec<MatterId> = come.iter().map(|(matter, _)| *matter).collect();
        ids.dedup();
        let files = matters::some(Source::Db(&self.db), &ids).await?;
        let mut acts = Vec::with_capacity(come.len());
        for (matter, key) in come {
            let watches = files.get(matter).map(|file| file.state.watches()).unwrap_or_default();
            if let Some(watch) = watches.into_iter().find(|watch| &watch.key == key) {
                acts.push(self.door.submit_system(*matter, watch.command));
            }
        }
        let mut done = 0;
        for outcome in join_all(acts).await {
            match outcome {
                Ok(_) => done += 1,
                Err(problem) => note_failure(&problem)?,
            }
        }
        Ok(done)
    }
}

/// A refusal says that somebody was faster; anything else waits for the next look.
fn note_failure(problem: &Problem) -> Result<(), StoreError> {
    match problem.code {
        ProblemCode::Refused | ProblemCode::NotFound => Ok(()),
        ProblemCode::StorageFull => Err(StoreError::Full),
        _ => Err(StoreError::Busy),
    }
}
