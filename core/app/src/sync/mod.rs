//! Pulling what changed (同步): page by page from a cursor, each page and its cursor in one commit, so that a cut at any point
//! neither skips nor repeats anything that matters. The server's word replaces ours; a case that this reader may not see any
//! more is forgotten.

use crate::cases;
use crate::engine::{Engine, Slice, Stores, locked};
use crate::exchange::{self, Setback};
use crate::mirror::Batch;
use crate::{CoreError, cases::large};
use minyi_wire::directory::DirectoryView;
use minyi_wire::problem::ProblemCode;
use minyi_wire::sync::SyncPage;
use std::sync::Arc;

/// Cases in a page.
const PAGE: usize = 500;
/// Tree of what is known about the sync itself.
pub(crate) const META: &str = "sync";
const CURSOR: &[u8] = b"cursor";
const DIRECTORY: &[u8] = b"directory/";
const OFFSET: &[u8] = b"offset";

/// What a pull brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SyncReport {
    /// Matters that are new or changed.
    pub changed: usize,
    /// Matters that were forgotten.
    pub gone: usize,
    /// Whether everything was pulled anew because the server's store was rebuilt.
    pub refreshed: bool,
}

/// Reads from the mirror what memory keeps: the clock's offset and the directory.
pub(crate) fn load_meta(engine: &Engine, stores: &Stores) {
    let offset = stores.mirror.get(META, OFFSET).ok().flatten();
    if let Some(offset) = offset.and_then(|offset| offset.try_into().ok()) {
        engine.offset.set_ms(i64::from_be_bytes(offset));
    }
    let directory = large::get(stores, META, DIRECTORY).ok().flatten();
    let directory = directory.and_then(|directory| serde_json::from_slice::<DirectoryView>(&directory).ok());
    *locked(&engine.directory) = directory.map(Arc::new);
}

impl Engine {
    /// Pulls until nothing is left.
    pub(crate) async fn pull(self: &Arc<Self>, slice: &Slice) -> Result<SyncReport, Setback> {
        let mut report = SyncReport::default();
        let owner = slice.actor.clone();
        let mut cursor = self.background(move |_, stores| cursor_of(&owner, stores)).await?;
        // Without a cursor everything comes; what is there from before goes with the first page.
        let mut fresh = cursor.is_none();
        let mut fetch_trust = false;
        loop {
            let query = cursor.as_ref().map_or_else(String::new, |cursor| format!("&cursor={}", escaped(cursor)));
            let asked = self.ports.clock.now();
            let answer = self.exchange(exchange::get(format!("/v1/sync?limit={PAGE}{query}")), slice).await;
            let response = match answer {
                Err(Setback::Final(problem))
                    if cursor.is_some()
                        && matches!(problem.code, ProblemCode::CursorStale | ProblemCode::CursorMalformed) =>
                {
                    cursor = None;
                    fresh = true;
                    report.refreshed = true;
                    continue;
                }
                answer => answer?,
            };
            let received = self.ports.clock.now();
            let owner = slice.actor.clone();
            // Parsing 500 cases takes long enough to be kept off the async threads.
            let step = move |engine: &Self, stores: &Stores| {
                let Ok(page) = exchange::read::<SyncPage>(&response) else {
                    return Ok(None);
                };
                engine.offset.learn(page.server_time, asked, received);
                let mut batch = Batch::new();
                if fresh {
                    cases::wipe_into(&mut batch, stores)?;
                    cases::set_reader(&mut batch, &owner)?;
                }
                for view in &page.changed {
                    cases::put(&mut batch, view, fresh, stores)?;
                }
                for view in &page.others {
                    cases::put_other(&mut batch, view)?;
                }
                for gone in &page.gone {
                    cases::remove(&mut batch, *gone, stores)?;
                    cases::remove_other(&mut batch, *gone, stores)?;
                }
                let trust_changed = match &page.trust {
                    Some(news) => engine.take_news(news, page.server_time, stores)?,
                    None => false,
                };
                batch.put(META, CURSOR, page.cursor.as_bytes());
                batch.put(META, OFFSET, engine.offset.ms().to_be_bytes());
                stores.mirror.commit(batch)?;
                Ok(Some((
                    page.cursor,
                    page.more,
                    page.directory_version,
                    page.changed.len() + page.others.len(),
                    page.gone.len(),
                    trust_changed,
                )))
            };
            let applied = self.background(step).await?;
            let (next, more, directory_version, changed, gone, trust_changed) =
                applied.ok_or(Setback::from(crate::WaitReason::NotOurServer))?;
            report.changed += changed;
            report.gone += gone;
            fetch_trust |= trust_changed;
            if changed + gone > 0 || fresh {
                self.hub.cases_changed();
            }
            fresh = false;
            // A server that says "more" and does not move would keep us here for ever.
            let stuck = cursor.as_ref() == Some(&next);
            cursor = Some(next);
            if !more || stuck {
                self.pull_directory(&directory_version, slice).await?;
                if fetch_trust {
                    no_verdict(self.pull_trust(slice).await)?;
                }
                no_verdict(self.pull_cards(slice).await)?;
                return Ok(report);
            }
            if !slice.may_start(0) {
                return Err(Setback::Halted);
            }
        }
    }

    async fn pull_directory(self: &Arc<Self>, version: &str, slice: &Slice) -> Result<(), Setback> {
        if locked(&self.directory).as_ref().is_some_and(|known| known.version == version) {
            return Ok(());
        }
        let response = self.exchange(exchange::get("/v1/directory"), slice).await?;
        let directory: DirectoryView = exchange::read(&response)?;
        self.background(move |engine, stores| {
            let mut batch = Batch::new();
            large::put(&mut batch, META, DIRECTORY, &serde_json::to_vec(&directory)?);
            stores.mirror.commit(batch)?;
            *locked(&engine.directory) = Some(Arc::new(directory));
            Ok(())
        })
        .await?;
        self.hub.cases_changed();
        Ok(())
    }
}

/// A server that has no cards to speak of is no reason for a sync to fail.
fn no_verdict(pulled: Result<(), Setback>) -> Result<(), Setback> {
    match pulled {
        Err(Setback::Final(problem)) => {
            tracing::info!(code = ?problem.code, "the server gave nothing for deputy cards");
            Ok(())
        }
        pulled => pulled,
    }
}

/// The cursor, if what is mirrored belongs to this account.
fn cursor_of(owner: &minyi_rulebook::actor::Actor, stores: &Stores) -> Result<Option<String>, CoreError> {
    if !cases::is_reader(owner, stores)? {
        return Ok(None);
    }
    let cursor = stores.mirror.get(META, CURSOR)?;
    Ok(cursor.and_then(|cursor| String::from_utf8(cursor).ok()))
}

/// Percent-encoding of everything that is not unreserved; a cursor is opaque.
fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}
