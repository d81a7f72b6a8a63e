//! The signed root over the office's whole log (每日存证树根), as a short text that may be printed, mailed and kept elsewhere.

use ed25519_dalek::{Signature, VerifyingKey};
use minyi_rulebook::ids::Sha256;

/// A tree head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeHead {
    /// Entries under the root.
    pub size: u64,
    /// RFC 6962 root.
    pub root: Sha256,
    /// When it was signed, by the server's clock, in milliseconds since 1970 (UTC).
    pub at_ms: i64,
    /// The server's public key.
    pub key: [u8; 32],
    /// Ed25519 over [`TreeHead::signed_text`].
    pub signature: [u8; 64],
}

impl TreeHead {
    /// Signs a root.
    pub fn signed(size: u64, root: Sha256, at_ms: i64, key: [u8; 32], sign: impl FnOnce(&[u8]) -> [u8; 64]) -> Self {
        let mut head = Self { size, root, at_ms, key, signature: [0; 64] };
        head.signature = sign(head.signed_text().as_bytes());
        head
    }

    /// The text under the signature, one field a line.
    #[must_use]
    pub fn signed_text(&self) -> String {
        let Self { size, root, at_ms, key, .. } = self;
        format!("minyi-evidence-head-v1\n{size}\n{root}\n{at_ms}\n{}\n", hex::encode(key))
    }

    /// That text with the signature in hex as its last line.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("{}{}\n", self.signed_text(), hex::encode(self.signature))
    }

    /// Reads what [`TreeHead::to_text`] writes, and nothing else.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let mut lines = text.lines().skip(1);
        let head = Self {
            size: lines.next()?.parse().ok()?,
            root: lines.next()?.parse().ok()?,
            at_ms: lines.next()?.parse().ok()?,
            key: hex::decode(lines.next()?).ok()?.try_into().ok()?,
            signature: hex::decode(lines.next()?).ok()?.try_into().ok()?,
        };
        (head.to_text() == text).then_some(head)
    }

    /// Whether the key that it names signed it.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        signs(&self.key, self.signed_text().as_bytes(), &self.signature)
    }
}

/// Whether this Ed25519 key signed this message.
pub(super) fn signs(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    VerifyingKey::from_bytes(key).is_ok_and(|key| key.verify_strict(message, &Signature::from_bytes(signature)).is_ok())
}
