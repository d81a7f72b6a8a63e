//! What only tests may call (测试专用): misbehaviour on demand, counters, a server in the same process. The library of this
//! crate is a superset of the shipped one, so that tests in Kotlin and Swift run the very code that ships.
#![deny(missing_docs)]
#![expect(clippy::result_large_err, reason = "as in minyi-ffi")]

pub mod callbacks;
pub mod court;
pub mod errors;
pub mod figures;
pub mod lifetime;
pub mod panics;
pub mod server;

minyi_ffi::uniffi_reexport_scaffolding!();
uniffi::setup_scaffolding!();
