//! `/v1/uploads/…`: photos and voice notes in parts.

use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, StatusCode};
use minyi_rulebook::ids::{Sha256, UploadId};
use minyi_wire::upload::{PART_MAX, UploadDeclaration, UploadView};
use minyi_wire::{Problem, ProblemCode};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::SignedIn;
use crate::app::App;
use crate::failure::{ApiFailure, JsonBody, PathOf, RawBody};
use crate::uploads::Declared;

pub(super) fn router() -> OpenApiRouter<App> {
    let parts = OpenApiRouter::new().routes(routes!(put_part)).layer(DefaultBodyLimit::max(PART_MAX as usize));
    OpenApiRouter::new().routes(routes!(declare, progress)).merge(parts)
}

/// Declares an upload under an id of the client's making. May be repeated.
#[utoipa::path(
    put,
    path = "/v1/uploads/{id}",
    tag = "uploads",
    params(("id" = UploadId, Path)),
    request_body = UploadDeclaration,
    security(("session" = [])),
    responses(
        (status = 200, description = "Known already", body = UploadView),
        (status = 201, description = "New, or begun anew", body = UploadView),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn declare(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    PathOf(id): PathOf<UploadId>,
    JsonBody(declaration): JsonBody<UploadDeclaration>,
) -> Result<(StatusCode, Json<UploadView>), ApiFailure> {
    Ok(match app.uploads.declare(&actor, id, declaration, app.clock.now()).await? {
        Declared::New(view) => (StatusCode::CREATED, Json(view)),
        Declared::Known(view) => (StatusCode::OK, Json(view)),
    })
}

/// Which parts are here.
#[utoipa::path(
    get,
    path = "/v1/uploads/{id}",
    tag = "uploads",
    params(("id" = UploadId, Path)),
    security(("session" = [])),
    responses(
        (status = 200, description = "How far it is", body = UploadView),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn progress(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    PathOf(id): PathOf<UploadId>,
) -> Result<Json<UploadView>, ApiFailure> {
    Ok(Json(app.uploads.progress(&actor, id, app.clock.now()).await?))
}

/// One part. Durable when it is answered; may be repeated and come in any order; the last one finishes the upload.
#[utoipa::path(
    put,
    path = "/v1/uploads/{id}/parts/{n}",
    tag = "uploads",
    params(
        ("id" = UploadId, Path),
        ("n" = u32, Path, description = "From 0"),
        ("Content-Digest" = String, Header, description = "RFC 9530: sha-256=:<base64>:"),
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    security(("session" = [])),
    responses(
        (status = 200, description = "Here and durable", body = UploadView),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn put_part(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    PathOf((id, number)): PathOf<(UploadId, u32)>,
    headers: HeaderMap,
    RawBody(bytes): RawBody,
) -> Result<Json<UploadView>, ApiFailure> {
    let digest = content_digest(&headers).ok_or_else(|| {
        let problem = Problem::new(ProblemCode::PartDigestMismatch).field("content-digest");
        problem.accepting("Content-Digest: sha-256=:<base64 of 32 bytes>:")
    })?;
    Ok(Json(app.uploads.take_part(&actor, id, number, digest, bytes, app.clock.now()).await?))
}

/// The SHA-256 among the digests of RFC 9530.
fn content_digest(headers: &HeaderMap) -> Option<Sha256> {
    let header = headers.get("content-digest")?.to_str().ok()?;
    let entry = header.split(',').find_map(|entry| entry.trim().strip_prefix("sha-256="))?;
    let bytes = STANDARD.decode(entry.strip_prefix(':')?.strip_suffix(':')?).ok()?;
    bytes.try_into().ok().map(Sha256)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sha_256_is_found_among_other_digests() {
        let digest = format!("sha-256=:{}:", STANDARD.encode([7; 32]));
        let table = [
            (digest.clone(), true),
            (format!("sha-512=:AAAA:, {digest}"), true),
            (digest.replace(':', ""), false),
            ("sha-256=:AAAA:".to_owned(), false),
            ("sha-256=:not base64:".to_owned(), false),
            ("sha-512=:AAAA:".to_owned(), false),
            (String::new(), false),
        ];
        for (header, found) in table {
            let headers =
                HeaderMap::from_iter([(http::HeaderName::from_static("content-digest"), header.parse().unwrap())]);
            assert_eq!(content_digest(&headers), found.then_some(Sha256([7; 32])), "{header}");
        }
    }
}
