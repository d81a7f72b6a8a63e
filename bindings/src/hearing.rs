//! Hearings (云听案): the list, the room, questions, seconding, rating, and whether the picture plays. What is shown of them:
//! `hearing_views.rs`.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use jiff::Timestamp;
use minyi_core::hearings as held;
use minyi_rulebook::hearing as rules;
use minyi_rulebook::hearing::{QuestionId, Satisfaction};
use minyi_rulebook::ids::{CommandId, MatterId};

use crate::app::MinyiApp;
use crate::error::MinyiError;
use crate::hearing_views::{HearingLine, HearingSheet, QuestionDraft, RoomView, line};
use crate::observe::Ear;
use crate::ports::ShellError;
use crate::runtime;

uniffi::custom_type!(QuestionId, String, {
    remote,
    lower: |id| id.0.to_string(),
    try_lift: |text| text.parse().map(QuestionId).map_err(|_| MinyiError::BadInput { field: "question".to_owned() }.into()),
});

/// Hears of a room. Called from a thread of the core's; hand the value over and return.
#[uniffi::export(foreign)]
pub trait RoomListener: Send + Sync {
    /// The room as it is now.
    fn on_update(&self, room: RoomView) -> Result<(), ShellError>;
}

/// A stay in a room (旁听). Leave it by `leave`, or by letting go of it.
#[derive(uniffi::Object)]
pub struct HearingRoom {
    watch: Mutex<Option<held::HearingWatch>>,
    ear: Ear<dyn RoomListener>,
}

#[uniffi::export]
impl HearingRoom {
    /// Says how the picture plays: heartbeats of attendance follow from it, each half minute while both are true.
    /// `programme_time` as the player tells it.
    pub fn playing(&self, foreground: bool, playing: bool, programme_time: Option<SystemTime>) {
        runtime::quietly(|| {
            if let Some(watch) = &*self.watch() {
                watch.playing(held::Playing {
                    foreground,
                    playing,
                    programme_time: programme_time.and_then(timestamp),
                });
            }
        });
    }

    /// The phone woke up, or the app came to the front: connects anew at once.
    pub fn wake(&self) {
        runtime::quietly(|| {
            if let Some(watch) = &*self.watch() {
                watch.wake();
            }
        });
    }

    /// Leaves. When it returns no update comes any more: it waits for one under way, at most a second.
    pub fn leave(&self) {
        runtime::quietly(|| {
            drop(self.watch().take());
            self.ear.close();
        });
    }
}

impl HearingRoom {
    fn watch(&self) -> std::sync::MutexGuard<'_, Option<held::HearingWatch>> {
        self.watch.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for HearingRoom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HearingRoom")
    }
}

#[uniffi::export]
impl MinyiApp {
    /// The hearings of the account, as last synced, newest change first.
    pub async fn hearings(&self) -> Result<Vec<HearingLine>, MinyiError> {
        let core = self.core.clone();
        let views = self.workers.run(async move { core.hearings().await }).await?;
        Ok(views.iter().filter_map(line).collect())
    }

    /// Follows a hearing: the present first, then every change, at most five times a second, until it is left.
    pub async fn observe_room(
        &self,
        matter: MatterId,
        listener: Arc<dyn RoomListener>,
    ) -> Result<Arc<HearingRoom>, MinyiError> {
        let tell = |to: &dyn RoomListener, room: held::RoomUpdate| to.on_update(room.into());
        let (ear, forward) = Ear::open(listener, tell);
        let core = self.core.clone();
        let watch = self.workers.run(async move { core.watch_hearing(matter, forward) }).await?;
        Ok(Arc::new(HearingRoom { watch: Some(watch).into(), ear }))
    }

    /// A fresh draft, anchored to the player's programme time, or to the server's time less the delay if it tells none.
    /// Stored by `save_question`.
    pub fn new_question(
        &self,
        hearing: MatterId,
        programme_time: Option<SystemTime>,
        delay_s: u16,
    ) -> Result<QuestionDraft, MinyiError> {
        let programme_time = programme_time.and_then(timestamp);
        crate::runtime::guarded(|| self.core.new_question(hearing, programme_time, delay_s)).map(Into::into)
    }

    /// Stores a draft on this phone, encrypted. Nothing is sent.
    pub async fn save_question(&self, draft: QuestionDraft) -> Result<(), MinyiError> {
        let core = self.core.clone();
        self.workers.run(async move { core.save_question(draft.into()).await }).await
    }

    /// The drafts of a hearing, newest change first.
    pub async fn question_drafts(&self, hearing: MatterId) -> Result<Vec<QuestionDraft>, MinyiError> {
        let core = self.core.clone();
        let drafts = self.workers.run(async move { core.question_drafts(hearing).await }).await?;
        Ok(drafts.into_iter().map(Into::into).collect())
    }

    /// Removes a draft.
    pub async fn discard_question(&self, id: QuestionId) -> Result<(), MinyiError> {
        let core = self.core.clone();
        self.workers.run(async move { core.discard_question(id).await }).await
    }

    /// Sends a stored draft, once however often this is called: saved on this phone when it returns, and `run_slice` brings it to the
    /// server. Throws `Refused` with the quoted rule before anything is sealed, `NotFound` for a draft that is not here.
    pub async fn ask_question(&self, id: QuestionId) -> Result<CommandId, MinyiError> {
        let core = self.core.clone();
        self.workers.run(async move { core.ask_question(id).await }).await
    }

    /// Applies for a seat, declaring that no conflict of interest exists.
    pub async fn apply_for_seat(&self, hearing: MatterId) -> Result<CommandId, MinyiError> {
        self.on_hearing(hearing, rules::HearingCommand::Apply { no_conflict: true }).await
    }

    /// Declares a conflict of interest: for good; nothing of the hearing is shown any more.
    pub async fn declare_conflict(&self, hearing: MatterId, reason: String) -> Result<CommandId, MinyiError> {
        self.on_hearing(hearing, rules::HearingCommand::DeclareConflict { reason }).await
    }

    /// Signs the discipline notice that was read.
    pub async fn sign_discipline(&self, hearing: MatterId, version: String) -> Result<CommandId, MinyiError> {
        self.on_hearing(hearing, rules::HearingCommand::SignDiscipline { notice: version }).await
    }

    /// Seconds a question of somebody else, or takes it back.
    pub async fn second_question(
        &self,
        hearing: MatterId,
        question: QuestionId,
        on: bool,
    ) -> Result<CommandId, MinyiError> {
        let command = match on {
            true => rules::HearingCommand::Second { question },
            false => rules::HearingCommand::Unsecond { question },
        };
        self.on_hearing(hearing, command).await
    }

    /// Takes a question of one's own back, before it is passed on.
    pub async fn withdraw_question(&self, hearing: MatterId, question: QuestionId) -> Result<CommandId, MinyiError> {
        self.on_hearing(hearing, rules::HearingCommand::WithdrawQuestion { question }).await
    }

    /// Says whether the answer is good enough. Dissatisfied once: it is answered again; twice: the congress supervises.
    pub async fn rate_answer(
        &self,
        hearing: MatterId,
        question: QuestionId,
        satisfaction: Satisfaction,
        reason: String,
    ) -> Result<CommandId, MinyiError> {
        self.on_hearing(hearing, rules::HearingCommand::RateAnswer { question, satisfaction, reason }).await
    }

    /// Rates the conduct of the hearing.
    pub async fn rate_hearing(&self, hearing: MatterId, sheet: HearingSheet) -> Result<CommandId, MinyiError> {
        let HearingSheet { process, control, bearing, clarity, document, remark } = sheet;
        let sheet = rules::EvaluationSheet { process, control, bearing, clarity, document, remark };
        self.on_hearing(hearing, rules::HearingCommand::RateHearing(sheet)).await
    }
}

impl MinyiApp {
    async fn on_hearing(&self, matter: MatterId, command: rules::HearingCommand) -> Result<CommandId, MinyiError> {
        let core = self.core.clone();
        self.workers.run(async move { core.act_on_hearing(matter, command).await }).await
    }
}

pub(crate) fn timestamp(time: SystemTime) -> Option<Timestamp> {
    Timestamp::try_from(time).ok()
}
