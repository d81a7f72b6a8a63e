//! The account's cases (我的事项): the list page by page, and one case with all that is still on its way.

use std::time::SystemTime;

use minyi_core::CoreError;
use minyi_core::cases::{self, CasePlace};
use minyi_rulebook::citizen_case::{self as rules, CaseAct, RedirectTarget, RefusalGround, Stage};
use minyi_rulebook::class::TriageClass;
use minyi_rulebook::clock;
use minyi_rulebook::ids::{MatterId, OrganId};
use minyi_rulebook::policy::{ClockKind, RuleId};
use minyi_wire::view;

use crate::app::MinyiApp;
use crate::case::{CaseContent, PublicContent};
use crate::error::MinyiError;
use crate::ids::system_time;
use crate::outbox::OutboxItem;

/// One page of the list, newest change first.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct CasePage {
    /// Lines; on the first page those that the server does not know yet come first.
    pub lines: Vec<CaseLine>,
    /// Where the next page begins, to be given to `cases`; `None` on the last page. Opaque, good until the next change.
    pub next: Option<String>,
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct CaseLine {
    /// The case.
    pub matter: MatterId,
    /// Number of things that happened so far.
    pub version: u32,
    /// Where it stands.
    pub stage: Stage,
    /// What kind of matter it is, once somebody said so.
    pub class: Option<TriageClass>,
    /// One line; `None` when the reader sees an outline only.
    pub title: Option<String>,
    /// When it was filed, server time.
    pub submitted_at: SystemTime,
    /// The soonest running deadline.
    pub next_deadline: Option<Deadline>,
    /// Whether the account may do anything but look.
    pub actionable: bool,
    /// Whether the server has confirmed the case; if not, it is saved on this phone only.
    pub registered: bool,
    /// Acts of this account that the line does not show yet.
    pub pending: u32,
}

/// Names a deadline within a case.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ClockName {
    /// What it is for.
    pub kind: ClockKind,
    /// The organ whose deadline it is, where there is one.
    pub organ: Option<OrganId>,
    /// Round of handling; 1 is the first.
    pub round: u16,
}

/// A running deadline (期限).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Deadline {
    /// Which.
    pub clock: ClockName,
    /// The rule; `None` for a promised date.
    pub rule: Option<RuleId>,
    /// Last day, local date; that day is included.
    pub due: crate::ids::CivilDate,
    /// Whether that day is over.
    pub overdue: bool,
    /// Whether the clock stands now.
    pub paused: bool,
}

/// One case as it is on this phone.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct LocalCase {
    /// The case.
    pub matter: MatterId,
    /// With the pending acts counted in, as far as they can be foretold. `None`: it cannot be foretold at all.
    pub view: Option<CaseView>,
    /// Whether the server has confirmed the case.
    pub registered: bool,
    /// Acts of this account that the server has not confirmed, or that have not come back with a sync yet.
    pub pending: Vec<PendingAct>,
}

/// A case for its reader.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct CaseView {
    /// Number of things that happened so far.
    pub version: u32,
    /// Where it stands.
    pub stage: Stage,
    /// What kind of matter it is, once somebody said so.
    pub class: Option<TriageClass>,
    /// How it ended, when it is closed.
    pub ending: Option<Ending>,
    /// When it was filed, server time.
    pub submitted_at: SystemTime,
    /// As much as the reader may see.
    pub body: CaseBody,
    /// Running deadlines, soonest first; why, by `due_dates`.
    pub deadlines: Vec<Deadline>,
    /// What this account may do now. Offer these and no others.
    pub permitted: Vec<PermittedAction>,
}

/// The words of a case, by how much the reader may see.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum CaseBody {
    /// Everything.
    Full {
        /// The words.
        content: CaseContent,
    },
    /// What the public may read: no author, no photos, no notes of the office.
    PublicPart {
        /// The words.
        content: PublicContent,
    },
    /// That it exists.
    Outline,
}

/// How a closed case ended (办结方式).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Ending {
    /// Answered and evaluated.
    Completed,
    /// Answered; the evaluation window passed in silence.
    NotEvaluated,
    /// 不予受理
    NotAccepted {
        /// On which ground.
        ground: RefusalGround,
    },
    /// 转送: another road is the lawful one.
    Redirected {
        /// Where to.
        target: RedirectTarget,
    },
    /// 并案: the same matter is already under way.
    Duplicate {
        /// The case that goes on.
        of: MatterId,
    },
    /// 撤回 by the author.
    Withdrawn,
}

/// One act that is open to this account now.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PermittedAction {
    /// Which.
    pub act: CaseAct,
    /// Fields that it must carry, for the form.
    pub carries: Vec<String>,
    /// The rule behind it.
    pub rule: RuleId,
}

/// An act that is not part of the synced case yet.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PendingAct {
    /// How far it is.
    pub item: OutboxItem,
    /// Whether the view counts it in.
    pub foretold: bool,
}

#[uniffi::export]
impl MinyiApp {
    /// A page of the account's cases, newest change first, from what is on this phone.
    ///
    /// `after`: where the page before said that the next begins; `None` for the first page. `limit`: 1 to 200 lines.
    /// Throws `BadInput(cursor)` for a place that is none.
    pub async fn cases(&self, after: Option<String>, limit: u32) -> Result<CasePage, MinyiError> {
        let core = self.core.clone();
        let page = self.workers.blocking(move || {
            let after: Option<CasePlace> = match after {
                None => None,
                Some(text) => Some(text.parse().map_err(|_| CoreError::BadInput { field: "cursor" })?),
            };
            core.cases(after.as_ref(), usize::try_from(limit).unwrap_or(usize::MAX))
        });
        Ok(page.await?.into())
    }

    /// One case with all that is on its way; `None` if it is not on this phone.
    pub async fn case(&self, matter: MatterId) -> Result<Option<LocalCase>, MinyiError> {
        let core = self.core.clone();
        let case = self.workers.blocking(move || core.case(matter)).await?;
        Ok(case.map(|case| LocalCase {
            matter,
            registered: case.synced.is_some(),
            view: case.view.map(Into::into),
            pending: case.pending.into_iter().map(Into::into).collect(),
        }))
    }
}

impl From<cases::CasePage> for CasePage {
    fn from(page: cases::CasePage) -> Self {
        Self { lines: page.lines.into_iter().map(Into::into).collect(), next: page.next.map(|place| place.to_string()) }
    }
}

impl From<cases::CaseLine> for CaseLine {
    fn from(line: cases::CaseLine) -> Self {
        let summary = line.summary;
        Self {
            matter: summary.matter,
            version: summary.version,
            stage: summary.stage,
            class: summary.class,
            title: summary.title,
            submitted_at: system_time(summary.submitted_at),
            next_deadline: summary.next.map(Into::into),
            actionable: summary.actionable,
            registered: line.registered,
            pending: u32::try_from(line.pending).unwrap_or(u32::MAX),
        }
    }
}

impl From<clock::ClockId> for ClockName {
    fn from(id: clock::ClockId) -> Self {
        Self { kind: id.kind, organ: id.organ, round: id.round }
    }
}

impl From<view::Deadline> for Deadline {
    fn from(deadline: view::Deadline) -> Self {
        Self {
            clock: deadline.clock.into(),
            rule: deadline.rule,
            due: deadline.due,
            overdue: deadline.overdue,
            paused: deadline.paused,
        }
    }
}

impl From<view::CaseView> for CaseView {
    fn from(view: view::CaseView) -> Self {
        Self {
            version: view.version,
            stage: view.stage,
            class: view.class,
            ending: view.ending.map(Into::into),
            submitted_at: system_time(view.submitted_at),
            body: view.body.into(),
            deadlines: view.deadlines.into_iter().map(Into::into).collect(),
            permitted: view.permitted.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<view::CaseBody> for CaseBody {
    fn from(body: view::CaseBody) -> Self {
        match body {
            view::CaseBody::Full { case } => Self::Full { content: (*case).into() },
            view::CaseBody::Public { title, text, place_label, rounds, timeline } => {
                Self::PublicPart { content: PublicContent::new(title, text, place_label, rounds, timeline) }
            }
            view::CaseBody::Outline => Self::Outline,
        }
    }
}

impl From<rules::Ending> for Ending {
    fn from(ending: rules::Ending) -> Self {
        match ending {
            rules::Ending::Completed => Self::Completed,
            rules::Ending::NotEvaluated => Self::NotEvaluated,
            rules::Ending::Refused { ground } => Self::NotAccepted { ground },
            rules::Ending::Redirected { target } => Self::Redirected { target },
            rules::Ending::Duplicate { of } => Self::Duplicate { of },
            rules::Ending::Withdrawn => Self::Withdrawn,
        }
    }
}

impl From<rules::PermittedAction> for PermittedAction {
    fn from(action: rules::PermittedAction) -> Self {
        Self { act: action.act, carries: action.carries, rule: RuleId(action.rule) }
    }
}

impl From<cases::PendingAct> for PendingAct {
    fn from(act: cases::PendingAct) -> Self {
        Self { item: act.item.into(), foretold: act.foretold }
    }
}
