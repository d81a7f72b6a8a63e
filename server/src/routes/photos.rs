//! `/v1/matters/{id}/photos…`: copies for looking, originals for a reason. Whoever reads an original is written down first
//! (查阅留痕).

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use minyi_evidence::CopyRole;
use minyi_rulebook::actor::{Actor, Role};
use minyi_rulebook::citizen_case::CaseState;
use minyi_rulebook::ids::{MatterId, Sha256};
use minyi_wire::photo::{CustodyList, ExportRequest, PhotoList, PhotoRecord, ReleaseRequest};
use minyi_wire::{Problem, ProblemCode};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{matters, public};
use crate::access::SignedIn;
use crate::app::App;
use crate::failure::{ApiFailure, JsonBody, PathOf, QueryOf};
use crate::store;
use crate::uploads::objects::Object;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(original))
        .routes(routes!(record))
        .routes(routes!(copy))
        .routes(routes!(thumbnail))
        .routes(routes!(custody))
        .routes(routes!(release, withdraw))
        .routes(routes!(export))
        .routes(routes!(public_list))
        .routes(routes!(public_copy))
        .routes(routes!(public_thumbnail))
}

/// What a hash names never changes; only this reader's own cache may keep it.
const OWN_CACHE: &str = "private, max-age=86400, immutable";
/// A copy may be made anew with more covered, or be taken back.
const ASK_AGAIN: &str = "private, no-cache";
const PUBLIC_ASK_AGAIN: &str = "public, no-cache";

/// Why.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct WhyQuery {
    /// Goes on record: 2 to 200 characters. Only authors may leave it out, for their own photos.
    reason: Option<String>,
}

/// The photos that the case names, with copies, origin and what the device's record is worth.
#[utoipa::path(
    get,
    path = "/v1/matters/{id}/photos",
    tag = "photos",
    params(("id" = MatterId, Path)),
    security(("session" = [])),
    responses(
        (status = 200, description = "In the order of the case", body = PhotoList),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn list(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    PathOf(matter): PathOf<MatterId>,
) -> Result<Json<PhotoList>, ApiFailure> {
    let case = whole_case(&app, &actor, matter).await?;
    Ok(Json(app.evidence.list(&case).await?))
}

/// The bytes of the original, for those who see the whole case and say why they need them.
#[utoipa::path(
    get,
    path = "/v1/matters/{id}/photos/{sha256}",
    tag = "photos",
    params(("id" = MatterId, Path), ("sha256" = Sha256, Path), WhyQuery),
    security(("session" = [])),
    responses(
        (status = 200, description = "JPEG, PNG, WebP or HEIC", body = Vec<u8>, content_type = "image/*"),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn original(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    PathOf((matter, sha256)): PathOf<(MatterId, Sha256)>,
    QueryOf(why): QueryOf<WhyQuery>,
) -> Result<Response, ApiFailure> {
    named(&app, &actor, matter, sha256).await?;
    let photo = app.uploads.photo(sha256).await?;
    app.evidence.note_view(&actor, matter, sha256, why.reason.as_deref(), app.clock.now()).await?;
    Ok(picture(photo.object, photo.kind.media_type(), OWN_CACHE))
}

/// The device's signed record of a photo that the case names; the photo itself may still be on its way. May be repeated.
#[utoipa::path(
    put,
    path = "/v1/matters/{id}/photos/{sha256}/record",
    tag = "photos",
    params(("id" = MatterId, Path), ("sha256" = Sha256, Path)),
    request_body = PhotoRecord,
    security(("session" = [])),
    responses(
        (status = 204, description = "Checked and kept"),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn record(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    PathOf((matter, sha256)): PathOf<(MatterId, Sha256)>,
    JsonBody(record): JsonBody<PhotoRecord>,
) -> Result<StatusCode, ApiFailure> {
    if actor.role() == Role::Auditor {
        return Err(ProblemCode::Forbidden.into());
    }
    let case = whole_case(&app, &actor, matter).await?;
    let named = case.photos.iter().find(|named| named.photo.sha256 == sha256);
    let named = named.ok_or_else(|| Problem::new(ProblemCode::NotFound).field("sha256"))?;
    app.evidence.take_record(matter, &named.photo, &record, app.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The copy for looking: upright, at most 2048 pixels, with nothing told beside the picture.
#[utoipa::path(
    get,
    path = "/v1/matters/{id}/photos/{sha256}/copy",
    tag = "photos",
    params(("id" = MatterId, Path), ("sha256" = Sha256, Path)),
    security(("session" = [])),
    responses(
        (status = 200, description = "A JPEG", body = Vec<u8>, content_type = "image/jpeg"),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn copy(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    PathOf((matter, sha256)): PathOf<(MatterId, Sha256)>,
) -> Result<Response, ApiFailure> {
    named(&app, &actor, matter, sha256).await?;
    Ok(picture(app.evidence.copy(matter, sha256, CopyRole::Public).await?, "image/jpeg", ASK_AGAIN))
}

/// The copy for lists: at most 320 pixels.
#[utoipa::path(
    get,
    path = "/v1/matters/{id}/photos/{sha256}/thumbnail",
    tag = "photos",
    params(("id" = MatterId, Path), ("sha256" = Sha256, Path)),
    security(("session" = [])),
    responses(
        (status = 200, description = "A JPEG", body = Vec<u8>, content_type = "image/jpeg"),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn thumbnail(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    PathOf((matter, sha256)): PathOf<(MatterId, Sha256)>,
) -> Result<Response, ApiFailure> {
    named(&app, &actor, matter, sha256).await?;
    Ok(picture(app.evidence.copy(matter, sha256, CopyRole::Thumbnail).await?, "image/jpeg", ASK_AGAIN))
}

/// Who did what with the original, when and why.
#[utoipa::path(
    get,
    path = "/v1/matters/{id}/photos/{sha256}/custody",
    tag = "photos",
    params(("id" = MatterId, Path), ("sha256" = Sha256, Path)),
    security(("session" = [])),
    responses(
        (status = 200, description = "Oldest first", body = CustodyList),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn custody(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    PathOf((matter, sha256)): PathOf<(MatterId, Sha256)>,
) -> Result<Json<CustodyList>, ApiFailure> {
    named(&app, &actor, matter, sha256).await?;
    Ok(Json(app.evidence.custody(matter, sha256).await?))
}

/// Covers boxes of the copies and lets them be shown to everybody once the case is public. Office and stations only.
#[utoipa::path(
    post,
    path = "/v1/matters/{id}/photos/{sha256}/release",
    tag = "photos",
    params(("id" = MatterId, Path), ("sha256" = Sha256, Path)),
    request_body = ReleaseRequest,
    security(("session" = [])),
    responses(
        (status = 204, description = "Released, with exactly these boxes covered"),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn release(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    PathOf((matter, sha256)): PathOf<(MatterId, Sha256)>,
    JsonBody(request): JsonBody<ReleaseRequest>,
) -> Result<StatusCode, ApiFailure> {
    named(&app, &actor, matter, sha256).await?;
    app.evidence.release(&actor, matter, sha256, &request, app.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes the copies back from the public. Office and stations only.
#[utoipa::path(
    delete,
    path = "/v1/matters/{id}/photos/{sha256}/release",
    tag = "photos",
    params(("id" = MatterId, Path), ("sha256" = Sha256, Path), WhyQuery),
    security(("session" = [])),
    responses(
        (status = 204, description = "Not public any more"),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn withdraw(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    PathOf((matter, sha256)): PathOf<(MatterId, Sha256)>,
    QueryOf(why): QueryOf<WhyQuery>,
) -> Result<StatusCode, ApiFailure> {
    named(&app, &actor, matter, sha256).await?;
    app.evidence.withdraw(&actor, matter, sha256, &why.reason.unwrap_or_default(), app.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Everything about a photo as one file that `minyi verify` judges without this server. Office and stations only.
#[utoipa::path(
    post,
    path = "/v1/matters/{id}/photos/{sha256}/export",
    tag = "photos",
    params(("id" = MatterId, Path), ("sha256" = Sha256, Path)),
    request_body = ExportRequest,
    security(("session" = [])),
    responses(
        (status = 200, description = "A ZIP: original, copies, records, proofs, reports", body = Vec<u8>, content_type = "application/zip"),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn export(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    PathOf((matter, sha256)): PathOf<(MatterId, Sha256)>,
    JsonBody(request): JsonBody<ExportRequest>,
) -> Result<Response, ApiFailure> {
    named(&app, &actor, matter, sha256).await?;
    let now = app.clock.now();
    let package = app.evidence.export(&actor, matter, sha256, &request.reason, now, &app.key).await?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/zip")),
        (CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"minyi-evidence.zip\"")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, package).into_response())
}

/// The released photos of a public case.
#[utoipa::path(
    get,
    path = "/v1/public/matters/{id}/photos",
    tag = "public",
    params(("id" = MatterId, Path)),
    responses(
        (status = 200, description = "In the order of the case", body = PhotoList),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn public_list(State(app): State<App>, PathOf(matter): PathOf<MatterId>) -> Result<Json<PhotoList>, ApiFailure> {
    public::reading(&app).one(matter).await?;
    let case = store::matters::case(&app.db, matter).await?.ok_or(ProblemCode::NotFound)?;
    Ok(Json(app.evidence.public_list(&case).await?))
}

/// The copy of a released photo.
#[utoipa::path(
    get,
    path = "/v1/public/matters/{id}/photos/{sha256}/copy",
    tag = "public",
    params(("id" = MatterId, Path), ("sha256" = Sha256, Path)),
    responses(
        (status = 200, description = "A JPEG", body = Vec<u8>, content_type = "image/jpeg"),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn public_copy(
    State(app): State<App>,
    PathOf((matter, sha256)): PathOf<(MatterId, Sha256)>,
) -> Result<Response, ApiFailure> {
    public::reading(&app).one(matter).await?;
    Ok(picture(app.evidence.public_copy(matter, sha256, CopyRole::Public).await?, "image/jpeg", PUBLIC_ASK_AGAIN))
}

/// The small copy of a released photo.
#[utoipa::path(
    get,
    path = "/v1/public/matters/{id}/photos/{sha256}/thumbnail",
    tag = "public",
    params(("id" = MatterId, Path), ("sha256" = Sha256, Path)),
    responses(
        (status = 200, description = "A JPEG", body = Vec<u8>, content_type = "image/jpeg"),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn public_thumbnail(
    State(app): State<App>,
    PathOf((matter, sha256)): PathOf<(MatterId, Sha256)>,
) -> Result<Response, ApiFailure> {
    public::reading(&app).one(matter).await?;
    Ok(picture(app.evidence.public_copy(matter, sha256, CopyRole::Thumbnail).await?, "image/jpeg", PUBLIC_ASK_AGAIN))
}

/// The case, if the reader sees the whole of it.
async fn whole_case(app: &App, actor: &Actor, matter: MatterId) -> Result<CaseState, ApiFailure> {
    let view = matters::reading(app, actor).one(matter).await?;
    Ok(view.full().ok_or(ProblemCode::Forbidden)?.clone())
}

/// Named is not enough: a photo is the case's only once its bytes came for this case.
async fn named(app: &App, actor: &Actor, matter: MatterId, sha256: Sha256) -> Result<(), ApiFailure> {
    if whole_case(app, actor, matter).await?.has_photo(&sha256) {
        return Ok(());
    }
    Err(Problem::new(ProblemCode::NotFound).field("sha256").into())
}

fn picture(object: Object, media_type: &'static str, cache: &'static str) -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (CONTENT_LENGTH, HeaderValue::from(object.bytes)),
        (CONTENT_DISPOSITION, HeaderValue::from_static("inline")),
        (CACHE_CONTROL, HeaderValue::from_static(cache)),
    ];
    (headers, Body::from_stream(object.content)).into_response()
}
