//! A small sound chain: a capture, its two copies, another capture.

use std::time::Duration;

use minyi_evidence::{
    Absence, Body, Capture, ChainHead, Circumstances, CopyRole, CustodyAct, Datum, Derivation, Happening, Import,
    KeyId, Known, Limits, LogEntry, Operation, Position, Provenance, Provider, PublicKey, Region, SignedEntry, Signer,
    SoftwareSigner, TicketDesk, TrustedTime, derive,
};
use minyi_rulebook::ids::{DeviceId, MatterId, Sha256, UserId};
use uuid::Uuid;

use super::{PLAIN, jpeg, open, picture, recipe};

pub const DEVICE: DeviceId = DeviceId(Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001));

pub fn signer(byte: u8) -> SoftwareSigner {
    SoftwareSigner::from_bytes(&[byte; 32]).unwrap()
}

pub fn public(signer: &SoftwareSigner) -> PublicKey {
    signer.key().unwrap().public
}

/// Knows the key of `signer(1)` only.
pub fn keys(id: &KeyId) -> Option<PublicKey> {
    let known = public(&signer(1));
    (known.id() == *id).then_some(known)
}

pub fn circumstances() -> Circumstances {
    let mut position = Position::new(Datum::Wgs84, 30.896_4, -120.084_9).unwrap();
    position.accuracy_cm = Known::Is(480);
    position.provider = Known::Is(Provider::Gnss);
    position.mock = Known::Is(false);
    Circumstances {
        device_ms: 1_795_438_086_123,
        since_boot_ms: Known::Is(86_400_000),
        trusted_time: Known::Is(TrustedTime { server_ms: 1_795_438_000_000, offset_ms: -350 }),
        position: Known::Is(position),
        app_build: "1.4.0 (221)".to_owned(),
        policy: "citizen-2026-11".to_owned(),
    }
}

/// Everything that may be missing is.
pub fn bare_circumstances() -> Circumstances {
    Circumstances {
        since_boot_ms: Known::UNAVAILABLE,
        trusted_time: Known::Unknown(Absence::NotAsked),
        position: Known::Unknown(Absence::Refused),
        ..circumstances()
    }
}

pub fn bodies() -> Vec<Body> {
    let original = open(&jpeg(&picture(64, 48), PLAIN, None)).unwrap();
    let mut desk = TicketDesk::default();
    let ticket = desk.issue(Duration::from_secs(9)).unwrap();
    let proof = desk.redeem(&ticket.nonce, Duration::from_secs(10)).unwrap();
    let regions = [Region::new(1, 2, 3_000, 10_000).unwrap()];
    let copies = derive(&original, &recipe(&regions), &Limits::default()).unwrap();
    let other = open(&jpeg(&picture(65, 48), PLAIN, None)).unwrap();
    let capture = |number, original: &minyi_evidence::Original, proof, told| {
        Body::Capture(Capture::new(Uuid::from_u128(number), original.fingerprint(), proof, told).unwrap())
    };
    vec![
        capture(1, &original, proof, circumstances()),
        Body::Derivation(copies.public.derivation),
        Body::Derivation(copies.thumbnail.derivation),
        capture(2, &other, Provenance::imported(Import::Gallery), bare_circumstances()),
    ]
}

/// Signs `bodies` one after the other, from the start.
pub fn sign_all(bodies: &[Body], signer: &dyn Signer) -> (Vec<SignedEntry>, ChainHead) {
    let mut head = ChainHead::start(DEVICE);
    let signed = bodies
        .iter()
        .map(|body| {
            let (signed, next) = head.append(body.clone(), signer).unwrap();
            head = next;
            signed
        })
        .collect();
    (signed, head)
}

/// An entry of the log of each kind.
pub fn log_entries() -> Vec<LogEntry> {
    let derivation = Derivation {
        parent: Sha256([5; 32]),
        role: CopyRole::Public,
        operations: vec![Operation::Oriented(6), Operation::Redacted(vec![Region::new(1, 2, 30, 40).unwrap()])],
        result: Sha256([6; 32]),
        bytes: 9_000,
    };
    let custody = Happening::Custody {
        actor: UserId(Uuid::from_u128(3)),
        act: CustodyAct::Viewed,
        reason: "核对门牌号".to_owned(),
    };
    let happenings = [
        custody,
        Happening::Record { key: vec![4; 65], entry: vec![1, 2, 3] },
        Happening::Copy(derivation),
        Happening::Stamped { hash: Sha256([8; 32]), token: vec![0x30, 0] },
    ];
    let at = |happening| LogEntry {
        sequence: 7,
        at_ms: 1_795_438_086_123,
        matter: MatterId(Uuid::from_u128(9)),
        photo: Sha256([5; 32]),
        happening,
    };
    happenings.map(at).to_vec()
}
