//! `GET /v1/directory`: organs and deputies, as every signed-in device keeps them.

use axum::Json;
use axum::extract::State;
use minyi_wire::Problem;
use minyi_wire::directory::DirectoryView;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::SignedIn;
use crate::app::App;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(directory))
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
    Json(DirectoryView::clone(&app.directory))
}
