//! `/v1/hearings…`: lists, snapshots, what changed, the live stream, heartbeats. Commands go to `POST /v1/commands` like all others.
//!
//! ```text
//! GET  /v1/hearings                     those this reader may see
//! GET  /v1/hearings/{id}                snapshot: place and view
//! GET  /v1/hearings/{id}/events?after=  all that changed since a place; for those who cannot hold a stream
//! GET  /v1/hearings/{id}/stream         frames as they come
//! POST /v1/hearings/{id}/heartbeat      "the picture plays before my eyes"
//! ```

use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use bytes::Bytes;
use futures_util::stream::unfold;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use jiff::SignedDuration;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::audience::readers_of;
use minyi_rulebook::hearing::lanes::{HearingView, Lane, view_since, viewer_of};
use minyi_rulebook::hearing::{HearingState, PROCEDURE, Watched, opening_acts};
use minyi_rulebook::ids::MatterId;
use minyi_wire::hearing::{HearingList, HearingSnapshot, Heartbeat};
use minyi_wire::{Problem, ProblemCode};
use serde::Deserialize;
use tokio::sync::watch;
use tokio::time::Instant;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::SignedIn;
use crate::app::App;
use crate::failure::{ApiFailure, JsonBody, PathOf, QueryOf};
use crate::hearings::StreamSlot;
use crate::hearings::frames;
use crate::hearings::room::{Listener, Told};
use crate::listener::{Next, StreamSource, Streaming};
use crate::store::matters::{Listed, Source, newest, some};

/// How often a reader is told where it stands.
const CURSOR: Duration = Duration::from_secs(20);
/// How long a stream lasts, so that a revoked session does not listen on for ever.
const LIFE: Duration = Duration::from_secs(15 * 60);
/// How far a phone's programme time may be ahead of the server's clock.
const AHEAD: SignedDuration = SignedDuration::from_secs(5);
/// Most hearings of a list.
const LIST: i64 = 200;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(snapshot))
        .routes(routes!(events))
        .routes(routes!(stream))
        .routes(routes!(heartbeat))
}

/// Where to go on.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct After {
    /// `at` of the snapshot, or the id of the last frame.
    after: Option<String>,
}

fn not_found() -> Problem {
    Problem::new(ProblemCode::NotFound)
}

async fn seen(
    app: &App,
    actor: &Actor,
    hearing: &HearingState,
    after: u32,
) -> Result<Option<HearingSnapshot>, ApiFailure> {
    let Some(viewer) = viewer_of(actor, hearing) else { return Ok(None) };
    let now = app.clock.now();
    let law = app.law.now();
    let context = law.context(actor, hearing.matter, now, None);
    let view = view_since(hearing, viewer, after, &context);
    let at = app.hearings.series(hearing.matter).await?.id(view.to);
    Ok(Some(HearingSnapshot { at, lane: viewer.lane, view, server_time: now }))
}

/// Hearings that this reader may see, newest change first; at most 200.
#[utoipa::path(
    get,
    path = "/v1/hearings",
    tag = "hearings",
    security(("session" = [])),
    responses(
        (status = 200, description = "The hearings", body = HearingList),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn list(State(app): State<App>, SignedIn(actor, _): SignedIn) -> Result<Json<HearingList>, ApiFailure> {
    let listed = Listed { procedure: PROCEDURE, stage: None };
    let readers = readers_of(&actor);
    let places = newest(&app.db, &readers, listed, None, LIST).await?;
    let ids: Vec<MatterId> = places.iter().map(|place| place.matter).collect();
    let files = some(Source::Db(&app.db), &ids).await?;
    let mut hearings = Vec::new();
    for id in ids {
        let Some(crate::procedures::State::Hearing(hearing)) = files.get(&id).map(|file| &file.state) else { continue };
        if let Some(HearingSnapshot { view, .. }) = seen(&app, &actor, hearing, 0).await? {
            // A line of a list: the words of questions stay where they are read.
            hearings.push(HearingView { questions: Vec::new(), seats: Vec::new(), notes: Vec::new(), ..view });
        }
    }
    // Of no matter yet: the rules of planning ask about none.
    let none = MatterId(uuid::Uuid::nil());
    let acts = opening_acts(&app.law.now().context(&actor, none, app.clock.now(), None));
    Ok(Json(HearingList { hearings, acts }))
}

/// The hearing as this reader sees it, with what the reader may do. Not there and not for you look the same.
#[utoipa::path(
    get,
    path = "/v1/hearings/{id}",
    tag = "hearings",
    params(("id" = MatterId, Path, description = "The hearing")),
    security(("session" = [])),
    responses(
        (status = 200, description = "The hearing", body = HearingSnapshot),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn snapshot(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    PathOf(id): PathOf<MatterId>,
) -> Result<Json<HearingSnapshot>, ApiFailure> {
    let hearing = app.hearings.read(id).await?;
    Ok(Json(seen(&app, &actor, &hearing, 0).await?.ok_or_else(not_found)?))
}

/// All that changed since a place, as one view. A place of another hearing or epoch gives the whole.
#[utoipa::path(
    get,
    path = "/v1/hearings/{id}/events",
    tag = "hearings",
    params(("id" = MatterId, Path, description = "The hearing"), After),
    security(("session" = [])),
    responses(
        (status = 200, description = "What changed", body = HearingSnapshot),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn events(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    PathOf(id): PathOf<MatterId>,
    QueryOf(After { after }): QueryOf<After>,
) -> Result<Json<HearingSnapshot>, ApiFailure> {
    let hearing = app.hearings.read(id).await?;
    let series = app.hearings.series(id).await?;
    let after = after.and_then(|after| series.seq(&after)).filter(|after| *after <= hearing.version).unwrap_or(0);
    Ok(Json(seen(&app, &actor, &hearing, after).await?.ok_or_else(not_found)?))
}

/// Frames as they come: `frame` (a HearingView, with its id), `mine` (the reader's own part), `cursor` every 20 seconds, `reset` (take a
/// snapshot), `gone`, `bye` (come back after `after_ms`). Goes on after `Last-Event-ID` or `after`; without either it begins
/// with the whole hearing.
#[utoipa::path(
    get,
    path = "/v1/hearings/{id}/stream",
    tag = "hearings",
    params(("id" = MatterId, Path, description = "The hearing"), After),
    security(("session" = [])),
    responses(
        (status = 200, description = "Events", body = HearingView, content_type = "text/event-stream"),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn stream(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    PathOf(id): PathOf<MatterId>,
    QueryOf(After { after }): QueryOf<After>,
    streaming: Option<Extension<Streaming>>,
    headers: HeaderMap,
) -> Result<Response, ApiFailure> {
    let room = app.hearings.room(id).await?;
    let slot = app.hearings.stream_slot(actor.user)?;
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok().map(str::to_owned)).or(after);
    let place = last.as_deref().map(|id| room.series.seq(id));
    // Whoever comes with a place that is none begins anew, and is told so.
    let listener = room.listen(actor, place.flatten().unwrap_or(0)).ok_or_else(not_found)?;
    let lost = place == Some(None);
    let (closing, now) = (app.hearings.closing(), Instant::now());
    let (until, cursor_at) = (now + LIFE, now + CURSOR);
    let watching = Watching { app, listener, _slot: slot, closing, until, cursor_at, ends: false, lost };
    let body = match streaming {
        Some(Extension(streaming)) => {
            streaming.begin(room.fan.clone(), Box::new(watching));
            Body::empty()
        }
        // A router without our listener.
        None => Body::from_stream(unfold(watching, |mut watching| async move {
            let bytes = watching.said().await?;
            Some((Ok::<Bytes, Infallible>(bytes), watching))
        })),
    };
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // A proxy that buffers would hide slow readers from the server.
        (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ];
    Ok((headers, body).into_response())
}

/// One open stream.
struct Watching {
    app: App,
    listener: Listener,
    _slot: StreamSlot,
    closing: watch::Receiver<bool>,
    until: Instant,
    cursor_at: Instant,
    /// The last word is said.
    ends: bool,
    /// The reader came with a place of another hearing or epoch.
    lost: bool,
}

impl StreamSource for Watching {
    fn next(&mut self, now: Instant) -> Next {
        if self.ends {
            return Next::End;
        }
        if std::mem::take(&mut self.lost) {
            return Next::Say(frames::reset(self.listener.series(), 0));
        }
        match self.listener.next(self.app.clock.now()) {
            Told::Frames(frames) => {
                self.cursor_at = now + CURSOR;
                return Next::Say(joined(frames));
            }
            Told::Nothing => {}
            Told::Reset(bytes) | Told::Gone(bytes) => {
                self.ends = true;
                return Next::Say(bytes);
            }
        }
        if *self.closing.borrow() || now >= self.until {
            return Next::Say(self.bye());
        }
        if now >= self.cursor_at {
            self.cursor_at = now + CURSOR;
            return Next::Say(frames::cursor(self.listener.series(), self.listener.at()));
        }
        Next::Wait
    }
}

impl Watching {
    /// The next bytes, waited for; `None` when it is over.
    async fn said(&mut self) -> Option<Bytes> {
        loop {
            match self.next(Instant::now()) {
                Next::Say(bytes) => return Some(bytes),
                Next::End => return None,
                Next::Wait => {}
            }
            let due = self.cursor_at.min(self.until);
            if let Ok(Err(_)) = tokio::time::timeout_at(due, self.listener.changed()).await {
                return None;
            }
        }
    }

    fn bye(&mut self) -> Bytes {
        self.ends = true;
        let mut random = [0_u8; 2];
        // Without randomness all come back at the same moment, which is worse but no fault.
        let _ = getrandom::fill(&mut random);
        frames::bye(500 + u16::from_le_bytes(random) % 29_500)
    }
}

fn joined(mut frames: Vec<Bytes>) -> Bytes {
    match frames.len() {
        1 => frames.remove(0),
        _ => frames.concat().into(),
    }
}

/// Notes that the reader watches. Dated by the server; counted only while the court sits and for who may watch.
#[utoipa::path(
    post,
    path = "/v1/hearings/{id}/heartbeat",
    tag = "hearings",
    params(("id" = MatterId, Path, description = "The hearing")),
    request_body = Heartbeat,
    security(("session" = [])),
    responses(
        (status = 204, description = "Noted, if it counts"),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn heartbeat(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    PathOf(id): PathOf<MatterId>,
    JsonBody(beat): JsonBody<Heartbeat>,
) -> Result<StatusCode, ApiFailure> {
    let now = app.clock.now();
    if beat.programme_time.is_some_and(|time| time.duration_since(now) > AHEAD) {
        return Err(Problem::new(ProblemCode::MalformedBody)
            .field("programme_time")
            .accepting("a moment that is not in the future")
            .into());
    }
    // Not `read`: five hundred phones each half minute need not unpack the hearing five hundred times.
    let room = app.hearings.room(id).await?;
    let hearing = room.hearing();
    let viewer = viewer_of(&actor, &hearing).ok_or_else(not_found)?;
    let watches = hearing.seats.get(&actor.user).is_some_and(minyi_rulebook::hearing::Seat::may_watch);
    let counts = viewer.lane == Lane::Roster && watches && hearing.stage.court_sits();
    let counts = counts && beat.foreground && beat.playing;
    if let Some(ended) = counts.then(|| app.hearings.attendance.beat(id, actor.user, now)).flatten() {
        let watched = vec![Watched { deputy: actor.user, intervals: vec![ended] }];
        app.hearings.note(&app.door, id, watched).await;
    }
    Ok(StatusCode::NO_CONTENT)
}
