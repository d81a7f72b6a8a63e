//! Keys, algorithms and who does the arithmetic. The set of algorithms is closed and a key knows its own, so no message
//! can talk a verifier into another one.

mod software;

use crate::cbor::Value;
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

pub use software::{SoftwareCrypto, SoftwareSigner};

/// A signature, always `r || s` or Ed25519's own 64 bytes, never DER.
pub type Signature = [u8; 64];

/// The algorithms that exist here, with their COSE numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// EdDSA over Ed25519 (-8): issuers, trust roots, session keys.
    Ed25519,
    /// ECDSA P-256 with SHA-256 (-7): the only algorithm every phone's keystore has, so device keys.
    Es256,
    /// SM2 with SM3 (国密, GB/T 32918.2): issuers and trust roots. COSE has no registered number for it; this one is from
    /// the private range.
    Sm2,
}

impl Algorithm {
    /// The value of COSE header 1.
    #[must_use]
    pub const fn cose_number(self) -> i64 {
        match self {
            Self::Ed25519 => -8,
            Self::Es256 => -7,
            Self::Sm2 => -65_802,
        }
    }
}

/// A public key together with its algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PublicKey {
    /// RFC 8032 encoding.
    Ed25519([u8; 32]),
    /// P-256, SEC1 compressed.
    P256([u8; 33]),
    /// SM2, SEC1 compressed.
    Sm2([u8; 33]),
}

/// The first 8 bytes of the SHA-256 of a key: how a signature says which key made it. A hint, not a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 8]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl PublicKey {
    /// The one algorithm this key may be used with.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        match self {
            Self::Ed25519(_) => Algorithm::Ed25519,
            Self::P256(_) => Algorithm::Es256,
            Self::Sm2(_) => Algorithm::Sm2,
        }
    }

    /// The raw bytes, without the algorithm.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Ed25519(bytes) => bytes,
            Self::P256(bytes) | Self::Sm2(bytes) => bytes,
        }
    }

    /// Which key this is, in eight bytes.
    #[must_use]
    pub fn id(&self) -> KeyId {
        let hash = Sha256::digest(self.to_value().encode());
        let mut id = [0; 8];
        id.copy_from_slice(&hash[..8]);
        KeyId(id)
    }

    pub(crate) fn to_value(self) -> Value {
        Value::Array(vec![Value::int(self.algorithm().cose_number()), Value::bytes(self.as_bytes())])
    }

    pub(crate) fn from_value(value: &Value) -> Option<Self> {
        let Value::Array(parts) = value else { return None };
        let [algorithm, Value::Bytes(bytes)] = parts.as_slice() else {
            return None;
        };
        let bytes = bytes.as_slice();
        match algorithm.as_int()? {
            -8 => Some(Self::Ed25519(bytes.try_into().ok()?)),
            -7 => Some(Self::P256(bytes.try_into().ok()?)),
            -65_802 => Some(Self::Sm2(bytes.try_into().ok()?)),
            _ => None,
        }
    }
}

/// The text is no public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a public key reads `ed25519:` or `sm2:` or `p256:` and hex digits")]
pub struct NotAPublicKey;

/// For files that people compare: algorithm and hex digits.
impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ed25519(_) => "ed25519:",
            Self::P256(_) => "p256:",
            Self::Sm2(_) => "sm2:",
        })?;
        self.as_bytes().iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for PublicKey {
    type Err = NotAPublicKey;

    fn from_str(text: &str) -> Result<Self, NotAPublicKey> {
        let (algorithm, digits) = text.split_once(':').ok_or(NotAPublicKey)?;
        if digits.len() > 66 || !digits.is_ascii() {
            return Err(NotAPublicKey);
        }
        let pairs = digits.as_bytes().chunks(2).map(|pair| {
            let pair = std::str::from_utf8(pair).ok().filter(|pair| pair.len() == 2 && !pair.starts_with('+'))?;
            u8::from_str_radix(pair, 16).ok()
        });
        let bytes = pairs.collect::<Option<Vec<u8>>>().ok_or(NotAPublicKey)?;
        let bytes = bytes.as_slice();
        let key = match algorithm {
            "ed25519" => bytes.try_into().map(Self::Ed25519),
            "p256" => bytes.try_into().map(Self::P256),
            "sm2" => bytes.try_into().map(Self::Sm2),
            _ => return Err(NotAPublicKey),
        };
        key.map_err(|_| NotAPublicKey)
    }
}

/// Why a signature is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotVerified {
    /// It does not belong to this message and key, or is not in its canonical form.
    #[error("the signature does not verify")]
    BadSignature,
    /// This provider does not have the key's algorithm.
    #[error("this device cannot check {0:?} signatures")]
    Unsupported(Algorithm),
}

/// Who does the arithmetic of checking: software on a phone, a certified device (商用密码) where one is required.
pub trait CryptoProvider: fmt::Debug + Send + Sync {
    /// Checks a signature over the whole message. Must refuse a second form of the same signature: P-256 with a high `s`,
    /// Ed25519 with an unreduced scalar.
    fn verify(&self, key: &PublicKey, message: &[u8], signature: &Signature) -> Result<(), NotVerified>;
}

/// A private key that someone else guards: the phone's keystore, a signing server, or software.
///
/// Given the whole message, not a digest. Keystores answer in DER, others in `r || s`: both are understood.
pub trait Signer: fmt::Debug + Send + Sync {
    /// The other half of the key.
    fn public_key(&self) -> PublicKey;
    /// Signs; may ask the person for a fingerprint and so may take long.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerError>;
}

/// Why a guarded key did not sign. The first two are the person's, the others the device's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SignerError {
    /// The person said no.
    #[error("the person cancelled")]
    Cancelled,
    /// Too many wrong attempts, or the screen lock is on.
    #[error("the key is locked")]
    Locked,
    /// Fingerprints or screen lock changed: the key is gone, and a new card must be issued (换发).
    #[error("the key no longer exists")]
    KeyInvalidated,
    /// The keystore cannot be reached now.
    #[error("the keystore is not available")]
    Unavailable,
    /// It answered with bytes that its own public key does not verify.
    #[error("the keystore returned a wrong signature")]
    WrongSignature,
}

/// Signs, brings the answer into the one accepted form, and believes it only after checking it.
pub(crate) fn sign(crypto: &dyn CryptoProvider, signer: &dyn Signer, message: &[u8]) -> Result<Signature, SignerError> {
    let key = signer.public_key();
    let answer = signer.sign(message)?;
    let signature = software::canonical(key.algorithm(), &answer).ok_or(SignerError::WrongSignature)?;
    crypto.verify(&key, message, &signature).map_err(|_| SignerError::WrongSignature)?;
    Ok(signature)
}
