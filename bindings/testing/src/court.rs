//! A real server with a hearing in session (云听案), and the other people of the court room: the office, the court clerk, a second deputy.

use std::fmt;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use minyi_ffi::MinyiError;
use minyi_rulebook::hearing::lanes::discipline_notice;
use minyi_rulebook::hearing::{
    AnswerKind, HearingCommand as C, HoldUntil, Openness, Plan, QuestionId, QuestionKind, Scope, Screening,
    SeatFinding, SegmentKind, Selection, VideoSource,
};
use minyi_rulebook::ids::{MatterId, OrganId};
use minyi_rulebook::policy::Policy;
use minyi_server::testing::{Caller, FilmedCourt, PASSWORD, TOTP_SECRET, TestServer as Server};
use tokio::runtime::{Builder, Runtime};
use uuid::Uuid;

/// The small district with a hearing that has just opened, and `deputy-001` on its roster.
#[derive(uniffi::Object)]
pub struct TestCourt {
    room: Option<Room>,
    /// Holds the court's files.
    filmed: Option<FilmedCourt>,
    runtime: Option<Runtime>,
}

struct Room {
    server: Server,
    office: Caller,
    clerk: Caller,
    deputies: [Caller; 2],
    liaisons: [Caller; 2],
    matter: MatterId,
}

#[uniffi::export]
impl TestCourt {
    /// Starts on a free port. Its clock stands a minute after the opening.
    #[uniffi::constructor]
    pub fn start() -> Result<Arc<Self>, MinyiError> {
        let runtime = runtime()?;
        let room = runtime.block_on(Room::opened())?;
        Ok(Arc::new(Self { room: Some(room), filmed: None, runtime: Some(runtime) }))
    }

    /// As `start`, with a court that films: a real encrypted stream of four seconds, which tells programme time. Throws without ffmpeg.
    #[uniffi::constructor]
    pub fn start_filmed() -> Result<Arc<Self>, MinyiError> {
        let runtime = runtime()?;
        let (room, filmed) = runtime.block_on(async {
            let room = Room::opened().await?;
            let filmed = FilmedCourt::start(Some(room.server.now())).await;
            let filmed = filmed.ok_or_else(|| internal("ffmpeg is not installed"))?;
            let video = VideoSource::Hls { origin: filmed.origin.clone(), delay_s: 30 };
            room.does(&room.office, C::SetVideo { video }).await?;
            Ok::<_, MinyiError>((room, filmed))
        })?;
        Ok(Arc::new(Self { room: Some(room), filmed: Some(filmed), runtime: Some(runtime) }))
    }

    /// `http://127.0.0.1:<port>`
    pub fn url(&self) -> String {
        self.room().server.url.clone()
    }

    /// Password of everybody.
    pub fn password(&self) -> String {
        PASSWORD.to_owned()
    }

    /// The dynamic code that everybody's device shows now.
    pub fn totp(&self) -> String {
        self.room().server.totp()
    }

    /// Milliseconds by which the server's clock is ahead of this machine's; for a `ClockSkewSource`.
    pub fn skew_millis(&self) -> i64 {
        self.room().server.now().as_millisecond() - Timestamp::now().as_millisecond()
    }

    /// The hearing.
    pub fn hearing(&self) -> String {
        self.room().matter.to_string()
    }

    /// The clerk's button: the investigation begins.
    pub fn start_investigation(&self) -> Result<(), MinyiError> {
        let room = self.room();
        self.wait(room.does(&room.clerk, C::StartSegment { kind: SegmentKind::Investigation }))
    }

    /// A minute and a half passes in which the first deputy watches: the heartbeats of a player, which tests have none of. Who has not
    /// watched does not rate.
    pub fn watch(&self) -> Result<(), MinyiError> {
        let room = self.room();
        self.wait(async {
            let path = format!("/v1/hearings/{}/heartbeat", room.matter);
            for _ in 0..4 {
                let beat = serde_json::json!({"foreground": true, "playing": true});
                let answer = room.server.post(&path, &room.deputies[0], &beat).await;
                if answer.status != 204 {
                    return Err(internal(&format!("{answer:?}")));
                }
                room.server.clock.advance(SignedDuration::from_secs(30));
            }
            let ticked = room.server.app.tick().await;
            ticked.map(drop).map_err(|error| internal(&format!("{error:?}")))
        })
    }

    /// Whether a heartbeat of somebody's player came lately.
    pub fn is_watched(&self) -> bool {
        let room = self.room();
        room.server.app.hearings.attendance.watching(room.matter) > 0
    }

    /// A minute passes on the server.
    pub fn pass_a_minute(&self) {
        self.room().server.clock.advance(SignedDuration::from_secs(60));
    }

    /// The server puts on record what was watched, as it does each minute.
    pub fn fold_attendance(&self) -> Result<(), MinyiError> {
        let ticked = self.wait(async { Ok(self.room().server.app.tick().await) })?;
        ticked.map(drop).map_err(|error| internal(&format!("{error:?}")))
    }

    /// The clerk's button: a closed part begins, and the picture is gone for everybody.
    pub fn start_closed_part(&self) -> Result<(), MinyiError> {
        let room = self.room();
        self.wait(room.does(&room.clerk, C::StartSegment { kind: SegmentKind::Closed }))
    }

    /// The office accepts the question, to be passed on after the session.
    pub fn accept(&self, question: String) -> Result<(), MinyiError> {
        let (room, question) = (self.room(), named(&question)?);
        let screening = Screening::Accept { hold: HoldUntil::Adjournment };
        self.wait(room.does(&room.office, C::Screen { question, screening }))
    }

    /// The office passes the question on to the court, whose liaison drafts an answer; a second person there approves it.
    pub fn answer(&self, question: String) -> Result<(), MinyiError> {
        let (room, question) = (self.room(), named(&question)?);
        let text = "休庭前由书记员告知复庭时间。".to_owned();
        let draft = C::DraftAnswer { question: Some(question), kind: AnswerKind::WorkReply, text };
        self.wait(async {
            room.does(&room.office, C::Release { questions: vec![question] }).await?;
            room.does(&room.office, C::AssignQuestion { question }).await?;
            room.does(&room.liaisons[0], draft).await?;
            room.does(&room.liaisons[1], C::ApproveAnswer { answer: 0 }).await
        })
    }

    /// The second deputy asks, the office accepts, the court adjourns. Gives the question.
    pub fn ask_as_another_and_adjourn(&self) -> Result<String, MinyiError> {
        let room = self.room();
        let id = QuestionId(Uuid::now_v7());
        let text = "建议为异地当事人统一配置证据投屏设备。".to_owned();
        let ask = C::Ask { id, kind: QuestionKind::WorkingSuggestion, text, anchor: None };
        let screening = Screening::Accept { hold: HoldUntil::Adjournment };
        self.wait(room.does(&room.deputies[1], ask))?;
        self.wait(room.does(&room.office, C::Screen { question: id, screening }))?;
        self.wait(room.does(&room.clerk, C::Adjourn))?;
        Ok(id.0.to_string())
    }
}

impl TestCourt {
    fn room(&self) -> &Room {
        self.room.as_ref().expect("only drop takes it")
    }

    fn wait<T>(&self, work: impl Future<Output = Result<T, MinyiError>>) -> Result<T, MinyiError> {
        self.runtime.as_ref().ok_or(MinyiError::Busy)?.block_on(work)
    }
}

impl Room {
    async fn opened() -> Result<Self, MinyiError> {
        let server = Server::start_with(|config| {
            config.hearing_tick = std::time::Duration::from_millis(1);
            if let Some(seed) = &config.seed {
                add_people(seed).expect("a seed that can be written");
            }
        })
        .await;
        let (office, clerk) = (server.staff("office-1").await, server.staff("court-clerk").await);
        let deputies = [server.staff("deputy-001").await, server.staff("deputy-002").await];
        let liaisons = [server.staff("court-1").await, server.staff("court-2").await];
        let room = Self { server, office, clerk, deputies, liaisons, matter: MatterId(Uuid::now_v7()) };
        let plan = Plan {
            case_no: "（2026）浙0502民初****号".into(),
            cause: "买卖合同纠纷".into(),
            brief: "演示案件。".into(),
            openness: Openness::Open,
            court: OrganId::new("court").map_err(|_| internal("a code"))?,
            opens_at: room.server.now(),
            seats: 10,
            selection: Selection::Draw,
            video: VideoSource::Hls { origin: "https://court.invalid/index.m3u8".into(), delay_s: 30 },
        };
        let (number, approver) = ("1".into(), "演示".into());
        room.does(&room.office, C::Create(Box::new(plan))).await?;
        room.does(&room.office, C::SendToCourt).await?;
        let approve = C::CourtApprove { number, approver, scope: Scope::Deputies, replay_until: None };
        room.does(&room.clerk, approve).await?;
        for deputy in &room.deputies {
            room.does(deputy, C::Apply { no_conflict: true }).await?;
        }
        let chosen: Vec<_> = room.deputies.iter().map(|deputy| deputy.actor.user).collect();
        room.does(&room.office, C::FixRoster { chosen: chosen.clone(), note: "抽签".into() }).await?;
        let findings = chosen.into_iter().map(|deputy| SeatFinding { deputy, may_observe: true }).collect();
        room.does(&room.clerk, C::CheckRoster { findings }).await?;
        for deputy in &room.deputies {
            let notice = discipline_notice(Policy::embedded()).version;
            room.does(deputy, C::SignDiscipline { notice }).await?;
        }
        room.does(&room.clerk, C::OpenDoors).await?;
        room.does(&room.clerk, C::StartSegment { kind: SegmentKind::Opening }).await?;
        room.server.clock.advance(SignedDuration::from_secs(60));
        Ok(room)
    }

    async fn does(&self, by: &Caller, command: C) -> Result<(), MinyiError> {
        let answer = self.server.command(by, self.matter, command).await;
        if answer.status == 200 { Ok(()) } else { Err(internal(&format!("{answer:?}"))) }
    }
}

/// The court's clerk, a second liaison and a second deputy join the small district.
fn add_people(seed: &std::path::Path) -> std::io::Result<()> {
    let mut district: serde_json::Value = serde_json::from_slice(&std::fs::read(seed)?)?;
    let more = [
        (20, "deputy-002", serde_json::json!({"role": "deputy", "station": "station-zhili-2"})),
        (22, "court-2", serde_json::json!({"role": "court_liaison", "unit": "court"})),
        (23, "court-clerk", serde_json::json!({"role": "court_clerk", "unit": "court"})),
    ];
    for (number, login, capacity) in more {
        let user = serde_json::json!({"id": Uuid::from_u128(number), "login": login, "name": login, "demo": true,
            "capacity": capacity, "password": PASSWORD, "totp_secret": TOTP_SECRET});
        if let Some(users) = district["users"].as_array_mut() {
            users.push(user);
        }
    }
    std::fs::write(seed, district.to_string())
}

fn runtime() -> Result<Runtime, MinyiError> {
    let runtime = Builder::new_multi_thread().worker_threads(2).thread_name("test-court").enable_all().build();
    runtime.map_err(|error| internal(&error.to_string()))
}

fn named(question: &str) -> Result<QuestionId, MinyiError> {
    Ok(QuestionId(question.parse().map_err(|_| internal("no id of a question"))?))
}

fn internal(reason: &str) -> MinyiError {
    MinyiError::Internal { reason: reason.to_owned() }
}

impl Drop for TestCourt {
    fn drop(&mut self) {
        if let (Some(room), Some(runtime)) = (self.room.take(), self.runtime.take()) {
            let inside = runtime.enter();
            drop(room);
            drop(self.filmed.take());
            drop(inside);
            runtime.shutdown_background();
        }
    }
}

impl fmt::Debug for TestCourt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TestCourt")
    }
}
