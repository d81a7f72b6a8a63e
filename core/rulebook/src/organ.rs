//! Which organs and deputies there are. The server reads them from its seed, the phone from the last sync; the rulebook only
//! asks what kind an organ is.

use crate::ids::{OrganId, UserId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What an organ is; only some may be assigned work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OrganKind {
    /// 人大常委会办公室
    CongressOffice,
    /// 联络站 / 基层单元
    Station,
    /// 承办单位: department or town.
    Unit,
    /// 人民法院 (its liaison office)
    Court,
    /// 人民检察院
    Procuratorate,
    /// 监察委员会
    SupervisoryCommission,
}

/// The organs and deputies of the district, by code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directory {
    /// Kind of every organ.
    pub organs: BTreeMap<OrganId, OrganKind>,
    /// Station of every deputy in office.
    pub deputies: BTreeMap<UserId, OrganId>,
}

impl Directory {
    /// Whether the organ exists and can be assigned a citizen's case.
    #[must_use]
    pub fn can_handle(&self, organ: &OrganId) -> bool {
        matches!(self.organs.get(organ), Some(OrganKind::Unit))
    }

    /// Whether this is a station of the district.
    #[must_use]
    pub fn is_station(&self, organ: &OrganId) -> bool {
        matches!(self.organs.get(organ), Some(OrganKind::Station))
    }
}
