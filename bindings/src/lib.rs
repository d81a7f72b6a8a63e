//! The phone core for Kotlin and Swift (跨语言接口), and nothing else: types that can cross, and calls that hand over to
//! [`minyi_core`]. No rule, no state and no decision lives here. One file a concern; `bindings/README.md` says how to add one.
//!
//! The laws of this surface, each of them held by a test in `tests/kotlin` and its Swift twin:
//!
//! - **Threads.** Any method may be called from any thread. Synchronous ones read memory only and return at once; whatever
//!   touches disk or network is `async` and runs on two threads of the core's own, never on the caller's.
//! - **Cancelling.** Giving up waiting (a cancelled coroutine) stops the wait, not the work: what was begun is stored whole.
//! - **Errors.** Everything that can fail throws [`MinyiError`]; a bug inside is [`MinyiError::Internal`], never a crash.
//! - **Updates.** `observe_*` tells the present first, then whole snapshots in order, at most five a second, until the
//!   [`Subscription`] is cancelled or released.
//! - **Callbacks.** The shell's own objects (key store, listeners, log sink) are called from the core's threads with no lock
//!   held; what they throw arrives typed or is logged, and the core lives on.
#![deny(missing_docs)]
#![expect(
    clippy::result_large_err,
    clippy::large_enum_variant,
    reason = "what crosses is copied field by field anyway, and the other languages know no boxes"
)]

mod acts;
mod app;
mod case;
mod cases;
mod directory;
mod due;
mod error;
mod evidence;
mod export;
mod faces;
mod filing;
mod hearing;
mod hearing_views;
mod identity;
mod ids;
mod log;
mod network;
mod observe;
mod outbox;
mod own_data;
mod picture;
mod ports;
mod runtime;
mod scan;
mod session;
mod vocabulary;
mod voice;

pub use acts::{AnswerDraft, CaseAction, Promise};
pub use app::{AppConfig, MinyiApp, MirrorReport, OpenReport, Platform, ServerKey, set_vault_aside};
pub use case::{
    CaseContent, CasePhoto, Commitment, CommitmentStanding, Evaluation, EvaluationForm, ExtensionRequest, Handler,
    HandlerStanding, PublicContent, Round, RoundAnswer, SupervisionAct, Supplement, TimelineEntry,
};
pub use cases::{
    CaseBody, CaseLine, CasePage, CaseView, ClockName, Deadline, Ending, LocalCase, PendingAct, PermittedAction,
};
pub use directory::{Deputy, Directory, Organ, ReceptionDay};
pub use due::{CalendarNotice, ClockRule, DueDate, DueStep, DueWhy, Extension, Pause, RuleSource};
pub use error::{MinyiError, QuotedRule, Refusal, ServerProblem};
pub use evidence::{
    CapturePlace, CapturePosition, EvidenceStanding, MapDatum, MissingReason, NewPhoto, PhotoEvidence, PhotoFormat,
    PhotoSource, PositionProvider, RecordedOrigin, RecordedPhoto, SinceBoot, TrustedClock,
};
pub use export::{ClaimStanding, ClaimVerdict, EvidenceClaim, ExportSeal, ExportTrust, ExportVerdict, verify_export};
pub use faces::{CoverBox, CoverProposals, FaceBox, FaceDetector, FaceDetectorError};
pub use filing::{Addressee, CaseLimits, Draft, Filed, Filing, NewCase, Photo, Place, SavedDraft, case_limits};
pub use hearing::{HearingRoom, RoomListener};
pub use hearing_views::{
    Discipline, HearingAnswer, HearingDeed, HearingLine, HearingQuestion, HearingSheet, QuestionAnchor, QuestionDraft,
    QuestionProgress, RoomLink, RoomView,
};
pub use identity::{
    CardAttempt, CardCode, CardContent, CardFace, HeldCard, MandateField, MandateLine, MandateStanding, NotShownReason,
};
pub use ids::CivilDate;
pub use log::{LogLevel, LogRecord, LogSink, install_log_sink, remove_log_sink};
pub use network::{PlannedTransfer, SliceReport, SyncReport, TransferHeader};
pub use observe::{CasesListener, OutboxListener, SessionListener, Subscription, live_listeners};
pub use outbox::{ItemStanding, MatterAct, OutboxItem, OutboxSnapshot, ParkReason};
pub use own_data::SignedInDevice;
pub use picture::{CourtPicture, PicturePlace, Watermark};
pub use ports::{
    ClockSkewSource, Connectivity, DeviceKey, KeyStore, KeyStoreError, SecurityLevel, ShellError, Signer, SignerError,
};
pub use scan::{CardKnowledge, ScanDoubt, ScanFault, ScanLiveness, ScanOutcome, ScanReplay, ScanResult};
pub use session::{Account, CodeSent, SessionState};
pub use voice::{CaseVoice, VoiceNote};

// The words of the rulebook and the contract that cross as they are.
pub use minyi_core::{NetworkClass, WaitReason};
pub use minyi_wire::ProblemCode;

uniffi::setup_scaffolding!();
