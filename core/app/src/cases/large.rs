//! Values that may be longer than one of the mirror's: cut into pieces under `key ‖ number`, the first beginning with the count.

use crate::CoreError;
use crate::engine::Stores;
use crate::mirror::{Batch, MAX_VALUE};

const PIECE: usize = MAX_VALUE - 2;

/// Stores the pieces. A longer value that stood there leaves pieces behind, which are never read and go with [`remove`].
pub(crate) fn put(batch: &mut Batch, tree: &str, key: &[u8], value: &[u8]) {
    let count = value.len().div_ceil(PIECE).max(1);
    let count = u16::try_from(count).unwrap_or(u16::MAX);
    for number in 0..count {
        let start = usize::from(number) * PIECE;
        let piece = &value[start..value.len().min(start + PIECE)];
        let head = if number == 0 { count.to_be_bytes().to_vec() } else { Vec::new() };
        batch.put(tree, &piece_key(key, number), [head.as_slice(), piece].concat());
    }
}

/// The whole value; `None` if it is not there or not whole.
pub(crate) fn get(stores: &Stores, tree: &str, key: &[u8]) -> Result<Option<Vec<u8>>, CoreError> {
    let Some(first) = stores.mirror.get(tree, &piece_key(key, 0))? else {
        return Ok(None);
    };
    let Some((count, piece)) = first.split_first_chunk::<2>() else {
        return Ok(None);
    };
    let mut value = piece.to_vec();
    for number in 1..u16::from_be_bytes(*count) {
        let Some(piece) = stores.mirror.get(tree, &piece_key(key, number))? else {
            return Ok(None);
        };
        value.extend_from_slice(&piece);
    }
    Ok(Some(value))
}

/// Removes every piece.
pub(crate) fn remove(batch: &mut Batch, stores: &Stores, tree: &str, key: &[u8]) -> Result<(), CoreError> {
    for (piece, _) in stores.mirror.scan_prefix(tree, key, None, usize::from(u16::MAX))? {
        batch.remove(tree, &piece);
    }
    Ok(())
}

fn piece_key(key: &[u8], number: u16) -> Vec<u8> {
    [key, &number.to_be_bytes()].concat()
}
