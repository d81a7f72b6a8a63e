//! The phone is killed. Its process files cases with photos and sends them; each line it prints is something the user was
//! told. In every fifth life the mirror is deleted before it starts: that must lose nothing either.

use super::{Finding, random_moment};
use crate::household::{Household, PHONE, open_core};
use crate::{Failure, cases, said};
use minyi_core::facade::{Core, NetworkClass, NewCase};
use minyi_rulebook::citizen_case::CaseCommand;
use minyi_rulebook::ids::MatterId;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};

const LIFE: Duration = Duration::from_millis(900);
const PHOTO_BYTES: usize = 150_000;

pub(super) async fn killed(kills: u32) -> Result<Finding, Failure> {
    let household = Household::start().await?;
    let core = household.core("victim").await?;
    core.sync().await.map_err(said)?;
    core.suspend();
    drop(core);
    let folder = household.folder("victim");
    let mut told: BTreeSet<MatterId> = BTreeSet::new();
    let mut found = Finding::default();
    for life in 0..kills {
        if life % 5 == 4 {
            remove_mirror(&folder)?;
        }
        let mut child = tokio::process::Command::new(std::env::current_exe()?)
            .args(["--victim", "phone", "--folder"])
            .arg(&folder)
            .args(["--server", household.url()])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let stdout = child.stdout.take().ok_or_else(|| Failure::Said("no output of the victim".into()))?;
        let reading = tokio::spawn(read_lines(stdout));
        tokio::time::sleep(random_moment(LIFE)?).await;
        let ended = child.try_wait()?;
        // Killed as the operating system does it: no warning.
        child.kill().await?;
        let lines = reading.await??;
        found.not_reopened += usize::from(ended.is_some());
        told.extend(
            lines.iter().filter_map(|line| line.strip_prefix("saved ")).filter_map(|id| id.parse::<MatterId>().ok()),
        );
    }
    found.acknowledged = told.len();
    let core = open_core(&folder, household.url())?;
    settle(&core).await?;
    let there = matters_by_title(&household).await?;
    let filed: BTreeSet<MatterId> = there.values().flatten().copied().collect();
    found.lost = told.difference(&filed).count();
    found.doubled = there.values().filter(|matters| matters.len() > 1).count();
    for matter in &told {
        // Registered is not enough: the photos were acknowledged too.
        let case = minyi_server::store::matters::case(&household.app().db, *matter).await.map_err(said)?;
        found.lost += usize::from(case.is_some_and(|case| !case.is_complete()));
    }
    core.suspend();
    household.stop().await?;
    Ok(found)
}

async fn read_lines(output: tokio::process::ChildStdout) -> Result<Vec<String>, Failure> {
    let mut lines = BufReader::new(output).lines();
    let mut read = Vec::new();
    while let Some(line) = lines.next_line().await? {
        read.push(line);
    }
    Ok(read)
}

fn remove_mirror(folder: &Path) -> Result<(), Failure> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with("mirror") && entry.file_type()?.is_dir() {
            std::fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// Sends until nothing is left to send.
async fn settle(core: &Core) -> Result<(), Failure> {
    for _ in 0..120 {
        core.set_network(NetworkClass::Offline);
        core.set_network(NetworkClass::Unmetered);
        core.run_slice(Duration::from_secs(20), NetworkClass::Unmetered).await;
        if !core.has_pending() {
            return Ok(());
        }
    }
    Err(Failure::Said(format!("the phone still has something to send: {:?}", core.outbox())))
}

/// Every case of the server by its title; the victim never uses a title twice.
async fn matters_by_title(household: &Household) -> Result<BTreeMap<String, Vec<MatterId>>, Failure> {
    let rows = household.app().db.rows("SELECT DISTINCT matter FROM events", &[]).await.map_err(said)?;
    let mut titles: BTreeMap<String, Vec<MatterId>> = BTreeMap::new();
    for row in rows {
        let matter: MatterId = row.text(0).map_err(said)?.parse().map_err(said)?;
        let case = minyi_server::store::matters::case(&household.app().db, matter).await.map_err(said)?;
        if let Some(case) = case {
            titles.entry(case.title).or_default().push(matter);
        }
    }
    Ok(titles)
}

/// The victim: files and sends until it is killed.
pub(super) async fn file_for_ever(folder: &Path, server: &str) -> Result<(), Failure> {
    let core = open_core(folder, server)?;
    if core.signed_in().is_none() {
        return Err(Failure::Said(format!("nobody is signed in any more as {PHONE}")));
    }
    let sending = core.clone();
    tokio::spawn(async move {
        loop {
            let report = sending.run_slice(Duration::from_secs(20), NetworkClass::Unmetered).await;
            if !report.more {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    });
    loop {
        let photo = core.attach_photo(&new_photo(folder)?).await.map_err(said)?;
        let unique = uuid::Uuid::new_v4();
        let CaseCommand::Submit(mut submission) = cases::submission(0) else {
            continue;
        };
        submission.title = format!("案 {unique}");
        submission.photos = vec![photo];
        let filed = core.file_case(NewCase { draft: None, submission: *submission }).await.map_err(said)?;
        writeln!(std::io::stdout().lock(), "saved {}", filed.matter)?;
        std::io::stdout().flush()?;
        tokio::time::sleep(Duration::from_millis(15)).await;
    }
}

/// A new JPEG: a real picture, then noise, as phones append films.
fn new_photo(folder: &Path) -> Result<PathBuf, Failure> {
    const PICTURE: &[u8] = include_bytes!("../../../demo/photos/dogs-1.jpg");
    let mut bytes = vec![0_u8; PHOTO_BYTES.max(PICTURE.len())];
    getrandom::fill(&mut bytes).map_err(said)?;
    bytes[..PICTURE.len()].copy_from_slice(PICTURE);
    let path = folder.with_extension("jpg");
    std::fs::write(&path, bytes)?;
    Ok(path)
}
