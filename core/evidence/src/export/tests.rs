//! What a package promises: it holds as it was made, and no change of it passes.

use ed25519_dalek::{Signer as _, SigningKey};
use minyi_rulebook::ids::{DeviceId, UserId};
use uuid::Uuid;

use super::*;
use crate::Limits;
use crate::capture::{Capture, Circumstances};
use crate::chain::ChainHead;
use crate::derive::{Recipe, derive};
use crate::disclosure::{CaptureFacts, Disclosure};
use crate::entry::Body;
use crate::known::Known;
use crate::ledger::{CustodyAct, Happening};
use crate::original::Original;
use crate::position::{Datum, Position};
use crate::redaction::Region;
use crate::signer::{Signer as _, SoftwareSigner};
use crate::ticket::{Import, Provenance};

const MATTER: MatterId = MatterId(Uuid::from_u128(11));
const AT_MS: i64 = 1_795_438_086_123;

fn office() -> SigningKey {
    SigningKey::from_bytes(&[3; 32])
}

fn trusted() -> [[u8; 32]; 1] {
    [office().verifying_key().to_bytes()]
}

fn judge(package: &[u8]) -> Findings {
    verify(package, &Trust { offices: &trusted(), authorities: &[], now_ms: AT_MS + 5_000 })
}

fn pack_by(key: &SigningKey, contents: &Contents) -> Result<Vec<u8>, NotAPackage> {
    pack(contents, |text| key.sign(text).to_bytes())
}

/// Entries of the log about one photo, among entries about others, under a head signed by `key`.
fn contents_by(key: &SigningKey, change: impl Fn(&mut Vec<Happening>)) -> Contents {
    let mut original = Vec::new();
    let pixels: Vec<u8> = (0..64 * 48 * 3).map(|at| (at * 7 % 251) as u8).collect();
    jpeg_encoder::Encoder::new(&mut original, 90).encode(&pixels, 64, 48, jpeg_encoder::ColorType::Rgb).unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &original).unwrap();
    let taken_in = Original::open(file.path(), &Limits::default()).unwrap();
    let regions = vec![Region::new(0, 0, 5_000, 5_000).unwrap()];
    let recipe = Recipe { disclosure: Disclosure::PictureOnly, facts: CaptureFacts::NONE, regions };
    let copies = derive(&taken_in, &recipe, &Limits::default()).unwrap();

    let told = Circumstances {
        device_ms: AT_MS - 60_000,
        since_boot_ms: Known::UNAVAILABLE,
        trusted_time: Known::UNAVAILABLE,
        position: Known::Is(Position::new(Datum::Wgs84, 30.9, 120.1).unwrap()),
        app_build: "1".to_owned(),
        policy: "citizen".to_owned(),
    };
    let proof = Provenance::imported(Import::Scan);
    let capture = Capture::new(Uuid::from_u128(5), taken_in.fingerprint(), proof, told).unwrap();
    let device = SoftwareSigner::from_bytes(&[7; 32]).unwrap();
    let point = device.key().unwrap().public.to_sec1();
    let mut head = ChainHead::start(DeviceId(Uuid::from_u128(6)));
    let mut happenings = vec![Happening::Custody {
        actor: UserId(Uuid::from_u128(8)),
        act: CustodyAct::Received,
        reason: "上传".to_owned(),
    }];
    for body in [Body::Capture(capture), Body::Derivation(copies.public.derivation.clone())] {
        let (signed, next) = head.append(body, &device).unwrap();
        happenings.push(Happening::Record { key: point.clone(), entry: signed.as_bytes().to_vec() });
        head = next;
    }
    happenings.push(Happening::Copy(copies.public.derivation.clone()));
    happenings.push(Happening::Copy(copies.thumbnail.derivation.clone()));
    change(&mut happenings);

    // Others' entries stand between ours.
    let photo = taken_in.fingerprint().sha256;
    let entries: Vec<(u64, Vec<u8>)> = (0_u64..)
        .zip(happenings)
        .map(|(index, happening)| {
            let sequence = index * 3 + 2;
            let entry = LogEntry { sequence, at_ms: AT_MS, matter: MATTER, photo, happening };
            (sequence, entry.to_bytes())
        })
        .collect();
    let mut leaves: Vec<Sha256> = (0_u64..26).map(|place| merkle::leaf_hash(&place.to_be_bytes())).collect();
    for (sequence, entry) in &entries {
        leaves[*sequence as usize] = merkle::leaf_hash(entry);
    }
    let root = merkle::root(&leaves);
    let public = key.verifying_key().to_bytes();
    let head = TreeHead::signed(leaves.len() as u64, root, AT_MS, public, |text| key.sign(text).to_bytes());
    let proven = |(sequence, entry): (u64, Vec<u8>)| {
        let proof = merkle::inclusion_proof(&leaves, sequence as usize).unwrap();
        ProvenEntry { entry, proof }
    };
    Contents {
        matter: MATTER,
        original,
        public: Some(copies.public.jpeg),
        thumbnail: Some(copies.thumbnail.jpeg),
        log: entries.into_iter().map(proven).collect(),
        head,
    }
}

fn contents() -> Contents {
    contents_by(&office(), |_| ())
}

fn standings(findings: &Findings) -> Vec<Standing> {
    findings.verdicts.iter().map(|verdict| verdict.standing).collect()
}

fn standing(findings: &Findings, claim: Claim) -> Standing {
    findings.verdicts.iter().find(|verdict| verdict.claim == claim).unwrap().standing
}

#[test]
fn a_package_shows_what_it_can_and_says_what_it_cannot() {
    use Standing::{Holds, Unproven};
    let package = pack_by(&office(), &contents()).unwrap();
    let findings = judge(&package);
    assert_eq!(findings.seal, Seal::Whole, "{findings:?}");
    assert_eq!(standings(&findings), [Holds, Holds, Holds, Unproven, Unproven, Holds]);
    assert!(!findings.is_broken());
    assert_eq!(findings.verdicts[5].reason, Reason::Derived { boxes: 1 });
    for language in [Language::Zh, Language::En] {
        assert_eq!(findings.text(language).lines().count(), 7);
    }
    assert_eq!(pack_by(&office(), &contents()).unwrap(), package, "the same contents give the same bytes");
}

#[test]
fn the_reports_name_every_hand_and_no_reason_can_feign_another_line() {
    let by = UserId(Uuid::from_u128(9));
    let contents = contents_by(&office(), |happenings| {
        for (act, reason) in
            [(CustodyAct::Transferred, "交办 assigned to unit-water"), (CustodyAct::Viewed, "核对\n2099")]
        {
            happenings.push(Happening::Custody { actor: by, act, reason: reason.to_owned() });
        }
    });
    let package = pack_by(&office(), &contents).unwrap();
    let files = zip::read(&package).unwrap();
    for (language, handed, seen) in
        [(Language::Zh, "随案移交", "查看原图"), (Language::En, "handed over with its case", "original seen")]
    {
        let report = files.iter().find(|file| file.name == report::name(language)).unwrap();
        let text = String::from_utf8(report.bytes.clone()).unwrap();
        for line in [format!("{handed} {by}: 交办 assigned to unit-water\n"), format!("{seen} {by}: 核对 2099\n")] {
            assert!(text.contains(&line), "{text}");
        }
    }
    assert_eq!(judge(&package).seal, Seal::Whole);
}

#[test]
fn who_does_not_know_the_office_is_told_what_rests_on_it_alone() {
    let package = pack_by(&office(), &contents()).unwrap();
    let findings = verify(&package, &Trust { offices: &[], authorities: &[], now_ms: AT_MS });
    assert_eq!(findings.seal, Seal::UnknownOffice(trusted()[0]));
    assert_eq!(standing(&findings, Claim::Bytes), Standing::Holds, "the device signed the hashes");
    assert_eq!(standing(&findings, Claim::Chain), Standing::Unproven);
    assert_eq!(standing(&findings, Claim::Redaction), Standing::Unproven);
}

#[test]
fn a_head_from_the_future_is_named() {
    let package = pack_by(&office(), &contents()).unwrap();
    let findings = verify(&package, &Trust { offices: &trusted(), authorities: &[], now_ms: AT_MS - 2 * A_DAY_MS });
    assert_eq!(findings.seal, Seal::FromTheFuture);
    assert!(findings.is_broken());
}

#[test]
fn without_a_record_nothing_is_said_for_the_device() {
    let of_office = contents_by(&office(), |happenings| {
        happenings.retain(|happening| !matches!(happening, Happening::Record { .. }));
    });
    let findings = judge(&pack_by(&office(), &of_office).unwrap());
    assert_eq!(findings.verdicts[0].reason, Reason::HashLogged);
    assert_eq!(standing(&findings, Claim::Chain), Standing::Unproven);
    assert_eq!(standing(&findings, Claim::Signer), Standing::Unproven);
}

/// An office that lies in one point, and signs it: the claim concerned is named.
#[test]
fn what_contradicts_itself_is_broken_whoever_signed_it() {
    let broken_record = contents_by(&office(), |happenings| {
        let Happening::Record { entry, .. } = &mut happenings[1] else { panic!("a record") };
        *entry.last_mut().unwrap() ^= 1;
    });
    let other_key = contents_by(&office(), |happenings| {
        let Happening::Record { key, .. } = &mut happenings[2] else { panic!("a record") };
        *key = SoftwareSigner::from_bytes(&[9; 32]).unwrap().key().unwrap().public.to_sec1();
    });
    let copy_first = contents_by(&office(), |happenings| happenings.swap(1, 2));
    let mut other_copy = contents();
    other_copy.public = other_copy.thumbnail.clone().map(|mut copy| {
        copy.push(0);
        copy
    });
    let mut outside = contents();
    outside.log[3].proof[0].0[0] ^= 1;
    let mut other_head = contents();
    other_head.head.root.0[0] ^= 1;
    let table = [
        ("record", broken_record, vec![Claim::Chain, Claim::Signer]),
        ("key", other_key, vec![Claim::Chain, Claim::Signer]),
        ("order", copy_first, vec![Claim::Chain]),
        ("copy", other_copy, vec![Claim::Redaction]),
        ("proof", outside, vec![Claim::Chain]),
        ("head", other_head, vec![Claim::Chain]),
    ];
    for (name, contents, claims) in table {
        let findings = judge(&pack_by(&office(), &contents).unwrap());
        for claim in claims {
            assert_eq!(standing(&findings, claim), Standing::Broken, "{name}: {findings:?}");
        }
    }
}

/// Repeatable draws (SplitMix64).
struct Draws(u64);

impl Draws {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((word ^ (word >> 31)) % bound as u64) as usize
    }
}

#[test]
fn of_ten_thousand_mutations_none_passes_and_each_is_named() {
    let package = pack_by(&office(), &contents()).unwrap();
    let mut draws = Draws(2026);
    let mut passed = 0;
    while passed < 10_000 {
        let mut bytes = package.clone();
        let at = draws.below(bytes.len());
        match draws.below(6) {
            0 => bytes[at] ^= 1 << draws.below(8),
            1 => bytes[at] = draws.below(256) as u8,
            2 => drop(bytes.remove(at)),
            3 => bytes.insert(at, draws.below(256) as u8),
            4 => bytes.truncate(at),
            _ => {
                let to = draws.below(bytes.len());
                bytes.swap(at, to);
            }
        }
        if bytes == package {
            continue;
        }
        let findings = judge(&bytes);
        assert!(findings.is_broken(), "a change at {at} passes");
        assert!(!matches!(findings.seal, Seal::Whole | Seal::UnknownOffice(_)), "a change at {at} is not named");
        assert!(standings(&findings).iter().all(|standing| *standing == Standing::Broken));
        passed += 1;
    }
}

#[test]
fn a_forger_who_mends_the_checksums_is_named_with_the_file() {
    let package = pack_by(&office(), &contents()).unwrap();
    let files = zip::read(&package).unwrap();
    let mut draws = Draws(7);
    for round in 0..200 {
        let mut forged = files.clone();
        let which = round % forged.len();
        let file = &mut forged[which];
        let at = draws.below(file.bytes.len());
        file.bytes[at] ^= 1 << draws.below(8);
        let name = file.name.clone();
        let seal = judge(&zip::write(&forged).unwrap()).seal;
        let expected = match &name[..] {
            // Without its key nothing in the package can be checked.
            HEAD => matches!(seal, Seal::Unreadable | Seal::BadSignature | Seal::Altered(_)),
            MANIFEST | SIGNATURE => matches!(seal, Seal::Unreadable | Seal::BadSignature),
            _ => seal == Seal::Altered(name.clone()),
        };
        assert!(expected, "{name}: {seal:?}");
    }
}

#[test]
fn another_offices_seal_on_a_sound_package_is_not_taken_for_a_trusted_one() {
    let forger = SigningKey::from_bytes(&[4; 32]);
    let forged = pack_by(&forger, &contents_by(&forger, |_| ())).unwrap();
    let findings = judge(&forged);
    assert_eq!(findings.seal, Seal::UnknownOffice(forger.verifying_key().to_bytes()));
    // The office's own head under the forger's list: the list does not verify under the head's key.
    assert_eq!(judge(&pack_by(&forger, &contents()).unwrap()).seal, Seal::BadSignature);
}
