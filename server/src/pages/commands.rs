//! Acts of a citizen who uses forms: each is an ordinary command through the one door (唯一写入口), made here on the browser's behalf.

use minyi_rulebook::actor::Actor;
use minyi_rulebook::citizen_case::CaseCommand;
use minyi_rulebook::ids::{CommandId, DeviceId, MatterId};
use minyi_wire::{Command, CommandEnvelope, Problem, ProblemCode, WIRE_VERSION};

use crate::app::App;
use crate::failure::ApiFailure;
use crate::store::StoreError;

/// Gives the command in. The id came with the form: the same form sent twice is one command, and both times it is done.
pub(super) async fn give(
    app: &App,
    actor: &Actor,
    device: DeviceId,
    id: CommandId,
    matter: MatterId,
    command: CaseCommand,
) -> Result<(), ApiFailure> {
    if is_taken(app, actor, id, matter).await? {
        return Ok(());
    }
    let envelope = CommandEnvelope {
        v: WIRE_VERSION,
        id,
        device,
        seq: next_seq(app, device).await?,
        matter,
        expects: None,
        made_at: app.clock.now(),
        command: Command::CitizenCase(command),
    };
    let body = envelope.to_bytes().map_err(|_| ApiFailure::from(ProblemCode::Internal))?;
    match app.door.submit(actor.clone(), envelope, body.into()).await {
        Ok(_) => Ok(()),
        // Sent twice at the same moment: the other one was first.
        Err(problem) if problem.code == ProblemCode::CommandConflict && is_taken(app, actor, id, matter).await? => {
            Ok(())
        }
        Err(problem) => Err(problem.into()),
    }
}

/// Whether this very form was taken before, from this account.
pub(super) async fn is_taken(app: &App, actor: &Actor, id: CommandId, matter: MatterId) -> Result<bool, ApiFailure> {
    let rows = app.db.rows("SELECT actor, matter FROM commands WHERE id = $1", &[id.to_string().into()]).await?;
    let Some(row) = rows.first() else { return Ok(false) };
    if row.text(0)? == actor.user.to_string() && row.text(1)? == matter.to_string() {
        Ok(true)
    } else {
        Err(Problem::new(ProblemCode::CommandConflict).into())
    }
}

/// This browser's count of its commands. Two forms sent at once may share a number, which only blurs what a gap would show.
async fn next_seq(app: &App, device: DeviceId) -> Result<u64, StoreError> {
    let sql = "SELECT COUNT(*) FROM commands WHERE device = $1";
    let rows = app.db.rows(sql, &[device.to_string().into()]).await?;
    let taken = rows.first().map_or(Ok(0), |row| row.int(0))?;
    Ok(u64::try_from(taken).unwrap_or(0) + 1)
}
