//! No panic crosses in a call that answers at once. UniFFI makes an exception of a panic where a call may throw; where it may not,
//! Swift ends the app. So every such call runs inside `guarded` or `quietly`, and this looks at the source.

use std::fs;
use std::path::Path;

/// Calls that only hand out what was made before: nothing in them can fail.
const NOTHING_CAN_FAIL: [&str; 2] = ["open_report", "case_limits"];
/// What catches panics, itself or in the function behind it.
const GUARDS: [&str; 4] = ["runtime::guarded(", "runtime::quietly(", "self.observe(", "self.end("];

#[test]
fn every_call_that_answers_at_once_catches_panics() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut seen, mut bare) = (Vec::new(), Vec::new());
    for file in fs::read_dir(folder).expect("the sources").flatten() {
        let source = fs::read_to_string(file.path()).expect("readable");
        for (name, body) in calls_that_answer_at_once(&source) {
            let excused = NOTHING_CAN_FAIL.contains(&name.as_str());
            if !GUARDS.iter().any(|guard| body.contains(guard)) && !excused {
                bare.push(name.clone());
            }
            seen.push(name);
        }
    }
    assert!(seen.len() >= 15, "the calls were found: {seen:?}");
    assert!(bare.is_empty(), "a panic in them would cross: {bare:?}");
}

#[test]
fn the_scan_sees_functions_and_methods_and_spares_what_waits() {
    let source = "#[uniffi::export]\n#[must_use]\npub fn one() -> u8 {\n    1\n}\n\n#[uniffi::export]\nimpl A {\n    \
                  pub fn two(&self) {\n        work();\n    }\n\n    pub async fn three(&self) {\n        work();\n    }\n}\n\n\
                  impl A {\n    pub fn four(&self) {\n    }\n}\n#[uniffi::export(foreign)]\npub trait T {\n    fn five();\n}\n";
    let names: Vec<String> = calls_that_answer_at_once(source).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["one", "two"]);
}

/// Exported functions that are not `async`, with their bodies.
fn calls_that_answer_at_once(source: &str) -> Vec<(String, String)> {
    let mut calls: Vec<(String, String)> = Vec::new();
    let (mut exported, mut open) = (false, false);
    for line in source.lines() {
        let code = line.trim_start();
        exported |= line == "#[uniffi::export]";
        if exported && (code.starts_with("pub fn ") || code.starts_with("pub async fn ")) {
            open = code.starts_with("pub fn ");
            if open {
                let name = code.trim_start_matches("pub fn ").split('(').next().unwrap_or_default();
                calls.push((name.to_owned(), String::new()));
            }
        } else if let (true, Some((_, body))) = (open, calls.last_mut()) {
            body.push_str(line);
            body.push('\n');
        }
        // An exported block ends with the first brace in the first column.
        if line == "}" {
            (exported, open) = (false, false);
        }
    }
    calls
}
