//! The triage classes (分类) of what citizens bring. The class decides the legal road and who may ever see the text.

use serde::{Deserialize, Serialize};

/// What kind of matter a citizen's case is, in law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TriageClass {
    /// 建议类: an opinion on public affairs.
    Suggestion,
    /// 求助类 (12345 / 四平台): a problem that a department can fix.
    Help,
    /// 申诉求决 (信访).
    Petition,
    /// 涉法涉诉: belongs to a court or the procuratorate. Never public, never shown to deputies in detail.
    Litigation,
    /// 检举控告: belongs to the discipline organs. Never public, never shown to deputies in detail, never to the accused unit.
    Accusation,
}

impl TriageClass {
    /// All classes, in the order in which forms show them.
    pub const ALL: [Self; 5] = [Self::Suggestion, Self::Help, Self::Petition, Self::Litigation, Self::Accusation];

    /// Whether the text may reach only the author and those who must route it.
    #[must_use]
    pub fn is_restricted(self) -> bool {
        matches!(self, Self::Litigation | Self::Accusation)
    }
}
