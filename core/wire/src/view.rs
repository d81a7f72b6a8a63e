//! What a reader sees of a case. Derived from the rulebook's state, never edited; the permitted acts come with it.

use jiff::Timestamp;
use jiff::civil::Date;
use minyi_rulebook::citizen_case::{
    CaseAct, CaseState, Context, Ending, PermittedAction, Round, RoundAnswer, Sight, Stage, TimelineEntry, as_read_by,
    permitted_actions, sight_of,
};
use minyi_rulebook::class::TriageClass;
use minyi_rulebook::clock::{ClockId, Outcome};
use minyi_rulebook::ids::MatterId;
use minyi_rulebook::policy::RuleId;
use serde::{Deserialize, Serialize};

/// A case for one reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CaseView {
    pub matter: MatterId,
    pub version: u32,
    /// Place in the server's order of changes.
    pub change_seq: i64,
    pub stage: Stage,
    pub class: Option<TriageClass>,
    pub ending: Option<Ending>,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub submitted_at: Timestamp,
    /// As much as the reader may see.
    pub body: CaseBody,
    /// Running clocks, soonest first.
    pub deadlines: Vec<Deadline>,
    /// What this reader may do now.
    pub permitted: Vec<PermittedAction>,
}

/// The words of a case, by how much the reader may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "sight", rename_all = "snake_case")]
pub enum CaseBody {
    /// Everything; the same state that the rulebook decides on, so that a phone can foretell.
    Full { case: Box<CaseState> },
    /// What the public may read: no author, no photos but public copies, no notes of the office.
    Public { title: String, text: String, place_label: String, rounds: Vec<Round>, timeline: Vec<TimelineEntry> },
    /// That it exists.
    Outline,
}

/// A running clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Deadline {
    pub clock: ClockId,
    /// `None` for a promised date.
    pub rule: Option<RuleId>,
    /// Last day, local date.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date"))]
    pub due: Date,
    pub overdue: bool,
    pub paused: bool,
}

/// One line of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CaseSummary {
    pub matter: MatterId,
    pub version: u32,
    pub change_seq: i64,
    pub stage: Stage,
    pub class: Option<TriageClass>,
    /// `None` when the reader sees an outline only.
    pub title: Option<String>,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub submitted_at: Timestamp,
    /// The soonest running deadline.
    pub next: Option<Deadline>,
    /// Whether the reader may do anything but look.
    pub actionable: bool,
}

impl CaseView {
    /// The case for the actor of the context; `None` when it does not exist for them.
    #[must_use]
    pub fn of(case: &CaseState, change_seq: i64, context: &Context<'_>) -> Option<Self> {
        let body = match sight_of(context.actor, case)? {
            Sight::Full => CaseBody::Full { case: Box::new(as_read_by(context.actor, case)) },
            Sight::Public => public(case),
            Sight::Outline => CaseBody::Outline,
        };
        let full = matches!(body, CaseBody::Full { .. });
        Some(Self {
            matter: case.matter,
            version: case.version,
            change_seq,
            stage: case.stage,
            class: case.class,
            ending: case.ending.clone(),
            submitted_at: case.submitted_at,
            body,
            deadlines: if full { deadlines(case, context.now) } else { Vec::new() },
            permitted: permitted_actions(case, context),
        })
    }

    /// The title, where the reader may see it.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        match &self.body {
            CaseBody::Full { case } => Some(&case.title),
            CaseBody::Public { title, .. } => Some(title),
            CaseBody::Outline => None,
        }
    }

    /// The full state, where the reader may see it.
    #[must_use]
    pub fn full(&self) -> Option<&CaseState> {
        match &self.body {
            CaseBody::Full { case } => Some(case),
            CaseBody::Public { .. } | CaseBody::Outline => None,
        }
    }

    /// One line for a list.
    #[must_use]
    pub fn summary(&self) -> CaseSummary {
        CaseSummary {
            matter: self.matter,
            version: self.version,
            change_seq: self.change_seq,
            stage: self.stage,
            class: self.class,
            title: self.title().map(str::to_owned),
            submitted_at: self.submitted_at,
            next: self.deadlines.first().cloned(),
            actionable: !self.permitted.is_empty(),
        }
    }
}

/// The running clocks of a case as they stand at `now`, soonest first.
#[must_use]
pub fn deadlines(case: &CaseState, now: Timestamp) -> Vec<Deadline> {
    let mut deadlines: Vec<Deadline> = case
        .clocks
        .iter()
        .filter(|clock| clock.outcome == Outcome::Running)
        .map(|clock| Deadline {
            clock: clock.id.clone(),
            rule: clock.rule.clone(),
            due: clock.due,
            overdue: clock.is_overdue(now),
            paused: clock.is_paused(),
        })
        .collect();
    deadlines.sort_by_key(|deadline| deadline.due);
    deadlines
}

fn public(case: &CaseState) -> CaseBody {
    let rounds = case.rounds.iter().map(public_round).collect();
    // Of a voice note the public does not even learn that there is one.
    let of_voice = |act| matches!(act, CaseAct::NoteVoiceArrived | CaseAct::WriteDownVoice);
    let shown = case.timeline.iter().filter(|entry| !of_voice(entry.act));
    let timeline = shown.map(|entry| TimelineEntry { note: String::new(), ..entry.clone() }).collect();
    CaseBody::Public {
        title: case.title.clone(),
        text: case.text.clone(),
        place_label: case.place.as_ref().map_or_else(String::new, |place| place.label.clone()),
        rounds,
        timeline,
    }
}

/// Signed answers only and without their photos, which have no public copies yet; grades without the author's words.
fn public_round(round: &Round) -> Round {
    let mut shown = round.clone();
    match &mut shown.answer {
        RoundAnswer::Signed { draft, .. } => draft.photos.clear(),
        RoundAnswer::Drafted { .. } | RoundAnswer::None { .. } => shown.answer = RoundAnswer::None { sent_back: None },
    }
    for evaluation in &mut shown.evaluations {
        evaluation.form.reason.clear();
    }
    shown
}
