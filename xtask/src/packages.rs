//! `cargo xtask android` and `cargo xtask ios`: the packages that projects depend on, where the SDKs are. Elsewhere they say
//! what is missing and stop: an app is not shipped from a machine that cannot build it.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::child::{self, End, cargo};
use crate::size::SHIPPED;

/// Android's four ABIs, as cargo-ndk names them.
const ABIS: [&str; 4] = ["arm64-v8a", "armeabi-v7a", "x86_64", "x86"];
/// Devices since Android 15 may have pages of 16 KiB; Google Play refuses libraries that are not aligned to them.
const PAGES: &str = "-C link-arg=-Wl,-z,max-page-size=16384 -C link-arg=-Wl,-z,common-page-size=16384";
/// Phones, simulators on both kinds of Mac.
const APPLE: [&str; 3] = ["aarch64-apple-ios", "aarch64-apple-ios-sim", "x86_64-apple-ios"];

/// An AAR's worth of libraries in `target/android/jniLibs`, then the AAR by Gradle.
///
/// # Errors
/// Names everything that is missing.
pub(crate) fn android() -> Result<End, String> {
    let mut missing = Vec::new();
    if std::env::var_os("ANDROID_NDK_HOME").is_none_or(|home| !Path::new(&home).is_dir()) {
        missing.push("the Android NDK r28 or newer (set ANDROID_NDK_HOME)");
    }
    if !runs("cargo", &["ndk", "--version"]) {
        missing.push("cargo-ndk (cargo install cargo-ndk)");
    }
    if !runs("gradle", &["--version"]) {
        missing.push("Gradle, with Google's Maven repository in reach");
    }
    stop_for("the Android library", &missing)?;
    let libraries = crate::target().join("android/jniLibs");
    let mut build = cargo();
    build.arg("ndk");
    for abi in ABIS {
        build.args(["--target", abi]);
    }
    build.args(["--platform", "26", "--output-dir"]).arg(&libraries);
    build.args(SHIPPED).args(["--crate-type", "cdylib"]).env("RUSTFLAGS", PAGES);
    match child::run(&mut build)? {
        End::Success => {
            child::run(Command::new("gradle").args(["-p", "android", "assembleRelease"]).current_dir(crate::root()))
        }
        failed => Ok(failed),
    }
}

/// `target/ios/MinyiCoreFFI.xcframework`, zipped, with the checksum that Package.swift wants.
///
/// # Errors
/// Names everything that is missing.
pub(crate) fn ios() -> Result<End, String> {
    let mut missing = Vec::new();
    if !runs("xcodebuild", &["-version"]) {
        missing.push("Xcode (a Mac)");
    }
    let targets = Command::new("rustup").args(["target", "list", "--installed"]).output();
    let installed = targets.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    let wanted = "Rust's iOS targets (rustup target add aarch64-apple-ios aarch64-apple-ios-sim x86_64-apple-ios)";
    if !APPLE.iter().all(|target| installed.lines().any(|line| line == *target)) {
        missing.push(wanted);
    }
    stop_for("the XCFramework", &missing)?;
    for target in APPLE {
        match child::run(cargo().args(SHIPPED).args(["--crate-type", "staticlib", "--target", target]))? {
            End::Success => {}
            failed => return Ok(failed),
        }
    }
    let out = crate::target().join("ios");
    let headers = out.join("headers");
    let framework = out.join("MinyiCoreFFI.xcframework");
    let _ = fs::remove_dir_all(&out);
    let generated = crate::root().join("bindings/generated/swift");
    fs::create_dir_all(&headers)
        .and_then(|()| fs::copy(generated.join("MinyiCoreFFI.h"), headers.join("MinyiCoreFFI.h")))
        .and_then(|_| fs::copy(generated.join("MinyiCoreFFI.modulemap"), headers.join("module.modulemap")))
        .map_err(|error| format!("{}: {error}", headers.display()))?;
    let library = |target: &str| crate::target().join(target).join("mobile/libminyi_ffi.a");
    let simulators = out.join("libminyi_ffi.a");
    let mut lipo = Command::new("lipo");
    lipo.arg("-create").args(APPLE[1..].iter().map(|target| library(target))).arg("-output").arg(&simulators);
    let mut pack = Command::new("xcodebuild");
    pack.arg("-create-xcframework");
    for archive in [library(APPLE[0]), simulators] {
        pack.arg("-library").arg(archive).arg("-headers").arg(&headers);
    }
    pack.arg("-output").arg(&framework);
    let zip = out.join("MinyiCoreFFI.xcframework.zip");
    let mut ditto = Command::new("ditto");
    ditto.args(["-c", "-k", "--sequesterRsrc", "--keepParent"]).arg(&framework).arg(&zip);
    let mut checksum = Command::new("swift");
    checksum.args(["package", "compute-checksum"]).arg(&zip);
    for step in [&mut lipo, &mut pack, &mut ditto, &mut checksum] {
        match child::run(step)? {
            End::Success => {}
            failed => return Ok(failed),
        }
    }
    Ok(End::Success)
}

fn stop_for(what: &str, missing: &[&str]) -> Result<(), String> {
    if missing.is_empty() {
        return Ok(());
    }
    Err(format!("{what} cannot be built on this machine. Missing:\n  - {}", missing.join("\n  - ")))
}

fn runs(program: &str, arguments: &[&str]) -> bool {
    let status = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}
