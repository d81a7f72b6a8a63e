//! The chain shows every change: to a byte, to the order, to the number of its entries, and who signed.

use minyi_evidence::{
    BadCircumstances, Body, Capture, ChainFault, ChainHead, Circumstances, EntryFault, Import, KeyInfo, LONGEST_NAME,
    LinkFault, Malformed, Provenance, SignedEntry, Signer, SignerFault, SigningFault, verify_chain,
};
use minyi_rulebook::ids::DeviceId;
use proptest::prelude::*;
use uuid::Uuid;

use crate::support::chain::{DEVICE, bodies, circumstances, keys, public, sign_all, signer};

fn fault(signed: &[SignedEntry]) -> ChainFault {
    verify_chain(DEVICE, signed, keys).expect_err("the chain was tampered with")
}

#[test]
fn a_sound_chain_verifies_and_tells_what_was_written() {
    let bodies = bodies();
    let (signed, head) = sign_all(&bodies, &signer(1));
    let verified = verify_chain(DEVICE, &signed, keys).unwrap();
    assert_eq!(verified.head, head);
    let found: Vec<Body> = verified.entries.iter().map(|entry| entry.body.clone()).collect();
    assert_eq!(found, bodies);
    assert!(verified.entries.iter().enumerate().all(|(i, entry)| entry.sequence == i as u64));
    assert_eq!(verify_chain(DEVICE, &[], keys).unwrap().head, ChainHead::start(DEVICE));
}

#[test]
fn dropped_swapped_doubled_and_foreign_entries_are_named_with_their_place() {
    let (signed, head) = sign_all(&bodies(), &signer(1));
    let with = |order: &[usize]| order.iter().map(|index| signed[*index].clone()).collect::<Vec<_>>();
    let gap = |index, expected, found| ChainFault { index, fault: LinkFault::Gap { expected, found } };
    let table = [
        (with(&[1, 2, 3]), gap(0, 0, 1)),
        (with(&[0, 2, 3]), gap(1, 1, 2)),
        (with(&[0, 2, 1, 3]), gap(1, 1, 2)),
        (with(&[0, 0, 1, 2]), gap(1, 1, 0)),
    ];
    for (tampered, expected) in table {
        assert_eq!(fault(&tampered), expected);
    }
    // Without its end a chain is sound, but its head is not the one that was remembered.
    assert_ne!(verify_chain(DEVICE, &signed[..3], keys).unwrap().head, head);

    let (others, _) = sign_all(&bodies().into_iter().rev().collect::<Vec<_>>()[..1], &signer(1));
    let spliced = [others, signed[1..].to_vec()].concat();
    assert_eq!(fault(&spliced), ChainFault { index: 1, fault: LinkFault::NotLinked });

    let elsewhere = DeviceId(Uuid::from_u128(2));
    let foreign = verify_chain(elsewhere, &signed, keys).unwrap_err();
    assert_eq!(foreign, ChainFault { index: 0, fault: LinkFault::ForeignDevice });
}

#[test]
fn a_copy_of_a_photo_that_was_never_recorded_is_named() {
    let bodies = bodies();
    let (signed, _) = sign_all(&bodies[1..2], &signer(1));
    assert_eq!(fault(&signed), ChainFault { index: 0, fault: LinkFault::UnknownParent });
}

#[test]
fn an_entry_of_an_unknown_key_is_named_also_when_a_wrong_key_is_offered() {
    let (signed, _) = sign_all(&bodies(), &signer(2));
    let unknown = LinkFault::Entry(EntryFault::UnknownKey);
    assert_eq!(fault(&signed), ChainFault { index: 0, fault: unknown });
    let wrong = verify_chain(DEVICE, &signed, |_| Some(public(&signer(1)))).unwrap_err();
    assert_eq!(wrong.fault, unknown);
}

#[test]
fn a_change_of_one_bit_anywhere_is_refused() {
    let (signed, _) = sign_all(&bodies(), &signer(1));
    for entry in &signed {
        for bit in 0..entry.as_bytes().len() * 8 {
            let mut bytes = entry.as_bytes().to_vec();
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert!(SignedEntry::from_bytes(bytes).verify(keys).is_err(), "bit {bit}");
        }
    }
}

#[test]
fn bytes_around_an_entry_and_unsigned_headers_are_refused() {
    let (signed, _) = sign_all(&bodies()[..1], &signer(1));
    let bytes = signed[0].as_bytes();
    let verify = |bytes: Vec<u8>| SignedEntry::from_bytes(bytes).verify(keys);
    let malformed = |fault: Malformed| Err(EntryFault::Malformed(fault));
    assert!(verify([bytes, &[0]].concat()).is_err());
    assert_eq!(verify(bytes[1..].to_vec()), malformed(Malformed::Envelope), "without its tag");
    assert_eq!(verify(vec![0xd2; 70_000]), malformed(Malformed::TooLong));
    assert_eq!(verify(Vec::new()), malformed(Malformed::Envelope));
    // An empty map stands between protected header and payload; a header put there would not be signed.
    let empty = (0..bytes.len() - 1).find(|at| bytes[*at] == 0xa0 && bytes[at + 1] & 0xe0 == 0x40).unwrap();
    let added = [&bytes[..empty], &[0xa1, 0x18, 0x63, 0x01], &bytes[empty + 1..]].concat();
    assert_eq!(verify(added), malformed(Malformed::Envelope));
}

#[test]
fn names_and_clocks_that_cannot_be_are_not_recorded() {
    let Body::Capture(sound) = &bodies()[0] else { panic!("the first is a capture") };
    let long = "x".repeat(LONGEST_NAME + 1);
    let table = [
        Circumstances { app_build: String::new(), ..circumstances() },
        Circumstances { app_build: long.clone(), ..circumstances() },
        Circumstances { policy: String::new(), ..circumstances() },
        Circumstances { policy: long, ..circumstances() },
        Circumstances { device_ms: i64::MAX, ..circumstances() },
    ];
    for told in table {
        let proof = Provenance::imported(Import::Scan);
        assert_eq!(Capture::new(sound.id, sound.original(), proof, told), Err(BadCircumstances));
    }
}

#[test]
fn a_signer_that_fails_or_uses_another_key_leaves_the_chain_as_it_was() {
    /// Names the key of one and signs with another, as an app did after falling back from a chip.
    #[derive(Debug)]
    struct MixedUp;
    impl Signer for MixedUp {
        fn key(&self) -> Result<KeyInfo, SignerFault> {
            signer(1).key()
        }
        fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerFault> {
            signer(2).sign(message)
        }
    }
    #[derive(Debug)]
    struct Locked;
    impl Signer for Locked {
        fn key(&self) -> Result<KeyInfo, SignerFault> {
            signer(1).key()
        }
        fn sign(&self, _: &[u8]) -> Result<Vec<u8>, SignerFault> {
            Err(SignerFault::Locked)
        }
    }
    let head = ChainHead::start(DEVICE);
    let append = |signer: &dyn Signer| head.append(bodies().remove(0), signer);
    assert_eq!(append(&MixedUp), Err(SigningFault::NotOurs));
    assert_eq!(append(&Locked), Err(SigningFault::Signer(SignerFault::Locked)));
    assert!(append(&signer(1)).is_ok());
}

proptest! {
    #[test]
    fn no_bytes_make_the_verifier_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), framed: bool) {
        let start: &[u8] = if framed { &[0xd2, 0x84] } else { &[] };
        prop_assert!(SignedEntry::from_bytes([start, &bytes].concat()).verify(keys).is_err());
    }
}
