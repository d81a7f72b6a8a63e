//! Sessions (会话): an opaque token of 256 random bits, shown once and kept as its SHA-256. Citizens stay signed in for thirty
//! days, staff for twelve hours, each use moving the end on. A session can be ended per device and is dead at once.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use minyi_rulebook::actor::{Actor, Capacity};
use minyi_rulebook::ids::{DeviceId, UserId};
use minyi_wire::ProblemCode;
use minyi_wire::access::{Session, SessionInfo};
use sha2::Digest;

use super::SignedIn;
use crate::clock::{Clock, whole_ms};
use crate::failure::ApiFailure;
use crate::store::{Db, Row, StoreError};

const HOUR_MS: i64 = 3_600_000;
/// Ended sessions are remembered this long, to answer `session_over` rather than `unauthenticated`.
const REMEMBERED_MS: i64 = 30 * 24 * HOUR_MS;
/// How long a session is believed without asking the store, which another node may have told that it is over.
const BELIEVED_MS: i64 = 5_000;
/// Sessions believed at once; beyond it all are asked anew.
const BELIEVED_MOST: usize = 16_384;

/// What kind of account a session is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Citizen,
    Staff,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Citizen => "citizen",
            Self::Staff => "staff",
        }
    }

    fn of(name: &str) -> Option<Self> {
        [Self::Citizen, Self::Staff].into_iter().find(|kind| kind.name() == name)
    }

    fn life_ms(self) -> i64 {
        match self {
            Self::Citizen => 30 * 24 * HOUR_MS,
            Self::Staff => 12 * HOUR_MS,
        }
    }
}

/// A bearer token. No debug output shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; 32]);

/// The text is not a token of this server's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a token")]
pub struct NotAToken;

type TokenHash = [u8; 32];

impl Token {
    fn draw() -> Result<Self, StoreError> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|_| StoreError::Fault("no randomness".into()))?;
        Ok(Self(bytes))
    }

    fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    fn hash(&self) -> TokenHash {
        sha2::Sha256::digest(self.0).into()
    }
}

impl FromStr for Token {
    type Err = NotAToken;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| NotAToken)?;
        bytes.try_into().map(Self).map_err(|_| NotAToken)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// The sessions of this server.
#[derive(Debug)]
pub(super) struct Sessions {
    db: Db,
    clock: Arc<dyn Clock>,
    believed: Mutex<Believed>,
}

/// Sessions that were looked up a moment ago. `round` changes with every ending: a lookup that began before one must not bring
/// the dead session back.
#[derive(Debug, Default)]
struct Believed {
    round: u64,
    sessions: HashMap<TokenHash, (SignedIn, i64)>,
}

impl Sessions {
    pub(super) fn new(db: Db, clock: Arc<dyn Clock>) -> Self {
        Self { db, clock, believed: Mutex::default() }
    }

    /// Begins a session. An earlier one of the account on the same device ends.
    pub(super) async fn begin(&self, actor: Actor, kind: Kind, device: DeviceId) -> Result<Session, StoreError> {
        let token = Token::draw()?;
        let now = self.now_ms();
        let expires = now + kind.life_ms();
        let account = actor.user.to_string();
        let mut tx = self.db.begin().await?;
        let end = "UPDATE sessions SET ended_ms = $3 WHERE account = $1 AND device = $2 AND ended_ms IS NULL";
        tx.run(end, &[account.as_str().into(), device.to_string().into(), now.into()]).await?;
        let values = [
            token.hash().into(),
            account.into(),
            kind.name().into(),
            device.to_string().into(),
            now.into(),
            expires.into(),
        ];
        let begin = "INSERT INTO sessions (token_hash, account, kind, device, signed_in_ms, expires_ms) \
                     VALUES ($1, $2, $3, $4, $5, $6)";
        tx.run(begin, &values).await?;
        tx.commit().await?;
        self.forget(actor.user, device);
        Ok(Session { token: token.to_text(), actor, expires_at: whole_ms(expires) })
    }

    /// Whose token this is; moves the end of the session on.
    pub(super) async fn identify(&self, token: &Token) -> Result<SignedIn, ApiFailure> {
        let hash = token.hash();
        let now = self.now_ms();
        let round = {
            let believed = self.believed();
            if let Some((signed_in, until)) = believed.sessions.get(&hash)
                && now < *until
                && now + BELIEVED_MS >= *until
            {
                return Ok(signed_in.clone());
            }
            believed.round
        };
        let found = self.look_up(&hash).await?.ok_or(ProblemCode::Unauthenticated)?;
        if found.ended || found.expires_ms <= now {
            return Err(ProblemCode::SessionOver.into());
        }
        let capacity = found.capacity.ok_or(ProblemCode::SessionOver)?;
        let life = found.kind.life_ms();
        if found.expires_ms - now < life - life / 24 {
            let sql = "UPDATE sessions SET expires_ms = $2 WHERE token_hash = $1 AND ended_ms IS NULL";
            self.db.run(sql, &[hash.into(), (now + life).into()]).await?;
        }
        let signed_in = SignedIn(Actor { user: found.account, capacity }, found.device);
        let mut believed = self.believed();
        if believed.round == round {
            if believed.sessions.len() >= BELIEVED_MOST {
                believed.sessions.clear();
            }
            believed.sessions.insert(hash, (signed_in.clone(), now + BELIEVED_MS));
        }
        Ok(signed_in)
    }

    /// Devices of the account, latest sign-in first.
    pub(super) async fn list(&self, of: &SignedIn) -> Result<Vec<SessionInfo>, StoreError> {
        let sql = "SELECT device, signed_in_ms, expires_ms FROM sessions \
                   WHERE account = $1 AND ended_ms IS NULL AND expires_ms > $2 ORDER BY signed_in_ms DESC, device";
        let rows = self.db.rows(sql, &[of.0.user.to_string().into(), self.now_ms().into()]).await?;
        rows.iter()
            .map(|row| {
                let device = row.parsed(0)?;
                Ok(SessionInfo {
                    device,
                    signed_in_at: whole_ms(row.int(1)?),
                    expires_at: whole_ms(row.int(2)?),
                    this_one: device == of.1,
                })
            })
            .collect()
    }

    /// Ends the account's sessions on the device; answers how many there were.
    pub(super) async fn end(&self, account: UserId, device: DeviceId) -> Result<u64, StoreError> {
        let now = self.now_ms();
        let sql = "UPDATE sessions SET ended_ms = $3 \
                   WHERE account = $1 AND device = $2 AND ended_ms IS NULL AND expires_ms > $3";
        let ended = self.db.run(sql, &[account.to_string().into(), device.to_string().into(), now.into()]).await?;
        self.forget(account, device);
        Ok(ended)
    }

    /// Ends every session of the account.
    pub(super) async fn end_all(&self, account: UserId) -> Result<(), StoreError> {
        let sql = "UPDATE sessions SET ended_ms = $2 WHERE account = $1 AND ended_ms IS NULL AND expires_ms > $2";
        self.db.run(sql, &[account.to_string().into(), self.now_ms().into()]).await?;
        let mut believed = self.believed();
        believed.round += 1;
        believed.sessions.retain(|_, (SignedIn(actor, _), _)| actor.user != account);
        Ok(())
    }

    /// Ends every session of the account but this one.
    pub(super) async fn end_others(&self, SignedIn(actor, device): &SignedIn) -> Result<(), StoreError> {
        let sql = "UPDATE sessions SET ended_ms = $3 \
                   WHERE account = $1 AND device <> $2 AND ended_ms IS NULL AND expires_ms > $3";
        let values = [actor.user.to_string().into(), device.to_string().into(), self.now_ms().into()];
        self.db.run(sql, &values).await?;
        let mut believed = self.believed();
        believed.round += 1;
        believed.sessions.retain(|_, (SignedIn(other, on), _)| other.user != actor.user || on == device);
        Ok(())
    }

    /// Removes sessions that have been over for long.
    pub(super) async fn sweep(&self) -> Result<(), StoreError> {
        let sql = "DELETE FROM sessions WHERE expires_ms < $1 OR ended_ms < $1";
        self.db.run(sql, &[(self.now_ms() - REMEMBERED_MS).into()]).await.map(|_| ())
    }

    async fn look_up(&self, hash: &TokenHash) -> Result<Option<Found>, StoreError> {
        let sql = "SELECT s.account, s.kind, s.device, s.expires_ms, s.ended_ms, u.capacity FROM sessions s \
                   LEFT JOIN users u ON u.id = s.account AND u.active = 1 WHERE s.token_hash = $1";
        let rows = self.db.rows(sql, &[(*hash).into()]).await?;
        rows.first().map(Found::read).transpose()
    }

    fn forget(&self, account: UserId, device: DeviceId) {
        let mut believed = self.believed();
        believed.round += 1;
        believed.sessions.retain(|_, (SignedIn(actor, on), _)| actor.user != account || *on != device);
    }

    fn believed(&self) -> MutexGuard<'_, Believed> {
        self.believed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now_ms(&self) -> i64 {
        self.clock.now().as_millisecond()
    }
}

/// A session as stored.
struct Found {
    account: UserId,
    kind: Kind,
    device: DeviceId,
    expires_ms: i64,
    ended: bool,
    /// `None` for staff who are no longer in the seed file. The capacity is read anew each time: a transfer counts at once.
    capacity: Option<Capacity>,
}

impl Found {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let kind = Kind::of(&row.text(1)?).ok_or(StoreError::Corrupt)?;
        let capacity = match (kind, row.opt_text(5)?) {
            (Kind::Citizen, _) => Some(Capacity::Citizen),
            (Kind::Staff, None) => None,
            (Kind::Staff, Some(json)) => Some(serde_json::from_str(&json).map_err(|_| StoreError::Corrupt)?),
        };
        Ok(Self {
            account: row.parsed(0)?,
            kind,
            device: row.parsed(2)?,
            expires_ms: row.int(3)?,
            ended: row.opt_int(4)?.is_some(),
            capacity,
        })
    }
}
