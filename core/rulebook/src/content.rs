//! What the words and lists of any command must keep to, whatever its procedure (内容要求): not empty, not too long, nothing twice.

use crate::refusal::{Refusal, RefusalCode};

/// Words that must be there, of at most so many characters.
pub(crate) fn text(field: &str, words: &str, most: usize) -> Result<(), Refusal> {
    if words.trim().is_empty() {
        return Err(Refusal::new(
            RefusalCode::TextMissing,
            format!("请填写 1 至 {most} 个字"),
            format!("1 to {most} characters"),
        )
        .field(field));
    }
    at_most(field, words, most)
}

/// Words of at most so many characters; none are fine.
pub(crate) fn at_most(field: &str, words: &str, most: usize) -> Result<(), Refusal> {
    let length = words.chars().count();
    if length <= most {
        return Ok(());
    }
    Err(Refusal::new(
        RefusalCode::TextTooLong,
        format!("最多 {most} 个字，现有 {length} 个字"),
        format!("at most {most} characters; this has {length}"),
    )
    .field(field))
}

/// The refusal of something that stands in a list twice.
pub(crate) fn repeated(field: impl Into<String>) -> Refusal {
    Refusal::new(RefusalCode::Repeated, "同一项只能出现一次", "each item once").field(field)
}
