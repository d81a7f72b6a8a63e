//! The corpus of seeds (tests/corpus, a folder a parser): every file is checked in and gets the answer that its name says. What
//! is changed at random in mutations.rs begins here.
//!
//! `good--WHAT` is taken, anything else before `--` is the code of the refusal. `UPDATE_CORPUS=1 cargo test --workspace --test evidence corpus`
//! writes what can be made anew; a file that somebody's fuzzer found is simply put beside them.

use std::fs;

use ed25519_dalek::{Signer as _, SigningKey};
use image::ImageFormat;
use jpeg_encoder::{ColorType, Encoder};
use minyi_evidence::export::{Contents, ProvenEntry, TreeHead, Trust, pack, verify};
use minyi_evidence::timestamp::{StampFault, accept, judge, request, roots_from_pem};
use minyi_evidence::{
    Body, Capture, CustodyAct, Happening, Import, Limits, LogEntry, Provenance, Region, SignedEntry, Signer as _,
    derive, merkle,
};
use minyi_rulebook::ids::{MatterId, Sha256, UserId};
use uuid::Uuid;

use crate::support::authority::{Authority, Key};
use crate::support::chain::{bare_circumstances, circumstances, keys, sign_all, signer};
use crate::support::corpus::{Seed, folder, seeds};
use crate::support::{Form, PLAIN, copies, encoded, jpeg, open, orientation_exif, picture, recipe};

const NONCE: [u8; 8] = [1, 2, 3, 4, 5, 6, 7, 8];
/// What the stamps of the corpus are for.
const STAMPED: Sha256 = Sha256([7; 32]);

/// Every file of a parser's folder gets the answer that its name says.
fn holds(parser: &str, answer: impl Fn(&[u8]) -> String) {
    let seeds = seeds(parser);
    assert!(seeds.iter().any(|seed| seed.expected == "good"), "{parser} has a sound seed");
    for Seed { name, expected, bytes } in seeds {
        assert_eq!(answer(&bytes), expected, "{parser}/{name}");
    }
}

fn good<T, E>(answer: &Result<T, E>) -> String {
    if answer.is_ok() { "good" } else { "bad" }.to_owned()
}

#[test]
fn photos() {
    holds("photo", |bytes| copies(bytes).map_or_else(|refusal| refusal.code().to_owned(), |_| "good".to_owned()));
}

#[test]
fn signed_entries() {
    holds("entry", |bytes| good(&SignedEntry::from_bytes(bytes.to_vec()).verify(keys)));
}

#[test]
fn log_entries() {
    holds("log", |bytes| good(&LogEntry::from_bytes(bytes)));
}

#[test]
fn tree_heads() {
    let read = |bytes: &[u8]| std::str::from_utf8(bytes).ok().and_then(TreeHead::from_text).ok_or(());
    holds("head", |bytes| good(&read(bytes)));
}

#[test]
fn packages() {
    let trust = Trust { offices: &[], authorities: &[], now_ms: 1_795_438_086_123 };
    holds("package", |bytes| if verify(bytes, &trust).is_broken() { "bad" } else { "good" }.to_owned());
}

#[test]
fn stamps_and_answers() {
    let code = |answer: Result<(), StampFault>| match answer {
        Ok(()) => "good".to_owned(),
        Err(StampFault::Refused(_)) => "refused".to_owned(),
        Err(StampFault::OtherHash) => "other_hash".to_owned(),
        Err(_) => "bad".to_owned(),
    };
    holds("token", |bytes| code(judge(bytes, &STAMPED, &[]).map(|_| ())));
    holds("answer", |bytes| code(accept(bytes, &STAMPED, NONCE).map(|_| ())));
    holds("roots", |bytes| good(&roots_from_pem(bytes).ok_or(())));
}

/// A package of today is byte for byte the checked-in one: another is a change of format, and those of before must still be read.
#[test]
fn the_sound_package_is_what_is_made_today() {
    let checked_in = fs::read(folder("package").join("good--sound.zip")).unwrap();
    assert!(checked_in == sound_package(), "another form");
}

/// Arrival, the device's record of a capture and a copy, and the copies that the office made, sealed by an office of the test.
fn sound_package() -> Vec<u8> {
    const AT_MS: i64 = 1_795_438_086_123;
    let office = SigningKey::from_bytes(&[3; 32]);
    let jpeg = jpeg(&picture(64, 48), PLAIN, None);
    let original = open(&jpeg).unwrap();
    let covered = [Region::new(0, 0, 5_000, 5_000).unwrap()];
    let copies = derive(&original, &recipe(&covered), &Limits::default()).unwrap();
    let proof = Provenance::imported(Import::Gallery);
    let capture = Capture::new(Uuid::from_u128(1), original.fingerprint(), proof, circumstances()).unwrap();
    let bodies = [Body::Capture(capture), Body::Derivation(copies.public.derivation.clone())];
    let key = signer(1).key().unwrap().public.to_sec1();
    let received = Happening::Custody {
        actor: UserId(Uuid::from_u128(8)),
        act: CustodyAct::Received,
        reason: "上传 upload".to_owned(),
    };
    let records = sign_all(&bodies, &signer(1)).0.into_iter();
    let records = records.map(|entry| Happening::Record { key: key.clone(), entry: entry.as_bytes().to_vec() });
    let made = [&copies.public, &copies.thumbnail].map(|copy| Happening::Copy(copy.derivation.clone()));
    let matter = MatterId(Uuid::from_u128(11));
    let photo = original.fingerprint().sha256;
    let entries: Vec<Vec<u8>> = (0..)
        .zip([received].into_iter().chain(records).chain(made))
        .map(|(sequence, happening)| LogEntry { sequence, at_ms: AT_MS, matter, photo, happening }.to_bytes())
        .collect();
    let leaves: Vec<Sha256> = entries.iter().map(|entry| merkle::leaf_hash(entry)).collect();
    let sign = |text: &[u8]| office.sign(text).to_bytes();
    let public = office.verifying_key().to_bytes();
    let head = TreeHead::signed(leaves.len() as u64, merkle::root(&leaves), AT_MS, public, sign);
    let log = entries.into_iter().enumerate();
    let log = log.map(|(at, entry)| ProvenEntry { entry, proof: merkle::inclusion_proof(&leaves, at).unwrap() });
    let (public, thumbnail) = (Some(copies.public.jpeg), Some(copies.thumbnail.jpeg));
    pack(&Contents { matter, original: jpeg, public, thumbnail, log: log.collect(), head }, sign).unwrap()
}

fn write(parser: &str, name: &str, bytes: &[u8]) {
    fs::create_dir_all(folder(parser)).unwrap();
    fs::write(folder(parser).join(name), bytes).unwrap();
}

/// Makes the seeds. Not part of what is promised: without `UPDATE_CORPUS` it does nothing.
#[test]
fn seeds_are_made_anew_on_request() {
    if std::env::var_os("UPDATE_CORPUS").is_none() {
        return;
    }
    make_photos();
    make_records();
    make_stamps();
}

fn make_photos() {
    let small = picture(64, 48);
    let sound = jpeg(&small, PLAIN, None);
    let progressive = jpeg(&small, Form { progressive: true, ..PLAIN }, None);
    let (png, webp) = (encoded(&small, ImageFormat::Png), encoded(&small, ImageFormat::WebP));
    let mut cmyk = Vec::new();
    Encoder::new(&mut cmyk, 90).encode(&[9; 16 * 16 * 4], 16, 16, ColorType::Cmyk).unwrap();
    let mut grey = Vec::new();
    Encoder::new(&mut grey, 90).encode(&[9; 16 * 16], 16, 16, ColorType::Luma).unwrap();
    // One entry, then a next directory that is this one.
    let looping = b"II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\x08\0\0\0\x08\0\0\0";
    let mut huge_jpeg = sound.clone();
    let frame = huge_jpeg.windows(2).position(|marker| marker == [0xff, 0xc0]).unwrap();
    huge_jpeg[frame + 5..frame + 9].copy_from_slice(&[0x75, 0x30, 0x75, 0x30]);
    let mut huge_png = png.clone();
    huge_png[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    // A lossless WebP says its size less one in twice 14 bits behind its signature byte.
    let mut huge_webp = webp.clone();
    assert_eq!((&huge_webp[12..16], huge_webp[20]), (&b"VP8L"[..], 0x2f));
    huge_webp[21..25].copy_from_slice(&(0x0fff_ffff_u32).to_le_bytes());
    for (name, bytes) in [
        ("good--baseline.jpg", sound.clone()),
        ("good--turned.jpg", jpeg(&small, PLAIN, Some(&orientation_exif(6)))),
        ("good--progressive.jpg", progressive.clone()),
        ("good--scan-a-component.jpg", jpeg(&small, Form { split: true, ..PLAIN }, Some(&orientation_exif(3)))),
        ("good--grey.jpg", grey),
        ("good--exif-in-a-circle.jpg", jpeg(&small, PLAIN, Some(looping))),
        ("good--film-behind-the-end.jpg", [&sound[..], b"\0\0\0\x18ftypmp42", &[7; 400]].concat()),
        ("good--rows.png", png.clone()),
        ("good--lossless.webp", webp.clone()),
        ("photo_empty--nothing.jpg", Vec::new()),
        ("photo_unknown_kind--a-page.jpg", b"<html>hello</html>".to_vec()),
        ("photo_truncated--in-its-header.jpg", sound[..100].to_vec()),
        ("photo_truncated--in-the-middle.jpg", sound[..sound.len() * 2 / 3].to_vec()),
        ("photo_truncated--progressive.jpg", progressive[..progressive.len() / 2].to_vec()),
        ("photo_truncated--rows.png", png[..png.len() / 2].to_vec()),
        ("photo_truncated--lossless.webp", webp[..webp.len() / 2].to_vec()),
        ("photo_too_many_pixels--claims-a-square.jpg", huge_jpeg),
        ("photo_too_many_pixels--claims-a-square.png", huge_png),
        ("photo_too_many_pixels--claims-a-square.webp", huge_webp),
        ("photo_print_colours--inks.jpg", cmyk),
        ("photo_needs_decoded_copy--a-start.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec()),
    ] {
        write("photo", name, &bytes);
    }
}

/// The same bytes in every run: nothing here comes from a ticket's chance.
fn make_records() {
    let original = open(&jpeg(&picture(64, 48), PLAIN, None)).unwrap();
    let capture = |number, told| {
        let proof = Provenance::imported(Import::Gallery);
        let id = Uuid::from_u128(number);
        Body::Capture(Capture::new(id, original.fingerprint(), proof, told).unwrap())
    };
    let copy = Body::Derivation(copies(&jpeg(&picture(64, 48), PLAIN, None)).unwrap().public.derivation);
    let bodies = [capture(1, circumstances()), copy, capture(2, bare_circumstances())];
    let (signed, _) = sign_all(&bodies, &signer(1));
    let names = ["good--capture.cbor", "good--copy.cbor", "good--everything-missing.cbor"];
    for (name, entry) in names.into_iter().zip(&signed) {
        write("entry", name, entry.as_bytes());
    }
    let sound = signed[0].as_bytes();
    write("entry", "bad--nothing.cbor", &[]);
    write("entry", "bad--cut.cbor", &sound[..sound.len() / 2]);
    write("entry", "bad--array-of-all-memory.cbor", b"\xd2\x9b\xff\xff\xff\xff\xff\xff\xff\xff");
    write("entry", "bad--too-deep.cbor", &[&b"\xd2\x84"[..], &[0x81; 4_000]].concat());
    let (stranger, _) = sign_all(&bodies[..1], &signer(2));
    write("entry", "bad--unknown-key.cbor", stranger[0].as_bytes());
    for (at, entry) in crate::support::chain::log_entries().iter().enumerate() {
        write("log", &format!("good--kind-{at}.cbor"), &entry.to_bytes());
    }
    let entry = crate::support::chain::log_entries()[0].to_bytes();
    write("log", "bad--a-byte-more.cbor", &[&entry[..], &[0]].concat());
    write("log", "bad--text-of-all-memory.cbor", b"\xa7\x01\x7b\xff\xff\xff\xff\xff\xff\xff\xff");
    let head = TreeHead::signed(7, Sha256([1; 32]), 5, [2; 32], |_| [3; 64]).to_text();
    write("head", "good--head.txt", head.as_bytes());
    write("head", "bad--two-sizes.txt", head.replace('7', "7 7").as_bytes());
    write("head", "bad--no-text.txt", b"\xff\xfe\0");
    write("package", "good--sound.zip", &sound_package());
    let zip = b"PK\x03\x04\x14\0\0\x08\0\0\0\0\x21\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0aPK\x01\x02PK\x05\x06";
    write("package", "bad--start-of-a-zip.zip", zip);
    write("package", "bad--end-alone.zip", b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0");
}

fn make_stamps() {
    let Some(authority) = Authority::new(Key::P256) else { return };
    let answer = authority.answer(&request(&STAMPED, NONCE));
    let token = accept(&answer, &STAMPED, NONCE).unwrap();
    write("answer", "good--granted.der", &answer);
    write("answer", "refused--no-request.der", &authority.answer(b"this is no request"));
    write("answer", "bad--cut.der", &answer[..answer.len() / 2]);
    write("token", "good--p256.der", &token);
    let other = Sha256([8; 32]);
    let foreign = accept(&authority.answer(&request(&other, NONCE)), &other, NONCE).unwrap();
    write("token", "other_hash--another-photo.der", &foreign);
    write("token", "bad--cut.der", &token[..token.len() / 2]);
    write("token", "bad--length-of-all-memory.der", b"\x30\x84\xff\xff\xff\xff\x06\x09");
    write("roots", "good--root.pem", &authority.root_pem());
    write("roots", "bad--nothing.pem", b"nothing");
    write("roots", "bad--no-base64.pem", b"-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n");
}
