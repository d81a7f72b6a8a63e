//! A fan: many streams that move at one pace, written by a few tasks instead of one each. Waking ten thousand tasks for each frame costs
//! about as much as half of the frame's sending; going through a list costs next to nothing.
//!
//! When something moved, each task goes through its places: what a place's source says is written as far as the socket takes it. A
//! reader who does not take it all leaves the list, gets a task until the rest is gone, and comes back; its source is not
//! asked meanwhile, so nothing piles up. Readers who left, words that are due and ends are found twice a second.
//!
//! Fans have threads of their own: while ten thousand are written to, the kernel gives commands their turn on the others.

use std::io::ErrorKind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior};
use tokio_util::task::task_tracker::TaskTrackerToken;

/// How long a stream's reader may take nothing.
const WRITE_DEADLINE: Duration = Duration::from_secs(10);
/// How often places are looked at when nothing moves.
const LOOK: Duration = Duration::from_millis(500);
/// Places that a task goes through before others have their turn: some hundred microseconds.
const AT_A_TIME: usize = 64;

/// What a stream says. It is asked when its fan moved, and now and then; it never waits.
pub(crate) trait StreamSource: Send {
    /// What is to be written now. Asked again at once until it waits or ends.
    fn next(&mut self, now: Instant) -> Next;
}

/// The answer of a source.
#[derive(Debug)]
pub(crate) enum Next {
    Say(Bytes),
    /// Nothing now.
    Wait,
    /// All is said: the connection is closed.
    End,
}

/// The threads of a server's fans. They start with the first stream.
#[derive(Debug, Default)]
pub(crate) struct FanThreads(OnceLock<Option<Runtime>>);

impl FanThreads {
    /// Runs a task there; on the caller's runtime if this machine gives no more threads.
    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let runtime = self.0.get_or_init(|| {
            let built = Builder::new_multi_thread().worker_threads(parallel()).thread_name("fan").enable_time().build();
            built.inspect_err(|error| tracing::warn!(%error, "streams have no threads of their own")).ok()
        });
        match runtime {
            Some(runtime) => drop(runtime.spawn(task)),
            None => drop(tokio::spawn(task)),
        }
    }
}

impl Drop for FanThreads {
    fn drop(&mut self) {
        // The last one who holds it may be a task, and a runtime that waited for its threads there would panic.
        if let Some(Some(runtime)) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

fn parallel() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Many streams that move at one pace.
#[derive(Debug)]
pub(crate) struct Fan {
    threads: Arc<FanThreads>,
    /// Set when something moved, to whatever value.
    moved: watch::Receiver<u32>,
    /// The tasks' doors; they start with the first stream and end with the fan.
    tasks: OnceLock<Vec<mpsc::UnboundedSender<Place>>>,
    turn: AtomicUsize,
}

/// One stream.
struct Place {
    socket: TcpStream,
    source: Box<dyn StreamSource>,
    /// What the socket has not taken yet.
    rest: Bytes,
    /// The listener waits for all that are open.
    _open: TaskTrackerToken,
}

impl Fan {
    /// A fan that moves whenever the value is set, changed or not.
    pub(crate) fn new(threads: Arc<FanThreads>, moved: watch::Receiver<u32>) -> Self {
        Self { threads, moved, tasks: OnceLock::new(), turn: AtomicUsize::new(0) }
    }

    /// Takes a connection: writes the head, then what the source says.
    pub(super) fn take(&self, socket: TcpStream, head: Vec<u8>, source: Box<dyn StreamSource>, open: TaskTrackerToken) {
        let tasks = self.tasks.get_or_init(|| (0..parallel()).map(|_| self.task()).collect());
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let place = Place { socket, source, rest: head.into(), _open: open };
        if let Some(door) = tasks.get(turn % tasks.len().max(1)) {
            // A task ends only with the fan, or with the runtime.
            let _ = door.send(place);
        }
    }

    fn task(&self) -> mpsc::UnboundedSender<Place> {
        let (door, arriving) = mpsc::unbounded_channel();
        self.threads.spawn(go_through(arriving, door.downgrade(), self.moved.clone()));
        door
    }
}

/// One task: takes places in, and goes through them whenever something moved.
async fn go_through(
    mut arriving: mpsc::UnboundedReceiver<Place>,
    door: mpsc::WeakUnboundedSender<Place>,
    mut moved: watch::Receiver<u32>,
) {
    let mut places: Vec<Place> = Vec::new();
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            // Who arrives first: when something moves faster than all are written to, nobody else would ever get in.
            biased;
            arrived = arriving.recv() => {
                let Some(place) = arrived else { return };
                places.extend(served(place, Instant::now(), &door));
                continue;
            }
            Ok(()) = moved.changed() => {}
            _ = look.tick(), if !places.is_empty() => {}
        }
        let mut at = 0;
        while at < places.len() {
            let now = Instant::now();
            for _ in 0..AT_A_TIME.min(places.len() - at) {
                match write(&mut places[at], now) {
                    Fate::Stays => at += 1,
                    // The last one comes here, and is looked at next.
                    Fate::Lags => lags(places.swap_remove(at), &door),
                    Fate::Leaves => drop(places.swap_remove(at)),
                }
            }
            tokio::task::yield_now().await;
        }
    }
}

/// What becomes of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Stays,
    /// The socket did not take all.
    Lags,
    Leaves,
}

/// Serves one place; gives it back if it stays.
fn served(mut place: Place, now: Instant, door: &mpsc::WeakUnboundedSender<Place>) -> Option<Place> {
    match write(&mut place, now) {
        Fate::Stays => return Some(place),
        Fate::Lags => lags(place, door),
        Fate::Leaves => {}
    }
    None
}

/// Writes what there is, as far as the socket takes it.
fn write(place: &mut Place, now: Instant) -> Fate {
    if left(&place.socket) {
        return Fate::Leaves;
    }
    loop {
        while !place.rest.is_empty() {
            match place.socket.try_write(&place.rest) {
                Ok(written) => drop(place.rest.split_to(written)),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Fate::Lags,
                Err(_) => return Fate::Leaves,
            }
        }
        match place.source.next(now) {
            Next::Say(bytes) => place.rest = bytes,
            Next::Wait => return Fate::Stays,
            Next::End => return Fate::Leaves,
        }
    }
}

/// Whether the reader has closed. What it sends on a stream means nothing. Costs no call of the kernel while nothing came.
fn left(socket: &TcpStream) -> bool {
    let mut junk = [0_u8; 64];
    loop {
        match socket.try_read(&mut junk) {
            Ok(read) if read > 0 => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => return false,
            _ => return true,
        }
    }
}

/// A task for a reader who lags, until the rest is written; then the place goes back to its fan.
fn lags(mut place: Place, door: &mpsc::WeakUnboundedSender<Place>) {
    let door = door.clone();
    tokio::spawn(async move {
        let rest = std::mem::take(&mut place.rest);
        if let (Ok(()), Some(door)) = (send(&place.socket, &rest, WRITE_DEADLINE).await, door.upgrade()) {
            let _ = door.send(place);
        }
    });
}

/// Writes all of it; a reader who takes nothing for too long is an error.
async fn send(socket: &TcpStream, mut bytes: &[u8], deadline: Duration) -> std::io::Result<()> {
    while !bytes.is_empty() {
        match socket.try_write(bytes) {
            Ok(written) => bytes = &bytes[written..],
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                let Ok(writable) = tokio::time::timeout(deadline, socket.writable()).await else {
                    metrics::counter!("minyi_stalled_readers_total").increment(1);
                    return Err(ErrorKind::TimedOut.into());
                };
                writable?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;
    use tokio::io::AsyncReadExt;
    use tokio::net::TcpListener;
    use tokio_util::task::TaskTracker;

    async fn pair() -> (TcpStream, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (ours, theirs) = tokio::join!(listener.accept(), TcpStream::connect(address));
        (ours.unwrap().0, theirs.unwrap())
    }

    /// Says what was put in; `None` is the end.
    #[derive(Clone, Default)]
    struct Script(Arc<Mutex<std::collections::VecDeque<Option<Bytes>>>>);

    impl Script {
        fn put(&self, word: Option<&'static str>) {
            self.0.lock().unwrap().push_back(word.map(|word| Bytes::from_static(word.as_bytes())));
        }
    }

    impl StreamSource for Script {
        fn next(&mut self, _: Instant) -> Next {
            match self.0.lock().unwrap().pop_front() {
                Some(Some(bytes)) => Next::Say(bytes),
                Some(None) => Next::End,
                None => Next::Wait,
            }
        }
    }

    struct Stage {
        moves: watch::Sender<u32>,
        fan: Fan,
        open: TaskTracker,
    }

    impl Stage {
        fn new() -> Self {
            let (moves, moved) = watch::channel(0);
            Self { moves, fan: Fan::new(Arc::default(), moved), open: TaskTracker::new() }
        }

        async fn reader(&self) -> (TcpStream, Script) {
            let (ours, theirs) = pair().await;
            super::super::tune(&ours);
            let script = Script::default();
            self.fan.take(ours, b"head ".to_vec(), Box::new(script.clone()), self.open.token());
            (theirs, script)
        }

        fn moves(&self) {
            self.moves.send_modify(|at| *at += 1);
        }

        async fn all_closed(&self) {
            self.open.close();
            self.open.wait().await;
        }
    }

    #[tokio::test]
    async fn every_reader_gets_every_word_in_order_and_the_end_closes() {
        let stage = Stage::new();
        let mut readers = Vec::new();
        for _ in 0..20 {
            readers.push(stage.reader().await);
        }
        for word in [Some("one "), Some("two "), None] {
            readers.iter().for_each(|(_, script)| script.put(word));
            stage.moves();
        }
        for (mut theirs, _) in readers {
            let mut heard = String::new();
            theirs.read_to_string(&mut heard).await.unwrap();
            assert_eq!(heard, "head one two ");
        }
        stage.all_closed().await;
    }

    #[tokio::test]
    async fn a_reader_who_leaves_is_found_though_nothing_moves() {
        let stage = Stage::new();
        let (theirs, _script) = stage.reader().await;
        drop(theirs);
        stage.all_closed().await;
    }

    /// Whenever it is asked, something has moved again.
    struct Restless(watch::Sender<u32>);

    impl StreamSource for Restless {
        fn next(&mut self, _: Instant) -> Next {
            self.0.send_modify(|at| *at += 1);
            Next::Wait
        }
    }

    #[tokio::test]
    async fn who_arrives_is_heard_though_everything_moves_all_the_time() {
        const NEVER: Duration = Duration::from_secs(20);
        let stage = Stage::new();
        let mut restless = Vec::new();
        // One in each task.
        for _ in 0..parallel() {
            let (ours, theirs) = pair().await;
            stage.fan.take(ours, b"head ".to_vec(), Box::new(Restless(stage.moves.clone())), stage.open.token());
            restless.push(theirs);
        }
        let mut first = [0; 5];
        for theirs in &mut restless {
            theirs.read_exact(&mut first).await.unwrap();
        }
        let (mut theirs, script) = stage.reader().await;
        script.put(None);
        let mut heard = String::new();
        tokio::time::timeout(NEVER, theirs.read_to_string(&mut heard)).await.expect("it comes in").unwrap();
        assert_eq!(heard, "head ");
        drop(restless);
        stage.all_closed().await;
    }

    #[tokio::test]
    async fn who_lags_gets_everything_later_and_keeps_nobody_waiting() {
        const WORDS: usize = 40;
        let large: &'static str = Box::leak("x".repeat(64 * 1024).into_boxed_str());
        let stage = Stage::new();
        let (mut lagging, words) = stage.reader().await;
        let (mut quick, quick_words) = stage.reader().await;
        for _ in 0..WORDS {
            words.put(Some(large));
        }
        words.put(None);
        quick_words.put(Some("quick"));
        quick_words.put(None);
        stage.moves();
        let mut heard = String::new();
        quick.read_to_string(&mut heard).await.unwrap();
        assert_eq!(heard, "head quick");
        let mut heard = Vec::new();
        lagging.read_to_end(&mut heard).await.unwrap();
        assert_eq!(heard.len(), "head ".len() + WORDS * large.len());
        stage.all_closed().await;
    }

    #[tokio::test]
    async fn a_reader_who_takes_nothing_is_let_go_and_costs_a_bounded_buffer() {
        let (ours, theirs) = pair().await;
        super::super::tune(&ours);
        let frame = vec![b'x'; 64 * 1024];
        let mut frames = 0;
        let error = loop {
            match send(&ours, &frame, Duration::from_millis(20)).await {
                Ok(()) => frames += 1,
                Err(error) => break error,
            }
            assert!(frames < 200, "the kernel takes everything");
        };
        assert_eq!(error.kind(), ErrorKind::TimedOut);
        drop(theirs);
    }
}
