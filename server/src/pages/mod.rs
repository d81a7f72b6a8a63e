//! Pages for people (公众网页): what opens when somebody scans a code on a wall, on any phone, in any browser, with or without
//! JavaScript. One file a page; `docs/adr/0029` says why they are made here and not in the browser.
//!
//! A page holds no rule: it asks the rulebook what may be done, shows it, and gives commands in at the one door.

mod cases;
mod commands;
mod deputies;
mod draft;
mod file;
mod filed;
mod follow;
mod frame;
mod home;
mod mine;
mod photos;
mod qr;
mod receptions;
mod shown;
mod sign_in;
mod stations;
mod style;
pub(crate) mod visitor;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::response::Response;
use axum::routing::{get, post};
use http::Method;
use http::header::ACCEPT;
use http::request::Parts;
use minyi_wire::ProblemCode;

use crate::app::App;
use crate::failure::ApiFailure;
#[cfg(test)]
pub(crate) use deputies::constituency_address;
pub(crate) use visitor::Visitor;

/// Largest form without photos: a text of 5,000 characters, each as nine characters of a form, and the rest.
const FORM: usize = 160 * 1024;

/// The addresses of the pages.
pub(crate) fn router() -> Router<App> {
    let photos = Router::new().route("/file/photos", post(photos::posted)).layer(DefaultBodyLimit::max(photos::FORM));
    let forms = Router::new()
        .route("/file", get(file::page).post(file::posted))
        .route("/follow", get(follow::ask).post(follow::typed))
        .route("/sign-in", get(sign_in::page).post(sign_in::posted))
        .route("/sign-out", post(sign_in::out))
        .route("/mine/{matter}", get(mine::one).post(mine::posted))
        .layer(DefaultBodyLimit::max(FORM));
    Router::new()
        .route("/", get(home::page))
        .route("/cases", get(cases::all))
        .route("/cases/{matter}", get(cases::one))
        .route("/stations", get(stations::all))
        .route("/stations/{station}", get(stations::one))
        .route("/stations/{station}/receptions.ics", get(receptions::ics))
        .route("/deputies/{deputy}", get(stations::deputy))
        .route("/d/{code}", get(deputies::card))
        .route("/D/{code}", get(deputies::card))
        .route("/constituencies", get(deputies::constituencies))
        .route("/receptions", get(receptions::all))
        .route("/f/{code}", get(follow::scanned))
        .route("/filed/{matter}", get(filed::page))
        .route("/mine", get(mine::all))
        .route("/pages.css", get(style::sheet))
        .merge(forms)
        .merge(photos)
}

/// Whether a person with a browser asks, rather than a program.
pub(crate) fn is_for_people(parts: &Parts) -> bool {
    let takes_pages = parts.headers.get(ACCEPT).and_then(|accept| accept.to_str().ok());
    matches!(parts.method, Method::GET | Method::HEAD | Method::POST)
        && !parts.uri.path().starts_with("/v1/")
        && takes_pages.is_some_and(|accept| accept.contains("text/html"))
}

/// Where no page is.
pub(crate) fn nowhere(visitor: &Visitor) -> Response {
    visitor.answer(Err(ApiFailure::from(ProblemCode::NotFound)))
}
