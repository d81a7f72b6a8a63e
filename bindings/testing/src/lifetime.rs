//! Who still holds what.

use std::sync::{Arc, Mutex, PoisonError};

use minyi_ffi::{MinyiApp, MinyiError};

static HELD: Mutex<Option<Arc<MinyiApp>>> = Mutex::new(None);

/// Listeners that the core still knows, in this process.
#[uniffi::export]
#[must_use]
pub fn live_listeners() -> u32 {
    minyi_ffi::live_listeners()
}

/// Holds on to the app, so that the shell may let go of it first.
#[uniffi::export]
pub fn hold_app(app: Arc<MinyiApp>) {
    *HELD.lock().unwrap_or_else(PoisonError::into_inner) = Some(app);
}

/// Lets go of the app on a thread that knows no runtime; gives how many held it until then.
///
/// Throws `NotFound` if none is held, `Internal` if letting go panicked.
#[uniffi::export]
pub fn release_app_on_a_plain_thread() -> Result<u32, MinyiError> {
    let app = HELD.lock().unwrap_or_else(PoisonError::into_inner).take().ok_or(MinyiError::NotFound)?;
    let let_go = std::thread::spawn(move || {
        let holders = Arc::strong_count(&app);
        drop(app);
        u32::try_from(holders).unwrap_or(u32::MAX)
    });
    let_go.join().map_err(|_| MinyiError::Internal { reason: "letting go panicked".to_owned() })
}
