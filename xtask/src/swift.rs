//! The Swift side on Linux: `scripts/swift` lends the compiler, the package in `ios/` is built and tested in there.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::child::{self, End};

/// Makes the toolchain if it is not there.
///
/// # Errors
/// Why this machine cannot have it, in words for the terminal.
pub(crate) fn set_up() -> Result<(), String> {
    let script = crate::root().join("scripts/swift");
    let output = Command::new(&script).arg("setup").stdin(Stdio::null()).output();
    let output = output.map_err(|error| format!("cannot run {}: {error}", script.display()))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(said.lines().last().unwrap_or("scripts/swift failed and said nothing").to_owned())
}

/// Tests the package of the phone.
///
/// # Errors
/// The script could not be started.
pub(crate) fn test_kit() -> Result<End, String> {
    child::run(swift("ios").args(["test", "--quiet", "--scratch-path"]).arg(scratch("ios")))
}

/// `swift` for the package in this folder of ours.
fn swift(package: &str) -> Command {
    let mut swift = Command::new(crate::root().join("scripts/swift"));
    swift.arg("swift").current_dir(crate::root().join(package));
    swift
}

/// Where a package is built. Inside the repository, because nothing else is seen from in there.
fn scratch(package: &str) -> PathBuf {
    crate::root().join("target/swift").join(package)
}
