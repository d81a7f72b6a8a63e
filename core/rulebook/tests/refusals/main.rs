//! Every refusal of the procedure: what provokes it, its code, and the rule that it quotes.

#[path = "../desk/mod.rs"]
mod desk;
mod since_assignment;
mod until_assignment;

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
    Refused { what, desk, actor, command, code, field: None, rule: None }
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
    desk.step(&citizen(), submit(|filed| filed.may_publish = false)).step(&station(), triage(TriageClass::Help));
    desk.step(&office(), assign("unit-water", &[]));
    desk
}

#[test]
fn every_refusal_has_its_code_its_field_and_its_quoted_rule() {
    for mut row in until_assignment::until_assignment().into_iter().chain(since_assignment::since_assignment()) {
        let before = row.desk.case.clone();
        let refusal = row.desk.does(&row.actor, row.command).expect_err(row.what);
        assert_eq!(refusal.code, row.code, "{}", row.what);
        if row.field.is_some() {
            assert_eq!(refusal.field.as_deref(), row.field, "{}", row.what);
        }
        if let Some(rule) = row.rule {
            let quote = refusal.rule.as_ref().unwrap_or_else(|| panic!("{} quotes no rule", row.what));
            assert_eq!(quote.id, Policy::embedded().quote(rule).expect("a quote").id, "{}", row.what);
        }
        assert!(!refusal.accepted_zh.is_empty() && !refusal.accepted_en.is_empty(), "{} says what would do", row.what);
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
    let targets =
        [RedirectTarget::Hotline12345, RedirectTarget::Petition, RedirectTarget::Judicial, RedirectTarget::Discipline];
    let rules = table::TABLE.iter().map(|row| row.rule);
    let rules = rules.chain(grounds.map(RefusalGround::rule)).chain(targets.map(RedirectTarget::rule));
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
    let question = CaseCommand::RequestInfo { question: "哪座桥？".into() };
    desk.step(&station(), question).step(&citizen(), CaseCommand::Supplement { text: "桥东".into(), photos: vec![] });
    assert_eq!(desk.state().stage, Stage::Submitted);
}

#[test]
fn a_clock_that_only_work_days_can_reckon_names_the_year_that_is_missing() {
    let mut desk = last_known_day();
    desk.step(&citizen(), submit(|_| {})).step(&station(), triage(TriageClass::Help));
    let refusal = desk.does(&office(), assign("unit-water", &[])).expect_err("no calendar for signing for it");
    assert_eq!(refusal.code, Code::CalendarYearMissing);
    let next = Calendar::embedded().years().max().expect("a shipped year") + 1;
    assert!(refusal.accepted_en.contains(&next.to_string()));
}
