//! The rulebook (规则): every rule of the congress, once.
//!
//! A matter (事项) follows a [`procedure`]: `decide` turns a command into an event or into a typed refusal that quotes its
//! rule, `apply` turns an event into state. Both are pure: no clock, no I/O, no randomness; time is an argument. Phone and
//! server run the same code, the phone to foretell, the server to decide. [`citizen_case`] is the first procedure,
//! [`hearing`] the second.
//!
//! Legal durations and their sources are data ([`policy`]); work days come from the State Council's calendar
//! ([`calendar`]); [`clock`] joins the two and can always say why a date is due.

pub mod accounts;
pub mod actor;
pub mod audience;
pub mod calendar;
pub mod citizen_case;
pub mod class;
pub mod clock;
mod content;
pub mod hearing;
pub mod ids;
pub mod mandate;
pub mod office;
pub mod organ;
pub mod organ_keeping;
pub mod policy;
pub mod procedure;
pub mod readable;
pub mod refusal;
