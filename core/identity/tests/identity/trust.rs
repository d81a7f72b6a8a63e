//! Bundles and lists: who may sign them, and that nothing older ever replaces anything newer.

use crate::support::*;
use minyi_identity::*;

const NOW: Now = Now::Anchored(T0);

fn install(world: &mut World, bundle: &TrustBundle, by: &[usize]) -> Result<Installed, Refused> {
    let bytes = world.sealed_bundle(bundle, by);
    world.store.install_bundle(&bytes, &world.crypto, NOW)
}

fn install_list(world: &mut World, list: &StatusList) -> Result<Installed, Refused> {
    let bytes = list.seal(&world.crypto, &world.issuer).unwrap();
    world.store.install_list(&bytes, &world.crypto, NOW)
}

const NEW: Result<Installed, Refused> = Ok(Installed::New { issued_at: T0 });

#[test]
fn any_two_of_the_three_roots_decide_and_one_does_not() {
    let mut world = World::new();
    let mut bundle = world.bundle.clone();
    for (by, result) in [
        (&[][..], Err(Refused::TooFewSignatures(0))),
        (&[0], Err(Refused::TooFewSignatures(1))),
        (&[2], Err(Refused::TooFewSignatures(1))),
        (&[0, 0], Err(Refused::Fault(Fault::Structure))),
        (&[0, 1], NEW),
        (&[1, 2], NEW),
        (&[0, 2], NEW),
        (&[0, 1, 2], NEW),
    ] {
        bundle.version += 1;
        assert_eq!(install(&mut world, &bundle, by), result, "{by:?}");
    }
}

#[test]
fn a_strangers_signature_counts_for_nothing() {
    let mut world = World::new();
    let bundle = TrustBundle { version: 2, ..world.bundle.clone() };
    let stranger = bundle.endorse(&world.crypto, &key(Algorithm::Ed25519, 99)).unwrap();
    let root = bundle.endorse(&world.crypto, &world.roots[0]).unwrap();
    let bytes = bundle.seal(&[root, stranger]);
    assert_eq!(world.store.install_bundle(&bytes, &world.crypto, NOW), Err(Refused::TooFewSignatures(1)));
}

#[test]
fn a_signature_over_another_bundle_spoils_this_one() {
    let mut world = World::new();
    let bundle = TrustBundle { version: 2, ..world.bundle.clone() };
    let other = TrustBundle { version: 3, ..world.bundle.clone() };
    let endorse = |bundle: &TrustBundle, root: usize| bundle.endorse(&world.crypto, &world.roots[root]).unwrap();
    let bytes = bundle.seal(&[endorse(&bundle, 0), endorse(&other, 1)]);
    assert_eq!(world.store.install_bundle(&bytes, &world.crypto, NOW), Err(Refused::Fault(Fault::Signature)));
}

#[test]
fn an_older_bundle_is_refused_and_the_newer_stays() {
    let mut world = World::new();
    let first = world.bundle.clone();
    let second = TrustBundle { version: 5, issuers: vec![], ..first.clone() };
    assert_eq!(install(&mut world, &second, &[0, 1]), NEW);
    assert_eq!(install(&mut world, &first, &[0, 1]), Err(Refused::RolledBack { held: 5, offered: 1 }));
    assert_eq!(world.store.bundle(), Some(&second));
}

#[test]
fn the_same_bundle_is_held_already_and_another_with_its_version_is_a_fork() {
    let mut world = World::new();
    let same = world.bundle.clone();
    assert_eq!(install(&mut world, &same, &[0, 1]), Ok(Installed::AlreadyHeld));
    assert_eq!(install(&mut world, &same, &[0, 1, 2]), Ok(Installed::AlreadyHeld), "a third signature changes nothing");
    let other = TrustBundle { issuers: vec![], ..same };
    assert_eq!(install(&mut world, &other, &[0, 1]), Err(Refused::Forked(1)));
}

#[test]
fn a_newer_bundle_may_not_carry_an_older_date_nor_one_from_the_future() {
    let mut world = World::new();
    let back = TrustBundle { version: 2, issued_at: UnixTime(T0.0 - 1), ..world.bundle.clone() };
    assert_eq!(install(&mut world, &back, &[0, 1]), Err(Refused::DatedBack));
    let ahead = TrustBundle { version: 2, issued_at: at(301), ..world.bundle.clone() };
    assert_eq!(install(&mut world, &ahead, &[0, 1]), Err(Refused::Fault(Fault::FromTheFuture)));
    let bytes = world.sealed_bundle(&ahead, &[0, 1]);
    let result = world.store.install_bundle(&bytes, &world.crypto, Now::Wall(T0));
    assert_eq!(result, Ok(Installed::New { issued_at: at(301) }), "a wrong phone clock locks out no news");
}

#[test]
fn roots_change_only_with_two_of_the_old_and_two_of_the_new() {
    let mut world = World::new();
    let fresh = key(Algorithm::Ed25519, 4);
    let [a, b, _] = world.bundle.roots;
    let bundle = TrustBundle { version: 2, roots: [a, b, fresh.public_key()], ..world.bundle.clone() };
    let old = |root: usize| bundle.endorse(&world.crypto, &world.roots[root]).unwrap();
    let new = bundle.endorse(&world.crypto, &fresh).unwrap();
    let lost = bundle.seal(&[old(0), old(2)]);
    let result = world.store.clone().install_bundle(&lost, &world.crypto, NOW);
    assert_eq!(result, Err(Refused::TooFewSignatures(1)), "only one of the new roots signed");
    let usurped = bundle.seal(&[old(0), new]);
    let result = world.store.clone().install_bundle(&usurped, &world.crypto, NOW);
    assert_eq!(result, Err(Refused::TooFewSignatures(1)), "only one of the old roots signed");
    assert_eq!(install(&mut world, &bundle, &[0, 1]), NEW);
    let third = TrustBundle { version: 3, ..bundle };
    assert_eq!(install(&mut world, &third, &[0, 2]), Err(Refused::TooFewSignatures(1)), "the old third root is out");
}

#[test]
fn a_bundle_with_a_key_twice_or_with_device_keys_is_refused() {
    let mut world = World::new();
    let [a, b, c] = world.bundle.roots;
    let issuer = world.bundle.issuers[0].clone();
    let device = key(Algorithm::Es256, 5).public_key();
    for (what, roots, issuers) in [
        ("one root twice", [a, b, b], vec![issuer.clone()]),
        ("one issuer twice", [a, b, c], vec![issuer.clone(), issuer.clone()]),
        ("a root that issues", [a, b, c], vec![certificate(a)]),
        ("a device as issuer", [a, b, c], vec![certificate(device)]),
        ("a device as root", [a, b, device], vec![issuer]),
    ] {
        let bundle = TrustBundle { version: 2, roots, issuers, ..world.bundle.clone() };
        assert_eq!(install(&mut world, &bundle, &[0, 1]), Err(Refused::Fault(Fault::Claims)), "{what}");
    }
}

#[test]
fn of_two_list_versions_the_newer_stays_in_whatever_order_they_come() {
    let mut world = World::new();
    let code = world.live(at(60));
    let mut newer = StatusList { version: 3, ..world.list.clone() };
    assert!(newer.states.set(INDEX as usize, CardStatus::Suspended));
    let older = StatusList { version: 2, ..world.list.clone() };
    assert_eq!(install_list(&mut world, &newer), NEW);
    assert_eq!(install_list(&mut world, &older), Err(Refused::RolledBack { held: 3, offered: 2 }));
    assert_eq!(install_list(&mut world, &newer), Ok(Installed::AlreadyHeld));
    let forked = StatusList { version: 3, ..older };
    assert_eq!(install_list(&mut world, &forked), Err(Refused::Forked(3)));
    assert!(matches!(world.scan(&code, at(60)), Outcome::Suspended { .. }));
}

#[test]
fn a_deny_list_does_not_roll_back_either() {
    let mut world = World::new();
    assert_eq!(world.deny(2, vec![(CARD_ID, Denial::Suspended)]), NEW);
    assert_eq!(world.deny(1, vec![]), Err(Refused::RolledBack { held: 2, offered: 1 }));
    assert_eq!(world.deny(2, vec![]), Err(Refused::Forked(2)));
    let many = (0..=256_u128).map(|id| (CardId(id.to_be_bytes()), Denial::Suspended)).collect();
    assert_eq!(world.deny(3, many), Err(Refused::Fault(Fault::Claims)), "the deny list is for emergencies");
}

#[test]
fn a_list_counts_only_when_its_own_congress_signs_it() {
    let mut world = World::new();
    let elsewhere = StatusList { version: 2, address: "https://elsewhere.cn/sl".into(), ..world.list.clone() };
    assert_eq!(install_list(&mut world, &elsewhere), Err(Refused::OutOfScope));
    let list = StatusList { version: 2, ..world.list.clone() };
    let bytes = list.seal(&world.crypto, &key(Algorithm::Ed25519, 77)).unwrap();
    assert_eq!(world.store.install_list(&bytes, &world.crypto, NOW), Err(Refused::UnknownIssuer));
    let too_early = StatusList { version: 2, issued_at: UnixTime(T0.0 - 1), ..list.clone() };
    assert_eq!(install_list(&mut world, &too_early), Err(Refused::OutOfScope), "before the certificate begins");
    let deny_as_list = DenyList { address: LIST.into(), version: 9, issued_at: T0, denials: vec![] };
    let bytes = deny_as_list.seal(&world.crypto, &world.issuer).unwrap();
    assert_eq!(world.store.install_list(&bytes, &world.crypto, NOW), Err(Refused::Fault(Fault::Structure)));
    let card = world.card();
    assert_eq!(world.store.install_list(&card, &world.crypto, NOW), Err(Refused::Fault(Fault::Structure)));
}

#[test]
fn the_list_of_a_withdrawn_key_no_longer_speaks() {
    let mut world = World::new();
    let second = key(Algorithm::Ed25519, 12);
    let code = world.live(at(60));
    world.set_status(CardStatus::Valid);
    // The congress gets a second key; the first stays for its cards, then signs nothing more.
    let issuers = vec![certificate(world.issuer.public_key()), certificate(second.public_key())];
    let both = TrustBundle { version: 2, issuers, ..world.bundle.clone() };
    assert_eq!(install(&mut world, &both, &[0, 1]), NEW);
    let mut list = StatusList { version: 9, ..world.list.clone() };
    assert!(list.states.set(INDEX as usize, CardStatus::Suspended));
    let bytes = list.seal(&world.crypto, &second).unwrap();
    assert_eq!(world.store.install_list(&bytes, &world.crypto, NOW), NEW);
    assert!(matches!(world.scan(&code, at(60)), Outcome::Suspended { .. }), "either key speaks for the congress");
    let first_only = TrustBundle { version: 3, issuers: both.issuers[..1].to_vec(), ..both };
    assert_eq!(install(&mut world, &first_only, &[0, 1]), NEW);
    assert!(matches!(world.scan(&code, at(60)), Outcome::GenuineStatusStale { status_age: None, .. }));
}

#[test]
fn what_is_believed_survives_a_restart_with_its_versions() {
    let mut world = World::new();
    world.set_status(CardStatus::Suspended);
    world.deny(4, vec![]).unwrap();
    let stored: Vec<Vec<u8>> = world.store.held().map(<[u8]>::to_vec).collect();
    assert_eq!(stored.len(), 3);
    let mut store = TrustStore::new(*world.store.roots());
    let wall = Now::Wall(UnixTime(0));
    store.install_bundle(&stored[0], &world.crypto, wall).unwrap();
    store.install_list(&stored[1], &world.crypto, wall).unwrap();
    store.install_deny(&stored[2], &world.crypto, wall).unwrap();
    world.store = store;
    let code = world.live(at(60));
    assert!(matches!(world.scan(&code, at(60)), Outcome::Suspended { .. }));
    assert_eq!(world.deny(3, vec![]), Err(Refused::RolledBack { held: 4, offered: 3 }));
}
