//! The status list: the IETF encoding, its size at scale, its speed, and its age in words.

use crate::support::*;
use minyi_identity::*;
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// `lst` of the draft's two-bit test vector, 2^20 entries (draft-ietf-oauth-status-list, test vectors, "2 bit Status List").
const VECTOR: &str = "78daeddb310d00211000412ea1a04004fe5520ed\
    357c28c81d3312b6df68bc65480000000000406e2101000000000000000000000000\
    0000000000000000000000000000000000000040795b020000000000000000000000\
    00000000000000000000000000000000000000000000000000000000000000000000\
    00000000000000000000000000000000000000000000000000000000000000000000\
    0080f4ba0400000000000000000000000000406d764a000000000000000000000000\
    000000000000000000e0922101000000000000000000000000000000000000fc1312\
    00000000000000000000000000000000000000000000000000000000000000c0912e\
    01000000000000000000000000000000000000c07d4b020000000000000000000000\
    00000000a8614a0000000000000000000000406a1fcd60010c";
const SET: [(u64, CardStatus); 11] = [
    (0, CardStatus::Terminated),
    (1993, CardStatus::Suspended),
    (25_460, CardStatus::Terminated),
    (159_495, CardStatus::Replaced),
    (495_669, CardStatus::Terminated),
    (554_353, CardStatus::Terminated),
    (645_645, CardStatus::Suspended),
    (723_232, CardStatus::Terminated),
    (854_545, CardStatus::Terminated),
    (934_534, CardStatus::Suspended),
    (1_000_345, CardStatus::Replaced),
];

#[test]
fn the_test_vector_of_the_draft_is_read_and_rebuilt() {
    let bits = StatusBits::decompress(&hex::decode(VECTOR).unwrap()).unwrap();
    let not_valid: Vec<_> =
        (0..1 << 20).map(|index| (index, bits.get(index).unwrap())).filter(|(_, s)| *s != CardStatus::Valid).collect();
    assert_eq!(not_valid, SET);
    assert_eq!(bits.get(1 << 20), None);
    let mut own = StatusBits::all_valid(1 << 20);
    assert!(SET.iter().all(|(index, status)| own.set(*index as usize, *status)));
    assert_eq!(own, bits);
    assert_eq!(StatusBits::decompress(&own.compress()), Ok(bits));
}

/// 100,000 deputies, 1 % not valid: spread evenly by a small generator, nine in ten terminated.
fn large() -> StatusBits {
    let mut bits = StatusBits::all_valid(100_000);
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for round in 0..1000 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let status = if round % 10 == 0 { CardStatus::Suspended } else { CardStatus::Terminated };
        assert!(bits.set((state >> 33) as usize % 100_000, status));
    }
    bits
}

#[test]
fn the_list_of_100_000_deputies_stays_small() {
    let world = World::new();
    let list = StatusList { states: large(), ..world.list.clone() };
    let signed = list.seal(&world.crypto, &world.issuer).unwrap().len();
    let random = large().compress().len();
    let mut clustered = StatusBits::all_valid(100_000);
    assert!((0..1000).all(|index| clustered.set(50_000 + index, CardStatus::Terminated)));
    let clustered = clustered.compress().len();
    println!("100,000 states, 1,000 not valid: scattered {random} B ({signed} B signed), in one block {clustered} B");
    assert!(random <= 2048, "{random} bytes");
    assert!(clustered <= 300, "{clustered} bytes");
}

#[test]
fn a_state_is_looked_up_in_well_under_ten_microseconds() {
    let bits = large();
    let start = Instant::now();
    let found = (0..100_000).filter(|index| bits.get(*index) != Some(CardStatus::Valid)).count();
    let each = start.elapsed() / 100_000;
    assert!(found > 900, "{found}");
    assert!(each < Duration::from_micros(10), "{each:?}");
}

#[test]
fn a_list_that_unpacks_to_a_giant_or_is_no_zlib_is_refused() {
    let giant = StatusBits::all_valid(16 << 20).compress();
    assert!(giant.len() < 10_000, "a small bomb: {} bytes", giant.len());
    assert_eq!(StatusBits::decompress(&giant), Err(Fault::Claims));
    for bytes in [&[][..], &[0x78], &[0x78, 0xda, 0xff, 0xff], &giant[..giant.len() - 20]] {
        assert_eq!(StatusBits::decompress(bytes), Err(Fault::Claims));
    }
}

#[test]
fn age_is_said_in_words() {
    for (age, zh, en) in [
        (
            None,
            "本机从未更新过代表状态，请联网更新",
            "This phone has never received the list of deputies' states; go online once.",
        ),
        (Some(0), "代表状态刚刚更新", "State updated just now."),
        (Some(59), "代表状态刚刚更新", "State updated just now."),
        (Some(60), "代表状态更新于 1 分钟前", "State updated 1 minute ago."),
        (Some(3599), "代表状态更新于 59 分钟前", "State updated 59 minutes ago."),
        (Some(3600), "代表状态更新于 1 小时前", "State updated 1 hour ago."),
        (Some(86_399), "代表状态更新于 23 小时前", "State updated 23 hours ago."),
        (Some(86_400), "代表状态更新于 1 天前", "State updated 1 day ago."),
        (Some(20 * DAY), "代表状态更新于 20 天前", "State updated 20 days ago."),
    ] {
        let words = words::freshness(age.map(Duration::from_secs));
        assert_eq!((words.zh.as_str(), words.en.as_str()), (zh, en));
    }
}

proptest! {
    #[test]
    fn a_state_set_is_the_state_read_and_neighbours_keep_theirs(
        count in 1_usize..400, changes in prop::collection::vec((0_usize..400, 0_usize..4), 0..60)
    ) {
        const ALL: [CardStatus; 4] =
            [CardStatus::Valid, CardStatus::Terminated, CardStatus::Suspended, CardStatus::Replaced];
        let mut bits = StatusBits::all_valid(count);
        let mut model = vec![CardStatus::Valid; count.div_ceil(4) * 4];
        for (index, status) in changes {
            let fits = index < model.len();
            prop_assert_eq!(bits.set(index, ALL[status]), fits);
            if fits {
                model[index] = ALL[status];
            }
        }
        let bits = StatusBits::decompress(&bits.compress()).unwrap();
        let read: Vec<_> = (0..model.len() as u64).map(|index| bits.get(index).unwrap()).collect();
        prop_assert_eq!(read, model);
    }
}
