//! Who acts. A person signs in once and acts in one capacity (身份) at a time; every rule asks the capacity, never the person.

use crate::ids::{OrganId, UserId};
use serde::{Deserialize, Serialize};

/// The person (or the system's own timer) behind a command, in the capacity in which the command is made.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Actor {
    /// The account. The system's own acts carry the nil UUID.
    pub user: UserId,
    /// In which capacity.
    pub capacity: Capacity,
}

/// The capacities of the domain. Each names the organ it acts for, where it acts for one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "role", rename_all = "snake_case")]
pub enum Capacity {
    /// 群众
    Citizen,
    /// 联络站工作人员: may triage what was filed to the station, and file for people who come in person or call.
    StationStaff { station: OrganId },
    /// 人大代表, at the station where they receive citizens.
    Deputy { station: OrganId },
    /// 人大常委会办公室 / 代表工委: accepts, assigns, supervises.
    OfficeStaff { office: OrganId },
    /// 承办单位经办人: signs for, drafts.
    UnitClerk { unit: OrganId },
    /// 承办单位负责人: signs answers.
    UnitLeader { unit: OrganId },
    /// 法院联络处, never the bench.
    CourtLiaison { unit: OrganId },
    /// 书记员: runs the session clock, checks the roster.
    CourtClerk { unit: OrganId },
    /// 合议庭: sees that a hearing is heard, and nothing that was asked before the judgment.
    Bench { unit: OrganId },
    /// 审计: reads everything, changes nothing.
    Auditor,
    /// The server's timer.
    System,
}

/// A capacity without its organ: the column heads of a transition table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Citizen,
    StationStaff,
    Deputy,
    OfficeStaff,
    UnitClerk,
    UnitLeader,
    CourtLiaison,
    CourtClerk,
    Bench,
    Auditor,
    System,
}

impl Actor {
    /// The server's own timer.
    #[must_use]
    pub fn system() -> Self {
        Self { user: UserId(uuid::Uuid::nil()), capacity: Capacity::System }
    }

    /// The role, without the organ.
    #[must_use]
    pub fn role(&self) -> Role {
        match self.capacity {
            Capacity::Citizen => Role::Citizen,
            Capacity::StationStaff { .. } => Role::StationStaff,
            Capacity::Deputy { .. } => Role::Deputy,
            Capacity::OfficeStaff { .. } => Role::OfficeStaff,
            Capacity::UnitClerk { .. } => Role::UnitClerk,
            Capacity::UnitLeader { .. } => Role::UnitLeader,
            Capacity::CourtLiaison { .. } => Role::CourtLiaison,
            Capacity::CourtClerk { .. } => Role::CourtClerk,
            Capacity::Bench { .. } => Role::Bench,
            Capacity::Auditor => Role::Auditor,
            Capacity::System => Role::System,
        }
    }

    /// The organ acted for, where there is one.
    #[must_use]
    pub fn organ(&self) -> Option<&OrganId> {
        match &self.capacity {
            Capacity::StationStaff { station } | Capacity::Deputy { station } => Some(station),
            Capacity::OfficeStaff { office } => Some(office),
            Capacity::UnitClerk { unit }
            | Capacity::UnitLeader { unit }
            | Capacity::CourtLiaison { unit }
            | Capacity::CourtClerk { unit }
            | Capacity::Bench { unit } => Some(unit),
            Capacity::Citizen | Capacity::Auditor | Capacity::System => None,
        }
    }

    /// The handling unit acted for, where the actor acts for one.
    #[must_use]
    pub fn unit(&self) -> Option<&OrganId> {
        match &self.capacity {
            Capacity::UnitClerk { unit } | Capacity::UnitLeader { unit } | Capacity::CourtLiaison { unit } => {
                Some(unit)
            }
            _ => None,
        }
    }
}
