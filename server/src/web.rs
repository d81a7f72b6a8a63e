//! What web/ built: the console under `/console`, scripts of the public pages under `/assets`.
//!
//! A release build carries the files in itself; a debug build reads them from web/dist, so that a new page needs no new
//! server. Names of built files hold a hash of their bytes, so browsers keep them for a year; the console's page itself is
//! asked for anew each time. Where nothing was built, a plain page says how to.

use std::collections::HashMap;
use std::sync::OnceLock;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, VARY};
use http::{HeaderMap, HeaderValue, StatusCode};
use minyi_wire::ProblemCode;
use rust_embed::{EmbeddedFile, RustEmbed};
use serde::Deserialize;

use crate::app::App;
use crate::failure::ApiFailure;

#[derive(RustEmbed)]
#[folder = "../web/dist/"]
#[allow_missing = true]
struct Dist;

/// The console runs its own scripts, in its own styles, and talks to this server only. `blob:` is for pictures before they
/// are sent and for tables that are saved.
fn console_policy(app: &App) -> HeaderValue {
    // The one host that the operator named for the map.
    let tiles = app.config.tiles.as_ref().map(|source| format!(" {}", source.origin())).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:{tiles}; media-src 'self' blob:; font-src 'self'; \
         connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    // An origin holds nothing that a header does not (tiles.rs); if one did, the page would load nothing, not anything.
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

const NOT_BUILT: &str = "<!doctype html><html lang=zh-CN><meta charset=utf-8><title>民意</title>\
     <p>工作台尚未构建。请运行 <code>cargo xtask web</code>，再刷新本页。\
     <p lang=en>The console has not been built. Run <code>cargo xtask web</code>, then reload this page.";

/// The addresses of built files.
pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/console", get(|| async { Redirect::permanent("/console/") }))
        .route("/console/", get(home))
        .route("/console/{*path}", get(console))
        .route("/assets/{*path}", get(asset))
}

async fn home(State(app): State<App>, headers: HeaderMap) -> Response {
    page(&app, &headers)
}

/// A built file, or the page itself for addresses that the console's own router knows.
async fn console(State(app): State<App>, Path(path): Path<String>, headers: HeaderMap) -> Response {
    if path.starts_with("assets/") { file(&format!("console/{path}"), &headers) } else { page(&app, &headers) }
}

async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Response {
    file(&format!("public/{path}"), &headers)
}

fn page(app: &App, headers: &HeaderMap) -> Response {
    let name = "console/index.html";
    let mut response = match Dist::get(name) {
        Some(page) => encoded(name, page, headers),
        None => (StatusCode::SERVICE_UNAVAILABLE, Html(NOT_BUILT)).into_response(),
    };
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, console_policy(app));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

fn file(name: &str, headers: &HeaderMap) -> Response {
    let Some(file) = Dist::get(name) else { return ApiFailure::from(ProblemCode::NotFound).into_response() };
    let mut response = encoded(name, file, headers);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    response
}

/// The compressed sibling where there is one and the browser takes it.
fn encoded(name: &str, file: EmbeddedFile, headers: &HeaderMap) -> Response {
    let takes_brotli =
        headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()).any(|value| {
            value.split(',').any(|coding| coding.split(';').next().is_some_and(|name| name.trim() == "br"))
        });
    let kind = HeaderValue::from_str(file.metadata.mimetype()).ok();
    let small = if takes_brotli { Dist::get(&format!("{name}.br")) } else { None };
    let compressed = small.is_some();
    let mut response = small.unwrap_or(file).data.into_owned().into_response();
    let out = response.headers_mut();
    if let Some(kind) = kind {
        out.insert(CONTENT_TYPE, kind);
    }
    out.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if compressed {
        out.insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    response
}

/// The address of a public page's script or style by its name in web/public, for example `case.ts`; `None` where web/ was not
/// built, and then the page does without.
#[must_use]
pub fn public_asset(name: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Built {
        file: String,
    }
    let read = || {
        let manifest = Dist::get("public/manifest.json")?;
        let built: HashMap<String, Built> = serde_json::from_slice(&manifest.data).ok()?;
        Some(built.into_iter().map(|(name, built)| (name, format!("/assets/{}", built.file))).collect())
    };
    static NAMES: OnceLock<HashMap<String, String>> = OnceLock::new();
    if cfg!(debug_assertions) {
        // Built anew while the server runs.
        return read().and_then(|mut names: HashMap<String, String>| names.remove(name));
    }
    NAMES.get_or_init(|| read().unwrap_or_default()).get(name).cloned()
}
