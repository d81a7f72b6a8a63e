//! The outbox (待发箱): what this account made and how far it is on its way to the server.

use std::time::SystemTime;

use minyi_core::WaitReason;
use minyi_core::outbox;
use minyi_rulebook::citizen_case::CaseAct;
use minyi_rulebook::ids::{CommandId, MatterId};
use minyi_rulebook::mandate::MandateAct;

use crate::app::MinyiApp;
use crate::error::{MinyiError, ServerProblem};
use crate::ids::system_time;
use crate::runtime;

/// Everything in the outbox, oldest first in each list.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct OutboxSnapshot {
    /// 已存在本机: waiting for its turn.
    pub saved: Vec<OutboxItem>,
    /// On its way now.
    pub sending: Vec<OutboxItem>,
    /// Tried in vain; tried again later by itself.
    pub waiting: Vec<OutboxItem>,
    /// Nothing more happens without the user.
    pub needs_attention: Vec<OutboxItem>,
    /// 已送达, photos included.
    pub done: Vec<OutboxItem>,
    /// Unsent commands that other accounts left on this phone. They are sent when those sign in again.
    pub of_other_accounts: u32,
}

/// One command and its photos.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct OutboxItem {
    /// The command.
    pub id: CommandId,
    /// Its case.
    pub matter: MatterId,
    /// What it asks.
    pub act: MatterAct,
    /// When it was made, by the estimate of server time.
    pub made_at: SystemTime,
    /// How far it is.
    pub standing: ItemStanding,
    /// Photos that it names.
    pub photos: u32,
    /// Of these, how many the server holds whole.
    pub photos_complete: u32,
    /// Bytes that the server has, text and photos together.
    pub bytes_sent: u64,
    /// Bytes of text and photos together; never 0.
    pub bytes_total: u64,
}

/// What a command asks, by the procedure of its matter (程序).
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum MatterAct {
    /// 有事找代表
    OfCase {
        /// Which act.
        act: CaseAct,
    },
    /// 代表资格
    OfMandate {
        /// Which act.
        act: MandateAct,
    },
    /// 云听案
    OfHearing,
}

/// How far an item is.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum ItemStanding {
    /// 已存在本机
    Saved,
    /// The text is on its way.
    Submitting,
    /// The server has the text; photos are on their way or wait for their turn. The case counts as registered.
    Uploading,
    /// Waits, then goes on by itself.
    Waiting {
        /// Not before this moment of the device's clock.
        next_try: SystemTime,
        /// Why.
        why: WaitReason,
        /// Whether the text has arrived and only photos are missing.
        registered: bool,
    },
    /// The server will not take the command, or one of its photos: `retry`, `reseal` (`refile`) or `discard`.
    NeedsAttention {
        /// Why.
        reason: ParkReason,
        /// Whether the text has arrived and only photos are concerned.
        registered: bool,
    },
    /// 已送达, photos included.
    Complete {
        /// Legal time of arrival.
        received_at: SystemTime,
    },
}

/// Why something needs the user's attention (待处理原因).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum ParkReason {
    /// The server said no.
    SaidNo {
        /// Why, and what would be accepted.
        problem: ServerProblem,
    },
    /// The stored bytes are damaged or gone; they were set aside.
    ContentLost,
}

#[uniffi::export]
impl MinyiApp {
    /// Everything that this account has in the outbox; from memory. Throws `Internal` only.
    pub fn outbox(&self) -> Result<OutboxSnapshot, MinyiError> {
        runtime::guarded(|| Ok(self.core.outbox().into()))
    }

    /// Whether time and network alone have something left to do; from memory. Throws `Internal` only.
    pub fn has_pending(&self) -> Result<bool, MinyiError> {
        runtime::guarded(|| Ok(self.core.has_pending()))
    }

    /// Tries a parked or waiting item, or its parked photos, in the next slice.
    ///
    /// Throws `NotFound` for a command that is not in this account's outbox.
    pub async fn retry(&self, command: CommandId) -> Result<(), MinyiError> {
        let core = self.core.clone();
        self.workers.run(async move { core.retry(command).await }).await
    }

    /// Gives up an item that the server does not have: parked, or never sent. With a submission goes what waits for it.
    ///
    /// Throws `NotFound`, or `Conflict` if the server has it or may have it.
    pub async fn discard(&self, command: CommandId) -> Result<(), MinyiError> {
        let core = self.core.clone();
        self.workers.run(async move { core.discard(command).await }).await
    }
}

impl From<outbox::OutboxSnapshot> for OutboxSnapshot {
    fn from(snapshot: outbox::OutboxSnapshot) -> Self {
        let all = |items: Vec<outbox::OutboxItem>| items.into_iter().map(Into::into).collect();
        Self {
            saved: all(snapshot.saved),
            sending: all(snapshot.sending),
            waiting: all(snapshot.waiting),
            needs_attention: all(snapshot.needs_attention),
            done: all(snapshot.done),
            of_other_accounts: u32::try_from(snapshot.of_other_accounts).unwrap_or(u32::MAX),
        }
    }
}

impl From<outbox::OutboxItem> for OutboxItem {
    fn from(item: outbox::OutboxItem) -> Self {
        Self {
            id: item.id,
            matter: item.matter,
            act: item.act.into(),
            made_at: system_time(item.made_at),
            standing: item.standing.into(),
            photos: item.photos,
            photos_complete: item.photos_complete,
            bytes_sent: item.bytes_sent,
            bytes_total: item.bytes_total,
        }
    }
}

impl From<minyi_wire::command::Act> for MatterAct {
    fn from(act: minyi_wire::command::Act) -> Self {
        match act {
            minyi_wire::command::Act::CitizenCase(act) => Self::OfCase { act },
            minyi_wire::command::Act::Mandate(act) => Self::OfMandate { act },
            minyi_wire::command::Act::Hearing(_) => Self::OfHearing,
        }
    }
}

impl From<outbox::ItemStanding> for ItemStanding {
    fn from(standing: outbox::ItemStanding) -> Self {
        match standing {
            outbox::ItemStanding::Saved => Self::Saved,
            outbox::ItemStanding::Submitting => Self::Submitting,
            outbox::ItemStanding::Uploading => Self::Uploading,
            outbox::ItemStanding::Waiting { next_try, why, registered } => {
                Self::Waiting { next_try: system_time(next_try), why, registered }
            }
            outbox::ItemStanding::NeedsAttention { reason, registered } => {
                Self::NeedsAttention { reason: reason.into(), registered }
            }
            outbox::ItemStanding::Complete { received_at } => Self::Complete { received_at: system_time(received_at) },
        }
    }
}

impl From<outbox::ParkReason> for ParkReason {
    fn from(reason: outbox::ParkReason) -> Self {
        match reason {
            outbox::ParkReason::Problem { problem } => Self::SaidNo { problem: (*problem).into() },
            outbox::ParkReason::ContentLost => Self::ContentLost,
        }
    }
}
