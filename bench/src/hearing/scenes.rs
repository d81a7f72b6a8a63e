//! What is done to a publisher and its readers.

use super::Publisher;
use super::clients::{Reader, Seen, open_many};
use super::court::Court;
use crate::figure::percentile_ms;
use crate::{Failure, said};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// How long frames may be on their way at the end of a scene.
const PATIENCE: Duration = Duration::from_secs(60);

/// A page of the kernel's count, on the machines this runs on.
const PAGE_KIB: u64 = 4;

#[derive(Debug)]
pub(super) struct FanOut {
    pub(super) p50_ms: f64,
    pub(super) p99_ms: f64,
    /// Until the publisher said that it has the event.
    pub(super) taken_p99_ms: f64,
    /// Of the frames sent, so many arrived.
    pub(super) arrived: f64,
    pub(super) frame_bytes: f64,
    pub(super) kib_each: f64,
}

/// How many readers have heard anything.
type Heard = Arc<AtomicUsize>;

/// Publishes until every reader has heard something, so that nobody connects in the middle of what is measured.
async fn all_hear(publisher: &mut impl Publisher, heard: &Heard, readers: usize) -> Result<(), Failure> {
    let began = Instant::now();
    while heard.load(Ordering::Relaxed) < readers {
        if began.elapsed() > PATIENCE {
            return Err(Failure::Said(format!("{} of {readers} readers hear", heard.load(Ordering::Relaxed))));
        }
        publisher.publish().await?;
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    Ok(())
}

/// A reader until it has come to `goal` (0 for ever), or the other side closes. Gives the reader back and all that it saw.
async fn follow(
    mut reader: Reader,
    mut goal: watch::Receiver<u32>,
    heard: Heard,
) -> Result<(Reader, Vec<Seen>), Failure> {
    let mut seen: Vec<Seen> = Vec::new();
    let mut first = true;
    loop {
        if first && !seen.is_empty() {
            first = false;
            heard.fetch_add(1, Ordering::Relaxed);
        }
        let wanted = *goal.borrow_and_update();
        if wanted > 0 && seen.last().is_some_and(|last| last.to >= wanted) {
            return Ok((reader, seen));
        }
        tokio::select! {
            read = reader.read(&mut seen) => if read?.is_none() {
                return Ok((reader, seen));
            },
            changed = goal.changed() => changed.map_err(said)?,
        }
    }
}

/// Everybody connects; then frames at a steady beat.
pub(super) async fn fan_out(
    publisher: &mut impl Publisher,
    clients: usize,
    span: Duration,
    beat: Duration,
) -> Result<FanOut, Failure> {
    let place = publisher.place();
    // What the process keeps once is no cost of a connection.
    publisher.publish().await?;
    drop(open_many(&place, 50).await?);
    let before = publisher.resident_kib()?;
    let readers = open_many(&place, clients).await?;
    let (goal, goals) = watch::channel(0_u32);
    let (mut following, heard) = (JoinSet::new(), Heard::default());
    for reader in readers {
        following.spawn(follow(reader, goals.clone(), Arc::clone(&heard)));
    }
    drop(goals);
    all_hear(publisher, &heard, clients).await?;
    let (mut sent, mut taken): (Vec<(u32, Instant)>, Vec<Duration>) = Default::default();
    let mut ticks = tokio::time::interval(beat);
    let began = Instant::now();
    while began.elapsed() < span {
        // From when it was due: a publisher that is kept waiting has not chosen to say less (coordinated omission).
        let due = ticks.tick().await.into_std();
        let version = publisher.publish().await?;
        taken.push(due.elapsed());
        sent.push((version, due));
    }
    publisher.settle().await?;
    goal.send_replace(publisher.publish().await?);
    let (mut waits, mut bytes) = (Vec::new(), (0, 0));
    let deadline = tokio::time::sleep(PATIENCE);
    tokio::pin!(deadline);
    let mut kept = Vec::with_capacity(clients);
    loop {
        tokio::select! {
            ended = following.join_next() => {
                let Some(ended) = ended else { break };
                let (reader, seen) = ended??;
                waits.extend(waited(&sent, &seen));
                // The first frame of each is the whole hearing.
                let small = seen.iter().filter(|seen| !seen.whole);
                bytes = small.fold(bytes, |bytes, seen| (bytes.0 + seen.bytes, bytes.1 + 1));
                kept.push(reader);
            }
            () = &mut deadline => break,
        }
    }
    let kib_each = publisher.resident_kib()?.saturating_sub(before) as f64 / clients as f64;
    drop(kept);
    let arrived = waits.len() as f64 / (sent.len() * clients) as f64;
    let frame_bytes = bytes.0 as f64 / f64::from(bytes.1.max(1));
    let (p50_ms, p99_ms) = (percentile_ms(&mut waits, 0.5), percentile_ms(&mut waits, 0.99));
    let taken_p99_ms = percentile_ms(&mut taken, 0.99);
    Ok(FanOut { p50_ms, p99_ms, taken_p99_ms, arrived, frame_bytes, kib_each })
}

/// How long each event took to one reader: until the first frame that reaches it, for a frame may tell of several.
fn waited(sent: &[(u32, Instant)], seen: &[Seen]) -> Vec<Duration> {
    let mut frames = seen.iter().peekable();
    let mut waits = Vec::with_capacity(sent.len());
    for (version, at) in sent {
        while frames.next_if(|frame| frame.to < *version).is_some() {}
        let Some(frame) = frames.peek() else { break };
        waits.push(frame.at.saturating_duration_since(*at));
    }
    waits
}

/// All clients leave, miss so many events, and come back at the same moment; until the last one has everything.
pub(super) async fn storm(publisher: &mut impl Publisher, clients: usize, missed: usize) -> Result<Duration, Failure> {
    let place = publisher.place();
    let (goal, goals) = watch::channel(0_u32);
    let (mut following, heard) = (JoinSet::new(), Heard::default());
    for reader in open_many(&place, clients).await? {
        following.spawn(follow(reader, goals.clone(), Arc::clone(&heard)));
    }
    all_hear(publisher, &heard, clients).await?;
    publisher.settle().await?;
    let held = publisher.publish().await?;
    goal.send_replace(held);
    let mut readers = Vec::with_capacity(clients);
    while let Some(ended) = following.join_next().await {
        readers.push(ended??.0);
    }
    // They leave by dropping their sockets, and remember where they were.
    let places: Vec<String> = readers.iter().map(|reader| reader.last_id.clone()).collect();
    drop(readers);
    for _ in 1..missed {
        publisher.publish().await?;
    }
    publisher.settle().await?;
    let last = publisher.publish().await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    goal.send_replace(last);
    let began = Instant::now();
    for id in places {
        let (place, goals, heard) = (place.clone(), goals.clone(), Arc::clone(&heard));
        following.spawn(async move { follow(Reader::open(&place, &id).await?, goals, heard).await });
    }
    while let Some(ended) = following.join_next().await {
        ended??;
    }
    Ok(began.elapsed())
}

#[derive(Debug)]
pub(super) struct Seam {
    pub(super) reconnects: usize,
    pub(super) frames: usize,
    pub(super) gaps: usize,
    pub(super) doubles: usize,
}

/// Clients that leave and come back at random moments while events are stored without a pause.
pub(super) async fn seam(court: &mut Court, reconnects: usize) -> Result<Seam, Failure> {
    const CLIENTS: usize = 100;
    let (place, done, stop) = (court.place(), Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
    let mut restless = JoinSet::new();
    for _ in 0..CLIENTS {
        let (place, done, stop) = (place.clone(), Arc::clone(&done), Arc::clone(&stop));
        restless.spawn(async move {
            let mut reader = Reader::open(&place, "").await?;
            let (mut held, mut found) = (None, Seam { reconnects: 0, frames: 0, gaps: 0, doubles: 0 });
            while !stop.load(Ordering::Relaxed) {
                let leave = tokio::time::sleep(moment(400)?);
                tokio::pin!(leave);
                loop {
                    let mut seen = Vec::new();
                    tokio::select! {
                        read = reader.read(&mut seen) => if read?.is_none() { break },
                        () = &mut leave => break,
                    }
                    for frame in seen {
                        found.frames += 1;
                        found.gaps += usize::from(held.is_some_and(|held| frame.from > held) && !frame.whole);
                        found.doubles += usize::from(held.is_some_and(|held| frame.to <= held));
                        held = Some(frame.to);
                    }
                }
                reader = reader.reopen().await?;
                found.reconnects += 1;
                done.fetch_add(1, Ordering::Relaxed);
            }
            Ok::<_, Failure>(found)
        });
    }
    while done.load(Ordering::Relaxed) < reconnects {
        court.publish().await?;
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    stop.store(true, Ordering::Relaxed);
    let mut all = Seam { reconnects: 0, frames: 0, gaps: 0, doubles: 0 };
    while let Some(found) = restless.join_next().await {
        let found = found??;
        all.reconnects += found.reconnects;
        all.frames += found.frames;
        all.gaps += found.gaps;
        all.doubles += found.doubles;
    }
    Ok(all)
}

fn moment(most_ms: u16) -> Result<Duration, Failure> {
    let mut bytes = [0_u8; 2];
    getrandom::fill(&mut bytes).map_err(said)?;
    Ok(Duration::from_millis(u64::from(u16::from_le_bytes(bytes) % most_ms)))
}

#[derive(Debug)]
pub(super) struct Stalled {
    pub(super) mib: f64,
    pub(super) dropped: usize,
    pub(super) healthy_dropped: usize,
}

/// Some readers stop reading while large frames go out; some others read on.
pub(super) async fn stalled(court: &mut Court, count: usize) -> Result<Stalled, Failure> {
    const HEALTHY: usize = 50;
    const LONGEST: Duration = Duration::from_secs(60);
    let place = court.place();
    let (goal, goals) = watch::channel(0_u32);
    let mut healthy = JoinSet::new();
    for reader in open_many(&place, HEALTHY).await? {
        healthy.spawn(follow(reader, goals.clone(), Heard::default()));
    }
    let dropped_before = court.stalled().await?;
    let before = court.resident_kib()? + sockets_kib()?;
    // What waits in a reader's own buffer is no cost of ours: theirs are as small as the kernel lets them be.
    let mut asleep = Vec::with_capacity(count);
    for _ in 0..count {
        asleep.push(Reader::with_small_buffer(&place).await?);
    }
    let (began, mut most, mut dropped, mut last) = (Instant::now(), 0, 0, 0);
    while dropped < count && began.elapsed() < LONGEST {
        last = court.publish_large().await?;
        most = most.max((court.resident_kib()? + sockets_kib()?).saturating_sub(before));
        dropped = court.stalled().await? - dropped_before;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    drop(asleep);
    goal.send_replace(last);
    let mut healthy_dropped = 0;
    while let Some(ended) = healthy.join_next().await {
        let (_, seen) = ended??;
        healthy_dropped += usize::from(seen.last().is_none_or(|seen| seen.to < last));
    }
    Ok(Stalled { mib: most as f64 / 1024.0, dropped, healthy_dropped })
}

/// Memory of all TCP sockets of this machine, as the kernel counts it.
fn sockets_kib() -> Result<u64, Failure> {
    let text = std::fs::read_to_string("/proc/net/sockstat")?;
    let tcp = text.lines().find(|line| line.starts_with("TCP:")).unwrap_or_default();
    let mut words = tcp.split_whitespace().skip_while(|word| *word != "mem").skip(1);
    let pages: u64 = words.next().and_then(|pages| pages.parse().ok()).unwrap_or(0);
    Ok(pages * PAGE_KIB)
}

/// What of a process is in memory.
pub(super) fn resident_kib(process: u32) -> Result<u64, Failure> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    field_kib(&status, "VmRSS:").ok_or_else(|| said("no VmRSS"))
}

pub(super) fn field_kib(text: &str, field: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(field))?;
    line.split_whitespace().next()?.parse().ok()
}
