//! The addresses of this server, one file a resource, and what surrounds all of them: limits, time-outs, headers, logs.
//!
//! A handler reads the request, asks one part of the [`App`] and answers. The OpenAPI document is made of the same
//! declarations that route the requests, so it cannot leave one out.

pub mod accounts;
pub mod audit;
pub(crate) mod browser;
pub mod changes;
pub mod citizens;
pub mod commands;
pub mod custody;
pub mod desk;
mod desk_table;
pub mod directory;
pub(crate) mod follow;
pub mod health;
pub mod hearings;
pub mod identity;
pub mod keys;
mod log_page;
pub mod mandates;
pub(crate) mod matters;
pub mod metrics;
pub mod openapi;
pub mod organs;
mod own_account;
pub mod photos;
pub mod policy;
pub mod public;
pub mod sessions;
pub mod sign_in;
pub mod stream;
pub(crate) mod surroundings;
pub mod sync;
pub mod uploads;
pub mod video;
pub mod voice;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::failure::{no_such_method, no_such_route};

/// Largest body where a route does not say otherwise.
const BODY: usize = 16 * 1024;

fn all() -> (Router<App>, OpenApi) {
    OpenApiRouter::with_openapi(openapi::preface())
        .merge(sign_in::router())
        .merge(browser::router())
        .merge(sessions::router())
        .merge(citizens::router())
        .merge(directory::router())
        .merge(keys::router())
        .merge(commands::router())
        .merge(matters::router())
        .merge(photos::router())
        .merge(sync::router())
        .merge(changes::router())
        .merge(stream::router())
        .merge(hearings::router())
        .merge(video::router())
        .merge(uploads::router())
        .merge(voice::router())
        .merge(desk::router())
        .merge(desk_table::router())
        .merge(custody::router())
        .merge(accounts::router())
        .merge(own_account::router())
        .merge(organs::router())
        .merge(mandates::router())
        .merge(policy::router())
        .merge(public::router())
        .merge(follow::router())
        .merge(identity::router())
        .merge(audit::router())
        .merge(health::router())
        .merge(metrics::router())
        .merge(openapi::router())
        .split_for_parts()
}

/// Every route with its surroundings.
pub(crate) fn assemble(app: App) -> Router {
    let (router, _) = all();
    let people = crate::pages::router().merge(crate::web::router());
    let router = router.merge(people).fallback(no_such_route).method_not_allowed_fallback(no_such_method);
    surroundings::around(router.layer(DefaultBodyLimit::max(BODY)), &app).with_state(app)
}

/// The OpenAPI 3.1 document of all routes.
#[must_use]
pub fn openapi_document() -> OpenApi {
    all().1
}
