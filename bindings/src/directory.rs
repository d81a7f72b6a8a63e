//! The organs and deputies of the district (通讯录), as last synced.

use minyi_rulebook::ids::{OrganId, UserId};
use minyi_rulebook::organ::OrganKind;
use minyi_wire::directory;

use crate::app::MinyiApp;
use crate::error::MinyiError;
use crate::runtime;

/// Organs and deputies of the district.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Directory {
    /// Changes when anything below does.
    pub version: String,
    /// Name of the district, in Chinese.
    pub district_zh: String,
    /// Name of the district, in English.
    pub district_en: String,
    /// Whether the people in it are invented; say so on every screen that shows them.
    pub demo: bool,
    /// Organs, stations and units.
    pub organs: Vec<Organ>,
    /// Deputies in office.
    pub deputies: Vec<Deputy>,
}

/// An organ, station or unit.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Organ {
    /// Its code.
    pub id: OrganId,
    /// What it is.
    pub kind: OrganKind,
    /// Name, in Chinese.
    pub name_zh: String,
    /// Name, in English.
    pub name_en: String,
    /// Town or sub-district, where it belongs to one.
    pub town: Option<String>,
    /// WGS84 degrees north, where a place is known.
    pub lat: Option<f64>,
    /// WGS84 degrees east, where a place is known.
    pub lon: Option<f64>,
}

/// A deputy and the station where they receive citizens. Names of deputies are public by law (代表法).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Deputy {
    /// The account.
    pub user: UserId,
    /// Name.
    pub name: String,
    /// Where they receive citizens.
    pub station: OrganId,
}

#[uniffi::export]
impl MinyiApp {
    /// Organs and deputies as last synced; from memory. `None` before the first sync. Throws `Internal` only.
    pub fn directory(&self) -> Result<Option<Directory>, MinyiError> {
        let read = || self.core.directory().map(|directory| directory::DirectoryView::clone(&directory).into());
        runtime::guarded(|| Ok(read()))
    }
}

impl From<directory::DirectoryView> for Directory {
    fn from(view: directory::DirectoryView) -> Self {
        Self {
            version: view.version,
            district_zh: view.district_zh,
            district_en: view.district_en,
            demo: view.demo,
            organs: view.organs.into_iter().map(Into::into).collect(),
            deputies: view.deputies.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<directory::OrganView> for Organ {
    fn from(organ: directory::OrganView) -> Self {
        Self {
            id: organ.id,
            kind: organ.kind,
            name_zh: organ.name_zh,
            name_en: organ.name_en,
            town: organ.town,
            lat: organ.lat,
            lon: organ.lon,
        }
    }
}

impl From<directory::DeputyView> for Deputy {
    fn from(deputy: directory::DeputyView) -> Self {
        Self { user: deputy.user, name: deputy.name, station: deputy.station }
    }
}
