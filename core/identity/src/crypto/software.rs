//! The software provider, from the RustCrypto and dalek crates. Good for checking anywhere and for signing in tests and
//! small deployments; private keys of a congress belong into a certified device.

use super::{Algorithm, CryptoProvider, NotVerified, PublicKey, Signature, Signer, SignerError};
use ed25519_dalek::Signer as _;
use p256::ecdsa::signature::Verifier as _;
#[cfg(feature = "sm2")]
use sm2::elliptic_curve::sec1::ToSec1Point as _;
use std::fmt;

/// The identity string that GB/T 35276 prescribes where the parties agreed on no other.
#[cfg(feature = "sm2")]
const SM2_DEFAULT_ID: &str = "1234567812345678";

/// Checks Ed25519, P-256 and, with feature `sm2`, SM2.
#[derive(Clone, Copy, Debug, Default)]
pub struct SoftwareCrypto;

impl CryptoProvider for SoftwareCrypto {
    fn verify(&self, key: &PublicKey, message: &[u8], signature: &Signature) -> Result<(), NotVerified> {
        let accepted = match key {
            PublicKey::Ed25519(bytes) => ed25519_dalek::VerifyingKey::from_bytes(bytes)
                .is_ok_and(|key| key.verify_strict(message, &ed25519_dalek::Signature::from_bytes(signature)).is_ok()),
            PublicKey::P256(bytes) => verify_p256(bytes, message, signature).is_some(),
            #[cfg(feature = "sm2")]
            PublicKey::Sm2(bytes) => verify_sm2(bytes, message, signature).is_some(),
            #[cfg(not(feature = "sm2"))]
            PublicKey::Sm2(_) => return Err(NotVerified::Unsupported(Algorithm::Sm2)),
        };
        if accepted { Ok(()) } else { Err(NotVerified::BadSignature) }
    }
}

fn verify_p256(key: &[u8], message: &[u8], signature: &Signature) -> Option<()> {
    let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(key).ok()?;
    let signature = p256::ecdsa::Signature::from_slice(signature).ok()?;
    // (r, n - s) would verify as well: only the low half is ours.
    if signature.normalize_s() != signature {
        return None;
    }
    key.verify(message, &signature).ok()
}

#[cfg(feature = "sm2")]
fn verify_sm2(key: &[u8], message: &[u8], signature: &Signature) -> Option<()> {
    let key = sm2::dsa::VerifyingKey::from_sec1_bytes(SM2_DEFAULT_ID, key).ok()?;
    key.verify(message, &sm2::dsa::Signature::from_slice(signature).ok()?).ok()
}

/// Raw or DER in, the canonical 64 bytes out.
pub(super) fn canonical(algorithm: Algorithm, answer: &[u8]) -> Option<Signature> {
    match algorithm {
        Algorithm::Ed25519 | Algorithm::Sm2 => answer.try_into().ok(),
        Algorithm::Es256 => {
            let signature = match p256::ecdsa::Signature::from_slice(answer) {
                Ok(raw) => raw,
                Err(_) => p256::ecdsa::Signature::from_der(answer).ok()?,
            };
            Some(signature.normalize_s().to_bytes().into())
        }
    }
}

/// A private key in memory.
#[derive(Clone)]
pub struct SoftwareSigner {
    secret: Secret,
}

#[derive(Clone)]
enum Secret {
    Ed25519(Box<ed25519_dalek::SigningKey>),
    P256(Box<p256::ecdsa::SigningKey>),
    #[cfg(feature = "sm2")]
    Sm2(Box<sm2::dsa::SigningKey>),
}

impl fmt::Debug for SoftwareSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SoftwareSigner").field("key", &self.public_key().id()).finish_non_exhaustive()
    }
}

impl SoftwareSigner {
    /// A key from 32 secret bytes. `None` for the few strings that are no scalar of the curve (draw again), and for SM2
    /// without feature `sm2`.
    #[must_use]
    pub fn from_seed(algorithm: Algorithm, seed: &[u8; 32]) -> Option<Self> {
        let secret = match algorithm {
            Algorithm::Ed25519 => Secret::Ed25519(Box::new(ed25519_dalek::SigningKey::from_bytes(seed))),
            Algorithm::Es256 => Secret::P256(Box::new(p256::ecdsa::SigningKey::from_slice(seed).ok()?)),
            #[cfg(feature = "sm2")]
            Algorithm::Sm2 => Secret::Sm2(Box::new(sm2::dsa::SigningKey::from_slice(SM2_DEFAULT_ID, seed).ok()?)),
            #[cfg(not(feature = "sm2"))]
            Algorithm::Sm2 => return None,
        };
        Some(Self { secret })
    }
}

impl Signer for SoftwareSigner {
    fn public_key(&self) -> PublicKey {
        fn compressed(point: &[u8]) -> [u8; 33] {
            point.try_into().expect("a compressed point of a 256-bit curve has 33 bytes")
        }
        match &self.secret {
            Secret::Ed25519(key) => PublicKey::Ed25519(key.verifying_key().to_bytes()),
            Secret::P256(key) => PublicKey::P256(compressed(key.verifying_key().to_sec1_point(true).as_bytes())),
            #[cfg(feature = "sm2")]
            Secret::Sm2(key) => PublicKey::Sm2(compressed(key.verifying_key().to_sec1_point(true).as_bytes())),
        }
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        match &self.secret {
            Secret::Ed25519(key) => Ok(key.sign(message).to_bytes().to_vec()),
            Secret::P256(key) => {
                let signature: Result<p256::ecdsa::Signature, _> = key.try_sign(message);
                signature.map(|signature| signature.to_bytes().to_vec()).map_err(|_| SignerError::Unavailable)
            }
            #[cfg(feature = "sm2")]
            Secret::Sm2(key) => {
                let signature: Result<sm2::dsa::Signature, _> = key.try_sign(message);
                signature.map(|signature| signature.to_bytes().to_vec()).map_err(|_| SignerError::Unavailable)
            }
        }
    }
}
