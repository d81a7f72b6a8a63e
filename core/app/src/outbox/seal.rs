//! Sealing (封存): the moment from which a command exists. Nothing before it is promised, nothing after it may be lost.

use super::item::{Item, Standing};
use super::queue::ITEMS;
use super::sealed::Label;
use super::{Sealed, Turn};
use crate::CoreError;
use crate::engine::{Engine, Stores, locked};
use crate::entropy::new_id;
use crate::mirror::Batch;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::ids::{CommandId, DeviceId, MatterId};
use minyi_wire::{Command, CommandEnvelope, WIRE_VERSION};
use serde::{Deserialize, Serialize};

/// The longest body that the server takes.
const BODY_MAX: usize = 256 * 1024;
pub(crate) const DEVICE_SLOT: &str = "device";

/// This installation, and the last number it gave to a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Device {
    pub(crate) id: DeviceId,
    pub(crate) last_seq: u64,
}

/// What is to be sealed.
#[derive(Clone, Debug)]
pub(crate) struct NewCommand {
    pub(crate) owner: Actor,
    pub(crate) matter: MatterId,
    pub(crate) expects: Option<u32>,
    pub(crate) command: Command,
    pub(crate) replaces: Option<CommandId>,
}

impl Engine {
    /// Gives the command id, number and final bytes, and makes them durable. After `Ok` it will reach the server.
    ///
    /// The numbers have no gaps: one is used up when the command stands in the vault. The slot only keeps the count beyond
    /// the day on which the last command is purged.
    pub(crate) fn seal(&self, new: NewCommand, stores: &Stores) -> Result<CommandId, CoreError> {
        let mut device = locked(&self.device);
        let seq = device.last_seq + 1;
        let id = CommandId(new_id(&*self.ports.entropy, self.ports.clock.now())?);
        let envelope = CommandEnvelope {
            v: WIRE_VERSION,
            id,
            device: device.id,
            seq,
            matter: new.matter,
            expects: new.expects,
            made_at: self.server_now(),
            command: new.command,
        };
        let body = envelope.to_bytes()?;
        if body.len() > BODY_MAX {
            return Err(CoreError::BadInput { field: "text" });
        }
        let sealed = Sealed { label: Label { owner: new.owner, replaces: new.replaces }, body: body.into() };
        let standing = Standing::Sealed { turn: Turn::Now, maybe_sent: false };
        let item =
            Item::of(&sealed, standing).ok_or_else(|| CoreError::internal("a command that cannot be read back"))?;
        let bytes = sealed.to_bytes()?;

        if let Err(fault) = stores.vault.put_command(id.0, &bytes) {
            // It may stand there although the disk could not say so. Then its number is used, whatever comes next.
            let stands = matches!(stores.vault.command(id.0), Ok(Some(_)));
            if stands {
                device.last_seq = seq;
            }
            if !stands || stores.vault.put_command(id.0, &bytes).is_err() {
                return Err(fault.into());
            }
        }
        device.last_seq = seq;
        if let Err(fault) = store_device(&device, stores) {
            tracing::warn!(%fault, "the count of this device's commands was not stored; the commands carry it too");
        }
        let mut batch = Batch::new();
        batch.put(ITEMS, id.0.as_bytes(), serde_json::to_vec(&item.standing)?);
        stores.note(batch);
        locked(&self.queue).items.insert(id, item);
        self.hub.outbox_changed();
        self.hub.cases_changed();
        Ok(id)
    }
}

pub(crate) fn store_device(device: &Device, stores: &Stores) -> Result<(), CoreError> {
    Ok(stores.vault.put_slot(DEVICE_SLOT, &serde_json::to_vec(device)?)?)
}
