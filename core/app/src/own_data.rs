//! What belongs to the person (个人数据): the devices on which the account is signed in, a copy of everything that this phone holds of it, and
//! its removal from this phone. What the offices hold is theirs to keep by law; nothing here touches it.

use crate::CoreError;
use crate::engine::{Engine, Stores, locked};
use crate::exchange::{self, with_token};
use crate::outbox::{Item, Sealed, store_device};
use crate::storage_fault::StorageFault;
use crate::transport::{Method, Request};
use jiff::Timestamp;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::citizen_case::limits;
use minyi_rulebook::ids::{CommandId, DeviceId, Sha256};
use minyi_wire::CaseView;
use minyi_wire::access::{SessionInfo, SessionList};
use minyi_wire::sync::OtherView;
use minyi_wire::voice::{SNIFFED, VoiceFormat};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Lines of the list that are read at once.
const PAGE: usize = 200;

/// Everything that this phone holds of one account, as it is written out.
#[derive(Serialize)]
struct OwnData {
    made_at: Timestamp,
    account: Actor,
    drafts: Vec<serde_json::Value>,
    cases: Vec<CaseView>,
    mandates: Vec<OtherView>,
    hearings: Vec<OtherView>,
    /// Commands as they were sealed; those that arrived a while ago are gone from the phone.
    outbox: Vec<serde_json::Value>,
    /// Photos, each a file beside this one.
    photos: Vec<String>,
    /// Voice notes, likewise.
    voice_notes: Vec<String>,
}

impl Engine {
    /// The devices on which the account is signed in, latest sign-in first.
    pub(crate) async fn sessions(&self) -> Result<Vec<SessionInfo>, CoreError> {
        let session = self.session_in_force().ok_or(CoreError::SignedOut)?;
        let response = self.ask(with_token(exchange::get("/v1/sessions"), &session.token)).await?;
        let SessionList { sessions } = exchange::read(&response)?;
        Ok(sessions)
    }

    /// Signs one of the account's devices out.
    pub(crate) async fn end_session(&self, device: DeviceId) -> Result<(), CoreError> {
        let session = self.session_in_force().ok_or(CoreError::SignedOut)?;
        let request = Request::new(Method::DELETE, format!("/v1/sessions/{device}"));
        let response = self.ask(with_token(request, &session.token)).await?;
        Ok(exchange::read_nothing(&response)?)
    }

    /// Writes everything of the account into this folder, which must be new or empty. Gives the files.
    pub(crate) fn export_data(&self, folder: &Path, stores: &Stores) -> Result<Vec<PathBuf>, CoreError> {
        let account = self.account().ok_or(CoreError::SignedOut)?;
        fs::create_dir_all(folder).map_err(unwritable)?;
        if fs::read_dir(folder).map_err(unwritable)?.next().is_some() {
            return Err(CoreError::BadInput { field: "folder" });
        }
        let items = self.items_of(&account);
        let mut files = Vec::new();
        for sha256 in self.attachments_of(&items, stores)? {
            files.extend(write_attachment(sha256, folder, stores)?);
        }
        let named = files.iter().filter_map(|file| Some(file.file_name()?.to_string_lossy().into_owned()));
        let (voice_notes, photos) = named.partition(|name| name.ends_with(".m4a") || name.ends_with(".ogg"));
        let data = OwnData {
            made_at: self.server_now(),
            drafts: drafts_of(&account, stores)?.into_iter().map(|(_, draft)| draft).collect(),
            cases: self.own_cases(stores)?,
            mandates: self.others(minyi_rulebook::mandate::PROCEDURE, stores)?,
            hearings: self.others(minyi_rulebook::hearing::PROCEDURE, stores)?,
            outbox: items.iter().filter_map(|item| words_of(item, stores)).collect(),
            photos,
            voice_notes,
            account,
        };
        let words = folder.join("minyi.json");
        let data = value_of(&data)?;
        let written = File::create(&words).and_then(|mut file| {
            serde_json::to_writer_pretty(&mut file, &data)?;
            file.write_all(b"\n")?;
            file.sync_all()
        });
        written.map_err(unwritable)?;
        files.insert(0, words);
        Ok(files)
    }

    /// Removes everything of the account from this phone, what was never sent included, and signs it out. Works offline.
    pub(crate) async fn erase_data(self: &Arc<Self>) -> Result<(), CoreError> {
        self.stop();
        // Whatever a slice is doing comes to its end first, so that nothing is sent or stored afterwards.
        let flight = self.single_flight.lock().await;
        self.blocking(|engine, stores| {
            let _filing = locked(&engine.filing);
            let account = engine.account().ok_or(CoreError::SignedOut)?;
            let items = engine.items_of(&account);
            let photos = engine.attachments_of(&items, stores)?;
            for (id, _) in drafts_of(&account, stores)? {
                stores.vault.remove_draft(id)?;
            }
            for item in &items {
                engine.let_go(item, stores)?;
            }
            // The numbers that were used up live on in the slot only.
            store_device(&locked(&engine.device), stores)?;
            // What another account on this phone needs stays.
            let mut needed = crate::facade::attachments_of_drafts(stores)?;
            let queue = locked(&engine.queue);
            needed.extend(queue.items.values().flat_map(|item| &item.attachments).map(|file| file.sha256));
            drop(queue);
            let gone: Vec<Sha256> = photos.difference(&needed).copied().collect();
            for photo in &gone {
                stores.vault.remove_evidence(*photo)?;
            }
            Ok(stores.vault.remove_blobs(&gone)?)
        })
        .await?;
        drop(flight);
        self.hub.outbox_changed();
        self.sign_out().await
    }

    fn items_of(&self, account: &Actor) -> Vec<Item> {
        let queue = locked(&self.queue);
        let mut items: Vec<Item> = queue.items.values().filter(|item| item.owner == *account).cloned().collect();
        items.sort_by_key(Item::place_in_lane);
        items
    }

    /// Photos and voice notes of these items and of the account's drafts.
    fn attachments_of(&self, items: &[Item], stores: &Stores) -> Result<BTreeSet<Sha256>, CoreError> {
        let drafts = self.drafts(stores)?;
        let queued = items.iter().flat_map(|item| &item.attachments).map(|file| file.sha256);
        Ok(queued.chain(drafts.iter().flat_map(|draft| draft.attachments())).collect())
    }

    /// The bytes of a voice note that a draft or a command of this account names.
    pub(crate) fn own_voice(&self, voice: Sha256, stores: &Stores) -> Result<Vec<u8>, CoreError> {
        let account = self.account().ok_or(CoreError::SignedOut)?;
        if !self.attachments_of(&self.items_of(&account), stores)?.contains(&voice) {
            return Err(CoreError::NotFound);
        }
        let most = usize::try_from(limits::VOICE_BYTES).map_err(CoreError::internal)?;
        Ok(stores.vault.read_blob_range(voice, 0, most)?)
    }

    fn own_cases(&self, stores: &Stores) -> Result<Vec<CaseView>, CoreError> {
        let (mut views, mut after) = (Vec::new(), None);
        loop {
            let page = self.case_page(after.as_ref(), PAGE, stores)?;
            for line in page.lines {
                views.extend(self.local_case(line.summary.matter, stores)?.and_then(|case| case.view));
            }
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(views),
            }
        }
    }
}

/// Drafts of cases and of questions, whoever made them possible: each is stored with the account it belongs to.
fn drafts_of(account: &Actor, stores: &Stores) -> Result<Vec<(uuid::Uuid, serde_json::Value)>, CoreError> {
    let account = value_of(account)?;
    let mut own = Vec::new();
    for id in stores.vault.drafts()? {
        let Ok(Some(stored)) = stores.vault.draft(id) else { continue };
        let Ok(mut draft) = serde_json::from_slice::<serde_json::Value>(&stored) else { continue };
        if ["owner", "asker"].iter().any(|name| draft.get(name) == Some(&account)) {
            let words = ["draft", "question"].iter().find_map(|name| draft.get_mut(name).map(serde_json::Value::take));
            own.extend(words.map(|words| (id, words)));
        }
    }
    Ok(own)
}

/// Through the text, which everything is written as anyway: each way to write all these types is code on the phone.
fn value_of(data: &impl Serialize) -> Result<serde_json::Value, CoreError> {
    Ok(serde_json::from_slice(&serde_json::to_vec(data)?)?)
}

fn words_of(item: &Item, stores: &Stores) -> Option<serde_json::Value> {
    let CommandId(id) = item.id;
    let sealed = stores.vault.command(id).ok().flatten().and_then(Sealed::from_bytes)?;
    serde_json::from_slice(&sealed.body).ok()
}

/// `None` where it is not here whole any more.
fn write_attachment(sha256: Sha256, folder: &Path, stores: &Stores) -> Result<Option<PathBuf>, CoreError> {
    let start = match stores.vault.read_blob_range(sha256, 0, SNIFFED) {
        Ok(start) => start,
        Err(StorageFault::Missing { .. } | StorageFault::Damaged { .. }) => return Ok(None),
        Err(fault) => return Err(fault.into()),
    };
    let path = folder.join(format!("{sha256}.{}", kind_of(&start)));
    let written = File::create(&path).and_then(|mut file| {
        io::copy(&mut stores.vault.open_blob(sha256).map_err(io::Error::other)?, &mut file)?;
        file.sync_all()
    });
    written.map_err(unwritable)?;
    Ok(Some(path))
}

/// By its first bytes; only photos and voice notes of these kinds come into the vault.
fn kind_of(start: &[u8]) -> &'static str {
    match start {
        [0xff, 0xd8, ..] => "jpg",
        [0x89, b'P', b'N', b'G', ..] => "png",
        [b'R', b'I', b'F', b'F', ..] => "webp",
        start => match VoiceFormat::sniff(start) {
            Some(VoiceFormat::M4a) => "m4a",
            Some(VoiceFormat::OggOpus) => "ogg",
            None => "heic",
        },
    }
}

fn unwritable(error: io::Error) -> CoreError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => CoreError::StorageFull,
        io::ErrorKind::NotADirectory | io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied => {
            CoreError::BadInput { field: "folder" }
        }
        kind => CoreError::internal(kind),
    }
}
