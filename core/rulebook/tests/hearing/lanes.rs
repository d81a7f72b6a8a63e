//! Nothing leaks: whatever people do in whatever order, the bench sees no question before judgment, a peer no name, the liaison
//! nothing unreleased, a recused deputy nothing at all. And whatever the network does, the phone ends with the snapshot.

use crate::room::*;
use minyi_rulebook::actor::{Actor, Capacity};
use minyi_rulebook::hearing::HearingCommand as C;
use minyi_rulebook::hearing::HearingStage as S;
use minyi_rulebook::hearing::lanes::{Absorbed, HearingView, QuestionView};
use minyi_rulebook::hearing::*;
use minyi_rulebook::procedure::sight_of;
use proptest::prelude::*;
use uuid::Uuid;

/// A word that stands in every question of the walk and nowhere else.
const SECRET: &str = "暗号七";

fn any_command() -> impl Strategy<Value = C> {
    let q = || (1_u128..5).prop_map(question_id);
    let words = || "理由".to_owned();
    prop_oneof![
        4 => (1_u128..5, proptest::sample::select(QuestionKind::ALL.to_vec())).prop_map(|(n, kind)| C::Ask {
            id: question_id(n), kind, text: format!("{SECRET}第{n}问"), anchor: None
        }),
        2 => q().prop_map(|question| C::Screen { question, screening: Screening::Accept { hold: HoldUntil::Adjournment } }),
        1 => q().prop_map(|question| C::Screen { question, screening: Screening::Accept { hold: HoldUntil::Judgment } }),
        1 => q().prop_map(|question| C::Screen { question, screening: Screening::Return { reason: "请改".into() } }),
        1 => q().prop_map(|question| C::Screen {
            question, screening: Screening::Refuse { ground: QuestionGround::Merits, explanation: "实体".into() }
        }),
        1 => (q(), q()).prop_map(|(question, into)| C::Screen { question, screening: Screening::Merge { into } }),
        1 => q().prop_map(|question| C::TakeUp { question }),
        1 => q().prop_map(|question| C::WithdrawQuestion { question }),
        1 => q().prop_map(|question| C::Resubmit { question, kind: QuestionKind::Conduct, text: format!("{SECRET}改") }),
        3 => q().prop_map(|question| C::Second { question }),
        1 => q().prop_map(|question| C::Unsecond { question }),
        2 => q().prop_map(|question| C::Release { questions: vec![question] }),
        2 => q().prop_map(|question| C::AssignQuestion { question }),
        2 => q().prop_map(|question| C::DraftAnswer { question: Some(question), kind: AnswerKind::WorkReply, text: "答".into() }),
        1 => Just(C::DraftAnswer { question: None, kind: AnswerKind::ProcedureNote, text: "休庭十分钟".into() }),
        2 => (0_u16..4).prop_map(|answer| C::ApproveAnswer { answer }),
        1 => (0_u16..4).prop_map(|answer| C::SendBackAnswer { answer, reason: "改".into() }),
        1 => q().prop_map(|question| C::RateAnswer { question, satisfaction: Satisfaction::Dissatisfied, reason: "慢".into() }),
        1 => q().prop_map(|question| C::Unmask { question, reason: "当面沟通".into() }),
        1 => q().prop_map(|question| C::ConvertToSuggestion { question, title: "建议".into() }),
        1 => Just(C::DeclareConflict { reason: words() }),
        1 => proptest::sample::select(vec![SegmentKind::Debate, SegmentKind::Recess, SegmentKind::Closed])
            .prop_map(|kind| C::StartSegment { kind }),
        1 => Just(C::Adjourn),
        1 => Just(C::RecordJudgment),
        1 => Just(C::RateHearing(sheet(4))),
        1 => Just(C::CloseEvaluation),
        1 => (1_u128..4).prop_map(|n| C::CheckRoster {
            findings: vec![SeatFinding { deputy: user(n), may_observe: false }]
        }),
    ]
}

/// A hearing that is likely to have questions, then anything by anybody.
fn any_walk() -> impl Strategy<Value = (S, Vec<(usize, C)>)> {
    let stages = vec![S::Live, S::Live, S::Recess, S::Adjourned, S::Answering, S::Judged];
    (proptest::sample::select(stages), proptest::collection::vec((0..everybody().len(), any_command()), 0..60))
}

fn walk(stage: S, steps: &[(usize, C)], mut look: impl FnMut(&Room)) -> Room {
    let people = everybody();
    let mut room = Room::at(stage);
    look(&room);
    for (who, command) in steps {
        room.pass(1);
        // Most random pairs are refused; let a fitting person have a go as well.
        if room.does(&people[*who], command).is_err() {
            let fitting = [office(), clerk(), liaison(1), liaison(2), deputy(1), deputy(2), deputy(3)];
            let _ = fitting.iter().any(|person| room.does(person, command).is_ok());
        }
        look(&room);
    }
    room
}

fn is_own(view: &HearingView, shown: &QuestionView) -> bool {
    view.mine.as_ref().is_some_and(|mine| mine.questions.iter().any(|own| own.id == shown.id))
}

fn json(view: &HearingView) -> String {
    serde_json::to_string(view).expect("json")
}

fn names(text: &str, whom: impl Iterator<Item = u128>) -> Vec<u128> {
    whom.filter(|number| text.contains(&user(*number).to_string())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn what_a_deputys_view_foretells_about_the_questions_of_others_is_what_the_door_takes((stage, steps) in any_walk()) {
        walk(stage, &steps, |room| {
            for actor in (1..=DEPUTIES).map(deputy) {
                let Some(view) = room.view(&actor, 0) else { continue };
                for shown in view.questions.iter().filter(|shown| !is_own(&view, shown)) {
                    let question = room.state().question(shown.id).expect("what is shown is there");
                    let taken = acts_on(room.state(), question, &room.context(&actor));
                    let tired = question.toggles.get(&actor.user).is_some_and(|toggles| *toggles >= limits::TOGGLES);
                    assert!(acts_about(&view, shown) == taken || tired, "{:?}: {taken:?}", shown.stage);
                }
            }
        });
    }

    #[test]
    fn no_sequence_of_commands_leaks((stage, steps) in any_walk()) {
        walk(stage, &steps, |room| {
            let judged = room.state().stage.is_judged();
            let unmasked = room.state().questions.iter().any(|question| question.unmasked);
            for actor in everybody() {
                let view = room.view(&actor, 0);
                match &actor.capacity {
                    Capacity::Bench { .. } => {
                        let shown = json(&view.expect("the bench knows of its hearing"));
                        assert!(judged || !shown.contains(SECRET), "the bench sees a question before judgment");
                        assert!(names(&shown, 1..=DEPUTIES).is_empty(), "the bench sees a name");
                    }
                    Capacity::CourtLiaison { .. } => {
                        let view = view.expect("the liaison knows of its hearing");
                        let out = room.state().questions.iter().filter(|question| question.stage.is_out()).count();
                        assert!(view.questions.len() <= out, "the liaison sees what is not released");
                        assert!(unmasked || names(&json(&view), 1..=DEPUTIES).is_empty(), "the liaison sees a name");
                    }
                    Capacity::CourtClerk { unit } if *unit == organ("court") => {
                        assert!(!json(&view.expect("the clerk's hearing")).contains(SECRET), "the clerk sees a question");
                    }
                    Capacity::CourtClerk { .. } | Capacity::Citizen => assert!(view.is_none(), "not for outsiders"),
                    Capacity::Deputy { .. } => {
                        let recused = room.state().seats[&actor.user].standing == SeatStanding::Recused;
                        assert_eq!(recused, view.is_none(), "a recused deputy sees nothing, all others do");
                        if recused {
                            assert!(sight_of::<Hearing>(&actor, room.state()).is_none(), "not even that it exists");
                        }
                        let Some(view) = view else { continue };
                        let others = (1..=DEPUTIES).filter(|number| user(*number) != actor.user);
                        assert!(names(&json(&view), others).is_empty(), "a peer's name");
                        let sits = room.state().stage.court_sits();
                        assert!(!sits || view.questions.is_empty(), "no exchange while the court sits");
                    }
                    _ => {}
                }
            }
        });
    }

    #[test]
    fn drops_doubles_and_reorders_end_with_the_snapshot(
        (stage, steps) in any_walk(),
        luck in proptest::collection::vec(0_u8..8, 70),
        reader in 0_usize..8,
    ) {
        let readers = [office(), clerk(), liaison(1), bench(), deputy(1), deputy(2), deputy(3), auditor()];
        let actor = &readers[reader];
        let mut held: Option<HearingView> = None;
        let mut late: Vec<HearingView> = Vec::new();
        let mut told = 0;
        let mut turn = 0;
        let room = walk(stage, &steps, |room| {
            let (Some(view), Some(held)) = (room.view(actor, told), held.as_mut()) else {
                // The first look, or the last: the server sends such a reader away and there is nothing to hold.
                held = room.view(actor, 0);
                told = room.state().version;
                return;
            };
            told = room.state().version;
            turn += 1;
            match luck[turn % luck.len()] {
                0 => {}
                1 => late.push(view),
                2 => {
                    let _ = held.absorb(view.clone());
                    let _ = held.absorb(view);
                }
                3 => {
                    let _ = held.absorb(view);
                    for old in late.drain(..) {
                        let _ = held.absorb(old);
                    }
                }
                _ => {
                    if held.absorb(view) == Absorbed::Gap {
                        let missed = room.view(actor, held.to).expect("still a reader");
                        assert_eq!(held.absorb(missed), Absorbed::Applied);
                    }
                }
            }
        });
        if let (Some(mut held), Some(mut snapshot)) = (held, room.view(actor, 0)) {
            // Reconnect: everything since what is held.
            let missed = room.view(actor, held.to).expect("still a reader");
            let _ = held.absorb(missed);
            (snapshot.from, snapshot.whole, held.from, held.whole) = (0, true, 0, true);
            prop_assert_eq!(held, snapshot);
        }
    }

    #[test]
    fn clock_edits_never_move_an_anchor_and_replay_to_the_same_positions(
        edits in proptest::collection::vec((1_i64..120, 1_i64..240, 0_usize..4), 1..6),
        seconds in 1_i64..500,
    ) {
        let mut room = Room::at(S::Live);
        let at = room.now - jiff::SignedDuration::from_secs(seconds);
        let anchor = Some(Anchor { at, source: AnchorSource::Player, line: None });
        let (id, kind, text) = (question_id(1), QuestionKind::Conduct, "问".to_owned());
        room.step(&deputy(1), C::Ask { id, kind, text, anchor: anchor.clone() });
        let began = room.state().clock.began().expect("began");
        let kinds = [SegmentKind::Opening, SegmentKind::Investigation, SegmentKind::Debate, SegmentKind::Closed];
        for (shift, length, kind) in edits {
            let from = began - jiff::SignedDuration::from_secs(shift);
            let until = from + jiff::SignedDuration::from_secs(length);
            let segments = vec![
                Segment { kind: kinds[kind], from, until: Some(until) },
                Segment { kind: SegmentKind::Statement, from: until, until: None },
            ];
            room.step(&clerk(), C::CorrectClock { segments, reason: "更正".into() });
            let question = room.view(&office(), 0).expect("a view").questions[0].clone();
            prop_assert_eq!(&question.anchor, &anchor);
            let replayed = replay(&room.events).expect("a hearing");
            prop_assert_eq!(question.position, replayed.clock.position(at));
            prop_assert_eq!(Some(&replayed), room.hearing.as_ref());
        }
    }

    #[test]
    fn replay_equals_what_was_lived((stage, steps) in any_walk()) {
        let room = walk(stage, &steps, |_| {});
        prop_assert_eq!(replay(&room.events), room.hearing);
    }
}

#[test]
fn peers_see_seat_and_station_and_the_author_sees_why_it_was_refused() {
    let mut room = Room::at(S::Adjourned);
    room.step(&deputy(2), ask(2));
    let screening =
        Screening::Refuse { ground: QuestionGround::Unrelated, explanation: "与本次庭审无关".into() };
    room.step(&office(), C::Screen { question: question_id(2), screening });
    let peer = room.view(&deputy(3), 0).expect("a view");
    assert_eq!(peer.questions.len(), 1, "the refused one is its author's alone");
    assert_eq!((peer.questions[0].seat, peer.questions[0].author), (1, None));
    let mine = room.view(&deputy(2), 0).and_then(|view| view.mine).expect("an own part");
    assert!(
        matches!(&mine.questions[0].stage, QuestionStage::Refused { explanation, .. } if explanation == "与本次庭审无关")
    );
}

#[test]
fn turning_closed_leaves_deputies_the_bare_news() {
    let mut room = Room::at(S::Adjourned);
    room.step(&clerk(), C::TurnClosed { reason: "涉及商业秘密".into() });
    let view = room.view(&deputy(2), 0).expect("a view");
    let head = view.head.expect("a head");
    assert_eq!((head.stage, head.video, head.ending), (S::TurnedClosed, None, None));
    assert!(view.questions.is_empty() && head.segments.is_empty() && head.cause.is_empty());
    let mut held = Room::at(S::Adjourned).view(&deputy(2), 0).expect("a view");
    let change = room.view(&deputy(2), held.to).expect("a change");
    assert_eq!(held.absorb(change), Absorbed::Applied);
    assert!(held.questions.is_empty(), "what was held is gone");
}

#[test]
fn only_who_is_listed_may_watch() {
    let mut room = Room::at(S::Live);
    let stranger = Actor { user: minyi_rulebook::ids::UserId(Uuid::from_u128(1)), capacity: deputy(1).capacity };
    assert!(room.view(&stranger, 0).is_none());
    let video = |room: &Room, actor: &Actor| room.view(actor, 0).and_then(|view| view.head).and_then(|head| head.video);
    assert_eq!(video(&room, &deputy(1)), Some(VideoView::Hls));
    room.pass(1).step(&clerk(), C::StartSegment { kind: SegmentKind::Closed });
    assert_eq!(video(&room, &deputy(1)), None, "dark while evidence is closed");
}
