//! A time stamp's token as it lies in the file: CMS SignedData (RFC 5652) around a TSTInfo (RFC 3161), with the authority's
//! certificates. Parsing is RustCrypto's, paths and signatures are webpki's; what RFC 3161 asks on top is here.

use std::time::Duration;

use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef};
use der::{Decode, Encode, Reader, SliceReader, Tag, Tagged};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use minyi_rulebook::ids::Sha256;
use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, UnixTime};
use sha2::Digest;
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert, ring};
use x509_cert::Certificate;
use x509_cert::ext::pkix::SubjectKeyIdentifier;

use super::{LONGEST_TOKEN, StampFault};

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");
/// id-kp-timeStamping, as webpki wants it: the value without tag and length.
const TIME_STAMPING: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x08];

/// A hash function that tokens may be signed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    fn of(id: ObjectIdentifier) -> Option<Self> {
        [(SHA256, Self::Sha256), (SHA384, Self::Sha384), (SHA512, Self::Sha512)]
            .into_iter()
            .find_map(|(name, hash)| (name == id).then_some(hash))
    }

    fn digest(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha256 => sha2::Sha256::digest(bytes).to_vec(),
            Self::Sha384 => sha2::Sha384::digest(bytes).to_vec(),
            Self::Sha512 => sha2::Sha512::digest(bytes).to_vec(),
        }
    }

    /// The key in the certificate decides which of them applies.
    fn signatures(self) -> &'static [&'static dyn SignatureVerificationAlgorithm] {
        static WITH_256: [&dyn SignatureVerificationAlgorithm; 3] =
            [ring::RSA_PKCS1_2048_8192_SHA256, ring::ECDSA_P256_SHA256, ring::ECDSA_P384_SHA256];
        static WITH_384: [&dyn SignatureVerificationAlgorithm; 3] =
            [ring::RSA_PKCS1_2048_8192_SHA384, ring::ECDSA_P256_SHA384, ring::ECDSA_P384_SHA384];
        static WITH_512: [&dyn SignatureVerificationAlgorithm; 1] = [ring::RSA_PKCS1_2048_8192_SHA512];
        match self {
            Self::Sha256 => &WITH_256,
            Self::Sha384 => &WITH_384,
            Self::Sha512 => &WITH_512,
        }
    }
}

/// The token in an answer that grants one.
pub(super) fn in_answer(answer: &[u8]) -> Result<Vec<u8>, StampFault> {
    let parts = parts(answer)?;
    let (status, token) = parts.split_first().ok_or(StampFault::Malformed)?;
    let status = self::parts_of(status)?;
    let status = status.first().filter(|status| status.tag() == Tag::Integer).ok_or(StampFault::Malformed)?;
    match (status.value(), token) {
        // Granted, or granted with changes; the changes show in the token.
        ([0 | 1], [token]) => token.to_der().map_err(|_| StampFault::Malformed),
        ([refused], _) if *refused > 1 => Err(StampFault::Refused(*refused)),
        _ => Err(StampFault::Malformed),
    }
}

/// A token that was read and not yet believed.
pub(super) struct Token {
    pub(super) at_ms: i64,
    pub(super) nonce: Option<Vec<u8>>,
    imprint: Vec<u8>,
    /// The TSTInfo's bytes.
    info: Vec<u8>,
    signer: SignerInfo,
    hash: Hash,
    certificate: Certificate,
    certificate_der: Vec<u8>,
    others: Vec<Vec<u8>>,
}

impl Token {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, StampFault> {
        if bytes.len() > LONGEST_TOKEN {
            return Err(StampFault::Malformed);
        }
        Self::parse(bytes)?.ok_or(StampFault::Unsupported)
    }

    /// `None`: a hash function that is not accepted.
    fn parse(bytes: &[u8]) -> Result<Option<Self>, StampFault> {
        let outer = ContentInfo::from_der(bytes)?;
        if outer.content_type != SIGNED_DATA {
            return Err(StampFault::Malformed);
        }
        let signed: SignedData = outer.content.decode_as()?;
        let content = signed.encap_content_info;
        let octets = content.econtent.filter(|_| content.econtent_type == TST_INFO).ok_or(StampFault::Malformed)?;
        let info = octets.decode_as::<&OctetStringRef>()?.as_bytes().to_vec();
        // Exactly one signer: an authority's token has no more (RFC 3161, 2.4.2).
        let [signer] = signed.signer_infos.0.as_slice() else { return Err(StampFault::Malformed) };
        let Some(hash) = Hash::of(signer.digest_alg.oid) else { return Ok(None) };

        let mut certificates = Vec::new();
        for choice in signed.certificates.iter().flat_map(|set| set.0.iter()) {
            if let CertificateChoices::Certificate(certificate) = choice {
                certificates.push((certificate.clone(), certificate.to_der()?));
            }
        }
        let at = certificates.iter().position(|(certificate, _)| names(&signer.sid, certificate));
        let (certificate, certificate_der) = certificates.swap_remove(at.ok_or(StampFault::Malformed)?);
        let others = certificates.into_iter().map(|(_, der)| der).collect();

        let told = Told::read(&info)?;
        if !told.sha256 {
            return Err(StampFault::OtherHash);
        }
        let signer = signer.clone();
        let Told { at_ms, nonce, imprint, .. } = told;
        Ok(Some(Self { at_ms, nonce, imprint, info, signer, hash, certificate, certificate_der, others }))
    }

    pub(super) fn authority(&self) -> String {
        self.certificate.tbs_certificate().subject().to_string()
    }

    /// Whether it is for this hash and signed by the certificate that it carries.
    pub(super) fn check(&self, hash: &Sha256) -> Result<(), StampFault> {
        if self.imprint != hash.0 {
            return Err(StampFault::OtherHash);
        }
        let attributes = self.signer.signed_attrs.as_ref().ok_or(StampFault::BadSignature)?;
        let one = |name: ObjectIdentifier| {
            let mut found = attributes.iter().filter(|attribute| attribute.oid == name);
            let values = found.next().filter(|_| found.next().is_none())?.values.as_slice();
            if let [value] = values { Some(value) } else { None }
        };
        let content = one(CONTENT_TYPE).and_then(|value| value.decode_as::<ObjectIdentifier>().ok());
        let digest = one(MESSAGE_DIGEST).and_then(|value| value.decode_as::<&OctetStringRef>().ok());
        let meant = one(SIGNING_CERTIFICATE_V2).is_some_and(|value| {
            value.to_der().is_ok_and(|der| names_certificate(&der, &self.certificate_der).unwrap_or(false))
        });
        let same = digest.is_some_and(|digest| digest.as_bytes() == self.hash.digest(&self.info));
        if content != Some(TST_INFO) || !same || !meant {
            return Err(StampFault::BadSignature);
        }
        let message = attributes.to_der()?;
        let der = CertificateDer::from(&self.certificate_der[..]);
        let certificate = EndEntityCert::try_from(&der).map_err(|_| StampFault::Malformed)?;
        let signature = self.signer.signature.as_bytes();
        let verdicts = self.hash.signatures().iter().map(|way| certificate.verify_signature(*way, &message, signature));
        let mut unsupported = true;
        for verdict in verdicts {
            match verdict {
                Ok(()) => return Ok(()),
                Err(webpki::Error::InvalidSignatureForPublicKey) => unsupported = false,
                Err(_) => {}
            }
        }
        Err(if unsupported { StampFault::Unsupported } else { StampFault::BadSignature })
    }

    /// Whether its certificate is for time stamping and leads to one of these, at the moment that it names.
    pub(super) fn leads_to(&self, roots: &[Vec<u8>]) -> bool {
        let roots: Vec<_> = roots.iter().map(|der| CertificateDer::from(&der[..])).collect();
        let anchors: Vec<_> = roots.iter().filter_map(|root| anchor_from_trusted_cert(root).ok()).collect();
        let between: Vec<_> = self.others.iter().map(|der| CertificateDer::from(&der[..])).collect();
        let der = CertificateDer::from(&self.certificate_der[..]);
        let Ok(certificate) = EndEntityCert::try_from(&der) else { return false };
        let Ok(at) = u64::try_from(self.at_ms) else { return false };
        let at = UnixTime::since_unix_epoch(Duration::from_millis(at));
        let usage = KeyUsage::required(TIME_STAMPING);
        certificate.verify_for_usage(webpki::ALL_VERIFICATION_ALGS, &anchors, &between, at, usage, None, None).is_ok()
    }
}

/// Whether a signer's name is this certificate's.
fn names(sid: &SignerIdentifier, certificate: &Certificate) -> bool {
    let body = certificate.tbs_certificate();
    match sid {
        SignerIdentifier::IssuerAndSerialNumber(name) => {
            name.issuer == *body.issuer() && name.serial_number == *body.serial_number()
        }
        SignerIdentifier::SubjectKeyIdentifier(name) => {
            matches!(body.get_extension::<SubjectKeyIdentifier>(), Ok(Some((_, found))) if found == *name)
        }
    }
}

/// Whether SigningCertificateV2 (RFC 5035) begins with the hash of this certificate.
fn names_certificate(attribute: &[u8], certificate: &[u8]) -> Result<bool, StampFault> {
    let attribute = parts(attribute)?;
    let list = parts_of(attribute.first().ok_or(StampFault::Malformed)?)?;
    let first = parts_of(list.first().ok_or(StampFault::Malformed)?)?;
    let (hash, value) = match first.as_slice() {
        [algorithm, value, ..] if algorithm.tag() == Tag::Sequence => (hash_named(algorithm)?, value),
        [value, ..] => (Some(Hash::Sha256), value),
        [] => return Err(StampFault::Malformed),
    };
    Ok(hash.is_some_and(|hash| value.tag() == Tag::OctetString && value.value() == hash.digest(certificate)))
}

fn hash_named(algorithm: &AnyRef<'_>) -> Result<Option<Hash>, StampFault> {
    let parts = parts_of(algorithm)?;
    let name = parts.first().ok_or(StampFault::Malformed)?.decode_as::<ObjectIdentifier>()?;
    Ok(Hash::of(name))
}

/// What a TSTInfo tells.
struct Told {
    at_ms: i64,
    nonce: Option<Vec<u8>>,
    imprint: Vec<u8>,
    sha256: bool,
}

impl Told {
    fn read(info: &[u8]) -> Result<Self, StampFault> {
        let fields = parts(info)?;
        let [version, policy, imprint, serial, time, rest @ ..] = fields.as_slice() else {
            return Err(StampFault::Malformed);
        };
        let tags = [version.tag(), policy.tag(), serial.tag(), time.tag()];
        let expected = [Tag::Integer, Tag::ObjectIdentifier, Tag::Integer, Tag::GeneralizedTime];
        if tags != expected || version.value() != [1] {
            return Err(StampFault::Malformed);
        }
        let imprint = parts_of(imprint)?;
        let [algorithm, hash] = imprint.as_slice() else { return Err(StampFault::Malformed) };
        if hash.tag() != Tag::OctetString {
            return Err(StampFault::Malformed);
        }
        let nonce = rest.iter().find(|field| field.tag() == Tag::Integer).map(|field| field.value().to_vec());
        Ok(Self {
            at_ms: moment(time.value()).ok_or(StampFault::Malformed)?,
            nonce,
            imprint: hash.value().to_vec(),
            sha256: hash_named(algorithm)? == Some(Hash::Sha256),
        })
    }
}

/// `20261127081502Z` or `20261127081502.5Z`: fractions are usual with authorities, and not what X.509 allows.
fn moment(text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() != 14 || !digits(whole) || !digits(fraction) || fraction.len() > 9 {
        return None;
    }
    let field = |from: usize, to: usize| whole[from..to].parse::<i8>().ok();
    let year = whole[..4].parse::<i16>().ok()?;
    let millis: i32 = format!("{fraction:0<3}")[..3].parse().ok()?;
    let at = DateTime::new(
        year,
        field(4, 6)?,
        field(6, 8)?,
        field(8, 10)?,
        field(10, 12)?,
        field(12, 14)?,
        millis * 1_000_000,
    );
    Offset::UTC.to_timestamp(at.ok()?).ok().map(Timestamp::as_millisecond)
}

/// The elements of a SEQUENCE.
fn parts(der: &[u8]) -> Result<Vec<AnyRef<'_>>, StampFault> {
    parts_of(&AnyRef::from_der(der)?)
}

fn parts_of<'a>(sequence: &AnyRef<'a>) -> Result<Vec<AnyRef<'a>>, StampFault> {
    if sequence.tag() != Tag::Sequence {
        return Err(StampFault::Malformed);
    }
    let mut reader = SliceReader::new(sequence.value())?;
    let mut parts = Vec::new();
    while !reader.is_finished() {
        parts.push(reader.decode::<AnyRef<'a>>()?);
    }
    Ok(parts)
}

impl From<der::Error> for StampFault {
    fn from(_: der::Error) -> Self {
        Self::Malformed
    }
}
