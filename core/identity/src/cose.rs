//! COSE signatures (RFC 9052) with exactly the headers that we write: algorithm, key id and, where one issuer key signs
//! several kinds of message, the type (RFC 9596). Anything else in a header is refused, so no signature can be moved from one
//! kind of message to another.

use crate::cbor::{Fields, Value};
use crate::crypto::{self, CryptoProvider, KeyId, PublicKey, Signature, Signer, SignerError};
use crate::fault::Fault;

const ALG: i64 = 1;
const KID: i64 = 4;
const TYP: i64 = 16;
const SIGN1_TAG: u64 = 18;
const SIGN_TAG: u64 = 98;

/// What a protected header says about the signature.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Header {
    algorithm: i64,
    key: KeyId,
    kind: Option<String>,
}

impl Header {
    fn of(key: &PublicKey, kind: Option<&str>) -> Self {
        Self { algorithm: key.algorithm().cose_number(), key: key.id(), kind: kind.map(str::to_owned) }
    }

    fn encode(&self) -> Vec<u8> {
        let mut entries =
            vec![(Value::int(ALG), Value::int(self.algorithm)), (Value::int(KID), Value::bytes(&self.key.0))];
        entries.extend(self.kind.as_deref().map(|kind| (Value::int(TYP), Value::text(kind))));
        Value::Map(entries).encode()
    }

    fn decode(bytes: &[u8]) -> Result<Self, Fault> {
        let mut fields = Fields::of(Value::decode(bytes)?)?;
        let algorithm = fields.take(ALG).and_then(|value| value.as_int()).ok_or(Fault::Structure)?;
        let key = KeyId(fields.bytes(KID)?);
        let kind = match fields.take(TYP) {
            None => None,
            Some(Value::Text(kind)) => Some(kind),
            Some(_) => return Err(Fault::Structure),
        };
        fields.done()?;
        Ok(Self { algorithm, key, kind })
    }

    fn check(&self, crypto: &dyn CryptoProvider, key: &PublicKey, message: &[u8], by: &Signature) -> Result<(), Fault> {
        if self.algorithm != key.algorithm().cose_number() || self.key != key.id() {
            return Err(Fault::Algorithm);
        }
        Ok(crypto.verify(key, message, by)?)
    }
}

/// The bytes under a COSE_Sign1 signature.
pub(crate) fn signature1(protected: &[u8], external: &[u8], payload: &[u8]) -> Vec<u8> {
    let parts = [Value::text("Signature1"), Value::bytes(protected), Value::bytes(external), Value::bytes(payload)];
    Value::Array(parts.to_vec()).encode()
}

/// A message with one signature, taken apart but not yet believed.
#[derive(Debug)]
pub(crate) struct Sign1 {
    header: Header,
    protected: Vec<u8>,
    payload: Vec<u8>,
    signature: Signature,
}

impl Sign1 {
    /// Signs `payload` as a message of this kind.
    pub(crate) fn seal(
        crypto: &dyn CryptoProvider,
        signer: &dyn Signer,
        kind: Option<&str>,
        payload: &Value,
    ) -> Result<Vec<u8>, SignerError> {
        let protected = Header::of(&signer.public_key(), kind).encode();
        let payload = payload.encode();
        let signature = crypto::sign(crypto, signer, &signature1(&protected, &[], &payload))?;
        let parts = vec![Value::Bytes(protected), Value::Map(vec![]), Value::Bytes(payload), Value::bytes(&signature)];
        Ok(Value::Tag(SIGN1_TAG, Box::new(Value::Array(parts))).encode())
    }

    /// Takes a message of this kind apart.
    pub(crate) fn open(bytes: &[u8], kind: Option<&str>) -> Result<Self, Fault> {
        let Value::Tag(SIGN1_TAG, inner) = Value::decode(bytes)? else {
            return Err(Fault::Structure);
        };
        let Value::Array(parts) = *inner else {
            return Err(Fault::Structure);
        };
        let parts: [Value; 4] = parts.try_into().map_err(|_| Fault::Structure)?;
        let [Value::Bytes(protected), Value::Map(unprotected), Value::Bytes(payload), Value::Bytes(signature)] = parts
        else {
            return Err(Fault::Structure);
        };
        let header = Header::decode(&protected)?;
        if !unprotected.is_empty() || header.kind.as_deref() != kind {
            return Err(Fault::Structure);
        }
        let signature = signature.try_into().map_err(|_| Fault::Structure)?;
        Ok(Self { header, protected, payload, signature })
    }

    /// Which key claims to have signed.
    pub(crate) fn key_id(&self) -> KeyId {
        self.header.key
    }

    /// The payload, once the signature has been checked with this key.
    pub(crate) fn verified(&self, crypto: &dyn CryptoProvider, key: &PublicKey) -> Result<Value, Fault> {
        let message = signature1(&self.protected, &[], &self.payload);
        self.header.check(crypto, key, &message, &self.signature)?;
        Ok(Value::decode(&self.payload)?)
    }
}

/// One of several signatures over the same payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endorsement {
    header: Header,
    signature: Signature,
}

impl Endorsement {
    /// Which key endorsed.
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        self.header.key
    }

    /// Signs; to be sealed together with others.
    pub(crate) fn make(crypto: &dyn CryptoProvider, signer: &dyn Signer, payload: &[u8]) -> Result<Self, SignerError> {
        let header = Header::of(&signer.public_key(), None);
        let signature = crypto::sign(crypto, signer, &Self::message(&header.encode(), payload))?;
        Ok(Self { header, signature })
    }

    pub(crate) fn verify(&self, crypto: &dyn CryptoProvider, key: &PublicKey, payload: &[u8]) -> Result<(), Fault> {
        self.header.check(crypto, key, &Self::message(&self.header.encode(), payload), &self.signature)
    }

    fn message(protected: &[u8], payload: &[u8]) -> Vec<u8> {
        let empty = Value::bytes(&[]);
        let parts = [Value::text("Signature"), empty.clone(), Value::bytes(protected), empty, Value::bytes(payload)];
        Value::Array(parts.to_vec()).encode()
    }
}

/// Seals a COSE_Sign message: one payload, several signatures.
pub(crate) fn seal_endorsed(payload: &[u8], endorsements: &[Endorsement]) -> Vec<u8> {
    let signatures = endorsements.iter().map(|endorsement| {
        let protected = Value::Bytes(endorsement.header.encode());
        Value::Array(vec![protected, Value::Map(vec![]), Value::bytes(&endorsement.signature)])
    });
    let parts = vec![Value::bytes(&[]), Value::Map(vec![]), Value::bytes(payload), Value::Array(signatures.collect())];
    Value::Tag(SIGN_TAG, Box::new(Value::Array(parts))).encode()
}

/// Takes a COSE_Sign message apart: payload and signatures, none believed yet.
pub(crate) fn open_endorsed(bytes: &[u8]) -> Result<(Vec<u8>, Vec<Endorsement>), Fault> {
    let Value::Tag(SIGN_TAG, inner) = Value::decode(bytes)? else {
        return Err(Fault::Structure);
    };
    let Value::Array(parts) = *inner else {
        return Err(Fault::Structure);
    };
    let parts: [Value; 4] = parts.try_into().map_err(|_| Fault::Structure)?;
    let [Value::Bytes(protected), Value::Map(unprotected), Value::Bytes(payload), Value::Array(signatures)] = parts
    else {
        return Err(Fault::Structure);
    };
    if !protected.is_empty() || !unprotected.is_empty() {
        return Err(Fault::Structure);
    }
    let endorsements = signatures.into_iter().map(|signature| {
        let Value::Array(parts) = signature else {
            return Err(Fault::Structure);
        };
        let parts: [Value; 3] = parts.try_into().map_err(|_| Fault::Structure)?;
        let [Value::Bytes(protected), Value::Map(unprotected), Value::Bytes(signature)] = parts else {
            return Err(Fault::Structure);
        };
        let header = Header::decode(&protected)?;
        if !unprotected.is_empty() || header.kind.is_some() {
            return Err(Fault::Structure);
        }
        Ok(Endorsement { header, signature: signature.try_into().map_err(|_| Fault::Structure)? })
    });
    Ok((payload, endorsements.collect::<Result<_, _>>()?))
}
