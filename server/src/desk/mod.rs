//! The desk (案头): lists, search and figures for people who work all day. Rows of its own beside the projections of sync, read off
//! the same events by the same rulebook.
//!
//! The desk follows the events instead of being written with them: filing a case costs nothing more, and before each answer the
//! desk reads on to the head, so whoever just did something finds it done. A new epoch of the head (a rebuild, a restore) makes
//! it begin anew.

pub mod figures;
pub mod list;
pub mod words;

use std::collections::BTreeSet;
use std::sync::Arc;

use minyi_rulebook::calendar::local_date;
use minyi_rulebook::citizen_case::facts::facts_of;
use minyi_rulebook::citizen_case::waiting::waits_at;
use minyi_rulebook::citizen_case::{CaseState, PROCEDURE};
use minyi_rulebook::clock::Outcome;
use minyi_rulebook::ids::MatterId;
use minyi_rulebook::policy::Passing;
use minyi_rulebook::procedure::wire_name;
use tokio::sync::{Mutex, MutexGuard};

use crate::procedures::State;
use crate::store::db::{Insert, Tx, Value, in_list};
use crate::store::matters::{self, Source};
use crate::store::{Db, StoreError, events};

/// Events read at once.
const PAGE: i64 = 2_000;
/// Keys of one `IN`.
const AT_ONCE: usize = 256;

/// The desk of this server.
#[derive(Clone, Debug)]
pub struct Desk {
    db: Db,
    /// One reads on, others wait for it and find it done.
    reading: Arc<Mutex<()>>,
    verifying: Arc<Mutex<()>>,
}

impl Desk {
    pub(crate) fn new(db: Db) -> Self {
        Self { db, reading: Arc::default(), verifying: Arc::default() }
    }

    /// Reads on to the head as it is now; gives the place reached.
    ///
    /// # Errors
    /// A fault of the store; the next call goes on where this one stopped.
    pub async fn catch_up(&self) -> Result<i64, StoreError> {
        let head = events::head(&self.db).await?;
        if self.upto(&head.epoch).await? >= head.seq {
            return Ok(head.seq);
        }
        let _turn = self.reading.lock().await;
        while self.step(&head).await? < head.seq {}
        Ok(head.seq)
    }

    /// A turn at reading the whole record: one at a time.
    pub async fn verifying(&self) -> MutexGuard<'_, ()> {
        self.verifying.lock().await
    }

    async fn upto(&self, epoch: &str) -> Result<i64, StoreError> {
        let rows = self.db.rows("SELECT upto, epoch FROM desk_head", &[]).await?;
        let row = rows.first().ok_or(StoreError::Corrupt)?;
        if row.text(1)? == epoch { row.int(0) } else { Ok(-1) }
    }

    /// Takes in a page of events; gives the place reached.
    async fn step(&self, head: &events::Head) -> Result<i64, StoreError> {
        let at = self.upto(&head.epoch).await?;
        let after = at.max(0);
        let sql = "SELECT change_seq, matter FROM events WHERE change_seq > $1 AND change_seq <= $2 AND procedure = $3 \
                   ORDER BY change_seq LIMIT $4";
        let rows = self.db.rows(sql, &[after.into(), head.seq.into(), PROCEDURE.into(), PAGE.into()]).await?;
        let full = i64::try_from(rows.len()).is_ok_and(|rows| rows == PAGE);
        let reached = if full { rows.last().map_or(Ok(head.seq), |row| row.int(0))? } else { head.seq };
        let touched: BTreeSet<MatterId> = rows.iter().map(|row| row.parsed(1)).collect::<Result<_, _>>()?;
        let touched: Vec<MatterId> = touched.into_iter().collect();
        let files = matters::some(Source::Db(&self.db), &touched).await?;
        let places = self.places(&touched).await?;
        let mut rows = Rows::default();
        for (matter, place) in places {
            let Some(file) = files.get(&matter) else { continue };
            // Only events of citizens' cases were asked for.
            let State::CitizenCase(case) = &file.state else { return Err(StoreError::Corrupt) };
            rows.add(case, place, file.change_seq);
        }
        let mut tx = self.db.begin().await?;
        if at < 0 {
            for table in ["desk", "desk_waits", "desk_words"] {
                tx.run(&format!("DELETE FROM {table}"), &[]).await?;
            }
        }
        rows.write(&mut tx).await?;
        // Another node may be ahead; its rows are the same.
        tx.run("UPDATE desk_head SET upto = $1, epoch = $2", &[reached.into(), head.epoch.as_str().into()]).await?;
        tx.commit().await?;
        Ok(reached)
    }

    /// Where each matter began; it never moves, so it is the case's number in the index of words.
    async fn places(&self, of: &[MatterId]) -> Result<Vec<(MatterId, i64)>, StoreError> {
        let mut places = Vec::with_capacity(of.len());
        for some in of.chunks(AT_ONCE) {
            let (list, values) = in_list(1, some.iter().map(|matter| matter.to_string().into()));
            let sql = format!("SELECT matter, change_seq FROM events WHERE version = 1 AND matter IN {list}");
            for row in self.db.rows(&sql, &values).await? {
                places.push((row.parsed(0)?, row.int(1)?));
            }
        }
        Ok(places)
    }
}

/// Rows to write.
#[derive(Debug, Default)]
struct Rows {
    matters: Vec<Value>,
    places: Vec<Value>,
    desk: Vec<Value>,
    waits: Vec<Value>,
    words: Vec<Value>,
}

impl Rows {
    fn add(&mut self, case: &CaseState, place: i64, change_seq: i64) {
        let matter = case.matter.to_string();
        let at = case.place.as_ref();
        self.matters.push(matter.as_str().into());
        self.places.push(place.into());
        self.desk.extend::<[Value; 12]>([
            matter.as_str().into(),
            place.into(),
            change_seq.into(),
            wire_name(&case.stage).into(),
            case.class.as_ref().map(wire_name).into(),
            case.station.as_ref().map(|station| station.as_str().to_owned()).into(),
            case.lead().map(|lead| lead.unit.as_str().to_owned()).into(),
            local_date(case.submitted_at).to_string().into(),
            due(case).into(),
            facts_of(case).into(),
            at.map(|place| i64::from(place.lat_e6)).into(),
            at.map(|place| i64::from(place.lon_e6)).into(),
        ]);
        for desk in waits_at(case) {
            self.waits.extend::<[Value; 2]>([desk.to_string().into(), matter.as_str().into()]);
        }
        let words: Vec<String> = words::of_case(case).into_iter().collect();
        self.words.extend::<[Value; 2]>([place.into(), words.join(" ").into()]);
    }

    async fn write(self, tx: &mut Tx) -> Result<(), StoreError> {
        for (sql, keys) in [
            ("DELETE FROM desk WHERE matter IN", &self.matters),
            ("DELETE FROM desk_waits WHERE matter IN", &self.matters),
            ("DELETE FROM desk_words WHERE rowid IN", &self.places),
        ] {
            for some in keys.chunks(AT_ONCE) {
                let (list, values) = in_list(1, some.iter().cloned());
                tx.run(&format!("{sql} {list}"), &values).await?;
            }
        }
        const DESK: &str = "INSERT INTO desk \
             (matter, place, change_seq, stage, class, station, lead, submitted, due, facts, lat_e6, lon_e6)";
        for (head, columns, values) in [
            (DESK, 12, self.desk),
            ("INSERT INTO desk_waits (who, matter)", 2, self.waits),
            ("INSERT INTO desk_words (rowid, words)", 2, self.words),
        ] {
            tx.insert(Insert { head: head.to_owned(), columns, tail: String::new(), values }).await?;
        }
        Ok(())
    }
}

/// The soonest day by which somebody owes something. A window that closes is nobody's fault, and a clock that stands is not due.
fn due(case: &CaseState) -> Option<String> {
    let owed = case.clocks.iter().filter(|clock| {
        clock.outcome == Outcome::Running && !clock.is_paused() && clock.id.kind.passing() == Passing::Overdue
    });
    owed.map(|clock| clock.due).min().map(|due| due.to_string())
}
