//! Bad input gets a name, never an exception and never a guess.

use crate::support::*;
use ciborium::Value;
use minyi_identity::*;
use proptest::prelude::*;

#[test]
fn other_peoples_codes_are_not_ours() {
    let mut world = World::new();
    for text in [
        "",
        " ",
        "MY1",
        "my1:6BF",
        "MY2:6BF",
        "HC1:6BFOXN%TS3DH0YOJ58S S-W5HDC *M0II5XHC9B5G2+$N IOP-IA%NFQGRJPC%OQHIZC4.OI1RM8ZA.A5:S9MKN4NN3F85QNCY0O%0VZ001HOC9JU0D0HT0HB2PL/IB*09B9LW4T*8+DCMH0LDK2%K:XFE70*LP$V25$0Q:J:4MO1P0%0L0HD+9E/HY+4J6TH48S%4K.GJ2PT3QY:GQ3TE2I+-CPHN6D7LLK*2HG%89UV-0LZ 2ZJJ524-LH/CJTK96L6SR9MU9DHGZ%P WUQRENS431T1XCNCF+47AY0-IFO0500TGPN8F5G.41Q2E4T8ALW.INSV$ 07UV5SR+BNQHNML7 /KD3TU 4V*CAT3ZGLQMI/XI%ZJNSBBXK2:UG%UJMI:TU+MMPZ5$/PMX19UE:-PSR3/$NU44CBE6DQ3D7B0FBOFX0DV2DGMB$YPF62I$60/F$Z2I6IFX21XNI-LM%3/DF/U6Z9FEOJVRLVW6K$UG+BKK57:1+D10%4K83F+1VWD1NE",
        "wxp://f2f0AbCdEfGhIjKlMnOpQrStUvWxYz",
        "https://qr.alipay.com/fkx0123456789abcdef",
        "WIFI:T:WPA;S:station;P:12345678;;",
        "BEGIN:VCARD\nVERSION:3.0\nN:王;建国\nEND:VCARD",
        "otpauth://totp/Minyi:wang?secret=JBSWY3DPEHPK3PXP",
        "mdoc:owBjMS4wAYIB2BhYS6QBAiABIVgg",
        "eyJhbGciOiJFUzI1NiJ9.e30.c2ln~",
        "{\"name\":\"王建国\",\"level\":\"district\"}",
        "HTTPS://EVIL.EXAMPLE/X/7K3M9Q2X",
        "HTTPS://EVIL.EXAMPLE/D/7K3M9Q2X/../X",
        "\u{feff}MY1:6BF",
        "民意",
    ] {
        assert_eq!(world.scan(text, at(60)), Outcome::Malformed(Fault::NotOurs), "{text:?}");
    }
}

#[test]
fn a_damaged_code_says_how() {
    let mut world = World::new();
    let code = world.live(at(60));
    let bytes = from_code(&code);
    let array = |parts: Vec<Value>| to_code(&cbor(&Value::Array(parts)));
    let mut swapped = parts(&code);
    swapped.swap(0, 1);
    let mut short_key = parts(&code);
    short_key[1] = Value::Bytes(vec![1; 31]);
    let mut extra = parts(&code);
    extra.push(Value::Bool(true));
    let number = 1_000_000.into();
    let huge_challenge = vec![parts(&code)[0].clone(), number, T0.0.into(), Value::Bytes(vec![0; 64])];
    // 0x86 is an array of six; 0x98 0x06 says the same in two bytes.
    let longer_head = [&[0x98, 0x06], &bytes[1..]].concat();
    let indefinite = [&[0x9f], &bytes[1..], &[0xff]].concat();
    for (what, text, fault) in [
        ("garbage", "MY1:?!".to_owned(), Fault::Base45),
        ("small letters", format!("MY1:{}", code[4..].to_lowercase()), Fault::Base45),
        ("one character lost", code[..code.len() - 1].to_owned(), Fault::Base45),
        ("nothing inside", "MY1:".to_owned(), Fault::Cbor(CborFault::Truncated)),
        ("cut in the middle", to_code(&bytes[..bytes.len() / 2]), Fault::Cbor(CborFault::Truncated)),
        ("a byte more", to_code(&[bytes.as_slice(), &[0]].concat()), Fault::Cbor(CborFault::Trailing)),
        ("a longer length", to_code(&longer_head), Fault::Cbor(CborFault::NotShortest)),
        ("no length", to_code(&indefinite), Fault::Cbor(CborFault::Unsupported)),
        ("nesting", to_code(&[0x81; 400]), Fault::Cbor(CborFault::TooDeep)),
        ("an announced giant", to_code(&[0x9b, 0, 0, 0, 255, 255, 255, 255, 255]), Fault::Cbor(CborFault::Truncated)),
        ("too long", format!("MY1:{}", "0".repeat(20_000)), Fault::TooLong),
        ("parts swapped", array(swapped), Fault::Structure),
        ("a short key", array(short_key), Fault::Structure),
        ("a part more", array(extra), Fault::Structure),
        ("seven digits", array(huge_challenge), Fault::Structure),
        ("a number only", to_code(&[0x07]), Fault::Structure),
        ("no card", with_card(&code, &[]), Fault::Cbor(CborFault::Truncated)),
        ("a card of another tag", with_card(&code, &[0xd1, 0x80]), Fault::Structure),
    ] {
        assert_eq!(world.scan(&text, at(60)), Outcome::Malformed(fault), "{what}");
    }
}

/// A way to spoil the claims of a card before the issuer signs them.
type Spoil = fn(&mut Vec<(Value, Value)>);

fn claim(claims: &mut [(Value, Value)], label: i64) -> &mut Value {
    claims.iter_mut().find(|(key, _)| *key == Value::from(label)).map(|(_, value)| value).unwrap()
}

fn field(claims: &mut [(Value, Value)], label: i64) -> &mut Value {
    let Value::Map(card) = claim(claims, -65_537) else { panic!("no card claim") };
    card.iter_mut().find(|(key, _)| *key == Value::from(label)).map(|(_, value)| value).unwrap()
}

#[test]
fn what_an_issuer_must_never_sign_is_refused_even_when_signed() {
    let mut world = World::new();
    let code = world.live(at(60));
    let (protected, claims, _) = taken_apart(&world.card());
    let malformed = Outcome::Malformed;
    let table: [(&str, Spoil, Outcome); 19] = [
        ("re-ordered claims", |c| c.reverse(), malformed(Fault::Cbor(CborFault::KeyOrder))),
        ("a claim twice", |c| c.insert(0, c[0].clone()), malformed(Fault::Cbor(CborFault::DuplicateKey))),
        ("a claim missing", |c| drop(c.remove(0)), malformed(Fault::Structure)),
        ("an unknown claim", |c| c.insert(0, (3.into(), "aud".into())), malformed(Fault::Structure)),
        ("no number", |c| *claim(c, 7) = Value::Bytes(vec![1; 15]), malformed(Fault::Structure)),
        ("a float as time", |c| *claim(c, 4) = Value::Float(1.5), malformed(Fault::Cbor(CborFault::Unsupported))),
        ("text as time", |c| *claim(c, 4) = "2027".into(), malformed(Fault::Structure)),
        ("181 days", |c| *claim(c, 4) = (T0.0 + 181 * DAY).into(), malformed(Fault::Claims)),
        ("ends before it begins", |c| *claim(c, 4) = T0.0.into(), malformed(Fault::Claims)),
        ("an endless name", |c| *field(c, 1) = "王".repeat(21).into(), malformed(Fault::Claims)),
        ("an empty name", |c| *field(c, 1) = "".into(), malformed(Fault::Claims)),
        ("a padded name", |c| *field(c, 1) = " 王建国".into(), malformed(Fault::Claims)),
        ("a name turned around", |c| *field(c, 1) = "王\u{202e}国建".into(), malformed(Fault::Claims)),
        ("a name with a zero-width joiner", |c| *field(c, 1) = "王\u{200d}国".into(), malformed(Fault::Claims)),
        ("a name of two lines", |c| *field(c, 1) = "王\n国".into(), malformed(Fault::Claims)),
        ("a seventh office", |c| *field(c, 2) = 7.into(), malformed(Fault::Claims)),
        ("a region of five digits", |c| *field(c, 3) = "33020".into(), malformed(Fault::Claims)),
        ("a city deputy by a district", |c| *field(c, 2) = 3.into(), Outcome::UnknownIssuer(IssuerDoubt::OutOfScope)),
        ("the district next door", |c| *field(c, 3) = "330205".into(), Outcome::UnknownIssuer(IssuerDoubt::OutOfScope)),
    ];
    for (what, spoil, outcome) in table {
        let mut claims = uncbor(&claims).into_map().unwrap();
        spoil(&mut claims);
        let card = signed_by(&world.issuer, &protected, &cbor(&Value::Map(claims)));
        assert_eq!(world.scan(&with_card(&code, &card), at(60)), outcome, "{what}");
    }
}

#[test]
fn a_card_may_not_point_to_another_congress_list_nor_outlive_the_certificate_nor_come_from_the_future() {
    let mut world = World::new();
    let code = world.live(at(60));
    let (protected, claims, _) = taken_apart(&world.card());
    let edited = |edit: Spoil| {
        let mut claims = uncbor(&claims).into_map().unwrap();
        edit(&mut claims);
        with_card(&code, &signed_by(&world.issuer, &protected, &cbor(&Value::Map(claims))))
    };
    let elsewhere = edited(|claims| {
        let list: Value = "https://elsewhere.cn/sl".into();
        let status = vec![(Value::from("idx"), Value::from(1)), (Value::from("uri"), list)];
        *claim(claims, 65_535) = Value::Map(vec![("status_list".into(), Value::Map(status))]);
    });
    let before = edited(|claims| *claim(claims, 6) = (T0.0 - 1).into());
    let tomorrow = edited(|claims| {
        *claim(claims, 6) = at(DAY).0.into();
        *claim(claims, 4) = at(2 * DAY).0.into();
    });
    assert_eq!(world.scan(&elsewhere, at(60)), Outcome::UnknownIssuer(IssuerDoubt::OutOfScope));
    let outcome = world.scan(&before, at(60));
    assert!(matches!(
        outcome,
        Outcome::Malformed(Fault::Claims) | Outcome::UnknownIssuer(IssuerDoubt::OutsideValidity)
    ));
    assert_eq!(world.scan(&tomorrow, at(60)), Outcome::Malformed(Fault::FromTheFuture));
}

#[test]
fn swapped_algorithms_and_foreign_headers_are_refused() {
    let mut world = World::new();
    let code = world.live(at(60));
    let (protected, claims, signature) = taken_apart(&world.card());
    let kid = world.issuer.public_key().id().0.to_vec();
    let header = |entries: Vec<(i64, Value)>| {
        cbor(&Value::Map(entries.into_iter().map(|(label, value)| (label.into(), value)).collect()))
    };
    let kid = || Value::Bytes(kid.clone());
    for (what, protected, fault) in [
        ("ES256 for an Ed25519 key", header(vec![(1, (-7).into()), (4, kid())]), Fault::Algorithm),
        ("SM2 for an Ed25519 key", header(vec![(1, (-65_802).into()), (4, kid())]), Fault::Algorithm),
        ("no such algorithm", header(vec![(1, 0.into()), (4, kid())]), Fault::Algorithm),
        ("HMAC with the public key", header(vec![(1, 5.into()), (4, kid())]), Fault::Algorithm),
        ("no algorithm", header(vec![(4, kid())]), Fault::Structure),
        ("no key id", header(vec![(1, (-8).into())]), Fault::Structure),
        ("a key of its own", header(vec![(1, (-8).into()), (4, kid()), (33, kid())]), Fault::Structure),
        (
            "a status list as card",
            header(vec![(1, (-8).into()), (4, kid()), (16, "application/statuslist+cwt".into())]),
            Fault::Structure,
        ),
    ] {
        let card = signed_by(&world.issuer, &protected, &claims);
        assert_eq!(world.scan(&with_card(&code, &card), at(60)), Outcome::Malformed(fault), "{what}");
    }
    for (what, card, fault) in [
        ("another signature", put_together(&protected, &claims, &[7; 64]), Fault::Signature),
        ("a DER-sized signature", put_together(&protected, &claims, &[7; 70]), Fault::Structure),
        ("no signature", put_together(&protected, &claims, &[]), Fault::Structure),
        ("other claims", put_together(&protected, &claims[..claims.len() - 1], &signature), Fault::Signature),
    ] {
        assert_eq!(world.scan(&with_card(&code, &card), at(60)), Outcome::Malformed(fault), "{what}");
    }
    let unprotected = {
        let Value::Tag(18, inner) = uncbor(&world.card()) else { panic!("no COSE_Sign1") };
        let mut parts = inner.into_array().unwrap();
        parts[1] = Value::Map(vec![(4.into(), kid())]);
        cbor(&Value::Tag(18, Box::new(Value::Array(parts))))
    };
    assert_eq!(world.scan(&with_card(&code, &unprotected), at(60)), Outcome::Malformed(Fault::Structure));
}

#[test]
fn the_second_form_of_a_device_signature_is_refused() {
    let mut world = World::new();
    let code = world.live(at(60));
    let mut parts = parts(&code);
    let certified = p256::ecdsa::Signature::from_slice(parts[3].as_bytes().unwrap()).unwrap();
    let (r, s) = certified.split_scalars();
    let other = p256::ecdsa::Signature::from_scalars(r.to_bytes(), (-*s).to_bytes()).unwrap();
    parts[3] = Value::Bytes(other.to_bytes().to_vec());
    let twin = to_code(&cbor(&Value::Array(parts)));
    assert!(matches!(world.scan(&twin, at(60)), Outcome::DeviceMismatch { .. }));
    assert!(world.scan(&code, at(60)).is_genuine());
}

proptest! {
    #[test]
    fn any_text_has_an_outcome_and_none_is_genuine(text in "\\PC{0,200}", coded in "[0-9A-Z $%*+./:-]{0,200}") {
        let mut world = World::new();
        for text in [text, format!("MY1:{coded}")] {
            let outcome = world.scan(&text, at(60));
            prop_assert!(matches!(outcome, Outcome::Malformed(_)), "{:?}", outcome);
        }
    }

    #[test]
    fn any_bytes_are_refused_as_bundle_and_lists(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut world = World::new();
        let now = Now::Anchored(at(60));
        prop_assert!(world.store.install_bundle(&bytes, &world.crypto, now).is_err());
        prop_assert!(world.store.install_list(&bytes, &world.crypto, now).is_err());
        prop_assert!(world.store.install_deny(&bytes, &world.crypto, now).is_err());
    }
}
