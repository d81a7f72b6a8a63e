//! `cargo xtask size --evidence`: what minyi-evidence adds to the library that ships. Two libraries as small as they come are built as it is
//! built (profile `mobile`): one with what a phone calls of the crate, one without it but with what the rest of the core brings
//! along anyway. The difference is the crate's share, and it is held against its bound and the record.

use std::fs;
use std::path::{Path, PathBuf};

use crate::child::{self, End, cargo};
use crate::size::{self, Purpose};

/// Issue 4 allows 1.2 MiB.
const MOST: u64 = 1_258_291;
const WITH: &str = include_str!("../evidence-size/with.rs");
const WITHOUT: &str = include_str!("../evidence-size/without.rs");
/// How the library that ships is linked.
const LINKED: &str = include_str!("../../bindings/build.rs");

/// Builds both, weighs them, and records the difference or holds it against the record.
///
/// # Errors
/// Over the bound, grown without a word, or one does not build.
pub(crate) fn run(purpose: Purpose) -> Result<End, String> {
    let manifest =
        fs::read_to_string(crate::root().join("Cargo.toml")).map_err(|error| format!("Cargo.toml: {error}"))?;
    let mut sizes = [0; 2];
    for (size, (name, source)) in sizes.iter_mut().zip([("with", WITH), ("without", WITHOUT)]) {
        let folder = lay_out(name, source, &manifest)?;
        let mut build = cargo();
        build.current_dir(&folder).args(["build", "-q", "--profile", "mobile"]);
        match child::run(build.env("CARGO_TARGET_DIR", crate::target().join("evidence-size")))? {
            End::Success => {}
            failed => return Ok(failed),
        }
        let library = crate::target().join(format!("evidence-size/mobile/libminyi_weigh_{name}.so"));
        *size = fs::metadata(&library).map_err(|error| format!("{}: {error}", library.display()))?.len();
    }
    let [with, without] = sizes;
    let share = with.saturating_sub(without);
    let target = format!("evidence-{}-{}", std::env::consts::ARCH, std::env::consts::OS);
    println!(
        "{target}: {share} bytes ({:.2} MiB): {with} with the crate, {without} without",
        share as f64 / f64::from(1 << 20)
    );
    let path = crate::root().join(size::RECORD);
    let text = fs::read_to_string(&path).unwrap_or_default();
    match purpose {
        Purpose::Record => size::write(&path, &text, &target, share),
        Purpose::Check => size::judge(share, size::recorded(&text, &target), MOST),
    }
    .map(|()| End::Success)
}

/// A crate of its own under `target/`, outside of the workspace: what it exports needs `unsafe`, which no crate of ours allows
/// itself. It takes profiles and versions from the workspace.
fn lay_out(name: &str, source: &str, workspace: &str) -> Result<PathBuf, String> {
    let folder = crate::target().join("evidence-size").join(name);
    let write = |file: &Path, text: &[u8]| {
        fs::create_dir_all(file.parent().unwrap_or(file))
            .and_then(|()| fs::write(file, text))
            .map_err(|error| format!("{}: {error}", file.display()))
    };
    let manifest = format!(
        "[workspace]\n\n[package]\nname = \"minyi-weigh-{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[lib]\npath = \"lib.rs\"\n\
         crate-type = [\"cdylib\"]\n\n[dependencies]\n{}\n{}",
        dependencies(name, workspace)?,
        profiles(workspace, name == "with"),
    );
    write(&folder.join("Cargo.toml"), manifest.as_bytes())?;
    write(&folder.join("lib.rs"), source.as_bytes())?;
    write(&folder.join("build.rs"), LINKED.as_bytes())?;
    let lock = fs::read(crate::root().join("Cargo.lock")).map_err(|error| format!("Cargo.lock: {error}"))?;
    write(&folder.join("Cargo.lock"), &lock)?;
    Ok(folder)
}

/// Our own crates by their place, others as the workspace names them.
fn dependencies(name: &str, workspace: &str) -> Result<String, String> {
    let ours =
        |name: &str, place: &str| format!("{name} = {{ path = {:?} }}\n", crate::root().join(place).to_string_lossy());
    let others: &[&str] = if name == "with" {
        &["uuid"]
    } else {
        &["crc32fast", "ed25519-dalek", "jiff", "miniz_oxide", "p256", "rustls-pki-types", "sha2", "webpki"]
    };
    let mut lines = String::new();
    if name == "with" {
        lines += &ours("minyi-evidence", "core/evidence");
        lines += &ours("minyi-rulebook", "core/rulebook");
    }
    for other in others {
        let line = workspace.lines().find(|line| line.starts_with(&format!("{other} = ")));
        lines += line.ok_or(format!("{other} is not in the workspace"))?;
        lines.push('\n');
    }
    Ok(lines)
}

/// The tables `[profile.release…]` and `[profile.mobile…]`; without the crate, those of packages that are not there are left out.
fn profiles(workspace: &str, with_packages: bool) -> String {
    let mut kept = String::new();
    let mut keeping = false;
    for line in workspace.lines() {
        if line.starts_with('[') {
            let of_profile = line.starts_with("[profile.release") || line.starts_with("[profile.mobile");
            keeping = of_profile && (with_packages || !line.contains(".package."));
        }
        if keeping && !line.starts_with('#') {
            kept += line;
            kept.push('\n');
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_are_taken_as_they_stand_in_the_workspace() {
        let text = "[a]\nb = 1\n\n[profile.mobile]\n# words\nlto = \"fat\"\n\n[profile.mobile.package.x]\nopt-level = 3\n[c]\n";
        assert_eq!(profiles(text, false), "[profile.mobile]\nlto = \"fat\"\n\n");
        assert!(profiles(text, true).ends_with("[profile.mobile.package.x]\nopt-level = 3\n"));
        let manifest = fs::read_to_string(crate::root().join("Cargo.toml")).expect("the workspace");
        assert!(profiles(&manifest, true).contains("[profile.mobile]\ninherits = \"release\""));
        assert!(dependencies("with", &manifest).is_ok() && dependencies("without", &manifest).is_ok());
    }
}
