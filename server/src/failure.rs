//! Every error that leaves this server is a problem document (RFC 9457). Handlers return [`ApiFailure`]; the extractors here
//! answer malformed input with one as well, so that no client ever meets a bare status line.

use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest, FromRequestParts, Request, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::request::Parts;
use http::{HeaderValue, StatusCode};
use minyi_wire::problem::PROBLEM_JSON;
use minyi_wire::{Problem, ProblemCode};
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::pages::{self, Visitor};
use crate::store::StoreError;

/// A problem on its way to the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiFailure(pub Box<Problem>);

impl From<Problem> for ApiFailure {
    fn from(problem: Problem) -> Self {
        Self(Box::new(problem))
    }
}

impl From<ProblemCode> for ApiFailure {
    fn from(code: ProblemCode) -> Self {
        Problem::new(code).into()
    }
}

impl From<StoreError> for ApiFailure {
    fn from(error: StoreError) -> Self {
        // Its text names no data (store/fault.rs).
        tracing::error!(%error, "the store failed");
        Problem::from(error).into()
    }
}

impl IntoResponse for ApiFailure {
    fn into_response(self) -> Response {
        let Self(problem) = self;
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        metrics::counter!("minyi_problems_total", "code" => code_name(&problem)).increment(1);
        // A problem has no map with other than string keys, so this cannot fail; an empty body would still carry the status.
        let body = serde_json::to_vec(&*problem).unwrap_or_default();
        let mut response = (status, [(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON))], body).into_response();
        if let Some(seconds) = problem.retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// `urn:minyi:problem:<code>` ends with the code as it is written on the wire.
fn code_name(problem: &Problem) -> String {
    problem.kind.rsplit(':').next().unwrap_or_default().to_owned()
}

/// A JSON body of this type; anything else is `malformed_body` or `body_too_large`.
#[derive(Clone, Copy, Debug)]
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = ApiFailure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let json = request.headers().get(CONTENT_TYPE).is_none_or(|kind| {
            kind.to_str().is_ok_and(|kind| kind.split(';').next().is_some_and(|kind| kind.trim() == "application/json"))
        });
        if !json {
            let problem = Problem::new(ProblemCode::MalformedBody).field("content-type");
            return Err(problem.accepting("application/json").into());
        }
        let RawBody(body) = RawBody::from_request(request, state).await?;
        // serde would read a struct from an array as well; the contract knows objects only.
        if body.trim_ascii_start().first() == Some(&b'[') {
            return Err(Problem::new(ProblemCode::MalformedBody)
                .accepting("a JSON object; this is an array, at line 1, column 1")
                .into());
        }
        serde_json::from_slice(&body).map(Self).map_err(|error| malformed(&error).into())
    }
}

/// The bytes of a body as they came, within the route's limit.
#[derive(Clone, Debug)]
pub struct RawBody(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for RawBody {
    type Rejection = ApiFailure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        Bytes::from_request(request, state).await.map(Self).map_err(|rejection| match rejection {
            BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
                ProblemCode::BodyTooLarge.into()
            }
            // The connection broke: whoever is there will hardly read this, but nothing was stored.
            _ => Problem::new(ProblemCode::MalformedBody).accepting("a body that arrives whole").into(),
        })
    }
}

/// The place and kind of the fault help a developer; the text of the body never goes into an error.
fn malformed(error: &serde_json::Error) -> Problem {
    let what = match error.classify() {
        serde_json::error::Category::Syntax => "it is not JSON",
        serde_json::error::Category::Data => "a field is missing, unknown or of the wrong kind",
        serde_json::error::Category::Eof => "it ends too early",
        serde_json::error::Category::Io => "it could not be read",
    };
    Problem::new(ProblemCode::MalformedBody).accepting(format!(
        "the JSON that /openapi.json describes; at line {}, column {}, {what}",
        error.line(),
        error.column()
    ))
}

/// Path parameters; one that does not parse is `malformed_parameter`.
#[derive(Clone, Copy, Debug)]
pub struct PathOf<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for PathOf<T> {
    type Rejection = ApiFailure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(_) => Err(parameter(
                "path",
                "the address as /openapi.json describes it; ids are UUIDs, hashes lower-case hex",
            )),
        }
    }
}

/// Query parameters; one that does not parse is `malformed_parameter`.
#[derive(Clone, Copy, Debug)]
pub struct QueryOf<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for QueryOf<T> {
    type Rejection = ApiFailure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        match axum::extract::Query::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(value)) => Ok(Self(value)),
            Err(_) => Err(parameter("query", "the query parameters that /openapi.json describes")),
        }
    }
}

fn parameter(field: &str, accepted: &str) -> ApiFailure {
    Problem::new(ProblemCode::MalformedParameter).field(field).accepting(accepted).into()
}

/// The answer where no route is: a page for people, a problem for programs.
pub(crate) async fn no_such_route(State(app): State<App>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    if !pages::is_for_people(&parts) {
        return ApiFailure::from(ProblemCode::NotFound).into_response();
    }
    let Ok(visitor) = Visitor::from_request_parts(&mut parts, &app).await;
    pages::nowhere(&visitor)
}

/// The answer where the route knows other methods.
pub async fn no_such_method() -> ApiFailure {
    ProblemCode::MethodNotAllowed.into()
}
