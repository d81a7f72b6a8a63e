//! Photo evidence (照片证据): from a phone's photo to something an office can act on at once and a court can test later.
//!
//! 1. [`Original::open`] hashes the file before anything decodes it.
//! 2. [`propose`] has a detector name faces to cover; a person decides.
//! 3. [`derive`](derive()) makes what others may see, from pixels alone: upright, small, covered where people asked,
//!    telling only what a policy allows.
//! 4. [`Capture`] and [`Derivation`] say what happened; [`ChainHead::append`] signs them into the device's chain.
//! 5. [`verify_chain`] tests it all again, anywhere, without a network or a clock.
//!
//! No clock is read here and nothing is written; what happens to files is the caller's business. The reasons stand in
//! docs/adr/0010-evidence-pipeline.md.

mod capture;
mod cbor;
mod chain;
mod credentials;
mod derive;
mod disclosure;
mod edge;
mod entry;
pub mod export;
mod faces;
mod known;
mod ledger;
pub mod merkle;
mod original;
mod position;
mod redaction;
#[cfg(feature = "rustface")]
mod seetaface;
mod signer;
mod ticket;
mod tiff;
pub mod timestamp;

pub use capture::{BadCircumstances, Capture, Circumstances, LONGEST_NAME, TrustedTime};
pub use cbor::Malformed;
pub use chain::{ChainFault, ChainHead, LinkFault, VerifiedChain, verify_chain};
pub use credentials::{CredentialFault, Publisher};
pub use derive::{
    CopyRole, Derivation, DerivedCopies, DerivedCopy, Operation, PUBLIC_SIDE, Recipe, THUMBNAIL_SIDE, derive,
    derive_from_decoded,
};
pub use disclosure::{CaptureFacts, Disclosure};
pub use entry::{Body, Entry, EntryFault, SignedEntry};
pub use faces::{
    DetectorFault, FaceBox, FaceDetector, MOST_PROPOSALS, ProposalFault, Proposals, UprightView, VIEW_SIDE, propose,
};
pub use known::{Absence, Known};
pub use ledger::{CustodyAct, Happening, LONGEST_REASON, LogEntry};
pub use minyi_photo::{Limits, Orientation, PhotoKind, Refusal, Unsupported};
pub use original::{Fingerprint, Original, Sm3Hash};
pub use position::{AbsurdPosition, Datum, PER_DEGREE, Position, Provider};
pub use redaction::{NotARegion, PARTS, Region};
#[cfg(feature = "rustface")]
pub use seetaface::{NotTheModel, SEETAFACE_MODEL, SeetaFace};
pub use signer::{
    KeyId, KeyInfo, NotAKey, PublicKey, SecurityLevel, Signer, SignerFault, SigningFault, SoftwareSigner,
};
pub use ticket::{CaptureTicket, Import, Monotonic, Nonce, Origin, Provenance, TicketDesk, TicketFault};
