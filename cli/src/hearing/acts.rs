//! What can be done about a hearing from a terminal; each is one command of the rulebook, and the server decides.

use clap::{Args, Subcommand};
use jiff::Timestamp;
use minyi_rulebook::hearing::lanes::discipline_notice;
use minyi_rulebook::hearing::{
    Anchor, AnchorSource, AnswerKind, EvaluationSheet, HearingCommand as C, HoldUntil, Openness, Plan, QuestionGround,
    QuestionId, QuestionKind, Satisfaction, Scope, Screening, SeatFinding, SegmentKind, Selection, SupervisionKind,
    VideoSource,
};
use minyi_rulebook::ids::{MatterId, OrganId, UserId};
use minyi_rulebook::policy::Policy;
use uuid::Uuid;

use crate::args::{organ, word};

fn question(text: &str) -> Result<QuestionId, uuid::Error> {
    text.parse().map(QuestionId)
}

/// A plan, as the office writes it.
#[derive(Debug, Args)]
pub(crate) struct Create {
    /// Case number as the court publishes it (案号)
    #[arg(long)]
    case_no: String,
    /// Cause (案由)
    #[arg(long)]
    cause: String,
    /// Brief for the deputies (案情简介)
    #[arg(long)]
    brief: String,
    /// open, open_sealable or closed
    #[arg(long, default_value = "open", value_parser = word::<Openness>)]
    openness: Openness,
    /// Code of the court
    #[arg(long, default_value = "court", value_parser = organ)]
    court: OrganId,
    /// When it opens, for example 2026-12-01T01:00:00Z
    #[arg(long)]
    opens_at: Timestamp,
    #[arg(long, default_value_t = 15)]
    seats: u16,
    /// draw, district or committee
    #[arg(long, default_value = "draw", value_parser = word::<Selection>)]
    selection: Selection,
    /// Page where the court shows the hearing
    #[arg(long, conflicts_with = "hls", required_unless_present = "hls")]
    page: Option<String>,
    /// HLS playlist of the court
    #[arg(long)]
    hls: Option<String>,
    /// Seconds by which the picture is late
    #[arg(long, default_value_t = 30)]
    delay_s: u16,
}

impl Create {
    pub(super) fn command(self) -> C {
        let delay_s = self.delay_s;
        let video = match (self.hls, self.page) {
            (Some(origin), _) => VideoSource::Hls { origin, delay_s },
            (None, page) => VideoSource::ExternalPage { url: page.unwrap_or_default(), delay_s },
        };
        C::Create(Box::new(Plan {
            case_no: self.case_no,
            cause: self.cause,
            brief: self.brief,
            openness: self.openness,
            court: self.court,
            opens_at: self.opens_at,
            seats: self.seats,
            selection: self.selection,
            video,
        }))
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum HearingAct {
    /// Send the plan to the court (送审)
    SendToCourt { hearing: MatterId },
    /// The court approves (法院同意)
    Approve {
        hearing: MatterId,
        #[arg(long)]
        number: String,
        #[arg(long)]
        approver: String,
        /// deputies or public
        #[arg(long, default_value = "deputies", value_parser = word::<Scope>)]
        scope: Scope,
    },
    /// Apply for a seat, declaring that you have no conflict of interest (报名)
    Apply { hearing: MatterId },
    /// Declare a conflict of interest (回避)
    Recuse {
        hearing: MatterId,
        #[arg(long)]
        reason: String,
    },
    /// Fix the roster (确定名单)
    Roster {
        hearing: MatterId,
        /// Ids of the deputies
        #[arg(required = true)]
        deputies: Vec<Uuid>,
        #[arg(long)]
        note: String,
    },
    /// Enter what the check against the witness list found (核对名单)
    Check {
        hearing: MatterId,
        #[arg(required = true)]
        deputies: Vec<Uuid>,
        /// These must not observe
        #[arg(long)]
        bar: bool,
    },
    /// Sign the discipline notice (签署旁听纪律)
    Sign { hearing: MatterId },
    /// Open the doors (开放)
    Open { hearing: MatterId },
    /// The clerk's clock: opening, investigation, debate, statement, recess, closed, verdict (庭审环节)
    Segment {
        hearing: MatterId,
        #[arg(value_parser = word::<SegmentKind>)]
        kind: SegmentKind,
    },
    /// Close the session (闭庭)
    Adjourn { hearing: MatterId },
    /// The hearing turns closed: cuts everything at once (转为不公开审理)
    TurnClosed {
        hearing: MatterId,
        #[arg(long)]
        reason: String,
    },
    /// Ask (提问): procedure, conduct, general_law, working_suggestion; merits after judgment
    Ask {
        hearing: MatterId,
        #[arg(long, value_parser = word::<QuestionKind>)]
        kind: QuestionKind,
        #[arg(long)]
        text: String,
        /// Programme time of the moment it is about
        #[arg(long)]
        at: Option<Timestamp>,
    },
    /// Accept a question (受理)
    Accept {
        hearing: MatterId,
        #[arg(value_parser = question)]
        question: QuestionId,
        /// adjournment or judgment
        #[arg(long, default_value = "adjournment", value_parser = word::<HoldUntil>)]
        hold: HoldUntil,
    },
    /// Return a question to its author (退回修改)
    Return {
        hearing: MatterId,
        #[arg(value_parser = question)]
        question: QuestionId,
        #[arg(long)]
        reason: String,
    },
    /// Refuse a question: merits, unrelated, repeated (不予受理)
    Refuse {
        hearing: MatterId,
        #[arg(value_parser = question)]
        question: QuestionId,
        #[arg(long, value_parser = word::<QuestionGround>)]
        ground: QuestionGround,
        #[arg(long)]
        explanation: String,
    },
    /// Second a question (附议)
    Second {
        hearing: MatterId,
        #[arg(value_parser = question)]
        question: QuestionId,
    },
    /// Release questions to the liaison office (转法院联络处)
    Release {
        hearing: MatterId,
        #[arg(required = true, value_parser = question)]
        questions: Vec<QuestionId>,
    },
    /// Assign a question; the reply clock starts (交办)
    Assign {
        hearing: MatterId,
        #[arg(value_parser = question)]
        question: QuestionId,
    },
    /// Draft an answer: legal_explanation, work_reply, deferral, decline; procedure_note without a question (拟稿)
    Answer {
        hearing: MatterId,
        #[arg(long, value_parser = question)]
        question: Option<QuestionId>,
        #[arg(long, value_parser = word::<AnswerKind>)]
        kind: AnswerKind,
        #[arg(long)]
        text: String,
    },
    /// Approve somebody else's draft (审签)
    ApproveAnswer { hearing: MatterId, answer: u16 },
    /// Rate an answer: satisfied, basically, dissatisfied (评价答复)
    Rate {
        hearing: MatterId,
        #[arg(value_parser = question)]
        question: QuestionId,
        #[arg(value_parser = word::<Satisfaction>)]
        satisfaction: Satisfaction,
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Supervise a late or unsatisfying reply: remind, letter, meeting, topic_proposal (督办)
    Supervise {
        hearing: MatterId,
        #[arg(value_parser = question)]
        question: QuestionId,
        #[arg(value_parser = word::<SupervisionKind>)]
        act: SupervisionKind,
        #[arg(long)]
        text: String,
    },
    /// Record that judgment was given (登记宣判)
    Judged { hearing: MatterId },
    /// Rate how the hearing was conducted, 1 to 5 each (庭审评议)
    Evaluate {
        hearing: MatterId,
        process: u8,
        control: u8,
        bearing: u8,
        clarity: u8,
        #[arg(long)]
        document: Option<u8>,
        #[arg(long, default_value = "")]
        remark: String,
    },
    /// Turn a key question into a joint suggestion (转为联名建议)
    Convert {
        hearing: MatterId,
        #[arg(value_parser = question)]
        question: QuestionId,
        #[arg(long)]
        title: String,
    },
    /// End the evaluation (结束评议)
    CloseEvaluation { hearing: MatterId },
    /// File the hearing away (归档)
    Archive { hearing: MatterId },
}

impl HearingAct {
    /// The hearing and the command.
    pub(super) fn command(self) -> (MatterId, C) {
        let users = |ids: Vec<Uuid>| ids.into_iter().map(UserId);
        match self {
            Self::SendToCourt { hearing } => (hearing, C::SendToCourt),
            Self::Approve { hearing, number, approver, scope } => {
                (hearing, C::CourtApprove { number, approver, scope, replay_until: None })
            }
            Self::Apply { hearing } => (hearing, C::Apply { no_conflict: true }),
            Self::Recuse { hearing, reason } => (hearing, C::DeclareConflict { reason }),
            Self::Roster { hearing, deputies, note } => {
                (hearing, C::FixRoster { chosen: users(deputies).collect(), note })
            }
            Self::Check { hearing, deputies, bar } => {
                let finding = |deputy| SeatFinding { deputy, may_observe: !bar };
                (hearing, C::CheckRoster { findings: users(deputies).map(finding).collect() })
            }
            Self::Sign { hearing } => {
                (hearing, C::SignDiscipline { notice: discipline_notice(Policy::embedded()).version })
            }
            Self::Open { hearing } => (hearing, C::OpenDoors),
            Self::Segment { hearing, kind } => (hearing, C::StartSegment { kind }),
            Self::Adjourn { hearing } => (hearing, C::Adjourn),
            Self::TurnClosed { hearing, reason } => (hearing, C::TurnClosed { reason }),
            Self::Ask { hearing, kind, text, at } => {
                let anchor = at.map(|at| Anchor { at, source: AnchorSource::Player, line: None });
                (hearing, C::Ask { id: QuestionId(Uuid::now_v7()), kind, text, anchor })
            }
            Self::Accept { hearing, question, hold } => {
                (hearing, C::Screen { question, screening: Screening::Accept { hold } })
            }
            Self::Return { hearing, question, reason } => {
                (hearing, C::Screen { question, screening: Screening::Return { reason } })
            }
            Self::Refuse { hearing, question, ground, explanation } => {
                (hearing, C::Screen { question, screening: Screening::Refuse { ground, explanation } })
            }
            Self::Second { hearing, question } => (hearing, C::Second { question }),
            Self::Release { hearing, questions } => (hearing, C::Release { questions }),
            Self::Assign { hearing, question } => (hearing, C::AssignQuestion { question }),
            Self::Answer { hearing, question, kind, text } => (hearing, C::DraftAnswer { question, kind, text }),
            Self::ApproveAnswer { hearing, answer } => (hearing, C::ApproveAnswer { answer }),
            Self::Rate { hearing, question, satisfaction, reason } => {
                (hearing, C::RateAnswer { question, satisfaction, reason })
            }
            Self::Supervise { hearing, question, act, text } => (hearing, C::Supervise { question, act, text }),
            Self::Judged { hearing } => (hearing, C::RecordJudgment),
            Self::Evaluate { hearing, process, control, bearing, clarity, document, remark } => {
                (hearing, C::RateHearing(EvaluationSheet { process, control, bearing, clarity, document, remark }))
            }
            Self::Convert { hearing, question, title } => (hearing, C::ConvertToSuggestion { question, title }),
            Self::CloseEvaluation { hearing } => (hearing, C::CloseEvaluation),
            Self::Archive { hearing } => (hearing, C::Archive),
        }
    }
}
