//! The progress bar of what the phone sends. It only listens to the outbox.

use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use minyi_core::outbox::OutboxSnapshot;

use crate::output::Output;

/// A bar over the bytes of everything that is not done yet.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
    state: Mutex<Seen>,
}

/// What was done before this sending began is not part of it.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    /// Bytes of items that were complete at the start.
    before: Option<(u64, u64)>,
    sent: u64,
}

impl Progress {
    /// Shown to people only; hidden when standard error is no terminal.
    pub(crate) fn new(out: Output) -> Self {
        let target = if out.json { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        let template = out.pick(
            "    上传 [{bar:30}] {bytes}/{total_bytes} {bytes_per_sec}",
            "    upload [{bar:30}] {bytes}/{total_bytes} {bytes_per_sec}",
        );
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        Self { bar, state: Mutex::default() }
    }

    /// Takes in how the outbox stands.
    pub(crate) fn see(&self, outbox: &OutboxSnapshot) {
        let done = (sum(&outbox.done, |item| item.bytes_sent), sum(&outbox.done, |item| item.bytes_total));
        let (sent, total) =
            outbox.items().fold((0, 0), |(sent, total), item| (sent + item.bytes_sent, total + item.bytes_total));
        let mut state = self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let before = *state.before.get_or_insert(done);
        state.sent = sent.saturating_sub(before.0);
        self.bar.set_length(total.saturating_sub(before.1));
        self.bar.set_position(state.sent);
    }

    /// Takes the bar away; gives the bytes that arrived.
    pub(crate) fn end(&self) -> u64 {
        self.bar.finish_and_clear();
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner).sent
    }
}

fn sum(items: &[minyi_core::outbox::OutboxItem], bytes: impl Fn(&minyi_core::outbox::OutboxItem) -> u64) -> u64 {
    items.iter().map(bytes).sum()
}
