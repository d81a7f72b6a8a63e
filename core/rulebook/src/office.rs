//! Offices that people hold (代表、议政员), and the regions they belong to. A deputy card signs the very same words.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// Level of a people's congress (代表法 art. 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 全国
    National,
    /// 省级
    Province,
    /// 设区的市
    City,
    /// 县级: county, district
    District,
    /// 乡镇
    Town,
}

/// What a mandate makes its holder. On the wire `national`, `province`, `city`, `district`, `town`, `deliberator`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Office {
    /// 人大代表 of the congress at this level.
    Deputy(Level),
    /// 议政员 of a sub-district (街道): no deputy, may recommend and never decide.
    Deliberator,
}

impl Office {
    /// Every office, in the order of their numbers.
    pub const ALL: [Self; 6] = [
        Self::Deputy(Level::National),
        Self::Deputy(Level::Province),
        Self::Deputy(Level::City),
        Self::Deputy(Level::District),
        Self::Deputy(Level::Town),
        Self::Deliberator,
    ];

    /// The number in the signed claims: 1 national to 5 town, 6 deliberator.
    #[must_use]
    pub fn code(self) -> u64 {
        Self::ALL.iter().position(|office| *office == self).map_or(0, |place| place as u64 + 1)
    }

    /// The office with this number.
    #[must_use]
    pub fn from_code(code: u64) -> Option<Self> {
        Self::ALL.get(usize::try_from(code).ok()?.checked_sub(1)?).copied()
    }

    /// Whether a congress (or sub-district) of this region can have this office: the length of the code tells the level, and at
    /// the lowest its last three digits tell a town, which has a congress, from a sub-district (街道), which has none.
    #[must_use]
    pub fn belongs_to(self, region: &Region) -> bool {
        match self {
            Self::Deputy(level) => region.level() == level && !region.is_sub_district(),
            Self::Deliberator => region.is_sub_district(),
        }
    }

    /// Whether the holder takes part in decisions. A deliberator is no deputy: what they choose is a recommendation.
    #[must_use]
    pub const fn may_decide(self) -> bool {
        matches!(self, Self::Deputy(_))
    }

    /// The name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Deputy(Level::National) => "national",
            Self::Deputy(Level::Province) => "province",
            Self::Deputy(Level::City) => "city",
            Self::Deputy(Level::District) => "district",
            Self::Deputy(Level::Town) => "town",
            Self::Deliberator => "deliberator",
        }
    }

    /// The Chinese name, as the card shows it.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Deputy(Level::National) => "全国人大代表",
            Self::Deputy(Level::Province) => "省人大代表",
            Self::Deputy(Level::City) => "市人大代表",
            Self::Deputy(Level::District) => "区（县）人大代表",
            Self::Deputy(Level::Town) => "乡镇人大代表",
            Self::Deliberator => "街道议政员",
        }
    }

    /// The English name.
    #[must_use]
    pub const fn english(self) -> &'static str {
        match self {
            Self::Deputy(Level::National) => "deputy to the National People's Congress",
            Self::Deputy(Level::Province) => "provincial deputy",
            Self::Deputy(Level::City) => "city deputy",
            Self::Deputy(Level::District) => "district (county) deputy",
            Self::Deputy(Level::Town) => "town deputy",
            Self::Deliberator => "sub-district deliberator",
        }
    }
}

impl From<Office> for String {
    fn from(office: Office) -> Self {
        office.name().to_owned()
    }
}

/// On the wire an office is a word, not the enum that it is here.
#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Office {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .enum_values(Some(Self::ALL.map(|office| office.name())))
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Office {
    fn name() -> std::borrow::Cow<'static, str> {
        "Office".into()
    }
}

/// The text names no office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("an office is national, province, city, district, town or deliberator")]
pub struct NotAnOffice;

impl TryFrom<String> for Office {
    type Error = NotAnOffice;

    fn try_from(name: String) -> Result<Self, NotAnOffice> {
        Self::ALL.into_iter().find(|office| office.name() == name).ok_or(NotAnOffice)
    }
}

/// A region by its administrative division code (行政区划代码), significant digits only: none for the nation, 2 province,
/// 4 city, 6 county or district, 9 town or sub-district. Every region's code begins with that of the region around it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
pub struct Region(String);

/// The text is not a division code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a region code has 0, 2, 4, 6 or 9 digits")]
pub struct NotARegion;

impl FromStr for Region {
    type Err = NotARegion;

    fn from_str(code: &str) -> Result<Self, NotARegion> {
        let fits = matches!(code.len(), 0 | 2 | 4 | 6 | 9) && code.bytes().all(|byte| byte.is_ascii_digit());
        if fits { Ok(Self(code.to_owned())) } else { Err(NotARegion) }
    }
}

impl TryFrom<String> for Region {
    type Error = NotARegion;

    fn try_from(code: String) -> Result<Self, NotARegion> {
        code.parse()
    }
}

impl From<Region> for String {
    fn from(region: Region) -> Self {
        region.0
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Region {
    /// Level of the congress of this region.
    #[must_use]
    pub fn level(&self) -> Level {
        match self.0.len() {
            0 => Level::National,
            2 => Level::Province,
            4 => Level::City,
            6 => Level::District,
            _ => Level::Town,
        }
    }

    /// Whether this is a 街道: at the lowest level, the numbers 001 to 099 (GB/T 10114).
    #[must_use]
    pub fn is_sub_district(&self) -> bool {
        self.0.get(6..).is_some_and(|last| ("001"..="099").contains(&last))
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `inner` is this region or lies in it.
    #[must_use]
    pub fn contains(&self, inner: &Self) -> bool {
        inner.0.starts_with(&self.0)
    }
}
