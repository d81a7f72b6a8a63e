//! A hearing as its events have made it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::answer::{CourtAnswer, Evaluated};
use super::command::Plan;
use super::question::{Question, QuestionId};
use super::seat::Seat;
use super::session_clock::SessionClock;
use super::stage::{Approval, HearingStage};
use crate::ids::{MatterId, UserId};

/// A hearing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HearingState {
    pub matter: MatterId,
    pub version: u32,
    pub plan: Plan,
    pub stage: HearingStage,
    /// Version of the event that last changed what everybody sees: stage, clock corrections, recusals. A reader who is behind
    /// it gets everything anew.
    pub whole_since: u32,
    /// Version of the event that last changed stage, clock, counts or video.
    pub head_version: u32,
    pub created_at: Timestamp,
    pub approval: Option<Approval>,
    pub clock: SessionClock,
    pub seats: BTreeMap<UserId, Seat>,
    /// In the order in which they were asked.
    pub questions: Vec<Question>,
    pub answers: Vec<CourtAnswer>,
    pub evaluations: BTreeMap<UserId, Evaluated>,
    /// Why it was cancelled, declined or turned closed.
    pub ending: Option<String>,
}

impl HearingState {
    /// A question by its id.
    #[must_use]
    pub fn question(&self, id: QuestionId) -> Option<&Question> {
        self.questions.iter().find(|question| question.id == id)
    }

    pub(super) fn question_mut(&mut self, id: QuestionId) -> Option<&mut Question> {
        self.questions.iter_mut().find(|question| question.id == id)
    }

    /// The seats on the roster.
    pub fn roster(&self) -> impl Iterator<Item = (&UserId, &Seat)> {
        self.seats.iter().filter(|(_, seat)| seat.on_roster())
    }

    /// How many must second a question to make it 重点: five, or a tenth of the roster where that is more.
    #[must_use]
    pub fn key_threshold(&self) -> usize {
        self.roster().count().div_ceil(10).max(5)
    }
}
