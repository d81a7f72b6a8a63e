//! Every parser against files that are almost right: the seeds of tests/corpus, changed at random, in a number of rounds that
//! fits every run (`MINYI_MUTATIONS` asks for more). Whatever comes, the answer is a typed one: no panic, no picture larger
//! than promised. Stable Rust has no coverage-guided fuzzer; docs/adr/0013 says why this is enough for now.

use minyi_evidence::export::{Language, TreeHead, Trust, verify};
use minyi_evidence::timestamp::{accept, judge, roots_from_pem};
use minyi_evidence::{LogEntry, Original, PhotoKind, PublicKey, SignedEntry, THUMBNAIL_SIDE, derive};
use minyi_rulebook::ids::Sha256;

use crate::support::chain::keys;
use crate::support::corpus::seeds;
use crate::support::{file, recipe};

/// Rounds for each seed.
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

/// Shows `look` every seed of a parser as it is and changed in so many rounds.
fn almost(parser: &str, start: u64, mut look: impl FnMut(&[u8], &str)) {
    let mut draws = Draws(start);
    for seed in seeds(parser) {
        look(&seed.bytes, &seed.name);
        for round in 0..rounds() {
            look(&draws.change(&seed.bytes), &format!("{} round {round}", seed.name));
        }
    }
}

#[test]
fn photos_that_are_almost_right_get_a_copy_or_a_refusal() {
    let limits =
        minyi_evidence::Limits { streamed_pixels: 4_000_000, buffered_pixels: 1_000_000, ..Default::default() };
    let look = |bytes: &[u8], round: &str| {
        let file = file(bytes);
        let Ok(original) = Original::open(file.path(), &limits) else { return };
        if let Ok(copies) = derive(&original, &recipe(&[]), &limits) {
            let (width, height) = copies.thumbnail.size();
            assert!(width.max(height) <= THUMBNAIL_SIDE, "{round}");
            assert_eq!(PhotoKind::sniff(&copies.public.jpeg), Some(PhotoKind::Jpeg));
        }
    };
    almost("photo", 1, look);
    // Photos of phones take a hundred times as long as small ones.
    let mut draws = Draws(11);
    for seed in [
        &include_bytes!("../../../../demo/photos/dogs-1.jpg")[..],
        include_bytes!("../../../../demo/photos/lamp-1.jpg"),
    ] {
        (0..rounds() / 10).for_each(|round| look(&draws.change(seed), &format!("round {round}")));
    }
}

#[test]
fn entries_that_are_almost_right_are_refused() {
    let sound: Vec<Vec<u8>> = seeds("entry").into_iter().map(|seed| seed.bytes).collect();
    almost("entry", 2, |bytes, round| {
        if !sound.iter().any(|seed| seed == bytes) {
            assert!(SignedEntry::from_bytes(bytes.to_vec()).verify(keys).is_err(), "{round}");
        }
    });
}

#[test]
fn log_entries_and_heads_have_one_form() {
    almost("log", 3, |bytes, round| {
        if let Ok(entry) = LogEntry::from_bytes(bytes) {
            assert_eq!(entry.to_bytes(), bytes, "{round}");
        }
    });
    almost("head", 4, |bytes, round| {
        let Ok(text) = std::str::from_utf8(bytes) else { return };
        if let Some(head) = TreeHead::from_text(text) {
            assert_eq!(head.to_text(), text, "{round}");
        }
    });
}

/// Ten thousand changes of the sound one are in src/export/tests.rs.
#[test]
fn packages_that_are_almost_right_are_broken_and_the_words_say_so() {
    let sound: Vec<Vec<u8>> = seeds("package").into_iter().map(|seed| seed.bytes).collect();
    almost("package", 5, |bytes, round| {
        let findings = verify(bytes, &Trust { offices: &[], authorities: &[], now_ms: 1_795_438_086_123 });
        assert!(!findings.text(Language::Zh).is_empty());
        assert!(findings.is_broken() || sound.iter().any(|seed| seed == bytes), "{round}");
    });
}

#[test]
fn stamps_answers_certificates_and_keys_get_an_answer() {
    let stamped = Sha256([7; 32]);
    let roots: Vec<Vec<u8>> = seeds("roots").iter().filter_map(|seed| roots_from_pem(&seed.bytes)).flatten().collect();
    let sound = seeds("token").into_iter().find(|seed| seed.expected == "good").unwrap().bytes;
    let told = judge(&sound, &stamped, &roots).unwrap();
    almost("token", 6, |bytes, round| {
        if let Ok(stamp) = judge(bytes, &stamped, &roots) {
            // CMS leaves some bytes unsigned, never the time.
            assert!(!stamp.trusted || stamp == told, "{round}: {stamp:?}");
        }
    });
    almost("answer", 7, |bytes, round| {
        if let Ok(token) = accept(bytes, &stamped, [1, 2, 3, 4, 5, 6, 7, 8]) {
            assert!(judge(&token, &stamped, &[]).is_ok(), "{round}");
        }
    });
    almost("roots", 8, |bytes, _| drop(roots_from_pem(bytes)));
    let mut draws = Draws(9);
    let point = crate::support::chain::public(&crate::support::chain::signer(1)).to_sec1();
    for _ in 0..rounds() {
        let bytes = draws.change(&point);
        if let Ok(key) = PublicKey::from_sec1(&bytes) {
            assert_eq!(key.to_sec1().len(), 65);
        }
    }
}
