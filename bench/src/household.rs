//! A server in this process and phones that talk to it over loopback: what `phone`, `sync` and `kills` measure with.

use crate::{Failure, cases, said};
use minyi_core::entropy::SystemEntropy;
use minyi_core::facade::{Core, CoreConfig, Ports};
use minyi_core::time::SystemClock as PhoneClock;
use minyi_core::transport::HttpTransport;
use minyi_core::vault::FileKeyKeeper;
use minyi_server::access::sms::TestSms;
use minyi_server::app::App;
use minyi_server::clock::TestClock;
use minyi_server::config::{Config, Throttling};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A number of the demo's reserved range.
pub(crate) const PHONE: &str = "19900000001";

/// A server and a folder for phones.
pub(crate) struct Household {
    folder: tempfile::TempDir,
    url: String,
    sms: Arc<TestSms>,
    /// Stands but for the minute that must pass between two codes to one number.
    clock: Arc<TestClock>,
    app: App,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<std::io::Result<()>>,
}

/// The configuration that every bench uses: the demo's organs, no request limits, any free port.
pub(crate) fn config(folder: &Path) -> Config {
    Config { seed: Some(seed_path()), throttling: Throttling::Off, ..Config::in_folder(folder) }
}

/// The seed of the demo district.
pub(crate) fn seed_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo/seed.json")
}

impl Household {
    pub(crate) async fn start() -> Result<Self, Failure> {
        let folder = tempfile::tempdir()?;
        let sms = Arc::new(TestSms::default());
        let clock = Arc::new(TestClock::at(jiff::Timestamp::now()));
        let app = App::open(config(&folder.path().join("server")), clock.clone(), sms.clone()).await.map_err(said)?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let (stop, stopped) = oneshot::channel();
        let shutdown = async move {
            // A dropped sender stops the server as well.
            let _ = stopped.await;
        };
        let serving = tokio::spawn(app.clone().serve(listener, shutdown));
        Ok(Self { folder, url, sms, clock, app, stop, serving })
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn app(&self) -> &App {
        &self.app
    }

    pub(crate) fn folder(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A phone of this name, signed in as the citizen.
    pub(crate) async fn core(&self, name: &str) -> Result<Core, Failure> {
        let core = open_core(&self.folder(name), &self.url)?;
        if core.signed_in().is_none() {
            self.clock.advance(jiff::SignedDuration::from_secs(61));
            core.request_code(PHONE).await.map_err(said)?;
            let code = self.sms.last_code(PHONE).ok_or_else(|| Failure::Said("no code was sent".into()))?;
            core.sign_in_with_code(PHONE, &code).await.map_err(said)?;
        }
        Ok(core)
    }

    /// A token of the citizen's, for requests without a phone core.
    pub(crate) async fn token(&self) -> Result<String, Failure> {
        let http = reqwest::Client::builder().no_proxy().build().map_err(said)?;
        let ask = serde_json::json!({ "phone": PHONE });
        http.post(format!("{}/v1/sign-in/phone", self.url)).json(&ask).send().await.map_err(said)?;
        let code = self.sms.last_code(PHONE).ok_or_else(|| Failure::Said("no code was sent".into()))?;
        let sign_in = serde_json::json!({ "phone": PHONE, "code": code, "device": uuid::Uuid::new_v4() });
        let answer = http.post(format!("{}/v1/sign-in/code", self.url)).json(&sign_in).send().await.map_err(said)?;
        Ok(answer.json::<minyi_wire::access::Session>().await.map_err(said)?.token)
    }

    /// Files so many cases for the citizen, through the door.
    pub(crate) async fn fill(&self, cases: u64) -> Result<(), Failure> {
        let first = self.core("first").await?;
        let citizen = first.signed_in().ok_or_else(|| Failure::Said("nobody is signed in".into()))?;
        first.suspend();
        cases::fill(&self.app, Some(&citizen), cases).await
    }

    pub(crate) async fn stop(self) -> Result<(), Failure> {
        // It may have ended by itself.
        let _ = self.stop.send(());
        self.serving.await??;
        Ok(())
    }
}

/// A phone on this folder, with the shipped parts.
pub(crate) fn open_core(folder: &Path, server: &str) -> Result<Core, Failure> {
    std::fs::create_dir_all(folder)?;
    let config = CoreConfig {
        folder: folder.to_owned(),
        server: server.to_owned(),
        app_build: "bench".into(),
        pinned_keys: Vec::new(),
    };
    let ports = Ports {
        keeper: Arc::new(FileKeyKeeper::new(folder.with_extension("key"))),
        transport: Arc::new(HttpTransport::new(server).map_err(said)?),
        clock: Arc::new(PhoneClock::new()),
        entropy: Arc::new(SystemEntropy),
    };
    Ok(Core::open(config, ports).map_err(said)?.0)
}
