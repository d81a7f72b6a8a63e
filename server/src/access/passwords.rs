//! Passwords: argon2id, stored as PHC strings that name their own parameters.

use std::sync::OnceLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

/// Hashes computed at once. Each takes 19 MiB: sign-ins wait rather than eat the machine.
const AT_ONCE: usize = 4;
static COMPUTING: Semaphore = Semaphore::const_new(AT_ONCE);

/// How hard a hash is to compute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strength {
    /// 19 MiB, two passes, as OWASP's password storage sheet recommends for argon2id.
    Real,
    /// 256 KiB, one pass: for the invented people of a demonstration, whose password is public. A hundred and fifty of them
    /// would otherwise hold up every start of the demo.
    Demo,
}

/// The password could not be hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the password cannot be hashed")]
pub(crate) struct NotHashed;

/// Hashes with a fresh salt.
pub(crate) fn hash(password: &str, strength: Strength) -> Result<String, NotHashed> {
    let params = match strength {
        Strength::Real => Params::default(),
        Strength::Demo => Params::new(256, 1, 1, None).map_err(|_| NotHashed)?,
    };
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hashed: PasswordHash = argon2.hash_password(password.as_bytes()).map_err(|_| NotHashed)?;
    Ok(hashed.to_string())
}

/// Whether the password is right. Without a hash to compare with, one is compared all the same, so that the time tells nobody
/// whether the account exists.
pub(super) async fn fits(password: &str, stored: Option<String>) -> bool {
    // Nobody closes the semaphore; if somebody did, nobody signs in.
    let Ok(_turn) = COMPUTING.acquire().await else {
        return false;
    };
    let password = password.to_owned();
    let compared = tokio::task::spawn_blocking(move || {
        let (known, hash) = match stored {
            Some(hash) => (true, hash),
            None => (false, nobody().to_owned()),
        };
        let right = PasswordHash::new(&hash)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
        known & right
    });
    compared.await.unwrap_or(false)
}

/// A hash of nobody's password.
fn nobody() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| hash("nobody signs in with this", Strength::Real).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_only() {
        for strength in [Strength::Real, Strength::Demo] {
            let stored = hash("correct horse", strength).unwrap();
            assert!(stored.starts_with("$argon2id$v=19$m="));
            assert!(fits("correct horse", Some(stored.clone())).await);
            assert!(!fits("wrong horse", Some(stored)).await);
        }
    }

    #[tokio::test]
    async fn no_password_fits_an_account_that_does_not_exist() {
        assert!(!fits("nobody signs in with this", None).await);
        assert!(!fits("", Some("not a hash".to_owned())).await);
    }

    #[test]
    fn equal_passwords_have_different_hashes() {
        assert_ne!(hash("same", Strength::Demo).unwrap(), hash("same", Strength::Demo).unwrap());
    }
}
