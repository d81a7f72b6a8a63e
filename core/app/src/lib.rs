//! The phone runtime (端侧核心): what the user made is safe here, and gets to the server exactly once.
//!
//! [`Core`] is the whole surface. Behind it: the [`vault`] holds the truth for what the user made, the [`mirror`] is an index
//! that can be thrown away and built again, the [`outbox`] brings commands and photos to the server, [`sync`] brings what
//! changed back, [`cases`] shows both together and asks the rulebook what may be done, offline. Network, clock, randomness
//! and key store are ports, given from outside.

pub mod cards;
pub mod cases;
mod engine;
pub mod entropy;
pub mod error;
pub mod evidence;
mod exchange;
pub mod facade;
pub mod hearing;
pub mod hearings;
pub mod mirror;
pub mod observe;
pub mod outbox;
mod own_data;
mod server_keys;
pub mod session;
pub mod storage_fault;
pub mod sync;
#[cfg(test)]
mod tests;
pub mod time;
pub mod transport;
pub mod vault;

pub use error::CoreError;
pub use exchange::WaitReason;
pub use facade::{Core, CoreConfig, NetworkClass, OpenReport, Ports};
