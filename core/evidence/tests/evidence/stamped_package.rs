//! A package with time stamps: what an authority that the reader trusts vouches for holds, and a stamp that does not fit breaks
//! the claim, even if the office itself sealed it.

use ed25519_dalek::{Signer as _, SigningKey};
use minyi_evidence::export::{
    Claim, Contents, Findings, Language, ProvenEntry, Reason, Standing, TreeHead, Trust, pack, verify,
};
use minyi_evidence::timestamp::{accept, request};
use minyi_evidence::{Body, CustodyAct, Happening, LogEntry, SignedEntry, Signer, merkle};
use minyi_rulebook::ids::{MatterId, Sha256, UserId};
use sha2::Digest;
use uuid::Uuid;

use crate::support::authority::{Authority, Key};
use crate::support::chain::{bodies, sign_all, signer};
use crate::support::{PLAIN, jpeg, picture};

const AT_MS: i64 = 1_795_438_086_123;
const NONCE: [u8; 8] = [1, 2, 3, 4, 5, 6, 7, 8];

fn hash(bytes: &[u8]) -> Sha256 {
    Sha256(sha2::Sha256::digest(bytes).into())
}

fn stamp(authority: &Authority, hash: Sha256) -> Happening {
    let token = accept(&authority.answer(&request(&hash, NONCE)), &hash, NONCE).unwrap();
    Happening::Stamped { hash, token }
}

/// The photo of `support::chain` and the device's record of its capture.
fn photo() -> (Vec<u8>, SignedEntry) {
    let (signed, _) = sign_all(&bodies()[..1], &signer(1));
    assert!(matches!(bodies()[0], Body::Capture(_)));
    (jpeg(&picture(64, 48), PLAIN, None), signed[0].clone())
}

/// A sealed package of some photo, and what else happened.
fn package(more: Vec<Happening>) -> Vec<u8> {
    package_of(photo(), more)
}

/// A sealed package of this photo with its arrival, its record, and what else happened. Each record has a ticket of its own, so
/// a stamp on one is none on another.
fn package_of((original, record): (Vec<u8>, SignedEntry), more: Vec<Happening>) -> Vec<u8> {
    let office = SigningKey::from_bytes(&[3; 32]);
    let actor = UserId(Uuid::from_u128(8));
    let key = signer(1).key().unwrap().public.to_sec1();
    let mut happenings = vec![
        Happening::Custody { actor, act: CustodyAct::Received, reason: "上传".to_owned() },
        Happening::Record { key, entry: record.as_bytes().to_vec() },
    ];
    happenings.extend(more);
    let matter = MatterId(Uuid::from_u128(11));
    let entries: Vec<Vec<u8>> = (0..)
        .zip(happenings)
        .map(|(sequence, happening)| {
            LogEntry { sequence, at_ms: AT_MS, matter, photo: hash(&original), happening }.to_bytes()
        })
        .collect();
    let leaves: Vec<Sha256> = entries.iter().map(|entry| merkle::leaf_hash(entry)).collect();
    let sign = |text: &[u8]| office.sign(text).to_bytes();
    let size = leaves.len() as u64;
    let head = TreeHead::signed(size, merkle::root(&leaves), AT_MS, office.verifying_key().to_bytes(), sign);
    let log = entries.into_iter().enumerate();
    let log = log.map(|(at, entry)| ProvenEntry { entry, proof: merkle::inclusion_proof(&leaves, at).unwrap() });
    let contents = Contents { matter, original, public: None, thumbnail: None, log: log.collect(), head };
    pack(&contents, sign).unwrap()
}

fn judge(package: &[u8], authorities: &[Vec<u8>]) -> Findings {
    let offices = [SigningKey::from_bytes(&[3; 32]).verifying_key().to_bytes()];
    verify(package, &Trust { offices: &offices, authorities, now_ms: AT_MS })
}

fn time(findings: &Findings) -> (Standing, Reason) {
    let verdict = findings.verdicts.iter().find(|verdict| verdict.claim == Claim::Time).unwrap();
    (verdict.standing, verdict.reason.clone())
}

#[test]
fn a_stamp_on_the_photo_or_on_its_record_proves_that_it_was_there() {
    let Some(authority) = Authority::new(Key::P256) else { return };
    let (original, record) = photo();
    for hash in [hash(&original), record.hash()] {
        let package = package_of((original.clone(), record.clone()), vec![stamp(&authority, hash)]);
        let findings = judge(&package, &authority.roots());
        let (standing, reason) = time(&findings);
        assert_eq!(standing, Standing::Holds, "{reason:?}");
        let Reason::Stamped { authority: name, device_ms, .. } = reason else { panic!("{reason:?}") };
        assert_eq!((&name[..], device_ms), ("CN=Test authority,O=Minyi test", Some(1_795_438_086_123)));
        assert!(findings.text(Language::En).contains("which you trust"));
        assert!(!findings.is_broken());
    }
}

#[test]
fn who_does_not_trust_the_authority_is_told_its_name_and_nothing_is_proven() {
    let (Some(authority), Some(other)) = (Authority::new(Key::P256), Authority::new(Key::P256)) else { return };
    let package = package(vec![stamp(&authority, hash(&photo().0))]);
    for roots in [Vec::new(), other.roots()] {
        let (standing, reason) = time(&judge(&package, &roots));
        assert_eq!(standing, Standing::Unproven);
        assert!(matches!(reason, Reason::StampedByUnknown { .. }), "{reason:?}");
    }
}

#[test]
fn a_stamp_for_something_else_or_one_that_does_not_verify_breaks_the_claim() {
    let Some(authority) = Authority::new(Key::P256) else { return };
    let photo = hash(&photo().0);
    let Happening::Stamped { token, .. } = stamp(&authority, photo) else { panic!("a stamp") };
    let mut changed = token.clone();
    *changed.last_mut().unwrap() ^= 1;
    let other = hash(b"another photo");
    let table = [
        ("another photo's", stamp(&authority, other)),
        ("under another hash", Happening::Stamped { hash: other, token: token.clone() }),
        ("a changed signature", Happening::Stamped { hash: photo, token: changed }),
        ("no token", Happening::Stamped { hash: photo, token: b"no token".to_vec() }),
    ];
    for (what, happening) in table {
        let findings = judge(&package(vec![happening]), &authority.roots());
        assert_eq!(time(&findings), (Standing::Broken, Reason::BadStamp), "{what}");
        assert!(findings.is_broken(), "{what}");
    }
}

#[test]
fn no_random_change_of_a_stamped_package_passes() {
    let Some(authority) = Authority::new(Key::P256) else { return };
    let package = package(vec![stamp(&authority, hash(&photo().0))]);
    let roots = authority.roots();
    let mut state = 7_u64;
    let mut draw = |bound: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((state >> 33) % bound as u64).unwrap()
    };
    for _ in 0..2_000 {
        let mut changed = package.clone();
        let at = draw(changed.len());
        changed[at] ^= 1 << draw(8);
        assert!(judge(&changed, &roots).is_broken(), "a change at {at} passes");
    }
}
