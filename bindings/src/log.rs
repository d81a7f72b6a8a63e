//! The core's log (日志) for the platform's own: warnings and errors, no content, no personal data. Lines wait in a short queue
//! for a thread of their own, so that no call of the core ever waits for the log; what does not fit is counted, not kept.

use std::fmt::{self, Write};
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Level, Metadata, Subscriber, span};

use crate::error::MinyiError;
use crate::ports::ShellError;
use crate::runtime::{self, internal};

/// Lines that may wait.
const WAITING: usize = 256;

/// How much a line matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum LogLevel {
    /// A fault of ours.
    Error,
    /// Something went wrong and was dealt with.
    Warn,
    /// Something worth knowing happened.
    Info,
    /// For developers.
    Debug,
}

/// One line of the log. Holds ids, never content.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct LogRecord {
    /// How much it matters.
    pub level: LogLevel,
    /// Part of the core it comes from.
    pub target: String,
    /// What happened, in English, for developers.
    pub text: String,
}

/// Writes lines to the platform's log. Called from a thread of its own, one line after the other.
#[uniffi::export(foreign)]
pub trait LogSink: Send + Sync + fmt::Debug {
    /// One line. What it throws is dropped: a log must not log its own faults.
    fn log(&self, record: LogRecord) -> Result<(), ShellError>;
}

/// Sends the core's log to this sink from now on, instead of any before it; `level` and what matters more. One a process.
///
/// Throws `Internal` if the process already has another log of its own, or no thread can be had.
#[uniffi::export]
pub fn install_log_sink(sink: Arc<dyn LogSink>, level: LogLevel) -> Result<(), MinyiError> {
    let log = Log::of_the_process()?;
    LEVEL.store(level as u8, Ordering::Relaxed);
    let before = log.sink.lock().unwrap_or_else(PoisonError::into_inner).replace(sink);
    HEARD.store(true, Ordering::SeqCst);
    runtime::quietly(|| {
        tracing::callsite::rebuild_interest_cache();
        // Outside of the lock: the shell's object may run code when it goes.
        drop(before);
    });
    Ok(())
}

/// Lets go of the sink; the core's log goes nowhere from now on. Fine if there is none.
#[uniffi::export]
pub fn remove_log_sink() {
    runtime::quietly(|| {
        HEARD.store(false, Ordering::SeqCst);
        // In two steps, so that the shell's object goes when the lock is free again: it may run code.
        let before = LOG.get().and_then(|log| log.sink.lock().unwrap_or_else(PoisonError::into_inner).take());
        drop(before);
    });
}

static LEVEL: AtomicU8 = AtomicU8::new(LogLevel::Warn as u8);
/// Whether there is a sink: a line that was written to nobody must not wait for the next one.
static HEARD: AtomicBool = AtomicBool::new(false);
static LOG: OnceLock<Log> = OnceLock::new();
/// Makes "first install" one step.
static FIRST: Mutex<()> = Mutex::new(());

struct Log {
    sink: Arc<Mutex<Option<Arc<dyn LogSink>>>>,
}

impl Log {
    fn of_the_process() -> Result<&'static Self, MinyiError> {
        let _first = FIRST.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(log) = LOG.get() {
            return Ok(log);
        }
        let (queue, lines) = sync_channel(WAITING);
        let lost = Arc::new(AtomicU32::new(0));
        let sink = Arc::default();
        tracing::subscriber::set_global_default(Forwarder { queue, lost: Arc::clone(&lost) })
            .map_err(|_| internal("the process has another log"))?;
        let to = Arc::clone(&sink);
        std::thread::Builder::new()
            .name("minyi-log".into())
            .spawn(move || write_lines(&lines, &lost, &to))
            .map_err(|error| internal(&error.kind().to_string()))?;
        Ok(LOG.get_or_init(|| Self { sink }))
    }
}

fn write_lines(lines: &Receiver<LogRecord>, lost: &AtomicU32, sink: &Mutex<Option<Arc<dyn LogSink>>>) {
    while let Ok(line) = lines.recv() {
        let Some(to) = sink.lock().unwrap_or_else(PoisonError::into_inner).clone() else {
            continue;
        };
        let missed = lost.swap(0, Ordering::Relaxed);
        if missed > 0 {
            let text = format!("{missed} lines were left out");
            let _ = to.log(LogRecord { level: LogLevel::Warn, target: "minyi_ffi::log".to_owned(), text });
        }
        let _ = to.log(line);
    }
}

/// Turns events of our own crates into lines. Spans are not kept.
struct Forwarder {
    queue: SyncSender<LogRecord>,
    lost: Arc<AtomicU32>,
}

impl Subscriber for Forwarder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event()
            && HEARD.load(Ordering::SeqCst)
            && metadata.target().starts_with("minyi")
            && *metadata.level() <= wanted()
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::from_level(wanted()))
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        if !HEARD.load(Ordering::SeqCst) {
            return;
        }
        let mut line = Line(String::new());
        event.record(&mut line);
        let metadata = event.metadata();
        let record = LogRecord { level: level(metadata.level()), target: metadata.target().to_owned(), text: line.0 };
        if self.queue.try_send(record).is_err() {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

/// `message field=value field=value`
struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let gap = if self.0.is_empty() { "" } else { " " };
        // Writing to a string cannot fail.
        let _ = match field.name() {
            "message" => write!(self.0, "{gap}{value:?}"),
            name => write!(self.0, "{gap}{name}={value:?}"),
        };
    }
}

fn wanted() -> Level {
    match LEVEL.load(Ordering::Relaxed) {
        0 => Level::ERROR,
        1 => Level::WARN,
        2 => Level::INFO,
        _ => Level::DEBUG,
    }
}

fn level(level: &Level) -> LogLevel {
    match *level {
        Level::ERROR => LogLevel::Error,
        Level::WARN => LogLevel::Warn,
        Level::INFO => LogLevel::Info,
        _ => LogLevel::Debug,
    }
}
