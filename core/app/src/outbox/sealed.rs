//! What the vault holds of a command: the sealed bytes with the account they belong to, and the last word on them.

use bytes::Bytes;
use jiff::Timestamp;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::ids::CommandId;
use minyi_wire::Receipt;
use serde::{Deserialize, Serialize};

/// Version of the frame below.
const FRAME: u8 = 1;

/// A sealed command (已封存): `version ‖ length of the label ‖ label (JSON) ‖ the body that is sent, byte for byte`.
///
/// The label never leaves the phone. It keeps one account's words from being sent under another's name when a phone changes
/// hands before everything was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sealed {
    pub(crate) label: Label,
    pub(crate) body: Bytes,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Label {
    /// Who made it.
    pub(crate) owner: Actor,
    /// The parked command that this one stands in for: it is discarded as soon as this one is safe.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) replaces: Option<CommandId>,
}

impl Sealed {
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        let label = serde_json::to_vec(&self.label)?;
        let len = u32::try_from(label.len()).unwrap_or(u32::MAX).to_be_bytes();
        Ok([&[FRAME], len.as_slice(), &label, &self.body].concat())
    }

    /// `None`: written by a newer version of the app.
    pub(crate) fn from_bytes(bytes: Vec<u8>) -> Option<Self> {
        let mut bytes = Bytes::from(bytes);
        let (&[FRAME, a, b, c, d], rest) = bytes.split_first_chunk::<5>()? else {
            return None;
        };
        let len = usize::try_from(u32::from_be_bytes([a, b, c, d])).ok()?;
        let label = serde_json::from_slice(rest.get(..len)?).ok()?;
        Some(Self { label, body: bytes.split_off(5 + len) })
    }
}

/// The last word on a command; stands in the vault's receipt of that id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "last_word", rename_all = "snake_case")]
pub(crate) enum LastWord {
    /// The server has it.
    Receipted { receipt: Box<Receipt> },
    /// The user gave it up before the server ever took it.
    Discarded { at: Timestamp },
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_sealed_command_comes_back_byte_for_byte(body: Vec<u8>, replaces: Option<u128>) {
            let replaces = replaces.map(|id| CommandId(uuid::Uuid::from_u128(id)));
            let sealed = Sealed { label: Label { owner: Actor::system(), replaces }, body: body.into() };
            prop_assert_eq!(Sealed::from_bytes(sealed.to_bytes().unwrap()), Some(sealed));
        }

        #[test]
        fn foreign_bytes_are_refused_without_a_panic(bytes: Vec<u8>) {
            prop_assume!(bytes.first() != Some(&FRAME) || bytes.len() < 40);
            prop_assert_eq!(Sealed::from_bytes(bytes), None);
        }
    }
}
