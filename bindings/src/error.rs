//! Why a call did not do what was asked (错误): about ten cases, each of which the shell can act on, and the one place where
//! the core's errors become them. Shells map every case to their own words; nothing here is meant to be shown as it is.

use minyi_core::CoreError;
use minyi_rulebook::policy::{Layer, Quote, RuleId};
use minyi_rulebook::refusal::RefusalCode;
use minyi_wire::problem::{Problem, ProblemCode};

use crate::due::RuleSource;

/// Why a call did not do what was asked. Match on all cases; the text of the exception itself is for logs only.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum MinyiError {
    /// No way to the server now. What was written is safe and goes out later by itself: say so, offer nothing.
    #[error("the server cannot be reached now")]
    Offline,
    /// Nobody is signed in, or the session is over: ask to sign in. Unsent work stays.
    #[error("nobody is signed in")]
    SignedOut,
    /// The rules do not allow it (不予办理). Show what would be accepted and the quoted rule, at the field it names.
    #[error("refused: {}", refusal.code_name())]
    Refused {
        /// Code, field, what would be accepted, and the rule.
        refusal: Refusal,
    },
    /// The server said no for a reason that is no rule of the congress: a wrong code, too many attempts.
    #[error("the server rejected the request: {code:?}")]
    Rejected {
        /// Stable code; choose the words by it.
        code: ProblemCode,
        /// Name of the field at fault, where one is.
        field: Option<String>,
        /// Seconds to wait before asking again, where the server said so.
        retry_after: Option<u32>,
    },
    /// It contradicts what is there: filed already, sent already, changed meanwhile. Read again, then decide.
    #[error("it contradicts what is there already")]
    Conflict,
    /// Not on this phone, or not for this account.
    #[error("not found on this phone")]
    NotFound,
    /// The phone's storage is full. Nothing was saved: ask to free some.
    #[error("the phone's storage is full")]
    StorageFull,
    /// The key that opens the vault is gone for good (new phone, reset lock screen). Only `set_vault_aside` helps, and what
    /// was unsent goes with it: ask first.
    #[error("the key to the vault is lost")]
    KeyLost,
    /// A stored file was damaged and was set aside; everything else is fine.
    #[error("a stored file is damaged and was set aside")]
    Damaged,
    /// An argument is not usable, for example a phone number that is none.
    #[error("{field} is not usable")]
    BadInput {
        /// Which one: `phone`, `code`, `totp`, `login`, `password`, `photos`, `photo.too_big`, `photo.empty`, `photo.path`,
        /// `photo.changed`, `photo.not_a_photo`, `photo.truncated`, `photo.damaged`, `photo.too_many_pixels`,
        /// `photo.unsupported`, `photo.place`, `photo.covered`, `package.path`, `package.too_big`, `roots`, `matter`, `command`, `organ`, `user`, `sha256`, `date`, `server`, `key`, `cursor`, `question`.
        field: String,
    },
    /// Not now: another process has the store, the phone was not unlocked since its start, or the core is suspended. Try again.
    #[error("the store is not available now")]
    Busy,
    /// A fault of ours or of the disk. Report it; trying again may help.
    #[error("internal fault: {reason}")]
    Internal {
        /// For the log. Holds no content and no personal data.
        reason: String,
    },
}

/// A refusal by the rules (不予办理的答复): an answer to be shown, not an accident.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Refusal {
    /// Stable code.
    pub code: RefusalCode,
    /// Field at fault, dotted (`place.label`), where one is.
    pub field: Option<String>,
    /// What would be accepted, in Chinese.
    pub accepted_zh: String,
    /// What would be accepted, in English.
    pub accepted_en: String,
    /// The rule, quoted, where one backs the refusal.
    pub rule: Option<QuotedRule>,
}

/// A rule as it is quoted to people (引用的规则).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct QuotedRule {
    /// Stable name of the rule.
    pub id: RuleId,
    /// Who made it.
    pub layer: Layer,
    /// What it says, in Chinese.
    pub text_zh: String,
    /// What it says, in English.
    pub text_en: String,
    /// Where it stands.
    pub source: RuleSource,
}

/// What the server answered instead of a receipt (服务器的答复).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ServerProblem {
    /// Stable code.
    pub code: ProblemCode,
    /// Field at fault, where one is.
    pub field: Option<String>,
    /// The sentence for people, in Chinese.
    pub text_zh: String,
    /// The sentence for people, in English.
    pub text_en: String,
    /// What would be accepted, where the server said so.
    pub accepted: Option<String>,
    /// The rules' refusal, when the code is `refused`.
    pub refusal: Option<Refusal>,
}

impl Refusal {
    fn code_name(&self) -> String {
        format!("{:?}", self.code)
    }
}

impl From<CoreError> for MinyiError {
    fn from(error: CoreError) -> Self {
        match error {
            CoreError::Offline => Self::Offline,
            CoreError::SignedOut => Self::SignedOut,
            CoreError::Refused(refusal) => Self::Refused { refusal: (*refusal).into() },
            CoreError::Rejected { code, field, retry_after } => Self::Rejected { code, field, retry_after },
            CoreError::Conflict => Self::Conflict,
            CoreError::NotFound => Self::NotFound,
            CoreError::StorageFull => Self::StorageFull,
            CoreError::KeyLost => Self::KeyLost,
            CoreError::Damaged => Self::Damaged,
            CoreError::BadInput { field } => Self::BadInput { field: field.to_owned() },
            CoreError::Busy => Self::Busy,
            CoreError::Internal { reason } => {
                tracing::error!(%reason, "a call failed");
                Self::Internal { reason }
            }
        }
    }
}

impl From<minyi_rulebook::refusal::Refusal> for Refusal {
    fn from(refusal: minyi_rulebook::refusal::Refusal) -> Self {
        Self {
            code: refusal.code,
            field: refusal.field,
            accepted_zh: refusal.accepted_zh,
            accepted_en: refusal.accepted_en,
            rule: refusal.rule.map(|rule| (*rule).into()),
        }
    }
}

impl From<Quote> for QuotedRule {
    fn from(rule: Quote) -> Self {
        Self {
            id: rule.id,
            layer: rule.layer,
            text_zh: rule.text_zh,
            text_en: rule.text_en,
            source: rule.source.into(),
        }
    }
}

impl From<Problem> for ServerProblem {
    fn from(problem: Problem) -> Self {
        Self {
            code: problem.code,
            field: problem.field,
            text_zh: problem.title_zh,
            text_en: problem.title,
            accepted: problem.accepted,
            refusal: problem.refusal.map(|refusal| (*refusal).into()),
        }
    }
}
