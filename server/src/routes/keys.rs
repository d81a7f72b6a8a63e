//! `GET /v1/keys`: the public keys under which receipts and daily heads verify.

use axum::Json;
use axum::extract::State;
use minyi_wire::receipt::{ServerKey, ServerKeys};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(keys))
}

/// The public keys of this server.
#[utoipa::path(
    get,
    path = "/v1/keys",
    tag = "access",
    responses((status = 200, description = "Ed25519 keys", body = ServerKeys))
)]
async fn keys(State(app): State<App>) -> Json<ServerKeys> {
    Json(ServerKeys { keys: vec![ServerKey::of(&app.key.verifying_key())] })
}
