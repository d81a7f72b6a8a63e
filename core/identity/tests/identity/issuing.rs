//! What a congress may certify, until when, and how large a card gets.

use crate::support::*;
use minyi_identity::*;

/// When the card in this code ends; the citizen's phone is the witness.
fn expiry(world: &World, term_ends: UnixTime) -> UnixTime {
    let request = CardRequest { term: Term { starts: T0, ends: term_ends }, ..world.request() };
    let card = world.issue(request).unwrap();
    let page = PageLink::new("hs.gov.cn", "7K3M9Q2X").unwrap();
    Showing::new(card, &world.issuer.public_key(), page, &world.crypto).unwrap().card().expires_at
}

#[test]
fn a_card_ends_after_180_days_or_with_the_term_or_with_the_certificate() {
    let world = World::new();
    assert_eq!(expiry(&world, at(5 * 365 * DAY)), at(180 * DAY));
    assert_eq!(expiry(&world, at(30 * DAY)), at(30 * DAY));
    assert_eq!(expiry(&world, at(1)), at(1));
    let certificate = IssuerCertificate { valid_until: at(10 * DAY), ..certificate(world.issuer.public_key()) };
    let issuer = Issuer::new(&certificate, &world.issuer, &world.crypto).unwrap();
    let card = issuer.issue(world.request(), T0).unwrap();
    let page = PageLink::new("hs.gov.cn", "7K3M9Q2X").unwrap();
    let showing = Showing::new(card, &world.issuer.public_key(), page, &world.crypto).unwrap();
    assert_eq!(showing.card().expires_at, at(10 * DAY));
}

#[test]
fn what_must_not_be_certified_is_refused_by_name() {
    let world = World::new();
    let request = || world.request();
    let with = |edit: fn(&mut Holder)| {
        let mut request = request();
        edit(&mut request.holder);
        request
    };
    let term =
        |starts, ends| CardRequest { term: Term { starts: UnixTime(starts), ends: UnixTime(ends) }, ..request() };
    for (what, request, error) in [
        (
            "a city deputy",
            with(|h| (h.office, h.region) = (Office::Deputy(Level::City), "3302".parse().unwrap())),
            IssueError::OutOfScope,
        ),
        (
            "a town deputy",
            with(|h| (h.office, h.region) = (Office::Deputy(Level::Town), "330203001".parse().unwrap())),
            IssueError::OutOfScope,
        ),
        ("another district", with(|h| h.region = "330205".parse().unwrap()), IssueError::OutOfScope),
        ("office and region apart", with(|h| h.region = "330203001".parse().unwrap()), IssueError::OutOfScope),
        ("a term to come", term(T0.0 + 1, T0.0 + DAY), IssueError::TermNotBegun),
        ("a term that is over", term(T0.0 - DAY, T0.0), IssueError::TermOver),
        (
            "a device key of another kind",
            CardRequest { device: world.issuer.public_key(), ..request() },
            IssueError::DeviceKey,
        ),
        ("no name", with(|h| h.name = String::new()), IssueError::UnfitText("name")),
        ("a long post", with(|h| h.post = Some("长".repeat(31))), IssueError::UnfitText("post")),
        ("a hidden character", with(|h| h.phone = Some("138\u{200b}0".into())), IssueError::UnfitText("phone")),
    ] {
        assert_eq!(world.issue(request).err(), Some(error), "{what}");
    }
    let mut full = request();
    full.holder = full_holder("承".repeat(80), "职".repeat(30));
    assert!(matches!(world.issue(full), Err(IssueError::TooLarge(bytes)) if bytes > 800));
}

#[test]
fn only_the_key_in_the_certificate_signs_and_only_in_its_time() {
    let world = World::new();
    let certificate = certificate(world.issuer.public_key());
    let other = key(Algorithm::Ed25519, 11);
    assert_eq!(Issuer::new(&certificate, &other, &world.crypto).err(), Some(IssueError::OtherKey));
    let issuer = Issuer::new(&certificate, &world.issuer, &world.crypto).unwrap();
    let long = CardRequest { term: Term { starts: UnixTime(0), ends: at(9 * 365 * DAY) }, ..world.request() };
    assert_eq!(issuer.issue(long.clone(), UnixTime(T0.0 - 1)).err(), Some(IssueError::CertificateNotValid));
    assert_eq!(issuer.issue(long, at(5 * 365 * DAY)).err(), Some(IssueError::CertificateNotValid));
}

#[test]
fn a_scope_limits_level_and_region() {
    let region = |code: &str| code.parse::<Region>().unwrap();
    let city = Scope { offices: vec![Office::Deputy(Level::City)], region: region("3302") };
    let district = Scope {
        offices: vec![Office::Deputy(Level::District), Office::Deputy(Level::Town), Office::Deliberator],
        region: region("330203"),
    };
    let nation = Scope { offices: vec![Office::Deputy(Level::National)], region: region("") };
    for (scope, office, code, permitted) in [
        (&city, Office::Deputy(Level::City), "3302", true),
        (&city, Office::Deputy(Level::City), "3301", false),
        (&city, Office::Deputy(Level::District), "330203", false),
        (&district, Office::Deputy(Level::District), "330203", true),
        (&district, Office::Deputy(Level::Town), "330203101", true),
        (&district, Office::Deliberator, "330203001", true),
        (&district, Office::Deliberator, "330205001", false),
        (&district, Office::Deliberator, "330203", false),
        (&district, Office::Deliberator, "330203101", false),
        (&district, Office::Deputy(Level::Town), "330203001", false),
        (&district, Office::Deputy(Level::City), "3302", false),
        (&district, Office::Deputy(Level::National), "", false),
        (&nation, Office::Deputy(Level::National), "", true),
        (&nation, Office::Deputy(Level::Province), "33", false),
    ] {
        assert_eq!(scope.permits(office, &region(code)), permitted, "{office:?} in {code:?} by {scope:?}");
    }
    for code in ["3", "33020", "33020300", "33O203", "3302031", "３３０２０３"] {
        assert!(code.parse::<Region>().is_err(), "{code}");
    }
}

fn full_holder(pledge: String, post: String) -> Holder {
    Holder {
        pledge: Some(pledge),
        post: Some(post.clone()),
        constituency: post.clone(),
        station: Station { id: "station-baiyun-1".into(), name: post },
        reception_days: Some("每月10日上午9时至11时".into()),
        phone: Some("0574-87000000".into()),
        ..holder()
    }
}

#[test]
fn a_typical_card_has_at_most_400_bytes_and_its_code_stays_readable() {
    let world = World::new();
    let card = world.card();
    let live = world.live(at(60));
    let answer = world.answer(challenge("042917"), at(60));
    let version = |text: &str| QrMatrix::draw(text, Robustness::Standard).unwrap().version();
    let page = PageLink::new("hs.gov.cn", "7K3M9Q2X").unwrap().to_string();
    println!("card {} B; live code {} characters, QR version {}", card.len(), live.len(), version(&live));
    println!("answer {} characters, version {}; page version {}", answer.len(), version(&answer), version(&page));
    assert!(card.len() <= 400, "{} bytes", card.len());
    assert!(version(&live) <= 20 && version(&answer) <= 17 && version(&page) <= 3);

    let mut full = world.request();
    let pledge = "认真倾听群众意见，及时反映，全程跟踪，件件有回音";
    full.holder = full_holder(pledge.into(), "社区党委书记、居委会主任".into());
    let card = world.issue(full).unwrap();
    println!("a card with pledge, reception days and phone: {} B", card.len());
    assert!(card.len() <= 600, "{} bytes", card.len());
}

#[test]
fn an_sm2_issuer_works_like_any_other() {
    let mut world = World::with_issuer(Algorithm::Sm2);
    let code = world.live(at(60));
    assert!(world.scan(&code, at(60)).is_genuine());
    assert!(world.card().len() <= 404, "the number of SM2 takes four bytes more");
}
