//! The deputy card (亮身份): made by a congress, shown by one device, checked by anybody without a network.
//!
//! ```text
//! roots (2 of 3) sign the bundle -> issuer key, limited in scope -> card -> device key -> session key, 10 min -> code, 15 s
//! ```
//! [`issuer`] makes cards, [`showing`] shows them, [`verify`] judges a scanned code by what the phone's [`store`] believes and
//! by [`time`]. Pure: no network, no clock, no random numbers; what is needed of those is an argument. docs/adr/0011 says why.

mod base45;
pub mod bundle;
pub mod card;
mod cbor;
mod cose;
pub mod crypto;
pub mod fault;
pub mod issuer;
pub mod link;
pub mod office;
pub mod outcome;
pub mod plate;
mod presentation;
pub mod qr;
pub mod showing;
pub mod status;
pub mod store;
pub mod time;
pub mod verify;
pub mod words;

pub use bundle::{Roots, TrustBundle};
pub use card::{Card, CardId, Holder, Station};
pub use cbor::CborFault;
pub use cose::Endorsement;
pub use crypto::{Algorithm, CryptoProvider, PublicKey, Signer, SignerError, SoftwareCrypto, SoftwareSigner};
pub use fault::Fault;
pub use issuer::{CardRequest, IssueError, Issuer, IssuerCertificate, Term};
pub use link::PageLink;
pub use office::{Level, Office, Region, Scope};
pub use outcome::{IssuerDoubt, Liveness, Outcome, Replay, Shown};
pub use plate::{PlateForm, PlateText};
pub use presentation::{Challenge, SESSION, STEP};
pub use qr::{QrMatrix, Robustness};
pub use showing::{Face, ShowError, Showing};
pub use status::{CardStatus, Denial, DenyList, StatusBits, StatusList};
pub use store::{Installed, Refused, TrustStore};
pub use time::{ClockReading, Now, TimeAnchor, UnixTime};
pub use verify::{Expecting, SeenCodes, Verifier, issued_card};
