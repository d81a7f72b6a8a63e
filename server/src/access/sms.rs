//! The port through which one-time codes leave. Which provider sends them is the operator's choice.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;

use super::Phone;

/// Sends text messages.
#[async_trait]
pub trait SmsProvider: fmt::Debug + Send + Sync {
    /// Hands a code over for delivery.
    async fn send_code(&self, phone: &Phone, code: &str) -> Result<(), NotSent>;
}

/// The message could not be handed over. Carries nothing, because logs must not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the message could not be handed to the provider")]
pub struct NotSent;

/// Shows codes to the operator who sits at the console, through the callback given; for demonstrations and first set-ups.
/// It never writes to the log, which may be kept and shipped.
pub struct ConsoleSms(Box<dyn Fn(&str) + Send + Sync>);

impl ConsoleSms {
    /// Calls `show` with one line a message.
    pub fn new(show: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self(Box::new(show))
    }
}

impl fmt::Debug for ConsoleSms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ConsoleSms")
    }
}

#[async_trait]
impl SmsProvider for ConsoleSms {
    async fn send_code(&self, phone: &Phone, code: &str) -> Result<(), NotSent> {
        (self.0)(&format!("[短信 SMS] {} 验证码 code: {code}", phone.as_str()));
        Ok(())
    }
}

/// Keeps the last code of each number, for tests and for the demonstration that signs itself in.
#[derive(Default)]
pub struct TestSms(Mutex<HashMap<String, String>>);

impl TestSms {
    /// The last code sent to this number.
    #[must_use]
    pub fn last_code(&self, phone: &str) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(phone).cloned()
    }
}

impl fmt::Debug for TestSms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TestSms")
    }
}

#[async_trait]
impl SmsProvider for TestSms {
    async fn send_code(&self, phone: &Phone, code: &str) -> Result<(), NotSent> {
        let mut sent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sent.insert(phone.as_str().to_owned(), code.to_owned());
        Ok(())
    }
}
