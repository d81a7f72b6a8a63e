//! A server for tests: its own folder, a free port of loopback, a clock that stands, a small district, codes that can be read.
//! Compiled for this crate's tests and under the feature `testing`; it panics where a test should.

mod filmed;

pub use filmed::{FilmedCourt, SEGMENTS};

use std::cell::Cell;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use axum::body::Body;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, Method, Request};
use jiff::Timestamp;
use jiff::civil::date;
use minyi_identity::UnixTime;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::citizen_case::{Addressee, CaseCommand, Filing, Photo, Submission};
use minyi_rulebook::ids::{CommandId, DeviceId, MatterId, OrganId};
use minyi_rulebook::mandate::{Establishment, MandateCommand, Term};
use minyi_rulebook::office::{Level, Office};
use minyi_wire::access::Session;
use minyi_wire::problem::PROBLEM_JSON;
use minyi_wire::{Command, CommandEnvelope, Problem, ProblemCode, WIRE_VERSION};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tower::ServiceExt;
use uuid::Uuid;

use crate::access::second_factor;
use crate::access::sms::TestSms;
use crate::app::App;
use crate::clock::{Clock, TestClock};
use crate::config::Config;
use crate::identity::{Congress, found};
use crate::store::DatabaseUrl;

/// Password of everybody in the small district.
pub const PASSWORD: &str = "small-district-2026";
/// TOTP secret of everybody in the small district: the one of RFC 6238's vectors.
pub const TOTP_SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

thread_local! {
    /// The store of servers that this thread starts; SQLite in their folder if there is none.
    static DATABASE: Cell<Option<DatabaseUrl>> = const { Cell::new(None) };
}

/// Does something in which every [`TestServer`] that this thread starts is on this database.
pub fn with_database<T>(database: DatabaseUrl, work: impl FnOnce() -> T) -> T {
    DATABASE.set(Some(database));
    let done = work();
    DATABASE.set(None);
    done
}

/// A running server whose timer the test turns ([`App::tick`]). It ends with the test's runtime.
#[derive(Debug)]
pub struct TestServer {
    pub app: App,
    /// `http://127.0.0.1:<port>`
    pub url: String,
    pub clock: Arc<TestClock>,
    pub sms: Arc<TestSms>,
    router: axum::Router,
    folder: TempDir,
}

impl TestServer {
    /// The small district, on a work-day morning.
    pub async fn start() -> Self {
        Self::start_with(|_| ()).await
    }

    /// As [`TestServer::start`], with a changed configuration.
    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Arc::new(TestClock::at("2026-03-02T02:00:00Z".parse().expect("a time")));
        let sms = Arc::new(TestSms::default());
        let seed = folder.path().join("seed.json");
        std::fs::write(&seed, small_district().to_string()).expect("written");
        let mut config = Config::in_folder(folder.path().join("data"));
        config.seed = Some(seed);
        if let Some(database) = DATABASE.take() {
            config.database = database.clone();
            DATABASE.set(Some(database));
        }
        change(&mut config);
        let app = App::open(config, clock.clone(), sms.clone()).await.expect("the server opens");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("bound"));
        let router = app.router();
        // Without the timer of `App::serve`: time passes when the test says so, by `app.tick()`.
        let (never, stopping) = tokio::sync::watch::channel(false);
        let serving = crate::listener::serve(listener, router.clone(), stopping);
        tokio::spawn(async move {
            serving.await;
            drop(never);
        });
        Self { app, url, clock, sms, router, folder }
    }

    /// The small district whose congress issues deputy cards.
    pub async fn start_with_cards() -> Self {
        Self::start_with(|config| {
            let congress = Congress {
                name: "小区人大常委会".into(),
                region: "330502".parse().expect("a region"),
                offices: vec![Office::Deputy(Level::District)],
            };
            let since = "2026-03-01T02:00:00Z".parse::<Timestamp>().expect("a time").as_second();
            let since = UnixTime(u64::try_from(since).expect("after 1970"));
            let roots = config.data_dir.join("roots");
            found(&config.identity_dir(), &roots, "demo.example", &[congress], since).expect("founded");
        })
        .await
    }

    /// The roots that are built into everybody's app.
    #[must_use]
    pub fn roots(&self) -> Vec<String> {
        let roots = self.app.identity.keyring().expect("founded").roots;
        roots.iter().map(ToString::to_string).collect()
    }

    /// The office records the mandate of the small district's deputy, in office this year.
    pub async fn establish_deputy(&self) -> MatterId {
        let (office, deputy) = (self.staff("office-1").await, self.staff("deputy-001").await);
        let establishment = Establishment {
            deputy: deputy.actor.user,
            name: "演示代表".into(),
            office: Office::Deputy(Level::District),
            region: "330502".parse().expect("a region"),
            constituency: "第一选区".into(),
            term: Term { starts: date(2022, 3, 1), ends: date(2027, 2, 28) },
            station: OrganId::new("station-zhili-1").expect("a code"),
        };
        let matter = MatterId(Uuid::now_v7());
        let answer = self.command(&office, matter, MandateCommand::Establish(Box::new(establishment))).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        matter
    }

    /// The server's data folder.
    #[must_use]
    pub fn data_dir(&self) -> &Path {
        &self.app.config.data_dir
    }

    /// The folder around it, for what a test keeps beside.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The time of the server.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A citizen with a session, on a new device.
    pub async fn citizen(&self, phone: &str) -> Caller {
        let device = DeviceId(Uuid::new_v4());
        Caller::of(self.app.access.admit_citizen(phone, device).await.expect("a session"), device)
    }

    /// A member of staff with a session, on a new device.
    pub async fn staff(&self, login: &str) -> Caller {
        let device = DeviceId(Uuid::new_v4());
        Caller::of(self.app.access.admit_staff(login, device).await.expect("a session"), device)
    }

    /// The second factor that everybody's device shows now.
    #[must_use]
    pub fn totp(&self) -> String {
        let totp = second_factor(TOTP_SECRET).expect("a good secret");
        totp.generate(u64::try_from(self.now().as_second()).expect("after 1970")).to_string()
    }

    /// Sends a request through the whole router.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("infallible");
        let (head, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.expect("a whole body");
        Answer { status: head.status.as_u16(), headers: head.headers, body }
    }

    /// Sends a request whose answer does not end.
    pub async fn open(&self, request: Request<Body>) -> http::Response<Body> {
        self.router.clone().oneshot(request).await.expect("infallible")
    }

    /// `GET`
    pub async fn get(&self, path: &str, by: impl Into<Option<&Caller>>) -> Answer {
        self.send(request(Method::GET, path, by.into(), Body::empty())).await
    }

    /// `DELETE`
    pub async fn delete(&self, path: &str, by: impl Into<Option<&Caller>>) -> Answer {
        self.send(request(Method::DELETE, path, by.into(), Body::empty())).await
    }

    /// `POST` of JSON.
    pub async fn post(&self, path: &str, by: impl Into<Option<&Caller>>, body: &impl Serialize) -> Answer {
        self.send(request(Method::POST, path, by.into(), as_json(body))).await
    }

    /// `PUT` of JSON.
    pub async fn put(&self, path: &str, by: impl Into<Option<&Caller>>, body: &impl Serialize) -> Answer {
        self.send(request(Method::PUT, path, by.into(), as_json(body))).await
    }

    /// Gives in a command over HTTP.
    pub async fn command(&self, by: &Caller, matter: MatterId, command: impl Into<Command>) -> Answer {
        let envelope = CommandEnvelope {
            v: WIRE_VERSION,
            id: CommandId(Uuid::now_v7()),
            device: by.device,
            seq: 1,
            matter,
            expects: None,
            made_at: self.now(),
            command: command.into(),
        };
        self.post("/v1/commands", by, &envelope).await
    }

    /// Files a case to the first station.
    pub async fn file(&self, by: &Caller, photos: Vec<Photo>) -> MatterId {
        let matter = MatterId(Uuid::now_v7());
        let submission = Submission {
            title: "路灯不亮".to_owned(),
            text: "村口的路灯坏了一个月。".to_owned(),
            addressee: Addressee::Station { station: OrganId::new("station-zhili-1").expect("a code") },
            place: None,
            photos,
            voice: None,
            may_publish: true,
            filing: Filing::Own,
        };
        let answer = self.command(by, matter, CaseCommand::Submit(Box::new(submission))).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        matter
    }
}

/// Somebody with a session.
#[derive(Clone, Debug)]
pub struct Caller {
    pub token: String,
    pub actor: Actor,
    pub device: DeviceId,
}

impl Caller {
    /// From the answer to a sign-in on this device.
    #[must_use]
    pub fn of(session: Session, device: DeviceId) -> Self {
        Self { token: session.token, actor: session.actor, device }
    }
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.status, String::from_utf8_lossy(&self.body[..self.body.len().min(2_000)]))
    }
}

impl Answer {
    /// The body of a success.
    #[must_use]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        assert!((200..300).contains(&self.status), "{self:?}");
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The problem document, which must be a whole one with this code.
    #[track_caller]
    pub fn problem(&self, code: ProblemCode) -> Problem {
        let kind = self.headers.get(CONTENT_TYPE).map(http::HeaderValue::as_bytes);
        assert_eq!(kind, Some(PROBLEM_JSON.as_bytes()), "{self:?}");
        let problem: Problem = serde_json::from_slice(&self.body).expect("a problem document");
        assert_eq!(problem.code, code, "{self:?}");
        assert_eq!((self.status, problem.status), (code.status(), code.status()));
        let header = self.headers.get("retry-after").map(|value| value.to_str().expect("digits").to_owned());
        assert_eq!(header, problem.retry_after.map(|seconds| seconds.to_string()));
        problem
    }

    /// A header's text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

/// A request, by somebody or nobody.
#[must_use]
pub fn request(method: Method, path: &str, by: Option<&Caller>, body: Body) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path).header(CONTENT_TYPE, "application/json");
    if let Some(by) = by {
        request = request.header(AUTHORIZATION, format!("Bearer {}", by.token));
    }
    request.body(body).expect("a request")
}

fn as_json(body: &impl Serialize) -> Body {
    Body::from(serde_json::to_vec(body).expect("serialises"))
}

/// A seed: an office, two stations, two units, a court, and somebody in every capacity.
#[must_use]
pub fn small_district() -> Value {
    let organ = |id: &str, kind: &str, zh: &str| json!({"id": id, "kind": kind, "name_zh": zh, "name_en": id});
    let user = |number: u8, login: &str, demo: bool, capacity: Value| {
        json!({"id": Uuid::from_u128(u128::from(number)), "login": login, "name": format!("演示·{login}"), "demo": demo,
               "capacity": capacity, "password": PASSWORD, "totp_secret": TOTP_SECRET})
    };
    json!({
        "district": {"code": "000000", "name_zh": "小区", "name_en": "Small District", "demo": true},
        "organs": [
            organ("office", "congress_office", "人大办公室"),
            json!({"id": "station-zhili-1", "kind": "station", "name_zh": "一号站", "name_en": "station-zhili-1",
                   "address": "北街 2 号", "phone": "0572-2200000", "receptions": [{"day": 10, "from": "09:00:00", "to": "11:00:00"}]}),
            organ("station-zhili-2", "station", "二号站"),
            organ("unit-water", "unit", "水利局"),
            organ("unit-housing", "unit", "住建局"),
            organ("court", "court", "法院联络处"),
        ],
        "users": [
            user(1, "office-1", true, json!({"role": "office_staff", "office": "office"})),
            user(2, "station-zhili-1", true, json!({"role": "station_staff", "station": "station-zhili-1"})),
            user(3, "station-zhili-2", true, json!({"role": "station_staff", "station": "station-zhili-2"})),
            user(4, "clerk-water", true, json!({"role": "unit_clerk", "unit": "unit-water"})),
            user(5, "leader-water", true, json!({"role": "unit_leader", "unit": "unit-water"})),
            user(6, "clerk-housing", true, json!({"role": "unit_clerk", "unit": "unit-housing"})),
            user(7, "deputy-001", true, json!({"role": "deputy", "station": "station-zhili-1"})),
            user(8, "court-1", true, json!({"role": "court_liaison", "unit": "court"})),
            // Not invented, so hashed at full strength.
            user(9, "auditor", false, json!({"role": "auditor"})),
        ],
        "citizens": [{"id": Uuid::from_u128(100), "phone": "19900000001", "name": "演示·甲", "demo": true}],
    })
}
