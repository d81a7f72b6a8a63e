//! One command in the outbox.

use super::{ParkReason, Sealed, Turn};
use jiff::Timestamp;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::ids::{CommandId, DeviceId, MatterId, Sha256};
use minyi_rulebook::procedure::Attachment;
use minyi_wire::command::{Act, CommandEnvelope, body_hash};
use serde::{Deserialize, Serialize};

/// What the outbox keeps in memory of a command; the words stay in the vault.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) id: CommandId,
    pub(crate) device: DeviceId,
    pub(crate) seq: u64,
    pub(crate) matter: MatterId,
    pub(crate) owner: Actor,
    pub(crate) replaces: Option<CommandId>,
    pub(crate) act: Act,
    /// Whether it begins its matter.
    pub(crate) opens: bool,
    pub(crate) made_at: Timestamp,
    /// Photos, and the voice note.
    pub(crate) attachments: Vec<Attachment>,
    pub(crate) body_hash: Sha256,
    pub(crate) body_len: u64,
    pub(crate) standing: Standing,
}

/// How far a command is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub(crate) enum Standing {
    /// In the vault, no receipt. `maybe_sent`: a request was started at least once, so the server may have it.
    Sealed { turn: Turn, maybe_sent: bool },
    /// The server said no.
    Parked { reason: ParkReason },
    /// The server has it since this moment of its clock, as this version of the matter.
    Receipted { at: Timestamp, matter_version: u32 },
}

impl Item {
    /// `None`: not a command of this version.
    pub(crate) fn of(sealed: &Sealed, standing: Standing) -> Option<Self> {
        let envelope = CommandEnvelope::from_bytes(&sealed.body).ok()?;
        let command = &envelope.command;
        Some(Self {
            id: envelope.id,
            device: envelope.device,
            seq: envelope.seq,
            matter: envelope.matter,
            owner: sealed.label.owner.clone(),
            replaces: sealed.label.replaces,
            act: command.act(),
            opens: command.opens(),
            made_at: envelope.made_at,
            attachments: command.attachments(),
            body_hash: body_hash(&sealed.body),
            body_len: sealed.body.len() as u64,
            standing,
        })
    }

    pub(crate) fn is_receipted(&self) -> bool {
        matches!(self.standing, Standing::Receipted { .. })
    }

    /// A submission comes first in its matter, whenever it was sealed anew.
    pub(crate) fn place_in_lane(&self) -> (bool, u64, CommandId) {
        (!self.opens, self.seq, self.id)
    }
}
