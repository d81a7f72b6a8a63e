//! Staff and deputies: password and time-based one-time code (动态码, RFC 6238) together. Which of the two was wrong is not said.

use jiff::Timestamp;
use minyi_rulebook::actor::{Actor, Capacity};
use minyi_rulebook::ids::UserId;
use totp_rs::{Builder, Secret, Totp};

use super::passwords;
use crate::store::{Db, StoreError};

/// Who signs in, if everything fits.
pub(super) async fn prove(
    db: &Db,
    login: &str,
    password: &str,
    code: &str,
    now: Timestamp,
) -> Result<Option<Actor>, StoreError> {
    let sql = "SELECT id, capacity, password, totp_secret FROM users WHERE login = $1 AND active = 1";
    let rows = db.rows(sql, &[login.into()]).await?;
    let row = rows.first();
    let password_fits = passwords::fits(password, row.map(|row| row.text(2)).transpose()?).await;
    let Some(row) = row else { return Ok(None) };
    let step = second_factor(&row.text(3)?).and_then(|totp| totp.check(code, seconds(now)));
    let (true, Some(step)) = (password_fits, step) else {
        return Ok(None);
    };
    let user: UserId = row.parsed(0)?;
    let capacity: Capacity = serde_json::from_str(&row.text(1)?).map_err(|_| StoreError::Corrupt)?;
    // A code that was used, or one older than it, does not work again.
    let sql = "UPDATE users SET totp_step = $2 WHERE id = $1 AND totp_step < $2";
    let fresh = db.run(sql, &[user.to_string().into(), i64::try_from(step).unwrap_or(i64::MAX).into()]).await?;
    Ok((fresh == 1).then_some(Actor { user, capacity }))
}

/// The account behind a login.
#[cfg(any(test, feature = "testing"))]
pub(super) async fn named(db: &Db, login: &str) -> Result<Option<Actor>, StoreError> {
    let rows = db.rows("SELECT id, capacity FROM users WHERE login = $1 AND active = 1", &[login.into()]).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let capacity = serde_json::from_str(&row.text(1)?).map_err(|_| StoreError::Corrupt)?;
    Ok(Some(Actor { user: row.parsed(0)?, capacity }))
}

/// The generator for a base32 secret of at least 128 bits: SHA-1, six digits, thirty seconds, one step to either side.
pub(crate) fn second_factor(secret: &str) -> Option<Totp> {
    Builder::new().with_secret(Secret::try_from_base32(secret).ok()?).build().ok()
}

fn seconds(now: Timestamp) -> u64 {
    u64::try_from(now.as_second()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B: the SHA-1 vectors, cut to six digits.
    #[test]
    fn codes_are_those_of_the_rfc() {
        let totp = second_factor("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").unwrap();
        let vectors = [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (2_000_000_000, "279037")];
        for (time, code) in vectors {
            assert_eq!(totp.check(code, time), Some(time / 30));
            assert_eq!(totp.check(code, time + 30), Some(time / 30), "one step late");
            assert_eq!(totp.check(code, time + 90), None, "too late");
        }
    }

    #[test]
    fn a_short_or_garbled_secret_makes_no_generator() {
        for secret in ["", "GEZDGNBV", "not base32 !"] {
            assert!(second_factor(secret).is_none(), "{secret}");
        }
    }
}
