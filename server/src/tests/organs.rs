//! Organs kept in the console: judged by the rulebook, on record, and effective everywhere at once.

use jiff::civil::{date, time};
use minyi_rulebook::accounts::AccountCommand;
use minyi_rulebook::actor::Capacity;
use minyi_rulebook::citizen_case::{Addressee, CaseCommand, Filing, Submission};
use minyi_rulebook::ids::{CommandId, MatterId, OrganId, UserId};
use minyi_rulebook::mandate::{EndGround, Establishment, MandateCommand, Term};
use minyi_rulebook::office::{Level, Office};
use minyi_rulebook::organ::{Organ, OrganKind, Reception};
use minyi_rulebook::organ_keeping::OrganCommand;
use minyi_rulebook::refusal::RefusalCode;
use minyi_wire::ProblemCode;
use minyi_wire::directory::DirectoryView;
use uuid::Uuid;

use crate::access::AccountEntry;
use crate::directory::keeping::OrganEntry;
use crate::keys;
use crate::routes::accounts::AccountRequest;
use crate::routes::desk::ChainVerdict;
use crate::routes::organs::OrganRequest;
use crate::seed::{self, SeedFile};
use crate::testing::{Answer, Caller, TestServer, small_district};

fn organ(id: &str) -> OrganId {
    OrganId::new(id).unwrap()
}

async fn ask(server: &TestServer, by: &Caller, id: &str, command: OrganCommand) -> Answer {
    let request =
        OrganRequest { id: CommandId(Uuid::now_v7()), organ: organ(id), command, reason: "机构调整".to_owned() };
    server.post("/v1/desk/organs", by, &request).await
}

async fn file_to(server: &TestServer, by: &Caller, station: &str) -> Answer {
    let submission = Submission {
        title: "路灯不亮".to_owned(),
        text: "村口的路灯坏了一个月。".to_owned(),
        addressee: Addressee::Station { station: organ(station) },
        place: None,
        photos: Vec::new(),
        voice: None,
        may_publish: false,
        filing: Filing::Own,
    };
    server.command(by, MatterId(Uuid::now_v7()), CaseCommand::Submit(Box::new(submission))).await
}

async fn page(server: &TestServer, path: &str) -> String {
    String::from_utf8(server.get(path, None).await.body.to_vec()).unwrap()
}

fn new_station() -> OrganCommand {
    let (name_zh, name_en) = ("三号站".to_owned(), "Third Station".to_owned());
    OrganCommand::Establish { kind: OrganKind::Station, name_zh, name_en, town: Some("织里镇".to_owned()) }
}

fn contact() -> OrganCommand {
    let (address, phone) = (Some("人民路 1 号".to_owned()), Some("0572-2100000".to_owned()));
    OrganCommand::SetContact { address, phone, lat: Some(30.84), lon: Some(120.25) }
}

#[tokio::test]
pub(super) async fn a_new_station_is_on_the_public_pages_at_once_and_takes_cases_until_it_is_closed() {
    let server = TestServer::start().await;
    let (office, citizen) = (server.staff("office-1").await, server.citizen("19900000001").await);
    let before: DirectoryView = server.get("/v1/directory", &citizen).await.json();
    let made: Organ = ask(&server, &office, "station-3", new_station()).await.json();
    assert_eq!((made.name_zh.as_str(), made.closed), ("三号站", false));
    assert_eq!(ask(&server, &office, "station-3", contact()).await.status, 200);
    let days = vec![Reception { day: 12, from: time(9, 0, 0, 0), to: time(11, 0, 0, 0) }];
    let days = OrganCommand::SetReceptions { receptions: days };
    assert_eq!(ask(&server, &office, "station-3", days).await.status, 200);
    let after: DirectoryView = server.get("/v1/directory", &citizen).await.json();
    assert!(after.version != before.version && after.organs.len() == before.organs.len() + 1);
    for (path, words) in [
        ("/stations", "三号站"),
        ("/stations/station-3", "人民路 1 号"),
        ("/stations/station-3", "tel:05722100000"),
        ("/receptions", "2026-03-12"),
        ("/file", "station:station-3"),
    ] {
        assert!(page(&server, path).await.contains(words), "{path}: {words}");
    }
    let filed = file_to(&server, &citizen, "station-3").await;
    assert_eq!(filed.status, 200, "{filed:?}");
    assert_eq!(ask(&server, &office, "station-3", OrganCommand::Close).await.status, 200);
    assert!(!page(&server, "/stations").await.contains("三号站"));
    assert!(!page(&server, "/file").await.contains("station:station-3"));
    assert!(page(&server, "/stations/station-3").await.contains("本站已关闭"));
    let refused = file_to(&server, &citizen, "station-3").await.problem(ProblemCode::Refused);
    assert_eq!(refused.refusal.map(|refusal| refusal.code), Some(RefusalCode::NoSuchAddressee));
    assert_eq!(ask(&server, &office, "station-3", OrganCommand::Reopen).await.status, 200);
    assert_eq!(file_to(&server, &citizen, "station-3").await.status, 200);
}

#[tokio::test]
pub(super) async fn a_closed_unit_is_assigned_nothing_and_finishes_what_it_has() {
    let server = TestServer::start().await;
    let (office, citizen) = (server.staff("office-1").await, server.citizen("19900000001").await);
    let station = server.staff("station-zhili-1").await;
    let assign = |lead: &str| CaseCommand::Assign { lead: organ(lead), co: Vec::new(), note: String::new() };
    let matters = [server.file(&citizen, Vec::new()).await, server.file(&citizen, Vec::new()).await];
    for matter in matters {
        let class = minyi_rulebook::class::TriageClass::Help;
        let triage = CaseCommand::Triage { class, note: String::new() };
        assert_eq!(server.command(&station, matter, triage).await.status, 200);
    }
    assert_eq!(server.command(&office, matters[0], assign("unit-water")).await.status, 200);
    assert_eq!(ask(&server, &office, "unit-water", OrganCommand::Close).await.status, 200);
    server.command(&office, matters[1], assign("unit-water")).await.problem(ProblemCode::Refused);
    let clerk = server.staff("clerk-water").await;
    assert_eq!(server.command(&clerk, matters[0], CaseCommand::SignFor).await.status, 200);
}

#[tokio::test]
pub(super) async fn a_deputy_recorded_in_the_console_is_addressed_at_once_and_no_longer_once_the_mandate_is_over() {
    let server = TestServer::start_with_cards().await;
    let (office, citizen) = (server.staff("office-1").await, server.citizen("19900000001").await);
    let deputy = UserId(Uuid::now_v7());
    let keep = async |command: AccountCommand| {
        let (id, reason) = (CommandId(Uuid::now_v7()), "补选".to_owned());
        let request = AccountRequest { id, account: deputy, command, reason };
        let answer = server.post("/v1/desk/accounts", &office, &request).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    };
    let shown = async |words: &str| page(&server, "/stations/station-zhili-2").await.contains(words);
    let directory = async || -> DirectoryView { server.get("/v1/directory", &citizen).await.json() };
    let to_deputy = async || {
        let submission = Submission {
            title: "路灯不亮".to_owned(),
            text: "村口的路灯坏了一个月。".to_owned(),
            addressee: Addressee::Deputy { deputy },
            place: None,
            photos: Vec::new(),
            voice: None,
            may_publish: false,
            filing: Filing::Own,
        };
        server.command(&citizen, MatterId(Uuid::now_v7()), CaseCommand::Submit(Box::new(submission))).await.status
    };
    let mandate = MatterId(Uuid::now_v7());
    let establish = async |matter: MatterId| {
        let establishment = Establishment {
            deputy,
            name: "新代表".to_owned(),
            office: Office::Deputy(Level::District),
            region: "330502".parse().unwrap(),
            constituency: "第九选区".to_owned(),
            term: Term { starts: date(2022, 3, 1), ends: date(2027, 2, 28) },
            station: organ("station-zhili-2"),
        };
        server.command(&office, matter, MandateCommand::Establish(Box::new(establishment))).await.status
    };
    assert_eq!((to_deputy().await, establish(mandate).await), (422, 422), "nobody knows this person yet");
    let capacity = Capacity::Deputy { station: organ("station-zhili-2") };
    keep(AccountCommand::Create { login: "deputy-new".to_owned(), name: " 新代表 ".to_owned(), capacity }).await;
    assert!(shown("新代表").await && to_deputy().await == 200);
    keep(AccountCommand::Rename { name: "新代表甲".to_owned() }).await;
    assert!(shown("新代表甲").await && establish(mandate).await == 200);
    let of_mandate = shown("新代表").await && !shown("新代表甲").await;
    assert!(of_mandate, "whoever has a mandate is shown by the name on it");

    // A stopped account is addressed by nobody, though its mandate stands; the seed file, which does not know the person, changes nothing.
    keep(AccountCommand::Disable).await;
    assert_eq!(to_deputy().await, 422);
    keep(AccountCommand::Enable).await;
    let pepper = keys::pepper(&server.app.config.keys_dir()).unwrap();
    seed::load(&server.app.db, &SeedFile::parse(&small_district().to_string()).unwrap(), &pepper, server.now())
        .await
        .unwrap();
    server.app.tick().await.unwrap();
    assert!(to_deputy().await == 200);

    let end = MandateCommand::End { ground: EndGround::Resigned, notice: "公告〔2026〕1号".to_owned() };
    assert_eq!(server.command(&office, mandate, end).await.status, 200);
    assert!(!shown("新代表").await && to_deputy().await == 422);
    let now = directory().await;
    assert!(now.former.iter().any(|one| one.user == deputy) && now.deputies.iter().all(|one| one.user != deputy));
    let gone = page(&server, &format!("/deputies/{deputy}")).await;
    assert!(gone.contains("没有在任的代表资格") && !gone.contains("/file?to=deputy"), "an old link says so");
    // Elected again, addressed again.
    assert_eq!(establish(MatterId(Uuid::now_v7())).await, 200);
    assert!(shown("新代表").await && to_deputy().await == 200);

    let log: Vec<AccountEntry> = server.get("/v1/desk/accounts/log", &office).await.json();
    let names: Vec<_> = log.iter().rev().map(|entry| entry.before.as_ref().and_then(|was| was.name.clone())).collect();
    let told = ["新代表", "新代表甲", "新代表甲"].map(|name| Some(name.to_owned()));
    assert_eq!(names[1..], told);
    assert_eq!(names[0], None);
}

#[tokio::test]
pub(super) async fn who_may_not_keep_an_organ_is_refused_and_every_act_is_in_the_log_once() {
    let server = TestServer::start().await;
    let (office, auditor) = (server.staff("office-1").await, server.staff("auditor").await);
    let (own, other) = (server.staff("station-zhili-1").await, server.staff("station-zhili-2").await);
    let code = |answer: Answer| answer.problem(ProblemCode::Refused).refusal.map(|refusal| refusal.code);
    for by in [&other, &auditor, &server.staff("clerk-water").await, &server.citizen("19900000001").await] {
        assert_eq!(code(ask(&server, by, "station-zhili-1", contact()).await), Some(RefusalCode::NotYours));
    }
    assert_eq!(code(ask(&server, &own, "station-zhili-1", OrganCommand::Close).await), Some(RefusalCode::NotYours));
    assert_eq!(ask(&server, &own, "station-zhili-1", contact()).await.status, 200);
    let deputies = ask(&server, &office, "station-zhili-1", OrganCommand::Close).await;
    assert_eq!(code(deputies), Some(RefusalCode::NotInThisStage), "a deputy receives there");

    let request = OrganRequest {
        id: CommandId(Uuid::now_v7()),
        organ: organ("unit-water"),
        command: OrganCommand::Close,
        reason: "撤并".to_owned(),
    };
    for _ in 0..2 {
        assert_eq!(server.post("/v1/desk/organs", &office, &request).await.status, 200, "sent again, done once");
    }
    let otherwise = OrganRequest { command: OrganCommand::Reopen, ..request };
    server.post("/v1/desk/organs", &office, &otherwise).await.problem(ProblemCode::CommandConflict);
    let log: Vec<OrganEntry> = server.get("/v1/desk/organs/log", &auditor).await.json();
    let told: Vec<_> = log.iter().map(|entry| (entry.actor, entry.organ.as_str(), entry.after.closed)).collect();
    assert_eq!(told, [(office.actor.user, "unit-water", true), (own.actor.user, "station-zhili-1", false)]);
    server.get("/v1/desk/organs/log", &own).await.problem(ProblemCode::Forbidden);

    let verdict = async || -> ChainVerdict { server.get("/v1/desk/audit", &auditor).await.json() };
    let sound = verdict().await;
    assert!(sound.sound && sound.organ_entries == 2, "{sound:?}");
    server.app.db.run("UPDATE organ_log SET entry = REPLACE(entry, '撤并', '改名') WHERE seq = 2", &[]).await.unwrap();
    let broken = verdict().await;
    assert!(!broken.sound && broken.faults[0].contains("organ log: entry 2"), "{broken:?}");
}

#[tokio::test]
pub(super) async fn the_seed_file_leaves_an_organ_of_the_console_and_a_deputy_moves_with_the_account() {
    let server = TestServer::start().await;
    let office = server.staff("office-1").await;
    ask(&server, &office, "station-zhili-2", contact()).await;
    let deputy = server.staff("deputy-001").await.actor.user;
    let request = AccountRequest {
        id: CommandId(Uuid::now_v7()),
        account: deputy,
        command: AccountCommand::SetCapacity { capacity: Capacity::Deputy { station: organ("station-zhili-2") } },
        reason: "调整".to_owned(),
    };
    assert_eq!(server.post("/v1/desk/accounts", &office, &request).await.status, 200);
    let seed = SeedFile::parse(&small_district().to_string()).unwrap();
    let pepper = keys::pepper(&server.app.config.keys_dir()).unwrap();
    seed::load(&server.app.db, &seed, &pepper, server.now()).await.unwrap();
    server.app.tick().await.unwrap();
    assert!(page(&server, "/stations/station-zhili-2").await.contains("人民路 1 号"));
    assert!(page(&server, "/stations/station-zhili-2").await.contains("演示·deputy-001"));
    assert_eq!(
        ask(&server, &office, "station-zhili-1", OrganCommand::Close).await.status,
        200,
        "nobody receives there"
    );
}
