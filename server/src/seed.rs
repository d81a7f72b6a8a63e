//! The seed file (种子数据): the district, its organs, who works there, and citizens of a demonstration. It is the truth about
//! staff: loading it again changes only what changed, and whoever it leaves out can no longer sign in. An account that was changed in
//! the console is the console's from then on: the file neither changes nor stops it. A password that its holder chose stays as long as the
//! file's own is the same.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use minyi_rulebook::actor::Capacity;
use minyi_rulebook::ids::{OrganId, UserId};
use minyi_rulebook::organ::OrganKind;
use minyi_wire::directory::{DeputyView, DirectoryView, OrganView, Reception};
use serde::{Deserialize, Serialize};

use crate::access::{Phone, Strength, hash_password, second_factor};
use crate::keys::Pepper;
use crate::store::{Db, StoreError, Tx};

/// The file.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedFile {
    district: District,
    organs: Vec<SeedOrgan>,
    users: Vec<SeedUser>,
    #[serde(default)]
    citizens: Vec<SeedCitizen>,
}

/// Passwords and phones are in it: only counts are shown.
impl std::fmt::Debug for SeedFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "SeedFile({} organs, {} users, {} citizens)",
            self.organs.len(),
            self.users.len(),
            self.citizens.len()
        )
    }
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct District {
    code: String,
    name_zh: String,
    name_en: String,
    #[serde(default)]
    demo: bool,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct SeedOrgan {
    id: OrganId,
    kind: OrganKind,
    name_zh: String,
    name_en: String,
    #[serde(default)]
    parent: Option<OrganId>,
    #[serde(default)]
    town: Option<String>,
    #[serde(default)]
    lat: Option<f64>,
    #[serde(default)]
    lon: Option<f64>,
    #[serde(default)]
    receptions: Vec<Reception>,
    #[serde(default)]
    address: Option<String>,
    #[serde(default)]
    phone: Option<String>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SeedUser {
    id: UserId,
    login: String,
    name: String,
    /// An invented person: the password is public, and hashed lightly.
    #[serde(default)]
    demo: bool,
    capacity: Capacity,
    password: String,
    totp_secret: String,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "name and mark are for the reader of the file; the server keeps a phone and an id, nothing more"
)]
struct SeedCitizen {
    id: UserId,
    phone: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    demo: bool,
}

/// What is wrong with a seed file. Names the entry, never a password.
#[derive(Debug, thiserror::Error)]
pub enum SeedFault {
    #[error("{path}: {error}")]
    Unreadable { path: PathBuf, error: std::io::Error },
    #[error("line {line}, column {column}: not what a seed file holds; demo/seed.json is one")]
    Malformed { line: usize, column: usize },
    #[error("{0} stands there twice")]
    Twice(String),
    #[error("user {login}: {wants}")]
    User { login: String, wants: &'static str },
    #[error("organ {0}: its parent is not in the file")]
    Parent(OrganId),
    #[error("citizen {0}: the phone is not a mainland mobile number")]
    Phone(UserId),
    #[error("{0}")]
    Store(#[from] StoreError),
}

impl SeedFile {
    /// Reads and checks a file.
    ///
    /// # Errors
    /// [`SeedFault`], which names the entry at fault.
    pub fn read(path: &Path) -> Result<Self, SeedFault> {
        let text =
            std::fs::read_to_string(path).map_err(|error| SeedFault::Unreadable { path: path.to_owned(), error })?;
        Self::parse(&text)
    }

    /// Parses and checks a text.
    ///
    /// # Errors
    /// As for [`SeedFile::read`].
    pub fn parse(text: &str) -> Result<Self, SeedFault> {
        let seed: Self = serde_json::from_str(text)
            .map_err(|error| SeedFault::Malformed { line: error.line(), column: error.column() })?;
        seed.check()?;
        Ok(seed)
    }

    fn check(&self) -> Result<(), SeedFault> {
        let mut seen = BTreeSet::new();
        let ids = self.organs.iter().map(|organ| format!("organ {}", organ.id));
        let ids = ids.chain(self.users.iter().map(|user| format!("id {}", user.id)));
        let ids = ids.chain(self.citizens.iter().map(|citizen| format!("id {}", citizen.id)));
        let ids = ids.chain(self.users.iter().map(|user| format!("login {}", user.login)));
        for id in ids {
            if !seen.insert(id.clone()) {
                return Err(SeedFault::Twice(id));
            }
        }
        let kinds: BTreeMap<&OrganId, OrganKind> = self.organs.iter().map(|organ| (&organ.id, organ.kind)).collect();
        for organ in &self.organs {
            if organ.parent.as_ref().is_some_and(|parent| !kinds.contains_key(parent)) {
                return Err(SeedFault::Parent(organ.id.clone()));
            }
        }
        for user in &self.users {
            let fault = |wants| Err(SeedFault::User { login: user.login.clone(), wants });
            if !fits(&user.capacity, &kinds) {
                return fault(
                    "the capacity needs an organ of the file, of the right kind; citizens and the system do not sign in here",
                );
            }
            if second_factor(&user.totp_secret).is_none() {
                return fault("the TOTP secret must be base32 of at least 128 bits");
            }
            if !user.demo && user.password.chars().count() < 12 {
                return fault("a password has at least 12 characters");
            }
        }
        for citizen in &self.citizens {
            let _: Phone = citizen.phone.parse().map_err(|_| SeedFault::Phone(citizen.id))?;
        }
        Ok(())
    }

    /// The directory as devices get it.
    #[must_use]
    pub fn directory(&self) -> DirectoryView {
        let organs = self.organs.iter().cloned().map(|organ| OrganView {
            id: organ.id,
            kind: organ.kind,
            name_zh: organ.name_zh,
            name_en: organ.name_en,
            town: organ.town,
            lat: organ.lat,
            lon: organ.lon,
            receptions: organ.receptions,
            address: organ.address,
            phone: organ.phone,
            closed: false,
        });
        let deputies = self.users.iter().filter_map(|user| match &user.capacity {
            Capacity::Deputy { station } => {
                Some(DeputyView { user: user.id, name: user.name.clone(), station: station.clone() })
            }
            _ => None,
        });
        DirectoryView {
            version: String::new(),
            district_zh: self.district.name_zh.clone(),
            district_en: self.district.name_en.clone(),
            demo: self.district.demo,
            organs: organs.collect(),
            deputies: deputies.collect(),
            former: Vec::new(),
        }
    }
}

fn fits(capacity: &Capacity, kinds: &BTreeMap<&OrganId, OrganKind>) -> bool {
    let (organ, kind) = match capacity {
        Capacity::Citizen | Capacity::System => return false,
        Capacity::Auditor => return true,
        Capacity::StationStaff { station } | Capacity::Deputy { station } => (station, OrganKind::Station),
        Capacity::OfficeStaff { office } => (office, OrganKind::CongressOffice),
        Capacity::UnitClerk { unit } | Capacity::UnitLeader { unit } => (unit, OrganKind::Unit),
        Capacity::CourtLiaison { unit } | Capacity::CourtClerk { unit } | Capacity::Bench { unit } => {
            (unit, OrganKind::Court)
        }
    };
    kinds.get(organ) == Some(&kind)
}

/// Brings the store in line with the file, in one transaction.
///
/// # Errors
/// A fault of the store; nothing is changed then.
pub async fn load(db: &Db, seed: &SeedFile, pepper: &Pepper, now: Timestamp) -> Result<(), SeedFault> {
    let known = known_marks(db).await?;
    let marked: Vec<(&SeedUser, [u8; 32])> = seed.users.iter().map(|user| (user, mark(pepper, user))).collect();
    let managed = managed(db).await?;
    for user in &seed.users {
        if managed.iter().any(|(id, login)| *login == user.login && *id != user.id) {
            return Err(SeedFault::User {
                login: user.login.clone(),
                wants: "the console gave this login to somebody else",
            });
        }
    }
    let kept = |id: UserId| managed.iter().any(|(managed, _)| *managed == id);
    let differs = |user: &SeedUser, mark: &[u8; 32]| known.get(&user.id).is_none_or(|known| known != mark);
    let changed: Vec<_> = marked.iter().filter(|(user, mark)| !kept(user.id) && differs(user, mark)).collect();
    let mut hashed = Vec::with_capacity(changed.len());
    for (user, mark) in changed {
        let strength = if user.demo { Strength::Demo } else { Strength::Real };
        let password = hash_password(&user.password, strength)
            .map_err(|_| SeedFault::User { login: user.login.clone(), wants: "the password cannot be hashed" })?;
        hashed.push((*user, *mark, password));
    }
    let fingerprinted = fingerprinted(db).await?;
    let own = chosen(db).await?;
    let mut tx = db.begin().await?;
    store_directory(&mut tx, &seed.directory()).await?;
    // Logins may change hands between entries; making room first keeps the uniqueness rule out of the way.
    tx.run("UPDATE users SET active = 0 WHERE managed = 0", &[]).await?;
    for (user, _, _) in &hashed {
        tx.run("UPDATE users SET login = id WHERE id = $1 OR login = $2", &[text(user.id), user.login.as_str().into()])
            .await?;
    }
    for (user, mark, password) in hashed {
        let fingerprint = secrets(pepper, user);
        let own = own.contains(&(user.id, fingerprint));
        store_user(&mut tx, user, (mark, fingerprint), password, own).await?;
    }
    for user in &seed.users {
        let sql = "UPDATE users SET seed_secrets = $2 WHERE id = $1 AND seed_secrets IS NULL";
        if !fingerprinted.contains(&user.id) {
            tx.run(sql, &[text(user.id), secrets(pepper, user).into()]).await?;
        }
    }
    for user in &seed.users {
        tx.run("UPDATE users SET active = 1 WHERE id = $1 AND managed = 0", &[text(user.id)]).await?;
    }
    for citizen in &seed.citizens {
        store_citizen(&mut tx, citizen, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn text(id: UserId) -> crate::store::Value {
    id.to_string().into()
}

/// A keyed fingerprint of the entry: it tells whether the password changed, and tells nobody else what it is.
fn mark(pepper: &Pepper, user: &SeedUser) -> [u8; 32] {
    let entry = serde_json::to_string(user).unwrap_or_default();
    pepper.fingerprint("seed", &[&entry])
}

/// A keyed fingerprint of what somebody signs in with as the file has it.
fn secrets(pepper: &Pepper, user: &SeedUser) -> [u8; 32] {
    pepper.fingerprint("seed secrets", &[&user.password, &user.totp_secret])
}

/// Accounts whose secrets of the file have a fingerprint.
async fn fingerprinted(db: &Db) -> Result<BTreeSet<UserId>, StoreError> {
    let rows = db.rows("SELECT id FROM users WHERE seed_secrets IS NOT NULL", &[]).await?;
    rows.iter().map(|row| row.parsed(0)).collect()
}

/// Accounts whose holder chose a password or an authenticator, with the fingerprint of what the file had then. Other secrets in the file
/// are the operator's reset.
async fn chosen(db: &Db) -> Result<BTreeSet<(UserId, [u8; 32])>, StoreError> {
    let sql = "SELECT id, seed_secrets FROM users WHERE own_secrets = 1 AND seed_secrets IS NOT NULL";
    db.rows(sql, &[]).await?.iter().map(|row| Ok((row.parsed(0)?, row.hash(1)?))).collect()
}

async fn known_marks(db: &Db) -> Result<BTreeMap<UserId, [u8; 32]>, StoreError> {
    let rows = db.rows("SELECT id, seed_mark FROM users WHERE managed = 0", &[]).await?;
    rows.iter().map(|row| Ok((row.parsed(0)?, row.hash(1)?))).collect()
}

/// Accounts that the console keeps, with their logins.
async fn managed(db: &Db) -> Result<Vec<(UserId, String)>, StoreError> {
    let rows = db.rows("SELECT id, login FROM users WHERE managed = 1", &[]).await?;
    rows.iter().map(|row| Ok((row.parsed(0)?, row.text(1)?))).collect()
}

/// `own`: password and authenticator stay as their holder chose them.
async fn store_user(
    tx: &mut Tx,
    user: &SeedUser,
    (mark, secrets): ([u8; 32], [u8; 32]),
    password: String,
    own: bool,
) -> Result<(), StoreError> {
    let capacity = serde_json::to_string(&user.capacity).map_err(|_| StoreError::Corrupt)?;
    let kept =
        if own { "" } else { "password = excluded.password, totp_secret = excluded.totp_secret, own_secrets = 0, " };
    let sql = format!(
        "INSERT INTO users (id, login, name, capacity, password, totp_secret, totp_step, active, seed_mark, seed_secrets) \
         VALUES ($1, $2, $3, $4, $5, $6, 0, 1, $7, $8) ON CONFLICT (id) DO UPDATE SET login = excluded.login, \
         name = excluded.name, capacity = excluded.capacity, {kept}active = 1, seed_mark = excluded.seed_mark, \
         seed_secrets = excluded.seed_secrets"
    );
    let values = [
        text(user.id),
        user.login.as_str().into(),
        user.name.as_str().into(),
        capacity.into(),
        password.into(),
        user.totp_secret.as_str().into(),
        mark.into(),
        secrets.into(),
    ];
    tx.run(&sql, &values).await.map(|_| ())
}

/// A number that already has an account keeps it: its cases hang on that id.
async fn store_citizen(tx: &mut Tx, citizen: &SeedCitizen, now: Timestamp) -> Result<(), StoreError> {
    let phone = citizen.phone.as_str();
    if !tx.rows("SELECT account FROM citizens WHERE phone = $1", &[phone.into()]).await?.is_empty() {
        return Ok(());
    }
    let sql = "INSERT INTO citizens (account, phone, made_ms) VALUES ($1, $2, $3) \
               ON CONFLICT (account) DO UPDATE SET phone = excluded.phone";
    tx.run(sql, &[text(citizen.id), phone.into(), now.as_millisecond().into()]).await.map(|_| ())
}

async fn store_directory(tx: &mut Tx, directory: &DirectoryView) -> Result<(), StoreError> {
    let json = serde_json::to_string(directory).map_err(|_| StoreError::Corrupt)?;
    let sql = "INSERT INTO directory (one, view) VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET view = excluded.view";
    tx.run(sql, &[json.into()]).await.map(|_| ())
}
