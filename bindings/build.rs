//! How the library that ships is linked: identical functions once, relocations packed. Only in profile `mobile`, which alone
//! optimises for size; what tests load is linked as everything else (docs/adr/0019).

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let level = env::var("OPT_LEVEL").unwrap_or_default();
    let system = env::var("CARGO_CFG_TARGET_OS").unwrap_or_default();
    if !matches!(level.as_str(), "s" | "z") {
        return;
    }
    // Both linkers are lld: rustc brings it for Linux, the NDK for Android.
    let packed = match system.as_str() {
        "linux" => "-Wl,-z,pack-relative-relocs",
        // RELR came with Android 9; the older packing works since Android 6, and we start at 8.
        "android" => "-Wl,--pack-dyn-relocs=android",
        _ => return,
    };
    println!("cargo::rustc-cdylib-link-arg={packed}");
    println!("cargo::rustc-cdylib-link-arg=-Wl,--icf=all");
}
