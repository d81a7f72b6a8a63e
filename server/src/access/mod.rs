//! Who is it? Citizens prove a phone with a one-time code, staff a password and a second factor; both get an opaque token.
//!
//! ```text
//! phone ── code by SMS ──> citizens ──┐
//! login ── password + TOTP ──> users ─┴─> sessions (SHA-256 of the token) ──> SignedIn(actor, device)
//!                                        └ token: in a header (apps), or in a cookie (browsers: cookies.rs)
//! ```
//! Whether a phone or a login is known never shows in an answer. What could be guessed is counted before it is compared, so
//! that guessing in parallel gains nothing.

mod accounts;
mod administration;
mod citizens;
pub mod cookies;
mod lock_out;
mod one_time_codes;
mod own;
mod passwords;
mod phone;
mod sessions;
mod signed_in;
pub mod sms;
mod staff;
pub mod throttle;

use std::sync::Arc;

use minyi_rulebook::accounts::AccountCommand;
use minyi_rulebook::actor::{Actor, Capacity};
use minyi_rulebook::ids::{DeviceId, UserId};
use minyi_rulebook::organ::Directory;
use minyi_wire::access::{CodeSent, Session, SessionInfo};
use minyi_wire::{Problem, ProblemCode};
use subtle::ConstantTimeEq;

use crate::clock::Clock;
use crate::config::{ClientAddress, Config};
use crate::failure::ApiFailure;
use crate::keys::Pepper;
use crate::store::linked_log::LogFault;
use crate::store::{Db, StoreError};

pub use accounts::Account;
pub use administration::{AccountDone, AccountEntry, AccountWas, Asked};
pub use own::AuthenticatorOffer;
pub(crate) use passwords::{Strength, hash as hash_password};
pub use phone::Phone;
pub use sessions::Token;
pub use signed_in::{Client, SignedIn};
pub(crate) use staff::second_factor;

use sessions::{Kind, Sessions};
use sms::SmsProvider;
use throttle::{Limit, Throttle};

/// Accounts and sessions.
#[derive(Debug)]
pub struct Access {
    db: Db,
    clock: Arc<dyn Clock>,
    sms: Arc<dyn SmsProvider>,
    pepper: Pepper,
    sessions: Sessions,
    throttle: Throttle,
    client_address: ClientAddress,
}

impl Access {
    /// On this store.
    #[must_use]
    pub fn new(db: Db, clock: Arc<dyn Clock>, sms: Arc<dyn SmsProvider>, pepper: Pepper, config: &Config) -> Self {
        let throttle = Throttle::new(clock.clone(), config.throttling);
        let sessions = Sessions::new(db.clone(), clock.clone());
        Self { db, clock, sms, pepper, sessions, throttle, client_address: config.client_address }
    }

    /// Sends a one-time code. Known and unknown numbers are treated alike.
    ///
    /// # Errors
    /// `phone_malformed`, `rate_limited`; `unavailable` when the message could not be handed over.
    pub async fn request_code(&self, phone: &str, client: &Client) -> Result<CodeSent, ApiFailure> {
        let phone: Phone = phone.parse()?;
        self.throttle.admit(Limit::CodesByAddress, &client.address)?;
        let key = self.pepper.fingerprint("phone", &[phone.as_str()]);
        self.throttle.admit(Limit::CodesByPhone, &hex::encode(key))?;
        one_time_codes::send(&self.db, self.sms.as_ref(), &self.pepper, &phone, self.clock.now()).await
    }

    /// Signs a citizen in; the first time makes the account.
    ///
    /// # Errors
    /// `phone_malformed`, `code_wrong`, `code_expired`, `locked_out` after five wrong codes, `rate_limited`.
    pub async fn sign_in_with_code(
        &self,
        phone: &str,
        code: &str,
        device: DeviceId,
        client: &Client,
    ) -> Result<Session, ApiFailure> {
        let phone: Phone = phone.parse()?;
        self.throttle.admit(Limit::SignInsByAddress, &client.address)?;
        let redeemed = one_time_codes::redeem(&self.db, &self.pepper, &phone, code, self.clock.now()).await;
        count_sign_in("citizen", redeemed.is_ok());
        redeemed?;
        let user = citizens::account_of(&self.db, &phone, self.clock.now()).await?;
        let actor = Actor { user, capacity: Capacity::Citizen };
        Ok(self.sessions.begin(actor, Kind::Citizen, device).await?)
    }

    /// Signs a member of staff or a deputy in.
    ///
    /// # Errors
    /// `credentials_wrong` whatever does not fit, `locked_out` after five wrong attempts, `rate_limited`.
    pub async fn sign_in_staff(
        &self,
        login: &str,
        password: &str,
        totp: &str,
        device: DeviceId,
        client: &Client,
    ) -> Result<Session, ApiFailure> {
        self.throttle.admit(Limit::SignInsByAddress, &client.address)?;
        let who = self.pepper.fingerprint("login", &[login]);
        lock_out::count_attempt(&self.db, &who, self.clock.now()).await?;
        let actor = staff::prove(&self.db, login, password, totp, self.clock.now()).await?;
        count_sign_in("staff", actor.is_some());
        let actor = actor.ok_or(ProblemCode::CredentialsWrong)?;
        lock_out::forgive(&self.db, &who).await?;
        Ok(self.sessions.begin(actor, Kind::Staff, device).await?)
    }

    /// Station staff register somebody who came or called. The same number gives the same account.
    ///
    /// # Errors
    /// `forbidden` for anybody else, `phone_malformed`.
    pub async fn register_citizen(&self, by: &Actor, phone: &str) -> Result<UserId, ApiFailure> {
        if !matches!(by.capacity, Capacity::StationStaff { .. }) {
            return Err(ProblemCode::Forbidden.into());
        }
        let phone: Phone = phone.parse()?;
        // Each answer tells that an account is the same as before, never that it existed; still, no trawling.
        self.throttle.admit(Limit::RegistrationsByStaff, &by.user.to_string())?;
        Ok(citizens::account_of(&self.db, &phone, self.clock.now()).await?)
    }

    /// A citizen's session without a code.
    ///
    /// # Errors
    /// As for signing in.
    #[cfg(any(test, feature = "testing"))]
    pub async fn admit_citizen(&self, phone: &str, device: DeviceId) -> Result<Session, ApiFailure> {
        let user = citizens::account_of(&self.db, &phone.parse()?, self.clock.now()).await?;
        Ok(self.sessions.begin(Actor { user, capacity: Capacity::Citizen }, Kind::Citizen, device).await?)
    }

    /// A session of staff without password and second factor.
    ///
    /// # Errors
    /// `credentials_wrong` for a login that is not in the seed.
    #[cfg(any(test, feature = "testing"))]
    pub async fn admit_staff(&self, login: &str, device: DeviceId) -> Result<Session, ApiFailure> {
        let actor = staff::named(&self.db, login).await?.ok_or(ProblemCode::CredentialsWrong)?;
        Ok(self.sessions.begin(actor, Kind::Staff, device).await?)
    }

    /// Whose token this is.
    ///
    /// # Errors
    /// `unauthenticated` for an unknown token, `session_over` for one that has expired or was revoked.
    pub async fn identify(&self, token: &Token) -> Result<SignedIn, ApiFailure> {
        self.sessions.identify(token).await
    }

    /// Devices of this account that are signed in.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn sessions(&self, of: &SignedIn) -> Result<Vec<SessionInfo>, StoreError> {
        self.sessions.list(of).await
    }

    /// Ends every session of the account on this device.
    ///
    /// # Errors
    /// `not_found` when the account is not signed in there.
    pub async fn revoke(&self, account: UserId, device: DeviceId) -> Result<(), ApiFailure> {
        if self.sessions.end(account, device).await? == 0 {
            return Err(Problem::new(ProblemCode::NotFound).field("device").into());
        }
        Ok(())
    }

    /// What a form of ours carries when it goes to this browser, and no other site knows.
    #[must_use]
    pub fn form_token(&self, device: DeviceId) -> String {
        hex::encode(&self.pepper.fingerprint("form", &[&device.to_string()])[..16])
    }

    /// Whether a form came from a page that this browser got from us.
    #[must_use]
    pub fn form_is_ours(&self, device: DeviceId, token: &str) -> bool {
        self.form_token(device).as_bytes().ct_eq(token.as_bytes()).into()
    }

    /// Accounts of staff and deputies, by login.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        accounts::all(&self.db, self.clock.now().as_millisecond()).await
    }

    /// Makes, changes or stops an account, if the rulebook lets it through; whoever is signed in with it is signed out.
    ///
    /// # Errors
    /// `refused` with the rule's words; `command_conflict` for an id that was used otherwise.
    pub async fn administer(&self, asked: &Asked<'_>, directory: &Directory) -> Result<AccountDone, ApiFailure> {
        let done = administration::command(&self.db, directory, asked, self.clock.now()).await?;
        // A name says nothing about what somebody may do.
        if !matches!(asked.command, AccountCommand::Create { .. } | AccountCommand::Rename { .. }) {
            self.sessions.end_all(asked.account).await?;
        }
        Ok(done)
    }

    /// Changes one's own password; every other session of the account ends.
    ///
    /// # Errors
    /// `refused` with what would be accepted, `locked_out` after five wrong passwords, `forbidden` for citizens.
    pub async fn change_password(&self, of: &SignedIn, old: &str, new: &str) -> Result<(), ApiFailure> {
        own::change_password(&self.db, &self.pepper, &of.0, (old, new), self.clock.now()).await?;
        Ok(self.sessions.end_others(of).await?)
    }

    /// Draws a secret for a new authenticator; the one of now stays in use.
    ///
    /// # Errors
    /// As for [`Access::change_password`].
    pub async fn draw_authenticator(&self, of: &SignedIn, password: &str) -> Result<AuthenticatorOffer, ApiFailure> {
        own::draw_authenticator(&self.db, &self.pepper, &of.0, password, self.clock.now()).await
    }

    /// Takes a drawn secret into use; every other session of the account ends.
    ///
    /// # Errors
    /// `refused` when the code is not the new authenticator's, or the secret was drawn too long ago.
    pub async fn adopt_authenticator(
        &self,
        of: &SignedIn,
        secret: &str,
        ticket: &str,
        code: &str,
    ) -> Result<(), ApiFailure> {
        own::adopt_authenticator(&self.db, &self.pepper, &of.0, (secret, ticket, code), self.clock.now()).await?;
        Ok(self.sessions.end_others(of).await?)
    }

    /// What was done with accounts, newest first.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn account_log(&self, before: i64, most: i64) -> Result<Vec<AccountEntry>, StoreError> {
        administration::LOG.newest(&self.db, before, most).await
    }

    /// Reads the whole account log and checks every link: how many entries there are, and the first that is not what was written.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn verify_log(&self) -> Result<(u64, Option<LogFault>), StoreError> {
        administration::LOG.verify(&self.db).await
    }

    /// Limits of requests.
    #[must_use]
    pub fn throttle(&self) -> &Throttle {
        &self.throttle
    }

    /// Where the operator says that clients' addresses stand.
    #[must_use]
    pub fn client_address(&self) -> ClientAddress {
        self.client_address
    }

    /// Removes what is of no use any more: old codes, old counts, sessions long over.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn sweep(&self) -> Result<(), StoreError> {
        let now = self.clock.now();
        one_time_codes::sweep(&self.db, now).await?;
        lock_out::sweep(&self.db, now).await?;
        self.sessions.sweep().await
    }
}

fn count_sign_in(kind: &'static str, right: bool) {
    let outcome = if right { "right" } else { "wrong" };
    metrics::counter!("minyi_sign_ins_total", "kind" => kind, "outcome" => outcome).increment(1);
}
