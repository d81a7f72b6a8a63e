//! Why a date is due, in words and steps that a person can reckon again.

use super::{day, morning};
use minyi_rulebook::calendar::Calendar;
use minyi_rulebook::clock::{
    Clock, ClockId, DueError, DueExplanation, Extension, Outcome, Pause, StepKind, explain_due,
};
use minyi_rulebook::ids::OrganId;
use minyi_rulebook::policy::{ClockKind, Policy, RuleId, Span};

fn clock(kind: ClockKind, rule: Option<&str>, start: &str, due: &str) -> Clock {
    Clock {
        id: ClockId { kind, organ: Some(OrganId::new("unit-water").expect("a code")), round: 1 },
        rule: rule.map(|id| RuleId(id.to_owned())),
        started_at: morning(start),
        started_by: 3,
        pauses: Vec::new(),
        extension: None,
        due: day(due),
        outcome: Outcome::Running,
        overdue_noted: false,
    }
}

fn explain(clock: &Clock) -> DueExplanation {
    explain_due(Policy::embedded(), Calendar::embedded(), clock).expect("an explanation")
}

/// Both texts, a sentence a line.
fn texts(explanation: &DueExplanation) -> String {
    let zh = explanation.text_zh.replace('。', "。\n");
    format!("{zh}{}", explanation.text_en.replace(". ", ".\n"))
}

#[test]
fn a_work_day_period_names_the_holidays_and_the_notice() {
    let explanation = explain(&clock(ClockKind::Triage, Some("district.triage"), "2026-02-12", "2026-02-26"));
    assert_eq!(explanation.due, day("2026-02-26"));
    let notices: Vec<&str> = explanation.calendar_notices.iter().map(|notice| notice.number.as_str()).collect();
    assert_eq!(notices, ["国办发明电〔2025〕7号"]);
    insta::assert_snapshot!(texts(&explanation));
}

#[test]
fn an_extended_and_paused_period_shows_every_move() {
    let mut answer = clock(ClockKind::Answer, Some("district.answer.petition"), "2026-03-02", "2026-04-26");
    answer.extension = Some(Extension {
        by: Span::CalendarDays(20),
        reason: "需现场检测".to_owned(),
        agreed_at: morning("2026-03-25"),
    });
    answer.pauses = vec![Pause {
        from: morning("2026-03-10"),
        until: Some(morning("2026-03-15")),
        reason: "等待补充材料".to_owned(),
    }];
    let explanation = explain(&answer);
    let kinds: Vec<StepKind> = explanation.steps.iter().map(|step| step.kind).collect();
    assert_eq!(kinds, [StepKind::Start, StepKind::Span, StepKind::Extension, StepKind::Pause]);
    assert!(explanation.calendar_notices.is_empty(), "calendar days need no notice");
    insta::assert_snapshot!(texts(&explanation));
}

#[test]
fn a_standing_clock_says_since_when_and_why() {
    let mut triage = clock(ClockKind::Triage, Some("district.triage"), "2026-03-02", "2026-03-09");
    triage.pauses = vec![
        Pause { from: morning("2026-03-03"), until: Some(morning("2026-03-05")), reason: "请补充地点".to_owned() },
        Pause { from: morning("2026-03-06"), until: None, reason: "请补充照片".to_owned() },
    ];
    insta::assert_snapshot!(texts(&explain(&triage)));
}

#[test]
fn a_promised_date_is_explained_as_a_promise() {
    let explanation = explain(&clock(ClockKind::Commitment, None, "2026-03-02", "2026-06-30"));
    assert_eq!((explanation.rule.is_none(), explanation.due), (true, day("2026-06-30")));
    insta::assert_snapshot!(texts(&explanation));
}

#[test]
fn a_clock_by_a_rule_of_other_files_cannot_be_explained() {
    let foreign = clock(ClockKind::Answer, Some("jiangsu.answer"), "2026-03-02", "2026-03-09");
    let error = explain_due(Policy::embedded(), Calendar::embedded(), &foreign).unwrap_err();
    assert_eq!(error, DueError::UnknownRule(RuleId("jiangsu.answer".to_owned())));
}

#[test]
fn every_rule_can_be_explained_in_both_languages() {
    for rule in Policy::embedded().clock_rules() {
        let explanation = explain(&clock(rule.clock, Some(&rule.id.0), "2026-03-02", "2026-03-02"));
        assert!(explanation.text_zh.contains(&rule.source.article_zh), "{}", explanation.text_zh);
        assert!(explanation.text_en.contains(&rule.source.article_en), "{}", explanation.text_en);
        assert!(explanation.text_zh.contains(&explanation.due.to_string()));
    }
}

#[test]
fn an_explanation_survives_the_wire() {
    let explanation = explain(&clock(ClockKind::Triage, Some("district.triage"), "2026-02-12", "2026-02-26"));
    let json = serde_json::to_string(&explanation).unwrap();
    assert_eq!(serde_json::from_str::<DueExplanation>(&json).unwrap(), explanation);
}
