//! Photos as evidence (存证): recorded with where they come from, shown with what was signed about them.

use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use minyi_core::evidence as core;
use minyi_evidence::{self as evidence, Absence, Known};
use minyi_rulebook::ids::{MatterId, Sha256};
use minyi_wire::photo::PhotoOrigin;

use crate::app::MinyiApp;
use crate::error::MinyiError;
use crate::faces::CoverBox;
use crate::filing::Photo;
use crate::ids::system_time;
use crate::ports::SecurityLevel;
use crate::runtime;

/// A photo to record.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NewPhoto {
    /// The file; it may go afterwards.
    pub path: String,
    /// How it came.
    pub source: PhotoSource,
    /// Where it was taken, or why that is not said.
    pub place: CapturePlace,
    /// Time since the device started, sleep included; `None` if the system does not tell.
    #[uniffi(default = None)]
    pub since_boot: Option<Duration>,
    /// A copy of a HEIC file that the system decoded; without one pages show nothing of it.
    #[uniffi(default = None)]
    pub decoded_path: Option<String>,
    /// What the person at the phone covers (遮盖): the copies that others see have these boxes filled. The original keeps all.
    #[uniffi(default = [])]
    pub covered: Vec<CoverBox>,
}

/// How a photo comes to the app (来源).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum PhotoSource {
    /// The app's own camera. A ticket that is late, used or made up proves nothing: the photo then counts as imported, for ever.
    Camera {
        /// From `capture_ticket`, drawn before the camera opened.
        ticket: String,
    },
    /// The system's camera app.
    SystemCamera,
    /// Chosen from the gallery.
    Gallery,
    /// A scanned paper.
    Scan,
}

/// What the record says of a photo's origin (来源).
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum RecordedOrigin {
    /// The app's own camera, proved by a ticket.
    OwnCamera,
    /// The system's camera app.
    SystemCamera,
    /// Chosen from the gallery.
    Gallery,
    /// A scanned paper.
    Scan,
}

/// A photo that is recorded and stands in the vault.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct RecordedPhoto {
    /// For the case or the draft that names it.
    pub photo: Photo,
    /// What its record says of its origin: the first record's, if this phone has recorded these bytes before.
    pub origin: RecordedOrigin,
}

/// Why a fact is missing (缺失原因). It is recorded too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum MissingReason {
    /// Nobody asked for it.
    NotAsked,
    /// The person said no.
    Refused,
    /// The device could not tell.
    Unavailable,
}

/// Where a photo was taken (拍摄位置), or why that is not said.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum CapturePlace {
    /// As the device says.
    At {
        /// Where.
        position: CapturePosition,
    },
    /// Not said.
    Missing {
        /// Why.
        reason: MissingReason,
    },
}

/// A position with its frame: WGS 84 and GCJ-02 differ by hundreds of metres and are never mixed.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct CapturePosition {
    /// The frame of the coordinates (坐标系).
    pub datum: MapDatum,
    /// Latitude, ten-millionths of a degree north.
    pub lat_e7: i32,
    /// Longitude, ten-millionths of a degree east.
    pub lon_e7: i32,
    /// Radius of confidence in centimetres; `None` if the device did not say.
    pub accuracy_cm: Option<u32>,
    /// Who computed it; `None` if the device did not say.
    pub provider: Option<PositionProvider>,
    /// Whether the system says that an app feigned it; `None` if the system did not say.
    pub mock: Option<bool>,
}

/// The frame of coordinates (坐标系).
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum MapDatum {
    /// WGS 84: what satellites give.
    Wgs84,
    /// GCJ-02, the shifted frame of maps in China (国测局坐标).
    Gcj02,
}

/// Who computed a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum PositionProvider {
    /// Satellites.
    Gnss,
    /// Cell towers and Wi-Fi.
    Network,
    /// The system's mix of all sources.
    Fused,
    /// A finger on a map.
    Manual,
}

/// The kind of file, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum PhotoFormat {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    Webp,
    /// HEIC or another HEIF picture.
    Heic,
}

/// Time since the device started, or why that is not said.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum SinceBoot {
    /// So long.
    Elapsed {
        /// Sleep included.
        time: Duration,
    },
    /// Not said.
    Missing {
        /// Why.
        reason: MissingReason,
    },
}

/// The last time that a server told this device, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum TrustedClock {
    /// A server told the time.
    Told {
        /// What it said.
        server_time: SystemTime,
        /// How far the device's clock was ahead then, in milliseconds.
        device_ahead_millis: i64,
    },
    /// None did.
    Missing {
        /// Why.
        reason: MissingReason,
    },
}

/// How far a recorded photo is, as far as a phone can know. Whether its record bears a neutral time stamp and stands under a tree head
/// is the office's part: an exported package shows it (`verify_export`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum EvidenceStanding {
    /// 已存证于本机: recorded and signed; nobody else has it.
    OnThisPhone,
    /// 上传中: the server has its case and takes its record and its bytes.
    OnItsWay,
    /// 已送达: the server holds every byte, checked by hash.
    WithServer,
}

/// What was signed about a photo (存证记录), read back from the signed bytes. It shows that a device recorded these bytes; it cannot show
/// that what is seen in them is true.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PhotoEvidence {
    /// SHA-256 of the original.
    pub sha256: Sha256,
    /// SM3 (GB/T 32905) of the original, 64 hex digits.
    pub sm3: String,
    /// Length of the original in bytes.
    pub bytes: u64,
    /// Kind of file.
    pub format: PhotoFormat,
    /// Name of this piece of evidence, a UUID.
    pub id: String,
    /// Where it came from.
    pub origin: RecordedOrigin,
    /// When it was recorded, by the device's clock.
    pub device_time: SystemTime,
    /// The same against a clock that nobody can set.
    pub since_boot: SinceBoot,
    /// The last time told by a server.
    pub trusted_clock: TrustedClock,
    /// Where it was taken.
    pub place: CapturePlace,
    /// Version and build of the app.
    pub app_build: String,
    /// The policy that said what to record.
    pub policy: String,
    /// The chain of this device (证据链), a UUID.
    pub chain: String,
    /// Place in that chain, from 0.
    pub sequence: u64,
    /// SHA-256 of the signed entry before it; `None` at 0 only.
    pub previous: Option<Sha256>,
    /// SHA-256 of the signed entry itself: what a time-stamp authority stamps.
    pub entry: Sha256,
    /// Signed entries about copies that follow it.
    pub copies: u32,
    /// Name of the key that signed: SHA-256 of its point.
    pub key: Sha256,
    /// Where that key lives, as the device says (密钥保护等级).
    pub level: SecurityLevel,
    /// How far the photo is.
    pub standing: EvidenceStanding,
}

#[uniffi::export]
impl MinyiApp {
    /// A ticket for one photo of the app's own camera (拍摄凭条), good once and for a minute. Draw it before the camera opens.
    ///
    /// From memory. Throws `Internal` if the system gives no random numbers.
    pub fn capture_ticket(&self) -> Result<String, MinyiError> {
        runtime::guarded(|| Ok(hex(&self.core.capture_ticket()?.nonce)))
    }

    /// Hashes a photo file, signs a record of it into this phone's chain of evidence (证据链) and copies it into the vault,
    /// encrypted. The same bytes again give the first answer again. Where the shell lent a signer, its key signs.
    ///
    /// Throws as `attach_photo`, `BadInput(photo.place | photo.covered)`, and `Busy` if the signer does not sign now; nothing is
    /// stored then.
    pub async fn record_photo(&self, new: NewPhoto) -> Result<RecordedPhoto, MinyiError> {
        let core = self.core.clone();
        let new = core::NewPhoto::try_from(new)?;
        let attached = self.workers.run(async move { core.attach(new).await }).await?;
        Ok(RecordedPhoto { photo: attached.photo.into(), origin: recorded(attached.origin)? })
    }

    /// What was signed about a photo of a case or a draft, and how far it is; `None` if this phone did not record it. `matter` is the
    /// case whose photo it is, if there is one yet.
    pub async fn photo_evidence(
        &self,
        photo: Sha256,
        matter: Option<MatterId>,
    ) -> Result<Option<PhotoEvidence>, MinyiError> {
        let core = self.core.clone();
        let found = self.workers.blocking(move || core.photo_evidence(photo, matter)).await?;
        Ok(found.map(Into::into))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bad(field: &str) -> MinyiError {
    MinyiError::BadInput { field: field.to_owned() }
}

fn time(ms: i64) -> SystemTime {
    Timestamp::from_millisecond(ms).map_or(UNIX_EPOCH, system_time)
}

/// A text that is no number of a ticket is a ticket that was never drawn: the photo is imported, as with any other wrong one.
fn nonce(ticket: &str) -> evidence::Nonce {
    let digit = |digit: char| digit.to_digit(16).and_then(|value| u8::try_from(value).ok());
    let digits: Vec<u8> = ticket.chars().map_while(digit).collect();
    let (pairs, rest) = digits.as_chunks::<2>();
    let bytes: Vec<u8> = pairs.iter().map(|[high, low]| high << 4 | low).collect();
    let whole = ticket.chars().count() == digits.len() && rest.is_empty();
    bytes.try_into().ok().filter(|_| whole).unwrap_or_default()
}

/// A record always says where its photo came from.
fn recorded(origin: PhotoOrigin) -> Result<RecordedOrigin, MinyiError> {
    match origin {
        PhotoOrigin::Captured => Ok(RecordedOrigin::OwnCamera),
        PhotoOrigin::SystemCamera => Ok(RecordedOrigin::SystemCamera),
        PhotoOrigin::Gallery => Ok(RecordedOrigin::Gallery),
        PhotoOrigin::Scan => Ok(RecordedOrigin::Scan),
        PhotoOrigin::Unrecorded => Err(runtime::internal("a photo was attached without a record")),
    }
}

impl TryFrom<NewPhoto> for core::NewPhoto {
    type Error = MinyiError;

    fn try_from(new: NewPhoto) -> Result<Self, MinyiError> {
        let source = match new.source {
            PhotoSource::Camera { ticket } => core::PhotoSource::Camera { ticket: nonce(&ticket) },
            PhotoSource::SystemCamera => core::PhotoSource::Imported(evidence::Import::SystemCamera),
            PhotoSource::Gallery => core::PhotoSource::Imported(evidence::Import::Gallery),
            PhotoSource::Scan => core::PhotoSource::Imported(evidence::Import::Scan),
        };
        let since_boot_ms = new
            .since_boot
            .map_or(Known::UNAVAILABLE, |span| u64::try_from(span.as_millis()).map_or(Known::UNAVAILABLE, Known::Is));
        Ok(Self {
            path: PathBuf::from(new.path),
            source,
            decoded: new.decoded_path.map(PathBuf::from),
            position: match new.place {
                CapturePlace::At { position } => Known::Is(position.try_into()?),
                CapturePlace::Missing { reason } => Known::Unknown(reason.into()),
            },
            since_boot_ms,
            covered: new.covered.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?,
        })
    }
}

impl TryFrom<CapturePosition> for evidence::Position {
    type Error = MinyiError;

    fn try_from(told: CapturePosition) -> Result<Self, MinyiError> {
        let datum = match told.datum {
            MapDatum::Wgs84 => evidence::Datum::Wgs84,
            MapDatum::Gcj02 => evidence::Datum::Gcj02,
        };
        let mut position = Self::from_scaled(datum, told.lat_e7, told.lon_e7).map_err(|_| bad("photo.place"))?;
        position.accuracy_cm = told.accuracy_cm.map_or(Known::UNAVAILABLE, Known::Is);
        position.mock = told.mock.map_or(Known::UNAVAILABLE, Known::Is);
        position.provider = told.provider.map_or(Known::UNAVAILABLE, |provider| {
            Known::Is(match provider {
                PositionProvider::Gnss => evidence::Provider::Gnss,
                PositionProvider::Network => evidence::Provider::Network,
                PositionProvider::Fused => evidence::Provider::Fused,
                PositionProvider::Manual => evidence::Provider::Manual,
            })
        });
        Ok(position)
    }
}

impl From<evidence::Position> for CapturePosition {
    fn from(position: evidence::Position) -> Self {
        let (lat_e7, lon_e7) = position.scaled();
        Self {
            datum: match position.datum() {
                evidence::Datum::Wgs84 => MapDatum::Wgs84,
                evidence::Datum::Gcj02 => MapDatum::Gcj02,
            },
            lat_e7,
            lon_e7,
            accuracy_cm: position.accuracy_cm.as_option().copied(),
            provider: position.provider.as_option().map(|provider| match provider {
                evidence::Provider::Gnss => PositionProvider::Gnss,
                evidence::Provider::Network => PositionProvider::Network,
                evidence::Provider::Fused => PositionProvider::Fused,
                evidence::Provider::Manual => PositionProvider::Manual,
            }),
            mock: position.mock.as_option().copied(),
        }
    }
}

impl From<MissingReason> for Absence {
    fn from(reason: MissingReason) -> Self {
        match reason {
            MissingReason::NotAsked => Self::NotAsked,
            MissingReason::Refused => Self::Refused,
            MissingReason::Unavailable => Self::Unavailable,
        }
    }
}

impl From<Absence> for MissingReason {
    fn from(absence: Absence) -> Self {
        match absence {
            Absence::NotAsked => Self::NotAsked,
            Absence::Refused => Self::Refused,
            Absence::Unavailable => Self::Unavailable,
        }
    }
}

impl From<core::PhotoEvidence> for PhotoEvidence {
    fn from(told: core::PhotoEvidence) -> Self {
        let print = told.capture.original();
        let circumstances = told.capture.circumstances();
        Self {
            sha256: print.sha256,
            sm3: hex(&print.sm3.0),
            bytes: print.bytes,
            format: match print.kind {
                evidence::PhotoKind::Jpeg => PhotoFormat::Jpeg,
                evidence::PhotoKind::Png => PhotoFormat::Png,
                evidence::PhotoKind::WebP => PhotoFormat::Webp,
                evidence::PhotoKind::Heic => PhotoFormat::Heic,
            },
            id: told.capture.id.to_string(),
            origin: match told.capture.origin() {
                evidence::Origin::InAppCamera(_) => RecordedOrigin::OwnCamera,
                evidence::Origin::SystemCamera => RecordedOrigin::SystemCamera,
                evidence::Origin::GalleryImport => RecordedOrigin::Gallery,
                evidence::Origin::Scan => RecordedOrigin::Scan,
            },
            device_time: time(circumstances.device_ms),
            since_boot: match circumstances.since_boot_ms {
                Known::Is(ms) => SinceBoot::Elapsed { time: Duration::from_millis(ms) },
                Known::Unknown(absence) => SinceBoot::Missing { reason: absence.into() },
            },
            trusted_clock: match circumstances.trusted_time {
                Known::Is(told) => {
                    TrustedClock::Told { server_time: time(told.server_ms), device_ahead_millis: told.offset_ms }
                }
                Known::Unknown(absence) => TrustedClock::Missing { reason: absence.into() },
            },
            place: match circumstances.position {
                Known::Is(position) => CapturePlace::At { position: position.into() },
                Known::Unknown(absence) => CapturePlace::Missing { reason: absence.into() },
            },
            app_build: circumstances.app_build.clone(),
            policy: circumstances.policy.clone(),
            chain: told.chain.to_string(),
            sequence: told.sequence,
            previous: told.previous,
            entry: told.entry,
            copies: told.copies,
            key: told.key.0,
            level: told.level.into(),
            standing: match told.standing {
                core::EvidenceStanding::OnThisPhone => EvidenceStanding::OnThisPhone,
                core::EvidenceStanding::OnItsWay => EvidenceStanding::OnItsWay,
                core::EvidenceStanding::WithServer => EvidenceStanding::WithServer,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_read_as_it_was_written_and_anything_else_is_none_that_was_drawn() {
        let drawn: evidence::Nonce = std::array::from_fn(|at| at as u8 * 17);
        assert_eq!(nonce(&hex(&drawn)), drawn);
        let wrong = "11".repeat(15) + "éx";
        for text in ["", "11", "zz", &"zz".repeat(16), &"1".repeat(33), &"1".repeat(34), &wrong, &"+1".repeat(16)] {
            assert_eq!(nonce(text), evidence::Nonce::default(), "{text}");
        }
    }

    #[test]
    fn a_position_comes_back_as_it_went_in_and_an_absurd_one_is_refused_by_name() {
        let told = CapturePosition {
            datum: MapDatum::Gcj02,
            lat_e7: 308_461_000,
            lon_e7: -1_202_603_010,
            accuracy_cm: Some(1_250),
            provider: Some(PositionProvider::Fused),
            mock: None,
        };
        let position = evidence::Position::try_from(told.clone()).unwrap();
        assert_eq!(CapturePosition::from(position), told);
        for (lat_e7, lon_e7) in [(0, 0), (900_000_001, 1), (1, i32::MIN)] {
            let absurd = CapturePosition { lat_e7, lon_e7, ..told.clone() };
            assert_eq!(evidence::Position::try_from(absurd), Err(bad("photo.place")));
        }
    }
}
