//! The same library without minyi-evidence, and with what the rest of the phone core brings into the same library anyway: TLS checks
//! certificates (ring, webpki), cards sign and verify (P-256, Ed25519), receipts are hashed (SHA-256), due dates are told (jiff), card
//! lists are packed (miniz_oxide), the mirror sums its pages (crc32fast).

use std::hint::black_box;
use std::path::PathBuf;

use ed25519_dalek::{Signature, VerifyingKey};
use p256::ecdsa::signature::{Signer as _, Verifier as _};
use sha2::Digest as _;

#[unsafe(no_mangle)]
pub extern "C" fn minyi_weigh(seed: u64) -> u64 {
    let path = PathBuf::from(std::env::var_os("MINYI_WEIGH").unwrap_or_default());
    let bytes = std::fs::read(path).unwrap_or_default();
    let told = format!("{:?} {}", black_box(verify(&bytes, seed)), black_box(path_holds(&bytes)));
    told.len() as u64 + black_box(packed(&bytes, seed))
}

fn packed(bytes: &[u8], seed: u64) -> u64 {
    let packed = miniz_oxide::deflate::compress_to_vec_zlib(bytes, 6);
    let unpacked = miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(&packed, 1 << 20).unwrap_or_default();
    let at = jiff::Timestamp::from_millisecond(seed as i64).map(|at| at.to_string()).unwrap_or_default();
    let back = at.parse::<jiff::Timestamp>().map(|at| at.as_second()).unwrap_or_default();
    unpacked.len() as u64 + at.len() as u64 + back as u64 + u64::from(crc32fast::hash(bytes))
}

fn verify(bytes: &[u8], seed: u64) -> Option<bool> {
    let message: [u8; 32] = sha2::Sha256::digest(bytes).into();
    let ed25519 = VerifyingKey::from_bytes(&message).ok()?;
    let held = ed25519.verify_strict(bytes, &Signature::from_bytes(&[seed as u8; 64])).is_ok();
    let key = p256::ecdsa::SigningKey::from_slice(&message).ok()?;
    let signature: p256::ecdsa::Signature = key.sign(bytes);
    Some(held && key.verifying_key().verify(bytes, &signature).is_ok())
}

fn path_holds(bytes: &[u8]) -> bool {
    let der = rustls_pki_types::CertificateDer::from(bytes);
    let Ok(leaf) = webpki::EndEntityCert::try_from(&der) else { return false };
    let Ok(root) = webpki::anchor_from_trusted_cert(&der) else { return false };
    let now = rustls_pki_types::UnixTime::since_unix_epoch(std::time::Duration::from_secs(bytes.len() as u64));
    let usage = webpki::KeyUsage::server_auth();
    leaf.verify_for_usage(webpki::ALL_VERIFICATION_ALGS, &[root], &[], now, usage, None, None).is_ok()
}
