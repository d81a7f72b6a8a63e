//! `GET /healthz` and `GET /readyz`: for whoever restarts processes and routes traffic.

use axum::Json;
use axum::extract::State;
use minyi_wire::{Problem, ProblemCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::failure::ApiFailure;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(alive)).routes(routes!(ready))
}

/// All is well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Health {
    /// `ok`
    pub status: String,
}

fn ok() -> Json<Health> {
    Json(Health { status: "ok".to_owned() })
}

/// The process answers.
#[utoipa::path(
    get,
    path = "/healthz",
    tag = "operations",
    responses((status = 200, description = "The process answers", body = Health))
)]
async fn alive() -> Json<Health> {
    ok()
}

/// The store answers, and the server is not on its way out.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "operations",
    responses(
        (status = 200, description = "Ready for requests", body = Health),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn ready(State(app): State<App>) -> Result<Json<Health>, ApiFailure> {
    if app.is_draining() || app.db.ping().await.is_err() {
        return Err(Problem::new(ProblemCode::Unavailable).retry_after(5).into());
    }
    Ok(ok())
}
