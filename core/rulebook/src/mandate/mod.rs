//! 代表资格: one mandate of one person, from the day it is recorded to its end, and the electronic card (电子代表证) that goes with it.
//!
//! ```text
//! establish > in office <-> suspended > ended, by a ground of the law with its notice, or with the term
//!                 \ request card > card issued (by the server's key) > replaced, when anything on it changes
//! ```
//! A person with several mandates has several matters. [`decide`] is the only judge, [`apply`] the only scribe, [`table::TABLE`]
//! the road map. What the law wants published is; the rest is published by the deputy's consent, field by field.

mod apply;
mod command;
mod decide;
mod event;
mod ground;
mod permitted;
mod procedure;
mod state;
pub mod table;

pub use apply::{apply, replay};
pub use command::*;
pub use decide::{Context, decide, limits};
pub use event::*;
pub use ground::*;
pub use permitted::{PermittedMandateAct, permitted_acts};
pub use procedure::{Mandate, as_read_by, audience};
pub use state::*;

/// Name of the procedure on the wire and in the event table.
pub const PROCEDURE: &str = "mandate";
