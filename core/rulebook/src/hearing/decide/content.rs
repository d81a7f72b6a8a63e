//! What a command must carry, whoever sends it. Limits stand here once.

use crate::content::{at_most, repeated, text};
use crate::refusal::{Refusal, RefusalCode as Code};

use super::super::command::{HearingCommand as C, Plan, Screening};
use super::super::video::VideoSource;
use super::super::wording::asks_for_outcome;
use super::{Context, session};

/// The limits of what a hearing may carry.
pub mod limits {
    /// Characters of a question.
    pub const QUESTION: usize = 300;
    /// Characters of a brief or an answer.
    pub const TEXT: usize = 3_000;
    /// Characters of a reason, note or explanation.
    pub const REASON: usize = 500;
    /// Characters of a title, number or name.
    pub const LINE: usize = 120;
    /// Seats on a roster.
    pub const SEATS: u16 = 300;
    /// Applications for one hearing.
    pub const APPLICATIONS: usize = 1_000;
    /// Questions of one deputy in one hearing.
    pub const QUESTIONS_EACH: usize = 10;
    /// Questions of one hearing.
    pub const QUESTIONS: usize = 500;
    /// How often one deputy may second one question or take it back.
    pub const TOGGLES: u8 = 6;
    /// Segments of one session.
    pub const SEGMENTS: usize = 100;
    /// Answers and drafts of one hearing.
    pub const ANSWERS: usize = 2_000;
    /// Characters of a video address.
    pub const ADDRESS: usize = 1_000;
    /// Acts of supervision on one reply.
    pub const SUPERVISION: usize = 20;
    /// Watched intervals of one seat in one note.
    pub const INTERVALS: usize = 2_000;
}

pub(in crate::hearing) fn check(command: &C, context: &Context<'_>) -> Result<(), Refusal> {
    match command {
        C::Create(plan) => check_plan(plan),
        C::CourtApprove { number, approver, .. } => {
            text("number", number, limits::LINE)?;
            text("approver", approver, limits::LINE)
        }
        C::CourtDecline { explanation, .. } => text("explanation", explanation, limits::REASON),
        C::DeclareConflict { reason }
        | C::CorrectClock { reason, .. }
        | C::TurnClosed { reason }
        | C::Cancel { reason }
        | C::SendBackAnswer { reason, .. }
        | C::EndSupervision { reason, .. }
        | C::Unmask { reason, .. } => text("reason", reason, limits::REASON),
        C::FixRoster { chosen, note } => {
            text("note", note, limits::REASON)?;
            unique("chosen", chosen)
        }
        C::CheckRoster { findings } => {
            let deputies: Vec<_> = findings.iter().map(|finding| finding.deputy).collect();
            if deputies.is_empty() {
                return Err(
                    Refusal::new(Code::TextMissing, "请列出已核对的代表", "at least one seat").field("findings")
                );
            }
            unique("findings", &deputies)
        }
        C::SignDiscipline { notice } => text("notice", notice, limits::LINE),
        C::SetVideo { video } => check_video(video),
        C::Ask { text: words, .. } | C::Resubmit { text: words, .. } => text("text", words, limits::QUESTION),
        C::Screen { screening, .. } => match screening {
            Screening::Accept { .. } | Screening::Merge { .. } => Ok(()),
            Screening::Return { reason } => text("screening.reason", reason, limits::REASON),
            Screening::Refuse { explanation, .. } => text("screening.explanation", explanation, limits::REASON),
        },
        C::Release { questions } => {
            if questions.is_empty() {
                return Err(
                    Refusal::new(Code::TextMissing, "请选择要转送的问题", "at least one question").field("questions")
                );
            }
            unique("questions", questions)
        }
        C::DraftAnswer { text: words, .. } => text("text", words, limits::TEXT),
        C::RateAnswer { reason, .. } => at_most("reason", reason, limits::REASON),
        C::Supervise { text: words, .. } => {
            text("text", words, limits::TEXT)?;
            no_outcome("text", words, "hearing.no_interference", context)
        }
        C::RateHearing(sheet) => {
            at_most("remark", &sheet.remark, limits::REASON)?;
            no_outcome("remark", &sheet.remark, "hearing.conduct_only", context)?;
            let scores = [
                ("process", Some(sheet.process)),
                ("control", Some(sheet.control)),
                ("bearing", Some(sheet.bearing)),
                ("clarity", Some(sheet.clarity)),
                ("document", sheet.document),
            ];
            for (field, score) in scores {
                if score.is_some_and(|score| !(1..=5).contains(&score)) {
                    return Err(Refusal::new(Code::OutOfRange, "1 至 5 分", "1 to 5").field(field));
                }
            }
            Ok(())
        }
        C::ConvertToSuggestion { title, .. } => text("title", title, limits::LINE),
        C::NoteAttendance { watched } => session::check_watched(watched),
        C::SendToCourt
        | C::Apply { .. }
        | C::OpenDoors
        | C::StartSegment { .. }
        | C::Adjourn
        | C::WithdrawQuestion { .. }
        | C::TakeUp { .. }
        | C::Second { .. }
        | C::Unsecond { .. }
        | C::AssignQuestion { .. }
        | C::ApproveAnswer { .. }
        | C::RecordJudgment
        | C::CloseEvaluation
        | C::Archive
        | C::AssignSuggestion { .. }
        | C::NoteReplyOverdue { .. } => Ok(()),
    }
}

fn check_plan(plan: &Plan) -> Result<(), Refusal> {
    text("case_no", &plan.case_no, limits::LINE)?;
    text("cause", &plan.cause, limits::LINE)?;
    text("brief", &plan.brief, limits::TEXT)?;
    if !(1..=limits::SEATS).contains(&plan.seats) {
        return Err(Refusal::new(Code::OutOfRange, "1 至 300 个席位", "1 to 300 seats").field("seats"));
    }
    check_video(&plan.video)
}

fn check_video(video: &VideoSource) -> Result<(), Refusal> {
    let address = video.address();
    let fits = address.len() <= limits::ADDRESS
        && (address.starts_with("https://") || address.starts_with("http://"))
        && !address.chars().any(|c| c.is_whitespace() || c.is_control());
    if !fits {
        return Err(Refusal::new(
            Code::OutOfRange,
            "完整的网址，最多 1000 个字符",
            "a full http or https address of at most 1,000 characters",
        )
        .field("video"));
    }
    if video.delay_s() > 600 {
        return Err(Refusal::new(Code::OutOfRange, "延迟最多 600 秒", "a delay of at most 600 seconds").field("video"));
    }
    Ok(())
}

/// Refuses words that ask for an outcome.
pub(super) fn no_outcome(field: &str, words: &str, rule: &str, context: &Context<'_>) -> Result<(), Refusal> {
    let Some(phrase) = asks_for_outcome(words) else { return Ok(()) };
    Err(Refusal::new(
        Code::WordingInterferes,
        format!("不涉及案件处理结果的表述；请删去“{phrase}”一类的词语"),
        format!("words that do not ask for an outcome of the case; leave out \"{phrase}\""),
    )
    .field(field)
    .quoting(context.policy, rule))
}

fn unique<T: PartialEq + Ord + Clone>(field: &str, list: &[T]) -> Result<(), Refusal> {
    let mut sorted = list.to_vec();
    sorted.sort();
    if sorted.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(repeated(field));
    }
    Ok(())
}
