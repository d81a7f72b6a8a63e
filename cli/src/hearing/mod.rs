//! `minyi hearing`: a hearing from the terminal, in whatever capacity the session has. Sessions are those of `minyi staff sign-in`.

mod acts;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};
use minyi_core::hearing::{HearingSession, Next};
use minyi_rulebook::hearing::lanes::{HearingView, QuestionView};
use minyi_rulebook::ids::MatterId;
use minyi_wire::hearing::{HearingList, HearingSnapshot};
use uuid::Uuid;

use crate::fault::Fault;
use crate::output::Output;
use crate::serve::told_to_stop;
use crate::staff::Desk;
use crate::words::local_time;
use acts::{Create, HearingAct};

/// How often a watched hearing is asked what is new.
const LOOK: Duration = Duration::from_secs(1);

#[derive(Debug, Args)]
pub(crate) struct HearingArgs {
    /// Address of the server, where it differs from the session's
    #[arg(long, global = true, value_name = "URL", env = "MINYI_SERVER")]
    server: Option<String>,

    /// The session of `minyi staff sign-in`
    #[arg(long, global = true, value_name = "FILE", default_value = "minyi-staff.json", env = "MINYI_SESSION")]
    session: PathBuf,

    #[command(subcommand)]
    command: HearingCommandLine,
}

#[derive(Debug, Subcommand)]
enum HearingCommandLine {
    /// Hearings that you may see (列表)
    List,
    /// One hearing as you see it, with what you may do (查看)
    Show { hearing: MatterId },
    /// Follow a hearing until Ctrl-C (旁听动态)
    Watch { hearing: MatterId },
    /// Plan a hearing (创建)
    Create(Box<Create>),
    #[command(flatten)]
    Act(HearingAct),
}

/// Runs one subcommand.
pub(crate) async fn run(args: HearingArgs, out: Output) -> Result<(), Fault> {
    let mut desk = Desk::open(args.session, args.server.as_deref())?;
    match args.command {
        HearingCommandLine::List => {
            let list: HearingList = desk.read("/v1/hearings").await?;
            out.document(&list);
            if list.hearings.is_empty() {
                out.say("没有可以查看的庭审", "No hearing that you may see");
            }
            for view in &list.hearings {
                head(view, out);
            }
            Ok(())
        }
        HearingCommandLine::Show { hearing } => {
            let snapshot: HearingSnapshot = desk.read(&format!("/v1/hearings/{hearing}")).await?;
            out.document(&snapshot);
            show(&snapshot.view, out);
            Ok(())
        }
        HearingCommandLine::Watch { hearing } => watch(&desk, hearing, out).await,
        HearingCommandLine::Create(create) => {
            let hearing = MatterId(Uuid::now_v7());
            desk.act(hearing, create.command(), None).await?;
            out.document(&serde_json::json!({ "hearing": hearing }));
            out.say(format!("已创建：{hearing}"), format!("Created: {hearing}"));
            Ok(())
        }
        HearingCommandLine::Act(act) => {
            let (hearing, command) = act.command();
            let receipt = desk.act(hearing, command, None).await?;
            out.document(&receipt);
            let (version, at) = (receipt.matter_version, local_time(receipt.received_at));
            out.say(format!("已记录：第 {version} 号，{at}"), format!("On record: number {version}, {at}"));
            Ok(())
        }
    }
}

/// Asks once a second what is new and prints it. A terminal can wait; phones and pages hold the stream.
async fn watch(desk: &Desk, hearing: MatterId, out: Output) -> Result<(), Fault> {
    let snapshot: HearingSnapshot = desk.read(&format!("/v1/hearings/{hearing}")).await?;
    show(&snapshot.view, out);
    let mut session = HearingSession::open(snapshot);
    loop {
        tokio::select! {
            () = told_to_stop() => return Ok(()),
            () = tokio::time::sleep(LOOK) => {}
        }
        let missed: HearingSnapshot =
            desk.read(&format!("/v1/hearings/{hearing}/events?after={}", session.at())).await?;
        let news = missed.view.clone();
        if session.change(missed) == Next::Show && !news.is_empty() {
            out.document(&news);
            show(&news, out);
        }
    }
}

fn head(view: &HearingView, out: Output) {
    let Some(head) = &view.head else { return };
    let stage = out.pick(head.stage_zh.clone(), format!("{:?}", head.stage));
    out.line(format!("{}  {}  {}  {}", view.matter, stage, head.case_no, head.cause));
}

fn show(view: &HearingView, out: Output) {
    head(view, out);
    if let Some(segment) = view.head.as_ref().and_then(|head| head.segments.last()) {
        let kind = out.pick(segment.kind.zh().to_owned(), format!("{:?}", segment.kind));
        out.line(format!("  {kind}  {}", local_time(segment.from)));
    }
    for note in &view.notes {
        out.line(format!("  {}: {}", out.pick(note.kind.zh().to_owned(), format!("{:?}", note.kind)), note.text));
    }
    for question in view.questions.iter().chain(view.mine.iter().flat_map(|mine| &mine.questions)) {
        one(question, out);
    }
    for tally in &view.tallies {
        out.say(
            format!("  第 {} 问：{} 人附议", tally.number, tally.seconds),
            format!("  Question {}: {} second it", tally.number, tally.seconds),
        );
    }
    let acts = view.mine.iter().flat_map(|mine| &mine.acts).chain(view.head.iter().flat_map(|head| &head.acts));
    let acts: Vec<String> = acts.map(crate::words::wire_name).collect();
    if !acts.is_empty() {
        out.say(format!("  可做：{}", acts.join("、")), format!("  You may: {}", acts.join(", ")));
    }
}

fn one(question: &QuestionView, out: Output) {
    let stage = out.pick(question.stage_zh.clone(), format!("{:?}", question.stage));
    let key = if question.key { out.pick(" [重点]", " [key]") } else { "" };
    out.line(format!("  {}. {}  {stage}{key}  {}", question.number, question.id, question.text));
    for answer in &question.answers {
        out.line(format!("     [{}] {}", answer.index, answer.text));
    }
}
