//! Handing a photo on (移送): everything about it as one file that anybody can verify without this server.

use ed25519_dalek::{Signer, SigningKey};
use futures_util::StreamExt;
use jiff::Timestamp;
use minyi_evidence::export::{self, Contents, ProvenEntry, TreeHead};
use minyi_evidence::{CopyRole, CustodyAct, Happening, merkle};
use minyi_rulebook::actor::Actor;
use minyi_rulebook::ids::{MatterId, Sha256};

use super::{Evidence, log, reason, require_keeper, rows};
use crate::failure::ApiFailure;
use crate::store::StoreError;
use crate::uploads::objects::{Object, blocking};

impl Evidence {
    /// The package of a photo, sealed with this server's key. Its own leaving is the last entry that it carries.
    ///
    /// # Errors
    /// `forbidden`; `malformed_parameter` for a reason that is none; `not_found` while the photo is not here.
    pub async fn export(
        &self,
        actor: &Actor,
        matter: MatterId,
        photo: Sha256,
        why: &str,
        now: Timestamp,
        key: &SigningKey,
    ) -> Result<Vec<u8>, ApiFailure> {
        require_keeper(actor)?;
        let exported = Happening::Custody { actor: actor.user, act: CustodyAct::Exported, reason: reason(why)? };
        let original = whole(self.open(photo).await?).await?;
        let mut tx = self.db.begin().await?;
        log::append(&mut tx, matter, photo, now, vec![exported]).await?;
        tx.commit().await?;

        let leaves = log::leaves(&self.db, log::size(&self.db).await?).await?;
        let entries = log::of_photo(&self.db, matter, photo).await?;
        let (public, thumbnail) = (
            self.copy_bytes(matter, photo, CopyRole::Public).await?,
            self.copy_bytes(matter, photo, CopyRole::Thumbnail).await?,
        );
        let key = key.clone();
        let packed = blocking(move || {
            let proven = entries.into_iter().filter_map(|(entry, bytes)| {
                let place = usize::try_from(entry.sequence).ok()?;
                // Entries that came after the leaves were read are not under this head.
                Some(ProvenEntry { entry: bytes, proof: merkle::inclusion_proof(&leaves, place)? })
            });
            let log = proven.collect();
            let sign = |text: &[u8]| key.sign(text).to_bytes();
            let public_key = key.verifying_key().to_bytes();
            let size = leaves.len() as u64;
            let head = TreeHead::signed(size, merkle::root(&leaves), now.as_millisecond(), public_key, sign);
            let contents = Contents { matter, original, public, thumbnail, log, head };
            export::pack(&contents, sign).map_err(std::io::Error::other)
        });
        Ok(packed.await.map_err(|_| StoreError::Corrupt)?)
    }

    async fn copy_bytes(&self, matter: MatterId, photo: Sha256, role: CopyRole) -> Result<Option<Vec<u8>>, ApiFailure> {
        match rows::copy(&self.db, matter, photo, role).await? {
            Some(copy) => Ok(Some(whole(self.open(copy.view.sha256).await?).await?)),
            None => Ok(None),
        }
    }
}

/// At most a photo of the largest size that is taken.
async fn whole(mut object: Object) -> Result<Vec<u8>, StoreError> {
    let mut bytes = Vec::with_capacity(usize::try_from(object.bytes).map_err(|_| StoreError::Io)?);
    while let Some(chunk) = object.content.next().await {
        bytes.extend_from_slice(&chunk.map_err(|_| StoreError::Io)?);
    }
    Ok(bytes)
}
