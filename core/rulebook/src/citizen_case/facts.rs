//! What can be counted of a case (可统计的事实): yes-or-no facts, read off its state and off nothing else. Figures are built from
//! them ([`super::figures`]), so a figure can always open the very cases behind it.

use serde::{Deserialize, Serialize};

use crate::actor::Role;
use crate::clock::{Clock, Outcome};
use crate::policy::{ClockKind, Passing, ResultCore};

use super::command::{CaseAct, EvaluationForm, Filing, SupervisionKind};
use super::stage::{Ending, Stage};
use super::state::{CaseState, CommitmentStanding, RoundAnswer};

/// One fact. The number of a variant is its bit in a store: new ones go to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// 已提交: true of every case.
    Filed,
    /// 代为提交
    FiledByProxy,
    /// 附照片
    WithPhotos,
    /// 在办
    Open,
    /// 已办结
    Closed,
    /// 受理时限已有结论: the triage clock ran and stopped.
    TriageClockStopped,
    /// 按期受理
    TriagedInTime,
    /// 不予受理
    Refused,
    /// 转送
    Redirected,
    /// 并案
    Merged,
    /// 已交办
    Assigned,
    /// 签收时限已有结论
    SignForClockStopped,
    /// 按期签收
    SignedForInTime,
    /// 答复时限已有结论 (first round)
    AnswerClockStopped,
    /// 按期答复
    AnsweredInTime,
    /// 已答复
    Answered,
    /// 答复结果为已解决
    Solved,
    /// 有承诺事项
    Promised,
    /// 承诺全部兑现
    PromisesKept,
    /// 群众已评价
    Evaluated,
    /// 最近一次评价各项均为满意或基本满意
    Content,
    /// 曾有不满意
    DissatisfiedOnce,
    /// 重新办理
    Redone,
    /// 曾超期
    LateOnce,
    /// 曾督办
    Supervised,
    /// 黄牌或红牌
    Carded,
    /// 已公开
    Published,
    /// 退办
    Returned,
    /// 延期
    Extended,
}

impl Fact {
    /// All facts, by bit.
    pub const ALL: [Self; 29] = [
        Self::Filed,
        Self::FiledByProxy,
        Self::WithPhotos,
        Self::Open,
        Self::Closed,
        Self::TriageClockStopped,
        Self::TriagedInTime,
        Self::Refused,
        Self::Redirected,
        Self::Merged,
        Self::Assigned,
        Self::SignForClockStopped,
        Self::SignedForInTime,
        Self::AnswerClockStopped,
        Self::AnsweredInTime,
        Self::Answered,
        Self::Solved,
        Self::Promised,
        Self::PromisesKept,
        Self::Evaluated,
        Self::Content,
        Self::DissatisfiedOnce,
        Self::Redone,
        Self::LateOnce,
        Self::Supervised,
        Self::Carded,
        Self::Published,
        Self::Returned,
        Self::Extended,
    ];

    /// Its bit.
    #[must_use]
    pub fn bit(self) -> i64 {
        1 << (self as u32)
    }

    /// The bits of all of these.
    #[must_use]
    pub fn bits(facts: &[Self]) -> i64 {
        facts.iter().fold(0, |bits, fact| bits | fact.bit())
    }

    /// Whether it is true of the case.
    #[must_use]
    pub fn holds(self, case: &CaseState) -> bool {
        let ended = |ending: fn(&Ending) -> bool| case.ending.as_ref().is_some_and(ending);
        let did = |act| case.timeline.iter().any(|entry| entry.act == act && !entry.undone);
        match self {
            Self::Filed => true,
            Self::FiledByProxy => matches!(case.filing, Filing::Proxy { .. }),
            Self::WithPhotos => !case.photos.is_empty(),
            Self::Open => case.stage != Stage::Closed,
            Self::Closed => case.stage == Stage::Closed,
            Self::TriageClockStopped => first_stopped(case, ClockKind::Triage).is_some(),
            Self::TriagedInTime => in_time(case, ClockKind::Triage),
            Self::Refused => ended(|ending| matches!(ending, Ending::Refused { .. })),
            Self::Redirected => ended(|ending| matches!(ending, Ending::Redirected { .. })),
            Self::Merged => ended(|ending| matches!(ending, Ending::Duplicate { .. })),
            Self::Assigned => case.lead().is_some(),
            Self::SignForClockStopped => first_stopped(case, ClockKind::SignFor).is_some(),
            Self::SignedForInTime => in_time(case, ClockKind::SignFor),
            Self::AnswerClockStopped => first_stopped(case, ClockKind::Answer).is_some(),
            Self::AnsweredInTime => in_time(case, ClockKind::Answer),
            Self::Answered => last_result(case).is_some(),
            Self::Solved => last_result(case) == Some(ResultCore::Solved),
            Self::Promised => !case.commitments.is_empty(),
            Self::PromisesKept => {
                let kept = |commitment: &super::state::Commitment| commitment.standing == CommitmentStanding::Kept;
                !case.commitments.is_empty() && case.commitments.iter().all(kept)
            }
            Self::Evaluated => last_evaluation(case).is_some(),
            Self::Content => last_evaluation(case).is_some_and(|form| !form.is_dissatisfied()),
            Self::DissatisfiedOnce => {
                case.rounds.iter().flat_map(|round| &round.evaluations).any(|said| said.form.is_dissatisfied())
            }
            Self::Redone => case.rounds.len() > 1,
            Self::LateOnce => case.clocks.iter().any(|clock| {
                clock.overdue_noted || (clock.stopped_late() && clock.id.kind.passing() == Passing::Overdue)
            }),
            Self::Supervised => !case.supervision.is_empty(),
            Self::Carded => case
                .supervision
                .iter()
                .any(|supervised| matches!(supervised.act, SupervisionKind::YellowCard | SupervisionKind::RedCard)),
            Self::Published => case.published,
            Self::Returned => did(CaseAct::DecideReturn),
            Self::Extended => did(CaseAct::DecideExtension),
        }
    }
}

/// The bits of all facts that are true of the case.
#[must_use]
pub fn facts_of(case: &CaseState) -> i64 {
    Fact::ALL.into_iter().filter(|fact| fact.holds(case)).fold(0, |bits, fact| bits | fact.bit())
}

/// The first clock of the kind, once it has stopped.
fn first_stopped(case: &CaseState, kind: ClockKind) -> Option<&Clock> {
    case.clocks.iter().find(|clock| clock.id.kind == kind).filter(|clock| clock.outcome != Outcome::Running)
}

fn in_time(case: &CaseState, kind: ClockKind) -> bool {
    first_stopped(case, kind).is_some_and(|clock| !clock.stopped_late())
}

fn last_result(case: &CaseState) -> Option<ResultCore> {
    case.rounds.iter().rev().find_map(|round| match &round.answer {
        RoundAnswer::Signed { result, .. } => Some(*result),
        RoundAnswer::None { .. } | RoundAnswer::Drafted { .. } => None,
    })
}

/// What the citizen said last. A deputy's word is a second opinion, not a second citizen.
fn last_evaluation(case: &CaseState) -> Option<&EvaluationForm> {
    let mut said = case.rounds.iter().flat_map(|round| &round.evaluations).filter(|said| said.by == Role::Citizen);
    said.next_back().map(|said| &said.form)
}
