//! The console's lists over many cases: how long a person waits for first rows, whatever they look for; at the server, and in Chromium.

use crate::cases::{self, People};
use crate::figure::{Bound, Figure, Sheet, percentile_ms};
use crate::{Failure, commands, said};
use jiff::Timestamp;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::calendar::local_date;
use minyi_server::app::App;
use minyi_server::desk::figures;
use minyi_server::desk::list::{self, DueIn, Filter, Order, Page};
use minyi_server::reads::Reading;
use serde::Deserialize;
use std::path::Path;
use std::time::{Duration, Instant};

/// Cases of a large district.
const CASES: u64 = 100_000;
/// Each question is asked so often.
const TIMES: usize = 20;
/// What a person at a desk does not notice, in milliseconds.
const NOTICED: f64 = 500.0;

/// What a page is measured against in the same run.
const PEER: &str = "the same rows by plain SQL";

pub(crate) async fn lists(sheet: &mut Sheet) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let app = commands::open(folder.path(), None).await?;
    sheet.say(&format!("filling the store to {CASES} cases through the door"))?;
    cases::fill(&app, None, CASES).await?;
    let began = Instant::now();
    app.desk.catch_up().await.map_err(said)?;
    sheet.put(&Figure::alone(
        "desk/reading on, from nothing",
        CASES as f64 / began.elapsed().as_secs_f64(),
        "cases/s",
        Bound::None,
    ))?;
    let office = People::of_the_demo()?.office;
    let any = Filter::default;
    let text = |text: &str| Filter { text: Some(text.to_owned()), ..Filter::default() };
    for (name, filter, order, number) in [
        ("newest", any(), Order::Changed, 1),
        ("soonest due", any(), Order::Due, 1),
        ("page 1,000", any(), Order::Changed, 1_000),
        ("waiting for me", Filter { waiting: true, ..any() }, Order::Due, 1),
        ("overdue", Filter { due: Some(DueIn::Overdue), ..any() }, Order::Due, 1),
        ("a rare word", text("77777"), Order::Changed, 1),
        ("a word of every case", text("黑水"), Order::Changed, 1),
        ("one character of every case", text("桥"), Order::Changed, 1),
    ] {
        let page = Page { order, number, limit: 50 };
        let (mut taken, mut peer) = (Vec::new(), Vec::new());
        for _ in 0..TIMES {
            taken.push(once(&app, &office, &filter, page).await?);
            peer.push(plain(&app, page).await?);
        }
        let p95 = percentile_ms(&mut taken, 0.95);
        sheet.put(&Figure::alone(format!("desk/100,000 cases/{name}, p95"), p95, "ms", Bound::AtMost(NOTICED)))?;
        let (ours, peer) = (percentile_ms(&mut taken, 0.5), percentile_ms(&mut peer, 0.5));
        let name = format!("desk/100,000 cases/{name}, median");
        sheet.put(&Figure::beside(name, ours, "ms", PEER, peer, Bound::None))?;
    }
    let began = Instant::now();
    let counted = figures::count(&app.db, &office, local_date(Timestamp::now()), &any()).await.map_err(said)?;
    let taken = began.elapsed().as_secs_f64() * 1_000.0;
    let name = format!("desk/100,000 cases/all {} figures", counted.len());
    sheet.put(&Figure::alone(name, taken, "ms", Bound::AtMost(2.0 * NOTICED)))?;
    in_chromium(sheet, &app).await?;
    app.close().await;
    Ok(())
}

/// What the browser said: waits in milliseconds.
#[derive(Debug, Deserialize)]
struct Seen {
    /// From the question to the rows on the page.
    first: Vec<f64>,
    /// From the click on "next page" to other rows.
    turned: Vec<f64>,
}

/// The console itself over the same cases (`web/e2e/large`).
async fn in_chromium(sheet: &mut Sheet, app: &App) -> Result<(), Failure> {
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web");
    if !web.join("node_modules/.bin/playwright").exists() {
        return sheet.say("WITHOUT CHROMIUM: `make test` or `cd web && npm ci` installs what drives it");
    }
    let listener = minyi_server::listener::bind(([127, 0, 0, 1], 0).into())?;
    let url = format!("http://{}", listener.local_addr()?);
    let serving = tokio::spawn(app.clone().serve(listener, std::future::pending()));
    let ran = tokio::process::Command::new("npx")
        .args(["playwright", "test", "large/rows.spec.ts", "--retries=0"])
        .current_dir(&web)
        .env("MINYI_URL", url)
        .env("MINYI_LARGE", "1")
        .output()
        .await?;
    serving.abort();
    let said = String::from_utf8_lossy(&ran.stdout);
    let line = said.lines().find_map(|line| line.trim().strip_prefix("CHROMIUM "));
    let line = line.ok_or_else(|| Failure::Said(format!("Chromium saw no rows:\n{said}")))?;
    let seen: Seen = serde_json::from_str(line)?;
    for (name, waits) in [("first rows", &seen.first), ("next page", &seen.turned)] {
        let mut waits: Vec<Duration> = waits.iter().map(|ms| Duration::from_secs_f64(ms / 1_000.0)).collect();
        for (which, share) in [("median", 0.5), ("p95", 0.95)] {
            let name = format!("desk/100,000 cases/{name} in Chromium, {which}");
            sheet.put(&Figure::alone(name, percentile_ms(&mut waits, share), "ms", Bound::AtMost(NOTICED)))?;
        }
    }
    Ok(())
}

/// The same number of rows of the same table at the same place, by plain SQL: no rights, no filter, no count, no view.
async fn plain(app: &App, page: Page) -> Result<Duration, Failure> {
    let offset = i64::from(page.number - 1) * i64::from(page.limit);
    let sql = format!(
        "SELECT matter, station, lead, due, facts FROM desk ORDER BY change_seq DESC LIMIT {} OFFSET {offset}",
        page.limit
    );
    let began = Instant::now();
    std::hint::black_box(app.db.rows(&sql, &[]).await.map_err(said)?);
    Ok(began.elapsed())
}

/// One page as the console gets it: found, counted, shown, written as JSON.
async fn once(app: &App, actor: &Actor, filter: &Filter, page: Page) -> Result<Duration, Failure> {
    let began = Instant::now();
    let now = Timestamp::now();
    let (listed, _) = list::page(&app.db, actor, local_date(now), filter, page).await.map_err(said)?;
    let matters: Vec<_> = listed.iter().map(|line| line.matter).collect();
    let views = Reading { db: &app.db, law: app.law.now(), actor, now }.cases(&matters).await.map_err(said)?;
    let lines: Vec<_> = views.iter().map(|view| serde_json::to_string(&view.summary())).collect();
    std::hint::black_box(lines);
    Ok(began.elapsed())
}
