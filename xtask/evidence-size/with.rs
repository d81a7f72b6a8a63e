//! What a phone calls of minyi-evidence, so that the linker keeps it: take in, look for faces, copy, record, sign, verify, judge.
//! Weighed by `cargo xtask size --evidence`; never runs.

use std::hint::black_box;
use std::path::PathBuf;
use std::time::Duration;

use minyi_evidence::export::{self, Language, Trust};
use minyi_evidence::timestamp::roots_from_pem;
use minyi_evidence::{
    Body, Capture, CaptureFacts, ChainHead, Circumstances, Datum, DetectorFault, Disclosure, FaceBox, FaceDetector,
    Known, Limits, Original, Position, Recipe, Region, Signer, SoftwareSigner, TicketDesk, UprightView, derive,
    derive_from_decoded, propose, verify_chain,
};
use minyi_rulebook::ids::DeviceId;
use uuid::Uuid;

#[derive(Debug)]
struct Nobody;

impl FaceDetector for Nobody {
    fn detect(&self, view: &UprightView) -> Result<Vec<FaceBox>, DetectorFault> {
        black_box(view.jpeg()).map(|_| Vec::new()).map_err(|_| DetectorFault::Failed)
    }
}

#[unsafe(no_mangle)]
pub extern "C" fn minyi_weigh(seed: u64) -> u64 {
    let path = PathBuf::from(std::env::var_os("MINYI_WEIGH").unwrap_or_default());
    match black_box(record(&path, seed)) {
        Some(length) => length + judge(&path, seed),
        None => judge(&path, seed),
    }
}

fn record(path: &std::path::Path, seed: u64) -> Option<u64> {
    let limits = Limits::default();
    let original = Original::open(path, &limits).map_err(|refusal| black_box(refusal.to_string())).ok()?;
    let regions = black_box(propose(&original, &Nobody, &limits)).ok()?.regions;
    let regions = [regions, vec![Region::new(seed as u16, 0, 9_000, 9_000).ok()?]].concat();
    let recipe = Recipe { disclosure: Disclosure::PictureOnly, facts: CaptureFacts::NONE, regions };
    let copies = derive(&original, &recipe, &limits)
        .or_else(|_| derive_from_decoded(&original, &original, &recipe, &limits))
        .ok()?;
    let mut desk = TicketDesk::default();
    let ticket = desk.issue(Duration::from_secs(seed)).ok()?;
    let proof = desk.redeem(&ticket.nonce, Duration::from_secs(seed)).ok()?;
    let told = Circumstances {
        device_ms: seed as i64,
        since_boot_ms: Known::Is(seed),
        trusted_time: Known::UNAVAILABLE,
        position: Known::Is(Position::new(Datum::Wgs84, 30.0, seed as f64).ok()?),
        app_build: seed.to_string(),
        policy: seed.to_string(),
    };
    let capture = Capture::new(Uuid::from_u128(seed.into()), original.fingerprint(), proof, told).ok()?;
    let signer = SoftwareSigner::from_bytes(&[seed as u8; 32]).ok()?;
    let device = DeviceId(Uuid::from_u128(seed.into()));
    let mut head = ChainHead::start(device);
    let mut signed = Vec::new();
    for body in [Body::Capture(capture), Body::Derivation(copies.public.derivation)] {
        let (entry, next) = head.append(body, &signer).ok()?;
        (head, _) = (next, signed.push(entry));
    }
    let key = signer.key().ok()?.public;
    black_box(verify_chain(device, &signed, |_| Some(key))).ok().map(|chain| chain.head.length)
}

fn judge(path: &std::path::Path, seed: u64) -> u64 {
    let package = std::fs::read(path).unwrap_or_default();
    let authorities = roots_from_pem(&package).unwrap_or_default();
    let trust = Trust { offices: &[[seed as u8; 32]], authorities: &authorities, now_ms: seed as i64 };
    let findings = export::verify(&package, &trust);
    black_box(findings.text(Language::Zh).len() as u64 + findings.text(Language::En).len() as u64)
}
