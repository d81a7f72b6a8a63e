//! Hearings as they are watched (云听案): one room for each that somebody watches, advanced a few times a second.
//!
//! ```text
//! door ── stored ── HearingBus ── dirty rooms ── every 250 ms: read state, one frame a lane ── streams
//! ```
//! Writes go through the door like all others. A room holds no truth: it is read from the store when the first reader comes
//! and forgotten after the last.

pub mod attendance;
pub mod bus;
pub mod frames;
pub mod postgres_bus;
pub mod room;

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use minyi_rulebook::hearing::{HearingCommand, HearingState, Watched};
use minyi_rulebook::ids::{MatterId, UserId};
use minyi_wire::{Command, Problem, ProblemCode};
use tokio::sync::watch;

use crate::clock::Clock;
use crate::door::Door;
use crate::law::LiveLaw;
use crate::listener::FanThreads;
use crate::procedures::State;
use crate::store::{Db, StoreError, events, matters};
use attendance::Attendance;
use bus::{Heard, HearingBus};
use frames::Series;
use room::Room;

/// Most hearings that are watched at once on this node.
const ROOMS: usize = 256;

/// All rooms of this node.
#[derive(Debug)]
pub struct Hearings {
    db: Db,
    law: LiveLaw,
    clock: Arc<dyn Clock>,
    rooms: Mutex<HashMap<MatterId, Arc<Room>>>,
    streams: Mutex<HashMap<UserId, usize>>,
    streams_per_account: usize,
    pub attendance: Attendance,
    closing: watch::Sender<bool>,
    /// Where streams are written.
    threads: Arc<FanThreads>,
}

/// Counts a stream of an account for as long as it lives.
#[derive(Debug)]
pub struct StreamSlot {
    hearings: Arc<Hearings>,
    user: UserId,
}

impl Drop for StreamSlot {
    fn drop(&mut self) {
        let mut streams = self.hearings.streams.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = streams.get_mut(&self.user) {
            *count -= 1;
            if *count == 0 {
                streams.remove(&self.user);
            }
        }
    }
}

impl Hearings {
    /// Nobody watches yet.
    #[must_use]
    pub fn new(db: Db, law: LiveLaw, clock: Arc<dyn Clock>, streams_per_account: usize) -> Arc<Self> {
        Arc::new(Self {
            db,
            law,
            clock,
            rooms: Mutex::default(),
            streams: Mutex::default(),
            streams_per_account,
            attendance: Attendance::default(),
            closing: watch::Sender::new(false),
            threads: Arc::default(),
        })
    }

    /// The hearing as it is stored, whoever asks.
    ///
    /// # Errors
    /// `not_found`, also for a matter of another procedure.
    pub async fn read(&self, matter: MatterId) -> Result<HearingState, Problem> {
        match matters::one(&self.db, matter).await?.map(|file| file.state) {
            Some(State::Hearing(hearing)) => Ok(*hearing),
            _ => Err(Problem::new(ProblemCode::NotFound)),
        }
    }

    /// The series of a hearing's ids.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn series(&self, matter: MatterId) -> Result<Series, StoreError> {
        Ok(Series::of(&events::head(&self.db).await?.epoch.to_string(), matter))
    }

    /// The room of a hearing, opened if need be.
    ///
    /// # Errors
    /// `not_found`; `unavailable` when too many hearings are watched here.
    pub async fn room(&self, matter: MatterId) -> Result<Arc<Room>, Problem> {
        if let Some(room) = self.rooms().get(&matter) {
            return Ok(room.clone());
        }
        let hearing = self.read(matter).await?;
        let series = self.series(matter).await?;
        let fresh = Arc::new(Room::new(series, self.law.clone(), hearing, self.threads.clone()));
        let room = {
            let mut rooms = self.rooms();
            rooms.retain(|_, room| room.listeners() > 0 || Arc::strong_count(room) > 1);
            if rooms.len() >= ROOMS {
                return Err(Problem::new(ProblemCode::Unavailable).retry_after(30));
            }
            rooms.entry(matter).or_insert(fresh).clone()
        };
        // What was stored between the reading and the entry was announced to nobody.
        self.advance(matter, &room).await?;
        Ok(room)
    }

    fn rooms(&self) -> std::sync::MutexGuard<'_, HashMap<MatterId, Arc<Room>>> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place among the account's streams.
    ///
    /// # Errors
    /// `rate_limited` when it has as many as it may.
    pub fn stream_slot(self: &Arc<Self>, user: UserId) -> Result<StreamSlot, Problem> {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        let count = streams.entry(user).or_default();
        if *count >= self.streams_per_account {
            let most = format!("at most {} streams an account", self.streams_per_account);
            return Err(Problem::new(ProblemCode::RateLimited).accepting(most).retry_after(5));
        }
        *count += 1;
        Ok(StreamSlot { hearings: self.clone(), user })
    }

    /// True once the server goes away.
    #[must_use]
    pub fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }

    /// Takes in what is stored now, without waiting for the bus.
    ///
    /// # Errors
    /// `not_found`; a fault of the store.
    pub async fn catch_up(&self, matter: MatterId) -> Result<(), Problem> {
        let room = self.rooms().get(&matter).cloned();
        match room {
            Some(room) => self.advance(matter, &room).await,
            None => Ok(()),
        }
    }

    async fn advance(&self, matter: MatterId, room: &Room) -> Result<(), Problem> {
        let hearing = self.read(matter).await?;
        room.advance(hearing, self.clock.now());
        Ok(())
    }

    /// Follows the bus until it closes: collects what moved, and a few times a second lets those rooms advance.
    pub async fn follow(self: Arc<Self>, mut bus: Box<dyn HearingBus>, tick: Duration) {
        let mut dirty: BTreeSet<MatterId> = BTreeSet::new();
        let mut interval = tokio::time::interval(tick);
        interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                heard = bus.next() => match heard {
                    Heard::Moved(matters) => {
                        let rooms = self.rooms();
                        dirty.extend(matters.into_iter().filter(|matter| rooms.contains_key(matter)));
                    }
                    Heard::Missed => dirty.extend(self.rooms().keys().copied()),
                    Heard::Bye => {
                        self.closing.send_replace(true);
                        // Streams look at the flag when their room stirs: ten thousand need not wait at two places each.
                        self.rooms().values().for_each(|room| room.stir());
                    }
                    Heard::Closed => return,
                },
                _ = interval.tick(), if !dirty.is_empty() => {
                    for matter in std::mem::take(&mut dirty) {
                        let room = self.rooms().get(&matter).cloned();
                        let Some(room) = room else { continue };
                        if self.advance(matter, &room).await.is_err() {
                            // The store is out of reach: the next tick tries again.
                            dirty.insert(matter);
                        }
                    }
                }
            }
        }
    }

    /// Puts the heartbeats of the last while on record, one event a hearing.
    pub async fn fold_attendance(&self, door: &Door) {
        for (matter, watched) in self.attendance.fold(self.clock.now()) {
            self.note(door, matter, watched).await;
        }
    }

    /// Puts watched intervals on record.
    pub async fn note(&self, door: &Door, matter: MatterId, watched: Vec<Watched>) {
        let command = Command::Hearing(HearingCommand::NoteAttendance { watched });
        if let Err(problem) = door.submit_system(matter, command).await {
            tracing::error!(code = ?problem.kind, "attendance could not be noted");
        }
    }
}
