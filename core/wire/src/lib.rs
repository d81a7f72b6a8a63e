//! The contract between phone and server: commands in, receipts and views out, problems when something is wrong.
//!
//! JSON, versioned by [`WIRE_VERSION`]; new optional fields may come at any time, anything else is a new version. A command
//! travels as the exact bytes that the phone sealed, and its identity is `(id, SHA-256 of those bytes)`; see docs/adr/0002.

pub mod access;
pub mod command;
pub mod directory;
pub mod follow;
pub mod hearing;
pub mod identity;
pub mod photo;
pub mod problem;
pub mod receipt;
pub mod sync;
pub mod upload;
pub mod video;
pub mod view;
pub mod voice;
pub mod words;

pub use command::{Command, CommandEnvelope};
pub use problem::{Problem, ProblemCode};
pub use receipt::Receipt;
pub use view::CaseView;

/// Version of the contract. A server refuses others with `unknown_version` and names what it speaks.
pub const WIRE_VERSION: u16 = 1;
