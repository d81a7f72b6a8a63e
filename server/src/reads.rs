//! What a reader gets: one case, a list, what changed. Every case passes `CaseView::of`, so a list, a sync page and a single
//! read can never disagree about who sees what.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use minyi_rulebook::actor::{Actor, Capacity};
use minyi_rulebook::citizen_case::{Reader, Stage, audience, own_readers_of};
use minyi_rulebook::clock::{DueExplanation, explain_due};
use minyi_rulebook::ids::{MatterId, UserId};
use minyi_wire::sync::{MatterPage, SyncPage};
use minyi_wire::view::CaseBody;
use minyi_wire::{CaseView, Problem, ProblemCode};

use crate::law::Law;
use crate::store::events::{self, Head};
use crate::store::projection::CaseFile;
use crate::store::{Db, matters};

/// Most cases of one page of a list.
pub const LIST_MOST: u16 = 200;
/// Most changes of one page of a sync.
pub const SYNC_MOST: u16 = 500;
/// Changes of one page of a sync, where nothing is asked.
pub const SYNC_DEFAULT: u16 = 200;

/// One reader, looking now.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'r> {
    pub db: &'r Db,
    pub law: &'r Law,
    pub actor: &'r Actor,
    pub now: Timestamp,
}

impl Reading<'_> {
    /// The case as this reader sees it.
    ///
    /// # Errors
    /// `not_found` when it does not exist or not for this reader.
    pub async fn one(&self, matter: MatterId) -> Result<CaseView, Problem> {
        let file = matters::one(self.db, matter).await?;
        file.and_then(|file| self.view(&file)).ok_or_else(|| Problem::new(ProblemCode::NotFound))
    }

    /// Why each clock of the case, running or stopped, is or was due when it is.
    ///
    /// # Errors
    /// `not_found` as for [`Reading::one`]; `forbidden` for a reader who does not see the whole case.
    pub async fn due(&self, matter: MatterId) -> Result<Vec<DueExplanation>, Problem> {
        let view = self.one(matter).await?;
        let case = view.full().ok_or_else(|| Problem::new(ProblemCode::Forbidden))?;
        let explained = case.clocks.iter().map(|clock| explain_due(self.law.policy, self.law.calendar, clock));
        explained
            .collect::<Result<_, _>>()
            .map_err(|error| Problem::new(ProblemCode::Internal).accepting(error.to_string()))
    }

    /// A page of the reader's list, newest change first.
    ///
    /// # Errors
    /// `cursor_malformed`, `cursor_stale`.
    pub async fn list(&self, cursor: Option<&str>, stage: Option<Stage>, limit: u16) -> Result<MatterPage, Problem> {
        self.list_of(&own_readers_of(self.actor), cursor, stage, limit).await
    }

    async fn list_of(
        &self,
        readers: &[Reader],
        cursor: Option<&str>,
        stage: Option<Stage>,
        limit: u16,
    ) -> Result<MatterPage, Problem> {
        let limit = usize::from(limit.clamp(1, LIST_MOST));
        let head = events::head(self.db).await?;
        let before = cursor.map(|cursor| place_in(&head, cursor)).transpose()?;
        let mut files = matters::newest(self.db, readers, stage, before, row_limit(limit + 1)).await?;
        let more = files.len() > limit;
        files.truncate(limit);
        let next = files.last().filter(|_| more).map(|last| cursor_at(&head, last.change_seq));
        Ok(MatterPage { matters: files.iter().filter_map(|file| Some(self.view(file)?.summary())).collect(), next })
    }

    /// What changed since the cursor, oldest first.
    ///
    /// # Errors
    /// `cursor_malformed`; `cursor_stale` when the store was rebuilt or restored since.
    pub async fn sync(&self, cursor: Option<&str>, limit: u16, directory: &str) -> Result<SyncPage, Problem> {
        let limit = usize::from(limit.clamp(1, SYNC_MOST));
        // The epoch is read before the page: should it change in between, the cursor handed out is stale and says so.
        let head = events::head(self.db).await?;
        let after = cursor.map(|cursor| place_in(&head, cursor)).transpose()?.unwrap_or(0);
        let readers = own_readers_of(self.actor);
        let mut changes = matters::changed(self.db, &readers, after, row_limit(limit + 1)).await?;
        let more = changes.len() > limit;
        changes.truncate(limit);
        let (mut changed, mut gone) = (Vec::new(), Vec::new());
        let upto = changes.last().map_or(after, |change| change.seq);
        for change in &changes {
            let audience = audience(&change.file.state);
            if !readers.iter().any(|reader| audience.contains_key(reader)) {
                gone.push(change.file.state.matter);
            } else if change.seq == change.file.change_seq {
                changed.extend(self.view(&change.file));
            }
            // Else an older tombstone of a case that another group of the reader still sees: it comes at its own place.
        }
        Ok(SyncPage {
            cursor: cursor_at(&head, upto),
            more,
            changed,
            gone,
            server_time: self.now,
            directory_version: directory.to_owned(),
        })
    }

    fn view(&self, file: &CaseFile) -> Option<CaseView> {
        let context = self.law.context(self.actor, file.state.matter, self.now, None);
        CaseView::of(&file.state, file.change_seq, &context)
    }
}

/// What anybody may read without signing in.
#[derive(Clone, Copy, Debug)]
pub struct PublicReading<'r> {
    pub db: &'r Db,
    pub law: &'r Law,
    pub now: Timestamp,
}

impl PublicReading<'_> {
    /// A page of the public cases, newest change first.
    ///
    /// # Errors
    /// `cursor_malformed`, `cursor_stale`.
    pub async fn list(&self, cursor: Option<&str>, stage: Option<Stage>, limit: u16) -> Result<MatterPage, Problem> {
        let nobody = nobody();
        let reading = Reading { db: self.db, law: self.law, actor: &nobody, now: self.now };
        reading.list_of(&[Reader::Public], cursor, stage, limit).await
    }

    /// A public case.
    ///
    /// # Errors
    /// `not_found` when it does not exist or is not public.
    pub async fn one(&self, matter: MatterId) -> Result<CaseView, Problem> {
        let nobody = nobody();
        let view = Reading { db: self.db, law: self.law, actor: &nobody, now: self.now }.one(matter).await?;
        if matches!(view.body, CaseBody::Public { .. }) { Ok(view) } else { Err(Problem::new(ProblemCode::NotFound)) }
    }
}

/// A citizen whom no case knows: a new random account each time, because a fixed one could be named as an author.
fn nobody() -> Actor {
    Actor { user: UserId(uuid::Uuid::new_v4()), capacity: Capacity::Citizen }
}

/// The cursor for this place in the order.
#[must_use]
pub fn cursor_at(head: &Head, seq: i64) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}:{seq}", head.epoch))
}

/// The place that a cursor names.
fn place_in(head: &Head, cursor: &str) -> Result<i64, Problem> {
    let malformed =
        || Problem::new(ProblemCode::CursorMalformed).field("cursor").accepting("a cursor from an earlier page");
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| malformed())?;
    let text = String::from_utf8(bytes).map_err(|_| malformed())?;
    let (epoch, seq) = text.split_once(':').ok_or_else(malformed)?;
    let seq: i64 = seq.parse().map_err(|_| malformed())?;
    if epoch != head.epoch {
        return Err(Problem::new(ProblemCode::CursorStale).field("cursor"));
    }
    if seq < 0 { Err(malformed()) } else { Ok(seq) }
}

fn row_limit(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}
