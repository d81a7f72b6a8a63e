//! The desk: lists, search and figures follow what was done, show nobody more than the case itself would, and open what they count.

use jiff::SignedDuration;
use minyi_rulebook::citizen_case::{
    Addressee, AnswerDraft, CaseCommand, EvaluationForm, Filing, Grade, Place, Submission,
};
use minyi_rulebook::class::TriageClass;
use minyi_rulebook::ids::{MatterId, OrganId};
use minyi_wire::ProblemCode;
use uuid::Uuid;

use crate::routes::desk::{ChainVerdict, DeskFigures, DeskHome, DeskPage, SimilarCase, StaffAccount};
use crate::testing::{Caller, TestServer};

fn organ(code: &str) -> OrganId {
    OrganId::new(code).expect("a code")
}

async fn filed(server: &TestServer, by: &Caller, title: &str, text: &str, place: Option<(i32, i32)>) -> MatterId {
    let matter = MatterId(Uuid::now_v7());
    let submission = Submission {
        title: title.to_owned(),
        text: text.to_owned(),
        addressee: Addressee::Station { station: organ("station-zhili-1") },
        place: place.map(|(lat_e6, lon_e6)| Place { lat_e6, lon_e6, accuracy_m: None, label: String::new() }),
        photos: Vec::new(),
        voice: None,
        may_publish: true,
        filing: Filing::Own,
    };
    let answer = server.command(by, matter, CaseCommand::Submit(Box::new(submission))).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    matter
}

async fn does(server: &TestServer, by: &Caller, matter: MatterId, command: CaseCommand) {
    let answer = server.command(by, matter, command).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

async fn listed(server: &TestServer, by: &Caller, query: &str) -> Vec<MatterId> {
    let page: DeskPage = server.get(&format!("/v1/desk/matters?{query}"), by).await.json();
    assert_eq!(page.total.cases, i64::try_from(page.cases.len()).unwrap(), "one page holds all");
    page.cases.iter().map(|line| line.case.matter).collect()
}

fn triage(class: TriageClass) -> CaseCommand {
    CaseCommand::Triage { class, note: String::new() }
}

fn assign() -> CaseCommand {
    CaseCommand::Assign { lead: organ("unit-water"), co: Vec::new(), note: String::new() }
}

/// Percent-encoded, as browsers send it.
fn asked(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
pub(super) async fn a_case_waits_at_one_desk_after_the_other() {
    let server = TestServer::start().await;
    let citizen = server.citizen("19900000001").await;
    let [station, office] = [server.staff("station-zhili-1").await, server.staff("office-1").await];
    let [clerk, leader] = [server.staff("clerk-water").await, server.staff("leader-water").await];
    let matter = filed(&server, &citizen, "路灯不亮", "村口的路灯坏了。", None).await;
    let waits = async |by: &Caller| listed(&server, by, "waiting=true").await == [matter];
    assert!(waits(&station).await && !waits(&office).await);
    does(&server, &station, matter, triage(TriageClass::Help)).await;
    assert!(!waits(&station).await && waits(&office).await && !waits(&clerk).await);
    does(&server, &office, matter, assign()).await;
    assert!(!waits(&office).await && waits(&clerk).await && !waits(&leader).await);
    does(&server, &clerk, matter, CaseCommand::SignFor).await;
    let draft = AnswerDraft {
        text: "已修好。".to_owned(),
        result_class: "A".to_owned(),
        commitments: Vec::new(),
        photos: Vec::new(),
    };
    does(&server, &clerk, matter, CaseCommand::DraftAnswer(draft)).await;
    assert!(!waits(&clerk).await && waits(&leader).await);
    does(&server, &leader, matter, CaseCommand::SignAnswer).await;
    assert!(!waits(&leader).await && !waits(&office).await);
    let form =
        EvaluationForm { process: Grade::Satisfied, answer: Grade::Satisfied, delivery: None, reason: String::new() };
    does(&server, &citizen, matter, CaseCommand::Evaluate(form)).await;
    assert!(waits(&office).await);
    does(&server, &office, matter, CaseCommand::Close { note: String::new() }).await;
    assert!(!waits(&office).await);

    let figures: DeskFigures = server.get("/v1/desk/figures", &office).await.json();
    let figure = |id: &str| figures.figures.iter().find(|figure| figure.id == id).expect("in the registry");
    for id in ["closed", "answered_in_time", "solved", "content"] {
        assert_eq!((figure(id).numerator, figure(id).denominator), (1, Some(1)), "{id}");
        assert!(figure(id).small, "one case is one person");
        assert_eq!(figure(id).by_unit[0].organ, "unit-water");
    }
    assert_eq!((figure("redone").numerator, figure("redone").denominator), (0, Some(1)));
}

#[tokio::test]
pub(super) async fn every_figure_opens_as_many_cases_as_it_says() {
    let server = TestServer::start().await;
    let citizen = server.citizen("19900000001").await;
    let [station, office] = [server.staff("station-zhili-1").await, server.staff("office-1").await];
    for (number, class) in [TriageClass::Help, TriageClass::Suggestion, TriageClass::Petition].into_iter().enumerate() {
        let matter = filed(&server, &citizen, &format!("第{number}件"), "内容", None).await;
        does(&server, &station, matter, triage(class)).await;
        if number == 0 {
            does(&server, &office, matter, assign()).await;
        }
    }
    filed(&server, &citizen, "未受理", "内容", None).await;
    let figures: DeskFigures = server.get("/v1/desk/figures", &office).await.json();
    assert!(figures.figures.len() > 20);
    for figure in &figures.figures {
        let facts = |facts: &[_]| {
            let names: Vec<String> = facts.iter().map(minyi_rulebook::procedure::wire_name).collect();
            format!("facts={}", names.join(","))
        };
        let opened = listed(&server, &office, &facts(&figure.numerator_facts)).await;
        assert_eq!(i64::try_from(opened.len()).unwrap(), figure.numerator, "{}", figure.id);
        if let Some(denominator) = figure.denominator {
            let opened = listed(&server, &office, &facts(&figure.denominator_facts)).await;
            assert_eq!(i64::try_from(opened.len()).unwrap(), denominator, "{}", figure.id);
            assert!(figure.numerator <= denominator);
        }
    }
}

#[tokio::test]
pub(super) async fn search_finds_chinese_by_two_characters_or_one_and_cases_by_number() {
    let server = TestServer::start().await;
    let citizen = server.citizen("19900000001").await;
    let office = server.staff("office-1").await;
    let light = filed(&server, &citizen, "路灯不亮", "村口的路灯坏了一个月，编号LD-2031。", None).await;
    let river = filed(&server, &citizen, "排口流黑水", "柳荫港桥东的排口一落大雨就流黑水。", None).await;
    for (question, found) in [
        ("路灯", vec![light]),
        ("灯", vec![light]),
        ("黑水 桥东", vec![river]),
        ("ld", vec![light]),
        ("路灯 黑水", vec![]),
        ("灯路", vec![]),
        ("\" OR 1=1 --", vec![]),
        ("……", vec![]),
    ] {
        assert_eq!(listed(&server, &office, &format!("q={}", asked(question))).await, found, "{question}");
    }
    assert_eq!(listed(&server, &office, &format!("q={river}")).await, [river]);
    does(&server, &citizen, light, CaseCommand::Supplement { text: "学校门口也不亮".to_owned(), photos: Vec::new() })
        .await;
    assert_eq!(listed(&server, &office, &format!("q={}", asked("学校"))).await, [light]);
    let long = asked(&"长".repeat(201));
    server.get(&format!("/v1/desk/matters?q={long}"), &office).await.problem(ProblemCode::MalformedParameter);
}

#[tokio::test]
pub(super) async fn search_and_map_tell_nothing_of_texts_that_the_reader_sees_in_outline_only() {
    let server = TestServer::start().await;
    let citizen = server.citizen("19900000001").await;
    let [station, office] = [server.staff("station-zhili-1").await, server.staff("office-1").await];
    let deputy = server.staff("deputy-001").await;
    let secret = filed(&server, &citizen, "举报某单位", "收受礼金的线索", Some((30_860_000, 120_100_000))).await;
    // Before triage nobody knows whether a deputy may read it.
    assert_eq!(listed(&server, &deputy, "").await, [secret]);
    assert!(listed(&server, &deputy, &format!("q={}", asked("礼金"))).await.is_empty());
    does(&server, &station, secret, triage(TriageClass::Accusation)).await;
    for by in [&station, &deputy] {
        assert!(listed(&server, by, &format!("q={}", asked("礼金"))).await.is_empty());
        assert!(listed(&server, by, "placed=true").await.is_empty());
        let page: DeskPage = server.get("/v1/desk/matters", by).await.json();
        assert_eq!((&page.cases[0].case.title, page.cases[0].place), (&None, None));
    }
    assert_eq!(listed(&server, &office, &format!("q={}", asked("礼金"))).await, [secret]);
    assert_eq!(listed(&server, &office, "placed=true").await, [secret]);
    let clerk = server.staff("clerk-water").await;
    assert!(listed(&server, &clerk, "").await.is_empty(), "not theirs");
    server.get("/v1/desk/matters", &citizen).await.problem(ProblemCode::Forbidden);
    server.get("/v1/desk/matters", None).await.problem(ProblemCode::Unauthenticated);
}

#[tokio::test]
pub(super) async fn a_table_has_the_whole_list_as_its_reader_sees_it_and_no_formula() {
    let server = TestServer::start().await;
    let citizen = server.citizen("19900000001").await;
    let [station, office] = [server.staff("station-zhili-1").await, server.staff("office-1").await];
    let secret = filed(&server, &citizen, "举报某单位", "收受礼金的线索", None).await;
    does(&server, &station, secret, triage(TriageClass::Accusation)).await;
    for number in 0..249 {
        filed(&server, &citizen, &format!("=路灯{number}"), "坏了", None).await;
    }
    let table = async |by: &Caller, query: &str| -> Vec<String> {
        let answer = server.get(&format!("/v1/desk/matters.csv?{query}"), by).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/csv; charset=utf-8")));
        assert!(answer.header("content-disposition").is_some_and(|told| told.starts_with("attachment")));
        let text = String::from_utf8(answer.body.to_vec()).unwrap();
        let lines =
            text.strip_prefix('\u{feff}').expect("a mark for Excel").strip_suffix("\r\n").expect("a whole line");
        lines.split("\r\n").map(str::to_owned).collect()
    };
    let whole = table(&office, "order=filed&limit=50&page=3").await;
    assert_eq!(whole.len(), 251, "all cases and the head, whatever page is shown");
    assert!(whole[0].starts_with("编号,标题,环节"), "{}", whole[0]);
    assert!(whole[1].contains(",'=路灯248,待受理,") && whole[250].contains("举报某单位"), "{}", whole[1]);
    // The same line for who sees an outline: no title, no word of it.
    let outline = table(&station, "order=filed").await;
    assert_eq!(outline.len(), 251);
    assert!(outline[250].contains(&secret.to_string()) && outline[250].contains("（内容不公开）"), "{}", outline[250]);
    assert_eq!(table(&office, "class=accusation").await.len(), 2, "the filter of the list");
    assert!(table(&station, &format!("q={}", asked("礼金"))).await.len() == 1, "nothing found but the head");
    assert_eq!(table(&server.staff("clerk-water").await, "").await.len(), 1, "not theirs");
    server.get("/v1/desk/matters.csv", &citizen).await.problem(ProblemCode::Forbidden);
    server.get("/v1/desk/matters.csv", None).await.problem(ProblemCode::Unauthenticated);
    server.get("/v1/desk/matters.csv?stage=nowhere", &office).await.problem(ProblemCode::MalformedParameter);
}

#[tokio::test]
pub(super) async fn what_is_due_today_and_what_is_overdue_moves_with_the_date() {
    let server = TestServer::start().await;
    let citizen = server.citizen("19900000001").await;
    filed(&server, &citizen, "路灯不亮", "坏了", None).await;
    // A new session each time: none of staff's lasts for days.
    let home = async || -> DeskHome {
        let office = server.staff("office-1").await;
        server.get("/v1/desk/home", &office).await.json()
    };
    let office = server.staff("office-1").await;
    let first = home().await;
    assert_eq!((first.overdue.cases, first.stages[0].count.cases), (0, 1));
    let page: DeskPage = server.get("/v1/desk/matters?order=due", &office).await.json();
    let due = page.cases[0].due.expect("to be triaged");
    let days = first.today.until(due).expect("dates").get_days();
    server.clock.advance(SignedDuration::from_hours(24 * i64::from(days)));
    let there = home().await;
    assert_eq!((there.today, there.due_today.cases, there.overdue.cases), (due, 1, 0));
    server.clock.advance(SignedDuration::from_hours(24));
    let late = home().await;
    let office = server.staff("office-1").await;
    assert_eq!((late.due_today.cases, late.overdue.cases), (0, 1));
    assert!(server.get("/v1/desk/matters?due=overdue", &office).await.json::<DeskPage>().cases[0].overdue);
}

#[tokio::test]
pub(super) async fn a_case_like_an_open_one_is_proposed_beside_it_with_likeness_and_distance() {
    let server = TestServer::start().await;
    let citizen = server.citizen("19900000001").await;
    let station = server.staff("station-zhili-1").await;
    let here = Some((30_860_000, 120_100_000));
    let first = filed(&server, &citizen, "村口路灯不亮", "村口的路灯坏了一个月，晚上看不见。", here).await;
    let again = filed(
        &server,
        &citizen,
        "村口的路灯坏了",
        "村口路灯坏了很久，晚上走路看不见。",
        Some((30_860_900, 120_100_000)),
    )
    .await;
    filed(&server, &citizen, "排口流黑水", "柳荫港的排口流黑水。", here).await;
    let similar: Vec<SimilarCase> = server.get(&format!("/v1/desk/matters/{again}/similar"), &station).await.json();
    assert_eq!(similar.iter().map(|one| one.case.matter).collect::<Vec<_>>(), [first]);
    assert_eq!(similar[0].distance_m, Some(100));
    assert!(similar[0].likeness > 30);
}

#[tokio::test]
pub(super) async fn a_desk_made_anew_is_the_same_desk() {
    let server = TestServer::start().await;
    let citizen = server.citizen("19900000001").await;
    let [station, office] = [server.staff("station-zhili-1").await, server.staff("office-1").await];
    for number in 0..3 {
        let matter = filed(&server, &citizen, &format!("第{number}盏路灯"), "坏了", None).await;
        does(&server, &station, matter, triage(TriageClass::Help)).await;
    }
    let see = async || {
        let list = server.get(&format!("/v1/desk/matters?q={}", asked("路灯")), &office).await.body;
        let home = server.get("/v1/desk/home", &office).await.body;
        (list, home)
    };
    let before = see().await;
    crate::audit::rebuild(&server.app.db).await.expect("made anew");
    assert_eq!(see().await, before);
}

#[tokio::test]
pub(super) async fn accounts_and_the_chains_verdict_are_for_those_who_oversee() {
    let server = TestServer::start().await;
    let citizen = server.citizen("19900000001").await;
    filed(&server, &citizen, "路灯不亮", "坏了", None).await;
    for login in ["office-1", "auditor"] {
        let by = server.staff(login).await;
        let accounts: Vec<StaffAccount> = server.get("/v1/desk/users", &by).await.json();
        assert_eq!(accounts.len(), 9);
        let own = accounts.iter().find(|account| account.login == login).expect("listed");
        assert_eq!((own.user, own.active, own.devices), (by.actor.user, true, 1));
        let verdict: ChainVerdict = server.get("/v1/desk/audit", &by).await.json();
        assert!(verdict.sound && verdict.events == 1 && verdict.faults.is_empty());
    }
    let clerk = server.staff("clerk-water").await;
    for path in ["/v1/desk/users", "/v1/desk/audit"] {
        server.get(path, &clerk).await.problem(ProblemCode::Forbidden);
    }
}
