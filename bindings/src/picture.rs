//! The picture of a hearing (庭审画面): where a player finds it, and whom to name over it.

use std::time::Duration;

use minyi_core::hearings as held;
use minyi_rulebook::ids::MatterId;

use crate::app::MinyiApp;
use crate::error::MinyiError;
use crate::network::TransferHeader;

/// Where the picture of a hearing is for this account, now.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct CourtPicture {
    /// What to give to the player.
    pub place: PicturePlace,
    /// Seconds by which the picture lags behind the court room; for `new_question` where the player tells no programme time.
    pub delay_s: u16,
    /// Show it over the picture all the time, moving. Genuine: the core has verified the server's signature.
    pub watermark: Watermark,
    /// From now: ask again before then. Afterwards blank the picture, whatever still plays.
    pub good_for: Duration,
}

/// What a player is given.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum PicturePlace {
    /// A page of somebody else's: show it as a page, without any header. It tells no programme time.
    Page {
        /// Whole address, always `https`.
        url: String,
    },
    /// A playlist (HLS) of the server's.
    Playlist {
        /// Whole address.
        url: String,
        /// For the list and for keys; pieces need none. The token is among them: never log them.
        headers: Vec<TransferHeader>,
        /// It goes on while the court sits; otherwise it is a recording.
        live: bool,
        /// The player can tell programme time (`EXT-X-PROGRAM-DATE-TIME`).
        dated: bool,
    },
}

/// Whom the picture names (水印).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Watermark {
    /// 案号, as masked by the court.
    pub case_no: String,
    /// The viewer's name.
    pub name: String,
    /// Seat number of a deputy, 0 for staff.
    pub seat: u16,
}

#[uniffi::export]
impl MinyiApp {
    /// Asks where the picture of a hearing is. Ask again before `good_for` is over, and after the player lost it.
    ///
    /// Throws `NotFound` while there is no picture for this account: the court does not sit, a closed part, turned closed, discipline not
    /// signed. `Offline`, `SignedOut`, `Rejected(UNAVAILABLE)` while the court's own stream is away.
    pub async fn court_picture(&self, hearing: MatterId) -> Result<CourtPicture, MinyiError> {
        let core = self.core.clone();
        Ok(self.workers.run(async move { core.court_picture(hearing).await }).await?.into())
    }
}

impl From<held::CourtPicture> for CourtPicture {
    fn from(picture: held::CourtPicture) -> Self {
        let held::CourtPicture { place, delay_s, watermark, good_for } = picture;
        let watermark = Watermark { case_no: watermark.case_no, name: watermark.name, seat: watermark.seat };
        Self { place: place.into(), delay_s, watermark, good_for }
    }
}

impl From<held::PicturePlace> for PicturePlace {
    fn from(place: held::PicturePlace) -> Self {
        match place {
            held::PicturePlace::Page { url } => Self::Page { url },
            held::PicturePlace::Playlist { url, authorization, live, dated } => {
                let headers = vec![TransferHeader { name: "Authorization".to_owned(), value: authorization }];
                Self::Playlist { url, headers, live, dated }
            }
        }
    }
}
