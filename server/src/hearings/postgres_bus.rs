//! The bus of several nodes on one PostgreSQL. Each node tells the others which matters moved by NOTIFY on a connection of its own, every 50
//! milliseconds at most, and listens on another. What is lost with a connection is not asked for again: whoever may have missed
//! something takes every hearing to have moved, and reads the store.

use std::collections::BTreeSet;
use std::time::Duration;

use async_trait::async_trait;
use minyi_rulebook::ids::MatterId;
use sqlx::postgres::PgListener;
use sqlx::{Connection, PgConnection};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;

use super::bus::{Heard, HearingBus, InProcess};
use crate::door::Bus;
use crate::door::bus::Signal;
use crate::store::StoreError;

const CHANNEL: &str = "minyi_hearings";
/// Between two notifications of this node.
const EVERY: Duration = Duration::from_millis(50);
/// Between two attempts to connect.
const AGAIN: Duration = Duration::from_secs(1);
/// Matters named in one notification; PostgreSQL takes 8,000 bytes.
const NAMED: usize = 200;
/// Stands for "more than I can name".
const ALL: &str = "*";

/// This node's own signals, and those of the others.
#[derive(Debug)]
pub struct Postgres {
    own: InProcess,
    others: mpsc::Receiver<Heard>,
}

impl Postgres {
    /// Listens from now on, and tells the others from now on. Both end with the bus.
    ///
    /// # Errors
    /// When the database cannot be reached now; later on it is tried again.
    pub async fn open(url: &str, bus: &Bus) -> Result<Self, StoreError> {
        // Not this node's own words back: it has heard them already.
        let node = uuid::Uuid::new_v4().simple().to_string();
        let listener = listening(url).await?;
        let (heard, others) = mpsc::channel(64);
        drop(tokio::spawn(hear(url.to_owned(), listener, node.clone(), heard)));
        drop(tokio::spawn(tell(url.to_owned(), bus.listen(), node)));
        Ok(Self { own: InProcess::new(bus), others })
    }
}

#[async_trait]
impl HearingBus for Postgres {
    async fn next(&mut self) -> Heard {
        tokio::select! {
            own = self.own.next() => own,
            Some(other) = self.others.recv() => other,
        }
    }
}

async fn listening(url: &str) -> Result<PgListener, sqlx::Error> {
    let mut listener = PgListener::connect(url).await?;
    listener.listen(CHANNEL).await?;
    Ok(listener)
}

/// Passes on what other nodes say, until nobody listens here.
async fn hear(url: String, mut listener: PgListener, node: String, heard: mpsc::Sender<Heard>) {
    loop {
        let news = tokio::select! {
            news = listener.try_recv() => news,
            () = heard.closed() => return,
        };
        let said = match news {
            Ok(Some(news)) => meant(news.payload(), &node),
            // The connection was lost; the listener makes a new one by itself.
            Ok(None) => Some(Heard::Missed),
            Err(error) => {
                tracing::warn!(%error, "other nodes are not heard; connecting again");
                tokio::time::sleep(AGAIN).await;
                match listening(&url).await {
                    Ok(fresh) => listener = fresh,
                    Err(_) => continue,
                }
                Some(Heard::Missed)
            }
        };
        if let Some(said) = said
            && heard.send(said).await.is_err()
        {
            return;
        }
    }
}

/// What a notification says; `None` for our own. One that cannot be read stands for anything.
fn meant(payload: &str, node: &str) -> Option<Heard> {
    let (from, matters) = payload.split_once(' ').unwrap_or_default();
    if from == node {
        return None;
    }
    let moved: Result<BTreeSet<MatterId>, _> =
        matters.split(',').map(|matter| matter.parse::<uuid::Uuid>().map(MatterId)).collect::<Result<_, uuid::Error>>();
    Some(moved.map_or(Heard::Missed, Heard::Moved))
}

/// The words for these matters, as few notifications as will do.
fn payloads(node: &str, moved: &BTreeSet<MatterId>, missed: bool) -> Vec<String> {
    let named: Vec<String> = moved.iter().map(|matter| matter.0.to_string()).collect();
    if missed || named.len() > 10 * NAMED {
        return vec![format!("{node} {ALL}")];
    }
    named.chunks(NAMED).map(|some| format!("{node} {}", some.join(","))).collect()
}

/// Tells the others what moved here, until the server goes.
async fn tell(url: String, mut signals: Receiver<Signal>, node: String) {
    let (mut moved, mut missed) = (BTreeSet::new(), false);
    let mut connection: Option<PgConnection> = None;
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            signal = signals.recv() => match signal {
                Ok(Signal::Changed(changed)) => moved.extend(changed.matters.keys().copied()),
                Ok(Signal::Bye) => {}
                Err(RecvError::Lagged(_)) => missed = true,
                Err(RecvError::Closed) => return,
            },
            _ = ticks.tick(), if missed || !moved.is_empty() => {
                match told(&url, &mut connection, payloads(&node, &moved, missed)).await {
                    Ok(()) => {
                        moved.clear();
                        missed = false;
                    }
                    Err(error) => {
                        tracing::warn!(%error, "other nodes are not told; connecting again");
                        connection = None;
                        tokio::time::sleep(AGAIN).await;
                    }
                }
            }
        }
    }
}

async fn told(url: &str, connection: &mut Option<PgConnection>, payloads: Vec<String>) -> Result<(), sqlx::Error> {
    let to = match connection {
        Some(to) => to,
        None => connection.insert(PgConnection::connect(url).await?),
    };
    for payload in payloads {
        sqlx::query("SELECT pg_notify($1, $2)").bind(CHANNEL).bind(payload).execute(&mut *to).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn matters(count: u128) -> BTreeSet<MatterId> {
        (1..=count).map(|number| MatterId(Uuid::from_u128(number))).collect()
    }

    #[test]
    fn what_one_node_says_another_hears_and_nobody_hears_itself() {
        for count in [1, 199, 200, 201, 2_000] {
            let said = payloads("a", &matters(count), false);
            assert!(said.iter().all(|payload| payload.len() < 8_000), "{count}");
            let heard: BTreeSet<MatterId> = said
                .iter()
                .flat_map(|payload| match meant(payload, "b") {
                    Some(Heard::Moved(moved)) => moved,
                    other => panic!("{other:?}"),
                })
                .collect();
            assert_eq!(heard, matters(count));
            assert_eq!(meant(&said[0], "a"), None);
        }
    }

    #[test]
    fn too_many_to_name_and_what_cannot_be_read_stand_for_all() {
        for payload in [&payloads("a", &matters(2_001), false)[0], &payloads("a", &matters(1), true)[0], "a x", "a", ""]
        {
            assert_eq!(meant(payload, "b"), Some(Heard::Missed), "{payload}");
        }
    }
}
