//! Random work against a plain ordered map, closing and reopening in between.

use super::{Batch, SCHEMA, Store, open};
use crate::mirror::{Entry, MemStore, OpenReport, SledStore};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeMap;
use tempfile::TempDir;

type Model = BTreeMap<(String, Vec<u8>), Vec<u8>>;

#[derive(Clone, Debug)]
enum Step {
    Commit(Vec<(String, Vec<u8>, Option<Vec<u8>>)>),
    Clear,
    Reopen,
    Get(String, Vec<u8>),
    Prefix { tree: String, prefix: Vec<u8>, after: Option<Vec<u8>>, limit: usize },
}

// Few names and bytes, so that they meet; with the bytes at both ends of the order.
fn tree() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["", "a", "ab", "b"]).prop_map(str::to_owned)
}

fn key() -> impl Strategy<Value = Vec<u8>> {
    vec(prop::sample::select(vec![0, 1, b'a', 254, 255]), 0..4)
}

fn value() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![9 => vec(any::<u8>(), 0..20), 1 => vec(any::<u8>(), 4_000..20_000)]
}

fn step() -> impl Strategy<Value = Step> {
    let limit = || prop_oneof![0_usize..4, Just(usize::MAX)];
    prop_oneof![
        8 => vec((tree(), key(), prop::option::weighted(0.7, value())), 0..8).prop_map(Step::Commit),
        1 => Just(Step::Clear),
        2 => Just(Step::Reopen),
        4 => (tree(), key()).prop_map(|(tree, key)| Step::Get(tree, key)),
        4 => (tree(), key(), prop::option::of(key()), limit())
            .prop_map(|(tree, prefix, after, limit)| Step::Prefix { tree, prefix, after, limit }),
    ]
}

fn entries(model: &Model, tree: &str, holds: impl Fn(&[u8]) -> bool) -> Vec<Entry> {
    let of_tree = model.iter().filter(|((its_tree, key), _)| its_tree == tree && holds(key));
    of_tree.map(|((_, key), value)| (key.clone(), value.clone())).collect()
}

/// Takes a step that needs no reopening on both, and compares what they say.
fn take(step: Step, store: &dyn Store, model: &mut Model) {
    match step {
        Step::Commit(changes) => {
            let mut batch = Batch::new();
            for (tree, key, value) in changes {
                match value {
                    Some(value) => {
                        batch.put(&tree, &key, value.clone());
                        model.insert((tree, key), value);
                    }
                    None => {
                        batch.remove(&tree, &key);
                        model.remove(&(tree, key));
                    }
                }
            }
            store.commit(batch).unwrap();
        }
        Step::Clear => {
            store.clear().unwrap();
            model.clear();
        }
        Step::Get(tree, key) => {
            assert_eq!(store.get(&tree, &key).unwrap(), model.get(&(tree, key)).cloned());
        }
        Step::Prefix { tree, prefix, after, limit } => {
            let mut expected = entries(model, &tree, |key| {
                key.starts_with(&prefix) && after.as_ref().is_none_or(|after| key > after.as_slice())
            });
            expected.truncate(limit);
            assert_eq!(store.scan_prefix(&tree, &prefix, after.as_deref(), limit).unwrap(), expected);
        }
        Step::Reopen => {}
    }
}

fn whole(store: &dyn Store, model: &Model) {
    for tree in ["", "a", "ab", "b"] {
        assert_eq!(store.scan_prefix(tree, b"", None, usize::MAX).unwrap(), entries(model, tree, |_| true));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn sled_behind_its_guard_is_an_ordered_map_that_survives_reopening(steps in vec(step(), 1..50)) {
        let dir = TempDir::new().unwrap();
        let mut model = Model::new();
        let mut store = open(dir.path()).0;
        for step in steps {
            if let Step::Reopen = step {
                drop(store);
                let (reopened, report) = SledStore::open(dir.path(), SCHEMA).unwrap();
                prop_assert_eq!(report, OpenReport::Opened);
                store = reopened;
                whole(&store, &model);
            }
            take(step, &store, &mut model);
        }
        whole(&store, &model);
    }

    #[test]
    fn the_store_in_memory_is_an_ordered_map(steps in vec(step(), 1..50)) {
        let mut model = Model::new();
        let store = MemStore::new();
        for step in steps {
            take(step, &store, &mut model);
        }
        whole(&store, &model);
    }
}
