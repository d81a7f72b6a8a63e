//! The promises of the core, kept against a model of the server ([`server`]) on a disk that can fail at any call ([`disk`]),
//! with a clock that moves only by hand. `sending`: commands; `photos`: their dependents; `crashes`: a death at every step;
//! `syncing`, `reading`, `accounts`, `listening`, `transfers`: the rest; `random`: all of it, shuffled.

mod accounts;
mod crashes;
mod disk;
mod evidence;
mod listening;
mod photos;
mod random;
mod reading;
mod sending;
mod server;
mod syncing;
mod transfers;
mod voice;

use crate::engine::Places;
use crate::entropy::SeededEntropy;
use crate::facade::{Core, CoreConfig, Filed, NetworkClass, NewCase, OpenReport, Ports, SliceReport};
use crate::mirror::MemStore;
use crate::time::{Clock, TestClock};
use crate::vault::{KeyKeeper, KeyKeeperFault};
use disk::TestDisk;
use minyi_rulebook::citizen_case::{Addressee, CaseCommand, Filing, Photo, Submission};
use minyi_rulebook::ids::MatterId;
use server::Server;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// A key store that "wraps" by flipping all bits.
struct FlippingKeeper;

impl KeyKeeper for FlippingKeeper {
    fn wrap(&self, key: &[u8; 32]) -> Result<Vec<u8>, KeyKeeperFault> {
        Ok(key.map(|byte| !byte).to_vec())
    }

    fn unwrap(&self, wrapped: &[u8]) -> Result<[u8; 32], KeyKeeperFault> {
        let key: [u8; 32] = wrapped.try_into().map_err(|_| KeyKeeperFault::Lost)?;
        Ok(key.map(|byte| !byte))
    }
}

/// A phone that can die and start again, and the server it talks to.
struct Phone {
    dir: TempDir,
    clock: Arc<TestClock>,
    server: Arc<Server>,
    disk: Arc<TestDisk>,
    mirror: Option<Arc<MemStore>>,
    entropy: Arc<SeededEntropy>,
    core: Option<Core>,
}

impl Phone {
    /// Switched on, nobody signed in.
    fn new() -> Self {
        let clock = Arc::new(TestClock::at("2026-03-02T01:00:00Z".parse().unwrap()));
        let mut phone = Self {
            dir: TempDir::new().unwrap(),
            server: Arc::new(Server::new(Arc::clone(&clock))),
            clock,
            disk: Arc::default(),
            mirror: Some(Arc::default()),
            entropy: Arc::new(SeededEntropy::new(7)),
            core: None,
        };
        phone.start();
        phone
    }

    /// With the citizen signed in.
    async fn signed_in() -> Self {
        let phone = Self::new();
        phone.sign_in().await;
        phone
    }

    async fn sign_in(&self) {
        self.core().sign_in_with_code("13800000001", "123456").await.unwrap();
    }

    fn ports(&self) -> Ports {
        Ports {
            keeper: Arc::new(FlippingKeeper),
            transport: Arc::clone(&self.server) as _,
            clock: Arc::clone(&self.clock) as _,
            entropy: Arc::clone(&self.entropy) as _,
        }
    }

    fn config(&self) -> CoreConfig {
        CoreConfig {
            folder: self.dir.path().to_owned(),
            server: "https://minyi.example".into(),
            app_build: "test".into(),
            pinned_keys: Vec::new(),
        }
    }

    fn start(&mut self) -> OpenReport {
        let places = Places { disk: Arc::clone(&self.disk) as _, mirror: self.mirror.clone() };
        let (core, report) = Core::open_at(self.config(), self.ports(), places).unwrap();
        self.core = Some(core);
        report
    }

    fn core(&self) -> &Core {
        self.core.as_ref().unwrap()
    }

    /// Dies now. What was being written is cut off by `disk`, what was on its way by dropping its future before.
    fn die(&mut self) {
        if let Some(core) = self.core.take() {
            core.suspend();
        }
    }

    /// Dies and starts again.
    fn restart(&mut self) -> OpenReport {
        self.die();
        self.disk.heal();
        self.start()
    }

    /// Starts again without its mirror.
    fn restart_without_mirror(&mut self) -> OpenReport {
        self.mirror = Some(Arc::default());
        self.restart()
    }

    async fn slice(&self) -> SliceReport {
        self.core().run_slice(MINUTE, NetworkClass::Unmetered).await
    }

    /// Time passes and slices run until nothing is left or an hour is over.
    async fn settle(&self) {
        for _ in 0..200 {
            let report = self.slice().await;
            match report.next_wake {
                Some(wake) => self.clock.advance(wake.max(Duration::from_millis(1))),
                None => return,
            }
        }
    }

    fn photo_file(&self, name: &str, len: usize) -> PathBuf {
        let path = self.dir.path().join(name);
        let salt = name.bytes().map(usize::from).sum::<usize>();
        // A small picture, then filler: phones append whole films behind a picture.
        let mut bytes = Vec::new();
        let picture = vec![(salt % 253) as u8; 16 * 16 * 3];
        jpeg_encoder::Encoder::new(&mut bytes, 50).encode(&picture, 16, 16, jpeg_encoder::ColorType::Rgb).unwrap();
        bytes.extend((bytes.len()..len).map(|at| ((at * 31 + salt) % 253) as u8));
        assert_eq!(bytes.len(), len, "the picture alone is longer");
        std::fs::write(&path, bytes).unwrap();
        path
    }

    async fn attach(&self, name: &str, len: usize) -> Photo {
        self.core().attach_photo(&self.photo_file(name, len)).await.unwrap()
    }

    async fn file(&self, title: &str) -> Filed {
        self.file_with(title, Vec::new()).await
    }

    async fn file_with(&self, title: &str, photos: Vec<Photo>) -> Filed {
        let case = NewCase { draft: None, submission: submission(title, photos) };
        self.core().file_case(case).await.unwrap()
    }

    async fn add(&self, matter: MatterId, text: &str) -> minyi_rulebook::ids::CommandId {
        self.core().act(matter, supplement(text)).await.unwrap()
    }

    fn now(&self) -> jiff::Timestamp {
        self.clock.now()
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        self.die();
    }
}

fn submission(title: &str, photos: Vec<Photo>) -> Submission {
    Submission {
        title: title.into(),
        text: "路灯不亮已有一周".into(),
        addressee: Addressee::Office,
        place: None,
        photos,
        voice: None,
        may_publish: false,
        filing: Filing::Own,
    }
}

fn supplement(text: &str) -> CaseCommand {
    CaseCommand::Supplement { text: text.into(), photos: Vec::new() }
}
