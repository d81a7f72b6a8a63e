//! Who may be certified by whom: an office, the region of the congress it belongs to, and the scope of an issuer's key.

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

/// What the card says its holder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Office {
    /// 人大代表 of the congress at this level.
    Deputy(Level),
    /// 议政员 of a sub-district (街道): no deputy, may recommend and never decide.
    Deliberator,
}

impl Office {
    const ALL: [Self; 6] = [
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

    pub(crate) fn from_code(code: u64) -> Option<Self> {
        Self::ALL.get(usize::try_from(code).ok()?.checked_sub(1)?).copied()
    }

    /// Whether a congress (or sub-district) of this region can have this office: the length of the code tells the level.
    #[must_use]
    pub fn belongs_to(self, region: &Region) -> bool {
        match self {
            Self::Deputy(level) => region.level() == level,
            Self::Deliberator => region.level() == Level::Town,
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

/// A region by its administrative division code (行政区划代码), significant digits only: none for the nation, 2 province,
/// 4 city, 6 county or district, 9 town or sub-district. Every region's code begins with that of the region around it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

    /// Whether `inner` is this region or lies in it.
    #[must_use]
    pub fn contains(&self, inner: &Self) -> bool {
        inner.0.starts_with(&self.0)
    }
}

/// What an issuer's key may sign: these offices, in this region. A district's key cannot make a city deputy, nor a deputy of
/// the district next door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// Offices that may be certified.
    pub offices: Vec<Office>,
    /// Where.
    pub region: Region,
}

impl Scope {
    /// Whether a card for this office and region is within the scope.
    #[must_use]
    pub fn permits(&self, office: Office, region: &Region) -> bool {
        office.belongs_to(region) && self.offices.contains(&office) && self.region.contains(region)
    }
}
