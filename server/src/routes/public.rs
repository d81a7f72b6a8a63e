//! `GET /v1/public/…`: what anybody may read without signing in.

use axum::Json;
use axum::extract::State;
use minyi_rulebook::ids::MatterId;
use minyi_wire::sync::MatterPage;
use minyi_wire::{CaseView, Problem};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::matters::ListQuery;
use crate::app::App;
use crate::failure::{ApiFailure, PathOf, QueryOf};
use crate::reads::PublicReading;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(one))
}

pub(crate) fn reading(app: &App) -> PublicReading<'_> {
    PublicReading { db: &app.db, law: app.law.now(), now: app.clock.now() }
}

/// The published cases, newest change first.
#[utoipa::path(
    get,
    path = "/v1/public/matters",
    tag = "public",
    params(ListQuery),
    responses(
        (status = 200, description = "One page", body = MatterPage),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn list(State(app): State<App>, QueryOf(query): QueryOf<ListQuery>) -> Result<Json<MatterPage>, ApiFailure> {
    let limit = query.limit()?;
    Ok(Json(reading(&app).list(query.cursor.as_deref(), query.stage, limit).await?))
}

/// A published case: no author, no photos, signed answers only.
#[utoipa::path(
    get,
    path = "/v1/public/matters/{id}",
    tag = "public",
    params(("id" = MatterId, Path)),
    responses(
        (status = 200, description = "What the public sees", body = CaseView),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn one(State(app): State<App>, PathOf(matter): PathOf<MatterId>) -> Result<Json<CaseView>, ApiFailure> {
    Ok(Json(reading(&app).one(matter).await?))
}
