//! The state of every card of a congress in two bits: an IETF Token Status List as a signed CWT, and the short deny list
//! that travels with every sync for what cannot wait.

use crate::card::CardId;
use crate::cbor::{Fields, Value};
use crate::cose::Sign1;
use crate::crypto::{CryptoProvider, Signer, SignerError};
use crate::fault::Fault;
use crate::issuer::IssuerCertificate;
use crate::time::UnixTime;
use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;
use std::time::Duration;

/// How long a list is called fresh unless it says otherwise.
pub const DAY: Duration = Duration::from_secs(86_400);
/// Four million cards; a province has fewer. Bounds what a hostile list can unpack to.
const MAX_PACKED: usize = 1 << 20;
/// The deny list is for emergencies; what is not urgent waits for the status list.
pub const MAX_DENIALS: usize = 256;

pub(crate) const LIST_KIND: &str = "application/statuslist+cwt";
pub(crate) const DENY_KIND: &str = "application/minyi-deny+cwt";

const SUB: i64 = 2;
const IAT: i64 = 6;
const TTL: i64 = 65_534;
const STATUS_LIST: i64 = 65_533;
/// Private claims: the version that may only grow, and the denials.
const VERSION: i64 = -65_538;
const DENIALS: i64 = -65_539;

/// State of a card, with the two bits of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardStatus {
    /// 有效 (0)
    Valid,
    /// 代表资格终止 (1): 代表法 art. 62. For ever.
    Terminated,
    /// 暂停执行代表职务 (2): 代表法 art. 61. May be restored.
    Suspended,
    /// 已换发 (3): the mandate goes on, this card does not: lost phone, changed data.
    Replaced,
}

impl CardStatus {
    const fn bits(self) -> u8 {
        match self {
            Self::Valid => 0,
            Self::Terminated => 1,
            Self::Suspended => 2,
            Self::Replaced => 3,
        }
    }

    const fn from_bits(bits: u8) -> Self {
        match bits & 3 {
            0 => Self::Valid,
            1 => Self::Terminated,
            2 => Self::Suspended,
            _ => Self::Replaced,
        }
    }
}

/// States by index, four in a byte, the first in the lowest bits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatusBits(Vec<u8>);

impl StatusBits {
    /// All valid, for at least `count` cards.
    #[must_use]
    pub fn all_valid(count: usize) -> Self {
        Self(vec![0; count.div_ceil(4)])
    }

    /// Sets one state; `false` when the index is past the end.
    pub fn set(&mut self, index: usize, status: CardStatus) -> bool {
        let Some(byte) = self.0.get_mut(index / 4) else {
            return false;
        };
        let shift = index % 4 * 2;
        *byte = *byte & !(3 << shift) | status.bits() << shift;
        true
    }

    /// The state of one card; `None` past the end.
    #[must_use]
    pub fn get(&self, index: u64) -> Option<CardStatus> {
        let byte = self.0.get(usize::try_from(index / 4).ok()?)?;
        Some(CardStatus::from_bits(byte >> (index % 4 * 2)))
    }

    /// As the list carries it: zlib at the highest level.
    #[must_use]
    pub fn compress(&self) -> Vec<u8> {
        compress_to_vec_zlib(&self.0, 10)
    }

    /// The way back; refuses what would unpack to more than four million states.
    pub fn decompress(lst: &[u8]) -> Result<Self, Fault> {
        decompress_to_vec_zlib_with_limit(lst, MAX_PACKED).map(Self).map_err(|_| Fault::Claims)
    }
}

/// The status list of one congress.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusList {
    /// Its address, as in the certificate and in every card.
    pub address: String,
    /// Counts up.
    pub version: u64,
    /// When it was made.
    pub issued_at: UnixTime,
    /// How long it counts as fresh.
    pub fresh_for: Duration,
    /// The states.
    pub states: StatusBits,
}

/// What a denied card is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Denial {
    /// Suspended for the time being.
    Suspended,
    /// Terminated, with the number of the public notice (公告, 代表法 art. 63).
    Terminated {
        /// Number of the notice.
        notice: String,
    },
    /// Replaced by another card.
    Replaced,
}

/// What cannot wait for a status list: a few cards by number, sent whole with every sync.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DenyList {
    /// Status list address of the congress.
    pub address: String,
    /// Counts up, apart from the status list's.
    pub version: u64,
    /// When it was made.
    pub issued_at: UnixTime,
    /// Which cards.
    pub denials: Vec<(CardId, Denial)>,
}

/// What both lists are to the trust store: signed, versioned, of one congress.
pub(crate) trait SignedList: Sized {
    const KIND: &'static str;
    const MAX_BYTES: usize;
    fn address(&self) -> &str;
    fn version(&self) -> u64;
    fn issued_at(&self) -> UnixTime;
    fn from_claims(claims: Value) -> Result<Self, Fault>;
    /// Whether a key with this certificate may sign this content.
    fn is_within(&self, certificate: &IssuerCertificate) -> bool {
        self.address() == certificate.status_list
    }
}

impl StatusList {
    /// Signs the list with a key of the congress.
    pub fn seal(&self, crypto: &dyn CryptoProvider, signer: &dyn Signer) -> Result<Vec<u8>, SignerError> {
        let list = Value::Map(vec![
            (Value::text("bits"), Value::Uint(2)),
            (Value::text("lst"), Value::Bytes(self.states.compress())),
        ]);
        let claims = Value::map([
            (SUB, Value::text(&self.address)),
            (IAT, Value::Uint(self.issued_at.0)),
            (STATUS_LIST, list),
            (TTL, Value::Uint(self.fresh_for.as_secs())),
            (VERSION, Value::Uint(self.version)),
        ]);
        Sign1::seal(crypto, signer, Some(LIST_KIND), &claims)
    }
}

impl SignedList for StatusList {
    const KIND: &'static str = LIST_KIND;
    const MAX_BYTES: usize = 1 << 20;

    fn address(&self) -> &str {
        &self.address
    }

    fn version(&self) -> u64 {
        self.version
    }

    fn issued_at(&self) -> UnixTime {
        self.issued_at
    }

    fn from_claims(claims: Value) -> Result<Self, Fault> {
        let mut claims = Fields::of(claims)?;
        let mut list = Fields::of(claims.take(STATUS_LIST).ok_or(Fault::Structure)?)?;
        let (bits, lst) = (list.take_key(&Value::text("bits")), list.take_key(&Value::text("lst")));
        list.done()?;
        let (Some(Value::Uint(2)), Some(Value::Bytes(lst))) = (bits, lst) else {
            return Err(Fault::Structure);
        };
        let list = Self {
            address: claims.text(SUB)?,
            version: claims.uint(VERSION)?,
            issued_at: UnixTime(claims.uint(IAT)?),
            fresh_for: Duration::from_secs(claims.uint(TTL)?),
            states: StatusBits::decompress(&lst)?,
        };
        claims.done()?;
        Ok(list)
    }
}

impl DenyList {
    /// Signs the list with a key of the congress.
    pub fn seal(&self, crypto: &dyn CryptoProvider, signer: &dyn Signer) -> Result<Vec<u8>, SignerError> {
        let denials = self.denials.iter().map(|(card, denial)| {
            let mut parts = vec![Value::bytes(&card.0)];
            match denial {
                Denial::Suspended => parts.push(Value::Uint(2)),
                Denial::Replaced => parts.push(Value::Uint(3)),
                Denial::Terminated { notice } => parts.extend([Value::Uint(1), Value::text(notice)]),
            }
            Value::Array(parts)
        });
        let claims = Value::map([
            (SUB, Value::text(&self.address)),
            (IAT, Value::Uint(self.issued_at.0)),
            (VERSION, Value::Uint(self.version)),
            (DENIALS, Value::Array(denials.collect())),
        ]);
        Sign1::seal(crypto, signer, Some(DENY_KIND), &claims)
    }

    /// Why this card is denied, if it is.
    #[must_use]
    pub fn denial(&self, card: CardId) -> Option<&Denial> {
        self.denials.iter().find(|(id, _)| *id == card).map(|(_, denial)| denial)
    }
}

impl SignedList for DenyList {
    const KIND: &'static str = DENY_KIND;
    const MAX_BYTES: usize = 64 << 10;

    fn address(&self) -> &str {
        &self.address
    }

    fn version(&self) -> u64 {
        self.version
    }

    fn issued_at(&self) -> UnixTime {
        self.issued_at
    }

    fn from_claims(claims: Value) -> Result<Self, Fault> {
        let mut claims = Fields::of(claims)?;
        let denials = claims.array(DENIALS)?;
        if denials.len() > MAX_DENIALS {
            return Err(Fault::Claims);
        }
        let denials = denials.into_iter().map(denial_from_value).collect::<Result<_, _>>()?;
        let list = Self {
            address: claims.text(SUB)?,
            version: claims.uint(VERSION)?,
            issued_at: UnixTime(claims.uint(IAT)?),
            denials,
        };
        claims.done()?;
        Ok(list)
    }
}

fn denial_from_value(value: Value) -> Result<(CardId, Denial), Fault> {
    let Value::Array(parts) = value else {
        return Err(Fault::Structure);
    };
    let (card, denial) = match parts.as_slice() {
        [Value::Bytes(card), Value::Uint(2)] => (card, Denial::Suspended),
        [Value::Bytes(card), Value::Uint(3)] => (card, Denial::Replaced),
        [Value::Bytes(card), Value::Uint(1), Value::Text(notice)] if notice.len() <= 120 => {
            (card, Denial::Terminated { notice: notice.clone() })
        }
        _ => return Err(Fault::Structure),
    };
    Ok((CardId(card.as_slice().try_into().map_err(|_| Fault::Structure)?), denial))
}
