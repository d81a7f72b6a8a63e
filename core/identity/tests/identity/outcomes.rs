//! Every outcome of a check is reached by something that happens in life.

use crate::support::*;
use minyi_identity::*;
use std::time::Duration;

#[test]
fn a_live_code_of_a_deputy_in_office_is_genuine_and_current() {
    let mut world = World::new();
    let code = world.live(at(3600));
    let outcome = world.scan(&code, at(3605));
    let Outcome::GenuineAndCurrent { shown, liveness, status_age } = &outcome else { panic!("{outcome:?}") };
    assert_eq!(shown.card.holder.name, "王建国");
    assert_eq!(shown.congress, "海曙区人民代表大会常务委员会");
    assert_eq!((*liveness, *status_age), (Liveness::LiveCode, Duration::from_secs(3605)));
    assert_eq!(words::outcome(&outcome).zh, "真实有效，请核对照片。代表状态更新于 1 小时前");
}

#[test]
fn an_old_status_list_makes_it_genuine_with_stale_status_and_says_how_old() {
    let mut world = World::new();
    let now = at(3 * DAY);
    let code = world.live(now);
    let outcome = world.scan(&code, now);
    let Outcome::GenuineStatusStale { status_age: Some(age), .. } = &outcome else { panic!("{outcome:?}") };
    assert_eq!(*age, Duration::from_secs(3 * DAY));
    assert!(words::outcome(&outcome).zh.ends_with("代表状态更新于 3 天前"));
    assert!(words::outcome(&outcome).en.ends_with("State updated 3 days ago."));
}

#[test]
fn a_phone_that_never_got_a_status_list_says_so() {
    let mut world = World::new();
    world.store = TrustStore::new(*world.store.roots());
    let bundle = world.sealed_bundle(&world.bundle, &[1, 2]);
    world.store.install_bundle(&bundle, &world.crypto, Now::Wall(T0)).unwrap();
    let code = world.live(at(60));
    let outcome = world.scan(&code, at(60));
    assert!(matches!(outcome, Outcome::GenuineStatusStale { status_age: None, .. }), "{outcome:?}");
}

#[test]
fn a_place_past_the_end_of_the_list_is_unknown_not_valid() {
    let mut world = World::new();
    world.list.version = 2;
    world.list.states = StatusBits::all_valid(INDEX as usize - 12);
    let list = world.list.seal(&world.crypto, &world.issuer).unwrap();
    world.store.install_list(&list, &world.crypto, Now::Anchored(T0)).unwrap();
    let code = world.live(at(60));
    assert!(matches!(world.scan(&code, at(60)), Outcome::GenuineStatusStale { status_age: None, .. }));
}

#[test]
fn suspension_termination_replacement_and_restoration_come_with_the_status_list() {
    let mut world = World::new();
    let code = world.live(at(60));
    world.set_status(CardStatus::Suspended);
    assert!(matches!(world.scan(&code, at(60)), Outcome::Suspended { .. }));
    world.set_status(CardStatus::Replaced);
    assert!(matches!(world.scan(&code, at(60)), Outcome::Replaced { .. }));
    world.set_status(CardStatus::Terminated);
    assert!(matches!(world.scan(&code, at(60)), Outcome::Terminated { notice: None, .. }));
    world.set_status(CardStatus::Valid);
    assert!(matches!(world.scan(&code, at(60)), Outcome::GenuineAndCurrent { .. }));
}

#[test]
fn the_deny_list_speaks_before_the_status_list_and_carries_the_notice() {
    let mut world = World::new();
    let code = world.live(at(60));
    let notice = "海人大公告〔2026〕7号".to_owned();
    world.deny(1, vec![(CARD_ID, Denial::Terminated { notice: notice.clone() })]).unwrap();
    let outcome = world.scan(&code, at(60));
    assert!(matches!(&outcome, Outcome::Terminated { notice: Some(n), .. } if *n == notice), "{outcome:?}");
    assert!(words::outcome(&outcome).zh.contains(&notice));
    world.deny(2, vec![(CARD_ID, Denial::Suspended)]).unwrap();
    assert!(matches!(world.scan(&code, at(60)), Outcome::Suspended { .. }));
    world.deny(3, vec![(CARD_ID, Denial::Replaced)]).unwrap();
    assert!(matches!(world.scan(&code, at(60)), Outcome::Replaced { .. }));
    world.deny(4, vec![(CardId([8; 16]), Denial::Suspended)]).unwrap();
    assert!(matches!(world.scan(&code, at(60)), Outcome::GenuineAndCurrent { .. }));
}

#[test]
fn a_card_past_its_end_is_expired_whatever_clock_there_is() {
    let mut world = World::new();
    let code = world.live(at(60));
    for now in [Now::Anchored(at(180 * DAY)), Now::Wall(at(180 * DAY)), Now::SetBack(at(180 * DAY))] {
        assert!(matches!(world.judge(&code, Expecting::LiveCode, now), Outcome::Expired { .. }), "{now:?}");
    }
}

#[test]
fn a_code_scanned_twice_is_suspected_of_replay() {
    let mut world = World::new();
    let code = world.live(at(60));
    assert!(world.scan(&code, at(61)).is_genuine());
    let outcome = world.scan(&code, at(63));
    assert!(matches!(outcome, Outcome::ReplaySuspected { replay: Replay::SeenBefore, .. }), "{outcome:?}");
}

#[test]
fn a_code_older_than_45_seconds_is_never_genuine_even_from_a_phone_15_seconds_fast() {
    let mut world = World::new();
    let mut showing = world.showing();
    showing.unlock(&[9; 32], &world.device, &world.crypto, on(900)).unwrap();
    let mut accepted = 0;
    for taken in [0_u64, 1, 7, 13, 14] {
        let shown_at = 990 + taken;
        for fast_by in [-45_i64, -15, -1, 0, 1, 14, 15] {
            let code = text(&showing.face(on(shown_at.checked_add_signed(fast_by).unwrap())).unwrap());
            for age in [0, 46, 60, 3600] {
                world.seen = SeenCodes::default();
                let outcome = world.scan(&code, at(shown_at + age));
                accepted += usize::from(outcome.is_genuine());
                assert!(
                    age == 0 || !outcome.is_genuine(),
                    "{taken} s into a step, {fast_by} s fast, {age} s old: {outcome:?}"
                );
            }
        }
    }
    assert!(accepted >= 25, "{accepted} of 35 were accepted at once");
}

#[test]
fn a_code_is_accepted_with_a_clock_that_is_off_by_a_step() {
    for (made, scanned) in [(at(60), at(60)), (at(60), at(89)), (at(75), at(60))] {
        let mut world = World::new();
        let code = world.live(made);
        assert!(world.scan(&code, scanned).is_genuine(), "{made:?} {scanned:?}");
    }
}

#[test]
fn stale_and_early_codes_say_by_how_much() {
    let mut world = World::new();
    let code = world.live(at(60));
    let outcome = world.scan(&code, at(150));
    let stale = Replay::Stale { age: Duration::from_secs(90) };
    assert!(matches!(outcome, Outcome::ReplaySuspected { replay, .. } if replay == stale), "{outcome:?}");
    let outcome = world.scan(&code, at(10));
    let ahead = Replay::Ahead { by: Duration::from_secs(50) };
    assert!(matches!(outcome, Outcome::ReplaySuspected { replay, .. } if replay == ahead), "{outcome:?}");
}

#[test]
fn without_trusted_time_a_live_code_is_not_called_genuine_and_a_challenge_is() {
    let mut world = World::new();
    let (code, number) = (world.live(at(60)), challenge("042917"));
    for now in [Now::Wall(at(60)), Now::SetBack(at(60))] {
        world.seen = SeenCodes::default();
        let outcome = world.judge(&code, Expecting::LiveCode, now);
        assert!(matches!(outcome, Outcome::TimeNotChecked { .. }), "{outcome:?}");
    }
    let answer = world.answer(number, at(60));
    let outcome = world.judge(&answer, Expecting::AnswerTo(number), Now::Wall(at(60)));
    assert!(matches!(outcome, Outcome::GenuineAndCurrent { liveness: Liveness::Challenge, .. }), "{outcome:?}");
}

#[test]
fn with_the_clock_set_back_a_code_from_before_the_proven_time_is_stale_and_status_is_never_fresh() {
    let mut world = World::new();
    let code = world.live(at(60));
    let outcome = world.judge(&code, Expecting::LiveCode, Now::SetBack(at(600)));
    assert!(matches!(outcome, Outcome::ReplaySuspected { replay: Replay::Stale { .. }, .. }), "{outcome:?}");
    let number = challenge("111111");
    let answer = world.answer(number, at(60));
    let outcome = world.judge(&answer, Expecting::AnswerTo(number), Now::SetBack(at(60)));
    assert!(matches!(outcome, Outcome::GenuineStatusStale { .. }), "{outcome:?}");
}

#[test]
fn a_challenge_answered_by_another_device_is_a_device_mismatch() {
    let mut world = World::new();
    let number = challenge("042917");
    // The impostor holds a copy of the card and a phone of the same make.
    let impostor = World { device: key(Algorithm::Es256, 21), ..World::new() };
    let genuine_card = world.card();
    let code = with_card(&impostor.answer(number, at(60)), &genuine_card);
    let outcome = world.judge(&code, Expecting::AnswerTo(number), Now::Anchored(at(60)));
    assert!(matches!(outcome, Outcome::DeviceMismatch { .. }), "{outcome:?}");
    let code = with_card(&impostor.live(at(60)), &genuine_card);
    assert!(matches!(world.scan(&code, at(60)), Outcome::DeviceMismatch { .. }));
}

#[test]
fn a_proof_does_not_move_to_another_card_of_the_same_device() {
    let mut world = World::new();
    let code = world.live(at(60));
    let other = world.issue(CardRequest { id: CardId([8; 16]), ..world.request() }).unwrap();
    assert!(matches!(world.scan(&with_card(&code, &other), at(60)), Outcome::DeviceMismatch { .. }));
}

#[test]
fn a_proof_of_the_wrong_kind_or_number_is_a_replay() {
    let mut world = World::new();
    let (asked, other) = (challenge("042917"), challenge("042918"));
    let (live, answer) = (world.live(at(60)), world.answer(other, at(60)));
    for (code, expecting, why) in [
        (&answer, Expecting::AnswerTo(asked), Replay::OtherChallenge),
        (&live, Expecting::AnswerTo(asked), Replay::NotAnAnswer),
        (&answer, Expecting::LiveCode, Replay::ForSomeoneElse),
    ] {
        let outcome = world.judge(code, expecting, Now::Anchored(at(60)));
        assert!(matches!(outcome, Outcome::ReplaySuspected { replay, .. } if replay == why), "{outcome:?}");
    }
}

#[test]
fn an_answer_of_long_ago_is_stale_even_if_the_number_comes_up_again() {
    let mut world = World::new();
    let number = challenge("042917");
    let answer = world.answer(number, at(60));
    let outcome = world.judge(&answer, Expecting::AnswerTo(number), Now::Anchored(at(700)));
    assert!(matches!(outcome, Outcome::ReplaySuspected { replay: Replay::Stale { .. }, .. }), "{outcome:?}");
    let outcome = world.judge(&answer, Expecting::AnswerTo(number), Now::Anchored(at(60)));
    assert!(outcome.is_genuine());
    let outcome = world.judge(&answer, Expecting::AnswerTo(number), Now::Anchored(at(61)));
    assert!(matches!(outcome, Outcome::ReplaySuspected { replay: Replay::SeenBefore, .. }), "{outcome:?}");
}

#[test]
fn a_stolen_session_key_is_worthless_after_ten_minutes() {
    let mut world = World::new();
    let mut code = parts(&world.live(at(60)));
    // The thief signs later steps with the key of the session that began at 60 s.
    let session = key(Algorithm::Ed25519, 9);
    let bytes = |part: &ciborium::Value| ciborium::Value::Bytes(part.as_bytes().unwrap().clone());
    let sha = |bytes: &[u8]| {
        use sha2::Digest;
        ciborium::Value::Bytes(sha2::Sha256::digest(bytes).to_vec())
    };
    let payload = vec![sha(code[0].as_bytes().unwrap()), bytes(&code[1]), code[2].clone()];
    let header = cbor(&ciborium::Value::Map(vec![(1.into(), (-8).into())]));
    for (now, works) in [(at(120), true), (at(659), true), (at(660), false), (at(7200), false)] {
        let step = now.0 / 15;
        let signed = vec![sha(&cbor(&ciborium::Value::Array(payload.clone()))), step.into()];
        let message = ciborium::Value::Array(vec![
            ciborium::Value::Text("Signature1".into()),
            ciborium::Value::Bytes(header.clone()),
            ciborium::Value::Bytes(b"minyi step 1".to_vec()),
            ciborium::Value::Bytes(cbor(&ciborium::Value::Array(signed))),
        ]);
        code[4] = step.into();
        code[5] = ciborium::Value::Bytes(session.sign(&cbor(&message)).unwrap());
        let outcome = world.scan(&to_code(&cbor(&ciborium::Value::Array(code.clone()))), now);
        let outside = matches!(outcome, Outcome::ReplaySuspected { replay: Replay::OutsideSession, .. });
        assert_eq!((outcome.is_genuine(), outside), (works, !works), "{now:?}: {outcome:?}");
    }
}

#[test]
fn a_card_of_a_key_outside_the_bundle_is_of_an_unknown_issuer() {
    let mut world = World::new();
    let stranger = World { issuer: key(Algorithm::Ed25519, 11), ..World::new() };
    let code = stranger.live(at(60));
    assert_eq!(world.scan(&code, at(60)), Outcome::UnknownIssuer(IssuerDoubt::NotInBundle));
    let mut empty = World { store: TrustStore::new(*world.store.roots()), ..World::new() };
    let code = world.live(at(60));
    assert_eq!(empty.scan(&code, at(60)), Outcome::UnknownIssuer(IssuerDoubt::NotInBundle));
}

#[test]
fn a_withdrawn_issuer_takes_its_cards_with_it() {
    let mut world = World::new();
    let code = world.live(at(60));
    world.bundle = TrustBundle { version: 2, issuers: vec![], ..world.bundle.clone() };
    let bundle = world.sealed_bundle(&world.bundle, &[0, 2]);
    world.store.install_bundle(&bundle, &world.crypto, Now::Anchored(T0)).unwrap();
    assert_eq!(world.scan(&code, at(60)), Outcome::UnknownIssuer(IssuerDoubt::NotInBundle));
}

#[test]
fn a_phone_that_lacks_the_algorithm_says_that_it_cannot_check() {
    #[derive(Debug)]
    struct WithoutSm2;
    impl CryptoProvider for WithoutSm2 {
        fn verify(
            &self,
            key: &PublicKey,
            message: &[u8],
            signature: &crypto::Signature,
        ) -> Result<(), crypto::NotVerified> {
            match key.algorithm() {
                Algorithm::Sm2 => Err(crypto::NotVerified::Unsupported(Algorithm::Sm2)),
                _ => SoftwareCrypto.verify(key, message, signature),
            }
        }
    }
    let mut world = World::with_issuer(Algorithm::Sm2);
    let code = world.live(at(60));
    let verifier = Verifier { crypto: &WithoutSm2, trust: &world.store, now: Now::Anchored(at(60)) };
    let outcome = verifier.verify(&code, Expecting::LiveCode, &mut SeenCodes::default());
    assert_eq!(outcome, Outcome::UnknownIssuer(IssuerDoubt::CannotCheck));
    assert!(world.scan(&code, at(60)).is_genuine(), "with SM2 at hand the same card is genuine");
}

#[test]
fn the_printed_code_is_no_proof_and_says_so() {
    let mut world = World::new();
    let page = text(&world.showing().face(on(60)).unwrap());
    let outcome = world.scan(&page, at(60));
    assert_eq!(outcome, Outcome::Malformed(Fault::PageLink));
    assert_eq!(words::outcome(&outcome), words::page_label());
}

#[test]
fn no_outcome_is_without_words_in_both_languages_and_none_names_the_person() {
    let world = World::new();
    let shown = {
        let mut world = World::new();
        let code = world.live(at(60));
        Box::new(world.scan(&code, at(60)).shown().unwrap().clone())
    };
    let replays = [
        Replay::Stale { age: Duration::ZERO },
        Replay::Ahead { by: Duration::ZERO },
        Replay::SeenBefore,
        Replay::OutsideSession,
        Replay::OtherChallenge,
        Replay::NotAnAnswer,
        Replay::ForSomeoneElse,
    ];
    let doubts =
        [IssuerDoubt::NotInBundle, IssuerDoubt::OutOfScope, IssuerDoubt::OutsideValidity, IssuerDoubt::CannotCheck];
    let mut outcomes = vec![
        Outcome::TimeNotChecked { shown: shown.clone() },
        Outcome::Suspended { shown: shown.clone() },
        Outcome::Replaced { shown: shown.clone() },
        Outcome::Expired { shown: shown.clone() },
        Outcome::DeviceMismatch { shown: shown.clone() },
    ];
    outcomes.extend(replays.map(|replay| Outcome::ReplaySuspected { shown: shown.clone(), replay }));
    outcomes.extend(doubts.map(Outcome::UnknownIssuer));
    let mut said: Vec<_> = outcomes.iter().map(words::outcome).collect();
    for words in &said {
        assert!(words.zh.chars().any(|c| c > '\u{4e00}') && words.en.is_ascii() && !words.en.is_empty(), "{words:?}");
    }
    let count = said.len();
    said.sort_by(|a, b| a.zh.cmp(&b.zh));
    said.dedup();
    assert_eq!(said.len(), count, "two outcomes read the same");
    assert!(!format!("{:?}", shown).contains(&world.showing().card().holder.name), "logs would name the person");
}
