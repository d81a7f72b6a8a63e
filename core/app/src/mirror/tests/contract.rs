//! One contract for both stores of the mirror.

use super::{Batch, Store, put};
use crate::mirror::{MAX_KEY, MAX_TREE, MAX_VALUE};
use crate::storage_fault::StorageFault;

macro_rules! every_store_promises {
    ($($promise:ident),* $(,)?) => {
        mod mem {
            $(#[test] fn $promise() { super::$promise(&crate::mirror::MemStore::new()) })*
        }
        mod sled {
            $(#[test] fn $promise() {
                let dir = tempfile::TempDir::new().unwrap();
                super::$promise(&super::super::open(dir.path()).0);
            })*
        }
    };
}

every_store_promises! {
    a_committed_value_can_be_read_and_a_removed_one_cannot,
    the_last_change_of_a_key_in_a_batch_wins,
    a_batch_spans_trees,
    trees_do_not_see_into_each_other,
    a_prefix_is_scanned_page_by_page,
    a_prefix_of_the_highest_bytes_ends_with_its_tree,
    a_limit_of_zero_reads_nothing,
    what_is_over_its_limit_is_refused_with_its_whole_batch,
    clearing_empties_every_tree_and_the_store_goes_on,
}

fn keys(entries: Result<Vec<super::super::Entry>, StorageFault>) -> Vec<String> {
    entries.unwrap().into_iter().map(|(key, _)| String::from_utf8(key).unwrap()).collect()
}

fn fill(store: &dyn Store, tree: &str, keys: &[&str]) {
    let mut batch = Batch::new();
    for key in keys {
        batch.put(tree, key.as_bytes(), *key);
    }
    store.commit(batch).unwrap();
}

fn a_committed_value_can_be_read_and_a_removed_one_cannot(store: &dyn Store) {
    assert_eq!(store.get("cases", b"1").unwrap(), None);
    put(store, "cases", b"1", b"draft");
    put(store, "cases", b"1", b"");
    assert_eq!(store.get("cases", b"1").unwrap().unwrap(), b"");
    for _twice in 0..2 {
        let mut batch = Batch::new();
        batch.remove("cases", b"1");
        store.commit(batch).unwrap();
        assert_eq!(store.get("cases", b"1").unwrap(), None);
    }
}

fn the_last_change_of_a_key_in_a_batch_wins(store: &dyn Store) {
    let mut batch = Batch::new();
    batch.put("cases", b"1", "a").put("cases", b"1", "b").put("cases", b"2", "c").remove("cases", b"2");
    store.commit(batch).unwrap();
    assert_eq!(keys(store.scan_prefix("cases", b"", None, 9)), ["1"]);
    assert_eq!(store.get("cases", b"1").unwrap().unwrap(), b"b");
}

fn a_batch_spans_trees(store: &dyn Store) {
    let mut batch = Batch::new();
    assert!(batch.is_empty());
    batch.put("cases", b"1", "case").put("cursor", b"", "42");
    assert!(!batch.is_empty());
    store.commit(batch).unwrap();
    assert_eq!(store.get("cases", b"1").unwrap().unwrap(), b"case");
    assert_eq!(store.get("cursor", b"").unwrap().unwrap(), b"42");
}

fn trees_do_not_see_into_each_other(store: &dyn Store) {
    for (tree, key) in [("", "x"), ("a", "bx"), ("ab", "x"), ("abx", "")] {
        fill(store, tree, &[key]);
    }
    for (tree, key) in [("", "x"), ("a", "bx"), ("ab", "x"), ("abx", "")] {
        assert_eq!(keys(store.scan_prefix(tree, b"", None, 9)), [key], "{tree}");
    }
    assert_eq!(store.get("a", b"x").unwrap(), None);
}

fn a_prefix_is_scanned_page_by_page(store: &dyn Store) {
    fill(store, "cases", &["a", "b", "b1", "b2", "b3", "c"]);
    assert_eq!(keys(store.scan_prefix("cases", b"b", None, 2)), ["b", "b1"]);
    assert_eq!(keys(store.scan_prefix("cases", b"b", Some(b"b1"), 2)), ["b2", "b3"]);
    assert_eq!(keys(store.scan_prefix("cases", b"b", Some(b"b3"), 2)), [""; 0]);
    assert_eq!(keys(store.scan_prefix("cases", b"b", Some(b"a"), 9)), ["b", "b1", "b2", "b3"]);
    assert_eq!(keys(store.scan_prefix("cases", b"b", Some(b"c"), 9)), [""; 0]);
    assert_eq!(keys(store.scan_prefix("cases", b"x", None, 9)), [""; 0]);
}

fn a_prefix_of_the_highest_bytes_ends_with_its_tree(store: &dyn Store) {
    put(store, "cases", &[255, 255, 1], b"in");
    put(store, "cases", &[255, 254], b"out");
    put(store, "dates", &[255, 255, 2], b"out");
    let found = store.scan_prefix("cases", &[255, 255], None, 9).unwrap();
    assert_eq!(found, [(vec![255, 255, 1], b"in".to_vec())]);
}

fn a_limit_of_zero_reads_nothing(store: &dyn Store) {
    fill(store, "cases", &["a"]);
    assert_eq!(keys(store.scan_prefix("cases", b"", None, 0)), [""; 0]);
}

fn what_is_over_its_limit_is_refused_with_its_whole_batch(store: &dyn Store) {
    let (tree, key, value) = ("t".repeat(MAX_TREE), vec![1; MAX_KEY], vec![2; MAX_VALUE]);
    put(store, &tree, &key, &value);
    assert_eq!(store.get(&tree, &key).unwrap().unwrap(), value);

    let (long_tree, long_key, long_value) = ("t".repeat(MAX_TREE + 1), vec![1; MAX_KEY + 1], vec![2; MAX_VALUE + 1]);
    let too_large = |what, max| StorageFault::TooLarge { what, len: max + 1, max };
    let cases: [(&str, &[u8], &[u8], _); 3] = [
        (&long_tree, b"k", b"v", too_large("tree name", MAX_TREE)),
        ("cases", &long_key, b"v", too_large("key", MAX_KEY)),
        ("cases", b"k", &long_value, too_large("value", MAX_VALUE)),
    ];
    for (tree, key, value, fault) in cases {
        let mut batch = Batch::new();
        batch.put("cases", b"before", "x").put(tree, key, value).put("cases", b"after", "x");
        assert_eq!(store.commit(batch), Err(fault));
        assert_eq!(keys(store.scan_prefix("cases", b"", None, 9)), [""; 0]);
    }
    assert_eq!(store.get(&long_tree, b"k"), Err(too_large("tree name", MAX_TREE)));
    assert_eq!(store.get("cases", &long_key), Err(too_large("key", MAX_KEY)));
}

fn clearing_empties_every_tree_and_the_store_goes_on(store: &dyn Store) {
    for tree in ["cases", "cursor", ""] {
        fill(store, tree, &["a", "b"]);
    }
    for _twice in 0..2 {
        store.clear().unwrap();
    }
    for tree in ["cases", "cursor", ""] {
        assert_eq!(keys(store.scan_prefix(tree, b"", None, 9)), [""; 0]);
    }
    fill(store, "cases", &["c"]);
    assert_eq!(keys(store.scan_prefix("cases", b"", None, 9)), ["c"]);
}
