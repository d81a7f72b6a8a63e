//! Where a photo was taken (拍摄位置), with the datum named: WGS-84 and GCJ-02 differ by hundreds of metres and are never
//! mixed.

use crate::known::Known;

/// Ten-millionths to a degree: about one centimetre.
pub const PER_DEGREE: i32 = 10_000_000;

/// The frame of the coordinates (坐标系).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Datum {
    /// What satellites give. Stored and published in this one.
    Wgs84,
    /// The shifted frame of maps in China (国测局坐标, 火星坐标).
    Gcj02,
}

/// Who computed the position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provider {
    /// Satellites.
    Gnss,
    /// Cell towers and Wi-Fi.
    Network,
    /// The system's mix of all sources.
    Fused,
    /// A finger on a map.
    Manual,
}

/// A position as the device told it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    datum: Datum,
    latitude: i32,
    longitude: i32,
    /// Radius of confidence, in centimetres.
    pub accuracy_cm: Known<u32>,
    /// Who computed it.
    pub provider: Known<Provider>,
    /// The system says that an app made it up.
    pub mock: Known<bool>,
}

/// These coordinates are no place on Earth, or the mark of a missing one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a latitude lies in -90..=90 and a longitude in -180..=180 degrees, and 0, 0 means that there is none")]
pub struct AbsurdPosition;

impl Position {
    /// From degrees, north and east positive; accuracy, provider and mock flag are unknown until set.
    ///
    /// # Errors
    /// [`AbsurdPosition`] for values out of range, not a number, or exactly 0, 0.
    pub fn new(datum: Datum, latitude: f64, longitude: f64) -> Result<Self, AbsurdPosition> {
        let scale = |degrees: f64, most: f64| {
            // In range, the product fits in 32 bits.
            #[expect(clippy::cast_possible_truncation, reason = "checked against the range just before")]
            (degrees.abs() <= most).then(|| (degrees * f64::from(PER_DEGREE)).round() as i32).ok_or(AbsurdPosition)
        };
        Self::from_scaled(datum, scale(latitude, 90.0)?, scale(longitude, 180.0)?)
    }

    /// From ten-millionths of a degree; otherwise as [`Position::new`].
    ///
    /// # Errors
    /// As [`Position::new`].
    pub fn from_scaled(datum: Datum, latitude: i32, longitude: i32) -> Result<Self, AbsurdPosition> {
        let inside = latitude.unsigned_abs() <= 90 * PER_DEGREE.unsigned_abs()
            && longitude.unsigned_abs() <= 180 * PER_DEGREE.unsigned_abs();
        if !inside || (latitude, longitude) == (0, 0) {
            return Err(AbsurdPosition);
        }
        let (accuracy_cm, provider, mock) = (Known::UNAVAILABLE, Known::UNAVAILABLE, Known::UNAVAILABLE);
        Ok(Self { datum, latitude, longitude, accuracy_cm, provider, mock })
    }

    /// The frame of the coordinates.
    #[must_use]
    pub fn datum(&self) -> Datum {
        self.datum
    }

    /// Latitude and longitude in ten-millionths of a degree.
    #[must_use]
    pub fn scaled(&self) -> (i32, i32) {
        (self.latitude, self.longitude)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absurd_positions_are_refused() {
        let table = [
            (90.1, 0.5),
            (-90.1, 0.5),
            (30.0, 180.1),
            (30.0, -180.1),
            (0.0, 0.0),
            (f64::NAN, 120.0),
            (30.0, f64::NAN),
            (f64::INFINITY, 120.0),
        ];
        for (latitude, longitude) in table {
            assert_eq!(Position::new(Datum::Wgs84, latitude, longitude), Err(AbsurdPosition));
        }
        assert!(Position::from_scaled(Datum::Wgs84, i32::MIN, 1).is_err());
    }

    #[test]
    fn the_corners_of_the_earth_are_places() {
        for (latitude, longitude) in [(90.0, 180.0), (-90.0, -180.0), (0.0, 0.000_000_1)] {
            assert!(Position::new(Datum::Wgs84, latitude, longitude).is_ok());
        }
        let huzhou = Position::new(Datum::Wgs84, 30.893_4, 120.086_8).unwrap();
        assert_eq!(huzhou.scaled(), (308_934_000, 1_200_868_000));
    }
}
