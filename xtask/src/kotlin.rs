//! Kotlin on the JVM: the generated code, the behaviour programs, the Android kit and the screens, against the library that was
//! just built.

use std::fs;
use std::process::Command;

use crate::bindings;
use crate::child::{self, End};

/// Compiles with Maven, keeps the tests of kit, screens and app, then runs the behaviour programs.
///
/// # Errors
/// Something could not be started.
pub(crate) fn test() -> Result<End, String> {
    match bindings::build_libraries()? {
        End::Success => {}
        failed => return Ok(failed),
    }
    match child::run(maven().arg("test"))? {
        End::Success => child::run(&mut program("debug", &[])?),
        failed => Ok(failed),
    }
}

/// The figures of the JVM's side, against the optimised library that was just built.
///
/// # Errors
/// Something could not be started.
pub(crate) fn bench(args: &[String]) -> Result<End, String> {
    match child::run(maven().args(["-pl", "core,core-testing,../tests/kotlin", "process-classes"]))? {
        End::Success => child::run(program("release", &["bench"])?.args(args)),
        failed => Ok(failed),
    }
}

/// The figures of the screens: frames of long lists drawn off-screen, and how long presenters keep a thread.
///
/// # Errors
/// Something could not be started.
pub(crate) fn bench_screens(args: &[String]) -> Result<End, String> {
    match child::run(maven().args(["-pl", "core,core-testing,kit,ui", "process-test-classes"]))? {
        End::Success => {}
        failed => return Ok(failed),
    }
    let folder = crate::root().join("android/ui");
    let list = folder.join("target/classpath.txt");
    let libraries = fs::read_to_string(&list).map_err(|error| format!("{}: {error}", list.display()))?;
    let mut java = Command::new("java");
    java.current_dir(&folder).args(["-Djava.awt.headless=true", "-Dskiko.renderApi=SOFTWARE"]);
    java.arg(format!("-Dminyi.repository={}", crate::root().display()));
    java.args(["-cp", &format!("target/classes:target/test-classes:{}", libraries.trim()), "org.minyi.ui.BenchKt"]);
    child::run(java.args(args))
}

fn maven() -> Command {
    let mut maven = Command::new("mvn");
    maven.current_dir(crate::root()).args(["-q", "-B", "-f", "android/pom.xml"]);
    maven.arg(format!("-Dminyi.library={}", crate::target().join("debug").display()));
    maven
}

fn program(profile: &str, arguments: &[&str]) -> Result<Command, String> {
    let built = crate::root().join("tests/kotlin/target");
    let list = built.join("classpath.txt");
    let libraries = fs::read_to_string(&list).map_err(|error| format!("{}: {error}", list.display()))?;
    let mut java = Command::new("java");
    java.current_dir(crate::root());
    java.arg(format!("-Djna.library.path={}", crate::target().join(profile).display()));
    java.arg("-Duniffi.component.minyi_ffi.libraryOverride=minyi_ffi_testing");
    java.arg(format!("-Dminyi.repository={}", crate::root().display()));
    java.args(["-cp", &format!("{}:{}", built.join("classes").display(), libraries.trim())]);
    java.arg("org.minyi.behaviour.MainKt").args(arguments);
    Ok(java)
}
