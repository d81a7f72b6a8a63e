//! The folder of identity keys: the published bundle with its roots, and the private keys of the congresses that this server
//! signs for. In production those sit in a certified device behind `Signer`; the files are for demonstrations and small places.

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use minyi_identity::{
    Algorithm, IssuerCertificate, Office, PublicKey, Region, Roots, Signer, SoftwareCrypto, SoftwareSigner, TrustBundle,
};
use serde::{Deserialize, Serialize};

/// The file that says what the folder is.
pub(super) const FILE: &str = "identity.json";

/// Its content: public, all of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IdentityFile {
    /// Host of the public pages, as short codes name it.
    pub(super) host: String,
    /// The three roots that phones are told apart from any server.
    pub(super) roots: Vec<String>,
    /// The trust bundle, base64url.
    pub(super) bundle: String,
}

/// A congress that this server signs for.
#[derive(Debug)]
pub struct IssuerKey {
    /// What its key may sign.
    pub certificate: IssuerCertificate,
    pub(super) signer: SoftwareSigner,
}

/// Keys and bundle of one server.
#[derive(Debug)]
pub struct Keyring {
    /// Host of the public pages.
    pub host: String,
    /// The roots behind the bundle.
    pub roots: Roots,
    /// The bundle as published.
    pub bundle_bytes: Vec<u8>,
    /// The bundle as read.
    pub bundle: TrustBundle,
    /// Congresses whose keys are here.
    pub issuers: Vec<IssuerKey>,
}

/// Why the folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyringFault {
    #[error("{path}: {error}")]
    Unreadable { path: PathBuf, error: std::io::Error },
    #[error("{0}: not what `minyi card found` writes")]
    Malformed(PathBuf),
    #[error("the trust bundle: {0}")]
    Bundle(#[from] minyi_identity::bundle::BundleFault),
    #[error("no certificate of the bundle has a key in the folder")]
    NoIssuer,
}

impl Keyring {
    /// Opens the folder; `None` when there is none.
    ///
    /// # Errors
    /// [`KeyringFault`]: a folder that is there must be whole.
    pub fn open(folder: &Path) -> Result<Option<Self>, KeyringFault> {
        let Some(file) = read_file(folder)? else { return Ok(None) };
        let path = folder.join(FILE);
        let malformed = || KeyringFault::Malformed(path.clone());
        let roots = parse_roots(&file.roots).ok_or_else(malformed)?;
        let bundle_bytes = URL_SAFE_NO_PAD.decode(&file.bundle).map_err(|_| malformed())?;
        let bundle = TrustBundle::open(&bundle_bytes, &roots, &SoftwareCrypto)?;
        let mut issuers = Vec::new();
        for certificate in &bundle.issuers {
            let path = key_path(folder, &certificate.key);
            match std::fs::read(&path) {
                Ok(secret) => {
                    let secret = <[u8; 32]>::try_from(secret).map_err(|_| KeyringFault::Malformed(path.clone()))?;
                    let signer = SoftwareSigner::from_seed(certificate.key.algorithm(), &secret);
                    let signer = signer.filter(|signer| signer.public_key() == certificate.key);
                    let signer = signer.ok_or(KeyringFault::Malformed(path))?;
                    issuers.push(IssuerKey { certificate: certificate.clone(), signer });
                }
                // Another server signs for that congress.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(KeyringFault::Unreadable { path, error }),
            }
        }
        if issuers.is_empty() {
            return Err(KeyringFault::NoIssuer);
        }
        Ok(Some(Self { host: file.host, roots, bundle_bytes, bundle, issuers }))
    }

    /// The congress that certifies this office in this region.
    #[must_use]
    pub fn issuer_for(&self, office: Office, region: &Region) -> Option<&IssuerKey> {
        self.issuers.iter().find(|issuer| issuer.certificate.scope.permits(office, region))
    }
}

pub(super) fn read_file(folder: &Path) -> Result<Option<IdentityFile>, KeyringFault> {
    let path = folder.join(FILE);
    match std::fs::read(&path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|_| KeyringFault::Malformed(path)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(KeyringFault::Unreadable { path, error }),
    }
}

pub(super) fn parse_roots(texts: &[String]) -> Option<Roots> {
    let roots = texts.iter().map(|text| text.parse::<PublicKey>().ok()).collect::<Option<Vec<_>>>()?;
    let roots: Roots = roots.try_into().ok()?;
    roots.iter().all(|root| root.algorithm() != Algorithm::Es256).then_some(roots)
}

/// Where a congress's private key lies.
pub(super) fn key_path(folder: &Path, key: &PublicKey) -> PathBuf {
    folder.join(format!("issuer-{}.key", key.id()))
}
