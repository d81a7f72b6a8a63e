//! The one door for writes (唯一写入口): every change of state, from phone, console, import or timer, is a command that passes
//! here.
//!
//! ```text
//! submit ─┐                 ┌ seen before? visible? version? decide ┐
//! submit ─┼─ queue ─ batch ─┤ (each command on its own)             ├─ one transaction ─ receipts, nudges
//! timer  ─┘                 └ events, follow-ups, projections       ┘
//! ```
//!
//! One task writes. It takes whatever waits as one batch and stores it with one `fsync` (group commit), and judges the next batch
//! while that is written; a refused command leaves no trace and disturbs no other. Receipts are signed by those who asked, not by the task.

mod batch;
pub mod bus;
mod cache;
pub mod timer;

use std::sync::Arc;

use bytes::Bytes;
use ed25519_dalek::SigningKey;
use futures_util::FutureExt;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::ids::{MatterId, Sha256};
use minyi_rulebook::procedure::Arrived;
use minyi_wire::command::{Command, body_hash};
use minyi_wire::{CommandEnvelope, Problem, ProblemCode, Receipt};
use tokio::sync::{Mutex, mpsc, oneshot, watch};
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::law::LiveLaw;
use crate::store::Db;
use crate::store::idempotency::Accepted;
use batch::{Answers, Writer};
pub use bus::Bus;

/// Most commands of one transaction.
const BATCH: usize = 512;
/// Longest wait for a fuller batch.
const LINGER: std::time::Duration = std::time::Duration::from_millis(1);
/// Commands that may wait; one more is told to come back.
const QUEUE: usize = 4_096;

/// Where commands go in. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Door {
    queue: mpsc::Sender<Job>,
    key: Arc<SigningKey>,
    closing: watch::Sender<bool>,
    task: Arc<Mutex<Option<JoinHandle<()>>>>,
}

/// A command in the queue, and who waits for the answer.
#[derive(Debug)]
struct Job {
    order: Order,
    reply: oneshot::Sender<Result<Done, Problem>>,
}

/// Who asks for what.
#[derive(Debug)]
enum Order {
    /// Somebody, with an envelope.
    Sent { actor: Actor, envelope: Box<CommandEnvelope>, body: Sha256 },
    /// The server itself: timer, uploads.
    System { matter: MatterId, act: SystemAct },
}

/// An act of the server's own.
#[derive(Clone, Debug, PartialEq)]
pub enum SystemAct {
    /// A command of the matter's procedure.
    Command(Command),
    /// A photo or voice note that the matter names is here; each procedure has its own word for it.
    Arrived(Sha256, Arrived),
}

impl<C: Into<Command>> From<C> for SystemAct {
    fn from(command: C) -> Self {
        Self::Command(command.into())
    }
}

impl Order {
    fn matter(&self) -> MatterId {
        match self {
            Self::Sent { envelope, .. } => envelope.matter,
            Self::System { matter, .. } => *matter,
        }
    }

    /// The command, where it can be told without the matter.
    fn command(&self) -> Option<&Command> {
        match self {
            Self::Sent { envelope, .. } => Some(&envelope.command),
            Self::System { act: SystemAct::Command(command), .. } => Some(command),
            Self::System { act: SystemAct::Arrived(..), .. } => None,
        }
    }
}

/// A stored command.
#[derive(Clone, Debug)]
enum Done {
    Sent(Box<Accepted>),
    System(Recorded),
}

/// Where an act of the server's own stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded {
    pub version: u32,
    pub change_seq: i64,
}

impl Door {
    /// Opens the door on a store and starts its task.
    #[must_use]
    pub fn open(db: Db, law: impl Into<LiveLaw>, clock: Arc<dyn Clock>, bus: Bus, key: Arc<SigningKey>) -> Self {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let (closing, closed) = watch::channel(false);
        let writer = Writer::new(db, law.into(), clock, bus);
        let task = tokio::spawn(write_batches(writer, jobs, closed));
        Self { queue, key, closing, task: Arc::new(Mutex::new(Some(task))) }
    }

    /// Gives a command in and waits until it is stored or refused. `body` is the bytes as they came; their hash is half of
    /// the command's identity.
    ///
    /// # Errors
    /// `refused` with the rulebook's refusal, `command_conflict`, `version_conflict`, `not_found`, `device_time_ahead`; `unavailable`,
    /// `storage_full` and `internal` when nothing could be stored. After any of them nothing is stored.
    pub async fn submit(&self, actor: Actor, envelope: CommandEnvelope, body: Bytes) -> Result<Receipt, Problem> {
        let body = body_hash(&body);
        match self.ask(Order::Sent { actor, envelope: Box::new(envelope), body }).await? {
            Done::Sent(accepted) => Ok(accepted.receipt(&self.key)),
            Done::System(_) => Err(Problem::new(ProblemCode::Internal)),
        }
    }

    /// Gives in an act of the server's own.
    ///
    /// # Errors
    /// As for [`Door::submit`].
    pub async fn submit_system(&self, matter: MatterId, act: impl Into<SystemAct>) -> Result<Recorded, Problem> {
        match self.ask(Order::System { matter, act: act.into() }).await? {
            Done::System(recorded) => Ok(recorded),
            Done::Sent(_) => Err(Problem::new(ProblemCode::Internal)),
        }
    }

    async fn ask(&self, order: Order) -> Result<Done, Problem> {
        let (reply, answer) = oneshot::channel();
        self.queue.try_send(Job { order, reply }).map_err(|_| Problem::new(ProblemCode::Unavailable).retry_after(1))?;
        // The reply is dropped only when the batch panicked; its transaction was rolled back.
        answer.await.unwrap_or_else(|_| Err(Problem::new(ProblemCode::Internal)))
    }

    /// Takes no more commands, stores those that wait, and returns when the last answer is given.
    pub async fn close(&self) {
        self.closing.send_replace(true);
        if let Some(task) = self.task.lock().await.take() {
            // A task that panicked has nothing left to store.
            let _ = task.await;
        }
    }
}

async fn write_batches(mut writer: Writer, mut jobs: mpsc::Receiver<Job>, mut closing: watch::Receiver<bool>) {
    let mut taken = Vec::new();
    // How many are at work, and whether no more will come.
    let (mut clients, mut ended) = (1, false);
    loop {
        let room = writer.room();
        let mut answers = Answers::default();
        tokio::select! {
            biased;
            // Takes no more, stores what is queued, then ends; also when every door is dropped.
            _ = closing.wait_for(|closing| *closing), if !jobs.is_closed() => jobs.close(),
            stored = writer.stored(), if writer.is_writing() => {
                clients = stored.len() + writer.waiting() + jobs.len();
                answers = stored;
            }
            count = jobs.recv_many(&mut taken, room), if room > 0 && !ended => ended = count == 0,
            else => return,
        }
        // A panic in a rule must not close the door for everybody.
        let turn = std::panic::AssertUnwindSafe(turn(&mut writer, &mut jobs, &mut taken, clients, &mut answers));
        if turn.catch_unwind().await.is_err() {
            tracing::error!("a batch panicked; nothing of it was stored");
            writer.forget();
        }
        // Outside of the turn: they are of the batch before, which is stored whatever became of this one.
        answers.give();
    }
}

/// Judges what came, and lets the store have its turn. If too little waits for it, the answers to the batch before are given first,
/// for whoever is answered comes back at once; else the store goes to work before: giving them takes a while.
async fn turn(
    writer: &mut Writer,
    jobs: &mut mpsc::Receiver<Job>,
    taken: &mut Vec<Job>,
    clients: usize,
    answers: &mut Answers,
) {
    let wanted = writer.worth_waiting_for(clients).saturating_sub(writer.waiting());
    if !writer.is_writing() && taken.len() < wanted {
        std::mem::take(answers).give();
        gather(jobs, taken, wanted.min(writer.room())).await;
    }
    writer.judge(std::mem::take(taken)).await;
    writer.advance().await;
}

/// Waits a moment for the commands of those who were answered a moment ago: clients at work come back at once, and a batch of
/// many costs no more than one of few. Whoever is alone waits for nobody.
async fn gather(jobs: &mut mpsc::Receiver<Job>, taken: &mut Vec<Job>, wanted: usize) {
    let all_back = async {
        while taken.len() < wanted && !jobs.is_closed() {
            if jobs.recv_many(taken, wanted - taken.len()).await == 0 {
                return;
            }
        }
    };
    // Who has not come by then is in the next batch.
    let _ = tokio::time::timeout(LINGER, all_back).await;
}
