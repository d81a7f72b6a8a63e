//! `/v1/hearings/{id}/video…`, `/v1/video/…`: the pictures of a hearing for those who may watch. What the gateway is: [`crate::video`].

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};
use jiff::Timestamp;
use minyi_rulebook::actor::{Actor, Capacity};
use minyi_rulebook::hearing::lanes::{Viewer, viewer_of};
use minyi_rulebook::hearing::{HearingState, VideoSource};
use minyi_rulebook::ids::{MatterId, UserId};
use minyi_wire::video::{Picture, VideoFetches, VideoPass, Watermark};
use minyi_wire::{Problem, ProblemCode};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::SignedIn;
use crate::app::App;
use crate::failure::{ApiFailure, PathOf};
use crate::video::pass::{Holder, Kind, Pass};
use crate::video::{Fetched, WATERMARK, address_of, may_watch, pass_for};

const PLAYLIST: HeaderValue = HeaderValue::from_static("application/vnd.apple.mpegurl");

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(video))
        .routes(routes!(playlist))
        .routes(routes!(piece))
        .routes(routes!(key))
        .routes(routes!(log))
}

fn not_found() -> Problem {
    Problem::new(ProblemCode::NotFound)
}

/// The hearing as it is now, and how the actor stands to it, if the picture is theirs to see; counts a refusal if not.
async fn watching(
    app: &App,
    id: MatterId,
    viewer: impl FnOnce(&HearingState) -> Option<Viewer>,
    user: UserId,
) -> Result<(std::sync::Arc<HearingState>, Viewer, Timestamp), Problem> {
    let now = app.clock.now();
    // The room is kept up to date by the bus, so a thousand pieces cost no look into the store.
    let hearing = app.hearings.room(id).await?.hearing();
    match viewer(&hearing).filter(|viewer| may_watch(&hearing, *viewer, now)) {
        Some(viewer) => Ok((hearing, viewer, now)),
        None => {
            app.video.log.note(id, user, now, Fetched::Refused);
            Err(not_found())
        }
    }
}

async fn watching_as(
    app: &App,
    id: MatterId,
    actor: &Actor,
) -> Result<(std::sync::Arc<HearingState>, Viewer, Timestamp), Problem> {
    watching(app, id, |hearing| viewer_of(actor, hearing), actor.user).await
}

/// Where the pictures are for this viewer, and the watermark that names them; ask again before it is over. `not_found` while there is no
/// picture for them: not in session, a closed part, turned closed, discipline not signed.
#[utoipa::path(
    get,
    path = "/v1/hearings/{id}/video",
    tag = "hearings",
    params(("id" = MatterId, Path, description = "The hearing")),
    security(("session" = [])),
    responses(
        (status = 200, description = "Where the pictures are", body = VideoPass),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn video(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    PathOf(id): PathOf<MatterId>,
) -> Result<Json<VideoPass>, ApiFailure> {
    let (hearing, viewer, now) = watching_as(&app, id, &actor).await?;
    let list = format!("/v1/hearings/{id}/video/index.m3u8");
    let dated = match &hearing.plan.video {
        VideoSource::ExternalPage { .. } => false,
        source => dated(&app, &hearing, source, Holder { user: actor.user, lane: viewer.lane }, now).await?,
    };
    let picture = match &hearing.plan.video {
        VideoSource::ExternalPage { url, delay_s } => Picture::ExternalPage { url: url.clone(), delay_s: *delay_s },
        VideoSource::Hls { delay_s, .. } => Picture::Hls { playlist: list, delay_s: *delay_s, dated },
        VideoSource::Recorded { .. } => Picture::Recorded { playlist: list, dated },
    };
    let rows = app.db.rows("SELECT name FROM users WHERE id = $1", &[actor.user.to_string().into()]).await?;
    let name = rows.first().map(|row| row.text(0)).transpose()?.unwrap_or_default();
    let watermark = Watermark {
        hearing: id,
        case_no: hearing.plan.case_no.clone(),
        viewer: actor.user,
        name,
        seat: hearing.seats.get(&actor.user).map_or(0, |seat| seat.number),
        issued_at: now,
        good_until: now.checked_add(WATERMARK).unwrap_or(now),
        key_id: String::new(),
        signature: String::new(),
    };
    Ok(Json(VideoPass { picture, watermark: watermark.signed(&app.key) }))
}

/// Whether the court's stream says when it was filmed; a list of variants is looked at one step further.
async fn dated(
    app: &App,
    hearing: &HearingState,
    source: &VideoSource,
    holder: Holder,
    now: Timestamp,
) -> Result<bool, Problem> {
    let address = address_of(source)?;
    let list = app.video.playlist(&address, pass_for(hearing.matter, holder, now)).await?;
    if let Some(dated) = list.dated {
        return Ok(dated);
    }
    let variant = list.text.lines().find_map(|line| line.strip_prefix("/v1/video/"));
    let pass = variant.and_then(|path| path.split('/').next());
    let Some(pass) = pass.and_then(|pass| app.video.passes.open(pass, now)) else { return Ok(false) };
    let address = reqwest::Url::parse(&pass.address).map_err(|_| crate::video::unavailable())?;
    let list = app.video.playlist(&address, pass_for(hearing.matter, holder, now)).await?;
    Ok(list.dated.unwrap_or(false))
}

/// The court's playlist with its addresses replaced. A player of a live stream asks again every few seconds, each time with the session.
#[utoipa::path(
    get,
    path = "/v1/hearings/{id}/video/index.m3u8",
    tag = "hearings",
    params(("id" = MatterId, Path, description = "The hearing")),
    security(("session" = [])),
    responses(
        (status = 200, description = "A playlist", body = String, content_type = "application/vnd.apple.mpegurl"),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn playlist(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    PathOf(id): PathOf<MatterId>,
) -> Result<Response, ApiFailure> {
    let (hearing, viewer, now) = watching_as(&app, id, &actor).await?;
    let address = address_of(&hearing.plan.video)?;
    let holder = Holder { user: actor.user, lane: viewer.lane };
    passed_on(&app, &address, id, holder, now).await
}

async fn passed_on(
    app: &App,
    address: &reqwest::Url,
    id: MatterId,
    holder: Holder,
    now: Timestamp,
) -> Result<Response, ApiFailure> {
    let list = app.video.playlist(address, pass_for(id, holder, now)).await?;
    app.video.log.note(id, holder.user, now, Fetched::Playlist);
    Ok(([(CONTENT_TYPE, PLAYLIST), (CACHE_CONTROL, HeaderValue::from_static("no-store"))], list.text).into_response())
}

/// The pass, if it is ours and good, and its holder may watch now.
async fn admitted(app: &App, pass: &str) -> Result<(Pass, Timestamp), Problem> {
    let pass = app.video.passes.open(pass, app.clock.now()).ok_or_else(not_found)?;
    let holder = pass.holder;
    let (hearing, _, now) = watching(app, pass.hearing, |_| Some(holder.viewer()), holder.user).await?;
    // A source that was replaced is over as well.
    let current = address_of(&hearing.plan.video)?;
    let same = reqwest::Url::parse(&pass.address).is_ok_and(|address| address.origin() == current.origin());
    if same { Ok((pass, now)) } else { Err(not_found()) }
}

/// A piece of the picture, or the playlist of a variant. The pass is the permission: two minutes, one viewer, one address.
#[utoipa::path(
    get,
    path = "/v1/video/{pass}/{name}",
    tag = "hearings",
    params(
        ("pass" = String, Path, description = "From a playlist"),
        ("name" = String, Path, description = "For players that go by endings; it decides nothing"),
    ),
    responses(
        (status = 200, description = "The piece", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn piece(State(app): State<App>, PathOf((pass, _)): PathOf<(String, String)>) -> Result<Response, ApiFailure> {
    let (pass, now) = admitted(&app, &pass).await?;
    match pass.kind {
        Kind::Playlist => {
            let address = reqwest::Url::parse(&pass.address).map_err(|_| not_found())?;
            passed_on(&app, &address, pass.hearing, pass.holder, now).await
        }
        Kind::Piece => {
            app.video.log.note(pass.hearing, pass.holder.user, now, Fetched::Piece);
            streamed(&app, &pass.address).await
        }
        Kind::Key => Err(not_found().into()),
    }
}

/// The key of an encrypted stream: with the pass and with the session of the same viewer.
#[utoipa::path(
    get,
    path = "/v1/video/{pass}/key",
    tag = "hearings",
    params(("pass" = String, Path, description = "From a playlist")),
    security(("session" = [])),
    responses(
        (status = 200, description = "The key", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn key(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    PathOf(pass): PathOf<String>,
) -> Result<Response, ApiFailure> {
    let (pass, now) = admitted(&app, &pass).await?;
    if pass.kind != Kind::Key || pass.holder.user != actor.user {
        return Err(not_found().into());
    }
    app.video.log.note(pass.hearing, actor.user, now, Fetched::Key);
    streamed(&app, &pass.address).await
}

/// What the court's server gives, passed on as it comes.
async fn streamed(app: &App, address: &str) -> Result<Response, ApiFailure> {
    let answer = app.video.origin.piece(address).await?;
    let mut headers = HeaderMap::new();
    for name in [CONTENT_TYPE, CONTENT_LENGTH] {
        if let Some(value) = answer.headers().get(&name) {
            headers.insert(name, value.clone());
        }
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok((headers, Body::from_stream(answer.bytes_stream())).into_response())
}

/// Who fetched how much of the picture in which minute, newest first, at most 10,000 rows; for the office and for auditors.
#[utoipa::path(
    get,
    path = "/v1/hearings/{id}/video/log",
    tag = "hearings",
    params(("id" = MatterId, Path, description = "The hearing")),
    security(("session" = [])),
    responses(
        (status = 200, description = "The log", body = Vec<VideoFetches>),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn log(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    PathOf(id): PathOf<MatterId>,
) -> Result<Json<Vec<VideoFetches>>, ApiFailure> {
    if !matches!(actor.capacity, Capacity::OfficeStaff { .. } | Capacity::Auditor) {
        return Err(not_found().into());
    }
    Ok(Json(app.video.log.read(id).await?))
}
