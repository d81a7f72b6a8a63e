//! What the screen's code says: the card, and the proof that its device shows it now. Either a step of 15 seconds, signed by a
//! session key that the device certified, or the device's own answer to a number that the citizen chose.
//!
//! Signatures are those of COSE_Sign1 with an external context, but the code carries only what the reader cannot work out.

use crate::base45;
use crate::card::MAX_BYTES;
use crate::cbor::Value;
use crate::cose;
use crate::crypto::{Algorithm, CryptoProvider, PublicKey, Signature};
use crate::fault::Fault;
use crate::link::PageLink;
use crate::time::UnixTime;
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;
use std::time::Duration;
use thiserror::Error;

/// How long one code is shown.
pub const STEP: Duration = Duration::from_secs(15);
/// How long a session key may sign; then the person must unlock the phone's key again.
pub const SESSION: Duration = Duration::from_secs(600);

/// Begins every code of ours; the digit is the version of everything below it.
const PREFIX: &str = "MY1:";
/// The largest card with the larger proof, in base45.
const MAX_TEXT: usize = (MAX_BYTES + 200) * 3 / 2;

const SESSION_CONTEXT: &[u8] = b"minyi session 1";
const STEP_CONTEXT: &[u8] = b"minyi step 1";
const ANSWER_CONTEXT: &[u8] = b"minyi answer 1";

/// Number of a 15-second step since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Step(pub(crate) u64);

impl Step {
    /// The step of a moment.
    pub(crate) const fn at(time: UnixTime) -> Self {
        Self(time.0 / STEP.as_secs())
    }

    /// Its first moment.
    pub(crate) const fn starts(self) -> UnixTime {
        UnixTime(self.0.saturating_mul(STEP.as_secs()))
    }

    /// The first moment after it.
    pub(crate) fn ends(self) -> UnixTime {
        self.starts().plus(STEP)
    }
}

/// The number that a citizen's app shows and the deputy's app signs: six digits, new for every check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Challenge(u32);

/// Not six digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a challenge has six digits")]
pub struct NotAChallenge;

impl Challenge {
    /// A challenge from eight random bytes.
    #[must_use]
    pub const fn from_random(random: [u8; 8]) -> Self {
        Self((u64::from_be_bytes(random) % 1_000_000) as u32)
    }
}

impl fmt::Display for Challenge {
    /// As people read it aloud: `042 917`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03} {:03}", self.0 / 1000, self.0 % 1000)
    }
}

impl FromStr for Challenge {
    type Err = NotAChallenge;

    fn from_str(text: &str) -> Result<Self, NotAChallenge> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let fits = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse().ok().filter(|_| fits).map(Self).ok_or(NotAChallenge)
    }
}

/// The half of a session that the code shows: a key, since when, and the device's word for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    pub(crate) key: [u8; 32],
    pub(crate) started_at: UnixTime,
    pub(crate) certified: Signature,
}

/// Why the reader should believe that the card's device is here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    Live { session: Session, step: Step, signature: Signature },
    Answer { challenge: Challenge, answered_at: UnixTime, signature: Signature },
}

/// A code's content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Presentation {
    pub(crate) card: Vec<u8>,
    pub(crate) proof: Proof,
}

fn time(time: UnixTime) -> Value {
    Value::Uint(time.0)
}

fn header(algorithm: Algorithm) -> Vec<u8> {
    Value::map([(1, Value::int(algorithm.cose_number()))]).encode()
}

fn session_payload(card: &[u8], key: &[u8; 32], started_at: UnixTime) -> Vec<u8> {
    Value::Array(vec![Value::bytes(&Sha256::digest(card)), Value::bytes(key), time(started_at)]).encode()
}

/// What the device signs to certify a session key for one card.
pub(crate) fn session_message(card: &[u8], key: &[u8; 32], started_at: UnixTime) -> Vec<u8> {
    cose::signature1(&header(Algorithm::Es256), SESSION_CONTEXT, &session_payload(card, key, started_at))
}

fn step_payload(card: &[u8], key: &[u8; 32], started_at: UnixTime, step: Step) -> Vec<u8> {
    let session = Sha256::digest(session_payload(card, key, started_at));
    Value::Array(vec![Value::bytes(&session), Value::Uint(step.0)]).encode()
}

/// What the session key signs every 15 seconds.
pub(crate) fn step_message(card: &[u8], key: &[u8; 32], started_at: UnixTime, step: Step) -> Vec<u8> {
    cose::signature1(&header(Algorithm::Ed25519), STEP_CONTEXT, &step_payload(card, key, started_at, step))
}

fn answer_payload(card: &[u8], challenge: Challenge, answered_at: UnixTime) -> Vec<u8> {
    Value::Array(vec![Value::bytes(&Sha256::digest(card)), Value::Uint(challenge.0.into()), time(answered_at)]).encode()
}

/// What the device signs to answer a challenge.
pub(crate) fn answer_message(card: &[u8], challenge: Challenge, answered_at: UnixTime) -> Vec<u8> {
    cose::signature1(&header(Algorithm::Es256), ANSWER_CONTEXT, &answer_payload(card, challenge, answered_at))
}

impl Presentation {
    /// The text of the QR code.
    pub(crate) fn to_text(&self) -> String {
        let mut parts = vec![Value::bytes(&self.card)];
        match &self.proof {
            Proof::Live { session, step, signature } => parts.extend([
                Value::bytes(&session.key),
                time(session.started_at),
                Value::bytes(&session.certified),
                Value::Uint(step.0),
                Value::bytes(signature),
            ]),
            Proof::Answer { challenge, answered_at, signature } => {
                parts.extend([Value::Uint(challenge.0.into()), time(*answered_at), Value::bytes(signature)]);
            }
        }
        format!("{PREFIX}{}", base45::encode(&Value::Array(parts).encode()))
    }

    /// Reads the text of a QR code.
    pub(crate) fn from_text(text: &str) -> Result<Self, Fault> {
        let Some(coded) = text.strip_prefix(PREFIX) else {
            return Err(if text.parse::<PageLink>().is_ok() { Fault::PageLink } else { Fault::NotOurs });
        };
        if coded.len() > MAX_TEXT {
            return Err(Fault::TooLong);
        }
        let bytes = base45::decode(coded).ok_or(Fault::Base45)?;
        let Value::Array(parts) = Value::decode(&bytes)? else {
            return Err(Fault::Structure);
        };
        match parts.as_slice() {
            [
                Value::Bytes(card),
                Value::Bytes(key),
                Value::Uint(started_at),
                Value::Bytes(certified),
                Value::Uint(step),
                Value::Bytes(signature),
            ] => {
                let session =
                    Session { key: fixed(key)?, started_at: UnixTime(*started_at), certified: fixed(certified)? };
                let proof = Proof::Live { session, step: Step(*step), signature: fixed(signature)? };
                Ok(Self { card: card.clone(), proof })
            }
            [Value::Bytes(card), Value::Uint(number @ 0..=999_999), Value::Uint(at), Value::Bytes(signature)] => {
                let challenge = Challenge(u32::try_from(*number).map_err(|_| Fault::Claims)?);
                let proof = Proof::Answer { challenge, answered_at: UnixTime(*at), signature: fixed(signature)? };
                Ok(Self { card: card.clone(), proof })
            }
            _ => Err(Fault::Structure),
        }
    }

    /// Whether the device named in the card stands behind the proof.
    pub(crate) fn is_by(&self, device: &PublicKey, crypto: &dyn CryptoProvider) -> bool {
        match &self.proof {
            Proof::Live { session, step, signature } => {
                let Session { key, started_at, certified } = session;
                let certificate = session_message(&self.card, key, *started_at);
                let message = step_message(&self.card, key, *started_at, *step);
                crypto.verify(device, &certificate, certified).is_ok()
                    && crypto.verify(&PublicKey::Ed25519(*key), &message, signature).is_ok()
            }
            Proof::Answer { challenge, answered_at, signature } => {
                let message = answer_message(&self.card, *challenge, *answered_at);
                crypto.verify(device, &message, signature).is_ok()
            }
        }
    }

    /// What is signed, without the signature: the same for every copy of one code.
    pub(crate) fn fingerprint(&self) -> [u8; 32] {
        let signed = match &self.proof {
            Proof::Live { session, step, .. } => step_payload(&self.card, &session.key, session.started_at, *step),
            Proof::Answer { challenge, answered_at, .. } => answer_payload(&self.card, *challenge, *answered_at),
        };
        Sha256::digest(signed).into()
    }
}

fn fixed<const N: usize>(bytes: &[u8]) -> Result<[u8; N], Fault> {
    bytes.try_into().map_err(|_| Fault::Structure)
}
