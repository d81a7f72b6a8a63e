//! From a draft (草稿) to a sealed command. The rulebook is asked first: who gets a refusal gets it here, offline, with its rule.

use crate::CoreError;
use crate::cases::{self, explanations};
use crate::engine::{Engine, Stores, locked};
use crate::entropy::new_id;
use crate::outbox::{Item, NewCommand, Standing};
use jiff::Timestamp;
use minyi_rulebook::actor::{Actor, Role};
use minyi_rulebook::citizen_case::{Addressee, CaseCommand, Photo, Place, Submission, VoiceNote};
use minyi_rulebook::clock::DueExplanation;
use minyi_rulebook::ids::{CommandId, MatterId, Sha256};
use minyi_wire::CaseView;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What is being written; anything may still be missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// From [`crate::Core::new_draft_id`]; the id of the matter once it is filed.
    pub id: MatterId,
    /// One line.
    #[serde(default)]
    pub title: String,
    /// In the author's words.
    #[serde(default)]
    pub text: String,
    /// Who should hear it.
    #[serde(default)]
    pub addressee: Option<Addressee>,
    /// Where it is.
    #[serde(default)]
    pub place: Option<Place>,
    /// Attached photos.
    #[serde(default)]
    pub photos: Vec<Photo>,
    /// Attached voice note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voice: Option<VoiceNote>,
    /// Consent to publication.
    #[serde(default)]
    pub may_publish: bool,
    /// Last change, by the device's clock.
    pub changed_at: Timestamp,
}

impl Draft {
    /// Hashes of all that it names in the vault.
    pub(crate) fn attachments(&self) -> impl Iterator<Item = Sha256> {
        self.photos.iter().map(|photo| photo.sha256).chain(self.voice.iter().map(|voice| voice.sha256))
    }
}

/// A case to be filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCase {
    /// The draft it comes from; it goes when the case is sealed. Filing the same draft twice files one case.
    pub draft: Option<MatterId>,
    /// The case itself.
    pub submission: Submission,
}

/// A case that is saved on this phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filed {
    /// Its id, for good.
    pub matter: MatterId,
    /// The command that carries it.
    pub command: CommandId,
    /// Until when somebody must look at it, if the server receives it today. `None`: this phone cannot tell.
    pub predicted_due: Option<DueExplanation>,
}

/// A draft with the account it belongs to.
#[derive(Serialize, Deserialize)]
struct StoredDraft {
    owner: Actor,
    draft: Draft,
}

impl Engine {
    pub(crate) fn new_matter(&self) -> Result<MatterId, CoreError> {
        Ok(MatterId(new_id(&*self.ports.entropy, self.ports.clock.now())?))
    }

    pub(super) fn save_draft(&self, draft: &Draft, stores: &Stores) -> Result<(), CoreError> {
        let owner = self.account().ok_or(CoreError::SignedOut)?;
        let stored = StoredDraft { owner, draft: draft.clone() };
        let before = stored_drafts(stores)?.into_iter().find(|before| before.draft.id == draft.id);
        stores.vault.put_draft(draft.id.0, &serde_json::to_vec(&stored)?)?;
        // What somebody said and took back is not kept.
        let taken_back =
            before.and_then(|before| before.draft.voice).filter(|voice| draft.voice.as_ref() != Some(voice));
        match taken_back {
            Some(voice) if !self.is_needed(voice.sha256, stores)? => Ok(stores.vault.remove_blobs(&[voice.sha256])?),
            _ => Ok(()),
        }
    }

    /// Whether a draft or a command names it.
    fn is_needed(&self, sha256: Sha256, stores: &Stores) -> Result<bool, CoreError> {
        let queued =
            locked(&self.queue).items.values().any(|item| item.attachments.iter().any(|file| file.sha256 == sha256));
        Ok(queued || attachments_of_drafts(stores)?.contains(&sha256))
    }

    pub(crate) fn drafts(&self, stores: &Stores) -> Result<Vec<Draft>, CoreError> {
        let Some(account) = self.account() else {
            return Ok(Vec::new());
        };
        let stored = stored_drafts(stores)?;
        let mut drafts: Vec<Draft> =
            stored.into_iter().filter(|stored| stored.owner == account).map(|stored| stored.draft).collect();
        drafts.sort_by_key(|draft| std::cmp::Reverse((draft.changed_at, draft.id)));
        Ok(drafts)
    }

    pub(super) fn discard_draft(&self, id: MatterId, stores: &Stores) -> Result<(), CoreError> {
        // Nobody files it, or another draft with its photos, meanwhile.
        let _filing = locked(&self.filing);
        let drafts = stored_drafts(stores)?;
        let (gone, kept): (Vec<_>, Vec<_>) =
            drafts.iter().map(|stored| &stored.draft).partition(|draft| draft.id == id);
        let mut needed: BTreeSet<Sha256> = kept.iter().flat_map(|draft| draft.attachments()).collect();
        needed.extend(locked(&self.queue).items.values().flat_map(|item| &item.attachments).map(|file| file.sha256));
        let files = gone.iter().flat_map(|draft| draft.attachments());
        // These first: as long as the draft stands, somebody still knows which they are.
        stores.vault.remove_blobs(&files.filter(|sha256| !needed.contains(sha256)).collect::<Vec<_>>())?;
        Ok(stores.vault.remove_draft(id.0)?)
    }

    pub(super) fn file_case(&self, case: NewCase, stores: &Stores) -> Result<Filed, CoreError> {
        let _filing = locked(&self.filing);
        let owner = self.account().ok_or(CoreError::SignedOut)?;
        let matter = match case.draft {
            Some(draft) => draft,
            None => self.new_matter()?,
        };
        let command = CaseCommand::Submit(Box::new(case.submission));
        let foretold = self.outlook(owner.clone(), matter, self.server_now()).foretell(None, &command)?;
        let predicted_due = foretold.as_ref().and_then(|case| explanations(case).into_iter().next());
        let filed_before = {
            let queue = locked(&self.queue);
            let submission = queue.items.values().find(|item| item.matter == matter && item.opens);
            submission.map(|item| item.id)
        };
        let command = match filed_before {
            Some(id) => id,
            None if cases::get(matter, stores)?.is_some() => return Err(CoreError::Conflict),
            None => {
                check_attachments(&command, stores)?;
                self.seal(NewCommand { owner, matter, expects: None, command: command.into(), replaces: None }, stores)?
            }
        };
        if let Some(draft) = case.draft
            && let Err(fault) = stores.vault.remove_draft(draft.0)
        {
            tracing::warn!(%fault, "a filed draft is still there; filing it again changes nothing");
        }
        Ok(Filed { matter, command, predicted_due })
    }

    pub(super) fn act(&self, matter: MatterId, command: CaseCommand, stores: &Stores) -> Result<CommandId, CoreError> {
        let _filing = locked(&self.filing);
        let owner = self.account().ok_or(CoreError::SignedOut)?;
        let expects = self.check(matter, &command, None, stores)?;
        self.seal(NewCommand { owner, matter, expects, command: command.into(), replaces: None }, stores)
    }

    pub(super) fn reseal(&self, id: CommandId, edited: CaseCommand, stores: &Stores) -> Result<CommandId, CoreError> {
        let _filing = locked(&self.filing);
        let owner = self.account().ok_or(CoreError::SignedOut)?;
        let item = locked(&self.queue).items.get(&id).filter(|item| item.owner == owner).cloned();
        let item = item.ok_or(CoreError::NotFound)?;
        if !matches!(item.standing, Standing::Parked { .. }) {
            return Err(CoreError::Conflict);
        }
        let expects = self.check(item.matter, &edited, Some(&item), stores)?;
        let new = NewCommand { owner, matter: item.matter, expects, command: edited.into(), replaces: Some(id) };
        let command = self.seal(new, stores)?;
        // From here on the new one knows what it replaces: if this fails, the next start ends it.
        if let Err(error) = locked(&self.queue).forget(id, self.server_now(), stores) {
            tracing::warn!(%error, "a replaced command is still there");
        }
        self.hub.outbox_changed();
        Ok(command)
    }

    /// Asks the rulebook about a command on a case as it stands here; gives the version that the command should expect.
    fn check(
        &self,
        matter: MatterId,
        command: &CaseCommand,
        replaced: Option<&Item>,
        stores: &Stores,
    ) -> Result<Option<u32>, CoreError> {
        let owner = self.account().ok_or(CoreError::SignedOut)?;
        check_attachments(command, stores)?;
        let outlook = self.outlook(owner.clone(), matter, self.server_now());
        let outlook = outlook.with_other(self.other_case(command, stores)?);
        if replaced.is_some_and(|item| item.opens) {
            outlook.foretell(None, command)?;
            return Ok(None);
        }
        let case = self.local_case(matter, stores)?.ok_or(CoreError::NotFound)?;
        if let Some(state) = case.view.as_ref().and_then(CaseView::full) {
            outlook.foretell(Some(state), command)?;
        }
        // What a citizen or deputy writes makes sense whatever happened since. Staff decide on what they have seen, unless
        // an earlier decision of theirs is still on its way: then nobody knows the version yet.
        let decides = !matches!(owner.role(), Role::Citizen | Role::Deputy);
        let alone = case.pending.is_empty() && replaced.is_none();
        Ok(case.synced.filter(|_| decides && alone).map(|view| view.version))
    }
}

/// Photos and voice notes that drafts of any account name.
pub(crate) fn attachments_of_drafts(stores: &Stores) -> Result<BTreeSet<Sha256>, CoreError> {
    let drafts = stored_drafts(stores)?;
    Ok(drafts.iter().flat_map(|stored| stored.draft.attachments()).collect())
}

/// Damaged drafts are set aside by the vault and left out here.
fn stored_drafts(stores: &Stores) -> Result<Vec<StoredDraft>, CoreError> {
    let mut drafts = Vec::new();
    for id in stores.vault.drafts()? {
        let Ok(Some(stored)) = stores.vault.draft(id) else {
            continue;
        };
        drafts.extend(serde_json::from_slice::<StoredDraft>(&stored).ok());
    }
    Ok(drafts)
}

/// A command may only name photos and a voice note that are here whole.
fn check_attachments(command: &CaseCommand, stores: &Stores) -> Result<(), CoreError> {
    for file in command.attachments() {
        match stores.vault.blob_len(file.sha256) {
            Ok(len) if len == file.bytes => {}
            _ if file.kind.is_photo() => return Err(CoreError::BadInput { field: "photos" }),
            _ => return Err(CoreError::BadInput { field: "voice" }),
        }
    }
    Ok(())
}
