//! The way to the server (传输), behind a trait: reqwest on phones and terminals, a script in tests, a simulator in fault runs.
//!
//! A transport moves bytes and says what became of them. It knows no protocol: whether an answer is a success is judged in
//! `exchange`, because a captive portal (认证页) answers `200` too.

mod http;

pub use http::{HttpTransport, NotAServerAddress};

use async_trait::async_trait;
use bytes::Bytes;
use std::fmt;
use std::time::Duration;

pub use ::http::Method;

/// One request. Its `Debug` shows neither headers nor body: the one holds the token, the other the user's words.
#[derive(Clone)]
pub struct Request {
    /// `GET`, `PUT`, `POST` or `DELETE`.
    pub method: Method,
    /// Path and query below the server's address, beginning with `/`.
    pub path: String,
    /// Lower-case names.
    pub headers: Vec<(&'static str, String)>,
    /// Empty for a `GET`.
    pub body: Bytes,
}

/// An answer, whoever gave it.
#[derive(Clone)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Names in any case.
    pub headers: Vec<(String, String)>,
    /// The whole body.
    pub body: Bytes,
}

/// Why there is no answer (传输故障). All of them mean: the request may or may not have arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TransportFault {
    /// No network, or no way to the server through it.
    #[error("the server cannot be reached")]
    Offline,
    /// No answer in time.
    #[error("no answer in time")]
    Timeout,
    /// The connection broke in the middle.
    #[error("the connection broke")]
    Broken,
    /// No trust could be established: a wrong certificate, as captive portals and interceptors show it.
    #[error("the server did not prove who it is")]
    Tls,
    /// Something answered that is not an HTTP server like ours.
    #[error("something else answered")]
    NotOurServer,
}

/// An answer that comes bit by bit and need not end.
#[async_trait]
pub trait Flow: Send {
    /// The next bytes; `None` at the end. Dropping the flow closes the connection.
    async fn next(&mut self) -> Result<Option<Bytes>, TransportFault>;
}

/// What a request for a stream was answered.
pub enum Opened {
    /// The stream.
    Flow(Box<dyn Flow>),
    /// Something else, whole: a refusal, or a captive portal's page.
    Answer(Response),
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flow(_) => f.write_str("Flow"),
            Self::Answer(response) => response.fmt(f),
        }
    }
}

/// Sends one request and waits for the whole answer.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Sends the request. Dropping the future abandons it; the core treats that as "may have arrived".
    async fn send(&self, request: Request) -> Result<Response, TransportFault>;

    /// Asks for a stream. A transport that has none says that it broke; whoever needs what is new can still ask for it.
    async fn open(&self, request: Request) -> Result<Opened, TransportFault> {
        let _ = request;
        Err(TransportFault::Broken)
    }
}

impl Request {
    /// A request without headers or body.
    #[must_use]
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        Self { method, path: path.into(), headers: Vec::new(), body: Bytes::new() }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Sets the body and its media type.
    #[must_use]
    pub fn carrying(self, media_type: &str, body: impl Into<Bytes>) -> Self {
        let mut request = self.header("content-type", media_type);
        request.body = body.into();
        request
    }

    /// How long it may take at most: half a minute, and the body at 4 KiB a second.
    #[must_use]
    pub fn patience(&self) -> Duration {
        Duration::from_secs(30 + self.body.len() as u64 / 4096)
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The query may hold a cursor; the path holds ids only.
        let path = self.path.split('?').next().unwrap_or_default();
        write!(f, "{} {path} ({} bytes)", self.method, self.body.len())
    }
}

impl Response {
    /// An answer without headers.
    #[must_use]
    pub fn new(status: u16, body: impl Into<Bytes>) -> Self {
        Self { status, headers: Vec::new(), body: body.into() }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The first header of this name, in any case.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} bytes)", self.status, self.body.len())
    }
}
