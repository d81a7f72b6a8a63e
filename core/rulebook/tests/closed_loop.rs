//! The road of a citizen's case, promise by promise.

mod desk;

use desk::*;
use jiff::civil::date;
use minyi_rulebook::actor::Role;
use minyi_rulebook::citizen_case::*;
use minyi_rulebook::class::TriageClass;
use minyi_rulebook::clock::Outcome;
use minyi_rulebook::policy::{ClockKind, ResultCore};
use minyi_rulebook::refusal::RefusalCode;

#[test]
fn a_case_goes_from_filing_to_a_kept_promise() {
    let mut desk = Desk::at(Stage::Closed);
    assert_eq!(desk.state().ending, Some(Ending::Completed));
    desk.step(&clerk("unit-water"), CaseCommand::ReportCommitment { index: 0, text: "已完工".into(), photos: vec![] });
    desk.step(&office(), CaseCommand::VerifyCommitment { index: 0, kept: true, note: "现场核实".into() });
    assert_eq!(desk.state().commitments[0].standing, CommitmentStanding::Kept);
    assert!(
        desk.state()
            .clocks
            .iter()
            .all(|clock| clock.id.kind == ClockKind::CoOpinion || clock.outcome != Outcome::Running)
    );
}

#[test]
fn replaying_the_events_gives_the_same_case() {
    for stage in Stage::ALL {
        let desk = Desk::at(stage);
        assert_eq!(replay(&desk.events), desk.case, "{stage:?}");
    }
}

#[test]
fn a_dissatisfied_citizen_opens_a_new_round_of_one_month_and_the_old_answer_stays() {
    let mut desk = Desk::at(Stage::Answered);
    let first = desk.state().rounds[0].clone();
    desk.step(&citizen(), grades(Grade::Dissatisfied));
    assert_eq!(desk.state().stage, Stage::Handling);
    assert_eq!(desk.state().rounds.len(), 2);
    assert_eq!(desk.state().rounds[0].answer, first.answer);
    assert_eq!(desk.due(ClockKind::Redo), date(2026, 4, 2));
    desk.step(&clerk("unit-water"), CaseCommand::DraftAnswer(draft("A")))
        .step(&leader("unit-water"), CaseCommand::SignAnswer);
    desk.step(&citizen(), grades(Grade::Dissatisfied));
    assert_eq!(desk.state().rounds.len(), 3, "any number of rounds");
}

#[test]
fn a_deputy_who_is_dissatisfied_opens_a_round_too() {
    let mut desk = Desk::default();
    let to_deputy = Submission { addressee: Addressee::Deputy { deputy: deputy().user }, ..submission() };
    desk.step(&citizen(), CaseCommand::Submit(Box::new(to_deputy))).step(&station(), triage(TriageClass::Suggestion));
    desk.step(&office(), assign("unit-water", &[])).step(&clerk("unit-water"), CaseCommand::SignFor);
    desk.step(&clerk("unit-water"), CaseCommand::DraftAnswer(draft("A")))
        .step(&leader("unit-water"), CaseCommand::SignAnswer);
    desk.step(&citizen(), grades(Grade::Satisfied)).step(&deputy(), grades(Grade::Dissatisfied));
    assert_eq!(desk.state().stage, Stage::Handling);
    assert_eq!(
        desk.state().rounds[0].evaluations.iter().map(|given| given.by).collect::<Vec<_>>(),
        [Role::Citizen, Role::Deputy]
    );
}

#[test]
fn the_answer_clock_starts_at_assignment_and_not_at_submission() {
    let mut desk = Desk::at(Stage::Triaged);
    desk.pass_days(10).step(&office(), assign("unit-water", &[]));
    let clock = desk.state().clocks.iter().find(|clock| clock.id.kind == ClockKind::Answer).expect("an answer clock");
    assert_eq!(clock.started_at, desk.now);
    assert_eq!(clock.started_by, desk.state().version);
}

#[test]
fn lead_and_co_handlers_have_clocks_of_their_own() {
    let desk = Desk::at(Stage::Assigned);
    let kinds = |unit: &str| {
        let mut kinds: Vec<ClockKind> = desk
            .state()
            .clocks
            .iter()
            .filter(|clock| clock.id.organ == Some(organ(unit)))
            .map(|clock| clock.id.kind)
            .collect();
        kinds.sort();
        kinds
    };
    assert_eq!(kinds("unit-water"), [ClockKind::SignFor, ClockKind::Answer, ClockKind::ReturnWindow]);
    assert_eq!(kinds("unit-road"), [ClockKind::SignFor, ClockKind::CoOpinion, ClockKind::ReturnWindow]);
}

#[test]
fn asking_the_author_stops_the_triage_clock_until_the_answer_comes() {
    let mut desk = Desk::at(Stage::AwaitingInfo);
    let before = desk.due(ClockKind::Triage);
    assert!(desk.state().clocks[0].is_paused());
    desk.pass_days(7).step(&citizen(), CaseCommand::Supplement { text: "桥东第二个".into(), photos: vec![] });
    assert_eq!(desk.state().stage, Stage::Submitted);
    assert_eq!(desk.state().question, None);
    assert!(desk.due(ClockKind::Triage) > before);
    assert_eq!(desk.state().text, submission().text, "what was filed stays as it was");
}

#[test]
fn a_unit_gives_a_case_back_only_with_the_assigners_consent() {
    let mut desk = Desk::at(Stage::Assigned);
    desk.step(&clerk("unit-water"), CaseCommand::RequestReturn { reason: "属交通".into() });
    assert_eq!(desk.state().stage, Stage::Assigned, "asking changes nothing yet");
    let mut kept = desk.clone();
    let decide = |consent| CaseCommand::DecideReturn { unit: organ("unit-water"), consent, reason: "核".into() };
    kept.step(&office(), decide(false));
    assert_eq!(kept.state().lead().expect("a lead").standing, Standing::Unsigned);
    desk.step(&office(), decide(true));
    assert_eq!(desk.state().stage, Stage::Triaged);
    assert!(desk.state().handlers.is_empty());
}

#[test]
fn a_co_handler_that_returns_leaves_the_lead_at_work() {
    let mut desk = Desk::at(Stage::Handling);
    desk.step(&clerk("unit-road"), CaseCommand::RequestReturn { reason: "无关".into() });
    desk.step(&office(), CaseCommand::DecideReturn { unit: organ("unit-road"), consent: true, reason: "同意".into() });
    assert_eq!(desk.state().stage, Stage::Handling);
    assert_eq!(desk.state().handlers.len(), 1);
}

#[test]
fn an_extension_moves_the_due_date_only_when_the_assigner_agrees() {
    let mut desk = Desk::at(Stage::Handling);
    let due = desk.due(ClockKind::Answer);
    desk.step(&clerk("unit-water"), CaseCommand::RequestExtension { days: 20, reason: "需管网检测".into() });
    assert_eq!(desk.due(ClockKind::Answer), due);
    let mut refused = desk.clone();
    refused.step(&office(), CaseCommand::DecideExtension { consent: false, reason: "不充分".into() });
    assert_eq!(refused.due(ClockKind::Answer), due);
    desk.step(&office(), CaseCommand::DecideExtension { consent: true, reason: "同意".into() });
    assert_eq!(desk.due(ClockKind::Answer), due.checked_add(jiff::Span::new().days(20)).expect("a date"));
}

#[test]
fn crossing_a_due_date_is_an_event_and_is_noted_once() {
    let mut desk = Desk::at(Stage::Assigned);
    let id = desk.state().clocks.iter().find(|clock| clock.id.kind == ClockKind::SignFor).expect("a clock").id.clone();
    let note = CaseCommand::NoteOverdue { clock: id };
    assert_eq!(desk.code(&minyi_rulebook::actor::Actor::system(), note.clone()), RefusalCode::NotOverdue);
    desk.pass_days(10).step(&minyi_rulebook::actor::Actor::system(), note.clone());
    assert_eq!(desk.code(&minyi_rulebook::actor::Actor::system(), note), RefusalCode::NotOverdue);
}

#[test]
fn supervision_never_changes_an_answer() {
    let mut desk = Desk::at(Stage::Answered);
    let rounds = desk.state().rounds.clone();
    for act in [
        SupervisionKind::Remind,
        SupervisionKind::YellowCard,
        SupervisionKind::RedCard,
        SupervisionKind::Interview,
        SupervisionKind::KeyItem,
    ] {
        desk.step(&office(), CaseCommand::Supervise { act, note: "请加快".into() });
    }
    assert_eq!(desk.state().rounds, rounds);
    assert_eq!(desk.state().supervision.len(), 5);
}

#[test]
fn undo_is_a_later_event_that_brings_the_case_back_and_keeps_what_came_beside() {
    let mut desk = Desk::at(Stage::Triaged);
    let before = desk.state().clone();
    desk.step(&office(), assign("unit-other", &[]));
    let version = desk.state().version;
    desk.step(&minyi_rulebook::actor::Actor::system(), CaseCommand::NotePhotoArrived { sha256: photo(1).sha256 });
    desk.step(&office(), CaseCommand::Undo { version, reason: "单位选错".into() });
    assert_eq!(desk.state().stage, Stage::Triaged);
    assert_eq!(desk.state().clocks, before.clocks);
    assert!(desk.state().photos[0].arrived, "a photo that came meanwhile is still here");
    assert_eq!(desk.events.len(), 5, "nothing was removed");
    assert!(desk.state().timeline.iter().any(|entry| entry.version == version && entry.undone));
    desk.step(&office(), assign("unit-water", &[]));
}

#[test]
fn undo_is_closed_once_something_followed() {
    let mut desk = Desk::at(Stage::Handling);
    let assigned = desk.events[2].version;
    assert_eq!(
        desk.code(&office(), CaseCommand::Undo { version: assigned, reason: "反悔".into() }),
        RefusalCode::NothingToUndo
    );
}

#[test]
fn a_duplicate_keeps_both_and_its_author_follows_the_other_case() {
    let mut main = Desk::at(Stage::Handling);
    let mut copy = Desk::default();
    copy.step(&other_citizen(), CaseCommand::Submit(Box::new(submission())));
    let mut first = main.state().clone();
    first.matter = matter(9);
    copy.other = Some(first);
    copy.step(&station(), CaseCommand::LinkDuplicate { of: matter(9), explanation: "同一排口".into() });
    assert_eq!(copy.state().ending, Some(Ending::Duplicate { of: matter(9) }));
    let follow = copy.follow_ups.pop().expect("the first case hears of it");
    assert_eq!(follow.matter, matter(9));
    main.step(&minyi_rulebook::actor::Actor::system(), follow.command);
    assert_eq!(sight_of(&other_citizen(), main.state()), Some(Sight::Public));
}

#[test]
fn station_staff_file_for_somebody_who_came_and_that_person_owns_the_case() {
    let mut desk = Desk::default();
    let filing = Filing::Proxy { author: other_citizen().user, channel: ProxyChannel::InPerson };
    let taken_down = Submission { filing, addressee: Addressee::Office, ..submission() };
    desk.step(&station(), CaseCommand::Submit(Box::new(taken_down)));
    assert_eq!(desk.state().author, other_citizen().user);
    assert_eq!(desk.state().station, Some(organ("station-a")));
    assert_eq!(sight_of(&other_citizen(), desk.state()), Some(Sight::Full));
}

#[test]
fn a_silent_citizen_does_not_keep_a_case_open_for_ever() {
    let mut desk = Desk::at(Stage::Answered);
    let close = CaseCommand::Close { note: String::new() };
    assert_eq!(desk.code(&minyi_rulebook::actor::Actor::system(), close.clone()), RefusalCode::NotInThisStage);
    desk.pass_days(15).step(&minyi_rulebook::actor::Actor::system(), close);
    assert_eq!(desk.state().ending, Some(Ending::NotEvaluated));
}

#[test]
fn the_result_class_is_mapped_to_the_fixed_core() {
    let desk = Desk::at(Stage::Answered);
    assert!(matches!(
        desk.state().rounds[0].answer,
        RoundAnswer::Signed { result: ResultCore::InProgress | ResultCore::Planned, .. }
    ));
}
