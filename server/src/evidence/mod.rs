//! Photos as evidence (照片证据) on the server: the copies that pages show, the log of all that happens to an original, and what
//! leaves with an export.
//!
//! The copies are made here, from the pixels of what arrived, whatever the phone sent. Nothing is shown to the public before
//! a person looked it over ([`Evidence::release`]). Reading an original is an entry of the log before a byte goes out.

mod exports;
pub(crate) mod handing_over;
mod heads;
mod log;
pub mod publisher;
mod records;
pub(crate) mod rows;
pub mod stamps;
mod verdict;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::publisher::OfficePublisher;
use self::stamps::TimestampAuthority;
use futures_util::StreamExt;
use jiff::Timestamp;
use minyi_evidence::{
    CaptureFacts, CopyRole, CustodyAct, DerivedCopies, Disclosure, Happening, LONGEST_REASON, Limits, LogEntry,
    Original, Recipe, Refusal, Region, derive,
};
use minyi_rulebook::actor::{Actor, Role};
use minyi_rulebook::citizen_case::CaseState;
use minyi_rulebook::ids::{MatterId, Sha256, UserId};
use minyi_wire::photo::{self, CustodyList, CustodyStep, PhotoCopies, PhotoList, PhotoView, RedactionBox};
use minyi_wire::{Problem, ProblemCode};
use tokio::io::AsyncWriteExt;
use tokio::sync::Semaphore;

use crate::clock::whole_ms;
use crate::failure::ApiFailure;
use crate::store::{Db, StoreError, Tx};
use crate::uploads::objects::{Object, ObjectStore, blocking};

/// Boxes on one photo.
const BOXES_MOST: usize = 64;
/// Shortest and longest reason, in characters.
const REASON: std::ops::RangeInclusive<usize> = 2..=200;

/// Pages of the log that one question about all originals looks through.
const RECENT_PAGES: usize = 20;

/// What was done with an original, and of which matter it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handled {
    pub matter: MatterId,
    pub photo: Sha256,
    pub step: CustodyStep,
}

/// Writes down that a voice note came, in the transaction that says so. Voice notes have no copies; nothing else is to be done.
pub(crate) async fn note_received(
    tx: &mut Tx,
    matter: MatterId,
    voice: Sha256,
    sender: UserId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let reason = "上传语音 voice note uploaded".to_owned();
    let received = Happening::Custody { actor: sender, act: CustodyAct::Received, reason };
    log::append(tx, matter, voice, now, vec![received]).await
}

/// Copies, log and custody of photos.
#[derive(Debug)]
pub struct Evidence {
    db: Db,
    objects: Arc<dyn ObjectStore>,
    /// Where an original lies while it is decoded.
    work: PathBuf,
    /// One photo is decoded at a time: two large ones would be too much for a small machine.
    turn: Semaphore,
    authority: Option<Arc<dyn TimestampAuthority>>,
    publisher: Option<OfficePublisher>,
}

impl Evidence {
    /// Over this store and these objects; `work` is a folder of its own.
    #[must_use]
    pub fn new(db: Db, objects: Arc<dyn ObjectStore>, work: PathBuf) -> Self {
        Self { db, objects, work, turn: Semaphore::new(1), authority: None, publisher: None }
    }

    /// With this authority stamping what arrives.
    #[must_use]
    pub fn stamped_by(self, authority: Option<Arc<dyn TimestampAuthority>>) -> Self {
        Self { authority, ..self }
    }

    /// With credentials of this publisher in released copies.
    #[must_use]
    pub fn published_by(self, publisher: Option<OfficePublisher>) -> Self {
        Self { publisher, ..self }
    }

    /// Makes the copies of a photo that just arrived whole, and notes its arrival. Repeating it changes nothing.
    ///
    /// # Errors
    /// A fault of the store or the disk; [`Evidence::catch_up`] tries again.
    pub async fn take_in(
        &self,
        matter: MatterId,
        photo: Sha256,
        sender: UserId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if rows::standing(&self.db, matter, photo).await?.is_some() {
            return Ok(());
        }
        let made = self.make(photo, Vec::new()).await?;
        let received =
            Happening::Custody { actor: sender, act: CustodyAct::Received, reason: "上传 upload".to_owned() };
        if let Ok(copies) = &made {
            self.keep(copies).await?;
        }
        let refusal = made.as_ref().err().map(ToString::to_string);
        let recorded = self.recorded(matter, photo).await?.1 != photo::RecordVerdict::Missing;
        let mut tx = self.db.begin().await?;
        if !rows::begin(&mut tx, matter, photo, refusal.as_deref()).await? {
            return Ok(());
        }
        let mut happenings = vec![received];
        if let Ok(copies) = made {
            for copy in [&copies.public, &copies.thumbnail] {
                rows::put_copy(&mut tx, matter, photo, copy, &[]).await?;
                happenings.push(Happening::Copy(copy.derivation.clone()));
            }
        }
        log::append(&mut tx, matter, photo, now, happenings).await?;
        if !recorded {
            stamps::original_waits(&mut tx, matter, photo, now).await?;
        }
        tx.commit().await
    }

    /// Makes up for what a crash left undone.
    ///
    /// # Errors
    /// A fault of the store; the next call goes on.
    pub async fn catch_up(&self, now: Timestamp) -> Result<(), StoreError> {
        for (matter, photo, sender) in rows::unfinished(&self.db).await? {
            // One photo that cannot be read keeps no other from its copies.
            if let Err(error) = self.take_in(matter, photo, sender, now).await {
                tracing::error!(%error, "a photo could not be copied; the next turn tries again");
            }
        }
        Ok(())
    }

    /// The photos of a case, for those who see the whole of it.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn list(&self, case: &CaseState) -> Result<PhotoList, StoreError> {
        let mut photos: Vec<PhotoView> = Vec::new();
        for named in &case.photos {
            let sha256 = named.photo.sha256;
            // The same photo named twice is one photo.
            if !photos.iter().any(|photo| photo.sha256 == sha256) {
                photos.push(self.view(case.matter, sha256, named.arrived).await?);
            }
        }
        Ok(PhotoList { photos })
    }

    /// The released photos of a public case: pictures and nothing else.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn public_list(&self, case: &CaseState) -> Result<PhotoList, StoreError> {
        let mut list = self.list(case).await?;
        list.photos.retain(|photo| photo.released);
        for photo in &mut list.photos {
            photo.origin = photo::PhotoOrigin::Unrecorded;
            photo.record = photo::RecordVerdict::Missing;
        }
        Ok(list)
    }

    async fn view(&self, matter: MatterId, sha256: Sha256, arrived: bool) -> Result<PhotoView, StoreError> {
        let standing = rows::standing(&self.db, matter, sha256).await?.filter(|_| arrived);
        let copies = match &standing {
            None => PhotoCopies::NotHere,
            Some(rows::Standing { refusal: Some(why), .. }) => PhotoCopies::None { why: why.clone() },
            Some(_) => {
                let public = rows::copy(&self.db, matter, sha256, CopyRole::Public).await?;
                let thumbnail = rows::copy(&self.db, matter, sha256, CopyRole::Thumbnail).await?;
                let (public, thumbnail) = public.zip(thumbnail).ok_or(StoreError::Corrupt)?;
                PhotoCopies::Here { public: public.view, thumbnail: thumbnail.view, redactions: public.redactions }
            }
        };
        let (origin, record) = self.recorded(matter, sha256).await?;
        Ok(PhotoView { sha256, copies, origin, record, released: standing.is_some_and(|standing| standing.released) })
    }

    /// A copy to show to those who see the whole case.
    ///
    /// # Errors
    /// `not_found` when there is none (yet).
    pub async fn copy(&self, matter: MatterId, photo: Sha256, role: CopyRole) -> Result<Object, ApiFailure> {
        let copy = rows::copy(&self.db, matter, photo, role).await?.ok_or(ProblemCode::NotFound)?;
        self.open(copy.view.sha256).await
    }

    /// A copy to show to everybody.
    ///
    /// # Errors
    /// `not_found` when it is not released.
    pub async fn public_copy(&self, matter: MatterId, photo: Sha256, role: CopyRole) -> Result<Object, ApiFailure> {
        let released = rows::standing(&self.db, matter, photo).await?.is_some_and(|standing| standing.released);
        if released { self.copy(matter, photo, role).await } else { Err(ProblemCode::NotFound.into()) }
    }

    /// Covers what must be covered and lets the public copy be shown to everybody.
    ///
    /// # Errors
    /// `forbidden`, `malformed_parameter` for boxes or a reason that are none, `not_found` when there is no copy.
    pub async fn release(
        &self,
        actor: &Actor,
        matter: MatterId,
        photo: Sha256,
        request: &photo::ReleaseRequest,
        now: Timestamp,
    ) -> Result<(), ApiFailure> {
        require_keeper(actor)?;
        let reason = reason(&request.reason)?;
        let regions = regions(&request.redactions)?;
        let standing = rows::standing(&self.db, matter, photo).await?;
        if standing.is_none_or(|standing| standing.refusal.is_some()) {
            return Err(Problem::new(ProblemCode::NotFound).field("sha256").into());
        }
        let copies = self.make(photo, regions.clone()).await?.map_err(|refusal| {
            tracing::error!(%refusal, "a photo that was copied before cannot be copied again");
            ApiFailure::from(ProblemCode::Internal)
        })?;
        let copies = match &self.publisher {
            None => copies,
            Some(publisher) => publisher.credentialed(copies).map_err(|fault| {
                tracing::error!(%fault, "a copy could not be given credentials and was not released");
                ApiFailure::from(ProblemCode::Internal)
            })?,
        };
        self.keep(&copies).await?;
        let mut tx = self.db.begin().await?;
        let mut happenings = Vec::new();
        for copy in [&copies.public, &copies.thumbnail] {
            rows::put_copy(&mut tx, matter, photo, copy, &regions).await?;
            happenings.push(Happening::Copy(copy.derivation.clone()));
        }
        rows::set_released(&mut tx, matter, photo, true).await?;
        happenings.push(Happening::Custody { actor: actor.user, act: CustodyAct::Released, reason });
        log::append(&mut tx, matter, photo, now, happenings).await?;
        Ok(tx.commit().await?)
    }

    /// Takes the public copy back. Repeating it changes nothing.
    ///
    /// # Errors
    /// `forbidden`; `malformed_parameter` for a reason that is none.
    pub async fn withdraw(
        &self,
        actor: &Actor,
        matter: MatterId,
        photo: Sha256,
        why: &str,
        now: Timestamp,
    ) -> Result<(), ApiFailure> {
        require_keeper(actor)?;
        let reason = reason(why)?;
        if !rows::standing(&self.db, matter, photo).await?.is_some_and(|standing| standing.released) {
            return Ok(());
        }
        let mut tx = self.db.begin().await?;
        rows::set_released(&mut tx, matter, photo, false).await?;
        let withdrawn = Happening::Custody { actor: actor.user, act: CustodyAct::Withdrawn, reason };
        log::append(&mut tx, matter, photo, now, vec![withdrawn]).await?;
        Ok(tx.commit().await?)
    }

    /// Writes down that somebody is about to see an original, and why. Authors need not say why they look at their own.
    ///
    /// # Errors
    /// `forbidden` for deputies and auditors; `malformed_parameter` when staff give no reason.
    pub async fn note_view(
        &self,
        actor: &Actor,
        matter: MatterId,
        photo: Sha256,
        why: Option<&str>,
        now: Timestamp,
    ) -> Result<(), ApiFailure> {
        let reason = match (actor.role(), why) {
            (Role::Deputy | Role::Auditor, _) => return Err(ProblemCode::Forbidden.into()),
            (Role::Citizen, None) => "本人查看 own photo".to_owned(),
            (_, why) => reason(why.unwrap_or_default())?,
        };
        let viewed = Happening::Custody { actor: actor.user, act: CustodyAct::Viewed, reason };
        let mut tx = self.db.begin().await?;
        log::append(&mut tx, matter, photo, now, vec![viewed]).await?;
        Ok(tx.commit().await?)
    }

    /// Who did what with the original.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn custody(&self, matter: MatterId, photo: Sha256) -> Result<CustodyList, StoreError> {
        let entries = log::of_photo(&self.db, matter, photo).await?;
        let steps = entries.into_iter().filter_map(|(entry, _)| match entry.happening {
            Happening::Custody { actor, act, reason } => {
                Some(CustodyStep { at: whole_ms(entry.at_ms), actor, act: told(act), reason, sequence: entry.sequence })
            }
            _ => None,
        });
        Ok(CustodyList { steps: steps.collect() })
    }

    /// What was done with originals, of all matters, newest first, `most` at the most; and where older steps go on.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn recent(
        &self,
        before: Option<u64>,
        only: Option<photo::CustodyAct>,
        most: usize,
    ) -> Result<(Vec<Handled>, Option<u64>), StoreError> {
        let mut before = before.unwrap_or(u64::MAX);
        let mut found = Vec::new();
        for _ in 0..RECENT_PAGES {
            let entries = log::before(&self.db, before).await?;
            let ended = entries.len() < log::PAGE;
            for LogEntry { sequence, at_ms, matter, photo, happening } in entries {
                before = sequence;
                let Happening::Custody { actor, act, reason } = happening else { continue };
                let act = told(act);
                if only.is_some_and(|only| only != act) {
                    continue;
                }
                let step = CustodyStep { at: whole_ms(at_ms), actor, act, reason, sequence };
                found.push(Handled { matter, photo, step });
                if found.len() == most {
                    return Ok((found, (before > 0).then_some(before)));
                }
            }
            if ended {
                return Ok((found, None));
            }
        }
        Ok((found, Some(before)))
    }

    /// Writes down that somebody is about to hear a voice note (语音留言). Nobody is asked why: there is no copy that could be heard
    /// instead.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn note_listening(
        &self,
        actor: &Actor,
        matter: MatterId,
        voice: Sha256,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let reason = "收听语音留言 listened to the voice note".to_owned();
        let heard = Happening::Custody { actor: actor.user, act: CustodyAct::Viewed, reason };
        let mut tx = self.db.begin().await?;
        log::append(&mut tx, matter, voice, now, vec![heard]).await?;
        tx.commit().await
    }

    async fn open(&self, sha256: Sha256) -> Result<Object, ApiFailure> {
        let object = self.objects.open(sha256).await.map_err(|_| StoreError::Io)?;
        object.ok_or_else(|| {
            tracing::error!("a copy has a row but no object; restore the objects folder from the backup");
            ProblemCode::Internal.into()
        })
    }

    /// Both copies of an original, or why there are none.
    async fn make(&self, photo: Sha256, regions: Vec<Region>) -> Result<Result<DerivedCopies, Refusal>, StoreError> {
        let _turn = self.turn.acquire().await.map_err(|_| StoreError::Io)?;
        let path = self.work.join(photo.to_string());
        self.fetch(photo, &path).await.map_err(|_| StoreError::Io)?;
        let decoded = path.clone();
        let made = blocking(move || {
            let recipe = Recipe { disclosure: Disclosure::PictureOnly, facts: CaptureFacts::NONE, regions };
            let limits = Limits::default();
            Ok(Original::open(&decoded, &limits).and_then(|original| derive(&original, &recipe, &limits)))
        });
        let made = made.await.map_err(|_| StoreError::Io)?;
        tokio::fs::remove_file(&path).await.map_err(|_| StoreError::Io)?;
        Ok(made)
    }

    async fn fetch(&self, photo: Sha256, path: &Path) -> std::io::Result<()> {
        tokio::fs::create_dir_all(&self.work).await?;
        let mut object = self.objects.open(photo).await?.ok_or(std::io::ErrorKind::NotFound)?;
        let mut file = tokio::fs::File::create(path).await?;
        while let Some(chunk) = object.content.next().await {
            file.write_all(&chunk?).await?;
        }
        file.flush().await
    }

    /// Makes the bytes of both copies durable.
    async fn keep(&self, copies: &DerivedCopies) -> Result<(), StoreError> {
        for copy in [&copies.public, &copies.thumbnail] {
            let path = self.work.join(format!("{}.jpg", copy.derivation.result));
            tokio::fs::write(&path, &copy.jpeg).await.map_err(|_| StoreError::Io)?;
            self.objects.adopt(copy.derivation.result, path).await.map_err(|_| StoreError::Io)?;
        }
        Ok(())
    }
}

/// Releasing is the work of the office and of the stations.
fn require_keeper(actor: &Actor) -> Result<(), ApiFailure> {
    match actor.role() {
        Role::OfficeStaff | Role::StationStaff => Ok(()),
        _ => Err(ProblemCode::Forbidden.into()),
    }
}

/// A reason as it goes on record.
fn reason(given: &str) -> Result<String, ApiFailure> {
    let given = given.trim();
    if REASON.contains(&given.chars().count()) && given.len() <= LONGEST_REASON {
        return Ok(given.to_owned());
    }
    let problem = Problem::new(ProblemCode::MalformedParameter).field("reason");
    Err(problem
        .accepting(format!("why, in {} to {} characters; it goes on record", REASON.start(), REASON.end()))
        .into())
}

fn regions(boxes: &[RedactionBox]) -> Result<Vec<Region>, ApiFailure> {
    let refused = |accepted: String| {
        ApiFailure::from(Problem::new(ProblemCode::MalformedParameter).field("redactions").accepting(accepted))
    };
    if boxes.len() > BOXES_MOST {
        return Err(refused(format!("at most {BOXES_MOST} boxes")));
    }
    let region = |given: &RedactionBox| Region::new(given.left, given.top, given.right, given.bottom);
    boxes.iter().map(region).collect::<Result<_, _>>().map_err(|wrong| refused(wrong.to_string()))
}

fn told(act: CustodyAct) -> photo::CustodyAct {
    match act {
        CustodyAct::Received => photo::CustodyAct::Received,
        CustodyAct::Viewed => photo::CustodyAct::Viewed,
        CustodyAct::Exported => photo::CustodyAct::Exported,
        CustodyAct::Released => photo::CustodyAct::Released,
        CustodyAct::Withdrawn => photo::CustodyAct::Withdrawn,
        CustodyAct::Transferred => photo::CustodyAct::Transferred,
    }
}
