//! In whose name released copies are signed (C2PA): a key and certificates in `keys/credentials/`, if the office has any.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use minyi_evidence::timestamp::roots_from_pem;
use minyi_evidence::{CredentialFault, DerivedCopies, Publisher, SoftwareSigner};

use crate::app::StartError;

/// The office's key and certificates for content credentials.
#[derive(Debug)]
pub struct OfficePublisher {
    signer: SoftwareSigner,
    chain: Vec<Vec<u8>>,
}

impl OfficePublisher {
    /// Reads `leaf.key` (PKCS #8, P-256) and `leaf.pem` (its certificate first, the root left out); `None` if there is no such
    /// folder, and copies are then released without credentials.
    ///
    /// # Errors
    /// [`StartError::Credentials`] for files that are there and cannot be used: silence would be taken for credentials.
    pub fn open(folder: &Path) -> Result<Option<Self>, StartError> {
        let damaged = || StartError::Credentials(folder.to_owned());
        let key = match fs::read_to_string(folder.join("leaf.key")) {
            Err(error) if error.kind() == ErrorKind::NotFound && !folder.exists() => return Ok(None),
            key => key.map_err(|_| damaged())?,
        };
        let chain = fs::read(folder.join("leaf.pem")).ok().and_then(|pem| roots_from_pem(&pem)).ok_or_else(damaged)?;
        let signer = SoftwareSigner::from_pkcs8_pem(&key).map_err(|_| damaged())?;
        Ok(Some(Self { signer, chain }))
    }

    /// The public copy with credentials; a thumbnail has none.
    pub(super) fn credentialed(&self, copies: DerivedCopies) -> Result<DerivedCopies, CredentialFault> {
        let publisher = Publisher { signer: &self.signer, chain: &self.chain };
        Ok(DerivedCopies { public: copies.public.with_credentials(&publisher)?, ..copies })
    }
}
