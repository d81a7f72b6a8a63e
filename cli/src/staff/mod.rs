//! `minyi staff`: the desk of stations, the congress office and handling units. Every subcommand that acts makes one command
//! of the rulebook; the server decides.

mod acts;
mod desk;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use minyi_rulebook::clock::DueExplanation;
use minyi_rulebook::ids::MatterId;
use minyi_wire::directory::DirectoryView;
use minyi_wire::sync::MatterPage;
use minyi_wire::view::CaseView;
use serde::Serialize;

use crate::fault::Fault;
use crate::output::Output;
use crate::show::Page;
use crate::words::{Words, local_time};

pub(crate) use acts::StaffAct;
pub(crate) use desk::{Credentials, Desk};

#[derive(Debug, Args)]
pub(crate) struct StaffArgs {
    /// Address of the server; needed at sign-in, kept in the session file after that
    #[arg(long, global = true, value_name = "URL", env = "MINYI_SERVER")]
    server: Option<String>,

    /// Where the session is kept, readable by you only (mode 0600)
    #[arg(long, global = true, value_name = "FILE", default_value = "minyi-staff.json", env = "MINYI_SESSION")]
    session: PathBuf,

    #[command(subcommand)]
    command: StaffCommand,
}

#[derive(Debug, Subcommand)]
enum StaffCommand {
    /// Sign in with login, password and one-time code (登录)
    SignIn(SignInArgs),
    /// End the session here and on the server (退出)
    SignOut,
    /// Cases that you may see, newest change first (列表)
    List {
        /// Only this stage: submitted, triaged, assigned, handling, answered, evaluated, closed, …
        #[arg(long)]
        stage: Option<String>,
        /// At most so many lines, 1 to 200
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=200))]
        limit: u16,
        /// Go on where the last page ended
        #[arg(long)]
        cursor: Option<String>,
    },
    /// One case with its timeline, its due dates and why they are due (查看)
    Show { matter: MatterId },
    /// Organs, stations and units with their codes (名录)
    Directory,
    #[command(flatten)]
    Act(StaffAct),
}

#[derive(Debug, Args)]
struct SignInArgs {
    #[arg(long)]
    login: String,
    /// Asked for if left out; better in the environment than on the command line
    #[arg(long, env = "MINYI_PASSWORD", hide_env_values = true)]
    password: Option<String>,
    /// Six digits of the authenticator app; asked for if left out
    #[arg(long)]
    totp: Option<String>,
    /// Take password and one-time code from the demo's seed file: demo people only
    #[arg(long, value_name = "FILE", conflicts_with_all = ["password", "totp"])]
    demo_seed: Option<PathBuf>,
}

/// What `show --json` prints.
#[derive(Debug, Serialize)]
struct Shown {
    case: CaseView,
    due: Vec<DueExplanation>,
}

/// Runs one subcommand of the desk.
pub(crate) async fn run(args: StaffArgs, out: Output) -> Result<(), Fault> {
    match args.command {
        StaffCommand::SignIn(sign_in) => {
            let server = args.server.ok_or_else(|| {
                Fault::input("server", "--server http://…(首次登录需要)", "--server http://… (needed to sign in)")
            })?;
            let credentials = credentials(sign_in, out)?;
            let desk = Desk::sign_in(&server, &credentials, Some(args.session)).await?;
            let directory = desk.directory().await?;
            let words = Words { lang: out.lang, directory: &directory };
            let (who, until) = (words.capacity(&desk.actor().capacity), local_time(desk.expires_at()));
            out.document(&serde_json::json!({ "actor": desk.actor(), "expires_at": desk.expires_at() }));
            out.say(format!("已登录：{who}，至 {until}"), format!("Signed in as {who} until {until}"));
        }
        StaffCommand::SignOut => {
            Desk::open(args.session, args.server.as_deref())?.sign_out().await?;
            out.document(&serde_json::json!({ "signed_in": false }));
            out.say("已退出", "Signed out");
        }
        StaffCommand::List { stage, limit, cursor } => {
            let desk = Desk::open(args.session, args.server.as_deref())?;
            let page = desk.list(stage.as_deref(), limit, cursor.as_deref()).await?;
            list(&desk.directory().await?, &page, out);
        }
        StaffCommand::Show { matter } => {
            let desk = Desk::open(args.session, args.server.as_deref())?;
            let case = desk.case(matter).await?;
            // Only those with full sight are told how a date was reckoned.
            let due = if case.full().is_some() { desk.due(matter).await? } else { Vec::new() };
            show(&desk.directory().await?, Shown { case, due }, out);
        }
        StaffCommand::Directory => {
            let desk = Desk::open(args.session, args.server.as_deref())?;
            directory(&desk.directory().await?, out);
        }
        StaffCommand::Act(act) => {
            let mut desk = Desk::open(args.session, args.server.as_deref())?;
            let (matter, expects) = (act.matter(), act.expects());
            let receipt = desk.act(matter, act.command(), expects).await?;
            out.document(&receipt);
            let at = local_time(receipt.received_at);
            out.say(
                format!("已记录：事项 {} 第 {} 版，{at}；回执已核验", receipt.matter, receipt.matter_version),
                format!("On record: {} version {}, {at}; receipt verified", receipt.matter, receipt.matter_version),
            );
        }
    }
    Ok(())
}

fn credentials(args: SignInArgs, out: Output) -> Result<Credentials, Fault> {
    if let Some(seed) = args.demo_seed {
        return crate::demo::DemoSeed::read(&seed)?.credentials(&args.login);
    }
    let password = args.password.or_else(|| out.ask("密码： ", "Password: "));
    let totp = args.totp.or_else(|| out.ask("动态码： ", "One-time code: "));
    match (password, totp) {
        (Some(password), Some(totp)) => Ok(Credentials { login: args.login, password, totp }),
        (None, _) => Err(Fault::input("password", "密码", "a password")),
        (_, None) => Err(Fault::input("totp", "六位动态码", "a six-digit one-time code")),
    }
}

fn list(directory: &DirectoryView, page: &MatterPage, out: Output) {
    out.document(page);
    let mut text = Page::new(Words { lang: out.lang, directory });
    text.list(&page.matters);
    out.line(text.text());
    if let Some(next) = &page.next {
        out.say(format!("下一页:--cursor {next}"), format!("next page: --cursor {next}"));
    }
}

fn show(directory: &DirectoryView, shown: Shown, out: Output) {
    out.document(&shown);
    let mut text = Page::new(Words { lang: out.lang, directory });
    text.case(&shown.case);
    if let Some(case) = shown.case.full() {
        text.due(&shown.due, &case.clocks);
    }
    out.line(text.text());
}

fn directory(directory: &DirectoryView, out: Output) {
    out.document(directory);
    for organ in &directory.organs {
        out.line(format!("{:<28} {}", organ.id, out.pick(&organ.name_zh, &organ.name_en)));
    }
}
