//! The phone core with 10,000 mirrored cases: opening, the first page, memory, and the first synchronisation of a new phone.

use crate::figure::{Bound, Figure, Sheet, median};
use crate::household::{Household, open_core};
use crate::{Failure, said};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::time::Instant;

const CASES: usize = 10_000;
const PAGE: usize = 50;

/// What the process that opened a full mirror saw of itself.
#[derive(Debug, Serialize, Deserialize)]
struct Opened {
    open_ms: f64,
    page_ms: f64,
    resident_mib: f64,
}

/// Ten thousand changed cases to a new phone.
pub(crate) async fn synchronised(sheet: &mut Sheet) -> Result<(), Failure> {
    sheet.say("a new phone pulls ten thousand cases")?;
    let household = Household::start().await?;
    household.fill(CASES as u64).await?;
    let mut seconds = Vec::new();
    for round in 0..3 {
        let core = household.core(&format!("new-{round}")).await?;
        let start = Instant::now();
        let report = core.sync().await.map_err(said)?;
        seconds.push(start.elapsed().as_secs_f64());
        if report.changed != CASES {
            return Err(Failure::Said(format!("{} of {CASES} cases arrived", report.changed)));
        }
    }
    household.stop().await?;
    sheet.put(&Figure::alone("sync/10000 cases to a new phone", median(&mut seconds), "s", Bound::AtMost(2.0)))
}

/// Opening a phone that mirrors ten thousand cases, in a process of its own so that memory is its own.
pub(crate) async fn mirrored(sheet: &mut Sheet) -> Result<(), Failure> {
    sheet.say("a phone that mirrors ten thousand cases opens")?;
    let household = Household::start().await?;
    household.fill(CASES as u64).await?;
    let core = household.core("full").await?;
    core.sync().await.map_err(said)?;
    core.suspend();
    drop(core);
    let (mut open, mut page, mut resident) = (vec![], vec![], vec![]);
    for _ in 0..7 {
        let output = tokio::process::Command::new(std::env::current_exe()?)
            .args(["--victim", "open", "--folder"])
            .arg(household.folder("full"))
            .args(["--server", household.url()])
            .output()
            .await?;
        let seen: Opened = serde_json::from_slice(&output.stdout).map_err(|_| {
            Failure::Said(format!("the phone did not open: {}", String::from_utf8_lossy(&output.stderr)))
        })?;
        open.push(seen.open_ms);
        page.push(seen.page_ms);
        resident.push(seen.resident_mib);
    }
    household.stop().await?;
    sheet.put(&Figure::alone("phone/open with 10000 mirrored cases", median(&mut open), "ms", Bound::AtMost(100.0)))?;
    sheet.put(&Figure::alone("phone/first page of cases", median(&mut page), "ms", Bound::AtMost(5.0)))?;
    sheet.put(&Figure::alone("phone/resident memory after both", median(&mut resident), "MiB", Bound::AtMost(64.0)))
}

/// The process that opens: prints what it saw as JSON.
pub(crate) fn open_and_look(folder: &Path, server: &str) -> Result<(), Failure> {
    let start = Instant::now();
    let core = open_core(folder, server)?;
    let open_ms = start.elapsed().as_secs_f64() * 1e3;
    let start = Instant::now();
    let page = core.cases(None, PAGE).map_err(said)?;
    let page_ms = start.elapsed().as_secs_f64() * 1e3;
    if page.lines.len() != PAGE {
        return Err(Failure::Said(format!("the first page has {} lines", page.lines.len())));
    }
    let status = std::fs::read_to_string("/proc/self/status")?;
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    let kib: f64 = resident.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or(f64::NAN);
    serde_json::to_writer(std::io::stdout().lock(), &Opened { open_ms, page_ms, resident_mib: kib / 1024.0 })?;
    Ok(())
}
