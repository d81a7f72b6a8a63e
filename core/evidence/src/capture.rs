//! What is recorded of one capture (拍摄记录): a short, closed list. No device number, no list of networks: whatever can be
//! inconsistent will be used against the whole photo. What is missing says so.

use ciborium::Value;
use jiff::Timestamp;
use minyi_photo::PhotoKind;
use minyi_rulebook::ids::Sha256;
use uuid::Uuid;

use crate::cbor::{Fields, Malformed, array, bytes, map, number, text};
use crate::known::{Absence, Known};
use crate::original::{Fingerprint, Sm3Hash};
use crate::position::{Datum, Position, Provider};
use crate::ticket::{Origin, Provenance};

/// Longest name of a build or a policy, in bytes.
pub const LONGEST_NAME: usize = 64;

/// The last time a server told the device the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrustedTime {
    /// What the server said, in milliseconds since 1970 (UTC).
    pub server_ms: i64,
    /// How far the device's clock was ahead then, in milliseconds.
    pub offset_ms: i64,
}

/// What the device tells about a capture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Circumstances {
    /// The device's clock, in milliseconds since 1970 (UTC).
    pub device_ms: i64,
    /// Time since the device started, in milliseconds.
    pub since_boot_ms: Known<u64>,
    /// The last trusted time.
    pub trusted_time: Known<TrustedTime>,
    /// Where.
    pub position: Known<Position>,
    /// Version and build of the app, 1 to [`LONGEST_NAME`] bytes.
    pub app_build: String,
    /// The policy that said what to record, 1 to [`LONGEST_NAME`] bytes.
    pub policy: String,
}

/// The record of one capture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// Name of this piece of evidence, made on the device.
    pub id: Uuid,
    original: Fingerprint,
    origin: Origin,
    circumstances: Circumstances,
}

/// A name is empty or too long, or a clock shows no time that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("build and policy need 1 to {LONGEST_NAME} bytes, and the clock a time between the years -9999 and 9999")]
pub struct BadCircumstances;

impl Capture {
    /// Records `original`, using up the proof of where it comes from.
    ///
    /// # Errors
    /// [`BadCircumstances`].
    pub fn new(
        id: Uuid,
        original: Fingerprint,
        provenance: Provenance,
        circumstances: Circumstances,
    ) -> Result<Self, BadCircumstances> {
        let named = |name: &str| (1..=LONGEST_NAME).contains(&name.len());
        let Circumstances { device_ms, app_build, policy, .. } = &circumstances;
        if !named(app_build) || !named(policy) || Timestamp::from_millisecond(*device_ms).is_err() {
            return Err(BadCircumstances);
        }
        Ok(Self { id, original, origin: provenance.origin(), circumstances })
    }

    /// What was captured.
    #[must_use]
    pub fn original(&self) -> Fingerprint {
        self.original
    }

    /// Where it came from.
    #[must_use]
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// What the device told.
    #[must_use]
    pub fn circumstances(&self) -> &Circumstances {
        &self.circumstances
    }

    pub(crate) fn to_value(&self) -> Value {
        let Circumstances { device_ms, since_boot_ms, trusted_time, position, app_build, policy } = &self.circumstances;
        map([
            (1, self.id.as_bytes().as_slice().into()),
            (2, self.original.sha256.0.as_slice().into()),
            (3, self.original.sm3.0.as_slice().into()),
            (4, self.original.bytes.into()),
            (5, kind_code(self.original.kind).into()),
            (6, origin_value(self.origin)),
            (7, (*device_ms).into()),
            (8, known_value(since_boot_ms, |ms| (*ms).into())),
            (9, known_value(trusted_time, |time| map([(1, time.server_ms.into()), (2, time.offset_ms.into())]))),
            (10, known_value(position, position_value)),
            (11, app_build.as_str().into()),
            (12, policy.as_str().into()),
        ])
    }

    pub(crate) fn from_value(value: Value, of: u8) -> Result<Self, Malformed> {
        let mut fields = Fields::of(value, of)?;
        let id = Uuid::from_bytes(fields.take(1, bytes)?);
        let original = Fingerprint {
            sha256: Sha256(fields.take(2, bytes)?),
            sm3: Sm3Hash(fields.take(3, bytes)?),
            bytes: fields.take(4, number)?,
            kind: fields.take(5, |v| kind_of(number(v)?))?,
        };
        let origin = fields.take(6, origin_of)?;
        let circumstances = Circumstances {
            device_ms: fields.take(7, number)?,
            since_boot_ms: fields.take(8, |v| known_of(v, number))?,
            trusted_time: fields.take(9, |v| known_of(v, trusted_time_of))?,
            position: fields.take(10, |v| known_of(v, position_of))?,
            app_build: fields.take(11, |v| text(v, LONGEST_NAME))?,
            policy: fields.take(12, |v| text(v, LONGEST_NAME))?,
        };
        fields.end()?;
        Self::new(id, original, Provenance::read(origin), circumstances).map_err(|_| Malformed::Field(7))
    }
}

fn kind_code(kind: PhotoKind) -> u8 {
    match kind {
        PhotoKind::Jpeg => 1,
        PhotoKind::Png => 2,
        PhotoKind::WebP => 3,
        PhotoKind::Heic => 4,
    }
}

fn kind_of(code: u8) -> Option<PhotoKind> {
    [PhotoKind::Jpeg, PhotoKind::Png, PhotoKind::WebP, PhotoKind::Heic].into_iter().find(|k| kind_code(*k) == code)
}

/// A number and, for the app's camera, the ticket.
fn origin_value(origin: Origin) -> Value {
    Value::Array(match origin {
        Origin::InAppCamera(nonce) => vec![1.into(), nonce.as_slice().into()],
        Origin::SystemCamera => vec![2.into()],
        Origin::GalleryImport => vec![3.into()],
        Origin::Scan => vec![4.into()],
    })
}

fn origin_of(value: Value) -> Option<Origin> {
    let mut parts = value.into_array().ok()?.into_iter();
    let origin = match number::<u8>(parts.next()?)? {
        1 => Origin::InAppCamera(bytes(parts.next()?)?),
        2 => Origin::SystemCamera,
        3 => Origin::GalleryImport,
        4 => Origin::Scan,
        _ => return None,
    };
    parts.next().is_none().then_some(origin)
}

/// A missing fact is an array of one, its reason; no fact itself is an array.
fn known_value<T>(fact: &Known<T>, value: impl FnOnce(&T) -> Value) -> Value {
    let reason: u8 = match fact {
        Known::Is(fact) => return value(fact),
        Known::Unknown(Absence::NotAsked) => 1,
        Known::Unknown(Absence::Refused) => 2,
        Known::Unknown(Absence::Unavailable) => 3,
    };
    Value::Array(vec![reason.into()])
}

fn known_of<T>(value: Value, read: impl FnOnce(Value) -> Option<T>) -> Option<Known<T>> {
    if !value.is_array() {
        return read(value).map(Known::Is);
    }
    let [reason] = array(value)?;
    Some(Known::Unknown(match number::<u8>(reason)? {
        1 => Absence::NotAsked,
        2 => Absence::Refused,
        3 => Absence::Unavailable,
        _ => return None,
    }))
}

fn trusted_time_of(value: Value) -> Option<TrustedTime> {
    let mut fields = Fields::of(value, 0).ok()?;
    let time = TrustedTime { server_ms: fields.take(1, number).ok()?, offset_ms: fields.take(2, number).ok()? };
    fields.end().ok().map(|()| time)
}

fn position_value(position: &Position) -> Value {
    let (latitude, longitude) = position.scaled();
    let datum: u8 = match position.datum() {
        Datum::Wgs84 => 1,
        Datum::Gcj02 => 2,
    };
    map([
        (1, datum.into()),
        (2, latitude.into()),
        (3, longitude.into()),
        (4, known_value(&position.accuracy_cm, |cm| (*cm).into())),
        (5, known_value(&position.provider, |provider| provider_code(*provider).into())),
        (6, known_value(&position.mock, |mock| (*mock).into())),
    ])
}

fn position_of(value: Value) -> Option<Position> {
    let mut fields = Fields::of(value, 0).ok()?;
    let datum = match fields.take(1, number::<u8>).ok()? {
        1 => Datum::Wgs84,
        2 => Datum::Gcj02,
        _ => return None,
    };
    let (latitude, longitude) = (fields.take(2, number).ok()?, fields.take(3, number).ok()?);
    let mut position = Position::from_scaled(datum, latitude, longitude).ok()?;
    position.accuracy_cm = fields.take(4, |v| known_of(v, number)).ok()?;
    position.provider = fields.take(5, |v| known_of(v, |v| provider_of(number(v)?))).ok()?;
    position.mock = fields.take(6, |v| known_of(v, |v| v.into_bool().ok())).ok()?;
    fields.end().ok().map(|()| position)
}

fn provider_code(provider: Provider) -> u8 {
    match provider {
        Provider::Gnss => 1,
        Provider::Network => 2,
        Provider::Fused => 3,
        Provider::Manual => 4,
    }
}

fn provider_of(code: u8) -> Option<Provider> {
    [Provider::Gnss, Provider::Network, Provider::Fused, Provider::Manual]
        .into_iter()
        .find(|p| provider_code(*p) == code)
}
