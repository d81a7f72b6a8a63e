//! A real server on loopback in the same process, with a clock that the test turns and codes that it can read.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use jiff::{SignedDuration, Timestamp};
use minyi_ffi::MinyiError;
use minyi_server::testing::{PASSWORD, TestServer as Server};
use tokio::runtime::{Builder, Runtime};

/// The small district: an office, two stations, two units, a court, a deputy, and citizens by any phone number.
#[derive(uniffi::Object)]
pub struct TestServer {
    server: Option<Server>,
    runtime: Option<Runtime>,
}

#[uniffi::export]
impl TestServer {
    /// Starts on a free port. Its clock stands at 2 March 2026, 10:00 in China.
    #[uniffi::constructor]
    pub fn start() -> Result<Arc<Self>, MinyiError> {
        let failed = |error: std::io::Error| MinyiError::Internal { reason: error.to_string() };
        let runtime = Builder::new_multi_thread().worker_threads(2).thread_name("test-server").enable_all().build();
        let runtime = runtime.map_err(failed)?;
        let server = runtime.block_on(Server::start());
        Ok(Arc::new(Self { server: Some(server), runtime: Some(runtime) }))
    }

    /// As `start`, with a congress that issues deputy cards, and the mandate of `deputy-001` on record.
    #[uniffi::constructor]
    pub fn start_with_cards() -> Result<Arc<Self>, MinyiError> {
        let failed = |error: std::io::Error| MinyiError::Internal { reason: error.to_string() };
        let runtime = Builder::new_multi_thread().worker_threads(2).thread_name("test-server").enable_all().build();
        let runtime = runtime.map_err(failed)?;
        let server = runtime.block_on(async {
            let server = Server::start_with_cards().await;
            server.establish_deputy().await;
            server
        });
        Ok(Arc::new(Self { server: Some(server), runtime: Some(runtime) }))
    }

    /// The roots that are built into everybody's app; none where nothing was founded.
    pub fn roots(&self) -> Vec<String> {
        self.server()
            .app
            .identity
            .keyring()
            .map(|keyring| keyring.roots.iter().map(ToString::to_string).collect())
            .unwrap_or_default()
    }

    /// `http://127.0.0.1:<port>`
    pub fn url(&self) -> String {
        self.server().url.clone()
    }

    /// The code that was sent last to this number.
    pub fn last_code(&self, phone: String) -> Option<String> {
        self.server().sms.last_code(&phone)
    }

    /// Password of everybody on the staff.
    pub fn password(&self) -> String {
        PASSWORD.to_owned()
    }

    /// The dynamic code that everybody's device shows now.
    pub fn totp(&self) -> String {
        self.server().totp()
    }

    /// The server's clock.
    pub fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + std::time::Duration::from_millis(self.now_ms().unsigned_abs())
    }

    /// Milliseconds by which the server's clock is ahead of this machine's; for a `ClockSkewSource`.
    pub fn skew_millis(&self) -> i64 {
        self.now_ms() - Timestamp::now().as_millisecond()
    }

    /// So many minutes pass, and the server's timer has its turn.
    pub fn advance_minutes(&self, minutes: u32) -> Result<(), MinyiError> {
        let server = self.server();
        let later = server.now().checked_add(SignedDuration::from_mins(i64::from(minutes)));
        server.clock.set(later.map_err(|error| MinyiError::Internal { reason: error.to_string() })?);
        let runtime = self.runtime.as_ref().ok_or(MinyiError::Busy)?;
        let ticked = runtime.block_on(server.app.tick());
        ticked.map(drop).map_err(|error| MinyiError::Internal { reason: format!("{error:?}") })
    }
}

impl TestServer {
    fn server(&self) -> &Server {
        self.server.as_ref().expect("only drop takes it")
    }

    fn now_ms(&self) -> i64 {
        self.server().now().as_millisecond()
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        if let (Some(server), Some(runtime)) = (self.server.take(), self.runtime.take()) {
            let inside = runtime.enter();
            drop(server);
            drop(inside);
            runtime.shutdown_background();
        }
    }
}

impl fmt::Debug for TestServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TestServer")
    }
}
