//! Panics, where a call crosses and deep inside.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use minyi_core::Ports;
use minyi_core::entropy::{Entropy, NoEntropy};
use minyi_core::time::{Clock, SystemClock};
use minyi_core::transport::{Request, Response, Transport, TransportFault};
use minyi_core::vault::FileKeyKeeper;
use minyi_ffi::{AppConfig, MinyiApp, MinyiError};

/// Panics at the boundary itself, where nothing of ours catches it.
#[uniffi::export]
pub fn panic_at_the_boundary() -> Result<(), MinyiError> {
    panic!("made for a test");
}

/// Panics at the boundary itself, in a call that waits.
#[uniffi::export]
pub async fn panic_at_the_boundary_later() -> Result<(), MinyiError> {
    panic!("made for a test");
}

/// From now on the clock of every core that panics does so, too, or does not any more: `server_time` runs into it.
#[uniffi::export]
pub fn let_clocks_panic(panicking: bool) {
    CLOCKS_PANIC.store(panicking, Ordering::SeqCst);
}

/// A core whose random numbers and whose network panic: `new_draft_id` and `request_code` run into them.
#[uniffi::export]
pub async fn open_app_that_panics(config: AppConfig) -> Result<Arc<MinyiApp>, MinyiError> {
    let ports = Ports {
        keeper: Arc::new(FileKeyKeeper::new(format!("{}.key", config.folder))),
        transport: Arc::new(PanickingTransport),
        clock: Arc::new(PanickingAtWill(SystemClock::new())),
        entropy: Arc::new(PanickingLater::default()),
    };
    MinyiApp::open_with(config, ports).await
}

/// Serves the first draw, which opening needs for the device's id.
#[derive(Debug, Default)]
struct PanickingLater(AtomicBool);

impl Entropy for PanickingLater {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        assert!(!self.0.swap(true, Ordering::SeqCst), "made for a test");
        bytes.fill(7);
        Ok(())
    }
}

struct PanickingTransport;

#[async_trait::async_trait]
impl Transport for PanickingTransport {
    async fn send(&self, _: Request) -> Result<Response, TransportFault> {
        panic!("made for a test");
    }
}

static CLOCKS_PANIC: AtomicBool = AtomicBool::new(false);

/// The device's clock until a test says otherwise.
struct PanickingAtWill(SystemClock);

#[async_trait::async_trait]
impl Clock for PanickingAtWill {
    fn now(&self) -> Timestamp {
        assert!(!CLOCKS_PANIC.load(Ordering::SeqCst), "made for a test");
        self.0.now()
    }

    fn monotonic(&self) -> Duration {
        self.0.monotonic()
    }

    async fn sleep(&self, span: Duration) {
        self.0.sleep(span).await;
    }
}
