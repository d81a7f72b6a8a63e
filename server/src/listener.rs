//! The listener: accepts connections, serves HTTP/1.1, and keeps long streams cheap and slow readers from costing anything.
//!
//! hyper's own builder with an 8 KiB buffer takes half the memory of the default for a stream that waits. A connection that turns
//! into a stream ([`Streaming::begin`]) gets a small send buffer, a limit on unacknowledged data and a deadline on each write: without them the
//! kernel swallows megabytes for a reader who has gone, and nobody notices (docs/adr/0022).

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::Sleep;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

/// The read and write buffer of a connection.
const BUFFER: usize = 8 * 1024;
/// Send buffer of a stream.
const SEND_BUFFER: usize = 32 * 1024;
/// How long a stream's data may stay unacknowledged.
const UNACKNOWLEDGED: Duration = Duration::from_secs(20);
/// How long a write to a stream may take.
const WRITE_DEADLINE: Duration = Duration::from_secs(10);
/// How long a request's head may take.
const HEAD: Duration = Duration::from_secs(30);

/// Says that a connection's answer is a long stream.
#[derive(Clone, Debug, Default)]
pub(crate) struct Streaming(Arc<AtomicBool>);

impl Streaming {
    /// From now on the connection is a stream.
    pub(crate) fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Serves until `stopping` says so, then lets open requests end; returns when the last one has.
pub(crate) async fn serve(listener: TcpListener, router: Router, mut stopping: watch::Receiver<bool>) {
    let open = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = raised(&mut stopping) => break,
        };
        match accepted {
            Ok((socket, peer)) => drop(open.spawn(connection(socket, peer, router.clone(), stopping.clone()))),
            Err(error) => {
                // Out of descriptors, most likely: those who are here may finish and free some.
                tracing::error!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
    drop(listener);
    open.close();
    open.wait().await;
}

async fn connection(socket: TcpStream, peer: SocketAddr, router: Router, mut stopping: watch::Receiver<bool>) {
    // Frames are small and should go at once; a socket that refuses the option is as good as one that has it.
    let _ = socket.set_nodelay(true);
    let streaming = Streaming::default();
    let io = TokioIo::new(Watched { socket, streaming: streaming.clone(), tuned: false, deadline: None });
    let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        request.extensions_mut().insert(streaming.clone());
        router.clone().oneshot(request)
    });
    let serving = http1::Builder::new()
        .max_buf_size(BUFFER)
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .serve_connection(io, service);
    tokio::pin!(serving);
    // How a connection ends is the client's business.
    tokio::select! {
        _ = serving.as_mut() => return,
        () = raised(&mut stopping) => {}
    }
    serving.as_mut().graceful_shutdown();
    let _ = serving.await;
}

/// Ready once the flag is up, or nobody is left to raise it.
pub(crate) async fn raised(flag: &mut watch::Receiver<bool>) {
    // Without a sender there is nothing to wait for either.
    let _ = flag.wait_for(|up| *up).await;
}

/// A socket that drops its peer when it does not read for too long.
struct Watched {
    socket: TcpStream,
    streaming: Streaming,
    tuned: bool,
    /// Runs while a write waits.
    deadline: Option<Pin<Box<Sleep>>>,
}

impl Watched {
    fn tune(&mut self) {
        self.tuned = true;
        let socket = SockRef::from(&self.socket);
        // A kernel that knows no such option keeps its default; the write deadline below holds anyway.
        let _ = socket.set_send_buffer_size(SEND_BUFFER);
        #[cfg(target_os = "linux")]
        let _ = socket.set_tcp_user_timeout(Some(UNACKNOWLEDGED));
    }

    /// What a write came to, unless it has waited too long.
    fn judged<T>(&mut self, cx: &mut Context<'_>, written: Poll<std::io::Result<T>>) -> Poll<std::io::Result<T>> {
        if !self.tuned {
            return written;
        }
        if written.is_ready() {
            self.deadline = None;
            return written;
        }
        let deadline = self.deadline.get_or_insert_with(|| Box::pin(tokio::time::sleep(WRITE_DEADLINE)));
        ready!(deadline.as_mut().poll(cx));
        metrics::counter!("minyi_stalled_readers_total").increment(1);
        Poll::Ready(Err(std::io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Watched {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.socket).poll_read(cx, buf)
    }
}

impl AsyncWrite for Watched {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<std::io::Result<usize>> {
        if !self.tuned && self.streaming.0.load(Ordering::Relaxed) {
            self.tune();
        }
        let written = Pin::new(&mut self.socket).poll_write(cx, buf);
        self.judged(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[std::io::IoSlice<'_>],
    ) -> Poll<std::io::Result<usize>> {
        if !self.tuned && self.streaming.0.load(Ordering::Relaxed) {
            self.tune();
        }
        let written = Pin::new(&mut self.socket).poll_write_vectored(cx, bufs);
        self.judged(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }
}
