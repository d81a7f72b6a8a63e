//! Deterministic CBOR and nothing else (RFC 8949, section 4.2.1): every value has exactly one encoding.
//!
//! The decoder refuses longer-than-needed lengths, unsorted or doubled keys, indefinite lengths and bytes left over, so
//! what was signed can be written in one way only and two readers can never see two different cards.

use thiserror::Error;

/// Nesting that any of our structures needs, with room to spare; more is an attack on the stack.
const MAX_DEPTH: usize = 8;

/// A CBOR value of the kinds that the card, the bundle and the lists are made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// Zero and up.
    Uint(u64),
    /// `-1 - n`.
    Nint(u64),
    Bytes(Vec<u8>),
    Text(String),
    Array(Vec<Value>),
    /// In any order here; the encoder sorts.
    Map(Vec<(Value, Value)>),
    Tag(u64, Box<Value>),
    Bool(bool),
}

/// Why bytes are not deterministic CBOR.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CborFault {
    /// The bytes end inside a value.
    #[error("cut off")]
    Truncated,
    /// Bytes follow the value.
    #[error("bytes left over")]
    Trailing,
    /// A number or length is written longer than needed.
    #[error("a number or length is written longer than needed")]
    NotShortest,
    /// Map keys are out of order.
    #[error("map keys are out of order")]
    KeyOrder,
    /// A map key stands twice.
    #[error("a map key stands twice")]
    DuplicateKey,
    /// Text is not UTF-8.
    #[error("text is not UTF-8")]
    NotUtf8,
    /// Nested deeper than anything of ours.
    #[error("nested too deep")]
    TooDeep,
    /// Floats, null, indefinite lengths: legal CBOR, never ours.
    #[error("a kind of value that is not used here")]
    Unsupported,
}

impl Value {
    pub(crate) fn int(number: i64) -> Self {
        u64::try_from(number).map_or_else(|_| Self::Nint(number.unsigned_abs() - 1), Self::Uint)
    }

    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    pub(crate) fn bytes(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }

    /// A map with small integer labels, as COSE and CWT use them.
    pub(crate) fn map<const N: usize>(entries: [(i64, Value); N]) -> Self {
        Self::Map(entries.into_iter().map(|(label, value)| (Self::int(label), value)).collect())
    }

    pub(crate) fn as_int(&self) -> Option<i64> {
        match self {
            Self::Uint(n) => i64::try_from(*n).ok(),
            Self::Nint(n) => i64::try_from(*n).ok().map(|n| -1 - n),
            _ => None,
        }
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Uint(n) => head(out, 0, *n),
            Self::Nint(n) => head(out, 1, *n),
            Self::Bytes(bytes) => {
                head(out, 2, bytes.len() as u64);
                out.extend_from_slice(bytes);
            }
            Self::Text(text) => {
                head(out, 3, text.len() as u64);
                out.extend_from_slice(text.as_bytes());
            }
            Self::Array(items) => {
                head(out, 4, items.len() as u64);
                items.iter().for_each(|item| item.write(out));
            }
            Self::Map(entries) => {
                let mut written: Vec<_> = entries.iter().map(|(key, value)| (key.encode(), value)).collect();
                written.sort_by(|a, b| a.0.cmp(&b.0));
                head(out, 5, entries.len() as u64);
                for (key, value) in written {
                    out.extend_from_slice(&key);
                    value.write(out);
                }
            }
            Self::Tag(tag, inner) => {
                head(out, 6, *tag);
                inner.write(out);
            }
            Self::Bool(truth) => out.push(if *truth { 0xf5 } else { 0xf4 }),
        }
    }

    /// Reads exactly one value that fills `bytes`.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, CborFault> {
        let mut reader = Reader { rest: bytes };
        let value = reader.value(0)?;
        if reader.rest.is_empty() { Ok(value) } else { Err(CborFault::Trailing) }
    }
}

fn head(out: &mut Vec<u8>, major: u8, n: u64) {
    let major = major << 5;
    match n {
        0..=23 => out.push(major | n as u8),
        24..=0xff => out.extend_from_slice(&[major | 24, n as u8]),
        0x100..=0xffff => {
            out.push(major | 25);
            out.extend_from_slice(&(n as u16).to_be_bytes());
        }
        0x1_0000..=0xffff_ffff => {
            out.push(major | 26);
            out.extend_from_slice(&(n as u32).to_be_bytes());
        }
        _ => {
            out.push(major | 27);
            out.extend_from_slice(&n.to_be_bytes());
        }
    }
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: u64) -> Result<&'a [u8], CborFault> {
        let count = usize::try_from(count).map_err(|_| CborFault::Truncated)?;
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(CborFault::Truncated)?;
        self.rest = rest;
        Ok(taken)
    }

    /// Major type and argument; refuses an argument that a shorter form could hold.
    fn head(&mut self) -> Result<(u8, u64), CborFault> {
        let first = self.take(1)?[0];
        let (major, short) = (first >> 5, first & 0x1f);
        if major == 7 {
            return if matches!(short, 20 | 21) { Ok((7, u64::from(short))) } else { Err(CborFault::Unsupported) };
        }
        let (width, least) = match short {
            0..=23 => return Ok((major, u64::from(short))),
            24 => (1, 24),
            25 => (2, 0x100),
            26 => (4, 0x1_0000),
            27 => (8, 0x1_0000_0000),
            _ => return Err(CborFault::Unsupported),
        };
        let argument = self.take(width)?.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        if argument < least { Err(CborFault::NotShortest) } else { Ok((major, argument)) }
    }

    fn value(&mut self, depth: usize) -> Result<Value, CborFault> {
        if depth > MAX_DEPTH {
            return Err(CborFault::TooDeep);
        }
        let (major, n) = self.head()?;
        Ok(match major {
            0 => Value::Uint(n),
            1 => Value::Nint(n),
            2 => Value::Bytes(self.take(n)?.to_vec()),
            3 => Value::Text(str::from_utf8(self.take(n)?).map_err(|_| CborFault::NotUtf8)?.to_owned()),
            4 => {
                // Nothing is reserved by the announced count: only bytes that are there can fill memory.
                let mut items = Vec::new();
                for _ in 0..n {
                    items.push(self.value(depth + 1)?);
                }
                Value::Array(items)
            }
            5 => self.map(n, depth)?,
            6 => Value::Tag(n, Box::new(self.value(depth + 1)?)),
            _ => Value::Bool(n == 21),
        })
    }

    fn map(&mut self, count: u64, depth: usize) -> Result<Value, CborFault> {
        let mut entries = Vec::new();
        let mut last: Option<&[u8]> = None;
        for _ in 0..count {
            let before = self.rest;
            let key = self.value(depth + 1)?;
            let written = &before[..before.len() - self.rest.len()];
            match last.map(|last| last.cmp(written)) {
                Some(std::cmp::Ordering::Equal) => return Err(CborFault::DuplicateKey),
                Some(std::cmp::Ordering::Greater) => return Err(CborFault::KeyOrder),
                _ => last = Some(written),
            }
            entries.push((key, self.value(depth + 1)?));
        }
        Ok(Value::Map(entries))
    }
}

/// Takes the fields out of a map one by one; whatever is left at the end makes the structure unknown.
pub(crate) struct Fields(Vec<(Value, Value)>);

/// The CBOR is fine, but it is not the structure expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unexpected;

impl Fields {
    pub(crate) fn of(value: Value) -> Result<Self, Unexpected> {
        match value {
            Value::Map(entries) => Ok(Self(entries)),
            _ => Err(Unexpected),
        }
    }

    pub(crate) fn take(&mut self, label: i64) -> Option<Value> {
        self.take_key(&Value::int(label))
    }

    pub(crate) fn take_key(&mut self, key: &Value) -> Option<Value> {
        let place = self.0.iter().position(|(k, _)| k == key)?;
        Some(self.0.remove(place).1)
    }

    pub(crate) fn uint(&mut self, label: i64) -> Result<u64, Unexpected> {
        match self.take(label) {
            Some(Value::Uint(n)) => Ok(n),
            _ => Err(Unexpected),
        }
    }

    pub(crate) fn text(&mut self, label: i64) -> Result<String, Unexpected> {
        match self.take(label) {
            Some(Value::Text(text)) => Ok(text),
            _ => Err(Unexpected),
        }
    }

    pub(crate) fn bytes<const N: usize>(&mut self, label: i64) -> Result<[u8; N], Unexpected> {
        match self.take(label) {
            Some(Value::Bytes(bytes)) => bytes.try_into().map_err(|_| Unexpected),
            _ => Err(Unexpected),
        }
    }

    pub(crate) fn array(&mut self, label: i64) -> Result<Vec<Value>, Unexpected> {
        match self.take(label) {
            Some(Value::Array(items)) => Ok(items),
            _ => Err(Unexpected),
        }
    }

    /// Nothing unknown is left.
    pub(crate) fn done(self) -> Result<(), Unexpected> {
        if self.0.is_empty() { Ok(()) } else { Err(Unexpected) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<u64>().prop_map(Value::Uint),
            any::<u64>().prop_map(Value::Nint),
            prop::collection::vec(any::<u8>(), 0..300).prop_map(Value::Bytes),
            "\\PC{0,40}".prop_map(Value::Text),
            any::<bool>().prop_map(Value::Bool),
        ];
        leaf.prop_recursive(3, 24, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
                prop::collection::btree_map(any::<i32>(), inner.clone(), 0..6)
                    .prop_map(|map| Value::Map(map.into_iter().map(|(k, v)| (Value::int(k.into()), v)).collect())),
                (any::<u64>(), inner).prop_map(|(tag, value)| Value::Tag(tag, Box::new(value))),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(value in any_value()) {
            let bytes = value.encode();
            prop_assert_eq!(Value::decode(&bytes).map(|value| value.encode()), Ok(bytes));
        }

        #[test]
        fn whatever_is_accepted_has_no_second_spelling(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            if let Ok(value) = Value::decode(&bytes) {
                prop_assert_eq!(value.encode(), bytes);
            }
        }
    }

    #[test]
    fn every_departure_from_deterministic_cbor_has_its_name() {
        let deep = [[0x81; 10].as_slice(), &[0x00]].concat();
        for (bytes, fault) in [
            (&[0x18][..], CborFault::Truncated),
            (&[0x62, b'a'], CborFault::Truncated),
            (&[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], CborFault::Truncated),
            (&[0x00, 0x00], CborFault::Trailing),
            (&[0x18, 0x17], CborFault::NotShortest),
            (&[0x19, 0x00, 0xff], CborFault::NotShortest),
            (&[0x58, 0x01, 0x00], CborFault::NotShortest),
            (&[0xa2, 0x02, 0x00, 0x01, 0x00], CborFault::KeyOrder),
            (&[0xa2, 0x01, 0x00, 0x01, 0x00], CborFault::DuplicateKey),
            (&[0x61, 0xff], CborFault::NotUtf8),
            (&[0x9f, 0xff], CborFault::Unsupported),
            (&[0xf6], CborFault::Unsupported),
            (&[0xf9, 0x3c, 0x00], CborFault::Unsupported),
            (&deep, CborFault::TooDeep),
        ] {
            assert_eq!(Value::decode(bytes), Err(fault), "{bytes:02x?}");
        }
    }
}
