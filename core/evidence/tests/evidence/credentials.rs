//! Content credentials are read by programs that others wrote, which share no code: c2pa-python and c2pa-ts accept a copy under our
//! root, and no change of a byte, anywhere in the file, passes as what it was.

use std::collections::HashSet;
use std::fmt::Write;
use std::path::Path;

use minyi_evidence::timestamp::roots_from_pem;
use minyi_evidence::{
    CopyRole, CredentialFault, DerivedCopy, Limits, Operation, Publisher, Region, SoftwareSigner, derive,
};
use sha2::Digest;

use crate::support::{PLAIN, jpeg, open, output, picture, pixels, recipe, validator};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../demo/credentials/root.pem");
const LEAF: &[u8] = include_bytes!("../../../../demo/credentials/leaf.pem");
const KEY: &str = include_str!("../../../../demo/credentials/leaf.key");

fn copy() -> DerivedCopy {
    let original = open(&jpeg(&picture(320, 240), PLAIN, None)).unwrap();
    let covered = [Region::new(0, 0, 3_000, 3_000).unwrap()];
    derive(&original, &recipe(&covered), &Limits::default()).unwrap().public
}

fn credentialed(copy: &DerivedCopy) -> DerivedCopy {
    let signer = SoftwareSigner::from_pkcs8_pem(KEY).unwrap();
    copy.with_credentials(&Publisher { signer: &signer, chain: &roots_from_pem(LEAF).unwrap() }).unwrap()
}

/// What c2pa-python says of a file under our root, then of the file with each of these bits changed.
fn verdicts(jpeg: &[u8], changes: &[(usize, u8)]) -> Option<Vec<String>> {
    let python = validator("python")?;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/validators/read_c2pa.py");
    let file = crate::support::file(jpeg);
    let arguments = [script, ROOT, file.path().to_str().unwrap()];
    Some(output(&python, &arguments, &lines(changes)).lines().map(str::to_owned).collect())
}

/// The same, as c2pa-ts says it.
fn verdicts_of_c2pa_ts(jpeg: &[u8], changes: &[(usize, u8)]) -> Option<Vec<String>> {
    let modules = validator("node-tools")?;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/validators/read_c2pa.mjs");
    let file = crate::support::file(jpeg);
    let arguments = [script, modules.to_str().unwrap(), ROOT, file.path().to_str().unwrap()];
    Some(output(Path::new("node"), &arguments, &lines(changes)).lines().map(str::to_owned).collect())
}

/// A line "OFFSET MASK" for each change.
fn lines(changes: &[(usize, u8)]) -> String {
    let mut lines = String::new();
    for (at, mask) in changes {
        writeln!(lines, "{at} {mask}").unwrap();
    }
    lines
}

/// The changes that are accepted, as places in the file.
fn accepted(verdicts: &[String], changes: &[(usize, u8)]) -> Vec<usize> {
    assert_eq!(verdicts.len(), changes.len() + 1);
    assert_eq!(verdicts[0], "Trusted");
    let passes = |verdict: &String| ["Trusted", "Valid"].contains(&&verdict[..]);
    changes.iter().zip(&verdicts[1..]).filter(|(_, verdict)| passes(verdict)).map(|((at, _), _)| *at).collect()
}

#[test]
fn the_picture_is_the_same_and_the_derivation_is_that_of_the_new_file() {
    let plain = copy();
    let signed = credentialed(&plain);
    assert_eq!(pixels(&signed.jpeg), pixels(&plain.jpeg));
    assert_eq!(signed.derivation.operations.last(), Some(&Operation::Credentialed));
    assert_eq!((signed.derivation.parent, signed.derivation.role), (plain.derivation.parent, CopyRole::Public));
    assert_eq!(signed.derivation.bytes, signed.jpeg.len() as u64);
    assert_ne!(signed.derivation.result, plain.derivation.result);
    assert!(signed.jpeg.len() - plain.jpeg.len() < 4_096, "{}", signed.jpeg.len() - plain.jpeg.len());
    assert_eq!(credentialed(&plain), signed, "the same copy, the same bytes");
}

#[test]
fn what_is_no_jpeg_or_has_too_many_certificates_gets_none() {
    let signer = SoftwareSigner::from_pkcs8_pem(KEY).unwrap();
    let chain = roots_from_pem(LEAF).unwrap();
    let other = DerivedCopy { jpeg: b"\x89PNG\r\n\x1a\n".to_vec(), ..copy() };
    let publisher = Publisher { signer: &signer, chain: &chain };
    assert_eq!(other.with_credentials(&publisher), Err(CredentialFault::NotAJpeg));
    let long = vec![chain[0].clone(); 200];
    assert_eq!(copy().with_credentials(&Publisher { chain: &long, ..publisher }), Err(CredentialFault::TooLong));
}

/// Places that C2PA signs nothing of: the segment's header, headers and descriptions of JUMBF boxes (their lengths and labels
/// are checked as far as a reader needs them), and the word "left out" where the claim would stand in its envelope.
fn framing(jpeg: &[u8]) -> HashSet<usize> {
    let found = |needle: &'static [u8]| (0..jpeg.len()).filter(move |at| jpeg[*at..].starts_with(needle));
    let boxes = found(b"jumb").flat_map(|at| at - 4..at + 4);
    let length = |at: usize| u32::from_be_bytes(jpeg[at - 4..at].try_into().unwrap()) as usize;
    let descriptions = found(b"jumd").flat_map(|at| at - 4..at - 4 + length(at));
    let segment = found(&[b'J', b'P', 0, 1, 0, 0, 0, 1]).flat_map(|at| at - 4..at + 8);
    let left_out = found(&[0xf6, 0x58, 64]);
    boxes.chain(descriptions).chain(segment).chain(left_out).collect()
}

/// A thousand changes outside of the framing, the same in every run (SplitMix64).
fn a_thousand_changes(signed: &[u8]) -> Vec<(usize, u8)> {
    let framing = framing(signed);
    let mut state = 2026_u64;
    let mut draw = |bound: usize| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = state;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((word ^ (word >> 31)) % bound as u64).unwrap()
    };
    let mut changes = Vec::new();
    while changes.len() < 1_000 {
        let change = (draw(signed.len()), 1 << draw(8));
        if !framing.contains(&change.0) {
            changes.push(change);
        }
    }
    changes
}

#[test]
fn c2pa_python_trusts_the_copy_and_rejects_a_thousand_random_changes() {
    let signed = credentialed(&copy()).jpeg;
    let changes = a_thousand_changes(&signed);
    let Some(verdicts) = verdicts(&signed, &changes) else { return };
    assert_eq!(accepted(&verdicts, &changes), Vec::<usize>::new());
}

#[test]
fn c2pa_ts_trusts_the_copy_and_rejects_the_same_thousand_changes() {
    let signed = credentialed(&copy()).jpeg;
    let changes = a_thousand_changes(&signed);
    let Some(verdicts) = verdicts_of_c2pa_ts(&signed, &changes) else { return };
    assert_eq!(accepted(&verdicts, &changes), Vec::<usize>::new());
}

#[test]
fn of_the_manifest_only_what_c2pa_leaves_unsigned_passes_and_the_hash_of_the_copy_tells_that_too() {
    let signed = credentialed(&copy());
    let framing = framing(&signed.jpeg);
    let manifest = signed.jpeg.windows(2).position(|marker| marker == [0xff, 0xeb]).unwrap();
    let length = usize::from(u16::from_be_bytes([signed.jpeg[manifest + 2], signed.jpeg[manifest + 3]]));
    let changes: Vec<_> = (manifest..manifest + 2 + length).map(|at| (at, 1)).collect();
    let Some(verdicts) = verdicts(&signed.jpeg, &changes) else { return };
    for at in accepted(&verdicts, &changes) {
        assert!(framing.contains(&at), "byte {at} may change unseen");
        let mut changed = signed.jpeg.clone();
        changed[at] ^= 1;
        assert_ne!(sha2::Sha256::digest(&changed)[..], signed.derivation.result.0, "byte {at}");
    }
}

#[test]
fn exiftool_finds_the_manifest_and_nothing_of_a_camera() {
    let Some(exiftool) = validator("exiftool") else { return };
    let file = crate::support::file(&credentialed(&copy()).jpeg);
    let told = output(Path::new(&exiftool), &["-a", "-u", "-G1", "-s", file.path().to_str().unwrap()], "");
    assert!(told.contains("c2pa") || told.contains("JUMBF"), "{told}");
    for forbidden in ["GPS", "MakerNote", "ThumbnailImage", "SerialNumber", "XMP", "DateTimeOriginal"] {
        assert!(!told.contains(forbidden), "{forbidden}: {told}");
    }
}
