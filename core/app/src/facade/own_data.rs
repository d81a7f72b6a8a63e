//! What belongs to the person, as the shell calls it.

use super::Core;
use crate::CoreError;
use minyi_rulebook::ids::DeviceId;
use minyi_wire::access::SessionInfo;
use std::path::{Path, PathBuf};

impl Core {
    /// The devices on which the account is signed in, latest sign-in first. Needs the network.
    pub async fn sessions(&self) -> Result<Vec<SessionInfo>, CoreError> {
        self.engine.sessions().await
    }

    /// Signs one of the account's devices out at once: a lost phone, for example. Needs the network.
    ///
    /// # Errors
    /// [`CoreError::NotFound`] for a device that is not signed in.
    pub async fn end_session(&self, device: DeviceId) -> Result<(), CoreError> {
        self.engine.end_session(device).await
    }

    /// Writes what this phone holds of the account into a folder that is new or empty: `minyi.json` with the words, and the photos as
    /// they are. Nothing of it is encrypted any more. Gives the files, the words first.
    ///
    /// # Errors
    /// [`CoreError::BadInput`] (`folder`) for one that is not empty or cannot be written to; [`CoreError::StorageFull`].
    pub async fn export_data(&self, folder: &Path) -> Result<Vec<PathBuf>, CoreError> {
        let folder = folder.to_owned();
        self.engine.blocking(move |engine, stores| engine.export_data(&folder, stores)).await
    }

    /// Removes everything of the account from this phone and signs it out, also offline. What was never sent is gone for good; what
    /// the server has stays there. Other accounts on this phone are not touched.
    ///
    /// # Errors
    /// [`CoreError::SignedOut`] if no account is at work.
    pub async fn erase_data(&self) -> Result<(), CoreError> {
        self.engine.erase_data().await
    }
}
