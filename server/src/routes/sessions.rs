//! `/v1/me`, `/v1/sessions`, `/v1/sign-out`: who am I, and on which devices.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use minyi_rulebook::actor::Actor;
use minyi_rulebook::ids::DeviceId;
use minyi_wire::Problem;
use minyi_wire::access::SessionList;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::browser::set;
use crate::access::SignedIn;
use crate::access::cookies::Cookies;
use crate::app::App;
use crate::failure::{ApiFailure, PathOf};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(me)).routes(routes!(list)).routes(routes!(end)).routes(routes!(sign_out))
}

/// Who the token speaks for.
#[utoipa::path(
    get,
    path = "/v1/me",
    tag = "access",
    security(("session" = [])),
    responses(
        (status = 200, description = "Account and capacity", body = Actor),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn me(SignedIn(actor, _): SignedIn) -> Json<Actor> {
    Json(actor)
}

/// The devices on which the account is signed in.
#[utoipa::path(
    get,
    path = "/v1/sessions",
    tag = "access",
    security(("session" = [])),
    responses(
        (status = 200, description = "Latest sign-in first", body = SessionList),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn list(State(app): State<App>, signed_in: SignedIn) -> Result<Json<SessionList>, ApiFailure> {
    Ok(Json(SessionList { sessions: app.access.sessions(&signed_in).await? }))
}

/// Signs one of the account's devices out, at once: a lost phone, for example.
#[utoipa::path(
    delete,
    path = "/v1/sessions/{device}",
    tag = "access",
    params(("device" = DeviceId, Path)),
    security(("session" = [])),
    responses(
        (status = 204, description = "Signed out there"),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn end(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    PathOf(device): PathOf<DeviceId>,
) -> Result<StatusCode, ApiFailure> {
    app.access.revoke(actor.user, device).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Signs this device out; a browser's cookie goes as well.
#[utoipa::path(
    post,
    path = "/v1/sign-out",
    tag = "access",
    security(("session" = [])),
    responses(
        (status = 204, description = "Signed out"),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn sign_out(
    State(app): State<App>,
    SignedIn(actor, device): SignedIn,
    headers: HeaderMap,
) -> Result<Response, ApiFailure> {
    app.access.revoke(actor.user, device).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    let cookies = Cookies::of(&headers, app.access.client_address());
    if cookies.session().is_some() {
        set(&mut response, cookies.end());
    }
    Ok(response)
}
