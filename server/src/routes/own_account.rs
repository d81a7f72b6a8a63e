//! `/v1/me/…`: what staff and deputies sign in with, changed by themselves.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use minyi_wire::Problem;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::{AuthenticatorOffer, SignedIn};
use crate::app::App;
use crate::failure::{ApiFailure, JsonBody};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(password)).routes(routes!(draw)).routes(routes!(adopt))
}

/// Another password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasswordChange {
    /// The password of now.
    old_password: String,
    /// 12 to 128 characters, at least 6 different ones, without the login.
    new_password: String,
}

/// Changes one's own password. Every other session of the account ends.
#[utoipa::path(
    post,
    path = "/v1/me/password",
    tag = "access",
    request_body = PasswordChange,
    security(("session" = []), ("browser" = [])),
    responses(
        (status = 204, description = "Changed, and on record"),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn password(
    State(app): State<App>,
    of: SignedIn,
    JsonBody(change): JsonBody<PasswordChange>,
) -> Result<StatusCode, ApiFailure> {
    app.access.change_password(&of, &change.old_password, &change.new_password).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who asks for a new authenticator.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AuthenticatorDraw {
    /// The password of now.
    old_password: String,
}

/// Draws a secret for a new authenticator. The one of now stays in use.
#[utoipa::path(
    post,
    path = "/v1/me/authenticator/draw",
    tag = "access",
    request_body = AuthenticatorDraw,
    security(("session" = []), ("browser" = [])),
    responses(
        (status = 200, description = "The secret, told once", body = AuthenticatorOffer),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn draw(
    State(app): State<App>,
    of: SignedIn,
    JsonBody(draw): JsonBody<AuthenticatorDraw>,
) -> Result<Json<AuthenticatorOffer>, ApiFailure> {
    Ok(Json(app.access.draw_authenticator(&of, &draw.old_password).await?))
}

/// A drawn secret, and what its authenticator shows.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AuthenticatorAdoption {
    secret: String,
    ticket: String,
    /// Six digits.
    code: String,
}

/// Takes a drawn secret into use. Every other session of the account ends.
#[utoipa::path(
    post,
    path = "/v1/me/authenticator",
    tag = "access",
    request_body = AuthenticatorAdoption,
    security(("session" = []), ("browser" = [])),
    responses(
        (status = 204, description = "In use, and on record"),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn adopt(
    State(app): State<App>,
    of: SignedIn,
    JsonBody(new): JsonBody<AuthenticatorAdoption>,
) -> Result<StatusCode, ApiFailure> {
    app.access.adopt_authenticator(&of, &new.secret, &new.ticket, &new.code).await?;
    Ok(StatusCode::NO_CONTENT)
}
