//! What every procedure (程序) is made of, whatever it is about.
//!
//! [`Procedure`] is the contract between a procedure and whoever carries it: the server's door, its store and timer, the
//! phone. [`Transition`] and [`admit`] are the road map most procedures want: a table whose rows say which act is open in
//! which stage to whom, what it must carry and which rule backs it. docs/ARCHITECTURE.md says how to add a procedure.

use crate::actor::Actor;
use crate::audience::{Reader, Sight, readers_of};
use crate::calendar::Calendar;
use crate::ids::{MatterId, Sha256};
use crate::organ::Directory;
use crate::policy::Policy;
use crate::refusal::{Refusal, RefusalCode};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Debug;

/// A procedure (程序): how matters of one kind are decided, recorded and shown. Pure, like all of the rulebook.
///
/// A matter is one aggregate: its events, applied in order, are its [`State`](Self::State). Only what rules ask about belongs into
/// the state; words that are only shown may stay in the event and in rows of the procedure's own (server, `procedures/`).
pub trait Procedure: Sized {
    /// Name on the wire, in policy files and in the event table; what is stored carries it, so it never changes.
    const NAME: &'static str;
    /// A matter as its events have made it.
    type State: Clone + Debug + PartialEq + Serialize + DeserializeOwned + Send + Sync;
    /// A wish, as it comes from the wire.
    type Command: Clone + Debug + PartialEq + Serialize + DeserializeOwned + Send + Sync;
    /// What came of it, as it is stored for ever.
    type Event: Recorded;

    /// Judges a command. The same arguments give the same answer on the phone and on the server. `device_at` is the
    /// device's claim of when the command was made; `None` for the server's own acts.
    ///
    /// # Errors
    /// The refusal, with its quoted rule.
    fn decide(
        state: Option<&Self::State>,
        command: &Self::Command,
        context: &Context<'_, Self::State>,
        device_at: Option<Timestamp>,
    ) -> Result<Decided<Self>, Refusal>;

    /// Writes an event down. Total and exact, judges nothing again; `None` only where no matter can have had this event at this
    /// point (a first event that opens nothing, another on top of nothing).
    fn apply(state: Option<Self::State>, event: &Self::Event) -> Option<Self::State>;

    /// Number of events so far; also the version that commands may expect.
    fn version(state: &Self::State) -> u32;

    /// Everybody who may see the matter, with how much: the one word on visibility, for lists, sync, single reads and commands.
    fn audience(state: &Self::State) -> BTreeMap<Reader, Sight>;

    /// Whether the command begins a matter. Only such a command may name one that is not there.
    fn opens(command: &Self::Command) -> bool;

    /// The stage by which lists may be cut, as on the wire; empty where there is none.
    fn stage(_state: &Self::State) -> String {
        String::new()
    }

    /// The other matter of this procedure that the command names; it comes to [`Procedure::decide`] as [`Context::other`].
    fn names(_command: &Self::Command) -> Option<MatterId> {
        None
    }

    /// What the command names and whose bytes travel on their own.
    fn attachments(_command: &Self::Command) -> Vec<Attachment> {
        Vec::new()
    }

    /// The server's own act that notes such an arrival, where the procedure has attachments.
    fn arrived(_sha256: Sha256, _as_what: Arrived) -> Option<Self::Command> {
        None
    }

    /// What the server's timer does to this matter by itself, and when.
    fn watches(_state: &Self::State) -> Vec<Watch<Self::Command>> {
        Vec::new()
    }

    /// Whether the event makes the matter news for those who saw it before: their phones fetch it again. Matters with many small
    /// events and a live stream of their own say no to most; who comes to see the matter or no longer does is told anyway.
    fn is_news(_event: &Self::Event) -> bool {
        true
    }
}

/// What every event says of itself, whatever its procedure.
pub trait Recorded: Clone + Debug + PartialEq + Serialize + DeserializeOwned + Send + Sync {
    /// The matter.
    fn matter(&self) -> MatterId;
    /// 1 for the first event, then one more for each.
    fn version(&self) -> u32;
    /// Server time; legal time.
    fn at(&self) -> Timestamp;
    /// Name of the act behind it, as on the wire: what other systems are told. Never words of people.
    fn act(&self) -> String;
}

/// What an attachment is (附件种类). The sender says it; whether the bytes are of that kind, the server looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AttachmentKind {
    /// 照片
    #[default]
    Photo,
    /// 语音留言
    Voice,
}

impl AttachmentKind {
    /// Whether it is the kind that older messages, which name none, are about.
    #[must_use]
    pub fn is_photo(&self) -> bool {
        *self == Self::Photo
    }
}

/// Bytes that a command names and that travel on their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attachment {
    pub kind: AttachmentKind,
    /// Of the bytes.
    pub sha256: Sha256,
    /// Length in bytes.
    pub bytes: u64,
}

/// What came, as the server read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrived {
    Photo,
    /// Its length, rounded up.
    Voice {
        seconds: u16,
    },
}

/// All that a decision may look at besides the matter and the command.
#[derive(Debug)]
pub struct Context<'c, S> {
    pub actor: &'c Actor,
    pub matter: MatterId,
    /// Server time (on the phone: the estimate of it).
    pub now: Timestamp,
    pub policy: &'c Policy,
    pub calendar: &'c Calendar,
    pub directory: &'c Directory,
    /// The other matter that the command names, where it names one and it exists for the actor.
    pub other: Option<&'c S>,
}

impl<S> Clone for Context<'_, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Context<'_, S> {}

/// An accepted command.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided<P: Procedure> {
    /// The event to record: the next version of the matter.
    pub event: P::Event,
    /// Commands that follow from it for other matters, made by the system in the same transaction.
    pub follow_ups: Vec<FollowUp<P::Command>>,
}

/// A command that follows from a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUp<C> {
    pub matter: MatterId,
    pub command: C,
}

/// An act of the timer's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch<C> {
    /// Names it within the matter; short, because it is a key in the store.
    pub key: String,
    /// The first moment at which the rules let it through.
    pub from: Timestamp,
    pub command: C,
}

/// How much of the matter this actor may see; `None` means that it does not exist for them.
#[must_use]
pub fn sight_of<P: Procedure>(actor: &Actor, state: &P::State) -> Option<Sight> {
    let audience = P::audience(state);
    readers_of(actor).iter().filter_map(|reader| audience.get(reader)).max().copied()
}

/// The name that a unit variant has on the wire.
#[must_use]
pub fn wire_name<T: Serialize>(variant: &T) -> String {
    let text = serde_json::to_string(variant).unwrap_or_default();
    // Names hold nothing that JSON escapes.
    text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or_default().to_owned()
}

/// The refusal of a command that would begin a matter under an id that is taken.
#[must_use]
pub fn id_is_taken(policy: &Policy) -> Refusal {
    Refusal::new(
        RefusalCode::AlreadySubmitted,
        "该编号已用于另一事项，请用新编号",
        "a new matter id; this one is taken",
    )
    .quoting(policy, "submission.frozen")
}

/// One row of a procedure's table.
#[derive(Clone, Copy, Debug)]
pub struct Transition<Act: 'static, Stage: 'static, Who: 'static> {
    /// The act.
    pub act: Act,
    /// Stages in which it is open.
    pub from: &'static [Stage],
    /// Where it leads.
    pub to: Target<Stage>,
    /// Relations to the matter that open it.
    pub who: &'static [Who],
    /// What the command must carry, by field name.
    pub carries: &'static [&'static str],
    /// The rule quoted when it is refused for its actor or stage, an id of [`crate::policy::Policy::quote`].
    pub rule: &'static str,
}

/// Where a transition leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target<Stage> {
    /// The stage stays as it is.
    Stays,
    /// Always to this stage.
    To(Stage),
    /// To one of these, by what the command carries.
    OneOf(Stage, Stage),
}

/// Why no row of the table lets an act through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocked<'t, Act: 'static, Stage: 'static, Who: 'static>
where
    Transition<Act, Stage, Who>: Debug,
{
    /// The act exists but not in this stage.
    Stage(&'t [Stage], &'static str),
    /// The stage is right but the actor stands in no relation that opens the act.
    Actor(&'t [Who], &'static str),
    /// The table has no such act at all.
    Unknown(std::marker::PhantomData<Act>),
}

/// Finds the row that lets `act` through in `stage` for an actor for whom `stands_as` holds.
pub fn admit<'t, Act, Stage, Who>(
    table: &'t [Transition<Act, Stage, Who>],
    act: Act,
    stage: Stage,
    stands_as: impl Fn(Who) -> bool,
) -> Result<&'t Transition<Act, Stage, Who>, Blocked<'t, Act, Stage, Who>>
where
    Act: Copy + PartialEq + Debug,
    Stage: Copy + PartialEq + Debug,
    Who: Copy + Debug,
{
    let mut blocked = Blocked::Unknown(std::marker::PhantomData);
    for row in table.iter().filter(|row| row.act == act) {
        let in_stage = row.from.contains(&stage);
        if in_stage && row.who.iter().any(|who| stands_as(*who)) {
            return Ok(row);
        }
        if in_stage {
            blocked = Blocked::Actor(row.who, row.rule);
        } else if !matches!(blocked, Blocked::Actor(..)) {
            blocked = Blocked::Stage(row.from, row.rule);
        }
    }
    Err(blocked)
}
