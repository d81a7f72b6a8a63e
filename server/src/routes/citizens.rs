//! `POST /v1/citizens`: station staff register somebody who came or called (代为提交).

use axum::Json;
use axum::extract::State;
use minyi_wire::Problem;
use minyi_wire::access::{CitizenRegistration, RegisteredCitizen};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::SignedIn;
use crate::app::App;
use crate::failure::{ApiFailure, JsonBody};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(register))
}

/// The account of a number, to file for. The same number gives the same account.
#[utoipa::path(
    post,
    path = "/v1/citizens",
    tag = "access",
    request_body = CitizenRegistration,
    security(("session" = [])),
    responses(
        (status = 200, description = "The account", body = RegisteredCitizen),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn register(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    JsonBody(registration): JsonBody<CitizenRegistration>,
) -> Result<Json<RegisteredCitizen>, ApiFailure> {
    Ok(Json(RegisteredCitizen { user: app.access.register_citizen(&actor, &registration.phone).await? }))
}
