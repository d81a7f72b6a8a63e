//! Photos and voice notes come in parts (断点续传).
//!
//! ```text
//! declare ──> part, part, … (any order, each durable before its answer) ──> the last one finishes:
//!             whole hash ── kind ── object under its hash ── row in `blobs` ── the matter is told
//! ```
//! Every step may be repeated. The bytes are in the object store before any row says so, and a matter hears of a photo only
//! after that.

pub mod objects;
pub mod photo_kind;
mod records;
mod staging;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures_util::TryStreamExt;
use jiff::{SignedDuration, Timestamp};
use minyi_rulebook::actor::{Actor, Role};
use minyi_rulebook::audience::Sight;
use minyi_rulebook::citizen_case::limits;
use minyi_rulebook::ids::{MatterId, Sha256, UploadId};
use minyi_rulebook::procedure::{Arrived, AttachmentKind};
use minyi_wire::upload::{PART_MAX, PART_MIN, UploadDeclaration, UploadProgress, UploadView};
use minyi_wire::voice::VoiceFormat;
use minyi_wire::{Problem, ProblemCode};
use sha2::Digest;
use tokio::sync::{Mutex, RwLock};

use crate::door::{Door, SystemAct};
use crate::evidence::{self, Evidence};
use crate::failure::ApiFailure;
use crate::store::{Db, StoreError, matters};
use crate::voice::{Sound, Unfit};
use objects::{Object, ObjectStore};
use photo_kind::PhotoKind;
use records::{Record, State};
use staging::{Kept, Staging};

/// Largest photo: 20 MiB.
pub const PHOTO_MAX: u64 = 20 * 1024 * 1024;
/// Unfinished uploads of one account.
pub const OPEN_MOST: i64 = 12;
/// Life of an unfinished upload, and how long its row is remembered after that. Inspectors work for weeks without a network.
const LIFE: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Objects without a row are left alone for this long.
const ORPHAN_AGE: Duration = Duration::from_secs(7 * 24 * 3_600);
/// Locks for uploads; two that share one wait for each other, which is harmless.
const LOCKS: usize = 64;

/// Uploads and finished photos.
#[derive(Debug)]
pub struct Uploads {
    db: Db,
    door: Door,
    objects: Arc<dyn ObjectStore>,
    evidence: Arc<Evidence>,
    staging: Staging,
    /// Parts of one upload are kept one at a time.
    locks: [Mutex<()>; LOCKS],
    /// Held for reading from putting an object until its row is there; the sweep of orphans takes it for writing.
    finishing: RwLock<()>,
}

/// Whether a declaration was new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Declared {
    New(UploadView),
    Known(UploadView),
}

/// What an upload was, by its row: for the matter that names it.
///
/// # Errors
/// [`StoreError::Corrupt`] for what no version of this program wrote.
pub(crate) fn arrived_as(kind: &str, seconds: i64) -> Result<Arrived, StoreError> {
    Ok(match records::kind_named(kind)? {
        AttachmentKind::Photo => Arrived::Photo,
        AttachmentKind::Voice => Arrived::Voice { seconds: u16::try_from(seconds).map_err(|_| StoreError::Corrupt)? },
    })
}

/// A photo to show.
#[derive(Debug)]
pub struct StoredPhoto {
    pub kind: PhotoKind,
    pub object: Object,
}

/// What a sweep removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Unfinished uploads whose time was over.
    pub staged: u32,
    /// Objects that nothing referred to.
    pub orphans: u32,
}

impl Uploads {
    /// Over this store, these objects and this staging folder.
    #[must_use]
    pub fn new(db: Db, door: Door, objects: Arc<dyn ObjectStore>, evidence: Arc<Evidence>, staging: PathBuf) -> Self {
        let locks = std::array::from_fn(|_| Mutex::default());
        Self { db, door, objects, evidence, staging: Staging::new(staging), locks, finishing: RwLock::default() }
    }

    /// Declares an upload. The same again is fine, and begins anew one whose time was over.
    ///
    /// # Errors
    /// `upload_out_of_range`, `upload_conflict`, `too_many_uploads`; `not_found` and `forbidden` where the matter is not the actor's
    /// to add to.
    pub async fn declare(
        &self,
        actor: &Actor,
        id: UploadId,
        declaration: UploadDeclaration,
        now: Timestamp,
    ) -> Result<Declared, ApiFailure> {
        check_range(&declaration)?;
        let _turn = self.lock(id).await;
        let known = records::find(&self.db, id).await?;
        if let Some(known) = &known {
            if known.account != actor.user || known.declaration != declaration {
                return Err(ProblemCode::UploadConflict.into());
            }
            if !known.is_expired(now) {
                return Ok(Declared::Known(self.view(actor, known.clone(), now).await?));
            }
            self.staging.drop_upload(id).await.map_err(disk)?;
        }
        self.may_add(actor, declaration.matter).await?;
        if records::open_of(&self.db, actor.user, now).await? >= OPEN_MOST {
            let problem = Problem::new(ProblemCode::TooManyUploads).retry_after(60);
            return Err(problem.accepting(format!("at most {OPEN_MOST} unfinished uploads")).into());
        }
        let expires_at = now + LIFE;
        let record = Record { id, account: actor.user, declaration, state: State::Open, expires_at, seconds: 0 };
        records::declare(&self.db, &record).await?;
        count("declared");
        Ok(Declared::New(view_of(&record, UploadProgress::Open { have: Vec::new() })))
    }

    /// How far the actor's upload is.
    ///
    /// # Errors
    /// `not_found` for an unknown one or another's, `upload_expired`.
    pub async fn progress(&self, actor: &Actor, id: UploadId, now: Timestamp) -> Result<UploadView, ApiFailure> {
        let _turn = self.lock(id).await;
        let record = self.own(actor, id, now).await?;
        self.view(actor, record, now).await
    }

    /// Takes a part in; with the last one the upload is finished.
    ///
    /// # Errors
    /// As for [`Uploads::progress`]; `part_out_of_range`, `part_digest_mismatch`, `part_conflict`, `unsupported_media`: nothing of the part
    /// is stored. `upload_hash_mismatch`: all parts are dropped, the declaration stands.
    pub async fn take_part(
        &self,
        actor: &Actor,
        id: UploadId,
        number: u32,
        digest: Sha256,
        bytes: Bytes,
        now: Timestamp,
    ) -> Result<UploadView, ApiFailure> {
        let _turn = self.lock(id).await;
        let record = self.own(actor, id, now).await?;
        let wanted = record.declaration.part_len(number);
        if wanted != Some(bytes.len() as u64) {
            return Err(part_out_of_range(&record.declaration, wanted).into());
        }
        if Sha256(sha2::Sha256::digest(&bytes).into()) != digest {
            return Err(Problem::new(ProblemCode::PartDigestMismatch).field("content-digest").into());
        }
        if record.state != State::Open {
            return self.finished(&record).await;
        }
        // Told from the first part, so that nobody sends twenty megabytes of something that is no photo.
        if number == 0 && media_type(record.declaration.kind, &bytes).is_none() {
            count("unsupported");
            return Err(ProblemCode::UnsupportedMedia.into());
        }
        match self.staging.keep(id, number, bytes).await.map_err(disk)? {
            Kept::Now | Kept::Before => {}
            Kept::Other => return Err(ProblemCode::PartConflict.into()),
        }
        self.view(actor, record, now).await
    }

    /// A photo that is here.
    ///
    /// # Errors
    /// `not_found` when it is not here yet.
    pub async fn photo(&self, sha256: Sha256) -> Result<StoredPhoto, ApiFailure> {
        let media_type = records::media_type_of(&self.db, sha256).await?;
        let kind = media_type.as_deref().and_then(PhotoKind::of_media_type).ok_or(ProblemCode::NotFound)?;
        let object = self.objects.open(sha256).await.map_err(disk)?;
        let object = object.ok_or_else(|| {
            tracing::error!("a photo has a row but no object; restore the objects folder from the backup");
            ApiFailure::from(ProblemCode::Internal)
        })?;
        Ok(StoredPhoto { kind, object })
    }

    /// A voice note that is here, with nothing in it but the sound.
    ///
    /// # Errors
    /// `not_found` when it is not here yet.
    pub async fn voice(&self, sha256: Sha256) -> Result<Sound, ApiFailure> {
        let media_type = records::media_type_of(&self.db, sha256).await?;
        media_type.as_deref().and_then(VoiceFormat::of_media_type).ok_or(ProblemCode::NotFound)?;
        let object = self.objects.open(sha256).await.map_err(disk)?.ok_or_else(|| {
            tracing::error!("a voice note has a row but no object; restore the objects folder from the backup");
            ApiFailure::from(ProblemCode::Internal)
        })?;
        let file: Vec<u8> = object
            .content
            .try_fold(Vec::new(), |mut whole, part| async move {
                whole.extend_from_slice(&part);
                Ok(whole)
            })
            .await
            .map_err(disk)?;
        look_through(file).await?.map_err(|_| {
            tracing::error!("a voice note is not what it was when it came");
            ProblemCode::Internal.into()
        })
    }

    /// Drops what has expired, tells matters what they missed, removes objects that nothing refers to.
    ///
    /// # Errors
    /// A fault of the store or the disk; the next sweep goes on.
    pub async fn sweep(&self, now: Timestamp) -> Result<Swept, StoreError> {
        let mut swept = Swept::default();
        for record in records::unnoted(&self.db).await? {
            self.tell_matter(&record).await?;
        }
        for id in self.staging.uploads().await.map_err(|_| StoreError::Io)? {
            let _turn = self.lock(id).await;
            let record = records::find(&self.db, id).await?;
            if record.is_none_or(|record| record.state != State::Open || record.is_expired(now)) {
                self.staging.drop_upload(id).await.map_err(|_| StoreError::Io)?;
                swept.staged += 1;
            }
        }
        records::remove_expired_before(&self.db, now - LIFE).await?;
        swept.orphans = self.sweep_orphans(now).await?;
        Ok(swept)
    }

    async fn sweep_orphans(&self, now: Timestamp) -> Result<u32, StoreError> {
        let mut removed = 0;
        let now = Duration::from_millis(u64::try_from(now.as_millisecond()).unwrap_or(0));
        let before = SystemTime::UNIX_EPOCH + now.saturating_sub(ORPHAN_AGE);
        for sha256 in self.objects.put_before(before).await.map_err(|_| StoreError::Io)? {
            if self.is_needed(sha256).await? {
                continue;
            }
            // Looked up again under the lock: the same photo may just be coming in a second time.
            let _alone = self.finishing.write().await;
            if !self.is_needed(sha256).await? {
                self.objects.remove(sha256).await.map_err(|_| StoreError::Io)?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    /// An original or a copy of one.
    async fn is_needed(&self, sha256: Sha256) -> Result<bool, StoreError> {
        let original = records::media_type_of(&self.db, sha256).await?.is_some();
        Ok(original || evidence::rows::is_copy(&self.db, sha256).await?)
    }

    async fn finish(&self, actor: &Actor, mut record: Record, now: Timestamp) -> Result<Record, ApiFailure> {
        self.may_add(actor, record.declaration.matter).await?;
        let whole = self.staging.assemble(record.id, record.declaration.parts()).await.map_err(disk)?;
        if whole.sha256 != record.declaration.sha256 {
            self.staging.drop_upload(record.id).await.map_err(disk)?;
            count("hash_mismatch");
            return Err(ProblemCode::UploadHashMismatch.into());
        }
        let kind = record.declaration.kind;
        let media_type = media_type(kind, &whole.beginning).ok_or(ProblemCode::UnsupportedMedia)?;
        if kind == AttachmentKind::Voice {
            match look_through(tokio::fs::read(&whole.file).await.map_err(disk)?).await? {
                Ok(sound) => record.seconds = sound.seconds,
                Err(unfit) => {
                    self.staging.drop_upload(record.id).await.map_err(disk)?;
                    count("unfit");
                    return Err(unfit_problem(unfit).into());
                }
            }
        }
        {
            let _finishing = self.finishing.read().await;
            self.objects.adopt(whole.sha256, whole.file).await.map_err(disk)?;
            let mut tx = self.db.begin().await?;
            records::complete(&mut tx, &record, media_type, now).await?;
            if kind == AttachmentKind::Voice {
                evidence::note_received(&mut tx, record.declaration.matter, whole.sha256, record.account, now).await?;
            }
            tx.commit().await?;
        }
        record.state = State::Complete;
        count("complete");
        if kind == AttachmentKind::Photo {
            let taken_in = self.evidence.take_in(record.declaration.matter, whole.sha256, record.account, now).await;
            if let Err(error) = taken_in {
                // The photo is safe; the timer makes its copies.
                tracing::error!(%error, "a photo could not be copied yet");
            }
        }
        // What stays behind after a crash here, the sweep removes.
        self.staging.drop_upload(record.id).await.map_err(disk)?;
        Ok(record)
    }

    async fn finished(&self, record: &Record) -> Result<UploadView, ApiFailure> {
        if record.state == State::Complete {
            // A fault here is not the client's: the photo is safe, and the sweep tells the matter later.
            if let Err(error) = self.tell_matter(record).await {
                tracing::error!(%error, "a matter could not be told of a photo yet");
            }
        }
        Ok(view_of(record, UploadProgress::Complete))
    }

    /// Tells the matter that the photo is here. If the matter does not exist yet or does not name the photo, the door notes it
    /// with the command that does.
    async fn tell_matter(&self, record: &Record) -> Result<(), StoreError> {
        let what = match record.declaration.kind {
            AttachmentKind::Photo => Arrived::Photo,
            AttachmentKind::Voice => Arrived::Voice { seconds: record.seconds },
        };
        let arrived = SystemAct::Arrived(record.declaration.sha256, what);
        match self.door.submit_system(record.declaration.matter, arrived).await {
            Ok(_) => records::note(&self.db, record.id).await,
            Err(problem) if matches!(problem.code, ProblemCode::Refused | ProblemCode::NotFound) => {
                records::note(&self.db, record.id).await
            }
            Err(_) => Err(StoreError::Busy),
        }
    }

    async fn own(&self, actor: &Actor, id: UploadId, now: Timestamp) -> Result<Record, ApiFailure> {
        let record = records::find(&self.db, id).await?.filter(|record| record.account == actor.user);
        let record = record.ok_or(ProblemCode::NotFound)?;
        if record.is_expired(now) { Err(ProblemCode::UploadExpired.into()) } else { Ok(record) }
    }

    /// Whoever sees the whole case may add photos; a matter that is still on its way is its sender's.
    async fn may_add(&self, actor: &Actor, matter: MatterId) -> Result<(), ApiFailure> {
        if actor.role() == Role::Auditor {
            return Err(ProblemCode::Forbidden.into());
        }
        let Some(file) = matters::one(&self.db, matter).await? else {
            return Ok(());
        };
        match file.state.sight_of(actor) {
            Some(Sight::Full) => Ok(()),
            Some(Sight::Public | Sight::Outline) => Err(ProblemCode::Forbidden.into()),
            None => Err(ProblemCode::NotFound.into()),
        }
    }

    /// Where an upload stands. One that has all its parts was cut off just before the end, and is finished now.
    async fn view(&self, actor: &Actor, record: Record, now: Timestamp) -> Result<UploadView, ApiFailure> {
        if record.state != State::Open {
            return self.finished(&record).await;
        }
        let have = self.staging.have(record.id).await.map_err(disk)?;
        if have.len() < record.declaration.parts() as usize {
            return Ok(view_of(&record, UploadProgress::Open { have }));
        }
        let record = self.finish(actor, record, now).await?;
        self.finished(&record).await
    }

    async fn lock(&self, id: UploadId) -> tokio::sync::MutexGuard<'_, ()> {
        let place = usize::from(id.0.as_bytes()[15]) % LOCKS;
        self.locks[place].lock().await
    }
}

fn view_of(record: &Record, progress: UploadProgress) -> UploadView {
    UploadView { id: record.id, declaration: record.declaration.clone(), progress, expires_at: record.expires_at }
}

fn check_range(declaration: &UploadDeclaration) -> Result<(), ApiFailure> {
    let out = |field: &str, accepted: String| {
        Err(Problem::new(ProblemCode::UploadOutOfRange).field(field).accepting(accepted).into())
    };
    let most = match declaration.kind {
        AttachmentKind::Photo => PHOTO_MAX,
        AttachmentKind::Voice => limits::VOICE_BYTES,
    };
    if !(1..=most).contains(&declaration.bytes) {
        return out("bytes", format!("1 to {most} bytes"));
    }
    if !(PART_MIN..=PART_MAX).contains(&declaration.part_bytes) {
        return out("part_bytes", format!("{PART_MIN} to {PART_MAX} bytes"));
    }
    Ok(())
}

/// What the first bytes say it is, if that is of the declared kind.
fn media_type(kind: AttachmentKind, beginning: &[u8]) -> Option<&'static str> {
    match kind {
        AttachmentKind::Photo => PhotoKind::sniff(beginning).map(PhotoKind::media_type),
        AttachmentKind::Voice => VoiceFormat::sniff(beginning).map(VoiceFormat::media_type),
    }
}

/// Off the async threads; two megabytes are looked through in no time.
async fn look_through(file: Vec<u8>) -> Result<Result<Sound, Unfit>, ApiFailure> {
    objects::blocking(move || Ok(Sound::of(file))).await.map_err(disk)
}

fn unfit_problem(unfit: Unfit) -> Problem {
    match unfit {
        Unfit::NotVoice => Problem::new(ProblemCode::UnsupportedMedia)
            .accepting("AAC in MP4 or Opus in Ogg, whole, one track of sound"),
        Unfit::TooLong => Problem::new(ProblemCode::UploadOutOfRange)
            .field("seconds")
            .accepting(format!("1 to {} seconds", limits::VOICE_SECONDS)),
    }
}

fn part_out_of_range(declaration: &UploadDeclaration, wanted: Option<u64>) -> Problem {
    let problem = Problem::new(ProblemCode::PartOutOfRange);
    match wanted {
        Some(bytes) => problem.field("body").accepting(format!("{bytes} bytes for this part")),
        None => problem.field("n").accepting(format!("0 to {}", declaration.parts().saturating_sub(1))),
    }
}

/// A fault of the disk; its text may hold paths, so it goes to the log and not to the client.
fn disk(error: std::io::Error) -> ApiFailure {
    tracing::error!(kind = ?error.kind(), "the disk failed");
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => ProblemCode::StorageFull.into(),
        _ => ProblemCode::Internal.into(),
    }
}

fn count(outcome: &'static str) {
    metrics::counter!("minyi_uploads_total", "outcome" => outcome).increment(1);
}
