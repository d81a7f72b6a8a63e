//! A server without HTTP: a store, the door on it, people of an invented district, and a clock that stands.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use ed25519_dalek::SigningKey;
use futures_util::FutureExt;
use jiff::{SignedDuration, Timestamp};
use minyi_rulebook::actor::{Actor, Capacity};
use minyi_rulebook::citizen_case::*;
use minyi_rulebook::class::TriageClass;
use minyi_rulebook::ids::{CommandId, DeviceId, MatterId, OrganId, Sha256, UserId};
use minyi_rulebook::organ::{Directory, OrganKind};
use minyi_server::clock::{Clock, TestClock};
use minyi_server::door::timer::Timer;
use minyi_server::door::{Bus, Door};
use minyi_server::law::Law;
use minyi_server::reads::Reading;
use minyi_server::store::{DatabaseUrl, Db};
use minyi_wire::command::Command;
use minyi_wire::{CommandEnvelope, Problem, Receipt, WIRE_VERSION};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use uuid::Uuid;

/// Where PostgreSQL is; `cargo xtask postgres -- CMD` sets it.
pub const POSTGRES: &str = "MINYI_TEST_POSTGRES_URL";

/// Instantiates each promise on a fresh store of both kinds.
macro_rules! promises {
    ($($(#[$attr:meta])* $name:ident,)*) => {
        mod on_sqlite {
            $($(#[$attr])* #[tokio::test] async fn $name() { crate::world::on_sqlite(super::$name).await; })*
        }
        mod on_postgres {
            $($(#[$attr])* #[tokio::test] async fn $name() { crate::world::on_postgres(super::$name).await; })*
        }
    };
}
pub(crate) use promises;

pub async fn on_sqlite(promise: impl AsyncFnOnce(&Db)) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let db = Db::open(&DatabaseUrl::Sqlite(folder.path().join("minyi.db"))).await.expect("a fresh store");
    promise(&db).await;
    db.close().await;
}

pub async fn on_postgres(promise: impl AsyncFnOnce(&Db)) {
    let Ok(url) = std::env::var(POSTGRES) else {
        assert!(
            std::env::var("CI").is_err(),
            "{POSTGRES} must be set in CI; `cargo xtask postgres -- cargo test` sets it"
        );
        eprintln!("not run: {POSTGRES} is not set");
        return;
    };
    let name = format!("minyi_{}", Uuid::new_v4().simple());
    let mut admin = PgConnection::connect(&url).await.expect("PostgreSQL answers");
    admin.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.expect("a database");
    let (address, options) = url.split_once('?').unwrap_or((&url, ""));
    let (server, _) = address.rsplit_once('/').expect("a URL ends in a database");
    let own = DatabaseUrl::Postgres(format!("{server}/{name}?{options}"));
    let db = Db::open(&own).await.expect("a fresh store");
    let outcome = AssertUnwindSafe(promise(&db)).catch_unwind().await;
    db.close().await;
    admin.execute(AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"))).await.expect("dropped");
    outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
}

pub fn organ(code: &str) -> OrganId {
    OrganId::new(code).expect("test codes are well formed")
}
pub fn user(number: u128) -> UserId {
    UserId(Uuid::from_u128(number))
}
pub fn matter(number: u128) -> MatterId {
    MatterId(Uuid::from_u128(number))
}
fn actor(number: u128, capacity: Capacity) -> Actor {
    Actor { user: user(number), capacity }
}
pub fn citizen() -> Actor {
    actor(1, Capacity::Citizen)
}
pub fn other_citizen() -> Actor {
    actor(2, Capacity::Citizen)
}
pub fn station() -> Actor {
    actor(10, Capacity::StationStaff { station: organ("station-a") })
}
pub fn other_station() -> Actor {
    actor(11, Capacity::StationStaff { station: organ("station-b") })
}
pub fn deputy() -> Actor {
    actor(20, Capacity::Deputy { station: organ("station-a") })
}
pub fn office() -> Actor {
    actor(30, Capacity::OfficeStaff { office: organ("office") })
}
pub fn clerk(unit: &str) -> Actor {
    actor(40, Capacity::UnitClerk { unit: organ(unit) })
}
pub fn leader(unit: &str) -> Actor {
    actor(41, Capacity::UnitLeader { unit: organ(unit) })
}
pub fn auditor() -> Actor {
    actor(50, Capacity::Auditor)
}
/// One of every role, and strangers.
pub fn everybody() -> Vec<Actor> {
    let mut all = vec![citizen(), other_citizen(), station(), other_station(), deputy(), office(), auditor()];
    for unit in ["unit-water", "unit-road", "unit-other"] {
        all.extend([clerk(unit), leader(unit)]);
    }
    all.push(actor(60, Capacity::CourtLiaison { unit: organ("court") }));
    all
}

pub fn directory() -> Directory {
    let organs = [
        ("office", OrganKind::CongressOffice),
        ("station-a", OrganKind::Station),
        ("station-b", OrganKind::Station),
        ("unit-water", OrganKind::Unit),
        ("unit-road", OrganKind::Unit),
        ("unit-other", OrganKind::Unit),
        ("court", OrganKind::Court),
    ];
    Directory {
        organs: organs.into_iter().map(|(code, kind)| (organ(code), kind)).collect(),
        deputies: [(user(20), organ("station-a"))].into(),
        ..Directory::default()
    }
}

pub fn photo(byte: u8) -> Photo {
    Photo { sha256: Sha256([byte; 32]), bytes: 1_000_000 }
}
pub fn submission() -> Submission {
    Submission {
        title: "河边排口发黑".into(),
        text: "雨后排口流出黑水,有气味。".into(),
        addressee: Addressee::Station { station: organ("station-a") },
        place: Some(Place { lat_e6: 30_867_000, lon_e6: 120_100_000, accuracy_m: Some(12), label: "桥东".into() }),
        photos: Vec::new(),
        voice: None,
        may_publish: true,
        filing: Filing::Own,
    }
}
pub fn submit() -> CaseCommand {
    CaseCommand::Submit(Box::new(submission()))
}
pub fn submit_with(photos: &[Photo]) -> CaseCommand {
    CaseCommand::Submit(Box::new(Submission { photos: photos.to_vec(), ..submission() }))
}
pub fn triage(class: TriageClass) -> CaseCommand {
    CaseCommand::Triage { class, note: String::new() }
}
pub fn assign(lead: &str, co: &[&str]) -> CaseCommand {
    CaseCommand::Assign {
        lead: organ(lead),
        co: co.iter().map(|unit| organ(unit)).collect(),
        note: "请依法办理".into(),
    }
}
pub fn draft() -> CaseCommand {
    CaseCommand::DraftAnswer(AnswerDraft {
        text: "已封堵排口,管网年内改造。".into(),
        result_class: "B".into(),
        commitments: vec![Promise { text: "完成管网改造".into(), due: jiff::civil::date(2026, 12, 31) }],
        photos: Vec::new(),
    })
}
pub fn grades(grade: Grade) -> CaseCommand {
    let reason = if grade == Grade::Dissatisfied { "仍有异味".to_owned() } else { String::new() };
    CaseCommand::Evaluate(EvaluationForm { process: Grade::Satisfied, answer: grade, delivery: None, reason })
}
pub fn undo(version: u32) -> CaseCommand {
    CaseCommand::Undo { version, reason: "选错了".into() }
}

/// The whole of it.
#[derive(Debug)]
pub struct World {
    pub db: Db,
    pub door: Door,
    pub bus: Bus,
    pub clock: Arc<TestClock>,
    pub law: Law,
    pub key: Arc<SigningKey>,
    commands: AtomicU64,
}

impl World {
    pub fn on(db: &Db) -> Self {
        let start: Timestamp = "2026-03-02T01:00:00Z".parse().expect("a timestamp");
        Self::at(db, Arc::new(TestClock::at(start)))
    }

    pub fn at(db: &Db, clock: Arc<TestClock>) -> Self {
        let law = Law::embedded(Arc::new(directory()));
        let key = Arc::new(SigningKey::from_bytes(&[7; 32]));
        let bus = Bus::new();
        let door = Door::open(db.clone(), law.clone(), clock.clone(), bus.clone(), key.clone());
        Self { db: db.clone(), door, bus, clock, law, key, commands: AtomicU64::new(0) }
    }

    pub fn timer(&self) -> Timer {
        Timer { db: self.db.clone(), door: self.door.clone(), clock: self.clock.clone(), key: self.key.clone() }
    }

    pub fn pass_days(&self, days: i64) {
        self.clock.advance(SignedDuration::from_hours(24 * days));
    }

    /// An envelope with an id of its own.
    pub fn envelope(&self, matter: MatterId, command: CaseCommand) -> CommandEnvelope {
        let seq = self.commands.fetch_add(1, Ordering::Relaxed) + 1;
        CommandEnvelope {
            v: WIRE_VERSION,
            id: CommandId(Uuid::new_v4()),
            device: DeviceId(Uuid::from_u128(900)),
            seq,
            matter,
            expects: None,
            made_at: self.clock.now(),
            command: Command::CitizenCase(command),
        }
    }

    pub async fn send(&self, actor: &Actor, envelope: &CommandEnvelope) -> Result<Receipt, Problem> {
        let body = Bytes::from(envelope.to_bytes().expect("an envelope is JSON"));
        self.door.submit(actor.clone(), envelope.clone(), body).await
    }

    pub async fn does(&self, actor: &Actor, matter: MatterId, command: CaseCommand) -> Result<Receipt, Problem> {
        self.send(actor, &self.envelope(matter, command)).await
    }

    /// As [`World::does`], for steps that the test only needs done.
    pub async fn step(&self, actor: &Actor, matter: MatterId, command: CaseCommand) -> Receipt {
        let name = format!("{:?} by {:?}", command.act(), actor.role());
        self.does(actor, matter, command).await.unwrap_or_else(|problem| panic!("{name}: {problem:?}"))
    }

    pub fn reading<'w>(&'w self, actor: &'w Actor) -> Reading<'w> {
        Reading { db: &self.db, law: self.law.clone(), actor, now: self.clock.now() }
    }

    /// The case as the auditor sees it.
    pub async fn case(&self, matter: MatterId) -> CaseState {
        let view = self.reading(&auditor()).one(matter).await.expect("a stored case");
        view.full().expect("an auditor sees all").clone()
    }

    pub async fn count(&self, table: &str) -> i64 {
        let rows = self.db.rows(&format!("SELECT COUNT(*) FROM {table}"), &[]).await.expect("a table");
        rows[0].int(0).expect("a count")
    }

    /// Rows of every table that a command may touch.
    pub async fn counts(&self) -> Vec<i64> {
        let mut counts = Vec::new();
        for table in ["events", "commands", "snapshots", "sights", "due"] {
            counts.push(self.count(table).await);
        }
        counts
    }

    /// Takes a case along the plain road to its first answer.
    pub async fn answered(&self, matter: MatterId) {
        self.step(&citizen(), matter, submit()).await;
        self.step(&station(), matter, triage(TriageClass::Help)).await;
        self.step(&office(), matter, assign("unit-water", &["unit-road"])).await;
        self.step(&clerk("unit-water"), matter, CaseCommand::SignFor).await;
        self.step(&clerk("unit-water"), matter, draft()).await;
        self.step(&leader("unit-water"), matter, CaseCommand::SignAnswer).await;
    }

    /// Four cases with all that the procedure knows: redo, undo, duplicate, return, restricted class, publication, photos.
    pub async fn full_loop(&self) {
        let (main, twin, secret, returned) = (matter(1), matter(2), matter(3), matter(4));
        self.answered(main).await;
        self.step(&citizen(), main, grades(Grade::Dissatisfied)).await;
        self.step(&clerk("unit-water"), main, draft()).await;
        self.step(&leader("unit-water"), main, CaseCommand::SignAnswer).await;
        self.step(&citizen(), main, grades(Grade::Basically)).await;
        self.step(&office(), main, CaseCommand::Publish).await;
        self.pass_days(1);
        self.step(&other_citizen(), twin, submit_with(&[photo(1)])).await;
        let mistaken = self.step(&station(), twin, triage(TriageClass::Suggestion)).await;
        self.step(&station(), twin, undo(mistaken.matter_version)).await;
        let link = CaseCommand::LinkDuplicate { of: main, explanation: "同一排口".into() };
        self.step(&station(), twin, link).await;
        self.step(&office(), main, CaseCommand::Close { note: String::new() }).await;
        self.step(&office(), main, CaseCommand::Unpublish { reason: "含门牌号".into() }).await;
        self.step(&citizen(), secret, submit()).await;
        self.step(&station(), secret, triage(TriageClass::Accusation)).await;
        self.step(&citizen(), returned, submit()).await;
        self.step(&station(), returned, triage(TriageClass::Help)).await;
        self.step(&office(), returned, assign("unit-road", &["unit-water"])).await;
        let wrong_unit = CaseCommand::RequestReturn { reason: "非本单位职责".into() };
        self.step(&clerk("unit-road"), returned, wrong_unit).await;
        let consent = CaseCommand::DecideReturn { unit: organ("unit-road"), consent: true, reason: "同意".into() };
        self.step(&office(), returned, consent).await;
        self.pass_days(40);
        self.timer().tick().await.expect("a tick");
    }
}
