//! The listener: accepts connections, serves HTTP/1.1, and keeps long streams cheap and slow readers from costing anything.
//!
//! An answer that is a long stream (`Streaming::begin`) leaves hyper: its head is written here, and a fan (`fan.rs`) writes what its
//! source says until it ends, which closes the connection. So a stream that waits holds no buffers and no task. Its socket gets a
//! small send buffer, a limit on unacknowledged data and a deadline on each write: without them the kernel swallows megabytes
//! for a reader who has gone, and nobody notices (docs/adr/0022, 0025).

mod fan;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::response::Response;
use http::Method;
use http::header::{CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use socket2::SockRef;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

pub(crate) use fan::{Fan, FanThreads, Next, StreamSource};

/// The read and write buffer of a connection that hyper serves.
const BUFFER: usize = 8 * 1024;
/// Send buffer of a stream.
const SEND_BUFFER: usize = 32 * 1024;
/// How long a stream's data may stay unacknowledged.
const UNACKNOWLEDGED: Duration = Duration::from_secs(20);
/// How long a request's head may take.
const HEAD: Duration = Duration::from_secs(30);
/// Connections that may wait to be accepted: all of a hearing may come back at once. The kernel has its own bound.
const BACKLOG: u32 = 16_384;

/// Where an answer says that it is a long stream.
#[derive(Clone, Default)]
pub(crate) struct Streaming(Arc<Mutex<Option<Begun>>>);

/// A stream that has no socket yet.
struct Begun {
    fan: Arc<Fan>,
    source: Box<dyn StreamSource>,
}

impl Streaming {
    /// Once the head of the answer is written, the fan takes the connection. The answer's own body is not read.
    pub(crate) fn begin(&self, fan: Arc<Fan>, source: Box<dyn StreamSource>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Begun { fan, source });
    }

    fn begun(&self) -> Option<Begun> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Listens on an address, with room for a whole hearing that comes back at once.
///
/// # Errors
/// When the address is taken, or not this machine's.
pub fn bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // As tokio and the standard library do on Unix: a restart need not wait for the kernel to forget old connections.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
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
            Ok((socket, peer)) => {
                drop(open.spawn(connection(socket, peer, router.clone(), stopping.clone(), open.clone())));
            }
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

async fn connection(
    socket: TcpStream,
    peer: SocketAddr,
    router: Router,
    mut stopping: watch::Receiver<bool>,
    open: TaskTracker,
) {
    // Frames are small and should go at once; a socket that refuses the option is as good as one that has it.
    let _ = socket.set_nodelay(true);
    let (hand_over, mut handed) = mpsc::channel::<(Response, Begun)>(1);
    let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let streaming = Streaming::default();
        let mut request = request.map(Body::new);
        let has_body = *request.method() != Method::HEAD;
        request.extensions_mut().insert(ConnectInfo(peer));
        request.extensions_mut().insert(streaming.clone());
        let (answering, hand_over) = (router.clone().oneshot(request), hand_over.clone());
        async move {
            let response = answering.await?;
            let Some(begun) = streaming.begun().filter(|_| has_body) else {
                return Ok::<Response, Infallible>(response);
            };
            // The connection is taken from hyper, which drops this future; or it is gone already.
            drop(hand_over.send((response, begun)).await);
            std::future::pending().await
        }
    });
    let mut serving = http1::Builder::new()
        .max_buf_size(BUFFER)
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .serve_connection(TokioIo::new(socket), service);
    let mut stops = false;
    loop {
        tokio::select! {
            // How a connection ends is the client's business.
            _ = &mut serving => return,
            Some((response, begun)) = handed.recv() => {
                let socket = serving.into_parts().io.into_inner();
                tune(&socket);
                begun.fan.clone().take(socket, written(&response.into_parts().0), begun.source, open.token());
                return;
            }
            () = raised(&mut stopping), if !stops => {
                stops = true;
                std::pin::Pin::new(&mut serving).graceful_shutdown();
            }
        }
    }
}

/// Ready once the flag is up, or nobody is left to raise it.
pub(crate) async fn raised(flag: &mut watch::Receiver<bool>) {
    // Without a sender there is nothing to wait for either.
    let _ = flag.wait_for(|up| *up).await;
}

/// The head of an answer whose end is the end of the connection: nothing need be counted, and HTTP/1.0 knows it too.
fn written(head: &http::response::Parts) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {}\r\nconnection: close\r\n", head.status).into_bytes();
    // The router counts the body that nobody reads.
    let of_the_body = [CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING];
    for (name, value) in head.headers.iter().filter(|(name, _)| !of_the_body.contains(name)) {
        bytes.extend_from_slice(name.as_str().as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    bytes
}

fn tune(socket: &TcpStream) {
    let socket = SockRef::from(socket);
    // A kernel that knows no such option keeps its default; the write deadline holds anyway.
    let _ = socket.set_send_buffer_size(SEND_BUFFER);
    #[cfg(target_os = "linux")]
    let _ = socket.set_tcp_user_timeout(Some(UNACKNOWLEDGED));
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    /// Says two words and ends.
    struct Words(std::vec::IntoIter<&'static str>);

    impl StreamSource for Words {
        fn next(&mut self, _: tokio::time::Instant) -> Next {
            self.0.next().map_or(Next::End, |word| Next::Say(bytes::Bytes::from_static(word.as_bytes())))
        }
    }

    /// An answer of two pieces that is a stream, and one that is none, at one listener.
    async fn asked(request: &str) -> String {
        let (_moves, moved) = watch::channel(0);
        let fan = Arc::new(Fan::new(Arc::default(), moved));
        let router = Router::new()
            .route(
                "/stream",
                get(move |axum::Extension(streaming): axum::Extension<Streaming>| async move {
                    streaming.begin(fan, Box::new(Words(vec!["one", "two"].into_iter())));
                    [("x-kept", "yes")]
                }),
            )
            .route("/plain", get(|| async { "plain" }));
        let listener = bind(([127, 0, 0, 1], 0).into()).unwrap();
        let address = listener.local_addr().unwrap();
        let (_running, stopping) = watch::channel(false);
        tokio::spawn(serve(listener, router, stopping));
        let mut socket = TcpStream::connect(address).await.unwrap();
        socket.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn a_stream_leaves_hyper_with_its_headers_and_ends_with_the_connection() {
        let answer = asked("GET /stream HTTP/1.1\r\nhost: x\r\n\r\n").await;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(
            head.starts_with("HTTP/1.1 200 OK\r\n")
                && head.contains("x-kept: yes")
                && head.contains("connection: close")
        );
        assert!(
            !head.contains("content-length") && !head.contains("transfer-encoding"),
            "its end is the connection's: {head}"
        );
        assert_eq!(body, "onetwo");
        let head = asked("HEAD /stream HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
        assert!(head.starts_with("HTTP/1.1 200") && !head.contains("one"), "a head has no body: {head}");
        let plain = asked("GET /plain HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
        assert!(plain.ends_with("plain") && plain.contains("content-length: 5"), "{plain}");
    }
}
