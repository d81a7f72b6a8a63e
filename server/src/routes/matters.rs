//! `GET /v1/matters…`: a reader's list, one case, why its dates are due.

use axum::Json;
use axum::extract::State;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::citizen_case::Stage;
use minyi_rulebook::clock::DueExplanation;
use minyi_rulebook::ids::MatterId;
use minyi_wire::sync::MatterPage;
use minyi_wire::{CaseView, Problem, ProblemCode};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::SignedIn;
use crate::app::App;
use crate::failure::{ApiFailure, PathOf, QueryOf};
use crate::reads::{LIST_MOST, Reading};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(one)).routes(routes!(due))
}

/// Which page of a list.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// `next` of the page before.
    pub(super) cursor: Option<String>,
    /// Cases on the page, 1 to 200; 50 if left out.
    pub(super) limit: Option<u16>,
    /// Only cases in this stage.
    pub(super) stage: Option<Stage>,
}

impl ListQuery {
    pub(super) fn limit(&self) -> Result<u16, ApiFailure> {
        within(self.limit, 50, LIST_MOST)
    }
}

/// A page length between 1 and `most`; never cut down silently.
pub(super) fn within(asked: Option<u16>, default: u16, most: u16) -> Result<u16, ApiFailure> {
    match asked.unwrap_or(default) {
        limit if (1..=most).contains(&limit) => Ok(limit),
        _ => Err(Problem::new(ProblemCode::MalformedParameter).field("limit").accepting(format!("1 to {most}")).into()),
    }
}

pub(crate) fn reading<'r>(app: &'r App, actor: &'r Actor) -> Reading<'r> {
    Reading { db: &app.db, law: app.law.now(), actor, now: app.clock.now() }
}

/// The cases that the reader may see, newest change first.
#[utoipa::path(
    get,
    path = "/v1/matters",
    tag = "matters",
    params(ListQuery),
    security(("session" = [])),
    responses(
        (status = 200, description = "One page", body = MatterPage),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn list(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    QueryOf(query): QueryOf<ListQuery>,
) -> Result<Json<MatterPage>, ApiFailure> {
    let limit = query.limit()?;
    Ok(Json(reading(&app, &actor).list(query.cursor.as_deref(), query.stage, limit).await?))
}

/// One case, with what the reader may do next. Not there and not for you look the same.
#[utoipa::path(
    get,
    path = "/v1/matters/{id}",
    tag = "matters",
    params(("id" = MatterId, Path)),
    security(("session" = [])),
    responses(
        (status = 200, description = "As much as the reader may see", body = CaseView),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn one(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    PathOf(matter): PathOf<MatterId>,
) -> Result<Json<CaseView>, ApiFailure> {
    Ok(Json(reading(&app, &actor).one(matter).await?))
}

/// Why each clock is due when it is: rule, article, start event, pauses, and the arithmetic step by step.
#[utoipa::path(
    get,
    path = "/v1/matters/{id}/due",
    tag = "matters",
    params(("id" = MatterId, Path)),
    security(("session" = [])),
    responses(
        (status = 200, description = "One explanation a clock, in order of their start", body = Vec<DueExplanation>),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn due(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    PathOf(matter): PathOf<MatterId>,
) -> Result<Json<Vec<DueExplanation>>, ApiFailure> {
    Ok(Json(reading(&app, &actor).due(matter).await?))
}
