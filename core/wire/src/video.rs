//! What a viewer is told about the pictures of a hearing (视频), and the watermark (水印) that names who watches.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use jiff::Timestamp;
use minyi_rulebook::ids::{MatterId, UserId};
use serde::{Deserialize, Serialize};

use crate::receipt::key_id;

/// `GET /v1/hearings/{id}/video`: where the pictures are for this viewer, now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VideoPass {
    pub picture: Picture,
    /// Shown over the picture all the time, moving.
    pub watermark: Watermark,
}

/// Where the pictures are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Picture {
    /// A page of somebody else's, which tells no programme time: anchors are approximate.
    ExternalPage { url: String, delay_s: u16 },
    /// A playlist of this server's; ask for it with the session's token. `dated`: it carries programme time, so anchors are exact;
    /// without it they are the server's time less the delay, and marked.
    Hls { playlist: String, delay_s: u16, dated: bool },
    /// A recording, played as a playlist.
    Recorded { playlist: String, dated: bool },
}

/// Who watches, signed by the server, so that no shell can show another's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Watermark {
    pub hearing: MatterId,
    /// 案号, as masked by the court.
    pub case_no: String,
    pub viewer: UserId,
    pub name: String,
    /// Seat number of a deputy, 0 for staff.
    pub seat: u16,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub issued_at: Timestamp,
    /// Ask again before then; a stale watermark means that the picture must be blanked.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub good_until: Timestamp,
    /// Which server key signed.
    pub key_id: String,
    /// Ed25519 over [`Watermark::signed_text`], base64url without padding.
    pub signature: String,
}

/// What one viewer fetched of one kind in one minute; a list of these is the access log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VideoFetches {
    pub viewer: UserId,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub minute: Timestamp,
    /// `playlist`, `piece`, `key`, or `refused`.
    pub what: String,
    pub fetches: i64,
}

impl Watermark {
    /// The text under the signature: one field a line. Free words come last and without line breaks, so no field can be mistaken for another.
    #[must_use]
    pub fn signed_text(&self) -> String {
        let line = |words: &str| words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
        format!(
            "minyi-watermark-v1\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n",
            self.hearing,
            self.viewer,
            self.seat,
            self.issued_at,
            self.good_until,
            self.key_id,
            line(&self.case_no),
            line(&self.name)
        )
    }

    /// Fills in key id and signature.
    #[must_use]
    pub fn signed(mut self, key: &SigningKey) -> Self {
        self.key_id = key_id(&key.verifying_key());
        self.signature = URL_SAFE_NO_PAD.encode(key.sign(self.signed_text().as_bytes()).to_bytes());
        self
    }

    /// Whether this key signed it and it is still good.
    #[must_use]
    pub fn is_good(&self, key: &VerifyingKey, now: Timestamp) -> bool {
        let bytes = URL_SAFE_NO_PAD.decode(&self.signature).ok();
        let signature = bytes.and_then(|bytes| Signature::from_slice(&bytes).ok());
        let genuine = signature.is_some_and(|signature| key.verify(self.signed_text().as_bytes(), &signature).is_ok());
        genuine && now < self.good_until
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark() -> Watermark {
        let at = |text: &str| text.parse().expect("a time");
        Watermark {
            hearing: MatterId(uuid::Uuid::from_u128(1)),
            case_no: "（2026）浙0502民初****号".into(),
            viewer: UserId(uuid::Uuid::from_u128(2)),
            name: "演示·杜代表".into(),
            seat: 7,
            issued_at: at("2026-03-02T02:00:00Z"),
            good_until: at("2026-03-02T02:05:00Z"),
            key_id: String::new(),
            signature: String::new(),
        }
    }

    #[test]
    fn a_changed_a_foreign_and_a_stale_watermark_are_none() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let good = mark().signed(&key);
        let now = good.issued_at;
        assert!(good.is_good(&key.verifying_key(), now));
        assert!(!good.is_good(&SigningKey::from_bytes(&[8; 32]).verifying_key(), now));
        assert!(!good.is_good(&key.verifying_key(), good.good_until));
        let changes: [fn(&mut Watermark); 5] = [
            |mark| mark.name = "别人".into(),
            |mark| mark.seat = 8,
            |mark| mark.viewer = UserId(uuid::Uuid::from_u128(3)),
            |mark| mark.good_until += std::time::Duration::from_secs(60),
            |mark| mark.signature = "x".into(),
        ];
        for change in changes {
            let mut changed = good.clone();
            change(&mut changed);
            assert!(!changed.is_good(&key.verifying_key(), now), "{changed:?}");
        }
    }
}
