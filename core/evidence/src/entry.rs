//! One signed entry of a device's chain: deterministic CBOR inside COSE_Sign1 (RFC 9052) with ES256.
//!
//! The envelope has one form only: tag 18, a protected header with algorithm, content type and key, an empty unprotected
//! one. Any other byte, signed or not, is refused.

use ciborium::Value;
use coset::{CoseSign1, CoseSign1Builder, HeaderBuilder, TaggedCborSerializable, iana};
use minyi_rulebook::ids::{DeviceId, Sha256};
use sha2::Digest;
use uuid::Uuid;

use crate::capture::Capture;
use crate::cbor::{Fields, Malformed, bytes, map, number, read, write};
use crate::derive::Derivation;
use crate::signer::{KeyId, KeyInfo, PublicKey, SecurityLevel, Signer, SigningFault, sign_checked};

/// Version of the written form.
const VERSION: u8 = 1;
/// Longest entry, in bytes.
const LONGEST: usize = 64 << 10;
const CONTENT_TYPE: &str = "application/vnd.minyi.evidence+cbor";

/// What an entry is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// A photo came in.
    Capture(Capture),
    /// A copy was made.
    Derivation(Derivation),
}

/// One link of a device's chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Whose chain.
    pub device: DeviceId,
    /// Place in the chain, from 0; gaps are visible.
    pub sequence: u64,
    /// Hash of the whole signed entry before, absent at 0 only.
    pub previous: Option<Sha256>,
    /// The key that signed.
    pub key: KeyId,
    /// Where that key lives.
    pub level: SecurityLevel,
    /// What it is about.
    pub body: Body,
}

/// The bytes of a signed entry; they alone are evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedEntry(Vec<u8>);

/// A signed entry is not what it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryFault {
    /// Not an entry in our form.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// Nobody told us the key it names.
    #[error("the entry is signed by an unknown key")]
    UnknownKey,
    /// The signature does not fit the content.
    #[error("the signature does not verify")]
    BadSignature,
}

impl SignedEntry {
    /// Bytes from a file or the network; nothing is believed before [`SignedEntry::verify`].
    #[must_use]
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// What the next entry links to.
    #[must_use]
    pub fn hash(&self) -> Sha256 {
        Sha256(sha2::Sha256::digest(&self.0).into())
    }

    pub(crate) fn sign(entry: &Entry, key: &KeyInfo, signer: &dyn Signer) -> Result<Self, SigningFault> {
        let envelope = CoseSign1Builder::new()
            .protected(protected(entry.key))
            .payload(write(&entry.to_value()))
            .try_create_signature(&[], |message| sign_checked(signer, &key.public, message))?
            .build();
        Ok(Self(tagged(envelope)))
    }

    /// The entry, if it is in our form and signed by the key it names, as `keys` knows it.
    ///
    /// # Errors
    /// [`EntryFault`].
    pub fn verify(&self, keys: impl FnOnce(&KeyId) -> Option<PublicKey>) -> Result<Entry, EntryFault> {
        if self.0.len() > LONGEST {
            return Err(Malformed::TooLong.into());
        }
        let envelope = CoseSign1::from_tagged_slice(&self.0).map_err(|_| Malformed::Envelope)?;
        let payload = envelope.payload.as_deref().ok_or(Malformed::Envelope)?;
        let entry = Entry::from_value(read(payload)?)?;
        if write(&entry.to_value()) != payload {
            return Err(Malformed::NotCanonical.into());
        }
        let ours = CoseSign1Builder::new()
            .protected(protected(entry.key))
            .payload(payload.to_vec())
            .signature(envelope.signature.clone())
            .build();
        if tagged(ours) != self.0 {
            return Err(Malformed::Envelope.into());
        }
        let key = keys(&entry.key).filter(|key| key.id() == entry.key).ok_or(EntryFault::UnknownKey)?;
        let signed = envelope.verify_signature(&[], |signature, message| {
            if key.verifies(message, signature) { Ok(()) } else { Err(EntryFault::BadSignature) }
        });
        signed.map(|()| entry)
    }
}

fn protected(key: KeyId) -> coset::Header {
    HeaderBuilder::new()
        .algorithm(iana::Algorithm::ES256)
        .content_type(CONTENT_TYPE.to_owned())
        .key_id(key.0.0.to_vec())
        .build()
}

fn tagged(envelope: CoseSign1) -> Vec<u8> {
    envelope.to_tagged_vec().expect("an envelope of our own making can be written")
}

impl Entry {
    fn to_value(&self) -> Value {
        let (kind, body): (u8, _) = match &self.body {
            Body::Capture(capture) => (1, capture.to_value()),
            Body::Derivation(derivation) => (2, derivation.to_value()),
        };
        map([
            (1, VERSION.into()),
            (2, self.device.0.as_bytes().as_slice().into()),
            (3, self.sequence.into()),
            (4, self.previous.map_or(Value::Null, |hash| hash.0.as_slice().into())),
            (5, self.key.0.0.as_slice().into()),
            (6, level_code(self.level).into()),
            (7, kind.into()),
            (8, body),
        ])
    }

    fn from_value(value: Value) -> Result<Self, Malformed> {
        let mut fields = Fields::of(value, 0)?;
        if fields.take(1, number::<u64>)? != u64::from(VERSION) {
            return Err(Malformed::UnknownVersion);
        }
        let entry = Self {
            device: DeviceId(Uuid::from_bytes(fields.take(2, bytes)?)),
            sequence: fields.take(3, number)?,
            previous: fields.take(4, |v| if v.is_null() { Some(None) } else { bytes(v).map(|b| Some(Sha256(b))) })?,
            key: KeyId(Sha256(fields.take(5, bytes)?)),
            level: fields.take(6, |v| level_of(number(v)?))?,
            body: match fields.take(7, number::<u8>)? {
                1 => Body::Capture(Capture::from_value(fields.take(8, Some)?, 8)?),
                2 => Body::Derivation(Derivation::from_value(fields.take(8, Some)?, 8)?),
                _ => return Err(Malformed::Field(7)),
            },
        };
        fields.end()?;
        Ok(entry)
    }
}

fn level_code(level: SecurityLevel) -> u8 {
    match level {
        SecurityLevel::Software => 1,
        SecurityLevel::TrustedEnvironment => 2,
        SecurityLevel::StrongBox => 3,
        SecurityLevel::SecureEnclave => 4,
    }
}

fn level_of(code: u8) -> Option<SecurityLevel> {
    use SecurityLevel::{SecureEnclave, Software, StrongBox, TrustedEnvironment};
    [Software, TrustedEnvironment, StrongBox, SecureEnclave].into_iter().find(|level| level_code(*level) == code)
}
