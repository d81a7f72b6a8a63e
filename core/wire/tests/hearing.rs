//! Every command of a hearing crosses the wire whole: no field of it is named like one of the tags around it.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use minyi_rulebook::hearing::*;
use minyi_rulebook::ids::{OrganId, UserId};
use minyi_wire::Command;
use uuid::Uuid;

fn every_command() -> Vec<HearingCommand> {
    use HearingCommand as C;
    let question = QuestionId(Uuid::from_u128(1));
    let deputy = UserId(Uuid::from_u128(2));
    let organ = || OrganId::new("court").unwrap();
    let words = || "字".to_owned();
    let at = "2026-03-02T02:00:00Z".parse().unwrap();
    let video = || VideoSource::Hls { origin: "https://court.invalid/x.m3u8".into(), delay_s: 30 };
    vec![
        C::Create(Box::new(Plan {
            case_no: words(),
            cause: words(),
            brief: words(),
            openness: Openness::Open,
            court: organ(),
            opens_at: at,
            seats: 9,
            selection: Selection::Draw,
            video: video(),
        })),
        C::SendToCourt,
        C::CourtApprove {
            number: words(),
            approver: words(),
            scope: Scope::Public,
            replay_until: Some(jiff::civil::date(2026, 12, 31)),
        },
        C::CourtDecline { ground: DeclineGround::Objection, explanation: words() },
        C::Apply { no_conflict: true },
        C::DeclareConflict { reason: words() },
        C::FixRoster { chosen: vec![deputy], note: words() },
        C::CheckRoster { findings: vec![SeatFinding { deputy, may_observe: false }] },
        C::SignDiscipline { notice: words() },
        C::OpenDoors,
        C::SetVideo { video: video() },
        C::StartSegment { kind: SegmentKind::Closed },
        C::CorrectClock {
            segments: vec![Segment { kind: SegmentKind::Opening, from: at, until: None }],
            reason: words(),
        },
        C::Adjourn,
        C::TurnClosed { reason: words() },
        C::Cancel { reason: words() },
        C::Ask {
            id: question,
            kind: QuestionKind::Procedure,
            text: words(),
            anchor: Some(Anchor { at, source: AnchorSource::Transcript, line: Some(3) }),
        },
        C::Resubmit { question, kind: QuestionKind::Conduct, text: words() },
        C::WithdrawQuestion { question },
        C::TakeUp { question },
        C::Screen { question, screening: Screening::Accept { hold: HoldUntil::Judgment } },
        C::Screen { question, screening: Screening::Return { reason: words() } },
        C::Screen { question, screening: Screening::Refuse { ground: QuestionGround::Merits, explanation: words() } },
        C::Screen { question, screening: Screening::Merge { into: question } },
        C::Second { question },
        C::Unsecond { question },
        C::Release { questions: vec![question] },
        C::AssignQuestion { question },
        C::DraftAnswer { question: Some(question), kind: AnswerKind::Decline, text: words() },
        C::SendBackAnswer { answer: 1, reason: words() },
        C::ApproveAnswer { answer: 1 },
        C::RateAnswer { question, satisfaction: Satisfaction::Basically, reason: words() },
        C::Supervise { question, act: SupervisionKind::Letter, text: words() },
        C::EndSupervision { question, reason: words() },
        C::Unmask { question, reason: words() },
        C::RecordJudgment,
        C::RateHearing(EvaluationSheet {
            process: 1,
            control: 2,
            bearing: 3,
            clarity: 4,
            document: Some(5),
            remark: words(),
        }),
        C::CloseEvaluation,
        C::Archive,
        C::ConvertToSuggestion { question, title: words() },
        C::AssignSuggestion { question, lead: organ(), broad: true },
        C::NoteAttendance { watched: vec![Watched { deputy, intervals: vec![Interval { from: at, until: at }] }] },
        C::NoteReplyOverdue { question },
    ]
}

#[test]
fn every_command_comes_back_as_it_went() {
    let acts: std::collections::BTreeSet<_> = every_command().iter().map(HearingCommand::act).collect();
    let rows = table::TABLE.iter().map(|row| row.act).chain([HearingAct::Create]);
    for act in rows {
        assert!(acts.contains(&act), "{act:?} is not tried here");
    }
    for command in every_command() {
        let command = Command::Hearing(command);
        let json = serde_json::to_string(&command).unwrap();
        let back: Command = serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}: {json}"));
        assert_eq!(back, command);
    }
}
