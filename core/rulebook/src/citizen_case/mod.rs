//! 有事找代表: a citizen's case, from filing to the kept promise.
//!
//! ```text
//! submit > triage > assign > sign for > handle > answer > evaluate > close
//!            |  \                ^  |                |
//!            |   > ask author    |  > return         > dissatisfied: new round of handling
//!            > refuse, redirect, link as duplicate
//! ```
//!
//! [`decide`] is the only judge, [`apply`] the only scribe, [`table::TABLE`] the road map, [`audience`] the only
//! word on who sees what. [`CitizenCase`] is all of it as the server and the phone carry it.

mod apply;
mod audience;
mod command;
mod decide;
mod event;
pub mod facts;
pub mod figures;
mod permitted;
mod procedure;
mod stage;
mod state;
pub mod table;
pub mod waiting;

pub use crate::audience::{Reader, Sight, own_readers_of, readers_of};
pub use apply::{apply, replay};
pub use audience::{as_read_by, audience, may_listen, sight_of};
pub use command::*;
pub use decide::{Context, Decision, FollowUp, decide, limits};
pub use event::*;
pub use permitted::{PermittedAction, permitted_actions};
pub use procedure::CitizenCase;
pub use stage::*;
pub use state::*;

/// Name of the procedure in policy files and on the wire.
pub const PROCEDURE: &str = "citizen_case";
