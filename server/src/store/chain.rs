//! The hash chain: each event of a matter carries the hash of the one before it, so that a changed, dropped, inserted or
//! swapped row shows. The daily head (`daily_head.rs`) ties the chains of all matters together.

use minyi_rulebook::citizen_case;
use minyi_rulebook::ids::MatterId;
use sha2::{Digest, Sha256};

/// A link of the chain.
pub type ChainHash = [u8; 32];

/// What stands before a matter's first event.
pub const GENESIS: ChainHash = [0; 32];

/// SHA-256 over a fixed label, the matter's 16 bytes, version (4 bytes) and change_seq (8 bytes) in big-endian order, the
/// previous hash, and the SHA-256 of the payload: every field has a fixed length, so no two different events give the same bytes.
///
/// The label names the procedure. Citizens' cases were there before there was a second one: theirs is `minyi-event-v1`, any
/// other's is `minyi-event-v2` with the SHA-256 of its name.
#[must_use]
pub fn link(
    procedure: &str,
    matter: MatterId,
    version: u32,
    change_seq: i64,
    prev: &ChainHash,
    payload: &str,
) -> ChainHash {
    let mut hasher = Sha256::new();
    if procedure == citizen_case::PROCEDURE {
        hasher.update(b"minyi-event-v1");
    } else {
        hasher.update(b"minyi-event-v2");
        hasher.update(Sha256::digest(procedure.as_bytes()));
    }
    hasher.update(matter.0.as_bytes());
    hasher.update(version.to_be_bytes());
    hasher.update(change_seq.to_be_bytes());
    hasher.update(prev);
    hasher.update(Sha256::digest(payload.as_bytes()));
    hasher.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn every_part_of_an_event_changes_its_hash() {
        let matter = MatterId(Uuid::from_u128(1));
        let plain = link("citizen_case", matter, 1, 1, &GENESIS, "{}");
        let others = [
            link("citizen_case", MatterId(Uuid::from_u128(2)), 1, 1, &GENESIS, "{}"),
            link("citizen_case", matter, 2, 1, &GENESIS, "{}"),
            link("citizen_case", matter, 1, 2, &GENESIS, "{}"),
            link("citizen_case", matter, 1, 1, &[1; 32], "{}"),
            link("citizen_case", matter, 1, 1, &GENESIS, "{ }"),
            link("mandate", matter, 1, 1, &GENESIS, "{}"),
        ];
        assert!(others.iter().all(|other| other != &plain));
    }

    #[test]
    fn the_hash_is_the_one_that_other_tools_compute() {
        // printf 'minyi-event-v1' + 16 zero bytes + 00000001 + 0000000000000001 + 32 zero bytes + sha256('{}'), by sha256sum.
        let hash = link("citizen_case", MatterId(Uuid::nil()), 1, 1, &GENESIS, "{}");
        assert_eq!(hex::encode(hash), "20e997c849419023176dd6bf8c96c89ce1c769cdea376c3aab44a5ab6cb8a58b");
        // The same with 'minyi-event-v2' + sha256('mandate') in front.
        let hash = link("mandate", MatterId(Uuid::nil()), 1, 1, &GENESIS, "{}");
        assert_eq!(hex::encode(hash), "ccad4284c88c4ee4b1484a1e57a0c5c0a4b028d7925022f24adb2a99769bc9a5");
    }
}
