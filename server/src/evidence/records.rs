//! The device's signed records (存证记录): checked when they arrive, kept byte for byte in the log, judged when they are read.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use minyi_evidence::{Body, Entry, Happening, Origin, PublicKey, SignedEntry};
use minyi_rulebook::citizen_case::Photo;
use minyi_rulebook::ids::{MatterId, Sha256};
use minyi_wire::photo::{PhotoOrigin, PhotoRecord, RecordVerdict};
use minyi_wire::{Problem, ProblemCode};

use super::{Evidence, log, rows, stamps};
use crate::failure::ApiFailure;
use crate::store::StoreError;

/// The capture and its copies, made twice at most.
const ENTRIES_MOST: usize = 8;

impl Evidence {
    /// Takes the device's record of a photo that the matter names. The same again changes nothing.
    ///
    /// # Errors
    /// `malformed_body` for what is no sound record of this photo; `upload_conflict` for an entry where the device wrote
    /// another one before.
    pub async fn take_record(
        &self,
        matter: MatterId,
        photo: &Photo,
        record: &PhotoRecord,
        now: Timestamp,
    ) -> Result<(), ApiFailure> {
        let (key, signed) = read(record)?;
        let entries = check(&key, &signed, photo)?;
        let mut happenings = Vec::new();
        let mut tx = self.db.begin().await?;
        for (entry, signed) in entries.iter().zip(&signed) {
            if rows::put_device_entry(&mut tx, entry.device, entry.sequence, signed.hash()).await? {
                happenings.push(Happening::Record { key: key.to_sec1(), entry: signed.as_bytes().to_vec() });
                if let Body::Capture(_) = entry.body {
                    stamps::record_waits(&mut tx, matter, photo.sha256, signed, now).await?;
                }
            } else if rows::device_entry(&self.db, entry.device, entry.sequence).await? != Some(signed.hash()) {
                return Err(Problem::new(ProblemCode::UploadConflict).field("entries").into());
            }
        }
        log::append(&mut tx, matter, photo.sha256, now, happenings).await?;
        Ok(tx.commit().await?)
    }

    /// What the first record of a photo says and is worth.
    pub(super) async fn recorded(
        &self,
        matter: MatterId,
        photo: Sha256,
    ) -> Result<(PhotoOrigin, RecordVerdict), StoreError> {
        for (entry, _) in log::of_photo(&self.db, matter, photo).await? {
            let Happening::Record { key, entry } = entry.happening else { continue };
            let key = PublicKey::from_sec1(&key).map_err(|_| StoreError::Corrupt)?;
            let entry = SignedEntry::from_bytes(entry).verify(|_| Some(key)).map_err(|_| StoreError::Corrupt)?;
            let Body::Capture(capture) = &entry.body else { continue };
            return Ok((told(capture.origin()), self.verdict(&entry).await?));
        }
        Ok((PhotoOrigin::Unrecorded, RecordVerdict::Missing))
    }

    /// Whether the entry follows the one that the device wrote before it.
    async fn verdict(&self, entry: &Entry) -> Result<RecordVerdict, StoreError> {
        let before = match entry.sequence.checked_sub(1) {
            None => return Ok(RecordVerdict::Sound),
            Some(before) => rows::device_entry(&self.db, entry.device, before).await?,
        };
        Ok(if before.is_some() && before == entry.previous { RecordVerdict::Sound } else { RecordVerdict::Gap })
    }
}

fn refused(accepted: impl Into<String>) -> ApiFailure {
    Problem::new(ProblemCode::MalformedBody).field("entries").accepting(accepted.into()).into()
}

fn read(record: &PhotoRecord) -> Result<(PublicKey, Vec<SignedEntry>), ApiFailure> {
    let key = STANDARD.decode(&record.key).ok().and_then(|key| PublicKey::from_sec1(&key).ok());
    let key = key.ok_or_else(|| {
        ApiFailure::from(
            Problem::new(ProblemCode::MalformedBody).field("key").accepting("a P-256 point in SEC 1 form, base64"),
        )
    })?;
    if !(1..=ENTRIES_MOST).contains(&record.entries.len()) {
        return Err(refused(format!("1 to {ENTRIES_MOST} entries")));
    }
    let entries = record.entries.iter().map(|entry| STANDARD.decode(entry).map(SignedEntry::from_bytes));
    entries.collect::<Result<_, _>>().map(|entries| (key, entries)).map_err(|_| refused("base64"))
}

/// One capture of this photo, then copies of it, each following the one before.
fn check(key: &PublicKey, signed: &[SignedEntry], photo: &Photo) -> Result<Vec<Entry>, ApiFailure> {
    let mut entries: Vec<Entry> = Vec::with_capacity(signed.len());
    for (index, next) in signed.iter().enumerate() {
        let entry = next.verify(|_| Some(*key)).map_err(|fault| refused(format!("entry {index}: {fault}")))?;
        let of_this_photo = match &entry.body {
            Body::Capture(capture) => {
                let original = capture.original();
                index == 0 && (original.sha256, original.bytes) == (photo.sha256, photo.bytes)
            }
            Body::Derivation(derivation) => index > 0 && derivation.parent == photo.sha256,
        };
        if !of_this_photo {
            return Err(refused("the capture of this photo first, then its copies"));
        }
        if let Some((before, hashed)) = entries.last().zip(index.checked_sub(1).map(|before| signed[before].hash())) {
            let follows = entry.device == before.device
                && Some(entry.sequence) == before.sequence.checked_add(1)
                && entry.previous == Some(hashed);
            if !follows {
                return Err(refused("entries that follow each other in the device's chain"));
            }
        }
        entries.push(entry);
    }
    Ok(entries)
}

fn told(origin: Origin) -> PhotoOrigin {
    match origin {
        Origin::InAppCamera(_) => PhotoOrigin::Captured,
        Origin::SystemCamera => PhotoOrigin::SystemCamera,
        Origin::GalleryImport => PhotoOrigin::Gallery,
        Origin::Scan => PhotoOrigin::Scan,
    }
}
