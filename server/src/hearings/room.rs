//! One hearing as it is watched: its state, and for each lane the frames of the last while. Catching up and listening begin under
//! one lock, so nothing falls between.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use jiff::Timestamp;
use minyi_rulebook::actor::{Actor, Capacity};
use minyi_rulebook::hearing::HearingState;
use minyi_rulebook::hearing::lanes::{HearingView, Lane, MineView, Viewer, lane_since, mine_since, viewer_of};
use tokio::sync::watch;

use super::frames::{self, Series};
use crate::law::LiveLaw;
use crate::listener::{Fan, FanThreads};

/// Frames kept for each lane.
const RING: usize = 1_024;
/// A reader who is further behind takes a snapshot.
const CATCH_UP: u32 = 500;

/// A lane's frame: all that changed for it after `from`, up to `to`.
#[derive(Clone, Debug)]
struct Frame {
    from: u32,
    to: u32,
    bytes: Bytes,
}

#[derive(Debug, Default)]
struct Ring {
    frames: VecDeque<Frame>,
    /// How far the lane's frames reach.
    to: u32,
    listeners: usize,
}

#[derive(Debug)]
struct Inner {
    hearing: Arc<HearingState>,
    rings: BTreeMap<Lane, Ring>,
}

/// One hearing that somebody watches.
#[derive(Debug)]
pub struct Room {
    pub series: Series,
    law: LiveLaw,
    inner: Mutex<Inner>,
    /// Version up to which frames are ready.
    tick: watch::Sender<u32>,
    /// Writes to all streams when the version moves.
    pub(crate) fan: Arc<Fan>,
}

/// A reader's place in a room.
#[derive(Debug)]
pub struct Listener {
    room: Arc<Room>,
    actor: Actor,
    viewer: Viewer,
    /// Up to where the reader has everything.
    at: u32,
    /// Up to where the reader's own part was looked at.
    own_at: u32,
    ticks: watch::Receiver<u32>,
}

/// What a reader is told next.
#[derive(Debug)]
pub enum Told {
    /// Frames, in order.
    Frames(Vec<Bytes>),
    /// Nothing for this reader.
    Nothing,
    /// Take a snapshot.
    Reset(Bytes),
    /// The hearing is no longer this reader's.
    Gone(Bytes),
}

impl Room {
    pub(super) fn new(series: Series, law: LiveLaw, hearing: HearingState, threads: Arc<FanThreads>) -> Self {
        let (tick, moved) = watch::channel(hearing.version);
        let inner = Inner { hearing: Arc::new(hearing), rings: BTreeMap::new() };
        Self { series, law, inner: Mutex::new(inner), tick, fan: Arc::new(Fan::new(threads, moved)) }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // What it guards is replaced whole, so a panic elsewhere leaves nothing half done.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The hearing as it was last read.
    #[must_use]
    pub fn hearing(&self) -> Arc<HearingState> {
        self.lock().hearing.clone()
    }

    /// How many listen.
    #[must_use]
    pub fn listeners(&self) -> usize {
        self.lock().rings.values().map(|ring| ring.listeners).sum()
    }

    /// Takes in a newer state and encodes a frame for each lane that somebody reads.
    pub(super) fn advance(&self, hearing: HearingState, now: Timestamp) {
        let mut inner = self.lock();
        if hearing.version <= inner.hearing.version {
            return;
        }
        inner.hearing = Arc::new(hearing);
        let hearing = inner.hearing.clone();
        let law = self.law.now();
        for (lane, ring) in inner.rings.iter_mut().filter(|(_, ring)| ring.listeners > 0) {
            let actor = representative(*lane, &hearing);
            let context = law.context(&actor, hearing.matter, now, None);
            let view = lane_since(&hearing, *lane, ring.to, &context);
            if view.is_empty() {
                continue;
            }
            let frame = Frame { from: view.from, to: view.to, bytes: frames::frame(&self.series, &view) };
            ring.to = frame.to;
            if ring.frames.len() == RING {
                ring.frames.pop_front();
            }
            ring.frames.push_back(frame);
        }
        let version = hearing.version;
        drop(inner);
        self.tick.send_replace(version);
    }

    /// Wakes every listener, though nothing happened.
    pub(super) fn stir(&self) {
        self.tick.send_modify(|_| {});
    }

    /// Begins to listen after `after`; `None` when the hearing does not exist for the actor. What the reader has missed comes with the
    /// first word.
    pub fn listen(self: &Arc<Self>, actor: Actor, after: u32) -> Option<Listener> {
        let mut inner = self.lock();
        let viewer = viewer_of(&actor, &inner.hearing)?;
        let version = inner.hearing.version;
        let ring = inner.rings.entry(viewer.lane).or_default();
        if ring.listeners == 0 && ring.to < version {
            // Nobody listened: what happened meanwhile is read from the state.
            ring.frames.clear();
            ring.to = version;
        }
        ring.listeners += 1;
        let ticks = self.tick.subscribe();
        Some(Listener { room: self.clone(), actor, viewer, at: after, own_at: after, ticks })
    }
}

/// Who stands for a lane when its permitted acts are found. Staff of a kind may do the same things.
fn representative(lane: Lane, hearing: &HearingState) -> Actor {
    let unit = hearing.plan.court.clone();
    let capacity = match lane {
        Lane::Office => Capacity::OfficeStaff { office: unit },
        Lane::Audit => Capacity::Auditor,
        Lane::CourtClerk => Capacity::CourtClerk { unit },
        Lane::Liaison => Capacity::CourtLiaison { unit },
        Lane::Bench => Capacity::Bench { unit },
        Lane::Public | Lane::Invited | Lane::Roster => Capacity::Citizen,
    };
    Actor { user: Actor::system().user, capacity }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Some(ring) = self.room.lock().rings.get_mut(&self.viewer.lane) {
            ring.listeners = ring.listeners.saturating_sub(1);
        }
    }
}

impl Listener {
    /// The series of the ids.
    #[must_use]
    pub fn series(&self) -> &Series {
        &self.room.series
    }

    /// Where the reader stands.
    #[must_use]
    pub fn at(&self) -> u32 {
        self.at
    }

    /// Waits until something happened in the room.
    ///
    /// # Errors
    /// When the room is closed.
    pub async fn changed(&mut self) -> Result<(), watch::error::RecvError> {
        self.ticks.changed().await
    }

    /// What the ring no longer has, from the state, which is the log replayed.
    fn missed(&self, room: &Room, hearing: &HearingState, now: Timestamp) -> Bytes {
        let lane = self.viewer.lane;
        let actor = if self.viewer.own.is_some() { representative(lane, hearing) } else { self.actor.clone() };
        let law = room.law.now();
        let view = lane_since(hearing, lane, self.at, &law.context(&actor, hearing.matter, now, None));
        if view.is_empty() { frames::cursor(&room.series, view.to) } else { frames::frame(&room.series, &view) }
    }

    /// All that is new for this reader.
    pub fn next(&mut self, now: Timestamp) -> Told {
        let room = self.room.clone();
        let inner = room.lock();
        let hearing = inner.hearing.clone();
        let version = hearing.version;
        let viewer = viewer_of(&self.actor, &hearing);
        let Some(viewer) = viewer else { return Told::Gone(frames::gone()) };
        if viewer != self.viewer || self.at > version {
            return Told::Reset(frames::reset(&room.series, version));
        }
        let mut out = Vec::new();
        if let Some(own) = self.viewer.own.filter(|_| self.own_at < version) {
            let law = room.law.now();
            let context = law.context(&self.actor, hearing.matter, now, None);
            if let Some(part) = mine_since(&hearing, own, self.own_at, &context) {
                out.push(frames::mine(&own_view(&hearing, self.at, part)));
            }
        }
        self.own_at = version;
        if self.at < version {
            let ring = inner.rings.get(&self.viewer.lane);
            let reach = ring.map_or(0, |ring| ring.to);
            let first =
                ring.and_then(|ring| ring.frames.iter().position(|frame| frame.to > self.at).map(|at| (ring, at)));
            match first {
                Some((ring, first)) if ring.frames[first].from <= self.at => {
                    out.extend(ring.frames.range(first..).map(|frame| frame.bytes.clone()));
                }
                _ if reach <= self.at => {}
                _ if self.at != 0 && version - self.at > CATCH_UP => {
                    return Told::Reset(frames::reset(&room.series, version));
                }
                _ => out.push(self.missed(&room, &hearing, now)),
            }
            // The lane has been looked at up to here. Its next frame begins where its last one ended, which the reader has.
            self.at = version;
        }
        if out.is_empty() { Told::Nothing } else { Told::Frames(out) }
    }
}

/// A deputy's own part, beside what the reader holds.
fn own_view(hearing: &HearingState, at: u32, part: MineView) -> HearingView {
    HearingView {
        matter: hearing.matter,
        from: at,
        to: at,
        whole: false,
        head: None,
        seats: Vec::new(),
        questions: Vec::new(),
        tallies: Vec::new(),
        notes: Vec::new(),
        mine: Some(part),
    }
}
