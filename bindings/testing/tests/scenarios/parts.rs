//! What a step of a story carries: acts, addressees, places, as the surface wants them.

use std::path::{Path, PathBuf};

use minyi_ffi::*;
use minyi_rulebook::citizen_case::Grade;
use minyi_rulebook::class::TriageClass;
use minyi_rulebook::ids::OrganId;
use serde_json::Value;

pub(crate) fn action(act: &Value) -> CaseAction {
    let of = |name| arg(act, name).to_owned();
    match arg(act, "kind") {
        "triage" => CaseAction::Triage { class: class(arg(act, "class")), note: of("note") },
        "assign" => CaseAction::Assign {
            lead: organ(arg(act, "lead")),
            co: list(&act["co"]).iter().map(|unit| organ(arg_text(unit))).collect(),
            note: of("note"),
        },
        "sign_for" => CaseAction::SignFor,
        "draft_answer" => CaseAction::DraftAnswer {
            draft: AnswerDraft {
                text: of("text"),
                result_class: of("result"),
                commitments: list(&act["promises"])
                    .iter()
                    .map(|promise| Promise {
                        text: arg(promise, "text").to_owned(),
                        due: arg(promise, "until").parse().expect("a date"),
                    })
                    .collect(),
                photos: Vec::new(),
            },
        },
        "sign_answer" => CaseAction::SignAnswer,
        "evaluate" => CaseAction::Evaluate {
            form: EvaluationForm {
                process: grade(arg(act, "process")),
                answer: grade(arg(act, "answer")),
                delivery: None,
                reason: of("reason"),
            },
        },
        "withdraw" => CaseAction::Withdraw { reason: of("reason") },
        "supplement" => CaseAction::Supplement { text: of("text"), photos: Vec::new() },
        "close" => CaseAction::Close { note: of("note") },
        other => panic!("no act is called {other}"),
    }
}

/// `office`, `station:ID` or `deputy:ID`.
pub(crate) fn addressee(to: &str) -> Addressee {
    match to.split_once(':') {
        Some(("deputy", id)) => Addressee::OneDeputy { deputy: id.parse().expect("a user") },
        Some((_, id)) => Addressee::OneStation { station: organ(id) },
        None => Addressee::Office,
    }
}

pub(crate) fn place(place: &Value) -> Option<Place> {
    let number = |name: &str| place[name].as_i64().and_then(|number| i32::try_from(number).ok());
    Some(Place {
        lat_e6: number("lat")?,
        lon_e6: number("lon")?,
        accuracy_m: place["accuracy"].as_u64().and_then(|metres| u32::try_from(metres).ok()),
        label: arg(place, "label").to_owned(),
    })
}

fn organ(code: &str) -> OrganId {
    OrganId::new(code).expect("an organ")
}

fn class(name: &str) -> TriageClass {
    match name {
        "suggestion" => TriageClass::Suggestion,
        "help" => TriageClass::Help,
        other => panic!("no class is called {other}"),
    }
}

fn grade(name: &str) -> Grade {
    match name {
        "satisfied" => Grade::Satisfied,
        "dissatisfied" => Grade::Dissatisfied,
        other => panic!("no grade is called {other}"),
    }
}

pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository")
}

pub(crate) fn arg<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_else(|| panic!("{name} is missing: {value}"))
}

fn arg_text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().expect("a list")
}
