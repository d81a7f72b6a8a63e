//! Every error on demand.

use minyi_ffi::{MinyiError, Refusal};
use minyi_rulebook::policy::Policy;
use minyi_rulebook::refusal::{self, RefusalCode};

/// The cases of `MinyiError`, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum ErrorCase {
    /// `Offline`
    Offline,
    /// `SignedOut`
    SignedOut,
    /// `Refused`: `text_missing` at `title`, quoting `submission.frozen`.
    Refused,
    /// `Rejected`: `rate_limited` at `phone`, 60 seconds.
    Rejected,
    /// `Conflict`
    Conflict,
    /// `NotFound`
    NotFound,
    /// `StorageFull`
    StorageFull,
    /// `KeyLost`
    KeyLost,
    /// `Damaged`
    Damaged,
    /// `BadInput` at `phone`.
    BadInput,
    /// `Busy`
    Busy,
    /// `Internal`: `made for a test`.
    Internal,
}

/// Throws this case.
#[uniffi::export]
pub fn throw_error(kind: ErrorCase) -> Result<(), MinyiError> {
    Err(error(kind))
}

/// Throws this case, from a call that waits.
#[uniffi::export]
pub async fn throw_error_later(kind: ErrorCase) -> Result<(), MinyiError> {
    Err(error(kind))
}

fn error(kind: ErrorCase) -> MinyiError {
    match kind {
        ErrorCase::Offline => MinyiError::Offline,
        ErrorCase::SignedOut => MinyiError::SignedOut,
        ErrorCase::Refused => MinyiError::Refused { refusal: refusal() },
        ErrorCase::Rejected => MinyiError::Rejected {
            code: minyi_ffi::ProblemCode::RateLimited,
            field: Some("phone".to_owned()),
            retry_after: Some(60),
        },
        ErrorCase::Conflict => MinyiError::Conflict,
        ErrorCase::NotFound => MinyiError::NotFound,
        ErrorCase::StorageFull => MinyiError::StorageFull,
        ErrorCase::KeyLost => MinyiError::KeyLost,
        ErrorCase::Damaged => MinyiError::Damaged,
        ErrorCase::BadInput => MinyiError::BadInput { field: "phone".to_owned() },
        ErrorCase::Busy => MinyiError::Busy,
        ErrorCase::Internal => MinyiError::Internal { reason: "made for a test".to_owned() },
    }
}

fn refusal() -> Refusal {
    refusal::Refusal::new(RefusalCode::TextMissing, "请填写标题", "a title of 1 to 80 characters")
        .field("title")
        .quoting(Policy::embedded(), "submission.frozen")
        .into()
}
