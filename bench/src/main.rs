//! `cargo xtask bench [NAME] [--json]`: every figure that the project promises, each beside its peer or its bound, from one
//! run on one machine. These machines are shared: quote the ratios.

mod cases;
mod commands;
mod desk;
mod evidence;
mod figure;
mod hearing;
mod household;
mod identity;
mod kills;
mod peers;
mod phone;

use clap::Parser;
use figure::Sheet;
use std::path::PathBuf;
use std::process::ExitCode;

/// As the server ships (`cli/src/main.rs`): what is measured is what runs.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What can go wrong while measuring.
#[derive(Debug)]
pub(crate) enum Failure {
    Said(String),
    Io(std::io::Error),
    Json(serde_json::Error),
    Sql(sqlx::Error),
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Said(words) => f.write_str(words),
            Self::Io(error) => error.fmt(f),
            Self::Json(error) => error.fmt(f),
            Self::Sql(error) => error.fmt(f),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}
impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Json(error)
    }
}
impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        Self::Sql(error)
    }
}
impl From<tokio::task::JoinError> for Failure {
    fn from(error: tokio::task::JoinError) -> Self {
        Self::Said(format!("a measuring task ended early: {error}"))
    }
}

/// Anything else that knows how to say what happened.
pub(crate) fn said(error: impl std::fmt::Debug) -> Failure {
    Failure::Said(format!("{error:?}"))
}

#[derive(Debug, Parser)]
#[command(about = "Measures Minyi beside its peers. Without a NAME, everything.")]
struct Arguments {
    /// commands, scale, desk, phone, sync, kills, identity, hearing or evidence.
    name: Option<String>,
    /// One JSON object a line.
    #[arg(long)]
    json: bool,
    /// PostgreSQL to measure on; `cargo xtask bench` starts a throw-away one.
    #[arg(long, env = "MINYI_TEST_POSTGRES_URL")]
    postgres: Option<String>,
    /// Cases of the large store of `scale`.
    #[arg(long, default_value_t = 1_000_000)]
    cases: u64,
    /// Clients of `hearing`; fewer on a small or a busy machine.
    #[arg(long, default_value_t = 10_000)]
    clients: usize,
    /// Kills of each side in `kills`.
    #[arg(long, default_value_t = 50)]
    kills: u32,
    /// Internal: be the process that gets killed.
    #[arg(long, hide = true)]
    victim: Option<String>,
    #[arg(long, hide = true)]
    folder: Option<PathBuf>,
    #[arg(long, hide = true, default_value = "")]
    server: String,
    /// Internal: what a measured process works on.
    #[arg(last = true, hide = true)]
    command: Vec<PathBuf>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // Before threads and pools are there, which would count as theirs.
    if let Some(measured) = arguments.victim.as_deref().and_then(|what| evidence::be_measured(what, &arguments.command))
    {
        return measured.map_or_else(|failure| fail(&failure), |()| ExitCode::SUCCESS);
    }
    // Only the first call in a process counts, and this is it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&Failure::Io(error)),
    };
    let measured = runtime.block_on(measure(&arguments));
    runtime.shutdown_background();
    match measured {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => fail(&failure),
    }
}

fn fail(failure: &Failure) -> ExitCode {
    use std::io::Write;
    // Nothing is left to do if standard error itself is gone.
    let _ = writeln!(std::io::stderr().lock(), "bench: {failure}");
    ExitCode::FAILURE
}

async fn measure(arguments: &Arguments) -> Result<bool, Failure> {
    if let (Some(victim), Some(folder)) = (&arguments.victim, &arguments.folder) {
        match victim.as_str() {
            "open" => phone::open_and_look(folder, &arguments.server)?,
            "hearing" => hearing::serve_for_ever(folder).await?,
            other => kills::be_victim(other, folder, &arguments.server).await?,
        }
        return Ok(true);
    }
    let mut sheet = Sheet::new(arguments.json);
    let wants = |name: &str| arguments.name.as_deref().is_none_or(|wanted| wanted == name);
    const NAMES: [&str; 9] = ["commands", "scale", "desk", "phone", "sync", "kills", "identity", "hearing", "evidence"];
    if !NAMES.iter().any(|name| wants(name)) {
        return Err(Failure::Said(format!("no such bench; there are {}", NAMES.join(", "))));
    }
    if wants("commands") {
        commands::durable(&mut sheet, arguments.postgres.as_deref()).await?;
    }
    if wants("scale") {
        commands::scale(&mut sheet, arguments.cases).await?;
    }
    if wants("desk") {
        desk::lists(&mut sheet).await?;
    }
    if wants("phone") {
        phone::mirrored(&mut sheet).await?;
    }
    if wants("sync") {
        phone::synchronised(&mut sheet).await?;
    }
    if wants("kills") {
        kills::run(&mut sheet, arguments.kills).await?;
    }
    if wants("identity") {
        identity::run(&mut sheet)?;
    }
    if wants("hearing") {
        hearing::run(&mut sheet, arguments.clients).await?;
    }
    if wants("evidence") {
        evidence::run(&mut sheet)?;
    }
    Ok(sheet.all_hold())
}
