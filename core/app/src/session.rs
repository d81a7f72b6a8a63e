//! Who is signed in (登录状态). The token is sealed in the vault; when the server ends the session the account stays known, so that
//! the user goes on reading and writing offline and only sending waits.

use crate::CoreError;
use crate::cases;
use crate::engine::{Engine, Stores, locked};
use crate::exchange::{self, Setback, with_token};
use crate::outbox::Turn;
use crate::storage_fault::StorageFault;
use crate::transport::{Method, Request};
use jiff::Timestamp;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::ids::UserId;
use minyi_wire::access::{
    CitizenRegistration, CodeRequest, CodeSent, CodeSignIn, RegisteredCitizen, Session, StaffSignIn,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

const SLOT: &str = "session";

/// What the shell shows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionState {
    /// Nobody is.
    SignedOut,
    /// This account is, until about then.
    SignedIn {
        /// Who.
        actor: Actor,
        /// Until when, server time.
        expires_at: Timestamp,
    },
    /// The server ended the session: ask this account to sign in again. Nothing is lost.
    Over {
        /// Who it was.
        actor: Actor,
    },
}

/// The session as the vault keeps it.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct StoredSession {
    session: Session,
    over: bool,
}

impl Engine {
    pub(crate) fn load_session(&self, stores: &Stores) -> Result<(), CoreError> {
        let stored = match stores.vault.slot(SLOT) {
            Ok(stored) => stored.and_then(|stored| serde_json::from_slice(&stored).ok()),
            Err(StorageFault::Damaged { .. }) => None,
            Err(fault) => return Err(fault.into()),
        };
        *locked(&self.session) = stored;
        Ok(())
    }

    pub(crate) fn session_state(&self) -> SessionState {
        match &*locked(&self.session) {
            None => SessionState::SignedOut,
            Some(StoredSession { session, over: true }) => SessionState::Over { actor: session.actor.clone() },
            Some(StoredSession { session, over: false }) => {
                SessionState::SignedIn { actor: session.actor.clone(), expires_at: session.expires_at }
            }
        }
    }

    /// The account at work, also after its session is over.
    pub(crate) fn account(&self) -> Option<Actor> {
        locked(&self.session).as_ref().map(|stored| stored.session.actor.clone())
    }

    /// The session, if the server still takes it as far as we know.
    pub(crate) fn session_in_force(&self) -> Option<Session> {
        locked(&self.session).as_ref().filter(|stored| !stored.over).map(|stored| stored.session.clone())
    }

    /// The server does not take this token any more. If another one is in force by now, that is old news.
    pub(crate) fn session_over(&self, token: &str, stores: &Stores) {
        let mut slot = locked(&self.session);
        let Some(stored) = slot.as_mut().filter(|stored| stored.session.token == token && !stored.over) else {
            return;
        };
        stored.over = true;
        let bytes = serde_json::to_vec(stored);
        drop(slot);
        // If it is not stored, the next start learns it from the server again.
        let stored = bytes.map_err(CoreError::from).and_then(|bytes| Ok(stores.vault.put_slot(SLOT, &bytes)?));
        if let Err(error) = stored {
            tracing::warn!(%error, "the end of the session was not stored");
        }
        self.hub.session_changed();
    }

    pub(crate) async fn request_code(&self, phone: &str) -> Result<CodeSent, CoreError> {
        let phone = checked_phone(phone)?.to_owned();
        let response = self.ask(exchange::post("/v1/sign-in/phone", &CodeRequest { phone })?).await?;
        Ok(exchange::read(&response)?)
    }

    pub(crate) async fn sign_in_with_code(self: &Arc<Self>, phone: &str, code: &str) -> Result<Actor, CoreError> {
        let (phone, code) = (checked_phone(phone)?.to_owned(), checked_code("code", code)?.to_owned());
        let device = locked(&self.device).id;
        self.sign_in(exchange::post("/v1/sign-in/code", &CodeSignIn { phone, code, device })?).await
    }

    pub(crate) async fn sign_in_staff(
        self: &Arc<Self>,
        login: &str,
        password: &str,
        totp: &str,
    ) -> Result<Actor, CoreError> {
        if login.is_empty() || password.is_empty() {
            return Err(CoreError::BadInput { field: if login.is_empty() { "login" } else { "password" } });
        }
        let (login, password) = (login.to_owned(), password.to_owned());
        let totp = checked_code("totp", totp)?.to_owned();
        let device = locked(&self.device).id;
        self.sign_in(exchange::post("/v1/sign-in/staff", &StaffSignIn { login, password, totp, device })?).await
    }

    /// The account of somebody who came or called, by phone number; made when the number is new.
    pub(crate) async fn register_citizen(&self, phone: &str) -> Result<UserId, CoreError> {
        let phone = checked_phone(phone)?.to_owned();
        let session = self.session_in_force().ok_or(CoreError::SignedOut)?;
        let request = exchange::post("/v1/citizens", &CitizenRegistration { phone })?;
        let response = self.ask(with_token(request, &session.token)).await?;
        let RegisteredCitizen { user } = exchange::read(&response)?;
        Ok(user)
    }

    async fn sign_in(self: &Arc<Self>, request: Request) -> Result<Actor, CoreError> {
        let response = self.ask(request).await?;
        let session: Session = exchange::read(&response)?;
        let actor = session.actor.clone();
        self.blocking(move |engine, stores| {
            let stored = StoredSession { session, over: false };
            stores.vault.put_slot(SLOT, &serde_json::to_vec(&stored)?)?;
            *locked(&engine.session) = Some(stored);
            *locked(&engine.pull_turn) = Turn::Now;
            Ok(())
        })
        .await?;
        self.hub.everything_changed();
        Ok(actor)
    }

    /// Signs out here first, so that it works offline too, then tells the server if it can. What is unsent stays in the vault
    /// for this account; what was synced is wiped.
    pub(crate) async fn sign_out(self: &Arc<Self>) -> Result<(), CoreError> {
        let session = self.session_in_force();
        self.stop();
        self.blocking(|engine, stores| {
            stores.vault.remove_slot(SLOT)?;
            *locked(&engine.session) = None;
            if let Err(error) = engine.wipe_cards(stores) {
                tracing::warn!(%error, "the cards were not wiped; another account cannot show them");
            }
            if let Err(error) = cases::wipe(stores) {
                tracing::warn!(%error, "the synced cases were not wiped; another account will not see them");
            }
            Ok(())
        })
        .await?;
        self.hub.everything_changed();
        if let Some(session) = session {
            let request = with_token(Request::new(Method::POST, "/v1/sign-out"), &session.token);
            let told: Result<(), Setback> = self.ask(request).await.and_then(|answer| exchange::read_nothing(&answer));
            if told.is_err() {
                tracing::info!("the server was not told of the sign-out; its session ends by time");
            }
        }
        Ok(())
    }
}

fn checked_phone(phone: &str) -> Result<&str, CoreError> {
    let fits = phone.len() == 11 && phone.starts_with('1') && phone.bytes().all(|digit| digit.is_ascii_digit());
    if fits { Ok(phone) } else { Err(CoreError::BadInput { field: "phone" }) }
}

fn checked_code<'c>(field: &'static str, code: &'c str) -> Result<&'c str, CoreError> {
    let fits = code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit());
    if fits { Ok(code) } else { Err(CoreError::BadInput { field }) }
}
