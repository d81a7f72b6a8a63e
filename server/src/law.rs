//! What judging and reading need besides the case: the policy in force, the work-day calendar, the directory.

use std::sync::{Arc, PoisonError, RwLock};

use jiff::Timestamp;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::calendar::Calendar;
use minyi_rulebook::ids::MatterId;
use minyi_rulebook::organ::Directory;
use minyi_rulebook::policy::Policy;
use minyi_rulebook::procedure::Context;

/// The law of the place, as this server holds it at one moment.
#[derive(Clone, Debug)]
pub struct Law {
    pub policy: &'static Policy,
    pub calendar: &'static Calendar,
    pub directory: Arc<Directory>,
}

impl Law {
    /// The law as it ships, for these organs and deputies.
    #[must_use]
    pub fn embedded(directory: Arc<Directory>) -> Self {
        Self { policy: Policy::embedded(), calendar: Calendar::embedded(), directory }
    }

    /// The rulebook's view of one act on or one look at one matter.
    #[must_use]
    pub fn context<'c, S>(
        &'c self,
        actor: &'c Actor,
        matter: MatterId,
        now: Timestamp,
        other: Option<&'c S>,
    ) -> Context<'c, S> {
        Context { actor, matter, now, policy: self.policy, calendar: self.calendar, directory: &self.directory, other }
    }
}

/// The law as it is; its directory changes while the server runs.
#[derive(Clone, Debug)]
pub struct LiveLaw(Arc<RwLock<Law>>);

impl From<Law> for LiveLaw {
    fn from(law: Law) -> Self {
        Self(Arc::new(RwLock::new(law)))
    }
}

impl LiveLaw {
    /// The law of this moment. One act, one answer and one batch use the same throughout.
    #[must_use]
    pub fn now(&self) -> Law {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Other organs and deputies from now on.
    pub fn replace_directory(&self, directory: Arc<Directory>) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).directory = directory;
    }
}
