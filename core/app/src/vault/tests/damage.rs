//! What the vault does with damaged files: set aside and named, never a panic, the others stay readable.

use super::{Fixture, id};
use crate::storage_fault::StorageFault;
use std::fs;

fn command_file(n: u128) -> String {
    format!("commands/{}.cmd", id(n))
}

#[test]
fn every_flipped_bit_and_every_cut_of_a_record_is_noticed() {
    let at = Fixture::new();
    let vault = at.vault();
    vault.put_command(id(1), b"file a case").unwrap();
    let path = at.file(&command_file(1));
    let whole = fs::read(&path).unwrap();
    let flips = (0..whole.len()).map(|n| {
        let mut flipped = whole.clone();
        flipped[n] ^= 1 << (n % 8);
        flipped
    });
    let cuts = (0..whole.len()).map(|n| whole[..n].to_vec());
    let longer = [&whole[..], &[0]].concat();
    for damaged in flips.chain(cuts).chain([longer]) {
        fs::write(&path, damaged).unwrap();
        assert_eq!(vault.command(id(1)), Err(StorageFault::Damaged { name: command_file(1) }));
        assert_eq!(vault.command(id(1)), Ok(None), "set aside");
    }
    assert_eq!(at.names("damaged").len(), 2 * whole.len() + 1, "nothing is overwritten there");
    fs::write(&path, whole).unwrap();
    assert_eq!(vault.command(id(1)).unwrap().unwrap(), b"file a case");
}

#[test]
fn a_file_under_another_name_or_in_another_folder_does_not_open() {
    let at = Fixture::new();
    let vault = at.vault();
    vault.put_command(id(1), b"first").unwrap();
    vault.put_command(id(2), b"second").unwrap();
    vault.put_slot("session", b"token").unwrap();
    fs::rename(at.file(&command_file(2)), at.file(&command_file(1))).unwrap();
    fs::copy(at.file(&command_file(1)), at.file(&format!("receipts/{}.rcp", id(2)))).unwrap();
    fs::copy(at.file("slots/session"), at.file("slots/device")).unwrap();
    assert!(matches!(vault.command(id(1)), Err(StorageFault::Damaged { .. })));
    assert!(matches!(vault.has_receipt(id(2)), Err(StorageFault::Damaged { .. })));
    assert!(matches!(vault.slot("device"), Err(StorageFault::Damaged { .. })));
    assert_eq!(vault.slot("session").unwrap().unwrap(), b"token");
}

#[test]
fn opening_reports_damaged_files_by_name_and_the_others_stay_readable() {
    let at = Fixture::new();
    let vault = at.vault();
    for n in [1, 2] {
        vault.put_command(id(n), b"a").unwrap();
    }
    vault.put_receipt(id(1), b"received").unwrap();
    vault.put_draft(id(3), b"draft").unwrap();
    vault.put_slot("session", b"token").unwrap();
    let cut = vault.import_blob(&at.source("cut", b"cut"), 9).unwrap().sha256;
    let whole = vault.import_blob(&at.source("whole", b"whole"), 9).unwrap().sha256;
    drop(vault);

    let damaged = [
        (command_file(1), vec![]),
        ("commands/not-an-id.cmd".to_owned(), b"garbage".to_vec()),
        (format!("receipts/{}.rcp", id(1)), b"\x02 a version of the future".to_vec()),
        (format!("drafts/{}.drf", id(3)), vec![1; 41]),
        ("slots/session".to_owned(), vec![0; 4096]),
        (format!("blobs/{cut}.blob"), b"\x01 short".to_vec()),
    ];
    for (name, bytes) in &damaged {
        fs::write(at.file(name), bytes).unwrap();
    }
    let vault = at.vault();
    assert_eq!(vault.report().damaged, damaged.map(|(name, _)| name));
    assert_eq!(at.names("damaged").len(), 6);
    assert_eq!(vault.command(id(2)).unwrap().unwrap(), b"a");
    assert_eq!(vault.read_blob_range(whole, 0, 9).unwrap(), b"whole");
    assert!(!vault.has_blob(cut).unwrap());
    drop(vault);
    assert_eq!(at.vault().report().damaged, Vec::<String>::new(), "reported once");
}

#[test]
fn a_file_the_disk_cannot_read_is_reported_and_left_in_place() {
    let at = Fixture::new();
    let vault = at.vault();
    vault.put_command(id(2), b"a").unwrap();
    // A folder of that name: reading it is an error of the disk, not a broken seal.
    fs::create_dir(at.file(&command_file(1))).unwrap();
    assert!(matches!(vault.command(id(1)), Err(StorageFault::Io { .. })));
    drop(vault);
    let vault = at.vault();
    assert_eq!((&vault.report().unreadable[..], &vault.report().damaged[..]), (&[command_file(1)][..], &[][..]));
    assert_eq!(vault.command(id(2)).unwrap().unwrap(), b"a");
}

#[test]
fn putting_a_command_again_heals_a_damaged_one() {
    let at = Fixture::new();
    let vault = at.vault();
    vault.put_command(id(1), b"a").unwrap();
    fs::write(at.file(&command_file(1)), b"garbage").unwrap();
    vault.put_command(id(1), b"a").unwrap();
    assert_eq!(vault.command(id(1)).unwrap().unwrap(), b"a");
    assert_eq!(at.names("damaged").len(), 1);
}
