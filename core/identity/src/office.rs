//! Who may be certified by whom: the scope of an issuer's key, in the rulebook's words for offices and regions.

pub use minyi_rulebook::office::{Level, Office, Region};

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
