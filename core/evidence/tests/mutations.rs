//! Every parser against files that are almost right: seeds that are checked in or made here, changed at random, in a number of
//! rounds that fits every run (`MINYI_MUTATIONS` asks for more). Whatever comes, the answer is a typed one: no panic, no
//! picture larger than promised. Stable Rust has no coverage-guided fuzzer; docs/adr/0013 says why this is enough for now.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod support;

use image::ImageFormat;
use minyi_evidence::export::{Language, TreeHead, Trust, verify};
use minyi_evidence::{LogEntry, Original, PhotoKind, SignedEntry, THUMBNAIL_SIDE, derive};
use support::chain::{bodies, keys, sign_all, signer};
use support::{Form, PLAIN, encoded, file, jpeg, orientation_exif, picture, recipe};

/// Rounds for each parser.
fn rounds() -> usize {
    std::env::var("MINYI_MUTATIONS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(200)
}

/// Repeatable draws (SplitMix64).
struct Draws(u64);

impl Draws {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound.max(1) as u64).unwrap()
    }

    /// One to eight changes, most of them near the front, where headers are.
    fn change(&mut self, seed: &[u8]) -> Vec<u8> {
        let mut bytes = seed.to_vec();
        for _ in 0..=self.below(8) {
            if bytes.is_empty() {
                return bytes;
            }
            let reach = if self.below(2) == 0 { bytes.len().min(700) } else { bytes.len() };
            let at = self.below(reach);
            match self.below(7) {
                0 => bytes[at] ^= 1 << self.below(8),
                1 => bytes[at] = [0, 1, 0x7f, 0x80, 0xd8, 0xff][self.below(6)],
                2 => bytes.truncate(at),
                3 => drop(bytes.remove(at)),
                4 => bytes.insert(at, self.next().to_le_bytes()[0]),
                5 => {
                    let from = self.below(bytes.len());
                    let piece = bytes[from..bytes.len().min(from + 40)].to_vec();
                    bytes.splice(at..at, piece);
                }
                _ => {
                    let end = bytes.len().min(at + 4);
                    bytes[at..end].fill([0, 0xff][self.below(2)]);
                }
            }
        }
        bytes
    }
}

fn photos() -> Vec<Vec<u8>> {
    let small = picture(64, 48);
    let mut seeds = vec![
        include_bytes!("../../../demo/photos/dogs-1.jpg").to_vec(),
        include_bytes!("../../../demo/photos/lamp-1.jpg").to_vec(),
        jpeg(&small, PLAIN, Some(&orientation_exif(6))),
        jpeg(&small, Form { progressive: true, ..PLAIN }, None),
        jpeg(&small, Form { split: true, ..PLAIN }, Some(&orientation_exif(3))),
    ];
    seeds.extend([ImageFormat::Png, ImageFormat::WebP].map(|format| encoded(&small, format)));
    seeds
}

#[test]
fn photos_that_are_almost_right_get_a_copy_or_a_refusal() {
    let limits =
        minyi_evidence::Limits { streamed_pixels: 4_000_000, buffered_pixels: 1_000_000, ..Default::default() };
    let mut draws = Draws(1);
    for seed in photos() {
        // A photo of a phone takes a hundred times as long as a small one.
        let rounds = if seed.len() > 50_000 { rounds() / 10 } else { rounds() };
        for round in 0..rounds {
            let bytes = draws.change(&seed);
            let file = file(&bytes);
            let Ok(original) = Original::open(file.path(), &limits) else { continue };
            if let Ok(copies) = derive(&original, &recipe(&[]), &limits) {
                let (width, height) = copies.thumbnail.size();
                assert!(width.max(height) <= THUMBNAIL_SIDE, "round {round}");
                assert_eq!(PhotoKind::sniff(&copies.public.jpeg), Some(PhotoKind::Jpeg));
            }
        }
    }
}

#[test]
fn entries_that_are_almost_right_are_refused() {
    let (signed, _) = sign_all(&bodies(), &signer(1));
    let mut draws = Draws(2);
    for seed in &signed {
        for round in 0..rounds() {
            let bytes = draws.change(seed.as_bytes());
            if bytes != seed.as_bytes() {
                assert!(SignedEntry::from_bytes(bytes).verify(keys).is_err(), "round {round}");
            }
        }
    }
}

#[test]
fn logs_heads_and_packages_that_are_almost_right_get_an_answer() {
    let head = TreeHead::signed(7, minyi_rulebook::ids::Sha256([1; 32]), 5, [2; 32], |_| [3; 64]).to_text();
    let zip = b"PK\x03\x04\x14\0\0\x08\0\0\0\0\x21\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0aPK\x01\x02PK\x05\x06".to_vec();
    let entry = vec![0xa7, 1, 1, 2, 7, 3, 0x1a, 0, 0, 0, 1, 4, 0x50];
    let mut draws = Draws(3);
    for round in 0..rounds() * 4 {
        let _ = LogEntry::from_bytes(&draws.change(&entry));
        let findings = verify(&draws.change(&zip), &Trust { offices: &[], authorities: &[], now_ms: 0 });
        assert!(findings.is_broken() && !findings.text(Language::Zh).is_empty(), "round {round}");
        let text = String::from_utf8_lossy(&draws.change(head.as_bytes())).into_owned();
        if let Some(read) = TreeHead::from_text(&text) {
            assert_eq!(read.to_text(), text, "one form");
        }
    }
}
