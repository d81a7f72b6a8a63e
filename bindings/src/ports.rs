//! What the shell lends to the core (平台能力): key store, signer, connectivity, clock skew. Each is one object of the app's,
//! called from a thread of the core's own with no lock held, and may block as long as it must. What it throws arrives as
//! its typed error; anything else it throws counts as "not available now" and is logged by the class of the exception only.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use minyi_core::NetworkClass;
use minyi_core::time::{Clock, SystemClock, Uptime};
use minyi_core::vault::{KeyKeeper, KeyKeeperFault};
use minyi_evidence as evidence;
use uniffi::UnexpectedUniFFICallbackError;

/// Wraps the key of the vault with one that never leaves this device (Android Keystore, iOS Keychain with Secure Enclave).
///
/// Called while the core is opened or resumed, on a thread of the core's. Must give back exactly what was wrapped.
#[uniffi::export(foreign)]
pub trait KeyStore: Send + Sync + fmt::Debug {
    /// Encrypts the 32 bytes of a fresh key. Called once in the life of an installation.
    fn wrap(&self, key: Vec<u8>) -> Result<Vec<u8>, KeyStoreError>;
    /// Gives the 32 bytes back.
    fn unwrap(&self, wrapped: Vec<u8>) -> Result<Vec<u8>, KeyStoreError>;
}

/// Why the key store did not answer with a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum KeyStoreError {
    /// Not now: the phone was not unlocked since it started. The call to the core then throws `Busy`: try again later.
    #[error("the key store is not available now")]
    Unavailable,
    /// Never again: the wrapping key is gone, or did not wrap these bytes. The call to the core then throws `KeyLost`.
    #[error("the key store cannot unwrap these bytes")]
    Lost,
}

/// Signs with a P-256 key that never leaves this device: photos at the moment of capture, a deputy's card.
#[uniffi::export(foreign)]
pub trait Signer: Send + Sync + fmt::Debug {
    /// The key that `sign` uses.
    fn key(&self) -> Result<DeviceKey, SignerError>;
    /// ECDSA over SHA-256 of the message, in DER or raw. May ask for a fingerprint and so take long.
    fn sign(&self, message: Vec<u8>) -> Result<Vec<u8>, SignerError>;
}

/// A device key (设备密钥), public half.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DeviceKey {
    /// The point in SEC 1 form, 65 bytes uncompressed or 33 compressed.
    pub sec1: Vec<u8>,
    /// Where the private half lives.
    pub level: SecurityLevel,
}

/// Where a private key lives (密钥保护等级).
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum SecurityLevel {
    /// In the app's own storage.
    Software,
    /// In the processor's protected world.
    TrustedEnvironment,
    /// In Android's separate security chip.
    StrongBox,
    /// In Apple's separate security chip.
    SecureEnclave,
}

/// Why the device did not sign.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum SignerError {
    /// The person dismissed the prompt.
    #[error("the person cancelled")]
    Cancelled,
    /// The device is locked. Try again later.
    #[error("the device is locked")]
    Locked,
    /// The key is gone for good, for example after a change of the lock screen. A new one must be made.
    #[error("the key is no longer valid")]
    KeyInvalidated,
    /// The keystore cannot answer now.
    #[error("the keystore is not available")]
    Unavailable,
}

/// Says what network there is (Android `ConnectivityManager`, iOS `NWPathMonitor`), the user's offline switch included.
///
/// Asked before each slice and sync. Tell changes in between by `set_network`.
#[uniffi::export(foreign)]
pub trait Connectivity: Send + Sync + fmt::Debug {
    /// The network of this moment.
    fn network(&self) -> Result<NetworkClass, ShellError>;
}

/// Says how far the device's clock is off, where the platform knows better (GNSS, network time).
///
/// Asked when the core opens or resumes and before each slice and sync. The core also learns the server's time by itself,
/// which is the legal one; this source only helps before the first contact.
#[uniffi::export(foreign)]
pub trait ClockSkewSource: Send + Sync + fmt::Debug {
    /// Milliseconds to be added to the device's clock; negative if it is fast.
    fn skew_millis(&self) -> Result<i64, ShellError>;
}

/// The shell could not do what the core asked of it. Logged, never fatal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum ShellError {
    /// For the log of the shell itself; the core does not repeat it.
    #[error("the shell failed")]
    Failed {
        /// Without personal data.
        reason: String,
    },
}

/// Names what was thrown without its words: in Kotlin the text carries a whole stack trace.
pub(crate) fn unexpected(port: &str, error: &UnexpectedUniFFICallbackError) {
    let class: String =
        error.reason.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '$')).collect();
    tracing::error!(port, class, "the shell threw something unexpected");
}

impl From<UnexpectedUniFFICallbackError> for KeyStoreError {
    fn from(error: UnexpectedUniFFICallbackError) -> Self {
        unexpected("key store", &error);
        Self::Unavailable
    }
}

impl From<UnexpectedUniFFICallbackError> for SignerError {
    fn from(error: UnexpectedUniFFICallbackError) -> Self {
        unexpected("signer", &error);
        Self::Unavailable
    }
}

impl From<UnexpectedUniFFICallbackError> for ShellError {
    fn from(error: UnexpectedUniFFICallbackError) -> Self {
        unexpected("listener or source", &error);
        Self::Failed { reason: "unexpected".to_owned() }
    }
}

/// The shell's key store as the vault knows it.
#[derive(Debug)]
pub(crate) struct Keeper(pub(crate) Arc<dyn KeyStore>);

impl KeyKeeper for Keeper {
    fn wrap(&self, key: &[u8; 32]) -> Result<Vec<u8>, KeyKeeperFault> {
        self.0.wrap(key.to_vec()).map_err(fault)
    }

    fn unwrap(&self, wrapped: &[u8]) -> Result<[u8; 32], KeyKeeperFault> {
        let key = self.0.unwrap(wrapped.to_vec()).map_err(fault)?;
        key.try_into().map_err(|_| KeyKeeperFault::Lost)
    }
}

fn fault(error: KeyStoreError) -> KeyKeeperFault {
    match error {
        KeyStoreError::Unavailable => KeyKeeperFault::Unavailable,
        KeyStoreError::Lost => KeyKeeperFault::Lost,
    }
}

/// The shell's signer as evidence knows it.
#[derive(Debug)]
pub(crate) struct DeviceSigner(pub(crate) Arc<dyn Signer>);

impl evidence::Signer for DeviceSigner {
    fn key(&self) -> Result<evidence::KeyInfo, evidence::SignerFault> {
        let key = self.0.key().map_err(signer_fault)?;
        let public = evidence::PublicKey::from_sec1(&key.sec1).map_err(|_| evidence::SignerFault::KeyInvalidated)?;
        Ok(evidence::KeyInfo { public, level: key.level.into() })
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, evidence::SignerFault> {
        self.0.sign(message.to_vec()).map_err(signer_fault)
    }
}

fn signer_fault(error: SignerError) -> evidence::SignerFault {
    match error {
        SignerError::Cancelled => evidence::SignerFault::Cancelled,
        SignerError::Locked => evidence::SignerFault::Locked,
        SignerError::KeyInvalidated => evidence::SignerFault::KeyInvalidated,
        SignerError::Unavailable => evidence::SignerFault::Unavailable,
    }
}

impl From<evidence::SecurityLevel> for SecurityLevel {
    fn from(level: evidence::SecurityLevel) -> Self {
        match level {
            evidence::SecurityLevel::Software => Self::Software,
            evidence::SecurityLevel::TrustedEnvironment => Self::TrustedEnvironment,
            evidence::SecurityLevel::StrongBox => Self::StrongBox,
            evidence::SecurityLevel::SecureEnclave => Self::SecureEnclave,
        }
    }
}

impl From<SecurityLevel> for evidence::SecurityLevel {
    fn from(level: SecurityLevel) -> Self {
        match level {
            SecurityLevel::Software => Self::Software,
            SecurityLevel::TrustedEnvironment => Self::TrustedEnvironment,
            SecurityLevel::StrongBox => Self::StrongBox,
            SecurityLevel::SecureEnclave => Self::SecureEnclave,
        }
    }
}

/// The device's clock, put right by what the platform knows. The source is asked at quiet moments only, never from `now`,
/// which runs under locks.
#[derive(Debug)]
pub(crate) struct DeviceClock {
    system: SystemClock,
    skew_ms: AtomicI64,
    source: Option<Arc<dyn ClockSkewSource>>,
}

impl DeviceClock {
    pub(crate) fn new(source: Option<Arc<dyn ClockSkewSource>>) -> Self {
        Self { system: SystemClock::new(), skew_ms: 0.into(), source }
    }

    /// Asks the source. What was known stays if it fails.
    pub(crate) fn refresh(&self) {
        if let Some(Ok(skew)) = self.source.as_ref().map(|source| source.skew_millis()) {
            self.skew_ms.store(skew, Ordering::Relaxed);
        }
    }
}

#[async_trait::async_trait]
impl Clock for DeviceClock {
    fn now(&self) -> Timestamp {
        let now = self.system.now();
        let right = now.as_millisecond().saturating_add(self.skew_ms.load(Ordering::Relaxed));
        Timestamp::from_millisecond(right).unwrap_or(now)
    }

    fn monotonic(&self) -> Duration {
        self.system.monotonic()
    }

    fn uptime(&self) -> Uptime {
        self.system.uptime()
    }

    async fn sleep(&self, span: Duration) {
        self.system.sleep(span).await;
    }
}
