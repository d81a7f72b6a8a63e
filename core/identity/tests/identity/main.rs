//! What the deputy card promises, one file a subject, in one test program.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "clippy's leave for tests does not reach their helpers")]

mod bad_input;
mod clock;
mod corpus;
mod issuing;
mod mutations;
mod outcomes;
mod showing;
mod status_list;
mod support;
mod third_party;
mod trust;
