//! The web side: what npm installs, checks, builds and drives, under the names of this project's own checks.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use crate::child::{self, End, cargo};

/// Builds web/dist, unless it is newer than everything that it is made of.
///
/// # Errors
/// What could not be started.
pub(crate) fn build() -> Result<End, String> {
    if newest(&folder().join("dist/console")) > newest_source() {
        return Ok(End::Success);
    }
    in_order([install()?, Some(npm(&["run", "-s", "build"]))])
}

/// Types, tests of the logic, build.
///
/// # Errors
/// What could not be started.
pub(crate) fn check() -> Result<End, String> {
    let ready = in_order([install()?, Some(npm(&["run", "-s", "types"]))])?;
    if !matches!(ready, End::Success) {
        return Ok(ready);
    }
    let mut differs = Command::new("git");
    differs.args(["diff", "--exit-code", "--stat", "--", "web/api/schema.d.ts"]).current_dir(crate::root());
    in_order([
        Some(differs),
        Some(npm(&["run", "-s", "check"])),
        Some(npm(&["run", "-s", "test"])),
        Some(npm(&["run", "-s", "build"])),
    ])
}

/// The browser's tests against this workspace's server, which the tests start themselves.
///
/// # Errors
/// What could not be started.
pub(crate) fn browser() -> Result<End, String> {
    let mut server = cargo();
    // The program that step `test` has built for the terminal's own tests. Built by itself it would have other features, and much of the
    // workspace would be compiled once more.
    server.args(["test", "-q", "--workspace", "--no-run", "--test", "card"]);
    let mut tests = npm(&["run", "-s", "browser"]);
    tests.env("MINYI", crate::target().join("debug/minyi"));
    let built = build()?;
    if matches!(built, End::Success) { in_order([Some(server), Some(tests)]) } else { Ok(built) }
}

fn folder() -> PathBuf {
    crate::root().join("web")
}

fn npm(args: &[&str]) -> Command {
    let mut npm = Command::new("npm");
    npm.args(args).current_dir(folder());
    npm
}

/// `npm ci`, where the lock file is newer than what is installed.
fn install() -> Result<Option<Command>, String> {
    let lock = folder().join("package-lock.json");
    let wanted = modified(&lock).ok_or_else(|| format!("{} is missing", lock.display()))?;
    let installed = modified(&folder().join("node_modules/.package-lock.json"));
    Ok(if installed.is_some_and(|installed| installed >= wanted) { None } else { Some(npm(&["ci", "--silent"])) })
}

/// Runs one after the other until one fails.
fn in_order<const N: usize>(commands: [Option<Command>; N]) -> Result<End, String> {
    for mut command in commands.into_iter().flatten() {
        match child::run(&mut command)? {
            End::Success => {}
            other => return Ok(other),
        }
    }
    Ok(End::Success)
}

fn newest_source() -> Option<SystemTime> {
    let parts = ["console", "public", "api", "package-lock.json", "vite.config.ts", "vite.public.config.ts"];
    parts.iter().filter_map(|part| newest(&folder().join(part))).max()
}

/// When the youngest file under this path was changed.
fn newest(path: &Path) -> Option<SystemTime> {
    if path.is_dir() {
        fs::read_dir(path).ok()?.flatten().filter_map(|entry| newest(&entry.path())).max()
    } else {
        modified(path)
    }
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
}
