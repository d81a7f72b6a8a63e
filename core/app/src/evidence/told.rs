//! What this phone can tell of a photo's evidence (存证情况): read back from the signed bytes, and how far the photo is on its way.

use super::record::first_entry;
use crate::CoreError;
use crate::engine::{Engine, Stores, locked};
use minyi_evidence::{Body, Capture, KeyId, SecurityLevel};
use minyi_rulebook::ids::{DeviceId, MatterId, Sha256};
use minyi_wire::CaseView;

/// A photo's signed record and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhotoEvidence {
    /// What was recorded: hashes, origin, times, place.
    pub capture: Capture,
    /// The chain that the record stands in.
    pub chain: DeviceId,
    /// Its place in the chain, from 0.
    pub sequence: u64,
    /// Hash of the signed entry before it; absent at 0 only.
    pub previous: Option<Sha256>,
    /// Hash of the signed entry itself: what a time-stamp authority stamps.
    pub entry: Sha256,
    /// Signed entries about copies that follow it.
    pub copies: u32,
    /// The key that signed.
    pub key: KeyId,
    /// Where that key lives, as the device says.
    pub level: SecurityLevel,
    /// How far the photo is.
    pub standing: EvidenceStanding,
}

/// How far a recorded photo is, as far as a phone can know. Whether its record is stamped and under a tree head is the office's
/// part: an export shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EvidenceStanding {
    /// Recorded and signed; it is on this phone.
    OnThisPhone,
    /// The server has its case and takes its record and its bytes.
    OnItsWay,
    /// The server holds every byte, checked by hash.
    WithServer,
}

impl Engine {
    /// `None` if this phone made no record of it. `matter`: the case whose photo it is.
    pub(crate) fn photo_evidence(
        &self,
        photo: Sha256,
        matter: Option<MatterId>,
        stores: &Stores,
    ) -> Result<Option<PhotoEvidence>, CoreError> {
        let Some(record) = self.photo_record(photo, stores)? else { return Ok(None) };
        let (entry, hash) = first_entry(&record)?;
        let Body::Capture(capture) = entry.body else {
            return Err(CoreError::internal("a photo's record that does not begin with its capture"));
        };
        Ok(Some(PhotoEvidence {
            capture,
            chain: entry.device,
            sequence: entry.sequence,
            previous: entry.previous,
            entry: hash,
            copies: u32::try_from(record.entries.len().saturating_sub(1)).unwrap_or(u32::MAX),
            key: entry.key,
            level: entry.level,
            standing: self.standing(photo, matter, stores)?,
        }))
    }

    fn standing(
        &self,
        photo: Sha256,
        matter: Option<MatterId>,
        stores: &Stores,
    ) -> Result<EvidenceStanding, CoreError> {
        let arrived = |view: &CaseView| {
            view.full().is_some_and(|case| case.photos.iter().any(|own| own.photo.sha256 == photo && own.arrived))
        };
        if let Some(matter) = matter
            && self.local_case(matter, stores)?.and_then(|case| case.synced).is_some_and(|view| arrived(&view))
        {
            return Ok(EvidenceStanding::WithServer);
        }
        let queue = locked(&self.queue);
        let named = |of: MatterId| matter.is_none_or(|matter| matter == of);
        let uploads = queue.uploads.values().filter(|upload| upload.file.sha256 == photo && named(upload.matter));
        let (mut complete, mut pending) = (false, false);
        for upload in uploads {
            complete |= upload.is_complete();
            pending |= upload.is_pending();
        }
        Ok(match (complete, pending) {
            (true, _) => EvidenceStanding::WithServer,
            (false, true) => EvidenceStanding::OnItsWay,
            (false, false) => EvidenceStanding::OnThisPhone,
        })
    }
}
