//! The people of the demo, read from the same seed file that the server loads. Its passwords and one-time secrets are public,
//! which is why only people marked as demo are ever signed in from it.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use minyi_rulebook::actor::{Actor, Capacity};
use minyi_rulebook::ids::{OrganId, UserId};
use serde::Deserialize;

use crate::fault::Fault;
use crate::staff::Credentials;

/// As much of the seed file as the demo needs.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct DemoSeed {
    users: Vec<DemoUser>,
    citizens: Vec<DemoCitizen>,
}

#[derive(Clone, Deserialize)]
struct DemoUser {
    id: UserId,
    login: String,
    capacity: Capacity,
    demo: bool,
    password: String,
    totp_secret: String,
}

impl std::fmt::Debug for DemoUser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DemoUser").field("login", &self.login).field("capacity", &self.capacity).finish_non_exhaustive()
    }
}

#[derive(Clone, Debug, Deserialize)]
struct DemoCitizen {
    id: UserId,
    phone: String,
}

impl DemoSeed {
    /// Reads a seed file.
    pub(crate) fn read(file: &Path) -> Result<Self, Fault> {
        let text = std::fs::read_to_string(file).map_err(|error| Fault::file(file, &error))?;
        serde_json::from_str(&text).map_err(|error| {
            Fault::input("seed", format!("演示种子文件（{error}）"), format!("a seed file of the demo ({error})"))
        })
    }

    /// Login, password and the one-time code of this moment, for somebody marked as demo.
    pub(crate) fn credentials(&self, login: &str) -> Result<Credentials, Fault> {
        let user = self
            .users
            .iter()
            .find(|user| user.login == login && user.demo)
            .ok_or_else(|| Fault::input("login", "种子文件中的演示账号", "a demo login of the seed file"))?;
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        Ok(Credentials {
            login: user.login.clone(),
            password: user.password.clone(),
            totp: one_time_code(&user.totp_secret, since_epoch)?,
        })
    }

    /// Somebody on the staff, by login.
    pub(crate) fn staff(&self, login: &str) -> Option<Actor> {
        let user = self.users.iter().find(|user| user.login == login)?;
        Some(Actor { user: user.id, capacity: user.capacity.clone() })
    }

    /// A citizen, by phone.
    pub(crate) fn citizen(&self, phone: &str) -> Option<Actor> {
        let citizen = self.citizens.iter().find(|citizen| citizen.phone == phone)?;
        Some(Actor { user: citizen.id, capacity: Capacity::Citizen })
    }

    /// The first member of staff whose capacity fits.
    pub(crate) fn first(&self, fits: impl Fn(&Capacity) -> bool) -> Option<Actor> {
        let user = self.users.iter().find(|user| fits(&user.capacity))?;
        Some(Actor { user: user.id, capacity: user.capacity.clone() })
    }

    /// The station of a deputy.
    pub(crate) fn station_of(&self, deputy: UserId) -> Option<OrganId> {
        self.users.iter().find(|user| user.id == deputy).and_then(|user| match &user.capacity {
            Capacity::Deputy { station } => Some(station.clone()),
            _ => None,
        })
    }
}

/// The code of RFC 6238 (SHA-1, six digits, 30 s) at a moment.
fn one_time_code(secret: &str, since_epoch: u64) -> Result<String, Fault> {
    let secret = totp_rs::Secret::try_from_base32(secret)
        .map_err(|_| Fault::input("totp_secret", "Base32 编码的密钥", "a secret in base32"))?;
    let totp = totp_rs::Builder::new().with_secret(secret).build().map_err(|error| {
        Fault::input("totp_secret", "至少 128 位的密钥", format!("a secret of 128 bits or more ({error})"))
    })?;
    Ok(totp.generate(since_epoch).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B: the last six digits of its SHA-1 rows.
    #[test]
    fn one_time_codes_are_those_of_the_standard() {
        let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        for (time, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924")] {
            assert_eq!(one_time_code(secret, time).expect("a good secret"), code);
        }
    }

    #[test]
    fn only_people_marked_as_demo_are_signed_in_from_the_seed() {
        let seed: DemoSeed = serde_json::from_value(serde_json::json!({
            "users": [{
                "id": "01932d5e-0000-7000-8000-000000000001", "login": "real", "demo": false,
                "capacity": { "role": "auditor" }, "password": "p",
                "totp_secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
            }],
            "citizens": []
        }))
        .expect("a seed");
        assert_eq!(seed.credentials("real").unwrap_err().field.as_deref(), Some("login"));
    }
}
