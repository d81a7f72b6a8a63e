//! Minyi in a terminal: the server, the demo, the phone's core, the desk of the staff, and the keeper's tools.
//!
//! A subcommand either does what was asked (exit code 0), or says in one [`fault::Fault`] why not (1); what cannot be parsed
//! is answered by clap with the usage (2). Everything printed goes through [`output::Output`].

mod api;
mod args;
mod card;
mod demo;
mod fault;
mod hearing;
mod keeper;
mod output;
mod phone;
mod serve;
mod show;
mod staff;
mod verify;
mod words;

use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};
use fault::Fault;
use output::Output;

/// Gives back to the system what ten thousand connections needed for a moment; glibc's keeps most of it (docs/adr/0025).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let out = Output { lang: cli.lang, json: cli.json };
    let done = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| api::internal(&error))
        .and_then(|runtime| runtime.block_on(run(cli.command, out)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            fault.print(out);
            ExitCode::from(1)
        }
    }
}

async fn run(command: Command, out: Output) -> Result<(), Fault> {
    match command {
        Command::Serve(args) => serve::run(args, out).await,
        Command::Demo(args) => demo::run(args, out).await,
        Command::Phone(args) => phone::run(args, out).await,
        Command::Card(args) => card::run(*args, out).await,
        Command::Staff(args) => staff::run(*args, out).await,
        Command::Hearing(args) => hearing::run(*args, out).await,
        Command::Audit { what: args::Audit::Verify(store) } => keeper::verify(&store, out).await,
        Command::Verify(args) => verify::run(&args, out),
        Command::Project { what: args::Project::Rebuild(store) } => keeper::rebuild(&store, out).await,
        Command::Backup(copy) => keeper::backup(&copy, out).await,
        Command::Restore(copy) => keeper::restore(&copy, out).await,
    }
}
