//! Which rule holds when, and that every rule can be quoted.

use super::day;
use minyi_rulebook::class::TriageClass;
use minyi_rulebook::policy::{
    ClockKind, Layer, NoRule, Policy, PolicyFault, ResultCore, RuleId, Source, Span, Standing,
};
use std::collections::BTreeSet;

const GATE_RULES: [&str; 31] = [
    "refuse.personal",
    "refuse.advert",
    "refuse.empty",
    "refuse.pending_case",
    "refuse.live_tender",
    "redirect.litigation",
    "redirect.accusation",
    "redirect.petition",
    "redirect.help_12345",
    "class.restricted_not_assignable",
    "class.restricted_not_public",
    "assign.office_only",
    "return.assigner_consent",
    "return.window",
    "extension.assigner_agrees",
    "extension.most",
    "evaluation.reason_required",
    "evaluation.author_only",
    "redo.same_unit_one_month",
    "answer.written_by_leader",
    "answer.b_needs_commitment",
    "supervision.never_changes_answer",
    "deputy.no_direct_handling",
    "auditor.reads_only",
    "undo.own_latest_act",
    "submission.frozen",
    "submission.words_or_voice",
    "voice.written_down",
    "proxy.station_only",
    "duplicate.keeps_both",
    "clock.calendar_year_missing",
];

#[test]
fn every_gate_rule_can_be_quoted() {
    for id in GATE_RULES {
        assert!(Policy::embedded().quote(id).is_some(), "{id}");
    }
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

fn has_both_languages(source: &Source) -> bool {
    let english = [&source.law_en, &source.article_en].iter().all(|text| !text.is_empty() && !is_chinese(text));
    is_chinese(&source.law_zh) && is_chinese(&source.article_zh) && english
}

#[test]
fn every_rule_and_quote_speaks_both_languages_and_names_its_source() {
    let policy = Policy::embedded();
    for rule in policy.clock_rules() {
        assert!(is_chinese(&rule.starts_zh) && !rule.starts_en.is_empty(), "{}", rule.id);
        assert!(has_both_languages(&rule.source), "{}: {:?}", rule.id, rule.source);
    }
    for quote in policy.quotes() {
        assert!(is_chinese(&quote.text_zh) && !quote.text_en.is_empty() && !is_chinese(&quote.text_en), "{}", quote.id);
        assert!(has_both_languages(&quote.source), "{}: {:?}", quote.id, quote.source);
    }
}

#[test]
fn only_the_district_decides_by_itself() {
    let policy = Policy::embedded();
    let rules = policy.clock_rules().iter().map(|rule| (&rule.id, rule.layer, rule.source.standing));
    let quotes = policy.quotes().iter().map(|quote| (&quote.id, quote.layer, quote.source.standing));
    for (id, layer, standing) in rules.chain(quotes) {
        assert_eq!(standing == Standing::LocalDecision, layer == Layer::District, "{id}");
    }
}

#[test]
fn a_demo_decision_says_that_it_is_one() {
    for rule in Policy::embedded().clock_rules().iter().filter(|rule| rule.layer == Layer::District) {
        assert!(rule.source.law_zh.contains("演示") && rule.source.law_en.contains("demo"), "{}", rule.id);
    }
}

#[test]
fn the_district_chooses_among_the_periods_of_the_law() {
    use ClockKind as K;
    use Span::{CalendarDays, Months, WorkDays};
    use TriageClass as T;
    for (kind, class, span, most, id) in [
        (K::Triage, None, WorkDays(5), None, "district.triage"),
        (K::Triage, Some(T::Petition), WorkDays(5), None, "district.triage"),
        (K::SignFor, Some(T::Help), WorkDays(2), None, "district.sign_for"),
        (K::Answer, Some(T::Suggestion), Months(3), Some(Months(3)), "district.answer.suggestion"),
        (K::Answer, Some(T::Help), CalendarDays(30), Some(CalendarDays(60)), "district.answer.help"),
        (K::Answer, Some(T::Petition), CalendarDays(30), Some(CalendarDays(60)), "district.answer.petition"),
        (K::CoOpinion, Some(T::Suggestion), Months(2), None, "zhejiang.co_opinion"),
        (K::CoOpinion, Some(T::Help), CalendarDays(15), None, "district.co_opinion.short"),
        (K::ReturnWindow, Some(T::Suggestion), CalendarDays(10), None, "zhejiang.return_window.suggestion"),
        (K::ReturnWindow, Some(T::Petition), WorkDays(5), None, "national.return_window.petition"),
        (K::ReturnWindow, Some(T::Help), WorkDays(5), None, "district.return_window.help"),
        (K::Redo, Some(T::Help), Months(1), None, "zhejiang.redo"),
        (K::Evaluation, Some(T::Help), CalendarDays(14), None, "district.evaluation"),
    ] {
        let rule = Policy::embedded().clock_rule(kind, class, day("2026-03-02")).unwrap();
        assert_eq!((rule.id.0.as_str(), rule.span, rule.extension), (id, span, most), "{kind:?} {class:?}");
    }
}

#[test]
fn every_class_that_is_assigned_has_every_clock_it_needs() {
    let assigned = TriageClass::ALL.into_iter().filter(|class| !class.is_restricted());
    for class in assigned {
        use ClockKind as K;
        for kind in [K::SignFor, K::Answer, K::CoOpinion, K::ReturnWindow, K::Redo, K::Evaluation] {
            assert!(Policy::embedded().clock_rule(kind, Some(class), day("2026-03-02")).is_ok(), "{kind:?} {class:?}");
        }
    }
}

#[test]
fn a_promised_date_has_no_rule() {
    let missing = NoRule { kind: ClockKind::Commitment, class: None, on: day("2026-03-02") };
    assert_eq!(Policy::embedded().clock_rule(ClockKind::Commitment, None, day("2026-03-02")), Err(missing));
    assert!(missing.to_string().contains("2026-03-02"));
}

#[test]
fn both_periods_for_petitions_stay_on_the_books() {
    let span_of = |id: &str| {
        let rule = Policy::embedded().rule(&RuleId(id.to_owned())).unwrap();
        (rule.span, rule.extension.unwrap())
    };
    assert_eq!(span_of("national.answer.petition"), (Span::CalendarDays(60), Span::CalendarDays(30)));
    assert_eq!(span_of("zhejiang.answer"), (Span::CalendarDays(30), Span::CalendarDays(60)));
}

#[test]
fn the_district_list_maps_to_the_fixed_core() {
    let policy = Policy::embedded();
    let core = |code| policy.result_class(code).map(|class| class.core);
    assert_eq!(core("A"), Some(ResultCore::Solved));
    assert_eq!(core("B"), Some(ResultCore::InProgress));
    assert_eq!(core("C"), Some(ResultCore::NotFeasible));
    assert_eq!(core("D"), None);
    assert_eq!(policy.result_classes().len(), 3);
}

#[test]
fn the_version_names_every_layer() {
    assert_eq!(Policy::embedded().version(), "national-1+zhejiang-1+district-demo-1");
}

/// One policy file with these clock rules.
fn file(layer: &str, rules: &[String]) -> String {
    let laws = r#"{"law":{"zh":"《法》","en":"Law","standing":"law_text"}}"#;
    let rules = rules.join(",");
    format!(r#"{{"layer":"{layer}","version":"{layer}-t","laws":{laws},"clock_rules":[{rules}],"quotes":[]}}"#)
}

/// A triage rule of so many days.
fn rule(id: &str, classes: &str, days: u16, from: &str, until: &str) -> String {
    let until = if until.is_empty() { "null".to_owned() } else { format!(r#""{until}""#) };
    let source = r#"{"law":"law","article_zh":"第一条","article_en":"art. 1"}"#;
    format!(
        r#"{{"id":"{id}","clock":"triage","procedure":"citizen_case","classes":[{classes}],
            "span":{{"unit":"calendar_days","count":{days}}},"extension":null,"from":"{from}","until":{until},
            "starts_zh":"自收到","starts_en":"from receipt","source":{source},"note":null}}"#
    )
}

fn parse(files: &[String]) -> Result<Policy, PolicyFault> {
    let named: Vec<(&str, &str)> = files.iter().map(|json| ("t.json", json.as_str())).collect();
    Policy::parse(&named)
}

fn chosen(policy: &Policy, class: Option<TriageClass>, on: &str) -> Result<String, NoRule> {
    policy.clock_rule(ClockKind::Triage, class, day(on)).map(|rule| rule.id.0.clone())
}

#[test]
fn district_beats_zhejiang_beats_national_in_any_file_order() {
    let all = |layer: &str| file(layer, &[rule(layer, "", 1, "2020-01-01", "")]);
    let [national, zhejiang, district] = ["national", "zhejiang", "district"].map(all);
    for (files, winner) in [
        (vec![national.clone()], "national"),
        (vec![zhejiang.clone(), national.clone()], "zhejiang"),
        (vec![district.clone(), national.clone(), zhejiang.clone()], "district"),
        (vec![national, zhejiang, district], "district"),
    ] {
        assert_eq!(chosen(&parse(&files).unwrap(), None, "2026-01-01").unwrap(), winner);
    }
}

#[test]
fn a_rule_that_names_the_class_beats_one_for_all_within_its_layer_only() {
    let national = [rule("all", "", 9, "2020-01-01", ""), rule("petition", "\"petition\"", 5, "2020-01-01", "")];
    let policy = parse(&[file("national", &national)]).unwrap();
    assert_eq!(chosen(&policy, Some(TriageClass::Petition), "2026-01-01").unwrap(), "petition");
    assert_eq!(chosen(&policy, Some(TriageClass::Help), "2026-01-01").unwrap(), "all");
    assert_eq!(chosen(&policy, None, "2026-01-01").unwrap(), "all");

    let district = file("district", &[rule("local", "", 3, "2020-01-01", "")]);
    let policy = parse(&[file("national", &national), district]).unwrap();
    assert_eq!(chosen(&policy, Some(TriageClass::Petition), "2026-01-01").unwrap(), "local");
}

#[test]
fn a_rule_holds_from_its_first_to_its_last_day() {
    let national =
        file("national", &[rule("old", "", 9, "2020-01-01", "2025-06-30"), rule("new", "", 5, "2025-07-01", "")]);
    let district = file("district", &[rule("trial", "", 3, "2026-01-01", "2026-01-31")]);
    let policy = parse(&[national, district]).unwrap();
    for (on, winner) in [
        ("2020-01-01", "old"),
        ("2025-06-30", "old"),
        ("2025-07-01", "new"),
        ("2025-12-31", "new"),
        ("2026-01-01", "trial"),
        ("2026-01-31", "trial"),
        ("2026-02-01", "new"),
    ] {
        assert_eq!(chosen(&policy, None, on).unwrap(), winner, "{on}");
    }
    assert!(chosen(&policy, None, "2019-12-31").is_err());
    assert!(policy.rule(&RuleId("old".to_owned())).is_some(), "running clocks keep a rule that ended");
}

#[test]
fn a_bad_policy_file_is_refused_with_the_rule_at_fault() {
    let good = rule("r", "", 5, "2020-01-01", "");
    let one = |changed: String| vec![file("national", &[changed])];
    let name = || "t.json".to_owned();
    let id = || "r".to_owned();
    let missing = |field| PolicyFault::TextMissing { file: name(), id: id(), field };
    let cases: Vec<(Vec<String>, PolicyFault)> = vec![
        (vec![file("national", &[]); 2], PolicyFault::LayerTwice { file: name(), layer: Layer::National }),
        (
            vec![file("national", std::slice::from_ref(&good)), file("district", std::slice::from_ref(&good))],
            PolicyFault::NamedTwice { file: name(), id: id() },
        ),
        (one(good.replace("自收到", "")), missing("starts_zh")),
        (one(good.replace("from receipt", " ")), missing("starts_en")),
        (one(good.replace("第一条", "")), missing("article_zh")),
        (
            one(good.replace(r#""law":"law""#, r#""law":"other""#)),
            PolicyFault::UnknownLaw { file: name(), id: id(), law: "other".to_owned() },
        ),
        (one(rule("r", "", 0, "2020-01-01", "")), PolicyFault::EmptyPeriod { file: name(), id: id() }),
        (one(rule("r", "", 5, "2020-01-02", "2020-01-01")), PolicyFault::EndsBeforeItBegins { file: name(), id: id() }),
        (
            vec![file("national", &[good.clone(), rule("s", "", 6, "2025-01-01", "")])],
            PolicyFault::Ambiguous { file: name(), first: id(), second: "s".to_owned(), on: day("2025-01-01") },
        ),
    ];
    for (files, fault) in cases {
        assert_eq!(parse(&files), Err(fault));
    }
}

#[test]
fn a_policy_file_of_another_shape_is_refused_by_name() {
    let good = file("national", &[rule("r", "", 5, "2020-01-01", "")]);
    for json in [
        "not json".to_owned(),
        "{}".to_owned(),
        good.replace("calendar_days", "fortnights"),
        good.replace("2020-01-01", "2020-02-30"),
        good.replace("\"national\"", "\"galactic\""),
        good.replace("\"note\":null", "\"note\":null,\"surprise\":1"),
    ] {
        let fault = parse(&[json]).unwrap_err();
        assert!(matches!(&fault, PolicyFault::Shape { file, .. } if file == "t.json"), "{fault}");
    }
}

#[test]
fn spans_read_well_in_both_languages_and_on_the_wire() {
    for (span, zh, en, json) in [
        (Span::WorkDays(5), "5 个工作日", "5 work days", r#"{"unit":"work_days","count":5}"#),
        (Span::CalendarDays(1), "1 日", "1 day", r#"{"unit":"calendar_days","count":1}"#),
        (Span::Months(3), "3 个月", "3 months", r#"{"unit":"months","count":3}"#),
    ] {
        assert_eq!((span.zh().as_str(), span.en().as_str()), (zh, en));
        assert_eq!(serde_json::to_string(&span).unwrap(), json);
        assert_eq!(serde_json::from_str::<Span>(json).unwrap(), span);
    }
}

#[test]
fn rule_ids_are_unique_across_rules_and_quotes() {
    let policy = Policy::embedded();
    let ids = policy.clock_rules().iter().map(|rule| &rule.id).chain(policy.quotes().iter().map(|quote| &quote.id));
    let all: Vec<&RuleId> = ids.collect();
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
}
