//! Every refusal of the procedure: what provokes it, its code, and the rule that it quotes.

mod desk;

use desk::*;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::calendar::Calendar;
use minyi_rulebook::citizen_case::*;
use minyi_rulebook::class::TriageClass;
use minyi_rulebook::policy::{ClockKind, Policy};
use minyi_rulebook::refusal::RefusalCode as Code;

struct Refused {
    what: &'static str,
    desk: Desk,
    actor: Actor,
    command: CaseCommand,
    code: Code,
    field: Option<&'static str>,
    rule: Option<&'static str>,
}

fn refused(what: &'static str, desk: Desk, actor: Actor, command: CaseCommand, code: Code) -> Refused {
    Refused {
        what,
        desk,
        actor,
        command,
        code,
        field: None,
        rule: None,
    }
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

fn submit(change: impl FnOnce(&mut Submission)) -> CaseCommand {
    let mut filed = submission();
    change(&mut filed);
    CaseCommand::Submit(Box::new(filed))
}

fn triaged_as(class: TriageClass) -> Desk {
    let mut desk = Desk::at(Stage::Submitted);
    desk.step(&station(), triage(class));
    desk
}

fn with_draft() -> Desk {
    let mut desk = Desk::at(Stage::Handling);
    desk.step(&clerk("unit-water"), CaseCommand::DraftAnswer(draft("A")));
    desk
}

fn reported_late() -> Desk {
    let mut desk = Desk::at(Stage::Assigned);
    desk.pass_days(40);
    desk
}

fn without_consent() -> Desk {
    let mut desk = Desk::default();
    desk.step(&citizen(), submit(|filed| filed.may_publish = false))
        .step(&station(), triage(TriageClass::Help));
    desk.step(&office(), assign("unit-water", &[]));
    desk
}

#[expect(clippy::too_many_lines, reason = "one row a refusal")]
fn table() -> Vec<Refused> {
    use CaseCommand as C;
    let new = Desk::default;
    let at = Desk::at;
    let water = || clerk("unit-water");
    let head = || leader("unit-water");
    let words = |count: usize| "字".repeat(count);
    let reason = || "理由".to_owned();
    vec![
        refused(
            "a command for a case that nobody filed",
            new(),
            station(),
            triage(TriageClass::Help),
            Code::NoSuchMatter,
        ),
        refused(
            "a second submission under the same id",
            at(Stage::Submitted),
            citizen(),
            submit(|_| {}),
            Code::AlreadySubmitted,
        )
        .quotes("submission.frozen"),
        refused(
            "no title",
            new(),
            citizen(),
            submit(|filed| filed.title = "  ".into()),
            Code::TextMissing,
        )
        .field("title"),
        refused(
            "a title of 81 characters",
            new(),
            citizen(),
            submit(|filed| filed.title = words(81)),
            Code::TextTooLong,
        )
        .field("title"),
        refused(
            "a text of 5,001 characters",
            new(),
            citizen(),
            submit(|filed| filed.text = words(5_001)),
            Code::TextTooLong,
        )
        .field("text"),
        refused(
            "a latitude beyond the pole",
            new(),
            citizen(),
            submit(|filed| filed.place.as_mut().expect("a place").lat_e6 = 90_000_001),
            Code::OutOfRange,
        )
        .field("place.lat_e6"),
        refused(
            "the least number there is as longitude",
            new(),
            citizen(),
            submit(|filed| filed.place.as_mut().expect("a place").lon_e6 = i32::MIN),
            Code::OutOfRange,
        )
        .field("place.lon_e6"),
        refused(
            "ten photos",
            new(),
            citizen(),
            submit(|filed| filed.photos = (0..10).map(photo).collect()),
            Code::OutOfRange,
        )
        .field("photos"),
        refused(
            "an empty photo",
            new(),
            citizen(),
            submit(|filed| filed.photos[1].bytes = 0),
            Code::OutOfRange,
        )
        .field("photos.1.bytes"),
        refused(
            "the same photo twice",
            new(),
            citizen(),
            submit(|filed| filed.photos[1] = photo(1)),
            Code::Repeated,
        )
        .field("photos.1"),
        refused(
            "a station that does not exist",
            new(),
            citizen(),
            submit(|filed| {
                filed.addressee = Addressee::Station {
                    station: organ("nowhere"),
                }
            }),
            Code::NoSuchAddressee,
        )
        .field("addressee.station"),
        refused(
            "a deputy that does not exist",
            new(),
            citizen(),
            submit(|filed| filed.addressee = Addressee::Deputy { deputy: user(99) }),
            Code::NoSuchAddressee,
        )
        .field("addressee.deputy"),
        refused(
            "a deputy who files in a citizen's place",
            new(),
            deputy(),
            submit(|_| {}),
            Code::NotYours,
        )
        .quotes("proxy.station_only"),
        refused(
            "a citizen who files as somebody else",
            new(),
            citizen(),
            submit(|filed| {
                filed.filing = Filing::Proxy {
                    author: user(2),
                    channel: ProxyChannel::Phone,
                }
            }),
            Code::NotYours,
        )
        .field("filing")
        .quotes("proxy.station_only"),
        refused(
            "triage by another station",
            at(Stage::Submitted),
            other_station(),
            triage(TriageClass::Help),
            Code::NotYours,
        ),
        refused(
            "a deputy who triages",
            at(Stage::Submitted),
            deputy(),
            triage(TriageClass::Help),
            Code::NotYours,
        )
        .quotes("deputy.no_direct_handling"),
        refused(
            "an auditor who triages",
            at(Stage::Submitted),
            auditor(),
            triage(TriageClass::Help),
            Code::NotYours,
        )
        .quotes("auditor.reads_only"),
        refused(
            "triage after assignment",
            at(Stage::Assigned),
            office(),
            triage(TriageClass::Help),
            Code::NotInThisStage,
        ),
        refused(
            "assignment by the station",
            at(Stage::Triaged),
            station(),
            assign("unit-water", &[]),
            Code::NotYours,
        )
        .quotes("assign.office_only"),
        refused(
            "assignment of litigation",
            triaged_as(TriageClass::Litigation),
            office(),
            assign("unit-water", &[]),
            Code::ClassRestricted,
        )
        .quotes("class.restricted_not_assignable"),
        refused(
            "assignment of an accusation",
            triaged_as(TriageClass::Accusation),
            office(),
            assign("unit-water", &[]),
            Code::ClassRestricted,
        )
        .quotes("class.restricted_not_assignable"),
        refused(
            "assignment to a station",
            at(Stage::Triaged),
            office(),
            assign("station-a", &[]),
            Code::NotAHandlingUnit,
        )
        .field("lead"),
        refused(
            "assignment to the court",
            at(Stage::Triaged),
            office(),
            assign("court", &[]),
            Code::NotAHandlingUnit,
        )
        .field("lead"),
        refused(
            "a co-handler that does not exist",
            at(Stage::Triaged),
            office(),
            assign("unit-water", &["nobody"]),
            Code::NotAHandlingUnit,
        )
        .field("co"),
        refused(
            "the lead as co-handler",
            at(Stage::Triaged),
            office(),
            assign("unit-water", &["unit-water"]),
            Code::Repeated,
        )
        .field("co"),
        refused(
            "signing for it twice",
            at(Stage::Handling),
            clerk("unit-water"),
            C::SignFor,
            Code::NotYours,
        ),
        refused(
            "signing for another unit's case",
            at(Stage::Assigned),
            clerk("unit-other"),
            C::SignFor,
            Code::NotYours,
        ),
        refused(
            "giving it back after the window",
            reported_late(),
            water(),
            C::RequestReturn { reason: reason() },
            Code::WindowOver,
        )
        .quotes("return.window"),
        refused(
            "a unit that sends its case elsewhere by itself",
            at(Stage::Handling),
            water(),
            assign("unit-road", &[]),
            Code::NotInThisStage,
        ),
        refused(
            "deciding a return that nobody asked for",
            at(Stage::Handling),
            office(),
            C::DecideReturn {
                unit: organ("unit-water"),
                consent: true,
                reason: reason(),
            },
            Code::NoSuchItem,
        )
        .field("unit"),
        refused(
            "a unit that consents to its own return",
            at(Stage::Handling),
            water(),
            C::DecideReturn {
                unit: organ("unit-water"),
                consent: true,
                reason: reason(),
            },
            Code::NotYours,
        )
        .quotes("return.assigner_consent"),
        refused(
            "an extension of a year",
            at(Stage::Handling),
            water(),
            C::RequestExtension {
                days: 366,
                reason: reason(),
            },
            Code::ExtensionTooLong,
        )
        .field("days")
        .quotes("extension.most"),
        refused(
            "an extension of no days",
            at(Stage::Handling),
            water(),
            C::RequestExtension {
                days: 0,
                reason: reason(),
            },
            Code::OutOfRange,
        )
        .field("days"),
        refused(
            "a unit that grants its own extension",
            at(Stage::Handling),
            water(),
            C::DecideExtension {
                consent: true,
                reason: reason(),
            },
            Code::NotYours,
        )
        .quotes("extension.assigner_agrees"),
        refused(
            "granting an extension that nobody asked for",
            at(Stage::Handling),
            office(),
            C::DecideExtension {
                consent: true,
                reason: reason(),
            },
            Code::NoSuchItem,
        ),
        refused(
            "an opinion before signing for it",
            at(Stage::Handling),
            clerk("unit-road"),
            C::GiveOpinion { text: reason() },
            Code::AlreadyDone,
        ),
        refused(
            "an answer by a co-handler",
            at(Stage::Handling),
            clerk("unit-road"),
            C::DraftAnswer(draft("A")),
            Code::NotYours,
        )
        .quotes("answer.written_by_leader"),
        refused(
            "a result class that is not on the list",
            at(Stage::Handling),
            water(),
            C::DraftAnswer(draft("Z")),
            Code::UnknownResultClass,
        )
        .field("result_class"),
        refused(
            "a promise without a date",
            at(Stage::Handling),
            water(),
            C::DraftAnswer(AnswerDraft {
                commitments: vec![],
                ..draft("B")
            }),
            Code::CommitmentMissing,
        )
        .field("commitments")
        .quotes("answer.b_needs_commitment"),
        refused(
            "a promise for yesterday",
            at(Stage::Handling),
            water(),
            C::DraftAnswer(AnswerDraft {
                commitments: vec![Promise {
                    text: "旧".into(),
                    due: jiff::civil::date(2026, 3, 1),
                }],
                ..draft("B")
            }),
            Code::OutOfRange,
        )
        .field("commitments.0.due"),
        refused(
            "signing without a draft",
            at(Stage::Handling),
            head(),
            C::SignAnswer,
            Code::NoSuchItem,
        ),
        refused(
            "signing one's own draft",
            with_draft(),
            Actor {
                user: clerk("unit-water").user,
                ..leader("unit-water")
            },
            C::SignAnswer,
            Code::TwoPeopleNeeded,
        )
        .quotes("answer.written_by_leader"),
        refused(
            "an answer signed by the clerk",
            with_draft(),
            water(),
            C::SignAnswer,
            Code::NotYours,
        )
        .quotes("answer.written_by_leader"),
        refused(
            "an evaluation by a stranger",
            at(Stage::Answered),
            other_citizen(),
            grades(Grade::Satisfied),
            Code::NotYours,
        )
        .quotes("evaluation.author_only"),
        refused(
            "an evaluation before the answer",
            at(Stage::Handling),
            citizen(),
            grades(Grade::Satisfied),
            Code::NotInThisStage,
        ),
        refused(
            "dissatisfaction without a reason",
            at(Stage::Answered),
            citizen(),
            C::Evaluate(EvaluationForm {
                process: Grade::Dissatisfied,
                answer: Grade::Satisfied,
                delivery: None,
                reason: " ".into(),
            }),
            Code::ReasonMissing,
        )
        .field("reason")
        .quotes("evaluation.reason_required"),
        refused(
            "a second evaluation of the same answer",
            at(Stage::Evaluated),
            citizen(),
            grades(Grade::Satisfied),
            Code::AlreadyDone,
        ),
        refused(
            "closing within the evaluation window",
            at(Stage::Answered),
            office(),
            C::Close { note: String::new() },
            Code::NotInThisStage,
        ),
        refused(
            "supervision before assignment",
            at(Stage::Triaged),
            office(),
            C::Supervise {
                act: SupervisionKind::Remind,
                note: reason(),
            },
            Code::NotInThisStage,
        )
        .quotes("supervision.never_changes_answer"),
        refused(
            "a deputy who gives a yellow card",
            at(Stage::Handling),
            deputy(),
            C::Supervise {
                act: SupervisionKind::YellowCard,
                note: reason(),
            },
            Code::NotYours,
        )
        .quotes("deputy.no_direct_handling"),
        refused(
            "a commitment that does not exist",
            at(Stage::Closed),
            water(),
            C::ReportCommitment {
                index: 7,
                text: reason(),
                photos: vec![],
            },
            Code::NoSuchItem,
        )
        .field("index"),
        refused(
            "verifying what nobody reported",
            at(Stage::Closed),
            office(),
            C::VerifyCommitment {
                index: 0,
                kept: true,
                note: reason(),
            },
            Code::NoSuchItem,
        )
        .field("index"),
        refused(
            "publishing without the author's consent",
            without_consent(),
            office(),
            C::Publish,
            Code::NoConsentToPublish,
        )
        .quotes("class.restricted_not_public"),
        refused(
            "taking down what is not published",
            at(Stage::Handling),
            office(),
            C::Unpublish { reason: reason() },
            Code::AlreadyDone,
        ),
        refused(
            "undoing another organ's act",
            at(Stage::Triaged),
            office(),
            C::Undo {
                version: 2,
                reason: reason(),
            },
            Code::NothingToUndo,
        )
        .field("version")
        .quotes("undo.own_latest_act"),
        refused(
            "linking to a case that does not exist",
            at(Stage::Submitted),
            station(),
            C::LinkDuplicate {
                of: matter(5),
                explanation: reason(),
            },
            Code::NoSuchItem,
        )
        .field("of")
        .quotes("duplicate.keeps_both"),
        refused(
            "withdrawing after assignment",
            at(Stage::Handling),
            citizen(),
            C::Withdraw { reason: reason() },
            Code::NotInThisStage,
        )
        .quotes("submission.frozen"),
        refused(
            "a photo that the case does not name",
            at(Stage::Submitted),
            Actor::system(),
            C::NotePhotoArrived {
                sha256: photo(9).sha256,
            },
            Code::AlreadyDone,
        ),
        refused(
            "the server's act from a person",
            at(Stage::Submitted),
            office(),
            C::NotePhotoArrived {
                sha256: photo(1).sha256,
            },
            Code::NotYours,
        ),
        refused(
            "an author who follows the own case",
            at(Stage::Submitted),
            Actor::system(),
            C::AddFollower {
                user: citizen().user,
                from: matter(2),
            },
            Code::AlreadyDone,
        ),
    ]
}

#[test]
fn every_refusal_has_its_code_its_field_and_its_quoted_rule() {
    for mut row in table() {
        let before = row.desk.case.clone();
        let refusal = row.desk.does(&row.actor, row.command).expect_err(row.what);
        assert_eq!(refusal.code, row.code, "{}", row.what);
        if row.field.is_some() {
            assert_eq!(refusal.field.as_deref(), row.field, "{}", row.what);
        }
        if let Some(rule) = row.rule {
            let quote = refusal
                .rule
                .as_ref()
                .unwrap_or_else(|| panic!("{} quotes no rule", row.what));
            assert_eq!(
                quote.id,
                Policy::embedded().quote(rule).expect("a quote").id,
                "{}",
                row.what
            );
        }
        assert!(
            !refusal.accepted_zh.is_empty() && !refusal.accepted_en.is_empty(),
            "{} says what would do",
            row.what
        );
        assert_eq!(row.desk.case, before, "{} leaves the case as it was", row.what);
    }
}

#[test]
fn every_row_of_the_table_and_every_ground_quotes_a_rule_that_exists() {
    let policy = Policy::embedded();
    let grounds = [
        RefusalGround::Personal,
        RefusalGround::Advert,
        RefusalGround::Empty,
        RefusalGround::PendingCase,
        RefusalGround::LiveTender,
    ];
    let targets = [
        RedirectTarget::Hotline12345,
        RedirectTarget::Petition,
        RedirectTarget::Judicial,
        RedirectTarget::Discipline,
    ];
    let rules = table::TABLE.iter().map(|row| row.rule);
    let rules = rules
        .chain(grounds.map(RefusalGround::rule))
        .chain(targets.map(RedirectTarget::rule));
    for rule in rules {
        assert!(policy.quote(rule).is_some(), "{rule} is not in the policy files");
    }
}

/// Afternoon of the last day that the shipped calendars know.
fn last_known_day() -> Desk {
    let mut desk = Desk::default();
    let last = Calendar::embedded().years().max().expect("a shipped year");
    desk.now = format!("{last}-12-31T04:00:00Z").parse().expect("a timestamp");
    desk
}

#[test]
fn nobody_is_turned_away_for_want_of_a_calendar() {
    let mut desk = last_known_day();
    desk.step(&citizen(), submit(|_| {}));
    let rule = desk.state().clocks[0].rule.clone().expect("a rule");
    assert_eq!(
        rule,
        Policy::embedded()
            .calendar_free_rule(ClockKind::Triage, None, jiff::civil::date(2026, 12, 31))
            .expect("a rule")
            .id
    );
    let question = CaseCommand::RequestInfo {
        question: "哪座桥？".into(),
    };
    desk.step(&station(), question).step(
        &citizen(),
        CaseCommand::Supplement {
            text: "桥东".into(),
            photos: vec![],
        },
    );
    assert_eq!(desk.state().stage, Stage::Submitted);
}

#[test]
fn a_clock_that_only_work_days_can_reckon_names_the_year_that_is_missing() {
    let mut desk = last_known_day();
    desk.step(&citizen(), submit(|_| {}))
        .step(&station(), triage(TriageClass::Help));
    let refusal = desk
        .does(&office(), assign("unit-water", &[]))
        .expect_err("no calendar for signing for it");
    assert_eq!(refusal.code, Code::CalendarYearMissing);
    let next = Calendar::embedded().years().max().expect("a shipped year") + 1;
    assert!(refusal.accepted_en.contains(&next.to_string()));
}
