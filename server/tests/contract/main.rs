//! What the store and the door promise, on SQLite and on PostgreSQL alike.
#![allow(unreachable_pub, reason = "a test binary has no outside")]
#![allow(clippy::unwrap_used, reason = "a promise that cannot go on fails where it stands")]
#![allow(clippy::print_stderr, reason = "a promise that was not run on PostgreSQL says so")]

mod audits;
mod backups;
mod batches;
mod commands;
mod reading;
mod snapshots;
mod store;
mod timing;
mod visibility;
mod world;
