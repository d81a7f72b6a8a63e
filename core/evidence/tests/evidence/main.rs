//! What photo evidence promises: nothing is lost, nothing leaks, every change shows, and others who share no code with us agree.
//! One program, for each is linked with every decoder there is.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod bad_input;
mod chain;
mod corpus;
mod cose;
mod credentials;
mod mutations;
mod no_leak;
mod pictures;
mod stamped_package;
mod support;
mod timestamp;
mod wycheproof;
