//! The playlist gateway (视频网关): the court's stream, passed on to those who may watch, as long as they may.
//!
//! ```text
//! GET /v1/hearings/{id}/video             who are you, may you watch? -> what to play, watermark
//! GET /v1/hearings/{id}/video/index.m3u8  with the session: the court's playlist, its addresses replaced by passes
//! GET /v1/video/{pass}/{name}             a piece of the picture; good for two minutes
//! GET /v1/video/{pass}/key                the key of an encrypted stream; with the session, too
//! ```
//! The court's address never leaves the server. Every single fetch looks at the hearing as it is now: when it turns closed, or a closed part
//! begins, the next playlist, piece and key are refused, so a viewer sees at most the piece that is on its way. Nothing is stored.

mod log;
mod origin;
pub mod pass;
pub mod playlist;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use minyi_rulebook::hearing::lanes::{Lane, Viewer, shows_video};
use minyi_rulebook::hearing::{HearingState, VideoSource};
use minyi_rulebook::ids::MatterId;
use minyi_wire::{Problem, ProblemCode};

pub use log::{Fetched, Log};
pub use origin::Origin;
use pass::{Kind, Pass, Passes};

use crate::store::Db;

/// How long a pass is good: longer than a player holds a live playlist, shorter than a link is worth passing on.
pub const PASS: SignedDuration = SignedDuration::from_secs(120);
/// How long a watermark is good.
pub const WATERMARK: SignedDuration = SignedDuration::from_secs(300);

/// The gateway.
#[derive(Debug)]
pub struct Video {
    pub origin: Origin,
    pub passes: Passes,
    pub log: Log,
}

impl Video {
    /// With the secret that passes are made with.
    #[must_use]
    pub fn new(db: Db, secret: [u8; 32]) -> Arc<Self> {
        Arc::new(Self { origin: Origin::default(), passes: Passes::new(secret), log: Log::new(db) })
    }

    /// The court's playlist for this viewer, its addresses replaced by passes.
    ///
    /// # Errors
    /// `unavailable` when the court's server does not give a playlist.
    pub async fn playlist(
        &self,
        address: &reqwest::Url,
        pass: impl Fn(Kind, &str) -> Pass,
    ) -> Result<playlist::Rewritten, Problem> {
        let text = self.origin.playlist(address).await?;
        let seal = |kind, uri: &str| {
            let absolute = origin::within(address, uri)?;
            Some(self.passes.seal(&pass(kind, absolute.as_str())))
        };
        playlist::rewritten(&text, seal).map_err(|_| unavailable())
    }
}

/// The address behind a source that the gateway passes on.
///
/// # Errors
/// `not_found` for an external page, which has no playlist.
pub fn address_of(source: &VideoSource) -> Result<reqwest::Url, Problem> {
    let (VideoSource::Hls { origin, .. } | VideoSource::Recorded { origin }) = source else {
        return Err(Problem::new(ProblemCode::NotFound));
    };
    reqwest::Url::parse(origin).map_err(|_| unavailable())
}

/// Whether this reader may see the picture now: the hearing shows one, and a deputy has signed and is cleared.
#[must_use]
pub fn may_watch(hearing: &HearingState, viewer: Viewer, now: Timestamp) -> bool {
    let seated = match (viewer.lane, viewer.own) {
        (Lane::Roster, Some(own)) => hearing.seats.get(&own).is_some_and(minyi_rulebook::hearing::Seat::may_watch),
        (Lane::Roster, None) => false,
        _ => true,
    };
    seated && shows_video(hearing, viewer.lane, now)
}

/// What a pass is for: its hearing, viewer and address, until then.
pub fn pass_for(hearing: MatterId, viewer: pass::Holder, now: Timestamp) -> impl Fn(Kind, &str) -> Pass {
    let until = now.checked_add(PASS).unwrap_or(now);
    move |kind, address| Pass { hearing, holder: viewer, until, kind, address: address.to_owned() }
}

pub(crate) fn unavailable() -> Problem {
    Problem::new(ProblemCode::Unavailable).retry_after(2)
}
