//! What the demo tells: one line a stage as it is reached, and all of it once more as one document for machines.

use minyi_rulebook::citizen_case::TimelineEntry;
use minyi_rulebook::clock::DueExplanation;
use minyi_rulebook::ids::MatterId;
use serde::Serialize;

use crate::output::Output;

/// A stage of the demo. Each is told only after it was checked at the server or on the phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Chapter {
    CitizenSignedIn,
    SavedOffline,
    Uploaded,
    Triaged,
    Assigned,
    SignedFor,
    OpinionGiven,
    AnswerSigned,
    Dissatisfied,
    AnsweredAgain,
    Satisfied,
    Closed,
    PhotosReleased,
    EvidenceVerified,
    CommitmentKept,
    AdvertRefused,
    AccusationRedirected,
    DeputySeesOutline,
    MandatesRecorded,
    CardIssued,
    VerifiedOffline,
    ChallengeAnswered,
    SuspensionArrived,
    DistrictPopulated,
    HearingRefused,
    HearingRostered,
    HearingLive,
    HearingHeld,
    HearingAnswered,
    HearingConverted,
    AuditVerified,
}

/// One stage that was reached.
#[derive(Clone, Debug, Serialize)]
struct Told {
    stage: Chapter,
    zh: String,
    en: String,
}

/// The story so far.
#[derive(Debug)]
pub(crate) struct Telling {
    pub(crate) out: Output,
    told: Vec<Told>,
}

/// What `minyi demo --json` prints when the loop is over.
#[derive(Debug, Serialize)]
pub(crate) struct Document<'t> {
    stages: &'t [Told],
    pub(crate) matter: MatterId,
    pub(crate) timeline: &'t [TimelineEntry],
    pub(crate) due: &'t [DueExplanation],
    pub(crate) audit: serde_json::Value,
    pub(crate) cases: usize,
    pub(crate) addresses: Vec<String>,
}

/// The parts of the document that the telling does not know.
#[derive(Debug)]
pub(crate) struct Ending<'t> {
    pub(crate) matter: MatterId,
    pub(crate) timeline: &'t [TimelineEntry],
    pub(crate) due: &'t [DueExplanation],
    pub(crate) audit: serde_json::Value,
    pub(crate) cases: usize,
    pub(crate) addresses: Vec<String>,
}

impl Telling {
    pub(crate) fn new(out: Output) -> Self {
        Self { out, told: Vec::new() }
    }

    /// Tells that a stage was reached.
    pub(crate) fn reached(&mut self, stage: Chapter, zh: impl Into<String>, en: impl Into<String>) {
        let told = Told { stage, zh: zh.into(), en: en.into() };
        self.out.line(format!("{:>2}. {}", self.told.len() + 1, self.out.pick(&told.zh, &told.en)));
        self.told.push(told);
    }

    /// The document for machines.
    pub(crate) fn end(&self, ending: Ending<'_>) {
        let Ending { matter, timeline, due, audit, cases, addresses } = ending;
        self.out.document(&Document { stages: &self.told, matter, timeline, due, audit, cases, addresses });
    }
}
