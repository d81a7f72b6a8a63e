//! One day in the life of a vault, failed at every single call of the disk in every way the disk knows.

use super::faulty_disk::{Fault, FaultyDisk};
use super::{FlippingKeeper, content, id};
use crate::storage_fault::StorageFault;
use crate::vault::seal::CHUNK;
use crate::vault::{OpenReport, Vault};
use minyi_rulebook::ids::Sha256;
use sha2::Digest;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Thing {
    Command(u128),
    Receipt(u128),
    Draft(u128),
    Slot(&'static str),
    Photo(usize),
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Put(Thing, &'static [u8]),
    Remove(Thing),
    Import(usize),
    Purge { command: u128, photo: usize },
}

const DAY: [Step; 14] = [
    Step::Put(Thing::Slot("device"), b"device 1"),
    Step::Put(Thing::Draft(9), b"half a sentence"),
    Step::Import(CHUNK + 1),
    Step::Put(Thing::Draft(9), b"a sentence"),
    Step::Put(Thing::Command(1), b"file a case"),
    Step::Put(Thing::Command(1), b"file a case"),
    Step::Remove(Thing::Draft(9)),
    Step::Import(77),
    Step::Put(Thing::Command(2), b"file another case"),
    Step::Put(Thing::Slot("device"), b"device 1, signed in"),
    Step::Put(Thing::Receipt(1), b"case 1 received"),
    Step::Purge { command: 1, photo: CHUNK + 1 },
    Step::Put(Thing::Draft(10), b"a third one"),
    Step::Remove(Thing::Slot("device")),
];

impl Step {
    fn take(self, vault: &Vault, photos: &Path) -> Result<(), StorageFault> {
        match self {
            Self::Put(Thing::Command(n), bytes) => vault.put_command(id(n), bytes),
            Self::Put(Thing::Receipt(n), bytes) => vault.put_receipt(id(n), bytes),
            Self::Put(Thing::Draft(n), bytes) => vault.put_draft(id(n), bytes),
            Self::Put(Thing::Slot(name), bytes) => vault.put_slot(name, bytes),
            Self::Remove(Thing::Draft(n)) => vault.remove_draft(id(n)),
            Self::Remove(Thing::Slot(name)) => vault.remove_slot(name),
            Self::Import(len) => vault.import_blob(&photos.join(len.to_string()), u64::MAX).map(drop),
            Self::Purge { command, photo } => vault.purge(id(command), &[photo_name(photo)]),
            Self::Put(Thing::Photo(_), _) | Self::Remove(_) => unreachable!("not in the day"),
        }
    }

    fn changes(self) -> Vec<(Thing, Option<Vec<u8>>)> {
        match self {
            Self::Put(thing, bytes) => vec![(thing, Some(bytes.to_vec()))],
            Self::Remove(thing) => vec![(thing, None)],
            Self::Import(len) => vec![(Thing::Photo(len), Some(content(len)))],
            Self::Purge { command, photo } => vec![(Thing::Command(command), None), (Thing::Photo(photo), None)],
        }
    }
}

fn photo_name(len: usize) -> Sha256 {
    Sha256(sha2::Sha256::digest(content(len)).into())
}

/// What may be in the vault: one value where the last change was acknowledged, two or more where one failed.
#[derive(Debug, Default)]
struct Expectation(BTreeMap<Thing, Vec<Option<Vec<u8>>>>);

impl Expectation {
    fn record(&mut self, step: Step, acknowledged: bool) {
        for (thing, value) in step.changes() {
            let allowed = self.0.entry(thing).or_insert_with(|| vec![None]);
            if acknowledged {
                allowed.clear();
            }
            allowed.push(value);
        }
    }

    fn check(&self, vault: &Vault, context: &str) {
        for (thing, allowed) in &self.0 {
            let found = match *thing {
                Thing::Command(n) => vault.command(id(n)),
                Thing::Receipt(n) => vault.receipt(id(n)),
                Thing::Draft(n) => vault.draft(id(n)),
                Thing::Slot(name) => vault.slot(name),
                Thing::Photo(len) => match vault.read_blob_range(photo_name(len), 0, usize::MAX) {
                    Err(StorageFault::Missing { .. }) => Ok(None),
                    other => other.map(Some),
                },
            };
            assert!(allowed.contains(found.as_ref().unwrap()), "{context}: {thing:?} is not as acknowledged");
        }
        let listed: BTreeSet<Thing> = (vault.commands().unwrap().into_iter())
            .map(|(id, _)| Thing::Command(id.as_u128()))
            .chain(vault.drafts().unwrap().into_iter().map(|id| Thing::Draft(id.as_u128())))
            .collect();
        let known = |thing: &Thing| self.0.get(thing).is_some_and(|allowed| allowed.iter().any(Option::is_some));
        assert!(listed.iter().all(known), "{context}: {listed:?} lists what was never put");
    }
}

fn open(disk: &FaultyDisk, dir: &Path) -> Result<Vault, StorageFault> {
    Vault::open_on(Arc::new(disk.clone()), dir, &FlippingKeeper)
}

fn temps_below(dir: &Path) -> usize {
    let entries = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(
            |path| {
                if path.is_dir() { temps_below(&path) } else { path.extension().is_some_and(|e| e == "tmp").into() }
            },
        )
        .sum()
}

/// Lives the day on a disk that fails at the nth call; a step that failed is tried once more. Says whether the nth call
/// came.
fn live_through(photos: &Path, nth: u32, fault: Fault) -> bool {
    let context = format!("{fault:?} at call {nth}");
    let data = TempDir::new().unwrap();
    let dir = data.path();
    let disk = FaultyDisk::failing(nth, fault);
    let mut expectation = Expectation::default();
    if let Ok(vault) = open(&disk, dir).or_else(|_| open(&disk, dir)) {
        for step in DAY {
            let done = step.take(&vault, photos).or_else(|first_fault| {
                if let (Fault::Once(io::ErrorKind::StorageFull), true) = (fault, disk.has_failed()) {
                    assert_eq!(first_fault, StorageFault::StorageFull, "{context}: {step:?}");
                }
                expectation.record(step, false);
                step.take(&vault, photos)
            });
            assert!(done.is_ok() || fault_is_lasting(fault), "{context}: {step:?} fails twice");
            expectation.record(step, done.is_ok());
        }
    }
    disk.lose_power();

    let vault = Vault::open(dir, &FlippingKeeper).unwrap_or_else(|fault| panic!("{context}: no reopen: {fault}"));
    let quiet = OpenReport { removed_temps: vault.report().removed_temps, ..OpenReport::default() };
    assert_eq!(vault.report(), &quiet, "{context}");
    assert_eq!(temps_below(dir), 0, "{context}");
    expectation.check(&vault, &context);
    drop(vault);

    let vault = open(&FaultyDisk::sound(), dir).unwrap();
    let mut whole_day = Expectation::default();
    for step in DAY {
        step.take(&vault, photos).unwrap_or_else(|fault| panic!("{context}: {step:?} cannot be repeated: {fault}"));
        whole_day.record(step, true);
    }
    whole_day.check(&vault, &context);
    disk.has_failed()
}

fn fault_is_lasting(fault: Fault) -> bool {
    !matches!(fault, Fault::Once(_))
}

fn live_through_every_call(fault: Fault) {
    let photos = TempDir::new().unwrap();
    for step in DAY {
        if let Step::Import(len) = step {
            std::fs::write(photos.path().join(len.to_string()), content(len)).unwrap();
        }
    }
    let calls = (1..).take_while(|nth| live_through(photos.path(), *nth, fault)).count();
    assert!(calls > 5 * DAY.len(), "a day has more than {calls} calls");
}

#[test]
fn a_full_disk_at_any_call_loses_nothing_acknowledged_and_the_step_can_be_repeated() {
    live_through_every_call(Fault::Once(io::ErrorKind::StorageFull));
}

#[test]
fn a_failing_disk_at_any_call_loses_nothing_acknowledged_and_the_step_can_be_repeated() {
    live_through_every_call(Fault::Once(io::ErrorKind::Other));
}

#[test]
fn a_kill_at_any_call_loses_nothing_acknowledged() {
    live_through_every_call(Fault::Kill);
}

#[test]
fn a_power_cut_at_any_call_loses_nothing_acknowledged() {
    live_through_every_call(Fault::PowerCut);
}

#[test]
fn a_power_cut_that_keeps_names_but_not_content_shows_no_half_file() {
    live_through_every_call(Fault::PowerCutKeepingNames);
}

#[test]
fn a_command_that_is_already_there_is_acknowledged_only_after_its_name_is_synced() {
    let data = TempDir::new().unwrap();
    let calls = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&calls);
    let disk = FaultyDisk::meddling(move |call| log.lock().unwrap().push(call.to_owned()));
    let vault = open(&disk, data.path()).unwrap();
    vault.put_command(id(1), b"a").unwrap();
    calls.lock().unwrap().clear();
    // The file may stand there from an attempt that failed at its very last step.
    vault.put_command(id(1), b"a").unwrap();
    assert_eq!(*calls.lock().unwrap(), ["read", "fsync_dir"]);
}
