//! One photo or voice note on its way (附件上传): what is known of it and what every possible answer does to it. Pure; the requests are made in
//! [`super::photos`].

use super::{ParkReason, Turn};
use crate::CoreError;
use crate::entropy::{Entropy, derived_id};
use crate::exchange::{Setback, Wait, WaitReason};
use jiff::Timestamp;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::ids::{MatterId, Sha256, UploadId};
use minyi_rulebook::procedure::Attachment;
use minyi_wire::problem::ProblemCode;
use minyi_wire::upload::{PART_MAX, PART_MIN, UploadDeclaration, UploadProgress, UploadView};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A photo of a matter: the same photo named by two commands of a matter is sent once.
pub(crate) type UploadKey = (MatterId, Sha256);

/// An upload as the outbox knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Upload {
    pub(crate) matter: MatterId,
    pub(crate) file: Attachment,
    /// Account of the command that named it.
    pub(crate) owner: Actor,
    pub(crate) note: UploadNote,
}

/// The part of it that the mirror remembers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct UploadNote {
    /// Counts the starts from anew; part of the id, so that an expired upload is never met again.
    pub(crate) generation: u32,
    pub(crate) stage: UploadStage,
    pub(crate) turn: Turn,
    /// The server was given the photo's record, or there is none to give.
    #[serde(default)]
    pub(crate) recorded: bool,
}

/// How far it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub(crate) enum UploadStage {
    /// The server has not been told, or we forgot that it was.
    Undeclared,
    /// Declared; the server has these parts.
    Open { part_bytes: u32, have: BTreeSet<u32> },
    /// The server has it whole.
    Complete,
    /// The server will not take it.
    Parked { reason: ParkReason },
    /// The user gave it up after that.
    Dropped,
}

/// What was asked when an answer about an upload came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// To take the upload, or how far it is.
    Whole,
    /// To take a part.
    Part,
}

/// One part that is to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) upload: UploadId,
    pub(crate) index: u32,
    pub(crate) offset: u64,
    pub(crate) len: usize,
}

impl Upload {
    pub(crate) fn new(matter: MatterId, file: Attachment, owner: Actor, note: Option<UploadNote>) -> Self {
        let fresh = UploadNote { generation: 0, stage: UploadStage::Undeclared, turn: Turn::Now, recorded: false };
        Self { matter, file, owner, note: note.unwrap_or(fresh) }
    }

    pub(crate) fn key(&self) -> UploadKey {
        (self.matter, self.file.sha256)
    }

    pub(crate) fn id(&self) -> UploadId {
        let generation = self.note.generation.to_be_bytes();
        let parts: [&[u8]; 3] = [self.matter.0.as_bytes(), &self.file.sha256.0, &generation];
        UploadId(derived_id("minyi-upload-v1", &parts))
    }

    pub(crate) fn declaration(&self, part_bytes: u32) -> UploadDeclaration {
        let Attachment { kind, sha256, bytes } = self.file;
        UploadDeclaration { matter: self.matter, sha256, bytes, part_bytes, kind }
    }

    pub(crate) fn is_complete(&self) -> bool {
        self.note.stage == UploadStage::Complete
    }

    /// Whether nothing more will happen to it.
    pub(crate) fn is_over(&self) -> bool {
        matches!(self.note.stage, UploadStage::Complete | UploadStage::Dropped)
    }

    pub(crate) fn is_pending(&self) -> bool {
        matches!(self.note.stage, UploadStage::Undeclared | UploadStage::Open { .. })
    }

    /// Parts that the server does not have, ascending.
    pub(crate) fn missing(&self) -> Vec<Part> {
        let UploadStage::Open { part_bytes, have } = &self.note.stage else {
            return Vec::new();
        };
        let declaration = self.declaration(*part_bytes);
        (0..declaration.parts())
            .filter(|index| !have.contains(index))
            .filter_map(|index| {
                let len = usize::try_from(declaration.part_len(index)?).ok()?;
                Some(Part { upload: self.id(), index, offset: u64::from(index) * u64::from(*part_bytes), len })
            })
            .collect()
    }

    /// Bytes that the server has.
    pub(crate) fn sent(&self) -> u64 {
        match &self.note.stage {
            UploadStage::Undeclared | UploadStage::Parked { .. } | UploadStage::Dropped => 0,
            UploadStage::Complete => self.file.bytes,
            UploadStage::Open { part_bytes, have } => {
                let declaration = self.declaration(*part_bytes);
                have.iter().filter_map(|index| declaration.part_len(*index)).sum()
            }
        }
    }

    /// What the answer to a declaration, a look or a part makes of it.
    ///
    /// # Errors
    /// [`CoreError::Internal`] if there is no randomness for the back-off.
    pub(crate) fn settled(
        &mut self,
        asked: Asked,
        answer: Result<UploadView, Setback>,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<(), CoreError> {
        // Three parts fail together; the first to say so has said it for all.
        let is_echo = asked == Asked::Part && self.note.stage == UploadStage::Undeclared && answer.is_err();
        if !self.is_pending() || is_echo {
            return Ok(());
        }
        match answer {
            Ok(view) if !self.is_about_us(&view) => self.postpone(WaitReason::NotOurServer, now, entropy),
            Ok(view) => {
                self.learn(view);
                // Everything is there and yet it is not whole: the server is still putting it together.
                let idle = self.is_pending() && self.missing().is_empty();
                if idle { self.postpone(WaitReason::ServerBusy, now, entropy) } else { Ok(()) }
            }
            Err(Setback::Wait(wait)) => self.postpone_as(&wait, now, entropy),
            Err(Setback::SignIn(_) | Setback::Halted) => Ok(()),
            Err(Setback::Final(problem)) => match (problem.code, asked) {
                (
                    ProblemCode::UploadExpired
                    | ProblemCode::UploadConflict
                    | ProblemCode::PartConflict
                    | ProblemCode::PartOutOfRange
                    | ProblemCode::UploadHashMismatch,
                    _,
                ) => {
                    self.note.generation = self.note.generation.saturating_add(1);
                    self.note.stage = UploadStage::Undeclared;
                    self.postpone(WaitReason::ServerBusy, now, entropy)
                }
                (ProblemCode::PartDigestMismatch, _) => self.postpone(WaitReason::Garbled, now, entropy),
                // It forgot the upload (a restored backup); declaring it again is all it needs.
                (ProblemCode::NotFound, Asked::Part) => {
                    self.note.stage = UploadStage::Undeclared;
                    self.postpone(WaitReason::ServerBusy, now, entropy)
                }
                _ => {
                    self.park(ParkReason::Problem { problem });
                    Ok(())
                }
            },
        }
    }

    pub(crate) fn park(&mut self, reason: ParkReason) {
        self.note.stage = UploadStage::Parked { reason };
        self.note.turn = Turn::Now;
    }

    /// The user wants it tried again.
    pub(crate) fn unpark(&mut self) {
        if let UploadStage::Parked { .. } = self.note.stage {
            self.note.stage = UploadStage::Undeclared;
            self.note.turn = Turn::Now;
        }
    }

    fn is_about_us(&self, view: &UploadView) -> bool {
        let declared = &view.declaration;
        view.id == self.id()
            && *declared == self.declaration(declared.part_bytes)
            && (PART_MIN..=PART_MAX).contains(&declared.part_bytes)
    }

    fn learn(&mut self, view: UploadView) {
        self.note.turn = Turn::Now;
        let now_have = match view.progress {
            UploadProgress::Complete => return self.note.stage = UploadStage::Complete,
            UploadProgress::Open { have } => have,
        };
        // A durable part never goes away again, but answers may overtake each other.
        let part_bytes = view.declaration.part_bytes;
        let mut have: BTreeSet<u32> = now_have.into_iter().collect();
        if let UploadStage::Open { part_bytes: known, have: had } = &self.note.stage
            && *known == part_bytes
        {
            have.extend(had);
        }
        self.note.stage = UploadStage::Open { part_bytes, have };
    }

    fn postpone(&mut self, why: WaitReason, now: Timestamp, entropy: &dyn Entropy) -> Result<(), CoreError> {
        self.postpone_as(&Wait { why, at_least: None, problem: None }, now, entropy)
    }

    fn postpone_as(&mut self, wait: &Wait, now: Timestamp, entropy: &dyn Entropy) -> Result<(), CoreError> {
        // A start from anew ends well at first and then fails at the same place: it must not reset the back-off.
        let before = match self.note.turn {
            // Another part of the same volley was here first.
            turn if !turn.is_due(now) && wait.at_least.is_none() => return Ok(()),
            Turn::Now if self.note.generation > 0 => {
                Turn::Later { at: now, attempts: self.note.generation.min(20), why: wait.why }
            }
            turn => turn,
        };
        self.note.turn = before.postponed(wait, now, entropy)?;
        Ok(())
    }
}
