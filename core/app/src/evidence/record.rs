//! What the shell says of a photo and is told of it.

use crate::CoreError;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use minyi_evidence::{Body, Entry, Import, Known, Nonce, Origin, Position, PublicKey, Region, SignedEntry};
use minyi_rulebook::citizen_case::Photo;
use minyi_rulebook::ids::Sha256;
use minyi_wire::photo::{PhotoOrigin, PhotoRecord};
use std::path::PathBuf;

/// A photo to attach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPhoto {
    /// The file; it may go afterwards.
    pub path: PathBuf,
    /// How it came.
    pub source: PhotoSource,
    /// The system's decoded copy of a HEIC file; pages show nothing of it without one.
    pub decoded: Option<PathBuf>,
    /// Where it was taken, if that may be recorded.
    pub position: Known<Position>,
    /// Time since the device started, in milliseconds.
    pub since_boot_ms: Known<u64>,
    /// What its author covers before anybody sees the copies (遮盖).
    pub covered: Vec<Region>,
}

/// How a photo came to the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotoSource {
    /// The app's own camera, with the ticket that was drawn for it. A ticket that is late, used or made up proves nothing:
    /// the photo is then imported, for ever.
    Camera {
        /// Number of the ticket.
        ticket: Nonce,
    },
    /// Anything else.
    Imported(Import),
}

/// A photo that is recorded and stands in the vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachedPhoto {
    /// For the command that names it.
    pub photo: Photo,
    /// What the record says of its origin.
    pub origin: PhotoOrigin,
}

pub(super) fn told(origin: Origin) -> PhotoOrigin {
    match origin {
        Origin::InAppCamera(_) => PhotoOrigin::Captured,
        Origin::SystemCamera => PhotoOrigin::SystemCamera,
        Origin::GalleryImport => PhotoOrigin::Gallery,
        Origin::Scan => PhotoOrigin::Scan,
    }
}

/// What a record of ours says.
pub(super) fn origin_in(record: &PhotoRecord) -> Result<PhotoOrigin, CoreError> {
    match first_entry(record)?.0.body {
        Body::Capture(capture) => Ok(told(capture.origin())),
        Body::Derivation(_) => Err(unreadable()),
    }
}

/// The first entry of a record of ours, verified, with the hash of its signed bytes.
pub(super) fn first_entry(record: &PhotoRecord) -> Result<(Entry, Sha256), CoreError> {
    let key = STANDARD.decode(&record.key).ok().and_then(|key| PublicKey::from_sec1(&key).ok());
    let first = record.entries.first().and_then(|entry| STANDARD.decode(entry).ok()).map(SignedEntry::from_bytes);
    let (key, first) = key.zip(first).ok_or_else(unreadable)?;
    let entry = first.verify(|_| Some(key)).map_err(|_| unreadable())?;
    Ok((entry, first.hash()))
}

fn unreadable() -> CoreError {
    CoreError::internal("a photo's record that cannot be read back")
}
