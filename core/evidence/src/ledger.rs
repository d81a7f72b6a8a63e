//! The office's log (存证日志): append-only, one entry for whatever happens to a photo after it left the device. Who received,
//! looked at or handed on the original, when and why (保管记录); each record of the device as it arrived; each copy that the
//! office made; each time stamp. Entries are deterministic CBOR; a hash tree stands over all of them (see [`crate::merkle`]).

use ciborium::Value;
use minyi_rulebook::ids::{MatterId, Sha256, UserId};
use uuid::Uuid;

use crate::cbor::{Fields, Malformed, bytes, map, number, read, text, write};
use crate::derive::Derivation;

const VERSION: u8 = 1;
/// Longest reason for opening or handing on an original, in bytes.
pub const LONGEST_REASON: usize = 600;
/// Longest entry, in bytes.
const LONGEST: usize = 256 << 10;

/// What somebody did with an original (保管环节).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CustodyAct {
    /// The office received it whole.
    Received,
    /// Its bytes were shown.
    Viewed,
    /// It left in an export.
    Exported,
    /// A person looked the public copy over, covered what had to be covered and let it be published.
    Released,
    /// The public copy was taken back.
    Withdrawn,
    /// The case went to other units, and the original with it.
    Transferred,
}

impl CustodyAct {
    const ALL: [Self; 6] =
        [Self::Received, Self::Viewed, Self::Exported, Self::Released, Self::Withdrawn, Self::Transferred];

    fn code(self) -> u8 {
        match self {
            Self::Received => 1,
            Self::Viewed => 2,
            Self::Exported => 3,
            Self::Released => 4,
            Self::Withdrawn => 5,
            Self::Transferred => 6,
        }
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening {
    /// Somebody did something with the original.
    Custody {
        /// Who.
        actor: UserId,
        /// What.
        act: CustodyAct,
        /// Why, in the words of the one who did it.
        reason: String,
    },
    /// A signed record of the device arrived and was found sound.
    Record {
        /// The device's public key, SEC 1, uncompressed.
        key: Vec<u8>,
        /// The signed entry, byte for byte.
        entry: Vec<u8>,
    },
    /// The office made a copy.
    Copy(Derivation),
    /// A time-stamp authority (时间戳机构) vouched that this hash existed.
    Stamped {
        /// What was stamped: the SHA-256 of a device's signed entry or of the original.
        hash: Sha256,
        /// The RFC 3161 token.
        token: Vec<u8>,
    },
}

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// Place in the log, from 0.
    pub sequence: u64,
    /// The server's clock, in milliseconds since 1970 (UTC).
    pub at_ms: i64,
    /// The matter that the photo belongs to.
    pub matter: MatterId,
    /// SHA-256 of the original.
    pub photo: Sha256,
    /// What happened.
    pub happening: Happening,
}

impl LogEntry {
    /// The bytes that the tree stands over.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let (kind, body): (u8, Value) = match &self.happening {
            Happening::Custody { actor, act, reason } => (
                1,
                map([(1, actor.0.as_bytes().as_slice().into()), (2, act.code().into()), (3, reason.as_str().into())]),
            ),
            Happening::Record { key, entry } => (2, map([(1, key.as_slice().into()), (2, entry.as_slice().into())])),
            Happening::Copy(derivation) => (3, derivation.to_value()),
            Happening::Stamped { hash, token } => {
                (4, map([(1, hash.0.as_slice().into()), (2, token.as_slice().into())]))
            }
        };
        write(&map([
            (1, VERSION.into()),
            (2, self.sequence.into()),
            (3, self.at_ms.into()),
            (4, self.matter.0.as_bytes().as_slice().into()),
            (5, self.photo.0.as_slice().into()),
            (6, kind.into()),
            (7, body),
        ]))
    }

    /// Reads an entry, which must be in the one form that [`LogEntry::to_bytes`] writes.
    ///
    /// # Errors
    /// [`Malformed`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Malformed> {
        if bytes.len() > LONGEST {
            return Err(Malformed::TooLong);
        }
        let entry = Self::of(read(bytes)?)?;
        if entry.to_bytes() == bytes { Ok(entry) } else { Err(Malformed::NotCanonical) }
    }

    fn of(value: Value) -> Result<Self, Malformed> {
        let mut fields = Fields::of(value, 0)?;
        if fields.take(1, number::<u64>)? != u64::from(VERSION) {
            return Err(Malformed::UnknownVersion);
        }
        let entry = Self {
            sequence: fields.take(2, number)?,
            at_ms: fields.take(3, number)?,
            matter: MatterId(Uuid::from_bytes(fields.take(4, bytes)?)),
            photo: Sha256(fields.take(5, bytes)?),
            happening: {
                let kind = fields.take(6, number::<u8>)?;
                happening(kind, fields.take(7, Some)?)?
            },
        };
        fields.end()?;
        Ok(entry)
    }
}

fn happening(kind: u8, body: Value) -> Result<Happening, Malformed> {
    if kind == 3 {
        return Derivation::from_value(body, 7).map(Happening::Copy);
    }
    let mut fields = Fields::of(body, 7)?;
    let blob = |value: Value| value.into_bytes().ok();
    let found = match kind {
        1 => Happening::Custody {
            actor: UserId(Uuid::from_bytes(fields.take(1, bytes)?)),
            act: fields.take(2, |v| {
                let code = number::<u8>(v)?;
                CustodyAct::ALL.into_iter().find(|act| act.code() == code)
            })?,
            reason: fields.take(3, |v| text(v, LONGEST_REASON))?,
        },
        2 => Happening::Record { key: fields.take(1, blob)?, entry: fields.take(2, blob)? },
        4 => Happening::Stamped { hash: Sha256(fields.take(1, bytes)?), token: fields.take(2, blob)? },
        _ => return Err(Malformed::Field(6)),
    };
    fields.end()?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::{CopyRole, Operation};
    use crate::redaction::Region;
    use proptest::prelude::*;

    fn entry(happening: Happening) -> LogEntry {
        LogEntry {
            sequence: 7,
            at_ms: 1_795_438_086_123,
            matter: MatterId(Uuid::from_u128(9)),
            photo: Sha256([5; 32]),
            happening,
        }
    }

    fn all() -> Vec<LogEntry> {
        let derivation = Derivation {
            parent: Sha256([5; 32]),
            role: CopyRole::Public,
            operations: vec![Operation::Oriented(6), Operation::Redacted(vec![Region::new(1, 2, 30, 40).unwrap()])],
            result: Sha256([6; 32]),
            bytes: 9_000,
        };
        let custody = CustodyAct::ALL.map(|act| {
            entry(Happening::Custody { actor: UserId(Uuid::from_u128(3)), act, reason: "核对门牌号".to_owned() })
        });
        let mut all = custody.to_vec();
        all.push(entry(Happening::Record { key: vec![4; 65], entry: vec![1, 2, 3] }));
        all.push(entry(Happening::Copy(derivation)));
        all.push(entry(Happening::Stamped { hash: Sha256([8; 32]), token: vec![0x30, 0] }));
        all
    }

    #[test]
    fn every_kind_of_entry_comes_back_as_it_was_written() {
        for entry in all() {
            assert_eq!(LogEntry::from_bytes(&entry.to_bytes()), Ok(entry));
        }
    }

    #[test]
    fn another_form_of_the_same_entry_is_refused() {
        for entry in all() {
            let bytes = entry.to_bytes();
            assert!(LogEntry::from_bytes(&[&bytes[..], &[0]].concat()).is_err());
            // The version as two bytes instead of one.
            let long = [&bytes[..2], &[0x18, 1], &bytes[3..]].concat();
            assert_eq!(LogEntry::from_bytes(&long), Err(Malformed::NotCanonical));
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), at: prop::sample::Index) {
            let _ = LogEntry::from_bytes(&bytes);
            let mut near = all()[at.index(all().len())].to_bytes();
            let place = at.index(near.len());
            near[place] ^= 1 << (bytes.len() % 8);
            let _ = LogEntry::from_bytes(&near);
        }
    }
}
