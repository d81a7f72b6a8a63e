//! `/v1/desk/organs`: organs kept by the congress office and, for their own contacts, by stations; and the log of what was done with them.

use axum::Json;
use axum::extract::State;
use minyi_rulebook::ids::{CommandId, OrganId};
use minyi_rulebook::organ::Organ;
use minyi_rulebook::organ_keeping::OrganCommand;
use minyi_wire::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::desk::oversees;
use super::log_page::LogPage;
use crate::access::SignedIn;
use crate::app::App;
use crate::directory::keeping::{self, Asked, OrganEntry};
use crate::failure::{ApiFailure, JsonBody, QueryOf};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(command)).routes(routes!(log))
}

/// A command on an organ.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganRequest {
    /// Made by the client; sent again, it is not done again.
    pub id: CommandId,
    /// The organ; for a new one, its code, made by the client.
    pub organ: OrganId,
    pub command: OrganCommand,
    /// Why, 1 to 200 characters; goes on record.
    pub reason: String,
}

/// Sets up, changes, closes or reopens an organ. Public pages, lists and decisions go by it at once.
#[utoipa::path(
    post,
    path = "/v1/desk/organs",
    tag = "desk",
    request_body = OrganRequest,
    security(("session" = []), ("browser" = [])),
    responses(
        (status = 200, description = "The organ as it is now", body = Organ),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn command(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    JsonBody(OrganRequest { id, organ, command, reason }): JsonBody<OrganRequest>,
) -> Result<Json<Organ>, ApiFailure> {
    let asked = Asked { id, organ: &organ, command: &command, reason: &reason, actor: &actor };
    Ok(Json(keeping::command(&app.db, (&app.directory, &app.law), &asked, app.clock.now()).await?))
}

/// What was done with organs, newest first. For the office and auditors.
#[utoipa::path(
    get,
    path = "/v1/desk/organs/log",
    tag = "desk",
    params(LogPage),
    security(("session" = []), ("browser" = [])),
    responses(
        (status = 200, description = "Newest first", body = Vec<OrganEntry>),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn log(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    QueryOf(page): QueryOf<LogPage>,
) -> Result<Json<Vec<OrganEntry>>, ApiFailure> {
    oversees(&actor)?;
    let (before, most) = page.bounds()?;
    Ok(Json(keeping::log(&app.db, before, most).await?))
}
