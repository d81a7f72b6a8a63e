//! What the shell shows of the outbox (待发箱概览): plain values, of the signed-in account only.

use super::item::{Item, Standing};
use super::{ParkReason, Queue, Turn};
use crate::exchange::WaitReason;
use jiff::Timestamp;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::ids::{CommandId, MatterId};
use minyi_wire::command::Act;

/// Everything in the outbox, oldest first in each list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutboxSnapshot {
    /// Saved on this phone, waiting for its turn or for a command before it.
    pub saved: Vec<OutboxItem>,
    /// On its way now.
    pub sending: Vec<OutboxItem>,
    /// Tried in vain; tried again later by itself.
    pub waiting: Vec<OutboxItem>,
    /// Nothing more happens without the user.
    pub needs_attention: Vec<OutboxItem>,
    /// With the server, photos included.
    pub done: Vec<OutboxItem>,
    /// Unsent commands that other accounts left on this phone. They are sent when those sign in again.
    pub of_other_accounts: usize,
}

/// One command and its photos.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxItem {
    /// The command.
    pub id: CommandId,
    /// Its matter.
    pub matter: MatterId,
    /// What it asks.
    pub act: Act,
    /// When it was made, by the estimate of server time.
    pub made_at: Timestamp,
    /// How far it is.
    pub standing: ItemStanding,
    /// Photos that it names.
    pub photos: u32,
    /// Of these, how many the server holds whole.
    pub photos_complete: u32,
    /// Whether it names a voice note; like the photos it follows the text.
    pub voice: bool,
    /// Bytes that the server has, text, photos and voice together.
    pub bytes_sent: u64,
    /// Bytes of text, photos and voice together.
    pub bytes_total: u64,
}

/// How far an item is.
#[derive(Clone, Debug, PartialEq, Eq)]
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
        next_try: Timestamp,
        /// Why.
        why: WaitReason,
        /// Whether the text has arrived and only photos are missing.
        registered: bool,
    },
    /// The server will not take the command, or one of its photos.
    NeedsAttention {
        /// Why.
        reason: ParkReason,
        /// Whether the text has arrived and only photos are concerned.
        registered: bool,
    },
    /// 已送达, photos included.
    Complete {
        /// Legal time of arrival.
        received_at: Timestamp,
    },
}

impl OutboxSnapshot {
    /// All items.
    pub fn items(&self) -> impl Iterator<Item = &OutboxItem> {
        [&self.saved, &self.sending, &self.waiting, &self.needs_attention, &self.done].into_iter().flatten()
    }
}

impl Queue {
    pub(crate) fn snapshot(&self, account: Option<&Actor>, now: Timestamp) -> OutboxSnapshot {
        let mut snapshot = OutboxSnapshot::default();
        let mut items: Vec<&Item> = self.items.values().collect();
        items.sort_by_key(|item| (item.seq, item.id));
        for item in items {
            if Some(&item.owner) != account {
                snapshot.of_other_accounts += usize::from(!self.is_complete(item));
                continue;
            }
            let shown = self.show(item, now);
            let list = match &shown.standing {
                ItemStanding::Saved => &mut snapshot.saved,
                ItemStanding::Submitting | ItemStanding::Uploading => &mut snapshot.sending,
                ItemStanding::Waiting { .. } => &mut snapshot.waiting,
                ItemStanding::NeedsAttention { .. } => &mut snapshot.needs_attention,
                ItemStanding::Complete { .. } => &mut snapshot.done,
            };
            list.push(shown);
        }
        snapshot
    }

    pub(crate) fn show(&self, item: &Item, now: Timestamp) -> OutboxItem {
        let uploads: Vec<_> = self.uploads_of(item).flatten().collect();
        let text = if item.is_receipted() { item.body_len } else { 0 };
        OutboxItem {
            id: item.id,
            matter: item.matter,
            act: item.act,
            made_at: item.made_at,
            standing: self.standing(item, now),
            photos: item.attachments.iter().filter(|file| file.kind.is_photo()).count() as u32,
            photos_complete: uploads.iter().filter(|up| up.file.kind.is_photo() && up.is_complete()).count() as u32,
            voice: item.attachments.iter().any(|file| !file.kind.is_photo()),
            bytes_sent: text + uploads.iter().map(|upload| upload.sent()).sum::<u64>(),
            bytes_total: item.body_len + item.attachments.iter().map(|file| file.bytes).sum::<u64>(),
        }
    }

    fn standing(&self, item: &Item, now: Timestamp) -> ItemStanding {
        match &item.standing {
            Standing::Sealed { .. } if self.submitting.contains(&item.id) => ItemStanding::Submitting,
            Standing::Sealed { turn, .. } => waiting(turn, now, false).unwrap_or(ItemStanding::Saved),
            Standing::Parked { reason } => ItemStanding::NeedsAttention { reason: reason.clone(), registered: false },
            Standing::Receipted { at, .. } if self.is_complete(item) => ItemStanding::Complete { received_at: *at },
            Standing::Receipted { .. } => {
                // What still moves by itself is told first; the parked photo when nothing else is left to do.
                let pending: Vec<_> = self.uploads_of(item).flatten().filter(|upload| upload.is_pending()).collect();
                let moving = pending.iter().any(|upload| upload.note.turn.is_due(now));
                let wait = pending.iter().find_map(|upload| waiting(&upload.note.turn, now, true));
                match (moving, wait, self.parked_photo(item)) {
                    (false, Some(wait), _) => wait,
                    (false, None, Some(reason)) => {
                        ItemStanding::NeedsAttention { reason: reason.clone(), registered: true }
                    }
                    _ => ItemStanding::Uploading,
                }
            }
        }
    }
}

fn waiting(turn: &Turn, now: Timestamp, registered: bool) -> Option<ItemStanding> {
    match turn {
        Turn::Later { at, why, .. } if !turn.is_due(now) => {
            Some(ItemStanding::Waiting { next_try: *at, why: *why, registered })
        }
        _ => None,
    }
}
