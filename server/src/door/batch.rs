//! One batch, one transaction: judge each command in turn, move the head, write all tables.
//!
//! Almost always a batch needs nothing from the store that this door does not know: what it wrote last, and that nobody wrote
//! since, which the move of the head proves. What cannot be settled so (a command that comes again, a refusal, another writer) is
//! settled with the head locked and everything asked.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use minyi_rulebook::actor::Actor;
use minyi_rulebook::ids::{CommandId, MatterId, Sha256};
use minyi_rulebook::procedure::{FollowUp, wire_name};
use minyi_rulebook::refusal::Refusal;
use minyi_wire::{Command, Problem, ProblemCode};

use super::bus::{Bus, Changed};
use super::cache::Cache;
use super::{Done, Job, Order, Recorded, SystemAct};
use crate::clock::Clock;
use crate::law::Law;
use crate::procedures::{self, Circumstances};
use crate::store::chain::GENESIS;
use crate::store::events::{self, Head, MOVE_HEAD, StoredEvent};
use crate::store::file::{Changes, MatterFile};
use crate::store::idempotency::{self, Accepted};
use crate::store::matters::{self, Source};
use crate::store::{Db, Insert, StoreError, Tx, in_list, projection};

/// How far a device's clock may be ahead.
const DEVICE_AHEAD: SignedDuration = SignedDuration::from_hours(48);

/// The task that writes.
#[derive(Debug)]
pub(super) struct Writer {
    db: Db,
    law: Law,
    clock: Arc<dyn Clock>,
    bus: Bus,
    cache: Cache,
}

/// What was answered to one command.
type Answer = Result<Done, Problem>;

impl Writer {
    pub(super) fn new(db: Db, law: Law, clock: Arc<dyn Clock>, bus: Bus) -> Self {
        Self { db, law, clock, bus, cache: Cache::default() }
    }

    /// Forgets what it has read, after a fault that it did not foresee.
    pub(super) fn forget(&mut self) {
        self.cache = Cache::default();
    }

    /// Stores a batch and answers everybody in it.
    pub(super) async fn write(&mut self, jobs: Vec<Job>) {
        let started = Instant::now();
        let (orders, replies): (Vec<Order>, Vec<_>) = jobs.into_iter().map(|job| (job.order, job.reply)).unzip();
        let answers = self.store(&orders).await.unwrap_or_else(|error| {
            tracing::error!(%error, commands = orders.len(), "a batch could not be stored");
            orders.iter().map(|_| Err(Problem::from(error.clone()))).collect()
        });
        metrics::histogram!("minyi_door_batch_commands").record(orders.len() as f64);
        metrics::histogram!("minyi_door_batch_seconds").record(started.elapsed().as_secs_f64());
        for (reply, answer) in replies.into_iter().zip(answers) {
            count(&answer);
            // Whoever asked may have gone; what is stored stays stored.
            let _ = reply.send(answer);
        }
    }

    /// Stores what can be stored on the usual assumptions, and settles the rest under the lock.
    async fn store(&mut self, orders: &[Order]) -> Result<Vec<Answer>, StoreError> {
        let orders: Vec<&Order> = orders.iter().collect();
        let mut answers = self.store_assuming(&orders).await?;
        let open: Vec<&Order> =
            orders.iter().zip(&answers).filter(|(_, answer)| answer.is_none()).map(|(order, _)| *order).collect();
        let mut settled = if open.is_empty() { Vec::new() } else { self.store_locked(&open).await? }.into_iter();
        let internal = || Err(Problem::new(ProblemCode::Internal));
        Ok(answers.iter_mut().map(|answer| answer.take().or_else(|| settled.next()).unwrap_or_else(internal)).collect())
    }

    /// Assumes that nobody else has written since this door did, that no command comes a second time, and that new ids are
    /// new: almost always true, and it spares the questions. The first is checked by the move of the head, the others by the
    /// tables' keys; where one is false nothing of this is stored. Refusals are not given from here: a second coming of an
    /// accepted command may look like one. `None`: not settled.
    async fn store_assuming(&mut self, orders: &[&Order]) -> Result<Vec<Option<Answer>>, StoreError> {
        let unsettled = || orders.iter().map(|_| None).collect();
        let Some(head) = self.cache.head().cloned() else { return Ok(unsettled()) };
        // Whether a photo is here already is asked under the lock: its upload may just be finishing on another node.
        if orders.iter().any(|order| names_photos(order)) {
            return Ok(unsettled());
        }
        let known = |order: &&&Order| !order.command().is_some_and(procedures::opens);
        let needed: BTreeSet<MatterId> = orders.iter().filter(known).copied().flat_map(named).collect();
        let opening: BTreeSet<MatterId> = orders.iter().map(|order| order.matter()).collect();
        let mut files = self.cache.take_all(opening.difference(&needed).copied()).0;
        files.extend(read_matters(Source::Db(&self.db), &mut self.cache, needed).await?);
        let mut batch = Batch::new(&self.law, self.clock.now(), &head, files);
        let answers = orders.iter().map(|order| batch.judge(order).ok().map(Ok)).collect();
        let judged = batch.judged(&head);
        let stored = match judged.events.is_empty() {
            true => Ok(true),
            false => self.db.store_behind(MOVE_HEAD, &events::moving(&head, &judged.last), judged.rows()).await,
        };
        match stored {
            Ok(true) => {
                self.settle(judged);
                Ok(answers)
            }
            Ok(false) | Err(StoreError::Conflict(_)) => {
                self.forget();
                Ok(unsettled())
            }
            Err(error) => {
                self.forget();
                Err(error)
            }
        }
    }

    /// Keeps every other writer out, asks everything, and settles all.
    async fn store_locked(&mut self, orders: &[&Order]) -> Result<Vec<Answer>, StoreError> {
        let mut tx = self.db.begin().await?;
        let head = events::lock_head(&mut tx).await?;
        self.cache.valid_at(&head);
        let sent: Vec<CommandId> = orders.iter().filter_map(|order| sent_id(order)).collect();
        let needed = orders.iter().copied().flat_map(named).collect();
        let files = read_matters(Source::Tx(&mut tx), &mut self.cache, needed).await?;
        let mut batch = Batch::new(&self.law, self.clock.now(), &head, files);
        batch.known = idempotency::find(&mut tx, &sent).await?;
        batch.photos_here = photos_here(&mut tx, orders).await?;
        let answers = orders.iter().map(|order| batch.judge(order)).collect();
        let judged = batch.judged(&head);
        if !judged.events.is_empty() {
            tx.run(MOVE_HEAD, &events::moving(&head, &judged.last)).await?;
            for statement in judged.rows() {
                tx.insert(statement).await?;
            }
            tx.commit().await?;
        }
        self.settle(judged);
        Ok(answers)
    }

    /// Remembers and tells what is stored.
    fn settle(&mut self, judged: Judged) {
        if !judged.events.is_empty() {
            let readers = judged.changes.values().flat_map(Changes::readers).cloned().collect();
            let versions = judged.events.iter().map(|stored| (stored.event.matter(), stored.event.version())).collect();
            let at = format!("{}:{}", judged.last.epoch, judged.last.seq);
            self.bus.changed(Changed { at, readers, matters: versions });
        }
        self.cache.keep(judged.files, judged.last);
    }
}

/// A batch that is judged and not stored yet.
struct Judged {
    files: HashMap<MatterId, MatterFile>,
    events: Vec<StoredEvent>,
    accepted: Vec<Accepted>,
    changes: HashMap<MatterId, Changes>,
    /// The head behind it.
    last: Head,
}

impl Judged {
    /// The statements that store it.
    fn rows(&self) -> Vec<Insert> {
        let mut statements = vec![events::rows(&self.events), idempotency::rows(&self.accepted)];
        let touched = self.changes.iter().filter_map(|(matter, changes)| Some((self.files.get(matter)?, changes)));
        statements.extend(projection::rows(touched));
        statements
    }
}

/// A batch while it is judged.
struct Batch<'w> {
    law: &'w Law,
    now: Timestamp,
    /// The last place given away.
    seq: i64,
    /// Commands that were taken before, in this batch or an earlier one.
    known: HashMap<CommandId, Accepted>,
    /// Matters as they stand now.
    files: HashMap<MatterId, MatterFile>,
    /// Photos whose bytes came for the matter that now names them.
    photos_here: HashSet<(MatterId, Sha256)>,
    events: Vec<StoredEvent>,
    accepted: Vec<Accepted>,
    changes: HashMap<MatterId, Changes>,
}

impl<'w> Batch<'w> {
    fn new(law: &'w Law, now: Timestamp, head: &Head, files: HashMap<MatterId, MatterFile>) -> Self {
        Self {
            law,
            now,
            seq: head.seq,
            known: HashMap::new(),
            files,
            photos_here: HashSet::new(),
            events: Vec::new(),
            accepted: Vec::new(),
            changes: HashMap::new(),
        }
    }

    fn judged(self, head: &Head) -> Judged {
        let Self { seq, files, events, accepted, changes, .. } = self;
        Judged { files, events, accepted, changes, last: Head { seq, epoch: head.epoch.clone() } }
    }

    fn judge(&mut self, order: &Order) -> Answer {
        match order {
            Order::System { matter, act } => {
                let named = match act {
                    SystemAct::Command(command) => Some(command.clone()),
                    SystemAct::PhotoArrived(sha256) => {
                        self.files.get(matter).and_then(|file| file.state.photo_arrived(*sha256))
                    }
                };
                let command = named.ok_or_else(|| Problem::new(ProblemCode::NotFound))?;
                self.record(&Actor::system(), *matter, &command, None).map(Done::System)
            }
            Order::Sent { .. } => self.judge_sent(order),
        }
    }

    fn judge_sent(&mut self, order: &Order) -> Answer {
        let Order::Sent { actor, envelope, body } = order else {
            return Err(Problem::new(ProblemCode::Internal));
        };
        if let Some(known) = self.known.get(&envelope.id) {
            // Whose command it was is not said.
            let same = known.body == *body && known.actor == actor.user;
            let conflict = || Problem::new(ProblemCode::CommandConflict).field("id").accepting("a new command id");
            return if same { Ok(Done::Sent(Box::new(known.clone()))) } else { Err(conflict()) };
        }
        let command = &envelope.command;
        let opens = procedures::opens(command);
        let state = self.files.get(&envelope.matter).map(|file| &file.state);
        match state {
            // Not there and not for you look the same; only a command that opens a matter may name what does not exist.
            None if !opens => return Err(Problem::new(ProblemCode::NotFound)),
            Some(state)
                if !opens
                    && (state.procedure() != procedures::procedure_of(command) || state.sight_of(actor).is_none()) =>
            {
                return Err(Problem::new(ProblemCode::NotFound));
            }
            Some(state) if envelope.expects.is_some_and(|expected| expected != state.version()) => {
                let mut problem = Problem::new(ProblemCode::VersionConflict).field("expects");
                // A submission under a taken id must not tell a stranger how far the other matter is.
                problem.current_version = state.sight_of(actor).map(|_| state.version());
                return Err(problem);
            }
            _ => {}
        }
        if envelope.made_at.duration_since(self.now) > DEVICE_AHEAD {
            return Err(Problem::new(ProblemCode::DeviceTimeAhead)
                .field("made_at")
                .accepting("at most 48 hours ahead"));
        }
        let recorded = self.record(actor, envelope.matter, command, Some(envelope.made_at))?;
        let accepted = Accepted {
            id: envelope.id,
            actor: actor.user,
            body: *body,
            matter: envelope.matter,
            matter_version: recorded.version,
            change_seq: recorded.change_seq,
            received_at: self.now,
            device: envelope.device,
            device_seq: envelope.seq,
        };
        self.known.insert(accepted.id, accepted.clone());
        self.accepted.push(accepted.clone());
        Ok(Done::Sent(Box::new(accepted)))
    }

    /// Judges a command by the rulebook; an accepted one is recorded with all that follows from it.
    fn record(
        &mut self,
        actor: &Actor,
        matter: MatterId,
        command: &Command,
        device_at: Option<Timestamp>,
    ) -> Result<Recorded, Problem> {
        let (recorded, follow_ups) = self.append(actor, matter, command, device_at)?;
        let here =
            procedures::photos(command).into_iter().filter(|sha256| self.photos_here.contains(&(matter, *sha256)));
        let state = self.files.get(&matter).map(|file| &file.state);
        let photos: Vec<_> =
            here.filter_map(|sha256| Some(FollowUp { matter, command: state?.photo_arrived(sha256)? })).collect();
        for follow_up in follow_ups.into_iter().chain(photos) {
            // What follows is the server's own act; where the rules have no place for it, it is already so.
            let _ = self.append(&Actor::system(), follow_up.matter, &follow_up.command, None);
        }
        Ok(recorded)
    }

    fn append(
        &mut self,
        actor: &Actor,
        matter: MatterId,
        command: &Command,
        device_at: Option<Timestamp>,
    ) -> Result<(Recorded, Vec<FollowUp<Command>>), Problem> {
        let before = self.files.get(&matter);
        // Another matter counts only if the actor may know of it.
        let other = procedures::names(command)
            .and_then(|named| self.files.get(&named))
            .map(|file| &file.state)
            .filter(|other| other.sight_of(actor).is_some());
        let of = Circumstances { law: self.law, actor, matter, now: self.now };
        let state = before.map(|file| &file.state);
        let (event, follow_ups) = procedures::decide(state, command, other, &of, device_at)
            .map_err(|refusal: Refusal| Problem::from(refusal))?;
        let prev_hash = before.map_or(GENESIS, |file| file.hash);
        let stored = StoredEvent::seal(event, self.seq + 1, prev_hash)?;
        let before = self.files.remove(&matter);
        let after = MatterFile::step(before, &stored, self.changes.entry(matter).or_default())?;
        let recorded = Recorded { version: after.state.version(), change_seq: stored.change_seq };
        self.files.insert(matter, after);
        self.seq += 1;
        self.events.push(stored);
        Ok((recorded, follow_ups))
    }
}

fn sent_id(order: &Order) -> Option<CommandId> {
    match order {
        Order::Sent { envelope, .. } => Some(envelope.id),
        Order::System { .. } => None,
    }
}

/// The matters that an order is about.
fn named(order: &Order) -> impl Iterator<Item = MatterId> {
    [Some(order.matter()), order.command().and_then(procedures::names)].into_iter().flatten()
}

fn names_photos(order: &Order) -> bool {
    order.command().is_some_and(|command| !procedures::photos(command).is_empty())
}

/// These matters, as far as they exist, from the cache or the store.
async fn read_matters(
    source: Source<'_>,
    cache: &mut Cache,
    matters: BTreeSet<MatterId>,
) -> Result<HashMap<MatterId, MatterFile>, StoreError> {
    let (mut files, missing) = cache.take_all(matters);
    files.extend(matters::some(source, &missing).await?);
    Ok(files)
}

/// Which photos are here already for the matters whose orders name some: their upload may have been faster than the words.
/// Only uploads made for that very matter count. Whoever merely knows a photo's hash must not come by its bytes.
async fn photos_here(tx: &mut Tx, orders: &[&Order]) -> Result<HashSet<(MatterId, Sha256)>, StoreError> {
    let matters: BTreeSet<MatterId> =
        orders.iter().filter(|order| names_photos(order)).map(|order| order.matter()).collect();
    if matters.is_empty() {
        return Ok(HashSet::new());
    }
    let (list, values) = in_list(1, matters.iter().map(|matter| matter.to_string().into()));
    let sql = format!("SELECT matter, sha256 FROM uploads WHERE matter IN {list} AND state = 'complete'");
    let rows = tx.rows(&sql, &values).await?;
    rows.iter().map(|row| Ok((row.parsed(0)?, row.parsed(1)?))).collect()
}

/// Counts what came of a command, by code and never by person.
fn count(answer: &Answer) {
    let outcome = match answer {
        Ok(_) => "stored".to_owned(),
        Err(problem) => match &problem.refusal {
            Some(refusal) => wire_name(&refusal.code),
            None => wire_name(&problem.code),
        },
    };
    metrics::counter!("minyi_commands_total", "outcome" => outcome).increment(1);
}
