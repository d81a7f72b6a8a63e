//! From files to a [`Policy`], or to a fault that names the file and the rule.

use crate::class::TriageClass;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

use super::{ClockKind, ClockRule, Layer, Policy, Quote, ResultClass, RuleId, Source, Span, Standing};

/// The policy files are not usable; nothing of them is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyFault {
    /// Not JSON, or not of this shape.
    #[error("{file} is no policy file: {message}")]
    Shape { file: String, message: String },
    /// Two files claim one layer.
    #[error("{file} repeats the layer {layer:?}")]
    LayerTwice { file: String, layer: Layer },
    /// Two rules, quotes or result classes share a name.
    #[error("{file}: {id} is named twice")]
    NamedTwice { file: String, id: String },
    /// A text that people must read is empty.
    #[error("{file}: {id} lacks {field}")]
    TextMissing { file: String, id: String, field: &'static str },
    /// A rule cites a law that the file does not list.
    #[error("{file}: {id} cites {law}, which the file does not list")]
    UnknownLaw { file: String, id: String, law: String },
    /// A period of no length.
    #[error("{file}: {id} has a period of no length")]
    EmptyPeriod { file: String, id: String },
    /// A rule ends before it begins.
    #[error("{file}: {id} ends before it begins")]
    EndsBeforeItBegins { file: String, id: String },
    /// Two rules of one layer answer the same question on the same day.
    #[error("{file}: {first} and {second} both hold on {on}")]
    Ambiguous { file: String, first: String, second: String, on: Date },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    layer: Layer,
    version: String,
    laws: BTreeMap<String, Law>,
    clock_rules: Vec<ClockRow>,
    quotes: Vec<QuoteRow>,
    #[serde(default)]
    result_classes: Vec<ResultClass>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Law {
    zh: String,
    en: String,
    standing: Standing,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Citation {
    law: String,
    article_zh: String,
    article_en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockRow {
    id: String,
    clock: ClockKind,
    procedure: String,
    classes: Vec<TriageClass>,
    span: Span,
    extension: Option<Span>,
    from: Date,
    until: Option<Date>,
    starts_zh: String,
    starts_en: String,
    source: Citation,
    note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuoteRow {
    id: String,
    text_zh: String,
    text_en: String,
    source: Citation,
    from: Date,
    until: Option<Date>,
}

pub(super) fn parse(files: &[(&str, &str)]) -> Result<Policy, PolicyFault> {
    let mut policy =
        Policy { version: String::new(), clock_rules: Vec::new(), quotes: Vec::new(), result_classes: Vec::new() };
    let mut versions = BTreeMap::new();
    let mut names = BTreeSet::new();
    for (name, json) in files {
        let file: File = serde_json::from_slice(json.as_bytes())
            .map_err(|error| PolicyFault::Shape { file: (*name).to_owned(), message: error.to_string() })?;
        let reader = Reader { file: name, layer: file.layer, laws: &file.laws };
        reader.text("version", "version", &file.version)?;
        if versions.insert(file.layer, file.version.clone()).is_some() {
            return Err(PolicyFault::LayerTwice { file: (*name).to_owned(), layer: file.layer });
        }
        let codes = file.result_classes.iter().map(|class| format!("result class {}", class.code));
        let rows =
            file.clock_rules.iter().map(|row| row.id.clone()).chain(file.quotes.iter().map(|row| row.id.clone()));
        for id in rows.chain(codes) {
            if !names.insert(id.clone()) {
                return Err(PolicyFault::NamedTwice { file: (*name).to_owned(), id });
            }
        }
        let rules = file.clock_rules.into_iter().map(|row| reader.clock_rule(row)).collect::<Result<Vec<_>, _>>()?;
        reader.check_unambiguous(&rules)?;
        policy.clock_rules.extend(rules);
        for row in file.quotes {
            policy.quotes.push(reader.quote(row)?);
        }
        for class in file.result_classes {
            reader.text(&class.code, "name_zh", &class.name_zh)?;
            reader.text(&class.code, "name_en", &class.name_en)?;
            reader.text("result class", "code", &class.code)?;
            policy.result_classes.push(class);
        }
    }
    policy.clock_rules.sort_by_key(|rule| rule.layer);
    policy.version = versions.into_values().collect::<Vec<_>>().join("+");
    Ok(policy)
}

/// One file while it is read.
struct Reader<'f> {
    file: &'f str,
    layer: Layer,
    laws: &'f BTreeMap<String, Law>,
}

impl Reader<'_> {
    fn text(&self, id: &str, field: &'static str, text: &str) -> Result<(), PolicyFault> {
        if text.trim().is_empty() {
            return Err(PolicyFault::TextMissing { file: self.file.to_owned(), id: id.to_owned(), field });
        }
        Ok(())
    }

    fn dates(&self, id: &str, from: Date, until: Option<Date>) -> Result<(), PolicyFault> {
        if until.is_some_and(|until| until < from) {
            return Err(PolicyFault::EndsBeforeItBegins { file: self.file.to_owned(), id: id.to_owned() });
        }
        Ok(())
    }

    fn source(&self, id: &str, citation: Citation) -> Result<Source, PolicyFault> {
        let Some(law) = self.laws.get(&citation.law) else {
            return Err(PolicyFault::UnknownLaw { file: self.file.to_owned(), id: id.to_owned(), law: citation.law });
        };
        for (field, text) in [
            ("law.zh", &law.zh),
            ("law.en", &law.en),
            ("article_zh", &citation.article_zh),
            ("article_en", &citation.article_en),
        ] {
            self.text(id, field, text)?;
        }
        Ok(Source {
            law_zh: law.zh.clone(),
            law_en: law.en.clone(),
            article_zh: citation.article_zh,
            article_en: citation.article_en,
            standing: law.standing,
        })
    }

    fn clock_rule(&self, row: ClockRow) -> Result<ClockRule, PolicyFault> {
        self.text("clock rule", "id", &row.id)?;
        self.text(&row.id, "procedure", &row.procedure)?;
        self.text(&row.id, "starts_zh", &row.starts_zh)?;
        self.text(&row.id, "starts_en", &row.starts_en)?;
        self.dates(&row.id, row.from, row.until)?;
        if row.span.is_empty() || row.extension.is_some_and(Span::is_empty) {
            return Err(PolicyFault::EmptyPeriod { file: self.file.to_owned(), id: row.id });
        }
        Ok(ClockRule {
            source: self.source(&row.id, row.source)?,
            id: RuleId(row.id),
            layer: self.layer,
            clock: row.clock,
            procedure: row.procedure,
            classes: row.classes,
            span: row.span,
            extension: row.extension,
            from: row.from,
            until: row.until,
            starts_zh: row.starts_zh,
            starts_en: row.starts_en,
            note: row.note,
        })
    }

    fn quote(&self, row: QuoteRow) -> Result<Quote, PolicyFault> {
        self.text("quote", "id", &row.id)?;
        self.text(&row.id, "text_zh", &row.text_zh)?;
        self.text(&row.id, "text_en", &row.text_en)?;
        self.dates(&row.id, row.from, row.until)?;
        Ok(Quote {
            source: self.source(&row.id, row.source)?,
            id: RuleId(row.id),
            layer: self.layer,
            text_zh: row.text_zh,
            text_en: row.text_en,
            from: row.from,
            until: row.until,
        })
    }

    fn check_unambiguous(&self, rules: &[ClockRule]) -> Result<(), PolicyFault> {
        for (index, first) in rules.iter().enumerate() {
            for second in &rules[index + 1..] {
                let on = first.from.max(second.from);
                if same_question(first, second) && first.in_force(on) && second.in_force(on) {
                    return Err(PolicyFault::Ambiguous {
                        file: self.file.to_owned(),
                        first: first.id.to_string(),
                        second: second.id.to_string(),
                        on,
                    });
                }
            }
        }
        Ok(())
    }
}

/// Whether some class would find both rules equally fit.
fn same_question(first: &ClockRule, second: &ClockRule) -> bool {
    let both_for_all = first.classes.is_empty() && second.classes.is_empty();
    let shared = first.classes.iter().any(|class| second.classes.contains(class));
    first.procedure == second.procedure && first.clock == second.clock && (both_for_all || shared)
}
