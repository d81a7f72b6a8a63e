//! The boundaries of docs/ARCHITECTURE.md, held by machine: which crate may lean on which, what the rulebook can reach,
//! and the house rules a reader relies on (short files that open with their idea, nothing left half-done).

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_metadata::{Metadata, MetadataCommand};

/// Who may depend on whom, for every kind of dependency. A crate that is not in this table has no place yet.
const MAY_DEPEND_ON: &[(&str, &[&str])] = &[
    ("minyi-rulebook", &[]),
    ("minyi-wire", &["minyi-rulebook"]),
    ("minyi-photo", &[]),
    ("minyi-evidence", &["minyi-photo", "minyi-rulebook"]),
    ("minyi-identity", &["minyi-rulebook"]),
    ("minyi-core", &["minyi-wire", "minyi-evidence", "minyi-identity", "minyi-rulebook"]),
    ("minyi-ffi", &["minyi-core", "minyi-wire", "minyi-evidence", "minyi-identity", "minyi-rulebook"]),
    ("minyi-ffi-testing", TESTS_OF_THE_BINDINGS),
    ("minyi-bindgen", &[]),
    ("minyi-server", &["minyi-wire", "minyi-evidence", "minyi-identity", "minyi-rulebook"]),
    ("minyi", EVERYTHING_THAT_SHIPS),
    ("minyi-tests", EVERYTHING_THAT_SHIPS),
    ("minyi-bench", EVERYTHING_THAT_SHIPS),
    ("xtask", &[]),
];
/// The superset library that only tests load; it brings a server along.
const TESTS_OF_THE_BINDINGS: &[&str] = &["minyi-ffi", "minyi-core", "minyi-rulebook", "minyi-server"];
const EVERYTHING_THAT_SHIPS: &[&str] =
    &["minyi", "minyi-server", "minyi-core", "minyi-wire", "minyi-evidence", "minyi-identity", "minyi-rulebook"];

/// Crates that wait, read the world, tell the time or draw lots. A trailing `*` stands for any ending.
const NOT_FOR_THE_RULEBOOK: &[&str] = &[
    "tokio*",
    "async-*",
    "async_*",
    "futures*",
    "smol",
    "mio",
    "polling", // waiting
    "reqwest",
    "hyper*",
    "ureq",
    "axum*",
    "tower*",
    "rustls",
    "socket2", // network
    "sqlx*",
    "sled",
    "rusqlite",
    "libsqlite3-sys",
    "tempfile",
    "fs4",
    "memmap*",
    "rustix", // disk
    "chrono",
    "time",
    "web-time",
    "instant",
    "quanta",
    "iana-time-zone", // clock
    "rand*",
    "getrandom",
    "fastrand",
    "oorandom", // chance
];

/// Paths of the standard library that would make the rulebook impure.
const NOT_IN_THE_RULEBOOK: &[&str] = &[
    "SystemTime::now",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
];

/// Longer files hide more than one concept.
const LONGEST_FILE: usize = 700;

#[test]
fn dependencies_point_down() {
    let allowed: BTreeMap<_, _> = MAY_DEPEND_ON.iter().copied().collect();
    let mut broken = Vec::new();
    for package in workspace().workspace_packages() {
        let Some(allowed) = allowed.get(package.name.as_str()) else {
            broken.push(format!("{} has no place in MAY_DEPEND_ON", package.name));
            continue;
        };
        for dependency in package.dependencies.iter().filter(|dependency| dependency.path.is_some()) {
            if !allowed.contains(&dependency.name.as_str()) {
                broken.push(format!("{} must not depend on {}", package.name, dependency.name));
            }
        }
    }
    assert_holds(&broken);
}

#[test]
fn uniffi_is_named_in_bindings_only() {
    let bindings = root().join("bindings");
    let broken: Vec<_> = workspace()
        .workspace_packages()
        .into_iter()
        .filter(|package| !package.manifest_path.as_std_path().starts_with(&bindings))
        .filter(|package| package.dependencies.iter().any(|dependency| dependency.name.starts_with("uniffi")))
        .map(|package| format!("{} names uniffi", package.name))
        .collect();
    assert_holds(&broken);
}

/// Kotlin and Swift see the generated code in their bridges only: screens and presenters know the app's own types.
#[test]
fn views_never_import_generated_code() {
    const GENERATED: [&str; 2] = ["org.minyi.core", "import MinyiCore"];
    // The bridges, and what lends the core a platform's own objects.
    const BRIDGES: [&str; 4] = [
        "android/kit/src/main/kotlin/org/minyi/kit/bridge/",
        "android/app/src/main/kotlin/org/minyi/android/core/",
        "android/app/src/main/kotlin/org/minyi/android/platform/",
        "ios/Sources/MinyiBridge/",
    ];
    let (mut bridges, mut shells, mut broken) = (0, 0, Vec::new());
    for (file, text) in sources() {
        let path = file.display().to_string();
        let ours = (path.starts_with("android/") && path.ends_with(".kt"))
            || (path.starts_with("ios/") && path.ends_with(".swift"));
        // Tests may look behind the bridge, and the generated file of iOS is a link into bindings/generated.
        if !ours || path.contains("/test/") || path.contains("/Tests/") || path.starts_with("ios/Sources/MinyiCore/") {
            continue;
        }
        let sees = GENERATED.iter().any(|name| text.contains(name));
        if BRIDGES.iter().any(|bridge| path.starts_with(bridge)) {
            bridges += usize::from(sees);
        } else {
            shells += 1;
            if sees {
                broken.push(format!("{path} sees generated code"));
            }
        }
    }
    assert!(bridges >= 4 && shells >= 30, "the sources were read: {bridges} bridges, {shells} others");
    assert_holds(&broken);
}

#[test]
fn the_rulebook_reaches_no_async_io_clock_or_random_crate() {
    let reached = crates_the_rulebook_reaches();
    assert!(reached.contains_key("jiff"), "the tree was read: {reached:?}");
    let broken: Vec<_> = reached
        .keys()
        .filter(|name| NOT_FOR_THE_RULEBOOK.iter().any(|pattern| matches(pattern, name)))
        .map(|name| format!("minyi-rulebook reaches {name} (cargo tree -p minyi-rulebook -e normal -i {name})"))
        .collect();
    assert_holds(&broken);
}

/// jiff reads the clock and the system's time zones only with `std`; uuid draws lots only in these versions.
#[test]
fn the_rulebook_asks_its_crates_for_no_clock_and_no_chance() {
    let reached = crates_the_rulebook_reaches();
    let forbidden =
        [("jiff", "std"), ("jiff", "tz-system"), ("uuid", "v1"), ("uuid", "v4"), ("uuid", "v6"), ("uuid", "v7")];
    let broken: Vec<_> = forbidden
        .iter()
        .filter(|(name, feature)| reached[*name].iter().any(|enabled| enabled == feature))
        .map(|(name, feature)| format!("minyi-rulebook enables feature {feature} of {name}"))
        .collect();
    assert_holds(&broken);
}

#[test]
fn the_rulebook_source_reads_no_clock_file_or_network() {
    let mut broken = Vec::new();
    for (file, text) in sources().filter(|(file, _)| file.starts_with("core/rulebook/src")) {
        broken.extend(impure_paths(&text).into_iter().map(|path| format!("{}: {path}", file.display())));
    }
    assert_holds(&broken);
}

#[test]
fn the_purity_scan_sees_grouped_imports_and_spares_comments() {
    assert_eq!(impure_paths("let t = jiff::Timestamp::now();"), ["Timestamp::now"]);
    assert_eq!(impure_paths("use std::{\n    fmt,\n    fs::File,\n};"), ["std::fs"]);
    assert_eq!(impure_paths("/// Never `SystemTime::now`: time is an argument.\nuse std::{fmt, ops};"), [""; 0]);
}

#[test]
fn no_file_is_longer_than_a_reader_can_hold() {
    let broken: Vec<_> = sources()
        .map(|(file, text)| (file, text.lines().count()))
        .filter(|(_, lines)| *lines > LONGEST_FILE)
        .map(|(file, lines)| format!("{}: {lines} lines, at most {LONGEST_FILE}", file.display()))
        .collect();
    assert_holds(&broken);
}

#[test]
fn nothing_is_left_half_done() {
    // In two halves, or this file would find itself.
    let notes = [concat!("TO", "DO"), concat!("FIX", "ME")];
    let mut broken = Vec::new();
    for (file, text) in sources() {
        for (number, line) in text.lines().enumerate() {
            if words(line).any(|word| notes.contains(&word)) {
                broken.push(format!("{}:{}: {}", file.display(), number + 1, line.trim()));
            }
        }
    }
    assert_holds(&broken);
}

#[test]
fn every_source_file_opens_with_its_idea() {
    let broken: Vec<_> = sources()
        .filter(|(file, _)| file.extension().is_some_and(|ext| ext == "rs"))
        .filter(|(file, _)| ["core", "bindings", "server", "cli"].iter().any(|folder| file.starts_with(folder)))
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(file, _)| format!("{} does not open with `//!`", file.display()))
        .collect();
    assert_holds(&broken);
}

/// Examples in documentation are drawings: the test step runs none (a pass over ten crates for nothing), so none may be code.
#[test]
fn no_example_in_documentation_waits_to_be_run() {
    let mut broken = Vec::new();
    for (file, text) in sources().filter(|(file, _)| file.extension().is_some_and(|ext| ext == "rs")) {
        broken.extend(examples_to_run(&text).into_iter().map(|line| format!("{}:{line}", file.display())));
    }
    assert_holds(&broken);
    assert_eq!(examples_to_run("//! ```text\n//! a ─ b\n//! ```\n/// ```\n/// run();\n/// ```\n"), [4]);
}

/// Lines on which an example opens that rustdoc would run.
fn examples_to_run(text: &str) -> Vec<usize> {
    let mut inside = false;
    let fences = text.lines().zip(1..).filter_map(|(line, number)| {
        let words = line.trim_start();
        let words = words.strip_prefix("//!").or_else(|| words.strip_prefix("///"))?;
        Some((words.trim_start().strip_prefix("```")?.trim(), number))
    });
    let mut found = Vec::new();
    for (language, number) in fences {
        inside = !inside;
        if inside && (language.is_empty() || language.starts_with("rust")) {
            found.push(number);
        }
    }
    found
}

#[track_caller]
fn assert_holds(broken: &[String]) {
    assert!(broken.is_empty(), "\n  {}", broken.join("\n  "));
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies inside the repository")
}

/// The members and what their manifests name; nothing is resolved, so nothing is downloaded.
fn workspace() -> Metadata {
    MetadataCommand::new().manifest_path(root().join("Cargo.toml")).no_deps().exec().expect("cargo reads the workspace")
}

/// Every crate that runs inside the rulebook, with its enabled features: on every platform, with every feature of ours.
///
/// `cargo tree` and not `cargo metadata`, because the latter merges the features of the whole workspace: the server's
/// random ids would be held against the rulebook.
fn crates_the_rulebook_reaches() -> BTreeMap<String, Vec<String>> {
    let output = Command::new(env!("CARGO"))
        .current_dir(root())
        .args(["tree", "--package", "minyi-rulebook", "--all-features", "--target", "all"])
        .args(["--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}|{f}"])
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "cargo tree: {}", String::from_utf8_lossy(&output.stderr));
    let mut crates: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in String::from_utf8(output.stdout).expect("cargo writes UTF-8").lines() {
        let (package, features) = line.split_once('|').expect("the format has a bar");
        let name = package.split(' ').next().unwrap_or_default().to_owned();
        let features = features.trim_end_matches(" (*)").split(',').map(str::to_owned);
        crates.entry(name).or_default().extend(features);
    }
    crates
}

fn matches(pattern: &str, name: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == name, |start| name.starts_with(start))
}

/// The forbidden paths that code uses, also inside `use std::{…}`; comments may speak of them.
fn impure_paths(text: &str) -> Vec<String> {
    let code: String =
        text.lines().filter(|line| !line.trim_start().starts_with("//")).flat_map(|line| [line, "\n"]).collect();
    let groups = code.split("std::{").skip(1).filter_map(|rest| rest.split_once('}')).map(|(group, _)| group);
    let grouped: Vec<String> = groups.flat_map(words).map(|word| format!("std::{word}")).collect();
    NOT_IN_THE_RULEBOOK
        .iter()
        .filter(|path| code.contains(**path) || grouped.iter().any(|used| used == **path))
        .map(|path| (*path).to_owned())
        .collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
}

/// Every text that people write and read: path from the root, and content. Left out: data, and what programs write.
fn sources() -> impl Iterator<Item = (PathBuf, String)> {
    let mut files = Vec::new();
    collect_sources(root(), &mut files);
    assert!(files.len() > 10, "the repository was found");
    files.into_iter().filter_map(|file| {
        let text = fs::read_to_string(&file).ok()?;
        Some((file.strip_prefix(root()).expect("it lies below the root").to_owned(), text))
    })
}

fn collect_sources(folder: &Path, files: &mut Vec<PathBuf>) {
    const FOREIGN_FOLDERS: &[&str] =
        &["target", ".git", ".cache", "node_modules", "__pycache__", "generated", "vectors", "snapshots", "demo-data"];
    // Types made of the OpenAPI document.
    const GENERATED: &str = "schema.d.ts";
    const DATA: &[&str] = &["json", "jsonl", "geojson", "csv", "tsv", "snap", "lock", "svg", "txt", "pem"];
    for entry in fs::read_dir(folder).expect("the folder can be read").flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() && !FOREIGN_FOLDERS.iter().any(|foreign| name == *foreign) {
            collect_sources(&path, files);
        } else if kind.is_file()
            && name != GENERATED
            && !path.extension().is_some_and(|ext| DATA.iter().any(|data| ext == *data))
        {
            files.push(path);
        }
    }
}
