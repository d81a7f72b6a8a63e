//! 云听案: deputies hear a case of the court online, ask its liaison office, are answered, and the congress supervises the
//! reply. What the law forbids decides the shape.
//!
//! ```text
//! hearing   draft > court_review > signup > rostered > ready > live <> recess > adjourned > answering > judged > evaluated > archived
//!                          \________________ cancelled, turned_closed ________________/
//! question  submitted > screening > accepted | held > released > assigned > answered > closed
//!                           |  > returned > submitted      |        ^          > dissatisfied: once more, then supervision
//!                           |  > refused, merged           withdrawn (before release)
//! ```
//! Observers may not speak, ask, record or message while the court sits, and nobody may use an office to interfere in a case.
//! So a question is a side channel to the liaison office that leaves the congress office only after adjournment (or
//! judgment), is never about the merits, and is never shown to the bench before judgment ([`lanes`]).
//!
//! One hearing is one aggregate; its version is the sequence of its stream. [`decide`] judges, [`apply`] writes down, [`table`]
//! is the road map, [`lanes`] the only word on who sees what.

mod answer;
mod apply;
mod command;
mod decide;
mod event;
mod foretell;
pub mod lanes;
mod permitted;
mod procedure;
mod question;
mod seat;
mod session_clock;
mod stage;
mod state;
pub mod table;
mod video;
pub mod wording;

pub use answer::*;
pub use apply::{apply, replay};
pub use command::*;
pub use decide::{Context, decide, limits};
pub use event::*;
pub use foretell::{acts_about, foretell};
pub use permitted::{acts_on, hearing_acts, opening_acts};
pub use procedure::Hearing;
pub use question::*;
pub use seat::*;
pub use session_clock::*;
pub use stage::*;
pub use state::*;
pub use video::*;

/// Name of the procedure in policy files and on the wire.
pub const PROCEDURE: &str = "hearing";
