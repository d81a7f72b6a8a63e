//! The whole surface of the core (门面). Cheap to clone; owns no global; the last clone closes everything.
//!
//! The asynchronous calls need a tokio runtime around them. Once begun, what they store is stored whole even if the caller
//! stops waiting. The synchronous ones read memory and the mirror, never the network; those that write say so.

mod filing;
mod hearings;
mod own_data;
mod slice;
mod voice;

pub(crate) use filing::attachments_of_drafts;
pub use filing::{Draft, Filed, NewCase};
pub use slice::SliceReport;

use crate::cards::{CardError, HeldCard, Knowledge};
use crate::cases::{CasePage, CasePlace, DueDate, LocalCase};
use crate::engine::{Engine, Opened, Places};
use crate::entropy::Entropy;
use crate::evidence::{self, AttachedPhoto, NewPhoto, PhotoEvidence, PhotoSource};
use crate::observe::{Listener, Subscription};
use crate::outbox::{OutboxSnapshot, PlannedTransfer};
use crate::session::SessionState;
use crate::sync::SyncReport;
use crate::time::Clock;
use crate::transport::{Response, Transport};
use crate::vault::{KeyKeeper, RealDisk, Vault};
use crate::{CoreError, mirror};
use jiff::Timestamp;
use minyi_evidence::{Absence, CaptureTicket, FaceDetector, Import, Known, Proposals, Signer};
use minyi_identity::{Challenge, Expecting, Face, Outcome};
use minyi_rulebook::actor::Actor;
use minyi_rulebook::citizen_case::{CaseCommand, Photo};
use minyi_rulebook::clock::DueExplanation;
use minyi_rulebook::ids::{CommandId, MatterId, Sha256, UserId};
use minyi_rulebook::mandate::MandateCommand;
use minyi_wire::access::CodeSent;
use minyi_wire::directory::DirectoryView;
use minyi_wire::identity::MandateView;
use minyi_wire::photo::PhotoRecord;
use minyi_wire::receipt::ServerKey;
use minyi_wire::sync::OtherView;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// What the core is told once.
#[derive(Clone, Debug)]
pub struct CoreConfig {
    /// The app's private data folder, outside of any backup and of any container shared with other processes.
    pub folder: PathBuf,
    /// Address of the server, `https://host[:port]`. Only planned transfers need it; the transport has its own.
    pub server: String,
    /// Version of the app, for the log.
    pub app_build: String,
    /// Keys whose receipts count. Empty: those met at first contact, pinned from then on.
    pub pinned_keys: Vec<ServerKey>,
}

/// What the core needs from outside.
#[derive(Clone)]
pub struct Ports {
    /// The platform's key store.
    pub keeper: Arc<dyn KeyKeeper>,
    /// The way to the server.
    pub transport: Arc<dyn Transport>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
}

impl fmt::Debug for Ports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ports")
    }
}

/// What network there is, as the platform says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NetworkClass {
    /// None; nothing is tried.
    Offline,
    /// Paid by volume.
    Metered,
    /// Not.
    Unmetered,
}

/// What opening found. Show `damaged` to the user; the rest is for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenReport {
    /// Files of the vault that did not open and were set aside, as `folder/name`.
    pub damaged: Vec<String>,
    /// Files that the disk refused to read just now.
    pub unreadable: Vec<String>,
    /// Commands that only a newer version of the app can read. They stay.
    pub of_newer_version: usize,
    /// What became of the mirror. If it was rebuilt, the next sync fills it; nothing is lost.
    pub mirror: mirror::OpenReport,
}

/// The core of the phone.
#[derive(Clone, Debug)]
pub struct Core {
    engine: Arc<Engine>,
}

impl Core {
    /// Opens the stores in the folder, making them on the first run. Uses no network.
    ///
    /// # Errors
    /// [`CoreError::Busy`] while another process or core has the folder open or the phone is still locked after its start;
    /// [`CoreError::KeyLost`] if the vault cannot be opened any more, see [`Core::set_vault_aside`].
    pub fn open(config: CoreConfig, ports: Ports) -> Result<(Self, OpenReport), CoreError> {
        Self::open_at(config, ports, Places { disk: Arc::new(RealDisk), mirror: None })
    }

    pub(crate) fn open_at(config: CoreConfig, ports: Ports, places: Places) -> Result<(Self, OpenReport), CoreError> {
        let (engine, Opened { vault, mirror, of_newer_version }) = Engine::open(config, ports, places)?;
        tracing::info!(build = %engine.config.app_build, "core opened");
        let report = OpenReport { damaged: vault.damaged, unreadable: vault.unreadable, of_newer_version, mirror };
        Ok((Self { engine }, report))
    }

    /// Moves a vault whose key is lost to `quarantine-<n>` in the folder, so that the next [`Core::open`] starts afresh.
    /// Only on the user's word: what was unsent exists nowhere else.
    pub fn set_vault_aside(folder: &Path) -> Result<Option<PathBuf>, CoreError> {
        Ok(Vault::quarantine(folder)?)
    }

    // ---- session ----

    /// Has a one-time code (验证码) sent to a mobile number.
    pub async fn request_code(&self, phone: &str) -> Result<CodeSent, CoreError> {
        self.engine.request_code(phone).await
    }

    /// Signs in with the code.
    pub async fn sign_in_with_code(&self, phone: &str, code: &str) -> Result<Actor, CoreError> {
        self.engine.sign_in_with_code(phone, code).await
    }

    /// Signs in with password and time-based code.
    pub async fn sign_in_staff(&self, login: &str, password: &str, totp: &str) -> Result<Actor, CoreError> {
        self.engine.sign_in_staff(login, password, totp).await
    }

    /// For station staff: the account of somebody who came, called or wrote, to file for (代为提交). A new number gets a new
    /// account; whoever signs in with it later finds the case among their own. Needs the network.
    pub async fn register_citizen(&self, phone: &str) -> Result<UserId, CoreError> {
        self.engine.register_citizen(phone).await
    }

    /// Signs out, also offline. Unsent commands stay for the account, synced cases are wiped.
    pub async fn sign_out(&self) -> Result<(), CoreError> {
        self.engine.sign_out().await
    }

    /// Who is signed in; `None` also when the session is over.
    #[must_use]
    pub fn signed_in(&self) -> Option<Actor> {
        self.engine.session_in_force().map(|session| session.actor)
    }

    /// The state of the session, with the account whose session is over.
    #[must_use]
    pub fn session(&self) -> SessionState {
        self.engine.session_state()
    }

    // ---- drafts and filing: each of these is durable when it returns ----

    /// Stores a draft, replacing an older one of its id.
    pub async fn save_draft(&self, draft: Draft) -> Result<(), CoreError> {
        self.engine.blocking(move |engine, stores| engine.save_draft(&draft, stores)).await
    }

    /// All drafts of the account, newest change first.
    pub async fn drafts(&self) -> Result<Vec<Draft>, CoreError> {
        self.engine.blocking(|engine, stores| engine.drafts(stores)).await
    }

    /// Removes a draft, and the photos that only it named.
    pub async fn discard_draft(&self, id: MatterId) -> Result<(), CoreError> {
        self.engine.blocking(move |engine, stores| engine.discard_draft(id, stores)).await
    }

    /// A fresh id for a draft; it becomes the matter's.
    pub fn new_draft_id(&self) -> Result<MatterId, CoreError> {
        self.engine.new_matter()
    }

    /// Records a photo of the gallery and takes it into the vault; see [`Core::attach`].
    pub async fn attach_photo(&self, path: &Path) -> Result<Photo, CoreError> {
        let new = NewPhoto {
            path: path.to_owned(),
            source: PhotoSource::Imported(Import::Gallery),
            decoded: None,
            position: Known::Unknown(Absence::NotAsked),
            since_boot_ms: Known::Unknown(Absence::NotAsked),
            covered: Vec::new(),
        };
        self.attach(new).await.map(|attached| attached.photo)
    }

    /// Hashes a photo of at most 20 MiB, signs a record of it into this phone's chain of evidence (证据链) and takes the
    /// original into the vault. The file may go afterwards. The same bytes again give the first answer again.
    ///
    /// # Errors
    /// [`CoreError::BadInput`] with `photo.…` naming what is wrong with the file; [`CoreError::Busy`] if the signer does not
    /// sign now. Then nothing is recorded.
    pub async fn attach(&self, new: NewPhoto) -> Result<AttachedPhoto, CoreError> {
        self.engine.blocking(move |engine, stores| engine.attach(&new, stores)).await
    }

    /// A ticket for one photo of the app's own camera, good once and for a minute. Draw it before the camera opens.
    pub fn capture_ticket(&self) -> Result<CaptureTicket, CoreError> {
        self.engine.capture_ticket()
    }

    /// The signed record of a photo that this phone attached.
    pub fn photo_record(&self, photo: Sha256) -> Result<Option<PhotoRecord>, CoreError> {
        self.engine.with(|stores| self.engine.photo_record(photo, stores))
    }

    /// What a photo's record says and how far the photo is; `None` if this phone made no record. Touches the disk.
    pub fn photo_evidence(&self, photo: Sha256, matter: Option<MatterId>) -> Result<Option<PhotoEvidence>, CoreError> {
        self.engine.with(|stores| self.engine.photo_evidence(photo, matter, stores))
    }

    /// Has `detector` propose boxes over faces in the file of a photo (人脸建议框), for a person to edit; nothing is stored or
    /// covered. For HEIC give the copy that the system decoded. Blocks for as long as the detector does.
    ///
    /// # Errors
    /// [`CoreError::BadInput`] as [`Core::attach`]; [`CoreError::Busy`] if the detector is not available now,
    /// [`CoreError::Internal`] if it failed.
    pub fn propose_covers(photo: &Path, detector: &dyn FaceDetector) -> Result<Proposals, CoreError> {
        evidence::propose_covers(photo, detector)
    }

    /// Signs records with the platform's key store from now on, instead of the key in the vault.
    pub fn use_signer(&self, signer: Arc<dyn Signer>) {
        self.engine.use_signer(signer);
    }

    /// Files a case. When it returns the case is saved on this phone (已存在本机) and will reach the server.
    ///
    /// # Errors
    /// [`CoreError::Refused`] with the quoted rule, before anything is sealed.
    pub async fn file_case(&self, case: NewCase) -> Result<Filed, CoreError> {
        self.engine.blocking(move |engine, stores| engine.file_case(case, stores)).await
    }

    /// Acts on a case. Durable when it returns.
    ///
    /// # Errors
    /// As [`Core::file_case`]; [`CoreError::NotFound`] for a case that is not on this phone.
    pub async fn act(&self, matter: MatterId, command: CaseCommand) -> Result<CommandId, CoreError> {
        self.engine.blocking(move |engine, stores| engine.act(matter, command, stores)).await
    }

    // ---- reading ----

    /// A matter of another procedure than the citizen's case, as last synced. What it says its view's type can read
    /// ([`OtherView::read`]).
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub async fn other(&self, matter: MatterId) -> Result<Option<OtherView>, CoreError> {
        self.engine.blocking(move |engine, stores| engine.other(matter, stores)).await
    }

    /// All matters of one procedure, by its name, newest change first.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub async fn others(&self, procedure: &str) -> Result<Vec<OtherView>, CoreError> {
        let procedure = procedure.to_owned();
        self.engine.blocking(move |engine, stores| engine.others(&procedure, stores)).await
    }

    /// A page of the account's cases, newest change first.
    pub fn cases(&self, after: Option<&CasePlace>, limit: usize) -> Result<CasePage, CoreError> {
        self.engine.with(|stores| self.engine.case_page(after, limit, stores))
    }

    /// One case with all that is on its way; `None` if it is not on this phone.
    pub fn case(&self, matter: MatterId) -> Result<Option<LocalCase>, CoreError> {
        self.engine.with(|stores| self.engine.local_case(matter, stores))
    }

    /// Why each deadline of a case is due when it is due, reckoned offline.
    pub fn explain_due(&self, matter: MatterId) -> Result<Vec<DueExplanation>, CoreError> {
        self.engine.with(|stores| self.engine.explain_due(matter, stores))
    }

    /// The running deadlines of a case, soonest first, each with its reasons.
    pub fn due_dates(&self, matter: MatterId) -> Result<Vec<DueDate>, CoreError> {
        self.engine.with(|stores| self.engine.due_dates(matter, stores))
    }

    /// Organs and deputies as last synced.
    #[must_use]
    pub fn directory(&self) -> Option<Arc<DirectoryView>> {
        crate::engine::locked(&self.engine.directory).clone()
    }

    /// The estimate of server time.
    #[must_use]
    pub fn server_time(&self) -> Timestamp {
        self.engine.server_now()
    }

    /// The device's clock.
    #[must_use]
    pub fn device_time(&self) -> Timestamp {
        self.engine.ports.clock.now()
    }

    // ---- deputy cards (亮身份) ----

    /// The three roots that are built into the app, as `ed25519:<hex>`. Without them no card can be checked. What is held already
    /// stays: roots change by a signed bundle only.
    pub async fn trust_roots(&self, roots: Vec<String>) -> Result<(), CoreError> {
        self.engine.blocking(move |engine, stores| engine.trust_roots(&roots, stores)).await
    }

    /// The device's key in the platform's keystore, P-256. Without one the core keeps a key of its own in the vault.
    pub fn lend_card_key(&self, key: Arc<dyn minyi_identity::Signer>) {
        self.engine.lend_card_key(key);
    }

    /// The mandates of the account, as last synced.
    pub async fn mandates(&self) -> Result<Vec<MandateView>, CoreError> {
        self.engine.blocking(|engine, stores| engine.mandates(stores)).await
    }

    /// Acts on a mandate: pledge, phone number, what is published. Durable when it returns.
    ///
    /// # Errors
    /// [`CoreError::Refused`] with the quoted rule, before anything is sealed.
    pub async fn act_on_mandate(&self, matter: MatterId, command: MandateCommand) -> Result<CommandId, CoreError> {
        self.engine.blocking(move |engine, stores| engine.act_on_mandate(matter, command, stores)).await
    }

    /// Asks for a card for this device; the next syncs bring it. A card on another device becomes void.
    pub async fn request_card(&self, matter: MatterId) -> Result<CommandId, CoreError> {
        self.engine.blocking(move |engine, stores| engine.request_card(matter, stores)).await
    }

    /// The cards on this phone.
    #[must_use]
    pub fn held_cards(&self) -> Vec<HeldCard> {
        self.engine.held_cards()
    }

    /// What the screen of a card shows now: ask again when the code changes.
    ///
    /// # Errors
    /// [`CardError`]
    pub fn card_face(&self, matter: MatterId) -> Result<Face, CardError> {
        self.engine.face(matter)
    }

    /// Starts ten minutes of living codes. Signs with the device's key once.
    ///
    /// # Errors
    /// [`CardError`]; the screen stays as it was.
    pub async fn unlock_card(&self, matter: MatterId) -> Result<Face, CardError> {
        self.engine.blocking(move |engine, stores| Ok(engine.unlock_card(matter, stores))).await?
    }

    /// Answers the number on a citizen's phone. Signs with the device's key once.
    ///
    /// # Errors
    /// [`CardError`]; the screen stays as it was.
    pub async fn answer_challenge(&self, matter: MatterId, challenge: Challenge) -> Result<Face, CardError> {
        self.engine.blocking(move |engine, stores| Ok(engine.answer_challenge(matter, challenge, stores))).await?
    }

    /// The app leaves the screen: session keys are forgotten.
    pub fn lock_cards(&self) {
        self.engine.lock_cards();
    }

    /// Judges the text of a scanned code. Offline, in memory; leaves no trace here or anywhere. Call it once a scan.
    ///
    /// # Errors
    /// [`CoreError::NotFound`] before [`Core::trust_roots`].
    pub fn verify_code(&self, text: &str, expecting: Expecting) -> Result<Outcome, CoreError> {
        self.engine.verify_code(text, expecting)
    }

    /// A number for the deputy to answer.
    pub fn new_challenge(&self) -> Result<Challenge, CoreError> {
        self.engine.challenge()
    }

    /// How old the knowledge is by which cards are judged here.
    #[must_use]
    pub fn card_knowledge(&self) -> Knowledge {
        self.engine.knowledge()
    }

    // ---- outbox ----

    /// Everything that this account has in the outbox.
    #[must_use]
    pub fn outbox(&self) -> OutboxSnapshot {
        self.engine.outbox()
    }

    /// Whether time and network alone have something left to do; cheap.
    #[must_use]
    pub fn has_pending(&self) -> bool {
        self.engine.has_pending()
    }

    /// Tries a parked or waiting item, or its parked photos, in the next slice.
    pub async fn retry(&self, id: CommandId) -> Result<(), CoreError> {
        self.engine.blocking(move |engine, stores| engine.retry(id, stores)).await
    }

    /// Gives up an item that the server does not have: parked, or never sent. With a submission goes what waits for it.
    pub async fn discard(&self, id: CommandId) -> Result<(), CoreError> {
        self.engine.blocking(move |engine, stores| engine.discard(id, stores)).await
    }

    /// Gives up the photos of an item that the server has and will not take ([`ItemStanding::NeedsAttention`], registered). The
    /// case stays as it is, without them.
    ///
    /// # Errors
    /// [`CoreError::Conflict`] if none of its photos waits for a decision.
    ///
    /// [`ItemStanding::NeedsAttention`]: crate::outbox::ItemStanding::NeedsAttention
    pub async fn drop_photos(&self, id: CommandId) -> Result<(), CoreError> {
        self.engine.blocking(move |engine, stores| engine.drop_photos(id, stores)).await
    }

    /// Replaces a parked command by an edited one under a new id; the parked one is discarded.
    pub async fn reseal(&self, id: CommandId, edited: CaseCommand) -> Result<CommandId, CoreError> {
        self.engine.blocking(move |engine, stores| engine.reseal(id, edited, stores)).await
    }

    // ---- network ----

    /// Pulls what changed, now.
    pub async fn sync(&self) -> Result<SyncReport, CoreError> {
        self.engine.sync_now().await
    }

    /// Sends and pulls for at most so long. One slice runs at a time; a second call waits for the first within its own
    /// deadline. Stores after every step, so it may be cut off anywhere.
    pub async fn run_slice(&self, deadline: Duration, network: NetworkClass) -> SliceReport {
        self.engine.run_slice(deadline, network).await
    }

    /// At most `max` requests for the operating system to perform while the app sleeps. Writes their bodies to files.
    pub fn plan_transfers(&self, max: usize) -> Result<Vec<PlannedTransfer>, CoreError> {
        self.engine.with(|stores| self.engine.plan_transfers(max, stores))
    }

    /// The answer to a planned transfer. May come after a restart, twice, or never.
    pub async fn transfer_finished(
        &self,
        id: &str,
        status: u16,
        headers: Vec<(String, String)>,
        body: Vec<u8>,
    ) -> Result<(), CoreError> {
        let id = id.to_owned();
        let response = Response { status, headers, body: body.into() };
        let engine = Arc::clone(&self.engine);
        self.engine.blocking(move |_, stores| engine.transfer_finished(&id, response, stores)).await
    }

    /// Tells which network there is; `Offline` is also the user's switch. A new network ends the waits of the old one.
    pub fn set_network(&self, network: NetworkClass) {
        self.engine.set_network(network);
    }

    /// The network that was told last.
    #[must_use]
    pub fn network(&self) -> NetworkClass {
        self.engine.network()
    }

    /// Ends the running slice within a second. The next one may begin at once.
    pub fn stop(&self) {
        self.engine.stop();
    }

    /// Ends the running slice and closes the stores and their locks. Until [`Core::resume`] all else answers
    /// [`CoreError::Busy`]. Call it before the core is dropped if the folder is to be opened again at once.
    pub fn suspend(&self) {
        self.engine.stop();
        self.engine.close();
    }

    /// Opens the stores again; fine if they are open.
    pub fn resume(&self) -> Result<(), CoreError> {
        match self.engine.with(|_| Ok(())) {
            Ok(()) => Ok(()),
            Err(_) => self.engine.open_stores().map(drop),
        }
    }

    // ---- listening ----

    /// Hears of the outbox: its present state first, then every change, at most five a second.
    pub fn observe_outbox(&self, listener: Arc<dyn Listener<OutboxSnapshot>>) -> Result<Subscription, CoreError> {
        self.engine.observe_outbox(listener)
    }

    /// Hears of the first page of cases; reload further pages when it comes.
    pub fn observe_cases(&self, listener: Arc<dyn Listener<CasePage>>) -> Result<Subscription, CoreError> {
        self.engine.observe_cases(listener)
    }

    /// Hears of the session.
    pub fn observe_session(&self, listener: Arc<dyn Listener<SessionState>>) -> Result<Subscription, CoreError> {
        self.engine.observe_session(listener)
    }
}
