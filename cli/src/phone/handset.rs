//! A phone as a folder: the core in it, the address of its server, and the offline switch, which outlives the process as a real
//! flight mode would.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use minyi_core::cases::{CasePage, LocalCase};
use minyi_core::entropy::SystemEntropy;
use minyi_core::observe::Listener;
use minyi_core::outbox::{OutboxSnapshot, ParkReason};
use minyi_core::time::SystemClock;
use minyi_core::transport::HttpTransport;
use minyi_core::vault::FileKeyKeeper;
use minyi_core::{Core, CoreConfig, CoreError, NetworkClass, OpenReport, Ports, mirror};
use minyi_rulebook::actor::Actor;
use minyi_rulebook::citizen_case::{
    Addressee, CaseCommand, Filing as Filer, Photo, Place, ProxyChannel, Submission, VoiceNote,
};
use minyi_rulebook::clock::DueExplanation;
use minyi_rulebook::ids::{CommandId, MatterId};
use minyi_wire::directory::DirectoryView;
use minyi_wire::{Problem, ProblemCode};
use serde::{Deserialize, Serialize};

use super::progress::Progress;
use crate::api::{internal, not_an_address};
use crate::fault::Fault;
use crate::output::Output;

/// How long one stretch of sending may take before the outbox is looked at again.
const SLICE: Duration = Duration::from_secs(60);
/// Waits longer than this are left to the next `sync`.
const PATIENCE: Duration = Duration::from_secs(20);

/// A case as it is typed.
#[derive(Clone, Debug)]
pub(crate) struct Filing {
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) addressee: Addressee,
    pub(crate) place: Option<Place>,
    pub(crate) photos: Vec<PathBuf>,
    pub(crate) voice: Option<PathBuf>,
    pub(crate) may_publish: bool,
    pub(crate) author: Author,
}

/// Whose case it is.
#[derive(Clone, Debug)]
pub(crate) enum Author {
    /// Whoever is signed in.
    Oneself,
    /// Somebody with this phone number, who reached the station so (代为提交).
    Somebody { phone: String, channel: ProxyChannel },
}

/// How far a sending came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Sent {
    /// Bytes that arrived.
    pub(crate) bytes: u64,
    /// Commands that are still on this phone only, or whose photos are.
    pub(crate) left: usize,
}

/// What the phone remembers besides the core's own stores.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Settings {
    server: String,
    offline: bool,
}

/// The phone.
#[derive(Debug)]
pub(crate) struct Handset {
    core: Core,
    report: OpenReport,
    settings_file: PathBuf,
    settings: std::sync::Mutex<Settings>,
}

impl Handset {
    /// Opens the phone in this folder, making it the first time.
    pub(crate) fn open(folder: &Path, server: Option<&str>) -> Result<Self, Fault> {
        std::fs::create_dir_all(folder).map_err(|error| Fault::file(folder, &error))?;
        let settings_file = folder.join("phone.json");
        let settings = settings(&settings_file, server)?;
        let transport = HttpTransport::new(&settings.server).map_err(|error| not_an_address(&error))?;
        let config = CoreConfig {
            folder: folder.join("core"),
            server: settings.server.clone(),
            app_build: concat!("minyi-cli/", env!("CARGO_PKG_VERSION")).to_owned(),
            pinned_keys: Vec::new(),
        };
        let ports = Ports {
            keeper: Arc::new(FileKeyKeeper::new(folder.join("vault-key"))),
            transport: Arc::new(transport),
            clock: Arc::new(SystemClock::new()),
            entropy: Arc::new(SystemEntropy),
        };
        let (core, report) = Core::open(config, ports)?;
        let handset = Self { core, report, settings_file, settings: settings.into() };
        handset.core.set_network(handset.network());
        handset.keep()?;
        Ok(handset)
    }

    /// Tells people what opening found, where it found anything.
    pub(crate) fn report_opening(&self, out: Output) {
        for name in &self.report.damaged {
            out.warn(out.pick(
                format!("文件损坏，已移至一旁，其余不受影响：{name}"),
                format!("A file was damaged and set aside; the others are fine: {name}"),
            ));
        }
        if let mirror::OpenReport::Rebuilt { .. } = self.report.mirror {
            out.warn(
                out.pick("本机索引已重建，没有丢失任何内容", "The index of this phone was rebuilt; nothing was lost"),
            );
        }
    }

    /// What the phone can do with deputy cards, it does by itself.
    pub(crate) fn core(&self) -> &Core {
        &self.core
    }

    /// Closes the stores, so that the next process finds them free.
    pub(crate) fn close(&self) {
        self.core.suspend();
    }

    pub(crate) fn is_offline(&self) -> bool {
        self.locked().offline
    }

    /// The offline switch.
    pub(crate) fn set_offline(&self, offline: bool) -> Result<(), Fault> {
        self.locked().offline = offline;
        self.core.set_network(self.network());
        self.keep()
    }

    pub(crate) async fn request_code(&self, phone: &str) -> Result<(), Fault> {
        Ok(self.core.request_code(phone).await.map(drop)?)
    }

    pub(crate) async fn sign_in_with_code(&self, phone: &str, code: &str) -> Result<Actor, Fault> {
        Ok(self.core.sign_in_with_code(phone, code).await?)
    }

    pub(crate) async fn sign_in_staff(&self, login: &str, password: &str, totp: &str) -> Result<Actor, Fault> {
        Ok(self.core.sign_in_staff(login, password, totp).await?)
    }

    pub(crate) async fn sign_out(&self) -> Result<(), Fault> {
        Ok(self.core.sign_out().await?)
    }

    pub(crate) fn signed_in(&self) -> Option<Actor> {
        self.core.signed_in()
    }

    /// Files a case; it is saved on this phone when this returns.
    pub(crate) async fn file(&self, filing: Filing) -> Result<MatterId, Fault> {
        let filer = match filing.author {
            Author::Oneself => Filer::Own,
            Author::Somebody { phone, channel } => {
                Filer::Proxy { author: self.core.register_citizen(&phone).await?, channel }
            }
        };
        let voice = match &filing.voice {
            Some(path) => Some(self.attach_voice(path).await?),
            None => None,
        };
        let submission = Submission {
            title: filing.title,
            text: filing.text,
            addressee: filing.addressee,
            place: filing.place,
            photos: Vec::new(),
            voice,
            may_publish: filing.may_publish,
            filing: filer,
        };
        self.file_submission(None, submission, &filing.photos).await
    }

    /// Files a case whose words are written already, under a given id where there is one.
    pub(crate) async fn file_submission(
        &self,
        draft: Option<MatterId>,
        mut submission: Submission,
        photos: &[PathBuf],
    ) -> Result<MatterId, Fault> {
        submission.photos = self.attach(photos).await?;
        let filed = self.core.file_case(minyi_core::facade::NewCase { draft, submission }).await?;
        Ok(filed.matter)
    }

    /// Adds words and photos to a case.
    pub(crate) async fn supplement(&self, matter: MatterId, text: String, photos: &[PathBuf]) -> Result<(), Fault> {
        let photos = self.attach(photos).await?;
        self.act(matter, CaseCommand::Supplement { text, photos }).await
    }

    /// Acts on a case; saved on this phone when this returns.
    pub(crate) async fn act(&self, matter: MatterId, command: CaseCommand) -> Result<(), Fault> {
        Ok(self.core.act(matter, command).await.map(drop)?)
    }

    async fn attach(&self, paths: &[PathBuf]) -> Result<Vec<Photo>, Fault> {
        let mut photos = Vec::new();
        for path in paths {
            let photo = self.core.attach_photo(path).await.map_err(|error| match error {
                CoreError::BadInput { field } => Fault::input(
                    field,
                    format!("{}:一个不超过 20 MiB 的照片文件", path.display()),
                    format!("{}: a photo file of at most 20 MiB", path.display()),
                ),
                error => error.into(),
            })?;
            photos.push(photo);
        }
        Ok(photos)
    }

    async fn attach_voice(&self, path: &Path) -> Result<VoiceNote, Fault> {
        self.core.attach_voice(path).await.map_err(|error| match error {
            CoreError::BadInput { field } => Fault::input(
                field,
                format!("{}:一段不超过 2 MiB 的 M4A（AAC）或 Ogg（Opus）录音", path.display()),
                format!("{}: a recording of at most 2 MiB, M4A (AAC) or Ogg (Opus)", path.display()),
            ),
            error => error.into(),
        })
    }

    /// Fetches what changed.
    pub(crate) async fn sync(&self) -> Result<(), Fault> {
        Ok(self.core.sync().await.map(drop)?)
    }

    /// Fetches what changed if there is a network; what is on the phone is shown either way.
    pub(crate) async fn refresh(&self) {
        if !self.is_offline() {
            // Being offline or signed out is no fault of a look at what is here.
            let _ = self.core.sync().await;
        }
    }

    /// Sends what waits, with a progress bar, until nothing is left that a little patience would bring away.
    pub(crate) async fn send(&self, out: Output) -> Result<Sent, Fault> {
        let progress = Arc::new(Progress::new(out));
        progress.see(&self.core.outbox());
        if !self.is_offline() {
            let _subscription = self.core.observe_outbox(Arc::new(Watching(Arc::clone(&progress))))?;
            loop {
                let slice = self.core.run_slice(SLICE, self.network()).await;
                match slice.next_wake {
                    Some(wait) if slice.more && wait <= PATIENCE => tokio::time::sleep(wait).await,
                    _ => break,
                }
            }
        }
        let outbox = self.core.outbox();
        progress.see(&outbox);
        let bytes = progress.end();
        // What the server will not take is the answer to whoever has just asked for it.
        if let Some(item) = outbox.needs_attention.last()
            && let minyi_core::outbox::ItemStanding::NeedsAttention { reason, .. } = &item.standing
        {
            return Err(parked(reason));
        }
        Ok(Sent { bytes, left: left(&outbox) })
    }

    /// Commands that the server does not hold whole.
    pub(crate) fn unsent(&self) -> usize {
        left(&self.core.outbox())
    }

    pub(crate) fn outbox(&self) -> OutboxSnapshot {
        self.core.outbox()
    }

    pub(crate) async fn retry(&self, id: CommandId) -> Result<(), Fault> {
        Ok(self.core.retry(id).await?)
    }

    pub(crate) async fn discard(&self, id: CommandId) -> Result<(), Fault> {
        Ok(self.core.discard(id).await?)
    }

    pub(crate) fn cases(&self, limit: usize) -> Result<CasePage, Fault> {
        Ok(self.core.cases(None, limit)?)
    }

    /// One case as it is here, with what is still on its way.
    pub(crate) fn case(&self, matter: MatterId) -> Result<LocalCase, Fault> {
        self.core.case(matter)?.ok_or_else(|| CoreError::NotFound.into())
    }

    pub(crate) fn explain_due(&self, matter: MatterId) -> Result<Vec<DueExplanation>, Fault> {
        Ok(self.core.explain_due(matter)?)
    }

    /// Names of organs, as last synced.
    pub(crate) fn directory(&self) -> DirectoryView {
        self.core.directory().map(|directory| DirectoryView::clone(&directory)).unwrap_or_default()
    }

    fn network(&self) -> NetworkClass {
        if self.is_offline() { NetworkClass::Offline } else { NetworkClass::Unmetered }
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, Settings> {
        self.settings.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn keep(&self) -> Result<(), Fault> {
        let text = serde_json::to_vec_pretty(&*self.locked()).map_err(|error| internal(&error))?;
        let fresh = self.settings_file.with_extension("new");
        std::fs::write(&fresh, text)
            .and_then(|()| std::fs::rename(&fresh, &self.settings_file))
            .map_err(|error| Fault::file(&self.settings_file, &error))
    }
}

struct Watching(Arc<Progress>);

impl Listener<OutboxSnapshot> for Watching {
    fn on_update(&self, value: OutboxSnapshot) {
        self.0.see(&value);
    }
}

fn left(outbox: &OutboxSnapshot) -> usize {
    outbox.saved.len() + outbox.sending.len() + outbox.waiting.len() + outbox.needs_attention.len()
}

/// Why the server will not take something.
pub(crate) fn parked(reason: &ParkReason) -> Fault {
    match reason {
        ParkReason::Problem { problem } => Problem::clone(problem).into(),
        ParkReason::ContentLost => Fault::new(
            "content_lost",
            "本机保存的内容已损坏，已移至一旁",
            "What was saved on this phone is damaged and was set aside.",
        ),
    }
}

fn settings(file: &Path, server: Option<&str>) -> Result<Settings, Fault> {
    let kept: Option<Settings> = std::fs::read(file).ok().and_then(|text| serde_json::from_slice(&text).ok());
    match (kept, server) {
        (Some(kept), None) => Ok(kept),
        // Sealed commands and pinned keys belong to one server; another one is another phone.
        (Some(kept), Some(server)) if kept.server == server.trim_end_matches('/') => Ok(kept),
        (Some(kept), Some(_)) => Err(Fault::input(
            "server",
            format!("此手机属于 {}；另一台服务器请用另一个 --folder", kept.server),
            format!("this phone is for {}; use another --folder for another server", kept.server),
        )),
        (None, Some(server)) => Ok(Settings { server: server.trim_end_matches('/').to_owned(), offline: false }),
        (None, None) => Err(Fault::input(
            "server",
            "--server http://127.0.0.1:8080(首次使用需要)",
            "--server http://127.0.0.1:8080 (needed the first time)",
        )),
    }
}

impl From<CoreError> for Fault {
    fn from(error: CoreError) -> Self {
        match error {
            CoreError::Refused(refusal) => (*refusal).into(),
            CoreError::Rejected { code, field, retry_after } => {
                Self { field, retry_after, ..Problem::new(code).into() }
            }
            CoreError::Offline => Self::new(
                "offline",
                "现在连不上服务器；写下的内容都在本机",
                "The server cannot be reached now; what you wrote is safe on this phone.",
            ),
            CoreError::SignedOut => {
                Self::new("signed_out", "请先登录:minyi phone sign-in", "Sign in first: minyi phone sign-in")
            }
            CoreError::Conflict => Problem::new(ProblemCode::VersionConflict).into(),
            CoreError::NotFound => {
                Self::new("not_found", "本机没有这件事项；请先同步", "This phone does not have it; synchronise first.")
            }
            CoreError::StorageFull => {
                Self::new("storage_full", "本机存储已满，内容未保存", "The disk is full. Nothing was saved.")
            }
            CoreError::KeyLost => Self::new(
                "key_lost",
                "保险库的密钥已丢失；请把文件夹移开后重新开始",
                "The key to the vault is lost. Move the folder aside to start afresh.",
            ),
            CoreError::Damaged => Self::new(
                "damaged",
                "一个文件已损坏并移至一旁；其余不受影响",
                "A stored file is damaged and was set aside; the others are fine.",
            ),
            CoreError::BadInput { field } => Self::input(field, "符合要求的内容", "something that fits this field"),
            CoreError::Busy => Self::new("busy", "此文件夹正被另一个程序使用", "Another program is using this folder."),
            CoreError::Internal { reason } => internal(&reason),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_phone_asks_for_its_server() {
        let folder = tempfile::tempdir().expect("a folder");
        let fault = Handset::open(folder.path(), None).unwrap_err();
        assert_eq!((fault.code.as_str(), fault.field.as_deref()), ("input", Some("server")));
    }

    #[test]
    fn citizens_words_never_go_over_a_network_without_tls() {
        let folder = tempfile::tempdir().expect("a folder");
        let fault = Handset::open(folder.path(), Some("http://minyi.example.cn")).unwrap_err();
        assert_eq!(fault.field.as_deref(), Some("server"));
    }

    #[test]
    fn server_and_offline_switch_outlive_the_process() {
        let folder = tempfile::tempdir().expect("a folder");
        let phone = Handset::open(folder.path(), Some("http://127.0.0.1:9/")).expect("a phone");
        phone.set_offline(true).expect("kept");
        phone.close();
        drop(phone);
        let phone = Handset::open(folder.path(), None).expect("the same phone");
        assert!(phone.is_offline());
        phone.close();
        let fault = Handset::open(folder.path(), Some("https://other.example.cn")).unwrap_err();
        assert!(fault.accepted_en.is_some_and(|accepted| accepted.contains("http://127.0.0.1:9")));
    }
}
