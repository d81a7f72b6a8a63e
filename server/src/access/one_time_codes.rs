//! One-time codes (验证码): six digits, good for five minutes and five tries, one a minute and number.

use jiff::Timestamp;
use minyi_wire::access::CodeSent;
use minyi_wire::{Problem, ProblemCode};
use subtle::ConstantTimeEq;

use super::Phone;
use super::sms::SmsProvider;
use crate::failure::ApiFailure;
use crate::keys::Pepper;
use crate::store::{Db, StoreError};

/// Seconds for which a code is good.
const VALID_FOR: u32 = 300;
/// Seconds before another may be asked for.
const AGAIN_AFTER: u32 = 60;
/// Guesses a code.
const TRIES: i64 = 5;

/// Makes a code, stores its fingerprint, sends it.
pub(super) async fn send(
    db: &Db,
    sms: &dyn SmsProvider,
    pepper: &Pepper,
    phone: &Phone,
    now: Timestamp,
) -> Result<CodeSent, ApiFailure> {
    let code = draw()?;
    let key = pepper.fingerprint("phone", &[phone.as_str()]);
    let now = now.as_millisecond();
    // The condition and the write are one statement: two requests at once send one message.
    let stored = db
        .run(
            "INSERT INTO one_time_codes (phone, code, made_ms, tries) VALUES ($1, $2, $3, 0) ON CONFLICT (phone) DO UPDATE \
             SET code = excluded.code, made_ms = excluded.made_ms, tries = 0 WHERE one_time_codes.made_ms <= $4",
            &[key.into(), fingerprint(pepper, phone, &code).into(), now.into(), (now - ms(AGAIN_AFTER)).into()],
        )
        .await?;
    if stored == 0 {
        let rows = db.rows("SELECT made_ms FROM one_time_codes WHERE phone = $1", &[key.into()]).await?;
        let made = rows.first().map_or(Ok(now), |row| row.int(0))?;
        return Err(Problem::new(ProblemCode::RateLimited)
            .retry_after(seconds_until(made + ms(AGAIN_AFTER), now))
            .into());
    }
    if sms.send_code(phone, &code).await.is_err() {
        // So that the person need not wait a minute for a message that never left.
        db.run("DELETE FROM one_time_codes WHERE phone = $1", &[key.into()]).await?;
        tracing::error!("the SMS provider did not take a message");
        return Err(Problem::new(ProblemCode::Unavailable).retry_after(AGAIN_AFTER).into());
    }
    Ok(CodeSent { valid_for: VALID_FOR, again_after: AGAIN_AFTER })
}

/// Takes a code in. A right one works once.
pub(super) async fn redeem(
    db: &Db,
    pepper: &Pepper,
    phone: &Phone,
    code: &str,
    now: Timestamp,
) -> Result<(), ApiFailure> {
    let wrong =
        || ApiFailure::from(Problem::new(ProblemCode::CodeWrong).field("code").accepting("the six digits last sent"));
    let key = pepper.fingerprint("phone", &[phone.as_str()]);
    let now = now.as_millisecond();
    // The try is counted before the code is compared.
    let counted = db
        .run("UPDATE one_time_codes SET tries = tries + 1 WHERE phone = $1 AND tries < $2", &[key.into(), TRIES.into()])
        .await?;
    let rows = db.rows("SELECT code, made_ms FROM one_time_codes WHERE phone = $1", &[key.into()]).await?;
    let Some(row) = rows.first() else { return Err(wrong()) };
    let (expected, made) = (row.hash(0)?, row.int(1)?);
    if now >= made + ms(VALID_FOR) {
        return Err(Problem::new(ProblemCode::CodeExpired).field("code").into());
    }
    if counted == 0 {
        let wait = seconds_until(made + ms(AGAIN_AFTER), now);
        return Err(Problem::new(ProblemCode::LockedOut).accepting("a new code").retry_after(wait).into());
    }
    if !bool::from(fingerprint(pepper, phone, code).ct_eq(&expected)) {
        return Err(wrong());
    }
    // Of two requests with the right code, the one that deletes it wins.
    let used = "DELETE FROM one_time_codes WHERE phone = $1 AND code = $2";
    if db.run(used, &[key.into(), expected.into()]).await? == 1 { Ok(()) } else { Err(wrong()) }
}

/// Forgets codes that nobody can use any more.
pub(super) async fn sweep(db: &Db, now: Timestamp) -> Result<(), StoreError> {
    let old = now.as_millisecond() - ms(VALID_FOR) * 2;
    db.run("DELETE FROM one_time_codes WHERE made_ms < $1", &[old.into()]).await.map(|_| ())
}

fn fingerprint(pepper: &Pepper, phone: &Phone, code: &str) -> [u8; 32] {
    pepper.fingerprint("code", &[phone.as_str(), code])
}

/// Six digits, each of the million equally likely.
fn draw() -> Result<String, ApiFailure> {
    // Values at and above the largest multiple of a million would favour small codes: draw again.
    const FAIR: u32 = u32::MAX - u32::MAX % 1_000_000;
    loop {
        let drawn = getrandom::u32().map_err(|_| ApiFailure::from(ProblemCode::Internal))?;
        if drawn < FAIR {
            return Ok(format!("{:06}", drawn % 1_000_000));
        }
    }
}

fn ms(seconds: u32) -> i64 {
    i64::from(seconds) * 1_000
}

/// At least one second, so that a client never hears "now".
pub(super) fn seconds_until(then_ms: i64, now_ms: i64) -> u32 {
    u32::try_from((then_ms - now_ms + 999) / 1_000).unwrap_or(0).max(1)
}
