//! A thousand random changes, to every kind of message: not one is believed.

use crate::support::*;
use minyi_identity::*;

/// A small generator with a fixed start: a failure can be repeated.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    /// Flips, replaces, removes, inserts or swaps; the result differs from the input.
    fn mutate(&mut self, bytes: &[u8]) -> Vec<u8> {
        loop {
            let mut mutated = bytes.to_vec();
            let place = self.below(bytes.len());
            match self.below(5) {
                0 => mutated[place] ^= 1 << self.below(8),
                1 => mutated[place] = self.below(256) as u8,
                2 => drop(mutated.remove(place)),
                3 => mutated.insert(place, self.below(256) as u8),
                _ => mutated.swap(place, self.below(bytes.len())),
            }
            if mutated != bytes {
                return mutated;
            }
        }
    }
}

#[test]
fn a_thousand_changed_codes_are_never_genuine() {
    let mut world = World::new();
    let (live, number) = (world.live(at(60)), challenge("042917"));
    let answer = world.answer(number, at(60));
    let mut dice = Dice(0x1234_5678_9abc_def1);
    for (code, expecting) in [(&live, Expecting::LiveCode), (&answer, Expecting::AnswerTo(number))] {
        let bytes = from_code(code);
        assert!(world.judge(code, expecting, Now::Anchored(at(60))).is_genuine());
        for round in 0..1000 {
            world.seen = SeenCodes::default();
            let outcome = world.judge(&to_code(&dice.mutate(&bytes)), expecting, Now::Anchored(at(60)));
            assert!(!outcome.is_genuine(), "round {round}: {outcome:?}");
        }
    }
}

#[test]
fn a_thousand_changed_texts_are_never_genuine() {
    let mut world = World::new();
    let code = world.live(at(60));
    let mut dice = Dice(0x0fed_cba9_8765_4321);
    for round in 0..1000 {
        world.seen = SeenCodes::default();
        let text = String::from_utf8_lossy(&dice.mutate(code.as_bytes())).into_owned();
        assert!(!world.scan(&text, at(60)).is_genuine(), "round {round}");
    }
}

#[test]
fn a_thousand_changed_bundles_and_lists_are_never_installed() {
    let mut world = World::new();
    let now = Now::Anchored(at(60));
    let bundle = TrustBundle { version: 2, ..world.bundle.clone() };
    let bundle = world.sealed_bundle(&bundle, &[0, 1]);
    let list = StatusList { version: 2, ..world.list.clone() }.seal(&world.crypto, &world.issuer).unwrap();
    let deny =
        DenyList { address: LIST.into(), version: 1, issued_at: T0, denials: vec![(CARD_ID, Denial::Suspended)] };
    let deny = deny.seal(&world.crypto, &world.issuer).unwrap();
    let mut dice = Dice(0x5555_aaaa_1111_9999);
    for round in 0..1000 {
        let crypto = world.crypto;
        assert!(world.store.install_bundle(&dice.mutate(&bundle), &crypto, now).is_err(), "bundle, round {round}");
        assert!(world.store.install_list(&dice.mutate(&list), &crypto, now).is_err(), "list, round {round}");
        assert!(world.store.install_deny(&dice.mutate(&deny), &crypto, now).is_err(), "deny, round {round}");
    }
    for (bytes, what) in [(&bundle, "bundle"), (&list, "list"), (&deny, "deny")] {
        let crypto = world.crypto;
        let result = match what {
            "bundle" => world.store.install_bundle(bytes, &crypto, now),
            "list" => world.store.install_list(bytes, &crypto, now),
            _ => world.store.install_deny(bytes, &crypto, now),
        };
        assert!(matches!(result, Ok(Installed::New { .. })), "unchanged {what}: {result:?}");
    }
}
