//! `/v1/browser/…`: sessions in a browser. The token goes into a cookie that no script can read; the answer says who signed in.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue};
use minyi_rulebook::ids::DeviceId;
use minyi_wire::access::{BrowserCodeSignIn, BrowserSession, BrowserStaffSignIn, Session};
use minyi_wire::{Problem, ProblemCode};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::cookies::{Cookies, Keeping, Origin};
use crate::access::{Client, SignedIn};
use crate::app::App;
use crate::failure::{ApiFailure, JsonBody};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(code)).routes(routes!(staff)).routes(routes!(session))
}

/// Signs a citizen in. The first time makes the account.
#[utoipa::path(
    post,
    path = "/v1/browser/sign-in/code",
    tag = "access",
    request_body = BrowserCodeSignIn,
    responses(
        (status = 200, description = "Signed in; the token is in the cookie", body = BrowserSession),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn code(
    State(app): State<App>,
    client: Client,
    headers: HeaderMap,
    JsonBody(proof): JsonBody<BrowserCodeSignIn>,
) -> Result<Response, ApiFailure> {
    let device = own_page(&app, &headers)?;
    let session = app.access.sign_in_with_code(&proof.phone, &proof.code, device, &client).await?;
    Ok(begun(&app, &headers, session, device, Keeping::Citizen))
}

/// Signs a member of staff or a deputy in, with password and second factor.
#[utoipa::path(
    post,
    path = "/v1/browser/sign-in/staff",
    tag = "access",
    request_body = BrowserStaffSignIn,
    responses(
        (status = 200, description = "Signed in; the token is in the cookie", body = BrowserSession),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn staff(
    State(app): State<App>,
    client: Client,
    headers: HeaderMap,
    JsonBody(proof): JsonBody<BrowserStaffSignIn>,
) -> Result<Response, ApiFailure> {
    let device = own_page(&app, &headers)?;
    let session = app.access.sign_in_staff(&proof.login, &proof.password, &proof.totp, device, &client).await?;
    Ok(begun(&app, &headers, session, device, Keeping::Staff))
}

/// Who this browser is signed in as, on which device, until when.
#[utoipa::path(
    get,
    path = "/v1/browser/session",
    tag = "access",
    security(("session" = []), ("browser" = [])),
    responses(
        (status = 200, description = "The session", body = BrowserSession),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn session(State(app): State<App>, signed_in: SignedIn) -> Result<Json<BrowserSession>, ApiFailure> {
    let sessions = app.access.sessions(&signed_in).await?;
    let this = sessions.into_iter().find(|session| session.this_one).ok_or(ProblemCode::SessionOver)?;
    Ok(Json(BrowserSession { actor: signed_in.0, device: signed_in.1, expires_at: this.expires_at }))
}

/// Another site must not sign somebody in here under its own account, and read later what they wrote.
fn own_page(app: &App, headers: &HeaderMap) -> Result<DeviceId, ApiFailure> {
    if Origin::of(headers) != Origin::Here {
        return Err(ProblemCode::CrossSite.into());
    }
    Ok(device_of(app, headers))
}

/// The browser's number, or a new one.
pub(crate) fn device_of(app: &App, headers: &HeaderMap) -> DeviceId {
    let known = Cookies::of(headers, app.access.client_address()).device();
    known.unwrap_or_else(|| DeviceId(uuid::Uuid::new_v4()))
}

fn begun(app: &App, headers: &HeaderMap, session: Session, device: DeviceId, keeping: Keeping) -> Response {
    let cookies = Cookies::of(headers, app.access.client_address());
    let set_session = cookies.begin(&session.token, keeping);
    let shown = BrowserSession { actor: session.actor, device, expires_at: session.expires_at };
    let mut response = Json(shown).into_response();
    set(&mut response, set_session);
    set(&mut response, cookies.keep_device(device));
    response
}

/// Adds a cookie to an answer.
pub(crate) fn set(response: &mut Response, cookie: Option<HeaderValue>) {
    if let Some(cookie) = cookie {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}
