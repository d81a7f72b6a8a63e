//! Content credentials (内容凭证, C2PA 2.x) in a copy: who made it from what, in a form that newsrooms and browsers read.
//!
//! One manifest in one APP11 segment of a JPEG: claim v2, what was done to the original, a hash over every byte of the file but
//! the segment itself (metadata included: what is left out of a hash can be changed unseen), and a COSE signature with the
//! certificates of whoever made the copy. Our own records stay the evidence; this is a way to show some of it to programs that
//! do not know us. A chain that ends at a private root verifies, and public tools then say that they do not know the signer.

use ciborium::Value;
use coset::{CoseSign1Builder, HeaderBuilder, TaggedCborSerializable, iana};
use minyi_rulebook::ids::Sha256;
use sha2::Digest;

use crate::cbor::write;
use crate::derive::{DerivedCopy, Operation};
use crate::signer::{Signer, SigningFault, sign_checked};

/// COSE header with a chain of certificates (RFC 9360).
const X5CHAIN: i64 = 33;
/// One APP11 segment holds no more.
const LONGEST_SEGMENT: usize = 0xffff;
const STORE: &str = "c2pa";
const ASSERTIONS: &str = "c2pa.assertions";
const CLAIM: &str = "c2pa.claim.v2";
const SIGNATURE: &str = "c2pa.signature";
const INGREDIENT: &str = "c2pa.ingredient.v3";
const ACTIONS: &str = "c2pa.actions.v2";
const DERIVATION: &str = "org.minyi.derivation";
const HASH: &str = "c2pa.hash.data";

/// A copy cannot be given credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialFault {
    /// The copy is no JPEG of ours.
    #[error("the copy is no JPEG")]
    NotAJpeg,
    /// The certificates are too long for one segment.
    #[error("the certificates are too long")]
    TooLong,
    /// The signer failed.
    #[error(transparent)]
    Signing(#[from] SigningFault),
}

/// In whose name copies are signed.
#[derive(Clone, Copy, Debug)]
pub struct Publisher<'p> {
    /// Signs; its key is the first certificate's.
    pub signer: &'p dyn Signer,
    /// Certificates in DER, the signer's first, the root left out.
    pub chain: &'p [Vec<u8>],
}

impl DerivedCopy {
    /// The same picture with content credentials in front. Derivation and hash are those of the new file.
    ///
    /// # Errors
    /// [`CredentialFault`]; the copy is as it was.
    pub fn with_credentials(&self, publisher: &Publisher<'_>) -> Result<Self, CredentialFault> {
        let at = place(&self.jpeg).ok_or(CredentialFault::NotAJpeg)?;
        // The hash stands in the manifest and leaves it out, so its length must be known before: all of its parts have a length
        // that does not depend on their content.
        let draft = segment(&manifest(self, publisher, at, LONGEST_SEGMENT, [0; 32])?)?;
        let pixels = sha2::Sha256::new_with_prefix(&self.jpeg[..at]).chain_update(&self.jpeg[at..]).finalize().into();
        let segment = segment(&manifest(self, publisher, at, draft.len(), pixels)?)?;
        if segment.len() != draft.len() {
            return Err(CredentialFault::TooLong);
        }
        let jpeg = [&self.jpeg[..at], &segment, &self.jpeg[at..]].concat();
        let mut derivation = self.derivation.clone();
        derivation.operations.push(Operation::Credentialed);
        derivation.result = Sha256(sha2::Sha256::digest(&jpeg).into());
        derivation.bytes = jpeg.len() as u64;
        Ok(Self { jpeg, derivation })
    }
}

/// Behind the JFIF header, which some readers want first.
fn place(jpeg: &[u8]) -> Option<usize> {
    match jpeg {
        [0xff, 0xd8, 0xff, 0xe0, high, low, ..] => {
            let after = 4 + usize::from(u16::from_be_bytes([*high, *low]));
            (after < jpeg.len()).then_some(after)
        }
        [0xff, 0xd8, 0xff, ..] => Some(2),
        _ => None,
    }
}

/// The APP11 segment around a JUMBF box (ISO 19566-5, annex D): first and only packet of box instance 1.
fn segment(jumbf: &[u8]) -> Result<Vec<u8>, CredentialFault> {
    let length = u16::try_from(jumbf.len() + 10).map_err(|_| CredentialFault::TooLong)?;
    Ok([&[0xff, 0xeb][..], &length.to_be_bytes(), b"JP", &[0, 1], &[0, 0, 0, 1], jumbf].concat())
}

fn manifest(
    copy: &DerivedCopy,
    publisher: &Publisher<'_>,
    at: usize,
    length: usize,
    hash: [u8; 32],
) -> Result<Vec<u8>, CredentialFault> {
    let derivation = &copy.derivation;
    let ingredient =
        assertion(INGREDIENT, &object([("relationship", "parentOf".into()), ("dc:title", "original".into())]));
    let of_parent = object([("ingredients", Value::Array(vec![link(INGREDIENT, &ingredient)]))]);
    let step = |name: &str| match name {
        // Both say what they were done to; c2pa-ts refuses a manifest whose transcoding does not.
        "c2pa.opened" | "c2pa.transcoded" => object([("action", name.into()), ("parameters", of_parent.clone())]),
        _ => object([("action", name.into())]),
    };
    let mut actions = vec![step("c2pa.opened")];
    actions.extend(derivation.operations.iter().filter_map(action).map(step));
    let exclusion = object([("start", (at as u64).into()), ("length", (length as u64).into())]);
    let parent = object([("parent_sha256", derivation.parent.to_string().into())]);
    let assertions = [
        (INGREDIENT, ingredient),
        (ACTIONS, assertion(ACTIONS, &object([("actions", Value::Array(actions))]))),
        (DERIVATION, assertion(DERIVATION, &parent)),
        (
            HASH,
            assertion(
                HASH,
                &object([
                    ("exclusions", Value::Array(vec![exclusion])),
                    ("name", "jumbf manifest".into()),
                    ("alg", "sha256".into()),
                    ("hash", hash.as_slice().into()),
                    ("pad", Value::Bytes(Vec::new())),
                ]),
            ),
        ),
    ];
    // Named by what it is about: the same copy gets the same manifest again.
    let id = uuid::Builder::from_random_bytes(first_half(derivation.result)).into_uuid();
    let label = format!("urn:c2pa:{id}");
    let claim = object([
        ("instanceID", format!("xmp:iid:{id}").into()),
        ("claim_generator_info", object([("name", "Minyi".into()), ("version", env!("CARGO_PKG_VERSION").into())])),
        ("signature", format!("self#jumbf=/{STORE}/{label}/{SIGNATURE}").into()),
        ("created_assertions", Value::Array(assertions.iter().map(|(name, bytes)| link(name, bytes)).collect())),
        ("alg", "sha256".into()),
    ]);
    let claim = write(&claim);
    let signature = sign(&claim, publisher)?;
    let store = superbox(*b"c2as", ASSERTIONS, &assertions.map(|(_, bytes)| jumbf(*b"jumb", &bytes)).concat());
    let claim = superbox(*b"c2cl", CLAIM, &jumbf(*b"cbor", &claim));
    let signature = superbox(*b"c2cs", SIGNATURE, &jumbf(*b"cbor", &signature));
    let manifest = superbox(*b"c2ma", &label, &[store, claim, signature].concat());
    Ok(superbox(*b"c2pa", STORE, &manifest))
}

fn first_half(hash: Sha256) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&hash.0[..16]);
    half
}

/// C2PA's name for a step; steps without one are told by our own records only.
fn action(operation: &Operation) -> Option<&'static str> {
    match operation {
        Operation::Oriented(_) => Some("c2pa.orientation"),
        Operation::Shrunk { .. } => Some("c2pa.resized"),
        Operation::Redacted(_) => Some("c2pa.edited"),
        Operation::Encoded { .. } => Some("c2pa.transcoded"),
        Operation::DecodedByShell(_) => Some("c2pa.converted"),
        Operation::Credentialed => None,
    }
}

/// COSE_Sign1 over the claim, which is left out, with the certificates in the protected header.
fn sign(claim: &[u8], publisher: &Publisher<'_>) -> Result<Vec<u8>, CredentialFault> {
    let key = publisher.signer.key().map_err(SigningFault::from)?.public;
    let chain = Value::Array(publisher.chain.iter().map(|der| Value::Bytes(der.clone())).collect());
    let protected = HeaderBuilder::new().algorithm(iana::Algorithm::ES256).value(X5CHAIN, chain).build();
    let envelope = CoseSign1Builder::new()
        .protected(protected)
        .try_create_detached_signature(claim, &[], |message| sign_checked(publisher.signer, &key, message))?
        .build();
    Ok(envelope.to_tagged_vec().expect("an envelope of our own making can be written"))
}

/// A CBOR assertion's box without its own header: what links hash.
fn assertion(label: &str, content: &Value) -> Vec<u8> {
    [description(*b"cbor", label), jumbf(*b"cbor", &write(content))].concat()
}

/// A link to an assertion of the same manifest, with its hash.
fn link(label: &str, assertion: &[u8]) -> Value {
    let hash: [u8; 32] = sha2::Sha256::digest(assertion).into();
    object([("url", format!("self#jumbf={ASSERTIONS}/{label}").into()), ("hash", hash.as_slice().into())])
}

fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    Value::Map(fields.into_iter().map(|(key, value)| (key.into(), value)).collect())
}

fn superbox(kind: [u8; 4], label: &str, content: &[u8]) -> Vec<u8> {
    jumbf(*b"jumb", &[&description(kind, label), content].concat())
}

/// The description that every superbox begins with: type, "may be asked for by its label", label.
fn description(kind: [u8; 4], label: &str) -> Vec<u8> {
    const REST: [u8; 12] = [0x00, 0x11, 0x00, 0x10, 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71];
    jumbf(*b"jumd", &[&kind[..], &REST, &[0x03], label.as_bytes(), &[0]].concat())
}

/// A box: length, type, content. Far below four gigabytes, which [`segment`] sees to.
fn jumbf(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len() + 8).unwrap_or(u32::MAX);
    [&length.to_be_bytes(), &kind[..], content].concat()
}
