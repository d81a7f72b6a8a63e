//! Deterministic CBOR (RFC 8949, section 4.2.1) for small maps with whole numbers as keys.
//!
//! Writing puts keys in ascending order and ciborium writes the shortest form. Reading is strict in another place: the
//! caller writes what it understood again and compares, so that one meaning has one form and hashes can be trusted.

use ciborium::Value;

/// Why bytes are no entry of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// Longer than any entry.
    #[error("the entry is too long")]
    TooLong,
    /// No CBOR, or more after it.
    #[error("the bytes are no CBOR")]
    NotCbor,
    /// A field is missing, has another type or a value out of range.
    #[error("field {0} is missing or has no valid value")]
    Field(u8),
    /// A field that this version does not know.
    #[error("an unknown field")]
    UnknownField,
    /// A newer version of the format.
    #[error("an unknown version of the format")]
    UnknownVersion,
    /// The same content in another form than the one we write.
    #[error("the bytes are not in deterministic form")]
    NotCanonical,
    /// The signature's envelope is not the one we write.
    #[error("the signature's envelope is not ours")]
    Envelope,
}

/// A map from pairs in ascending order of keys.
pub(crate) fn map<const N: usize>(fields: [(u8, Value); N]) -> Value {
    debug_assert!(fields.is_sorted_by_key(|(key, _)| *key), "keys ascend");
    Value::Map(fields.into_iter().map(|(key, value)| (key.into(), value)).collect())
}

pub(crate) fn write(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).expect("a vector takes every byte");
    bytes
}

/// Exactly one value, at most eight levels deep.
pub(crate) fn read(mut bytes: &[u8]) -> Result<Value, Malformed> {
    let value = ciborium::de::from_reader_with_recursion_limit(&mut bytes, 8).map_err(|_| Malformed::NotCbor)?;
    if bytes.is_empty() { Ok(value) } else { Err(Malformed::NotCbor) }
}

/// The fields of a map, taken out one by one.
pub(crate) struct Fields(Vec<(Value, Value)>);

impl Fields {
    /// `value` must be a map; otherwise field `of` is at fault.
    pub(crate) fn of(value: Value, of: u8) -> Result<Self, Malformed> {
        value.into_map().map(Self).map_err(|_| Malformed::Field(of))
    }

    /// Takes field `key` and reads it.
    pub(crate) fn take<T>(&mut self, key: u8, read: impl FnOnce(Value) -> Option<T>) -> Result<T, Malformed> {
        let index = self.0.iter().position(|(found, _)| *found == Value::from(key)).ok_or(Malformed::Field(key))?;
        read(self.0.remove(index).1).ok_or(Malformed::Field(key))
    }

    /// All fields must have been taken.
    pub(crate) fn end(self) -> Result<(), Malformed> {
        if self.0.is_empty() { Ok(()) } else { Err(Malformed::UnknownField) }
    }
}

/// A whole number that fits in `T`.
pub(crate) fn number<T: TryFrom<i128>>(value: Value) -> Option<T> {
    value.into_integer().ok().and_then(|number| T::try_from(i128::from(number)).ok())
}

/// Exactly `N` bytes.
pub(crate) fn bytes<const N: usize>(value: Value) -> Option<[u8; N]> {
    value.into_bytes().ok()?.try_into().ok()
}

/// Text of 1 to `most` bytes.
pub(crate) fn text(value: Value, most: usize) -> Option<String> {
    value.into_text().ok().filter(|text| (1..=most).contains(&text.len()))
}

/// Exactly `N` values.
pub(crate) fn array<const N: usize>(value: Value) -> Option<[Value; N]> {
    value.into_array().ok()?.try_into().ok()
}
