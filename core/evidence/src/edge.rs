//! The written form of a [`Derivation`]: the edge between an original and a copy, as the chain carries it.

use ciborium::Value;
use minyi_rulebook::ids::Sha256;

use crate::cbor::{Fields, Malformed, array, bytes, map, number};
use crate::derive::{CopyRole, Derivation, Operation};
use crate::disclosure::Disclosure;
use crate::redaction::Region;

impl Derivation {
    pub(crate) fn to_value(&self) -> Value {
        let role: u8 = match self.role {
            CopyRole::Public => 1,
            CopyRole::Thumbnail => 2,
        };
        map([
            (1, self.parent.0.as_slice().into()),
            (2, role.into()),
            (3, Value::Array(self.operations.iter().map(operation_value).collect())),
            (4, self.result.0.as_slice().into()),
            (5, self.bytes.into()),
        ])
    }

    pub(crate) fn from_value(value: Value, of: u8) -> Result<Self, Malformed> {
        let mut fields = Fields::of(value, of)?;
        let derivation = Self {
            parent: Sha256(fields.take(1, bytes)?),
            role: fields.take(2, |v| match number::<u8>(v)? {
                1 => Some(CopyRole::Public),
                2 => Some(CopyRole::Thumbnail),
                _ => None,
            })?,
            operations: fields.take(3, |v| v.into_array().ok()?.into_iter().map(operation_of).collect())?,
            result: Sha256(fields.take(4, bytes)?),
            bytes: fields.take(5, number)?,
        };
        fields.end()?;
        Ok(derivation)
    }
}

/// A number for the kind, then what belongs to it.
fn operation_value(operation: &Operation) -> Value {
    let list = |values: Vec<Value>| Value::Array(values);
    list(match operation {
        Operation::DecodedByShell(sha256) => vec![1.into(), sha256.0.as_slice().into()],
        Operation::Oriented(exif) => vec![2.into(), (*exif).into()],
        Operation::Shrunk { from, to } => vec![3.into(), from.0.into(), from.1.into(), to.0.into(), to.1.into()],
        Operation::Redacted(regions) => {
            let edges = |region: &Region| list(region.edges().map(Value::from).to_vec());
            vec![4.into(), list(regions.iter().map(edges).collect())]
        }
        Operation::Encoded { quality, disclosure } => {
            vec![5.into(), (*quality).into(), disclosure_code(*disclosure).into()]
        }
        Operation::Credentialed => vec![6.into()],
    })
}

fn operation_of(value: Value) -> Option<Operation> {
    let mut parts = value.into_array().ok()?.into_iter();
    let mut next = || parts.next();
    let operation = match number::<u8>(next()?)? {
        1 => Operation::DecodedByShell(Sha256(bytes(next()?)?)),
        2 => Operation::Oriented(number(next()?).filter(|exif| (1..=8).contains(exif))?),
        3 => {
            let from = (number(next()?)?, number(next()?)?);
            Operation::Shrunk { from, to: (number(next()?)?, number(next()?)?) }
        }
        4 => Operation::Redacted(next()?.into_array().ok()?.into_iter().map(region_of).collect::<Option<_>>()?),
        5 => Operation::Encoded { quality: number(next()?)?, disclosure: disclosure_of(number(next()?)?)? },
        6 => Operation::Credentialed,
        _ => return None,
    };
    next().is_none().then_some(operation)
}

fn region_of(value: Value) -> Option<Region> {
    let [left, top, right, bottom] = array(value)?.map(number);
    Region::new(left?, top?, right?, bottom?).ok()
}

fn disclosure_code(disclosure: Disclosure) -> u8 {
    match disclosure {
        Disclosure::PictureOnly => 1,
        Disclosure::Minute => 2,
        Disclosure::MinuteAndArea => 3,
        Disclosure::Full => 4,
    }
}

fn disclosure_of(code: u8) -> Option<Disclosure> {
    [Disclosure::PictureOnly, Disclosure::Minute, Disclosure::MinuteAndArea, Disclosure::Full]
        .into_iter()
        .find(|disclosure| disclosure_code(*disclosure) == code)
}
