//! What the phone records of each photo (存证): hashed first, copied from its pixels, signed into this phone's chain of evidence,
//! all before the app says that the photo is attached.
//!
//! ```text
//! hash the file ── original sealed into the vault ── copies ── entries signed ── slot "evidence-chain" (the commit)
//!                                                                                 └─ record of the photo
//! ```
//! The slot holds the chain's head and the newest record in one piece, so that a death at any point leaves either both or
//! neither: no number of the chain is used twice. The record's own file follows, and until then the slot stands in for it.

mod record;
mod told;

pub use record::{AttachedPhoto, NewPhoto, PhotoSource};
pub use told::{EvidenceStanding, PhotoEvidence};

use crate::CoreError;
use crate::engine::{Engine, Stores, locked};
use crate::entropy::new_id;
use crate::storage_fault::StorageFault;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minyi_evidence::{
    Body, Capture, CaptureFacts, CaptureTicket, ChainHead, Circumstances, DerivedCopies, DetectorFault, Disclosure,
    FaceDetector, Fingerprint, Known, Limits, Original, ProposalFault, Proposals, Provenance, Recipe, Refusal,
    SignedEntry, Signer, SignerFault, SigningFault, SoftwareSigner, TrustedTime, derive, derive_from_decoded, propose,
};
use minyi_rulebook::citizen_case::{Photo, limits};
use minyi_rulebook::ids::{DeviceId, Sha256};
use minyi_wire::photo::PhotoRecord;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::Arc;
use zeroize::Zeroizing;

const CHAIN_SLOT: &str = "evidence-chain";
const KEY_SLOT: &str = "evidence-key";
/// What citizens' photos are recorded by.
const POLICY: &str = "citizen-1";

/// The end of this phone's chain. It has a number of its own: should the vault lose it, a new chain begins and none forks.
#[derive(Clone, Serialize, Deserialize)]
struct Chain {
    id: DeviceId,
    length: u64,
    last: Option<Sha256>,
    /// The record that was written with this head.
    newest: Option<(Sha256, PhotoRecord)>,
}

impl Chain {
    fn head(&self) -> ChainHead {
        ChainHead { device: self.id, length: self.length, last: self.last }
    }
}

impl Engine {
    /// A ticket for one photo of the app's own camera.
    pub(crate) fn capture_ticket(&self) -> Result<CaptureTicket, CoreError> {
        let issued = locked(&self.tickets).issue(self.ports.clock.monotonic());
        issued.map_err(CoreError::internal)
    }

    /// Takes a photo in; durable when it returns. The same bytes again give the first answer again.
    pub(crate) fn attach(&self, new: &NewPhoto, stores: &Stores) -> Result<AttachedPhoto, CoreError> {
        let _attaching = locked(&self.attaching);
        // Redeemed first: a ticket is used up by the attempt.
        let provenance = self.provenance(new.source);
        let limits = photo_limits();
        let original = Original::open(&new.path, &limits).map_err(unusable)?;
        let print = original.fingerprint();
        let photo = Photo { sha256: print.sha256, bytes: print.bytes };
        let import = || match stores.vault.import_blob(&new.path, limits::PHOTO_BYTES)? {
            blob if blob.sha256 == print.sha256 => Ok(()),
            _ => Err(CoreError::BadInput { field: "photo.changed" }),
        };
        if let Some(record) = self.photo_record(print.sha256, stores)? {
            // The original may have been purged since; its record stays the first one.
            import()?;
            return Ok(AttachedPhoto { photo, origin: record::origin_in(&record)? });
        }
        let copies = self.copies(&original, new, &limits)?;
        import()?;
        let origin = record::told(provenance.origin());
        self.record(print, provenance, copies, new, stores)?;
        Ok(AttachedPhoto { photo, origin })
    }

    /// The record of a photo, if this phone made one.
    pub(crate) fn photo_record(&self, photo: Sha256, stores: &Stores) -> Result<Option<PhotoRecord>, CoreError> {
        let stored = match stores.vault.evidence(photo) {
            Ok(stored) => stored,
            // Set aside: the photo goes on without it and is told apart by that.
            Err(StorageFault::Damaged { .. }) => None,
            Err(fault) => return Err(fault.into()),
        };
        if let Some(stored) = stored {
            return Ok(Some(serde_json::from_slice(&stored)?));
        }
        let chain = read_chain(stores)?;
        Ok(chain.and_then(|chain| chain.newest).filter(|(of, _)| *of == photo).map(|(_, record)| record))
    }

    /// Signs with this from now on, instead of the key in the vault.
    pub(crate) fn use_signer(&self, signer: Arc<dyn Signer>) {
        *locked(&self.signer) = Some(signer);
    }

    fn provenance(&self, source: PhotoSource) -> Provenance {
        match source {
            // Without a good ticket nothing is claimed.
            PhotoSource::Camera { ticket } => locked(&self.tickets)
                .redeem(&ticket, self.ports.clock.monotonic())
                .unwrap_or_else(|_| Provenance::imported(minyi_evidence::Import::Gallery)),
            PhotoSource::Imported(import) => Provenance::imported(import),
        }
    }

    /// `None`: only the system can decode it, and the shell gave no decoded copy.
    fn copies(&self, original: &Original, new: &NewPhoto, limits: &Limits) -> Result<Option<DerivedCopies>, CoreError> {
        let recipe =
            Recipe { disclosure: Disclosure::PictureOnly, facts: CaptureFacts::NONE, regions: new.covered.clone() };
        let made = match derive(original, &recipe, limits) {
            Err(Refusal::NeedsDecodedCopy) => match &new.decoded {
                None => return Ok(None),
                Some(path) => Original::open(path, limits)
                    .and_then(|decoded| derive_from_decoded(original, &decoded, &recipe, limits)),
            },
            made => made,
        };
        made.map(Some).map_err(unusable)
    }

    fn record(
        &self,
        print: Fingerprint,
        provenance: Provenance,
        copies: Option<DerivedCopies>,
        new: &NewPhoto,
        stores: &Stores,
    ) -> Result<(), CoreError> {
        let now = self.ports.clock.now();
        let circumstances = Circumstances {
            device_ms: now.as_millisecond(),
            since_boot_ms: new.since_boot_ms,
            trusted_time: match self.offset.last_server_ms() {
                // The offset counts how far the server is ahead; the record, how far the device is.
                Some(server_ms) => Known::Is(TrustedTime { server_ms, offset_ms: self.offset.ms().saturating_neg() }),
                None => Known::UNAVAILABLE,
            },
            position: new.position,
            app_build: self.config.app_build.clone(),
            policy: POLICY.to_owned(),
        };
        let id = new_id(&*self.ports.entropy, now)?;
        let capture = Capture::new(id, print, provenance, circumstances).map_err(CoreError::internal)?;
        let mut bodies = vec![Body::Capture(capture)];
        bodies.extend(
            copies
                .into_iter()
                .flat_map(|copies| [copies.public, copies.thumbnail].map(|copy| Body::Derivation(copy.derivation))),
        );

        let mut chain = match read_chain(stores)? {
            Some(chain) => chain,
            None => Chain { id: DeviceId(new_id(&*self.ports.entropy, now)?), length: 0, last: None, newest: None },
        };
        // The slot stood in for this file until now.
        if let Some((photo, record)) = &chain.newest {
            stores.vault.put_evidence(*photo, &serde_json::to_vec(record)?)?;
        }
        let signer = self.signer(stores)?;
        let key = signer.key().map_err(|fault| unsigned(fault.into()))?;
        let mut head = chain.head();
        let mut entries = Vec::with_capacity(bodies.len());
        for body in bodies {
            let (signed, next): (SignedEntry, _) = head.append(body, &*signer).map_err(unsigned)?;
            entries.push(STANDARD.encode(signed.as_bytes()));
            head = next;
        }
        let record = PhotoRecord { key: STANDARD.encode(key.public.to_sec1()), entries };
        let newest = Some((print.sha256, record.clone()));
        chain = Chain { id: head.device, length: head.length, last: head.last, newest };
        stores.vault.put_slot(CHAIN_SLOT, &serde_json::to_vec(&chain)?)?;
        if let Err(fault) = stores.vault.put_evidence(print.sha256, &serde_json::to_vec(&record)?) {
            tracing::warn!(%fault, "a photo's record has no file yet; the chain's slot holds it");
        }
        Ok(())
    }

    /// The shell's signer, or the key in the vault, made at its first use.
    fn signer(&self, stores: &Stores) -> Result<Arc<dyn Signer>, CoreError> {
        if let Some(signer) = &*locked(&self.signer) {
            return Ok(Arc::clone(signer));
        }
        let stored = match stores.vault.slot(KEY_SLOT) {
            Ok(stored) => stored.map(Zeroizing::new),
            // A new key from here on; what the old one signed stays signed.
            Err(StorageFault::Damaged { .. }) => None,
            Err(fault) => return Err(fault.into()),
        };
        let known = stored.and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok());
        if let Some(signer) = known.and_then(|bytes| SoftwareSigner::from_bytes(&bytes).ok()) {
            return Ok(Arc::new(signer));
        }
        loop {
            let mut bytes = Zeroizing::new([0; 32]);
            self.ports.entropy.fill(&mut *bytes)?;
            // All but about one in 2^32 numbers are a key.
            if let Ok(signer) = SoftwareSigner::from_bytes(&bytes) {
                stores.vault.put_slot(KEY_SLOT, &*bytes)?;
                return Ok(Arc::new(signer));
            }
        }
    }
}

/// Has a detector look for what a person may want to cover; nothing is kept.
pub(crate) fn propose_covers(photo: &Path, detector: &dyn FaceDetector) -> Result<Proposals, CoreError> {
    let limits = photo_limits();
    let looked = Original::open(photo, &limits)
        .map_err(ProposalFault::from)
        .and_then(|original| propose(&original, detector, &limits));
    looked.map_err(|fault| match fault {
        ProposalFault::Photo(refusal) => unusable(refusal),
        ProposalFault::Detector(DetectorFault::Unavailable) => CoreError::Busy,
        ProposalFault::Detector(fault @ DetectorFault::Failed) => CoreError::internal(fault),
    })
}

fn photo_limits() -> Limits {
    Limits { file_bytes: limits::PHOTO_BYTES, ..Limits::default() }
}

fn read_chain(stores: &Stores) -> Result<Option<Chain>, CoreError> {
    match stores.vault.slot(CHAIN_SLOT) {
        Ok(stored) => Ok(stored.and_then(|stored| serde_json::from_slice(&stored).ok())),
        Err(StorageFault::Damaged { .. }) => Ok(None),
        Err(fault) => Err(fault.into()),
    }
}

fn unsigned(fault: SigningFault) -> CoreError {
    match fault {
        SigningFault::Signer(SignerFault::Cancelled | SignerFault::Locked | SignerFault::Unavailable) => {
            CoreError::Busy
        }
        SigningFault::Signer(SignerFault::KeyInvalidated) | SigningFault::NotOurs => CoreError::internal(fault),
    }
}

/// Names what is wrong with a file that somebody chose.
fn unusable(refusal: Refusal) -> CoreError {
    let field = match refusal {
        Refusal::NotAFile | Refusal::Io(_) => "photo.path",
        Refusal::Empty => "photo.empty",
        Refusal::TooManyBytes { .. } => "photo.too_big",
        Refusal::NotAPhoto => "photo.not_a_photo",
        Refusal::ChangedWhileRead => "photo.changed",
        Refusal::Truncated => "photo.truncated",
        Refusal::Damaged(_) | Refusal::TooManySegments { .. } | Refusal::TooManyScans { .. } => "photo.damaged",
        Refusal::TooLong { .. } | Refusal::TooManyPixels { .. } => "photo.too_many_pixels",
        Refusal::Unsupported(_) | Refusal::NeedsDecodedCopy => "photo.unsupported",
    };
    CoreError::BadInput { field }
}
