//! 有事找代表 from end to end: phone cores, a real server over HTTP, the demo district, and a clock that moves by hand. Everybody
//! here acts from a phone core, staff too. Dates are those of the State Council's calendar around National Day 2026.

mod cards;
mod own_data;
mod world;

use jiff::civil::{Date, date};
use minyi_core::CoreError;
use minyi_core::outbox::ItemStanding;
use minyi_rulebook::citizen_case::{
    Addressee, AnswerDraft, CaseAct, CaseCommand, CaseState, CommitmentStanding, Ending, EvaluationForm, Filing, Grade,
    Promise, ProxyChannel, RedirectTarget, RoundAnswer, Stage, Standing,
};
use minyi_rulebook::class::TriageClass;
use minyi_rulebook::clock::DueExplanation;
use minyi_rulebook::ids::{MatterId, OrganId};
use minyi_rulebook::policy::ClockKind;
use minyi_wire::view::CaseBody;
use world::{Person, World, photo, submission};

const CITIZEN: &str = "19900000006";

fn organ(code: &str) -> OrganId {
    OrganId::new(code).expect("a code")
}

/// Filed on Tuesday, 29 September 2026, ten in the morning.
async fn filed(world: &World) -> (Person, MatterId) {
    let citizen = world.citizen(CITIZEN).await;
    let mut case = submission(Addressee::Station { station: organ("station-zhili-1") });
    case.photos = vec![citizen.attach(&photo("river-1.jpg")).await, citizen.attach(&photo("lamp-1.jpg")).await];
    let matter = citizen.file(case).await;
    citizen.send().await;
    (citizen, matter)
}

fn due_of(case: &CaseState, kind: ClockKind, unit: Option<&str>, round: u16) -> Date {
    let unit = unit.map(organ);
    let clock = case
        .clocks
        .iter()
        .find(|clock| clock.id.kind == kind && clock.id.round == round && (unit.is_none() || clock.id.organ == unit))
        .unwrap_or_else(|| panic!("no {kind:?} clock in {:?}", case.clocks));
    clock.due
}

fn explained(explanations: &[DueExplanation], kind: ClockKind) -> &DueExplanation {
    explanations
        .iter()
        .find(|explanation| explanation.rule.as_ref().is_some_and(|rule| rule.clock == kind))
        .unwrap_or_else(|| panic!("nobody explains {kind:?}"))
}

fn acts(case: &CaseState) -> Vec<CaseAct> {
    case.timeline.iter().map(|entry| entry.act).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_goes_from_filing_to_the_kept_promise() {
    let world = World::start("2026-09-29T02:00:00Z").await;
    let office = world.staff("office-1").await;
    let station = world.staff("station-zhili-1").await;
    let (clerk, leader) = (world.staff("clerk-water").await, world.staff("leader-water").await);
    let helper = world.staff("clerk-ecology").await;

    // Filing: the text with its photos, a verified receipt, and a due date reckoned by work days.
    let (citizen, matter) = filed(&world).await;
    let item = citizen.core().outbox().done.first().cloned().expect("the submission");
    assert!(matches!(item.standing, ItemStanding::Complete { received_at } if received_at == world.now()));
    assert_eq!((item.photos, item.photos_complete), (2, 2));
    let case = office.sees(matter, Stage::Submitted).await;
    assert!(case.is_complete(), "both photos are at the server");
    // 30 Sep, 8, 9, the swapped Saturday 10, and Monday 12 October are the five work days.
    assert_eq!(due_of(&case, ClockKind::Triage, None, 1), date(2026, 10, 12));
    let why = office.core().explain_due(matter).expect("explained");
    let triage = explained(&why, ClockKind::Triage);
    assert_eq!(triage.due, date(2026, 10, 12));
    let rule = triage.rule.as_ref().expect("a rule");
    assert!(!rule.source.law_zh.is_empty() && !rule.starts_zh.is_empty(), "{rule:?}");
    assert!(triage.text_zh.contains("2026"), "{}", triage.text_zh);
    assert!(!triage.calendar_notices.is_empty(), "work days rest on a notice of the State Council");

    // Triage and assignment; every unit has its own clocks.
    station.act(matter, CaseCommand::Triage { class: TriageClass::Help, note: String::new() }).await;
    let assign = CaseCommand::Assign {
        lead: organ("unit-water"),
        co: vec![organ("unit-ecology")],
        note: "请联系反映人".to_owned(),
    };
    office.act(matter, assign).await;
    let case = office.sees(matter, Stage::Assigned).await;
    for unit in ["unit-water", "unit-ecology"] {
        assert_eq!(due_of(&case, ClockKind::SignFor, Some(unit), 1), date(2026, 10, 8), "two work days");
    }
    let answer_due = due_of(&case, ClockKind::Answer, Some("unit-water"), 1);
    assert!(answer_due > date(2026, 9, 29));

    // Signing for, opinion, draft, signature by somebody else.
    clerk.act(matter, CaseCommand::SignFor).await;
    helper.act(matter, CaseCommand::SignFor).await;
    let case = office.sees(matter, Stage::Handling).await;
    assert!(case.handlers.iter().all(|handler| handler.standing == Standing::Signed));
    helper.act(matter, CaseCommand::GiveOpinion { text: "取样两次，氨氮超标。".to_owned() }).await;
    let promise = Promise { text: "修复塌边路段".to_owned(), due: date(2026, 12, 1) };
    let draft = AnswerDraft {
        text: "错接管口已封堵。".to_owned(),
        result_class: "B".to_owned(),
        commitments: vec![promise],
        photos: Vec::new(),
    };
    clerk.act(matter, CaseCommand::DraftAnswer(draft)).await;
    citizen.core().sync().await.expect("online");
    let seen = citizen.case(matter);
    assert!(
        seen.rounds.iter().all(|round| matches!(round.answer, RoundAnswer::None { .. })),
        "a draft stays with its unit"
    );
    leader.act(matter, CaseCommand::SignAnswer).await;
    let case = citizen.sees(matter, Stage::Answered).await;
    assert_eq!(case.commitments.len(), 1);
    assert_eq!(due_of(&case, ClockKind::Commitment, Some("unit-water"), 1), date(2026, 12, 1));

    // Dissatisfied, with a reason: a second round of one month; the first answer stays.
    world.advance_days(3);
    for person in [&office, &clerk, &leader] {
        world.comes_to_work(person).await;
    }
    citizen.act(matter, evaluation(Grade::Dissatisfied, "又流了一次黑水")).await;
    let case = office.sees(matter, Stage::Handling).await;
    assert_eq!(case.round_number(), 2);
    assert_eq!(due_of(&case, ClockKind::Redo, Some("unit-water"), 2), date(2026, 11, 2), "one month from 2 October");
    assert!(matches!(&case.rounds[0].answer, RoundAnswer::Signed { draft, .. } if draft.result_class == "B"));

    // Second answer, satisfied, closed, and the promise kept after closing.
    let draft = AnswerDraft {
        text: "第二处错接已封堵，连续五天合格。".to_owned(),
        result_class: "A".to_owned(),
        commitments: Vec::new(),
        photos: Vec::new(),
    };
    clerk.act(matter, CaseCommand::DraftAnswer(draft)).await;
    leader.act(matter, CaseCommand::SignAnswer).await;
    citizen.act(matter, evaluation(Grade::Satisfied, "")).await;
    office.sees(matter, Stage::Evaluated).await;
    office.act(matter, CaseCommand::Close { note: String::new() }).await;
    let report = CaseCommand::ReportCommitment { index: 0, text: "已修复".to_owned(), photos: Vec::new() };
    clerk.act(matter, report).await;
    office.act(matter, CaseCommand::VerifyCommitment { index: 0, kept: true, note: "看过".to_owned() }).await;
    let case = citizen.sees(matter, Stage::Closed).await;
    assert_eq!(case.ending, Some(Ending::Completed));
    assert!(case.commitments.iter().all(|commitment| commitment.standing == CommitmentStanding::Kept));
    assert_eq!(acts(&case).iter().filter(|act| **act == CaseAct::SignAnswer).count(), 2);
    assert!(case.timeline.iter().map(|entry| entry.version).eq(1..=case.version), "every version has its line");

    // The record says the same.
    let report = minyi_server::audit::verify(&world.app().db).await.expect("readable");
    assert!(report.is_sound(), "{:?}", report.faults);
    assert_eq!((report.matters, report.events), (1, u64::from(case.version)));
}

fn evaluation(grade: Grade, reason: &str) -> CaseCommand {
    CaseCommand::Evaluate(EvaluationForm { process: grade, answer: grade, delivery: None, reason: reason.to_owned() })
}

#[tokio::test(flavor = "multi_thread")]
async fn filing_offline_survives_the_loss_of_the_mirror_and_arrives_once() {
    let world = World::start("2026-09-29T02:00:00Z").await;
    let mut citizen = world.citizen(CITIZEN).await;
    citizen.go_offline();
    let mut case = submission(Addressee::Office);
    case.photos = vec![citizen.attach(&photo("lamp-1.jpg")).await];
    let matter = citizen.file(case).await;
    assert_eq!(citizen.core().outbox().saved.len(), 1, "saved on this phone");

    citizen.restart_without_mirror();
    assert_eq!(citizen.core().outbox().items().count(), 1, "the vault knows what the mirror forgot");
    citizen.send().await;
    citizen.send().await;

    let office = world.staff("office-1").await;
    let case = office.sees(matter, Stage::Submitted).await;
    assert!(case.is_complete());
    let page = office.core().cases(None, 10).expect("a page");
    assert_eq!(page.lines.len(), 1, "filed once");
    assert_eq!(acts(&case), [CaseAct::Submit, CaseAct::NotePhotoArrived]);
}

#[tokio::test(flavor = "multi_thread")]
async fn crossing_a_due_date_is_itself_an_event() {
    let world = World::start("2026-09-29T02:00:00Z").await;
    let (citizen, matter) = filed(&world).await;
    world.advance_days(13);
    world.app().tick().await.expect("the timer runs");
    let on_the_day = citizen.sees(matter, Stage::Submitted).await;
    assert!(!acts(&on_the_day).contains(&CaseAct::NoteOverdue), "the due day itself, 12 October, is in time");
    world.advance_days(1);
    world.app().tick().await.expect("the timer runs");
    world.app().tick().await.expect("the timer runs again");
    let late = citizen.sees(matter, Stage::Submitted).await;
    let noted: Vec<_> = late.timeline.iter().filter(|entry| entry.act == CaseAct::NoteOverdue).collect();
    assert_eq!(noted.len(), 1, "noted once");
    assert_eq!(noted[0].clock.as_ref().map(|clock| clock.kind), Some(ClockKind::Triage));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_accusation_is_redirected_and_its_deputy_sees_an_outline_only() {
    let world = World::start("2026-09-29T02:00:00Z").await;
    let citizen = world.citizen(CITIZEN).await;
    let (station, office) = (world.staff("station-zhili-1").await, world.staff("office-1").await);
    let deputy = world.staff("deputy-001").await;
    let addressee = Addressee::Deputy { deputy: deputy.core().signed_in().expect("signed in").user };
    let matter = citizen.file(submission(addressee)).await;
    citizen.send().await;
    station.act(matter, CaseCommand::Triage { class: TriageClass::Accusation, note: String::new() }).await;
    let refusal = office
        .refused(matter, CaseCommand::Assign { lead: organ("unit-water"), co: Vec::new(), note: String::new() })
        .await;
    assert_eq!(
        refusal.rule.as_ref().map(|rule| serde_json::to_value(&rule.id).expect("an id")),
        Some("class.restricted_not_assignable".into()),
        "refused on the phone, with the rule"
    );
    let redirect = CaseCommand::Redirect { target: RedirectTarget::Discipline, explanation: "已转送".to_owned() };
    office.act(matter, redirect).await;
    let case = citizen.sees(matter, Stage::Closed).await;
    assert_eq!(case.ending, Some(Ending::Redirected { target: RedirectTarget::Discipline }));
    for reader in [&deputy, &station] {
        reader.core().sync().await.expect("online");
        let view = reader.view(matter);
        assert_eq!(view.body, CaseBody::Outline);
        assert!(view.title().is_none() && view.deadlines.is_empty() && view.permitted.is_empty());
    }
    let stranger = world.staff("clerk-water").await;
    stranger.core().sync().await.expect("online");
    assert!(stranger.core().case(matter).expect("readable").is_none(), "for everybody else it does not exist");
}

#[tokio::test(flavor = "multi_thread")]
async fn station_staff_file_for_somebody_who_came_and_that_person_sees_it_on_a_phone_later() {
    let world = World::start("2026-09-29T02:00:00Z").await;
    let station = world.staff("station-zhili-1").await;
    let author = station.core().register_citizen(CITIZEN).await.expect("station staff may");
    assert_eq!(station.core().register_citizen(CITIZEN).await.expect("again"), author, "one number, one account");
    let mut case = submission(Addressee::Station { station: organ("station-zhili-1") });
    case.filing = Filing::Proxy { author, channel: ProxyChannel::InPerson };
    case.photos = vec![station.attach(&photo("lamp-1.jpg")).await];
    let matter = station.file(case).await;
    station.send().await;

    let citizen = world.citizen(CITIZEN).await;
    assert_eq!(citizen.core().signed_in().expect("signed in").user, author);
    let case = citizen.sees(matter, Stage::Submitted).await;
    assert!(matches!(case.filing, Filing::Proxy { channel: ProxyChannel::InPerson, .. }));
    citizen.act(matter, CaseCommand::Supplement { text: "补充:晚上也不亮".to_owned(), photos: Vec::new() }).await;

    // Nobody else opens accounts, and nothing is asked of anybody with a number that is none.
    let refused = citizen.core().register_citizen(CITIZEN).await;
    assert!(matches!(refused, Err(CoreError::Rejected { .. })), "{refused:?}");
    let malformed = station.core().register_citizen("12345").await;
    assert!(matches!(malformed, Err(CoreError::BadInput { field: "phone" })), "{malformed:?}");
    station.go_offline();
    let offline = station.core().register_citizen(CITIZEN).await;
    assert!(matches!(offline, Err(CoreError::Offline)), "{offline:?}");
}
