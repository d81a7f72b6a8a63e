//! `POST /v1/commands`: the door, by HTTP.

use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use minyi_rulebook::hearing::HearingCommand;
use minyi_wire::{Command, CommandEnvelope, Problem, Receipt};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::SignedIn;
use crate::access::throttle::Limit;
use crate::app::App;
use crate::failure::{ApiFailure, RawBody};

/// Largest body: a text of 5,000 characters with nine photos is a tenth of it.
const BODY: usize = 256 * 1024;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(submit)).layer(DefaultBodyLimit::max(BODY))
}

/// Gives in a command. The same id with the same bytes gets the first receipt again, whenever it comes.
#[utoipa::path(
    post,
    path = "/v1/commands",
    tag = "commands",
    request_body = CommandEnvelope,
    security(("session" = [])),
    responses(
        (status = 200, description = "Stored; the receipt is proof of it", body = Receipt),
        (status = "default", description = "Nothing was stored", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn submit(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    RawBody(body): RawBody,
) -> Result<Json<Receipt>, ApiFailure> {
    let envelope = CommandEnvelope::from_bytes(&body)?;
    if let Command::Hearing(HearingCommand::Ask { .. } | HearingCommand::Resubmit { .. }) = envelope.command {
        // A phone's outbox waits and sends the same bytes again, so nothing is lost by it.
        app.access.throttle().admit(Limit::Questions, &actor.user.to_string())?;
    }
    let of_mandate = matches!(envelope.command, Command::Mandate(_));
    let receipt = app.door.submit(actor, envelope, body).await?;
    if of_mandate && let Err(error) = app.directory.reload(&app.db, &app.law).await {
        // What was asked is stored; the directory follows within a minute.
        tracing::warn!(%error, "the directory was not read again");
    }
    Ok(Json(receipt))
}
