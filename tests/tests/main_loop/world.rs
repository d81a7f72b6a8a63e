//! A server in the demo district, people with phones, and one clock for all of them that moves by hand.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use minyi_core::entropy::SystemEntropy;
use minyi_core::facade::NewCase;
use minyi_core::time::{Clock as _, TestClock as PhoneClock};
use minyi_core::transport::HttpTransport;
use minyi_core::vault::FileKeyKeeper;
use minyi_core::{Core, CoreConfig, CoreError, NetworkClass, Ports};
use minyi_identity::UnixTime;
use minyi_rulebook::citizen_case::{Addressee, CaseCommand, CaseState, Filing, Photo, Stage, Submission};
use minyi_rulebook::ids::MatterId;
use minyi_rulebook::mandate::{Establishment, MandateCommand};
use minyi_rulebook::office::{Level, Office};
use minyi_rulebook::refusal::Refusal;
use minyi_server::app::App;
use minyi_server::identity::{Congress, found};
use minyi_server::testing::TestServer;
use minyi_wire::CaseView;

const SLICE: Duration = Duration::from_secs(60);

/// The demo's material.
fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo")
}

/// A real photo.
pub(crate) fn photo(name: &str) -> PathBuf {
    demo().join("photos").join(name)
}

/// A case without photos.
pub(crate) fn submission(addressee: Addressee) -> Submission {
    Submission {
        title: "村口河道排口流黑水".to_owned(),
        text: "雨后第二天排口流黑水，有臭味。".to_owned(),
        addressee,
        place: None,
        photos: Vec::new(),
        voice: None,
        may_publish: true,
        filing: Filing::Own,
    }
}

/// The world of one test. The server ends with the runtime of the test.
pub(crate) struct World {
    server: TestServer,
    phone_clock: Arc<PhoneClock>,
}

impl World {
    /// Begins at this moment.
    pub(crate) async fn start(now: &str) -> Self {
        let now: Timestamp = now.parse().expect("a time");
        let server = TestServer::start_with(|config| {
            config.seed = Some(demo().join("seed.json"));
            let congress = Congress {
                name: "演示区人大常委会".into(),
                region: "330502".parse().expect("a region"),
                offices: vec![Office::Deputy(Level::District)],
            };
            let since = UnixTime(u64::try_from(now.as_second()).expect("after 1970") - 86_400);
            let roots = config.data_dir.join("roots");
            found(&config.identity_dir(), &roots, "demo.example", &[congress], since).expect("founded");
        })
        .await;
        server.clock.set(now);
        Self { server, phone_clock: Arc::new(PhoneClock::at(now)) }
    }

    pub(crate) fn app(&self) -> &App {
        &self.server.app
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.phone_clock.now()
    }

    /// The roots that are built into everybody's app.
    pub(crate) fn roots(&self) -> Vec<String> {
        let roots = self.app().identity.keyring().expect("founded").roots;
        roots.iter().map(ToString::to_string).collect()
    }

    /// The office records a mandate, at its desk.
    pub(crate) async fn establish(&self, establishment: Establishment) -> MatterId {
        let matter = MatterId(uuid::Uuid::now_v7());
        let office = self.server.staff("office-1").await;
        let answer = self.server.command(&office, matter, MandateCommand::Establish(Box::new(establishment))).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        matter
    }

    /// The office acts on a mandate, at its desk.
    pub(crate) async fn office_acts(&self, matter: MatterId, command: MandateCommand) {
        let office = self.server.staff("office-1").await;
        let answer = self.server.command(&office, matter, command).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }

    /// Time passes, for the server and for every phone. For the server first: what a phone's clock wakes is dated by the server's.
    pub(crate) fn advance(&self, span: Duration) {
        let by = SignedDuration::try_from(span).expect("a span of a test");
        self.server.clock.set(self.phone_clock.now() + by);
        self.phone_clock.advance(span);
    }

    /// Days pass, for the server and for every phone.
    pub(crate) fn advance_days(&self, days: u32) {
        self.advance(Duration::from_secs(u64::from(days) * 24 * 3600));
    }

    /// A citizen, signed in by the code that was sent.
    pub(crate) async fn citizen(&self, number: &str) -> Person {
        self.phone_of(number, number).await
    }

    /// The same citizen on one more phone.
    pub(crate) async fn phone_of(&self, number: &str, name: &str) -> Person {
        let person = self.phone(name);
        person.signs_in(self, number).await;
        person
    }

    /// Somebody on the staff or a deputy, signed in with password and one-time code.
    pub(crate) async fn staff(&self, login: &str) -> Person {
        let person = self.phone(login);
        self.comes_to_work(&person).await;
        person
    }

    /// Signs a member of staff in: their sessions last a working day.
    pub(crate) async fn comes_to_work(&self, person: &Person) {
        let login = person.name.as_str();
        let text = std::fs::read_to_string(demo().join("seed.json")).expect("the seed");
        let seed: serde_json::Value = serde_json::from_str(&text).expect("a seed");
        let user = seed["users"].as_array().expect("users").iter().find(|user| user["login"] == login);
        let user = user.unwrap_or_else(|| panic!("no {login} in the seed"));
        let secret = totp_rs::Secret::try_from_base32(user["totp_secret"].as_str().expect("a secret")).expect("base32");
        let totp = totp_rs::Builder::new().with_secret(secret).build().expect("long enough");
        let code = totp.generate(u64::try_from(self.now().as_second()).expect("after 1970")).to_string();
        let password = user["password"].as_str().expect("a password");
        person.core().sign_in_staff(login, password, &code).await.expect("both fit");
        person.core().sync().await.expect("online");
    }

    fn phone(&self, name: &str) -> Person {
        let folder = self.server.folder().join(name);
        std::fs::create_dir_all(&folder).expect("a folder");
        let core = Some(open(&folder, &self.server.url, &self.phone_clock));
        Person {
            name: name.to_owned(),
            folder,
            url: self.server.url.clone(),
            clock: Arc::clone(&self.phone_clock),
            core,
        }
    }
}

fn open(folder: &Path, url: &str, clock: &Arc<PhoneClock>) -> Core {
    let config = CoreConfig {
        folder: folder.join("core"),
        server: url.to_owned(),
        app_build: "main_loop".to_owned(),
        pinned_keys: Vec::new(),
    };
    let ports = Ports {
        keeper: Arc::new(FileKeyKeeper::new(folder.join("key"))),
        transport: Arc::new(HttpTransport::new(url).expect("an address")),
        clock: clock.clone(),
        entropy: Arc::new(SystemEntropy),
    };
    Core::open(config, ports).expect("the core opens").0
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files_in(&path) } else { vec![path] }).collect()
}

/// Somebody with a phone.
pub(crate) struct Person {
    name: String,
    folder: PathBuf,
    url: String,
    clock: Arc<PhoneClock>,
    core: Option<Core>,
}

impl Person {
    pub(crate) fn core(&self) -> &Core {
        self.core.as_ref().expect("switched on")
    }

    pub(crate) fn go_offline(&self) {
        self.core().set_network(NetworkClass::Offline);
    }

    pub(crate) fn go_online(&self) {
        self.core().set_network(NetworkClass::Unmetered);
    }

    pub(crate) async fn attach(&self, path: &Path) -> Photo {
        self.core().attach_photo(path).await.expect("a photo")
    }

    /// Files a case: saved on this phone.
    pub(crate) async fn file(&self, submission: Submission) -> MatterId {
        self.core().file_case(NewCase { draft: None, submission }).await.expect("within the rules").matter
    }

    /// Sends all that waits.
    pub(crate) async fn send(&self) {
        let slice = self.core().run_slice(SLICE, NetworkClass::Unmetered).await;
        let outbox = self.core().outbox();
        assert!(!slice.more && outbox.needs_attention.is_empty(), "{slice:?} {outbox:?}");
    }

    /// Looks at the case, acts on it and sees the act arrive.
    pub(crate) async fn act(&self, matter: MatterId, command: CaseCommand) {
        self.core().sync().await.expect("online");
        let act = command.act();
        if let Err(error) = self.core().act(matter, command).await {
            panic!("{act:?}: {error:?}");
        }
        self.send().await;
    }

    /// An act that the rulebook on this phone does not let through.
    pub(crate) async fn refused(&self, matter: MatterId, command: CaseCommand) -> Refusal {
        self.core().sync().await.expect("online");
        match self.core().act(matter, command).await {
            Err(CoreError::Refused(refusal)) => *refusal,
            other => panic!("not refused: {other:?}"),
        }
    }

    pub(crate) fn view(&self, matter: MatterId) -> CaseView {
        self.core().case(matter).expect("readable").and_then(|case| case.view).expect("on this phone")
    }

    /// The case as it is on this phone.
    pub(crate) fn case(&self, matter: MatterId) -> CaseState {
        self.view(matter).full().expect("full sight").clone()
    }

    /// The case after a sync, which must be in this stage and wholly the server's word.
    pub(crate) async fn sees(&self, matter: MatterId, stage: Stage) -> CaseState {
        self.core().sync().await.expect("online");
        let local = self.core().case(matter).expect("readable").expect("on this phone");
        assert!(local.pending.is_empty(), "nothing is foretold any more");
        let case = self.case(matter);
        assert_eq!(case.stage, stage);
        case
    }

    /// Signs in on this phone by the code that was sent.
    pub(crate) async fn signs_in(&self, world: &World, number: &str) {
        self.core().request_code(number).await.expect("a code is on its way");
        let code = world.server.sms.last_code(number).expect("a code arrived");
        self.core().sign_in_with_code(number, &code).await.expect("the code fits");
        self.core().sync().await.expect("online");
    }

    /// Switches the phone off and on.
    pub(crate) fn restart(&mut self) {
        if let Some(core) = self.core.take() {
            core.suspend();
        }
        self.core = Some(open(&self.folder, &self.url, &self.clock));
    }

    /// Photos on this phone.
    pub(crate) fn photos(&self) -> usize {
        files_in(&self.folder).iter().filter(|file| file.extension().is_some_and(|kind| kind == "blob")).count()
    }

    /// Switches the phone off, deletes its mirror, and switches it on again.
    pub(crate) fn restart_without_mirror(&mut self) {
        if let Some(core) = self.core.take() {
            core.suspend();
        }
        let mirror = self.folder.join("core").join("mirror");
        assert!(mirror.is_dir(), "{} is where the mirror lives", mirror.display());
        std::fs::remove_dir_all(mirror).expect("deleted");
        self.core = Some(open(&self.folder, &self.url, &self.clock));
    }
}
