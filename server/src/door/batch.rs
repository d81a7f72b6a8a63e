//! One batch, one transaction: judge each command in turn, move the head, write all tables.
//!
//! Almost always a batch needs nothing from the store that this door does not know: what it wrote last, and that nobody wrote
//! since, which the move of the head proves. What cannot be settled so (a command that comes again, a refusal, another writer) is
//! settled with the head locked and everything asked.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use minyi_rulebook::actor::Actor;
use minyi_rulebook::ids::{CommandId, MatterId, Sha256};
use minyi_rulebook::procedure::{Arrived, FollowUp, wire_name};
use minyi_rulebook::refusal::Refusal;
use minyi_wire::{Command, Problem, ProblemCode};
use tokio::task::JoinHandle;

use super::bus::{Bus, Changed};
use super::cache::Cache;
use super::{BATCH, Done, Job, Order, Recorded, SystemAct};
use crate::clock::Clock;
use crate::evidence::handing_over;
use crate::law::{Law, LiveLaw};
use crate::procedures::{self, Circumstances, HandOver};
use crate::store::chain::GENESIS;
use crate::store::events::{self, Head, MOVE_HEAD, StoredEvent};
use crate::store::file::{Changes, MatterFile};
use crate::store::idempotency::{self, Accepted};
use crate::store::matters::{self, Source};
use crate::store::{Db, Insert, StoreError, Stored, Tx, in_list, projection};
use crate::uploads;

/// Share of a write that goes to making it durable, from which on the disk counts as slow.
const SLOW_DISK: f64 = 0.7;

/// How far a device's clock may be ahead.
const DEVICE_AHEAD: SignedDuration = SignedDuration::from_hours(48);

/// The task that writes: at most one batch is on its way to the disk, and the next is judged meanwhile as if that one were
/// stored already. Nobody is answered before their own batch is; where one fails, what was judged on top of it is judged anew.
#[derive(Debug)]
pub(super) struct Writer {
    db: Db,
    law: LiveLaw,
    clock: Arc<dyn Clock>,
    bus: Bus,
    cache: Cache,
    /// Judged on usual assumptions, not sent to the store yet.
    open: Option<Open>,
    /// What the usual assumptions do not settle: judged under the lock when nothing else is open.
    unsettled: Vec<Job>,
    under_way: Option<UnderWay>,
    /// Which share of the last write went to making it durable.
    syncing: f64,
}

/// What was answered to one command.
type Answer = Result<Done, Problem>;

/// A batch that still takes commands.
#[derive(Debug)]
struct Open {
    batch: Batch,
    /// Where the order ended before it.
    head: Head,
    answered: Vec<(Job, Done)>,
    began: Instant,
}

/// A batch on its way to the disk.
#[derive(Debug)]
struct UnderWay {
    stored: JoinHandle<Result<Stored, StoreError>>,
    told: Option<Changed>,
    answered: Vec<(Job, Done)>,
    began: Instant,
}

impl Writer {
    pub(super) fn new(db: Db, law: LiveLaw, clock: Arc<dyn Clock>, bus: Bus) -> Self {
        Self {
            db,
            law,
            clock,
            bus,
            cache: Cache::default(),
            open: None,
            unsettled: Vec::new(),
            under_way: None,
            syncing: 1.0,
        }
    }

    /// Forgets what it has read and judged, after a fault that it did not foresee; what is under way stays so.
    pub(super) fn forget(&mut self) {
        self.cache = Cache::default();
        self.open = None;
        self.unsettled.clear();
    }

    /// Commands that may still be added before the store must have its turn.
    pub(super) fn room(&self) -> usize {
        if self.unsettled.is_empty() { BATCH.saturating_sub(self.waiting()) } else { 0 }
    }

    /// How many of so many clients at work a batch should wait for. Where the disk is slow, all of them: a second `fsync` would cost
    /// more than the wait. Where it is fast, half: the others' commands are judged while the first half is written.
    pub(super) fn worth_waiting_for(&self, clients: usize) -> usize {
        if self.syncing > SLOW_DISK { clients } else { clients.div_ceil(2) }
    }

    /// Commands that are judged and not stored, the batch under way apart.
    pub(super) fn waiting(&self) -> usize {
        self.open.as_ref().map_or(0, |open| open.answered.len()) + self.unsettled.len()
    }

    /// Whether a batch is on its way to the disk.
    pub(super) fn is_writing(&self) -> bool {
        self.under_way.is_some()
    }

    /// Judges commands on the usual assumptions: that nobody else has written since this door did, that no command comes a second
    /// time, and that new ids are new. Almost always true, and it spares the questions. The first is checked by the move of the
    /// head, the others by the tables' keys; where one is false nothing of the batch is stored. Refusals are not given from here: a
    /// second coming of an accepted command may look like one.
    pub(super) async fn judge(&mut self, jobs: Vec<Job>) {
        if jobs.is_empty() {
            return;
        }
        if let (Some(head), true) = (self.cache.head().cloned(), self.unsettled.is_empty())
            && let Err(error) = self.open_for(&jobs, head).await
        {
            return Answers::of_fault(jobs, &error).give();
        }
        for job in jobs {
            // Once something waits for the lock, whoever comes later waits behind it. Whether a photo is here already is asked
            // under the lock as well: its upload may just be finishing on another node.
            match &mut self.open {
                Some(open) if self.unsettled.is_empty() && !names_attachments(&job.order) => {
                    match open.batch.judge(&job.order) {
                        Ok(done) => open.answered.push((job, done)),
                        Err(_) => self.unsettled.push(job),
                    }
                }
                _ => self.unsettled.push(job),
            }
        }
    }

    /// Sees that there is an open batch, with the matters in it that these commands are about.
    async fn open_for(&mut self, jobs: &[Job], head: Head) -> Result<(), StoreError> {
        let open = self.open.get_or_insert_with(|| Open {
            batch: Batch::new(self.law.now(), self.clock.now(), &head),
            head,
            answered: Vec::new(),
            began: Instant::now(),
        });
        let files = &mut open.batch.files;
        let orders = || jobs.iter().map(|job| &job.order);
        let known = |order: &&Order| !order.command().is_some_and(procedures::opens);
        let mut needed: BTreeSet<MatterId> = orders().filter(known).flat_map(named).collect();
        needed.retain(|matter| !files.contains_key(matter));
        // New ids are new: nothing is asked for them.
        let opening: BTreeSet<MatterId> =
            orders().map(Order::matter).filter(|matter| !needed.contains(matter)).collect();
        files.extend(self.cache.take_all(opening).0);
        if !needed.is_empty() {
            files.extend(read_matters(Source::Db(&self.db), &mut self.cache, needed).await?);
        }
        Ok(())
    }

    /// Gives the next turn to the store, if it is free: the open batch, else what waits for the lock.
    pub(super) async fn advance(&mut self) {
        if self.is_writing() {
            return;
        }
        if let Some(open) = self.open.take() {
            self.send(open);
        }
        if !self.is_writing() && !self.unsettled.is_empty() {
            self.settle_locked().await;
        }
    }

    /// Sends a judged batch to the store. From here on the next one is judged as if it were there.
    fn send(&mut self, open: Open) {
        let Open { batch, head, answered, began } = open;
        let judged = batch.judged(&head);
        if judged.events.is_empty() {
            self.cache.keep(judged.files, judged.last);
            return;
        }
        let (db, rows, told) = (self.db.clone(), judged.rows(), judged.told());
        let moving = events::moving(&head, &judged.last);
        self.cache.keep(judged.files, judged.last);
        let stored = tokio::spawn(async move { db.store_behind(MOVE_HEAD, &moving, rows).await });
        self.under_way = Some(UnderWay { stored, told, answered, began });
    }

    /// Waits until the batch under way is stored; gives the answers to it. May be dropped and called again.
    pub(super) async fn stored(&mut self) -> Answers {
        let Some(under_way) = &mut self.under_way else { return std::future::pending().await };
        let stored = (&mut under_way.stored).await;
        let Some(UnderWay { told, answered, began, .. }) = self.under_way.take() else { return Answers::default() };
        measure(answered.len(), began);
        match stored {
            Ok(Ok(Stored::Durably { syncing })) => {
                self.syncing = syncing;
                self.bus_tells(told);
                Answers(answered.into_iter().map(|(job, done)| (job, Ok(done))).collect())
            }
            // An assumption was false: all of it is judged again, and what was judged on top of it.
            Ok(Ok(Stored::Nothing) | Err(StoreError::Conflict(_))) => {
                self.start_over(answered);
                Answers::default()
            }
            Ok(Err(error)) => {
                self.start_over(Vec::new());
                Answers::of_fault(answered.into_iter().map(|(job, _)| job), &error)
            }
            Err(ended) => {
                tracing::error!(%ended, "storing a batch panicked; nothing of it was stored");
                self.start_over(Vec::new());
                Answers::default()
            }
        }
    }

    /// Forgets what it has read, and puts these and all that is open under the lock, in their order.
    fn start_over(&mut self, failed: Vec<(Job, Done)>) {
        self.cache = Cache::default();
        let open = self.open.take().map(|open| open.answered).unwrap_or_default();
        let again = failed.into_iter().chain(open).map(|(job, _)| job);
        self.unsettled = again.chain(std::mem::take(&mut self.unsettled)).collect();
    }

    /// Settles all that waits for the lock, and answers it.
    async fn settle_locked(&mut self) {
        let (jobs, began) = (std::mem::take(&mut self.unsettled), Instant::now());
        let orders: Vec<&Order> = jobs.iter().map(|job| &job.order).collect();
        let answers = self.store_locked(&orders).await;
        measure(jobs.len(), began);
        match answers {
            Ok(answers) => Answers(jobs.into_iter().zip(answers).collect()).give(),
            Err(error) => {
                self.cache = Cache::default();
                Answers::of_fault(jobs, &error).give();
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
        let now = self.clock.now();
        let mut batch = Batch::new(self.law.now(), now, &head);
        batch.locked = true;
        batch.files = read_matters(Source::Tx(&mut tx), &mut self.cache, needed).await?;
        batch.known = idempotency::find(&mut tx, &sent).await?;
        batch.attachments_here = attachments_here(&mut tx, orders).await?;
        let answers = orders.iter().map(|order| batch.judge(order)).collect();
        let judged = batch.judged(&head);
        if !judged.events.is_empty() {
            tx.run(MOVE_HEAD, &events::moving(&head, &judged.last)).await?;
            for statement in judged.rows() {
                tx.insert(statement).await?;
            }
            for (matter, hand_over) in &judged.hand_overs {
                handing_over::note(&mut tx, *matter, hand_over, now).await?;
            }
            tx.commit().await?;
        }
        self.bus_tells(judged.told());
        self.cache.keep(judged.files, judged.last);
        Ok(answers)
    }

    fn bus_tells(&self, told: Option<Changed>) {
        if let Some(changed) = told {
            self.bus.changed(changed);
        }
    }
}

fn measure(commands: usize, began: Instant) {
    metrics::histogram!("minyi_door_batch_commands").record(commands as f64);
    metrics::histogram!("minyi_door_batch_seconds").record(began.elapsed().as_secs_f64());
}

/// Answers that are not given yet.
#[derive(Debug, Default)]
#[must_use]
pub(super) struct Answers(Vec<(Job, Answer)>);

impl Answers {
    fn of_fault(jobs: impl IntoIterator<Item = Job>, error: &StoreError) -> Self {
        tracing::error!(%error, "a batch could not be stored");
        Self(jobs.into_iter().map(|job| (job, Err(Problem::from(error.clone())))).collect())
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Tells everybody.
    pub(super) fn give(self) {
        for (job, answer) in self.0 {
            count(&answer);
            // Whoever asked may have gone; what is stored stays stored.
            let _ = job.reply.send(answer);
        }
    }
}

/// A batch that is judged and not stored yet.
struct Judged {
    files: HashMap<MatterId, MatterFile>,
    events: Vec<StoredEvent>,
    accepted: Vec<Accepted>,
    changes: HashMap<MatterId, Changes>,
    /// Originals that went into other hands.
    hand_overs: Vec<(MatterId, HandOver)>,
    /// The head behind it.
    last: Head,
}

impl Judged {
    /// What is told of it once it is stored.
    fn told(&self) -> Option<Changed> {
        if self.events.is_empty() {
            return None;
        }
        let readers = self.changes.values().flat_map(Changes::readers).cloned().collect();
        let matters = self.events.iter().map(|stored| (stored.event.matter(), stored.event.version())).collect();
        Some(Changed { at: format!("{}:{}", self.last.epoch, self.last.seq), readers, matters })
    }

    /// The statements that store it.
    fn rows(&self) -> Vec<Insert> {
        let mut statements = vec![events::rows(&self.events), idempotency::rows(&self.accepted)];
        let touched = self.changes.iter().filter_map(|(matter, changes)| Some((self.files.get(matter)?, changes)));
        statements.extend(projection::rows(touched));
        statements
    }
}

/// A batch while it is judged.
#[derive(Debug)]
struct Batch {
    law: Law,
    now: Timestamp,
    /// The last place given away.
    seq: i64,
    /// Whether every other writer is kept out meanwhile.
    locked: bool,
    /// Commands that were taken before, in this batch or an earlier one.
    known: HashMap<CommandId, Accepted>,
    /// Matters as they stand now.
    files: HashMap<MatterId, MatterFile>,
    /// Photos and voice notes whose bytes came for the matter that now names them.
    attachments_here: AttachmentsHere,
    events: Vec<StoredEvent>,
    accepted: Vec<Accepted>,
    changes: HashMap<MatterId, Changes>,
    hand_overs: Vec<(MatterId, HandOver)>,
}

impl Batch {
    fn new(law: Law, now: Timestamp, head: &Head) -> Self {
        Self {
            law,
            now,
            seq: head.seq,
            locked: false,
            known: HashMap::new(),
            files: HashMap::new(),
            attachments_here: HashMap::new(),
            events: Vec::new(),
            accepted: Vec::new(),
            changes: HashMap::new(),
            hand_overs: Vec::new(),
        }
    }

    fn judged(self, head: &Head) -> Judged {
        let Self { seq, files, events, accepted, changes, hand_overs, .. } = self;
        Judged { files, events, accepted, changes, hand_overs, last: Head { seq, epoch: head.epoch.clone() } }
    }

    fn judge(&mut self, order: &Order) -> Answer {
        match order {
            Order::System { matter, act } => {
                let named = match act {
                    SystemAct::Command(command) => Some(command.clone()),
                    SystemAct::Arrived(sha256, what) => {
                        self.files.get(matter).and_then(|file| file.state.arrived(*sha256, *what))
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
        let named: Vec<_> = procedures::attachments(command).iter().map(|named| (matter, named.sha256)).collect();
        let here = named
            .iter()
            .flat_map(|key| self.attachments_here.get(key).into_iter().flatten().map(|what| (key.1, *what)));
        let state = self.files.get(&matter).map(|file| &file.state);
        let arrivals: Vec<_> = here
            .filter_map(|(sha256, what)| Some(FollowUp { matter, command: state?.arrived(sha256, what)? }))
            .collect();
        for follow_up in follow_ups.into_iter().chain(arrivals) {
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
        let of = Circumstances { law: &self.law, actor, matter, now: self.now };
        let state = before.map(|file| &file.state);
        let (event, follow_ups) = procedures::decide(state, command, other, &of, device_at)
            .map_err(|refusal: Refusal| Problem::from(refusal))?;
        let hand_over = state.and_then(|state| state.hands_over(&event));
        // The log of evidence gives its places away under the lock, and this is judged again there.
        if hand_over.is_some() && !self.locked {
            return Err(Problem::new(ProblemCode::Internal));
        }
        let prev_hash = before.map_or(GENESIS, |file| file.hash);
        let stored = StoredEvent::seal(event, self.seq + 1, prev_hash)?;
        let before = self.files.remove(&matter);
        let after = MatterFile::step(before, &stored, self.changes.entry(matter).or_default())?;
        let recorded = Recorded { version: after.state.version(), change_seq: stored.change_seq };
        self.files.insert(matter, after);
        self.hand_overs.extend(hand_over.map(|hand_over| (matter, hand_over)));
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

fn names_attachments(order: &Order) -> bool {
    order.command().is_some_and(|command| !procedures::attachments(command).is_empty())
}

/// What came for which matter; the same bytes may have come as a photo and as a voice note.
type AttachmentsHere = HashMap<(MatterId, Sha256), Vec<Arrived>>;

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

/// What is here already for the matters whose orders name attachments: their upload may have been faster than the words.
/// Only uploads made for that very matter count. Whoever merely knows a hash must not come by its bytes.
async fn attachments_here(tx: &mut Tx, orders: &[&Order]) -> Result<AttachmentsHere, StoreError> {
    let matters: BTreeSet<MatterId> =
        orders.iter().filter(|order| names_attachments(order)).map(|order| order.matter()).collect();
    if matters.is_empty() {
        return Ok(HashMap::new());
    }
    let (list, values) = in_list(1, matters.iter().map(|matter| matter.to_string().into()));
    let sql =
        format!("SELECT matter, sha256, kind, seconds FROM uploads WHERE matter IN {list} AND state = 'complete'");
    let mut here = AttachmentsHere::new();
    for row in &tx.rows(&sql, &values).await? {
        here.entry((row.parsed(0)?, row.parsed(1)?))
            .or_default()
            .push(uploads::arrived_as(&row.text(2)?, row.int(3)?)?);
    }
    Ok(here)
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
