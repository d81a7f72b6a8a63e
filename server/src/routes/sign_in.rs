//! `POST /v1/sign-in/…`: citizens with a code, staff with a password and a second factor.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use minyi_wire::Problem;
use minyi_wire::access::{CodeRequest, CodeSent, CodeSignIn, Session, StaffSignIn};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::Client;
use crate::app::App;
use crate::failure::{ApiFailure, JsonBody};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(phone)).routes(routes!(code)).routes(routes!(staff))
}

/// Sends a one-time code. The answer is the same whether the number is known or not.
#[utoipa::path(
    post,
    path = "/v1/sign-in/phone",
    tag = "access",
    request_body = CodeRequest,
    responses(
        (status = 202, description = "The code is on its way", body = CodeSent),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn phone(
    State(app): State<App>,
    client: Client,
    JsonBody(request): JsonBody<CodeRequest>,
) -> Result<(StatusCode, Json<CodeSent>), ApiFailure> {
    Ok((StatusCode::ACCEPTED, Json(app.access.request_code(&request.phone, &client).await?)))
}

/// Signs a citizen in. The first time makes the account.
#[utoipa::path(
    post,
    path = "/v1/sign-in/code",
    tag = "access",
    request_body = CodeSignIn,
    responses(
        (status = 200, description = "Signed in; the token is shown once", body = Session),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn code(
    State(app): State<App>,
    client: Client,
    JsonBody(proof): JsonBody<CodeSignIn>,
) -> Result<Json<Session>, ApiFailure> {
    Ok(Json(app.access.sign_in_with_code(&proof.phone, &proof.code, proof.device, &client).await?))
}

/// Signs a member of staff or a deputy in.
#[utoipa::path(
    post,
    path = "/v1/sign-in/staff",
    tag = "access",
    request_body = StaffSignIn,
    responses(
        (status = 200, description = "Signed in; the token is shown once", body = Session),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn staff(
    State(app): State<App>,
    client: Client,
    JsonBody(proof): JsonBody<StaffSignIn>,
) -> Result<Json<Session>, ApiFailure> {
    Ok(Json(app.access.sign_in_staff(&proof.login, &proof.password, &proof.totp, proof.device, &client).await?))
}
