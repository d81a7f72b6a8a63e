//! What can be asked of a mandate.

use crate::ids::{OrganId, UserId};
use crate::office::{Office, Region};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::ground::{EndGround, SuspensionGround};
use super::state::{CardKey, CardNumber, Field, Term};

/// Every command of the procedure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum MandateCommand {
    /// 登记代表资格
    Establish(Box<Establishment>),
    /// 更正登记: what was recorded with a mistake, or changed since (a constituency that was drawn anew, a term that was prolonged). A card is
    /// signed anew for its device. The reason is not published.
    Correct { name: String, constituency: String, term: Term, reason: String },
    /// 职务; an empty text takes it away.
    SetPost { text: String },
    /// 履职承诺; an empty text takes it away.
    SetPledge { text: String },
    /// 接待日, in words; an empty text takes them away.
    SetReceptionDays { text: String },
    /// 联系电话; an empty text takes it away. Published only by [`MandateCommand::Publish`].
    SetPhone { text: String },
    /// 同意或撤回公开一项信息
    Publish { field: Field, consent: bool },
    /// 编入联络站
    AssignStation { station: OrganId },
    /// 编入联动履职小组; an empty text takes it away.
    AssignDutyGroup { group: String },
    /// 暂停执行代表职务
    Suspend { ground: SuspensionGround, note: String },
    /// 恢复执行代表职务
    Restore { note: String },
    /// 代表资格终止, with the number of the public notice (公告).
    End { ground: EndGround, notice: String },
    /// 申领电子代表证 for the device whose key this is. Also for another device: the card before becomes void.
    RequestCard { device: CardKey },
    /// The server has signed a card.
    NoteCardIssued(Box<IssuedCard>),
    /// The term is over.
    NoteTermOver,
}

/// What is recorded when a mandate begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Establishment {
    /// The person's account.
    pub deputy: UserId,
    /// 姓名
    pub name: String,
    /// Deputy of which level, or deliberator.
    pub office: Office,
    /// Whose congress, or which sub-district, by division code.
    pub region: Region,
    /// 选区 or 选举单位
    pub constituency: String,
    /// 任期
    pub term: Term,
    /// Where the deputy receives citizens.
    pub station: OrganId,
}

/// A card as the server's key has made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IssuedCard {
    pub number: CardNumber,
    /// Place in the status list of the congress.
    pub index: u32,
    pub device: CardKey,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub expires_at: Timestamp,
    /// The signed bytes, base64url. Only stored and handed on; no rule asks about them.
    pub bytes: String,
}

/// Which command, without what it carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MandateAct {
    Establish,
    Correct,
    SetPost,
    SetPledge,
    SetReceptionDays,
    SetPhone,
    Publish,
    AssignStation,
    AssignDutyGroup,
    Suspend,
    Restore,
    End,
    RequestCard,
    NoteCardIssued,
    NoteTermOver,
}

impl MandateCommand {
    /// Which act it asks for.
    #[must_use]
    pub const fn act(&self) -> MandateAct {
        match self {
            Self::Establish(_) => MandateAct::Establish,
            Self::Correct { .. } => MandateAct::Correct,
            Self::SetPost { .. } => MandateAct::SetPost,
            Self::SetPledge { .. } => MandateAct::SetPledge,
            Self::SetReceptionDays { .. } => MandateAct::SetReceptionDays,
            Self::SetPhone { .. } => MandateAct::SetPhone,
            Self::Publish { .. } => MandateAct::Publish,
            Self::AssignStation { .. } => MandateAct::AssignStation,
            Self::AssignDutyGroup { .. } => MandateAct::AssignDutyGroup,
            Self::Suspend { .. } => MandateAct::Suspend,
            Self::Restore { .. } => MandateAct::Restore,
            Self::End { .. } => MandateAct::End,
            Self::RequestCard { .. } => MandateAct::RequestCard,
            Self::NoteCardIssued(_) => MandateAct::NoteCardIssued,
            Self::NoteTermOver => MandateAct::NoteTermOver,
        }
    }
}

impl Term {
    /// Whether the day lies in the term.
    #[must_use]
    pub fn covers(&self, day: Date) -> bool {
        (self.starts..=self.ends).contains(&day)
    }
}
