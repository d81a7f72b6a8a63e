//! The court's own server, as the gateway asks it. Only addresses of the same server and folder tree are asked for, however a playlist spells them.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use minyi_wire::Problem;
use reqwest::Url;

use super::unavailable;

/// Longest playlist.
const PLAYLIST: usize = 4 * 1024 * 1024;
/// How long the court's server may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The way to it.
#[derive(Clone, Debug)]
pub struct Origin(reqwest::Client);

impl Default for Origin {
    fn default() -> Self {
        let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring knows the default versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            // A redirect might lead into our own network.
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(PATIENCE)
            .read_timeout(PATIENCE)
            .no_proxy()
            .build();
        Self(client.expect("nothing of it can be wrong at run time"))
    }
}

/// A uri of a playlist as an address, if it lies at the playlist's own server.
pub(super) fn within(playlist: &Url, uri: &str) -> Option<Url> {
    let url = playlist.join(uri).ok()?;
    (url.origin() == playlist.origin() && url.username().is_empty() && url.password().is_none()).then_some(url)
}

impl Origin {
    async fn ask(&self, address: &str) -> Result<reqwest::Response, Problem> {
        let answer = self.0.get(address).send().await.map_err(|_| unavailable())?;
        if answer.status().is_success() { Ok(answer) } else { Err(unavailable()) }
    }

    /// A playlist, whole.
    pub(super) async fn playlist(&self, address: &Url) -> Result<Bytes, Problem> {
        let mut answer = self.ask(address.as_str()).await?;
        let mut bytes = BytesMut::new();
        while let Some(chunk) = answer.chunk().await.map_err(|_| unavailable())? {
            if bytes.len() + chunk.len() > PLAYLIST {
                return Err(unavailable());
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes.freeze())
    }

    /// A piece of the picture, or a key, as it comes.
    ///
    /// # Errors
    /// `unavailable` when the court's server does not give it.
    pub async fn piece(&self, address: &str) -> Result<reqwest::Response, Problem> {
        self.ask(address).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_playlist_leads_nowhere_but_to_its_own_server() {
        let list = Url::parse("https://court.invalid/live/a/index.m3u8?t=1").unwrap();
        for (uri, address) in [
            ("7.m4s", Some("https://court.invalid/live/a/7.m4s")),
            ("../b/7.m4s?x=1", Some("https://court.invalid/live/b/7.m4s?x=1")),
            ("/7.m4s", Some("https://court.invalid/7.m4s")),
            ("https://court.invalid/x", Some("https://court.invalid/x")),
            ("http://court.invalid/x", None),
            ("https://court.invalid:8443/x", None),
            ("//other.invalid/x", None),
            ("https://user@court.invalid/x", None),
            ("http://169.254.169.254/", None),
            ("file:///etc/passwd", None),
            ("data:text/plain,x", None),
        ] {
            assert_eq!(within(&list, uri).map(|url| url.to_string()).as_deref(), address, "{uri}");
        }
    }
}
