//! What code that we did not write says: Python's cwt, pycose, cbor2 and gmssl, and zxing-cpp on the drawn codes.
//!
//! Needs `scripts/python-tools`, which `make test` runs; without it the test fails and says so.

use crate::support::*;
use minyi_identity::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

const SM2_SEED: u8 = 10;

fn python(input: &Value) -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let python = root.join(".cache/venv/bin/python");
    assert!(
        python.exists(),
        "the Python tools are missing: run scripts/python-tools (looked for {})",
        python.display()
    );
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/check.py");
    let mut child = Command::new(python).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "check.py failed, see above; did scripts/python-tools run last?");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Bits flipped all over the card, each place once, then again in pairs: 1,000 different wrong cards.
fn mutants(card: &[u8]) -> Vec<String> {
    let flips = (0..1000).map(|round| {
        let mut mutant = card.to_vec();
        let place = round * 7919 % card.len();
        mutant[place] ^= 1 << (round % 8);
        if round >= card.len() {
            mutant[(place + round) % card.len()] ^= 0x55;
        }
        hex::encode(mutant)
    });
    flips.collect()
}

fn drawn(text: &str) -> Value {
    let matrix = QrMatrix::of_code(text).unwrap();
    let modules: String = matrix.modules().iter().map(|dark| if *dark { '1' } else { '0' }).collect();
    json!({ "size": matrix.size(), "modules": modules, "text": text })
}

/// One run of Python for all tests below.
fn findings() -> &'static Value {
    static FINDINGS: OnceLock<Value> = OnceLock::new();
    FINDINGS.get_or_init(|| {
        let mut world = World::new();
        let sm2 = World::with_issuer(Algorithm::Sm2);
        world.set_status(CardStatus::Suspended);
        let (card, live) = (world.card(), world.live(at(60)));
        let roots: BTreeMap<_, _> =
            world.bundle.roots.iter().map(|r| (r.id().to_string(), hex::encode(r.as_bytes()))).collect();
        let page = text(&world.showing().face(on(60)).unwrap());
        let codes = json!({
            "live": drawn(&live),
            "answer": drawn(&world.answer(challenge("042917"), at(60))),
            "page": drawn(&page),
        });
        python(&json!({
            "issuer": hex::encode(world.issuer.public_key().as_bytes()),
            "issuer_id": world.issuer.public_key().id().to_string(),
            "device": hex::encode(world.device.public_key().as_bytes()),
            "card": hex::encode(&card),
            "mutants": mutants(&card),
            "list": hex::encode(world.list.seal(&world.crypto, &world.issuer).unwrap()),
            "list_indices": [INDEX - 1, INDEX, INDEX + 1],
            "bundle": hex::encode(world.sealed_bundle(&world.bundle, &[0, 2])),
            "roots": roots,
            "live": hex::encode(from_code(&live)),
            "sm2_card": hex::encode(sm2.card()),
            "sm2_issuer": hex::encode(sm2.issuer.public_key().as_bytes()),
            "sm2_secret": hex::encode([SM2_SEED; 32]),
            "module_pixels": 8,
            "qr": codes,
        }))
    })
}

#[test]
fn python_cwt_and_pycose_accept_the_card_and_refuse_a_thousand_mutations() {
    let found = findings();
    assert_eq!(found["cwt_name"], "王建国");
    assert_eq!(found["cwt_status"], json!({ "idx": INDEX, "uri": LIST }));
    assert_eq!(found["pycose_card"], true);
    assert_eq!(found["card_is_deterministic"], true);
    assert_eq!(found["device_in_card"], true);
    assert_eq!(found["mutants"], 1000);
    assert_eq!((&found["cwt_accepted_mutants"], &found["pycose_accepted_mutants"]), (&json!(0), &json!(0)));
}

#[test]
fn pycose_and_zlib_read_the_status_list() {
    assert_eq!(findings()["list_signed"], true);
    assert_eq!(findings()["list_states"], json!([0, 2, 0]));
}

#[test]
fn pycose_verifies_both_roots_of_the_bundle() {
    assert_eq!(findings()["bundle_signatures"], 2);
}

#[test]
fn pycose_verifies_device_session_and_step_of_a_living_code() {
    assert_eq!(findings()["session"], true);
    assert_eq!(findings()["step"], true);
}

#[test]
fn gmssl_accepts_our_sm2_and_we_accept_gmssls() {
    assert_eq!(findings()["gmssl_verifies"], true);
    assert_eq!(findings()["gmssl_refuses"], true);
    let signature = hex::decode(findings()["gmssl_signature"].as_str().unwrap()).unwrap().try_into().unwrap();
    let key = key(Algorithm::Sm2, SM2_SEED).public_key();
    assert_eq!(SoftwareCrypto.verify(&key, b"minyi", &signature), Ok(()));
    assert!(SoftwareCrypto.verify(&key, b"minyj", &signature).is_err());
}

#[test]
fn zxing_reads_every_code_clean_and_19_of_20_at_an_angle_with_blur_and_noise() {
    for code in ["live", "answer", "page"] {
        let found = &findings()["qr"][code];
        assert_eq!(found["clean"], true, "{code}");
        let shots = found["shots"].as_object().unwrap();
        println!("{code}: {shots:?}");
        assert_eq!(shots.len(), 5, "{code}: from 300 to 700 pixels");
        for (side, read) in shots {
            assert!(read.as_u64().unwrap() >= 19, "{code} at {side} px: {read} of 20");
        }
    }
}

#[test]
fn the_drawing_has_the_modules_the_matrix_has() {
    let matrix = QrMatrix::draw("HTTPS://HS.GOV.CN/D/7K3M9Q2X", Robustness::Print).unwrap();
    let svg = matrix.to_svg("代表码 <1>");
    assert!(svg.contains("<title>代表码 &lt;1&gt;</title>"));
    // Every run of the path, drawn back into a grid.
    let path = svg.rsplit_once("d=\"").unwrap().1.split_once('"').unwrap().0;
    let mut grid = vec![false; matrix.size() * matrix.size()];
    for run in path.split_terminator('z') {
        let numbers: Vec<usize> =
            run.split(['M', ' ', 'h', 'v', '-']).filter(|n| !n.is_empty()).map(|n| n.parse().unwrap()).collect();
        let [x, y, width, 1, back] = numbers[..] else { panic!("{run}") };
        assert_eq!(width, back);
        let start = (y - qr::QUIET_ZONE) * matrix.size() + x - qr::QUIET_ZONE;
        grid[start..start + width].fill(true);
    }
    assert_eq!(grid, matrix.modules());
    assert!(QrMatrix::draw(&"X".repeat(5000), Robustness::Screen).is_err());
}
