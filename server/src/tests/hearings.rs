//! Hearings over HTTP: the live stream says the same as the snapshot, a place that is none leads to a reset, and who may not see
//! sees nothing.

use axum::body::{Body, BodyDataStream};
use futures_util::StreamExt;
use http::{Method, Request};
use jiff::SignedDuration;
use minyi_rulebook::hearing::lanes::{Absorbed, HearingView, Lane, discipline_notice};
use minyi_rulebook::hearing::{
    Anchor, AnchorSource, HearingCommand as C, HearingStage, HoldUntil, Openness, Plan, QuestionId, QuestionKind,
    Scope, Screening, SeatFinding, Segment, SegmentKind, Selection, VideoSource,
};
use minyi_rulebook::ids::{MatterId, OrganId};
use minyi_rulebook::policy::Policy;
use minyi_rulebook::refusal::RefusalCode;
use minyi_wire::ProblemCode;
use minyi_wire::hearing::{HearingList, HearingSnapshot};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::testing::{Caller, PASSWORD, TOTP_SECRET, TestServer, request};

/// The small district with more of a court and two deputies.
pub(super) async fn district() -> TestServer {
    TestServer::start_with(|config| {
        config.hearing_tick = std::time::Duration::from_millis(1);
        let seed = config.seed.clone().unwrap();
        let mut district: Value = serde_json::from_slice(&std::fs::read(&seed).unwrap()).unwrap();
        let more = [
            (20, "deputy-002", json!({"role": "deputy", "station": "station-zhili-2"})),
            (21, "deputy-003", json!({"role": "deputy", "station": "station-zhili-2"})),
            (22, "court-2", json!({"role": "court_liaison", "unit": "court"})),
            (23, "court-clerk", json!({"role": "court_clerk", "unit": "court"})),
            (24, "bench-1", json!({"role": "bench", "unit": "court"})),
        ];
        for (number, login, capacity) in more {
            let user = json!({"id": Uuid::from_u128(number), "login": login, "name": login, "demo": true,
                "capacity": capacity, "password": PASSWORD, "totp_secret": TOTP_SECRET});
            district["users"].as_array_mut().unwrap().push(user);
        }
        std::fs::write(seed, district.to_string()).unwrap();
    })
    .await
}

pub(super) struct Court {
    pub(super) server: TestServer,
    pub(super) office: Caller,
    pub(super) clerk: Caller,
    pub(super) deputies: Vec<Caller>,
    pub(super) matter: MatterId,
}

impl Court {
    pub(super) async fn does(&self, by: &Caller, command: C) {
        let answer = self.server.command(by, self.matter, command).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }

    pub(super) async fn approved() -> Self {
        let server = district().await;
        let (office, clerk) = (server.staff("office-1").await, server.staff("court-clerk").await);
        let mut deputies = Vec::new();
        for login in ["deputy-001", "deputy-002", "deputy-003"] {
            deputies.push(server.staff(login).await);
        }
        let court = Self { server, office, clerk, deputies, matter: MatterId(Uuid::now_v7()) };
        let plan = Plan {
            case_no: "（2026）浙0502民初****号".into(),
            cause: "买卖合同纠纷".into(),
            brief: "演示案件。".into(),
            openness: Openness::Open,
            court: OrganId::new("court").unwrap(),
            opens_at: court.server.now(),
            seats: 10,
            selection: Selection::Draw,
            video: VideoSource::Hls { origin: "https://court.invalid/index.m3u8".into(), delay_s: 30 },
        };
        court.does(&court.office, C::Create(Box::new(plan))).await;
        court.does(&court.office, C::SendToCourt).await;
        let (number, approver) = ("1".into(), "演示".into());
        court
            .does(&court.clerk, C::CourtApprove { number, approver, scope: Scope::Deputies, replay_until: None })
            .await;
        court
    }

    /// The same hearing and people at another server on the same store.
    pub(super) fn at(&self, server: TestServer) -> Self {
        let (office, clerk) = (self.office.clone(), self.clerk.clone());
        Self { server, office, clerk, deputies: self.deputies.clone(), matter: self.matter }
    }

    /// In session, with all deputies on the roster.
    pub(super) async fn live() -> Self {
        let court = Self::approved().await;
        for deputy in &court.deputies {
            court.does(deputy, C::Apply { no_conflict: true }).await;
        }
        let chosen: Vec<_> = court.deputies.iter().map(|deputy| deputy.actor.user).collect();
        court.does(&court.office, C::FixRoster { chosen: chosen.clone(), note: "抽签".into() }).await;
        let findings = chosen.into_iter().map(|deputy| SeatFinding { deputy, may_observe: true }).collect();
        court.does(&court.clerk, C::CheckRoster { findings }).await;
        for deputy in &court.deputies {
            let notice = discipline_notice(Policy::embedded()).version;
            court.does(deputy, C::SignDiscipline { notice }).await;
        }
        court.does(&court.clerk, C::OpenDoors).await;
        court.does(&court.clerk, C::StartSegment { kind: SegmentKind::Opening }).await;
        court
    }

    pub(super) async fn ask(&self, deputy: usize, id: u128) {
        let text = "休庭时间如何告知旁听人员？".to_owned();
        let id = QuestionId(Uuid::from_u128(id));
        self.does(&self.deputies[deputy], C::Ask { id, kind: QuestionKind::Procedure, text, anchor: None }).await;
    }

    pub(super) async fn accept(&self, id: u128) {
        let screening = Screening::Accept { hold: HoldUntil::Adjournment };
        self.does(&self.office, C::Screen { question: QuestionId(Uuid::from_u128(id)), screening }).await;
    }

    pub(super) async fn snapshot(&self, by: &Caller) -> HearingSnapshot {
        self.server.get(&format!("/v1/hearings/{}", self.matter), by).await.json()
    }

    pub(super) async fn stream(&self, by: &Caller, last: Option<&str>) -> Events {
        let path = format!("/v1/hearings/{}/stream", self.matter);
        let mut asked: Request<Body> = request(Method::GET, &path, Some(by), Body::empty());
        if let Some(last) = last {
            asked.headers_mut().insert("last-event-id", last.parse().unwrap());
        }
        let response = self.server.open(asked).await;
        assert_eq!(response.status(), 200);
        Events { body: response.into_body().into_data_stream(), text: String::new() }
    }
}

/// A stream as a client reads it.
pub(super) struct Events {
    body: BodyDataStream,
    text: String,
}

#[derive(Clone, Debug)]
struct Event {
    name: String,
    id: Option<String>,
    data: String,
}

impl Events {
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(end) = self.text.find("\n\n") {
                let rest = self.text.split_off(end + 2);
                let block = std::mem::replace(&mut self.text, rest);
                let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
                return Some(Event { name: field("event: ")?, id: field("id: "), data: field("data: ")? });
            }
            let bytes = self.body.next().await?.ok()?;
            self.text.push_str(std::str::from_utf8(&bytes).unwrap());
        }
    }

    /// Takes in frames until the view has come to this version.
    pub(super) async fn upto(&mut self, held: &mut HearingView, version: u32) {
        while held.to < version {
            let event = self.next().await.expect("the stream goes on");
            match event.name.as_str() {
                "frame" | "mine" => {
                    let view: HearingView = serde_json::from_str(&event.data).unwrap();
                    assert_ne!(held.absorb(view), Absorbed::Gap, "{event:?}");
                }
                "cursor" => {
                    held.to = serde_json::from_str::<Value>(&event.data).unwrap()["to"].as_u64().unwrap() as u32
                }
                other => panic!("{other}"),
            }
        }
    }
}

pub(super) fn plain(mut view: HearingView) -> HearingView {
    (view.from, view.whole) = (0, true);
    view
}

#[tokio::test]
pub(super) async fn the_stream_says_what_the_snapshot_says_for_every_lane() {
    let court = Court::live().await;
    let liaison = court.server.staff("court-1").await;
    let bench = court.server.staff("bench-1").await;
    let readers = [&court.office, &court.clerk, &liaison, &bench, &court.deputies[1]];
    let mut open = Vec::new();
    for reader in readers {
        let first = court.snapshot(reader).await;
        open.push((court.stream(reader, Some(&first.at)).await, first.view));
    }
    court.ask(0, 1).await;
    court.accept(1).await;
    court.does(&court.clerk, C::Adjourn).await;
    court.does(&court.deputies[1], C::Second { question: QuestionId(Uuid::from_u128(1)) }).await;
    court.does(&court.office, C::Release { questions: vec![QuestionId(Uuid::from_u128(1))] }).await;
    for (reader, (mut events, mut held)) in readers.into_iter().zip(open) {
        let now = court.snapshot(reader).await;
        events.upto(&mut held, now.view.to).await;
        assert_eq!(plain(held), plain(now.view), "{:?}", now.lane);
    }
}

#[tokio::test]
pub(super) async fn a_reader_comes_back_where_it_left_and_without_a_place_begins_with_everything() {
    let court = Court::live().await;
    let office = &court.office;
    let first = court.snapshot(office).await;
    court.ask(0, 1).await;
    court.ask(1, 2).await;
    let mut held = first.view;
    let now = court.snapshot(office).await;
    court.stream(office, Some(&first.at)).await.upto(&mut held, now.view.to).await;
    assert_eq!(plain(held), plain(now.view.clone()));
    let whole = court.stream(office, None).await.next().await.unwrap();
    assert_eq!(whole.id.as_deref(), Some(now.at.as_str()));
    let whole: HearingView = serde_json::from_str(&whole.data).unwrap();
    assert_eq!(plain(whole), plain(now.view));
    let path = format!("/v1/hearings/{}/events?after={}", court.matter, now.at);
    let nothing: HearingSnapshot = court.server.get(&path, office).await.json();
    assert!(nothing.view.is_empty());
}

#[tokio::test]
pub(super) async fn a_place_of_another_hearing_or_epoch_leads_to_a_reset() {
    let court = Court::live().await;
    let at = court.snapshot(&court.office).await.at;
    let (series, seq) = at.rsplit_once(':').unwrap();
    for place in
        [format!("x{series}:{seq}"), format!("{series}:{}", u32::MAX), "nonsense".into(), format!("{series}:-1")]
    {
        let event = court.stream(&court.office, Some(&place)).await.next().await.unwrap();
        assert_eq!(event.name, "reset", "{place}");
    }
}

#[tokio::test]
pub(super) async fn who_is_recused_is_sent_away_and_finds_nothing() {
    let court = Court::live().await;
    let recused = &court.deputies[2];
    let first = court.snapshot(recused).await;
    let mut events = court.stream(recused, Some(&first.at)).await;
    court.does(recused, C::DeclareConflict { reason: "与当事人同单位".into() }).await;
    assert_eq!(events.next().await.unwrap().name, "gone");
    assert!(events.next().await.is_none(), "and the stream ends");
    for path in ["", "/events", "/stream"] {
        court.server.get(&format!("/v1/hearings/{}{path}", court.matter), recused).await.problem(ProblemCode::NotFound);
    }
    let list: HearingList = court.server.get("/v1/hearings", recused).await.json();
    assert!(list.hearings.is_empty());
    let ask = C::Ask { id: QuestionId(Uuid::nil()), kind: QuestionKind::Procedure, text: "问".into(), anchor: None };
    court.server.command(recused, court.matter, ask).await.problem(ProblemCode::NotFound);
}

#[tokio::test]
pub(super) async fn the_bench_gets_no_question_by_any_road_before_judgment() {
    let court = Court::live().await;
    court.ask(0, 1).await;
    court.accept(1).await;
    court.does(&court.clerk, C::Adjourn).await;
    court.does(&court.office, C::Release { questions: vec![QuestionId(Uuid::from_u128(1))] }).await;
    let bench = court.server.staff("bench-1").await;
    let snapshot = court.snapshot(&bench).await;
    assert_eq!(snapshot.lane, Lane::Bench);
    let roads = [
        format!("/v1/hearings/{}", court.matter),
        format!("/v1/hearings/{}/events", court.matter),
        "/v1/hearings".to_owned(),
        "/v1/sync".to_owned(),
    ];
    for road in roads {
        let answer = court.server.get(&road, &bench).await;
        assert_eq!(answer.status, 200, "{road}");
        assert!(!String::from_utf8_lossy(&answer.body).contains("休庭时间"), "{road}");
    }
    court.does(&court.clerk, C::RecordJudgment).await;
    assert_eq!(court.snapshot(&bench).await.view.questions.len(), 1, "after judgment it does");
}

#[tokio::test]
pub(super) async fn heartbeats_become_attendance_once_a_minute() {
    let court = Court::live().await;
    let path = format!("/v1/hearings/{}/heartbeat", court.matter);
    let beat = json!({"foreground": true, "playing": true});
    for _ in 0..5 {
        assert_eq!(court.server.post(&path, &court.deputies[0], &beat).await.status, 204);
        court.server.clock.advance(SignedDuration::from_secs(30));
    }
    // In the background, and by somebody without a seat: taken, and not counted.
    court.server.post(&path, &court.deputies[1], &json!({"foreground": false, "playing": true})).await;
    court.server.post(&path, &court.office, &beat).await;
    court.server.app.tick().await.unwrap();
    let seats = court.snapshot(&court.office).await.view.seats;
    assert_eq!(seats.iter().map(|seat| seat.watched_ms.unwrap()).collect::<Vec<_>>(), [120_000, 0, 0]);
    let version = court.snapshot(&court.office).await.view.to;
    court.server.app.tick().await.unwrap();
    assert_eq!(court.snapshot(&court.office).await.view.to, version, "nothing new is no event");
}

#[tokio::test]
pub(super) async fn a_heartbeat_from_the_future_is_refused() {
    let court = Court::live().await;
    let path = format!("/v1/hearings/{}/heartbeat", court.matter);
    let ahead = court.server.now() + SignedDuration::from_secs(60);
    let beat = json!({"foreground": true, "playing": true, "programme_time": ahead});
    let problem = court.server.post(&path, &court.deputies[0], &beat).await.problem(ProblemCode::MalformedBody);
    assert_eq!(problem.field.as_deref(), Some("programme_time"));
}

#[tokio::test]
pub(super) async fn a_question_of_two_megabytes_costs_nothing() {
    let court = Court::live().await;
    let before = court.snapshot(&court.office).await.at;
    let text = "字".repeat(700_000);
    let ask = C::Ask { id: QuestionId(Uuid::nil()), kind: QuestionKind::Procedure, text, anchor: None };
    court.server.command(&court.deputies[0], court.matter, ask).await.problem(ProblemCode::BodyTooLarge);
    assert_eq!(court.snapshot(&court.office).await.at, before);
}

#[tokio::test]
pub(super) async fn a_thousand_changes_of_mind_cost_six_events() {
    let court = Court::live().await;
    court.ask(0, 1).await;
    court.accept(1).await;
    court.does(&court.clerk, C::Adjourn).await;
    let before = court.snapshot(&court.office).await.view.to;
    let question = QuestionId(Uuid::from_u128(1));
    for turn in 0..1_000 {
        let toggle = if turn % 2 == 0 { C::Second { question } } else { C::Unsecond { question } };
        let status = court.server.command(&court.deputies[1], court.matter, toggle).await.status;
        assert_eq!(status == 200, turn < 6, "{turn}: {status}");
    }
    assert_eq!(court.snapshot(&court.office).await.view.to, before + 6);
}

#[tokio::test]
pub(super) async fn an_account_holds_three_streams() {
    let court = Court::live().await;
    let path = format!("/v1/hearings/{}/stream", court.matter);
    let mut open = Vec::new();
    for _ in 0..3 {
        open.push(court.stream(&court.office, None).await);
    }
    court.server.get(&path, &court.office).await.problem(ProblemCode::RateLimited);
    drop(open);
    court.stream(&court.office, None).await;
}

#[tokio::test]
pub(super) async fn a_server_that_goes_away_says_when_to_come_back() {
    let court = Court::live().await;
    let at = court.snapshot(&court.office).await.at;
    let mut events = court.stream(&court.office, Some(&at)).await;
    court.server.app.bus.bye();
    let bye = loop {
        let event = events.next().await.unwrap();
        if event.name == "bye" {
            break event;
        }
    };
    let after = serde_json::from_str::<Value>(&bye.data).unwrap()["after_ms"].as_u64().unwrap();
    assert!((500..=30_000).contains(&after));
    assert!(events.next().await.is_none());
}

#[tokio::test]
pub(super) async fn lists_show_who_may_apply_that_there_is_a_hearing() {
    let court = Court::approved().await;
    let list: HearingList = court.server.get("/v1/hearings", &court.deputies[0]).await.json();
    assert_eq!(list.hearings.len(), 1);
    assert_eq!(list.hearings[0].head.as_ref().unwrap().stage, HearingStage::Signup);
    let water = court.server.staff("clerk-water").await;
    let none: HearingList = court.server.get("/v1/hearings", &water).await.json();
    assert!(none.hearings.is_empty());
}

#[tokio::test]
pub(super) async fn a_deputy_asks_one_question_in_half_a_minute() {
    let court = Court::live().await;
    court.ask(0, 1).await;
    let text = "另一个问题？".to_owned();
    let again = C::Ask { id: QuestionId(Uuid::from_u128(2)), kind: QuestionKind::Procedure, text, anchor: None };
    let problem = court.server.command(&court.deputies[0], court.matter, again.clone()).await;
    assert_eq!(problem.problem(ProblemCode::RateLimited).retry_after, Some(30));
    court.ask(1, 3).await;
    court.server.clock.advance(SignedDuration::from_secs(30));
    court.does(&court.deputies[0], again).await;
}

#[tokio::test]
async fn malformed_anchors_and_overlapping_clock_edits_get_a_typed_answer() {
    let court = Court::live().await;
    let now = court.server.now();
    let at = |seconds: i64| now + SignedDuration::from_secs(seconds);
    let anchored = |at, source, line| {
        let anchor = Some(Anchor { at, source, line });
        C::Ask { id: QuestionId(Uuid::from_u128(1)), kind: QuestionKind::Procedure, text: "问".into(), anchor }
    };
    let segment = |from, until| Segment { kind: SegmentKind::Opening, from, until };
    let edited = |segments| C::CorrectClock { segments, reason: "更正".into() };
    let deputy = &court.deputies[0];
    let refused = [
        (deputy, anchored(at(6_000), AnchorSource::Player, None), RefusalCode::BadAnchor, Some("hearing.anchor")),
        (deputy, anchored(at(-600), AnchorSource::Player, None), RefusalCode::BadAnchor, Some("hearing.anchor")),
        (deputy, anchored(now, AnchorSource::Transcript, None), RefusalCode::BadAnchor, Some("hearing.anchor")),
        (
            &court.clerk,
            edited(vec![segment(at(-60), Some(at(-20))), segment(at(-30), None)]),
            RefusalCode::ClockOverlap,
            Some("hearing.clock_appends"),
        ),
        (
            &court.clerk,
            edited(vec![segment(at(-30), Some(at(-60))), segment(at(-20), None)]),
            RefusalCode::ClockOverlap,
            Some("hearing.clock_appends"),
        ),
        (&court.clerk, edited(vec![segment(at(6_000), None)]), RefusalCode::OutOfRange, None),
    ];
    let before = court.snapshot(&court.office).await.at;
    for (by, command, code, rule) in refused {
        // The pace of questions counts attempts, too.
        court.server.clock.advance(SignedDuration::from_secs(31));
        let answer = court.server.command(by, court.matter, command.clone()).await;
        let refusal = answer.problem(ProblemCode::Refused).refusal.expect("a refusal");
        assert_eq!(refusal.code, code, "{command:?}");
        assert_eq!(refusal.rule.map(|rule| rule.id.0).as_deref(), rule, "{command:?}");
    }
    let whole = json!({"at": "yesterday", "source": "player"});
    let mut envelope = serde_json::to_value(minyi_wire::CommandEnvelope {
        v: minyi_wire::WIRE_VERSION,
        id: minyi_rulebook::ids::CommandId(Uuid::now_v7()),
        device: deputy.device,
        seq: 1,
        matter: court.matter,
        expects: None,
        made_at: now,
        command: minyi_wire::Command::Hearing(anchored(now, AnchorSource::Player, None)),
    })
    .unwrap();
    for bad in
        [whole, json!({"at": now, "source": "guess"}), json!(7), json!({"at": now, "source": "player", "line": -1})]
    {
        let place = envelope.pointer_mut("/command/anchor").expect("where a command has its fields");
        *place = bad.clone();
        let answer = court.server.post("/v1/commands", deputy, &envelope).await;
        answer.problem(ProblemCode::MalformedBody);
    }
    assert_eq!(court.snapshot(&court.office).await.at, before, "and nothing was stored");
}

#[tokio::test]
pub(super) async fn the_whole_hearing_is_the_same_record_after_its_events_are_replayed() {
    let court = Court::live().await;
    court.ask(0, 1).await;
    court.accept(1).await;
    court.server.clock.advance(SignedDuration::from_secs(60));
    court.does(&court.clerk, C::StartSegment { kind: SegmentKind::Recess }).await;
    let from = court.server.now() - SignedDuration::from_secs(90);
    let segments = vec![
        Segment { kind: SegmentKind::Opening, from, until: Some(from + SignedDuration::from_secs(60)) },
        Segment { kind: SegmentKind::Recess, from: from + SignedDuration::from_secs(60), until: None },
    ];
    court.does(&court.clerk, C::CorrectClock { segments, reason: "更正".into() }).await;
    court.does(&court.clerk, C::Adjourn).await;
    let question = QuestionId(Uuid::from_u128(1));
    court.does(&court.deputies[1], C::Second { question }).await;
    court.does(&court.office, C::Release { questions: vec![question] }).await;
    court.does(&court.office, C::AssignQuestion { question }).await;
    let readers = [&court.office, &court.clerk, &court.deputies[0], &court.deputies[1]];
    let mut before = Vec::new();
    for reader in readers {
        before.push(court.snapshot(reader).await.view);
    }
    crate::store::rebuild::rebuild(&court.server.app.db).await.unwrap();
    for (reader, view) in readers.into_iter().zip(before) {
        assert_eq!(court.snapshot(reader).await.view, view);
    }
}
