//! What the vault promises of photos: hashed while they come in, readable at any place, no chunk cut, moved or swapped unnoticed.

use super::{Fixture, FlippingKeeper, content, faulty_disk::FaultyDisk, id};
use crate::storage_fault::{ImportRefusal, StorageFault};
use crate::vault::seal::{CHUNK, TAG};
use crate::vault::{BlobInfo, Vault};
use minyi_rulebook::ids::Sha256;
use proptest::prelude::*;
use sha2::Digest;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::sync::Arc;
use std::time::SystemTime;

const SEALED_CHUNK: usize = CHUNK + TAG;

fn sha256(bytes: &[u8]) -> Sha256 {
    Sha256(sha2::Sha256::digest(bytes).into())
}

fn import(at: &Fixture, vault: &Vault, bytes: &[u8]) -> BlobInfo {
    vault.import_blob(&at.source("source", bytes), u64::MAX).unwrap()
}

#[test]
fn a_blob_of_any_length_around_a_chunk_comes_back_whole() {
    let at = Fixture::new();
    let vault = at.vault();
    for len in [1, 2, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK - 1, 2 * CHUNK, 3 * CHUNK + 7] {
        let bytes = content(len);
        let info = import(&at, &vault, &bytes);
        assert_eq!(info, BlobInfo { sha256: sha256(&bytes), len: len as u64 });
        let mut read = Vec::new();
        vault.open_blob(info.sha256).unwrap().read_to_end(&mut read).unwrap();
        assert!(read == bytes, "{len}");
        assert_eq!(vault.blob_len(info.sha256).unwrap(), len as u64);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_range_is_the_same_range_of_the_source(
        len in 1..3 * CHUNK, offset in 0..4 * CHUNK, wanted in prop_oneof![0..3 * CHUNK, Just(usize::MAX)],
    ) {
        let at = Fixture::new();
        let vault = at.vault();
        let bytes = content(len);
        let info = import(&at, &vault, &bytes);
        let from = offset.min(len);
        let to = from.saturating_add(wanted).min(len);
        prop_assert!(vault.read_blob_range(info.sha256, offset as u64, wanted).unwrap() == bytes[from..to]);
    }
}

#[test]
fn a_range_at_the_far_end_of_numbers_is_empty() {
    let at = Fixture::new();
    let vault = at.vault();
    let info = import(&at, &vault, b"photo");
    assert_eq!(vault.read_blob_range(info.sha256, u64::MAX, usize::MAX).unwrap(), b"");
}

#[test]
fn the_same_content_is_one_blob_and_importing_it_again_heals_it() {
    let at = Fixture::new();
    let vault = at.vault();
    let bytes = content(2 * CHUNK);
    let first = import(&at, &vault, &bytes);
    let path = at.file(&format!("blobs/{}.blob", first.sha256));
    let mut damaged = fs::read(&path).unwrap();
    damaged[100] ^= 1;
    fs::write(&path, damaged).unwrap();
    assert_eq!(import(&at, &vault, &bytes), first);
    assert_eq!(at.names("blobs").len(), 1);
    assert!(vault.read_blob_range(first.sha256, 0, usize::MAX).unwrap() == bytes);
}

#[test]
fn chunks_cannot_be_cut_off_reordered_repeated_or_swapped() {
    let at = Fixture::new();
    let vault = at.vault();
    let bytes = content(3 * CHUNK);
    let [one, other] = [&bytes[..], &content(3 * CHUNK + 1)[1..]].map(|bytes| import(&at, &vault, bytes).sha256);
    let path = at.file(&format!("blobs/{one}.blob"));
    let whole = fs::read(&path).unwrap();
    let stranger = fs::read(at.file(&format!("blobs/{other}.blob"))).unwrap();
    assert_eq!(whole.len(), stranger.len());
    let chunk = |file: &[u8], n: usize| file[1 + n * SEALED_CHUNK..][..SEALED_CHUNK].to_vec();
    let trailer = |file: &[u8]| file[1 + 3 * SEALED_CHUNK..].to_vec();
    let joined = |chunks: [Vec<u8>; 3], trailer: Vec<u8>| [vec![1], chunks.concat(), trailer].concat();
    let own = |n| chunk(&whole, n);

    let cases = [
        ("cut behind a chunk", whole[..1 + 2 * SEALED_CHUNK].to_vec()),
        ("one chunk less", [&whole[..1 + 2 * SEALED_CHUNK], &trailer(&whole)].concat()),
        ("without its trailer", whole[..1 + 3 * SEALED_CHUNK].to_vec()),
        ("one byte less", whole[..whole.len() - 1].to_vec()),
        ("one byte more", [&whole[..], &[0]].concat()),
        ("empty", vec![]),
        ("another version", [&[9], &whole[1..]].concat()),
        ("two chunks reordered", joined([own(1), own(0), own(2)], trailer(&whole))),
        ("the last chunk first", joined([own(2), own(1), own(0)], trailer(&whole))),
        ("a chunk repeated", joined([own(0), own(0), own(2)], trailer(&whole))),
        ("a chunk of another blob", joined([own(0), chunk(&stranger, 1), own(2)], trailer(&whole))),
        ("the trailer of another blob", joined([own(0), own(1), own(2)], trailer(&stranger))),
        ("another blob", stranger.clone()),
    ];
    for (case, file) in cases {
        fs::write(&path, file).unwrap();
        let fault = vault.read_blob_range(one, 0, usize::MAX).unwrap_err();
        assert_eq!(fault, StorageFault::Damaged { name: format!("blobs/{one}.blob") }, "{case}");
        assert!(!vault.has_blob(one).unwrap(), "{case}: set aside");
    }
    fs::write(&path, &whole).unwrap();
    assert!(vault.read_blob_range(one, 0, usize::MAX).unwrap() == bytes);
}

#[test]
fn a_reader_gives_no_byte_of_a_damaged_chunk() {
    let at = Fixture::new();
    let vault = at.vault();
    let bytes = content(3 * CHUNK);
    let info = import(&at, &vault, &bytes);
    let path = at.file(&format!("blobs/{}.blob", info.sha256));
    let mut damaged = fs::read(&path).unwrap();
    damaged[1 + SEALED_CHUNK + 5] ^= 0x80;
    fs::write(&path, damaged).unwrap();
    let mut read = Vec::new();
    let error = vault.open_blob(info.sha256).unwrap().read_to_end(&mut read).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    assert!(error.get_ref().unwrap().is::<StorageFault>());
    assert!(read == bytes[..CHUNK]);
}

#[test]
fn what_cannot_be_imported_is_refused_with_its_reason_and_leaves_nothing() {
    let at = Fixture::new();
    let vault = at.vault();
    let too_big = ImportRefusal::TooBig { len: 6, max: 5 };
    let cases = [
        (at.source("empty", b""), ImportRefusal::Empty),
        (at.source("big", b"123456"), too_big),
        (at.dir().join("absent"), ImportRefusal::Vanished),
        (at.dir().to_owned(), ImportRefusal::NotAFile),
    ];
    for (path, refusal) in cases {
        assert_eq!(vault.import_blob(&path, 5), Err(StorageFault::NotImportable(refusal)));
    }
    assert_eq!(at.names("blobs").len(), 0);
    vault.import_blob(&at.source("just fits", b"12345"), 5).unwrap();
}

#[test]
fn a_source_that_changes_while_it_is_read_is_refused() {
    // Length and time of change each betray it alone: the first two put the old time back.
    type Change = fn(&File);
    let longer: Change = |file| file.set_len(4 * CHUNK as u64).unwrap();
    let shorter: Change = |file| file.set_len(CHUNK as u64 + 1).unwrap();
    let touched: Change = |_| {};
    for (change, time) in [(longer, None), (shorter, None), (touched, Some(SystemTime::UNIX_EPOCH))] {
        let at = Fixture::new();
        let source = at.source("source", &content(3 * CHUNK));
        let meddled_with = source.clone();
        // While the vault makes its temporary file, it has looked at the source and not yet read it.
        let disk = FaultyDisk::meddling(move |call| {
            let file = OpenOptions::new().write(true).open(&meddled_with).unwrap();
            let first_sight = file.metadata().unwrap();
            if call == "create_temp" && first_sight.len() == 3 * CHUNK as u64 {
                change(&file);
                file.set_modified(time.unwrap_or(first_sight.modified().unwrap())).unwrap();
            }
        });
        at.vault();
        let vault = Vault::open_on(Arc::new(disk), at.dir(), &FlippingKeeper).unwrap();
        let refused = Err(StorageFault::NotImportable(ImportRefusal::Changed));
        assert_eq!(vault.import_blob(&source, u64::MAX), refused);
        assert_eq!(at.names("blobs").len(), 0);
    }
}

#[test]
fn an_absent_blob_is_named_as_missing() {
    let at = Fixture::new();
    let vault = at.vault();
    vault.put_command(id(1), b"a").unwrap();
    let absent = sha256(b"absent");
    let missing = StorageFault::Missing { name: format!("blobs/{absent}.blob") };
    assert_eq!(vault.read_blob_range(absent, 0, 1).unwrap_err(), missing);
    assert_eq!(vault.open_blob(absent).unwrap_err(), missing);
    assert!(!vault.has_blob(absent).unwrap());
}
