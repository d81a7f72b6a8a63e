//! The cases as the user sees them (我的事项): what was synced, with what is on its way already counted in.

mod foretell;
pub(crate) mod large;
mod others;
mod shelf;

pub(crate) use others::{put as put_other, remove as remove_other};
pub(crate) use shelf::{get, is_reader, put, remove, set_reader, wipe, wipe_into};

use crate::CoreError;
use crate::engine::{Engine, Stores, locked};
use crate::outbox::{Item, OutboxItem, Sealed, Standing};
use jiff::Timestamp;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::calendar::{Calendar, local_date};
use minyi_rulebook::citizen_case::{CaseCommand, CaseState, Stage};
use minyi_rulebook::clock::{DueExplanation, explain_due};
use minyi_rulebook::ids::MatterId;
use minyi_rulebook::policy::Policy;
use minyi_wire::view::{CaseSummary, Deadline, deadlines};
use minyi_wire::{CaseView, Command, CommandEnvelope};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// Place in the server's order of changes of a case that the server does not know yet: before all others.
const NOT_YET: i64 = i64::MAX;

/// One page of the list, newest change first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CasePage {
    /// Lines; on the first page those that the server does not know yet come first.
    pub lines: Vec<CaseLine>,
    /// Where the next page begins.
    pub next: Option<CasePlace>,
}

/// Where a page begins; opaque. As text it can leave the process and come back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CasePlace(Vec<u8>);

/// The text is no place in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no place in the list of cases")]
pub struct NotACasePlace;

impl fmt::Display for CasePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(&self.0))
    }
}

impl FromStr for CasePlace {
    type Err = NotACasePlace;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let place = hex::decode(text).map_err(|_| NotACasePlace)?;
        if place.len() == shelf::PLACE_BYTES { Ok(Self(place)) } else { Err(NotACasePlace) }
    }
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseLine {
    /// As synced, or as foretold for a case that the server does not know yet. Whether a deadline is over is reckoned now.
    pub summary: CaseSummary,
    /// Whether the server has confirmed the case.
    pub registered: bool,
    /// Acts of this account that the line does not show yet.
    pub pending: usize,
}

/// One case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalCase {
    /// The case with the pending acts counted in, as far as they can be foretold. `None`: it cannot be foretold at all.
    pub view: Option<CaseView>,
    /// What the server said last; `None` if it does not know the case yet.
    pub synced: Option<CaseView>,
    /// Acts of this account that the server has not confirmed, or that have not come back with a sync yet.
    pub pending: Vec<PendingAct>,
}

/// A running deadline of a case, and why it is due when it is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueDate {
    /// As in the view.
    pub deadline: Deadline,
    /// Reckoned afresh on this phone.
    pub why: DueExplanation,
}

/// An act that is not part of the synced case yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingAct {
    /// How far it is.
    pub item: OutboxItem,
    /// What it asks.
    pub command: CaseCommand,
    /// Whether the view counts it in.
    pub foretold: bool,
}

impl Engine {
    pub(crate) fn case_page(
        &self,
        after: Option<&CasePlace>,
        limit: usize,
        stores: &Stores,
    ) -> Result<CasePage, CoreError> {
        let Some(account) = self.account() else {
            return Ok(CasePage::default());
        };
        let mut pending = self.unsynced(&account);
        let mut lines = Vec::new();
        if after.is_none() {
            lines = self.unregistered(&account, &pending, stores)?;
        }
        if !is_reader(&account, stores)? {
            return Ok(CasePage { lines, next: None });
        }
        let (summaries, next) = shelf::page(after.map(|place| place.0.as_slice()), limit.clamp(1, 200), stores)?;
        let now = self.server_now();
        lines.extend(summaries.into_iter().map(|summary| {
            let pending = pending.remove(&summary.matter).unwrap_or_default();
            let pending = pending.iter().filter(|item| is_news(item, Some(summary.version))).count();
            CaseLine { summary: reckoned(summary, now), registered: true, pending }
        }));
        Ok(CasePage { lines, next: next.map(CasePlace) })
    }

    /// Cases that were filed here and have not come back with a sync.
    fn unregistered(
        &self,
        account: &Actor,
        pending: &BTreeMap<MatterId, Vec<Item>>,
        stores: &Stores,
    ) -> Result<Vec<CaseLine>, CoreError> {
        let mut lines = Vec::new();
        for (matter, items) in pending {
            if !items.iter().any(|item| item.opens) || shelf::is_known(*matter, stores)? {
                continue;
            }
            let Some(case) = self.local_case(*matter, stores)? else {
                continue;
            };
            let Some(view) = case.view else { continue };
            let registered = items.iter().any(|item| item.opens && item.is_receipted());
            debug_assert_eq!(items.first().map(|item| &item.owner), Some(account));
            lines.push(CaseLine { summary: view.summary(), registered, pending: items.len() });
        }
        lines.sort_by_key(|line| std::cmp::Reverse(line.summary.submitted_at));
        Ok(lines)
    }

    pub(crate) fn local_case(&self, matter: MatterId, stores: &Stores) -> Result<Option<LocalCase>, CoreError> {
        let Some(account) = self.account() else { return Ok(None) };
        let synced = if is_reader(&account, stores)? { get(matter, stores)? } else { None };
        let mut items = self.unsynced(&account).remove(&matter).unwrap_or_default();
        items.retain(|item| is_news(item, synced.as_ref().map(|view| view.version)));
        if synced.is_none() && items.is_empty() {
            return Ok(None);
        }
        let mut state: Option<CaseState> = synced.as_ref().and_then(CaseView::full).cloned();
        let mut foretold_any = false;
        let mut pending = Vec::new();
        for item in items {
            let Some(command) = read_command(&item, stores)? else {
                continue;
            };
            // Where the server shows an outline only, nothing can be foretold about what lies behind it.
            let can_tell = state.is_some() || (synced.is_none() && item.opens);
            let mut foretold = false;
            // A refused act will not happen; a refused submission is still what the user wants to see.
            let will_happen = item.opens || !matches!(item.standing, Standing::Parked { .. });
            if can_tell && will_happen {
                let outlook = self.outlook(account.clone(), matter, item.made_at);
                let outlook = outlook.with_other(self.other_case(&command, stores)?);
                if let Ok(Some(next)) = outlook.foretell(state.as_ref(), &command) {
                    state = Some(next);
                    foretold = true;
                    foretold_any = true;
                }
            }
            let item = locked(&self.queue).show(&item, self.ports.clock.now());
            pending.push(PendingAct { item, command, foretold });
        }
        let view = if foretold_any || synced.is_none() {
            let change_seq = synced.as_ref().map_or(NOT_YET, |view| view.change_seq);
            let outlook = self.outlook(account, matter, self.server_now());
            state.as_ref().and_then(|state| CaseView::of(state, change_seq, &outlook.context()))
        } else {
            synced.clone()
        };
        Ok(Some(LocalCase { view, synced, pending }))
    }

    /// The other case that a command names, as far as it is here.
    pub(crate) fn other_case(&self, command: &CaseCommand, stores: &Stores) -> Result<Option<CaseState>, CoreError> {
        let CaseCommand::LinkDuplicate { of, .. } = command else {
            return Ok(None);
        };
        Ok(get(*of, stores)?.as_ref().and_then(CaseView::full).cloned())
    }

    /// Why each running deadline of a case is due when it is due.
    pub(crate) fn explain_due(&self, matter: MatterId, stores: &Stores) -> Result<Vec<DueExplanation>, CoreError> {
        let case = self.local_case(matter, stores)?.ok_or(CoreError::NotFound)?;
        let state = case.view.as_ref().and_then(CaseView::full);
        Ok(state.map(explanations).unwrap_or_default())
    }

    /// Every running deadline with its explanation, soonest first. A clock whose rule or calendar is newer than this app is left out.
    pub(crate) fn due_dates(&self, matter: MatterId, stores: &Stores) -> Result<Vec<DueDate>, CoreError> {
        let case = self.local_case(matter, stores)?.ok_or(CoreError::NotFound)?;
        let Some(state) = case.view.as_ref().and_then(CaseView::full) else {
            return Ok(Vec::new());
        };
        let due = |deadline: Deadline| {
            let clock = state.running_clock(&deadline.clock)?;
            let why = explain_due(Policy::embedded(), Calendar::embedded(), clock).ok()?;
            Some(DueDate { deadline, why })
        };
        Ok(deadlines(state, self.server_now()).into_iter().filter_map(due).collect())
    }

    /// Commands of this account by matter, in the order in which they go out.
    fn unsynced(&self, account: &Actor) -> BTreeMap<MatterId, Vec<Item>> {
        let mut by_matter: BTreeMap<MatterId, Vec<Item>> = BTreeMap::new();
        for item in locked(&self.queue).items.values().filter(|item| &item.owner == account) {
            by_matter.entry(item.matter).or_default().push(item.clone());
        }
        for items in by_matter.values_mut() {
            items.sort_by_key(Item::place_in_lane);
        }
        by_matter
    }
}

/// The explanations of all clocks that this phone has the rules and calendars for.
pub(crate) fn explanations(case: &CaseState) -> Vec<DueExplanation> {
    let explain = |clock| explain_due(Policy::embedded(), Calendar::embedded(), clock).ok();
    case.clocks.iter().filter_map(explain).collect()
}

/// Whether a synced case of this version lacks the command.
fn is_news(item: &Item, synced: Option<u32>) -> bool {
    match (&item.standing, synced) {
        (Standing::Receipted { matter_version, .. }, Some(synced)) => *matter_version > synced,
        _ => true,
    }
}

pub(crate) fn read_command(item: &Item, stores: &Stores) -> Result<Option<CaseCommand>, CoreError> {
    let sealed = stores.vault.command(item.id.0)?.and_then(Sealed::from_bytes);
    let envelope = sealed.and_then(|sealed| CommandEnvelope::from_bytes(&sealed.body).ok());
    let Some(envelope) = envelope else { return Ok(None) };
    match envelope.command {
        Command::CitizenCase(command) => Ok(Some(command)),
        // Not a case: nothing of it is foretold here.
        Command::Mandate(_) | Command::Hearing(_) => Ok(None),
    }
}

/// A stored line says how things stood at the sync; days have passed since.
fn reckoned(mut summary: CaseSummary, now: Timestamp) -> CaseSummary {
    if let Some(next) = &mut summary.next
        && summary.stage != Stage::Closed
    {
        next.overdue = !next.paused && next.due < local_date(now);
    }
    summary
}
