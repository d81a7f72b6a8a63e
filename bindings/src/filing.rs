//! From a draft (草稿) to a filed case (提交).

use std::path::PathBuf;
use std::time::SystemTime;

use minyi_core::Core;
use minyi_core::facade;
use minyi_rulebook::citizen_case::{self as rules, ProxyChannel, limits};
use minyi_rulebook::ids::{CommandId, MatterId, OrganId, Sha256, UserId};

use crate::app::MinyiApp;
use crate::due::DueWhy;
use crate::error::MinyiError;
use crate::ids::system_time;
use crate::runtime;
use crate::voice::VoiceNote;

/// What is being written (草稿); anything may still be missing.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Draft {
    /// From `new_draft_id`; the id of the case once it is filed.
    pub id: MatterId,
    /// One line.
    pub title: String,
    /// In the author's words.
    pub text: String,
    /// Who should hear it.
    pub addressee: Option<Addressee>,
    /// Where it is.
    pub place: Option<Place>,
    /// Attached photos, from `attach_photo`.
    pub photos: Vec<Photo>,
    /// Whether the author agrees that the case be shown in public, without the name.
    pub may_publish: bool,
    /// Attached voice note, from `attach_voice`.
    #[uniffi(default = None)]
    pub voice: Option<VoiceNote>,
}

/// A draft as it was stored.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SavedDraft {
    /// The draft.
    pub draft: Draft,
    /// Last change, by the device's clock.
    pub changed_at: SystemTime,
}

/// Who should hear the case (反映对象).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Addressee {
    /// One deputy; the deputy's station receives it.
    OneDeputy {
        /// From the directory.
        deputy: UserId,
    },
    /// A station.
    OneStation {
        /// From the directory.
        station: OrganId,
    },
    /// Let the office decide.
    Office,
}

/// A place in WGS84, in millionths of a degree.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Place {
    /// Latitude, millionths of a degree north.
    pub lat_e6: i32,
    /// Longitude, millionths of a degree east.
    pub lon_e6: i32,
    /// Radius of uncertainty in metres; `None` if the device did not say.
    pub accuracy_m: Option<u32>,
    /// The author's words for the place; empty if there are none.
    pub label: String,
}

/// A photo in the vault, by its content.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Photo {
    /// SHA-256 of its bytes, 64 hex digits.
    pub sha256: Sha256,
    /// Length in bytes.
    pub bytes: u64,
}

/// Who files.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Filing {
    /// The author, from an own device.
    Own,
    /// Station staff for somebody who came, called or wrote (代为提交).
    Proxy {
        /// The citizen's account.
        author: UserId,
        /// How they reached the station.
        channel: ProxyChannel,
    },
}

/// A case to be filed. Everything in it freezes at that moment; more can be added later by a supplement.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NewCase {
    /// The draft it comes from, if any; it goes when the case is sealed. Filing the same draft twice files one case.
    pub draft: Option<MatterId>,
    /// One line; limits by `case_limits`.
    pub title: String,
    /// The problem in the author's words.
    pub text: String,
    /// Who should hear it.
    pub addressee: Addressee,
    /// Where it is, with the author's consent; `None` is a choice, not a fault.
    pub place: Option<Place>,
    /// Photos, from `attach_photo`.
    pub photos: Vec<Photo>,
    /// Whether the author agrees that the case be shown in public, without the name.
    pub may_publish: bool,
    /// Who files.
    pub filing: Filing,
    /// The problem as the author tells it, from `attach_voice`; `text` may be empty then. Never public.
    #[uniffi(default = None)]
    pub voice: Option<VoiceNote>,
}

/// A case that is saved on this phone (已存在本机).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Filed {
    /// Its id, for good.
    pub matter: MatterId,
    /// The command that carries it.
    pub command: CommandId,
    /// Until when somebody must look at it, if the server receives it today, and why. `None`: this phone cannot tell.
    pub predicted_due: Option<DueWhy>,
}

/// How much a case may carry; forms ask here, so that no limit stands twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct CaseLimits {
    /// Characters of a title.
    pub title: u32,
    /// Characters of a citizen's text or an answer.
    pub text: u32,
    /// Characters of a reason, note, question or explanation.
    pub reason: u32,
    /// Characters of the words for a place.
    pub label: u32,
    /// Photos of one command.
    pub photos: u32,
    /// Bytes of one photo.
    pub photo_bytes: u64,
    /// Bytes of a voice note.
    pub voice_bytes: u64,
    /// Seconds of a voice note; recorders stop there.
    pub voice_seconds: u16,
    /// Co-handling units of one assignment.
    pub co_handlers: u32,
    /// Commitments of one answer.
    pub commitments: u32,
    /// Days of one extension request.
    pub extension_days: u16,
}

/// The limits of the rulebook; a constant.
#[uniffi::export]
#[must_use]
pub fn case_limits() -> CaseLimits {
    // Reckoned by the compiler: nothing is left that could fail here.
    const LIMITS: CaseLimits = CaseLimits {
        title: count(limits::TITLE),
        text: count(limits::TEXT),
        reason: count(limits::REASON),
        label: count(limits::LABEL),
        photos: count(limits::PHOTOS),
        photo_bytes: limits::PHOTO_BYTES,
        voice_bytes: limits::VOICE_BYTES,
        voice_seconds: limits::VOICE_SECONDS,
        co_handlers: count(limits::CO_HANDLERS),
        commitments: count(limits::COMMITMENTS),
        extension_days: limits::EXTENSION_DAYS,
    };
    LIMITS
}

#[expect(clippy::cast_possible_truncation, reason = "the assertion says that nothing is cut off")]
const fn count(limit: usize) -> u32 {
    assert!(limit <= u32::MAX as usize, "limits are small numbers");
    limit as u32
}

#[uniffi::export]
impl MinyiApp {
    /// A fresh id for a draft; it becomes the case's.
    pub fn new_draft_id(&self) -> Result<MatterId, MinyiError> {
        runtime::guarded(|| self.core.new_draft_id())
    }

    /// Stores a draft, replacing an older one of its id. Durable when it returns, so it also survives the app's death.
    pub async fn save_draft(&self, draft: Draft) -> Result<(), MinyiError> {
        let core = self.core.clone();
        self.workers.run(async move { core.save_draft(stored(&core, draft)).await }).await
    }

    /// All drafts of the account, newest change first.
    pub async fn drafts(&self) -> Result<Vec<SavedDraft>, MinyiError> {
        let core = self.core.clone();
        let drafts = self.workers.run(async move { core.drafts().await }).await?;
        Ok(drafts.into_iter().map(Into::into).collect())
    }

    /// Removes a draft; fine if there is none.
    pub async fn discard_draft(&self, id: MatterId) -> Result<(), MinyiError> {
        let core = self.core.clone();
        self.workers.run(async move { core.discard_draft(id).await }).await
    }

    /// Copies a photo file into the vault, encrypted, and records it as evidence; the file may go afterwards.
    ///
    /// Throws `BadInput(photo.path | photo.empty | photo.too_big | photo.not_a_photo | photo.truncated | photo.damaged |
    /// photo.too_many_pixels | photo.unsupported | photo.changed)` or `StorageFull`; nothing is stored then.
    pub async fn attach_photo(&self, path: String) -> Result<Photo, MinyiError> {
        let core = self.core.clone();
        let path = PathBuf::from(path);
        Ok(self.workers.run(async move { core.attach_photo(&path).await }).await?.into())
    }

    /// Files a case. When it returns the case is saved on this phone (已存在本机) and will reach the server.
    ///
    /// Throws `Refused` with the quoted rule, before anything is stored; `SignedOut` if no account is at work.
    pub async fn file_case(&self, new: NewCase) -> Result<Filed, MinyiError> {
        let core = self.core.clone();
        let case = facade::NewCase { draft: new.draft, submission: new.into() };
        let filed = self.workers.run(async move { core.file_case(case).await }).await?;
        Ok(Filed { matter: filed.matter, command: filed.command, predicted_due: filed.predicted_due.map(Into::into) })
    }

    /// Files a parked submission anew with other words (see the outbox): the parked one is discarded, the case keeps its id.
    ///
    /// Throws as `file_case`; `Conflict` if the command is not parked.
    pub async fn refile(&self, command: CommandId, new: NewCase) -> Result<CommandId, MinyiError> {
        let core = self.core.clone();
        let edited = rules::CaseCommand::Submit(Box::new(new.into()));
        self.workers.run(async move { core.reseal(command, edited).await }).await
    }
}

fn stored(core: &Core, draft: Draft) -> facade::Draft {
    facade::Draft {
        id: draft.id,
        title: draft.title,
        text: draft.text,
        addressee: draft.addressee.map(Into::into),
        place: draft.place.map(Into::into),
        photos: draft.photos.into_iter().map(Into::into).collect(),
        voice: draft.voice.map(Into::into),
        may_publish: draft.may_publish,
        changed_at: core.device_time(),
    }
}

impl From<facade::Draft> for SavedDraft {
    fn from(draft: facade::Draft) -> Self {
        Self {
            changed_at: system_time(draft.changed_at),
            draft: Draft {
                id: draft.id,
                title: draft.title,
                text: draft.text,
                addressee: draft.addressee.map(Into::into),
                place: draft.place.map(Into::into),
                photos: draft.photos.into_iter().map(Into::into).collect(),
                may_publish: draft.may_publish,
                voice: draft.voice.map(Into::into),
            },
        }
    }
}

impl From<NewCase> for rules::Submission {
    fn from(new: NewCase) -> Self {
        Self {
            title: new.title,
            text: new.text,
            addressee: new.addressee.into(),
            place: new.place.map(Into::into),
            photos: new.photos.into_iter().map(Into::into).collect(),
            voice: new.voice.map(Into::into),
            may_publish: new.may_publish,
            filing: new.filing.into(),
        }
    }
}

impl From<Addressee> for rules::Addressee {
    fn from(addressee: Addressee) -> Self {
        match addressee {
            Addressee::OneDeputy { deputy } => Self::Deputy { deputy },
            Addressee::OneStation { station } => Self::Station { station },
            Addressee::Office => Self::Office,
        }
    }
}

impl From<rules::Addressee> for Addressee {
    fn from(addressee: rules::Addressee) -> Self {
        match addressee {
            rules::Addressee::Deputy { deputy } => Self::OneDeputy { deputy },
            rules::Addressee::Station { station } => Self::OneStation { station },
            rules::Addressee::Office => Self::Office,
        }
    }
}

impl From<Filing> for rules::Filing {
    fn from(filing: Filing) -> Self {
        match filing {
            Filing::Own => Self::Own,
            Filing::Proxy { author, channel } => Self::Proxy { author, channel },
        }
    }
}

impl From<rules::Filing> for Filing {
    fn from(filing: rules::Filing) -> Self {
        match filing {
            rules::Filing::Own => Self::Own,
            rules::Filing::Proxy { author, channel } => Self::Proxy { author, channel },
        }
    }
}

impl From<Place> for rules::Place {
    fn from(place: Place) -> Self {
        Self { lat_e6: place.lat_e6, lon_e6: place.lon_e6, accuracy_m: place.accuracy_m, label: place.label }
    }
}

impl From<rules::Place> for Place {
    fn from(place: rules::Place) -> Self {
        Self { lat_e6: place.lat_e6, lon_e6: place.lon_e6, accuracy_m: place.accuracy_m, label: place.label }
    }
}

impl From<Photo> for rules::Photo {
    fn from(photo: Photo) -> Self {
        Self { sha256: photo.sha256, bytes: photo.bytes }
    }
}

impl From<rules::Photo> for Photo {
    fn from(photo: rules::Photo) -> Self {
        Self { sha256: photo.sha256, bytes: photo.bytes }
    }
}
