//! Folders as sled leaves them after a bad end, made by hand: the guard opens them or sets them aside.

use super::{Batch, OpenReport, SCHEMA, SledStore, Store, open, put};
use crate::mirror::RebuildReason;
use crate::mirror::guard::Places;
use crate::storage_fault::StorageFault;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const RECORDS: u32 = 200;

fn value(n: u32) -> Vec<u8> {
    n.to_be_bytes().repeat(25)
}

/// A data folder with a closed mirror of 200 records, two sessions old.
fn filled() -> TempDir {
    let dir = TempDir::new().unwrap();
    for half in [0..RECORDS / 2, RECORDS / 2..RECORDS] {
        let (store, _) = open(dir.path());
        for n in half {
            put(&store, "cases", &n.to_be_bytes(), &value(n));
        }
    }
    dir
}

fn assert_complete(store: &SledStore) {
    let expected: Vec<_> = (0..RECORDS).map(|n| (n.to_be_bytes().to_vec(), value(n))).collect();
    assert!(store.scan_prefix("cases", b"", None, usize::MAX).unwrap() == expected);
}

fn assert_works_empty(store: &SledStore) {
    assert_eq!(store.scan_prefix("cases", b"", None, 9).unwrap(), []);
    put(store, "cases", b"1", b"new");
    assert_eq!(store.get("cases", b"1").unwrap().unwrap(), b"new");
}

fn mirror(dir: &TempDir) -> PathBuf {
    dir.path().join("mirror")
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for name in names(from) {
        let (from, to) = (from.join(&name), to.join(&name));
        if from.is_dir() { copy_folder(&from, &to) } else { fs::copy(from, to).map(drop).unwrap() }
    }
}

/// Whether sled without the guard opens a copy of the folder.
fn sled_alone_opens(mirror: &Path) -> bool {
    let copy = TempDir::new().unwrap();
    copy_folder(mirror, copy.path());
    let opened = catch_unwind(AssertUnwindSafe(|| sled::Config::default().path(copy.path()).open().is_ok()));
    opened.unwrap_or(false)
}

#[test]
fn a_folder_without_a_mirror_gets_an_empty_one() {
    let dir = TempDir::new().unwrap();
    let (store, report) = open(dir.path());
    assert_eq!(report, OpenReport::Created);
    assert_works_empty(&store);
    drop(store);
    assert_eq!(open(dir.path()).1, OpenReport::Opened);
}

#[test]
fn an_empty_folder_is_no_reason_to_rebuild() {
    let dir = TempDir::new().unwrap();
    fs::create_dir(mirror(&dir)).unwrap();
    let (store, report) = open(dir.path());
    assert_eq!(report, OpenReport::Created);
    assert_works_empty(&store);
}

#[test]
fn a_half_written_snapshot_is_removed_and_every_record_kept() {
    for half in [&b""[..], b"half", &[0; 4096]] {
        let dir = filled();
        // The highest name, so that sled takes it for the newest.
        fs::write(mirror(&dir).join("snap.7FFFFFFFFFFFFFFF.generating"), half).unwrap();
        assert!(!sled_alone_opens(&mirror(&dir)), "the image must be one that the guard is needed for");
        let (store, report) = open(dir.path());
        assert_eq!(report, OpenReport::Opened);
        assert_complete(&store);
        assert!(!names(&mirror(&dir)).iter().any(|name| name.ends_with(".generating")));
    }
}

#[test]
fn the_guard_removes_nothing_else() {
    let dir = filled();
    let harmless = ["snap.generating.0", "generating", "blobs.generating", "snap.0000000000000001.in___motion"];
    for name in harmless {
        fs::write(mirror(&dir).join(name), b"x").unwrap();
    }
    let before = names(&mirror(&dir));
    assert!(before.iter().any(|name| name.starts_with("snap.0")), "sled has made a snapshot by now: {before:?}");
    fs::write(mirror(&dir).join("snap.00FF.generating"), b"x").unwrap();
    Places::in_dir(dir.path()).repair().unwrap();
    assert_eq!(names(&mirror(&dir)), before);
}

#[test]
fn a_conf_without_db_is_a_first_run_cut_short() {
    let whole = fs::read(mirror(&filled()).join("conf")).unwrap();
    let (cut, zeros) = (&whole[..whole.len() / 2], vec![0; whole.len()]);
    for (conf, sled_needs_the_guard) in [(cut, true), (&zeros, true), (&whole, false), (b"", false)] {
        let dir = TempDir::new().unwrap();
        fs::create_dir(mirror(&dir)).unwrap();
        fs::write(mirror(&dir).join("conf"), conf).unwrap();
        assert_eq!(sled_alone_opens(&mirror(&dir)), !sled_needs_the_guard, "{} bytes", conf.len());
        let (store, report) = open(dir.path());
        assert_eq!(report, OpenReport::Created);
        assert_works_empty(&store);
    }
}

#[test]
fn a_folder_that_cannot_be_opened_is_set_aside_whole_and_an_empty_mirror_takes_its_place() {
    type Spoil = fn(&Path);
    let conf_of_garbage: Spoil = |mirror| fs::write(mirror.join("conf"), b"no configuration at all").unwrap();
    let conf_of_another_build: Spoil = |mirror| {
        let conf = fs::read(mirror.join("conf")).unwrap();
        let text = String::from_utf8_lossy(&conf).replace("524288", "262144");
        fs::write(mirror.join("conf"), text).unwrap();
    };
    let snapshots_of_garbage: Spoil = |mirror| {
        for name in names(mirror).iter().filter(|name| name.starts_with("snap.")) {
            fs::write(mirror.join(name), b"garbage, longer than a checksum").unwrap();
        }
    };
    let db_is_a_folder: Spoil = |mirror| {
        fs::remove_file(mirror.join("db")).unwrap();
        fs::create_dir(mirror.join("db")).unwrap();
    };
    for (n, spoil) in
        [conf_of_garbage, conf_of_another_build, snapshots_of_garbage, db_is_a_folder].into_iter().enumerate()
    {
        let dir = filled();
        spoil(&mirror(&dir));
        let spoilt = names(&mirror(&dir));
        let (store, report) = open(dir.path());
        let is_named =
            matches!(report, OpenReport::Rebuilt { reason: RebuildReason::Refused(_) | RebuildReason::Panicked(_) });
        assert!(is_named, "{n}: {report:?}");
        assert_works_empty(&store);
        assert_eq!(names(&dir.path().join("mirror.bad-1")), spoilt, "{n}");
        drop(store);
        assert_eq!(open(dir.path()).1, OpenReport::Opened, "{n}: rebuilt only once");
    }
}

#[test]
fn a_file_in_the_place_of_the_folder_is_set_aside() {
    let dir = TempDir::new().unwrap();
    fs::write(mirror(&dir), b"garbage").unwrap();
    let (store, report) = open(dir.path());
    assert!(matches!(report, OpenReport::Rebuilt { .. }));
    assert_works_empty(&store);
}

#[test]
fn a_flipped_byte_never_gives_a_wrong_value_nor_a_panic() {
    let good = filled();
    let db_len = fs::metadata(mirror(&good).join("db")).unwrap().len() as usize;
    let written = fs::read(mirror(&good).join("db")).unwrap().iter().rposition(|byte| *byte != 0).unwrap();
    let mut damage_seen = 0;
    for at in (0..db_len.min(written)).step_by(written / 60) {
        let dir = TempDir::new().unwrap();
        copy_folder(&mirror(&good), &mirror(&dir));
        let db = mirror(&dir).join("db");
        let mut bytes = fs::read(&db).unwrap();
        bytes[at] ^= 0x10;
        fs::write(&db, bytes).unwrap();

        let (store, report) = open(dir.path());
        let mut broken = report != OpenReport::Opened;
        for n in 0..RECORDS {
            match store.get("cases", &n.to_be_bytes()) {
                Ok(Some(found)) => assert!(found == value(n), "byte {at}"),
                Ok(None) => {}
                Err(_) => broken = true,
            }
        }
        drop(store);
        damage_seen += u32::from(broken);
        let (store, report) = open(dir.path());
        if broken && report == OpenReport::Opened {
            assert_works_empty(&store);
        }
    }
    assert!(damage_seen > 0, "no flip did any damage: the test has lost its teeth");
}

#[test]
fn a_mirror_of_another_schema_is_rebuilt_whether_it_is_newer_or_older() {
    for other in [SCHEMA + 1, SCHEMA - 1] {
        let dir = filled();
        let (store, report) = SledStore::open(dir.path(), other).unwrap();
        let reason = RebuildReason::OtherSchema { found: Some(SCHEMA), wanted: other };
        assert_eq!(report, OpenReport::Rebuilt { reason });
        assert_works_empty(&store);
        drop(store);
        assert_eq!(SledStore::open(dir.path(), other).unwrap().1, OpenReport::Opened);
    }
}

#[test]
fn a_sled_folder_without_a_schema_is_not_ours() {
    let dir = TempDir::new().unwrap();
    let db = sled::Config::default().path(mirror(&dir)).open().unwrap();
    db.insert(b"somebody", b"else's").unwrap();
    drop(db);
    let reason = RebuildReason::OtherSchema { found: None, wanted: SCHEMA };
    assert_eq!(open(dir.path()).1, OpenReport::Rebuilt { reason });
}

#[test]
fn at_most_two_bad_mirrors_are_kept_the_newest() {
    let dir = TempDir::new().unwrap();
    for schema in 1..=5 {
        SledStore::open(dir.path(), schema).unwrap();
    }
    assert_eq!(names(dir.path()), ["mirror", "mirror.bad-3", "mirror.bad-4", "mirror.lock"]);
}

#[test]
fn a_second_opener_is_told_that_the_mirror_is_in_use_and_touches_nothing() {
    let dir = TempDir::new().unwrap();
    let (store, _) = open(dir.path());
    put(&store, "cases", b"1", b"a");
    fs::write(mirror(&dir).join("snap.00FF.generating"), b"being written by the first").unwrap();
    assert_eq!(SledStore::open(dir.path(), SCHEMA + 1).unwrap_err(), StorageFault::InUse);
    assert!(mirror(&dir).join("snap.00FF.generating").exists());
    drop(store);
    assert_eq!(open(dir.path()).1, OpenReport::Opened);
}

#[test]
fn clearing_keeps_the_schema() {
    let dir = filled();
    open(dir.path()).0.clear().unwrap();
    let (store, report) = open(dir.path());
    assert_eq!(report, OpenReport::Opened);
    assert_works_empty(&store);
}

#[test]
fn thirty_sessions_each_cut_off_without_closing_lose_no_commit() {
    let mut dir = TempDir::new().unwrap();
    for session in 0..30_u32 {
        let (store, _) = open(dir.path());
        for n in 0..20 {
            let mut batch = Batch::new();
            batch.put("cases", &(session * 20 + n).to_be_bytes(), value(session)).put("cursor", b"", [n as u8]);
            store.commit(batch).unwrap();
        }
        // What a killed process leaves: the files as they are, the store never closed.
        let image = TempDir::new().unwrap();
        copy_folder(&mirror(&dir), &mirror(&image));
        drop(store);
        dir = image;
        let (store, report) = open(dir.path());
        assert_eq!(report, OpenReport::Opened);
        let entries = store.scan_prefix("cases", b"", None, usize::MAX).unwrap();
        assert_eq!(entries.len() as u32, (session + 1) * 20);
        assert_eq!(store.get("cursor", b"").unwrap().unwrap(), [19]);
    }
}
