//! A bounded fuzz over a corpus that is checked in (`tests/corpus`): what was good when it was made is good today, byte for byte,
//! and ten thousand deterministic spoilings of good and bad seeds never panic, are never believed, and each has a name.
//!
//! `UPDATE_CORPUS=1` writes the good seeds anew: a difference is a change of the format that lies on phones and plates.

use crate::support::*;
use minyi_identity::*;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

/// Spoilings of each seed.
const ROUNDS: usize = 600;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

/// What today's code makes in a world where nothing is random.
fn good() -> BTreeMap<&'static str, Vec<u8>> {
    let world = World::new();
    let sm2 = World::with_issuer(Algorithm::Sm2);
    let deny = DenyList {
        address: LIST.into(),
        version: 1,
        issued_at: T0,
        denials: vec![(CARD_ID, Denial::Terminated { notice: "演示公告1号".into() })],
    };
    BTreeMap::from([
        ("credential-ed25519", world.card()),
        ("credential-sm2", sm2.card()),
        ("code-living", from_code(&world.live(at(60)))),
        ("code-answer", from_code(&world.answer(challenge("042917"), at(60)))),
        ("bundle", world.sealed_bundle(&TrustBundle { version: 2, ..world.bundle.clone() }, &[0, 2])),
        ("status-list", StatusList { version: 2, ..world.list.clone() }.seal(&world.crypto, &world.issuer).unwrap()),
        ("deny-list", deny.seal(&world.crypto, &world.issuer).unwrap()),
    ])
}

/// Every file of the corpus: the good ones, and `bad-*`, made by hand.
fn seeds() -> BTreeMap<String, Vec<u8>> {
    let files = fs::read_dir(folder()).expect("the corpus is checked in");
    let read = files.map(|file| {
        let file = file.unwrap();
        let hex = fs::read_to_string(file.path()).unwrap();
        let digits: String = hex.lines().filter(|line| !line.starts_with('#')).collect();
        (file.file_name().into_string().unwrap().replace(".hex", ""), hex::decode(digits.trim()).unwrap())
    });
    read.collect()
}

/// SM2 and ECDSA draw no lots here: RFC 6979 makes their signatures repeatable.
#[test]
fn what_was_made_before_is_what_is_made_today() {
    let update = std::env::var_os("UPDATE_CORPUS").is_some();
    let kept = if update { BTreeMap::new() } else { seeds() };
    for (name, bytes) in good() {
        if update {
            let lines: Vec<String> =
                hex::encode(&bytes).as_bytes().chunks(120).map(|line| String::from_utf8_lossy(line).into()).collect();
            fs::create_dir_all(folder()).unwrap();
            fs::write(folder().join(format!("{name}.hex")), lines.join("\n") + "\n").unwrap();
        } else {
            assert_eq!(kept.get(name).map(hex::encode), Some(hex::encode(&bytes)), "{name}");
        }
    }
}

/// A small generator with a fixed start, so that a failure can be repeated.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }

    /// One to four spoilings, of the kinds that break parsers: lengths, heads, ends, pieces of another message.
    fn spoil(&mut self, seed: &[u8], other: &[u8]) -> Vec<u8> {
        const HEADS: [u8; 14] = [0x00, 0x1b, 0x38, 0x5b, 0x5f, 0x7b, 0x7f, 0x9b, 0x9f, 0xbb, 0xbf, 0xd8, 0xfb, 0xff];
        let mut bytes = seed.to_vec();
        for _ in 0..=self.below(4) {
            let place = self.below(bytes.len());
            match self.below(8) {
                0 if !bytes.is_empty() => bytes[place] ^= 1 << self.below(8),
                1 if !bytes.is_empty() => bytes[place] = HEADS[self.below(HEADS.len())],
                2 => bytes.truncate(place),
                3 => bytes.insert(place, HEADS[self.below(HEADS.len())]),
                4 if !bytes.is_empty() => drop(bytes.remove(place)),
                // A length of eight bytes, nearly all memory there is.
                5 => drop(bytes.splice(place..place, [0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])),
                6 => {
                    let from = self.below(other.len());
                    let upto = from + self.below(other.len() - from);
                    drop(bytes.splice(place..place, other[from..upto].iter().copied()));
                }
                _ => bytes.extend_from_within(place..),
            }
            bytes.truncate(4_096);
        }
        bytes
    }
}

#[test]
fn spoilt_seeds_never_panic_and_are_never_believed() {
    let seeds: Vec<(String, Vec<u8>)> = seeds().into_iter().collect();
    assert!(seeds.len() >= 16, "good ones and bad ones: {}", seeds.len());
    let untouched: Vec<&Vec<u8>> = seeds.iter().map(|(_, seed)| seed).collect();
    let mut world = World::new();
    let code = world.live(at(60));
    let (crypto, now) = (world.crypto, Now::Anchored(at(60)));
    let mut dice = Dice(0x6d69_6e79_6931);
    let mut faults: BTreeMap<String, usize> = BTreeMap::new();
    let mut rounds = 0;
    for (name, seed) in &seeds {
        for _ in 0..ROUNDS {
            let other = &seeds[dice.below(seeds.len())].1;
            let spoilt = dice.spoil(seed, other);
            if untouched.contains(&&spoilt) {
                continue;
            }
            rounds += 1;
            world.seen = SeenCodes::default();
            // As a whole code, and as the card inside a good one.
            for text in [to_code(&spoilt), with_card(&code, &spoilt)] {
                let outcome = world.scan(&text, at(60));
                assert!(!outcome.is_genuine(), "{name}: {}", hex::encode(&spoilt));
                if let Outcome::Malformed(fault) = outcome {
                    *faults.entry(format!("{fault:?}")).or_default() += 1;
                }
            }
            let store = &mut world.store;
            assert!(store.install_bundle(&spoilt, &crypto, now).is_err(), "{name}: {}", hex::encode(&spoilt));
            assert!(store.install_list(&spoilt, &crypto, now).is_err(), "{name}: {}", hex::encode(&spoilt));
            assert!(store.install_deny(&spoilt, &crypto, now).is_err(), "{name}: {}", hex::encode(&spoilt));
        }
    }
    println!("{rounds} spoilt messages: {faults:?}");
    assert!(rounds > ROUNDS * seeds.len() / 2);
    assert!(faults.len() >= 6, "the spoilings reach many faults: {faults:?}");
}

#[test]
fn seeds_made_by_hand_are_refused_each_by_its_own_name() {
    let mut world = World::new();
    let code = world.live(at(60));
    for (name, seed) in seeds().into_iter().filter(|(name, _)| name.starts_with("bad-")) {
        let outcome = world.scan(&with_card(&code, &seed), at(60));
        let wanted = match name.as_str() {
            "bad-empty" | "bad-truncated" | "bad-length-of-all-memory" => Fault::Cbor(CborFault::Truncated),
            "bad-indefinite-length" | "bad-float" => Fault::Cbor(CborFault::Unsupported),
            "bad-non-canonical-length" => Fault::Cbor(CborFault::NotShortest),
            "bad-map-out-of-order" => Fault::Cbor(CborFault::KeyOrder),
            "bad-duplicate-key" => Fault::Cbor(CborFault::DuplicateKey),
            "bad-too-deep" => Fault::Cbor(CborFault::TooDeep),
            "bad-not-utf8" => Fault::Cbor(CborFault::NotUtf8),
            "bad-byte-more" => Fault::Cbor(CborFault::Trailing),
            "bad-mac0" => Fault::Structure,
            other => panic!("{other} has no wanted name"),
        };
        assert_eq!(outcome, Outcome::Malformed(wanted), "{name}");
    }
}
