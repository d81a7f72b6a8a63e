//! Running other programs in the foreground, and how they ended.
//!
//! Ctrl-C reaches the child by itself (the terminal signals the whole group), so a child that died of it is told apart
//! from one that failed: what follows is then not a failure to report but a wish to stop.

use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitCode};

const SIGINT: i32 = 2;
const EXIT_INTERRUPTED: u8 = 130;

/// How a child, and with it a task, ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Success,
    /// With the exit code to pass on, never 0.
    Failure(u8),
    Interrupted,
}

impl From<End> for ExitCode {
    fn from(end: End) -> Self {
        match end {
            End::Success => ExitCode::SUCCESS,
            End::Failure(code) => ExitCode::from(code),
            End::Interrupted => ExitCode::from(EXIT_INTERRUPTED),
        }
    }
}

/// The cargo that runs us, at the repository's root.
pub(crate) fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(crate::root());
    // What cargo told us about ourselves is not for those whom it builds: ring's build script would see another world than
    // under a plain `cargo build`, and everything above it would be compiled twice.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        let ours =
            ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"].iter().any(|start| text.starts_with(start));
        if ours || text == "CARGO_PRIMARY_PACKAGE" || text == "OUT_DIR" {
            cargo.env_remove(&name);
        }
    }
    cargo
}

/// Runs to the end, with our terminal.
///
/// # Errors
/// The program could not be started.
pub(crate) fn run(command: &mut Command) -> Result<End, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().map_err(|error| format!("cannot run {name}: {error}"))?;
    Ok(match (status.code(), status.signal()) {
        (Some(0), _) => End::Success,
        (Some(code), _) if code == i32::from(EXIT_INTERRUPTED) => End::Interrupted,
        (Some(code), _) => End::Failure(u8::try_from(code).unwrap_or(1)),
        (None, Some(SIGINT)) => End::Interrupted,
        (None, _) => End::Failure(1),
    })
}
