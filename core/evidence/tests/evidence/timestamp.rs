//! Time stamps against a real authority: OpenSSL answers our requests, we judge its tokens, and OpenSSL verifies what we keep.

use minyi_evidence::timestamp::{StampFault, accept, judge, request, roots_from_pem};
use minyi_rulebook::ids::Sha256;
use sha2::Digest;

use crate::support::authority::{Authority, Key};

const NONCE: [u8; 8] = [0xfe, 2, 3, 4, 5, 6, 7, 8];

fn hash(bytes: &[u8]) -> Sha256 {
    Sha256(sha2::Sha256::digest(bytes).into())
}

/// An authority with each kind of key, or nothing on a machine without OpenSSL.
fn authorities() -> Vec<Authority> {
    [Key::P256, Key::Rsa].into_iter().filter_map(Authority::new).collect()
}

#[test]
fn a_token_is_accepted_judged_under_its_root_and_verified_by_openssl() {
    for authority in authorities() {
        let photo = b"an original";
        let answer = authority.answer(&request(&hash(photo), NONCE));
        let token = accept(&answer, &hash(photo), NONCE).unwrap();
        let stamp = judge(&token, &hash(photo), &authority.roots()).unwrap();
        assert!(stamp.trusted);
        assert_eq!(stamp.authority, "CN=Test authority,O=Minyi test");
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis();
        assert!((now as i64 - stamp.at_ms).abs() < 60_000, "{}", stamp.at_ms);
        assert!(authority.verifies(photo, &token), "OpenSSL verifies what we keep");
        assert!(!authority.verifies(b"another", &token));
    }
}

#[test]
fn without_its_root_a_token_is_sound_and_not_trusted() {
    let Ok([one, other]) = <[Authority; 2]>::try_from(authorities()) else { return };
    let token = accept(&one.answer(&request(&hash(b"x"), NONCE)), &hash(b"x"), NONCE).unwrap();
    assert!(!judge(&token, &hash(b"x"), &[]).unwrap().trusted);
    assert!(!judge(&token, &hash(b"x"), &other.roots()).unwrap().trusted);
    assert!(!judge(&token, &hash(b"x"), &[b"no certificate".to_vec()]).unwrap().trusted);
    let both = [other.roots(), one.roots()].concat();
    assert!(judge(&token, &hash(b"x"), &both).unwrap().trusted);
}

#[test]
fn a_certificate_for_another_purpose_stamps_nothing() {
    let Some(authority) = Authority::new(Key::P256) else { return };
    let token = accept(&authority.answer(&request(&hash(b"x"), NONCE)), &hash(b"x"), NONCE).unwrap();
    let forged = authority.signed_for_mail(&token);
    assert!(!judge(&forged, &hash(b"x"), &authority.roots()).unwrap().trusted);
}

#[test]
fn an_answer_to_another_question_is_refused_by_name() {
    for authority in authorities() {
        let answer = authority.answer(&request(&hash(b"x"), NONCE));
        assert_eq!(accept(&answer, &hash(b"y"), NONCE), Err(StampFault::OtherHash));
        assert_eq!(accept(&answer, &hash(b"x"), [1; 8]), Err(StampFault::OtherRequest));
        let refusal = authority.answer(b"this is no request");
        assert!(matches!(accept(&refusal, &hash(b"x"), NONCE), Err(StampFault::Refused(2))), "{refusal:?}");
        assert_eq!(accept(b"", &hash(b"x"), NONCE), Err(StampFault::Malformed));
        assert_eq!(judge(&answer, &hash(b"x"), &[]), Err(StampFault::Malformed), "an answer is no token");
    }
}

#[test]
fn no_changed_token_is_trusted_and_none_panics() {
    for authority in authorities() {
        let token = accept(&authority.answer(&request(&hash(b"x"), NONCE)), &hash(b"x"), NONCE).unwrap();
        let sound = judge(&token, &hash(b"x"), &authority.roots()).unwrap();
        for at in 0..token.len() {
            for mask in [1, 0x80] {
                let mut changed = token.clone();
                changed[at] ^= mask;
                if let Ok(stamp) = judge(&changed, &hash(b"x"), &authority.roots()) {
                    // Left unsigned by CMS: certificates beyond the signer's, the order of versions. The time never is.
                    assert!(!stamp.trusted || stamp == sound, "byte {at}: {stamp:?}");
                }
            }
            assert!(judge(&token[..at], &hash(b"x"), &authority.roots()).is_err(), "cut at {at}");
        }
    }
}

#[test]
fn certificates_are_read_from_pem_and_nothing_else() {
    let Some(authority) = Authority::new(Key::P256) else { return };
    assert_eq!(roots_from_pem(&authority.root_pem()).unwrap(), authority.roots());
    assert_eq!(roots_from_pem(b"nothing"), None);
    assert_eq!(roots_from_pem(b"-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n"), None);
}
