//! `minyi demo`: the whole of 有事找代表 in a minute, on a server and phones of its own, with the real clock.

mod card;
mod cases;
mod hearing;
mod photos;
mod populate;
mod seed;
mod server;
mod set;
mod short;
mod story;
mod telling;

use std::sync::Arc;

use minyi_rulebook::citizen_case::CaseState;
use minyi_rulebook::ids::MatterId;
use minyi_server::audit;

use crate::args::DemoArgs;
use crate::fault::Fault;
use crate::keeper;
use crate::output::Output;
use crate::serve::told_to_stop;
use crate::show::Page;
use crate::words::Words;

pub(crate) use seed::DemoSeed;
use server::DemoServer;
use set::{Set, astray};
use telling::{Chapter, Ending, Telling};

/// Plays the demo; leaves its server running unless told otherwise.
pub(crate) async fn run(args: DemoArgs, out: Output) -> Result<(), Fault> {
    let seed_file = args.material.join("seed.json");
    let seed = DemoSeed::read(&seed_file)?;
    server::fresh_folder(&args.data)?;
    let server = DemoServer::start(&args.data, &seed_file, args.listen, out).await?;
    out.say(
        format!("民意演示 · 服务已启动：{} · 人物与事项均为虚构", server.url()),
        format!("Minyi demo · serving at {} · people and cases are invented", server.url()),
    );
    let codes = Arc::clone(&server.codes);
    let mut set = Set::new(server.url(), seed, codes, args.material, args.data.join("phones"), out);
    let matter = match play(&server, &mut set, out).await {
        Ok(matter) if !args.exit => matter,
        played => {
            let ended = server.end().await;
            return played.and(ended);
        }
    };
    goodbye(&server, matter, out);
    told_to_stop().await;
    server.end().await
}

async fn play(server: &DemoServer, set: &mut Set, out: Output) -> Result<MatterId, Fault> {
    let mut telling = Telling::new(out);
    let matter = story::play(set, &mut telling).await?;
    short::play(set, &mut telling).await?;
    card::play(server, set, &mut telling).await?;
    let cases = populate::play(&server.app, set, &mut telling).await?;
    hearing::play(set, &mut telling).await?;
    let report = audit::verify(&server.app.db).await?;
    keeper::verdict(&report, Output { json: true, ..out })?;
    telling.reached(
        Chapter::AuditVerified,
        format!("核验哈希链：{} 条事件、{} 件事项，无一改动", report.events, report.matters),
        format!("The hash chain verifies: {} events, {} matters, nothing changed", report.events, report.matters),
    );
    let case = timeline(set, matter, out).await?;
    let due = set.desk("office-1").await?.due(matter).await?;
    out.say("\n期限与依据", "\nDue dates and why");
    let directory = set.desk("office-1").await?.directory().await?;
    let mut page = Page::new(Words { lang: out.lang, directory: &directory });
    page.due(&due, &case.clocks);
    out.line(page.text());
    telling.end(Ending {
        matter,
        timeline: &case.timeline,
        due: &due,
        audit: serde_json::to_value(&report).unwrap_or_default(),
        cases,
        addresses: addresses(server, matter),
    });
    Ok(matter)
}

async fn timeline(set: &mut Set, matter: MatterId, out: Output) -> Result<CaseState, Fault> {
    let view = set.case(matter).await?;
    let directory = set.desk("office-1").await?.directory().await?;
    let case = view.full().ok_or_else(|| astray("an outline", "the whole case"))?;
    let mut page = Page::new(Words { lang: out.lang, directory: &directory });
    out.line(format!("\n{}", case.title));
    page.timeline(&case.timeline);
    out.line(page.text());
    Ok(case.clone())
}

/// Pages for people first, then what is for programs.
fn addresses(server: &DemoServer, matter: MatterId) -> Vec<String> {
    let followed = format!("/f/{}", server.app.follow.code(matter));
    let pages = [
        "/",
        "/console/",
        "/file?to=station:station-zhili-1",
        &followed,
        "/stations/station-zhili-1",
        "/cases",
        "/receptions",
    ];
    let data = ["/openapi.json", "/v1/public/matters", "/v1/policy", "/metrics"];
    pages.iter().chain(&data).map(|path| format!("{}{path}", server.url())).collect()
}

fn goodbye(server: &DemoServer, matter: MatterId, out: Output) {
    out.say("\n可打开的地址：", "\nOpen:");
    for address in addresses(server, matter) {
        out.line(format!("  {address}"));
    }
    let url = server.url();
    // As it was called: `minyi`, or the path of a build.
    let minyi = std::env::args().next().unwrap_or_else(|| "minyi".to_owned());
    out.say(
        format!(
            "\n演示账号:office-1、office-2、station-zhili-1、clerk-water、leader-water、deputy-001、auditor …(见 demo/README.md)\n\
             群众手机号:19900000001 至 19900000012,验证码显示在这里\n\n\
             接着用(另开终端):\n  \
             {minyi} staff --server {url} sign-in --login office-2 --demo-seed demo/seed.json\n  \
             {minyi} staff list\n  \
             {minyi} phone --server {url} sign-in --phone 19900000011\n\n\
             按 Ctrl-C 结束。"
        ),
        format!(
            "\nDemo logins: office-1, office-2, station-zhili-1, clerk-water, leader-water, deputy-001, auditor … (demo/README.md)\n\
             Citizens' phones: 19900000001 to 19900000012; their codes appear here\n\n\
             Go on in another terminal:\n  \
             {minyi} staff --server {url} sign-in --login office-2 --demo-seed demo/seed.json\n  \
             {minyi} staff list\n  \
             {minyi} phone --server {url} sign-in --phone 19900000011\n\n\
             Ctrl-C ends it."
        ),
    );
}
