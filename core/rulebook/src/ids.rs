//! Names of things. Ids that a phone must be able to make without a network are UUIDs (version 7, so that they sort by
//! birth); organs carry the readable code from the seed file. See docs/adr/0004.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

uuid_id! {
    /// One piece of work (事项), made by whoever starts it, on the device, before any network.
    MatterId
}
uuid_id! {
    /// One command. It is also the idempotency key: the server answers the same id and bytes with the same receipt.
    CommandId
}
uuid_id! {
    /// A person with an account: citizen, deputy or member of staff.
    UserId
}
uuid_id! {
    /// One installation of the app, one browser or one terminal.
    DeviceId
}
uuid_id! {
    /// One resumable upload.
    UploadId
}

/// Code of an organ (机构), station (联络站) or handling unit (承办单位), as in the seed file: lower-case ASCII letters,
/// digits and dashes, 1 to 64 characters, for example `unit-water` or `station-zhili-1`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
pub struct OrganId(String);

/// The text is not an organ code; the accepted form stands in the message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an organ code has 1 to 64 lower-case letters, digits or dashes")]
pub struct NotAnOrganId;

impl OrganId {
    /// Checks and wraps a code.
    pub fn new(code: impl Into<String>) -> Result<Self, NotAnOrganId> {
        let code = code.into();
        let fits = (1..=64).contains(&code.len())
            && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if fits { Ok(Self(code)) } else { Err(NotAnOrganId) }
    }

    /// The code itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for OrganId {
    type Error = NotAnOrganId;
    fn try_from(code: String) -> Result<Self, Self::Error> {
        Self::new(code)
    }
}

impl From<OrganId> for String {
    fn from(id: OrganId) -> Self {
        id.0
    }
}

impl fmt::Display for OrganId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// SHA-256 of some bytes, written as 64 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String))]
#[serde(try_from = "String", into = "String")]
pub struct Sha256(pub [u8; 32]);

/// The text is not a SHA-256 in lower-case hex.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a SHA-256 is 64 lower-case hex digits")]
pub struct NotASha256;

impl FromStr for Sha256 {
    type Err = NotASha256;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.bytes().any(|b| b.is_ascii_uppercase()) {
            return Err(NotASha256);
        }
        let mut bytes = [0_u8; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| NotASha256)?;
        Ok(Self(bytes))
    }
}

impl TryFrom<String> for Sha256 {
    type Error = NotASha256;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Sha256> for String {
    fn from(hash: Sha256) -> Self {
        hash.to_string()
    }
}

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
