//! The assembled server: what all handlers share, how it starts, how it ends.

use std::fs::File;
use std::future::Future;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ed25519_dalek::SigningKey;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;

use crate::access::Access;
use crate::access::sms::SmsProvider;
use crate::clock::Clock;
use crate::config::Config;
use crate::desk::Desk;
use crate::directory::LiveDirectory;
use crate::door::timer::{Ticked, Timer};
use crate::door::{Bus, Door};
use crate::evidence::Evidence;
use crate::evidence::publisher::OfficePublisher;
use crate::follow::Follow;
use crate::hearings::Hearings;
use crate::hearings::bus::{HearingBus, InProcess};
use crate::hearings::postgres_bus::Postgres;
use crate::identity::{Identity, Keyring, KeyringFault};
use crate::law::{Law, LiveLaw};
use crate::seed::{self, SeedFault};
use crate::store::{DatabaseUrl, Db, StoreError};
use crate::uploads::objects::{FolderStore, ObjectStore};
use crate::uploads::{Swept, Uploads};
use crate::video::Video;
use crate::{directory, keys, listener, routes, telemetry};

/// How often the timer looks at the calendar.
const TICK: Duration = Duration::from_secs(60);
/// How long open requests may take once the server is told to stop.
const DRAIN: Duration = Duration::from_secs(10);

/// What every handler shares. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App(Arc<Inner>);

/// The parts of a server.
#[derive(Debug)]
pub struct Inner {
    pub config: Config,
    pub clock: Arc<dyn Clock>,
    pub db: Db,
    pub door: Door,
    pub bus: Bus,
    /// Lists, search and figures.
    pub desk: Desk,
    /// Policy, calendar and the rulebook's directory.
    pub law: LiveLaw,
    /// The directory that devices keep.
    pub directory: LiveDirectory,
    /// Signs receipts and daily heads.
    pub key: Arc<SigningKey>,
    pub objects: Arc<dyn ObjectStore>,
    pub uploads: Uploads,
    /// Copies of photos and the log of their originals.
    pub evidence: Arc<Evidence>,
    pub identity: Identity,
    /// Hearings as they are watched.
    pub hearings: Arc<Hearings>,
    /// The gateway of their pictures.
    pub video: Arc<Video>,
    pub access: Access,
    /// Codes by which cases are followed.
    pub follow: Follow,
    pub metrics: Metrics,
    draining: AtomicBool,
    /// Held as long as this server lives.
    _lock: File,
}

/// Renders the metrics of this process.
#[derive(Clone)]
pub struct Metrics(pub PrometheusHandle);

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Metrics")
    }
}

impl Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data folder or something in it cannot be read or written.
    #[error("{path}: {error}")]
    Folder { path: PathBuf, error: std::io::Error },
    /// Another server runs on this data folder.
    #[error("another server runs on {0}; stop it, or name another folder with --data")]
    AlreadyRunning(PathBuf),
    #[error("the store: {0}")]
    Store(#[from] StoreError),
    #[error("the keys of the congresses: {0}")]
    Identity(#[from] KeyringFault),
    #[error("the seed file: {0}")]
    Seed(#[from] SeedFault),
    #[error("the key file {0} is damaged; put your copy of it back, receipts are signed with it")]
    Key(PathBuf),
    #[error(
        "{0}: leaf.key (PKCS #8, P-256) and leaf.pem must be there and fit; without the folder copies have no credentials"
    )]
    Credentials(PathBuf),
}

impl App {
    /// Opens store, keys and folders, loads the seed and starts the door.
    ///
    /// # Errors
    /// [`StartError`], with what the operator can do.
    pub async fn open(config: Config, clock: Arc<dyn Clock>, sms: Arc<dyn SmsProvider>) -> Result<Self, StartError> {
        let lock = keys::prepare_folders(&config)?;
        let key = Arc::new(keys::receipt_key(&config.keys_dir())?);
        let pepper = keys::pepper(&config.keys_dir())?;
        let db = Db::open(&config.database).await?;
        if let Some(path) = &config.seed {
            let seed = seed::SeedFile::read(path)?;
            seed::load(&db, &seed, &pepper, clock.now()).await?;
        }
        let view = directory::stored(&db).await?;
        let law = LiveLaw::from(Law::embedded(Arc::new(view.for_rulebook())));
        let directory = LiveDirectory::of(view);
        let bus = Bus::new();
        let desk = Desk::new(db.clone());
        let door = Door::open(db.clone(), law.clone(), clock.clone(), bus.clone(), key.clone());
        let objects: Arc<dyn ObjectStore> = Arc::new(FolderStore::new(config.objects_dir()));
        let evidence = Evidence::new(db.clone(), objects.clone(), config.copying_dir())
            .stamped_by(config.timestamps.clone())
            .published_by(OfficePublisher::open(&config.credentials_dir())?);
        let evidence = Arc::new(evidence);
        let uploads = Uploads::new(db.clone(), door.clone(), objects.clone(), evidence.clone(), config.staging_dir());
        let follow = Follow::new(db.clone(), pepper.clone());
        let keyring = Keyring::open(&config.identity_dir())?;
        let identity = Identity::new(keyring, db.clone(), door.clone(), clock.clone());
        let video = Video::new(db.clone(), pepper.fingerprint("passes of pictures", &[]));
        let access = Access::new(db.clone(), clock.clone(), sms, pepper, &config);
        let metrics = Metrics(telemetry::recorder());
        let hearings = Hearings::new(db.clone(), law.clone(), clock.clone(), config.hearing_streams);
        // It ends with the bus, which ends with the door.
        let heard: Box<dyn HearingBus> = match &config.database {
            DatabaseUrl::Postgres(url) => Box::new(Postgres::open(url, &bus).await?),
            DatabaseUrl::Sqlite(_) => Box::new(InProcess::new(&bus)),
        };
        drop(tokio::spawn(hearings.clone().follow(heard, config.hearing_tick)));
        let draining = AtomicBool::new(false);
        let inner = Inner {
            config,
            clock,
            db,
            door,
            bus,
            desk,
            law,
            directory,
            key,
            objects,
            uploads,
            evidence,
            identity,
            hearings,
            video,
            access,
            follow,
            metrics,
            draining,
            _lock: lock,
        };
        Ok(Self(Arc::new(inner)))
    }

    /// Every route, with limits, headers and logs around it.
    pub fn router(&self) -> axum::Router {
        routes::assemble(self.clone())
    }

    /// Whether the server is on its way out.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }

    /// What happens by itself with time: overdue notes, lapsed windows, daily heads, sweeping of what has expired. `serve` calls
    /// it every minute; tests call it after moving their clock.
    ///
    /// # Errors
    /// A fault of the store; the next call goes on where this one stopped.
    pub async fn tick(&self) -> Result<(Ticked, Swept), StoreError> {
        let timer =
            Timer { db: self.db.clone(), door: self.door.clone(), clock: self.clock.clone(), key: self.key.clone() };
        let ticked = timer.tick().await?;
        self.hearings.fold_attendance(&self.door).await;
        self.video.log.write().await?;
        let swept = self.uploads.sweep(self.clock.now()).await?;
        self.evidence.catch_up(self.clock.now()).await?;
        self.evidence.close_day(self.clock.now(), &self.key).await?;
        self.access.sweep().await?;
        self.directory.reload(&self.db, &self.law).await?;
        // So that nobody waits for it in the morning.
        self.desk.catch_up().await?;
        self.identity.issue_due().await?;
        // Last: an authority may take its time.
        self.evidence.stamp_due(self.clock.now()).await?;
        Ok((ticked, swept))
    }

    /// Serves until `shutdown` is ready, then drains: no new connections, streams say `bye`, open requests get up to ten
    /// seconds, queued commands are stored, the store is closed.
    ///
    /// # Errors
    /// None today: a connection that cannot be accepted is logged and the next one tried.
    pub async fn serve(
        self,
        listener: TcpListener,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> std::io::Result<()> {
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let timer = tokio::spawn(tick_until(self.clone(), stopped.clone()));
        let serving = listener::serve(listener, self.router(), stopped);
        let app = self.clone();
        let drained = async move {
            shutdown.await;
            app.draining.store(true, Ordering::Relaxed);
            app.bus.bye();
            stop.send_replace(true);
            tokio::time::sleep(DRAIN).await;
        };
        tokio::pin!(serving, drained);
        tokio::select! {
            () = &mut serving => {}
            () = &mut drained => {}
        }
        timer.abort();
        self.close().await;
        Ok(())
    }

    /// Stores what is queued and closes the store.
    pub async fn close(&self) {
        self.draining.store(true, Ordering::Relaxed);
        self.bus.bye();
        if let Err(error) = self.video.log.write().await {
            tracing::error!(%error, "the last minute of the log of pictures is lost");
        }
        self.door.close().await;
        self.db.close().await;
    }
}

async fn tick_until(app: App, mut stopped: tokio::sync::watch::Receiver<bool>) {
    let mut interval = tokio::time::interval(TICK);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = stopped.changed() => return,
            _ = interval.tick() => {
                if let Err(error) = app.tick().await {
                    tracing::error!(%error, "the timer failed; it tries again in a minute");
                }
            }
        }
    }
}
