//! Random walks over the procedure: whatever people do in whatever order, the promises hold.

mod desk;

use desk::*;
use minyi_rulebook::actor::{Actor, Capacity};
use minyi_rulebook::citizen_case::*;
use minyi_rulebook::class::TriageClass;
use minyi_rulebook::policy::Policy;
use proptest::prelude::*;

fn any_class() -> impl Strategy<Value = TriageClass> {
    proptest::sample::select(TriageClass::ALL.to_vec())
}

fn any_command() -> impl Strategy<Value = CaseCommand> {
    use CaseCommand as C;
    let reason = "理由".to_owned();
    prop_oneof![
        any_class().prop_map(triage),
        Just(C::RequestInfo { question: reason.clone() }),
        Just(C::Supplement { text: reason.clone(), photos: vec![photo(3)] }),
        Just(C::Withdraw { reason: reason.clone() }),
        Just(C::Refuse { ground: RefusalGround::Advert, explanation: reason.clone() }),
        Just(C::Redirect { target: RedirectTarget::Discipline, explanation: reason.clone() }),
        Just(assign("unit-water", &["unit-road"])),
        Just(assign("unit-other", &[])),
        Just(C::SignFor),
        Just(C::RequestReturn { reason: reason.clone() }),
        any::<bool>().prop_map(|consent| C::DecideReturn { unit: organ("unit-water"), consent, reason: "核".into() }),
        Just(C::RequestExtension { days: 10, reason: reason.clone() }),
        any::<bool>().prop_map(|consent| C::DecideExtension { consent, reason: "核".into() }),
        Just(C::GiveOpinion { text: reason.clone() }),
        Just(C::DraftAnswer(draft("A"))),
        Just(C::DraftAnswer(draft("B"))),
        Just(C::SendBackDraft { reason: reason.clone() }),
        Just(C::SignAnswer),
        Just(grades(Grade::Satisfied)),
        Just(grades(Grade::Dissatisfied)),
        Just(C::Close { note: String::new() }),
        Just(C::Supervise { act: SupervisionKind::Remind, note: reason.clone() }),
        Just(C::ReportCommitment { index: 0, text: reason.clone(), photos: vec![] }),
        Just(C::VerifyCommitment { index: 0, kept: true, note: reason.clone() }),
        Just(C::Publish),
        Just(C::Unpublish { reason: reason.clone() }),
        (1_u32..30).prop_map(|version| C::Undo { version, reason: "撤".into() }),
        Just(C::NotePhotoArrived { sha256: photo(1).sha256 }),
        Just(C::NoteVoiceArrived { sha256: voice(7).sha256, seconds: 9 }),
        Just(C::WriteDownVoice { text: reason }),
        Just(C::AddFollower { user: user(3), from: matter(3) }),
    ]
}

fn any_step() -> impl Strategy<Value = (usize, CaseCommand, i64)> {
    (0..everybody().len(), any_command(), 0_i64..4)
}

/// A walk: first a plain road so that late stages are met often, then anything by anybody.
fn walked(stage: Stage, steps: &[(usize, CaseCommand, i64)], mut look: impl FnMut(&Desk)) -> Desk {
    let people = everybody();
    let mut desk = Desk::at(stage);
    for (who, command, days) in steps {
        desk.pass_days(*days);
        let _ = desk.does(&people[*who], command.clone());
        look(&desk);
    }
    desk
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn replay_equals_what_was_lived(
        stage in proptest::sample::select(Stage::ALL.to_vec()),
        steps in proptest::collection::vec(any_step(), 0..40),
    ) {
        let desk = walked(stage, &steps, |_| {});
        prop_assert_eq!(replay(&desk.events), desk.case.clone());
        let stored: Vec<CaseEvent> = desk
            .events
            .iter()
            .map(|event| serde_json::from_str(&serde_json::to_string(event).expect("json")).expect("the event back"))
            .collect();
        prop_assert_eq!(replay(&stored), desk.case, "through the stored form as well");
    }

    #[test]
    fn an_act_is_offered_exactly_when_some_command_of_it_is_taken(
        stage in proptest::sample::select(Stage::ALL.to_vec()),
        steps in proptest::collection::vec(any_step(), 0..20),
        command in any_command(),
    ) {
        let mut desk = walked(stage, &steps, |_| {});
        desk.other = Some(CaseState { matter: matter(9), ..Desk::at(Stage::Handling).state().clone() });
        for person in everybody().iter().filter(|person| person.capacity != Capacity::System) {
            let context = desk.context(person);
            let offered = permitted_actions(desk.state(), &context);
            for action in &offered {
                let fits = fitting(action.act, desk.state());
                let answer = decide(desk.case.as_ref(), &fits, &context);
                prop_assert!(answer.is_ok(), "{:?} offered to {:?} and then {answer:?}", action.act, person.role());
            }
            if decide(desk.case.as_ref(), &command, &context).is_ok() {
                prop_assert!(offered.iter().any(|action| action.act == command.act()), "{:?} hidden from {:?}", command.act(), person.role());
            }
        }
    }

    #[test]
    fn a_restricted_case_is_never_read_in_detail_by_deputies_units_strangers_or_the_public(
        stage in proptest::sample::select(Stage::ALL.to_vec()),
        steps in proptest::collection::vec(any_step(), 0..40),
    ) {
        let mut leak = None;
        walked(stage, &steps, |desk| {
            let case = desk.state();
            let restricted = case.class.is_some_and(TriageClass::is_restricted);
            for person in everybody() {
                let sight = sight_of(&person, case);
                let outsider = matches!(person.capacity, Capacity::Deputy { .. } | Capacity::UnitClerk { .. } | Capacity::UnitLeader { .. })
                    || person == other_citizen() || person == other_station();
                if restricted && outsider && sight.is_some_and(|sight| sight > Sight::Outline) {
                    leak = Some((person, sight));
                }
            }
            if restricted && audience(case).contains_key(&Reader::Public) {
                leak = Some((Actor::system(), None));
            }
        });
        prop_assert_eq!(leak, None);
    }

    #[test]
    fn a_closed_case_runs_no_clock_but_promises(
        stage in proptest::sample::select(Stage::ALL.to_vec()),
        steps in proptest::collection::vec(any_step(), 0..40),
    ) {
        let mut runs_on = None;
        walked(stage, &steps, |desk| {
            let case = desk.state();
            if case.stage == Stage::Closed {
                runs_on = runs_on.take().or_else(|| {
                    case.clocks.iter().find(|clock| {
                        clock.outcome == minyi_rulebook::clock::Outcome::Running
                            && clock.id.kind != minyi_rulebook::policy::ClockKind::Commitment
                    }).cloned()
                });
            }
            assert_eq!(case.stage == Stage::Closed, case.ending.is_some(), "an ending if and only if closed");
        });
        prop_assert_eq!(runs_on, None);
    }

    #[test]
    fn signed_answers_of_earlier_rounds_never_change(
        steps in proptest::collection::vec(any_step(), 0..40),
    ) {
        let mut seen: Vec<RoundAnswer> = Vec::new();
        let mut changed = false;
        walked(Stage::Answered, &steps, |desk| {
            for (index, round) in desk.state().rounds.iter().enumerate() {
                if !matches!(round.answer, RoundAnswer::Signed { .. }) {
                    continue;
                }
                match seen.get(index) {
                    Some(answer) => changed |= *answer != round.answer,
                    None => seen.push(round.answer.clone()),
                }
            }
            // A round that an undone evaluation opened may be opened anew.
            seen.truncate(desk.state().rounds.len());
        });
        prop_assert!(!changed);
    }
}

#[test]
fn every_quote_of_an_offered_act_exists() {
    for stage in Stage::ALL {
        let desk = Desk::at(stage);
        for person in everybody() {
            for action in permitted_actions(desk.state(), &desk.context(&person)) {
                assert!(Policy::embedded().quote(&action.rule).is_some(), "{}", action.rule);
            }
        }
    }
}
