//! A hearing before very many eyes (云听案): the server and the clients are separate processes on loopback, beside nginx with nchan in
//! the same run. Ten frames a second to everybody, everybody back at once, random reconnects, readers who stall.
//!
//! The frames go out as soon as they are stored; a server as shipped merges what comes within 250 ms. Both are timed from when a frame
//! was due, ten a second, however long a publisher was kept waiting; ours with a command and its commit to disk, the peer's
//! with a publishing request, of which several may be under way.

mod clients;
mod court;
mod peer;
mod scenes;

pub(crate) use court::serve_for_ever;

use crate::Failure;
use crate::figure::{Bound, Figure, Sheet};
use clients::Place;
use std::time::Duration;

/// How long frames are sent to everybody.
const SPAN: Duration = Duration::from_secs(15);
/// Time between two frames.
const BEAT: Duration = Duration::from_millis(100);
/// Events that each client misses before all come back at once.
const MISSED: usize = 100;
/// Random reconnects under load.
const RECONNECTS: usize = 1_200;
/// Readers who stop reading.
const STALLED: usize = 200;

/// Something that publishes to streams: ours, or the peer.
trait Publisher {
    /// Where clients connect.
    fn place(&self) -> Place;
    /// Publishes one small event; gives the number that its frame will carry.
    async fn publish(&mut self) -> Result<u32, Failure>;
    /// Waits until all that was published has been taken; what is published afterwards comes last.
    async fn settle(&mut self) -> Result<(), Failure>;
    /// Memory that the process (or the processes) hold now, in KiB.
    fn resident_kib(&self) -> Result<u64, Failure>;
}

/// All figures of hearings, with so many clients.
pub(crate) async fn run(sheet: &mut Sheet, clients: usize) -> Result<(), Failure> {
    let most = rustix::process::getrlimit(rustix::process::Resource::Nofile).current.unwrap_or(u64::MAX);
    if most < clients as u64 + 500 {
        return Err(Failure::Said(format!("{clients} clients need as many open files; `ulimit -n` allows {most}")));
    }
    let nchan = peer::Nchan::start().await?;
    let mut nchan = match nchan {
        Ok(nchan) => Some(nchan),
        Err(missing) => {
            sheet.say(&format!("WITHOUT PEER: {missing}"))?;
            None
        }
    };
    sheet
        .say(&format!("{clients} clients, 10 frames a second for {} s, ours and the peer's in turn", SPAN.as_secs()))?;
    let mut court = court::Court::start().await?;
    let ours = scenes::fan_out(&mut court, clients, SPAN, BEAT).await?;
    let theirs = match &mut nchan {
        Some(nchan) => Some(scenes::fan_out(nchan, clients, SPAN, BEAT).await?),
        None => None,
    };
    let name = |what: &str| format!("hearing/{clients} clients: {what}");
    let peer = "nginx + nchan";
    let beside = |what: &str, of: fn(&scenes::FanOut) -> f64, unit, bound, alone| match &theirs {
        Some(theirs) => Figure::beside(name(what), of(&ours), unit, peer, of(theirs), bound),
        None => Figure::alone(name(what), of(&ours), unit, alone),
    };
    let none = Bound::None;
    sheet.put(&beside("median from command to client", |fan| fan.p50_ms, "ms", none, none))?;
    sheet.put(&beside("p99 from command to client", |fan| fan.p99_ms, "ms", Bound::AtMost(1.0), none))?;
    sheet.put(&Figure::alone(name("p99 until the command is stored"), ours.taken_p99_ms, "ms", none))?;
    sheet.put(&beside("a frame", |fan| fan.frame_bytes, "bytes", none, none))?;
    sheet.put(&Figure::alone(name("frames that arrived, of those sent"), ours.arrived, "", Bound::AtLeast(1.0)))?;
    sheet.put(&Figure::alone(name("resident, a connection"), ours.kib_each, "KiB", Bound::AtMost(12.0)))?;
    if let Some(theirs) = &theirs {
        sheet.put(&Figure::alone(name("resident, a connection, the peer's"), theirs.kib_each, "KiB", none))?;
    }
    sheet.say(&format!("{clients} clients come back at once, each missing {MISSED} events"))?;
    let back = scenes::storm(&mut court, clients, MISSED).await?;
    let what = name("all back, 100 events behind");
    sheet.put(&Figure::alone(what, back.as_secs_f64(), "s", Bound::AtMost(3.0)))?;
    if let Some(nchan) = &mut nchan {
        let back = scenes::storm(nchan, clients, MISSED).await?;
        sheet.put(&Figure::alone(name("all back, the peer's"), back.as_secs_f64(), "s", none))?;
    }
    sheet.say(&format!("{RECONNECTS} reconnects at random moments under load"))?;
    let seam = scenes::seam(&mut court, RECONNECTS).await?;
    let name = |what: &str| format!("hearing/{} random reconnects: {what}", seam.reconnects);
    sheet.put(&Figure::alone(name("done"), seam.reconnects as f64, "", Bound::AtLeast(1_000.0)))?;
    sheet.put(&Figure::alone(name("frames"), seam.frames as f64, "", Bound::AtLeast(1.0)))?;
    sheet.put(&Figure::alone(name("gaps"), seam.gaps as f64, "", Bound::AtMost(0.0)))?;
    sheet.put(&Figure::alone(name("duplicates"), seam.doubles as f64, "", Bound::AtMost(0.0)))?;
    sheet.say(&format!("{STALLED} readers stop reading while large frames go out"))?;
    let stalled = scenes::stalled(&mut court, STALLED).await?;
    let name = |what: &str| format!("hearing/{STALLED} stalled readers: {what}");
    sheet.put(&Figure::alone(name("memory, both ends of the sockets"), stalled.mib, "MiB", Bound::AtMost(32.0)))?;
    sheet.put(&Figure::alone(name("dropped"), stalled.dropped as f64, "", Bound::AtLeast(STALLED as f64)))?;
    sheet.put(&Figure::alone(name("others who were dropped"), stalled.healthy_dropped as f64, "", Bound::AtMost(0.0)))
}
