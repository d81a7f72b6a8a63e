//! What all parts of the core share (引擎): the stores, the queue, who is signed in, and the way out. Each part adds its own `impl`.
//!
//! Locks are held for moments and never over an `await` or a call to the shell. Storage is reached only through
//! [`Engine::with`], which holds the stores open for the length of one step: [`Engine::close`] waits for that step, takes
//! the stores away, and whoever comes later is told that the core is suspended.

use crate::cards::CardDesk;
use crate::entropy::new_id;
use crate::exchange::{self, Setback, WaitReason, with_token};
use crate::facade::{CoreConfig, NetworkClass, Ports};
use crate::mirror::{self, Batch, MemStore, SledStore, Store};
use crate::observe::Hub;
use crate::outbox::{Device, LinkSpeed, Queue, Turn};
use crate::session::StoredSession;
use crate::storage_fault::StorageFault;
use crate::time::{Clock, ServerOffset};
use crate::transport::{Request, Response};
use crate::vault::{self, Disk, Vault};
use crate::{CoreError, sync};
use jiff::Timestamp;
use minyi_evidence::{Signer, TicketDesk};
use minyi_rulebook::actor::Actor;
use minyi_rulebook::ids::DeviceId;
use minyi_wire::directory::DirectoryView;
use minyi_wire::receipt::ServerKey;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::watch;

/// Layout of the mirror; another one in the folder is set aside and filled anew.
const MIRROR_SCHEMA: u32 = 2;
/// A request that cannot end so long before the end of the slice is not begun.
const MARGIN: Duration = Duration::from_secs(5);

/// A lock whose holder never leaves half a change behind, so a panic of it poisons nothing.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The open stores.
#[derive(Debug)]
pub(crate) struct Stores {
    pub(crate) vault: Vault,
    pub(crate) mirror: Arc<dyn Store>,
    /// The mirror failed: open it again soon. Nothing that may not be forgotten is in it.
    hurt: AtomicBool,
}

impl Stores {
    /// Writes to the mirror what may be forgotten: a failure is no reason to fail.
    pub(crate) fn note(&self, batch: Batch) {
        if let Err(fault) = self.mirror.commit(batch) {
            tracing::warn!(%fault, "the mirror did not take a note");
            self.hurt.store(true, Ordering::Release);
        }
    }
}

/// Where the stores come from; the seam for tests of faults.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    pub(crate) disk: Arc<dyn Disk>,
    /// `None`: sled, in the folder.
    pub(crate) mirror: Option<Arc<MemStore>>,
}

impl Places {
    fn open(&self, config: &CoreConfig, ports: &Ports) -> Result<(Stores, mirror::OpenReport), CoreError> {
        let vault = Vault::open_on(Arc::clone(&self.disk), &config.folder, &*ports.keeper)?;
        let (mirror, report): (Arc<dyn Store>, _) = match &self.mirror {
            Some(memory) => (Arc::clone(memory) as Arc<dyn Store>, mirror::OpenReport::Opened),
            None => {
                let (sled, report) = SledStore::open(&config.folder, MIRROR_SCHEMA)?;
                (Arc::new(sled), report)
            }
        };
        Ok((Stores { vault, mirror, hurt: false.into() }, report))
    }
}

/// What opening found in vault and mirror.
pub(crate) struct Opened {
    pub(crate) vault: vault::OpenReport,
    pub(crate) mirror: mirror::OpenReport,
    pub(crate) of_newer_version: usize,
}

pub(crate) struct Engine {
    pub(crate) config: CoreConfig,
    pub(crate) ports: Ports,
    places: Places,
    stores: RwLock<Option<Stores>>,
    pub(crate) queue: Mutex<Queue>,
    pub(crate) device: Mutex<Device>,
    /// Makes "look at the case, then seal" one step.
    pub(crate) filing: Mutex<()>,
    /// Makes "look at the chain of evidence, then append" one step.
    pub(crate) attaching: Mutex<()>,
    pub(crate) tickets: Mutex<TicketDesk>,
    /// The shell's; `None`: the key in the vault.
    pub(crate) signer: Mutex<Option<Arc<dyn Signer>>>,
    pub(crate) session: Mutex<Option<StoredSession>>,
    pub(crate) cards: Mutex<CardDesk>,
    pub(crate) keys: Mutex<Vec<ServerKey>>,
    pub(crate) offset: ServerOffset,
    pub(crate) speed: Mutex<LinkSpeed>,
    pub(crate) directory: Mutex<Option<Arc<DirectoryView>>>,
    network: Mutex<NetworkClass>,
    /// When the server's keys and changes may be asked for again.
    pub(crate) pull_turn: Mutex<Turn>,
    pub(crate) hub: Hub,
    pub(crate) single_flight: tokio::sync::Mutex<()>,
    stopping: watch::Sender<()>,
}

/// One stretch of time in which the core may use the network (时间片).
pub(crate) struct Slice {
    pub(crate) actor: Actor,
    token: String,
    clock: Arc<dyn Clock>,
    until: Duration,
    margin: Duration,
    stopped: watch::Receiver<()>,
    done: AtomicU32,
}

impl Slice {
    /// Whether there is time for a request of so many bytes at the slowest link; small ones only need the margin.
    pub(crate) fn may_start(&self, bytes: u64) -> bool {
        self.may_start_taking(LinkSpeed::default().estimate(bytes))
    }

    pub(crate) fn may_start_taking(&self, span: Duration) -> bool {
        let stopped = self.stopped.has_changed().unwrap_or(true);
        !stopped && self.clock.monotonic() + span + self.margin <= self.until
    }

    pub(crate) fn count_done(&self, things: u32) {
        self.done.fetch_add(things, Ordering::Relaxed);
    }

    pub(crate) fn done(&self) -> u32 {
        self.done.load(Ordering::Relaxed)
    }
}

impl Engine {
    pub(crate) fn open(config: CoreConfig, ports: Ports, places: Places) -> Result<(Arc<Self>, Opened), CoreError> {
        let keys = config.pinned_keys.clone();
        let (hub, bell) = Hub::new();
        let engine = Arc::new(Self {
            device: Device { id: DeviceId(uuid::Uuid::nil()), last_seq: 0 }.into(),
            config,
            ports,
            places,
            stores: None.into(),
            queue: Mutex::default(),
            filing: Mutex::default(),
            attaching: Mutex::default(),
            tickets: Mutex::default(),
            signer: Mutex::default(),
            session: None.into(),
            cards: Mutex::default(),
            keys: keys.into(),
            offset: ServerOffset::default(),
            speed: Mutex::default(),
            directory: None.into(),
            network: NetworkClass::Unmetered.into(),
            pull_turn: Turn::Now.into(),
            hub,
            single_flight: ().into(),
            stopping: watch::Sender::new(()),
        });
        engine.hub.attach(&engine, bell);
        let opened = engine.open_stores()?;
        Ok((engine, opened))
    }

    /// Opens the stores and reads what memory needs of them.
    pub(crate) fn open_stores(&self) -> Result<Opened, CoreError> {
        if self.with(|_| Ok(())).is_ok() {
            return Err(CoreError::Busy);
        }
        // Without our lock: the key store is the shell's, and may take its time or look at the core. Who opens at the same
        // time finds the folder in use.
        let (stores, mirror) = self.places.open(&self.config, &self.ports)?;
        let mut slot = self.stores.write().unwrap_or_else(PoisonError::into_inner);
        self.load_session(&stores)?;
        self.load_keys(&stores)?;
        self.load_trust(&stores)?;
        self.prepare_showings(&stores)?;
        sync::load_meta(self, &stores);
        let (queue, of_newer_version) = Queue::load(&stores, self.server_now())?;
        *locked(&self.device) = self.load_device(&queue, &stores)?;
        *locked(&self.queue) = queue;
        let vault = stores.vault.report().clone();
        *slot = Some(stores);
        drop(slot);
        self.sweep_transfers();
        self.hub.everything_changed();
        Ok(Opened { vault, mirror, of_newer_version })
    }

    fn load_device(&self, queue: &Queue, stores: &Stores) -> Result<Device, CoreError> {
        let stored = match stores.vault.slot(crate::outbox::DEVICE_SLOT) {
            Ok(stored) => stored.and_then(|stored| serde_json::from_slice::<Device>(&stored).ok()),
            // A new device from here on; the old one's commands keep their numbers.
            Err(StorageFault::Damaged { .. }) => None,
            Err(fault) => return Err(fault.into()),
        };
        let mut device = match stored {
            Some(device) => device,
            None => Device { id: DeviceId(new_id(&*self.ports.entropy, self.ports.clock.now())?), last_seq: 0 },
        };
        let last_seq = device.last_seq.max(queue.last_seq(device.id));
        if stored.is_none() || last_seq != device.last_seq {
            device.last_seq = last_seq;
            crate::outbox::store_device(&device, stores)?;
        }
        Ok(device)
    }

    /// Closes the stores and their locks, as soon as the step that uses them now is over.
    pub(crate) fn close(&self) {
        *self.stores.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// One step with the stores open. Do not nest.
    pub(crate) fn with<T>(&self, step: impl FnOnce(&Stores) -> Result<T, CoreError>) -> Result<T, CoreError> {
        let stores = self.stores.read().unwrap_or_else(PoisonError::into_inner);
        step(stores.as_ref().ok_or(CoreError::Busy)?)
    }

    /// One step on a thread that may block. It runs to its end even if the caller does not wait for it.
    pub(crate) async fn blocking<T: Send + 'static>(
        self: &Arc<Self>,
        step: impl FnOnce(&Self, &Stores) -> Result<T, CoreError> + Send + 'static,
    ) -> Result<T, CoreError> {
        let engine = Arc::clone(self);
        let run = tokio::task::spawn_blocking(move || engine.with(|stores| step(&engine, stores)));
        run.await.unwrap_or_else(|_| Err(CoreError::internal("a step panicked")))
    }

    /// [`Self::blocking`] for work that nobody waits for: a fault of the storage ends the slice, the next one tries again.
    pub(crate) async fn background<T: Send + 'static>(
        self: &Arc<Self>,
        step: impl FnOnce(&Self, &Stores) -> Result<T, CoreError> + Send + 'static,
    ) -> Result<T, Setback> {
        self.blocking(step).await.map_err(|error| {
            tracing::warn!(%error, "the slice ends early");
            Setback::Halted
        })
    }

    /// Opens a mirror anew that failed in use. Memory goes on as it is; the mirror fills up again.
    pub(crate) fn heal(&self) -> Result<(), CoreError> {
        if !self.with(|stores| Ok(stores.hurt.load(Ordering::Acquire)))? {
            return Ok(());
        }
        tracing::warn!("the mirror is opened anew");
        self.close();
        self.open_stores().map(drop)
    }

    // ---- time, network ----

    /// The estimate of server time.
    pub(crate) fn server_now(&self) -> Timestamp {
        self.offset.server_time(self.ports.clock.now())
    }

    pub(crate) fn network(&self) -> NetworkClass {
        *locked(&self.network)
    }

    pub(crate) fn set_network(&self, network: NetworkClass) {
        let before = std::mem::replace(&mut *locked(&self.network), network);
        if before != network && network != NetworkClass::Offline {
            locked(&self.queue).enter_new_network();
            let mut turn = locked(&self.pull_turn);
            *turn = turn.in_new_network();
            drop(turn);
            self.hub.outbox_changed();
        }
    }

    pub(crate) fn stop(&self) {
        self.stopping.send_replace(());
    }

    /// A slice of this length for the account that is signed in; `None` if none is.
    pub(crate) fn slice(&self, span: Duration) -> Option<Slice> {
        let session = self.session_in_force()?;
        Some(Slice {
            actor: session.actor,
            token: session.token,
            clock: Arc::clone(&self.ports.clock),
            until: self.ports.clock.monotonic() + span,
            margin: MARGIN.min(span / 4),
            stopped: self.stopping.subscribe(),
            done: 0.into(),
        })
    }

    /// Sends a request with the slice's token and judges the answer. A `401` ends the session.
    pub(crate) async fn exchange(self: &Arc<Self>, request: Request, slice: &Slice) -> Result<Response, Setback> {
        if self.network() == NetworkClass::Offline {
            return Err(WaitReason::Offline.into());
        }
        let mut stopped = slice.stopped.clone();
        let left = slice.until.saturating_sub(self.ports.clock.monotonic());
        let answer = tokio::select! {
            biased;
            _ = stopped.changed() => return Err(Setback::Halted),
            answer = self.ports.transport.send(with_token(request, &slice.token)) => exchange::judge(answer),
            () = self.ports.clock.sleep(left) => return Err(Setback::Halted),
        };
        if let Err(Setback::SignIn(_)) = &answer {
            let token = slice.token.clone();
            self.background(move |engine, stores| {
                engine.session_over(&token, stores);
                Ok(())
            })
            .await?;
        }
        answer
    }

    /// Sends a request that the user waits for.
    pub(crate) async fn ask(&self, request: Request) -> Result<Response, Setback> {
        if self.network() == NetworkClass::Offline {
            return Err(WaitReason::Offline.into());
        }
        exchange::judge(self.ports.transport.send(request).await)
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").field("config", &self.config).finish_non_exhaustive()
    }
}
