//! `GET /v1/changes`: what happened, for other systems, read from the events themselves. Whoever asks keeps the cursor, so there
//! is no table of messages to fill, to relay and to tidy, and nothing is lost while the other side is away.

use axum::Json;
use axum::extract::State;
use minyi_rulebook::actor::Role;
use minyi_wire::sync::ChangePage;
use minyi_wire::{Problem, ProblemCode};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::matters::within;
use crate::access::SignedIn;
use crate::app::App;
use crate::failure::{ApiFailure, QueryOf};
use crate::reads::{SYNC_DEFAULT, SYNC_MOST, changes_after};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(changes))
}

/// Where to go on.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ChangesQuery {
    /// `cursor` of the page before; left out to start over.
    cursor: Option<String>,
    /// Changes on the page, 1 to 500; 200 if left out.
    limit: Option<u16>,
}

/// Every change since the cursor, without a word of anybody's. For the congress office and auditors, who read all matters.
#[utoipa::path(
    get,
    path = "/v1/changes",
    tag = "sync",
    params(ChangesQuery),
    security(("session" = [])),
    responses(
        (status = 200, description = "One page, oldest first", body = ChangePage),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn changes(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    QueryOf(query): QueryOf<ChangesQuery>,
) -> Result<Json<ChangePage>, ApiFailure> {
    if !matches!(actor.role(), Role::OfficeStaff | Role::Auditor) {
        return Err(ProblemCode::Forbidden.into());
    }
    let limit = within(query.limit, SYNC_DEFAULT, SYNC_MOST)?;
    Ok(Json(changes_after(&app.db, query.cursor.as_deref(), limit).await?))
}
