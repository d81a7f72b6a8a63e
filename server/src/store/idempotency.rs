//! Accepted commands and their receipts. The facts are stored, the signature is not: Ed25519 is deterministic, so the same
//! facts and key give the same receipt, byte for byte.

use std::collections::HashMap;

use ed25519_dalek::SigningKey;
use jiff::Timestamp;
use minyi_rulebook::ids::{CommandId, DeviceId, MatterId, Sha256, UserId};
use minyi_wire::{Receipt, WIRE_VERSION};

use super::db::{Insert, Tx, in_list};
use super::fault::StoreError;
use crate::clock::whole_ms;

/// What the server remembers of a command that it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    pub id: CommandId,
    /// Who sent it; only they get its receipt again.
    pub actor: UserId,
    /// SHA-256 of the body as received.
    pub body: Sha256,
    pub matter: MatterId,
    pub matter_version: u32,
    pub change_seq: i64,
    pub received_at: Timestamp,
    pub device: DeviceId,
    /// The device's count of its commands.
    pub device_seq: u64,
}

impl Accepted {
    /// The receipt; always the same for the same key.
    #[must_use]
    pub fn receipt(&self, key: &SigningKey) -> Receipt {
        Receipt {
            v: WIRE_VERSION,
            command: self.id,
            matter: self.matter,
            body_sha256: self.body,
            matter_version: self.matter_version,
            change_seq: self.change_seq,
            received_at: self.received_at,
            key_id: String::new(),
            signature: String::new(),
        }
        .signed(key)
    }
}

/// Those of the commands that were taken before.
pub async fn find(tx: &mut Tx, ids: &[CommandId]) -> Result<HashMap<CommandId, Accepted>, StoreError> {
    let mut found = HashMap::new();
    if ids.is_empty() {
        return Ok(found);
    }
    let (list, values) = in_list(1, ids.iter().map(|id| id.to_string().into()));
    let sql = format!(
        "SELECT id, actor, body_sha256, matter, matter_version, change_seq, received_ms, device, device_seq \
         FROM commands WHERE id IN {list}"
    );
    for row in tx.rows(&sql, &values).await? {
        let accepted = Accepted {
            id: row.parsed(0)?,
            actor: row.parsed(1)?,
            body: Sha256(row.hash(2)?),
            matter: row.parsed(3)?,
            matter_version: u32::try_from(row.int(4)?).map_err(|_| StoreError::Corrupt)?,
            change_seq: row.int(5)?,
            received_at: whole_ms(row.int(6)?),
            device: row.parsed(7)?,
            device_seq: row.int(8)?.cast_unsigned(),
        };
        found.insert(accepted.id, accepted);
    }
    Ok(found)
}

/// The rows of these commands, to be stored with their events.
#[must_use]
pub fn rows(commands: &[Accepted]) -> Insert {
    let mut values = Vec::with_capacity(commands.len() * 9);
    for command in commands {
        values.extend([
            command.id.to_string().into(),
            command.actor.to_string().into(),
            command.body.0.into(),
            command.matter.to_string().into(),
            command.matter_version.into(),
            command.change_seq.into(),
            command.received_at.as_millisecond().into(),
            command.device.to_string().into(),
            // Stored with its bits as they are: the column knows no unsigned numbers.
            command.device_seq.cast_signed().into(),
        ]);
    }
    let head = "INSERT INTO commands (id, actor, body_sha256, matter, matter_version, change_seq, received_ms, device, \
                device_seq)";
    Insert { head: head.to_owned(), columns: 9, tail: String::new(), values }
}
