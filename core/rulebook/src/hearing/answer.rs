//! The court's answers (法院答复), by two people of its liaison office, and the deputies' evaluation of the hearing.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::question::QuestionId;
use crate::ids::UserId;

/// What an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AnswerKind {
    /// 程序说明: to no question; the only one that may go out while the court sits.
    ProcedureNote,
    /// 法律释明
    LegalExplanation,
    /// 工作答复
    WorkReply,
    /// 宣判后答复: the clock stands until judgment.
    Deferral,
    /// 不予答复, with a reason
    Decline,
}

impl AnswerKind {
    /// The Chinese name.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::ProcedureNote => "程序说明",
            Self::LegalExplanation => "法律释明",
            Self::WorkReply => "工作答复",
            Self::Deferral => "宣判后答复",
            Self::Decline => "不予答复",
        }
    }
}

/// Where an answer stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum AnswerStanding {
    /// 拟稿
    Drafted,
    /// 退回修改
    SentBack { reason: String },
    /// 审签发出
    Approved {
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
        at: Timestamp,
    },
    /// Replaced by a later draft.
    Superseded,
}

/// One version of one answer. Versions are kept; a later draft never overwrites an earlier one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CourtAnswer {
    /// `None` for a procedure note.
    pub question: Option<QuestionId>,
    pub kind: AnswerKind,
    pub text: String,
    pub drafter: UserId,
    pub approver: Option<UserId>,
    pub standing: AnswerStanding,
    /// Version of the last event that changed this answer.
    pub version: u32,
}

/// How the hearing was conducted (庭审评议), 1 to 5 each. The outcome of the case is no item and never will be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EvaluationSheet {
    /// 程序规范
    pub process: u8,
    /// 庭审驾驭
    pub control: u8,
    /// 司法礼仪
    pub bearing: u8,
    /// 释法说理
    pub clarity: u8,
    /// 裁判文书: only once there is one.
    #[serde(default)]
    pub document: Option<u8>,
    #[serde(default)]
    pub remark: String,
}

/// One sheet as recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluated {
    pub sheet: EvaluationSheet,
    pub at: Timestamp,
}

/// Fewest raters whose scores are shown.
pub const FEWEST_RATERS: usize = 3;
