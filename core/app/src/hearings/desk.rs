//! The desk: questions in the making, and what a deputy does about a hearing.

use super::anchors::anchor_at;
use crate::CoreError;
use crate::engine::{Engine, Stores, locked};
use crate::entropy::new_id;
use crate::outbox::NewCommand;
use jiff::Timestamp;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::calendar::Calendar;
use minyi_rulebook::hearing::lanes::HearingView;
use minyi_rulebook::hearing::{
    Anchor, Context, HearingAct, HearingCommand, PROCEDURE, QuestionId, QuestionKind, QuestionStage, foretell,
};
use minyi_rulebook::ids::{CommandId, MatterId};
use minyi_rulebook::policy::Policy;
use minyi_wire::command::Act;
use minyi_wire::{Command, CommandEnvelope};
use serde::{Deserialize, Serialize};

/// A question as it is being written (提问草稿): a private note until it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionDraft {
    /// The id of the question once it is sent, for good.
    pub id: QuestionId,
    pub hearing: MatterId,
    pub kind: QuestionKind,
    pub text: String,
    /// The moment it was begun at.
    pub anchor: Option<Anchor>,
    /// Last change, by the device's clock.
    pub changed_at: Timestamp,
}

/// A draft with the account it belongs to. No field is named like one of a case's draft, so neither is taken for the other.
#[derive(Serialize, Deserialize)]
struct StoredQuestion {
    asker: Actor,
    question: QuestionDraft,
}

/// A command that carries a question.
struct Asked {
    command: CommandId,
    kind: QuestionKind,
    text: String,
    /// A new version of a question that was returned.
    anew: bool,
}

impl Engine {
    /// A fresh draft, anchored to what is on the screen now. Nothing is stored yet.
    pub(crate) fn new_question(
        &self,
        hearing: MatterId,
        programme_time: Option<Timestamp>,
        delay_s: u16,
    ) -> Result<QuestionDraft, CoreError> {
        let now = self.ports.clock.now();
        let id = QuestionId(new_id(&*self.ports.entropy, now)?);
        let anchor = Some(anchor_at(programme_time, self.server_now(), delay_s));
        let (kind, text) = (QuestionKind::Procedure, String::new());
        Ok(QuestionDraft { id, hearing, kind, text, anchor, changed_at: now })
    }

    pub(crate) fn save_question(&self, question: QuestionDraft, stores: &Stores) -> Result<(), CoreError> {
        let asker = self.account().ok_or(CoreError::SignedOut)?;
        let id = question.id;
        let question = QuestionDraft { changed_at: self.ports.clock.now(), ..question };
        Ok(stores.vault.put_draft(id.0, &serde_json::to_vec(&StoredQuestion { asker, question })?)?)
    }

    /// The account's drafts for one hearing, newest change first. Damaged ones are set aside by the vault and left out.
    pub(crate) fn question_drafts(&self, hearing: MatterId, stores: &Stores) -> Result<Vec<QuestionDraft>, CoreError> {
        let Some(account) = self.account() else { return Ok(Vec::new()) };
        let mut drafts = Vec::new();
        for id in stores.vault.drafts()? {
            let Ok(Some(stored)) = stores.vault.draft(id) else { continue };
            let stored = serde_json::from_slice::<StoredQuestion>(&stored).ok();
            let mine = stored.filter(|stored| stored.asker == account && stored.question.hearing == hearing);
            drafts.extend(mine.map(|stored| stored.question));
        }
        drafts.sort_by_key(|draft| std::cmp::Reverse((draft.changed_at, draft.id)));
        Ok(drafts)
    }

    pub(crate) fn discard_question(&self, id: QuestionId, stores: &Stores) -> Result<(), CoreError> {
        Ok(stores.vault.remove_draft(id.0)?)
    }

    /// Sends a draft. However often it is asked for, and whatever dies in between, the question is sealed once: its id is the draft's.
    /// A draft of a question that was asked before, with other words or after the office returned it, is sent as its new version (修改后再提).
    pub(crate) fn ask_question(&self, id: QuestionId, stores: &Stores) -> Result<CommandId, CoreError> {
        let _filing = locked(&self.filing);
        let owner = self.account().ok_or(CoreError::SignedOut)?;
        let stored = match stores.vault.draft(id.0)? {
            Some(stored) => serde_json::from_slice::<StoredQuestion>(&stored).ok(),
            None => None,
        };
        let draft = stored.filter(|stored| stored.asker == owner).map(|stored| stored.question);
        let before = self.asked_before(id, &owner, stores)?;
        let Some(QuestionDraft { hearing, kind, text, anchor, .. }) = draft else {
            return before.last().map(|asked| asked.command).ok_or(CoreError::NotFound);
        };
        let text = text.trim().to_owned();
        let known = self.own_question(hearing, id, stores)?;
        let returned = known.as_ref().is_some_and(|stage| matches!(stage, QuestionStage::Returned { .. }));
        let same = before
            .iter()
            .rev()
            .find(|asked| (asked.kind, asked.text.as_str()) == (kind, text.as_str()) && (asked.anew || !returned));
        let sealed = match same {
            Some(asked) => asked.command,
            None => {
                let command = if known.is_some() || !before.is_empty() {
                    HearingCommand::Resubmit { question: id, kind, text }
                } else {
                    HearingCommand::Ask { id, kind, text, anchor }
                };
                self.foretell_hearing(hearing, &command, &owner, stores)?;
                let command = command.into();
                self.seal(NewCommand { owner, matter: hearing, expects: None, command, replaces: None }, stores)?
            }
        };
        if let Err(fault) = stores.vault.remove_draft(id.0) {
            tracing::warn!(%fault, "the draft of a question that was sent is still there; sending it again changes nothing");
        }
        Ok(sealed)
    }

    /// The commands that carry this question already, in the order of sealing.
    fn asked_before(&self, id: QuestionId, owner: &Actor, stores: &Stores) -> Result<Vec<Asked>, CoreError> {
        let mut sealed: Vec<CommandId> = {
            let queue = locked(&self.queue);
            let asks = queue.items.values().filter(|item| {
                matches!(item.act, Act::Hearing(HearingAct::Ask | HearingAct::Resubmit)) && item.owner == *owner
            });
            asks.map(|item| item.id).collect()
        };
        // Ids of commands begin with their time.
        sealed.sort();
        let mut asked = Vec::new();
        for command in sealed {
            let Some(bytes) = stores.vault.command(command.0)? else { continue };
            let envelope = crate::outbox::Sealed::from_bytes(bytes)
                .and_then(|sealed| CommandEnvelope::from_bytes(&sealed.body).ok());
            match envelope.map(|envelope| envelope.command) {
                Some(Command::Hearing(HearingCommand::Ask { id: of, kind, text, .. })) if of == id => {
                    asked.push(Asked { command, kind, text, anew: false });
                }
                Some(Command::Hearing(HearingCommand::Resubmit { question, kind, text })) if question == id => {
                    asked.push(Asked { command, kind, text, anew: true });
                }
                _ => {}
            }
        }
        Ok(asked)
    }

    /// Where this account's own question stands, as last synced.
    fn own_question(
        &self,
        hearing: MatterId,
        id: QuestionId,
        stores: &Stores,
    ) -> Result<Option<QuestionStage>, CoreError> {
        let view = self.other(hearing, stores)?.and_then(|view| view.read::<HearingView>(PROCEDURE));
        let mut own = view.and_then(|view| view.mine).map(|mine| mine.questions).unwrap_or_default();
        Ok(own.iter().position(|question| question.id == id).map(|at| own.swap_remove(at).stage))
    }

    /// Acts on a hearing: applies, signs, seconds, rates. Durable when it returns.
    pub(crate) fn act_on_hearing(
        &self,
        matter: MatterId,
        command: HearingCommand,
        stores: &Stores,
    ) -> Result<CommandId, CoreError> {
        let _filing = locked(&self.filing);
        let owner = self.account().ok_or(CoreError::SignedOut)?;
        self.foretell_hearing(matter, &command, &owner, stores)?;
        self.seal(NewCommand { owner, matter, expects: None, command: command.into(), replaces: None }, stores)
    }

    /// What the rulebook can say of it here: a phone holds a view, the server has the last word.
    fn foretell_hearing(
        &self,
        matter: MatterId,
        command: &HearingCommand,
        actor: &Actor,
        stores: &Stores,
    ) -> Result<(), CoreError> {
        let view = self.other(matter, stores)?.and_then(|view| view.read::<HearingView>(PROCEDURE));
        let directory = locked(&self.directory).clone();
        let directory = directory.map(|directory| directory.for_rulebook()).unwrap_or_default();
        let context = Context {
            actor,
            matter,
            now: self.server_now(),
            policy: Policy::embedded(),
            calendar: Calendar::embedded(),
            directory: &directory,
            other: None,
        };
        foretell(view.as_ref(), command, &context).map_err(|refusal| CoreError::Refused(Box::new(refusal)))
    }

    /// The hearings that were synced to this account, newest change first.
    pub(crate) fn hearings(&self, stores: &Stores) -> Result<Vec<HearingView>, CoreError> {
        let views = self.others(PROCEDURE, stores)?;
        Ok(views.iter().filter_map(|view| view.read::<HearingView>(PROCEDURE)).collect())
    }
}
