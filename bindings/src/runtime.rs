//! Two threads of our own (运行时). Every exported `async` call hands its work over and only waits: the caller's executor polls
//! a join handle and nothing else, so a caller that gives up tears nothing in half.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};

use minyi_core::CoreError;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::JoinError;

use crate::error::MinyiError;

/// A runtime that may be dropped on any thread, its own included.
#[derive(Debug)]
pub(crate) struct Workers(Option<Runtime>);

impl Workers {
    pub(crate) fn start() -> Result<Self, MinyiError> {
        let runtime = Builder::new_multi_thread().worker_threads(2).thread_name("minyi").enable_all().build();
        runtime.map(|runtime| Self(Some(runtime))).map_err(|error| internal(&error.kind().to_string()))
    }

    /// Does something on the workers. It goes on if nobody waits any more.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, CoreError>> + Send + 'static,
    ) -> Result<T, MinyiError> {
        joined(self.handle()?.spawn(work).await)
    }

    /// Does something that blocks, on a thread for that. It goes on if nobody waits any more.
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, CoreError> + Send + 'static,
    ) -> Result<T, MinyiError> {
        joined(self.handle()?.spawn_blocking(work).await)
    }

    fn handle(&self) -> Result<&Handle, MinyiError> {
        self.0.as_ref().map(Runtime::handle).ok_or(MinyiError::Busy)
    }
}

impl Drop for Workers {
    /// Never waits: the garbage collector's thread, the main thread and a worker may all be the last to let go.
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// Does something in memory. A panic in it is a fault of ours and not the shell's end.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, CoreError>) -> Result<T, MinyiError> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => done.map_err(MinyiError::from),
        Err(_) => Err(internal("a call panicked")),
    }
}

/// Does something that has no answer. A panic in it was logged by the hook, and that is all there is to say.
pub(crate) fn quietly(work: impl FnOnce()) {
    let _logged = catch_unwind(AssertUnwindSafe(work));
}

fn joined<T>(done: Result<Result<T, CoreError>, JoinError>) -> Result<T, MinyiError> {
    match done {
        Ok(done) => done.map_err(MinyiError::from),
        Err(error) if error.is_panic() => Err(internal("a call panicked")),
        Err(_) => Err(MinyiError::Busy),
    }
}

/// The panic itself was logged by the hook, with its place.
pub(crate) fn internal(reason: &str) -> MinyiError {
    MinyiError::Internal { reason: reason.to_owned() }
}

/// Logs where a panic was, not what it said: the words may hold what a citizen wrote. Debug builds print them too.
pub(crate) fn log_panics() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let place = info.location().map(ToString::to_string).unwrap_or_default();
            tracing::error!(%place, "a panic");
            if cfg!(debug_assertions) {
                before(info);
            }
        }));
    });
}
