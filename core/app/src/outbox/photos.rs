//! Step 4 of the protocol: the photos of receipted commands, part by part.

use super::queue::{UPLOADS, upload_key};
use super::upload::{Asked, Part, Upload, UploadKey, UploadStage};
use super::{LANES, PARTS_IN_FLIGHT, ParkReason};
use crate::CoreError;
use crate::engine::{Engine, Slice, Stores, locked};
use crate::exchange::{self, Setback};
use crate::mirror::Batch;
use crate::storage_fault::StorageFault;
use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use minyi_rulebook::ids::UploadId;
use minyi_wire::problem::ProblemCode;
use minyi_wire::upload::UploadView;
use std::collections::BTreeSet;
use std::sync::Arc;

struct Claim {
    engine: Arc<Engine>,
    key: UploadKey,
}

impl Drop for Claim {
    fn drop(&mut self) {
        locked(&self.engine.queue).uploading.remove(&self.key);
        self.engine.hub.outbox_changed();
    }
}

/// What an upload needs next.
enum Step {
    Record,
    Declare(UploadId, minyi_wire::upload::UploadDeclaration),
    Send(Vec<Part>),
    Nothing,
}

impl Engine {
    /// Sends parts of every upload whose turn it is, until all are there, time is up, or a text wants to go first.
    pub(crate) async fn send_photos(self: &Arc<Self>, slice: &Slice) -> Result<(), Setback> {
        let mut lanes = FuturesUnordered::new();
        let mut end = Ok(());
        loop {
            while end.is_ok() && lanes.len() < LANES && self.may_start_part(slice) {
                let Some(claim) = self.claim_upload(slice) else { break };
                lanes.push(self.run_upload(claim, slice));
            }
            match lanes.next().await {
                None => return end,
                Some(Ok(())) => {}
                Some(Err(setback)) => end = end.and(self.stops_all(setback)),
            }
        }
    }

    fn may_start_part(&self, slice: &Slice) -> bool {
        let part = locked(&self.speed).part_bytes(self.network());
        slice.may_start_taking(locked(&self.speed).estimate(part.into())) && !self.has_due_text(slice)
    }

    /// One upload of a matter at a time.
    fn claim_upload(self: &Arc<Self>, slice: &Slice) -> Option<Claim> {
        let mut queue = locked(&self.queue);
        let busy: BTreeSet<_> = queue.uploading.iter().map(|(matter, _)| *matter).collect();
        let due = queue.due_uploads(&slice.actor, self.ports.clock.now());
        let key = due.into_iter().find(|(matter, _)| !busy.contains(matter))?;
        queue.uploading.insert(key);
        drop(queue);
        Some(Claim { engine: Arc::clone(self), key })
    }

    async fn run_upload(self: &Arc<Self>, claim: Claim, slice: &Slice) -> Result<(), Setback> {
        let key = claim.key;
        while self.may_start_part(slice) {
            match self.next_step(key) {
                Step::Nothing => break,
                Step::Record => self.send_record(key, slice).await?,
                Step::Declare(id, declaration) => {
                    let request = exchange::declare(id, &declaration).map_err(|_| Setback::Halted)?;
                    let answer = self.exchange(request, slice).await.and_then(|response| exchange::read(&response));
                    let answer = self.after_conflict(id, answer, slice).await;
                    self.settle_upload(key, id, Asked::Whole, answer).await?;
                }
                Step::Send(parts) => self.send_parts(key, &parts, slice).await?,
            }
        }
        if locked(&self.queue).uploads.get(&key).is_some_and(Upload::is_complete) {
            slice.count_done(1);
        }
        Ok(())
    }

    fn next_step(&self, key: UploadKey) -> Step {
        let queue = locked(&self.queue);
        let Some(upload) = queue.uploads.get(&key) else {
            return Step::Nothing;
        };
        if !upload.note.turn.is_due(self.ports.clock.now()) {
            return Step::Nothing;
        }
        // The record goes first: it is small, and the office knows what to expect.
        if upload.is_pending() && !upload.note.recorded {
            return Step::Record;
        }
        match &upload.note.stage {
            UploadStage::Complete | UploadStage::Parked { .. } | UploadStage::Dropped => Step::Nothing,
            UploadStage::Undeclared => self.declaration_of(upload),
            UploadStage::Open { .. } => match upload.missing() {
                // All parts are there: ask whether it is whole by now.
                missing if missing.is_empty() => self.declaration_of(upload),
                missing => Step::Send(missing),
            },
        }
    }

    /// Gives the server the record of a photo. A server that will not have it gets the photo all the same.
    async fn send_record(self: &Arc<Self>, key: UploadKey, slice: &Slice) -> Result<(), Setback> {
        let record = self.background(move |engine, stores| engine.photo_record(key.1, stores)).await?;
        let answer = match record {
            None => Ok(()),
            Some(record) => {
                let request = exchange::record(key, &record).map_err(|_| Setback::Halted)?;
                self.exchange(request, slice).await.and_then(|response| exchange::read_nothing(&response))
            }
        };
        let outcome = answer.clone();
        self.background(move |engine, stores| engine.learn_of_record(key, answer, stores)).await?;
        match outcome {
            Err(Setback::Final(_)) | Ok(()) => Ok(()),
            Err(setback) => Err(setback),
        }
    }

    pub(super) fn learn_of_record(
        &self,
        key: UploadKey,
        answer: Result<(), Setback>,
        stores: &Stores,
    ) -> Result<(), CoreError> {
        let Some(id) = locked(&self.queue).uploads.get(&key).map(Upload::id) else {
            return Ok(());
        };
        match answer {
            Ok(()) => {}
            Err(Setback::Final(problem)) => {
                tracing::warn!(code = ?problem.code, "the server took no record of a photo")
            }
            Err(setback) => return self.learn_of_upload(key, id, Asked::Whole, Err(setback), stores),
        }
        self.change_upload(key, id, stores, |upload| {
            upload.note.recorded = true;
            Ok(())
        })
    }

    fn declaration_of(&self, upload: &Upload) -> Step {
        let part_bytes = match upload.note.stage {
            UploadStage::Open { part_bytes, .. } => part_bytes,
            _ => locked(&self.speed).part_bytes(self.network()),
        };
        Step::Declare(upload.id(), upload.declaration(part_bytes))
    }

    /// The server knows this id with another part size, from before the mirror was lost: then its word on it counts.
    async fn after_conflict(
        self: &Arc<Self>,
        id: UploadId,
        answer: Result<UploadView, Setback>,
        slice: &Slice,
    ) -> Result<UploadView, Setback> {
        let conflict = match answer {
            Err(Setback::Final(problem)) if problem.code == ProblemCode::UploadConflict => problem,
            answer => return answer,
        };
        let looked = self.exchange(exchange::look_at_upload(id), slice).await;
        let view: UploadView = looked.and_then(|response| exchange::read(&response))?;
        let queue = locked(&self.queue);
        let same = queue
            .uploads
            .values()
            .any(|upload| upload.id() == id && view.declaration == upload.declaration(view.declaration.part_bytes));
        if same { Ok(view) } else { Err(Setback::Final(conflict)) }
    }

    async fn send_parts(self: &Arc<Self>, key: UploadKey, parts: &[Part], slice: &Slice) -> Result<(), Setback> {
        let mut waiting = parts.iter().copied();
        let mut on_the_way = FuturesUnordered::new();
        let mut end = Ok(());
        let mut going = true;
        loop {
            while going && on_the_way.len() < PARTS_IN_FLIGHT && self.may_start_part(slice) {
                let Some(part) = waiting.next() else { break };
                on_the_way.push(self.send_part(key, part, slice));
            }
            match on_the_way.next().await {
                None => return end,
                Some(Ok(())) => {}
                Some(Err(setback)) => {
                    // The upload has learned its lesson already; parts on their way may still arrive.
                    going = false;
                    end = end.and(self.stops_all(setback));
                }
            }
        }
    }

    async fn send_part(self: &Arc<Self>, key: UploadKey, part: Part, slice: &Slice) -> Result<(), Setback> {
        let Some(bytes) = self.background(move |engine, stores| engine.read_part(key, part, stores)).await? else {
            return Ok(());
        };
        let began = self.ports.clock.monotonic();
        let answer = self.exchange(exchange::part(part.upload, part.index, bytes), slice).await;
        if answer.is_ok() {
            locked(&self.speed).learn(part.len as u64, self.ports.clock.monotonic() - began);
        }
        self.settle_upload(key, part.upload, Asked::Part, answer.and_then(|response| exchange::read(&response))).await
    }

    /// `None`: the photo is lost, and the upload parked.
    pub(super) fn read_part(&self, key: UploadKey, part: Part, stores: &Stores) -> Result<Option<Bytes>, CoreError> {
        match stores.vault.read_blob_range(key.1, part.offset, part.len) {
            Ok(bytes) if bytes.len() == part.len => Ok(Some(bytes.into())),
            Ok(_) | Err(StorageFault::Missing { .. } | StorageFault::Damaged { .. }) => {
                self.change_upload(key, part.upload, stores, |upload| {
                    upload.park(ParkReason::ContentLost);
                    Ok(())
                })?;
                Ok(None)
            }
            Err(fault) => Err(fault.into()),
        }
    }

    /// Lets an upload learn from an answer to a request under this id; stores it; gives the setback back.
    pub(super) async fn settle_upload(
        self: &Arc<Self>,
        key: UploadKey,
        id: UploadId,
        asked: Asked,
        answer: Result<UploadView, Setback>,
    ) -> Result<(), Setback> {
        let outcome = answer.as_ref().map(|_| ()).map_err(Clone::clone);
        self.background(move |engine, stores| engine.learn_of_upload(key, id, asked, answer, stores)).await?;
        outcome
    }

    pub(super) fn learn_of_upload(
        &self,
        key: UploadKey,
        id: UploadId,
        asked: Asked,
        answer: Result<UploadView, Setback>,
        stores: &Stores,
    ) -> Result<(), CoreError> {
        let now = self.ports.clock.now();
        self.change_upload(key, id, stores, |upload| upload.settled(asked, answer, now, &*self.ports.entropy))
    }

    /// Changes an upload if it still goes by this id, and stores the change.
    fn change_upload(
        &self,
        key: UploadKey,
        id: UploadId,
        stores: &Stores,
        change: impl FnOnce(&mut Upload) -> Result<(), CoreError>,
    ) -> Result<(), CoreError> {
        let mut batch = Batch::new();
        {
            let mut queue = locked(&self.queue);
            // An answer to an earlier generation teaches nothing about this one.
            let Some(upload) = queue.uploads.get_mut(&key).filter(|upload| upload.id() == id) else {
                return Ok(());
            };
            let before = upload.note.clone();
            change(upload)?;
            if upload.note == before {
                return Ok(());
            }
            batch.put(UPLOADS, &upload_key(key.0, key.1), serde_json::to_vec(&upload.note)?);
        }
        stores.note(batch);
        self.hub.outbox_changed();
        Ok(())
    }
}
