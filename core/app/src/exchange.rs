//! Requests of the contract, and the judgement of their answers (应答判定).
//!
//! Only what our server says in our server's form counts. `2xx` must parse as what was asked for; a refusal must be a problem
//! document of the contract. Everything else (a captive portal's page with status 200, 302, 401 or 404 alike) is somebody
//! else talking, and the request is simply repeated later.

use crate::transport::{Method, Request, Response, TransportFault};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use minyi_rulebook::ids::{MatterId, Sha256, UploadId};
use minyi_wire::photo::PhotoRecord;
use minyi_wire::problem::{PROBLEM_JSON, Problem};
use minyi_wire::upload::UploadDeclaration;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::Digest;
use std::time::Duration;

const JSON: &str = "application/json";
/// The longest that a server may make us wait.
pub(crate) const RETRY_AFTER_MAX: Duration = Duration::from_secs(3600);

/// A request did not do what it was for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Setback {
    /// Not now; the same bytes again later, for ever.
    Wait(Wait),
    /// The token is no good (any more): stop everything and ask the user to sign in.
    SignIn(Problem),
    /// The server will never take this.
    Final(Box<Problem>),
    /// We stopped before the answer came; nobody is to blame.
    Halted,
}

/// Why and for how long at least to wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wait {
    pub(crate) why: WaitReason,
    /// What the server asked for.
    pub(crate) at_least: Option<Duration>,
    /// What the server said, if it was our server.
    pub(crate) problem: Option<Box<Problem>>,
}

/// Why something waits (等待原因).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitReason {
    /// No network or no way to the server.
    Offline,
    /// No answer in time.
    Timeout,
    /// The connection broke.
    LinkBroken,
    /// The server did not prove who it is.
    TlsFailed,
    /// Something else answered, as captive portals do.
    NotOurServer,
    /// The server is busy, restarting or limits our rate.
    ServerBusy,
    /// The receipt's signature does not verify under a pinned key.
    UntrustedReceipt,
    /// The part was garbled on the way.
    Garbled,
}

impl WaitReason {
    /// Whether it lies in the network that the phone is in: then another network is a reason to try at once, and there is no
    /// point in trying other items now.
    pub(crate) fn is_about_the_network(self) -> bool {
        matches!(self, Self::Offline | Self::TlsFailed | Self::NotOurServer)
    }

    pub(crate) fn ends_with_a_new_network(self) -> bool {
        self.is_about_the_network() || matches!(self, Self::Timeout | Self::LinkBroken)
    }
}

impl From<TransportFault> for WaitReason {
    fn from(fault: TransportFault) -> Self {
        match fault {
            TransportFault::Offline => Self::Offline,
            TransportFault::Timeout => Self::Timeout,
            TransportFault::Broken => Self::LinkBroken,
            TransportFault::Tls => Self::TlsFailed,
            TransportFault::NotOurServer => Self::NotOurServer,
        }
    }
}

impl From<WaitReason> for Setback {
    fn from(why: WaitReason) -> Self {
        Self::Wait(Wait { why, at_least: None, problem: None })
    }
}

/// What an answer says, whoever gave it.
pub(crate) fn judge(answer: Result<Response, TransportFault>) -> Result<Response, Setback> {
    let response = answer.map_err(|fault| Setback::from(WaitReason::from(fault)))?;
    if (200..300).contains(&response.status) {
        return Ok(response);
    }
    let problem = problem_of(&response);
    let busy = matches!(response.status, 408 | 425 | 429 | 500..=599);
    if busy {
        let asked = retry_after(&response).or(problem.as_ref().and_then(|problem| problem.retry_after.map(u64::from)));
        let at_least = asked.map(|seconds| Duration::from_secs(seconds).min(RETRY_AFTER_MAX));
        // A portal's "511 network authentication required" is no word of ours either, but waiting is right for both.
        let why = if response.status == 511 { WaitReason::NotOurServer } else { WaitReason::ServerBusy };
        return Err(Setback::Wait(Wait { why, at_least, problem: problem.map(Box::new) }));
    }
    Err(match (response.status, problem) {
        (401, Some(problem)) => Setback::SignIn(problem),
        (400..=499, Some(problem)) => Setback::Final(Box::new(problem)),
        _ => WaitReason::NotOurServer.into(),
    })
}

/// The body as JSON of the contract.
pub(crate) fn read<T: DeserializeOwned>(response: &Response) -> Result<T, Setback> {
    serde_json::from_slice(&response.body).map_err(|_| WaitReason::NotOurServer.into())
}

/// `204` and the like: success without a body. A portal would send one.
pub(crate) fn read_nothing(response: &Response) -> Result<(), Setback> {
    if response.status == 204 && response.body.is_empty() { Ok(()) } else { Err(WaitReason::NotOurServer.into()) }
}

fn problem_of(response: &Response) -> Option<Problem> {
    let ours = response.get("content-type").is_some_and(|kind| kind.starts_with(PROBLEM_JSON));
    let problem: Problem = serde_json::from_slice(&response.body).ok().filter(|_| ours)?;
    (problem.status == response.status).then_some(problem)
}

fn retry_after(response: &Response) -> Option<u64> {
    response.get("retry-after")?.trim().parse().ok()
}

/// Gives a request the session's token.
pub(crate) fn with_token(request: Request, token: &str) -> Request {
    request.header("authorization", format!("Bearer {token}"))
}

pub(crate) fn get(path: impl Into<String>) -> Request {
    Request::new(Method::GET, path).header("accept", JSON)
}

pub(crate) fn post<T: Serialize>(path: &str, body: &T) -> Result<Request, serde_json::Error> {
    Ok(Request::new(Method::POST, path).carrying(JSON, serde_json::to_vec(body)?))
}

/// `POST /v1/commands` with the sealed bytes.
pub(crate) fn command(sealed: Bytes) -> Request {
    Request::new(Method::POST, "/v1/commands").carrying(JSON, sealed)
}

/// `PUT /v1/uploads/{id}`
pub(crate) fn declare(id: UploadId, declaration: &UploadDeclaration) -> Result<Request, serde_json::Error> {
    Ok(Request::new(Method::PUT, format!("/v1/uploads/{id}")).carrying(JSON, serde_json::to_vec(declaration)?))
}

/// `GET /v1/uploads/{id}`
pub(crate) fn look_at_upload(id: UploadId) -> Request {
    get(format!("/v1/uploads/{id}"))
}

/// `PUT /v1/matters/{id}/photos/{sha256}/record`
pub(crate) fn record((matter, photo): (MatterId, Sha256), record: &PhotoRecord) -> Result<Request, serde_json::Error> {
    let path = format!("/v1/matters/{matter}/photos/{photo}/record");
    Ok(Request::new(Method::PUT, path).carrying(JSON, serde_json::to_vec(record)?))
}

/// `PUT /v1/uploads/{id}/parts/{n}`
pub(crate) fn part(id: UploadId, index: u32, bytes: Bytes) -> Request {
    let digest = STANDARD.encode(sha2::Sha256::digest(&bytes));
    Request::new(Method::PUT, format!("/v1/uploads/{id}/parts/{index}"))
        .header("content-digest", format!("sha-256=:{digest}:"))
        .carrying("application/octet-stream", bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use minyi_wire::problem::ProblemCode;

    fn problem(code: ProblemCode) -> Response {
        Response::new(code.status(), serde_json::to_vec(&Problem::new(code)).unwrap())
            .header("Content-Type", PROBLEM_JSON)
    }

    fn reason(response: Response) -> Option<WaitReason> {
        match judge(Ok(response)) {
            Err(Setback::Wait(wait)) => Some(wait.why),
            _ => None,
        }
    }

    #[test]
    fn answers_of_a_captive_portal_are_never_taken_for_the_servers() {
        for status in [301, 302, 401, 403, 404, 511] {
            assert_eq!(reason(Response::new(status, "<html>")), Some(WaitReason::NotOurServer), "{status}");
        }
        let page = judge(Ok(Response::new(200, "<html>"))).unwrap();
        assert_eq!(read::<Problem>(&page), Err(WaitReason::NotOurServer.into()));
        assert_eq!(read_nothing(&page), Err(WaitReason::NotOurServer.into()));
    }

    #[test]
    fn a_busy_server_is_asked_again_whatever_it_says() {
        for status in [408, 425, 429, 500, 502, 503, 504, 507] {
            assert_eq!(reason(Response::new(status, "")), Some(WaitReason::ServerBusy), "{status}");
        }
        for fault in [TransportFault::Offline, TransportFault::Timeout, TransportFault::Broken, TransportFault::Tls] {
            assert!(matches!(judge(Err(fault)), Err(Setback::Wait(_))));
        }
    }

    #[test]
    fn the_wait_that_the_server_asks_for_is_read_from_header_or_problem_and_bounded() {
        let wait = |response| match judge(Ok(response)) {
            Err(Setback::Wait(wait)) => wait.at_least,
            other => panic!("{other:?}"),
        };
        assert_eq!(wait(Response::new(429, "").header("Retry-After", "7")), Some(Duration::from_secs(7)));
        assert_eq!(wait(Response::new(503, "").header("retry-after", "999999")), Some(RETRY_AFTER_MAX));
        let body = serde_json::to_vec(&Problem::new(ProblemCode::Unavailable).retry_after(3)).unwrap();
        let problem = Response::new(503, body).header("content-type", PROBLEM_JSON);
        assert_eq!(wait(problem), Some(Duration::from_secs(3)));
        assert_eq!(wait(Response::new(503, "")), None);
    }

    #[test]
    fn only_the_servers_own_problem_documents_pause_or_park() {
        assert!(matches!(judge(Ok(problem(ProblemCode::SessionOver))), Err(Setback::SignIn(_))));
        for code in [ProblemCode::Refused, ProblemCode::NotFound, ProblemCode::CommandConflict, ProblemCode::Forbidden]
        {
            assert!(matches!(judge(Ok(problem(code))), Err(Setback::Final(_))), "{code:?}");
        }
    }
}
