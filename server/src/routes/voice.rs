//! `/v1/matters/{id}/voice…`: the voice note of a case, for those who may read its words. Whoever listens is written down first
//! (收听留痕).

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use minyi_rulebook::actor::Actor;
use minyi_rulebook::citizen_case::may_listen;
use minyi_rulebook::ids::{MatterId, Sha256};
use minyi_wire::photo::CustodyList;
use minyi_wire::{Problem, ProblemCode};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::matters;
use crate::access::SignedIn;
use crate::app::App;
use crate::failure::{ApiFailure, PathOf};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(listen)).routes(routes!(custody))
}

/// The sound of the voice note, without anything that the recorder wrote beside it. Each reading goes on record, so no cache keeps it.
#[utoipa::path(
    get,
    path = "/v1/matters/{id}/voice",
    tag = "voice",
    params(("id" = MatterId, Path)),
    security(("session" = [])),
    responses(
        (status = 200, description = "AAC in MP4 or Opus in Ogg", body = Vec<u8>, content_type = "audio/*"),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn listen(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    PathOf(matter): PathOf<MatterId>,
) -> Result<Response, ApiFailure> {
    let voice = here(&app, &actor, matter).await?;
    let sound = app.uploads.voice(voice).await?;
    app.evidence.note_listening(&actor, matter, voice, app.clock.now()).await?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(sound.format.media_type())),
        (CONTENT_DISPOSITION, HeaderValue::from_static("inline")),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    Ok((headers, sound.clean).into_response())
}

/// Who sent it and who listened, when.
#[utoipa::path(
    get,
    path = "/v1/matters/{id}/voice/custody",
    tag = "voice",
    params(("id" = MatterId, Path)),
    security(("session" = [])),
    responses(
        (status = 200, description = "Oldest first", body = CustodyList),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn custody(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    PathOf(matter): PathOf<MatterId>,
) -> Result<Json<CustodyList>, ApiFailure> {
    let voice = here(&app, &actor, matter).await?;
    Ok(Json(app.evidence.custody(matter, voice).await?))
}

/// The note of the case, if the reader may hear it and its bytes came for this case.
async fn here(app: &App, actor: &Actor, matter: MatterId) -> Result<Sha256, ApiFailure> {
    let view = matters::reading(app, actor).one(matter).await?;
    let case = view.full().filter(|case| may_listen(actor, case)).ok_or(ProblemCode::Forbidden)?;
    let voice = case.voice.as_ref().filter(|voice| voice.seconds.is_some());
    Ok(voice.ok_or_else(|| Problem::new(ProblemCode::NotFound).field("voice"))?.note.sha256)
}
