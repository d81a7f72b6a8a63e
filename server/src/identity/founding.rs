//! Founding (`minyi card found`) and publishing (`minyi card publish`): three roots, the keys of the congresses, and the bundle that
//! two of the roots sign. The roots' files are to be carried to three different places; the server never needs them.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use minyi_identity::bundle::BundleFault;
use minyi_identity::{
    Algorithm, IssuerCertificate, Office, PublicKey, Region, Scope, Signer, SignerError, SoftwareCrypto,
    SoftwareSigner, TrustBundle, UnixTime,
};
use serde::{Deserialize, Serialize};

use super::keyring::{FILE, IdentityFile, KeyringFault, key_path, parse_roots, read_file};

/// An issuer's certificate is good for this long.
const CERTIFICATE: Duration = Duration::from_secs(6 * 366 * 86_400);

/// A congress that will issue cards.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Congress {
    /// 发证机关, as cards show it.
    pub name: String,
    /// Its region.
    pub region: Region,
    /// Whom it certifies.
    pub offices: Vec<Office>,
}

/// What was made.
#[derive(Clone, Debug, Serialize)]
pub struct Founded {
    /// Version of the bundle.
    pub version: u64,
    /// The three roots, as phones must know them.
    pub roots: Vec<String>,
    /// How many congresses may issue.
    pub congresses: usize,
}

/// Why nothing was made.
#[derive(Debug, thiserror::Error)]
pub enum FoundingFault {
    #[error("{path}: {error}")]
    Folder { path: PathBuf, error: std::io::Error },
    #[error("{0} is there already; `minyi card publish` makes the next bundle")]
    AlreadyFounded(PathBuf),
    #[error(transparent)]
    Keyring(#[from] KeyringFault),
    #[error("{0} holds no root of this bundle")]
    NotARoot(PathBuf),
    #[error("no random numbers: {0}")]
    Random(String),
    #[error("a key did not sign: {0}")]
    Signer(#[from] SignerError),
    #[error("the bundle would not be believed: {0}")]
    Bundle(#[from] BundleFault),
    #[error("{0}: a host is letters, digits, dots, dashes and a port")]
    Host(String),
    #[error("nothing is founded in {0}")]
    NotFounded(PathBuf),
}

/// Makes roots, keys and the first bundle. `folder` becomes the server's, `roots` is to be carried away.
///
/// # Errors
/// [`FoundingFault`]; nothing that was there is overwritten.
pub fn found(
    folder: &Path,
    roots: &Path,
    host: &str,
    congresses: &[Congress],
    now: UnixTime,
) -> Result<Founded, FoundingFault> {
    if minyi_identity::PageLink::new(host, "000000").is_err() {
        return Err(FoundingFault::Host(host.to_owned()));
    }
    if read_file(folder)?.is_some() {
        return Err(FoundingFault::AlreadyFounded(folder.join(FILE)));
    }
    make_folder(folder)?;
    make_folder(roots)?;
    let mut signers = Vec::new();
    for number in 1..=3 {
        let (secret, signer) = fresh_key()?;
        write_new(&roots.join(format!("root-{number}.key")), &secret)?;
        signers.push(signer);
    }
    let issuers = make_issuers(folder, host, congresses, now)?;
    let public = public_roots(&signers)?;
    let bundle = TrustBundle { version: 1, issued_at: now, roots: public, issuers };
    seal(folder, host, &bundle, &[&signers[0], &signers[1]])
}

/// Publishes the next bundle: adds congresses, signed by the roots whose files are given (two must be).
///
/// # Errors
/// [`FoundingFault`]; the bundle before stays.
pub fn publish(
    folder: &Path,
    roots: &[PathBuf],
    congresses: &[Congress],
    now: UnixTime,
) -> Result<Founded, FoundingFault> {
    let file = read_file(folder)?.ok_or_else(|| FoundingFault::NotFounded(folder.to_owned()))?;
    let malformed = || KeyringFault::Malformed(folder.join(FILE));
    let known = parse_roots(&file.roots).ok_or_else(malformed)?;
    let bytes = URL_SAFE_NO_PAD.decode(&file.bundle).map_err(|_| malformed())?;
    let before = TrustBundle::open(&bytes, &known, &SoftwareCrypto)?;
    let mut signers = Vec::new();
    for path in roots {
        let secret = std::fs::read(path).map_err(|error| FoundingFault::Folder { path: path.clone(), error })?;
        let secret = <[u8; 32]>::try_from(secret).map_err(|_| FoundingFault::NotARoot(path.clone()))?;
        let signer = SoftwareSigner::from_seed(Algorithm::Ed25519, &secret);
        let signer = signer.filter(|signer| known.contains(&signer.public_key()));
        signers.push(signer.ok_or_else(|| FoundingFault::NotARoot(path.clone()))?);
    }
    let held = |congress: &Congress| {
        before.issuers.iter().any(|c| c.congress == congress.name && c.scope.region == congress.region)
    };
    let new: Vec<Congress> = congresses.iter().filter(|congress| !held(congress)).cloned().collect();
    let mut issuers = before.issuers.clone();
    issuers.extend(make_issuers(folder, &file.host, &new, now)?);
    let bundle =
        TrustBundle { version: before.version + 1, issued_at: now.max(before.issued_at), roots: known, issuers };
    seal(folder, &file.host, &bundle, &signers.iter().collect::<Vec<_>>())
}

fn make_issuers(
    folder: &Path,
    host: &str,
    congresses: &[Congress],
    now: UnixTime,
) -> Result<Vec<IssuerCertificate>, FoundingFault> {
    let mut issuers = Vec::with_capacity(congresses.len());
    for congress in congresses {
        let (secret, signer) = fresh_key()?;
        let key = signer.public_key();
        write_new(&key_path(folder, &key), &secret)?;
        issuers.push(IssuerCertificate {
            key,
            scope: Scope { offices: congress.offices.clone(), region: congress.region.clone() },
            congress: congress.name.clone(),
            status_list: format!("https://{}/sl/{}", host.to_ascii_lowercase(), congress.region),
            valid_from: now,
            valid_until: now.plus(CERTIFICATE),
        });
    }
    Ok(issuers)
}

fn seal(
    folder: &Path,
    host: &str,
    bundle: &TrustBundle,
    signers: &[&SoftwareSigner],
) -> Result<Founded, FoundingFault> {
    let endorsements: Result<Vec<_>, _> = signers.iter().map(|root| bundle.endorse(&SoftwareCrypto, *root)).collect();
    let bytes = bundle.seal(&endorsements?);
    // What phones would refuse is not published.
    TrustBundle::open(&bytes, &bundle.roots, &SoftwareCrypto)?;
    let roots: Vec<String> = bundle.roots.iter().map(ToString::to_string).collect();
    let file = IdentityFile { host: host.to_owned(), roots: roots.clone(), bundle: URL_SAFE_NO_PAD.encode(bytes) };
    let text = serde_json::to_vec_pretty(&file).unwrap_or_default();
    let (path, draft) = (folder.join(FILE), folder.join("identity.json.new"));
    let fault = |error| FoundingFault::Folder { path: path.clone(), error };
    std::fs::write(&draft, text).map_err(fault)?;
    std::fs::rename(&draft, &path).map_err(fault)?;
    Ok(Founded { version: bundle.version, roots, congresses: bundle.issuers.len() })
}

fn public_roots(signers: &[SoftwareSigner]) -> Result<[PublicKey; 3], FoundingFault> {
    let keys: Vec<PublicKey> = signers.iter().map(Signer::public_key).collect();
    keys.try_into().map_err(|_| FoundingFault::Bundle(BundleFault::TooFewSignatures(signers.len())))
}

fn fresh_key() -> Result<([u8; 32], SoftwareSigner), FoundingFault> {
    let mut secret = [0_u8; 32];
    getrandom::fill(&mut secret).map_err(|error| FoundingFault::Random(error.to_string()))?;
    let signer = SoftwareSigner::from_seed(Algorithm::Ed25519, &secret);
    Ok((secret, signer.ok_or(SignerError::Unavailable)?))
}

fn make_folder(folder: &Path) -> Result<(), FoundingFault> {
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|error| FoundingFault::Folder { path: folder.to_owned(), error })
}

fn write_new(path: &Path, secret: &[u8]) -> Result<(), FoundingFault> {
    let written = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).and_then(|mut file| {
        file.write_all(secret)?;
        file.sync_all()
    });
    written.map_err(|error| FoundingFault::Folder { path: path.to_owned(), error })
}
