//! An unwinder in Rust under the names that std calls (`_Unwind_*`), as the NDK brings one in C.
#![no_std]

extern crate unwinding;

unsafe extern "C" {
    safe fn abort() -> !;
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    abort()
}
