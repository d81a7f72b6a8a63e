//! The table of 云听案: which act is open in which stage, to whom, what it must carry, and the rule behind it.

use serde::{Deserialize, Serialize};

use super::command::{HearingAct, HearingAct as A};
use super::stage::HearingStage::{
    self, Adjourned, Answering, Archived, CourtReview, Draft, Evaluated, Judged, Live, Ready, Recess, Rostered, Signup,
};
use super::state::HearingState;
use crate::actor::{Actor, Capacity};
use crate::procedure::{Target, Transition};

/// How an actor stands to a hearing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// 人大常委会办公室
    Office,
    /// 本院书记员
    CourtClerk,
    /// 本院联络处
    Liaison,
    /// 区内代表
    AnyDeputy,
    /// 名单内代表
    Roster,
    /// The server.
    System,
}

impl Party {
    /// The Chinese name.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Office => "人大常委会办公室",
            Self::CourtClerk => "本院书记员",
            Self::Liaison => "本院联络处",
            Self::AnyDeputy => "人大代表",
            Self::Roster => "名单内的代表",
            Self::System => "系统",
        }
    }

    /// Whether the actor stands so to the hearing.
    #[must_use]
    pub fn matches(self, actor: &Actor, hearing: &HearingState) -> bool {
        let court = &hearing.plan.court;
        match (self, &actor.capacity) {
            (Self::CourtClerk, Capacity::CourtClerk { unit }) | (Self::Liaison, Capacity::CourtLiaison { unit }) => {
                unit == court
            }
            (Self::Roster, Capacity::Deputy { .. }) => {
                hearing.seats.get(&actor.user).is_some_and(super::seat::Seat::on_roster)
            }
            (Self::Office, Capacity::OfficeStaff { .. })
            | (Self::AnyDeputy, Capacity::Deputy { .. })
            | (Self::System, Capacity::System) => true,
            _ => false,
        }
    }
}

const BEFORE_SESSION: &[HearingStage] = &[Draft, CourtReview, Signup, Rostered, Ready];
const BROADCAST: &[HearingStage] = &[Rostered, Ready, Live, Recess];
const IN_SESSION: &[HearingStage] = &[Live, Recess];
const ADJOURNED: &[HearingStage] = &[Adjourned, Answering, Judged, Evaluated];
const ASKING: &[HearingStage] = &[Live, Recess, Adjourned, Answering, Judged];
const WITH_COURT: &[HearingStage] = &[CourtReview, Signup, Rostered, Ready, Live, Recess, Adjourned, Answering];
const ALL: &[HearingStage] = &HearingStage::ALL;

const fn row(
    act: HearingAct,
    from: &'static [HearingStage],
    to: Target<HearingStage>,
    who: &'static [Party],
    carries: &'static [&'static str],
    rule: &'static str,
) -> Transition<HearingAct, HearingStage, Party> {
    Transition { act, from, to, who, carries, rule }
}

/// The procedure. A creation is not in it: it makes the hearing.
pub const TABLE: &[Transition<HearingAct, HearingStage, Party>] = &[
    row(A::SendToCourt, &[Draft], Target::To(CourtReview), &[Party::Office], &[], "hearing.court_approves"),
    row(
        A::CourtApprove,
        &[CourtReview],
        Target::OneOf(Signup, Rostered),
        &[Party::CourtClerk],
        &["number", "approver", "scope"],
        "hearing.court_approves",
    ),
    row(
        A::CourtDecline,
        &[CourtReview, Signup, Rostered, Ready],
        Target::To(HearingStage::Cancelled),
        &[Party::CourtClerk],
        &["ground", "explanation"],
        "hearing.court_approves",
    ),
    row(A::Apply, &[Signup], Target::Stays, &[Party::AnyDeputy], &["no_conflict"], "hearing.recusal"),
    row(
        A::DeclareConflict,
        &[Signup, Rostered, Ready, Live, Recess, Adjourned, Answering, Judged],
        Target::Stays,
        &[Party::AnyDeputy],
        &["reason"],
        "hearing.recusal",
    ),
    row(A::FixRoster, &[Signup], Target::To(Rostered), &[Party::Office], &["chosen", "note"], "hearing.roster"),
    row(A::CheckRoster, BROADCAST, Target::Stays, &[Party::CourtClerk], &["findings"], "hearing.no_witness_observes"),
    row(A::SignDiscipline, BROADCAST, Target::Stays, &[Party::Roster], &["notice"], "hearing.discipline"),
    row(A::OpenDoors, &[Rostered], Target::To(Ready), &[Party::CourtClerk], &[], "hearing.no_witness_observes"),
    row(
        A::SetVideo,
        // After adjournment only a recording, and only while the court's consent lasts: `session::set_video`.
        &[Draft, CourtReview, Signup, Rostered, Ready, Live, Recess, Adjourned, Answering, Judged, Evaluated],
        Target::Stays,
        &[Party::Office, Party::CourtClerk],
        &["video"],
        "hearing.no_recording",
    ),
    row(
        A::StartSegment,
        &[Ready, Live, Recess],
        Target::OneOf(Live, Recess),
        &[Party::CourtClerk],
        &["kind"],
        "hearing.clock_appends",
    ),
    row(
        A::CorrectClock,
        &[Live, Recess, Adjourned, Answering, Judged],
        Target::Stays,
        &[Party::CourtClerk],
        &["segments", "reason"],
        "hearing.clock_appends",
    ),
    row(A::Adjourn, IN_SESSION, Target::To(Adjourned), &[Party::CourtClerk], &[], "hearing.clock_appends"),
    row(
        A::TurnClosed,
        WITH_COURT,
        Target::To(HearingStage::TurnedClosed),
        &[Party::CourtClerk],
        &["reason"],
        "hearing.closed_never",
    ),
    row(
        A::Cancel,
        BEFORE_SESSION,
        Target::To(HearingStage::Cancelled),
        &[Party::Office],
        &["reason"],
        "hearing.court_approves",
    ),
    row(A::Ask, ASKING, Target::Stays, &[Party::Roster], &["id", "kind", "text"], "hearing.silence_in_court"),
    row(
        A::Resubmit,
        ASKING,
        Target::Stays,
        &[Party::Roster],
        &["question", "kind", "text"],
        "hearing.silence_in_court",
    ),
    row(A::WithdrawQuestion, ASKING, Target::Stays, &[Party::Roster], &["question"], "hearing.withdraw"),
    row(A::TakeUp, ASKING, Target::Stays, &[Party::Office], &["question"], "hearing.screening"),
    row(A::Screen, ASKING, Target::Stays, &[Party::Office], &["question", "screening"], "hearing.screening"),
    row(
        A::Second,
        &[Adjourned, Answering, Judged],
        Target::Stays,
        &[Party::Roster],
        &["question"],
        "hearing.silence_in_court",
    ),
    row(
        A::Unsecond,
        &[Adjourned, Answering, Judged],
        Target::Stays,
        &[Party::Roster],
        &["question"],
        "hearing.silence_in_court",
    ),
    row(
        A::Release,
        &[Adjourned, Answering, Judged],
        Target::OneOf(Answering, Judged),
        &[Party::Office],
        &["questions"],
        "hearing.release_after_adjournment",
    ),
    row(A::AssignQuestion, ADJOURNED, Target::Stays, &[Party::Office], &["question"], "assign.office_only"),
    row(
        A::DraftAnswer,
        &[Live, Recess, Adjourned, Answering, Judged, Evaluated],
        Target::Stays,
        &[Party::Liaison],
        &["kind", "text"],
        "hearing.two_people",
    ),
    row(
        A::SendBackAnswer,
        &[Live, Recess, Adjourned, Answering, Judged, Evaluated],
        Target::Stays,
        &[Party::Liaison],
        &["answer", "reason"],
        "hearing.two_people",
    ),
    row(
        A::ApproveAnswer,
        &[Live, Recess, Adjourned, Answering, Judged, Evaluated],
        Target::Stays,
        &[Party::Liaison],
        &["answer"],
        "hearing.two_people",
    ),
    row(
        A::RateAnswer,
        ADJOURNED,
        Target::Stays,
        &[Party::Roster],
        &["question", "satisfaction"],
        "evaluation.author_only",
    ),
    row(
        A::Supervise,
        ADJOURNED,
        Target::Stays,
        &[Party::Office],
        &["question", "act", "text"],
        "hearing.supervision_of_reply",
    ),
    row(
        A::EndSupervision,
        ADJOURNED,
        Target::Stays,
        &[Party::Office],
        &["question", "reason"],
        "hearing.supervision_of_reply",
    ),
    row(A::Unmask, ADJOURNED, Target::Stays, &[Party::Office], &["question", "reason"], "hearing.masked"),
    row(
        A::RecordJudgment,
        &[Adjourned, Answering],
        Target::To(Judged),
        &[Party::CourtClerk],
        &[],
        "hearing.bench_sees_nothing",
    ),
    row(
        A::RateHearing,
        &[Adjourned, Answering, Judged],
        Target::Stays,
        &[Party::Roster],
        &["process", "control", "bearing", "clarity"],
        "hearing.conduct_only",
    ),
    row(A::CloseEvaluation, &[Judged], Target::To(Evaluated), &[Party::Office], &[], "hearing.conduct_only"),
    row(A::Archive, &[Evaluated], Target::To(Archived), &[Party::Office], &[], "hearing.archive"),
    row(
        A::ConvertToSuggestion,
        &[Judged, Evaluated],
        Target::Stays,
        &[Party::Roster],
        &["question", "title"],
        "hearing.joint_suggestion",
    ),
    row(
        A::AssignSuggestion,
        &[Judged, Evaluated],
        Target::Stays,
        &[Party::Office],
        &["question", "lead", "broad"],
        "assign.office_only",
    ),
    row(A::NoteAttendance, ALL, Target::Stays, &[Party::System], &["watched"], "hearing.attendance"),
    row(A::NoteReplyOverdue, ADJOURNED, Target::Stays, &[Party::System], &["question"], "hearing.supervision_of_reply"),
];
