//! What a copy tells about its making (披露范围): an allow-list applied to facts the app itself recorded. Nothing is ever
//! copied over from the photo's own metadata.

use jiff::Timestamp;
use jiff::tz::Offset;

use crate::known::Known;
use crate::position::{Datum, PER_DEGREE, Position};
use crate::tiff::{Directory, Value, write_tiff};

/// What may be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disclosure {
    /// The picture and nothing else.
    PictureOnly,
    /// For citizens (群众): the time to the minute.
    Minute,
    /// For citizens who agree: the minute, and the place to a hundredth of a degree, about one kilometre.
    MinuteAndArea,
    /// For inspectors on duty: time and place as recorded.
    Full,
}

/// What the app knows about the capture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaptureFacts {
    /// The device's clock.
    pub taken_at: Known<Timestamp>,
    /// Where.
    pub position: Known<Position>,
}

impl CaptureFacts {
    /// Nothing known.
    pub const NONE: Self = Self { taken_at: Known::UNAVAILABLE, position: Known::UNAVAILABLE };
}

/// China keeps one time zone and no summer time.
const BEIJING_HOURS: i8 = 8;

impl Disclosure {
    /// The EXIF block of a copy of `width` by `height` pixels, or `None` if there is nothing to tell.
    pub(crate) fn exif(self, facts: &CaptureFacts, width: u16, height: u16) -> Option<Vec<u8>> {
        let step = match self {
            Self::PictureOnly => return None,
            Self::Minute | Self::MinuteAndArea => 60,
            Self::Full => 1,
        };
        let grid = match self {
            Self::PictureOnly | Self::Minute => None,
            Self::MinuteAndArea => Some(PER_DEGREE / 100),
            Self::Full => Some(1),
        };
        let time = facts.taken_at.as_option().map(|at| local_time(*at, step));
        // Readers take every position for WGS-84, whatever the file says. So only such positions are told.
        let position = facts.position.as_option().filter(|position| position.datum() == Datum::Wgs84).zip(grid);
        if time.is_none() && position.is_none() {
            return None;
        }
        Some(write_tiff(&picture(), &photo(time.as_deref(), width, height), position.map(|(p, grid)| place(p, grid))))
    }
}

/// `2026:11:23 20:48:00` in Beijing time, rounded down to `step` seconds.
fn local_time(at: Timestamp, step: i64) -> String {
    let seconds = at.as_second().div_euclid(step) * step;
    let rounded = Timestamp::from_second(seconds).unwrap_or(at);
    let local = Offset::constant(BEIJING_HOURS).to_datetime(rounded);
    format!(
        "{:04}:{:02}:{:02} {:02}:{:02}:{:02}",
        local.year(),
        local.month(),
        local.day(),
        local.hour(),
        local.minute(),
        local.second()
    )
}

/// What EXIF 2.32 demands of every file.
fn picture() -> Directory {
    vec![
        (0x011a, Value::Fractions(vec![(72, 1)])), // XResolution
        (0x011b, Value::Fractions(vec![(72, 1)])), // YResolution
        (0x0128, Value::Short(2)),                 // ResolutionUnit: inch
        (0x0213, Value::Short(1)),                 // YCbCrPositioning: centred
    ]
}

fn photo(time: Option<&str>, width: u16, height: u16) -> Directory {
    let mut directory = vec![(0x9000, Value::Opaque(*b"0232"))]; // ExifVersion
    if let Some(time) = time {
        directory.push((0x9003, Value::Text(time.to_owned()))); // DateTimeOriginal
        directory.push((0x9011, Value::Text(format!("+{BEIJING_HOURS:02}:00")))); // OffsetTimeOriginal
    }
    directory.extend([
        (0x9101, Value::Opaque([1, 2, 3, 0])), // ComponentsConfiguration: Y, Cb, Cr
        (0xa000, Value::Opaque(*b"0100")),     // FlashpixVersion
        (0xa001, Value::Short(1)),             // ColorSpace: sRGB
        (0xa002, Value::Short(width)),         // PixelXDimension
        (0xa003, Value::Short(height)),        // PixelYDimension
    ]);
    directory
}

/// Latitude and longitude on a grid of `grid` ten-millionths of a degree.
fn place(position: &Position, grid: i32) -> Directory {
    let (latitude, longitude) = position.scaled();
    let on_grid = |scaled: i32| {
        let (scaled, grid) = (scaled.unsigned_abs(), grid.unsigned_abs());
        let cell = scaled / grid + u32::from(scaled % grid * 2 >= grid);
        vec![(cell * grid, PER_DEGREE.unsigned_abs()), (0, 1), (0, 1)]
    };
    let side = |scaled: i32, positive: &str, negative: &str| {
        Value::Text(if scaled < 0 { negative } else { positive }.to_owned())
    };
    vec![
        (0x0000, Value::Bytes([2, 3, 0, 0])), // GPSVersionID
        (0x0001, side(latitude, "N", "S")),
        (0x0002, Value::Fractions(on_grid(latitude))),
        (0x0003, side(longitude, "E", "W")),
        (0x0004, Value::Fractions(on_grid(longitude))),
        (0x0012, Value::Text("WGS-84".to_owned())), // GPSMapDatum
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_is_told_without_its_seconds_in_beijing_time() {
        let at: Timestamp = "2026-11-23T16:48:59Z".parse().unwrap();
        assert_eq!(local_time(at, 60), "2026:11:24 00:48:00");
        assert_eq!(local_time(at, 1), "2026:11:24 00:48:59");
    }

    #[test]
    fn an_area_is_told_on_a_grid_and_a_full_place_as_it_is() {
        let huzhou = Position::new(Datum::Wgs84, 30.896_4, 120.084_9).unwrap();
        let latitude = |grid| match &place(&huzhou, grid)[2].1 {
            Value::Fractions(parts) => parts[0],
            other => panic!("{other:?}"),
        };
        assert_eq!(latitude(PER_DEGREE / 100), (309_000_000, 10_000_000));
        assert_eq!(latitude(1), (308_964_000, 10_000_000));
    }

    #[test]
    fn nothing_is_told_when_nothing_may_or_can_be() {
        let position = Known::Is(Position::new(Datum::Wgs84, 30.9, 120.1).unwrap());
        let shifted = Known::Is(Position::new(Datum::Gcj02, 30.9, 120.1).unwrap());
        let only = |position| CaptureFacts { position, ..CaptureFacts::NONE };
        assert_eq!(Disclosure::PictureOnly.exif(&only(position), 1, 1), None);
        assert_eq!(Disclosure::Minute.exif(&only(position), 1, 1), None);
        assert_eq!(Disclosure::Full.exif(&only(shifted), 1, 1), None, "a shifted place would be drawn wrongly");
        assert_eq!(Disclosure::Full.exif(&CaptureFacts::NONE, 1, 1), None);
        assert!(Disclosure::MinuteAndArea.exif(&only(position), 1, 1).is_some());
    }
}
