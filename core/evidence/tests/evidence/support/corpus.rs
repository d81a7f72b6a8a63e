//! Seeds of the parsers: files of tests/corpus, a folder a parser.

use std::fs;
use std::path::{Path, PathBuf};

/// A seed; `expected` stands before `--` in its name.
#[derive(Debug)]
pub struct Seed {
    pub name: String,
    pub expected: String,
    pub bytes: Vec<u8>,
}

pub fn folder(parser: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(parser)
}

/// By name, so that every run draws the same.
pub fn seeds(parser: &str) -> Vec<Seed> {
    let mut seeds: Vec<Seed> = fs::read_dir(folder(parser))
        .unwrap()
        .map(|file| {
            let file = file.unwrap();
            let name = file.file_name().into_string().unwrap();
            let expected = name.split("--").next().unwrap().to_owned();
            Seed { bytes: fs::read(file.path()).unwrap(), name, expected }
        })
        .collect();
    seeds.sort_by(|a, b| a.name.cmp(&b.name));
    seeds
}
