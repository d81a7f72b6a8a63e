//! Others can check our records: pycose, which shares no code with us, verifies them and rejects what we reject.

use std::fmt::Write;

use minyi_evidence::SignedEntry;

use crate::support::chain::{bodies, keys, public, sign_all, signer};
use crate::support::{output, validator};

fn verdicts(entries: &[Vec<u8>]) -> Option<Vec<String>> {
    let python = validator("python")?;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/validators/verify_cose.py");
    let key = hex::encode(public(&signer(1)).to_sec1());
    let mut lines = String::new();
    for entry in entries {
        writeln!(lines, "{key} {}", hex::encode(entry)).unwrap();
    }
    Some(output(&python, &[script], &lines).lines().map(str::to_owned).collect())
}

#[test]
fn pycose_verifies_every_entry_and_finds_it_canonical() {
    let (signed, _) = sign_all(&bodies(), &signer(1));
    let entries: Vec<_> = signed.iter().map(|entry| entry.as_bytes().to_vec()).collect();
    let Some(verdicts) = verdicts(&entries) else { return };
    assert_eq!(verdicts, vec!["valid [1, 2, 3, 4, 5, 6, 7, 8]"; entries.len()]);
}

#[test]
fn pycose_and_we_reject_a_change_of_any_byte() {
    let (signed, _) = sign_all(&bodies()[..1], &signer(1));
    let bytes = signed[0].as_bytes();
    let changed: Vec<Vec<u8>> = (0..bytes.len())
        .map(|at| {
            let mut changed = bytes.to_vec();
            changed[at] ^= 1 << (at % 8);
            changed
        })
        .collect();
    assert!(changed.iter().all(|bytes| SignedEntry::from_bytes(bytes.clone()).verify(keys).is_err()));
    let Some(verdicts) = verdicts(&changed) else { return };
    for (at, verdict) in verdicts.iter().enumerate() {
        assert_eq!(verdict, "invalid", "byte {at}");
    }
    assert_eq!(verdicts.len(), bytes.len());
}
