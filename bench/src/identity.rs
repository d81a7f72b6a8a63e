//! Deputy cards: what a scan costs on a phone, how small the list of all deputies is, how fast a congress issues.

use crate::Failure;
use crate::figure::{Bound, Figure, Sheet, median};
use crate::said;
use minyi_identity::{
    Algorithm, CardId, CardRequest, CardStatus, Expecting, Face, Holder, Issuer, IssuerCertificate, Level, Now, Office,
    PageLink, Scope, SeenCodes, Showing, Signer, SoftwareCrypto, SoftwareSigner, Station, StatusBits, StatusList, Term,
    TrustBundle, TrustStore, UnixTime, Verifier,
};
use std::hint::black_box;
use std::time::{Duration, Instant};

const NOW: UnixTime = UnixTime(1_795_046_400);
const YEAR: Duration = Duration::from_secs(365 * 86_400);
const LIST: &str = "https://minyi.example/sl/330502";
const DEPUTIES: usize = 100_000;
const CARDS: u32 = 5_000;
const SCANS: u32 = 300;
const LOOKUPS: u64 = 1_000_000;

pub(crate) fn run(sheet: &mut Sheet) -> Result<(), Failure> {
    let key = |algorithm, seed| SoftwareSigner::from_seed(algorithm, &[seed; 32]).ok_or_else(|| said("no key"));
    let (issuer, device) = (key(Algorithm::Ed25519, 10)?, key(Algorithm::Es256, 20)?);
    let roots = [key(Algorithm::Ed25519, 1)?, key(Algorithm::Ed25519, 2)?, key(Algorithm::Ed25519, 3)?];
    let region: minyi_identity::Region = "330502".parse().map_err(said)?;
    let certificate = IssuerCertificate {
        key: issuer.public_key(),
        scope: Scope { offices: vec![Office::Deputy(Level::District)], region: region.clone() },
        congress: "吴兴区人大常委会（演示）".into(),
        status_list: LIST.into(),
        valid_from: NOW,
        valid_until: NOW.plus(YEAR),
    };
    let request = |number: u32| {
        let mut id = [0; 16];
        id[..4].copy_from_slice(&number.to_be_bytes());
        CardRequest {
            id: CardId(id),
            holder: Holder {
                name: "演示代表".into(),
                office: Office::Deputy(Level::District),
                region: region.clone(),
                constituency: "织里镇第一选区".into(),
                station: Station { id: "station-zhili-1".into(), name: "织里镇中心代表联络站".into() },
                photo: Some([7; 32]),
                post: Some("社区党委书记".into()),
                pledge: None,
                reception_days: None,
                phone: None,
            },
            device: device.public_key(),
            status_index: u64::from(number),
            term: Term { starts: NOW, ends: NOW.plus(YEAR) },
        }
    };
    let desk = Issuer::new(&certificate, &issuer, &SoftwareCrypto).map_err(said)?;
    let began = Instant::now();
    let mut card = Vec::new();
    for number in 0..CARDS {
        card = desk.issue(request(number), NOW).map_err(said)?;
    }
    let seconds = began.elapsed().as_secs_f64();
    sheet.put(&Figure::alone("identity: 5,000 cards issued", seconds, "s", Bound::AtMost(2.0)))?;
    sheet.put(&Figure::alone("identity: a typical card", card.len() as f64, "B", Bound::AtMost(400.0)))?;

    let mut store = TrustStore::new(roots.each_ref().map(Signer::public_key));
    let public = roots.each_ref().map(Signer::public_key);
    let bundle = TrustBundle { version: 1, issued_at: NOW, roots: public, issuers: vec![certificate.clone()] };
    let endorsed: Result<Vec<_>, _> = roots[..2].iter().map(|root| bundle.endorse(&SoftwareCrypto, root)).collect();
    let now = Now::Anchored(NOW);
    store.install_bundle(&bundle.seal(&endorsed.map_err(said)?), &SoftwareCrypto, now).map_err(said)?;

    // One in a hundred is not valid, scattered as they fall.
    let mut states = StatusBits::all_valid(DEPUTIES);
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    for _ in 0..DEPUTIES / 100 {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        states.set((random % DEPUTIES as u64) as usize, CardStatus::Suspended);
    }
    // The card shown below stays in office.
    states.set(CARDS as usize - 1, CardStatus::Valid);
    let size = states.compress().len() as f64;
    sheet.put(&Figure::alone(
        "identity: list of 100,000 deputies, 1 % not valid",
        size,
        "B",
        Bound::AtMost(2_048.0),
    ))?;
    let began = Instant::now();
    for index in 0..LOOKUPS {
        black_box(states.get(black_box(index * 7919 % DEPUTIES as u64)));
    }
    let micros = began.elapsed().as_secs_f64() * 1e6 / LOOKUPS as f64;
    sheet.put(&Figure::alone("identity: one state looked up", micros, "us", Bound::AtMost(10.0)))?;
    let list = StatusList { address: LIST.into(), version: 1, issued_at: NOW, fresh_for: YEAR, states };
    let list = list.seal(&SoftwareCrypto, &issuer).map_err(said)?;
    store.install_list(&list, &SoftwareCrypto, now).map_err(said)?;

    let page = PageLink::new("minyi.example", "7K3M9Q2X").map_err(said)?;
    let mut showing = Showing::new(card, &issuer.public_key(), page, &SoftwareCrypto).map_err(said)?;
    let mut millis = Vec::new();
    for scan in 0..SCANS {
        let mut seed = [9; 32];
        seed[..4].copy_from_slice(&scan.to_be_bytes());
        showing.unlock(&seed, &device, &SoftwareCrypto, now).map_err(said)?;
        let Face::Live { text, .. } = showing.face(now).map_err(said)? else { return Err(said("no living code")) };
        let mut seen = SeenCodes::default();
        let verifier = Verifier { crypto: &SoftwareCrypto, trust: &store, now };
        let began = Instant::now();
        let outcome = verifier.verify(&text, Expecting::LiveCode, &mut seen);
        millis.push(began.elapsed().as_secs_f64() * 1e3);
        if !outcome.is_genuine() {
            return Err(said(outcome));
        }
    }
    sheet.put(&Figure::alone("identity: verify a scanned text, median", median(&mut millis), "ms", Bound::AtMost(1.0)))
}
