//! The Swift side on Linux: `scripts/swift` lends the compiler; the package in `ios/` is built and tested in there, its screens
//! are parsed, and the programs of `tests/swift` run against the library that cargo built.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::bindings;
use crate::child::{self, End};
use crate::room;

/// Files that only an Apple compiler can build: here it is seen that they are Swift.
const PARSED_ONLY: [&str; 2] = ["ios/Sources/MinyiUI", "ios/App/Sources"];

/// Makes the toolchain if it is not there.
///
/// # Errors
/// Why this machine cannot have it, in words for the terminal.
pub(crate) fn set_up() -> Result<(), String> {
    room::set_up("scripts/swift", &[])
}

/// Everything of the Swift side, cheapest first.
///
/// # Errors
/// A program could not be started.
pub(crate) fn check() -> Result<End, String> {
    let steps: [fn() -> Result<End, String>; 4] = [parse_screens, bindings::build_libraries, test_kit, keep_promises];
    for step in steps {
        match step()? {
            End::Success => {}
            failed => return Ok(failed),
        }
    }
    Ok(End::Success)
}

fn parse_screens() -> Result<End, String> {
    let mut parse = Command::new(crate::root().join("scripts/swift"));
    parse.args(["swiftc", "-frontend", "-parse", "-swift-version", "6"]).current_dir(crate::root());
    for folder in PARSED_ONLY {
        let files = fs::read_dir(crate::root().join(folder)).map_err(|error| format!("{folder}: {error}"))?;
        parse.args(
            files.flatten().map(|file| file.path()).filter(|file| file.extension().is_some_and(|ext| ext == "swift")),
        );
    }
    child::run(&mut parse)
}

fn test_kit() -> Result<End, String> {
    child::run(swift("ios", "test", "debug").arg("--quiet"))
}

/// The behaviour programs: they print what they promise and whether it holds. The court's stream is made out here: the room has no ffmpeg.
fn keep_promises() -> Result<End, String> {
    let stream = crate::target().join("court-stream");
    match child::run(Command::new(crate::root().join("scripts/court-stream")).arg(&stream))? {
        End::Success => child::run(swift("tests/swift", "run", "debug").env("MINYI_TEST_STREAM", stream)),
        failed => Ok(failed),
    }
}

/// The figures of Swift's side, against the optimised library that was just built.
///
/// # Errors
/// A program could not be started.
pub(crate) fn bench(args: &[String]) -> Result<End, String> {
    child::run(swift("tests/swift", "run", "release").args(["-c", "release", "behaviour", "bench"]).args(args))
}

/// `swift` for the package in this folder of ours, with the library that cargo built.
fn swift(package: &str, what: &str, profile: &str) -> Command {
    let mut swift = Command::new(crate::root().join("scripts/swift"));
    swift
        .args(["swift", what, "--scratch-path"])
        .arg(scratch(package, profile))
        .current_dir(crate::root().join(package));
    swift.env("MINYI_FFI_LIB_DIR", crate::target().join(profile)).env("MINYI_SWIFT_ALSO", crate::target());
    swift
}

/// Where a package is built. One place a library: SwiftPM would not see that another one is to be linked.
fn scratch(package: &str, profile: &str) -> PathBuf {
    crate::root().join("target/swift").join(format!("{}-{profile}", package.replace('/', "-")))
}
