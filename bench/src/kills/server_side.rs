//! The server is killed while whole loops run against it. Every receipt that a client held must be true afterwards, no case
//! may exist twice, and the chain must verify.

use super::{Finding, random_moment};
use crate::cases::{self, People};
use crate::household::{self, PHONE};
use crate::{Failure, said};
use minyi_rulebook::actor::{Actor, Capacity};
use minyi_rulebook::ids::{DeviceId, MatterId};
use minyi_server::access::Client;
use minyi_server::access::sms::TestSms;
use minyi_server::app::App;
use minyi_server::clock::SystemClock;
use minyi_wire::{CommandEnvelope, Receipt};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};
use tokio::sync::Mutex;
use totp_rs::{Builder, Secret};

const LIFE: Duration = Duration::from_millis(1_200);
const WALKERS: usize = 8;

/// Highest version of each matter that some receipt acknowledged.
type Acknowledged = Arc<Mutex<BTreeMap<MatterId, (u32, i64)>>>;

pub(super) async fn killed(kills: u32) -> Result<Finding, Failure> {
    let folder = tempfile::tempdir()?;
    let people = signed_in(folder.path()).await?;
    let port = free_port().await?;
    let (acknowledged, stop) = (Acknowledged::default(), Arc::new(AtomicBool::new(false)));
    let mut walkers = tokio::task::JoinSet::new();
    for _ in 0..WALKERS {
        walkers.spawn(walk(port, people.clone(), Arc::clone(&acknowledged), Arc::clone(&stop)));
    }
    let mut found = Finding::default();
    for _ in 0..kills {
        let mut child = tokio::process::Command::new(std::env::current_exe()?)
            .args(["--victim", "server", "--folder"])
            .arg(folder.path())
            .args(["--server", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        tokio::time::sleep(random_moment(LIFE)?).await;
        found.not_reopened += usize::from(child.try_wait()?.is_some());
        child.kill().await?;
    }
    stop.store(true, Ordering::Relaxed);
    // Walkers in the middle of a retry need a server once more to end; they give up by the flag.
    while let Some(walked) = walkers.join_next().await {
        walked??;
    }
    let app = open(folder.path(), Arc::default()).await?;
    let report = minyi_server::audit::verify::verify_signed(&app.db, &[app.key.verifying_key()]).await.map_err(said)?;
    found.doubled += report.faults.len();
    let acknowledged = acknowledged.lock().await;
    found.acknowledged = acknowledged.len();
    for (matter, (version, _)) in acknowledged.iter() {
        let file = minyi_server::store::matters::one(&app.db, *matter).await.map_err(said)?;
        found.lost += usize::from(file.is_none_or(|file| file.state.version() < *version));
    }
    app.close().await;
    Ok(found)
}

/// People with tokens, so that no life of the server is spent on signing in.
#[derive(Clone, Debug)]
struct SignedIn {
    people: People,
    tokens: BTreeMap<String, String>,
}

impl SignedIn {
    fn token(&self, actor: &Actor) -> Result<&str, Failure> {
        self.tokens.get(key_of(actor)).map(String::as_str).ok_or_else(|| Failure::Said("no token".into()))
    }
}

fn key_of(actor: &Actor) -> &'static str {
    match actor.capacity {
        Capacity::OfficeStaff { .. } => "office",
        Capacity::UnitClerk { .. } => "clerk",
        Capacity::UnitLeader { .. } => "leader",
        _ => "citizen",
    }
}

async fn open(folder: &Path, sms: Arc<TestSms>) -> Result<App, Failure> {
    App::open(household::config(&folder.join("server")), Arc::new(SystemClock), sms).await.map_err(said)
}

async fn signed_in(folder: &Path) -> Result<SignedIn, Failure> {
    let sms = Arc::new(TestSms::default());
    let app = open(folder, sms.clone()).await?;
    let client = Client { address: "bench".into() };
    let device = || DeviceId(uuid::Uuid::new_v4());
    app.access.request_code(PHONE, &client).await.map_err(said)?;
    let code = sms.last_code(PHONE).ok_or_else(|| Failure::Said("no code was sent".into()))?;
    let citizen = app.access.sign_in_with_code(PHONE, &code, device(), &client).await.map_err(said)?;
    let seed: serde_json::Value = serde_json::from_slice(&std::fs::read(household::seed_path())?)?;
    let mut staff = Vec::new();
    for login in ["office-1", "clerk-water", "leader-water"] {
        let users = seed["users"].as_array().into_iter().flatten();
        let user = users.into_iter().find(|user| user["login"] == login);
        let told = |field: &str| user.and_then(|user| user[field].as_str()).unwrap_or_default();
        let totp = totp_now(told("totp_secret"))?;
        staff.push(app.access.sign_in_staff(login, told("password"), &totp, device(), &client).await.map_err(said)?);
    }
    app.close().await;
    let [office, clerk, leader] = <[_; 3]>::try_from(staff).map_err(|_| Failure::Said("three of staff".into()))?;
    let unit = cases::organ("unit-water")?;
    let people =
        People { citizen: citizen.actor, office: office.actor, clerk: clerk.actor, leader: leader.actor, unit };
    let tokens =
        [("citizen", citizen.token), ("office", office.token), ("clerk", clerk.token), ("leader", leader.token)];
    Ok(SignedIn { people, tokens: tokens.into_iter().map(|(who, token)| (who.to_owned(), token)).collect() })
}

fn totp_now(secret: &str) -> Result<String, Failure> {
    let secret = Secret::try_from_base32(secret).map_err(said)?;
    let totp = Builder::new().with_secret(secret).build().map_err(said)?;
    let since_epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_err(said)?;
    Ok(totp.generate(since_epoch.as_secs()).to_string())
}

async fn free_port() -> Result<u16, Failure> {
    Ok(tokio::net::TcpListener::bind("127.0.0.1:0").await?.local_addr()?.port())
}

/// Walks roads for ever: each command is sent again, the same bytes, until a receipt comes.
async fn walk(port: u16, people: SignedIn, acknowledged: Acknowledged, stop: Arc<AtomicBool>) -> Result<(), Failure> {
    let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(5)).build().map_err(said)?;
    while !stop.load(Ordering::Relaxed) {
        let matter = cases::new_matter();
        let mut road = vec![(people.people.citizen.clone(), cases::submission(0))];
        road.extend(cases::road(&people.people));
        for (actor, command) in road {
            let body = cases::sealed(matter, command)?;
            let id = CommandEnvelope::from_bytes(&body).map_err(said)?.id;
            let Some(receipt) = until_receipt(&http, port, people.token(&actor)?, &body, &stop).await? else {
                return Ok(());
            };
            if receipt.command != id || receipt.matter != matter {
                return Err(Failure::Said("a receipt for something else".into()));
            }
            acknowledged.lock().await.insert(matter, (receipt.matter_version, receipt.change_seq));
        }
    }
    Ok(())
}

async fn until_receipt(
    http: &reqwest::Client,
    port: u16,
    token: &str,
    body: &[u8],
    stop: &AtomicBool,
) -> Result<Option<Receipt>, Failure> {
    while !stop.load(Ordering::Relaxed) {
        let url = format!("http://127.0.0.1:{port}/v1/commands");
        let sent = http.post(url).bearer_auth(token).body(body.to_vec()).send().await;
        match sent {
            Ok(answer) if answer.status().is_success() => {
                if let Ok(receipt) = answer.json::<Receipt>().await {
                    return Ok(Some(receipt));
                }
            }
            Ok(answer) if answer.status().is_client_error() => {
                let status = answer.status();
                let problem = answer.text().await.unwrap_or_default();
                return Err(Failure::Said(format!("a retried command was answered {status}: {problem}")));
            }
            _ => {}
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(None)
}

/// The victim: serves until it is killed.
pub(super) async fn serve_for_ever(folder: &Path, port: &str) -> Result<(), Failure> {
    let app = open(folder, Arc::default()).await?;
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    app.serve(listener, std::future::pending()).await?;
    Ok(())
}
