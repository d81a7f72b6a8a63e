//! A refusal (不予办理的答复) is an outcome, not an accident: a stable code, the field at fault, what would be accepted, and the rule
//! that says so, in both languages.

use crate::policy::{Policy, Quote};
use serde::{Deserialize, Serialize};

/// Stable codes. Clients match on these; the words may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RefusalCode {
    /// The matter does not exist yet and the command is not a submission.
    NoSuchMatter,
    /// The matter exists already under another submission.
    AlreadySubmitted,
    /// The act is not open in the present stage.
    NotInThisStage,
    /// The actor's capacity does not open the act.
    NotYours,
    /// A text is empty.
    TextMissing,
    /// A text is longer than its limit.
    TextTooLong,
    /// A number, list or coordinate is outside its limits.
    OutOfRange,
    /// A list names the same thing twice.
    Repeated,
    /// The organ named does not exist or cannot take this.
    NotAHandlingUnit,
    /// The deputy or station addressed does not exist.
    NoSuchAddressee,
    /// The class may not be assigned to units or published.
    ClassRestricted,
    /// The author has not agreed to publication.
    NoConsentToPublish,
    /// The time window for this act is over.
    WindowOver,
    /// The act was done already.
    AlreadyDone,
    /// Dissatisfaction needs a reason.
    ReasonMissing,
    /// The result class is not on the district's list.
    UnknownResultClass,
    /// An answer that promises must carry a commitment with a date.
    CommitmentMissing,
    /// The commitment, request or clock named does not exist.
    NoSuchItem,
    /// The same person may not draft and sign.
    TwoPeopleNeeded,
    /// Nothing can be undone, or something followed.
    NothingToUndo,
    /// The extension asked is longer than the rule allows.
    ExtensionTooLong,
    /// The clock is not overdue, or the crossing is already on record.
    NotOverdue,
    /// A due date falls into a year whose work-day calendar is not published.
    CalendarYearMissing,
    /// No rule in force covers this.
    NoRuleInForce,
    /// 不公开审理: nobody observes a closed hearing.
    HearingClosed,
    /// The record may be sealed: observers must not be organised.
    RecordSealable,
    /// A seat was not checked against the witness list.
    SeatUnchecked,
    /// The discipline notice is not signed.
    DisciplineUnsigned,
    /// The deputy is recused (回避).
    Recused,
    /// A question about the merits before judgment.
    MeritsBeforeJudgment,
    /// The law forbids it while the court sits.
    CourtSits,
    /// The question's time to go to the court has not come.
    NotReleasedYet,
    /// Segments of the session clock overlap or have no end.
    ClockOverlap,
    /// The anchor names no open moment of the session.
    BadAnchor,
    /// The words ask for an outcome of the case.
    WordingInterferes,
    /// One's own question cannot be seconded.
    OwnQuestion,
}

/// A command that the rules do not let through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[error("refused: {code:?}")]
pub struct Refusal {
    /// Stable code.
    pub code: RefusalCode,
    /// Field of the command at fault, dotted, where one is.
    pub field: Option<String>,
    /// What would be accepted, Chinese.
    pub accepted_zh: String,
    /// What would be accepted, English.
    pub accepted_en: String,
    /// The rule, quoted, where one backs the refusal.
    pub rule: Option<Box<Quote>>,
}

impl Refusal {
    /// A refusal that says what would be accepted.
    pub fn new(code: RefusalCode, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, field: None, accepted_zh: zh.into(), accepted_en: en.into(), rule: None }
    }

    /// Names the field at fault.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// Quotes the rule with this id.
    #[must_use]
    pub fn quoting(mut self, policy: &Policy, id: &str) -> Self {
        self.rule = policy.quote(id).cloned().map(Box::new);
        self
    }
}
