//! Voice notes (语音留言): attached to a case before filing, heard again, listened to by those who work on it.

use std::path::PathBuf;

use minyi_rulebook::citizen_case as rules;
use minyi_rulebook::ids::{MatterId, Sha256};

use crate::app::MinyiApp;
use crate::error::MinyiError;

/// A voice note in the vault, by its content.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct VoiceNote {
    /// SHA-256 of its bytes, 64 hex digits.
    pub sha256: Sha256,
    /// Length in bytes.
    pub bytes: u64,
}

/// The voice note of a case.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct CaseVoice {
    /// Which.
    pub note: VoiceNote,
    /// Its length as the server read it; `None` while it is on its way.
    pub seconds: Option<u16>,
    /// What it says, as station or office wrote it down; `None` if nobody did yet.
    pub written_down: Option<String>,
}

#[uniffi::export]
impl MinyiApp {
    /// Copies a recorded voice note (AAC in MP4, or Opus in Ogg) into the vault, encrypted; the file may go afterwards. Stop recording
    /// at `case_limits().voice_seconds`: the server refuses longer ones.
    ///
    /// Throws `BadInput(voice.path | voice.empty | voice.too_big | voice.not_a_voice_note | voice.changed)` or `StorageFull`; nothing is
    /// stored then.
    pub async fn attach_voice(&self, path: String) -> Result<VoiceNote, MinyiError> {
        let core = self.core.clone();
        let path = PathBuf::from(path);
        Ok(self.workers.run(async move { core.attach_voice(&path).await }).await?.into())
    }

    /// The sound of a note that a draft or an unsent case of this account names, for playing. Works offline. Throws `NotFound`.
    pub async fn own_voice(&self, voice: Sha256) -> Result<Vec<u8>, MinyiError> {
        let core = self.core.clone();
        self.workers.run(async move { core.own_voice(voice).await }).await
    }

    /// The sound of a case's voice note, from the server, which writes down who listened. Throws `Offline`, `SignedOut`, `NotFound` while
    /// it is on its way, `Rejected` for those who do not see the whole case.
    pub async fn listen(&self, matter: MatterId) -> Result<Vec<u8>, MinyiError> {
        let core = self.core.clone();
        self.workers.run(async move { core.listen(matter).await }).await
    }
}

impl From<VoiceNote> for rules::VoiceNote {
    fn from(note: VoiceNote) -> Self {
        Self { sha256: note.sha256, bytes: note.bytes }
    }
}

impl From<rules::VoiceNote> for VoiceNote {
    fn from(note: rules::VoiceNote) -> Self {
        Self { sha256: note.sha256, bytes: note.bytes }
    }
}

impl From<rules::VoiceState> for CaseVoice {
    fn from(state: rules::VoiceState) -> Self {
        Self { note: state.note.into(), seconds: state.seconds, written_down: state.written_down }
    }
}
