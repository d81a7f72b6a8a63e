//! The names of the domain's words are those of the contract.

pub(crate) use minyi_wire::words::{Words, local_time, plain, quote};
