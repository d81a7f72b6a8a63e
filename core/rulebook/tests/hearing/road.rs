//! The plain road from creation to archive, and what the clocks, the anchors and the scores do on it.

use crate::room::*;
use jiff::SignedDuration;
use jiff::civil::date;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::hearing::HearingCommand as C;
use minyi_rulebook::hearing::HearingStage as S;
use minyi_rulebook::hearing::*;
use minyi_rulebook::procedure::Procedure;

#[test]
fn every_stage_can_be_reached_and_the_record_replays_to_it() {
    for stage in S::ALL {
        let room = Room::at(stage);
        assert_eq!(room.state().stage, stage);
        let stored: Vec<HearingEvent> = room
            .events
            .iter()
            .map(|event| serde_json::from_str(&serde_json::to_string(event).expect("json")).expect("the event back"))
            .collect();
        assert_eq!(replay(&stored).as_ref(), Some(room.state()), "{stage:?}");
        assert_eq!(Hearing::version(room.state()) as usize, stored.len());
    }
}

#[test]
fn a_clock_edit_moves_positions_and_never_anchors() {
    let mut room = Room::at(S::Live);
    let at = room.now - SignedDuration::from_mins(4);
    let anchor = Some(Anchor { at, source: AnchorSource::Player, line: None });
    let (id, kind, text) = (question_id(1), QuestionKind::Conduct, "问".to_owned());
    room.step(&deputy(1), C::Ask { id, kind, text, anchor });
    let before = room.view(&office(), 0).expect("a view").questions[0].clone();
    assert_eq!(before.position.map(|position| position.offset_ms), Some(6 * 60_000));

    let began = room.state().clock.began().expect("began") + SignedDuration::from_mins(2);
    let segments = vec![Segment { kind: SegmentKind::Investigation, from: began, until: None }];
    room.step(&clerk(), C::CorrectClock { segments, reason: "晚开两分钟".into() });
    let after = room.view(&office(), 0).expect("a view").questions[0].clone();
    assert_eq!(after.anchor, before.anchor, "programme time is as it was");
    assert_eq!(after.position.map(|position| position.offset_ms), Some(4 * 60_000));
    assert_eq!(replay(&room.events).as_ref(), Some(room.state()), "and replays so");
}

#[test]
fn a_recording_is_set_after_adjournment_and_shown_until_the_courts_consent_ends() {
    let mut room = Room::replayable_at(S::Adjourned, date(2026, 3, 3));
    let offered = |room: &Room| {
        let view = room.view(&clerk(), 0).expect("a view");
        view.head.expect("a head").acts.contains(&HearingAct::SetVideo)
    };
    assert!(offered(&room), "the clerk may");
    assert!(!lanes::shows_video(room.state(), lanes::Lane::Roster, room.now), "nothing is live any more");
    room.step(&clerk(), recording());
    assert!(lanes::shows_video(room.state(), lanes::Lane::Roster, room.now));
    assert!(!lanes::shows_video(room.state(), lanes::Lane::Bench, room.now), "the bench never had a picture here");
    room.pass(3 * 24 * 60);
    assert!(!lanes::shows_video(room.state(), lanes::Lane::Roster, room.now), "the consent is over");
    assert!(!offered(&room));
    assert_eq!(replay(&room.events).as_ref(), Some(room.state()));
}

#[test]
fn an_anchor_without_programme_time_is_the_servers_and_marked() {
    let mut room = Room::at(S::Live);
    let far = room.now + SignedDuration::from_hours(100);
    let anchor = Some(Anchor { at: far, source: AnchorSource::Server, line: Some(3) });
    let (id, kind, text) = (question_id(1), QuestionKind::Conduct, "问".to_owned());
    room.step(&deputy(1), C::Ask { id, kind, text, anchor });
    let anchor = room.question(1).anchor.clone().expect("an anchor");
    assert!(anchor.is_approximate());
    assert_eq!(anchor.at, room.now - SignedDuration::from_secs(30), "the server's time less the declared delay");
}

#[test]
fn a_question_begun_without_programme_time_and_sent_later_keeps_its_moment() {
    let mut room = Room::at(S::Live);
    let begun = room.now - SignedDuration::from_mins(2);
    room.pass(20);
    let anchor = Some(Anchor { at: begun, source: AnchorSource::Server, line: None });
    let (id, kind, text) = (question_id(1), QuestionKind::Conduct, "问".to_owned());
    room.step(&deputy(1), C::Ask { id, kind, text, anchor });
    let anchor = room.question(1).anchor.clone().expect("an anchor");
    assert!(anchor.is_approximate());
    assert_eq!(anchor.at, begun);
}

#[test]
fn attendance_is_the_union_of_watched_intervals_in_open_segments() {
    let mut room = Room::at(S::Live);
    let began = room.state().clock.began().expect("began");
    let at = |minutes: i64| began + SignedDuration::from_mins(minutes);
    room.step(&clerk(), C::StartSegment { kind: SegmentKind::Recess });
    room.pass(10).step(&clerk(), C::StartSegment { kind: SegmentKind::Debate });
    room.pass(10).step(&clerk(), C::Adjourn);
    let intervals = vec![
        Interval { from: at(2), until: at(6) },
        Interval { from: at(4), until: at(12) },
        Interval { from: at(4), until: at(12) },
        Interval { from: at(25), until: at(90) },
    ];
    room.step(&Actor::system(), C::NoteAttendance { watched: vec![Watched { deputy: user(1), intervals }] });
    let seat = &room.state().seats[&user(1)];
    assert_eq!(seat.watched.len(), 2);
    assert_eq!(
        watched_ms(&seat.watched, &room.state().clock),
        (8 + 5) * 60_000,
        "recess and afterwards count for nothing"
    );
}

#[test]
fn a_deferral_lets_the_clock_stand_until_judgment() {
    let mut room = Room::at(S::Answering);
    room.step(&office(), C::AssignQuestion { question: question_id(1) });
    let due = room.question(1).clock.as_ref().expect("a clock").due;
    room.step(&liaison(1), reply(1, AnswerKind::Deferral)).step(&liaison(2), C::ApproveAnswer { answer: 0 });
    assert!(room.question(1).clock.as_ref().expect("a clock").is_paused());
    room.pass(60 * 24 * 50);
    assert!(Hearing::watches(room.state()).is_empty(), "nobody is late while it stands");
    room.step(&clerk(), C::RecordJudgment);
    let moved = room.question(1).clock.as_ref().expect("a clock");
    assert!(!moved.is_paused());
    assert_eq!(moved.due, due + jiff::Span::new().days(50));
}

#[test]
fn a_late_reply_opens_supervision_by_itself() {
    let mut room = Room::at(S::Answering);
    room.step(&office(), C::AssignQuestion { question: question_id(1) });
    let watch = Hearing::watches(room.state()).remove(0);
    room.now = watch.from;
    room.step(&Actor::system(), watch.command);
    assert_eq!(
        room.question(1).supervision.as_ref().map(|s| (s.cause, s.open)),
        Some((SupervisionCause::Overdue, true))
    );
    assert!(Hearing::watches(room.state()).is_empty(), "noted once");
    let remind =
        C::Supervise { question: question_id(1), act: SupervisionKind::Remind, text: "请按时答复".into() };
    room.step(&office(), remind).answer(1);
    room.step(&deputy(1), rated(1, Satisfaction::Basically));
    assert_eq!(room.question(1).supervision.as_ref().map(|s| s.open), Some(false), "reply and rating end it");
}

#[test]
fn a_second_dissatisfaction_opens_supervision_and_only_a_decision_ends_it() {
    let mut room = Room::at(S::Answering);
    room.step(&office(), C::AssignQuestion { question: question_id(1) }).answer(1);
    room.step(&deputy(1), rated(1, Satisfaction::Dissatisfied));
    assert_eq!(room.question(1).stage, QuestionStage::Assigned, "once more");
    assert_eq!(room.question(1).clock.as_ref().map(|clock| clock.id.round), Some(2));
    room.answer(1).step(&deputy(1), rated(1, Satisfaction::Dissatisfied));
    assert_eq!(room.question(1).stage, QuestionStage::Rated);
    assert_eq!(room.question(1).answers.len(), 2, "both answers stay");
    let end = C::EndSupervision { question: question_id(1), reason: "转为专题询问".into() };
    room.step(&office(), end);
    assert_eq!(room.question(1).stage, QuestionStage::Closed);
}

#[test]
fn five_seconds_make_a_key_question_and_after_judgment_a_joint_suggestion_with_its_statutory_clock() {
    for (broad, due) in [(false, "2026-06-02"), (true, "2026-09-02")] {
        let mut room = Room::at(S::Adjourned);
        let one = question_id(1);
        for number in 2..=5 {
            room.step(&deputy(number), C::Second { question: one });
        }
        assert!(!room.question(1).key);
        room.step(&deputy(6), C::Second { question: one });
        assert!(room.question(1).key);
        room.step(&office(), C::Release { questions: vec![one] });
        room.step(&office(), C::AssignQuestion { question: one }).answer(1);
        room.step(&clerk(), C::RecordJudgment);
        room.step(&deputy(1), C::ConvertToSuggestion { question: one, title: "关于规范休庭告知的建议".into() });
        room.step(&office(), C::AssignSuggestion { question: one, lead: organ("court"), broad });
        let suggestion = room.question(1).suggestion.clone().expect("a suggestion");
        assert_eq!(suggestion.signers, [1, 2, 3, 4, 5, 6].map(user));
        assert_eq!(suggestion.clock.expect("a clock").due.to_string(), due);
        room.answer(1);
        let view = room.view(&office(), 0).expect("a view");
        assert_eq!(view.questions[0].suggestion.as_ref().map(|suggestion| suggestion.answered), Some(true));
    }
}

#[test]
fn scores_are_shown_from_three_raters_and_reach_the_court_after_judgment() {
    let mut room = Room::at(S::Adjourned);
    let scores =
        |room: &Room, actor: &Actor| room.view(actor, 0).and_then(|view| view.head).and_then(|head| head.scores);
    for number in 1..=3 {
        assert_eq!(scores(&room, &office()), None, "{number} raters are too few");
        room.step(&deputy(number), C::RateHearing(sheet(4)));
    }
    assert_eq!(scores(&room, &office()).map(|scores| (scores.raters, scores.clarity_x100)), Some((3, 400)));
    for reader in [liaison(1), bench(), deputy(1)] {
        assert_eq!(scores(&room, &reader), None, "not before judgment");
    }
    room.step(&clerk(), C::RecordJudgment);
    for reader in [liaison(1), bench(), deputy(1)] {
        assert!(scores(&room, &reader).is_some());
    }
    let document = EvaluationSheet { document: Some(5), ..sheet(5) };
    room.step(&deputy(1), C::RateHearing(document));
    let shown = scores(&room, &office()).expect("scores");
    assert_eq!((shown.raters, shown.document_x100), (3, None), "one rater of the document is too few");
}

#[test]
fn what_a_screen_offers_is_taken() {
    for stage in S::ALL {
        let room = Room::at(stage);
        for actor in everybody() {
            let context = room.context(&actor);
            for act in hearing_acts(room.state(), &context) {
                assert!(
                    table::TABLE.iter().any(|row| row.act == act && row.from.contains(&stage)),
                    "{act:?} in {stage:?}"
                );
            }
        }
    }
    let offered = |room: &Room, actor: &Actor| hearing_acts(room.state(), &room.context(actor));
    assert!(offered(&Room::at(S::Ready), &clerk()).contains(&HearingAct::StartSegment));
    assert!(offered(&Room::at(S::Live), &deputy(1)).contains(&HearingAct::Ask));
    assert!(!offered(&Room::at(S::Rostered), &clerk()).contains(&HearingAct::OpenDoors));
}
