//! One's own password and authenticator (本人口令、动态口令): changed by whoever is signed in, against the password of now. That it happened
//! is an entry of the account log; what was chosen is nowhere but in the account, the password as its hash.

use jiff::Timestamp;
use minyi_identity::{QrMatrix, Robustness};
use minyi_rulebook::accounts::{self, AccountCommand};
use minyi_rulebook::actor::Actor;
use minyi_rulebook::ids::{CommandId, UserId};
use minyi_wire::{Problem, ProblemCode};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use utoipa::ToSchema;

use super::administration::{self, AccountEntry, AccountWas, BASE32, SECRET};
use super::staff::second_factor;
use super::{lock_out, passwords};
use crate::failure::ApiFailure;
use crate::keys::Pepper;
use crate::store::{Db, StoreError, Value};

/// How long a drawn secret may wait for its first code.
const DRAWN_FOR_MS: i64 = 15 * 60 * 1_000;

/// A secret for a new authenticator, not in use before its first code was shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuthenticatorOffer {
    /// Base32.
    pub secret: String,
    /// `otpauth:` address that authenticators read from a code.
    pub address: String,
    /// The address as a QR code, SVG.
    pub code_svg: String,
    /// Goes back with the first code.
    pub ticket: String,
}

/// Secrets are not for logs.
impl std::fmt::Debug for AuthenticatorOffer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AuthenticatorOffer(…)")
    }
}

/// An account as its holder changes it.
struct Own {
    login: String,
    password: String,
    was: AccountWas,
}

async fn own(db: &Db, user: UserId) -> Result<Own, ApiFailure> {
    let sql = "SELECT login, password, capacity, active FROM users WHERE id = $1 AND active = 1";
    let rows = db.rows(sql, &[user.to_string().into()]).await?;
    // Citizens sign in with their phone.
    let row = rows.first().ok_or(ProblemCode::Forbidden)?;
    let capacity = serde_json::from_str(&row.text(2)?).map_err(|_| StoreError::Corrupt)?;
    let was = AccountWas { name: None, capacity, active: row.int(3)? == 1 };
    Ok(Own { login: row.text(0)?, password: row.text(1)?, was })
}

/// Counted like an attempt to sign in: whoever found a screen unlocked cannot guess here.
async fn prove(db: &Db, pepper: &Pepper, own: &Own, password: &str, now: Timestamp) -> Result<(), ApiFailure> {
    let who = pepper.fingerprint("login", &[&own.login]);
    lock_out::count_attempt(db, &who, now).await?;
    if !passwords::fits(password, Some(own.password.clone())).await {
        return Err(Problem::from(accounts::not_your_password()).into());
    }
    lock_out::forgive(db, &who).await?;
    Ok(())
}

/// Changes the password.
pub(super) async fn change_password(
    db: &Db,
    pepper: &Pepper,
    actor: &Actor,
    (old, new): (&str, &str),
    now: Timestamp,
) -> Result<(), ApiFailure> {
    let own = own(db, actor.user).await?;
    accounts::new_password(new, old, &own.login).map_err(Problem::from)?;
    prove(db, pepper, &own, old, now).await?;
    let hash = administration::hashed(new.to_owned()).await?;
    let sql = "UPDATE users SET password = $2, own_secrets = 1 WHERE id = $1 AND active = 1";
    let change = (sql, vec![actor.user.to_string().into(), hash.into()]);
    record(db, actor, own, AccountCommand::ChangeOwnPassword, change, now).await
}

/// Draws a secret for a new authenticator. Nothing is changed yet.
pub(super) async fn draw_authenticator(
    db: &Db,
    pepper: &Pepper,
    actor: &Actor,
    password: &str,
    now: Timestamp,
) -> Result<AuthenticatorOffer, ApiFailure> {
    let own = own(db, actor.user).await?;
    prove(db, pepper, &own, password, now).await?;
    let secret = administration::drawn(BASE32, SECRET)?;
    let address = format!("otpauth://totp/Minyi:{}?secret={secret}&issuer=Minyi", own.login);
    let drawn = QrMatrix::draw(&address, Robustness::Standard).map_err(|_| ProblemCode::Internal)?;
    let code_svg = drawn.to_svg("Minyi");
    let ticket = ticket(pepper, actor.user, &secret, now.as_millisecond() + DRAWN_FOR_MS);
    Ok(AuthenticatorOffer { secret, address, code_svg, ticket })
}

/// Says that this server drew the secret for this account, and until when it may be taken into use.
fn ticket(pepper: &Pepper, user: UserId, secret: &str, until_ms: i64) -> String {
    let until = until_ms.to_string();
    let seal = pepper.fingerprint("authenticator", &[&user.to_string(), secret, &until]);
    format!("{until}.{}", hex::encode(seal))
}

/// Takes a drawn secret into use, once its authenticator has shown that it knows it.
pub(super) async fn adopt_authenticator(
    db: &Db,
    pepper: &Pepper,
    actor: &Actor,
    (secret, shown, code): (&str, &str, &str),
    now: Timestamp,
) -> Result<(), ApiFailure> {
    let own = own(db, actor.user).await?;
    let until_ms = shown.split_once('.').and_then(|(until, _)| until.parse::<i64>().ok()).unwrap_or(0);
    let ours = ticket(pepper, actor.user, secret, until_ms).as_bytes().ct_eq(shown.as_bytes());
    if !bool::from(ours) || until_ms < now.as_millisecond() {
        return Err(Problem::from(accounts::drawn_too_long_ago()).into());
    }
    let seconds = u64::try_from(now.as_second()).unwrap_or(0);
    let step = second_factor(secret).and_then(|totp| totp.check(code.trim(), seconds));
    let step = step.ok_or_else(|| Problem::from(accounts::not_its_code()))?;
    // The code that was just shown does not sign anybody in.
    let sql = "UPDATE users SET totp_secret = $2, totp_step = $3, own_secrets = 1 WHERE id = $1 AND active = 1";
    let step = i64::try_from(step).unwrap_or(i64::MAX);
    let change = (sql, vec![actor.user.to_string().into(), secret.into(), step.into()]);
    record(db, actor, own, AccountCommand::ChangeOwnTotp, change, now).await
}

async fn record(
    db: &Db,
    actor: &Actor,
    own: Own,
    command: AccountCommand,
    (sql, values): (&str, Vec<Value>),
    now: Timestamp,
) -> Result<(), ApiFailure> {
    let mut tx = db.begin().await?;
    let end = administration::LOG.end(&mut tx).await?;
    if tx.run(sql, &values).await? != 1 {
        return Err(ProblemCode::SessionOver.into());
    }
    let entry = AccountEntry {
        seq: end.next(),
        id: CommandId(uuid::Uuid::now_v7()),
        at: now,
        actor: actor.user,
        account: actor.user,
        login: own.login,
        command,
        reason: String::new(),
        before: Some(own.was),
    };
    let about = (entry.id, entry.account.to_string());
    administration::LOG.append(&mut tx, &end, about, &entry).await?;
    tx.commit().await?;
    Ok(())
}
