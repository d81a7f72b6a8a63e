//! `GET /openapi.json`: these addresses, for machines.

use std::sync::OnceLock;

use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::CONTENT_TYPE;
use minyi_rulebook::citizen_case::Undoable;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{Components, Info, License, OpenApi, OpenApiBuilder};
use utoipa::{PartialSchema, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(openapi))
}

/// What the document says before it lists addresses.
pub(super) fn preface() -> OpenApi {
    let mut info = Info::new("Minyi (民意)", env!("CARGO_PKG_VERSION"));
    info.description = Some(
        "Cases of citizens with the people's congress of a district. Commands go in through one door and are answered with a \
         signed receipt; everything else reads. Every error is a problem document (RFC 9457) with a stable code."
            .to_owned(),
    );
    info.license = Some(License::new("Apache-2.0"));
    let mut components = Components::new();
    let mut scheme = Http::new(HttpAuthScheme::Bearer);
    scheme.description = Some("The token of a session, from /v1/sign-in".to_owned());
    components.add_security_scheme("session", SecurityScheme::Http(scheme));
    let cookie = ApiKeyValue::with_description(
        "minyi-session",
        "A browser's session, from /v1/browser/sign-in; __Host-minyi-session over TLS. Requests that change something must come \
         from a page of this site (Sec-Fetch-Site, or Origin)",
    );
    components.add_security_scheme("browser", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    // A case holds an undo point that holds a case: the derive stops at the circle and leaves this one out.
    components.schemas.insert(Undoable::name().into_owned(), Undoable::schema());
    OpenApiBuilder::new().info(info).components(Some(components)).build()
}

/// This document.
#[utoipa::path(
    get,
    path = "/openapi.json",
    tag = "operations",
    responses((status = 200, description = "OpenAPI 3.1", content_type = "application/json"))
)]
async fn openapi() -> Response {
    static DOCUMENT: OnceLock<String> = OnceLock::new();
    let document = DOCUMENT.get_or_init(|| super::openapi_document().to_json().unwrap_or_default());
    ([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], document.as_str()).into_response()
}
