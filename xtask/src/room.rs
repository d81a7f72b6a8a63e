//! Rooms: compilers that this machine does not have, each in a small Debian of its own that a script keeps (`scripts/room`,
//! `scripts/swift`).

use std::process::{Command, Stdio};

/// Has the script make its room, or find the one that it made before.
///
/// # Errors
/// Why there is none, in the script's words.
pub(crate) fn set_up(script: &str, arguments: &[&str]) -> Result<(), String> {
    let path = crate::root().join(script);
    let output = Command::new(&path).args(arguments).arg("setup").stdin(Stdio::null()).output();
    let output = output.map_err(|error| format!("cannot run {}: {error}", path.display()))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(said.lines().last().map_or_else(|| format!("{script} failed and said nothing"), str::to_owned))
}
