//! The procedures that this server carries: the one list of them, and what the server adds to each.
//!
//! Door, store, audit, timer and sync know no procedure by name. They hold a [`State`], an [`Event`], a `wire::Command`, and ask
//! the list at the end of this file. To add a procedure: its module in the rulebook (`impl Procedure`), a variant in
//! `wire::Command`, a small module here (`impl Kept`), a line in the list. docs/ARCHITECTURE.md has the whole recipe.

mod citizen_case;
mod hearing;
mod mandate;
mod rows;

use std::collections::BTreeMap;

use jiff::Timestamp;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::audience::{Reader, Sight};
use minyi_rulebook::citizen_case::CitizenCase;
use minyi_rulebook::hearing::Hearing;
use minyi_rulebook::ids::{MatterId, Sha256, UserId};
use minyi_rulebook::mandate::Mandate;
use minyi_rulebook::procedure::{self, Arrived, Attachment, Context, FollowUp, Procedure, Recorded, Watch};
use minyi_rulebook::refusal::Refusal;
use minyi_wire::sync::OtherView;
use minyi_wire::{CaseView, Command};

use crate::law::Law;
use crate::store::StoreError;
pub use rows::{Column, Kind, Rows, Table};

/// What the server adds to a procedure of the rulebook.
pub trait Kept: Procedure {
    /// Tables of its own, made by a migration and filled by [`Kept::rows`] and by nothing else: `project rebuild` empties and
    /// refills them, the digest covers them.
    const TABLES: &'static [Table] = &[];

    /// Rows that the event puts into or takes from the procedure's own tables.
    fn rows(_event: &Self::Event, _after: &Self::State, _rows: &mut Rows) {}

    /// Originals that are in other hands from this event on (移交).
    fn hands_over(_event: &Self::Event, _before: &Self::State) -> Option<HandOver> {
        None
    }

    /// The matter as the actor of the context sees it; `None` when it does not exist for them.
    fn show(state: &Self::State, change_seq: i64, context: &Context<'_, Self::State>) -> Option<Shown>;
}

/// Originals that went into other hands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandOver {
    /// Who handed them over.
    pub by: UserId,
    /// Those that are here.
    pub photos: Vec<Sha256>,
    /// What moved them, and to whom, as the log tells it.
    pub why: String,
}

/// A matter for one reader.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// A citizen's case: the view that phones know since the first day.
    Case(Box<CaseView>),
    /// A matter of any later procedure.
    Other(Box<OtherView>),
}

/// Who looks or acts, when, under which law.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'c> {
    pub law: &'c Law,
    pub actor: &'c Actor,
    pub matter: MatterId,
    pub now: Timestamp,
}

/// A decided command of whatever procedure.
pub type Decided = (Event, Vec<FollowUp<Command>>);

/// Dispatch by procedure; each name is a type of the rulebook and a variant of `wire::Command`.
macro_rules! procedures {
    ($($name:ident),+ $(,)?) => {
        /// The state of a matter of some procedure.
        #[derive(Clone, Debug, PartialEq)]
        pub enum State { $( $name(Box<<$name as Procedure>::State>), )+ }

        /// An event of some procedure.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Event { $( $name(Box<<$name as Procedure>::Event>), )+ }

        /// Every procedure's own tables.
        pub const OWN_TABLES: &[&[Table]] = &[$( <$name as Kept>::TABLES, )+];

        impl State {
            /// Name of the procedure.
            #[must_use]
            pub fn procedure(&self) -> &'static str {
                match self { $( Self::$name(_) => <$name as Procedure>::NAME, )+ }
            }

            /// Number of events so far.
            #[must_use]
            pub fn version(&self) -> u32 {
                match self { $( Self::$name(state) => <$name as Procedure>::version(state), )+ }
            }

            /// Everybody who may see the matter, with how much.
            #[must_use]
            pub fn audience(&self) -> BTreeMap<Reader, Sight> {
                match self { $( Self::$name(state) => <$name as Procedure>::audience(state), )+ }
            }

            /// How much of the matter this actor may see.
            #[must_use]
            pub fn sight_of(&self, actor: &Actor) -> Option<Sight> {
                match self { $( Self::$name(state) => procedure::sight_of::<$name>(actor, state), )+ }
            }

            /// The stage by which lists may be cut.
            #[must_use]
            pub fn stage(&self) -> String {
                match self { $( Self::$name(state) => <$name as Procedure>::stage(state), )+ }
            }

            /// What the timer does to the matter, and when.
            #[must_use]
            pub fn watches(&self) -> Vec<Watch<Command>> {
                match self {
                    $( Self::$name(state) => <$name as Procedure>::watches(state)
                        .into_iter()
                        .map(|Watch { key, from, command }| Watch { key, from, command: Command::$name(command) })
                        .collect(), )+
                }
            }

            /// The act that notes the arrival of a photo or voice note.
            #[must_use]
            pub fn arrived(&self, sha256: Sha256, what: Arrived) -> Option<Command> {
                match self {
                    $( Self::$name(_) => <$name as Procedure>::arrived(sha256, what).map(Command::$name), )+
                }
            }

            /// The matter as this actor sees it.
            #[must_use]
            pub fn show(&self, change_seq: i64, of: &Circumstances<'_>) -> Option<Shown> {
                match self {
                    $( Self::$name(state) => {
                        <$name as Kept>::show(state, change_seq, &of.law.context(of.actor, of.matter, of.now, None))
                    } )+
                }
            }

            /// The state after the event; `None` when no matter can have had it at this point.
            #[must_use]
            pub fn after(before: Option<Self>, event: &Event) -> Option<Self> {
                match event {
                    $( Event::$name(event) => {
                        let before = match before {
                            None => None,
                            Some(Self::$name(state)) => Some(*state),
                            Some(_) => return None,
                        };
                        let after = <$name as Procedure>::apply(before, event)?;
                        Some(Self::$name(Box::new(after)))
                    } )+
                }
            }

            /// Rows of the procedure's own for an event that led here.
            pub(crate) fn rows(&self, event: &Event, rows: &mut Rows) {
                match (self, event) {
                    $( (Self::$name(state), Event::$name(event)) => <$name as Kept>::rows(event, state, rows), )+
                    _ => {}
                }
            }

            /// Originals that the event, which comes next, puts into other hands.
            pub(crate) fn hands_over(&self, event: &Event) -> Option<HandOver> {
                match (self, event) {
                    $( (Self::$name(before), Event::$name(event)) => <$name as Kept>::hands_over(event, before), )+
                    _ => None,
                }
            }

            /// As a snapshot keeps it.
            pub(crate) fn to_json(&self) -> Result<String, StoreError> {
                match self { $( Self::$name(state) => serde_json::to_string(state), )+ }
                    .map_err(|_| StoreError::Fault("state".into()))
            }

            /// From a snapshot.
            pub(crate) fn from_json(procedure: &str, json: &str) -> Result<Self, StoreError> {
                match procedure {
                    $( <$name as Procedure>::NAME => serde_json::from_str(json).map(Self::$name), )+
                    _ => return Err(StoreError::Corrupt),
                }
                .map_err(|_| StoreError::Corrupt)
            }
        }

        impl Event {
            /// Name of the procedure.
            #[must_use]
            pub fn procedure(&self) -> &'static str {
                match self { $( Self::$name(_) => <$name as Procedure>::NAME, )+ }
            }

            /// The matter.
            #[must_use]
            pub fn matter(&self) -> MatterId {
                match self { $( Self::$name(event) => event.matter(), )+ }
            }

            /// The matter's version with it.
            #[must_use]
            pub fn version(&self) -> u32 {
                match self { $( Self::$name(event) => event.version(), )+ }
            }

            /// Legal time.
            #[must_use]
            pub fn at(&self) -> Timestamp {
                match self { $( Self::$name(event) => event.at(), )+ }
            }

            /// Name of the act behind it.
            #[must_use]
            pub fn act(&self) -> String {
                match self { $( Self::$name(event) => event.act(), )+ }
            }

            /// Whether it makes the matter news for those who saw it before.
            #[must_use]
            pub fn is_news(&self) -> bool {
                match self { $( Self::$name(event) => <$name as Procedure>::is_news(event), )+ }
            }

            /// As it is stored and hashed.
            pub(crate) fn to_json(&self) -> Result<String, StoreError> {
                match self { $( Self::$name(event) => serde_json::to_string(event), )+ }
                    .map_err(|_| StoreError::Fault("event".into()))
            }

            /// As it was stored; `None` for what is no event of a procedure that this program knows.
            pub(crate) fn from_json(procedure: &str, json: &str) -> Option<Self> {
                match procedure {
                    $( <$name as Procedure>::NAME => serde_json::from_str(json).ok().map(Self::$name), )+
                    _ => None,
                }
            }
        }

        /// Name of the command's procedure.
        #[must_use]
        pub fn procedure_of(command: &Command) -> &'static str {
            match command { $( Command::$name(_) => <$name as Procedure>::NAME, )+ }
        }

        /// Whether the command begins a matter.
        #[must_use]
        pub fn opens(command: &Command) -> bool {
            match command { $( Command::$name(command) => <$name as Procedure>::opens(command), )+ }
        }

        /// The other matter that the command names.
        #[must_use]
        pub fn names(command: &Command) -> Option<MatterId> {
            match command { $( Command::$name(command) => <$name as Procedure>::names(command), )+ }
        }

        /// Photos and voice notes, whose bytes travel on their own.
        #[must_use]
        pub fn attachments(command: &Command) -> Vec<Attachment> {
            match command { $( Command::$name(command) => <$name as Procedure>::attachments(command), )+ }
        }

        /// Judges a command on a matter. A matter of another procedure is an id that is taken.
        ///
        /// # Errors
        /// The rulebook's refusal.
        pub fn decide(
            state: Option<&State>,
            command: &Command,
            other: Option<&State>,
            of: &Circumstances<'_>,
            device_at: Option<Timestamp>,
        ) -> Result<Decided, Refusal> {
            match command {
                $( Command::$name(command) => {
                    let state = match state {
                        None => None,
                        Some(State::$name(state)) => Some(&**state),
                        Some(_) => return Err(procedure::id_is_taken(of.law.policy)),
                    };
                    let other = match other {
                        Some(State::$name(other)) => Some(&**other),
                        _ => None,
                    };
                    let context = of.law.context(of.actor, of.matter, of.now, other);
                    let decided = <$name as Procedure>::decide(state, command, &context, device_at)?;
                    let follow_ups = decided.follow_ups.into_iter();
                    let follow_ups = follow_ups
                        .map(|FollowUp { matter, command }| FollowUp { matter, command: Command::$name(command) })
                        .collect();
                    Ok((Event::$name(Box::new(decided.event)), follow_ups))
                } )+
            }
        }
    };
}

procedures! { CitizenCase, Hearing, Mandate }
