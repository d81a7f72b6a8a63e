//! Where the console's map may take its pictures from (瓦片源): an operator's choice. Without one the map draws from this server alone. Places
//! are stored in WGS84; a source drawn in GCJ-02, as Chinese providers must, has them shifted for drawing only.

use http::Uri;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How a source's pictures are placed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Datum {
    #[default]
    Wgs84,
    /// 国测局坐标系
    Gcj02,
}

/// A source of map pictures, 256 pixels square in Web Mercator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TileSource {
    /// With `{z}`, `{x}` and `{y}`.
    pub url: String,
    pub datum: Datum,
    /// Who made the map, as the source wants it said; with the number of its approval (审图号) in China.
    pub credit: String,
    /// Scheme and host: all that the content policy opens for it.
    #[serde(skip)]
    origin: String,
}

/// The text is no address of tiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an http(s) address with {{z}}, {{x}} and {{y}} in its path or query, without a user")]
pub struct NotATileSource;

impl TileSource {
    /// Checks an address.
    ///
    /// # Errors
    /// [`NotATileSource`]
    pub fn at(url: &str, datum: Datum, credit: &str) -> Result<Self, NotATileSource> {
        let holes = ["{z}", "{x}", "{y}"];
        if holes.iter().any(|hole| url.matches(hole).count() != 1) {
            return Err(NotATileSource);
        }
        let filled: Uri =
            url.replace("{z}", "1").replace("{x}", "1").replace("{y}", "1").parse().map_err(|_| NotATileSource)?;
        let (Some(scheme @ ("http" | "https")), Some(authority)) = (filled.scheme_str(), filled.authority()) else {
            return Err(NotATileSource);
        };
        let origin = format!("{scheme}://{authority}");
        // What goes into a header must not end a directive; a hole in the host would open more hosts than one.
        let plain = |c: char| c.is_ascii_alphanumeric() || "-.:[]/".contains(c);
        if !origin.chars().all(plain) || !url.starts_with(&format!("{origin}/")) {
            return Err(NotATileSource);
        }
        Ok(Self { url: url.to_owned(), datum, credit: credit.to_owned(), origin })
    }

    /// `https://host`, for the content policy.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_opens_its_own_host_and_nothing_else() {
        for (url, origin) in [
            ("https://tiles.example.cn/vec/{z}/{x}/{y}.png?tk=abc", Some("https://tiles.example.cn")),
            ("http://127.0.0.1:8081/{z}/{x}/{y}.png", Some("http://127.0.0.1:8081")),
            ("https://tiles.example.cn/{z}/{x}.png", None),
            ("https://tiles.example.cn/{z}/{z}/{x}/{y}.png", None),
            ("https://t{x}.example.cn/{z}/{y}.png", None),
            ("https://user@tiles.example.cn/{z}/{x}/{y}.png", None),
            ("https://tiles.example.cn;script-src/{z}/{x}/{y}.png", None),
            ("javascript:{z}{x}{y}", None),
            ("/{z}/{x}/{y}.png", None),
            ("", None),
        ] {
            let source = TileSource::at(url, Datum::Gcj02, "");
            assert_eq!(source.as_ref().ok().map(TileSource::origin), origin, "{url}");
        }
    }
}
