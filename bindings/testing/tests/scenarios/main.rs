//! The stories of `tests/vectors/scenarios`, played in Rust on the very surface that Kotlin and Swift call. What is printed here is
//! the transcript that their runners must print too (`tests/vectors/README.md`).

mod parts;
mod play;
mod show;

use std::fs;
use std::path::{Path, PathBuf};

use crate::play::{Story, play};

fn stories() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/scenarios");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the stories are there")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    files.sort();
    files
}

#[test]
fn every_story_prints_its_transcript() {
    let mut different = Vec::new();
    let stories = stories();
    assert!(stories.len() >= 3, "the stories were found: {stories:?}");
    for file in stories {
        let story = Story::read(&file);
        let played = play(&story);
        let transcript = file.with_extension("txt");
        if std::env::var_os("UPDATE_TRANSCRIPTS").is_some() {
            fs::write(&transcript, &played).expect("written");
            continue;
        }
        let wanted = fs::read_to_string(&transcript).unwrap_or_default();
        if let Some(difference) = first_difference(&wanted, &played) {
            different.push(format!("{}: {difference}", transcript.display()));
        }
    }
    assert!(different.is_empty(), "UPDATE_TRANSCRIPTS=1 accepts:\n{}", different.join("\n"));
}

fn first_difference(wanted: &str, played: &str) -> Option<String> {
    let (mut left, mut right) = (wanted.lines(), played.lines());
    for number in 1.. {
        match (left.next(), right.next()) {
            (None, None) => return None,
            (a, b) if a == b => {}
            (a, b) => {
                return Some(format!(
                    "line {number}: expected <{}>, played <{}>",
                    a.unwrap_or("the end"),
                    b.unwrap_or("the end")
                ));
            }
        }
    }
    None
}

#[test]
fn a_transcript_that_differs_is_seen() {
    assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
    assert_eq!(first_difference("a\nb\n", "a\n").expect("shorter"), "line 2: expected <b>, played <the end>");
    assert_eq!(first_difference("a\n", "b\n").expect("other"), "line 1: expected <a>, played <b>");
}
