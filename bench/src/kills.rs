//! `kill -9` at random moments, of the phone and of the server, during the loop. What was acknowledged must be there once.

mod phone_side;
mod server_side;

use crate::figure::{Bound, Figure, Sheet};
use crate::{Failure, said};
use std::path::Path;
use std::time::Duration;

/// What a laboratory found after all its kills.
#[derive(Debug, Default)]
pub(crate) struct Finding {
    /// Things acknowledged to the user and not there afterwards.
    pub(crate) lost: usize,
    /// Cases filed more than once.
    pub(crate) doubled: usize,
    /// Starts after a kill that failed.
    pub(crate) not_reopened: usize,
    /// Things acknowledged; a run that acknowledged nothing proves nothing.
    pub(crate) acknowledged: usize,
}

pub(crate) async fn run(sheet: &mut Sheet, kills: u32) -> Result<(), Failure> {
    sheet.say(&format!("{kills} kills of the phone while it files, sends and loses its mirror"))?;
    let phone = phone_side::killed(kills).await?;
    report(sheet, "phone", kills, &phone)?;
    sheet.say(&format!("{kills} kills of the server while the whole loop runs"))?;
    let server = server_side::killed(kills).await?;
    report(sheet, "server", kills, &server)
}

fn report(sheet: &mut Sheet, side: &str, kills: u32, found: &Finding) -> Result<(), Failure> {
    let name = |what: &str| format!("kills/{side}/{kills} kills: {what}");
    sheet.put(&Figure::alone(name("acknowledged"), found.acknowledged as f64, "", Bound::AtLeast(f64::from(kills))))?;
    sheet.put(&Figure::alone(name("acknowledged and lost"), found.lost as f64, "", Bound::AtMost(0.0)))?;
    sheet.put(&Figure::alone(name("filed twice"), found.doubled as f64, "", Bound::AtMost(0.0)))?;
    sheet.put(&Figure::alone(name("did not reopen"), found.not_reopened as f64, "", Bound::AtMost(0.0)))
}

/// The processes that get killed.
pub(crate) async fn be_victim(which: &str, folder: &Path, server: &str) -> Result<(), Failure> {
    match which {
        "phone" => phone_side::file_for_ever(folder, server).await,
        "server" => server_side::serve_for_ever(folder, server).await,
        other => Err(Failure::Said(format!("no victim called {other}"))),
    }
}

/// A random time up to `most`; uniform, so that start-up, work and idling are all hit.
fn random_moment(most: Duration) -> Result<Duration, Failure> {
    let mut bytes = [0_u8; 4];
    getrandom::fill(&mut bytes).map_err(said)?;
    Ok(most.mul_f64(f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX)))
}
