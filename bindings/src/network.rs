//! Time in the network (联网): slices of sending and pulling, and transfers that the system performs while the app sleeps.

use std::time::Duration;

use minyi_core::{NetworkClass, facade, outbox, sync};

use crate::app::MinyiApp;
use crate::error::MinyiError;
use crate::runtime;

/// What a slice did and what is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct SliceReport {
    /// Commands and photos that arrived whole.
    pub done: u32,
    /// Whether something is left that time and network alone will bring to the server.
    pub more: bool,
    /// When to come again; `None`: when the user did something, the network changed or somebody signed in.
    pub next_wake: Option<Duration>,
}

/// What a sync brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct SyncReport {
    /// Cases that are new or changed.
    pub changed: u32,
    /// Cases that were forgotten.
    pub gone: u32,
    /// Whether everything was pulled anew because the server's store was rebuilt.
    pub refreshed: bool,
}

/// One request for the system to perform (WorkManager, background URLSession) while the app sleeps.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PlannedTransfer {
    /// To be given back with the answer.
    pub id: String,
    /// `POST` or `PUT`.
    pub method: String,
    /// Whole address.
    pub url: String,
    /// All headers, the token among them: never log them.
    pub headers: Vec<TransferHeader>,
    /// File that holds the body. The core removes it.
    pub file: String,
    /// Its length in bytes.
    pub bytes: u64,
}

/// A header of a request or an answer.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct TransferHeader {
    /// Name, in any case.
    pub name: String,
    /// Value.
    pub value: String,
}

#[uniffi::export]
impl MinyiApp {
    /// Sends what waits and pulls what changed, for at most so long. One slice runs at a time; a second call waits for the
    /// first within its own deadline. Stores after every step, so it may be cut off anywhere; end it early by `stop`.
    ///
    /// Never throws for want of a network: the report and the outbox tell.
    pub async fn run_slice(&self, deadline: Duration) -> Result<SliceReport, MinyiError> {
        let network = self.look_around().await?;
        let core = self.core.clone();
        let report = self.workers.run(async move {
            let network = network.unwrap_or_else(|| core.network());
            Ok(core.run_slice(deadline, network).await)
        });
        Ok(report.await?.into())
    }

    /// Pulls what changed, now; for pull-to-refresh.
    ///
    /// Throws `Offline`, `SignedOut`, or `Busy` while a slice does not end within two minutes.
    pub async fn sync(&self) -> Result<SyncReport, MinyiError> {
        if let Some(network) = self.look_around().await? {
            self.core.set_network(network);
        }
        let core = self.core.clone();
        Ok(self.workers.run(async move { core.sync().await }).await?.into())
    }

    /// Tells which network there is; `Offline` is also the user's switch. A new network ends the waits of the old one.
    /// From memory; the next slice asks the `Connectivity` source again, if there is one.
    pub fn set_network(&self, network: NetworkClass) {
        runtime::quietly(|| self.core.set_network(network));
    }

    /// Which network the core believes to be in; from memory. Throws `Internal` only.
    pub fn network(&self) -> Result<NetworkClass, MinyiError> {
        runtime::guarded(|| Ok(self.core.network()))
    }

    /// Ends the running slice within a second. The next one may begin at once. Returns at once.
    pub fn stop(&self) {
        runtime::quietly(|| self.core.stop());
    }

    /// At most `max` requests for the system to perform while the app sleeps. Writes their bodies to files.
    ///
    /// Throws `SignedOut`, `StorageFull`.
    pub async fn plan_transfers(&self, max: u32) -> Result<Vec<PlannedTransfer>, MinyiError> {
        let core = self.core.clone();
        let planned =
            self.workers.blocking(move || core.plan_transfers(usize::try_from(max).unwrap_or(usize::MAX))).await?;
        Ok(planned.into_iter().map(Into::into).collect())
    }

    /// The answer to a planned transfer, whatever its status. May come after a restart, twice, or never.
    ///
    /// Throws `BadInput(id)` for a transfer that is none of ours.
    pub async fn transfer_finished(
        &self,
        id: String,
        status: u16,
        headers: Vec<TransferHeader>,
        body: Vec<u8>,
    ) -> Result<(), MinyiError> {
        let core = self.core.clone();
        let headers = headers.into_iter().map(|header| (header.name, header.value)).collect();
        self.workers.run(async move { core.transfer_finished(&id, status, headers, body).await }).await
    }
}

impl MinyiApp {
    /// Asks the shell's sources, on a thread that may block.
    async fn look_around(&self) -> Result<Option<NetworkClass>, MinyiError> {
        let shell = self.shell.clone();
        self.workers
            .blocking(move || {
                shell.look_at_the_clock();
                Ok(shell.network())
            })
            .await
    }
}

impl From<facade::SliceReport> for SliceReport {
    fn from(report: facade::SliceReport) -> Self {
        Self { done: report.done, more: report.more, next_wake: report.next_wake }
    }
}

impl From<sync::SyncReport> for SyncReport {
    fn from(report: sync::SyncReport) -> Self {
        let count = |cases: usize| u32::try_from(cases).unwrap_or(u32::MAX);
        Self { changed: count(report.changed), gone: count(report.gone), refreshed: report.refreshed }
    }
}

impl From<outbox::PlannedTransfer> for PlannedTransfer {
    fn from(planned: outbox::PlannedTransfer) -> Self {
        Self {
            id: planned.id,
            method: planned.method,
            url: planned.url,
            headers: planned.headers.into_iter().map(|(name, value)| TransferHeader { name, value }).collect(),
            file: planned.file.to_string_lossy().into_owned(),
            bytes: planned.bytes,
        }
    }
}
