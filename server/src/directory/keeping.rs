//! Organs kept in the console (机构名录管理): commands judged by the rulebook, done in one transaction with an entry of the organ log.

use jiff::Timestamp;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::ids::{CommandId, OrganId, UserId};
use minyi_rulebook::organ::Organ;
use minyi_rulebook::organ_keeping::{Known, OrganCommand, decide};
use minyi_wire::{Problem, ProblemCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{LiveDirectory, seen_by};
use crate::failure::ApiFailure;
use crate::law::LiveLaw;
use crate::store::linked_log::{LinkedLog, LogFault};
use crate::store::{Db, StoreError};

const LOG: LinkedLog = LinkedLog { table: "organ_log", about: "organ", domain: "minyi organ log\n" };

/// What is asked, by whom and why.
#[derive(Debug)]
pub struct Asked<'a> {
    /// Of the command: asked again, it is not done again.
    pub id: CommandId,
    pub organ: &'a OrganId,
    pub command: &'a OrganCommand,
    pub reason: &'a str,
    pub actor: &'a Actor,
}

/// One entry of the organ log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OrganEntry {
    /// From 1.
    pub seq: i64,
    pub id: CommandId,
    #[schema(value_type = String, format = "date-time")]
    pub at: Timestamp,
    pub actor: UserId,
    pub organ: OrganId,
    pub command: OrganCommand,
    pub reason: String,
    /// What the organ was before; `None` for a new one.
    pub before: Option<Organ>,
    pub after: Organ,
}

/// Does it, if the rulebook lets it through; what the organ is afterwards. Everybody reads the new directory from then on.
///
/// # Errors
/// `refused` with the rule's words; `command_conflict` for an id that was used otherwise; a fault of the store.
pub async fn command(
    db: &Db,
    (directory, law): (&LiveDirectory, &LiveLaw),
    asked: &Asked<'_>,
    now: Timestamp,
) -> Result<Organ, ApiFailure> {
    let mut tx = db.begin().await?;
    let end = LOG.end(&mut tx).await?;
    if let Some(done) = LOG.entry_in::<OrganEntry>(&mut tx, asked.id).await? {
        let same = (done.actor, &done.organ, &done.command) == (asked.actor.user, asked.organ, asked.command);
        return if same { Ok(done.after) } else { Err(ProblemCode::CommandConflict.into()) };
    }
    let view = seen_by(&mut tx).await?;
    let deputies = view.deputies.iter().map(|deputy| (deputy.user, deputy.station.clone())).collect();
    let known = Known { organs: &view.organs, deputies: &deputies };
    let after = decide(known, asked.organ, asked.command, asked.reason, asked.actor).map_err(Problem::from)?;
    let json = serde_json::to_string(&after).map_err(|_| StoreError::Corrupt)?;
    let sql =
        "INSERT INTO organs_kept (id, organ) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET organ = excluded.organ";
    tx.run(sql, &[asked.organ.as_str().into(), json.into()]).await?;
    let entry = OrganEntry {
        seq: end.next(),
        id: asked.id,
        at: now,
        actor: asked.actor.user,
        organ: asked.organ.clone(),
        command: asked.command.clone(),
        reason: asked.reason.to_owned(),
        before: view.organs.into_iter().find(|organ| organ.id == *asked.organ),
        after: after.clone(),
    };
    LOG.append(&mut tx, &end, (entry.id, entry.organ.to_string()), &entry).await?;
    tx.commit().await?;
    directory.reload(db, law).await?;
    Ok(after)
}

/// The newest entries of the log, before a place.
///
/// # Errors
/// A fault of the store.
pub async fn log(db: &Db, before: i64, most: i64) -> Result<Vec<OrganEntry>, StoreError> {
    LOG.newest(db, before, most).await
}

/// Reads the whole log and checks every link: how many entries there are, and the first that is not what was written.
///
/// # Errors
/// A fault of the store.
pub async fn verify_log(db: &Db) -> Result<(u64, Option<LogFault>), StoreError> {
    LOG.verify(db).await
}
