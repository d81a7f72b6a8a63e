//! What those who keep the house are promised: who looked at which original, mandates with the law's grounds and a look at what an act
//! would do, accounts that are opened, moved and stopped on record.

use jiff::SignedDuration;
use jiff::civil::date;
use minyi_rulebook::accounts::AccountCommand;
use minyi_rulebook::actor::Capacity;
use minyi_rulebook::citizen_case::Photo;
use minyi_rulebook::ids::{CommandId, MatterId, OrganId, UserId};
use minyi_rulebook::mandate::{Establishment, MandateCommand, SuspensionGround, Term};
use minyi_rulebook::office::{Level, Office};
use minyi_rulebook::refusal::RefusalCode;
use minyi_wire::ProblemCode;
use minyi_wire::hearing::HearingList;
use minyi_wire::identity::{MandateView, PublicStanding};
use minyi_wire::photo::CustodyAct;
use serde_json::json;
use uuid::Uuid;

use super::sending::{Sending, is_complete, read_photo, sha256, started};
use crate::access::{AccountDone, AccountEntry};
use crate::keys;
use crate::routes::accounts::AccountRequest;
use crate::routes::custody::CustodyPage;
use crate::routes::desk::{ChainVerdict, StaffAccount};
use crate::routes::mandates::{MandatePage, MandateRecord};
use crate::seed::{self, SeedFile};
use crate::testing::{Answer, Caller, TestServer, small_district};

const ROAD: &[u8] = include_bytes!("../../../demo/photos/road-1.jpg");

fn organ(id: &str) -> OrganId {
    OrganId::new(id).unwrap()
}

#[tokio::test]
pub(super) async fn every_look_at_an_original_is_in_one_log_newest_first_for_those_who_oversee() {
    let (server, citizen) = started().await;
    let photo = Photo { sha256: sha256(ROAD), bytes: ROAD.len() as u64 };
    let matter = server.file(&citizen, vec![photo.clone()]).await;
    assert!(is_complete(&Sending::of(&server, &citizen, matter, ROAD.to_vec()).send_all().await));
    let office = server.staff("office-1").await;
    assert_eq!(read_photo(&server, &office, matter, photo.sha256).await.status, 200);

    let auditor = server.staff("auditor").await;
    let page: CustodyPage = server.get("/v1/desk/custody", &auditor).await.json();
    let told: Vec<_> = page.steps.iter().map(|line| (line.step.act, line.login.as_deref(), line.matter)).collect();
    assert_eq!(told, [(CustodyAct::Viewed, Some("office-1"), matter), (CustodyAct::Received, None, matter)]);
    assert_eq!(page.steps[0].step.reason, "site check");
    assert_eq!(page.next, None);
    let first: CustodyPage = server.get("/v1/desk/custody?limit=1", &auditor).await.json();
    let next = first.next.expect("more");
    let second: CustodyPage = server.get(&format!("/v1/desk/custody?limit=1&before={next}"), &auditor).await.json();
    assert_eq!([first.steps, second.steps].concat(), page.steps);
    let viewed: CustodyPage = server.get("/v1/desk/custody?act=viewed", &auditor).await.json();
    assert_eq!(viewed.steps, page.steps[..1]);
    for other in ["station-zhili-1", "clerk-water", "deputy-001"] {
        server.get("/v1/desk/custody", &server.staff(other).await).await.problem(ProblemCode::Forbidden);
    }
    server.get("/v1/desk/custody", &citizen).await.problem(ProblemCode::Forbidden);
}

async fn establish(server: &TestServer, office: &Caller, kind: Office, region: &str, name: &str) -> MatterId {
    let matter = MatterId(Uuid::now_v7());
    let new = Establishment {
        deputy: server.staff("deputy-001").await.actor.user,
        name: name.to_owned(),
        office: kind,
        region: region.parse().unwrap(),
        constituency: "第一选区".to_owned(),
        term: Term { starts: date(2022, 3, 1), ends: date(2027, 2, 28) },
        station: organ("station-zhili-1"),
    };
    let answer = server.command(office, matter, MandateCommand::Establish(Box::new(new))).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    matter
}

#[tokio::test]
pub(super) async fn a_mandate_shows_the_grounds_that_the_law_knows_for_it_and_a_preview_writes_nothing() {
    let server = TestServer::start().await;
    let office = server.staff("office-1").await;
    let deputy = establish(&server, &office, Office::Deputy(Level::District), "330502", "演示甲").await;
    let deliberator = establish(&server, &office, Office::Deliberator, "330502001", "演示乙").await;

    let page: MandatePage = server.get("/v1/desk/mandates", &office).await.json();
    assert_eq!((page.total, page.constituencies.len()), (2, 2));
    for (query, found) in [
        ("region=330502", vec![deputy]),
        ("station=station-zhili-2", vec![]),
        ("constituency=%E7%AC%AC%E4%B8%80%E9%80%89%E5%8C%BA&q=%E4%B9%99", vec![deliberator]),
        ("q=%25", vec![deputy, deliberator]),
        ("stage=suspended", vec![]),
    ] {
        let page: MandatePage = server.get(&format!("/v1/desk/mandates?{query}"), &office).await.json();
        let matters: Vec<_> = page.mandates.iter().map(|view| view.published.matter).collect();
        assert_eq!(matters, found, "{query}");
    }

    let record = async |matter: MatterId, by: &Caller| -> MandateRecord {
        server.get(&format!("/v1/desk/mandates/{matter}"), by).await.json()
    };
    let shown = record(deputy, &office).await;
    assert_eq!((shown.suspension_grounds.len(), shown.steps.len()), (2, 1));
    let shown = record(deliberator, &office).await;
    assert!(shown.suspension_grounds.is_empty());
    assert!(!shown.end_grounds.is_empty() && shown.end_grounds.len() < 9, "{:?}", shown.end_grounds);

    let suspend = MandateCommand::Suspend { ground: SuspensionGround::Detained, note: "通知".to_owned() };
    let preview = format!("/v1/desk/mandates/{deputy}/preview");
    let after: MandateView = server.post(&preview, &office, &suspend).await.json();
    assert_eq!(after.published.standing, PublicStanding::Suspended);
    assert_eq!(record(deputy, &office).await.view.published.standing, PublicStanding::InOffice);
    let auditor = server.staff("auditor").await;
    let refused = server.post(&preview, &auditor, &suspend).await.problem(ProblemCode::Refused);
    assert_eq!(refused.refusal.map(|refusal| refusal.code), Some(RefusalCode::NotYours));
    let restore = MandateCommand::Restore { note: "恢复".to_owned() };
    let early = server.post(&preview, &office, &restore).await.problem(ProblemCode::Refused);
    assert_eq!(early.refusal.map(|refusal| refusal.code), Some(RefusalCode::NotInThisStage));
    server.get(&format!("/v1/desk/mandates/{}", Uuid::now_v7()), &office).await.problem(ProblemCode::NotFound);
    let citizen = server.citizen("19900000001").await;
    server.get("/v1/desk/mandates", &citizen).await.problem(ProblemCode::Forbidden);
}

#[tokio::test]
pub(super) async fn who_may_plan_a_hearing_is_told_with_the_list() {
    let server = TestServer::start().await;
    for (login, may) in [("office-1", true), ("court-1", false), ("deputy-001", false), ("auditor", false)] {
        let list: HearingList = server.get("/v1/hearings", &server.staff(login).await).await.json();
        assert_eq!(!list.acts.is_empty(), may, "{login}");
    }
}

/// The office at its desk for accounts.
struct Keeper {
    server: TestServer,
    office: Caller,
}

impl Keeper {
    async fn begin() -> Self {
        let server = TestServer::start().await;
        let office = server.staff("office-1").await;
        Self { server, office }
    }

    async fn ask(&self, by: &Caller, request: &AccountRequest) -> Answer {
        self.server.post("/v1/desk/accounts", by, request).await
    }

    async fn does(&self, account: UserId, command: AccountCommand) -> AccountDone {
        let answer = self.ask(&self.office, &request(account, command)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()
    }

    async fn log(&self, by: &Caller) -> Vec<AccountEntry> {
        self.server.get("/v1/desk/accounts/log", by).await.json()
    }

    async fn reload(&self) {
        let seed = SeedFile::parse(&small_district().to_string()).unwrap();
        let pepper = keys::pepper(&self.server.app.config.keys_dir()).unwrap();
        seed::load(&self.server.app.db, &seed, &pepper, self.server.now()).await.unwrap();
    }
}

fn request(account: UserId, command: AccountCommand) -> AccountRequest {
    AccountRequest { id: CommandId(Uuid::now_v7()), account, command, reason: "调岗".to_owned() }
}

fn create(login: &str) -> AccountCommand {
    let capacity = Capacity::UnitClerk { unit: organ("unit-water") };
    AccountCommand::Create { login: login.to_owned(), name: "演示·新".to_owned(), capacity }
}

#[tokio::test]
pub(super) async fn a_new_account_signs_in_with_secrets_that_are_told_once_and_logged_nowhere() {
    let keeper = Keeper::begin().await;
    let account = UserId(Uuid::now_v7());
    let asked = request(account, create("clerk-new"));
    let done: AccountDone = keeper.ask(&keeper.office, &asked).await.json();
    let (password, secret) = (done.password.unwrap(), done.totp_secret.unwrap());
    let totp = crate::access::second_factor(&secret).expect("a good secret");
    let code = totp.generate(u64::try_from(keeper.server.now().as_second()).unwrap());
    let sign_in =
        json!({"login": "clerk-new", "password": password, "totp": code.to_string(), "device": Uuid::new_v4()});
    assert_eq!(keeper.server.post("/v1/sign-in/staff", None, &sign_in).await.status, 200);

    let again: AccountDone = keeper.ask(&keeper.office, &asked).await.json();
    assert!(again.repeated && again.password.is_none() && again.totp_secret.is_none());
    let other = AccountRequest { command: create("clerk-else"), ..asked };
    keeper.ask(&keeper.office, &other).await.problem(ProblemCode::CommandConflict);
    let taken = keeper.ask(&keeper.office, &request(UserId(Uuid::now_v7()), create("clerk-new"))).await;
    assert_eq!(taken.problem(ProblemCode::Refused).field.as_deref(), Some("login"));
    let entries = serde_json::to_string(&keeper.log(&keeper.office).await).unwrap();
    assert_eq!(keeper.log(&keeper.office).await.len(), 1);
    assert!(!entries.contains(&password) && !entries.contains(&secret));
}

#[tokio::test]
pub(super) async fn a_changed_or_stopped_account_is_signed_out_and_the_seed_file_leaves_it_so() {
    let keeper = Keeper::begin().await;
    let clerk = keeper.server.staff("clerk-water").await;
    let to = Capacity::UnitClerk { unit: organ("unit-housing") };
    keeper.does(clerk.actor.user, AccountCommand::SetCapacity { capacity: to.clone() }).await;
    keeper.server.get("/v1/me", &clerk).await.problem(ProblemCode::SessionOver);
    keeper.reload().await;
    let clerk = keeper.server.staff("clerk-water").await;
    assert_eq!(clerk.actor.capacity, to);
    keeper.does(clerk.actor.user, AccountCommand::Disable).await;
    keeper.server.get("/v1/me", &clerk).await.problem(ProblemCode::SessionOver);
    keeper.reload().await;
    let users: Vec<StaffAccount> = keeper.server.get("/v1/desk/users", &keeper.office).await.json();
    let active = |login: &str| users.iter().find(|user| user.login == login).map(|user| user.active);
    assert_eq!((active("clerk-water"), active("leader-water")), (Some(false), Some(true)));
}

#[tokio::test]
pub(super) async fn accounts_are_kept_by_the_office_alone_and_never_ones_own() {
    let keeper = Keeper::begin().await;
    let clerk = keeper.server.staff("clerk-water").await;
    let auditor = keeper.server.staff("auditor").await;
    let code = |answer: Answer| answer.problem(ProblemCode::Refused).refusal.map(|refusal| refusal.code);
    for by in [&clerk, &auditor, &keeper.server.staff("leader-water").await] {
        let answer = keeper.ask(by, &request(clerk.actor.user, AccountCommand::ResetTotp)).await;
        assert_eq!(code(answer), Some(RefusalCode::NotYours));
    }
    let own = keeper.ask(&keeper.office, &request(keeper.office.actor.user, AccountCommand::ResetTotp)).await;
    assert_eq!(code(own), Some(RefusalCode::TwoPeopleNeeded));
    let of_auditor = keeper.ask(&keeper.office, &request(auditor.actor.user, AccountCommand::Disable)).await;
    assert_eq!(code(of_auditor), Some(RefusalCode::NotYours));
    keeper.server.get("/v1/desk/accounts/log", &clerk).await.problem(ProblemCode::Forbidden);
    assert!(keeper.log(&auditor).await.is_empty());
}

#[tokio::test]
pub(super) async fn a_changed_entry_of_the_account_log_is_named_by_the_verdict() {
    let keeper = Keeper::begin().await;
    let clerk = keeper.server.staff("clerk-water").await.actor.user;
    for command in [AccountCommand::ResetTotp, AccountCommand::Disable, AccountCommand::Enable] {
        keeper.server.clock.advance(SignedDuration::from_secs(60));
        keeper.does(clerk, command).await;
    }
    let verdict = async || -> ChainVerdict { keeper.server.get("/v1/desk/audit", &keeper.office).await.json() };
    let sound = verdict().await;
    assert!(sound.sound && sound.account_entries == 3, "{sound:?}");
    let db = &keeper.server.app.db;
    db.run("UPDATE account_log SET entry = REPLACE(entry, '调岗', '离职') WHERE seq = 2", &[]).await.unwrap();
    let broken = verdict().await;
    assert!(!broken.sound && broken.faults[0].contains("entry 2"), "{broken:?}");
    db.run("DELETE FROM account_log WHERE seq = 2", &[]).await.unwrap();
    assert!(!verdict().await.sound, "a dropped entry shows");
}
