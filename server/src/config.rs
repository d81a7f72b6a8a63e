//! What an operator decides: where data lives, where to listen, whom to trust for the client's address.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::evidence::stamps::TimestampAuthority;
use crate::store::DatabaseUrl;
use crate::tiles::TileSource;

/// Configuration of one server.
#[derive(Clone, Debug)]
pub struct Config {
    /// Everything on disk lives below it: `minyi.db`, `objects/`, `staging/`, `keys/`.
    pub data_dir: PathBuf,
    /// SQLite in the data folder, unless told otherwise.
    pub database: DatabaseUrl,
    /// Where to listen. TLS is the business of the proxy in front.
    pub listen: SocketAddr,
    /// Organs, users and demo citizens, loaded at every start; `None` keeps those of the last one.
    pub seed: Option<PathBuf>,
    /// Whether requests are limited.
    pub throttling: Throttling,
    /// How a client's address is found.
    pub client_address: ClientAddress,
    /// How often the frames of a hearing go out; what happens in between is merged.
    pub hearing_tick: Duration,
    /// Live streams of hearings that one account may hold.
    pub hearing_streams: usize,
    /// Who stamps what arrives; without one it waits.
    pub timestamps: Option<Arc<dyn TimestampAuthority>>,
    /// Where the console's map takes pictures from; without one it asks nobody but this server.
    pub tiles: Option<TileSource>,
}

/// Whether requests are limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Throttling {
    /// As documented in docs/OPERATIONS.md.
    On,
    /// For measurements on a closed machine. Lock-outs, and one code a minute and number, stay: they are in the store.
    Off,
}

/// How a client's address is found; only limits and nothing else depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientAddress {
    /// The peer of the connection.
    Peer,
    /// The last entry of `X-Forwarded-For`, which the operator's own proxy wrote.
    ForwardedByProxy,
}

impl Config {
    /// A server on SQLite in this folder, on loopback, without seed.
    #[must_use]
    pub fn in_folder(data_dir: impl Into<PathBuf>) -> Self {
        let data_dir = data_dir.into();
        Self {
            database: DatabaseUrl::Sqlite(data_dir.join("minyi.db")),
            data_dir,
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            seed: None,
            throttling: Throttling::On,
            client_address: ClientAddress::Peer,
            hearing_tick: Duration::from_millis(250),
            hearing_streams: 3,
            timestamps: None,
            tiles: None,
        }
    }

    /// Folder of finished photos.
    #[must_use]
    pub fn objects_dir(&self) -> PathBuf {
        self.data_dir.join("objects")
    }

    /// Folder of unfinished uploads.
    #[must_use]
    pub fn staging_dir(&self) -> PathBuf {
        self.data_dir.join("staging")
    }

    /// Where an original lies while copies are made of it.
    #[must_use]
    pub fn copying_dir(&self) -> PathBuf {
        self.data_dir.join("copying")
    }

    /// Folder of the server's keys.
    #[must_use]
    pub fn keys_dir(&self) -> PathBuf {
        self.data_dir.join("keys")
    }

    /// Folder of the congresses' keys for deputy cards; a server without it issues none.
    #[must_use]
    pub fn identity_dir(&self) -> PathBuf {
        self.keys_dir().join("identity")
    }

    /// Folder of the key and certificates for content credentials; copies of a server without it have none.
    #[must_use]
    pub fn credentials_dir(&self) -> PathBuf {
        self.keys_dir().join("credentials")
    }

    /// The file whose lock says that a server runs on this folder.
    #[must_use]
    pub fn lock_file(&self) -> PathBuf {
        self.data_dir.join("server.lock")
    }
}
