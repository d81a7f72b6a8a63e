//! What a package claims, claim by claim (逐项结论): each holds, is unproven, or is broken, and says why. There is no overall tick.

use minyi_rulebook::ids::Sha256;
use sha2::Digest;

use super::{Found, PUBLIC_COPY, THUMBNAIL, sha256};
use crate::capture::Capture;
use crate::derive::Operation;
use crate::entry::{Body, Entry, SignedEntry};
use crate::known::Known;
use crate::ledger::Happening;
use crate::signer::PublicKey;
use crate::timestamp::{self, Stamp, StampFault};

/// What can be asked of a photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The original is byte for byte what was recorded.
    Bytes,
    /// The records follow each other without a break, in the device and in the office's log.
    Chain,
    /// One device key signed the records.
    Signer,
    /// That it was there at a certain moment: when it was taken, only a device's clock says.
    Time,
    /// Where it was taken.
    Place,
    /// The copies come from this original, with exactly the boxes covered that are named.
    Redaction,
}

impl Claim {
    pub(super) const ALL: [Self; 6] =
        [Self::Bytes, Self::Chain, Self::Signer, Self::Time, Self::Place, Self::Redaction];
}

/// How a claim stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The package shows it.
    Holds,
    /// The package can neither show nor refute it.
    Unproven,
    /// The package contradicts it, or was changed.
    Broken,
}

/// Why a claim stands so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Both hashes and the length are those that the device signed.
    HashesSigned,
    /// The hash is the one that the office logged on arrival; no device signed it.
    HashLogged,
    /// The bytes are not those that were recorded.
    OtherBytes,
    /// So many entries of the device follow each other, and all log entries are under the signed root.
    Linked {
        /// Entries of the device in this package.
        entries: usize,
        /// Place of the first of them in the device's chain.
        from: u64,
    },
    /// There is no signed record of the device.
    NoRecord,
    /// An entry does not follow the one before, or is not under the root.
    NotLinked,
    /// Every entry is signed by this key (its name, hex). Whose phone it was, the package cannot show.
    OneKey(String),
    /// An entry does not verify, or another key signed it.
    BadSignature,
    /// Only clocks of device and office: the device said this, the office logged the arrival at that, ms since 1970.
    ClocksOnly {
        /// The device's clock.
        device_ms: Option<i64>,
        /// The office's clock at arrival.
        office_ms: Option<i64>,
    },
    /// A neutral authority that the reader trusts (可信时间戳) signed that the photo, or the device's record of it, existed then.
    Stamped {
        /// The authority's clock, in milliseconds since 1970 (UTC).
        at_ms: i64,
        /// The name in its certificate.
        authority: String,
        /// The device's clock at the capture.
        device_ms: Option<i64>,
    },
    /// As before, but the reader did not name a certificate that vouches for the authority.
    StampedByUnknown {
        /// The authority's clock, in milliseconds since 1970 (UTC).
        at_ms: i64,
        /// The name in its certificate.
        authority: String,
    },
    /// A time stamp that cannot be checked here: an algorithm that is not supported.
    StampUnsupported,
    /// A time stamp that does not verify, or is for something else.
    BadStamp,
    /// The device says this place, in ten-millionths of a degree; nothing else does.
    DeviceSaysPlace {
        /// Latitude.
        latitude: i32,
        /// Longitude.
        longitude: i32,
        /// The system said that an app feigned the position.
        mock: bool,
    },
    /// No place was recorded.
    NoPlace,
    /// Every copy is the result of a logged derivation; so many boxes are covered in the public one.
    Derived {
        /// Boxes.
        boxes: usize,
    },
    /// There is no copy in the package.
    NoCopies,
    /// A copy is not what was derived from this original.
    ForeignCopy,
    /// This file is not as it was signed.
    FileAltered(String),
    /// The package cannot be read or was changed.
    PackageBroken,
    /// It would hold, but the reader does not know the office's key.
    OfficeUnknown,
}

/// One claim's verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Which claim.
    pub claim: Claim,
    /// How it stands.
    pub standing: Standing,
    /// Why.
    pub reason: Reason,
}

pub(super) fn all_broken(reason: &Reason) -> Vec<Verdict> {
    let broken = |claim| Verdict { claim, standing: Standing::Broken, reason: reason.clone() };
    Claim::ALL.into_iter().map(broken).collect()
}

/// What only the office vouches for is unproven to whoever does not know its key.
pub(super) fn doubt(verdicts: &mut [Verdict]) {
    for verdict in verdicts {
        let by_office = matches!(verdict.reason, Reason::HashLogged | Reason::Linked { .. } | Reason::Derived { .. });
        if verdict.standing == Standing::Holds && by_office {
            (verdict.standing, verdict.reason) = (Standing::Unproven, Reason::OfficeUnknown);
        }
    }
}

/// The device's entries in the order of the log; `None` if one does not verify.
fn device_entries(found: &Found<'_>) -> Option<Vec<(Entry, SignedEntry, PublicKey)>> {
    let records = found.log.iter().filter_map(|(entry, _)| match &entry.happening {
        Happening::Record { key, entry } => Some((key, entry)),
        _ => None,
    });
    records
        .map(|(key, entry)| {
            let key = PublicKey::from_sec1(key).ok()?;
            let signed = SignedEntry::from_bytes(entry.clone());
            Some((signed.verify(|_| Some(key)).ok()?, signed, key))
        })
        .collect()
}

/// `authorities`: certificates whose time stamps the reader trusts (DER).
pub(super) fn judge(found: &Found<'_>, authorities: &[Vec<u8>]) -> Vec<Verdict> {
    let entries = device_entries(found);
    let records = entries.as_deref().unwrap_or_default();
    let capture = records.iter().find_map(|(entry, ..)| match &entry.body {
        Body::Capture(capture) => Some(capture),
        Body::Derivation(_) => None,
    });
    Claim::ALL
        .into_iter()
        .map(|claim| {
            let (standing, reason) = match claim {
                Claim::Bytes => bytes(found, capture),
                Claim::Chain => chain(found, records, entries.is_none()),
                Claim::Signer => signer(records, entries.is_none()),
                Claim::Time => time(found, records, capture, authorities),
                Claim::Place => place(capture),
                Claim::Redaction => redaction(found),
            };
            Verdict { claim, standing, reason }
        })
        .collect()
}

fn bytes(found: &Found<'_>, capture: Option<&Capture>) -> (Standing, Reason) {
    if sha256(found.original) != found.photo {
        return (Standing::Broken, Reason::OtherBytes);
    }
    let Some(print) = capture.map(Capture::original) else {
        return (Standing::Holds, Reason::HashLogged);
    };
    let sm3: [u8; 32] = sm3::Sm3::digest(found.original).into();
    let same = print.sha256 == found.photo && print.sm3.0 == sm3 && print.bytes == found.original.len() as u64;
    if same { (Standing::Holds, Reason::HashesSigned) } else { (Standing::Broken, Reason::OtherBytes) }
}

fn chain(found: &Found<'_>, records: &[(Entry, SignedEntry, PublicKey)], bad: bool) -> (Standing, Reason) {
    let ascending = found.log.is_sorted_by(|(before, _), (after, _)| before.sequence < after.sequence);
    let included = found.log.iter().all(|(_, included)| *included) && found.head.is_sound();
    let follows = records.windows(2).all(|pair| {
        let [(before, signed, _), (after, ..)] = pair else { return false };
        // Another device may have recorded the same photo: its entries begin a run of their own.
        let starts_anew = matches!(after.body, Body::Capture(_));
        starts_anew
            || (after.device == before.device
                && Some(after.sequence) == before.sequence.checked_add(1)
                && after.previous == Some(signed.hash()))
    });
    let begins = records.first().is_none_or(|(first, ..)| matches!(first.body, Body::Capture(_)));
    if bad || !begins || !ascending || !included || !follows {
        return (Standing::Broken, Reason::NotLinked);
    }
    match records.first() {
        None => (Standing::Unproven, Reason::NoRecord),
        Some((first, ..)) => (Standing::Holds, Reason::Linked { entries: records.len(), from: first.sequence }),
    }
}

fn signer(records: &[(Entry, SignedEntry, PublicKey)], bad: bool) -> (Standing, Reason) {
    let Some((_, _, first)) = records.first() else {
        let reason = if bad { Reason::BadSignature } else { Reason::NoRecord };
        return (if bad { Standing::Broken } else { Standing::Unproven }, reason);
    };
    // The first device's run; a second device signs with a key of its own.
    let device = records[0].0.device;
    let one = records.iter().filter(|(entry, ..)| entry.device == device).all(|(_, _, key)| key == first);
    if one {
        (Standing::Holds, Reason::OneKey(first.id().0.to_string()))
    } else {
        (Standing::Broken, Reason::BadSignature)
    }
}

/// The earliest stamp of a trusted authority counts; without one there are clocks only, and neither is a neutral one.
fn time(
    found: &Found<'_>,
    records: &[(Entry, SignedEntry, PublicKey)],
    capture: Option<&Capture>,
    authorities: &[Vec<u8>],
) -> (Standing, Reason) {
    let device_ms = capture.map(|capture| capture.circumstances().device_ms);
    let of_this_photo = |hash: Sha256| {
        let recorded = |entry: &Entry| match &entry.body {
            Body::Capture(capture) => capture.original().sha256 == found.photo,
            Body::Derivation(_) => false,
        };
        hash == found.photo || records.iter().any(|(entry, signed, _)| recorded(entry) && signed.hash() == hash)
    };
    let mut stamps: Vec<Stamp> = Vec::new();
    let mut unsupported = false;
    for (entry, _) in &found.log {
        let Happening::Stamped { hash, token } = &entry.happening else { continue };
        match timestamp::judge(token, hash, authorities) {
            Ok(stamp) if of_this_photo(*hash) => stamps.push(stamp),
            Err(StampFault::Unsupported) => unsupported = true,
            Ok(_) | Err(_) => return (Standing::Broken, Reason::BadStamp),
        }
    }
    stamps.sort_by_key(|stamp| (!stamp.trusted, stamp.at_ms));
    if let Some(Stamp { at_ms, authority, trusted }) = stamps.into_iter().next() {
        return if trusted {
            (Standing::Holds, Reason::Stamped { at_ms, authority, device_ms })
        } else {
            (Standing::Unproven, Reason::StampedByUnknown { at_ms, authority })
        };
    }
    if unsupported {
        return (Standing::Unproven, Reason::StampUnsupported);
    }
    let office_ms = found.log.first().map(|(entry, _)| entry.at_ms);
    (Standing::Unproven, Reason::ClocksOnly { device_ms, office_ms })
}

fn place(capture: Option<&Capture>) -> (Standing, Reason) {
    match capture.map(|capture| capture.circumstances().position) {
        Some(Known::Is(position)) => {
            let (latitude, longitude) = position.scaled();
            let mock = position.mock == Known::Is(true);
            (Standing::Unproven, Reason::DeviceSaysPlace { latitude, longitude, mock })
        }
        _ => (Standing::Unproven, Reason::NoPlace),
    }
}

fn redaction(found: &Found<'_>) -> (Standing, Reason) {
    let derived = |name: &str| {
        let copy = sha256(found.file(name)?);
        let made = found.log.iter().find_map(|(entry, _)| match &entry.happening {
            Happening::Copy(made) if made.result == copy && made.parent == found.photo => Some(made),
            _ => None,
        });
        Some(made.map(|made| {
            let boxes = made.operations.iter().map(|operation| match operation {
                Operation::Redacted(regions) => regions.len(),
                _ => 0,
            });
            boxes.sum::<usize>()
        }))
    };
    match (derived(PUBLIC_COPY), derived(THUMBNAIL)) {
        (None, None) => (Standing::Unproven, Reason::NoCopies),
        (Some(None), _) | (_, Some(None)) => (Standing::Broken, Reason::ForeignCopy),
        (Some(Some(boxes)), _) | (None, Some(Some(boxes))) => (Standing::Holds, Reason::Derived { boxes }),
    }
}
