//! The signed receipt (回执): the citizen's proof that the congress has the command, and the phone's only permission to let
//! go of its own copy.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use jiff::Timestamp;
use minyi_rulebook::ids::{CommandId, MatterId, Sha256};
use serde::{Deserialize, Serialize};

/// A receipt. The same command and bytes always get the first receipt again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Receipt {
    /// [`crate::WIRE_VERSION`].
    pub v: u16,
    pub command: CommandId,
    pub matter: MatterId,
    /// SHA-256 of the body as received.
    pub body_sha256: Sha256,
    /// Version of the matter after the command.
    pub matter_version: u32,
    /// The server's place for it in the order of all changes.
    pub change_seq: i64,
    /// Legal time of arrival.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub received_at: Timestamp,
    /// Which server key signed: first 16 hex digits of the SHA-256 of the public key.
    pub key_id: String,
    /// Ed25519 over [`Receipt::signed_text`], base64url without padding.
    pub signature: String,
}

/// Why a receipt is not proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptFault {
    /// It is for another command or other bytes.
    #[error("the receipt is for another command or other bytes")]
    NotForThis,
    /// The signature does not verify under the key given.
    #[error("the receipt's signature does not verify")]
    BadSignature,
}

impl Receipt {
    /// The text under the signature: one field a line, so that anybody can check it with standard tools.
    #[must_use]
    pub fn signed_text(&self) -> String {
        format!(
            "minyi-receipt-v{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n",
            self.v,
            self.command,
            self.matter,
            self.body_sha256,
            self.matter_version,
            self.change_seq,
            self.received_at,
            self.key_id
        )
    }

    /// Fills in key id and signature.
    #[must_use]
    pub fn signed(mut self, key: &SigningKey) -> Self {
        self.key_id = key_id(&key.verifying_key());
        self.signature = URL_SAFE_NO_PAD.encode(key.sign(self.signed_text().as_bytes()).to_bytes());
        self
    }

    /// Checks that it is for this command and these bytes, and signed by this key.
    pub fn check(&self, command: CommandId, body: &Sha256, key: &VerifyingKey) -> Result<(), ReceiptFault> {
        if self.command != command || &self.body_sha256 != body {
            return Err(ReceiptFault::NotForThis);
        }
        let signature = URL_SAFE_NO_PAD
            .decode(&self.signature)
            .ok()
            .and_then(|bytes| Signature::from_slice(&bytes).ok())
            .ok_or(ReceiptFault::BadSignature)?;
        key.verify(self.signed_text().as_bytes(), &signature).map_err(|_| ReceiptFault::BadSignature)
    }
}

/// Short name of a public key.
#[must_use]
pub fn key_id(key: &VerifyingKey) -> String {
    use sha2::Digest;
    hex::encode(&sha2::Sha256::digest(key.as_bytes())[..8])
}

/// `GET /v1/keys`: the public keys whose receipts are this server's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ServerKeys {
    pub keys: Vec<ServerKey>,
}

/// One public key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ServerKey {
    pub key_id: String,
    /// `ed25519`.
    pub algorithm: String,
    /// 32 bytes, base64url without padding.
    pub public_key: String,
}

impl ServerKey {
    /// Describes a key.
    #[must_use]
    pub fn of(key: &VerifyingKey) -> Self {
        Self {
            key_id: key_id(key),
            algorithm: "ed25519".to_owned(),
            public_key: URL_SAFE_NO_PAD.encode(key.as_bytes()),
        }
    }

    /// The key itself, `None` if it is malformed.
    #[must_use]
    pub fn verifying_key(&self) -> Option<VerifyingKey> {
        let bytes: [u8; 32] = URL_SAFE_NO_PAD.decode(&self.public_key).ok()?.try_into().ok()?;
        VerifyingKey::from_bytes(&bytes).ok()
    }
}
