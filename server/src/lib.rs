//! The server (服务端): one door for writes, an append-only event store, reads, sync and uploads.
//!
//! ```text
//! routes ── access (who is it?) ──> door (decide, store, sign) ──> store (events, projections)
//!       ├── uploads (photos in parts) ──> objects                   │
//!       └── reads <─────────────────────────────────────────────────┘
//! ```
//! [`app::App`] puts the parts together. A handler in [`routes`] reads a request, asks one part and answers; it holds no rule.

pub mod access;
pub mod app;
pub mod audit;
pub mod clock;
pub mod config;
pub mod desk;
pub mod directory;
pub mod door;
pub mod evidence;
pub mod failure;
pub mod follow;
pub mod hearings;
pub mod identity;
mod keys;
pub mod law;
pub mod listener;
mod pages;
pub mod procedures;
pub mod reads;
pub mod routes;
pub mod seed;
pub mod store;
mod telemetry;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
pub mod tiles;
pub mod uploads;
pub mod video;
pub mod voice;
pub mod web;

pub use app::App;
