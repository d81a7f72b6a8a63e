//! The shell's objects, asked from a plain thread of Rust's as the core asks them; what they throw comes back typed.

use std::sync::Arc;

use minyi_ffi::{
    ClockSkewSource, Connectivity, DeviceKey, KeyStore, KeyStoreError, LogLevel, NetworkClass, ShellError, Signer,
    SignerError,
};

uniffi::use_remote_type!(minyi_ffi::NetworkClass);

/// Has the key store wrap `key` and unwrap it again.
#[uniffi::export]
pub fn ask_key_store(store: Arc<dyn KeyStore>, key: Vec<u8>) -> Result<Vec<u8>, KeyStoreError> {
    elsewhere(move || store.unwrap(store.wrap(key)?))
}

/// Asks for the network.
#[uniffi::export]
pub fn ask_connectivity(source: Arc<dyn Connectivity>) -> Result<NetworkClass, ShellError> {
    elsewhere(move || source.network())
}

/// Asks for the clock's error.
#[uniffi::export]
pub fn ask_clock_skew(source: Arc<dyn ClockSkewSource>) -> Result<i64, ShellError> {
    elsewhere(move || source.skew_millis())
}

/// Asks for the device's key.
#[uniffi::export]
pub fn ask_signer(signer: Arc<dyn Signer>) -> Result<DeviceKey, SignerError> {
    elsewhere(move || signer.key())
}

/// Has a message signed.
#[uniffi::export]
pub fn ask_to_sign(signer: Arc<dyn Signer>, message: Vec<u8>) -> Result<Vec<u8>, SignerError> {
    elsewhere(move || signer.sign(message))
}

/// Writes a line of the core's log.
#[uniffi::export]
pub fn write_log(level: LogLevel, text: String) {
    match level {
        LogLevel::Error => tracing::error!(target: "minyi_test", "{text}"),
        LogLevel::Warn => tracing::warn!(target: "minyi_test", "{text}"),
        LogLevel::Info => tracing::info!(target: "minyi_test", "{text}"),
        LogLevel::Debug => tracing::debug!(target: "minyi_test", "{text}"),
    }
}

fn elsewhere<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::spawn(work).join().expect("a foreign call does not panic")
}
