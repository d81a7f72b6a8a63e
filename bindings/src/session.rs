//! Signing in and out (登录).

use std::time::SystemTime;

use minyi_core::session;
use minyi_rulebook::actor::{Actor, Role};
use minyi_rulebook::ids::{OrganId, UserId};

use crate::app::MinyiApp;
use crate::error::MinyiError;
use crate::ids::system_time;
use crate::runtime;

/// Who is signed in, in one capacity (账号).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Account {
    /// The account.
    pub user: UserId,
    /// In which capacity.
    pub role: Role,
    /// The organ acted for, where there is one.
    pub organ: Option<OrganId>,
}

/// A one-time code (验证码) is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct CodeSent {
    /// Seconds for which the code is good.
    pub valid_for: u32,
    /// Seconds before another may be asked for.
    pub again_after: u32,
}

/// The state of the session (登录状态).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum SessionState {
    /// Nobody is signed in.
    SignedOut,
    /// This account is.
    SignedIn {
        /// Who.
        account: Account,
        /// Until about when, server time.
        expires_at: SystemTime,
    },
    /// The server ended the session: ask this account to sign in again. Nothing is lost, reading and writing go on.
    Over {
        /// Who it was.
        account: Account,
    },
}

#[uniffi::export]
impl MinyiApp {
    /// Has a one-time code sent to a mainland mobile number of 11 digits.
    ///
    /// Throws `BadInput(phone)` before asking anybody, `Offline`, or `Rejected` with seconds to wait.
    pub async fn request_code(&self, phone: String) -> Result<CodeSent, MinyiError> {
        let core = self.core.clone();
        let sent = self.workers.run(async move { core.request_code(&phone).await }).await?;
        Ok(CodeSent { valid_for: sent.valid_for, again_after: sent.again_after })
    }

    /// Signs in with the six digits that were sent. Durable when it returns.
    ///
    /// Throws `BadInput(phone | code)`, `Offline`, or `Rejected` with `code_wrong`, `code_expired`, `locked_out`.
    pub async fn sign_in_with_code(&self, phone: String, code: String) -> Result<Account, MinyiError> {
        let core = self.core.clone();
        Ok(self.workers.run(async move { core.sign_in_with_code(&phone, &code).await }).await?.into())
    }

    /// Signs staff and deputies in with password and time-based one-time code (动态码) together.
    ///
    /// Throws `BadInput(login | password | totp)`, `Offline`, or `Rejected` with `credentials_wrong`, `locked_out`.
    pub async fn sign_in_staff(&self, login: String, password: String, totp: String) -> Result<Account, MinyiError> {
        let core = self.core.clone();
        Ok(self.workers.run(async move { core.sign_in_staff(&login, &password, &totp).await }).await?.into())
    }

    /// Signs out, also offline. Unsent work stays for the account, what was synced is wiped from the phone.
    pub async fn sign_out(&self) -> Result<(), MinyiError> {
        let core = self.core.clone();
        self.workers.run(async move { core.sign_out().await }).await
    }

    /// The state of the session; from memory. Throws `Internal` only.
    pub fn session(&self) -> Result<SessionState, MinyiError> {
        runtime::guarded(|| Ok(self.core.session().into()))
    }
}

impl From<Actor> for Account {
    fn from(actor: Actor) -> Self {
        Self { user: actor.user, role: actor.role(), organ: actor.organ().cloned() }
    }
}

impl From<session::SessionState> for SessionState {
    fn from(state: session::SessionState) -> Self {
        match state {
            session::SessionState::SignedOut => Self::SignedOut,
            session::SessionState::SignedIn { actor, expires_at } => {
                Self::SignedIn { account: actor.into(), expires_at: system_time(expires_at) }
            }
            session::SessionState::Over { actor } => Self::Over { account: actor.into() },
        }
    }
}
