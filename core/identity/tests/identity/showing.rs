//! The deputy's screen: what it shows, when it changes, and who must unlock it.

use crate::support::*;
use minyi_identity::crypto::Signature;
use minyi_identity::*;
use std::sync::Mutex;

/// A keystore that answers as it is told, and counts how often it was asked.
#[derive(Debug)]
struct Keystore {
    key: SoftwareSigner,
    answers: Mutex<Vec<Result<Form, SignerError>>>,
    asked: Mutex<usize>,
}

#[derive(Clone, Copy, Debug)]
enum Form {
    Raw,
    Der,
    HighS,
    Garbage,
}

impl Keystore {
    fn new(key: SoftwareSigner, answers: &[Result<Form, SignerError>]) -> Self {
        Self { key, answers: Mutex::new(answers.iter().rev().copied().collect()), asked: Mutex::new(0) }
    }
}

impl Signer for Keystore {
    fn public_key(&self) -> PublicKey {
        self.key.public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        *self.asked.lock().unwrap() += 1;
        let form = self.answers.lock().unwrap().pop().unwrap_or(Ok(Form::Raw))?;
        let raw: Signature = self.key.sign(message)?.try_into().unwrap();
        let signature = p256::ecdsa::Signature::from_slice(&raw).unwrap().normalize_s();
        let (r, s) = signature.split_scalars();
        Ok(match form {
            Form::Raw => raw.to_vec(),
            Form::Der => signature.to_der().as_bytes().to_vec(),
            Form::HighS => {
                p256::ecdsa::Signature::from_scalars(r.to_bytes(), (-*s).to_bytes()).unwrap().to_bytes().to_vec()
            }
            Form::Garbage => vec![1; 64],
        })
    }
}

#[test]
fn before_it_is_unlocked_the_screen_shows_the_page_code() {
    let world = World::new();
    let face = world.showing().face(on(60)).unwrap();
    assert_eq!(face, Face::Page { text: "HTTPS://HS.GOV.CN/D/7K3M9Q2X".into() });
}

#[test]
fn one_fingerprint_gives_ten_minutes_of_codes_that_change_every_15_seconds() {
    let mut world = World::new();
    let keystore = Keystore::new(world.device.clone(), &[]);
    let mut showing = world.showing();
    showing.unlock(&[9; 32], &keystore, &world.crypto, on(67)).unwrap();
    let mut codes = Vec::new();
    for now in 67..667 {
        let Face::Live { text, changes_at, session_ends_at } = showing.face(on(now)).unwrap() else { panic!("{now}") };
        assert_eq!((changes_at.0 - T0.0, session_ends_at), ((now / 15 + 1) * 15, at(667)));
        if codes.last() != Some(&text) {
            assert!(world.scan(&text, at(now)).is_genuine(), "{now}");
            codes.push(text);
        }
    }
    assert_eq!(codes.len(), 41, "600 s touch 41 steps");
    assert_eq!(*keystore.asked.lock().unwrap(), 1);
    assert!(matches!(showing.face(on(667)).unwrap(), Face::Page { .. }));
    assert!(matches!(showing.face(on(100)).unwrap(), Face::Page { .. }), "a session that is over stays over");
}

#[test]
fn a_clock_that_runs_backwards_ends_the_session() {
    let world = World::new();
    let mut showing = world.showing();
    showing.unlock(&[9; 32], &world.device, &world.crypto, on(60)).unwrap();
    assert!(matches!(showing.face(on(59)).unwrap(), Face::Page { .. }));
}

#[test]
fn without_trusted_time_there_is_no_living_code_but_an_answer() {
    let world = World::new();
    let mut showing = world.showing();
    for now in [Now::Wall(at(60)), Now::SetBack(at(60))] {
        let refused = showing.unlock(&[9; 32], &world.device, &world.crypto, now);
        assert_eq!(refused, Err(ShowError::TimeNotTrusted));
        showing.answer(challenge("042917"), &world.device, &world.crypto, now).unwrap();
        assert!(matches!(showing.face(now).unwrap(), Face::Answer { .. }));
    }
    showing.unlock(&[9; 32], &world.device, &world.crypto, on(60)).unwrap();
    assert!(matches!(showing.face(Now::Wall(at(61))).unwrap(), Face::Page { .. }));
}

#[test]
fn locking_the_phone_forgets_the_session() {
    let world = World::new();
    let mut showing = world.showing();
    showing.unlock(&[9; 32], &world.device, &world.crypto, on(60)).unwrap();
    showing.lock();
    assert!(matches!(showing.face(on(61)).unwrap(), Face::Page { .. }));
}

#[test]
fn an_answer_interrupts_the_session_and_gives_it_back() {
    let mut world = World::new();
    let keystore = Keystore::new(world.device.clone(), &[]);
    let mut showing = world.showing();
    showing.unlock(&[9; 32], &keystore, &world.crypto, on(60)).unwrap();
    let number = challenge("042 917");
    showing.answer(number, &keystore, &world.crypto, on(70)).unwrap();
    let Face::Answer { text, disappears_at } = showing.face(on(75)).unwrap() else { panic!("no answer") };
    assert_eq!(disappears_at, at(130));
    assert!(world.judge(&text, Expecting::AnswerTo(number), Now::Anchored(at(75))).is_genuine());
    assert_eq!(*keystore.asked.lock().unwrap(), 2, "the device key itself answers");
    showing.answered();
    assert!(matches!(showing.face(on(76)).unwrap(), Face::Live { .. }));
    showing.answer(challenge("000000"), &keystore, &world.crypto, on(80)).unwrap();
    assert!(matches!(showing.face(on(140)).unwrap(), Face::Live { .. }), "an answer goes by itself after a minute");
    showing.answer(challenge("000001"), &keystore, &world.crypto, on(640)).unwrap();
    assert!(matches!(showing.face(on(700)).unwrap(), Face::Page { .. }), "the session ended meanwhile");
}

#[test]
fn when_the_keystore_does_not_sign_the_screen_stays_as_it_was() {
    let world = World::new();
    for (answer, error) in [
        (Err(SignerError::Cancelled), SignerError::Cancelled),
        (Err(SignerError::Locked), SignerError::Locked),
        (Err(SignerError::KeyInvalidated), SignerError::KeyInvalidated),
        (Err(SignerError::Unavailable), SignerError::Unavailable),
        (Ok(Form::Garbage), SignerError::WrongSignature),
    ] {
        let keystore = Keystore::new(world.device.clone(), &[Ok(Form::Raw), answer, answer]);
        let mut showing = world.showing();
        showing.unlock(&[9; 32], &keystore, &world.crypto, on(60)).unwrap();
        let before = showing.face(on(61)).unwrap();
        assert_eq!(showing.unlock(&[8; 32], &keystore, &world.crypto, on(61)), Err(ShowError::Signer(error)));
        let refused = showing.answer(challenge("111111"), &keystore, &world.crypto, on(61));
        assert_eq!(refused, Err(ShowError::Signer(error)));
        assert_eq!(showing.face(on(61)).unwrap(), before);
    }
}

#[test]
fn der_and_either_half_of_a_signature_are_brought_into_the_one_accepted_form() {
    let mut world = World::new();
    for form in [Form::Raw, Form::Der, Form::HighS] {
        let keystore = Keystore::new(world.device.clone(), &[Ok(form)]);
        let mut showing = world.showing();
        showing.unlock(&[9; 32], &keystore, &world.crypto, on(60)).unwrap();
        world.seen = SeenCodes::default();
        let code = text(&showing.face(on(60)).unwrap());
        assert!(world.scan(&code, at(60)).is_genuine(), "{form:?}");
    }
}

#[test]
fn another_phone_and_an_ended_card_show_nothing() {
    let world = World::new();
    let mut showing = world.showing();
    let other = key(Algorithm::Es256, 21);
    assert_eq!(showing.unlock(&[9; 32], &other, &world.crypto, on(60)), Err(ShowError::OtherDevice));
    let end = on(180 * DAY);
    assert_eq!(showing.unlock(&[9; 32], &world.device, &world.crypto, end), Err(ShowError::CardExpired));
    assert_eq!(showing.face(end).unwrap(), Face::CardExpired);
}

#[test]
fn a_card_that_the_issuer_did_not_sign_is_not_taken_over() {
    let world = World::new();
    let page = PageLink::new("hs.gov.cn", "7K3M9Q2X").unwrap();
    let other = key(Algorithm::Ed25519, 11).public_key();
    let result = Showing::new(world.card(), &other, page, &world.crypto);
    assert_eq!(result.err(), Some(Fault::Algorithm));
}

#[test]
fn page_links_are_capitals_and_survive_scanners_that_write_small_letters() {
    let link = PageLink::new("Minyi.example.gov.cn:8443", "7k3m9q2x").unwrap();
    assert_eq!(link.to_string(), "HTTPS://MINYI.EXAMPLE.GOV.CN:8443/D/7K3M9Q2X");
    assert_eq!(link.to_string().to_lowercase().parse(), Ok(link));
    for (host, code) in
        [("", "7K3M9Q2X"), ("a/b", "7K3M9Q2X"), ("a.cn", "SHORT"), ("a.cn", "7K3M9Q2O"), ("a.cn", "7K3M 9Q2X")]
    {
        assert!(PageLink::new(host, code).is_err(), "{host} {code}");
    }
    for text in [
        "HTTPS://A.CN",
        "https://民意.cn/D/7K3M9Q2X",
        "HTTP://A.CN/D/7K3M9Q2X",
        "民意民意民意",
        "HTTPS://A.CN/D/7K3M9Q2X?X",
    ] {
        assert!(text.parse::<PageLink>().is_err(), "{text}");
    }
}

#[test]
fn challenges_are_six_digits_and_read_aloud_in_two_groups() {
    assert_eq!(challenge("042917").to_string(), "042 917");
    assert_eq!(Challenge::from_random([0xff; 8]).to_string().len(), 7);
    for text in ["", "04291", "0429170", "04291a", "+42917", "０４２９１７"] {
        assert!(text.parse::<Challenge>().is_err(), "{text}");
    }
}
