//! `minyi demo --exit --json`, as a newcomer's `make demo` runs it: the built binary, real photos, a server of its own.

use std::path::Path;
use std::process::Command;

const STAGES: [&str; 31] = [
    "citizen_signed_in",
    "saved_offline",
    "uploaded",
    "triaged",
    "assigned",
    "signed_for",
    "opinion_given",
    "answer_signed",
    "dissatisfied",
    "answered_again",
    "satisfied",
    "closed",
    "photos_released",
    "evidence_verified",
    "commitment_kept",
    "advert_refused",
    "accusation_redirected",
    "deputy_sees_outline",
    "mandates_recorded",
    "card_issued",
    "verified_offline",
    "challenge_answered",
    "suspension_arrived",
    "district_populated",
    "hearing_refused",
    "hearing_rostered",
    "hearing_live",
    "hearing_held",
    "hearing_answered",
    "hearing_converted",
    "audit_verified",
];

fn text<'d>(value: &'d serde_json::Value, name: &str) -> &'d str {
    value[name].as_str().unwrap_or_else(|| panic!("{name} in {value}"))
}

#[test]
fn the_demo_plays_every_stage_and_leaves_a_record_that_verifies() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = tempfile::tempdir().expect("a folder");
    let output = Command::new(env!("CARGO_BIN_EXE_minyi"))
        .current_dir(&repository)
        .args(["demo", "--exit", "--json", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder.path().join("demo"))
        .output()
        .expect("the binary starts");
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{told}\n{}", String::from_utf8_lossy(&output.stderr));
    let document: serde_json::Value = serde_json::from_str(&told).expect("one JSON document on standard output");

    let stages: Vec<&str> =
        document["stages"].as_array().expect("stages").iter().map(|stage| text(stage, "stage")).collect();
    assert_eq!(stages, STAGES);

    let acts: Vec<&str> =
        document["timeline"].as_array().expect("a timeline").iter().map(|entry| text(entry, "act")).collect();
    for act in ["submit", "note_photo_arrived", "assign", "sign_answer", "evaluate", "close", "verify_commitment"] {
        assert!(acts.contains(&act), "{act} in {acts:?}");
    }
    assert_eq!(acts.iter().filter(|act| **act == "sign_answer").count(), 2, "one answer a round");

    let due = document["due"].as_array().expect("due dates");
    assert!(due.len() >= 8, "triage, answer, sign-for, opinions, redo and evaluations: {}", due.len());
    for explanation in due {
        assert!(!text(explanation, "text_zh").is_empty() && !text(explanation, "text_en").is_empty());
    }
    assert_eq!(document["audit"]["faults"], serde_json::json!([]), "the chain verifies");
    assert_eq!(document["cases"], 24);
}

#[test]
fn a_wrong_command_line_is_told_the_usage_with_exit_code_2() {
    let output = Command::new(env!("CARGO_BIN_EXE_minyi")).args(["demo", "--exti"]).output().expect("starts");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--exit"), "the right word is suggested");
}

#[test]
fn without_a_session_the_desk_ends_with_exit_code_1_and_says_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |more: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_minyi"))
            .current_dir(folder.path())
            .args(["staff", "list"])
            .args(more)
            .output()
            .expect("starts")
    };
    let people = run(&[]);
    assert_eq!(people.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&people.stderr).contains("请先登录"));
    let machines = run(&["--json"]);
    assert_eq!(machines.status.code(), Some(1));
    let document: serde_json::Value = serde_json::from_slice(&machines.stdout).expect("one JSON document");
    assert_eq!(document["error"]["code"], "signed_out");
}
