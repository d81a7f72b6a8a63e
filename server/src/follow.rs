//! Following a case by code (凭码查询), for those who do not sign in: on paper at a station, on a page, in an app.
//!
//! The code is derived: HMAC of the matter's id under the pepper, cut to 60 bits. Nothing needs to be kept for it to be printed
//! again, and after a restore it is the same. The way back is a table of marks, itself derived: filled from the events when
//! somebody asks, emptied when the store was rebuilt or restored (docs/adr/0030).

use jiff::Timestamp;
use minyi_rulebook::citizen_case::{CaseState, RoundAnswer, Stage, TimelineEntry};
use minyi_rulebook::clock::{Clock, Outcome, explain_due};
use minyi_rulebook::ids::MatterId;
use minyi_wire::follow::{FollowCode, FollowView};
use minyi_wire::view::deadlines;
use minyi_wire::{Problem, ProblemCode};

use crate::keys::Pepper;
use crate::law::Law;
use crate::store::{Db, Insert, StoreError, events, matters};

/// Matters that one step of catching up takes in.
const STEP: i64 = 2_000;

/// Codes and where they lead.
#[derive(Debug)]
pub struct Follow {
    db: Db,
    pepper: Pepper,
}

impl Follow {
    pub(crate) fn new(db: Db, pepper: Pepper) -> Self {
        Self { db, pepper }
    }

    /// The code of this case, always the same.
    #[must_use]
    pub fn code(&self, matter: MatterId) -> FollowCode {
        FollowCode::of_secret(&self.pepper.fingerprint("follow-code", &[&matter.to_string()]))
    }

    /// What the code opens.
    ///
    /// # Errors
    /// `not_found` for a code that leads nowhere.
    pub async fn open(&self, code: FollowCode, law: &Law, now: Timestamp) -> Result<FollowView, Problem> {
        let matter = self.matter(code).await?.ok_or_else(|| Problem::new(ProblemCode::NotFound).field("code"))?;
        let case = matters::case(&self.db, matter).await?.ok_or_else(|| Problem::new(ProblemCode::NotFound))?;
        Ok(view(&case, law, now))
    }

    async fn matter(&self, code: FollowCode) -> Result<Option<MatterId>, StoreError> {
        self.catch_up().await?;
        let rows = self.db.rows("SELECT matter FROM follow_codes WHERE mark = $1", &[self.mark(code).into()]).await?;
        rows.first().map(|row| row.parsed(0)).transpose()
    }

    /// What stands in the table for a code: it cannot be turned back without the pepper.
    fn mark(&self, code: FollowCode) -> [u8; 32] {
        self.pepper.fingerprint("follow-mark", &[&code.to_string()])
    }

    /// Takes in the matters that came since the last time. Each step is a transaction, and two at once do the same twice.
    async fn catch_up(&self) -> Result<(), StoreError> {
        loop {
            let head = events::head(&self.db).await?;
            let rows = self.db.rows("SELECT epoch, seq FROM follow_upto WHERE one = 1", &[]).await?;
            let reached = rows.first().map(|row| Ok::<_, StoreError>((row.text(0)?, row.int(1)?))).transpose()?;
            let same_epoch = reached.as_ref().is_some_and(|(epoch, _)| *epoch == head.epoch);
            let after = reached.filter(|_| same_epoch).map_or(0, |(_, seq)| seq);
            if same_epoch && after >= head.seq {
                return Ok(());
            }
            let sql = "SELECT matter, change_seq FROM events WHERE version = 1 AND change_seq > $1 AND change_seq <= $2 \
                       ORDER BY change_seq LIMIT $3";
            let fresh = self.db.rows(sql, &[after.into(), head.seq.into(), STEP.into()]).await?;
            let whole = i64::try_from(fresh.len()).unwrap_or(STEP) < STEP;
            let mut marks = Vec::with_capacity(2 * fresh.len());
            for row in &fresh {
                let matter: MatterId = row.parsed(0)?;
                marks.extend([self.mark(self.code(matter)).into(), matter.to_string().into()]);
            }
            let last = fresh.last().map(|row| row.int(1)).transpose()?.unwrap_or(head.seq);
            let upto = if whole { head.seq } else { last };
            let mut tx = self.db.begin().await?;
            if !same_epoch {
                tx.run("DELETE FROM follow_codes", &[]).await?;
            }
            let codes = Insert {
                head: "INSERT INTO follow_codes (mark, matter)".to_owned(),
                columns: 2,
                tail: "ON CONFLICT (mark) DO NOTHING".to_owned(),
                values: marks,
            };
            tx.insert(codes).await?;
            let sql = "INSERT INTO follow_upto (one, epoch, seq) VALUES (1, $1, $2) \
                       ON CONFLICT (one) DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq";
            tx.run(sql, &[head.epoch.as_str().into(), upto.into()]).await?;
            tx.commit().await?;
        }
    }
}

/// Where the case stands, without people and without anybody's words but the author's title.
fn view(case: &CaseState, law: &Law, now: Timestamp) -> FollowView {
    let restricted = case.class.is_some_and(|class| class.is_restricted());
    let mut running: Vec<&Clock> = case.clocks.iter().filter(|clock| clock.outcome == Outcome::Running).collect();
    running.sort_by_key(|clock| clock.due);
    let due = running.into_iter().filter_map(|clock| explain_due(law.policy, law.calendar, &without_words(clock)).ok());
    let answered = case.round().is_some_and(|round| matches!(round.answer, RoundAnswer::Signed { .. }));
    FollowView {
        matter: case.matter,
        stage: case.stage,
        ending: case.ending.clone(),
        title: (!restricted).then(|| case.title.clone()),
        submitted_at: case.submitted_at,
        question_waits: case.stage == Stage::AwaitingInfo,
        answer_waits: answered && case.stage == Stage::Answered,
        deadlines: deadlines(case, now),
        due: due.collect(),
        timeline: case.timeline.iter().map(|entry| TimelineEntry { note: String::new(), ..entry.clone() }).collect(),
    }
}

/// The reasons of pauses and extensions are the office's words, and go to those who see the case.
fn without_words(clock: &Clock) -> Clock {
    let mut clock = clock.clone();
    clock.pauses.iter_mut().for_each(|pause| "—".clone_into(&mut pause.reason));
    if let Some(extension) = &mut clock.extension {
        "—".clone_into(&mut extension.reason);
    }
    clock
}
