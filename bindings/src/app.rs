//! The app's one handle on the core (门面): opened once for a folder, shared by everything, released last.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use minyi_core::entropy::SystemEntropy;
use minyi_core::mirror;
use minyi_core::transport::HttpTransport;
use minyi_core::{Core, CoreConfig, CoreError, Ports};
use minyi_evidence::{Signer as _, SignerFault};

use crate::error::MinyiError;
use crate::faces::FaceDetector;
use crate::ids::system_time;
use crate::ports::{ClockSkewSource, Connectivity, DeviceClock, DeviceKey, DeviceSigner, Keeper, KeyStore, Signer};
use crate::runtime::{self, Workers};

/// The phone core. One per folder and process; open it at start, keep it for the life of the app, let go of it last.
///
/// Everything a user made is on this phone, encrypted, before a call returns, and reaches the server by `run_slice`.
#[derive(uniffi::Object)]
pub struct MinyiApp {
    pub(crate) core: Core,
    pub(crate) workers: Workers,
    pub(crate) shell: Shell,
    report: OpenReport,
}

/// What the shell lent, beyond what the core's own ports hold.
#[derive(Clone, Debug)]
pub(crate) struct Shell {
    clock: Option<Arc<DeviceClock>>,
    connectivity: Option<Arc<dyn Connectivity>>,
    pub(crate) signer: Option<Arc<dyn Signer>>,
    pub(crate) face_detector: Option<Arc<dyn FaceDetector>>,
}

/// What the core is told once.
#[derive(Debug, Clone, uniffi::Record)]
pub struct AppConfig {
    /// The app's private data folder, absolute, outside of any backup and of any container shared with other apps.
    pub folder: String,
    /// Address of the server: `https://host[:port]`. `http://` is taken for this machine only.
    pub server: String,
    /// Version of the app, for the log.
    pub app_build: String,
    /// Keys whose receipts count. Empty: those met at first contact, pinned from then on.
    #[uniffi(default = [])]
    pub pinned_keys: Vec<ServerKey>,
}

/// A public key of the server (服务器公钥).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ServerKey {
    /// Short name: first 16 hex digits of the SHA-256 of the key.
    pub key_id: String,
    /// The 32 bytes of the Ed25519 key, base64url without padding.
    pub public_key: String,
}

/// What the shell lends to the core. Only the key store is needed to begin with.
#[derive(Debug, Clone, uniffi::Record)]
pub struct Platform {
    /// Guards the key of the vault.
    pub key_store: Arc<dyn KeyStore>,
    /// Says what network there is. Without it, the last `set_network` counts.
    #[uniffi(default = None)]
    pub connectivity: Option<Arc<dyn Connectivity>>,
    /// Says how far the device's clock is off.
    #[uniffi(default = None)]
    pub clock_skew: Option<Arc<dyn ClockSkewSource>>,
    /// Signs with the device's own key: records of photos, a deputy's card. Without it a key in the vault signs the records.
    #[uniffi(default = None)]
    pub signer: Option<Arc<dyn Signer>>,
    /// Proposes boxes over faces. Without it people draw them.
    #[uniffi(default = None)]
    pub face_detector: Option<Arc<dyn FaceDetector>>,
}

/// What opening found. Show `damaged` to the user; the rest is for the log.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct OpenReport {
    /// Files of the vault that did not open and were set aside, as `folder/name`.
    pub damaged: Vec<String>,
    /// Files that the disk refused to read just now.
    pub unreadable: Vec<String>,
    /// Commands that only a newer version of the app can read. They stay.
    pub of_newer_version: u32,
    /// What became of the index.
    pub mirror: MirrorReport,
}

/// What became of the index of this phone, which can always be built again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum MirrorReport {
    /// There was none.
    Created,
    /// As it was left.
    Opened,
    /// It could not be used and was set aside; the next sync fills it again. Nothing was lost.
    Rebuilt,
}

#[uniffi::export]
impl MinyiApp {
    /// Opens the core in a folder, making it on the first run. Uses no network; reads the disk and asks the key store.
    ///
    /// Throws `Busy` while another process or handle has the folder open or the phone was not unlocked since its start,
    /// `KeyLost` if the vault cannot be opened any more (see `set_vault_aside`), `BadInput` for an address that is none.
    #[uniffi::constructor]
    pub async fn open(config: AppConfig, platform: Platform) -> Result<Arc<Self>, MinyiError> {
        let transport = HttpTransport::new(&config.server).map_err(|_| CoreError::BadInput { field: "server" })?;
        let clock = Arc::new(DeviceClock::new(platform.clock_skew));
        let ports = Ports {
            keeper: Arc::new(Keeper(platform.key_store)),
            transport: Arc::new(transport),
            clock: Arc::clone(&clock) as _,
            entropy: Arc::new(SystemEntropy),
        };
        let shell = Shell {
            clock: Some(clock),
            connectivity: platform.connectivity,
            signer: platform.signer,
            face_detector: platform.face_detector,
        };
        Self::open_on(config, ports, shell).await
    }

    /// What opening found.
    pub fn open_report(&self) -> OpenReport {
        self.report.clone()
    }

    /// Ends the running slice and closes the folder, so that the system may freeze the app or another process may open it.
    /// Until `resume` everything else throws `Busy`.
    pub async fn suspend(&self) -> Result<(), MinyiError> {
        let core = self.core.clone();
        self.workers
            .blocking(move || {
                core.suspend();
                Ok(())
            })
            .await
    }

    /// Opens the folder again; fine if it is open. Throws as `open` does.
    pub async fn resume(&self) -> Result<(), MinyiError> {
        let (core, shell) = (self.core.clone(), self.shell.clone());
        self.workers
            .blocking(move || {
                shell.look_at_the_clock();
                core.resume()
            })
            .await
    }

    /// The estimate of the server's time, which is the legal one; from memory. Throws `Internal` only.
    pub fn server_time(&self) -> Result<SystemTime, MinyiError> {
        runtime::guarded(|| Ok(system_time(self.core.server_time())))
    }

    /// The public half of the device's key, as the signer names it; `None` if the shell lent no signer.
    ///
    /// Throws `KeyLost` if the key is gone for good or is no P-256 point, `Busy` if the keystore cannot answer now.
    pub async fn device_key(&self) -> Result<Option<DeviceKey>, MinyiError> {
        let Some(signer) = self.shell.signer.clone() else {
            return Ok(None);
        };
        self.workers
            .blocking(move || {
                let key = DeviceSigner(signer).key().map_err(|fault| match fault {
                    SignerFault::KeyInvalidated => CoreError::KeyLost,
                    SignerFault::Cancelled | SignerFault::Locked | SignerFault::Unavailable => CoreError::Busy,
                })?;
                Ok(Some(DeviceKey { sec1: key.public.to_sec1(), level: key.level.into() }))
            })
            .await
    }
}

/// Moves a vault whose key is lost to `quarantine-<n>` in the folder, so that the next `open` starts afresh; gives its new
/// place, or `None` if there was nothing to move. Only on the user's word: what was unsent exists nowhere else.
///
/// Touches the disk: do not call it on the main thread.
#[uniffi::export]
pub fn set_vault_aside(folder: String) -> Result<Option<String>, MinyiError> {
    let moved = runtime::guarded(|| Core::set_vault_aside(Path::new(&folder)))?;
    Ok(moved.map(|place| place.to_string_lossy().into_owned()))
}

impl MinyiApp {
    /// As [`MinyiApp::open`], with the core's own ports: tests bring their clock.
    pub async fn open_with(config: AppConfig, ports: Ports) -> Result<Arc<Self>, MinyiError> {
        let shell = Shell { clock: None, connectivity: None, signer: None, face_detector: None };
        Self::open_on(config, ports, shell).await
    }

    async fn open_on(config: AppConfig, ports: Ports, shell: Shell) -> Result<Arc<Self>, MinyiError> {
        runtime::log_panics();
        let workers = Workers::start()?;
        let config = CoreConfig {
            folder: PathBuf::from(config.folder),
            server: config.server,
            app_build: config.app_build,
            pinned_keys: config.pinned_keys.into_iter().map(Into::into).collect(),
        };
        let lent = shell.clone();
        let (core, report) = workers
            .blocking(move || {
                lent.look_at_the_clock();
                let opened = Core::open(config, ports)?;
                if let Some(signer) = lent.signer {
                    opened.0.use_signer(Arc::new(DeviceSigner(signer)));
                }
                Ok(opened)
            })
            .await?;
        Ok(Arc::new(Self { core, workers, shell, report: report.into() }))
    }
}

impl Shell {
    pub(crate) fn look_at_the_clock(&self) {
        if let Some(clock) = &self.clock {
            clock.refresh();
        }
    }

    /// What the platform says of the network; `None` if it says nothing.
    pub(crate) fn network(&self) -> Option<minyi_core::NetworkClass> {
        self.connectivity.as_ref().and_then(|source| source.network().ok())
    }
}

impl fmt::Debug for MinyiApp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MinyiApp")
    }
}

impl From<minyi_core::OpenReport> for OpenReport {
    fn from(report: minyi_core::OpenReport) -> Self {
        let mirror = match report.mirror {
            mirror::OpenReport::Created => MirrorReport::Created,
            mirror::OpenReport::Opened => MirrorReport::Opened,
            mirror::OpenReport::Rebuilt { .. } => MirrorReport::Rebuilt,
        };
        Self {
            damaged: report.damaged,
            unreadable: report.unreadable,
            of_newer_version: u32::try_from(report.of_newer_version).unwrap_or(u32::MAX),
            mirror,
        }
    }
}

impl From<ServerKey> for minyi_wire::receipt::ServerKey {
    fn from(key: ServerKey) -> Self {
        Self { key_id: key.key_id, algorithm: "ed25519".to_owned(), public_key: key.public_key }
    }
}
