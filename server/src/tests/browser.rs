//! Sessions in a browser: the cookie works like the token, no script can read it, and no other site can use it.

use axum::body::Body;
use http::{Method, Request};
use jiff::SignedDuration;
use minyi_rulebook::actor::{Actor, Capacity};
use minyi_wire::ProblemCode;
use minyi_wire::access::{BrowserSession, SessionList};
use serde_json::{Value, json};

use crate::config::ClientAddress;
use crate::testing::{Answer, PASSWORD, TestServer};

const PHONE: &str = "13800000000";
const HERE: (&str, &str) = ("sec-fetch-site", "same-origin");

/// A browser: it keeps cookies and says where its requests come from.
#[derive(Default)]
struct Browser {
    cookies: Vec<(String, String)>,
}

impl Browser {
    async fn ask(
        &mut self,
        server: &TestServer,
        method: Method,
        path: &str,
        said: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header("host", "minyi.test");
        for (name, value) in said {
            request = request.header(*name, *value);
        }
        if !self.cookies.is_empty() {
            let line: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header("cookie", line.join("; "));
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let request = request.header("content-type", "application/json").body(body).unwrap();
        let answer = server.send(request).await;
        for set in answer.headers.get_all("set-cookie") {
            let (name, rest) = set.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            self.cookies.retain(|(known, _)| known != name);
            if !rest.contains("Max-Age=0") {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        answer
    }

    async fn get(&mut self, server: &TestServer, path: &str) -> Answer {
        self.ask(server, Method::GET, path, &[("sec-fetch-site", "same-origin")], None).await
    }

    async fn sign_in_citizen(&mut self, server: &TestServer) -> Answer {
        server.post("/v1/sign-in/phone", None, &json!({ "phone": PHONE })).await;
        let code = server.sms.last_code(PHONE).unwrap();
        let proof = json!({"phone": PHONE, "code": code});
        self.ask(server, Method::POST, "/v1/browser/sign-in/code", &[HERE], Some(&proof)).await
    }
}

#[tokio::test]
async fn a_citizen_signs_in_and_the_token_is_in_a_cookie_only() {
    let server = TestServer::start().await;
    let mut browser = Browser::default();
    let answer = browser.sign_in_citizen(&server).await;
    let session: BrowserSession = answer.json();
    assert_eq!(session.actor.capacity, Capacity::Citizen);
    let set: Vec<&str> = answer.headers.get_all("set-cookie").iter().map(|set| set.to_str().unwrap()).collect();
    assert!(set.iter().all(|set| set.contains("HttpOnly") && set.contains("SameSite=Lax") && set.contains("Path=/")));
    let token = &browser.cookies.iter().find(|(name, _)| name == "minyi-session").unwrap().1;
    assert!(!String::from_utf8_lossy(&answer.body).contains(token.as_str()), "no script sees it");
    assert_eq!(browser.get(&server, "/v1/me").await.json::<Actor>(), session.actor);
    assert_eq!(browser.get(&server, "/v1/browser/session").await.json::<BrowserSession>(), session);
}

#[tokio::test]
async fn staff_sign_in_with_password_and_second_factor() {
    let server = TestServer::start().await;
    let mut browser = Browser::default();
    let proof = json!({"login": "office-1", "password": PASSWORD, "totp": server.totp()});
    let path = "/v1/browser/sign-in/staff";
    let session: BrowserSession = browser.ask(&server, Method::POST, path, &[HERE], Some(&proof)).await.json();
    assert!(matches!(session.actor.capacity, Capacity::OfficeStaff { .. }));
    assert_eq!(session.expires_at, server.now() + SignedDuration::from_hours(12));
    let wrong = json!({"login": "office-1", "password": "wrong", "totp": "000000"});
    let answer = Browser::default().ask(&server, Method::POST, path, &[HERE], Some(&wrong)).await;
    answer.problem(ProblemCode::CredentialsWrong);
    assert!(answer.header("set-cookie").is_none());
}

#[tokio::test]
async fn a_cookie_changes_nothing_for_a_page_of_another_site() {
    let server = TestServer::start().await;
    let mut browser = Browser::default();
    browser.sign_in_citizen(&server).await;
    let strangers: &[&[(&str, &str)]] = &[
        &[],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "none")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
    ];
    for said in strangers {
        let answer = browser.ask(&server, Method::POST, "/v1/sign-out", said, None).await;
        answer.problem(ProblemCode::CrossSite);
        assert!(answer.header("access-control-allow-origin").is_none());
    }
    assert_eq!(browser.get(&server, "/v1/me").await.status, 200, "still signed in");
    // An old browser of this site's own pages names its origin.
    let said = [("origin", "http://minyi.test")];
    assert_eq!(browser.ask(&server, Method::POST, "/v1/sign-out", &said, None).await.status, 204);
}

#[tokio::test]
async fn no_other_site_can_sign_somebody_in() {
    let server = TestServer::start().await;
    server.post("/v1/sign-in/phone", None, &json!({ "phone": PHONE })).await;
    let proof = json!({"phone": PHONE, "code": server.sms.last_code(PHONE).unwrap()});
    let path = "/v1/browser/sign-in/code";
    for said in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        let answer = Browser::default().ask(&server, Method::POST, path, &[said], Some(&proof)).await;
        answer.problem(ProblemCode::CrossSite);
    }
    let answer = Browser::default().ask(&server, Method::POST, path, &[HERE], Some(&proof)).await;
    assert_eq!(answer.status, 200, "and the code was not spent");
}

#[tokio::test]
async fn signing_out_ends_the_session_and_takes_the_cookie_away() {
    let server = TestServer::start().await;
    let mut browser = Browser::default();
    browser.sign_in_citizen(&server).await;
    let stolen = browser.cookies.clone();
    assert_eq!(browser.ask(&server, Method::POST, "/v1/sign-out", &[HERE], None).await.status, 204);
    assert!(browser.cookies.iter().all(|(name, _)| name != "minyi-session"));
    browser.get(&server, "/v1/me").await.problem(ProblemCode::Unauthenticated);
    let mut thief = Browser { cookies: stolen };
    thief.get(&server, "/v1/me").await.problem(ProblemCode::SessionOver);
}

#[tokio::test]
async fn the_same_browser_is_the_same_device_and_others_can_be_signed_out_from_it() {
    let server = TestServer::start().await;
    let (mut first, mut second) = (Browser::default(), Browser::default());
    let device = first.sign_in_citizen(&server).await.json::<BrowserSession>().device;
    server.clock.advance(SignedDuration::from_secs(61));
    assert_eq!(first.sign_in_citizen(&server).await.json::<BrowserSession>().device, device);
    server.clock.advance(SignedDuration::from_secs(61));
    let other = second.sign_in_citizen(&server).await.json::<BrowserSession>().device;
    assert_ne!(device, other);
    let list: SessionList = first.get(&server, "/v1/sessions").await.json();
    assert_eq!(list.sessions.iter().map(|session| session.this_one).collect::<Vec<_>>(), [false, true]);
    let path = format!("/v1/sessions/{other}");
    assert_eq!(first.ask(&server, Method::DELETE, &path, &[HERE], None).await.status, 204);
    second.get(&server, "/v1/me").await.problem(ProblemCode::SessionOver);
}

#[tokio::test]
async fn a_header_is_judged_by_itself_and_needs_no_origin() {
    let server = TestServer::start().await;
    let mut browser = Browser::default();
    browser.sign_in_citizen(&server).await;
    let caller = server.citizen("13800000001").await;
    let bearer = format!("Bearer {}", caller.token);
    let me = browser.ask(&server, Method::GET, "/v1/me", &[("authorization", &bearer)], None).await;
    assert_eq!(me.json::<Actor>(), caller.actor);
    let wrong = [("authorization", "Bearer wrong")];
    browser.ask(&server, Method::GET, "/v1/me", &wrong, None).await.problem(ProblemCode::Unauthenticated);
    let out = browser.ask(&server, Method::POST, "/v1/sign-out", &[("authorization", &bearer)], None).await;
    assert_eq!(out.status, 204, "apps say no origin");
}

#[tokio::test]
async fn behind_a_tls_proxy_the_cookie_is_secure_and_bound_to_the_host() {
    let server = TestServer::start_with(|config| config.client_address = ClientAddress::ForwardedByProxy).await;
    let mut browser = Browser::default();
    server.post("/v1/sign-in/phone", None, &json!({ "phone": PHONE })).await;
    let proof = json!({"phone": PHONE, "code": server.sms.last_code(PHONE).unwrap()});
    let tls = [HERE, ("x-forwarded-proto", "https")];
    let answer = browser.ask(&server, Method::POST, "/v1/browser/sign-in/code", &tls, Some(&proof)).await;
    let set: Vec<&str> = answer.headers.get_all("set-cookie").iter().map(|set| set.to_str().unwrap()).collect();
    assert_eq!(set.len(), 2);
    assert!(set.iter().all(|set| set.starts_with("__Host-minyi-") && set.contains("; Secure")), "{set:?}");
    assert_eq!(browser.ask(&server, Method::GET, "/v1/me", &tls, None).await.status, 200);
    browser.get(&server, "/v1/me").await.problem(ProblemCode::Unauthenticated);
}

#[tokio::test]
async fn a_garbled_cookie_is_unauthenticated() {
    let server = TestServer::start().await;
    for value in ["", "x", "é", "AAAA", &"A".repeat(5_000)] {
        let mut browser = Browser { cookies: vec![("minyi-session".to_owned(), value.to_owned())] };
        browser.get(&server, "/v1/me").await.problem(ProblemCode::Unauthenticated);
    }
}
