//! The closed lists of grounds (法定情形) on which a mandate is suspended or ends. None other exists; each quotes its rule.

use crate::office::Office;
use serde::{Deserialize, Serialize};

/// 暂时停止执行代表职务 (代表法 art. 61). For deputies only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SuspensionGround {
    /// 因刑事案件被羁押正在受侦查、起诉、审判
    Detained,
    /// 被依法判处管制、拘役或者有期徒刑而没有附加剥夺政治权利，正在服刑
    ServingSentence,
}

impl SuspensionGround {
    /// Every ground.
    pub const ALL: [Self; 2] = [Self::Detained, Self::ServingSentence];

    /// Whether this office can be suspended on this ground: the law suspends deputies only.
    #[must_use]
    pub const fn suspends(self, office: Office) -> bool {
        office.may_decide()
    }

    /// The Chinese words of the law.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Detained => "因刑事案件被羁押，正在受侦查、起诉、审判",
            Self::ServingSentence => "被判处刑罚而没有附加剥夺政治权利，正在服刑",
        }
    }
}

/// 代表资格终止 (代表法 art. 62), or the end of the term. A deliberator's office ends by the sub-district's own rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EndGround {
    /// 迁出或者调离本行政区域
    MovedAway,
    /// 辞职被接受
    Resigned,
    /// 未经批准两次不出席本级人民代表大会会议
    AbsentTwice,
    /// 被罢免
    Recalled,
    /// 丧失中华人民共和国国籍
    LostNationality,
    /// 被剥夺政治权利
    LostPoliticalRights,
    /// 丧失行为能力
    LostCapacity,
    /// 死亡
    Died,
    /// 解聘: of a deliberator only.
    Released,
}

impl EndGround {
    /// Every ground.
    pub const ALL: [Self; 9] = [
        Self::MovedAway,
        Self::Resigned,
        Self::AbsentTwice,
        Self::Recalled,
        Self::LostNationality,
        Self::LostPoliticalRights,
        Self::LostCapacity,
        Self::Died,
        Self::Released,
    ];

    /// Whether this office can end on this ground. Moving out of the region ends mandates below the national level only.
    #[must_use]
    pub const fn ends(self, office: Office) -> bool {
        match (self, office) {
            (Self::Released, office) => !office.may_decide(),
            (Self::MovedAway, Office::Deputy(level)) => !matches!(level, crate::office::Level::National),
            (Self::MovedAway | Self::Resigned | Self::Died, Office::Deliberator) => true,
            (_, office) => office.may_decide(),
        }
    }

    /// The Chinese words of the law.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::MovedAway => "迁出或者调离本行政区域",
            Self::Resigned => "辞职被接受",
            Self::AbsentTwice => "未经批准两次不出席本级人民代表大会会议",
            Self::Recalled => "被罢免",
            Self::LostNationality => "丧失中华人民共和国国籍",
            Self::LostPoliticalRights => "被剥夺政治权利",
            Self::LostCapacity => "丧失行为能力",
            Self::Died => "死亡",
            Self::Released => "解聘",
        }
    }
}

/// Id of the rule that says when this office ends early.
pub(super) const fn ending_rule(office: Office) -> &'static str {
    if office.may_decide() { "mandate.termination" } else { "mandate.deliberator_ends" }
}
