//! Who signs: a key that the device guards, reached through a trait; a software key by default.
//!
//! Keystores answer in DER or raw, some with a high S, and once an app signed with another key than it named. So every
//! signature is converted, normalised and verified before anybody else sees it.

use std::fmt;

use minyi_rulebook::ids::Sha256;
use p256::ecdsa::signature::{Signer as _, Verifier as _};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use p256::pkcs8::DecodePrivateKey;
use rustls_pki_types::PrivatePkcs8KeyDer;
use rustls_pki_types::pem::PemObject;
use sha2::Digest;

/// Where the private key lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecurityLevel {
    /// In the app's own storage.
    Software,
    /// In the processor's protected world.
    TrustedEnvironment,
    /// In Android's separate security chip.
    StrongBox,
    /// In Apple's separate security chip.
    SecureEnclave,
}

/// A P-256 public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

/// Names a key: SHA-256 of its uncompressed point (SEC 1, 65 bytes).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub Sha256);

/// The bytes are no point of P-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("these bytes are no P-256 public key in SEC 1 form")]
pub struct NotAKey;

impl PublicKey {
    /// From SEC 1 bytes, compressed or not.
    ///
    /// # Errors
    /// [`NotAKey`].
    pub fn from_sec1(bytes: &[u8]) -> Result<Self, NotAKey> {
        VerifyingKey::from_sec1_bytes(bytes).map(Self).map_err(|_| NotAKey)
    }

    /// The uncompressed point, 65 bytes.
    #[must_use]
    pub fn to_sec1(&self) -> Vec<u8> {
        self.0.to_sec1_point(false).as_bytes().to_vec()
    }

    /// Its name.
    #[must_use]
    pub fn id(&self) -> KeyId {
        KeyId(Sha256(sha2::Sha256::digest(self.to_sec1()).into()))
    }

    /// Does `signature` (raw, 64 bytes, low S) sign `message`? A high S is refused: it would be a second signature for
    /// the same record.
    #[must_use]
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| signature.normalize_s() == signature && self.0.verify(message, &signature).is_ok())
    }
}

/// What a signer says about its key. Key and level come together: who falls back to software gets another key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyInfo {
    /// The public half.
    pub public: PublicKey,
    /// Where the private half lives.
    pub level: SecurityLevel,
}

/// Why the device did not sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignerFault {
    /// The person dismissed the prompt.
    #[error("the person cancelled")]
    Cancelled,
    /// The key is gone for good, for example after a change of the lock screen. A new one must be made.
    #[error("the key is no longer valid")]
    KeyInvalidated,
    /// The device is locked. Try again later.
    #[error("the device is locked")]
    Locked,
    /// The keystore cannot answer now.
    #[error("the keystore is not available")]
    Unavailable,
}

/// Signs with ECDSA on P-256 over SHA-256 of the message. Implemented by the shell over the platform's keystore.
pub trait Signer: Send + Sync + fmt::Debug {
    /// The key that [`Signer::sign`] uses.
    ///
    /// # Errors
    /// [`SignerFault`].
    fn key(&self) -> Result<KeyInfo, SignerFault>;

    /// A signature over `message`, in DER or raw (r, s).
    ///
    /// # Errors
    /// [`SignerFault`].
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerFault>;
}

/// Why there is no usable signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SigningFault {
    /// The device did not sign.
    #[error(transparent)]
    Signer(#[from] SignerFault),
    /// It returned something that does not verify under the key it named.
    #[error("the signature does not verify under the signer's own key")]
    NotOurs,
}

/// Signs and self-verifies; raw 64 bytes with low S, whatever form the signer answered in.
pub(crate) fn sign_checked(signer: &dyn Signer, key: &PublicKey, message: &[u8]) -> Result<Vec<u8>, SigningFault> {
    let answer = signer.sign(message)?;
    // 64 bytes may be either form; the one that verifies is the right one.
    [Signature::from_slice(&answer), Signature::from_der(&answer)]
        .into_iter()
        .flatten()
        .map(|signature| signature.normalize_s().to_bytes().to_vec())
        .find(|raw| key.verifies(message, raw))
        .ok_or(SigningFault::NotOurs)
}

/// A key in memory: for devices without a keystore, and for tests. Keep its bytes sealed.
pub struct SoftwareSigner(SigningKey);

impl SoftwareSigner {
    /// From the 32 bytes of a private key.
    ///
    /// # Errors
    /// [`NotAKey`] for zero and for numbers beyond the curve's order.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, NotAKey> {
        SigningKey::from_slice(bytes).map(Self).map_err(|_| NotAKey)
    }

    /// The key in a PEM file as `openssl genpkey` writes it (PKCS #8).
    ///
    /// # Errors
    /// [`NotAKey`] for anything but one private key of P-256.
    pub fn from_pkcs8_pem(pem: &str) -> Result<Self, NotAKey> {
        let der = PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes()).map_err(|_| NotAKey)?;
        SigningKey::from_pkcs8_der(der.secret_pkcs8_der()).map(Self).map_err(|_| NotAKey)
    }
}

impl fmt::Debug for SoftwareSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SoftwareSigner(private)")
    }
}

impl Signer for SoftwareSigner {
    fn key(&self) -> Result<KeyInfo, SignerFault> {
        Ok(KeyInfo { public: PublicKey(*self.0.verifying_key()), level: SecurityLevel::Software })
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerFault> {
        let signature: Signature = self.0.try_sign(message).map_err(|_| SignerFault::Unavailable)?;
        Ok(signature.to_bytes().to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn software(byte: u8) -> SoftwareSigner {
        SoftwareSigner::from_bytes(&[byte; 32]).unwrap()
    }

    /// Answers as `answer` makes it from the sound signature.
    #[derive(Debug)]
    struct Odd {
        key: SoftwareSigner,
        answer: fn(Signature) -> Vec<u8>,
    }

    impl Signer for Odd {
        fn key(&self) -> Result<KeyInfo, SignerFault> {
            self.key.key()
        }
        fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerFault> {
            Ok((self.answer)(Signature::from_slice(&self.key.sign(message)?).unwrap()))
        }
    }

    fn high(signature: Signature) -> Signature {
        let low = signature.normalize_s();
        Signature::from_scalars(low.r().to_bytes(), (-*low.s()).to_bytes()).unwrap()
    }

    #[test]
    fn raw_and_der_with_low_and_high_s_become_the_same_raw_signature() {
        let expected = {
            let signer = software(7);
            sign_checked(&signer, &signer.key().unwrap().public, b"m").unwrap()
        };
        let answers: [fn(Signature) -> Vec<u8>; 4] = [
            |s| s.normalize_s().to_bytes().to_vec(),
            |s| high(s).to_bytes().to_vec(),
            |s| s.normalize_s().to_der().as_bytes().to_vec(),
            |s| high(s).to_der().as_bytes().to_vec(),
        ];
        for answer in answers {
            let signer = Odd { key: software(7), answer };
            let public = signer.key().unwrap().public;
            assert_eq!(sign_checked(&signer, &public, b"m").unwrap(), expected);
        }
    }

    #[test]
    fn a_signature_of_another_key_or_no_signature_is_not_ours() {
        let other = software(8).key().unwrap().public;
        assert_eq!(sign_checked(&software(7), &other, b"m"), Err(SigningFault::NotOurs));
        for answer in [|_| vec![0; 64], |_| Vec::new(), |_| vec![0x30; 70]] as [fn(Signature) -> Vec<u8>; 3] {
            let signer = Odd { key: software(7), answer };
            assert_eq!(sign_checked(&signer, &signer.key().unwrap().public, b"m"), Err(SigningFault::NotOurs));
        }
    }

    #[test]
    fn a_high_s_does_not_verify_since_it_would_be_a_second_signature() {
        let signer = software(7);
        let public = signer.key().unwrap().public;
        let raw = sign_checked(&signer, &public, b"m").unwrap();
        assert!(public.verifies(b"m", &raw));
        let twin = high(Signature::from_slice(&raw).unwrap()).to_bytes();
        assert!(!public.verifies(b"m", &twin));
        assert!(!public.verifies(b"n", &raw));
    }

    #[test]
    fn a_key_survives_its_written_form_and_other_bytes_are_no_key() {
        let public = software(7).key().unwrap().public;
        assert_eq!(PublicKey::from_sec1(&public.to_sec1()), Ok(public));
        assert_eq!(PublicKey::from_sec1(&[4; 65]), Err(NotAKey));
        assert!(SoftwareSigner::from_bytes(&[0; 32]).is_err());
        assert!(SoftwareSigner::from_bytes(&[0xff; 32]).is_err());
        assert!(!format!("{:?}", software(7)).contains("07"), "a private key is not shown");
    }
}
