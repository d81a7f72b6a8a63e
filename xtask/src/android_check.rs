//! `cargo xtask android --check`: the Android library, linked without the NDK in a small Debian of its own (`android/check`), and a
//! look at what came out. It tells early what Google Play would refuse; what ships is built with the NDK.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bindings;
use crate::child::{self, End, cargo};
use crate::room;

/// All that an app's library may ask of the phone.
const LIBRARIES: [&str; 4] = ["libc.so", "libm.so", "libdl.so", "liblog.so"];
/// Devices since Android 15 may have pages of this size.
const PAGE: u64 = 0x4000;

/// Makes the room with Rust's sources, clang and lld, once a machine.
///
/// # Errors
/// Why this machine cannot have it.
pub(crate) fn set_up() -> Result<(), String> {
    room::set_up("scripts/room", &["android"])
}

/// Builds for aarch64 and looks.
///
/// # Errors
/// What is wrong with the library.
pub(crate) fn run() -> Result<End, String> {
    let user = std::env::var_os("HOME").map(PathBuf::from).ok_or("HOME is not set")?;
    let cargo_home = std::env::var_os("CARGO_HOME").map_or_else(|| user.join(".cargo"), PathBuf::from);
    let cache = std::env::var_os("XDG_CACHE_HOME").map_or_else(|| user.join(".cache"), PathBuf::from);
    let room = std::env::var_os("MINYI_ANDROID").map_or_else(|| cache.join("minyi/android"), PathBuf::from);
    // In there nothing is fetched: sources come from this machine's cargo, those that std itself is made of included.
    let std = room.join("usr/lib/rustlib/src/rust/library/Cargo.toml");
    for manifest in [Path::new("Cargo.toml"), Path::new("android/check/unwind/Cargo.toml"), &std] {
        let mut fetch = cargo();
        fetch.args(["fetch", "-q", "--locked", "--manifest-path"]).arg(manifest).env("RUSTC_BOOTSTRAP", "1");
        match child::run(&mut fetch)? {
            End::Success => {}
            failed => return Ok(failed),
        }
    }
    let mut build = Command::new(crate::root().join("scripts/room"));
    build.args(["android", "android/check/build"]).current_dir(crate::root());
    build.env("MINYI_CARGO_HOME", &cargo_home).env("MINYI_ANDROID_ALSO", &cargo_home);
    match child::run(&mut build)? {
        End::Success => {}
        failed => return Ok(failed),
    }
    let out = crate::target().join("android");
    let library = out.join("libminyi_ffi.so");
    bindings::nothing_of_tests_in(&library)?;
    let headers = out.join("libminyi_ffi.txt");
    let headers = fs::read_to_string(&headers).map_err(|error| format!("{}: {error}", headers.display()))?;
    judge(&headers)?;
    let bytes = fs::metadata(&library).map_err(|error| format!("{}: {error}", library.display()))?.len();
    println!("{}: {bytes} bytes, needs {}, pages of 16 KiB", library.display(), needed(&headers).join(" "));
    Ok(End::Success)
}

/// What `llvm-readelf --dynamic --program-headers` says must be so.
fn judge(headers: &str) -> Result<(), String> {
    let needed = needed(headers);
    if let Some(stranger) = needed.iter().find(|name| !LIBRARIES.contains(&name.as_str())) {
        return Err(format!("the library needs {stranger}, which apps may not count on"));
    }
    if !needed.iter().any(|name| name == "libc.so") {
        return Err("the library needs no libc.so: its headers were not read".to_owned());
    }
    if !headers.contains("Library soname: [libminyi_ffi.so]") {
        return Err("the library's own name is not libminyi_ffi.so".to_owned());
    }
    let segments: Vec<&str> = headers.lines().map(str::trim).filter(|line| line.starts_with("LOAD ")).collect();
    if segments.is_empty() {
        return Err("no segment was found".to_owned());
    }
    match segments.iter().find(|segment| alignment(segment) != Some(PAGE)) {
        Some(segment) => Err(format!("a segment is not aligned to 16 KiB: {segment}")),
        None => Ok(()),
    }
}

fn needed(headers: &str) -> Vec<String> {
    let lines = headers.lines().filter(|line| line.contains("(NEEDED)"));
    lines.filter_map(|line| line.split(['[', ']']).nth(1)).map(str::to_owned).collect()
}

fn alignment(segment: &str) -> Option<u64> {
    let last = segment.split_whitespace().last()?;
    u64::from_str_radix(last.strip_prefix("0x")?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::judge;

    const GOOD: &str = "  LOAD  0x000000 0x0 0x0 0x1e1c40 0x1e1c40 R   0x4000\n  LOAD  0x1e1c40 0x1e5c40 0x0 0x2 0x2 R E 0x4000\n\
                        0x1 (NEEDED) Shared library: [libc.so]\n0x1 (NEEDED) Shared library: [libm.so]\n\
                        0xe (SONAME) Library soname: [libminyi_ffi.so]\n";

    #[test]
    fn a_library_that_play_would_refuse_is_refused_here() {
        assert_eq!(judge(GOOD), Ok(()));
        let broken = [
            ("R E 0x4000", "R E 0x1000", "aligned"),
            ("[libm.so]", "[libgcc_s.so.1]", "libgcc_s"),
            ("[libminyi_ffi.so]", "[libx.so]", "own name"),
            ("[libc.so]", "[liblog.so]", "not read"),
            ("LOAD", "NOTE", "no segment"),
        ];
        for (good, bad, word) in broken {
            let verdict = judge(&GOOD.replace(good, bad)).expect_err(bad);
            assert!(verdict.contains(word), "{verdict}");
        }
    }
}
