//! The timer: what the calendar does by itself. A date that has passed is noted on record, an evaluation window that closed
//! in silence closes the case, a finished day gets its signed head. Every act goes through the door like any other.

use std::sync::Arc;

use ed25519_dalek::SigningKey;
use futures_util::future::join_all;
use minyi_rulebook::calendar::local_date;
use minyi_rulebook::citizen_case::CaseCommand;
use minyi_rulebook::ids::MatterId;
use minyi_wire::{Problem, ProblemCode};

use super::Door;
use crate::clock::Clock;
use crate::store::projection::DueKind;
use crate::store::{Db, StoreError, daily_head};

/// Dates handled at once; together they share a transaction.
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
    /// Clocks noted as overdue.
    pub overdue: u32,
    /// Cases closed because nobody evaluated.
    pub lapsed: u32,
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
        let today = local_date(now).to_string();
        let mut ticked = Ticked::default();
        let mut after = (String::new(), String::new(), String::new());
        loop {
            // Past each row once: one that the rules do not let through today must not hold up the others.
            let sql = "SELECT due, matter, clock, kind FROM due WHERE due < $1 AND (due, matter, clock) > ($2, $3, $4) \
                       ORDER BY due, matter, clock LIMIT $5";
            let values = [
                today.as_str().into(),
                after.0.as_str().into(),
                after.1.as_str().into(),
                after.2.as_str().into(),
                PAGE.into(),
            ];
            let rows = self.db.rows(sql, &values).await?;
            let Some(last) = rows.last() else { break };
            after = (last.text(0)?, last.text(1)?, last.text(2)?);
            let mut acts = Vec::with_capacity(rows.len());
            for row in &rows {
                let matter: MatterId = row.parsed(1)?;
                let kind: DueKind = from_tag(&row.text(3)?)?;
                let command = match kind {
                    DueKind::Overdue => CaseCommand::NoteOverdue {
                        clock: serde_json::from_str(&row.text(2)?).map_err(|_| StoreError::Corrupt)?,
                    },
                    DueKind::Lapse => CaseCommand::Close { note: String::new() },
                };
                acts.push(async move { (kind, self.door.submit_system(matter, command).await) });
            }
            for (kind, outcome) in join_all(acts).await {
                match (kind, outcome) {
                    (DueKind::Overdue, Ok(_)) => ticked.overdue += 1,
                    (DueKind::Lapse, Ok(_)) => ticked.lapsed += 1,
                    (_, Err(problem)) => note_failure(&problem)?,
                }
            }
        }
        ticked.days_signed =
            u32::try_from(daily_head::close_days(&self.db, now, &self.key).await?.len()).unwrap_or(u32::MAX);
        Ok(ticked)
    }
}

fn from_tag<T: serde::de::DeserializeOwned>(tag: &str) -> Result<T, StoreError> {
    serde_json::from_value(serde_json::Value::String(tag.to_owned())).map_err(|_| StoreError::Corrupt)
}

/// A refusal says that somebody was faster; anything else waits for the next look.
fn note_failure(problem: &Problem) -> Result<(), StoreError> {
    match problem.code {
        ProblemCode::Refused | ProblemCode::NotFound => Ok(()),
        ProblemCode::StorageFull => Err(StoreError::Full),
        _ => Err(StoreError::Busy),
    }
}
