//! The promises of the mirror. `contract`: the same for every store; `model`: sled is an ordered map; `bad_folders`:
//! whatever is found at opening time, the answer is a working store.

mod bad_folders;
mod contract;
mod model;

use super::{Batch, OpenReport, SledStore, Store};
use std::path::Path;

const SCHEMA: u32 = 3;

fn open(dir: &Path) -> (SledStore, OpenReport) {
    SledStore::open(dir, SCHEMA).unwrap()
}

fn put(store: &dyn Store, tree: &str, key: &[u8], value: &[u8]) {
    let mut batch = Batch::new();
    batch.put(tree, key, value);
    store.commit(batch).unwrap();
}
