//! The figures of the cockpit (数字总舱指标): one registry for the main board and its seven sub-boards. A share's numerator is
//! counted among its denominator and nowhere else, so a rate can always arise from the cases that it opens.

use serde::{Deserialize, Serialize};

use super::facts::Fact::{self, *};

/// A board (舱).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Board {
    /// 总舱
    Main,
    /// 受理分舱
    Intake,
    /// 交办签收分舱
    Assignment,
    /// 办理时效分舱
    Timeliness,
    /// 结果与承诺分舱
    Results,
    /// 群众评价分舱
    Evaluation,
    /// 督办分舱
    Supervision,
    /// 公开分舱
    Openness,
}

/// One figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Stable name.
    pub id: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    /// Boards that show it.
    pub boards: &'static [Board],
    /// What is counted.
    pub of: Counted,
}

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Cases of which all these facts are true.
    Count(&'static [Fact]),
    /// Of the cases of which all of `whole` are true, those of which `part` are true too.
    Share { part: &'static [Fact], whole: &'static [Fact] },
}

impl Counted {
    /// Facts of the counted cases.
    #[must_use]
    pub fn numerator(&self) -> Vec<Fact> {
        match self {
            Self::Count(facts) => facts.to_vec(),
            Self::Share { part, whole } => [*whole, *part].concat(),
        }
    }

    /// Facts of the cases among which is counted; `None` for a plain count.
    #[must_use]
    pub fn denominator(&self) -> Option<Vec<Fact>> {
        match self {
            Self::Count(_) => None,
            Self::Share { whole, .. } => Some(whole.to_vec()),
        }
    }
}

const fn count(
    id: &'static str,
    zh: &'static str,
    en: &'static str,
    boards: &'static [Board],
    facts: &'static [Fact],
) -> Figure {
    Figure { id, zh, en, boards, of: Counted::Count(facts) }
}

const fn share(
    id: &'static str,
    zh: &'static str,
    en: &'static str,
    boards: &'static [Board],
    part: &'static [Fact],
    whole: &'static [Fact],
) -> Figure {
    Figure { id, zh, en, boards, of: Counted::Share { part, whole } }
}

use Board as B;

/// Every figure, in the order in which boards show them.
pub const FIGURES: &[Figure] = &[
    count("filed", "收到事项", "Cases filed", &[B::Main, B::Intake], &[Filed]),
    count("open", "在办事项", "Cases open", &[B::Main], &[Open]),
    share("closed", "办结率", "Closed", &[B::Main], &[Closed], &[Filed]),
    share("proxy", "代为提交占比", "Filed by station staff", &[B::Intake], &[FiledByProxy], &[Filed]),
    share("with_photos", "附照片占比", "With photos", &[B::Intake], &[WithPhotos], &[Filed]),
    share(
        "triaged_in_time",
        "按期受理率",
        "Accepted in time",
        &[B::Intake, B::Timeliness],
        &[TriagedInTime],
        &[TriageClockStopped],
    ),
    count("refused", "不予受理", "Not accepted", &[B::Intake], &[Refused]),
    count("redirected", "转送其他渠道", "Sent to another road", &[B::Intake], &[Redirected]),
    count("merged", "并案", "Linked as duplicate", &[B::Intake], &[Merged]),
    count("assigned", "已交办", "Assigned to units", &[B::Assignment], &[Fact::Assigned]),
    share(
        "signed_for_in_time",
        "按期签收率",
        "Signed for in time",
        &[B::Assignment, B::Timeliness],
        &[SignedForInTime],
        &[SignForClockStopped],
    ),
    share("returned", "申请退办占比", "Return decided", &[B::Assignment], &[Returned], &[Fact::Assigned]),
    share("extended", "延期占比", "Extension decided", &[B::Assignment, B::Timeliness], &[Extended], &[Fact::Assigned]),
    share(
        "answered_in_time",
        "按期答复率",
        "Answered in time",
        &[B::Main, B::Timeliness],
        &[AnsweredInTime],
        &[AnswerClockStopped],
    ),
    share("late_once", "曾超期占比", "Late at some step", &[B::Main, B::Timeliness], &[LateOnce], &[Filed]),
    count("answered", "已答复", "Answered", &[B::Results], &[Answered]),
    share("solved", "解决率", "Solved", &[B::Main, B::Results], &[Solved], &[Answered]),
    share("promised", "有承诺占比", "Answered with a promise", &[B::Results], &[Promised], &[Answered]),
    share("promises_kept", "承诺兑现率", "Promises kept", &[B::Main, B::Results], &[PromisesKept], &[Promised]),
    share("evaluated", "评价率", "Evaluated", &[B::Evaluation], &[Evaluated], &[Answered]),
    share("content", "满意率", "Satisfied", &[B::Main, B::Evaluation], &[Content], &[Evaluated]),
    share(
        "dissatisfied_once",
        "曾不满意占比",
        "Dissatisfied once",
        &[B::Evaluation],
        &[DissatisfiedOnce],
        &[Evaluated],
    ),
    share("redone", "重新办理占比", "Handled anew", &[B::Evaluation, B::Results], &[Redone], &[Answered]),
    share("supervised", "督办占比", "Supervised", &[B::Main, B::Supervision], &[Supervised], &[Fact::Assigned]),
    count("carded", "黄牌、红牌", "Yellow or red card", &[B::Supervision], &[Carded]),
    share("late_supervised", "超期事项督办率", "Late and supervised", &[B::Supervision], &[Supervised], &[LateOnce]),
    share("published", "公开率", "Published", &[B::Openness], &[Published], &[Fact::Assigned]),
    share("published_answered", "答复公开率", "Answers published", &[B::Openness], &[Published], &[Answered]),
];
