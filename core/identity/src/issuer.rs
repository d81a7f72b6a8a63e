//! Issuing: the key of one congress, the certificate that limits it, and the card made with it.

use crate::card::{Card, CardId, Holder, MAX_BYTES, MAX_LIFE, StatusReference};
use crate::cbor::{Fields, Value};
use crate::cose::Sign1;
use crate::crypto::{Algorithm, CryptoProvider, PublicKey, Signer, SignerError};
use crate::fault::Fault;
use crate::office::{Office, Scope};
use crate::time::UnixTime;
use thiserror::Error;

/// What the trust bundle says about an issuer's key: whose it is, what it may sign, for how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerCertificate {
    /// Ed25519 or SM2.
    pub key: PublicKey,
    /// Which offices, in which region.
    pub scope: Scope,
    /// Name of the congress, shown as the issuer (发证机关).
    pub congress: String,
    /// Address of the one status list of this congress. It is also the congress's identity for lists: a second key of the
    /// same congress carries the same address.
    pub status_list: String,
    /// First moment at which the key may sign.
    pub valid_from: UnixTime,
    /// No card of this key lives longer.
    pub valid_until: UnixTime,
}

impl IssuerCertificate {
    pub(crate) fn to_value(&self) -> Value {
        let offices = self.scope.offices.iter().map(|office| Value::Uint(office.code()));
        Value::map([
            (1, self.key.to_value()),
            (2, Value::Array(offices.collect())),
            (3, Value::text(&self.scope.region.to_string())),
            (4, Value::text(&self.congress)),
            (5, Value::text(&self.status_list)),
            (6, Value::Uint(self.valid_from.0)),
            (7, Value::Uint(self.valid_until.0)),
        ])
    }

    pub(crate) fn from_value(value: Value) -> Result<Self, Fault> {
        let mut fields = Fields::of(value)?;
        let key = fields.take(1).as_ref().and_then(PublicKey::from_value).ok_or(Fault::Structure)?;
        let offices = fields.array(2)?.into_iter().map(|code| match code {
            Value::Uint(code) => Office::from_code(code).ok_or(Fault::Claims),
            _ => Err(Fault::Structure),
        });
        let offices = offices.collect::<Result<_, _>>()?;
        let region = fields.text(3)?.parse().map_err(|_| Fault::Claims)?;
        let certificate = Self {
            key,
            scope: Scope { offices, region },
            congress: fields.text(4)?,
            status_list: fields.text(5)?,
            valid_from: UnixTime(fields.uint(6)?),
            valid_until: UnixTime(fields.uint(7)?),
        };
        fields.done()?;
        // Device keys never issue: a stolen phone must not be able to make cards.
        if key.algorithm() == Algorithm::Es256 { Err(Fault::Claims) } else { Ok(certificate) }
    }
}

/// The term of a mandate (任期).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// First moment.
    pub starts: UnixTime,
    /// First moment after it.
    pub ends: UnixTime,
}

/// What the office asks to be certified.
#[derive(Clone, Debug)]
pub struct CardRequest {
    /// A number never used before.
    pub id: CardId,
    /// What the card will say.
    pub holder: Holder,
    /// Key of the deputy's device, read from its attestation.
    pub device: PublicKey,
    /// Place in the status list of the congress, never used before.
    pub status_index: u64,
    /// The mandate's term.
    pub term: Term,
}

/// Why no card was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum IssueError {
    /// Another level or region than the key may sign.
    #[error("this key may not certify this office in this region")]
    OutOfScope,
    /// The term has not begun.
    #[error("the term has not begun")]
    TermNotBegun,
    /// The term is over.
    #[error("the term is over")]
    TermOver,
    /// The issuer's certificate is not valid yet, or no longer.
    #[error("the issuer's certificate is not valid at this time")]
    CertificateNotValid,
    /// The signer holds another key than the certificate names, or a device key.
    #[error("the signer's key is not the certificate's")]
    OtherKey,
    /// The device's key is not P-256.
    #[error("the device's key must be P-256")]
    DeviceKey,
    /// A text is empty, too long or has characters that do not show.
    #[error("the {0} is empty, too long, or has characters that do not show")]
    UnfitText(&'static str),
    /// The card as a whole is too large for a code.
    #[error("the card has {0} bytes, a code holds {MAX_BYTES}")]
    TooLarge(usize),
    /// The key did not sign.
    #[error(transparent)]
    Signer(#[from] SignerError),
}

/// The signing desk of one congress.
#[derive(Debug)]
pub struct Issuer<'a> {
    certificate: &'a IssuerCertificate,
    signer: &'a dyn Signer,
    crypto: &'a dyn CryptoProvider,
}

impl<'a> Issuer<'a> {
    /// Refuses a signer that does not hold the certificate's key.
    pub fn new(
        certificate: &'a IssuerCertificate,
        signer: &'a dyn Signer,
        crypto: &'a dyn CryptoProvider,
    ) -> Result<Self, IssueError> {
        let fits = certificate.key == signer.public_key() && certificate.key.algorithm() != Algorithm::Es256;
        if fits { Ok(Self { certificate, signer, crypto }) } else { Err(IssueError::OtherKey) }
    }

    /// Makes a card that ends after 180 days, with the term, or with the certificate, whichever comes first.
    pub fn issue(&self, request: CardRequest, now: UnixTime) -> Result<Vec<u8>, IssueError> {
        let CardRequest { id, holder, device, status_index, term } = request;
        if !self.certificate.scope.permits(holder.office, &holder.region) {
            return Err(IssueError::OutOfScope);
        }
        if device.algorithm() != Algorithm::Es256 {
            return Err(IssueError::DeviceKey);
        }
        if now < term.starts {
            return Err(IssueError::TermNotBegun);
        }
        if now >= term.ends {
            return Err(IssueError::TermOver);
        }
        if now < self.certificate.valid_from || now >= self.certificate.valid_until {
            return Err(IssueError::CertificateNotValid);
        }
        let expires_at = now.plus(MAX_LIFE).min(term.ends).min(self.certificate.valid_until);
        let status = StatusReference { list: self.certificate.status_list.clone(), index: status_index };
        let card = Card { id, holder, device, status, issued_at: now, expires_at };
        if let Some(field) = card.unfit_field() {
            return Err(IssueError::UnfitText(field));
        }
        let bytes = Sign1::seal(self.crypto, self.signer, None, &card.to_claims())?;
        if bytes.len() > MAX_BYTES { Err(IssueError::TooLarge(bytes.len())) } else { Ok(bytes) }
    }
}
