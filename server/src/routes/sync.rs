//! `GET /v1/sync`: what changed for this reader.

use axum::Json;
use axum::extract::State;
use minyi_wire::Problem;
use minyi_wire::sync::SyncPage;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::matters::{reading, within};
use crate::access::SignedIn;
use crate::app::App;
use crate::failure::{ApiFailure, QueryOf};
use crate::reads::{SYNC_DEFAULT, SYNC_MOST};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(changes))
}

/// Where to go on.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SyncQuery {
    /// `cursor` of the page before; left out to start over.
    cursor: Option<String>,
    /// Changes on the page, 1 to 500; 200 if left out.
    limit: Option<u16>,
}

/// What changed since the cursor, oldest first; cases that are gone are named.
#[utoipa::path(
    get,
    path = "/v1/sync",
    tag = "sync",
    params(SyncQuery),
    security(("session" = [])),
    responses(
        (status = 200, description = "One page", body = SyncPage),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn changes(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    QueryOf(query): QueryOf<SyncQuery>,
) -> Result<Json<SyncPage>, ApiFailure> {
    let limit = within(query.limit, SYNC_DEFAULT, SYNC_MOST)?;
    let mut page = reading(&app, &actor).sync(query.cursor.as_deref(), limit, &app.directory.now().version).await?;
    page.trust = app.identity.news().await?;
    Ok(Json(page))
}
