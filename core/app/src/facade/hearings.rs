//! Hearings (云听案), as the shell calls them.

use super::Core;
use crate::CoreError;
use crate::hearings::{CourtPicture, HearingWatch, QuestionDraft, RoomUpdate};
use crate::observe::Listener;
use jiff::Timestamp;
use minyi_rulebook::hearing::lanes::HearingView;
use minyi_rulebook::hearing::{HearingCommand, QuestionId};
use minyi_rulebook::ids::{CommandId, MatterId};
use std::sync::Arc;

impl Core {
    /// The hearings of the account, as last synced, newest change first.
    pub async fn hearings(&self) -> Result<Vec<HearingView>, CoreError> {
        self.engine.blocking(|engine, stores| engine.hearings(stores)).await
    }

    /// Follows a hearing live until the watch is dropped; at most five updates a second. Runs on the caller's runtime.
    ///
    /// # Errors
    /// [`CoreError::Internal`] outside of a tokio runtime.
    pub fn watch_hearing(
        &self,
        matter: MatterId,
        listener: Arc<dyn Listener<RoomUpdate>>,
    ) -> Result<HearingWatch, CoreError> {
        self.engine.watch_hearing(matter, listener)
    }

    /// Where the picture of a hearing is for this account, and the watermark to show over it. Ask again before it is over.
    ///
    /// # Errors
    /// [`CoreError::NotFound`] while there is no picture: not in session, a closed part, discipline not signed, not this account's.
    /// [`CoreError::Offline`], also for an answer that no key of the server vouches for; [`CoreError::SignedOut`].
    pub async fn court_picture(&self, matter: MatterId) -> Result<CourtPicture, CoreError> {
        self.engine.court_picture(matter).await
    }

    /// A fresh draft of a question, anchored to the programme time on the screen, or, without one, to the server's time less the
    /// declared delay. Stored by [`Core::save_question`].
    pub fn new_question(
        &self,
        hearing: MatterId,
        programme_time: Option<Timestamp>,
        delay_s: u16,
    ) -> Result<QuestionDraft, CoreError> {
        self.engine.new_question(hearing, programme_time, delay_s)
    }

    /// Stores the draft of a question, replacing an older one of its id. Durable when it returns; nothing is sent.
    pub async fn save_question(&self, draft: QuestionDraft) -> Result<(), CoreError> {
        self.engine.blocking(move |engine, stores| engine.save_question(draft, stores)).await
    }

    /// The account's drafts for a hearing, newest change first.
    pub async fn question_drafts(&self, hearing: MatterId) -> Result<Vec<QuestionDraft>, CoreError> {
        self.engine.blocking(move |engine, stores| engine.question_drafts(hearing, stores)).await
    }

    /// Removes a draft.
    pub async fn discard_question(&self, id: QuestionId) -> Result<(), CoreError> {
        self.engine.blocking(move |engine, stores| engine.discard_question(id, stores)).await
    }

    /// Sends a draft: sealed once, however often this is called. The draft goes.
    ///
    /// # Errors
    /// [`CoreError::Refused`] with the quoted rule, before anything is sealed; [`CoreError::NotFound`] for a draft that is not here.
    pub async fn ask_question(&self, id: QuestionId) -> Result<CommandId, CoreError> {
        self.engine.blocking(move |engine, stores| engine.ask_question(id, stores)).await
    }

    /// Acts on a hearing: applies, signs, seconds, rates. Durable when it returns.
    ///
    /// # Errors
    /// As [`Core::ask_question`].
    pub async fn act_on_hearing(&self, matter: MatterId, command: HearingCommand) -> Result<CommandId, CoreError> {
        self.engine.blocking(move |engine, stores| engine.act_on_hearing(matter, command, stores)).await
    }
}
