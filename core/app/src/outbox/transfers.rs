//! Transfers that the operating system performs while the app sleeps (后台传输): each is one request of the protocol with its body
//! in a file. The answer may come after a restart, twice, or never; all three are fine, for every request is idempotent.
//!
//! The files hold their bytes in the clear, because the system must read them; they stand in `<folder>/transfers` and go as
//! soon as the answer is in or nobody waits for it any more.

use super::queue::Queue;
use super::upload::{Asked, UploadKey, UploadStage};
use crate::CoreError;
use crate::engine::{Engine, Stores, locked};
use crate::exchange::{self, with_token};
use crate::storage_fault::StorageFault;
use crate::transport::{Request, Response};
use minyi_rulebook::ids::{CommandId, UploadId};
use sha2::Digest;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One request for the operating system to perform.
#[derive(Clone, PartialEq, Eq)]
pub struct PlannedTransfer {
    /// To be given back with the answer.
    pub id: String,
    /// `POST` or `PUT`.
    pub method: String,
    /// Whole address.
    pub url: String,
    /// All headers, the token among them.
    pub headers: Vec<(String, String)>,
    /// Holds the body.
    pub file: PathBuf,
    /// Its length.
    pub bytes: u64,
}

impl std::fmt::Debug for PlannedTransfer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PlannedTransfer").field("id", &self.id).field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

/// What a transfer is about; its text form is the id, the tag says under which session it was planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    Command(CommandId),
    Record(UploadKey),
    Declare(UploadKey, UploadId),
    Part(UploadKey, UploadId, u32),
}

impl Purpose {
    fn id(self, tag: &str) -> String {
        match self {
            Self::Command(id) => format!("{tag}.command.{id}"),
            Self::Record((matter, sha256)) => format!("{tag}.record.{matter}.{sha256}"),
            Self::Declare((matter, sha256), id) => format!("{tag}.declare.{matter}.{sha256}.{id}"),
            Self::Part((matter, sha256), id, index) => format!("{tag}.part.{matter}.{sha256}.{id}.{index}"),
        }
    }

    fn parse(id: &str) -> Option<(&str, Self)> {
        let (tag, rest) = id.split_once('.')?;
        let words: Vec<&str> = rest.split('.').collect();
        let purpose = match words.as_slice() {
            ["command", id] => Self::Command(id.parse().ok()?),
            ["record", matter, sha256] => Self::Record((matter.parse().ok()?, sha256.parse().ok()?)),
            ["declare", matter, sha256, id] => {
                Self::Declare((matter.parse().ok()?, sha256.parse().ok()?), id.parse().ok()?)
            }
            ["part", matter, sha256, id, index] => {
                Self::Part((matter.parse().ok()?, sha256.parse().ok()?), id.parse().ok()?, index.parse().ok()?)
            }
            _ => return None,
        };
        Some((tag, purpose))
    }

    fn is_pending(self, queue: &Queue) -> bool {
        match self {
            Self::Command(id) => queue.items.get(&id).is_some_and(|item| !item.is_receipted()),
            Self::Record(key) => {
                queue.uploads.get(&key).is_some_and(|upload| upload.is_pending() && !upload.note.recorded)
            }
            Self::Declare(key, id) | Self::Part(key, id, _) => {
                queue.uploads.get(&key).is_some_and(|upload| upload.is_pending() && upload.id() == id)
            }
        }
    }
}

impl Engine {
    /// At most `max` requests that may be made now, texts first.
    pub(crate) fn plan_transfers(&self, max: usize, stores: &Stores) -> Result<Vec<PlannedTransfer>, CoreError> {
        let Some(session) = self.session_in_force() else {
            return Err(CoreError::SignedOut);
        };
        let now = self.ports.clock.now();
        let part_bytes = locked(&self.speed).part_bytes(self.network());
        let (commands, uploads) = {
            let queue = locked(&self.queue);
            let uploads: Vec<_> = queue.due_uploads(&session.actor, now).into_iter().collect();
            let uploads: Vec<_> = uploads.iter().filter_map(|key| queue.uploads.get(key).cloned()).collect();
            (queue.due_commands(&session.actor, now), uploads)
        };
        let mut requests: Vec<(Purpose, Request)> = Vec::new();
        // Without a key nobody could believe the receipt.
        let commands = if locked(&self.keys).is_empty() { Vec::new() } else { commands };
        for id in commands.into_iter().take(max) {
            if let Some(body) = self.take_out(id, stores)? {
                requests.push((Purpose::Command(id), exchange::command(body)));
            }
        }
        for upload in uploads {
            if requests.len() >= max {
                break;
            }
            if !upload.note.recorded {
                match self.photo_record(upload.file.sha256, stores)? {
                    Some(record) => {
                        let request = exchange::record(upload.key(), &record)?;
                        requests.push((Purpose::Record(upload.key()), request));
                        continue;
                    }
                    None => self.learn_of_record(upload.key(), Ok(()), stores)?,
                }
            }
            if upload.note.stage == UploadStage::Undeclared || upload.missing().is_empty() {
                let request = exchange::declare(upload.id(), &upload.declaration(part_bytes))?;
                requests.push((Purpose::Declare(upload.key(), upload.id()), request));
                continue;
            }
            for part in upload.missing() {
                if requests.len() >= max {
                    break;
                }
                let Some(bytes) = self.read_part(upload.key(), part, stores)? else {
                    break;
                };
                let purpose = Purpose::Part(upload.key(), part.upload, part.index);
                requests.push((purpose, exchange::part(part.upload, part.index, bytes)));
            }
        }
        let tag = session_tag(&session.token);
        requests
            .into_iter()
            .map(|(purpose, request)| self.export(purpose.id(&tag), with_token(request, &session.token)))
            .collect()
    }

    fn export(&self, id: String, request: Request) -> Result<PlannedTransfer, CoreError> {
        let folder = self.transfers();
        let file = folder.join(&id);
        std::fs::create_dir_all(&folder)
            .and_then(|()| std::fs::write(&file, &request.body))
            .map_err(StorageFault::io("writing a file for a transfer"))?;
        Ok(PlannedTransfer {
            id,
            method: request.method.to_string(),
            url: format!("{}{}", self.config.server.trim_end_matches('/'), request.path),
            headers: request.headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            file,
            bytes: request.body.len() as u64,
        })
    }

    /// The answer to a planned transfer. Repeatable; an id that nobody waits for is fine.
    pub(crate) fn transfer_finished(
        self: &Arc<Self>,
        id: &str,
        response: Response,
        stores: &Stores,
    ) -> Result<(), CoreError> {
        let Some((tag, purpose)) = Purpose::parse(id) else {
            return Err(CoreError::BadInput { field: "id" });
        };
        let answer = exchange::judge(Ok(response));
        if matches!(answer, Err(exchange::Setback::SignIn(_)))
            && let Some(session) = self.session_in_force().filter(|session| session_tag(&session.token) == tag)
        {
            self.session_over(&session.token, stores);
        }
        match purpose {
            Purpose::Command(command) => _ = self.settle_command(command, answer, stores)?,
            Purpose::Record(key) => {
                let answer = answer.and_then(|response| exchange::read_nothing(&response));
                self.learn_of_record(key, answer, stores)?;
            }
            Purpose::Declare(key, upload) | Purpose::Part(key, upload, _) => {
                let asked = if matches!(purpose, Purpose::Part(..)) { Asked::Part } else { Asked::Whole };
                let answer = answer.and_then(|response| exchange::read(&response));
                self.learn_of_upload(key, upload, asked, answer, stores)?;
            }
        }
        remove(&self.transfers().join(id));
        Ok(())
    }

    /// Removes files that nobody waits for.
    pub(crate) fn sweep_transfers(&self) {
        let Ok(files) = std::fs::read_dir(self.transfers()) else {
            return;
        };
        let queue = locked(&self.queue);
        for file in files.flatten() {
            let name = file.file_name();
            let purpose = name.to_str().and_then(Purpose::parse);
            if !purpose.is_some_and(|(_, purpose)| purpose.is_pending(&queue)) {
                remove(&file.path());
            }
        }
    }

    fn transfers(&self) -> PathBuf {
        self.config.folder.join("transfers")
    }
}

fn remove(file: &Path) {
    if let Err(error) = std::fs::remove_file(file)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(kind = %error.kind(), "a transfer's file could not be removed");
    }
}

/// Tells sessions apart without telling the token.
fn session_tag(token: &str) -> String {
    hex::encode(&sha2::Sha256::digest(token)[..4])
}
