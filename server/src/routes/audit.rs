//! `GET /v1/audit/heads`, `…/evidence-heads`: the signed daily heads. Public on purpose: they prove something only to those who kept a copy.

use axum::Json;
use axum::extract::State;
use minyi_wire::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::failure::ApiFailure;
use crate::store::daily_head::{self, DailyHead};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(heads)).routes(routes!(evidence_heads))
}

/// All daily heads, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DailyHeads {
    pub heads: Vec<DailyHead>,
}

/// The signed heads of all finished days.
#[utoipa::path(
    get,
    path = "/v1/audit/heads",
    tag = "audit",
    responses(
        (status = 200, description = "Oldest first", body = DailyHeads),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn heads(State(app): State<App>) -> Result<Json<DailyHeads>, ApiFailure> {
    Ok(Json(DailyHeads { heads: daily_head::all(&app.db).await? }))
}

/// All daily heads of the log of photo evidence, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EvidenceHeads {
    /// Each a text of six lines: title, size, RFC 6962 root, time in milliseconds, key, signature.
    pub heads: Vec<String>,
}

/// The signed roots over the log of photo evidence, one a finished day.
#[utoipa::path(
    get,
    path = "/v1/audit/evidence-heads",
    tag = "audit",
    responses(
        (status = 200, description = "Oldest first", body = EvidenceHeads),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn evidence_heads(State(app): State<App>) -> Result<Json<EvidenceHeads>, ApiFailure> {
    Ok(Json(EvidenceHeads { heads: app.evidence.heads().await? }))
}
