//! Voice notes (语音留言): taken in before filing, heard again before and after.

use super::Core;
use crate::CoreError;
use crate::engine::Stores;
use crate::exchange::{self, with_token};
use crate::storage_fault::{ImportRefusal, StorageFault};
use minyi_rulebook::citizen_case::{VoiceNote, limits};
use minyi_rulebook::ids::{MatterId, Sha256};
use minyi_wire::voice::{SNIFFED, VoiceFormat};
use std::fs::File;
use std::io::Read;
use std::path::Path;

impl Core {
    /// Takes a recorded voice note of at most 2 MiB into the vault; the file may go afterwards. Whether it is sound from beginning to
    /// end, and how long, the server looks; here its first bytes count.
    ///
    /// # Errors
    /// [`CoreError::BadInput`] with `voice.…` naming what is wrong with the file. Nothing is stored then.
    pub async fn attach_voice(&self, path: &Path) -> Result<VoiceNote, CoreError> {
        let path = path.to_owned();
        self.engine.blocking(move |_, stores| take_in(&path, stores)).await
    }

    /// The bytes of a voice note that a draft or an unsent case of this account names, for playing. Works offline.
    ///
    /// # Errors
    /// [`CoreError::NotFound`] if none names it.
    pub async fn own_voice(&self, voice: Sha256) -> Result<Vec<u8>, CoreError> {
        self.engine.blocking(move |engine, stores| engine.own_voice(voice, stores)).await
    }

    /// The sound of a case's voice note, from the server, which writes down that it was listened to.
    ///
    /// # Errors
    /// [`CoreError::Offline`]; [`CoreError::NotFound`] and [`CoreError::Rejected`] as for the case itself.
    pub async fn listen(&self, matter: MatterId) -> Result<Vec<u8>, CoreError> {
        let session = self.engine.session_in_force().ok_or(CoreError::SignedOut)?;
        let request = exchange::get(format!("/v1/matters/{matter}/voice"));
        let response = self.engine.ask(with_token(request, &session.token)).await?;
        match VoiceFormat::sniff(&response.body) {
            Some(_) => Ok(response.body.to_vec()),
            // A portal's page, for example.
            None => Err(CoreError::Offline),
        }
    }
}

fn take_in(path: &Path, stores: &Stores) -> Result<VoiceNote, CoreError> {
    let mut beginning = Vec::new();
    let read = File::open(path).and_then(|file| file.take(SNIFFED as u64).read_to_end(&mut beginning));
    read.map_err(|_| CoreError::BadInput { field: "voice.path" })?;
    if !beginning.is_empty() && VoiceFormat::sniff(&beginning).is_none() {
        return Err(CoreError::BadInput { field: "voice.not_a_voice_note" });
    }
    let taken = stores.vault.import_blob(path, limits::VOICE_BYTES).map_err(|fault| match fault {
        StorageFault::NotImportable(refusal) => CoreError::BadInput {
            field: match refusal {
                ImportRefusal::Empty => "voice.empty",
                ImportRefusal::TooBig { .. } => "voice.too_big",
                ImportRefusal::Vanished | ImportRefusal::NotAFile => "voice.path",
                ImportRefusal::Changed => "voice.changed",
            },
        },
        fault => fault.into(),
    })?;
    Ok(VoiceNote { sha256: taken.sha256, bytes: taken.len })
}
