//! What only tests may call is not in what ships: the shipped crate does not know the test library, and exports nothing of it.

use std::fs;
use std::path::Path;

#[test]
fn nothing_of_the_test_library_is_in_the_surface_that_ships() {
    let generated = Path::new(env!("CARGO_MANIFEST_DIR")).join("generated");
    let shipped = ["kotlin/org/minyi/core/minyi_ffi.kt", "swift/MinyiCore.swift", "swift/MinyiCoreFFI.h"];
    let for_tests =
        fs::read_to_string(generated.join("testing/swift/MinyiCoreTestingFFI.h")).expect("it is checked in");
    let names: Vec<&str> = for_tests
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| word.starts_with("uniffi_minyi_ffi_testing_fn_"))
        .collect();
    assert!(names.iter().any(|name| name.ends_with("panic_at_the_boundary")), "the list was read: {}", names.len());
    for file in shipped {
        let text = fs::read_to_string(generated.join(file)).expect("it is checked in");
        assert!(!text.contains("minyi_ffi_testing"), "{file} names the test library");
    }
}
