//! Step 2 and 3 of the protocol: texts out, receipts in.

use super::item::{Item, Standing};
use super::queue::ITEMS;
use super::{LANES, LastWord, ParkReason};
use crate::CoreError;
use crate::engine::{Engine, Slice, Stores, locked};
use crate::exchange::{self, Setback, WaitReason};
use crate::mirror::Batch;
use crate::outbox::Sealed;
use crate::storage_fault::StorageFault;
use crate::transport::Response;
use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use minyi_rulebook::ids::CommandId;
use minyi_wire::Receipt;
use minyi_wire::receipt::ServerKey;
use std::sync::Arc;

/// A command that is on its way; gives it back when dropped, also by a caller who does not want to wait any more.
struct Claim {
    engine: Arc<Engine>,
    id: CommandId,
}

impl Drop for Claim {
    fn drop(&mut self) {
        locked(&self.engine.queue).submitting.remove(&self.id);
        self.engine.hub.outbox_changed();
    }
}

impl Engine {
    /// Sends every command whose turn it is, and those whose turn comes by that. `Err`: something that concerns all.
    pub(crate) async fn send_texts(self: &Arc<Self>, slice: &Slice) -> Result<(), Setback> {
        let mut lanes = FuturesUnordered::new();
        let mut end = Ok(());
        loop {
            while end.is_ok() && lanes.len() < LANES && slice.may_start(0) {
                let Some(claim) = self.claim_command(slice) else { break };
                lanes.push(self.send_command(claim, slice));
            }
            match lanes.next().await {
                None => return end,
                Some(Ok(())) => slice.count_done(1),
                Some(Err(setback)) => end = end.and(self.stops_all(setback)),
            }
        }
    }

    /// `Ok`: other items may go on.
    pub(crate) fn stops_all(&self, setback: Setback) -> Result<(), Setback> {
        match setback {
            Setback::Wait(wait) if !wait.why.is_about_the_network() => Ok(()),
            Setback::Final(_) => Ok(()),
            setback => Err(setback),
        }
    }

    pub(crate) fn has_due_text(&self, slice: &Slice) -> bool {
        !locked(&self.queue).due_commands(&slice.actor, self.ports.clock.now()).is_empty()
    }

    fn claim_command(self: &Arc<Self>, slice: &Slice) -> Option<Claim> {
        let mut queue = locked(&self.queue);
        let id = queue.due_commands(&slice.actor, self.ports.clock.now()).into_iter().next()?;
        queue.submitting.insert(id);
        drop(queue);
        self.hub.outbox_changed();
        Some(Claim { engine: Arc::clone(self), id })
    }

    async fn send_command(self: &Arc<Self>, claim: Claim, slice: &Slice) -> Result<(), Setback> {
        let id = claim.id;
        let Some(body) = self.background(move |engine, stores| engine.take_out(id, stores)).await? else {
            return Ok(());
        };
        let answer = self.exchange(exchange::command(body), slice).await;
        self.background(move |engine, stores| engine.settle_command(id, answer, stores)).await?
    }

    /// The sealed bytes, with a note that from now on the server may have them. `None`: there is nothing to send any more.
    pub(super) fn take_out(&self, id: CommandId, stores: &Stores) -> Result<Option<Bytes>, CoreError> {
        let sealed = match stores.vault.command(id.0) {
            Ok(bytes) => bytes.and_then(Sealed::from_bytes),
            Err(StorageFault::Damaged { .. }) => None,
            Err(fault) => return Err(fault.into()),
        };
        let standing = {
            let mut queue = locked(&self.queue);
            let Some(item) = queue.items.get_mut(&id) else {
                return Ok(None);
            };
            match (&mut item.standing, &sealed) {
                (Standing::Sealed { maybe_sent, .. }, Some(_)) => *maybe_sent = true,
                (standing @ Standing::Sealed { .. }, None) => {
                    *standing = Standing::Parked { reason: ParkReason::ContentLost }
                }
                (Standing::Parked { .. } | Standing::Receipted { .. }, _) => return Ok(None),
            }
            item.standing.clone()
        };
        note_standing(id, &standing, stores)?;
        Ok(sealed.map(|sealed| sealed.body))
    }

    /// What the answer makes of the command. `Err` tells the caller how the sending went; all of it is stored already.
    pub(super) fn settle_command(
        &self,
        id: CommandId,
        answer: Result<Response, Setback>,
        stores: &Stores,
    ) -> Result<Result<(), Setback>, CoreError> {
        let item = locked(&self.queue).items.get(&id).cloned();
        let Some(item) = item.filter(|item| !item.is_receipted()) else {
            return Ok(Ok(()));
        };
        let receipt = answer.and_then(|response| receipt_of(&item, &response, &locked(&self.keys)));
        let (standing, outcome) = match receipt {
            Ok(receipt) => {
                let word = LastWord::Receipted { receipt: receipt.clone().into() };
                match stores.vault.put_receipt(id.0, &serde_json::to_vec(&word)?) {
                    // It was discarded meanwhile, or the receipt is stored by another way; what stands is kept.
                    Err(StorageFault::Conflict { .. }) => {
                        tracing::warn!(command = %id, "a second last word was not stored")
                    }
                    stored => stored?,
                }
                let standing = Standing::Receipted { at: receipt.received_at, matter_version: receipt.matter_version };
                (standing, Ok(()))
            }
            Err(Setback::Wait(wait)) => {
                let Standing::Sealed { turn, .. } = item.standing else {
                    return Ok(Ok(()));
                };
                let turn = turn.postponed(&wait, self.ports.clock.now(), &*self.ports.entropy)?;
                (Standing::Sealed { turn, maybe_sent: true }, Err(Setback::Wait(wait)))
            }
            Err(Setback::Final(problem)) => {
                tracing::info!(command = %id, code = ?problem.code, "parked");
                let reason = ParkReason::Problem { problem: problem.clone() };
                (Standing::Parked { reason }, Err(Setback::Final(problem)))
            }
            Err(setback) => return Ok(Err(setback)),
        };
        {
            let mut queue = locked(&self.queue);
            if let Some(item) = queue.items.get_mut(&id).filter(|item| !item.is_receipted()) {
                item.standing = standing.clone();
                if item.is_receipted() {
                    let item = item.clone();
                    queue.add_uploads(&item, stores);
                }
            }
        }
        note_standing(id, &standing, stores)?;
        self.hub.outbox_changed();
        self.hub.cases_changed();
        Ok(outcome)
    }
}

fn note_standing(id: CommandId, standing: &Standing, stores: &Stores) -> Result<(), CoreError> {
    let mut batch = Batch::new();
    match standing {
        Standing::Receipted { .. } => batch.remove(ITEMS, id.0.as_bytes()),
        noted => batch.put(ITEMS, id.0.as_bytes(), serde_json::to_vec(noted)?),
    };
    stores.note(batch);
    Ok(())
}

/// Believes an answer only if it is a receipt for exactly this command, signed with a pinned key.
fn receipt_of(item: &Item, response: &Response, keys: &[ServerKey]) -> Result<Receipt, Setback> {
    let receipt: Receipt = exchange::read(response)?;
    let untrusted = || Setback::from(WaitReason::UntrustedReceipt);
    let key = keys.iter().find(|key| key.key_id == receipt.key_id).and_then(ServerKey::verifying_key);
    receipt.check(item.id, &item.body_hash, &key.ok_or_else(untrusted)?).map_err(|_| untrusted())?;
    if receipt.matter == item.matter { Ok(receipt) } else { Err(untrusted()) }
}
