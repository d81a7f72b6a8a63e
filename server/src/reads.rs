//! What a reader gets: one matter, a list, what changed. Every matter passes its procedure's `Kept::show`, so a list, a sync page
//! and a single read can never disagree about who sees what.

use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use minyi_rulebook::actor::{Actor, Capacity};
use minyi_rulebook::audience::{Reader, own_readers_of};
use minyi_rulebook::citizen_case::{PROCEDURE, Stage};
use minyi_rulebook::clock::{DueExplanation, explain_due};
use minyi_rulebook::ids::{MatterId, UserId};
use minyi_rulebook::procedure::wire_name;
use minyi_wire::sync::{ChangeNote, ChangePage, MatterPage, SyncPage};
use minyi_wire::view::CaseBody;
use minyi_wire::{CaseView, Problem, ProblemCode};

use crate::law::Law;
use crate::procedures::{Circumstances, Shown};
use crate::store::events::{self, Head, StoredEvent};
use crate::store::file::MatterFile;
use crate::store::matters::{self, Listed, Source};
use crate::store::{Db, StoreError};

/// Most cases of one page of a list.
pub const LIST_MOST: u16 = 200;
/// Most changes of one page of a sync.
pub const SYNC_MOST: u16 = 500;
/// Changes of one page of a sync, where nothing is asked.
pub const SYNC_DEFAULT: u16 = 200;

/// One reader, looking now.
#[derive(Clone, Debug)]
pub struct Reading<'r> {
    pub db: &'r Db,
    pub law: Law,
    pub actor: &'r Actor,
    pub now: Timestamp,
}

impl Reading<'_> {
    /// The case as this reader sees it.
    ///
    /// # Errors
    /// `not_found` when it does not exist or not for this reader.
    pub async fn one(&self, matter: MatterId) -> Result<CaseView, Problem> {
        match self.shown(matter).await? {
            Shown::Case(view) => Ok(*view),
            Shown::Other(_) => Err(Problem::new(ProblemCode::NotFound)),
        }
    }

    /// The matter, of whatever procedure, as this reader sees it.
    ///
    /// # Errors
    /// `not_found` when it does not exist or not for this reader.
    pub async fn shown(&self, matter: MatterId) -> Result<Shown, Problem> {
        let file = matters::one(self.db, matter).await?;
        file.and_then(|file| self.show(&file)).ok_or_else(|| Problem::new(ProblemCode::NotFound))
    }

    /// Those of the cases that this reader sees, in the order asked for.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn cases(&self, matters: &[MatterId]) -> Result<Vec<CaseView>, Problem> {
        let files = matters::some(Source::Db(self.db), matters).await?;
        let views = matters.iter().filter_map(|matter| match self.show(files.get(matter)?)? {
            Shown::Case(view) => Some(*view),
            Shown::Other(_) => None,
        });
        Ok(views.collect())
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
        let stage = stage.as_ref().map(wire_name);
        let listed = Listed { procedure: PROCEDURE, stage: stage.as_deref() };
        let mut places = matters::newest(self.db, readers, listed, before, row_limit(limit + 1)).await?;
        let more = places.len() > limit;
        places.truncate(limit);
        let next = places.last().filter(|_| more).map(|last| cursor_at(&head, last.seq));
        let files = self.files(places.iter().map(|place| place.matter)).await?;
        let summary = |matter| match self.show(files.get(&matter)?)? {
            Shown::Case(view) => Some(view.summary()),
            Shown::Other(_) => None,
        };
        Ok(MatterPage { matters: places.iter().filter_map(|place| summary(place.matter)).collect(), next })
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
        let mut places = matters::changed(self.db, &readers, after, row_limit(limit + 1)).await?;
        let more = places.len() > limit;
        places.truncate(limit);
        let (mut changed, mut gone, mut others) = (Vec::new(), Vec::new(), Vec::new());
        let upto = places.last().map_or(after, |place| place.seq);
        let files = self.files(places.iter().map(|place| place.matter)).await?;
        for place in &places {
            let Some(file) = files.get(&place.matter) else { continue };
            let audience = file.state.audience();
            if !readers.iter().any(|reader| audience.contains_key(reader)) {
                gone.push(place.matter);
            } else if !place.gone {
                match self.show(file) {
                    Some(Shown::Case(view)) => changed.push(*view),
                    Some(Shown::Other(view)) => others.push(*view),
                    None => {}
                }
            }
            // Else a tombstone of a matter that another group of the reader still sees: it comes at its own place.
        }
        Ok(SyncPage {
            trust: None,
            cursor: cursor_at(&head, upto),
            more,
            changed,
            others,
            gone,
            server_time: self.now,
            directory_version: directory.to_owned(),
        })
    }

    async fn files(
        &self,
        matters: impl Iterator<Item = MatterId>,
    ) -> Result<HashMap<MatterId, MatterFile>, StoreError> {
        matters::some(Source::Db(self.db), &matters.collect::<Vec<_>>()).await
    }

    fn show(&self, file: &MatterFile) -> Option<Shown> {
        let of = Circumstances { law: &self.law, actor: self.actor, matter: file.matter, now: self.now };
        file.state.show(file.change_seq, &of)
    }
}

/// What anybody may read without signing in.
#[derive(Clone, Debug)]
pub struct PublicReading<'r> {
    pub db: &'r Db,
    pub law: Law,
    pub now: Timestamp,
}

impl PublicReading<'_> {
    /// A page of the public cases, newest change first.
    ///
    /// # Errors
    /// `cursor_malformed`, `cursor_stale`.
    pub async fn list(&self, cursor: Option<&str>, stage: Option<Stage>, limit: u16) -> Result<MatterPage, Problem> {
        let nobody = nobody();
        let reading = Reading { db: self.db, law: self.law.clone(), actor: &nobody, now: self.now };
        reading.list_of(&[Reader::Public], cursor, stage, limit).await
    }

    /// A public case.
    ///
    /// # Errors
    /// `not_found` when it does not exist or is not public.
    pub async fn one(&self, matter: MatterId) -> Result<CaseView, Problem> {
        let nobody = nobody();
        let view = Reading { db: self.db, law: self.law.clone(), actor: &nobody, now: self.now }.one(matter).await?;
        if matches!(view.body, CaseBody::Public { .. }) { Ok(view) } else { Err(Problem::new(ProblemCode::NotFound)) }
    }
}

/// A citizen whom no case knows: a new random account each time, because a fixed one could be named as an author.
fn nobody() -> Actor {
    Actor { user: UserId(uuid::Uuid::new_v4()), capacity: Capacity::Citizen }
}

/// Every change since the cursor, for other systems.
///
/// # Errors
/// `cursor_malformed`; `cursor_stale` when the store was rebuilt or restored since.
pub async fn changes_after(db: &Db, cursor: Option<&str>, limit: u16) -> Result<ChangePage, Problem> {
    let limit = usize::from(limit.clamp(1, SYNC_MOST));
    let head = events::head(db).await?;
    let after = cursor.map(|cursor| place_in(&head, cursor)).transpose()?.unwrap_or(0);
    let mut events = events::after(db, after, row_limit(limit + 1)).await?;
    let more = events.len() > limit;
    events.truncate(limit);
    let upto = events.last().map_or(after, |stored| stored.change_seq);
    let note = |StoredEvent { change_seq, event, .. }: &StoredEvent| ChangeNote {
        change_seq: *change_seq,
        procedure: event.procedure().to_owned(),
        act: event.act(),
        matter: event.matter(),
        version: event.version(),
        at: event.at(),
    };
    Ok(ChangePage { changes: events.iter().map(note).collect(), cursor: cursor_at(&head, upto), more })
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
