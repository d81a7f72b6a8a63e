//! What holds for every address: problems, headers, limits, probes, and how the server ends.

use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use http::Method;
use minyi_rulebook::ids::Sha256;
use minyi_wire::ProblemCode;
use minyi_wire::access::Session;
use minyi_wire::receipt::ServerKeys;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

use crate::access::sms::TestSms;
use crate::app::{App, StartError};
use crate::clock::SystemClock;
use crate::config::Config;
use crate::testing::{Caller, PASSWORD, TestServer, request};

#[tokio::test]
async fn unknown_addresses_and_methods_are_problems() {
    let server = TestServer::start().await;
    for path in ["/nothing", "/v1", "/v1/nothing", "/v2/commands", "/v1/matters/a/b/c", "/../etc/passwd"] {
        server.get(path, None).await.problem(ProblemCode::NotFound);
    }
    for (method, path) in [
        (Method::GET, "/v1/commands"),
        (Method::POST, "/v1/matters"),
        (Method::PUT, "/healthz"),
        (Method::PATCH, "/v1/me"),
        (Method::DELETE, "/"),
    ] {
        server.send(request(method, path, None, Body::empty())).await.problem(ProblemCode::MethodNotAllowed);
    }
}

#[tokio::test]
async fn head_answers_as_get_without_a_body() {
    let server = TestServer::start().await;
    for path in ["/healthz", "/", "/openapi.json", "/v1/keys"] {
        let head = server.send(request(Method::HEAD, path, None, Body::empty())).await;
        assert_eq!(head.status, 200, "{path}");
        assert!(head.body.is_empty());
    }
    let head = server.send(request(Method::HEAD, "/v1/me", None, Body::empty())).await;
    assert_eq!(head.status, 401);
}

#[tokio::test]
async fn malformed_bodies_say_where_the_fault_is_and_never_repeat_it() {
    let server = TestServer::start().await;
    let table: &[&[u8]] = &[
        b"",
        b"{",
        b"not json, secret-word",
        b"{\"phone\": 13800000000}",
        b"{\"phone\": \"13800000000\", \"secret-word\": 1}",
        b"[\"secret-word\"]",
        b"{\"phone\": \"\xff\"}",
    ];
    for body in table {
        let answer = server.send(request(Method::POST, "/v1/sign-in/phone", None, Body::from(body.to_vec()))).await;
        let problem = answer.problem(ProblemCode::MalformedBody);
        assert!(problem.accepted.unwrap().contains("line "));
        assert!(!String::from_utf8_lossy(&answer.body).contains("secret-word"));
    }
    let mut form = request(Method::POST, "/v1/sign-in/phone", None, Body::from("phone=1"));
    form.headers_mut().insert("content-type", "application/x-www-form-urlencoded".parse().unwrap());
    assert_eq!(server.send(form).await.problem(ProblemCode::MalformedBody).field.as_deref(), Some("content-type"));
}

#[tokio::test]
async fn a_body_over_the_limit_is_body_too_large() {
    let server = TestServer::start().await;
    let answer = server.post("/v1/sign-in/phone", None, &json!({"phone": "1".repeat(20_000)})).await;
    answer.problem(ProblemCode::BodyTooLarge);
    let citizen = server.citizen("13800000000").await;
    let big = request(Method::POST, "/v1/commands", Some(&citizen), Body::from(vec![b' '; 256 * 1024 + 1]));
    server.send(big).await.problem(ProblemCode::BodyTooLarge);
    let fits = request(Method::POST, "/v1/commands", Some(&citizen), Body::from(vec![b' '; 256 * 1024]));
    server.send(fits).await.problem(ProblemCode::MalformedBody);
}

#[tokio::test]
async fn malformed_parameters_are_named() {
    let server = TestServer::start().await;
    let citizen = server.citizen("13800000000").await;
    for path in [
        "/v1/matters/not-a-uuid".to_owned(),
        "/v1/matters?limit=0".to_owned(),
        "/v1/matters?limit=many".to_owned(),
        "/v1/matters?stage=unheard_of".to_owned(),
        "/v1/sync?limit=501".to_owned(),
        format!("/v1/matters/{}/photos/{}", Uuid::nil(), Sha256([0xab; 32]).to_string().to_uppercase()),
    ] {
        let problem = server.get(&path, &citizen).await.problem(ProblemCode::MalformedParameter);
        assert!(problem.field.is_some() && problem.accepted.is_some(), "{path}");
    }
    server.delete("/v1/sessions/x", &citizen).await.problem(ProblemCode::MalformedParameter);
}

#[tokio::test]
async fn every_answer_carries_security_headers_and_a_request_id() {
    let server = TestServer::start().await;
    let mut ids = std::collections::BTreeSet::new();
    for path in ["/", "/healthz", "/v1/me", "/nothing", "/metrics"] {
        let answer = server.get(path, None).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("cache-control", "no-store"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{path} {name}");
        }
        // Pages tell their own site where a form comes from, and nobody else.
        let referrer = if path == "/" { "same-origin" } else { "no-referrer" };
        assert_eq!(answer.header("referrer-policy"), Some(referrer), "{path}");
        assert!(answer.header("content-security-policy").unwrap().starts_with("default-src 'none'"));
        assert!(ids.insert(answer.header("x-request-id").unwrap().to_owned()));
    }
}

#[tokio::test]
async fn requests_without_a_session_are_limited_by_address_and_with_one_by_account() {
    let server = TestServer::start().await;
    let citizen = server.citizen("13800000000").await;
    let mut limited = None;
    for _ in 0..=600 {
        limited = Some(server.get("/v1/keys", None).await);
    }
    assert!(limited.unwrap().problem(ProblemCode::RateLimited).retry_after.is_some());
    assert_eq!(server.get("/v1/me", &citizen).await.status, 200);
    assert_eq!(server.get("/healthz", None).await.status, 200, "probes are not limited");
    for _ in 0..1_199 {
        assert_eq!(server.get("/v1/me", &citizen).await.status, 200);
    }
    server.get("/v1/me", &citizen).await.problem(ProblemCode::RateLimited);
    assert_eq!(server.get("/v1/me", &server.citizen("13800000001").await).await.status, 200);
}

#[tokio::test]
async fn probes_tell_whether_the_server_lives_and_takes_requests() {
    let server = TestServer::start().await;
    assert_eq!(server.get("/healthz", None).await.status, 200);
    assert_eq!(server.get("/readyz", None).await.status, 200);
    server.app.close().await;
    assert_eq!(server.get("/healthz", None).await.status, 200);
    server.get("/readyz", None).await.problem(ProblemCode::Unavailable);
}

#[tokio::test]
async fn metrics_name_templates_and_codes_and_nobody() {
    let server = TestServer::start().await;
    let citizen = server.citizen("13800000000").await;
    let matter = Uuid::new_v4();
    server.get(&format!("/v1/matters/{matter}"), &citizen).await.problem(ProblemCode::NotFound);
    server.get(&format!("/guess/{matter}"), None).await.problem(ProblemCode::NotFound);
    let answer = server.get("/metrics", None).await;
    assert!(answer.header("content-type").unwrap().starts_with("text/plain"));
    let text = String::from_utf8(answer.body.to_vec()).unwrap();
    assert!(text.contains(r#"route="/v1/matters/{id}""#), "{text}");
    assert!(text.contains(r#"minyi_problems_total{code="not_found"}"#));
    assert!(text.contains("minyi_request_seconds_bucket"));
    for secret in [&matter.to_string(), &citizen.actor.user.to_string(), &citizen.device.to_string(), "13800000000"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

thread_local! {
    /// What this thread logged; nothing is kept until a test asks for it.
    static LOG: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

/// Writes to the log of the thread it is used on.
struct ThreadLog;

impl std::io::Write for ThreadLog {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        LOG.with_borrow_mut(|log| log.iter_mut().for_each(|log| log.extend_from_slice(line)));
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Keeps what this thread logs from now on, from the finest level on. The subscriber is the whole process's: one that comes and
/// goes with a test would race with the others for what `tracing` caches.
fn keep_log() {
    let lines = tracing_subscriber::fmt().json().with_max_level(tracing::Level::TRACE);
    // Another test of this kind may have been first.
    let _ = tracing::subscriber::set_global_default(lines.with_writer(|| ThreadLog).finish());
    LOG.set(Some(Vec::new()));
}

#[tokio::test]
async fn logs_tell_routes_and_outcomes_and_nobodys_phone_code_token_or_words() {
    keep_log();
    let server = TestServer::start().await;
    let phone = "13800000000";
    server.post("/v1/sign-in/phone", None, &json!({ "phone": phone })).await;
    let code = server.sms.last_code(phone).unwrap();
    let proof = json!({"phone": phone, "code": code, "device": Uuid::nil()});
    let session: Session = server.post("/v1/sign-in/code", None, &proof).await.json();
    let staff = json!({"login": "clerk-water", "password": PASSWORD, "totp": "000000", "device": Uuid::nil()});
    server.post("/v1/sign-in/staff", None, &staff).await.problem(ProblemCode::CredentialsWrong);
    let citizen = Caller::of(session, minyi_rulebook::ids::DeviceId(Uuid::nil()));
    let matter = server.file(&citizen, Vec::new()).await;
    assert_eq!(server.get(&format!("/v1/matters/{matter}"), &citizen).await.status, 200);
    let log = String::from_utf8(LOG.take().unwrap()).unwrap();
    assert!(log.contains("/v1/sign-in/phone") && log.contains("/v1/matters/{id}") && log.contains("answered"));
    for secret in [phone, &format!("\"{code}\""), &citizen.token, PASSWORD, "路灯", &matter.to_string()] {
        assert!(!log.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn a_panic_is_an_internal_problem_and_the_server_lives_on() {
    let server = TestServer::start().await;
    let router = axum::Router::new().route("/panic", axum::routing::get(panics));
    let router = crate::routes::surroundings::around(router, &server.app).with_state(server.app.clone());
    let asked = request(Method::GET, "/panic", None, Body::empty());
    let response = tower::ServiceExt::oneshot(router, asked).await.unwrap();
    assert_eq!(response.status(), 500);
    let body = axum::body::to_bytes(response.into_body(), 10_000).await.unwrap();
    let text = String::from_utf8(body.to_vec()).unwrap();
    assert!(text.contains(r#""code":"internal""#) && !text.contains("secret-word"));
}

async fn panics() {
    panic!("secret-word")
}

#[tokio::test]
async fn a_body_that_is_cut_off_stores_nothing_and_hurts_nobody() {
    let server = TestServer::start().await;
    let citizen = server.citizen("13800000000").await;
    let address = server.url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST /v1/commands HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-length: 500\r\n\r\n{{\"v\":1",
        citizen.token
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    assert!(!String::from_utf8_lossy(&answer).contains(" 200 "));
    let events = server.app.db.rows("SELECT 1 FROM events", &[]).await.unwrap();
    assert!(events.is_empty());
    assert_eq!(server.get("/v1/me", &citizen).await.status, 200);
}

#[tokio::test]
async fn receipt_keys_are_published_and_stay_the_same_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let mut keys = Vec::new();
    for _ in 0..2 {
        let app = open(folder.path()).await.unwrap();
        let response =
            tower::ServiceExt::oneshot(app.router(), request(Method::GET, "/v1/keys", None, Body::empty())).await;
        let body = axum::body::to_bytes(response.unwrap().into_body(), 10_000).await.unwrap();
        keys.push(serde_json::from_slice::<ServerKeys>(&body).unwrap());
        app.close().await;
    }
    assert_eq!(keys[0], keys[1]);
    assert_eq!(keys[0].keys.len(), 1);
    assert!(keys[0].keys[0].verifying_key().is_some());
}

async fn open(folder: &std::path::Path) -> Result<App, StartError> {
    App::open(Config::in_folder(folder), Arc::new(SystemClock), Arc::new(TestSms::default())).await
}

#[tokio::test]
async fn a_second_server_on_the_same_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let first = open(folder.path()).await.unwrap();
    assert!(matches!(open(folder.path()).await, Err(StartError::AlreadyRunning(_))));
    first.close().await;
    drop(first);
    assert!(open(folder.path()).await.is_ok());
}

#[tokio::test]
async fn a_server_told_to_stop_says_bye_to_streams_and_ends() {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path()).await.unwrap();
    let citizen = app.access.admit_citizen("13800000000", minyi_rulebook::ids::DeviceId(Uuid::nil())).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(app.serve(listener, async {
        let _ = stopped.await;
    }));
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!("GET /v1/stream HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\r\n", citizen.token);
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut heard = Vec::new();
    let mut chunk = [0; 1_024];
    while !String::from_utf8_lossy(&heard).contains("event: nudge") {
        let read = stream.read(&mut chunk).await.unwrap();
        assert!(read > 0);
        heard.extend_from_slice(&chunk[..read]);
    }
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(9), stream.read_to_end(&mut heard)).await.unwrap().unwrap();
    assert!(String::from_utf8_lossy(&heard).contains("event: bye"));
    tokio::time::timeout(Duration::from_secs(9), serving).await.unwrap().unwrap().unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}
