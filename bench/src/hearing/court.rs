//! Our side: a process that serves one hearing of twenty deputies, in which questions are seconded and taken back. It takes its
//! orders line by line and answers each with the version that came of it.

use super::{Place, Publisher};
use crate::household;
use crate::{Failure, said};
use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use minyi_rulebook::actor::{Actor, Capacity};
use minyi_rulebook::hearing::lanes::discipline_notice;
use minyi_rulebook::hearing::{
    HearingCommand as C, HoldUntil, Openness, Plan, QuestionId, QuestionKind, Scope, Screening, SeatFinding, Segment,
    SegmentKind, Selection, VideoSource,
};
use minyi_rulebook::ids::{CommandId, DeviceId, MatterId, UserId};
use minyi_rulebook::policy::Policy;
use minyi_server::access::Client;
use minyi_server::access::sms::TestSms;
use minyi_server::app::App;
use minyi_server::clock::SystemClock;
use minyi_wire::{Command, CommandEnvelope, WIRE_VERSION};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout};
use totp_rs::{Builder, Secret};
use uuid::Uuid;

const DEPUTIES: usize = 20;

/// The first line that the process says.
#[derive(Debug, Serialize, Deserialize)]
struct Ready {
    port: u16,
    matter: MatterId,
    token: String,
    /// The hearing's version now.
    version: u32,
}

/// The process as the clients' side holds it.
pub(super) struct Court {
    child: Child,
    orders: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
    ready: Ready,
    _folder: tempfile::TempDir,
}

impl Court {
    pub(super) async fn start() -> Result<Self, Failure> {
        let folder = tempfile::tempdir()?;
        let mut child = tokio::process::Command::new(std::env::current_exe()?)
            .args(["--victim", "hearing", "--folder"])
            .arg(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()?;
        let orders = child.stdin.take().ok_or_else(|| said("no way to give orders"))?;
        let answers = child.stdout.take().ok_or_else(|| said("no way to hear answers"))?;
        let mut answers = BufReader::new(answers).lines();
        let ready = answers.next_line().await?.ok_or_else(|| said("the server ended before it served"))?;
        Ok(Self { child, orders, answers, ready: serde_json::from_str(&ready)?, _folder: folder })
    }

    async fn order(&mut self, what: &str) -> Result<u32, Failure> {
        self.orders.write_all(what.as_bytes()).await?;
        let answer = self.answers.next_line().await?.ok_or_else(|| said("the server ended"))?;
        self.ready.version = answer.parse().map_err(|_| Failure::Said(format!("the server said: {answer}")))?;
        Ok(self.ready.version)
    }

    /// Corrects the clock, so that everybody gets the whole hearing again: a large frame.
    pub(super) async fn publish_large(&mut self) -> Result<u32, Failure> {
        self.order("large\n").await
    }

    /// How many readers were dropped because they stalled.
    pub(super) async fn stalled(&mut self) -> Result<usize, Failure> {
        let url = format!("http://127.0.0.1:{}/metrics", self.ready.port);
        let text = reqwest::Client::builder().no_proxy().build().map_err(said)?.get(url).send().await.map_err(said)?;
        let text = text.text().await.map_err(said)?;
        let line = text.lines().find_map(|line| line.strip_prefix("minyi_stalled_readers_total "));
        Ok(line.and_then(|count| count.trim().parse().ok()).unwrap_or(0))
    }
}

impl Publisher for Court {
    fn place(&self) -> Place {
        Place {
            port: self.ready.port,
            path: format!("/v1/hearings/{}/stream", self.ready.matter),
            header: format!("Authorization: Bearer {}\r\n", self.ready.token),
        }
    }

    async fn publish(&mut self) -> Result<u32, Failure> {
        self.order("small\n").await
    }

    async fn settle(&mut self) -> Result<(), Failure> {
        // An event is stored when it was published.
        Ok(())
    }

    fn resident_kib(&self) -> Result<u64, Failure> {
        super::scenes::resident_kib(self.child.id().ok_or_else(|| said("the server ended"))?)
    }
}

/// The process itself: serves until its orders end.
pub(crate) async fn serve_for_ever(folder: &Path) -> Result<(), Failure> {
    let mut config = household::config(&folder.join("server"));
    config.hearing_tick = Duration::from_millis(1);
    config.hearing_streams = usize::MAX;
    let app = App::open(config, Arc::new(SystemClock), Arc::new(TestSms::default())).await.map_err(said)?;
    let listener = minyi_server::listener::bind(([127, 0, 0, 1], 0).into())?;
    let port = listener.local_addr()?.port();
    let mut session = Session::begun(&app).await?;
    let token = session.token(&app).await?;
    let ready = Ready { port, matter: session.matter, token, version: session.version };
    drop(tokio::spawn(app.clone().serve(listener, std::future::pending())));
    // A thread of its own waits for orders: the runtime's are for the server.
    let (order, mut orders) = tokio::sync::mpsc::channel(1);
    std::thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(Result::ok) {
            if order.blocking_send(line).is_err() {
                return;
            }
        }
    });
    say(&serde_json::to_string(&ready)?)?;
    while let Some(order) = orders.recv().await {
        match order.as_str() {
            "large" => session.correct_the_clock(&app).await?,
            _ => session.toggle(&app).await?,
        }
        say(&session.version.to_string())?;
    }
    Ok(())
}

fn say(words: &str) -> Result<(), Failure> {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{words}")?;
    Ok(out.flush()?)
}

/// A hearing after adjournment, with a question of each deputy.
struct Session {
    matter: MatterId,
    office: Actor,
    clerk: Actor,
    deputies: Vec<Actor>,
    secret: (String, String),
    version: u32,
    turn: usize,
    began: Timestamp,
}

impl Session {
    async fn begun(app: &App) -> Result<Self, Failure> {
        let seed: serde_json::Value = serde_json::from_slice(&std::fs::read(household::seed_path())?)?;
        let user = |login: &str| {
            let found = seed["users"].as_array().into_iter().flatten().find(|user| user["login"] == login);
            found.ok_or_else(|| Failure::Said(format!("no {login} in the seed")))
        };
        let actor = |login: &str| -> Result<Actor, Failure> {
            let user = user(login)?;
            let capacity: Capacity = serde_json::from_value(user["capacity"].clone())?;
            let id: UserId = serde_json::from_value(user["id"].clone())?;
            Ok(Actor { user: id, capacity })
        };
        let text =
            |login: &str, field: &str| Ok::<_, Failure>(user(login)?[field].as_str().unwrap_or_default().to_owned());
        let deputies: Result<Vec<_>, _> = (11..11 + DEPUTIES).map(|n| actor(&format!("deputy-{n:03}"))).collect();
        let mut session = Self {
            matter: MatterId(Uuid::now_v7()),
            office: actor("office-1")?,
            clerk: actor("court-clerk-1")?,
            deputies: deputies?,
            secret: (text("office-1", "password")?, text("office-1", "totp_secret")?),
            version: 0,
            turn: 0,
            began: Timestamp::now(),
        };
        session.play(app).await?;
        Ok(session)
    }

    async fn play(&mut self, app: &App) -> Result<(), Failure> {
        let (office, clerk, deputies) = (self.office.clone(), self.clerk.clone(), self.deputies.clone());
        let plan = Plan {
            case_no: "（2026）浙0502民初****号（演示）".into(),
            cause: "买卖合同纠纷".into(),
            brief: "演示案件，人物与情节均为虚构。".into(),
            openness: Openness::Open,
            court: crate::cases::organ("court")?,
            opens_at: Timestamp::now(),
            seats: 50,
            selection: Selection::Draw,
            video: VideoSource::Hls { origin: "https://court.invalid/index.m3u8".into(), delay_s: 30 },
        };
        let approve =
            C::CourtApprove {
                number: "1".into(), approver: "演示".into(), scope: Scope::Deputies, replay_until: None
            };
        self.act(app, &office, C::Create(Box::new(plan))).await?;
        self.act(app, &office, C::SendToCourt).await?;
        self.act(app, &clerk, approve).await?;
        for deputy in &deputies {
            self.act(app, deputy, C::Apply { no_conflict: true }).await?;
        }
        let chosen: Vec<_> = deputies.iter().map(|deputy| deputy.user).collect();
        self.act(app, &office, C::FixRoster { chosen: chosen.clone(), note: "抽签".into() }).await?;
        let findings = chosen.into_iter().map(|deputy| SeatFinding { deputy, may_observe: true }).collect();
        self.act(app, &clerk, C::CheckRoster { findings }).await?;
        let notice = discipline_notice(Policy::embedded()).version;
        for deputy in &deputies {
            self.act(app, deputy, C::SignDiscipline { notice: notice.clone() }).await?;
        }
        self.act(app, &clerk, C::OpenDoors).await?;
        self.act(app, &clerk, C::StartSegment { kind: SegmentKind::Opening }).await?;
        self.began = Timestamp::now();
        for (number, deputy) in deputies.iter().enumerate() {
            let text = "休庭和复庭的时间，能否提前告知线上旁听的代表？".to_owned();
            self.act(app, deputy, C::Ask { id: id(number), kind: QuestionKind::Procedure, text, anchor: None }).await?;
            let screening = Screening::Accept { hold: HoldUntil::Adjournment };
            self.act(app, &office, C::Screen { question: id(number), screening }).await?;
        }
        self.act(app, &clerk, C::Adjourn).await
    }

    /// One deputy seconds one question of another, or takes it back.
    async fn toggle(&mut self, app: &App) -> Result<(), Failure> {
        let pairs = DEPUTIES * (DEPUTIES - 1);
        let (round, pair) = (self.turn / pairs, self.turn % pairs);
        self.turn += 1;
        let (number, other) = (pair / (DEPUTIES - 1), pair % (DEPUTIES - 1));
        let deputy = self.deputies[(number + 1 + other) % DEPUTIES].clone();
        let question = id(number);
        let toggle = if round.is_multiple_of(2) { C::Second { question } } else { C::Unsecond { question } };
        self.act(app, &deputy, toggle).await
    }

    async fn correct_the_clock(&mut self, app: &App) -> Result<(), Failure> {
        let until = Some(self.began + SignedDuration::from_millis(1));
        let from = self.began - SignedDuration::from_secs(60);
        let segments = vec![Segment { kind: SegmentKind::Opening, from, until }];
        let clerk = self.clerk.clone();
        self.act(app, &clerk, C::CorrectClock { segments, reason: "量测".into() }).await
    }

    async fn act(&mut self, app: &App, actor: &Actor, command: C) -> Result<(), Failure> {
        let envelope = CommandEnvelope {
            v: WIRE_VERSION,
            id: CommandId(Uuid::now_v7()),
            device: DeviceId(Uuid::nil()),
            seq: 1,
            matter: self.matter,
            expects: None,
            made_at: Timestamp::now(),
            command: Command::Hearing(command),
        };
        let body = Bytes::from(envelope.to_bytes()?);
        self.version = app.door.submit(actor.clone(), envelope, body).await.map_err(said)?.matter_version;
        Ok(())
    }

    /// A token of the office's, which all clients use: each of its streams is a connection like any other.
    async fn token(&self, app: &App) -> Result<String, Failure> {
        let secret = Secret::try_from_base32(&self.secret.1).map_err(said)?;
        let totp = Builder::new().with_secret(secret).build().map_err(said)?;
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_err(said)?;
        let code = totp.generate(now.as_secs()).to_string();
        let client = Client { address: "bench".into() };
        let device = DeviceId(Uuid::new_v4());
        let session = app.access.sign_in_staff("office-1", &self.secret.0, &code, device, &client).await;
        Ok(session.map_err(said)?.token)
    }
}

fn id(number: usize) -> QuestionId {
    QuestionId(Uuid::from_u128(1 + number as u128))
}
