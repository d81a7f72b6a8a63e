//! `GET /v1/stream`: server-sent events that say "ask `/v1/sync`", and nothing else.
//!
//! ```text
//! event: nudge   at once with the present place, then whenever something changed for this reader
//! : (comment)    every 20 seconds, so that dead links show
//! event: bye     the server goes away, or the stream has lasted its quarter of an hour: connect again
//! ```
//! A stream ends after a while so that a revoked session does not listen on for ever.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;
use futures_util::stream::unfold;
use minyi_rulebook::audience::{Reader, own_readers_of};
use minyi_wire::Problem;
use minyi_wire::sync::Nudge;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Instant;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::SignedIn;
use crate::app::App;
use crate::door::bus::Signal;
use crate::failure::ApiFailure;
use crate::store::events;

/// How often a silent stream shows that it lives.
const KEEP_ALIVE: Duration = Duration::from_secs(20);
/// How long a stream lasts.
const LIFE: Duration = Duration::from_secs(15 * 60);

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(stream))
}

/// Nudges for this reader, until `bye`.
#[utoipa::path(
    get,
    path = "/v1/stream",
    tag = "sync",
    security(("session" = [])),
    responses(
        (status = 200, description = "Events `nudge` with a Nudge as data, and `bye`", body = Nudge, content_type = "text/event-stream"),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn stream(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ApiFailure> {
    // Listens before it reads the head, so that nothing falls between.
    let signals = app.bus.listen();
    let head = events::head(&app.db).await?;
    let at = format!("{}:{}", head.epoch, head.seq);
    let listener = Listener { app, signals, readers: own_readers_of(&actor), at, until: Instant::now() + LIFE };
    let events = unfold(Next::Greet(Box::new(listener)), |next| async move {
        let (event, next) = next.event().await?;
        Some((Ok(event), next))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE).text("cursor")))
}

/// One open stream.
struct Listener {
    app: App,
    signals: Receiver<Signal>,
    readers: Vec<Reader>,
    /// The last place told.
    at: String,
    until: Instant,
}

/// What the stream does next.
enum Next {
    Greet(Box<Listener>),
    Listen(Box<Listener>),
    End,
}

impl Next {
    async fn event(self) -> Option<(Event, Self)> {
        match self {
            Self::Greet(listener) if listener.app.is_draining() => Some((bye(), Self::End)),
            Self::Greet(listener) => Some((nudge(&listener.at), Self::Listen(listener))),
            Self::Listen(mut listener) => Some(match listener.changed().await {
                Some(at) => (nudge(&at), Self::Listen(listener)),
                None => (bye(), Self::End),
            }),
            Self::End => None,
        }
    }
}

impl Listener {
    /// Waits for the next change that concerns this reader; `None` when it is time to go.
    async fn changed(&mut self) -> Option<String> {
        loop {
            match tokio::time::timeout_at(self.until, self.signals.recv()).await {
                Ok(Ok(Signal::Changed(changed))) => {
                    self.at.clone_from(&changed.at);
                    if changed.concerns(&self.readers) {
                        return Some(changed.at.clone());
                    }
                }
                // Missed some, perhaps one of its own: better one question too many.
                Ok(Err(RecvError::Lagged(_))) => return Some(self.at.clone()),
                Ok(Ok(Signal::Bye) | Err(RecvError::Closed)) | Err(_) => return None,
            }
        }
    }
}

fn nudge(at: &str) -> Event {
    let data = serde_json::json!(Nudge { at: at.to_owned() });
    Event::default().event("nudge").id(at).data(data.to_string())
}

fn bye() -> Event {
    Event::default().event("bye").data("{}")
}
