//! Every word that crosses is explained to the reader in Kotlin and Swift. `missing_docs` sees all but the vocabulary, whose
//! enums are never emitted as Rust; so this looks at the source.

#[test]
fn every_word_of_the_vocabulary_is_explained() {
    let source = include_str!("../src/vocabulary.rs");
    let mut inside = false;
    let mut words = 0;
    let mut bare = Vec::new();
    let mut before = "";
    for line in source.lines() {
        let text = line.trim();
        let is_word = if text.starts_with("pub enum") { true } else { inside && text.ends_with(',') };
        inside = if text.starts_with("pub enum") { true } else { inside && text != "}" };
        if is_word {
            words += 1;
            let explained = if text.starts_with("pub enum") {
                before == "#[uniffi::remote(Enum)]"
            } else {
                before.starts_with("///")
            };
            if !explained {
                bare.push(text);
            }
        }
        before = text;
    }
    assert!(words > 150, "the vocabulary was read: {words}");
    assert!(bare.is_empty(), "without a word: {bare:?}");
}
