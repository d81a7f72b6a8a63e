//! Accounts kept in the console (账号管理): commands judged by the rulebook, done in one transaction with an entry of the account log. Each
//! entry is linked to the one before by its hash, so that a changed or dropped one shows.

use jiff::Timestamp;
use minyi_rulebook::accounts::{self, AccountCommand};
use minyi_rulebook::actor::{Actor, Capacity};
use minyi_rulebook::ids::{CommandId, UserId};
use minyi_rulebook::organ::Directory;
use minyi_rulebook::refusal::{Refusal, RefusalCode};
use minyi_wire::{Problem, ProblemCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::passwords::{self, Strength};
use crate::failure::ApiFailure;
use crate::store::linked_log::LinkedLog;
use crate::store::{Db, Row, StoreError, Tx};

/// Letters and digits that nobody takes for another.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// 100 bits.
const PASSWORD: usize = 20;
/// RFC 4648
pub(super) const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// 160 bits, as RFC 4226 recommends.
pub(super) const SECRET: usize = 32;

/// What is asked, by whom and why.
#[derive(Debug)]
pub struct Asked<'a> {
    /// Of the command: asked again, it is not done again.
    pub id: CommandId,
    /// For a new account, its id.
    pub account: UserId,
    pub command: &'a AccountCommand,
    pub reason: &'a str,
    pub actor: &'a Actor,
}

/// What came of it. Secrets are told once, to whoever asked, and kept nowhere in the clear but where signing in needs them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AccountDone {
    pub account: UserId,
    /// A new password, to be handed over in person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// A new secret for an authenticator, base32.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub totp_secret: Option<String>,
    /// It was done before under the same id; secrets are not told twice.
    pub repeated: bool,
}

impl std::fmt::Debug for AccountDone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AccountDone({}, …)", self.account)
    }
}

/// One entry of the account log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AccountEntry {
    /// From 1.
    pub seq: i64,
    pub id: CommandId,
    #[schema(value_type = String, format = "date-time")]
    pub at: Timestamp,
    pub actor: UserId,
    pub account: UserId,
    pub login: String,
    pub command: AccountCommand,
    pub reason: String,
    /// What the account was before; `None` for a new one.
    pub before: Option<AccountWas>,
}

/// An account before something was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AccountWas {
    /// Left out by entries of before names could be changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub capacity: Capacity,
    pub active: bool,
}

/// Its entries are linked.
pub(super) const LOG: LinkedLog = LinkedLog { table: "account_log", about: "account", domain: "minyi account log\n" };

pub(super) fn drawn(alphabet: &[u8; 32], length: usize) -> Result<String, StoreError> {
    let mut bytes = vec![0; length];
    getrandom::fill(&mut bytes).map_err(|_| StoreError::Fault("no randomness".into()))?;
    Ok(bytes.iter().map(|byte| char::from(alphabet[usize::from(byte % 32)])).collect())
}

/// Does it, if the rulebook lets it through.
pub(super) async fn command(
    db: &Db,
    directory: &Directory,
    asked: &Asked<'_>,
    now: Timestamp,
) -> Result<AccountDone, ApiFailure> {
    let needs_password = matches!(asked.command, AccountCommand::Create { .. } | AccountCommand::ResetPassword);
    let needs_secret = matches!(asked.command, AccountCommand::Create { .. } | AccountCommand::ResetTotp);
    if let Some(done) = done_before(LOG.entry_of(db, asked.id).await?, asked)? {
        return Ok(done);
    }
    // Judged before the costly hash: whoever may not is not worth one.
    judge(known_of(&db.rows(KNOWN, &[asked.account.to_string().into()]).await?)?.as_ref(), asked, directory)?;
    let password = needs_password.then(|| drawn(LETTERS, PASSWORD)).transpose()?;
    let secret = needs_secret.then(|| drawn(BASE32, SECRET)).transpose()?;
    let hash = match password.clone() {
        Some(password) => Some(hashed(password).await?),
        None => None,
    };
    let mut tx = db.begin().await?;
    let end = LOG.end(&mut tx).await?;
    if let Some(done) = done_before(LOG.entry_in(&mut tx, asked.id).await?, asked)? {
        return Ok(done);
    }
    let known = known_of(&tx.rows(KNOWN, &[asked.account.to_string().into()]).await?)?;
    judge(known.as_ref(), asked, directory)?;
    let login = match (&known, asked.command) {
        (_, AccountCommand::Create { login, .. }) => login.clone(),
        (Some(known), _) => known.login.clone(),
        (None, _) => return Err(ProblemCode::Internal.into()),
    };
    write(&mut tx, asked, hash, secret.as_deref()).await?;
    let before = known.map(|Known { account, .. }| AccountWas {
        name: Some(account.name),
        capacity: account.capacity,
        active: account.active,
    });
    let entry = AccountEntry {
        seq: end.next(),
        id: asked.id,
        at: now,
        actor: asked.actor.user,
        account: asked.account,
        login,
        command: asked.command.clone(),
        reason: asked.reason.to_owned(),
        before,
    };
    LOG.append(&mut tx, &end, (entry.id, entry.account.to_string()), &entry).await?;
    tx.commit().await?;
    Ok(AccountDone { account: asked.account, password, totp_secret: secret, repeated: false })
}

pub(super) async fn hashed(password: String) -> Result<String, ApiFailure> {
    let hash = tokio::task::spawn_blocking(move || passwords::hash(&password, Strength::Real)).await;
    match hash {
        Ok(Ok(hash)) => Ok(hash),
        _ => Err(ProblemCode::Internal.into()),
    }
}

struct Known {
    account: accounts::Account,
    login: String,
}

const KNOWN: &str = "SELECT id, capacity, active, login, name FROM users WHERE id = $1";

fn known_of(rows: &[Row]) -> Result<Option<Known>, StoreError> {
    let Some(row) = rows.first() else { return Ok(None) };
    let capacity = serde_json::from_str(&row.text(1)?).map_err(|_| StoreError::Corrupt)?;
    let (user, name, active) = (row.parsed(0)?, row.text(4)?, row.int(2)? == 1);
    let account = accounts::Account { user, name, capacity, active };
    Ok(Some(Known { account, login: row.text(3)? }))
}

fn judge(known: Option<&Known>, asked: &Asked<'_>, directory: &Directory) -> Result<(), ApiFailure> {
    let account = known.map(|known| &known.account);
    accounts::decide(account, asked.command, asked.reason, asked.actor, directory).map_err(Problem::from)?;
    Ok(())
}

fn done_before(entry: Option<AccountEntry>, asked: &Asked<'_>) -> Result<Option<AccountDone>, ApiFailure> {
    let Some(entry) = entry else { return Ok(None) };
    let same = (entry.actor, entry.account, &entry.command) == (asked.actor.user, asked.account, asked.command);
    if !same {
        return Err(ProblemCode::CommandConflict.into());
    }
    Ok(Some(AccountDone { account: entry.account, password: None, totp_secret: None, repeated: true }))
}

async fn write(tx: &mut Tx, asked: &Asked<'_>, hash: Option<String>, secret: Option<&str>) -> Result<(), ApiFailure> {
    let id = || asked.account.to_string();
    let json = |capacity: &Capacity| serde_json::to_string(capacity).map_err(|_| StoreError::Corrupt);
    match asked.command {
        AccountCommand::Create { login, name, capacity } => {
            if !tx.rows("SELECT 1 FROM users WHERE login = $1", &[login.as_str().into()]).await?.is_empty() {
                let refusal = Refusal::new(RefusalCode::Repeated, "没有人在用的登录名", "a login that nobody has");
                return Err(Problem::from(refusal.field("login")).into());
            }
            let values = [
                id().into(),
                login.as_str().into(),
                name.trim().into(),
                json(capacity)?.into(),
                hash.unwrap_or_default().into(),
                secret.unwrap_or_default().into(),
                Vec::<u8>::new().into(),
            ];
            let sql = "INSERT INTO users (id, login, name, capacity, password, totp_secret, totp_step, active, seed_mark, \
                       managed) VALUES ($1, $2, $3, $4, $5, $6, 0, 1, $7, 1)";
            tx.run(sql, &values).await?;
        }
        AccountCommand::SetCapacity { capacity } => {
            let sql = "UPDATE users SET capacity = $2, managed = 1 WHERE id = $1";
            tx.run(sql, &[id().into(), json(capacity)?.into()]).await?;
        }
        AccountCommand::Rename { name } => {
            let sql = "UPDATE users SET name = $2, managed = 1 WHERE id = $1";
            tx.run(sql, &[id().into(), name.trim().into()]).await?;
        }
        AccountCommand::ResetTotp => {
            let sql = "UPDATE users SET totp_secret = $2, totp_step = 0, managed = 1 WHERE id = $1";
            tx.run(sql, &[id().into(), secret.unwrap_or_default().into()]).await?;
        }
        AccountCommand::ResetPassword => {
            let sql = "UPDATE users SET password = $2, managed = 1 WHERE id = $1";
            tx.run(sql, &[id().into(), hash.unwrap_or_default().into()]).await?;
        }
        AccountCommand::Disable | AccountCommand::Enable => {
            let active = i64::from(matches!(asked.command, AccountCommand::Enable));
            let sql = "UPDATE users SET active = $2, managed = 1 WHERE id = $1";
            tx.run(sql, &[id().into(), active.into()]).await?;
        }
        // The rulebook has refused them here: they are done by `own`.
        AccountCommand::ChangeOwnPassword | AccountCommand::ChangeOwnTotp => return Err(ProblemCode::Internal.into()),
    }
    Ok(())
}
