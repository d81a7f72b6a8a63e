//! What the vault promises of commands, receipts, drafts and slots: idempotent, sealed, purged only with a receipt.

use super::{Fixture, FlippingKeeper, content, id};
use crate::storage_fault::{KeyLoss, StorageFault};
use crate::vault::{CommandStanding, FileKeyKeeper, KeyKeeper, KeyKeeperFault, OpenReport, Vault};
use std::fs;

#[test]
fn what_is_put_comes_back_after_reopening() {
    let at = Fixture::new();
    let vault = at.vault();
    vault.put_command(id(1), b"file a case").unwrap();
    vault.put_receipt(id(1), b"received").unwrap();
    vault.put_draft(id(2), b"half a sentence").unwrap();
    vault.put_slot("session", b"token").unwrap();
    let blob = vault.import_blob(&at.source("photo", &content(10)), 10).unwrap();
    drop(vault);

    let vault = at.vault();
    assert_eq!(vault.report(), &OpenReport::default());
    assert_eq!(vault.command(id(1)).unwrap().unwrap(), b"file a case");
    assert_eq!(vault.receipt(id(1)).unwrap().unwrap(), b"received");
    assert_eq!(vault.draft(id(2)).unwrap().unwrap(), b"half a sentence");
    assert_eq!(vault.slot("session").unwrap().unwrap(), b"token");
    assert_eq!(vault.read_blob_range(blob.sha256, 0, 10).unwrap(), content(10));
}

#[test]
fn the_shipped_disk_and_key_keeper_work_together() {
    let at = Fixture::new();
    let keeper = FileKeyKeeper::new(at.dir().join("wrapping.key"));
    Vault::open(at.dir(), &keeper).unwrap().put_command(id(1), b"a").unwrap();
    assert_eq!(Vault::open(at.dir(), &keeper).unwrap().command(id(1)).unwrap().unwrap(), b"a");
}

#[test]
fn nothing_stands_on_the_disk_in_the_clear() {
    let at = Fixture::new();
    let vault = at.vault();
    vault.put_command(id(1), b"PLAINTEXT").unwrap();
    vault.put_draft(id(2), b"PLAINTEXT").unwrap();
    vault.put_slot("session", b"PLAINTEXT").unwrap();
    vault.import_blob(&at.source("photo", b"PLAINTEXT"), 99).unwrap();
    for folder in ["commands", "drafts", "slots", "blobs"] {
        for name in at.names(folder) {
            let stored = fs::read(at.file(folder).join(name)).unwrap();
            assert!(!stored.windows(9).any(|window| window == b"PLAINTEXT"), "{folder}");
        }
    }
}

#[test]
fn the_same_command_twice_is_one_command_and_other_bytes_are_a_conflict() {
    let at = Fixture::new();
    let vault = at.vault();
    vault.put_command(id(1), b"first").unwrap();
    vault.put_command(id(1), b"first").unwrap();
    let conflict = StorageFault::Conflict { name: format!("commands/{}.cmd", id(1)) };
    assert_eq!(vault.put_command(id(1), b"second"), Err(conflict));
    assert_eq!(vault.command(id(1)).unwrap().unwrap(), b"first");
    assert_eq!(vault.commands().unwrap().len(), 1);
}

#[test]
fn a_receipt_is_never_replaced_by_another_one() {
    let at = Fixture::new();
    let vault = at.vault();
    vault.put_receipt(id(1), b"received").unwrap();
    vault.put_receipt(id(1), b"received").unwrap();
    assert!(matches!(vault.put_receipt(id(1), b"other"), Err(StorageFault::Conflict { .. })));
    assert_eq!(vault.receipt(id(1)).unwrap().unwrap(), b"received");
}

#[test]
fn commands_are_listed_by_id_with_their_standing() {
    let at = Fixture::new();
    let vault = at.vault();
    for n in [3, 1, 2] {
        vault.put_command(id(n), b"x").unwrap();
    }
    vault.put_receipt(id(2), b"received").unwrap();
    use CommandStanding::{Receipted, Unconfirmed};
    let expected = [(id(1), Unconfirmed), (id(2), Receipted), (id(3), Unconfirmed)];
    assert_eq!(vault.commands().unwrap(), expected);
}

#[test]
fn drafts_and_slots_are_replaced_and_removed() {
    let at = Fixture::new();
    let vault = at.vault();
    vault.put_draft(id(1), b"old").unwrap();
    vault.put_draft(id(1), b"new").unwrap();
    assert_eq!(vault.draft(id(1)).unwrap().unwrap(), b"new");
    assert_eq!(vault.drafts().unwrap(), [id(1)]);
    vault.put_slot("session", b"old").unwrap();
    vault.put_slot("session", b"").unwrap();
    assert_eq!(vault.slot("session").unwrap().unwrap(), b"");
    for _twice in 0..2 {
        vault.remove_draft(id(1)).unwrap();
        vault.remove_slot("session").unwrap();
    }
    assert!(vault.drafts().unwrap().is_empty());
    assert_eq!((vault.draft(id(1)).unwrap(), vault.slot("session").unwrap()), (None, None));
}

#[test]
fn a_slot_name_cannot_leave_its_folder() {
    let at = Fixture::new();
    let vault = at.vault();
    let long = "a".repeat(65);
    for name in ["", "../key", "a/b", "a.tmp", "Session", "会话", &long] {
        assert_eq!(vault.put_slot(name, b"x"), Err(StorageFault::BadSlotName), "{name}");
        assert_eq!(vault.slot(name), Err(StorageFault::BadSlotName), "{name}");
        assert_eq!(vault.remove_slot(name), Err(StorageFault::BadSlotName), "{name}");
    }
    vault.put_slot("sync_cursor-2", b"x").unwrap();
}

#[test]
fn a_command_without_receipt_cannot_be_purged() {
    let at = Fixture::new();
    let vault = at.vault();
    let blob = vault.import_blob(&at.source("photo", b"photo"), 99).unwrap().sha256;
    vault.put_command(id(1), b"a").unwrap();
    vault.put_receipt(id(2), b"somebody else's").unwrap();
    assert_eq!(vault.purge(id(1), &[blob]), Err(StorageFault::NotReceipted { id: id(1) }));
    assert!(vault.command(id(1)).unwrap().is_some() && vault.has_blob(blob).unwrap());
}

#[test]
fn a_damaged_receipt_is_no_permission_to_purge() {
    let at = Fixture::new();
    let vault = at.vault();
    vault.put_command(id(1), b"a").unwrap();
    vault.put_receipt(id(1), b"received").unwrap();
    fs::write(at.file(&format!("receipts/{}.rcp", id(1))), b"received").unwrap();
    assert!(matches!(vault.purge(id(1), &[]), Err(StorageFault::Damaged { .. })));
    assert_eq!(vault.purge(id(1), &[]), Err(StorageFault::NotReceipted { id: id(1) }));
    assert!(vault.command(id(1)).unwrap().is_some());
}

#[test]
fn purging_removes_the_command_and_the_named_blobs_and_keeps_the_receipt() {
    let at = Fixture::new();
    let vault = at.vault();
    let own = vault.import_blob(&at.source("own", b"own"), 99).unwrap().sha256;
    let shared = vault.import_blob(&at.source("shared", b"shared"), 99).unwrap().sha256;
    for n in [1, 2] {
        vault.put_command(id(n), b"a").unwrap();
    }
    vault.put_receipt(id(1), b"received").unwrap();
    for _twice in 0..2 {
        vault.purge(id(1), &[own]).unwrap();
    }
    assert_eq!(vault.commands().unwrap(), [(id(2), CommandStanding::Unconfirmed)]);
    assert!(vault.has_receipt(id(1)).unwrap());
    assert!(!vault.has_blob(own).unwrap() && vault.has_blob(shared).unwrap());
}

#[test]
fn a_second_opener_is_told_that_the_vault_is_in_use() {
    let at = Fixture::new();
    let vault = at.vault();
    assert_eq!(at.try_vault().unwrap_err(), StorageFault::InUse);
    assert_eq!(Vault::quarantine(at.dir()), Err(StorageFault::InUse));
    drop(vault);
    at.try_vault().unwrap();
}

#[test]
fn leftovers_of_cut_off_writes_are_swept_and_foreign_files_left_alone() {
    let at = Fixture::new();
    at.vault().put_command(id(1), b"a").unwrap();
    for name in ["key.tmp", "commands/0.tmp", "drafts/7.tmp", "blobs/3.tmp", "slots/1.tmp"] {
        fs::write(at.file(name), b"half").unwrap();
    }
    fs::write(at.file("commands/.DS_Store"), b"desktop").unwrap();
    let vault = at.vault();
    assert_eq!(vault.report(), &OpenReport { removed_temps: 5, ..OpenReport::default() });
    assert_eq!(at.names("commands"), [".DS_Store".to_owned(), format!("{}.cmd", id(1))]);
    assert_eq!(vault.commands().unwrap().len(), 1);
}

/// Gives one answer, whatever it is asked.
struct Answering(Result<[u8; 32], KeyKeeperFault>);

impl KeyKeeper for Answering {
    fn wrap(&self, _: &[u8; 32]) -> Result<Vec<u8>, KeyKeeperFault> {
        self.0.map(|key| key.to_vec())
    }

    fn unwrap(&self, _: &[u8]) -> Result<[u8; 32], KeyKeeperFault> {
        self.0
    }
}

#[test]
fn each_way_to_lose_the_key_has_its_name_and_moves_nothing() {
    let unlocked: &dyn KeyKeeper = &FlippingKeeper;
    type Loss = fn(&Fixture);
    let key_file_gone: Loss = |at| fs::remove_file(at.file("key")).unwrap();
    let key_file_cut: Loss = |at| fs::write(at.file("key"), [1]).unwrap();
    let key_file_of_the_future: Loss = |at| {
        let mut key = fs::read(at.file("key")).unwrap();
        key[0] = 2;
        fs::write(at.file("key"), key).unwrap();
    };
    let key_file_flipped: Loss = |at| {
        let mut key = fs::read(at.file("key")).unwrap();
        *key.last_mut().unwrap() ^= 1;
        fs::write(at.file("key"), key).unwrap();
    };
    let nothing: Loss = |_| {};
    let lost = StorageFault::KeyLost;
    let cases: [(Loss, &dyn KeyKeeper, StorageFault); 7] = [
        (key_file_gone, unlocked, lost(KeyLoss::Missing)),
        (key_file_cut, unlocked, lost(KeyLoss::Damaged)),
        (key_file_of_the_future, unlocked, lost(KeyLoss::Damaged)),
        (key_file_flipped, unlocked, lost(KeyLoss::Wrong)),
        (nothing, &Answering(Ok([7; 32])), lost(KeyLoss::Wrong)),
        (nothing, &Answering(Err(KeyKeeperFault::Lost)), lost(KeyLoss::Refused)),
        (nothing, &Answering(Err(KeyKeeperFault::Unavailable)), StorageFault::KeyUnavailable),
    ];
    for (lose, keeper, expected) in cases {
        let at = Fixture::new();
        at.vault().put_command(id(1), b"unsent").unwrap();
        lose(&at);
        assert_eq!(Vault::open(at.dir(), keeper).unwrap_err(), expected);
        assert_eq!(at.names("commands").len(), 1);
        assert_eq!(at.names("damaged").len(), 0);
    }
}

#[test]
fn a_lost_vault_is_quarantined_whole_only_on_request_and_opens_again_if_the_key_returns() {
    let at = Fixture::new();
    at.vault().put_command(id(1), b"unsent").unwrap();
    let lost = || Vault::open(at.dir(), &Answering(Err(KeyKeeperFault::Lost))).unwrap_err();
    assert_eq!((lost(), lost()), (StorageFault::KeyLost(KeyLoss::Refused), StorageFault::KeyLost(KeyLoss::Refused)));

    let aside = Vault::quarantine(at.dir()).unwrap().unwrap();
    assert_eq!(aside, at.dir().join("quarantine-1"));
    assert_eq!(at.vault().commands().unwrap(), []);
    assert_eq!(Vault::quarantine(at.dir()).unwrap().unwrap(), at.dir().join("quarantine-2"));
    assert_eq!(Vault::quarantine(at.dir()).unwrap(), None);

    fs::rename(aside, at.dir().join("vault")).unwrap();
    assert_eq!(at.vault().command(id(1)).unwrap().unwrap(), b"unsent");
}

#[test]
fn the_file_key_keeper_keeps_its_key_private_and_knows_only_its_own_wrapping() {
    let at = Fixture::new();
    let path = at.dir().join("wrapping.key");
    let keeper = FileKeyKeeper::new(&path);
    assert_eq!(keeper.unwrap(b"x"), Err(KeyKeeperFault::Lost));
    let wrapped = keeper.wrap(&[5; 32]).unwrap();
    assert_eq!(FileKeyKeeper::new(&path).unwrap(&wrapped), Ok([5; 32]));
    assert!(!wrapped.windows(32).any(|window| window == [5; 32]));
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&path).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
    }
    let stranger = FileKeyKeeper::new(at.dir().join("other.key"));
    stranger.wrap(&[6; 32]).unwrap();
    assert_eq!(stranger.unwrap(&wrapped), Err(KeyKeeperFault::Lost));
    fs::write(&path, b"short").unwrap();
    assert_eq!(keeper.unwrap(&wrapped), Err(KeyKeeperFault::Lost));
}
