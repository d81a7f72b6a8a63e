//! What the shell is told when something does not work (错误): about ten cases, each of which it can act on, and the one place
//! where everything inside becomes one of them. Shells show their own words; nothing here carries content.

use crate::entropy::NoEntropy;
use crate::exchange::{Setback, Wait, WaitReason};
use crate::storage_fault::{ImportRefusal, StorageFault};
use minyi_rulebook::refusal::Refusal;
use minyi_wire::problem::{Problem, ProblemCode};

/// Why a call to the core did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CoreError {
    /// No way to the server now. What was written is safe.
    #[error("the server cannot be reached now")]
    Offline,
    /// Nobody is signed in, or the session is over.
    #[error("nobody is signed in")]
    SignedOut,
    /// The rules do not allow it; the refusal quotes the rule. Told offline, before anything is sealed.
    #[error("{0}")]
    Refused(Box<Refusal>),
    /// The server said no, with this stable code.
    #[error("the server rejected the request: {code:?}")]
    Rejected {
        /// Stable code of the contract.
        code: ProblemCode,
        /// Field at fault, where one is.
        field: Option<String>,
        /// Seconds to wait before asking again, where the server said so.
        retry_after: Option<u32>,
    },
    /// It contradicts what is there: filed already, sent already, changed meanwhile.
    #[error("it contradicts what is there already")]
    Conflict,
    /// Not on this phone, or not for this account.
    #[error("not found on this phone")]
    NotFound,
    /// The phone's storage is full. Nothing was saved.
    #[error("the phone's storage is full")]
    StorageFull,
    /// The key to the vault is gone; see [`crate::Core::set_vault_aside`].
    #[error("the key to the vault is lost")]
    KeyLost,
    /// A stored file is damaged; it was set aside.
    #[error("a stored file is damaged and was set aside")]
    Damaged,
    /// An argument is not usable.
    #[error("{field} is not usable")]
    BadInput {
        /// Which one.
        field: &'static str,
    },
    /// Not now: another process holds the store, the phone is still locked, or the core is suspended.
    #[error("the store is not available now")]
    Busy,
    /// A fault of ours or of the disk; the reason names no content.
    #[error("internal fault: {reason}")]
    Internal {
        /// For the log.
        reason: String,
    },
}

impl CoreError {
    pub(crate) fn internal(reason: impl ToString) -> Self {
        Self::Internal { reason: reason.to_string() }
    }
}

impl From<StorageFault> for CoreError {
    fn from(fault: StorageFault) -> Self {
        match fault {
            StorageFault::InUse | StorageFault::KeyUnavailable | StorageFault::MirrorBroken => Self::Busy,
            StorageFault::KeyLost(_) => Self::KeyLost,
            StorageFault::StorageFull => Self::StorageFull,
            StorageFault::Damaged { .. } => Self::Damaged,
            StorageFault::Missing { .. } => Self::NotFound,
            StorageFault::Conflict { .. } | StorageFault::NotReceipted { .. } => Self::Conflict,
            StorageFault::NotImportable(refusal) => Self::BadInput {
                field: match refusal {
                    ImportRefusal::Empty => "photo.empty",
                    ImportRefusal::TooBig { .. } => "photo.too_big",
                    ImportRefusal::Vanished | ImportRefusal::NotAFile => "photo.path",
                    ImportRefusal::Changed => "photo.changed",
                },
            },
            StorageFault::Io { .. } | StorageFault::BadSlotName | StorageFault::TooLarge { .. } => {
                tracing::error!(%fault, "storage fault");
                Self::internal(fault)
            }
        }
    }
}

impl From<Setback> for CoreError {
    fn from(setback: Setback) -> Self {
        match setback {
            Setback::Wait(Wait { why: WaitReason::ServerBusy, problem: Some(problem), .. }) => Self::from(*problem),
            Setback::Wait(_) | Setback::Halted => Self::Offline,
            Setback::SignIn(problem) if problem.code == ProblemCode::CredentialsWrong => Self::from(problem),
            Setback::SignIn(_) => Self::SignedOut,
            Setback::Final(problem) => Self::from(*problem),
        }
    }
}

impl From<Problem> for CoreError {
    fn from(problem: Problem) -> Self {
        match (problem.code, problem.refusal) {
            (ProblemCode::Refused, Some(refusal)) => Self::Refused(refusal),
            (ProblemCode::CommandConflict | ProblemCode::VersionConflict, _) => Self::Conflict,
            (ProblemCode::NotFound, _) => Self::NotFound,
            (code, _) => Self::Rejected { code, field: problem.field, retry_after: problem.retry_after },
        }
    }
}

impl From<Refusal> for CoreError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl From<NoEntropy> for CoreError {
    fn from(fault: NoEntropy) -> Self {
        Self::internal(fault)
    }
}

impl From<serde_json::Error> for CoreError {
    fn from(error: serde_json::Error) -> Self {
        // Only our own types are written and read with it; the position is enough and the text might quote content.
        Self::internal(format!("JSON at line {} column {}", error.line(), error.column()))
    }
}
