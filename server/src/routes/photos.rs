//! `GET /v1/matters/{id}/photos/{sha256}`: an original. Whoever reads one is written down first (查阅留痕).

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use minyi_rulebook::ids::{MatterId, Sha256};
use minyi_wire::{Problem, ProblemCode};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::matters::reading;
use crate::access::SignedIn;
use crate::app::App;
use crate::audit::access_log::{self, Access};
use crate::failure::{ApiFailure, PathOf};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(photo))
}

/// The bytes of a photo that the case names, for those who see the whole case.
#[utoipa::path(
    get,
    path = "/v1/matters/{id}/photos/{sha256}",
    tag = "matters",
    params(("id" = MatterId, Path), ("sha256" = Sha256, Path)),
    security(("session" = [])),
    responses(
        (status = 200, description = "JPEG, PNG, WebP or HEIC", body = Vec<u8>, content_type = "image/*"),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn photo(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    PathOf((matter, sha256)): PathOf<(MatterId, Sha256)>,
) -> Result<Response, ApiFailure> {
    let view = reading(&app, &actor).one(matter).await?;
    let case = view.full().ok_or(ProblemCode::Forbidden)?;
    // Named is not enough: a photo is the case's only once its bytes came for this case.
    if !case.has_photo(&sha256) {
        return Err(Problem::new(ProblemCode::NotFound).field("sha256").into());
    }
    let photo = app.uploads.photo(sha256).await?;
    let access = Access { at: app.clock.now(), actor: actor.user, matter, what: format!("photo:{sha256}") };
    access_log::note(&app.db, &access).await?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(photo.kind.media_type())),
        (CONTENT_LENGTH, HeaderValue::from(photo.object.bytes)),
        (CONTENT_DISPOSITION, HeaderValue::from_static("inline")),
        // What a hash names never changes; only this reader's own cache may keep it.
        (CACHE_CONTROL, HeaderValue::from_static("private, max-age=86400, immutable")),
    ];
    Ok((headers, Body::from_stream(photo.object.content)).into_response())
}
