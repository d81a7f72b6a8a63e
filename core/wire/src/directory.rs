//! The organs and deputies of the district, as every signed-in device keeps them.

use minyi_rulebook::ids::{OrganId, UserId};
use minyi_rulebook::organ::Directory;
pub use minyi_rulebook::organ::{Organ as OrganView, Reception};
use serde::{Deserialize, Serialize};

/// `GET /v1/directory`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DirectoryView {
    /// Changes when anything below does.
    pub version: String,
    pub district_zh: String,
    pub district_en: String,
    /// Whether the people in it are invented.
    pub demo: bool,
    pub organs: Vec<OrganView>,
    /// Deputies whom citizens address.
    pub deputies: Vec<DeputyView>,
    /// Those whose mandates are all over. They may be elected again, and their names stand on old cases.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<DeputyView>,
}

/// A deputy and the station where they receive citizens. Names of deputies are public by law (代表法).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeputyView {
    pub user: UserId,
    pub name: String,
    pub station: OrganId,
}

impl DeputyView {
    fn at(&self) -> (UserId, OrganId) {
        (self.user, self.station.clone())
    }
}

impl DirectoryView {
    /// What the rulebook needs of it: a closed organ takes nothing new, so it is not there.
    #[must_use]
    pub fn for_rulebook(&self) -> Directory {
        Directory {
            organs: self
                .organs
                .iter()
                .filter(|organ| !organ.closed)
                .map(|organ| (organ.id.clone(), organ.kind))
                .collect(),
            deputies: self.deputies.iter().map(DeputyView::at).collect(),
            former: self.former.iter().map(DeputyView::at).collect(),
        }
    }

    /// Chinese name of an organ, or its code.
    #[must_use]
    pub fn name_zh<'d>(&'d self, id: &'d OrganId) -> &'d str {
        self.organs.iter().find(|organ| &organ.id == id).map_or(id.as_str(), |organ| &organ.name_zh)
    }
}
