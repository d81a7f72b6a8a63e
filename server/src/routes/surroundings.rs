//! What surrounds every route, from the outside in: a span for the log, security headers, a net for panics, metrics, a
//! time-out, the limit of those who are not signed in.
//!
//! Logs and metrics name the route's template and the status, never an address as called, a body, a token or a phone.

use std::any::Any;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use http::{HeaderValue, Method};
use minyi_wire::{Problem, ProblemCode};
use tower_http::catch_panic::CatchPanicLayer;
use tracing::Instrument;

use crate::access::Client;
use crate::access::cookies::Cookies;
use crate::access::throttle::Limit;
use crate::app::App;
use crate::failure::ApiFailure;

/// Time until the first byte of an answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// The same for parts of uploads: 32 KiB at 64 kbit/s take four seconds, a megabyte two minutes.
const PATIENCE_FOR_PARTS: Duration = Duration::from_secs(150);

/// The same for a form with photos, which comes as one body: 30 MB at 400 kbit/s.
const PATIENCE_FOR_FORMS: Duration = Duration::from_secs(600);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// For what is no page: nothing runs, nothing comes from elsewhere.
const CONTENT_POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub(crate) fn around(router: Router<App>, app: &App) -> Router<App> {
    router
        .layer(from_fn_with_state(app.clone(), anonymous_limit))
        .layer(from_fn(timeout))
        .layer(CatchPanicLayer::custom(caught))
        .layer(from_fn(measured))
        .layer(from_fn(headers))
        .layer(from_fn(logged))
}

/// Those who bring no token, in the header or a cookie, are limited by address; those who do, by account (access/signed_in.rs). A token that is nobody's
/// costs one look into an index, and there are 2^256 to guess.
async fn anonymous_limit(State(app): State<App>, request: Request, next: Next) -> Response {
    // Probes and files that never change are not counted.
    let path = request.uri().path();
    let free = ["/healthz", "/readyz", "/metrics", "/openapi.json", "/pages.css"].contains(&path)
        || path.starts_with("/assets/")
        || path.starts_with("/console");
    let cookies = Cookies::of(request.headers(), app.access.client_address());
    if !free && !request.headers().contains_key(AUTHORIZATION) && cookies.session().is_none() {
        let client = Client::of(request.headers(), request.extensions(), app.access.client_address());
        if let Err(failure) = app.access.throttle().admit(Limit::Anonymous, &client.address) {
            return failure.into_response();
        }
    }
    next.run(request).await
}

async fn timeout(request: Request, next: Next) -> Response {
    let part = request.method() == Method::PUT && request.uri().path().contains("/parts/");
    let patience = match request.uri().path() {
        _ if part => PATIENCE_FOR_PARTS,
        "/file/photos" => PATIENCE_FOR_FORMS,
        _ => PATIENCE,
    };
    match tokio::time::timeout(patience, next.run(request)).await {
        Ok(response) => response,
        Err(_) => ApiFailure::from(Problem::new(ProblemCode::Unavailable).retry_after(5)).into_response(),
    }
}

/// What a panic says may quote data: it goes nowhere. The place of the panic is in the process's own error output.
fn caught(_: Box<dyn Any + Send>) -> Response {
    tracing::error!("a handler panicked");
    metrics::counter!("minyi_panics_total").increment(1);
    ApiFailure::from(ProblemCode::Internal).into_response()
}

async fn measured(request: Request, next: Next) -> Response {
    let route = template(&request);
    let method = known(request.method());
    let began = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_str().to_owned();
    metrics::histogram!("minyi_request_seconds", "route" => route.clone()).record(began.elapsed().as_secs_f64());
    metrics::counter!("minyi_requests_total", "route" => route, "method" => method, "status" => status).increment(1);
    response
}

async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    // Pages and the console bring their own (pages/visitor.rs, web.rs).
    headers.entry(REFERRER_POLICY).or_insert(HeaderValue::from_static("no-referrer"));
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(CONTENT_POLICY));
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    // Browsers heed it over TLS only, which is where the proxy in front puts it.
    headers.insert(HeaderName::from_static("strict-transport-security"), HeaderValue::from_static("max-age=31536000"));
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// One line a request, under an id that the answer carries as well.
async fn logged(request: Request, next: Next) -> Response {
    let id = uuid::Uuid::new_v4();
    let span = tracing::info_span!("request", %id, method = known(request.method()), route = template(&request));
    let began = Instant::now();
    async move {
        let mut response = next.run(request).await;
        let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(status = response.status().as_u16(), ms, "answered");
        if let Ok(id) = HeaderValue::from_str(&id.to_string()) {
            response.headers_mut().insert(REQUEST_ID, id);
        }
        response
    }
    .instrument(span)
    .await
}

fn template(request: &Request) -> String {
    request.extensions().get::<MatchedPath>().map_or_else(|| "unmatched".to_owned(), |path| path.as_str().to_owned())
}

/// A client may invent methods; labels may not grow with them.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}
