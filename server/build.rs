//! A release build embeds web/dist (src/web.rs): files that come or go there make a new build.

fn main() {
    println!("cargo:rerun-if-changed=../web/dist");
    println!("cargo:rerun-if-changed=build.rs");
}
