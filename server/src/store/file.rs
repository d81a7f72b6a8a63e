//! A matter as it stands, and what one more event changes in the rows that are kept of it. The door and the rebuild take the
//! same steps, so dropping every row and replaying all events gives the same rows.
//!
//! A state is not written with every command. Its *snapshot* is: once the events since the last one have grown as long as that
//! one was (and as [`SNAPSHOT_LEAST`]). A matter is read as its snapshot and the events behind it. So a large matter costs, over
//! time, no more than twice its events to write and to read, and a small one never writes anything but events. When a
//! snapshot is due depends on the events alone, never on batches, so that a rebuild makes the same ones.

use std::collections::BTreeMap;

use minyi_rulebook::audience::{Reader, Sight};
use minyi_rulebook::ids::MatterId;

use super::chain::ChainHash;
use super::events::StoredEvent;
use super::fault::StoreError;
use crate::procedures::{Rows, State};

/// Events of a matter that come together before its first snapshot, in bytes of their payloads.
pub const SNAPSHOT_LEAST: usize = 8 * 1024;

/// A matter as it stands, with its place in the order of changes.
#[derive(Clone, Debug, PartialEq)]
pub struct MatterFile {
    pub matter: MatterId,
    pub state: State,
    /// Place of its last event.
    pub change_seq: i64,
    /// Hash of its last event.
    pub hash: ChainHash,
    pub(super) length: Length,
}

/// How long its snapshot is and the events since, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Length {
    pub(super) snapshot: usize,
    pub(super) since: usize,
}

/// A state to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    pub procedure: &'static str,
    pub version: u32,
    pub change_seq: i64,
    pub hash: ChainHash,
    pub state: String,
}

/// A reader's line for a matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SightRow {
    /// How much is shown; for a reader who dropped out, how much was.
    pub sight: Sight,
    /// The stage after the change.
    pub stage: String,
    pub change_seq: i64,
    /// Whether the reader dropped out with this change.
    pub gone: bool,
}

/// What events changed in the rows of one matter.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    pub(super) sights: BTreeMap<Reader, SightRow>,
    /// In milliseconds since 1970; `None`: the row goes.
    pub(super) due: BTreeMap<String, Option<i64>>,
    pub(super) snapshot: Option<Snapshot>,
    pub(super) own: Rows,
}

impl Changes {
    /// Everybody whose line changed.
    pub fn readers(&self) -> impl Iterator<Item = &Reader> {
        self.sights.keys()
    }
}

impl MatterFile {
    /// The matter after one more event, and what that changes.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when no matter can have had the event at this point.
    pub fn step(before: Option<Self>, stored: &StoredEvent, changes: &mut Changes) -> Result<Self, StoreError> {
        let length = before.as_ref().map(|file| file.length).unwrap_or_default();
        let before = before.map(|file| file.state);
        let was = before.as_ref().map(Filed::of).unwrap_or_default();
        let state = State::after(before, &stored.event).ok_or(StoreError::Corrupt)?;
        let is = Filed::of(&state);
        was.changed_to(&is, stored, changes);
        state.rows(&stored.event, &mut changes.own);
        let mut file = Self {
            matter: stored.event.matter(),
            state,
            change_seq: stored.change_seq,
            hash: stored.hash,
            length: Length { since: length.since + stored.payload.len(), ..length },
        };
        if file.length.since >= file.length.snapshot.max(SNAPSHOT_LEAST) {
            changes.snapshot = Some(file.snapshot()?);
        }
        Ok(file)
    }

    fn snapshot(&mut self) -> Result<Snapshot, StoreError> {
        let state = self.state.to_json()?;
        self.length = Length { snapshot: state.len(), since: 0 };
        Ok(Snapshot {
            procedure: self.state.procedure(),
            version: self.state.version(),
            change_seq: self.change_seq,
            hash: self.hash,
            state,
        })
    }
}

/// What rows say of a state.
#[derive(Default)]
struct Filed {
    stage: String,
    audience: BTreeMap<Reader, Sight>,
    due: BTreeMap<String, i64>,
}

impl Filed {
    fn of(state: &State) -> Self {
        let due = state.watches().into_iter().map(|watch| (watch.key, watch.from.as_millisecond())).collect();
        Self { stage: state.stage(), audience: state.audience(), due }
    }

    fn changed_to(&self, is: &Self, stored: &StoredEvent, changes: &mut Changes) {
        let row = |sight: &Sight, gone| SightRow {
            sight: *sight,
            stage: is.stage.clone(),
            change_seq: stored.change_seq,
            gone,
        };
        for (reader, sight) in self.audience.iter().filter(|(reader, _)| !is.audience.contains_key(reader)) {
            changes.sights.insert(reader.clone(), row(sight, true));
        }
        let for_all = stored.event.is_news() || is.stage != self.stage;
        let new = |(reader, sight): &(&Reader, &Sight)| for_all || self.audience.get(reader) != Some(sight);
        for (reader, sight) in is.audience.iter().filter(new) {
            changes.sights.insert(reader.clone(), row(sight, false));
        }
        for clock in self.due.keys().filter(|clock| !is.due.contains_key(*clock)) {
            changes.due.insert(clock.clone(), None);
        }
        for (clock, due) in is.due.iter().filter(|(clock, due)| self.due.get(*clock) != Some(due)) {
            changes.due.insert(clock.clone(), Some(*due));
        }
    }
}
