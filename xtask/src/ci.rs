//! All checks, in the order in which they are cheap to fail. A failed step does not stop the next: one run tells all.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use clap::ValueEnum;

use crate::android_check;
use crate::bindings;
use crate::child::{self, End, cargo};
use crate::kotlin;
use crate::swift;
use crate::throwaway_postgres::ThrowawayPostgres;
use crate::web;

/// One check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Step {
    /// The formatting agrees with rustfmt.toml
    Fmt,
    /// The console and the public scripts: types agree with the API, their logic's tests pass, they build
    Web,
    /// No lint of the workspace is broken, tests and examples included
    Clippy,
    /// Every test passes, those on PostgreSQL included
    Test,
    /// Each role does its job in Chromium against the real server with demo data; budgets are measured
    Browser,
    /// The documentation builds, no link in it is dead
    Rustdoc,
    /// No snapshot waits for a decision
    Snapshots,
    /// The generated Kotlin and Swift are what the surface says
    Bindings,
    /// Kotlin on the JVM keeps the promises of the bindings, the Android kit and its screens their own
    Kotlin,
    /// The demo's seed file is what its generator writes
    Seed,
    /// The phone's Swift builds and passes its tests, on Linux
    Swift,
    /// The library links for Android and is aligned as phones want it, without the NDK
    Android,
}

/// Which step begins with which.
const COMPANY: [(Step, Step, Manners); 2] = [
    // Tests and browsers wait a third of the time; linking for Android fills it.
    (Step::Test, Step::Android, Manners::OnlyWhatIsLeft),
    // Both compile for minutes on hardly more than one core, and neither drives anything that minds company.
    (Step::Kotlin, Step::Swift, Manners::AsEqual),
];

/// How a step shares the machine with the one it runs beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manners {
    AsEqual,
    /// At the lowest priority: what its host measures is measured as if it were alone.
    OnlyWhatIsLeft,
}

enum Outcome {
    Passed,
    /// Nothing was checked, and why.
    Skipped(String),
    Failed(String),
    Interrupted,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Passed => f.write_str("passed"),
            Self::Skipped(why) => write!(f, "SKIPPED: {why}"),
            Self::Failed(why) => write!(f, "FAILED: {why}"),
            Self::Interrupted => f.write_str("interrupted"),
        }
    }
}

/// Names each step with what it promises.
pub(crate) fn list() {
    for step in Step::value_variants() {
        println!("{:<10} {}", step.name(), step.promise());
    }
}

/// Runs the chosen steps, or all of them, and sums up.
///
/// # Errors
/// None of its own: a step that cannot run counts as failed.
pub(crate) fn run(only: &[Step]) -> Result<End, String> {
    let chosen: Vec<Step> =
        Step::value_variants().iter().copied().filter(|step| only.is_empty() || only.contains(step)).collect();
    let begin = Instant::now();
    let mut done = Vec::new();
    let mut beside: Vec<Beside> = Vec::new();
    for (index, step) in chosen.iter().enumerate() {
        println!("\n=== {}/{} {}: {}", index + 1, chosen.len(), step.name(), step.promise());
        let begin = Instant::now();
        for (_, company, manners) in
            COMPANY.iter().filter(|(host, company, _)| host == step && chosen.contains(company))
        {
            beside.push(Beside::start(*company, *manners)?);
            println!("({} runs beside it and speaks when its turn comes)", company.name());
        }
        let outcome = match beside.iter().position(|beside| beside.step == *step) {
            Some(at) => beside.swap_remove(at).ended(),
            None => step.run(),
        };
        println!("--- {} {outcome} ({})", step.name(), seconds(begin.elapsed()));
        let interrupted = matches!(outcome, Outcome::Interrupted);
        done.push((step, outcome, begin.elapsed()));
        if interrupted {
            break;
        }
    }
    println!("\n=== Summary");
    for (step, outcome, time) in &done {
        println!("{:<10} {:>9}  {outcome}", step.name(), seconds(*time));
    }
    println!("{:<10} {:>9}", "all", seconds(begin.elapsed()));
    Ok(if done.iter().any(|(_, outcome, _)| matches!(outcome, Outcome::Interrupted)) {
        End::Interrupted
    } else if done.iter().any(|(_, outcome, _)| matches!(outcome, Outcome::Failed(_))) {
        End::Failure(1)
    } else {
        End::Success
    })
}

impl Step {
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    fn promise(self) -> String {
        self.to_possible_value().and_then(|value| value.get_help().map(ToString::to_string)).unwrap_or_default()
    }

    fn run(self) -> Outcome {
        match self {
            Self::Fmt => fmt(),
            Self::Web => of(web::check()),
            Self::Clippy => succeeds(checked("clippy").args(["--all-targets", "--", "-D", "warnings"])),
            Self::Test => test(),
            Self::Browser => of(web::browser()),
            Self::Rustdoc => succeeds(checked("doc").arg("--no-deps").env("RUSTDOCFLAGS", "-D warnings")),
            Self::Snapshots => snapshots(),
            Self::Bindings => of(bindings::run(bindings::Purpose::Check)),
            Self::Kotlin => of(kotlin::test()),
            Self::Seed => seed(),
            Self::Swift => swift(),
            Self::Android => android(),
        }
    }
}

/// A step that runs beside others, in a process of its own. What it says is shown when its turn comes.
struct Beside {
    step: Step,
    child: Child,
    log: PathBuf,
}

impl Beside {
    fn start(step: Step, manners: Manners) -> Result<Self, String> {
        let log = crate::target().join(format!("ci-{}.log", step.name()));
        let said = |error: std::io::Error| format!("{}: {error}", log.display());
        let file = fs::File::create(&log).map_err(said)?;
        let this = std::env::current_exe().map_err(said)?;
        let mut command = match manners {
            Manners::AsEqual => Command::new(this),
            Manners::OnlyWhatIsLeft => {
                let mut nice = Command::new("nice");
                nice.args(["-n", "19"]).arg(this);
                nice
            }
        };
        let child = command
            .args(["ci", "--only", &step.name()])
            .stdin(Stdio::null())
            .stdout(file.try_clone().map_err(said)?)
            .stderr(file)
            .current_dir(crate::root())
            .spawn()
            .map_err(said)?;
        Ok(Self { step, child, log })
    }

    fn ended(mut self) -> Outcome {
        let status = match self.child.wait() {
            Ok(status) => status,
            Err(error) => return Outcome::Failed(error.to_string()),
        };
        let text = fs::read_to_string(&self.log).unwrap_or_default();
        print!("{text}");
        let skipped = format!("--- {} SKIPPED: ", self.step.name());
        match text.lines().find_map(|line| line.strip_prefix(&skipped)) {
            Some(why) => Outcome::Skipped(why.to_owned()),
            None if status.success() => Outcome::Passed,
            None => Outcome::Failed(status.to_string()),
        }
    }
}

fn fmt() -> Outcome {
    let installed = cargo().args(["fmt", "--version"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !installed.is_ok_and(|status| status.success()) {
        return Outcome::Skipped("rustfmt is not installed (rustup component add rustfmt)".to_owned());
    }
    succeeds(cargo().args(["fmt", "--all", "--check"]))
}

/// What is looked at without being run. Not the generator of bindings: it is one line of ours and a crate of UniFFI's whose check takes
/// longer than the server's and the phone's together; step `test` compiles it. The same crates each time: others would ask for other
/// features, and most of what was checked would be checked again.
fn checked(how: &str) -> Command {
    let mut command = cargo();
    command.args([how, "--workspace", "--exclude", "minyi-bindgen"]);
    command
}

fn test() -> Outcome {
    let postgres = match ThrowawayPostgres::start() {
        Ok(postgres) => postgres,
        Err(reason) => return Outcome::Failed(reason),
    };
    // `CI` forbids tests to skip for want of PostgreSQL, and insta to write `.snap.new` instead of failing.
    // Many tests wait for a server, a disk or a database: on as many threads as cores a third of the time nobody works.
    let threads = std::thread::available_parallelism().map_or(2, std::num::NonZero::get) * 2;
    let mut tests = cargo();
    tests
        // Not the documentation: its examples are drawings (`tests/tests/boundaries.rs` sees to it).
        .args(["test", "--workspace", "--all-targets", "--no-fail-fast"])
        .env("CI", "true")
        .env("RUST_TEST_THREADS", threads.to_string());
    succeeds(postgres.lend_to(&mut tests))
}

fn snapshots() -> Outcome {
    let mut pending = Vec::new();
    visit_files(crate::root(), &mut |file| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        if name.ends_with(".snap.new") || name.ends_with(".pending-snap") {
            pending.push(file.strip_prefix(crate::root()).unwrap_or(file).display().to_string());
        }
    });
    if pending.is_empty() { Outcome::Passed } else { Outcome::Failed(format!("pending: {}", pending.join(", "))) }
}

fn seed() -> Outcome {
    let generator = Path::new("demo/make_seed.py");
    if !crate::root().join(generator).is_file() {
        return Outcome::Skipped(format!("{} does not exist", generator.display()));
    }
    succeeds(Command::new("python3").arg(generator).arg("--check").current_dir(crate::root()))
}

fn swift() -> Outcome {
    match swift::set_up() {
        Ok(()) => of(swift::check()),
        // With `CI` set by its owner, nothing may pass by not running.
        Err(why) if std::env::var_os("CI").is_some() => Outcome::Failed(why),
        Err(why) => Outcome::Skipped(why),
    }
}

fn android() -> Outcome {
    match android_check::set_up() {
        Ok(()) => of(android_check::run()),
        // Only Debian's unstable release has a Rust that is new enough: a day on which it cannot be installed is no fault of this tree.
        Err(why) => Outcome::Skipped(why),
    }
}

fn succeeds(command: &mut Command) -> Outcome {
    of(child::run(command))
}

fn of(end: Result<End, String>) -> Outcome {
    match end {
        Ok(End::Success) => Outcome::Passed,
        Ok(End::Failure(code)) => Outcome::Failed(format!("exit code {code}")),
        Ok(End::Interrupted) => Outcome::Interrupted,
        Err(reason) => Outcome::Failed(reason),
    }
}

/// Shows `look` every file of ours: build output, packages of others and hidden folders are left out.
fn visit_files(folder: &Path, look: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        match entry.file_type() {
            Ok(kind) if kind.is_file() => look(&entry.path()),
            Ok(kind) if kind.is_dir() => {
                let foreign = name == "target" || name == "node_modules" || name.to_string_lossy().starts_with('.');
                if !foreign {
                    visit_files(&entry.path(), look);
                }
            }
            _ => {}
        }
    }
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
