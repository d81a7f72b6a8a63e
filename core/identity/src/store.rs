//! What a verifying phone believes: the bundle, and of each congress the newest status list and deny list. Nothing older
//! replaces anything newer, and two different contents with one version are refused and named.

use crate::bundle::{BundleFault, Roots, TrustBundle};
use crate::cose::Sign1;
use crate::crypto::{CryptoProvider, KeyId};
use crate::fault::Fault;
use crate::status::{DenyList, SignedList, StatusList};
use crate::time::{Now, UnixTime};
use std::collections::BTreeMap;
use std::time::Duration;
use thiserror::Error;

/// Clocks of servers may differ by this much before "made in the future" is said.
pub(crate) const SERVER_SKEW: Duration = Duration::from_secs(300);

/// What became of something offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Installed {
    /// It is newer, and believed from now on. Its `issued_at` is proof for [`crate::TimeAnchor::raise_floor`].
    New {
        /// When it was made.
        issued_at: UnixTime,
    },
    /// The same bytes were there already.
    AlreadyHeld,
}

/// Why something offered is not believed. What was held stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    /// Not what it claims to be.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// A bundle with too few root signatures.
    #[error("signed by {0} of the roots, two must")]
    TooFewSignatures(usize),
    /// Older than what is held.
    #[error("version {offered} is older than version {held}, which is held")]
    RolledBack {
        /// Version held.
        held: u64,
        /// Version offered.
        offered: u64,
    },
    /// Two different contents with the same version: somebody tells different people different things.
    #[error("another content with the version {0} that is held")]
    Forked(u64),
    /// Newer by version, older by date.
    #[error("newer by version, older by date")]
    DatedBack,
    /// Signed by a key that is not in the bundle.
    #[error("signed by a key that is not in the trust bundle")]
    UnknownIssuer,
    /// The key may not sign this list.
    #[error("this key may not sign this list")]
    OutOfScope,
}

impl From<BundleFault> for Refused {
    fn from(fault: BundleFault) -> Self {
        match fault {
            BundleFault::Fault(fault) => Self::Fault(fault),
            BundleFault::TooFewSignatures(count) => Self::TooFewSignatures(count),
        }
    }
}

/// Something believed, with its bytes for storing and its signer for the day the key is withdrawn.
#[derive(Clone, Debug)]
struct Held<T> {
    content: T,
    bytes: Vec<u8>,
    signer: KeyId,
}

/// The trust of one phone. To keep it over a restart, store [`TrustStore::roots`] and the bytes of [`TrustStore::held`] in the
/// app's private storage and install them again, bundle first: versions come with them.
#[derive(Clone, Debug)]
pub struct TrustStore {
    roots: Roots,
    bundle: Option<(TrustBundle, Vec<u8>)>,
    lists: BTreeMap<String, Held<StatusList>>,
    denies: BTreeMap<String, Held<DenyList>>,
}

impl TrustStore {
    /// Believes these roots (built into the app, or stored from a later bundle) and nobody else yet.
    #[must_use]
    pub const fn new(roots: Roots) -> Self {
        Self { roots, bundle: None, lists: BTreeMap::new(), denies: BTreeMap::new() }
    }

    /// The roots that sign the next bundle.
    #[must_use]
    pub const fn roots(&self) -> &Roots {
        &self.roots
    }

    /// The bundle believed.
    #[must_use]
    pub fn bundle(&self) -> Option<&TrustBundle> {
        self.bundle.as_ref().map(|(bundle, _)| bundle)
    }

    /// Everything believed, as it came: bundle, status lists, deny lists.
    pub fn held(&self) -> impl Iterator<Item = &[u8]> {
        let bundle = self.bundle.iter().map(|(_, bytes)| bytes.as_slice());
        let lists = self.lists.values().map(|held| held.bytes.as_slice());
        bundle.chain(lists).chain(self.denies.values().map(|held| held.bytes.as_slice()))
    }

    /// When the oldest of the status lists held was made; `None` while there is none.
    #[must_use]
    pub fn oldest_list(&self) -> Option<UnixTime> {
        self.lists.keys().filter_map(|address| self.list(address)).map(|list| list.issued_at).min()
    }

    /// Takes over a bundle that two of the roots held have signed.
    pub fn install_bundle(
        &mut self,
        bytes: &[u8],
        crypto: &dyn CryptoProvider,
        now: Now,
    ) -> Result<Installed, Refused> {
        let offered = TrustBundle::open(bytes, &self.roots, crypto)?;
        // The content counts, not the bytes around it: who strips a third signature makes no second bundle.
        let held = self.bundle.as_ref().map(|(held, _)| (held.version, held.issued_at, held.payload()));
        let held = held.as_ref().map(|(version, date, payload)| (*version, *date, payload.as_slice()));
        let verdict = judge(held, (offered.version, offered.issued_at, &offered.payload()), now)?;
        if let Installed::New { .. } = verdict {
            self.roots = offered.roots;
            self.bundle = Some((offered, bytes.to_vec()));
        }
        Ok(verdict)
    }

    /// Takes over the status list of a congress.
    pub fn install_list(&mut self, bytes: &[u8], crypto: &dyn CryptoProvider, now: Now) -> Result<Installed, Refused> {
        install(self.bundle.as_ref(), &mut self.lists, bytes, crypto, now)
    }

    /// Takes over the deny list of a congress.
    pub fn install_deny(&mut self, bytes: &[u8], crypto: &dyn CryptoProvider, now: Now) -> Result<Installed, Refused> {
        install(self.bundle.as_ref(), &mut self.denies, bytes, crypto, now)
    }

    /// The status list at this address, unless its signer has been withdrawn since.
    pub(crate) fn list(&self, address: &str) -> Option<&StatusList> {
        current(self.bundle(), &self.lists, address)
    }

    /// The deny list of the congress with this status list address.
    pub(crate) fn deny(&self, address: &str) -> Option<&DenyList> {
        current(self.bundle(), &self.denies, address)
    }
}

fn current<'a, T: SignedList>(
    bundle: Option<&TrustBundle>,
    lists: &'a BTreeMap<String, Held<T>>,
    address: &str,
) -> Option<&'a T> {
    let held = lists.get(address)?;
    let signer = bundle?.issuer(held.signer)?;
    held.content.is_within(signer).then_some(&held.content)
}

fn install<T: SignedList>(
    bundle: Option<&(TrustBundle, Vec<u8>)>,
    lists: &mut BTreeMap<String, Held<T>>,
    bytes: &[u8],
    crypto: &dyn CryptoProvider,
    now: Now,
) -> Result<Installed, Refused> {
    if bytes.len() > T::MAX_BYTES {
        return Err(Fault::TooLong.into());
    }
    let message = Sign1::open(bytes, Some(T::KIND))?;
    let signer = message.key_id();
    let certificate = bundle.and_then(|(bundle, _)| bundle.issuer(signer)).ok_or(Refused::UnknownIssuer)?;
    let content = T::from_claims(message.verified(crypto, &certificate.key)?)?;
    let in_time = (certificate.valid_from..certificate.valid_until).contains(&content.issued_at());
    if !content.is_within(certificate) || !in_time {
        return Err(Refused::OutOfScope);
    }
    let held = lists.get(content.address());
    let held = held.map(|held| (held.content.version(), held.content.issued_at(), held.bytes.as_slice()));
    let verdict = judge(held, (content.version(), content.issued_at(), bytes), now)?;
    if let Installed::New { .. } = verdict {
        lists.insert(content.address().to_owned(), Held { content, bytes: bytes.to_vec(), signer });
    }
    Ok(verdict)
}

/// The one rule for everything versioned: version, date and content held against those offered.
fn judge(
    held: Option<(u64, UnixTime, &[u8])>,
    (offered, issued_at, content): (u64, UnixTime, &[u8]),
    now: Now,
) -> Result<Installed, Refused> {
    // A wrong settable clock must not lock out good news; only trusted time can call something too early.
    if let Now::Anchored(now) = now
        && issued_at > now.plus(SERVER_SKEW)
    {
        return Err(Fault::FromTheFuture.into());
    }
    match held {
        Some((held, ..)) if offered < held => Err(Refused::RolledBack { held, offered }),
        Some((held, _, same)) if offered == held && same == content => Ok(Installed::AlreadyHeld),
        Some((held, ..)) if offered == held => Err(Refused::Forked(held)),
        Some((_, date, _)) if issued_at < date => Err(Refused::DatedBack),
        _ => Ok(Installed::New { issued_at }),
    }
}
