//! A deputy's phone in a hearing (云听案), against the real server over loopback: the room is followed live, questions are kept on the phone
//! and asked once, watching becomes attendance. Time moves by hand, so nothing here waits for a clock.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::SignedDuration;
use minyi_core::entropy::SystemEntropy;
use minyi_core::hearings::{Link, PicturePlace, Playing, RoomUpdate};
use minyi_core::observe::Listener;
use minyi_core::time::{Clock as _, TestClock as PhoneClock};
use minyi_core::transport::{HttpTransport, Method, Opened, Request, Response, Transport, TransportFault};
use minyi_core::vault::FileKeyKeeper;
use minyi_core::{Core, CoreConfig, CoreError, NetworkClass, Ports};
use minyi_rulebook::hearing::lanes::{HearingView, discipline_notice};
use minyi_rulebook::hearing::{
    AnchorSource, HearingCommand as C, Openness, Plan, QuestionId, QuestionKind, QuestionStage, Scope, Screening,
    SeatFinding, SegmentKind, Selection, VideoSource,
};
use minyi_rulebook::ids::{MatterId, OrganId};
use minyi_rulebook::policy::Policy;
use minyi_rulebook::refusal::RefusalCode;
use minyi_server::testing::{Caller, FilmedCourt, PASSWORD, TOTP_SECRET, TestServer};
use minyi_wire::hearing::HearingSnapshot;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use uuid::Uuid;

const FIFTH: Duration = Duration::from_millis(200);
/// Only a test that fails waits so long.
const NEVER: Duration = Duration::from_secs(30);

struct Court {
    server: TestServer,
    office: Caller,
    clerk: Caller,
    deputies: Vec<Caller>,
    matter: MatterId,
    clock: Arc<PhoneClock>,
}

impl Court {
    /// In session, with three deputies on the roster.
    async fn live() -> Self {
        let server = TestServer::start_with(|config| {
            config.hearing_tick = Duration::from_millis(1);
            let seed = config.seed.clone().expect("the small district");
            let mut district: Value = serde_json::from_slice(&std::fs::read(&seed).expect("read")).expect("json");
            let more = [
                (20, "deputy-002", json!({"role": "deputy", "station": "station-zhili-2"})),
                (21, "deputy-003", json!({"role": "deputy", "station": "station-zhili-2"})),
                (23, "court-clerk", json!({"role": "court_clerk", "unit": "court"})),
            ];
            for (number, login, capacity) in more {
                let user = json!({"id": Uuid::from_u128(number), "login": login, "name": login, "demo": true,
                    "capacity": capacity, "password": PASSWORD, "totp_secret": TOTP_SECRET});
                district["users"].as_array_mut().expect("users").push(user);
            }
            std::fs::write(seed, district.to_string()).expect("written");
        })
        .await;
        let (office, clerk) = (server.staff("office-1").await, server.staff("court-clerk").await);
        let mut deputies = Vec::new();
        for login in ["deputy-001", "deputy-002", "deputy-003"] {
            deputies.push(server.staff(login).await);
        }
        let clock = Arc::new(PhoneClock::at(server.now()));
        let court = Self { server, office, clerk, deputies, matter: MatterId(Uuid::now_v7()), clock };
        let plan = Plan {
            case_no: "（2026）浙0502民初****号".into(),
            cause: "买卖合同纠纷".into(),
            brief: "演示案件。".into(),
            openness: Openness::Open,
            court: OrganId::new("court").expect("a code"),
            opens_at: court.server.now(),
            seats: 10,
            selection: Selection::Draw,
            video: VideoSource::Hls { origin: "https://court.invalid/index.m3u8".into(), delay_s: 30 },
        };
        let (number, approver) = ("1".into(), "演示".into());
        court.does(&court.office, C::Create(Box::new(plan))).await;
        court.does(&court.office, C::SendToCourt).await;
        let approve = C::CourtApprove { number, approver, scope: Scope::Deputies, replay_until: None };
        court.does(&court.clerk, approve).await;
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
        court.pass(Duration::from_secs(60));
        court
    }

    async fn does(&self, by: &Caller, command: C) {
        let answer = self.server.command(by, self.matter, command).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }

    /// Time passes for the server and the phone. For the server first: what the phone's clock wakes is dated by the server's.
    fn pass(&self, span: Duration) {
        let by = SignedDuration::try_from(span).expect("a short while");
        self.server.clock.set(self.clock.now() + by);
        self.clock.advance(span);
    }

    async fn seen_by(&self, deputy: usize) -> HearingView {
        let path = format!("/v1/hearings/{}", self.matter);
        let snapshot: HearingSnapshot = self.server.get(&path, &self.deputies[deputy]).await.json();
        snapshot.view
    }

    fn open(&self, folder: &Path) -> Core {
        self.open_on(folder, Arc::new(HttpTransport::new(&self.server.url).expect("loopback")))
    }

    fn open_on(&self, folder: &Path, transport: Arc<dyn Transport>) -> Core {
        let config = CoreConfig {
            folder: folder.to_owned(),
            server: self.server.url.clone(),
            app_build: "test".into(),
            pinned_keys: Vec::new(),
        };
        let ports = Ports {
            keeper: Arc::new(FileKeyKeeper::new(folder.with_extension("key"))),
            transport,
            clock: Arc::clone(&self.clock) as _,
            entropy: Arc::new(SystemEntropy),
        };
        Core::open(config, ports).expect("opens").0
    }

    /// The phone of the first deputy.
    async fn phone(&self, folder: &Path) -> Core {
        let core = self.open(folder);
        core.sign_in_staff("deputy-001", PASSWORD, &self.server.totp()).await.expect("signed in");
        core.sync().await.expect("online");
        core
    }
}

/// Hears of a room.
struct Ear(mpsc::UnboundedSender<RoomUpdate>, Mutex<usize>);

impl Listener<RoomUpdate> for Ear {
    fn on_update(&self, update: RoomUpdate) {
        *self.1.lock().expect("counts") += 1;
        // The test may be over.
        let _ = self.0.send(update);
    }
}

fn ear() -> (Arc<Ear>, mpsc::UnboundedReceiver<RoomUpdate>) {
    let (tell, told) = mpsc::unbounded_channel();
    (Arc::new(Ear(tell, Mutex::new(0))), told)
}

/// The first update that fits; the clock moves on after each, so that the next may come.
async fn until(
    court: &Court,
    told: &mut mpsc::UnboundedReceiver<RoomUpdate>,
    fits: impl Fn(&RoomUpdate) -> bool,
) -> RoomUpdate {
    let waiting = async {
        loop {
            let update = told.recv().await.expect("the room goes on");
            court.pass(FIFTH);
            if fits(&update) {
                return update;
            }
        }
    };
    tokio::time::timeout(NEVER, waiting).await.expect("it comes")
}

fn plain(view: HearingView) -> HearingView {
    HearingView { from: 0, whole: true, ..view }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_room_is_followed_live_and_goes_on_where_it_broke() {
    let (court, folder) = (Court::live().await, tempfile::tempdir().expect("a folder"));
    let core = court.phone(&folder.path().join("phone")).await;
    let (listener, mut told) = ear();
    let watch = core.watch_hearing(court.matter, listener).expect("watched");
    until(&court, &mut told, |update| update.link == Link::Live && update.view.is_some()).await;

    court.does(&court.clerk, C::StartSegment { kind: SegmentKind::Investigation }).await;
    let now = court.seen_by(0).await;
    let shown = until(&court, &mut told, |update| update.view.as_ref().is_some_and(|view| view.to >= now.to)).await;
    assert_eq!(shown.view.map(plain), Some(plain(now)), "what the snapshot says");

    // The phone slept; the socket is dead, or may be. What happened meanwhile is there after it.
    court.does(&court.clerk, C::StartSegment { kind: SegmentKind::Debate }).await;
    watch.wake();
    court.does(&court.clerk, C::Adjourn).await;
    let now = court.seen_by(0).await;
    let shown = until(&court, &mut told, |update| update.view.as_ref().is_some_and(|view| view.to >= now.to)).await;
    assert_eq!(shown.view.map(plain), Some(plain(now)));

    // Without network it says so, shows what it has, and goes on by itself.
    core.set_network(NetworkClass::Offline);
    watch.wake();
    let offline = until(&court, &mut told, |update| matches!(update.link, Link::Waiting(_))).await;
    assert!(offline.view.is_some());
    core.set_network(NetworkClass::Unmetered);
    watch.wake();
    until(&court, &mut told, |update| update.link == Link::Live).await;

    // Recused: nothing is left.
    court.does(&court.deputies[0], C::DeclareConflict { reason: "与当事人同单位".into() }).await;
    let gone = until(&court, &mut told, |update| update.link == Link::Gone).await;
    assert_eq!(gone.view, None, "nothing of it is shown any more");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_burst_is_shown_at_most_five_times_a_second() {
    let (court, folder) = (Court::live().await, tempfile::tempdir().expect("a folder"));
    let core = court.phone(&folder.path().join("phone")).await;
    let (listener, mut told) = ear();
    let watch = core.watch_hearing(court.matter, Arc::clone(&listener) as _).expect("watched");
    until(&court, &mut told, |update| update.link == Link::Live && update.view.is_some()).await;
    let (before, began) = (*listener.1.lock().expect("counts"), court.clock.monotonic());
    for turn in 0..40 {
        let kind = if turn % 2 == 0 { SegmentKind::Investigation } else { SegmentKind::Debate };
        court.does(&court.clerk, C::StartSegment { kind }).await;
    }
    let now = court.seen_by(0).await;
    until(&court, &mut told, |update| update.view.as_ref().is_some_and(|view| view.to >= now.to)).await;
    let shown = *listener.1.lock().expect("counts") - before;
    // Time moves by a fifth of a second with each update that is taken, and 41 changes came meanwhile.
    let passed = court.clock.monotonic() - began;
    assert!(shown as u128 <= passed.as_millis() / 200 + 1, "{shown} in {passed:?}");
    drop(watch);
    court.does(&court.clerk, C::Adjourn).await;
    court.pass(Duration::from_secs(5));
    while let Ok(Some(late)) = tokio::time::timeout(Duration::from_millis(50), told.recv()).await {
        assert!(late.view.is_none_or(|view| view.to <= now.to), "nothing new after it was left");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_stays_on_the_phone_until_it_is_sent_and_is_sent_once() {
    let (court, folder) = (Court::live().await, tempfile::tempdir().expect("a folder"));
    let place = folder.path().join("phone");
    let core = court.phone(&place).await;
    let moment = court.server.now() - SignedDuration::from_secs(40);
    let mut draft = core.new_question(court.matter, Some(moment), 30).expect("a draft");
    draft.text = "休庭和复庭的时间，能否提前告知？".into();
    core.save_question(draft.clone()).await.expect("kept");
    assert!(
        court
            .server
            .get(&format!("/v1/hearings/{}", court.matter), &court.office)
            .await
            .json::<HearingSnapshot>()
            .view
            .questions
            .is_empty(),
        "a note is nobody's business"
    );

    // The phone dies, and starts again in the middle of the session.
    core.suspend();
    drop(core);
    let core = court.open(&place);
    let kept = core.question_drafts(court.matter).await.expect("read");
    assert_eq!(kept.iter().map(|draft| draft.id).collect::<Vec<_>>(), [draft.id]);
    assert_eq!(kept[0].anchor, draft.anchor, "anchored to the moment it was begun at");
    assert!(core.drafts().await.expect("read").is_empty(), "and it is no draft of a case");

    let sent = core.ask_question(draft.id).await.expect("sealed");
    assert_eq!(core.ask_question(draft.id).await.expect("sealed before"), sent, "once, however often it is sent");
    assert!(core.question_drafts(court.matter).await.expect("read").is_empty());
    core.run_slice(Duration::from_secs(60), NetworkClass::Unmetered).await;
    assert_eq!(core.ask_question(draft.id).await.ok(), Some(sent), "also when it has arrived");
    core.run_slice(Duration::from_secs(60), NetworkClass::Unmetered).await;
    let view =
        court.server.get(&format!("/v1/hearings/{}", court.matter), &court.office).await.json::<HearingSnapshot>().view;
    assert_eq!(view.questions.len(), 1);
    let anchor = view.questions[0].anchor.clone().expect("an anchor");
    assert_eq!((view.questions[0].id, anchor.at, anchor.source), (draft.id, moment, AnchorSource::Player));
    assert_eq!(view.questions[0].position.map(|position| position.offset_ms), Some(20_000));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_returned_question_is_revised_as_a_note_on_the_phone_and_sent_as_its_new_version_once() {
    let (court, folder) = (Court::live().await, tempfile::tempdir().expect("a folder"));
    let core = court.phone(&folder.path().join("phone")).await;
    let send = || core.run_slice(Duration::from_secs(60), NetworkClass::Unmetered);
    let mut draft = core.new_question(court.matter, None, 30).expect("a draft");
    draft.text = "休庭时间如何告知？".into();
    core.save_question(draft.clone()).await.expect("kept");
    core.ask_question(draft.id).await.expect("sealed");
    send().await;
    // A death between sealing and forgetting the note leaves it there: nothing is sent twice.
    core.save_question(draft.clone()).await.expect("kept");
    core.ask_question(draft.id).await.expect("sealed before");
    for (round, words) in ["休庭和复庭的时间，能否提前告知？", "复庭的时间，能否提前告知？"].into_iter().enumerate()
    {
        // Nobody asks twice in a breath: the door would make it wait.
        court.pass(Duration::from_secs(60));
        let back = Screening::Return { reason: "请写明".into() };
        court.does(&court.office, C::Screen { question: draft.id, screening: back }).await;
        // The second time the phone has not heard of it yet: other words say that it is a new version.
        if round == 0 {
            core.sync().await.expect("online");
        }
        draft.text = words.into();
        core.save_question(draft.clone()).await.expect("kept");
        let sent = core.ask_question(draft.id).await.expect("sealed");
        core.save_question(draft.clone()).await.expect("kept");
        assert_eq!(core.ask_question(draft.id).await.ok(), Some(sent), "once");
        send().await;
        let view = court.seen_by(0).await;
        let own = view.mine.expect("a seat").questions;
        assert_eq!(own.len(), 1);
        assert_eq!((own[0].text.as_str(), &own[0].stage), (words, &QuestionStage::Submitted));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_rules_forbid_is_refused_on_the_phone_with_the_rule() {
    let (court, folder) = (Court::live().await, tempfile::tempdir().expect("a folder"));
    let core = court.phone(&folder.path().join("phone")).await;
    for (kind, text, code) in [
        (QuestionKind::Merits, "货款该不该付？", RefusalCode::MeritsBeforeJudgment),
        (QuestionKind::Procedure, "", RefusalCode::TextMissing),
    ] {
        let mut draft = core.new_question(court.matter, None, 30).expect("a draft");
        (draft.kind, draft.text) = (kind, text.into());
        core.save_question(draft.clone()).await.expect("kept");
        let Err(CoreError::Refused(refusal)) = core.ask_question(draft.id).await else { panic!("{kind:?} was taken") };
        assert_eq!(refusal.code, code);
        assert_eq!(core.question_drafts(court.matter).await.expect("read").len(), 1, "the note stays");
        core.discard_question(draft.id).await.expect("removed");
    }
    let Err(CoreError::NotFound) = core.ask_question(QuestionId(Uuid::nil())).await else { panic!("no such draft") };
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn watching_becomes_attendance_and_looking_away_does_not() {
    let (court, folder) = (Court::live().await, tempfile::tempdir().expect("a folder"));
    let (tell, mut beats) = mpsc::unbounded_channel();
    let transport = Overheard(HttpTransport::new(&court.server.url).expect("loopback"), tell);
    let core = court.open_on(&folder.path().join("phone"), Arc::new(transport));
    core.sign_in_staff("deputy-001", PASSWORD, &court.server.totp()).await.expect("signed in");
    core.sync().await.expect("online");
    let (listener, mut told) = ear();
    let watch = core.watch_hearing(court.matter, listener).expect("watched");
    until(&court, &mut told, |update| update.link == Link::Live && update.view.is_some()).await;
    let plays = Playing {
        foreground: true,
        playing: true,
        programme_time: Some(court.server.now() + SignedDuration::from_hours(9)),
    };
    watch.playing(plays);
    for _ in 0..3 {
        beat(&mut beats).await;
        court.pass(Duration::from_secs(30));
    }
    beat(&mut beats).await;
    watch.playing(Playing { foreground: false, ..plays });
    court.pass(Duration::from_secs(30));
    court.server.app.tick().await.expect("folded");
    let watched = court.seen_by(0).await.mine.expect("an own part").watched;
    let sum: i64 = watched.iter().map(|w| w.until.as_millisecond() - w.from.as_millisecond()).sum();
    assert_eq!(sum, 90_000, "from the first beat to the last: {watched:?}");
    assert!(beats.try_recv().is_err(), "nobody looks, nothing beats");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_picture_is_found_with_a_mark_that_only_the_server_can_have_signed_and_is_gone_in_a_closed_part() {
    let (court, folder) = (Court::live().await, tempfile::tempdir().expect("a folder"));
    let Some(filmed) = FilmedCourt::start(Some(court.server.now())).await else { return };
    let picture = |video: VideoSource| C::SetVideo { video };
    court.does(&court.office, picture(VideoSource::Hls { origin: filmed.origin.clone(), delay_s: 30 })).await;
    let core = court.phone(&folder.path().join("phone")).await;
    let told = core.court_picture(court.matter).await.expect("there is one");
    assert_eq!((told.watermark.name.as_str(), told.watermark.seat, told.delay_s), ("演示·deputy-001", 1, 30));
    assert_eq!(told.good_for, Duration::from_secs(300));
    let PicturePlace::Playlist { url, authorization, live: true, dated: true } = told.place else { panic!("{told:?}") };
    let path = url.strip_prefix(&court.server.url).expect("of this server").to_owned();
    let transport = HttpTransport::new(&court.server.url).expect("loopback");
    let list = Request::new(Method::GET, &path).header("authorization", &authorization);
    let list = transport.send(list).await.expect("answered");
    assert!(list.status == 200 && list.body.starts_with(b"#EXTM3U"), "a player plays it: {list:?}");

    // Whoever stands between cannot put another's name over the picture.
    court.pass(Duration::from_secs(30)); // for another dynamic code: each counts once
    let between = Forger(HttpTransport::new(&court.server.url).expect("loopback"));
    let fooled = court.open_on(&folder.path().join("fooled"), Arc::new(between));
    fooled.sign_in_staff("deputy-001", PASSWORD, &court.server.totp()).await.expect("signed in");
    assert_eq!(fooled.court_picture(court.matter).await, Err(CoreError::Offline));

    let page = VideoSource::ExternalPage { url: "https://court.example/live".into(), delay_s: 45 };
    court.does(&court.office, picture(page)).await;
    court.server.app.hearings.catch_up(court.matter).await.expect("read");
    let told = core.court_picture(court.matter).await.expect("there is one");
    assert_eq!((told.place, told.delay_s), (PicturePlace::Page { url: "https://court.example/live".into() }, 45));

    court.does(&court.clerk, C::StartSegment { kind: SegmentKind::Closed }).await;
    court.server.app.hearings.catch_up(court.matter).await.expect("read");
    assert_eq!(core.court_picture(court.matter).await, Err(CoreError::NotFound));
    core.set_network(NetworkClass::Offline);
    assert_eq!(core.court_picture(court.matter).await, Err(CoreError::Offline));
}

/// The shipped transport, with another's name in what tells of the picture.
struct Forger(HttpTransport);

#[async_trait::async_trait]
impl Transport for Forger {
    async fn send(&self, request: Request) -> Result<Response, TransportFault> {
        let forges = request.path.ends_with("/video");
        let mut answer = self.0.send(request).await?;
        if forges {
            answer.body = String::from_utf8_lossy(&answer.body).replace("·deputy-001", "·deputy-002").into();
        }
        Ok(answer)
    }

    async fn open(&self, request: Request) -> Result<Opened, TransportFault> {
        self.0.open(request).await
    }
}

/// One heartbeat has been answered.
async fn beat(beats: &mut mpsc::UnboundedReceiver<()>) {
    tokio::time::timeout(NEVER, beats.recv()).await.expect("it beats").expect("the phone is there");
}

/// The shipped transport, which says when a heartbeat was answered.
struct Overheard(HttpTransport, mpsc::UnboundedSender<()>);

#[async_trait::async_trait]
impl Transport for Overheard {
    async fn send(&self, request: Request) -> Result<Response, TransportFault> {
        let beats = request.path.ends_with("/heartbeat");
        let answer = self.0.send(request).await;
        if beats && answer.as_ref().is_ok_and(|answer| answer.status == 204) {
            // The test may be over.
            let _ = self.1.send(());
        }
        answer
    }

    async fn open(&self, request: Request) -> Result<Opened, TransportFault> {
        self.0.open(request).await
    }
}
