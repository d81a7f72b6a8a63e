//! What a command must carry, whoever sends it: texts within limits, lists without repeats, places on earth. Limits stand
//! here once; forms ask [`limits`] for them.

use crate::content::{at_most, repeated, text};
use crate::policy::Policy;
use crate::refusal::{Refusal, RefusalCode};

use super::super::command::{AnswerDraft, CaseCommand, EvaluationForm, Photo, Place, Submission, VoiceNote};

/// The limits of what a case may carry.
pub mod limits {
    /// Characters of a title.
    pub const TITLE: usize = 80;
    /// Characters of a citizen's text or an answer.
    pub const TEXT: usize = 5_000;
    /// Characters of a reason, note, question or explanation.
    pub const REASON: usize = 1_000;
    /// Characters of a place label.
    pub const LABEL: usize = 120;
    /// Photos named by one command.
    pub const PHOTOS: usize = 9;
    /// Bytes of one photo: 20 MiB.
    pub const PHOTO_BYTES: u64 = 20 * 1024 * 1024;
    /// Bytes of a voice note: 2 MiB, two minutes at 139 kbit/s.
    pub const VOICE_BYTES: u64 = 2 * 1024 * 1024;
    /// Seconds of a voice note.
    pub const VOICE_SECONDS: u16 = 120;
    /// Co-handling units.
    pub const CO_HANDLERS: usize = 10;
    /// Commitments of one answer.
    pub const COMMITMENTS: usize = 10;
    /// Days of one extension request.
    pub const EXTENSION_DAYS: u16 = 366;
}

pub(super) fn check(command: &CaseCommand) -> Result<(), Refusal> {
    use CaseCommand as C;
    match command {
        C::Submit(submission) => check_submission(submission),
        C::Supplement { text: words, photos } => {
            text("text", words, limits::TEXT)?;
            check_photos("photos", photos)
        }
        C::Withdraw { reason }
        | C::RequestReturn { reason }
        | C::DecideReturn { reason, .. }
        | C::DecideExtension { reason, .. }
        | C::SendBackDraft { reason }
        | C::Unpublish { reason }
        | C::Undo { reason, .. } => text("reason", reason, limits::REASON),
        C::RequestInfo { question } => text("question", question, limits::REASON),
        C::Refuse { explanation, .. } | C::Redirect { explanation, .. } | C::LinkDuplicate { explanation, .. } => {
            text("explanation", explanation, limits::REASON)
        }
        C::Triage { note, .. } | C::Close { note } => at_most("note", note, limits::REASON),
        C::Assign { lead, co, note } => {
            at_most("note", note, limits::REASON)?;
            if co.len() > limits::CO_HANDLERS {
                return Err(out_of_range(
                    "co",
                    format!("最多 {} 个协办单位", limits::CO_HANDLERS),
                    "at most 10 co-handlers",
                ));
            }
            let mut seen = vec![lead];
            for unit in co {
                if seen.contains(&unit) {
                    return Err(repeated("co"));
                }
                seen.push(unit);
            }
            Ok(())
        }
        C::RequestExtension { days, reason } => {
            text("reason", reason, limits::REASON)?;
            if *days == 0 || *days > limits::EXTENSION_DAYS {
                return Err(out_of_range("days", "1 至 366 天", "1 to 366 days"));
            }
            Ok(())
        }
        C::GiveOpinion { text: words } | C::WriteDownVoice { text: words } => text("text", words, limits::TEXT),
        C::DraftAnswer(draft) => check_draft(draft),
        C::Evaluate(form) => check_evaluation(form),
        C::Supervise { note, .. } | C::VerifyCommitment { note, .. } => text("note", note, limits::REASON),
        C::ReportCommitment { text: words, photos, .. } => {
            text("text", words, limits::TEXT)?;
            check_photos("photos", photos)
        }
        C::SignFor
        | C::SignAnswer
        | C::Publish
        | C::NotePhotoArrived { .. }
        | C::NoteVoiceArrived { .. }
        | C::NoteOverdue { .. }
        | C::AddFollower { .. } => Ok(()),
    }
}

fn check_submission(submission: &Submission) -> Result<(), Refusal> {
    text("title", &submission.title, limits::TITLE)?;
    check_words(submission)?;
    if let Some(place) = &submission.place {
        check_place(place)?;
    }
    check_photos("photos", &submission.photos)?;
    submission.voice.as_ref().map_or(Ok(()), |voice| check_voice(voice, &submission.photos))
}

/// 文字或语音留言: one of them says what it is about. A title is wanted either way, for lists.
fn check_words(submission: &Submission) -> Result<(), Refusal> {
    if submission.voice.is_none() && submission.text.trim().is_empty() {
        let most = limits::TEXT;
        return Err(Refusal::new(
            RefusalCode::TextMissing,
            format!("请填写 1 至 {most} 个字，或录一段语音留言"),
            format!("1 to {most} characters, or a voice note"),
        )
        .field("text")
        .quoting(Policy::embedded(), "submission.words_or_voice"));
    }
    at_most("text", &submission.text, limits::TEXT)
}

fn check_voice(voice: &VoiceNote, photos: &[Photo]) -> Result<(), Refusal> {
    if voice.bytes == 0 || voice.bytes > limits::VOICE_BYTES {
        return Err(out_of_range("voice.bytes", "语音留言 1 字节至 2 MiB", "1 byte to 2 MiB for a voice note")
            .quoting(Policy::embedded(), "submission.words_or_voice"));
    }
    if photos.iter().any(|photo| photo.sha256 == voice.sha256) {
        return Err(repeated("voice"));
    }
    Ok(())
}

fn check_place(place: &Place) -> Result<(), Refusal> {
    at_most("place.label", &place.label, limits::LABEL)?;
    if place.lat_e6.unsigned_abs() > 90_000_000 {
        return Err(out_of_range("place.lat_e6", "纬度在 -90 至 90 度之间", "a latitude between -90 and 90 degrees"));
    }
    if place.lon_e6.unsigned_abs() > 180_000_000 {
        return Err(out_of_range(
            "place.lon_e6",
            "经度在 -180 至 180 度之间",
            "a longitude between -180 and 180 degrees",
        ));
    }
    Ok(())
}

fn check_photos(field: &str, photos: &[Photo]) -> Result<(), Refusal> {
    if photos.len() > limits::PHOTOS {
        return Err(out_of_range(field, format!("最多 {} 张照片", limits::PHOTOS), "at most 9 photos"));
    }
    for (index, photo) in photos.iter().enumerate() {
        if photo.bytes == 0 || photo.bytes > limits::PHOTO_BYTES {
            let field = format!("{field}.{index}.bytes");
            return Err(out_of_range(field, "每张照片 1 字节至 20 MiB", "1 byte to 20 MiB a photo"));
        }
        if photos.iter().take(index).any(|other| other.sha256 == photo.sha256) {
            return Err(repeated(format!("{field}.{index}")));
        }
    }
    Ok(())
}

fn check_draft(draft: &AnswerDraft) -> Result<(), Refusal> {
    text("text", &draft.text, limits::TEXT)?;
    text("result_class", &draft.result_class, 8)?;
    check_photos("photos", &draft.photos)?;
    if draft.commitments.len() > limits::COMMITMENTS {
        return Err(out_of_range("commitments", "最多 10 项承诺", "at most 10 commitments"));
    }
    for (index, promise) in draft.commitments.iter().enumerate() {
        text(&format!("commitments.{index}.text"), &promise.text, limits::REASON)?;
    }
    Ok(())
}

fn check_evaluation(form: &EvaluationForm) -> Result<(), Refusal> {
    if form.is_dissatisfied() && form.reason.trim().is_empty() {
        return Err(Refusal::new(
            RefusalCode::ReasonMissing,
            "选择“不满意”请写明理由，以便承办单位改进",
            "a reason; the unit must know what to do better",
        )
        .field("reason")
        .quoting(Policy::embedded(), "evaluation.reason_required"));
    }
    at_most("reason", &form.reason, limits::REASON)
}

fn out_of_range(field: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> Refusal {
    Refusal::new(RefusalCode::OutOfRange, zh, en).field(field)
}
