//! The one stylesheet, under an address that changes with it, so that browsers keep it for good.

use std::sync::OnceLock;

use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use sha2::Digest;

const SHEET: &str = include_str!("style.css");

/// Where pages find it.
pub(super) fn address() -> &'static str {
    static ADDRESS: OnceLock<String> = OnceLock::new();
    ADDRESS.get_or_init(|| format!("/pages.css?v={}", hex::encode(&sha2::Sha256::digest(SHEET)[..6])))
}

pub(super) async fn sheet() -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8")),
        (CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    (headers, SHEET).into_response()
}
