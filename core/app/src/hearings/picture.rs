//! The picture of a hearing (庭审画面): where it is for who watches, and the watermark (水印) that names them. Both are the server's and good
//! for some minutes. The mark is believed only under a key of the server and for this very account, so that no screen can
//! show another's name; what is not believed has no picture.

use crate::CoreError;
use crate::engine::Engine;
use crate::exchange::{self, Setback, WaitReason, with_token};
use minyi_rulebook::ids::MatterId;
use minyi_wire::video::{Picture, VideoPass, Watermark};
use std::sync::Arc;
use std::time::Duration;

/// Where the picture of a hearing is for this account, and what stands over it all the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourtPicture {
    pub place: PicturePlace,
    /// How far the picture lags behind the court room; a question is anchored so much earlier where the picture tells no time.
    pub delay_s: u16,
    /// Whom to name over the picture; genuine.
    pub watermark: Watermark,
    /// From now: ask again before then. Afterwards the picture must be blanked, whatever still plays.
    pub good_for: Duration,
}

/// What a player is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PicturePlace {
    /// A page of somebody else's, to be shown as a page. It tells no programme time.
    Page { url: String },
    /// A playlist (HLS) of this server's, live or recorded. Every request for the list and for keys needs the header; pieces carry their own
    /// pass. `dated`: it tells programme time.
    Playlist { url: String, authorization: String, live: bool, dated: bool },
}

impl Engine {
    /// Asks the server; nothing is kept.
    pub(crate) async fn court_picture(self: &Arc<Self>, matter: MatterId) -> Result<CourtPicture, CoreError> {
        let session = self.session_in_force().ok_or(CoreError::SignedOut)?;
        let request = exchange::get(format!("/v1/hearings/{matter}/video"));
        let response = self.ask(with_token(request, &session.token)).await?;
        let VideoPass { picture, watermark } = exchange::read(&response)?;
        let key = self.key_of_server(&watermark.key_id).await?;
        // Against its own date: this phone's clock may be wrong, and how long it is good counts from now.
        let genuine = key.is_some_and(|key| watermark.is_good(&key, watermark.issued_at));
        if !genuine || watermark.hearing != matter || watermark.viewer != session.actor.user {
            return Err(Setback::from(WaitReason::NotOurServer).into());
        }
        let good_for = watermark.good_until.duration_since(watermark.issued_at);
        let good_for = Duration::try_from(good_for).unwrap_or_default();
        let playlist = |path: String, live: bool, dated: bool| {
            // A path of the hearing, not an address: the token goes nowhere else.
            if !path.starts_with(&format!("/v1/hearings/{matter}/")) {
                return Err(Setback::from(WaitReason::NotOurServer));
            }
            let url = format!("{}{path}", self.config.server.trim_end_matches('/'));
            Ok(PicturePlace::Playlist { url, authorization: format!("Bearer {}", session.token), live, dated })
        };
        let (place, delay_s) = match picture {
            Picture::ExternalPage { url, delay_s } if url.starts_with("https://") => {
                (PicturePlace::Page { url }, delay_s)
            }
            Picture::ExternalPage { .. } => return Err(Setback::from(WaitReason::NotOurServer).into()),
            Picture::Hls { playlist: path, delay_s, dated } => (playlist(path, true, dated)?, delay_s),
            Picture::Recorded { playlist: path, dated } => (playlist(path, false, dated)?, 0),
        };
        Ok(CourtPicture { place, delay_s, watermark, good_for })
    }
}
