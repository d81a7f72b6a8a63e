//! What belongs to the person (个人数据): devices, a copy of everything on this phone, its removal.

use std::path::PathBuf;
use std::time::SystemTime;

use minyi_rulebook::ids::DeviceId;
use minyi_wire::access::SessionInfo;

use crate::app::MinyiApp;
use crate::error::MinyiError;
use crate::ids::system_time;

/// A device on which the account is signed in.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SignedInDevice {
    /// Its number.
    pub device: String,
    /// Since when.
    pub signed_in_at: SystemTime,
    /// Until when, unless it is used.
    pub expires_at: SystemTime,
    /// Whether it is this phone.
    pub this_one: bool,
}

#[uniffi::export]
impl MinyiApp {
    /// The devices on which the account is signed in, latest sign-in first. Throws `Offline`, `SignedOut`.
    pub async fn signed_in_devices(&self) -> Result<Vec<SignedInDevice>, MinyiError> {
        let core = self.core.clone();
        let sessions = self.workers.run(async move { core.sessions().await }).await?;
        Ok(sessions.into_iter().map(Into::into).collect())
    }

    /// Signs one of the account's devices out at once: a lost phone, for example.
    ///
    /// Throws `Offline`, `SignedOut`, `BadInput(device)`, `NotFound` for one that is not signed in.
    pub async fn sign_device_out(&self, device: String) -> Result<(), MinyiError> {
        let bad = |_| MinyiError::BadInput { field: "device".to_owned() };
        let device: DeviceId = device.parse().map_err(bad)?;
        let core = self.core.clone();
        self.workers.run(async move { core.end_session(device).await }).await
    }

    /// Writes what this phone holds of the account into a folder that is new or empty: `minyi.json` with the words, and the photos as
    /// they are. Nothing of it is encrypted any more: keep the folder private, hand the files over, delete it. Gives the files' paths.
    ///
    /// Throws `BadInput(folder)` for one that is not empty or cannot be written to, `StorageFull`, `SignedOut`.
    pub async fn export_own_data(&self, folder: String) -> Result<Vec<String>, MinyiError> {
        let core = self.core.clone();
        let folder = PathBuf::from(folder);
        let files = self.workers.run(async move { core.export_data(&folder).await }).await?;
        Ok(files.into_iter().map(|file| file.to_string_lossy().into_owned()).collect())
    }

    /// Removes everything of the account from this phone and signs it out, also offline. Only on the person's word: what was never
    /// sent is gone for good. What the server has stays there; other accounts on this phone are not touched.
    pub async fn erase_own_data(&self) -> Result<(), MinyiError> {
        let core = self.core.clone();
        self.workers.run(async move { core.erase_data().await }).await
    }
}

impl From<SessionInfo> for SignedInDevice {
    fn from(info: SessionInfo) -> Self {
        let SessionInfo { device, signed_in_at, expires_at, this_one } = info;
        Self {
            device: device.to_string(),
            signed_in_at: system_time(signed_in_at),
            expires_at: system_time(expires_at),
            this_one,
        }
    }
}
