//! HTTP by reqwest, TLS by rustls with ring and the roots of Mozilla, the same on every platform.

use super::{Flow, Opened, Request, Response, Transport, TransportFault};
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
        let answer = self.call(request).timeout(patience).send().await.map_err(|error| fault(&error))?;
        whole(answer).await
    }

    async fn open(&self, request: Request) -> Result<Opened, TransportFault> {
        // No limit on the whole: a stream lasts. Between two reads the client's own limit holds.
        let asked = tokio::time::timeout(request.patience(), self.call(request).send()).await;
        let answer = asked.map_err(|_| TransportFault::Timeout)?.map_err(|error| fault(&error))?;
        let kind = answer.headers().get("content-type").and_then(|kind| kind.to_str().ok());
        if answer.status() == 200 && kind.is_some_and(|kind| kind.starts_with("text/event-stream")) {
            return Ok(Opened::Flow(Box::new(HttpFlow(answer))));
        }
        Ok(Opened::Answer(whole(answer).await?))
    }
}

struct HttpFlow(reqwest::Response);

#[async_trait]
impl Flow for HttpFlow {
    async fn next(&mut self) -> Result<Option<bytes::Bytes>, TransportFault> {
        self.0.chunk().await.map_err(|error| fault(&error))
    }
}

impl HttpTransport {
    fn call(&self, request: Request) -> reqwest::RequestBuilder {
        let mut call = self.client.request(request.method, format!("{}{}", self.base, request.path));
        for (name, value) in request.headers {
            call = call.header(name, value);
        }
        call.body(request.body)
    }
}

/// The answer with its whole body.
async fn whole(mut answer: reqwest::Response) -> Result<Response, TransportFault> {
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

/// rustls' errors come wrapped in I/O errors, which hide what they wrap from `source`.
fn is_tls(error: &(dyn Error + 'static)) -> bool {
    let wrapped = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    error.is::<rustls::Error>() || wrapped.is_some_and(|inner| is_tls(inner)) || error.source().is_some_and(is_tls)
}

impl fmt::Debug for HttpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpTransport").field("base", &self.base).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::Method;
    use wiremock::matchers::{body_bytes, header, method, path, query_param};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    #[tokio::test]
    async fn a_request_arrives_as_it_was_made_and_the_answer_comes_back_whole() {
        let server = MockServer::start().await;
        let answer = ResponseTemplate::new(429).insert_header("retry-after", "7").set_body_bytes(vec![7; 100_000]);
        Mock::given(method("PUT"))
            .and(path("/v1/x"))
            .and(query_param("cursor", "1:2"))
            .and(header("authorization", "Bearer t"))
            .and(header("content-type", "application/json"))
            .and(body_bytes(b"body".to_vec()))
            .respond_with(answer)
            .mount(&server)
            .await;
        let transport = HttpTransport::new(&format!("{}/", server.uri())).unwrap();
        let request = Request::new(Method::PUT, "/v1/x?cursor=1%3A2").header("authorization", "Bearer t");
        let response = transport.send(request.carrying("application/json", "body")).await.unwrap();
        assert_eq!((response.status, response.body.len()), (429, 100_000));
        assert_eq!(response.get("Retry-After"), Some("7"));
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_and_is_not_followed() {
        let server = MockServer::start().await;
        let portal = ResponseTemplate::new(302).insert_header("location", "/login");
        Mock::given(path("/v1/x")).respond_with(portal).mount(&server).await;
        let transport = HttpTransport::new(&server.uri()).unwrap();
        let response = transport.send(Request::new(Method::GET, "/v1/x")).await.unwrap();
        assert_eq!(response.status, 302);
    }

    #[tokio::test]
    async fn a_server_that_is_not_there_is_offline_and_one_that_speaks_no_tls_is_never_trusted() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let transport = HttpTransport::new(&format!("http://{address}")).unwrap();
        let fault = transport.send(Request::new(Method::GET, "/")).await.unwrap_err();
        assert_eq!(fault, TransportFault::Offline);

        let plain = MockServer::start().await;
        let transport = HttpTransport::new(&plain.uri().replace("http://", "https://")).unwrap();
        assert_eq!(transport.send(Request::new(Method::GET, "/")).await.unwrap_err(), TransportFault::Tls);
    }

    #[test]
    fn words_of_citizens_leave_the_machine_only_under_tls() {
        for good in [
            "https://minyi.example.cn",
            "https://minyi.example.cn:8443/",
            "http://127.0.0.1:8080",
            "http://localhost:1",
        ] {
            assert!(HttpTransport::new(good).is_ok(), "{good}");
        }
        for bad in
            ["http://minyi.example.cn", "ftp://x", "minyi.example.cn", "https://x/path", "https://a@x", "https://x?q"]
        {
            assert_eq!(HttpTransport::new(bad).err(), Some(NotAServerAddress), "{bad}");
        }
    }
}
