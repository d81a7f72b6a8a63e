//! The deputy card (代表证): a CBOR Web Token (RFC 8392) in a COSE_Sign1, signed by the issuer of the deputy's congress. It names
//! the device that may show it (RFC 8747) and its place in the status list (IETF Token Status List).
//!
//! The format is closed: a reader refuses claims it does not know. A card that says more is a new version of the code's prefix.

use crate::cbor::{Fields, Value};
use crate::crypto::PublicKey;
use crate::fault::Fault;
use crate::office::{Office, Region};
use crate::time::UnixTime;
use minyi_rulebook::readable::reads_well;
use std::fmt;
use std::time::Duration;

/// A card lives at most half a year, so that a lost status list cannot keep it alive for a term.
pub const MAX_LIFE: Duration = Duration::from_secs(180 * 86_400);
/// Signed bytes; above it the code becomes too dense for a phone's camera.
pub const MAX_BYTES: usize = 800;

const EXP: i64 = 4;
const IAT: i64 = 6;
const CTI: i64 = 7;
const CNF: i64 = 8;
const STATUS: i64 = 65_535;
/// From the private range of RFC 8392.
const CARD: i64 = -65_537;

/// Number of one card (证号). A new card for the same mandate has a new number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CardId(pub [u8; 16]);

impl fmt::Display for CardId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The station (联络站) where the deputy receives citizens. The page opens from this id, never from an address in a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Station {
    /// Code of the organ.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// Where the state of the card is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusReference {
    /// Address of the status list.
    pub list: String,
    /// Place in it.
    pub index: u64,
}

/// What a card says about its holder. What is `None` is not published: the deputy did not consent, or there is none.
#[derive(Clone, PartialEq, Eq)]
pub struct Holder {
    /// 姓名
    pub name: String,
    /// Deputy of which level, or deliberator.
    pub office: Office,
    /// Whose congress (or sub-district).
    pub region: Region,
    /// 选区 / 选举单位
    pub constituency: String,
    /// 联络站
    pub station: Station,
    /// SHA-256 of the photo, which is fetched or cached apart and shown large: the citizen compares the face.
    pub photo: Option<[u8; 32]>,
    /// 职务
    pub post: Option<String>,
    /// 履职承诺
    pub pledge: Option<String>,
    /// 接待日, in words
    pub reception_days: Option<String>,
    /// Off unless the deputy agreed.
    pub phone: Option<String>,
}

/// Without the person: logs get no names and numbers.
impl fmt::Debug for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Holder").field("office", &self.office).field("region", &self.region).finish_non_exhaustive()
    }
}

/// A card, as signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Number.
    pub id: CardId,
    /// Whose.
    pub holder: Holder,
    /// The only device that may show it: a P-256 key in its keystore.
    pub device: PublicKey,
    /// Where its state is published.
    pub status: StatusReference,
    /// When it was made.
    pub issued_at: UnixTime,
    /// From when on it is nothing; never after the term's end.
    pub expires_at: UnixTime,
}

/// The text limits in UTF-8 bytes: a Chinese character has three.
const LIMITS: [(&str, usize); 8] = [
    ("name", 60),
    ("constituency", 90),
    ("station id", 64),
    ("station name", 90),
    ("post", 90),
    ("pledge", 240),
    ("reception days", 90),
    ("phone", 24),
];

impl Card {
    /// The first field whose text is empty, too long, padded, or has characters that do not show or that turn the reading
    /// direction: a card must read as it was signed.
    pub(crate) fn unfit_field(&self) -> Option<&'static str> {
        let holder = &self.holder;
        let texts = [
            Some(&holder.name),
            Some(&holder.constituency),
            Some(&holder.station.id),
            Some(&holder.station.name),
            holder.post.as_ref(),
            holder.pledge.as_ref(),
            holder.reception_days.as_ref(),
            holder.phone.as_ref(),
        ];
        let unfit =
            LIMITS.iter().zip(texts).find(|((_, most), text)| text.is_some_and(|text| !reads_well(text, *most)));
        let status = !reads_well(&self.status.list, 128) || !self.status.list.starts_with("https://");
        unfit.map(|((name, _), _)| *name).or(status.then_some("status list"))
    }

    pub(crate) fn to_claims(&self) -> Value {
        let holder = &self.holder;
        let station = Value::Array(vec![Value::text(&holder.station.id), Value::text(&holder.station.name)]);
        let optional = [
            (6, holder.photo.as_ref().map(|hash| Value::bytes(hash))),
            (7, holder.post.as_deref().map(Value::text)),
            (8, holder.pledge.as_deref().map(Value::text)),
            (9, holder.reception_days.as_deref().map(Value::text)),
            (10, holder.phone.as_deref().map(Value::text)),
        ];
        let mut card = vec![
            (Value::int(1), Value::text(&holder.name)),
            (Value::int(2), Value::Uint(holder.office.code())),
            (Value::int(3), Value::text(&holder.region.to_string())),
            (Value::int(4), Value::text(&holder.constituency)),
            (Value::int(5), station),
        ];
        card.extend(optional.into_iter().filter_map(|(label, value)| Some((Value::int(label), value?))));
        let status = Value::Map(vec![
            (Value::text("idx"), Value::Uint(self.status.index)),
            (Value::text("uri"), Value::text(&self.status.list)),
        ]);
        Value::map([
            (EXP, Value::Uint(self.expires_at.0)),
            (IAT, Value::Uint(self.issued_at.0)),
            (CTI, Value::bytes(&self.id.0)),
            (CNF, Value::map([(1, device_to_cose_key(&self.device))])),
            (STATUS, Value::Map(vec![(Value::text("status_list"), status)])),
            (CARD, Value::Map(card)),
        ])
    }

    pub(crate) fn from_claims(claims: Value) -> Result<Self, Fault> {
        let mut claims = Fields::of(claims)?;
        let expires_at = UnixTime(claims.uint(EXP)?);
        let issued_at = UnixTime(claims.uint(IAT)?);
        let id = CardId(claims.bytes(CTI)?);
        let mut confirmation = Fields::of(claims.take(CNF).ok_or(Fault::Structure)?)?;
        let device = device_from_cose_key(confirmation.take(1).ok_or(Fault::Structure)?)?;
        confirmation.done()?;
        let status = status_from_claim(claims.take(STATUS).ok_or(Fault::Structure)?)?;
        let holder = holder_from_claim(claims.take(CARD).ok_or(Fault::Structure)?)?;
        claims.done()?;

        let card = Self { id, holder, device, status, issued_at, expires_at };
        let life_fits = issued_at < expires_at && expires_at <= issued_at.plus(MAX_LIFE);
        if !life_fits || card.unfit_field().is_some() { Err(Fault::Claims) } else { Ok(card) }
    }
}

/// A COSE_Key with the point compressed (RFC 9053, section 7.1.1): it saves 33 bytes.
fn device_to_cose_key(device: &PublicKey) -> Value {
    let point = device.as_bytes();
    Value::map([
        (1, Value::int(2)),
        (-1, Value::int(1)),
        (-2, Value::bytes(&point[1..])),
        (-3, Value::Bool(point[0] == 3)),
    ])
}

fn device_from_cose_key(key: Value) -> Result<PublicKey, Fault> {
    let mut key = Fields::of(key)?;
    if key.uint(1)? != 2 || key.uint(-1)? != 1 {
        return Err(Fault::Structure);
    }
    let x: [u8; 32] = key.bytes(-2)?;
    let Some(Value::Bool(odd)) = key.take(-3) else {
        return Err(Fault::Structure);
    };
    key.done()?;
    let mut point = [if odd { 3 } else { 2 }; 33];
    point[1..].copy_from_slice(&x);
    Ok(PublicKey::P256(point))
}

fn status_from_claim(claim: Value) -> Result<StatusReference, Fault> {
    let mut outer = Fields::of(claim)?;
    let mut inner = Fields::of(outer.take_key(&Value::text("status_list")).ok_or(Fault::Structure)?)?;
    outer.done()?;
    let (index, list) = (inner.take_key(&Value::text("idx")), inner.take_key(&Value::text("uri")));
    inner.done()?;
    match (index, list) {
        (Some(Value::Uint(index)), Some(Value::Text(list))) => Ok(StatusReference { list, index }),
        _ => Err(Fault::Structure),
    }
}

fn holder_from_claim(claim: Value) -> Result<Holder, Fault> {
    let mut card = Fields::of(claim)?;
    let name = card.text(1)?;
    let office = Office::from_code(card.uint(2)?).ok_or(Fault::Claims)?;
    let region = card.text(3)?.parse().map_err(|_| Fault::Claims)?;
    let constituency = card.text(4)?;
    let station: [Value; 2] = card.array(5)?.try_into().map_err(|_| Fault::Structure)?;
    let [Value::Text(station_id), Value::Text(station_name)] = station else {
        return Err(Fault::Structure);
    };
    let photo = match card.take(6) {
        None => None,
        Some(Value::Bytes(hash)) => Some(hash.try_into().map_err(|_| Fault::Structure)?),
        Some(_) => return Err(Fault::Structure),
    };
    let mut optional = |label| match card.take(label) {
        None => Ok(None),
        Some(Value::Text(text)) => Ok(Some(text)),
        Some(_) => Err(Fault::Structure),
    };
    let (post, pledge, reception_days, phone) = (optional(7)?, optional(8)?, optional(9)?, optional(10)?);
    card.done()?;
    let station = Station { id: station_id, name: station_name };
    Ok(Holder { name, office, region, constituency, station, photo, post, pledge, reception_days, phone })
}
