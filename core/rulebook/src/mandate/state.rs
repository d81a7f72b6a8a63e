//! A mandate as its events have made it.

use crate::ids::{MatterId, OrganId, UserId};
use crate::office::{Office, Region};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use super::ground::{EndGround, SuspensionGround};

/// 任期, both days included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Term {
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date"))]
    pub starts: Date,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date"))]
    pub ends: Date,
}

/// What is published only by consent. The rest (name, office, congress, constituency, station, term) the law wants published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Post,
    Pledge,
    ReceptionDays,
    DutyGroup,
    /// Off until the deputy says yes.
    Phone,
}

impl Field {
    /// Every field, in the order of a card.
    pub const ALL: [Self; 5] = [Self::Post, Self::Pledge, Self::ReceptionDays, Self::DutyGroup, Self::Phone];

    /// What is shown before the deputy has said anything: all but the phone number.
    #[must_use]
    pub fn shown_by_default() -> BTreeSet<Self> {
        Self::ALL.into_iter().filter(|field| *field != Self::Phone).collect()
    }
}

/// Where a mandate stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "stage", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", schema(as = MandateStanding))]
pub enum Standing {
    /// 在任
    InOffice,
    /// 暂停执行代表职务
    Suspended {
        ground: SuspensionGround,
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
        since: Timestamp,
    },
    /// 代表资格终止
    Ended {
        ending: Ending,
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
        at: Timestamp,
    },
}

/// How a mandate ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "by", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", schema(as = MandateEnding))]
pub enum Ending {
    /// By a ground of the law, publicly announced.
    Ground { ground: EndGround, notice: String },
    /// 任期届满
    TermOver,
}

/// The stage by which lists are cut and the table is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MandateStage {
    InOffice,
    Suspended,
    Ended,
}

impl MandateStage {
    /// The Chinese name.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::InOffice => "在任",
            Self::Suspended => "暂停执行代表职务",
            Self::Ended => "代表资格终止",
        }
    }
}

impl Standing {
    /// The stage.
    #[must_use]
    pub const fn stage(&self) -> MandateStage {
        match self {
            Self::InOffice => MandateStage::InOffice,
            Self::Suspended { .. } => MandateStage::Suspended,
            Self::Ended { .. } => MandateStage::Ended,
        }
    }
}

macro_rules! hex_bytes {
    ($(#[$doc:meta])* $name:ident, $length:literal, $error:ident, $message:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(pub [u8; $length]);

        /// The text is something else.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
        #[error($message)]
        pub struct $error;

        impl FromStr for $name {
            type Err = $error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let mut bytes = [0_u8; $length];
                hex::decode_to_slice(text, &mut bytes).map_err(|_| $error)?;
                Ok(Self(bytes))
            }
        }

        impl TryFrom<String> for $name {
            type Error = $error;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(bytes: $name) -> Self {
                hex::encode(bytes.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex::encode(self.0))
            }
        }
    };
}

hex_bytes! {
    /// Public key of the device that may show the card: P-256, SEC1 compressed, 66 hex digits.
    CardKey, 33, NotACardKey, "a device key is 66 hex digits: a compressed P-256 point"
}
hex_bytes! {
    /// 证号: a number for one card, never used again.
    CardNumber, 16, NotACardNumber, "a card number has 32 hex digits"
}

/// The card of a mandate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum CardStanding {
    /// The deputy has asked for none.
    None,
    /// Asked for; the server's key signs it next.
    Requested { device: CardKey, replaces: Option<CardOnFile> },
    /// Valid as long as the mandate is in office.
    Issued { card: CardOnFile },
}

/// What the rules need to know of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CardOnFile {
    pub number: CardNumber,
    pub index: u32,
    pub device: CardKey,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub expires_at: Timestamp,
}

/// A mandate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MandateState {
    pub matter: MatterId,
    pub version: u32,
    pub deputy: UserId,
    pub name: String,
    pub office: Office,
    pub region: Region,
    pub constituency: String,
    pub term: Term,
    pub station: OrganId,
    pub duty_group: String,
    pub post: String,
    pub pledge: String,
    pub reception_days: String,
    pub phone: String,
    /// Fields that are published.
    pub published: BTreeSet<Field>,
    pub standing: Standing,
    pub card: CardStanding,
}

impl MandateState {
    /// The field's text if it is there and published.
    #[must_use]
    pub fn public(&self, field: Field) -> Option<&str> {
        let text = self.text(field);
        (self.published.contains(&field) && !text.is_empty()).then_some(text)
    }

    /// The field's text.
    #[must_use]
    pub fn text(&self, field: Field) -> &str {
        match field {
            Field::Post => &self.post,
            Field::Pledge => &self.pledge,
            Field::ReceptionDays => &self.reception_days,
            Field::DutyGroup => &self.duty_group,
            Field::Phone => &self.phone,
        }
    }

    /// The card that was signed last, valid or about to be replaced.
    #[must_use]
    pub const fn card_on_file(&self) -> Option<&CardOnFile> {
        match &self.card {
            CardStanding::Issued { card } | CardStanding::Requested { replaces: Some(card), .. } => Some(card),
            CardStanding::None | CardStanding::Requested { replaces: None, .. } => None,
        }
    }

    /// Whether the server owes a card: one was asked for, and the mandate is in office.
    #[must_use]
    pub const fn owes_card(&self) -> Option<CardKey> {
        match (&self.card, &self.standing) {
            (CardStanding::Requested { device, .. }, Standing::InOffice) => Some(*device),
            _ => None,
        }
    }

    /// The short code (短码) of the public page and of every plate: eight letters and digits, made from the random end of the
    /// matter's id, so that it never changes and tells nothing.
    #[must_use]
    pub fn code(&self) -> String {
        page_code(self.matter)
    }
}

/// The short code of a mandate's public page.
#[must_use]
pub fn page_code(matter: MatterId) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let random = matter.0.as_u128();
    (0..8).rev().map(|place| char::from(ALPHABET[(random >> (5 * place) & 31) as usize])).collect()
}
