//! The trust bundle: which congresses may issue cards, signed by two of three roots that sit in different hands. It also
//! names the next roots, so a lost root is replaced by a bundle and not by a new app.

use crate::cbor::{Fields, Value};
use crate::cose::{self, Endorsement};
use crate::crypto::{Algorithm, CryptoProvider, KeyId, PublicKey, Signer, SignerError};
use crate::fault::Fault;
use crate::issuer::IssuerCertificate;
use crate::time::UnixTime;
use thiserror::Error;

/// How many of the three roots must sign.
pub const THRESHOLD: usize = 2;
/// A bundle of 3,000 congresses has about 600 KiB.
const MAX_BYTES: usize = 2 << 20;

/// Three keys of which any two decide.
pub type Roots = [PublicKey; 3];

/// The content of a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustBundle {
    /// Counts up; a phone never goes back.
    pub version: u64,
    /// When it was made.
    pub issued_at: UnixTime,
    /// Who signs the next one.
    pub roots: Roots,
    /// Who may issue cards.
    pub issuers: Vec<IssuerCertificate>,
}

/// Why a bundle is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BundleFault {
    /// Not a bundle.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// Fewer roots signed than must.
    #[error("signed by {0} of the roots, {THRESHOLD} must")]
    TooFewSignatures(usize),
}

impl From<crate::cbor::CborFault> for BundleFault {
    fn from(fault: crate::cbor::CborFault) -> Self {
        Self::Fault(fault.into())
    }
}

impl TrustBundle {
    /// The bytes that every root signs; roots compare them, each at home, before they do.
    #[must_use]
    pub fn payload(&self) -> Vec<u8> {
        Value::map([
            (1, Value::Uint(self.version)),
            (2, Value::Uint(self.issued_at.0)),
            (3, Value::Array(self.roots.iter().map(|root| root.to_value()).collect())),
            (4, Value::Array(self.issuers.iter().map(IssuerCertificate::to_value).collect())),
        ])
        .encode()
    }

    /// One root's signature. The roots need not meet: endorsements travel and are sealed together.
    pub fn endorse(&self, crypto: &dyn CryptoProvider, root: &dyn Signer) -> Result<Endorsement, SignerError> {
        Endorsement::make(crypto, root, &self.payload())
    }

    /// The bundle as published. Whether the endorsements suffice is for the reader to judge.
    #[must_use]
    pub fn seal(&self, endorsements: &[Endorsement]) -> Vec<u8> {
        cose::seal_endorsed(&self.payload(), endorsements)
    }

    /// Reads a bundle that `held` roots signed. If it names other roots, two of the new ones must have signed too, so nobody
    /// can install keys that nobody holds. Every signature present must be good.
    pub fn open(bytes: &[u8], held: &Roots, crypto: &dyn CryptoProvider) -> Result<Self, BundleFault> {
        if bytes.len() > MAX_BYTES {
            return Err(Fault::TooLong.into());
        }
        let (payload, endorsements) = cose::open_endorsed(bytes)?;
        let bundle = Self::from_payload(&payload)?;
        let mut signed: Vec<KeyId> = Vec::new();
        for endorsement in &endorsements {
            let known = held.iter().chain(&bundle.roots).find(|root| root.id() == endorsement.key_id());
            // A signature by nobody we know counts for nothing and hides nothing.
            let Some(root) = known else { continue };
            if signed.contains(&root.id()) {
                return Err(Fault::Structure.into());
            }
            endorsement.verify(crypto, root, &payload)?;
            signed.push(root.id());
        }
        for roots in [held, &bundle.roots] {
            let count = roots.iter().filter(|root| signed.contains(&root.id())).count();
            if count < THRESHOLD {
                return Err(BundleFault::TooFewSignatures(count));
            }
        }
        Ok(bundle)
    }

    fn from_payload(payload: &[u8]) -> Result<Self, Fault> {
        let mut fields = Fields::of(Value::decode(payload)?)?;
        let (version, issued_at) = (fields.uint(1)?, UnixTime(fields.uint(2)?));
        let roots = fields.array(3)?.iter().map(PublicKey::from_value).collect::<Option<Vec<_>>>();
        let roots: Roots = roots.and_then(|roots| roots.try_into().ok()).ok_or(Fault::Structure)?;
        let issuers = fields.array(4)?.into_iter().map(IssuerCertificate::from_value).collect::<Result<Vec<_>, _>>()?;
        fields.done()?;
        let mut ids: Vec<_> =
            issuers.iter().map(|issuer| issuer.key.id()).chain(roots.iter().map(PublicKey::id)).collect();
        ids.sort_unstable();
        // The same root twice would be two votes; the same issuer twice would have two scopes; a root that issues would
        // carry its weight into daily work.
        let twice = ids.windows(2).any(|pair| pair[0] == pair[1]);
        let device = roots.iter().any(|root| root.algorithm() == Algorithm::Es256);
        if twice || device { Err(Fault::Claims) } else { Ok(Self { version, issued_at, roots, issuers }) }
    }

    /// The certificate of a key.
    #[must_use]
    pub fn issuer(&self, key: KeyId) -> Option<&IssuerCertificate> {
        self.issuers.iter().find(|issuer| issuer.key.id() == key)
    }
}
