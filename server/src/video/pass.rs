//! Passes (通行凭证): a piece of the picture for one viewer of one hearing, for two minutes, under the server's secret. What a pass says is
//! covered by its code, so nobody makes one, stretches one, or points one elsewhere.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use minyi_rulebook::hearing::lanes::{Lane, Viewer};
use minyi_rulebook::ids::{MatterId, UserId};
use sha2::Sha256;
use uuid::Uuid;

/// Length of the code.
const CODE: usize = 16;
/// Longest pass that is looked at.
const LONGEST: usize = 4_096;

/// What the pass opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A further playlist, of a variant.
    Playlist,
    /// A segment, or the head of segments.
    Piece,
    /// A key.
    Key,
}

/// For whom it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    pub user: UserId,
    pub lane: Lane,
}

impl Holder {
    /// The holder as a reader of the hearing.
    #[must_use]
    pub fn viewer(self) -> Viewer {
        Viewer { lane: self.lane, own: (self.lane == Lane::Roster).then_some(self.user) }
    }
}

/// A pass, opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pass {
    pub hearing: MatterId,
    pub holder: Holder,
    pub until: Timestamp,
    pub kind: Kind,
    /// Address at the court's server.
    pub address: String,
}

/// Makes passes and knows its own.
#[derive(Clone)]
pub struct Passes([u8; 32]);

impl std::fmt::Debug for Passes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passes(…)")
    }
}

impl Passes {
    pub(super) fn new(secret: [u8; 32]) -> Self {
        Self(secret)
    }

    fn mac(&self, said: &[u8]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.update(said);
        mac
    }

    /// The pass as it stands in an address.
    #[must_use]
    pub fn seal(&self, pass: &Pass) -> String {
        let mut said = Vec::with_capacity(64 + pass.address.len());
        said.extend_from_slice(pass.hearing.0.as_bytes());
        said.extend_from_slice(pass.holder.user.0.as_bytes());
        said.extend_from_slice(&pass.until.as_millisecond().to_be_bytes());
        said.push(place(Lane::ALL, pass.holder.lane));
        said.push(place([Kind::Playlist, Kind::Piece, Kind::Key], pass.kind));
        said.extend_from_slice(pass.address.as_bytes());
        let code = self.mac(&said).finalize().into_bytes();
        said.extend_from_slice(&code[..CODE]);
        URL_SAFE_NO_PAD.encode(said)
    }

    /// The pass behind a text; `None` for one that is not ours or no longer good.
    #[must_use]
    pub fn open(&self, text: &str, now: Timestamp) -> Option<Pass> {
        let sealed = (text.len() <= LONGEST).then(|| URL_SAFE_NO_PAD.decode(text).ok()).flatten()?;
        let (said, code) = sealed.split_at_checked(sealed.len().checked_sub(CODE)?)?;
        self.mac(said).verify_truncated_left(code).ok()?;
        let (hearing, rest) = said.split_first_chunk::<16>()?;
        let (user, rest) = rest.split_first_chunk::<16>()?;
        let (until, rest) = rest.split_first_chunk::<8>()?;
        let ([lane, kind], address) = rest.split_first_chunk::<2>()?;
        let until = Timestamp::from_millisecond(i64::from_be_bytes(*until)).ok()?;
        let pass = Pass {
            hearing: MatterId(Uuid::from_bytes(*hearing)),
            holder: Holder { user: UserId(Uuid::from_bytes(*user)), lane: *Lane::ALL.get(usize::from(*lane))? },
            until,
            kind: *[Kind::Playlist, Kind::Piece, Kind::Key].get(usize::from(*kind))?,
            address: std::str::from_utf8(address).ok()?.to_owned(),
        };
        (now < pass.until).then_some(pass)
    }
}

fn place<T: PartialEq, const N: usize>(all: [T; N], one: T) -> u8 {
    // Both lists are a few entries long.
    all.iter().position(|known| *known == one).and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pass() -> Pass {
        Pass {
            hearing: MatterId(Uuid::from_u128(1)),
            holder: Holder { user: UserId(Uuid::from_u128(2)), lane: Lane::Roster },
            until: "2026-03-02T02:02:00Z".parse().unwrap(),
            kind: Kind::Piece,
            address: "https://court.invalid/live/7.m4s".into(),
        }
    }

    #[test]
    fn a_pass_opens_to_what_it_was_made_of_until_it_is_over() {
        let passes = Passes::new([7; 32]);
        for lane in Lane::ALL {
            for kind in [Kind::Playlist, Kind::Piece, Kind::Key] {
                let pass = Pass { kind, holder: Holder { lane, ..pass().holder }, ..pass() };
                let text = passes.seal(&pass);
                let before = pass.until.checked_sub(jiff::SignedDuration::from_millis(1)).unwrap();
                assert_eq!(passes.open(&text, before), Some(pass.clone()));
                assert_eq!(passes.open(&text, pass.until), None, "its time is over");
            }
        }
    }

    #[test]
    fn no_changed_byte_and_no_other_secret_opens_it() {
        let passes = Passes::new([7; 32]);
        let now = "2026-03-02T02:00:00Z".parse().unwrap();
        let text = passes.seal(&pass());
        assert_eq!(Passes::new([8; 32]).open(&text, now), None);
        let sealed = URL_SAFE_NO_PAD.decode(&text).unwrap();
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(passes.open(&URL_SAFE_NO_PAD.encode(changed), now), None, "{at}");
            assert_eq!(passes.open(&URL_SAFE_NO_PAD.encode(&sealed[..at]), now), None, "{at}");
        }
        for nonsense in ["", "x", "…", &"A".repeat(5_000)] {
            assert_eq!(passes.open(nonsense, now), None);
        }
    }
}
