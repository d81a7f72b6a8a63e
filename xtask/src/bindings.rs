//! `cargo xtask bindings`: Kotlin and Swift from the library that was just built, checked in under `bindings/generated`.
//!
//! The generator reads the types out of a debug library, because stripping removes them. What it writes depends on nothing
//! but the source, so CI writes it again elsewhere and compares.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::child::{self, End, cargo};

/// Where the generated code stands, below the root.
const CHECKED_IN: &str = "bindings/generated";
/// Crates with a surface, and the folder of each in the generated tree.
const SURFACES: [(&str, &str); 2] = [("minyi_ffi", ""), ("minyi_ffi_testing", "testing")];

/// What to do with what was generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Replace what is checked in.
    Write,
    /// Compare with what is checked in.
    Check,
}

/// Generates.
///
/// # Errors
/// Differences, when checking; whatever keeps the generator from running.
pub(crate) fn run(purpose: Purpose) -> Result<End, String> {
    match build_libraries()? {
        End::Success => {}
        failed => return Ok(failed),
    }
    nothing_of_tests_in(&library(SURFACES[0].0))?;
    let checked_in = crate::root().join(CHECKED_IN);
    let fresh = crate::target().join("bindings");
    empty(&fresh)?;
    for (krate, folder) in SURFACES {
        for language in ["kotlin", "swift"] {
            let out = fresh.join(folder).join(language);
            let mut generate = Command::new(crate::target().join("debug/minyi-bindgen"));
            generate.current_dir(crate::root()).arg("generate").arg(library(krate));
            generate.args(["--crate", krate, "--language", language, "--no-format", "--out-dir"]).arg(&out);
            match child::run(&mut generate)? {
                End::Success => {}
                failed => return Ok(failed),
            }
        }
    }
    let (written, known) = (tree(&fresh)?, tree(&checked_in)?);
    if purpose == Purpose::Write {
        empty(&checked_in)?;
        for (name, bytes) in &written {
            let file = checked_in.join(name);
            fs::create_dir_all(file.parent().unwrap_or(&checked_in)).map_err(|error| said(&file, &error))?;
            fs::write(&file, bytes).map_err(|error| said(&file, &error))?;
        }
        println!("{CHECKED_IN}: {} files", written.len());
        return Ok(End::Success);
    }
    let names: std::collections::BTreeSet<_> = written.keys().chain(known.keys()).collect();
    let differ: Vec<_> = names.into_iter().filter(|name| written.get(*name) != known.get(*name)).collect();
    if differ.is_empty() {
        return Ok(End::Success);
    }
    let differ: Vec<String> = differ.iter().map(|name| name.display().to_string()).collect();
    Err(format!(
        "{CHECKED_IN} is not what the source says ({}); run `cargo xtask bindings` and commit",
        differ.join(", ")
    ))
}

/// Builds the debug libraries, with the features that tests of the whole workspace use, so that nothing is built twice.
pub(crate) fn build_libraries() -> Result<End, String> {
    child::run(cargo().args(["build", "-q", "--workspace", "--lib", "--bin", "minyi-bindgen", "--test", "boundaries"]))
}

/// Looks into a library for exports of the test library. That the scan sees exports at all is seen by its own.
///
/// # Errors
/// There are some, or the file is no such library.
pub(crate) fn nothing_of_tests_in(library: &Path) -> Result<(), String> {
    let bytes = fs::read(library).map_err(|error| said(library, &error))?;
    let holds = |name: &str| bytes.windows(name.len()).any(|window| window == name.as_bytes());
    if !holds("uniffi_minyi_ffi_fn_method_minyiapp_outbox") {
        return Err(format!("{}: no export of ours was found in it", library.display()));
    }
    if holds("uniffi_minyi_ffi_testing_fn_") {
        return Err(format!("{} exports what only tests may call", library.display()));
    }
    Ok(())
}

/// The debug library of a crate.
pub(crate) fn library(krate: &str) -> PathBuf {
    crate::target().join(format!("debug/lib{krate}.so"))
}

fn empty(folder: &Path) -> Result<(), String> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|error| said(folder, &error))?;
    }
    fs::create_dir_all(folder).map_err(|error| said(folder, &error))
}

/// Every file below a folder, by its path from there.
fn tree(folder: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>, String> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = fs::read(&path).map_err(|error| said(&path, &error))?;
                files.insert(path.strip_prefix(folder).unwrap_or(&path).to_owned(), bytes);
            }
        }
    }
    Ok(files)
}

fn said(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}
