//! Everything that is on disk in tables: events as the truth, projections as its shadow.
//!
//! ```text
//! door ── events (append-only, chained) ──> projection: snapshots, sights, due, each procedure's own
//!     └── commands (receipts), head              read by matters, sync, timer
//! ```

pub mod backup;
pub mod chain;
pub mod daily_head;
pub mod db;
pub mod events;
pub mod fault;
pub mod file;
pub mod idempotency;
pub mod linked_log;
pub mod matters;
pub mod projection;
pub mod rebuild;
mod schema;

pub use db::{DatabaseUrl, Db, Insert, Row, Stored, Tx, Value, in_list};
pub use fault::StoreError;
