//! Every gate of the law: what provokes it, its code, its field and the rule that it quotes.

mod after;

use self::after::after_the_session;
use crate::room::*;
use jiff::SignedDuration;
use jiff::civil::date;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::hearing::HearingCommand as C;
use minyi_rulebook::hearing::HearingStage as S;
use minyi_rulebook::hearing::*;
use minyi_rulebook::policy::Policy;
use minyi_rulebook::refusal::RefusalCode as Code;

struct Refused {
    what: &'static str,
    room: Room,
    actor: Actor,
    command: C,
    code: Code,
    field: Option<&'static str>,
    rule: Option<&'static str>,
}

fn refused(what: &'static str, room: Room, actor: Actor, command: C, code: Code) -> Refused {
    Refused { what, room, actor, command, code, field: None, rule: None }
}

impl Refused {
    fn field(mut self, field: &'static str) -> Self {
        self.field = Some(field);
        self
    }
    fn quotes(mut self, rule: &'static str) -> Self {
        self.rule = Some(rule);
        self
    }
}

fn create(change: impl FnOnce(&mut Plan)) -> C {
    let mut plan = plan();
    change(&mut plan);
    C::Create(Box::new(plan))
}

fn words(count: usize) -> String {
    "字".repeat(count)
}

fn sealable() -> Room {
    let mut room = Room::default();
    room.step(&office(), create(|plan| plan.openness = Openness::OpenSealable));
    room.approve(Scope::Deputies);
    room
}

fn recused() -> Room {
    let mut room = Room::at(S::Live);
    room.step(&deputy(3), C::DeclareConflict { reason: "与当事人同单位".into() });
    room
}

fn asked(kind: QuestionKind, text: &str) -> C {
    C::Ask { id: question_id(50), kind, text: text.into(), anchor: None }
}

fn anchored(room: &Room, minutes: i64, source: AnchorSource) -> C {
    let at = room.now + SignedDuration::from_mins(minutes);
    let anchor = Some(Anchor { at, source, line: None });
    C::Ask { id: question_id(50), kind: QuestionKind::Conduct, text: "问".into(), anchor }
}

/// Signed by nobody: the doors are open, the deputy has not read the notice.
fn unsigned() -> Room {
    let mut room = Room::at(S::Rostered);
    let findings = (1..=DEPUTIES).map(|n| SeatFinding { deputy: user(n), may_observe: true }).collect();
    room.step(&clerk(), C::CheckRoster { findings }).step(&clerk(), C::OpenDoors);
    room.pass(60).step(&clerk(), C::StartSegment { kind: SegmentKind::Opening });
    room
}

fn drafted() -> Room {
    let mut room = Room::at(S::Answering);
    room.step(&office(), C::AssignQuestion { question: question_id(1) });
    room.step(&liaison(1), reply(1, AnswerKind::WorkReply));
    room
}

fn dissatisfied_twice() -> Room {
    let mut room = drafted();
    room.step(&liaison(2), C::ApproveAnswer { answer: 0 });
    room.step(&deputy(1), rated(1, Satisfaction::Dissatisfied));
    room.answer(1).step(&deputy(1), rated(1, Satisfaction::Dissatisfied));
    room
}

fn toggled() -> Room {
    let mut room = Room::at(S::Adjourned);
    for _ in 0..3 {
        room.step(&deputy(2), C::Second { question: question_id(1) });
        room.step(&deputy(2), C::Unsecond { question: question_id(1) });
    }
    room
}

fn held_until_judgment() -> Room {
    let mut room = Room::at(S::Adjourned);
    room.step(&deputy(2), ask(2));
    let screening = Screening::Accept { hold: HoldUntil::Judgment };
    room.step(&office(), C::Screen { question: question_id(2), screening });
    room
}

fn segments(room: &Room, spans: &[(i64, Option<i64>)]) -> C {
    let began = room.state().clock.began().expect("began");
    let at = |minutes: i64| began + SignedDuration::from_mins(minutes);
    let segments = spans
        .iter()
        .map(|(from, until)| Segment { kind: SegmentKind::Opening, from: at(*from), until: until.map(at) })
        .collect();
    C::CorrectClock { segments, reason: "更正".into() }
}

#[expect(clippy::too_many_lines, reason = "one row a refusal")]
fn before_the_session() -> Vec<Refused> {
    vec![
        refused(
            "a closed hearing",
            Room::default(),
            office(),
            create(|p| p.openness = Openness::Closed),
            Code::HearingClosed,
        )
        .field("openness")
        .quotes("hearing.closed_never"),
        refused("a hearing made by a deputy", Room::default(), deputy(1), create(|_| {}), Code::NotYours)
            .quotes("hearing.roster"),
        refused(
            "a court that is none",
            Room::default(),
            office(),
            create(|p| p.court = organ("unit-water")),
            Code::NoSuchAddressee,
        )
        .field("court"),
        refused("no seat", Room::default(), office(), create(|p| p.seats = 0), Code::OutOfRange).field("seats"),
        refused(
            "a video address that is none",
            Room::default(),
            office(),
            create(|p| p.video = VideoSource::Recorded { origin: "file:///etc/passwd".into() }),
            Code::OutOfRange,
        )
        .field("video"),
        refused("the same id again", Room::create(), office(), create(|_| {}), Code::AlreadySubmitted),
        refused(
            "a command for a hearing that is not there",
            Room::default(),
            office(),
            C::SendToCourt,
            Code::NoSuchMatter,
        ),
        refused(
            "approval by another court",
            Room::at(S::CourtReview),
            other_clerk(),
            C::CourtApprove { number: "1".into(), approver: "某".into(), scope: Scope::Public, replay_until: None },
            Code::NotYours,
        )
        .quotes("hearing.court_approves"),
        refused(
            "approval without a number",
            Room::at(S::CourtReview),
            clerk(),
            C::CourtApprove { number: " ".into(), approver: "某".into(), scope: Scope::Public, replay_until: None },
            Code::TextMissing,
        )
        .field("number"),
        refused(
            "an application where the record may be sealed",
            sealable(),
            deputy(1),
            C::Apply { no_conflict: true },
            Code::NotInThisStage,
        ),
        refused(
            "a roster where the record may be sealed",
            sealable(),
            office(),
            C::FixRoster { chosen: vec![user(1)], note: "抽签".into() },
            Code::NotInThisStage,
        ),
        refused(
            "an application without the declaration",
            {
                let mut room = Room::create();
                room.approve(Scope::Deputies);
                room
            },
            deputy(1),
            C::Apply { no_conflict: false },
            Code::ReasonMissing,
        )
        .field("no_conflict")
        .quotes("hearing.recusal"),
        refused(
            "a second application",
            Room::at(S::Signup),
            deputy(1),
            C::Apply { no_conflict: true },
            Code::AlreadyDone,
        ),
        refused(
            "a roster with somebody who did not apply",
            Room::at(S::Signup),
            office(),
            C::FixRoster { chosen: vec![user(99)], note: "抽签".into() },
            Code::NoSuchItem,
        )
        .field("chosen.0")
        .quotes("hearing.recusal"),
        refused(
            "a roster with the same deputy twice",
            Room::at(S::Signup),
            office(),
            C::FixRoster { chosen: vec![user(1), user(1)], note: "抽签".into() },
            Code::Repeated,
        )
        .field("chosen"),
        refused(
            "open doors before the witness list was checked",
            Room::at(S::Rostered),
            clerk(),
            C::OpenDoors,
            Code::SeatUnchecked,
        )
        .quotes("hearing.no_witness_observes"),
        refused(
            "a finding about somebody off the roster",
            Room::at(S::Rostered),
            clerk(),
            C::CheckRoster { findings: vec![SeatFinding { deputy: user(99), may_observe: true }] },
            Code::NoSuchItem,
        )
        .field("findings.0"),
        refused(
            "an old discipline notice",
            Room::at(S::Rostered),
            deputy(1),
            C::SignDiscipline { notice: "discipline-0".into() },
            Code::OutOfRange,
        )
        .field("notice")
        .quotes("hearing.discipline"),
        refused("a second signature", Room::at(S::Ready), deputy(1), notice(), Code::AlreadyDone),
        refused(
            "the office at the clerk's buttons",
            Room::at(S::Ready),
            office(),
            C::StartSegment { kind: SegmentKind::Opening },
            Code::NotYours,
        )
        .quotes("hearing.clock_appends"),
        refused(
            "a session that opens with a recess",
            Room::at(S::Ready),
            clerk(),
            C::StartSegment { kind: SegmentKind::Recess },
            Code::OutOfRange,
        )
        .field("kind"),
        refused("an auditor who acts", Room::at(S::Draft), auditor(), C::SendToCourt, Code::NotYours)
            .quotes("auditor.reads_only"),
        refused("a question before the session", Room::at(S::Ready), deputy(1), ask(50), Code::NotInThisStage)
            .quotes("hearing.silence_in_court"),
    ]
}

#[expect(clippy::too_many_lines, reason = "one row a refusal")]
fn in_session() -> Vec<Refused> {
    let live = Room::at(S::Live);
    let adjourned = Room::at(S::Adjourned);
    vec![
        refused("a question without the signature", unsigned(), deputy(1), ask(50), Code::DisciplineUnsigned)
            .quotes("hearing.discipline"),
        refused("a question by a recused deputy", recused(), deputy(3), ask(50), Code::Recused)
            .quotes("hearing.recusal"),
        refused("a rating by a recused deputy", recused(), deputy(3), C::RateHearing(sheet(3)), Code::Recused)
            .quotes("hearing.recusal"),
        refused("a question by the office", live.clone(), office(), ask(50), Code::NotYours),
        refused(
            "merits before judgment",
            live.clone(),
            deputy(1),
            asked(QuestionKind::Merits, "问"),
            Code::MeritsBeforeJudgment,
        )
        .field("kind")
        .quotes("hearing.merits_before_judgment"),
        refused(
            "merits in the words",
            adjourned.clone(),
            deputy(1),
            asked(QuestionKind::Conduct, "本案应当判原告赢"),
            Code::MeritsBeforeJudgment,
        )
        .field("text")
        .quotes("hearing.merits_before_judgment"),
        refused("an empty question", live.clone(), deputy(1), asked(QuestionKind::Conduct, " "), Code::TextMissing)
            .field("text"),
        refused(
            "a question of 301 characters",
            live.clone(),
            deputy(1),
            asked(QuestionKind::Conduct, &words(301)),
            Code::TextTooLong,
        )
        .field("text"),
        refused(
            "a question of two megabytes",
            live.clone(),
            deputy(1),
            asked(QuestionKind::Conduct, &words(700_000)),
            Code::TextTooLong,
        )
        .field("text"),
        refused(
            "the same question twice",
            {
                let mut room = Room::at(S::Live);
                room.step(&deputy(1), ask(50));
                room
            },
            deputy(1),
            ask(50),
            Code::AlreadyDone,
        )
        .field("id"),
        refused(
            "an eleventh question",
            {
                let mut room = Room::at(S::Live);
                for n in 10..20 {
                    room.step(&deputy(1), ask(n));
                }
                room
            },
            deputy(1),
            ask(50),
            Code::OutOfRange,
        )
        .quotes("hearing.question_limit"),
        refused(
            "an anchor in the future",
            live.clone(),
            deputy(1),
            anchored(&live, 5, AnchorSource::Player),
            Code::BadAnchor,
        )
        .field("anchor.at")
        .quotes("hearing.anchor"),
        refused(
            "an anchor before the opening",
            live.clone(),
            deputy(1),
            anchored(&live, -90, AnchorSource::Player),
            Code::BadAnchor,
        )
        .quotes("hearing.anchor"),
        refused(
            "an anchor in a recess",
            {
                let mut room = Room::at(S::Recess);
                room.pass(5);
                room
            },
            deputy(1),
            {
                let mut room = Room::at(S::Recess);
                room.pass(5);
                anchored(&room, -1, AnchorSource::Player)
            },
            Code::BadAnchor,
        )
        .quotes("hearing.anchor"),
        refused(
            "a transcript anchor without its line",
            live.clone(),
            deputy(1),
            anchored(&live, -1, AnchorSource::Transcript),
            Code::BadAnchor,
        )
        .field("anchor.line"),
        refused(
            "seconding while the court sits",
            live.clone(),
            deputy(2),
            C::Second { question: question_id(1) },
            Code::CourtSits,
        )
        .quotes("hearing.silence_in_court"),
        refused(
            "release while the court sits",
            live.clone(),
            office(),
            C::Release { questions: vec![question_id(1)] },
            Code::NotReleasedYet,
        )
        .quotes("hearing.release_after_adjournment"),
        refused(
            "a reply while the court sits",
            live.clone(),
            liaison(1),
            C::DraftAnswer { question: None, kind: AnswerKind::WorkReply, text: "答".into() },
            Code::CourtSits,
        )
        .field("kind")
        .quotes("hearing.notes_only_in_session"),
        refused(
            "the bench that writes",
            live.clone(),
            bench(),
            C::DraftAnswer { question: None, kind: AnswerKind::ProcedureNote, text: "答".into() },
            Code::NotYours,
        ),
        refused(
            "segments that overlap",
            live.clone(),
            clerk(),
            segments(&live, &[(0, Some(5)), (4, None)]),
            Code::ClockOverlap,
        )
        .field("segments.1")
        .quotes("hearing.clock_appends"),
        refused(
            "a segment that ends before it begins",
            live.clone(),
            clerk(),
            segments(&live, &[(3, Some(2)), (4, None)]),
            Code::ClockOverlap,
        )
        .field("segments.0"),
        refused(
            "an open end in the middle",
            live.clone(),
            clerk(),
            segments(&live, &[(0, None), (4, None)]),
            Code::ClockOverlap,
        ),
        refused("no segments", live.clone(), clerk(), segments(&live, &[]), Code::ClockOverlap).field("segments"),
        refused(
            "a clock of the future",
            live.clone(),
            clerk(),
            segments(&live, &[(0, Some(5)), (60, None)]),
            Code::OutOfRange,
        )
        .field("segments"),
        refused("a clock of another day", live.clone(), clerk(), segments(&live, &[(-3_000, None)]), Code::OutOfRange),
        refused(
            "the same segment again",
            live.clone(),
            clerk(),
            C::StartSegment { kind: SegmentKind::Opening },
            Code::AlreadyDone,
        ),
        refused("an evaluation while the court sits", live, deputy(1), C::RateHearing(sheet(4)), Code::NotInThisStage),
    ]
}

#[test]
fn every_gate_refuses_with_its_code_its_field_and_its_quoted_rule() {
    for mut row in before_the_session().into_iter().chain(in_session()).chain(after_the_session()) {
        let before = row.room.hearing.clone();
        let refusal = row.room.does(&row.actor, &row.command).expect_err(row.what);
        assert_eq!(refusal.code, row.code, "{}", row.what);
        if row.field.is_some() {
            assert_eq!(refusal.field.as_deref(), row.field, "{}", row.what);
        }
        if let Some(rule) = row.rule {
            let quote = refusal.rule.as_ref().unwrap_or_else(|| panic!("{} quotes no rule", row.what));
            assert_eq!(quote.id.0, rule, "{}", row.what);
        }
        assert!(!refusal.accepted_zh.is_empty() && !refusal.accepted_en.is_empty(), "{} says what would do", row.what);
        assert_eq!(row.room.hearing, before, "{} leaves the hearing as it was", row.what);
    }
}

#[test]
fn every_row_of_the_table_quotes_a_rule_that_exists() {
    for row in table::TABLE {
        assert!(Policy::embedded().quote(row.rule).is_some(), "{}", row.rule);
    }
    for ground in [QuestionGround::Merits, QuestionGround::Unrelated, QuestionGround::Repeated] {
        assert!(Policy::embedded().quote(ground.rule()).is_some(), "{ground:?}");
    }
}

#[test]
fn a_closed_hearing_cannot_come_to_be_by_any_road() {
    for openness in [Openness::Open, Openness::OpenSealable, Openness::Closed] {
        let made = Room::default().does(&office(), &create(|plan| plan.openness = openness));
        assert_eq!(made.is_ok(), openness != Openness::Closed, "{openness:?}");
    }
    let room = sealable();
    assert_eq!(room.state().roster().count(), 0, "a sealable one has no roster");
    assert_eq!(room.state().stage, S::Rostered);
}
