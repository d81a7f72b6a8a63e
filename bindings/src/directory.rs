//! The organs and deputies of the district (通讯录), as last synced.

use jiff::civil::Time;
use minyi_rulebook::calendar::local_date;
use minyi_rulebook::ids::{OrganId, UserId};
use minyi_rulebook::organ::OrganKind;
use minyi_wire::directory;

use crate::app::MinyiApp;
use crate::error::MinyiError;
use crate::ids::CivilDate;
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
    /// When deputies receive citizens there.
    pub receptions: Vec<ReceptionDay>,
    /// 地址, where one was said.
    pub address: Option<String>,
    /// 电话, as it is dialled.
    pub phone: Option<String>,
    /// 已关闭: takes nothing new; offer it to nobody, and show its name where it is on record.
    pub closed: bool,
}

/// 接待日: on this day of every month, between these hours of local time.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ReceptionDay {
    /// 1 to 31; a month without that day has none.
    pub day: u8,
    /// Begins, as `09:00`.
    pub from: String,
    /// Ends, as `11:00`.
    pub to: String,
    /// The next time, today included; holidays are not looked at.
    pub next: Option<CivilDate>,
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
        runtime::guarded(|| {
            let today = local_date(self.core.server_time());
            Ok(self
                .core
                .directory()
                .map(|directory| Directory::seen(directory::DirectoryView::clone(&directory), today)))
        })
    }
}

impl Directory {
    fn seen(view: directory::DirectoryView, today: CivilDate) -> Self {
        Self {
            version: view.version,
            district_zh: view.district_zh,
            district_en: view.district_en,
            demo: view.demo,
            organs: view.organs.into_iter().map(|organ| Organ::seen(organ, today)).collect(),
            deputies: view.deputies.into_iter().map(Into::into).collect(),
        }
    }
}

impl Organ {
    fn seen(organ: directory::OrganView, today: CivilDate) -> Self {
        let receptions = organ.receptions.iter().map(|reception| ReceptionDay::seen(reception, today)).collect();
        Self {
            id: organ.id,
            kind: organ.kind,
            name_zh: organ.name_zh,
            name_en: organ.name_en,
            town: organ.town,
            lat: organ.lat,
            lon: organ.lon,
            receptions,
            address: organ.address,
            phone: organ.phone,
            closed: organ.closed,
        }
    }
}

impl ReceptionDay {
    fn seen(reception: &directory::Reception, today: CivilDate) -> Self {
        let hour = |time: Time| format!("{:02}:{:02}", time.hour(), time.minute());
        let directory::Reception { day, from, to } = reception;
        Self { day: *day, from: hour(*from), to: hour(*to), next: reception.next_from(today) }
    }
}

impl From<directory::DeputyView> for Deputy {
    fn from(deputy: directory::DeputyView) -> Self {
        Self { user: deputy.user, name: deputy.name, station: deputy.station }
    }
}
