//! UniFFI's generator. A crate of its own: its parsers must never be linked into what ships.

fn main() {
    uniffi::uniffi_bindgen_main();
}
