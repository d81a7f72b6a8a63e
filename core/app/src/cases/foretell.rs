//! What the rulebook says before the server does (预判): the refusal at once, with its quoted rule, or the case as it will be.
//!
//! The server has the last word. Where this phone lacks what the answer depends on (a directory it has not synced yet, a
//! calendar or rule newer than the app) it says nothing instead of refusing: an old app must not keep a citizen from filing.

use crate::engine::{Engine, locked};
use jiff::Timestamp;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::calendar::Calendar;
use minyi_rulebook::citizen_case::{CaseCommand, CaseEvent, CaseState, Context, Happening, apply, decide};
use minyi_rulebook::ids::{MatterId, UserId};
use minyi_rulebook::organ::Directory;
use minyi_rulebook::policy::Policy;
use minyi_rulebook::refusal::{Refusal, RefusalCode};

/// All that a decision looks at besides case and command.
pub(crate) struct Outlook {
    actor: Actor,
    matter: MatterId,
    now: Timestamp,
    directory: Directory,
    knows_directory: bool,
    other: Option<CaseState>,
}

impl Engine {
    pub(crate) fn outlook(&self, actor: Actor, matter: MatterId, now: Timestamp) -> Outlook {
        let view = locked(&self.directory).clone();
        let directory = view.as_ref().map(|view| view.for_rulebook()).unwrap_or_default();
        Outlook { actor, matter, now, directory, knows_directory: view.is_some(), other: None }
    }
}

impl Outlook {
    /// The other case that a command names.
    pub(crate) fn with_other(mut self, other: Option<CaseState>) -> Self {
        self.other = other;
        self
    }

    pub(crate) fn context(&self) -> Context<'_> {
        Context {
            actor: &self.actor,
            matter: self.matter,
            now: self.now,
            policy: Policy::embedded(),
            calendar: Calendar::embedded(),
            directory: &self.directory,
            other: self.other.as_ref(),
        }
    }

    /// The case after the command; `Ok(None)` if this phone cannot tell.
    ///
    /// # Errors
    /// The refusal that the server would give.
    pub(crate) fn foretell(
        &self,
        case: Option<&CaseState>,
        command: &CaseCommand,
    ) -> Result<Option<CaseState>, Refusal> {
        let context = self.context();
        match decide(case, command, &context) {
            Ok(decision) => Ok(apply(case.cloned(), &decision.into_event(&context, case, Some(self.now)))),
            Err(refusal) if self.is_our_ignorance(refusal.code) => Ok(self.without_clocks(case, command)),
            Err(refusal) => Err(refusal),
        }
    }

    fn is_our_ignorance(&self, code: RefusalCode) -> bool {
        match code {
            RefusalCode::CalendarYearMissing | RefusalCode::NoRuleInForce => true,
            RefusalCode::NoSuchAddressee | RefusalCode::NotAHandlingUnit => !self.knows_directory,
            _ => false,
        }
    }

    /// A submission can be shown without its due date.
    fn without_clocks(&self, case: Option<&CaseState>, command: &CaseCommand) -> Option<CaseState> {
        let (None, CaseCommand::Submit(submission)) = (case, command) else {
            return None;
        };
        let author: UserId = match submission.filing {
            minyi_rulebook::citizen_case::Filing::Own => self.actor.user,
            minyi_rulebook::citizen_case::Filing::Proxy { author, .. } => author,
        };
        let event = CaseEvent {
            matter: self.matter,
            version: 1,
            actor: self.actor.clone(),
            at: self.now,
            device_at: Some(self.now),
            what: Happening::Submitted { submission: submission.clone(), author, station: None },
            clocks: Vec::new(),
        };
        apply(None, &event)
    }
}
