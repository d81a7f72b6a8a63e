//! Where the pictures come from. The court's own stream is the default; this system hosts none.

use serde::{Deserialize, Serialize};

/// A source of video (视频来源).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum VideoSource {
    /// 外部页面: 浙政钉, 中国庭审公开网 or the court's own platform. `delay_s`: declared delay of the picture.
    ExternalPage { url: String, delay_s: u16 },
    /// HLS of the court, passed on by the playlist gateway. `origin` never leaves the server.
    Hls { origin: String, delay_s: u16 },
    /// 录播: a recording, shown only as long as the court's consent lasts.
    Recorded { origin: String },
}

impl VideoSource {
    /// Seconds by which the picture is behind the court room.
    #[must_use]
    pub fn delay_s(&self) -> u16 {
        match self {
            Self::ExternalPage { delay_s, .. } | Self::Hls { delay_s, .. } => *delay_s,
            Self::Recorded { .. } => 0,
        }
    }

    /// The address that must be sound.
    #[must_use]
    pub fn address(&self) -> &str {
        match self {
            Self::ExternalPage { url, .. } => url,
            Self::Hls { origin, .. } | Self::Recorded { origin } => origin,
        }
    }
}

/// The source as viewers learn of it: never the origin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum VideoView {
    ExternalPage { url: String },
    Hls,
    Recorded,
}

impl From<&VideoSource> for VideoView {
    fn from(source: &VideoSource) -> Self {
        match source {
            VideoSource::ExternalPage { url, .. } => Self::ExternalPage { url: url.clone() },
            VideoSource::Hls { .. } => Self::Hls,
            VideoSource::Recorded { .. } => Self::Recorded,
        }
    }
}
