//! How long something may take: calendar days, work days or months, as the law counts them.

use serde::{Deserialize, Serialize};

/// A legal duration (期限).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "unit", content = "count", rename_all = "snake_case")]
pub enum Span {
    /// 日
    CalendarDays(u16),
    /// 工作日
    WorkDays(u16),
    /// 月, by the calendar: 31 January plus one month is the last day of February.
    Months(u8),
}

impl Span {
    /// In Chinese, for example `5 个工作日`.
    #[must_use]
    pub fn zh(self) -> String {
        match self {
            Self::CalendarDays(n) => format!("{n} 日"),
            Self::WorkDays(n) => format!("{n} 个工作日"),
            Self::Months(n) => format!("{n} 个月"),
        }
    }

    /// In English, for example `5 work days`.
    #[must_use]
    pub fn en(self) -> String {
        let (n, unit) = match self {
            Self::CalendarDays(n) => (n, "day"),
            Self::WorkDays(n) => (n, "work day"),
            Self::Months(n) => (u16::from(n), "month"),
        };
        format!("{n} {unit}{}", if n == 1 { "" } else { "s" })
    }

    /// Whether it lasts no time at all.
    #[must_use]
    pub fn is_empty(self) -> bool {
        matches!(self, Self::CalendarDays(0) | Self::WorkDays(0) | Self::Months(0))
    }
}
