//! `cargo xtask size`: how large the library is that ships. Built alone and as it ships (profile `mobile`, stripped), for this
//! machine's own processor, and held against the record that is checked in: growth is seen in a diff, or it fails here.

use std::fs;
use std::path::Path;

use crate::bindings;
use crate::child::{self, End, cargo};

/// The record: `target bytes`, one a line; lines with `#` are words.
pub(crate) const RECORD: &str = "bindings/size.txt";
/// More than that has no place in an app that must start on old phones.
const MOST: u64 = 8 << 20;
/// Growth beyond the record that nobody needs to explain, in percent.
const SLACK: u64 = 5;

/// How what ships is built; a kind of library follows. Alone: with the workspace, cargo would compile in what only tests and the
/// generator ask for. And one kind at a time: a crate that is an rlib besides is not optimised with its dependencies as a whole,
/// whatever the profile says, which cost 2.3 MB.
pub(crate) const SHIPPED: [&str; 6] = ["rustc", "-p", "minyi-ffi", "--lib", "--profile", "mobile"];

/// What to do with the size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Hold it against the record.
    Check,
    /// Make it the record.
    Record,
}

/// Builds what ships, looks for what must not be in it, and weighs it.
///
/// # Errors
/// Too large, grown without a word, or test code inside.
pub(crate) fn run(purpose: Purpose) -> Result<End, String> {
    match child::run(cargo().args(SHIPPED).args(["-q", "--crate-type", "cdylib"]))? {
        End::Success => {}
        failed => return Ok(failed),
    }
    let library = crate::target().join("mobile/libminyi_ffi.so");
    bindings::nothing_of_tests_in(&library)?;
    let now = fs::metadata(&library).map_err(|error| format!("{}: {error}", library.display()))?.len();
    let target = format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS);
    let record = crate::root().join(RECORD);
    let text = fs::read_to_string(&record).unwrap_or_default();
    let (before, verdict) = (recorded(&text, &target), crate::root().join(RECORD));
    println!("{target}: {now} bytes ({:.2} MiB), recorded {before:?}", now as f64 / f64::from(1 << 20));
    if purpose == Purpose::Record {
        return write(&record, &text, &target, now).map(|()| End::Success);
    }
    judge(now, before, MOST).map(|()| End::Success).map_err(|why| format!("{}: {why}", verdict.display()))
}

/// What is recorded for a target.
pub(crate) fn recorded(text: &str, target: &str) -> Option<u64> {
    let mut lines = text.lines().filter_map(|line| line.split_once(' '));
    lines.find(|(name, _)| *name == target).and_then(|(_, bytes)| bytes.trim().parse().ok())
}

/// Not over the bound, and not grown without a word.
pub(crate) fn judge(now: u64, before: Option<u64>, most: u64) -> Result<(), String> {
    let before = before.ok_or("no size is recorded for this machine: the same command with `--record`")?;
    if now > most {
        return Err(format!("{now} bytes are more than the {most} allowed"));
    }
    if now * 100 > before * (100 + SLACK) {
        return Err(format!(
            "{now} bytes are over {SLACK} % more than {before}: find out why, or record it (`--record`)"
        ));
    }
    Ok(())
}

/// Makes it the record of this target; the other lines stay.
pub(crate) fn write(record: &Path, text: &str, target: &str, now: u64) -> Result<(), String> {
    fs::write(record, with_line(text, target, now)).map_err(|error| format!("{}: {error}", record.display()))
}

fn with_line(text: &str, target: &str, now: u64) -> String {
    let others = text.lines().filter(|line| !line.starts_with(&format!("{target} ")));
    let mut lines: Vec<String> = others.map(str::to_owned).collect();
    lines.push(format!("{target} {now}"));
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::{MOST, judge, recorded, with_line};

    #[test]
    fn growth_is_explained_and_bounded() {
        let cases = [
            (5_000_000, Some(5_000_000), true),
            (5_250_000, Some(5_000_000), true),
            (5_250_001, Some(5_000_000), false),
            (1, Some(5_000_000), true),
            (MOST, Some(MOST), true),
            (MOST + 1, Some(MOST), false),
            (5_000_000, None, false),
        ];
        for (now, before, fine) in cases {
            assert_eq!(judge(now, before, MOST).is_ok(), fine, "{now} after {before:?}");
        }
    }

    #[test]
    fn the_record_is_read_by_target() {
        let text = "# words\naarch64-linux 3\nx86_64-linux 7\n";
        assert_eq!(recorded(text, "x86_64-linux"), Some(7));
        assert_eq!(recorded(text, "x86-linux"), None);
        assert_eq!(with_line(text, "x86_64-linux", 8), "# words\naarch64-linux 3\nx86_64-linux 8\n");
    }
}
