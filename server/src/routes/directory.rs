//! `GET /v1/directory`: organs and deputies, as every signed-in device keeps them; `GET /v1/desk/map`: what their map is drawn on.

use axum::Json;
use axum::extract::State;
use minyi_wire::Problem;
use minyi_wire::directory::DirectoryView;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::desk::at_a_desk;
use crate::access::SignedIn;
use crate::app::App;
use crate::failure::ApiFailure;
use crate::tiles::TileSource;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(directory)).routes(routes!(tiles))
}

/// The whole directory; its version also stands on every page of `/v1/sync`.
#[utoipa::path(
    get,
    path = "/v1/directory",
    tag = "directory",
    security(("session" = [])),
    responses(
        (status = 200, description = "Organs and deputies", body = DirectoryView),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn directory(State(app): State<App>, _: SignedIn) -> Json<DirectoryView> {
    Json(DirectoryView::clone(&app.directory.now()))
}

/// What the console's map is drawn on, if anything but this server's own drawing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MapBase {
    /// The source that the operator named.
    pub tiles: Option<TileSource>,
}

/// The base of the console's map.
#[utoipa::path(
    get,
    path = "/v1/desk/map",
    tag = "desk",
    security(("session" = []), ("browser" = [])),
    responses(
        (status = 200, description = "The base", body = MapBase),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn tiles(State(app): State<App>, SignedIn(actor, _): SignedIn) -> Result<Json<MapBase>, ApiFailure> {
    at_a_desk(&actor)?;
    Ok(Json(MapBase { tiles: app.config.tiles.clone() }))
}
