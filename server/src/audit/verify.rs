//! The verifier (审计校验): reads every event row and names each one that is not what was written.
//!
//! Two passes, neither holding more than a page and one matter in memory: along the order of changes (gaps, daily heads), then
//! along each matter (links, hashes, replay). Whoever can rewrite the whole database can also rewrite the chain; that is
//! what signed daily heads kept elsewhere are for.

use std::fmt;

use ed25519_dalek::VerifyingKey;
use jiff::civil::Date;
use minyi_rulebook::ids::MatterId;
use serde::Serialize;

use crate::procedures::{Event, State};
use crate::store::chain::{GENESIS, link};
use crate::store::daily_head::{self, DailyHead, DayRoot};
use crate::store::events::{self, EVENT_COLUMNS, RawEvent};
use crate::store::{Db, StoreError};

/// Rows read at once.
const PAGE: i64 = 2_000;

/// What the verifier saw.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct VerifyReport {
    pub events: u64,
    pub matters: u64,
    pub daily_heads: u64,
    /// Empty when all is as it was written.
    pub faults: Vec<Fault>,
}

impl VerifyReport {
    /// Whether all is as it was written.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Which event row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EventRow {
    pub change_seq: i64,
    pub matter: String,
    pub version: i64,
}

/// What is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Wrong {
    /// Its hash is not the hash of its contents: the row was changed.
    Hash,
    /// It does not link to the event before it.
    Link,
    /// It stands before or after its place among the matter's versions.
    Version,
    /// Its payload is no event.
    Unreadable,
    /// Its payload is an event, but of another matter, version or time than the row says.
    Columns,
    /// No matter can have had this event at this point.
    Replay,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum Fault {
    /// These places of the order have no row: rows were dropped.
    Missing { from: i64, to: i64 },
    /// A row behind the recorded end of the order: it was inserted, or the head was set back.
    BehindHead { change_seq: i64, head: i64 },
    /// An event row is not what was written.
    Event { row: EventRow, wrong: Wrong },
    /// A command was answered with a receipt, but the event of the receipt is not there.
    ReceiptWithoutEvent { command: String, change_seq: i64 },
    /// The events up to the end of this day do not give the recorded root.
    DailyHead { day: Date },
    /// The head of this day is not signed by a key of this server.
    DailySignature { day: Date },
}

impl Fault {
    /// The finding in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::Missing { from, to } => format!("变更序号 {from} 至 {to} 的记录缺失"),
            Self::BehindHead { change_seq, head } => format!("变更序号 {change_seq} 超出已登记的末尾 {head}"),
            Self::Event { row, wrong } => {
                let what = match wrong {
                    Wrong::Hash => "内容被改动，与其哈希不符",
                    Wrong::Link => "与前一条记录不相衔接",
                    Wrong::Version => "版本号不连续",
                    Wrong::Unreadable => "内容无法识别",
                    Wrong::Columns => "内容与登记的事项、版本或时间不符",
                    Wrong::Replay => "在此处不可能发生",
                };
                format!("变更 {}(事项 {}，第 {} 版):{what}", row.change_seq, row.matter, row.version)
            }
            Self::ReceiptWithoutEvent { command, change_seq } => {
                format!("命令 {command} 已出具回执，但变更 {change_seq} 的记录不存在或不符")
            }
            Self::DailyHead { day } => format!("{day} 的每日链首与记录不符"),
            Self::DailySignature { day } => format!("{day} 的每日链首签名无效"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { from, to } => write!(f, "changes {from} to {to} have no row"),
            Self::BehindHead { change_seq, head } => {
                write!(f, "change {change_seq} stands behind the recorded end {head}")
            }
            Self::Event { row, wrong } => {
                let what = match wrong {
                    Wrong::Hash => "was changed: its contents do not give its hash",
                    Wrong::Link => "does not link to the event before it",
                    Wrong::Version => "is not the next version of its matter",
                    Wrong::Unreadable => "is no event that can be read",
                    Wrong::Columns => "says another matter, version or time inside than outside",
                    Wrong::Replay => "cannot have happened at this point",
                };
                write!(f, "change {} (matter {}, version {}) {what}", row.change_seq, row.matter, row.version)
            }
            Self::ReceiptWithoutEvent { command, change_seq } => {
                write!(f, "command {command} has a receipt for change {change_seq}, which is not there or another")
            }
            Self::DailyHead { day } => write!(f, "the events do not give the root of {day}"),
            Self::DailySignature { day } => write!(f, "the head of {day} is not signed by this server's key"),
        }
    }
}

/// Checks everything but the signatures of the daily heads.
///
/// # Errors
/// Only when the store cannot be read; findings are in the report.
pub async fn verify(db: &Db) -> Result<VerifyReport, StoreError> {
    verify_signed(db, &[]).await
}

/// As [`verify`], and that one of these keys signed each daily head; with no keys, signatures are not looked at.
///
/// # Errors
/// Only when the store cannot be read.
pub async fn verify_signed(db: &Db, keys: &[VerifyingKey]) -> Result<VerifyReport, StoreError> {
    let mut report = VerifyReport::default();
    along_the_order(db, keys, &mut report).await?;
    along_each_matter(db, &mut report).await?;
    receipts(db, &mut report).await?;
    Ok(report)
}

/// Gaps in the order, its end, and the daily heads.
async fn along_the_order(db: &Db, keys: &[VerifyingKey], report: &mut VerifyReport) -> Result<(), StoreError> {
    let head = events::head(db).await?.seq;
    let heads = daily_head::all(db).await?;
    report.daily_heads = heads.len() as u64;
    let mut heads = heads.into_iter().peekable();
    let mut root = DayRoot::after(&GENESIS);
    let mut last = 0;
    loop {
        let sql = "SELECT change_seq, hash FROM events WHERE change_seq > $1 ORDER BY change_seq LIMIT $2";
        let page = db.rows(sql, &[last.into(), PAGE.into()]).await?;
        if page.is_empty() {
            break;
        }
        for row in &page {
            let seq = row.int(0)?;
            while let Some(daily) = heads.next_if(|daily| daily.upto_seq < seq) {
                root = close_day(&daily, root, last, keys, &mut report.faults)?;
            }
            if seq != last + 1 {
                report.faults.push(Fault::Missing { from: last + 1, to: seq - 1 });
            }
            if seq > head {
                report.faults.push(Fault::BehindHead { change_seq: seq, head });
            }
            root.add(&row.blob(1)?);
            last = seq;
        }
    }
    for daily in heads {
        root = close_day(&daily, root, last, keys, &mut report.faults)?;
    }
    if last < head {
        report.faults.push(Fault::Missing { from: last + 1, to: head });
    }
    Ok(())
}

fn close_day(
    daily: &DailyHead,
    root: DayRoot,
    last: i64,
    keys: &[VerifyingKey],
    faults: &mut Vec<Fault>,
) -> Result<DayRoot, StoreError> {
    let recorded = daily_head::parse_root(daily)?;
    if root.close() != recorded || last != daily.upto_seq {
        faults.push(Fault::DailyHead { day: daily.day });
    }
    if !keys.is_empty() && !keys.iter().any(|key| daily.is_signed_by(key)) {
        faults.push(Fault::DailySignature { day: daily.day });
    }
    // The next day is reckoned from the recorded root, so that one wrong day does not accuse all later ones.
    Ok(DayRoot::after(&recorded))
}

/// A matter while its events are read.
struct Thread {
    matter: String,
    version: i64,
    change_seq: i64,
    hash: Vec<u8>,
    state: Option<State>,
}

/// Links, hashes and replay.
async fn along_each_matter(db: &Db, report: &mut VerifyReport) -> Result<(), StoreError> {
    let sql = format!(
        "SELECT {EVENT_COLUMNS} FROM events WHERE (matter, version) > ($1, $2) ORDER BY matter, version LIMIT $3"
    );
    let mut thread: Option<Thread> = None;
    let mut after = (String::new(), i64::MIN);
    loop {
        let page = db.rows(&sql, &[after.0.as_str().into(), after.1.into(), PAGE.into()]).await?;
        if page.is_empty() {
            return Ok(());
        }
        for row in &page {
            let raw = RawEvent::of(row)?;
            after = (raw.matter.clone(), raw.version);
            report.events += 1;
            let before = thread.take().filter(|thread| thread.matter == raw.matter).unwrap_or_else(|| {
                report.matters += 1;
                Thread { matter: raw.matter.clone(), version: 0, change_seq: 0, hash: GENESIS.to_vec(), state: None }
            });
            let (state, wrongs) = check(before, &raw);
            let at = EventRow { change_seq: raw.change_seq, matter: raw.matter.clone(), version: raw.version };
            report.faults.extend(wrongs.into_iter().map(|wrong| Fault::Event { row: at.clone(), wrong }));
            thread = Some(Thread {
                matter: raw.matter,
                version: raw.version,
                change_seq: raw.change_seq,
                hash: raw.hash,
                state,
            });
        }
    }
}

/// Everything that is wrong with one row, and the matter after it; an event that cannot be read leaves it as it was.
fn check(before: Thread, raw: &RawEvent) -> (Option<State>, Vec<Wrong>) {
    let mut wrongs = Vec::new();
    if raw.version != before.version + 1 || raw.change_seq <= before.change_seq {
        wrongs.push(Wrong::Version);
    }
    if raw.prev_hash != before.hash {
        wrongs.push(Wrong::Link);
    }
    if hash_of(raw).is_none_or(|hash| hash[..] != raw.hash[..]) {
        wrongs.push(Wrong::Hash);
    }
    let Some(event) = Event::from_json(&raw.procedure, &raw.payload) else {
        wrongs.push(Wrong::Unreadable);
        return (before.state, wrongs);
    };
    let inside = (event.matter().to_string(), i64::from(event.version()), event.at().as_millisecond());
    if inside != (raw.matter.clone(), raw.version, raw.at_ms) {
        wrongs.push(Wrong::Columns);
    }
    let state = State::after(before.state, &event);
    if state.is_none() {
        wrongs.push(Wrong::Replay);
    }
    (state, wrongs)
}

/// The hash that the row ought to have; `None` if its columns cannot be those of an event.
fn hash_of(raw: &RawEvent) -> Option<[u8; 32]> {
    let matter: MatterId = raw.matter.parse().ok()?;
    let version = u32::try_from(raw.version).ok()?;
    let prev = raw.prev_hash.as_slice().try_into().ok()?;
    Some(link(&raw.procedure, matter, version, raw.change_seq, prev, &raw.payload))
}

/// Every receipt's event is there and is the one that the receipt names.
async fn receipts(db: &Db, report: &mut VerifyReport) -> Result<(), StoreError> {
    let sql = "SELECT c.id, c.change_seq FROM commands c LEFT JOIN events e ON e.change_seq = c.change_seq \
               AND e.matter = c.matter AND e.version = c.matter_version AND e.at_ms = c.received_ms \
               WHERE e.change_seq IS NULL ORDER BY c.change_seq";
    for row in db.rows(sql, &[]).await? {
        report.faults.push(Fault::ReceiptWithoutEvent { command: row.text(0)?, change_seq: row.int(1)? });
    }
    Ok(())
}
