//! `POST /v1/follow`, `GET /v1/matters/{id}/follow-code`: following a case by the code on its receipt.

use axum::Json;
use axum::extract::State;
use minyi_rulebook::actor::Role;
use minyi_rulebook::ids::MatterId;
use minyi_wire::follow::{FollowCode, FollowCodeView, FollowRequest, FollowView, NotAFollowCode};
use minyi_wire::{Problem, ProblemCode};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::matters::reading;
use crate::access::throttle::Limit;
use crate::access::{Client, SignedIn};
use crate::app::App;
use crate::failure::{ApiFailure, JsonBody, PathOf};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(follow)).routes(routes!(code))
}

/// Where the case of a code stands. The code goes in the body: addresses end up in histories.
#[utoipa::path(
    post,
    path = "/v1/follow",
    tag = "public",
    request_body = FollowRequest,
    responses(
        (status = 200, description = "Where it stands and why", body = FollowView),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn follow(
    State(app): State<App>,
    client: Client,
    JsonBody(request): JsonBody<FollowRequest>,
) -> Result<Json<FollowView>, ApiFailure> {
    let malformed = |fault: NotAFollowCode| {
        Problem::new(ProblemCode::MalformedParameter).field("code").accepting(fault.to_string())
    };
    let code = request.code.parse().map_err(malformed)?;
    Ok(Json(opened(&app, code, &client).await?))
}

/// Opens a code, within the limit of what one address may try.
pub(crate) async fn opened(app: &App, code: FollowCode, client: &Client) -> Result<FollowView, ApiFailure> {
    app.access.throttle().admit(Limit::FollowCodes, &client.address)?;
    Ok(app.follow.open(code, &app.law.now(), app.clock.now()).await?)
}

/// The code by which the case can be followed without signing in: for its author, and for the station that filed it for them.
#[utoipa::path(
    get,
    path = "/v1/matters/{id}/follow-code",
    tag = "matters",
    params(("id" = MatterId, Path)),
    security(("session" = [])),
    responses(
        (status = 200, description = "To show and print", body = FollowCodeView),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn code(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    PathOf(matter): PathOf<MatterId>,
) -> Result<Json<FollowCodeView>, ApiFailure> {
    let view = reading(&app, &actor).one(matter).await?;
    let case = view.full().ok_or(ProblemCode::Forbidden)?;
    let theirs = case.author == actor.user || actor.role() == Role::StationStaff;
    if !theirs {
        return Err(ProblemCode::Forbidden.into());
    }
    let code = app.follow.code(matter).to_string();
    Ok(Json(FollowCodeView { path: format!("/f/{code}"), code }))
}
