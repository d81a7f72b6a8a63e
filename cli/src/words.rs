//! The names of the domain's words are those of the contract.

pub(crate) use minyi_rulebook::procedure::wire_name;
pub(crate) use minyi_wire::words::{Words, local_time, quote};
