//! Playlists: every address in them is replaced by a pass, or left out. What this version does not know of a playlist is left out, too: an
//! unknown tag may carry an address.

use jiff::{SignedDuration, Timestamp};
use m3u8_rs::{MediaPlaylist, Playlist};

use super::pass::Kind;

/// Most segments of a playlist: a recording of a day in pieces of two seconds.
const SEGMENTS: usize = 50_000;

/// A playlist as it goes to a viewer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewritten {
    pub text: String,
    /// Whether the first segment says when it was filmed. `None` for a list of variants.
    pub dated: Option<bool>,
}

/// Not a playlist, or one that points elsewhere than to its own server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a playlist that can be passed on")]
pub struct NotPassedOn;

/// Replaces every address; `seal` makes a pass of one, or none if it may not be passed on. Addresses of ours are relative to
/// `/v1/hearings/{id}/video/playlist` and to `/v1/video/{pass}` alike: absolute paths.
///
/// # Errors
/// [`NotPassedOn`]
pub fn rewritten(bytes: &[u8], seal: impl Fn(Kind, &str) -> Option<String>) -> Result<Rewritten, NotPassedOn> {
    let path = |kind: Kind, uri: &str| {
        let pass = seal(kind, uri).ok_or(NotPassedOn)?;
        Ok(match kind {
            Kind::Key => format!("/v1/video/{pass}/key"),
            Kind::Playlist => format!("/v1/video/{pass}/index.m3u8"),
            Kind::Piece => format!("/v1/video/{pass}/piece.{}", ending(uri)),
        })
    };
    let mut text = Vec::new();
    let dated = match m3u8_rs::parse_playlist_res(&with_whole_zones(bytes)).map_err(|_| NotPassedOn)? {
        Playlist::MasterPlaylist(mut list) => {
            for variant in &mut list.variants {
                variant.uri = path(Kind::Playlist, &variant.uri)?;
                variant.other_attributes = None;
            }
            for other in &mut list.alternatives {
                other.uri = other.uri.as_deref().map(|uri| path(Kind::Playlist, uri)).transpose()?;
                other.other_attributes = None;
            }
            for key in &mut list.session_key {
                key.0.uri = key.0.uri.as_deref().map(|uri| path(Kind::Key, uri)).transpose()?;
            }
            list.session_data.clear();
            list.unknown_tags.clear();
            list.write_to(&mut text).map_err(|_| NotPassedOn)?;
            None
        }
        Playlist::MediaPlaylist(mut list) => {
            if list.segments.len() > SEGMENTS {
                return Err(NotPassedOn);
            }
            for segment in &mut list.segments {
                segment.uri = path(Kind::Piece, &segment.uri)?;
                segment.title = None;
                segment.unknown_tags.clear();
                segment.daterange = None;
                if let Some(map) = &mut segment.map {
                    map.uri = path(Kind::Piece, &map.uri)?;
                    map.other_attributes.clear();
                }
                if let Some(key) = &mut segment.key {
                    key.uri = key.uri.as_deref().map(|uri| path(Kind::Key, uri)).transpose()?;
                }
            }
            list.unknown_tags.clear();
            list.write_to(&mut text).map_err(|_| NotPassedOn)?;
            Some(is_dated(&list))
        }
    };
    let text = String::from_utf8(text).map_err(|_| NotPassedOn)?;
    Ok(Rewritten { text, dated })
}

/// Programme times with their zone as RFC 3339 writes it, `+08:00`, which is all that the parser reads; ffmpeg and others write `+0800`.
fn with_whole_zones(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 64);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let text = line.trim_ascii_end();
        let zone = text.len().checked_sub(5).filter(|_| text.starts_with(b"#EXT-X-PROGRAM-DATE-TIME:"));
        match zone.map(|at| text.split_at(at)) {
            Some((moment, [sign @ (b'+' | b'-'), hours @ .., m1, m2])) if hours.iter().all(u8::is_ascii_digit) => {
                out.extend_from_slice(moment);
                out.push(*sign);
                out.extend_from_slice(hours);
                out.extend_from_slice(&[b':', *m1, *m2, b'\n']);
            }
            _ => out.extend_from_slice(line),
        }
    }
    out
}

/// The ending of a name, by which some players tell what a piece is. Nothing else of the name is passed on.
fn ending(uri: &str) -> &str {
    let name = uri.split(['?', '#']).next().unwrap_or_default();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let plain = (1..=4).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if plain { ending } else { "ts" }
}

fn is_dated(list: &MediaPlaylist) -> bool {
    list.segments.first().is_some_and(|segment| segment.program_date_time.is_some())
}

/// When a moment of a playlist was filmed: the segment's own programme time, or that of the last one before it that has one, and the lengths in
/// between. `None` where nothing is dated, or after a break that is not dated anew.
#[must_use]
pub fn programme_time(bytes: &[u8], sequence: u64, offset: SignedDuration) -> Option<Timestamp> {
    let Ok(Playlist::MediaPlaylist(list)) = m3u8_rs::parse_playlist_res(&with_whole_zones(bytes)) else { return None };
    let at = usize::try_from(sequence.checked_sub(list.media_sequence)?).ok()?;
    let mut now: Option<Timestamp> = None;
    for (index, segment) in list.segments.iter().enumerate().take(at + 1) {
        if segment.discontinuity {
            now = None;
        }
        let dated = segment.program_date_time.as_ref();
        if let Some(dated) = dated.and_then(|dated| Timestamp::from_millisecond(dated.timestamp_millis()).ok()) {
            now = Some(dated);
        }
        let length = SignedDuration::try_from_secs_f32(segment.duration).ok()?;
        if index == at {
            let inside = !offset.is_negative() && offset <= length;
            return now.filter(|_| inside)?.checked_add(offset).ok();
        }
        now = now.and_then(|now| now.checked_add(length).ok());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIVE: &str = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:40\n\
        #EXT-X-KEY:METHOD=AES-128,URI=\"k/1.key\"\n#EXT-X-MAP:URI=\"init.mp4\"\n\
        #EXT-X-SECRET:URI=\"https://court.invalid/secret\"\n\
        #EXT-X-PROGRAM-DATE-TIME:2026-03-02T10:00:00.000+0800\n#EXTINF:2.000000,\n40.m4s\n#EXTINF:2.000000,\n41.m4s\n\
        #EXT-X-DISCONTINUITY\n#EXTINF:2.000000,\n42.m4s\n";

    fn sealed(kind: Kind, uri: &str) -> Option<String> {
        (!uri.contains("elsewhere")).then(|| format!("{kind:?}-{}", hex::encode(uri)))
    }

    #[test]
    fn every_address_becomes_a_pass_and_what_is_unknown_goes() {
        let list = rewritten(LIVE.as_bytes(), sealed).unwrap();
        assert_eq!(list.dated, Some(true));
        for name in ["40.m4s", "init.mp4", "k/1.key", "court.invalid", "SECRET"] {
            assert!(!list.text.contains(name), "{name} in {}", list.text);
        }
        for part in [
            "/v1/video/Piece-",
            "/piece.m4s",
            "/piece.mp4\"",
            "/v1/video/Key-",
            "/key\"",
            "EXT-X-PROGRAM-DATE-TIME:2026-03-02T",
        ] {
            assert!(list.text.contains(part), "{part} in {}", list.text);
        }
        let variants = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=800000\nlow/index.m3u8\n";
        let list = rewritten(variants.as_bytes(), sealed).unwrap();
        assert!(list.dated.is_none() && list.text.contains("/v1/video/Playlist-") && !list.text.contains("low/"));
    }

    #[test]
    fn what_points_elsewhere_or_is_no_playlist_is_not_passed_on() {
        for bad in [LIVE.replace("41.m4s", "https://elsewhere/41.m4s"), "<html>".to_owned(), String::new()] {
            assert_eq!(rewritten(bad.as_bytes(), sealed), Err(NotPassedOn), "{bad}");
        }
    }

    #[test]
    fn programme_time_goes_on_from_segment_to_segment_and_not_across_a_break() {
        let at = |seconds: f64| {
            let opening: Timestamp = "2026-03-02T02:00:00Z".parse().unwrap();
            Some(opening.checked_add(SignedDuration::from_secs_f64(seconds)).unwrap())
        };
        let ms = SignedDuration::from_millis;
        for (sequence, offset, expected) in [
            (40, ms(0), at(0.0)),
            (40, ms(1_500), at(1.5)),
            (41, ms(500), at(2.5)),
            (42, ms(0), None),
            (43, ms(0), None),
            (39, ms(0), None),
            (40, ms(-1), None),
            (40, ms(2_001), None),
        ] {
            assert_eq!(programme_time(LIVE.as_bytes(), sequence, offset), expected, "{sequence} {offset:?}");
        }
    }
}
