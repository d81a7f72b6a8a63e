//! HTTP by reqwest, TLS by rustls with ring and the roots of Mozilla, the same on every platform.

use super::{Request, Response, Transport, TransportFault};
use async_trait::async_trait;
use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// The longest answer that is read: a page of 500 long cases fits, an endless stream does not.
const ANSWER_MAX: usize = 64 * 1024 * 1024;

/// A connection pool to one server. Uses no proxy of the system and follows no redirect: a redirect here is a captive portal.
#[derive(Clone)]
pub struct HttpTransport {
    client: reqwest::Client,
    base: String,
}

/// The address is not one that citizens' words may be sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a server address is https://host[:port], or http:// on this machine only")]
pub struct NotAServerAddress;

impl HttpTransport {
    /// For the server at this address, for example `https://minyi.example.cn`. Opens no connection yet.
    ///
    /// # Errors
    /// [`NotAServerAddress`] if it is no URL, has a path or query, or would go over the network without TLS.
    pub fn new(server: &str) -> Result<Self, NotAServerAddress> {
        let url = reqwest::Url::parse(server).map_err(|_| NotAServerAddress)?;
        let secure = match (url.scheme(), url.host_str()) {
            ("https", Some(_)) => true,
            ("http", Some("127.0.0.1" | "[::1]" | "localhost")) => false,
            _ => return Err(NotAServerAddress),
        };
        if !matches!(url.path(), "" | "/") || url.query().is_some() || !url.username().is_empty() {
            return Err(NotAServerAddress);
        }
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls().map_err(|_| NotAServerAddress)?)
            .https_only(secure)
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(10))
            .read_timeout(Duration::from_secs(30))
            .pool_idle_timeout(Duration::from_secs(60))
            .user_agent(concat!("minyi/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|_| NotAServerAddress)?;
        Ok(Self { client, base: server.trim_end_matches('/').to_owned() })
    }
}

fn tls() -> Result<rustls::ClientConfig, rustls::Error> {
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

#[async_trait]
impl Transport for HttpTransport {
    async fn send(&self, request: Request) -> Result<Response, TransportFault> {
        let patience = request.patience();
        let mut call = self.client.request(request.method, format!("{}{}", self.base, request.path)).timeout(patience);
        for (name, value) in request.headers {
            call = call.header(name, value);
        }
        let mut answer = call.body(request.body).send().await.map_err(|error| fault(&error))?;
        let mut response = Response::new(answer.status().as_u16(), bytes::Bytes::new());
        for (name, value) in answer.headers() {
            if let Ok(value) = value.to_str() {
                response.headers.push((name.as_str().to_owned(), value.to_owned()));
            }
        }
        let mut body = bytes::BytesMut::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| fault(&error))? {
            if body.len() + chunk.len() > ANSWER_MAX {
                return Err(TransportFault::NotOurServer);
            }
            body.extend_from_slice(&chunk);
        }
        response.body = body.freeze();
        Ok(response)
    }
}

fn fault(error: &reqwest::Error) -> TransportFault {
    if is_tls(error) {
        TransportFault::Tls
    } else if error.is_timeout() {
        TransportFault::Timeout
    } else if error.is_connect() {
        TransportFault::Offline
    } else if error.is_builder() || error.is_decode() {
        TransportFault::NotOurServer
    } else {
        TransportFault::Broken
    }
}

fn is_tls(error: &reqwest::Error) -> bool {
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    while let Some(inner) = cause {
        let wrapped = inner.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        if inner.is::<rustls::Error>() || wrapped.is_some_and(|inner| inner.is::<rustls::Error>()) {
            return true;
        }
        cause = inner.source();
    }
    false
}

impl fmt::Debug for HttpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpTransport").field("base", &self.base).finish_non_exhaustive()
    }
}
