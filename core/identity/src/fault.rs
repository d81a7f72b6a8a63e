//! What can be wrong with bytes that claim to be ours. Every bad input ends in one of these names, never in an exception.

use crate::cbor::{CborFault, Unexpected};
use crate::crypto::{Algorithm, NotVerified};
use thiserror::Error;

/// Why something scanned or downloaded is not what it claims to be. Carries no part of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// A code of another kind: a payment, a health code, a visiting card, plain text.
    #[error("not a deputy card")]
    NotOurs,
    /// The printed or short code (名牌码): a way to the web page, never proof of a person.
    #[error("a link to the page of a deputy or station, not proof of a person")]
    PageLink,
    /// Longer than anything of ours.
    #[error("longer than a deputy card can be")]
    TooLong,
    /// Not base45, or not its only spelling.
    #[error("not base45")]
    Base45,
    /// Not deterministic CBOR.
    #[error("not deterministic CBOR: {0}")]
    Cbor(CborFault),
    /// CBOR of another shape: fields missing, unknown, of another type, or another kind of message.
    #[error("not the structure of this message")]
    Structure,
    /// The header names another algorithm than the key has.
    #[error("the algorithm named is not the key's")]
    Algorithm,
    /// This device lacks the key's algorithm.
    #[error("this device cannot check {0:?} signatures")]
    Unsupported(Algorithm),
    /// Changed after signing, or signed by somebody else.
    #[error("the signature does not verify")]
    Signature,
    /// Signed, but a value is outside its limits: text too long or with invisible characters, a term above 180 days.
    #[error("a value is outside its limits")]
    Claims,
    /// Made later than it is now.
    #[error("dated in the future")]
    FromTheFuture,
}

impl From<CborFault> for Fault {
    fn from(fault: CborFault) -> Self {
        Self::Cbor(fault)
    }
}

impl From<Unexpected> for Fault {
    fn from(_: Unexpected) -> Self {
        Self::Structure
    }
}

impl From<NotVerified> for Fault {
    fn from(fault: NotVerified) -> Self {
        match fault {
            NotVerified::BadSignature => Self::Signature,
            NotVerified::Unsupported(algorithm) => Self::Unsupported(algorithm),
        }
    }
}
