//! 亮身份 over HTTP: a mandate is recorded, its holder gets a card, any phone verifies it by the material that the server hands out,
//! a suspension is in the very next sync, and pages show what was agreed to and nothing else.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::SignedDuration;
use jiff::civil::date;
use minyi_identity::*;
use minyi_rulebook::ids::{MatterId, OrganId};
use minyi_rulebook::mandate::{
    CardKey, EndGround, Establishment, Field, MandateCommand, SuspensionGround, Term as MandateTerm, page_code,
};
use minyi_wire::ProblemCode;
use minyi_wire::identity::{
    CardDelivery, ConstituencyPage, MandateView, PublicStanding, PublishedMandate, StationPage, TrustMaterial,
};
use minyi_wire::sync::SyncPage;
use uuid::Uuid;

use crate::identity::{Congress, found, publish};
use crate::store::{projection, rebuild};
use crate::testing::{Answer, Caller, TestServer};

pub(super) const REGION: &str = "330502";

fn congresses() -> Vec<Congress> {
    let congress = |name: &str, region: &str, offices| Congress {
        name: name.into(),
        region: region.parse().expect("a region"),
        offices,
    };
    vec![
        congress("演示市人大常委会", "3305", vec![Office::Deputy(Level::City)]),
        congress(
            "演示区人大常委会",
            REGION,
            vec![Office::Deputy(Level::District), Office::Deputy(Level::Town), Office::Deliberator],
        ),
    ]
}

fn device() -> SoftwareSigner {
    SoftwareSigner::from_seed(Algorithm::Es256, &[20; 32]).expect("a key")
}

fn device_key() -> CardKey {
    let PublicKey::P256(key) = device().public_key() else { panic!("P-256") };
    CardKey(key)
}

/// A server whose congresses have keys, and the people of this story.
pub(super) struct Story {
    pub(super) server: TestServer,
    pub(super) office: Caller,
    pub(super) deputy: Caller,
    citizen: Caller,
    store: TrustStore,
    seen: SeenCodes,
}

impl Story {
    pub(super) async fn begin() -> Self {
        let server = TestServer::start_with(|config| {
            let at = UnixTime(1_772_416_800);
            let roots = config.data_dir.join("roots");
            found(&config.identity_dir(), &roots, "demo.example", &congresses(), at).expect("founded");
        })
        .await;
        let (office, deputy) = (server.staff("office-1").await, server.staff("deputy-001").await);
        let citizen = server.citizen("19900000001").await;
        let roots = server.app.identity.keyring().expect("keys").roots;
        Self { server, office, deputy, citizen, store: TrustStore::new(roots), seen: SeenCodes::default() }
    }

    pub(super) async fn establish(&self, office: Office, region: &str) -> MatterId {
        let matter = MatterId(Uuid::now_v7());
        let command = MandateCommand::Establish(Box::new(Establishment {
            deputy: self.deputy.actor.user,
            name: "演示代表".into(),
            office,
            region: region.parse().expect("a region"),
            constituency: "第一选区".into(),
            term: MandateTerm { starts: date(2022, 3, 1), ends: date(2027, 2, 28) },
            station: OrganId::new("station-zhili-1").expect("a code"),
        }));
        self.does(&self.office, matter, command).await;
        matter
    }

    pub(super) async fn does(&self, by: &Caller, matter: MatterId, command: MandateCommand) {
        let answer = self.server.command(by, matter, command).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }

    pub(super) async fn card(&self, matter: MatterId) -> CardDelivery {
        self.does(&self.deputy, matter, MandateCommand::RequestCard { device: device_key() }).await;
        self.server.get(&format!("/v1/identity/cards/{matter}"), &self.deputy).await.json()
    }

    fn now(&self) -> Now {
        Now::Anchored(UnixTime(u64::try_from(self.server.now().as_second()).expect("after 1970")))
    }

    async fn fetch(&mut self) {
        let material: TrustMaterial = self.server.get("/v1/identity/trust", None).await.json();
        let now = self.now();
        let bytes = |text: &String| URL_SAFE_NO_PAD.decode(text).expect("base64url");
        self.store.install_bundle(&bytes(&material.bundle), &SoftwareCrypto, now).expect("a bundle");
        for list in &material.lists {
            self.store.install_list(&bytes(list), &SoftwareCrypto, now).expect("a list");
        }
    }

    /// The citizen scans the living code that the deputy's phone shows now.
    fn scan(&mut self, card: &CardDelivery) -> Outcome {
        let bytes = URL_SAFE_NO_PAD.decode(&card.card).expect("base64url");
        let issuers = &self.server.app.identity.keyring().expect("keys").issuers;
        let page: PageLink = card.page.parse().expect("a page");
        let mut showings = issuers.iter().filter_map(|issuer| {
            Showing::new(bytes.clone(), &issuer.certificate.key, page.clone(), &SoftwareCrypto).ok()
        });
        let mut showing = showings.next().expect("one of the congresses issued it");
        showing.unlock(&[9; 32], &device(), &SoftwareCrypto, self.now()).expect("unlocked");
        let Ok(Face::Live { text, .. }) = showing.face(self.now()) else { panic!("a living code") };
        let verifier = Verifier { crypto: &SoftwareCrypto, trust: &self.store, now: self.now() };
        verifier.verify(&text, Expecting::LiveCode, &mut self.seen)
    }

    async fn sync(&self, by: &Caller) -> SyncPage {
        self.server.get("/v1/sync", by).await.json()
    }

    fn pass(&self, seconds: i64) {
        self.server.clock.advance(SignedDuration::from_secs(seconds));
    }
}

#[tokio::test]
async fn a_corrected_mandate_is_on_the_public_page_and_on_a_new_card_at_once_and_the_old_card_is_void() {
    let mut story = Story::begin().await;
    let matter = story.establish(Office::Deputy(Level::District), REGION).await;
    let old = story.card(matter).await;
    let correct = MandateCommand::Correct {
        name: "演示代表甲".into(),
        constituency: "第二选区".into(),
        term: MandateTerm { starts: date(2022, 3, 1), ends: date(2027, 6, 30) },
        reason: "选区重新划分".into(),
    };
    story.pass(60);
    story.server.command(&story.deputy, matter, correct.clone()).await.problem(ProblemCode::Refused);
    story.does(&story.office, matter, correct).await;
    let page = format!("/v1/public/deputies/{}", page_code(matter));
    let shown: PublishedMandate = story.server.get(&page, None).await.json();
    assert_eq!((shown.name.as_str(), shown.constituency.as_str()), ("演示代表甲", "第二选区"));
    let new: CardDelivery = story.server.get(&format!("/v1/identity/cards/{matter}"), &story.deputy).await.json();
    assert_ne!(new.card, old.card);
    story.fetch().await;
    let news = story.sync(&story.citizen).await.trust.expect("news of cards");
    for deny in &news.denies {
        let deny = URL_SAFE_NO_PAD.decode(deny).expect("base64url");
        story.store.install_deny(&deny, &SoftwareCrypto, story.now()).expect("a deny list");
    }
    let Outcome::GenuineAndCurrent { .. } = story.scan(&new) else { panic!("the new card holds") };
    assert!(!story.scan(&old).is_genuine(), "the old one does not");
}

#[tokio::test]
async fn a_card_is_issued_verified_suspended_in_one_sync_restored_and_ended_with_its_notice() {
    let mut story = Story::begin().await;
    let matter = story.establish(Office::Deputy(Level::District), REGION).await;
    let card = story.card(matter).await;
    story.fetch().await;
    assert!(matches!(story.scan(&card), Outcome::GenuineAndCurrent { .. }));

    story.pass(60);
    let suspend = MandateCommand::Suspend { ground: SuspensionGround::Detained, note: String::new() };
    story.does(&story.office, matter, suspend).await;
    // Nothing but the citizen's next ordinary sync.
    let news = story.sync(&story.citizen).await.trust.expect("news of cards");
    for deny in &news.denies {
        let deny = URL_SAFE_NO_PAD.decode(deny).expect("base64url");
        story.store.install_deny(&deny, &SoftwareCrypto, story.now()).expect("a deny list");
    }
    assert!(matches!(story.scan(&card), Outcome::Suspended { .. }));

    story.pass(60);
    story.does(&story.office, matter, MandateCommand::Restore { note: String::new() }).await;
    let restored = story.sync(&story.citizen).await.trust.expect("news");
    assert_ne!(restored.version, news.version);
    story.fetch().await;
    for deny in &restored.denies {
        let deny = URL_SAFE_NO_PAD.decode(deny).expect("base64url");
        story.store.install_deny(&deny, &SoftwareCrypto, story.now()).expect("a deny list");
    }
    assert!(story.scan(&card).is_genuine());

    story.pass(60);
    let end = MandateCommand::End { ground: EndGround::Resigned, notice: "演示公告〔2026〕1号".into() };
    story.does(&story.office, matter, end).await;
    let news = story.sync(&story.citizen).await.trust.expect("news");
    for deny in &news.denies {
        let deny = URL_SAFE_NO_PAD.decode(deny).expect("base64url");
        story.store.install_deny(&deny, &SoftwareCrypto, story.now()).expect("a deny list");
    }
    let Outcome::Terminated { notice, .. } = story.scan(&card) else { panic!("it has ended") };
    assert_eq!(notice.as_deref(), Some("演示公告〔2026〕1号"));
    // And by the list alone, for a phone that lost the deny list.
    story.fetch().await;
}

#[tokio::test]
async fn several_mandates_have_several_cards_each_by_its_own_congress_and_none_without_one() {
    let story = Story::begin().await;
    let district = story.establish(Office::Deputy(Level::District), REGION).await;
    let city = story.establish(Office::Deputy(Level::City), "3305").await;
    let deliberator = story.establish(Office::Deliberator, "330502001").await;
    let mut cards = Vec::new();
    for matter in [district, city, deliberator] {
        cards.push(story.card(matter).await.card);
    }
    cards.dedup();
    assert_eq!(cards.len(), 3);
    let province = story.establish(Office::Deputy(Level::Province), "33").await;
    story.does(&story.deputy, province, MandateCommand::RequestCard { device: device_key() }).await;
    let answer = story.server.get(&format!("/v1/identity/cards/{province}"), &story.deputy).await;
    answer.problem(ProblemCode::NotFound);
}

#[tokio::test]
async fn another_device_makes_the_card_before_void_and_a_card_is_its_holders_only() {
    let mut story = Story::begin().await;
    let matter = story.establish(Office::Deputy(Level::District), REGION).await;
    let first = story.card(matter).await;
    let other = SoftwareSigner::from_seed(Algorithm::Es256, &[21; 32]).expect("a key");
    let PublicKey::P256(key) = other.public_key() else { panic!("P-256") };
    story.does(&story.deputy, matter, MandateCommand::RequestCard { device: CardKey(key) }).await;
    let second: CardDelivery = story.server.get(&format!("/v1/identity/cards/{matter}"), &story.deputy).await.json();
    assert_ne!(first.card, second.card);
    story.fetch().await;
    assert!(matches!(story.scan(&first), Outcome::Replaced { .. }));
    for by in [&story.citizen, &story.office] {
        story.server.get(&format!("/v1/identity/cards/{matter}"), by).await.problem(ProblemCode::NotFound);
    }
    story.server.get(&format!("/v1/identity/cards/{matter}"), None).await.problem(ProblemCode::Unauthenticated);
}

#[tokio::test]
async fn pages_show_what_was_agreed_to_and_an_ended_mandate_says_so() {
    let story = Story::begin().await;
    let matter = story.establish(Office::Deputy(Level::District), REGION).await;
    story.does(&story.deputy, matter, MandateCommand::SetPhone { text: "0572 0000000".into() }).await;
    story.does(&story.deputy, matter, MandateCommand::SetPledge { text: "每月走访十户".into() }).await;
    let code = page_code(matter);
    let address = format!("/v1/public/deputies/{}", code.to_lowercase());
    let page: PublishedMandate = story.server.get(&address, None).await.json();
    assert_eq!((page.pledge.as_deref(), page.phone.as_deref()), (Some("每月走访十户"), None));
    let publish = MandateCommand::Publish { field: Field::Phone, consent: true };
    story.does(&story.deputy, matter, publish).await;
    let page: PublishedMandate = story.server.get(&address, None).await.json();
    assert_eq!(page.phone.as_deref(), Some("0572 0000000"));

    let station: StationPage = story.server.get("/v1/public/stations/station-zhili-1", None).await.json();
    assert_eq!(station.mandates, std::slice::from_ref(&page));
    let empty: StationPage = story.server.get("/v1/public/stations/station-zhili-2", None).await.json();
    assert!(empty.mandates.is_empty());
    let address_of = |name: &str| format!("/v1/public/constituencies?region={REGION}&name={name}");
    let encoded = "%E7%AC%AC%E4%B8%80%E9%80%89%E5%8C%BA";
    let constituency: ConstituencyPage = story.server.get(&address_of(encoded), None).await.json();
    assert_eq!(constituency.mandates.len(), 1);

    for (form, size) in [("a4", "width=\"210mm\""), ("badge", "width=\"85.6mm\"")] {
        let plate = story.server.get(&format!("/v1/public/deputies/{code}/plate.svg?form={form}"), None).await;
        let svg = String::from_utf8(plate.body.to_vec()).expect("text");
        assert!(svg.contains(size) && svg.contains("演示代表") && svg.contains(&code), "{svg}");
        assert!(!svg.contains("0572"), "a phone number is not for walls");
    }
    let end = MandateCommand::End { ground: EndGround::MovedAway, notice: "演示公告2号".into() };
    story.does(&story.office, matter, end).await;
    let page: PublishedMandate = story.server.get(&address, None).await.json();
    assert!(matches!(page.standing, PublicStanding::Ended { notice: Some(_), .. }));
    let station: StationPage = story.server.get("/v1/public/stations/station-zhili-1", None).await.json();
    assert!(station.mandates.is_empty(), "whoever is out of office receives nobody");

    let svg = story.server.get(&format!("/v1/public/deputies/{code}/code.svg"), None).await;
    assert!(svg.body.starts_with(b"<svg") && svg.header("content-type") == Some("image/svg+xml"));
    let plate = format!("/v1/public/deputies/{code}/plate.svg?form=a4");
    story.server.get(&plate, None).await.problem(ProblemCode::NotFound);
    for missing in ["/v1/public/deputies/00000000", "/v1/public/stations/unit-water", &address_of("x"), "/sl/99"] {
        story.server.get(missing, None).await.problem(ProblemCode::NotFound);
    }
}

#[tokio::test]
async fn a_mandate_is_synced_to_its_holder_and_read_in_full_by_them_only() {
    let story = Story::begin().await;
    let matter = story.establish(Office::Deputy(Level::District), REGION).await;
    let view = |page: SyncPage| page.others.into_iter().find_map(|other| other.read::<MandateView>("mandate"));
    let own = view(story.sync(&story.deputy).await).expect("the holder's own");
    assert_eq!(own.mandate.expect("in full").matter, matter);
    assert!(own.permitted.iter().any(|row| row.act == minyi_rulebook::mandate::MandateAct::RequestCard));
    assert!(view(story.sync(&story.citizen).await).is_none(), "other phones keep no list of deputies");
}

#[tokio::test]
async fn lists_are_signed_anew_when_a_card_changes_and_grow_old_by_a_quarter_of_a_day_at_most() {
    let story = Story::begin().await;
    let version =
        async || -> String { story.server.get("/v1/identity/trust", None).await.json::<TrustMaterial>().version };
    let first = version().await;
    let matter = story.establish(Office::Deputy(Level::District), REGION).await;
    assert_eq!(version().await, first, "no card changed");
    story.card(matter).await;
    let second = version().await;
    assert_ne!(second, first);
    story.pass(5 * 3_600);
    assert_eq!(version().await, second);
    story.pass(2 * 3_600);
    assert_ne!(version().await, second);
    let list: Answer = story.server.get(&format!("/sl/{REGION}"), None).await;
    assert_eq!(list.header("content-type"), Some("application/statuslist+cwt"));
}

#[tokio::test]
async fn dropping_the_rows_and_replaying_gives_the_same_rows() {
    let story = Story::begin().await;
    let matter = story.establish(Office::Deputy(Level::District), REGION).await;
    story.card(matter).await;
    story.does(&story.deputy, matter, MandateCommand::SetPost { text: "教师".into() }).await;
    story.server.app.tick().await.expect("the timer issues the card that is owed");
    let before = projection::digest(&story.server.app.db).await.expect("a digest");
    rebuild::rebuild(&story.server.app.db).await.expect("rebuilt");
    assert_eq!(projection::digest(&story.server.app.db).await.expect("a digest"), before);
}

#[tokio::test]
async fn a_server_without_keys_hands_out_nothing_and_says_why() {
    let server = TestServer::start().await;
    let problem = server.get("/v1/identity/trust", None).await.problem(ProblemCode::NotFound);
    assert!(problem.accepted.is_some_and(|accepted| accepted.contains("minyi card found")));
    let citizen = server.citizen("19900000001").await;
    assert!(server.get("/v1/sync", &citizen).await.json::<SyncPage>().trust.is_none());
}

#[test]
fn founding_overwrites_nothing_and_the_next_bundle_needs_two_roots() {
    let folder = tempfile::tempdir().expect("a folder");
    let (keys, roots) = (folder.path().join("keys"), folder.path().join("roots"));
    let at = UnixTime(1_772_416_800);
    assert!(found(&keys, &roots, "not a host", &congresses(), at).is_err());
    assert_eq!(found(&keys, &roots, "demo.example", &congresses()[..1], at).expect("founded").version, 1);
    assert!(found(&keys, &roots, "demo.example", &congresses(), at).is_err());
    let root = |number: u8| roots.join(format!("root-{number}.key"));
    assert!(publish(&keys, &[root(1)], &congresses(), at).is_err(), "one root is too few");
    assert!(publish(&keys, &[root(1), root(1)], &congresses(), at).is_err(), "the same one twice is one");
    let published = publish(&keys, &[root(3), root(1)], &congresses(), at).expect("published");
    assert_eq!((published.version, published.congresses), (2, 2));
    let keyring = crate::identity::Keyring::open(&keys).expect("whole").expect("there");
    assert_eq!(keyring.issuers.len(), 2);
}
