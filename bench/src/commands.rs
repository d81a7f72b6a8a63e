//! Durable commands at 64 concurrent clients, through the one door: parsed, judged, chained, projected, receipted, on disk.

use crate::cases::{self, People};
use crate::figure::{Bound, Figure, Sheet, median, percentile_ms};
use crate::household::{self, Household};
use crate::{Failure, peers, said};
use minyi_server::access::sms::TestSms;
use minyi_server::app::App;
use minyi_server::clock::SystemClock;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

const CLIENTS: usize = 64;
const SPAN: Duration = Duration::from_secs(4);
const ROUNDS: usize = 3;
/// Rounds beside a peer are short and many: ours and the peer's take turns.
const TURN: Duration = Duration::from_secs(2);
const TURNS: usize = 7;

/// What one measuring round saw.
struct Round {
    per_second: f64,
    p99_ms: f64,
}

pub(crate) async fn durable(sheet: &mut Sheet, postgres: Option<&str>) -> Result<(), Failure> {
    sheet.say("durable commands at 64 clients: SQLite, then PostgreSQL, each beside its peer")?;
    let folder = tempfile::tempdir()?;
    let app = open(folder.path(), None).await?;
    let row = payload_bytes(&app).await?;
    let (mut rounds, mut p99) = (vec![], vec![]);
    for _ in 0..TURNS {
        let aside = tempfile::tempdir()?;
        let peer = peers::one_insert_one_fsync(aside.path(), row, CLIENTS, TURN).await?;
        let seen = filing(&app, TURN).await?;
        rounds.push((seen.per_second, peer));
        p99.push(seen.p99_ms);
    }
    app.close().await;
    let peer = "one insert, one fsync";
    let name = "commands/sqlite/64 clients, at the door";
    sheet.put(&Figure::rounds(name, &rounds, "commands/s", peer, Bound::AtLeast(3.0)))?;
    sheet.put(&Figure::alone("commands/sqlite/p99", median(&mut p99), "ms", Bound::AtMost(100.0)))?;
    let name = "commands/sqlite/64 clients, over HTTP on the same cores";
    let http = (over_http(SPAN).await?, median(&mut rounds.iter().map(|round| round.1).collect::<Vec<_>>()));
    sheet.put(&Figure::rounds(name, &[http], "commands/s", peer, Bound::None))?;
    let Some(url) = postgres else {
        return Err(Failure::Said("no PostgreSQL: run through `cargo xtask bench`, which starts one".into()));
    };
    let folder = tempfile::tempdir()?;
    let app = open(folder.path(), Some(url)).await?;
    let (mut rounds, mut p99) = (vec![], vec![]);
    for _ in 0..TURNS {
        let peer = peers::pgbench_inserts(url, folder.path(), row, CLIENTS, TURN).await?;
        let seen = filing(&app, TURN).await?;
        rounds.push((seen.per_second, peer));
        p99.push(seen.p99_ms);
    }
    app.close().await;
    let (name, peer) = ("commands/postgres/64 clients, at the door", "pgbench simple inserts");
    sheet.put(&Figure::rounds(name, &rounds, "commands/s", peer, Bound::AtLeast(0.5)))?;
    sheet.put(&Figure::alone("commands/postgres/p99", median(&mut p99), "ms", Bound::AtMost(100.0)))
}

/// How long the payload of a filed case's event is: what the peers' rows are as long as.
async fn payload_bytes(app: &App) -> Result<usize, Failure> {
    cases::fill(app, None, 64).await?;
    let sql = "SELECT CAST(AVG(OCTET_LENGTH(payload)) AS BIGINT) FROM events";
    let rows = app.db.rows(sql, &[]).await.map_err(said)?;
    let mean = rows.first().map(|row| row.int(0)).transpose().map_err(said)?.unwrap_or_default();
    usize::try_from(mean).map_err(said)
}

/// The whole loop of a case at 10,000 and at many existing cases.
pub(crate) async fn scale(sheet: &mut Sheet, large: u64) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let app = open(folder.path(), None).await?;
    cases::fill(&app, None, 10_000).await?;
    let mut small: Vec<f64> = Vec::new();
    for _ in 0..ROUNDS {
        small.push(loops(&app, SPAN).await?);
    }
    sheet.say(&format!("filling the store to {large} cases through the door"))?;
    cases::fill(&app, None, large.saturating_sub(10_000)).await?;
    let mut many: Vec<f64> = Vec::new();
    for _ in 0..ROUNDS {
        many.push(loops(&app, SPAN).await?);
    }
    app.close().await;
    sheet.put(&Figure::beside(
        format!("scale/the loop at {large} cases"),
        median(&mut many),
        "commands/s",
        "at 10000 cases",
        median(&mut small),
        Bound::AtLeast(0.8),
    ))
}

/// A server on this folder, with the demo's organs.
pub(crate) async fn open(folder: &Path, postgres: Option<&str>) -> Result<App, Failure> {
    let mut config = household::config(folder);
    if let Some(url) = postgres {
        config.database = url.parse().map_err(said)?;
    }
    App::open(config, Arc::new(SystemClock), Arc::new(TestSms::default())).await.map_err(said)
}

/// Every client files cases for the span.
async fn filing(app: &App, span: Duration) -> Result<Round, Failure> {
    let start = Instant::now();
    let mut clients = tokio::task::JoinSet::new();
    for _ in 0..CLIENTS {
        let app = app.clone();
        clients.spawn(async move {
            let people = People::of_the_demo()?;
            let mut taken = Vec::new();
            let mut number = 0;
            while start.elapsed() < span {
                number += 1;
                let body = cases::sealed(cases::new_matter(), cases::submission(number))?;
                let sent = Instant::now();
                cases::submit(&app, &people.citizen, body).await?;
                taken.push(sent.elapsed());
            }
            Ok::<_, Failure>(taken)
        });
    }
    let mut all = Vec::new();
    while let Some(taken) = clients.join_next().await {
        all.extend(taken??);
    }
    let per_second = all.len() as f64 / start.elapsed().as_secs_f64();
    Ok(Round { per_second, p99_ms: percentile_ms(&mut all, 0.99) })
}

/// Every client walks whole roads for the span. Commands per second.
async fn loops(app: &App, span: Duration) -> Result<f64, Failure> {
    let start = Instant::now();
    let mut clients = tokio::task::JoinSet::new();
    for _ in 0..CLIENTS {
        let app = app.clone();
        clients.spawn(async move {
            let people = People::of_the_demo()?;
            let mut commands = 0_u64;
            while start.elapsed() < span {
                let matter = cases::new_matter();
                cases::submit(&app, &people.citizen, cases::sealed(matter, cases::submission(commands))?).await?;
                commands += 1;
                for (actor, command) in cases::road(&people) {
                    cases::submit(&app, &actor, cases::sealed(matter, command)?).await?;
                    commands += 1;
                }
            }
            Ok::<_, Failure>(commands)
        });
    }
    let mut all = 0;
    while let Some(commands) = clients.join_next().await {
        all += commands??;
    }
    Ok(all as f64 / start.elapsed().as_secs_f64())
}

/// The same filing through loopback HTTP, server and clients on the same cores.
async fn over_http(span: Duration) -> Result<f64, Failure> {
    let household = Household::start().await?;
    let token = household.token().await?;
    let http = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(CLIENTS).build().map_err(said)?;
    let start = Instant::now();
    let mut clients = tokio::task::JoinSet::new();
    for _ in 0..CLIENTS {
        let (http, url, token) = (http.clone(), format!("{}/v1/commands", household.url()), token.clone());
        clients.spawn(async move {
            let mut done = 0_u64;
            while start.elapsed() < span {
                let body = cases::sealed(cases::new_matter(), cases::submission(done))?;
                let answer = http.post(&url).bearer_auth(&token).body(body).send().await.map_err(said)?;
                if !answer.status().is_success() {
                    return Err(Failure::Said(format!("the server answered {}", answer.status())));
                }
                done += 1;
            }
            Ok::<_, Failure>(done)
        });
    }
    let mut all = 0;
    while let Some(done) = clients.join_next().await {
        all += done??;
    }
    let rate = all as f64 / start.elapsed().as_secs_f64();
    household.stop().await?;
    Ok(rate)
}
