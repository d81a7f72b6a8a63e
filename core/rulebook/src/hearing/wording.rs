//! Words that ask for an outcome (干预案件的措辞). A letter of supervision, a remark on a hearing and, before judgment, a question
//! may ask about time, form, bearing and explanation, never about how the case should end.

/// Phrases that name or demand an outcome. Chosen to be plain: screening by people follows, and a phrase that is missed is theirs
/// to find, while a phrase that is caught is shown to the author at once with the rule.
const OUTCOME: [&str; 42] = [
    "应当判",
    "应该判",
    "应判",
    "必须判",
    "不应判",
    "改判",
    "重判",
    "轻判",
    "从轻处罚",
    "从重处罚",
    "量刑过",
    "判得太",
    "判太",
    "判几年",
    "判多少",
    "怎么判",
    "如何判",
    "有罪",
    "无罪",
    "胜诉",
    "败诉",
    "支持原告",
    "支持被告",
    "驳回原告",
    "驳回起诉",
    "驳回上诉",
    "撤销原判",
    "维持原判",
    "采信",
    "不予采纳",
    "证据不足",
    "撤诉",
    "尽快放人",
    "释放被告",
    "赔偿数额",
    "应当赔",
    "应该赔",
    "should be convicted",
    "should be acquitted",
    "find for the plaintiff",
    "find for the defendant",
    "guilty",
];

/// The first phrase that asks for an outcome. Blanks and punctuation between the characters hide nothing.
#[must_use]
pub fn asks_for_outcome(text: &str) -> Option<&'static str> {
    let plain: String = text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    OUTCOME.iter().copied().find(|phrase| {
        let phrase: String = phrase.chars().filter(|c| c.is_alphanumeric()).collect();
        plain.contains(&phrase)
    })
}
