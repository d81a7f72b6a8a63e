//! For whoever does not take our word: checks the chain, makes the projections anew, tells who read which original.

pub mod verify;

pub use crate::store::projection::digest as projection_digest;
pub use crate::store::rebuild::{Rebuilt, rebuild};
pub use verify::{Fault, VerifyReport, verify, verify_signed};
