//! `cargo xtask`: the one door to every check and every figure, for people and for CI alike.
//!
//! - `ci` runs all checks, or one of them;
//! - `bindings` generates Kotlin and Swift;
//! - `size` weighs the library that ships; `android --check` links it for Android without the NDK;
//! - `bench` measures, with a real PostgreSQL beside it; `bench bindings` what crossing into Kotlin and Swift costs;
//! - `web` builds the console and the public pages' scripts into web/dist;
//! - `postgres -- CMD` lends a throw-away PostgreSQL to any command.
#![expect(clippy::print_stdout, reason = "a tool for the terminal: its output is its product")]

mod android_check;
mod bindings;
mod child;
mod ci;
mod evidence_size;
mod kotlin;
mod packages;
mod room;
mod size;
mod swift;
mod throwaway_postgres;
mod web;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::{Parser, Subcommand};

use crate::child::{End, cargo};
use crate::throwaway_postgres::ThrowawayPostgres;

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "Checks and figures of Minyi (民意); people and CI run the same")]
struct Xtask {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Run every check in order, report each one's time, fail if any failed
    Ci {
        /// Only this step; may be given several times
        #[arg(long, value_name = "STEP")]
        only: Vec<ci::Step>,
        /// Name the steps and stop
        #[arg(long, conflicts_with = "only")]
        list: bool,
    },
    /// Measure: build minyi-bench for release and run it, with a throw-away PostgreSQL; arguments pass through
    Bench {
        /// For example: NAME --json
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Build the console and the scripts of the public pages into web/dist, if anything of them changed
    Web,
    /// Generate Kotlin and Swift from the surface of bindings/ into bindings/generated
    Bindings {
        /// Only compare with what is checked in
        #[arg(long)]
        check: bool,
    },
    /// Build the library as it ships and hold its size against bindings/size.txt (minutes: not part of `ci`)
    Size {
        /// Make it the record
        #[arg(long)]
        record: bool,
        /// Only the share of minyi-evidence
        #[arg(long)]
        evidence: bool,
    },
    /// Build the Android library (needs the NDK, cargo-ndk and Gradle)
    Android {
        /// Without the NDK: link it for aarch64 in a small Debian of its own and look at what it needs and how it is aligned
        #[arg(long)]
        check: bool,
    },
    /// Build the XCFramework (needs a Mac with Xcode)
    Ios,
    /// Run a command with a throw-away PostgreSQL in MINYI_TEST_POSTGRES_URL (and in PGHOST, PGPORT, …)
    Postgres {
        /// For example: cargo test -p minyi-server
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
        command: Vec<String>,
    },
}

fn main() -> ExitCode {
    let end = match Xtask::parse().task {
        Task::Ci { list: true, .. } => {
            ci::list();
            Ok(End::Success)
        }
        Task::Ci { only, .. } => ci::run(&only),
        Task::Web => web::build(),
        Task::Bench { args } if args.first().is_some_and(|name| name == "bindings") => bench_bindings(&args[1..]),
        Task::Bench { args } if args.first().is_some_and(|name| name == "screens") => kotlin::bench_screens(&args[1..]),
        Task::Size { record, evidence } => {
            let purpose = if record { size::Purpose::Record } else { size::Purpose::Check };
            if evidence { evidence_size::run(purpose) } else { size::run(purpose) }
        }
        Task::Android { check: false } => packages::android(),
        Task::Android { check: true } => android_check::set_up().and_then(|()| android_check::run()),
        Task::Ios => packages::ios(),
        Task::Bench { args } => bench(&args),
        Task::Bindings { check: true } => bindings::run(bindings::Purpose::Check),
        Task::Bindings { check: false } => bindings::run(bindings::Purpose::Write),
        Task::Postgres { command } => lend_postgres(&command),
    };
    end.unwrap_or_else(|reason| {
        println!("xtask: {reason}");
        End::Failure(1)
    })
    .into()
}

fn bench(args: &[String]) -> Result<End, String> {
    let mut build = cargo();
    build.args(["build", "--release", "-q", "-p", "minyi-bench"]);
    // Built first, so that the compiler does not compete with the database and a broken build starts none.
    match child::run(&mut build)? {
        End::Success => {}
        failed => return Ok(failed),
    }
    let postgres = ThrowawayPostgres::start()?;
    let mut bench = cargo();
    bench.args(["run", "--release", "-q", "-p", "minyi-bench", "--"]).args(args);
    child::run(postgres.lend_to(&mut bench))
}

/// What crossing costs, in both languages, against an optimised library; no database is needed.
fn bench_bindings(args: &[String]) -> Result<End, String> {
    match child::run(cargo().args(["build", "-q", "--release", "-p", "minyi-ffi-testing"]))? {
        End::Success => {}
        failed => return Ok(failed),
    }
    match kotlin::bench(args)? {
        End::Success => swift::set_up().map_or_else(
            |why| {
                println!("no figures of Swift: {why}");
                Ok(End::Success)
            },
            |()| swift::bench(args),
        ),
        failed => Ok(failed),
    }
}

fn lend_postgres(command: &[String]) -> Result<End, String> {
    let (program, args) = command.split_first().ok_or("no command given")?;
    let postgres = ThrowawayPostgres::start()?;
    child::run(postgres.lend_to(Command::new(program).args(args)))
}

/// The repository's root folder.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask/ lies inside the repository")
}

/// Where cargo builds; databases live there too, so that `cargo clean` and `.gitignore` cover them.
fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}
