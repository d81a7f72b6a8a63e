//! The policy files (政策文件): every legal duration and every quoted rule as dated, cited data in three layers.
//!
//! Which clock rule holds: of those in force on the day and covering the class, the most local layer wins; within a layer
//! a rule that names the class beats one for all. Two rules that would still tie make the files invalid, so the answer
//! never depends on their order. All layers stay loaded, so that the rule not chosen can be shown beside the chosen one.

mod parse;
mod rule;
mod span;

use crate::class::TriageClass;
use jiff::civil::Date;
use std::sync::OnceLock;

pub use parse::PolicyFault;
pub use rule::{ClockKind, ClockRule, Layer, Passing, Quote, ResultClass, ResultCore, RuleId, Source, Standing};
pub use span::Span;

/// Name of the procedure whose clocks [`Policy::clock_rule`] reads.
pub const CITIZEN_CASE: &str = "citizen_case";

const EMBEDDED_FILES: [(&str, &str); 3] = [
    ("national.json", include_str!("../../data/policy/national.json")),
    ("zhejiang.json", include_str!("../../data/policy/zhejiang.json")),
    ("district.json", include_str!("../../data/policy/district.json")),
];

/// All layers together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    version: String,
    clock_rules: Vec<ClockRule>,
    quotes: Vec<Quote>,
    result_classes: Vec<ResultClass>,
}

/// No rule in force covers this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no {} rule for {} is in force on {on}", kind.en(), class_name(*class))]
pub struct NoRule {
    pub kind: ClockKind,
    pub class: Option<TriageClass>,
    pub on: Date,
}

impl Policy {
    /// The policy that is compiled in, parsed once.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Policy> = OnceLock::new();
        EMBEDDED.get_or_init(|| Self::parse(&EMBEDDED_FILES).expect("the tests parse the very files compiled in"))
    }

    /// Reads policy files, each with the name by which faults are reported. Pure.
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, PolicyFault> {
        parse::parse(files)
    }

    /// Names the version of every layer; published figures keep it.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The rule by which a clock of a citizen's case is reckoned when it starts on that date.
    pub fn clock_rule(&self, kind: ClockKind, class: Option<TriageClass>, on: Date) -> Result<&ClockRule, NoRule> {
        self.rule_for(CITIZEN_CASE, kind, class, on)
    }

    /// The rule by which a clock of any procedure is reckoned when it starts on that date.
    ///
    /// # Errors
    /// [`NoRule`] where none is in force.
    pub fn rule_for(
        &self,
        procedure: &str,
        kind: ClockKind,
        class: Option<TriageClass>,
        on: Date,
    ) -> Result<&ClockRule, NoRule> {
        self.clock_rules
            .iter()
            .filter(|rule| rule.procedure == procedure && rule.clock == kind)
            .filter(|rule| rule.in_force(on) && rule.covers(class))
            .max_by_key(|rule| (rule.layer, !rule.classes.is_empty()))
            .ok_or(NoRule { kind, class, on })
    }

    /// The most local rule that needs no work-day calendar. It holds when the chosen one runs into a year whose calendar is
    /// not published: the law of a wider layer still holds then, and nobody is turned away for want of a calendar.
    #[must_use]
    pub fn calendar_free_rule(&self, kind: ClockKind, class: Option<TriageClass>, on: Date) -> Option<&ClockRule> {
        self.clock_rules
            .iter()
            .filter(|rule| rule.procedure == CITIZEN_CASE && rule.clock == kind)
            .filter(|rule| rule.in_force(on) && rule.covers(class) && !matches!(rule.span, Span::WorkDays(_)))
            .max_by_key(|rule| (rule.layer, !rule.classes.is_empty()))
    }

    /// A clock rule by id, also one that is no longer in force: running clocks keep theirs.
    #[must_use]
    pub fn rule(&self, id: &RuleId) -> Option<&ClockRule> {
        self.clock_rules.iter().find(|rule| &rule.id == id)
    }

    /// A quoted rule by id.
    #[must_use]
    pub fn quote(&self, id: &str) -> Option<&Quote> {
        self.quotes.iter().find(|quote| quote.id.0 == id)
    }

    /// All clock rules, national first.
    #[must_use]
    pub fn clock_rules(&self) -> &[ClockRule] {
        &self.clock_rules
    }

    /// All quoted rules.
    #[must_use]
    pub fn quotes(&self) -> &[Quote] {
        &self.quotes
    }

    /// The district's result classes, in the order of its list.
    #[must_use]
    pub fn result_classes(&self) -> &[ResultClass] {
        &self.result_classes
    }

    /// A result class by its code.
    #[must_use]
    pub fn result_class(&self, code: &str) -> Option<&ResultClass> {
        self.result_classes.iter().find(|class| class.code == code)
    }
}

fn class_name(class: Option<TriageClass>) -> &'static str {
    match class {
        None => "a case without a class",
        Some(TriageClass::Suggestion) => "a suggestion",
        Some(TriageClass::Help) => "a call for help",
        Some(TriageClass::Petition) => "a petition",
        Some(TriageClass::Litigation) => "a litigation matter",
        Some(TriageClass::Accusation) => "an accusation",
    }
}
