//! Signing in and out, lock-outs, revocation.

use jiff::SignedDuration;
use minyi_rulebook::actor::{Actor, Capacity};
use minyi_rulebook::ids::DeviceId;
use minyi_wire::ProblemCode;
use minyi_wire::access::{CodeSent, RegisteredCitizen, Session, SessionList};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::testing::{Answer, Caller, PASSWORD, TestServer};

const PHONE: &str = "13800000000";

async fn ask_code(server: &TestServer, phone: &str) -> Answer {
    server.post("/v1/sign-in/phone", None, &json!({ "phone": phone })).await
}

async fn try_code(server: &TestServer, phone: &str, code: &str) -> Answer {
    let body = json!({"phone": phone, "code": code, "device": Uuid::new_v4()});
    server.post("/v1/sign-in/code", None, &body).await
}

fn staff_proof(login: &str, password: &str, totp: &str) -> Value {
    json!({"login": login, "password": password, "totp": totp, "device": Uuid::new_v4()})
}

async fn try_staff(server: &TestServer, login: &str, password: &str, totp: &str) -> Answer {
    server.post("/v1/sign-in/staff", None, &staff_proof(login, password, totp)).await
}

/// Six digits that are not these.
fn other_than(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

#[tokio::test]
pub(super) async fn a_citizen_signs_in_with_the_code_that_was_sent() {
    let server = TestServer::start().await;
    let sent = ask_code(&server, PHONE).await;
    assert_eq!(sent.status, 202);
    assert_eq!(sent.json::<CodeSent>(), CodeSent { valid_for: 300, again_after: 60 });
    let code = server.sms.last_code(PHONE).unwrap();
    assert_eq!(code.len(), 6);
    let session: Session = try_code(&server, PHONE, &code).await.json();
    assert_eq!(session.actor.capacity, Capacity::Citizen);
    assert_eq!(session.expires_at, server.now() + SignedDuration::from_hours(30 * 24));
    let me = server.get("/v1/me", &Caller::of(session.clone(), DeviceId(Uuid::nil()))).await;
    assert_eq!(me.json::<Actor>(), session.actor);
}

#[tokio::test]
pub(super) async fn the_same_phone_is_the_same_account() {
    let server = TestServer::start().await;
    let mut accounts = Vec::new();
    for _ in 0..2 {
        assert_eq!(ask_code(&server, PHONE).await.status, 202);
        let code = server.sms.last_code(PHONE).unwrap();
        accounts.push(try_code(&server, PHONE, &code).await.json::<Session>().actor.user);
        server.clock.advance(SignedDuration::from_secs(60));
    }
    assert_eq!(accounts[0], accounts[1]);
    let seeded = server.citizen("19900000001").await;
    assert_eq!(seeded.actor.user.0, Uuid::from_u128(100), "the seed's account");
}

#[tokio::test]
pub(super) async fn known_and_unknown_numbers_get_the_same_answer() {
    let server = TestServer::start().await;
    let (known, unknown) = (ask_code(&server, "19900000001").await, ask_code(&server, PHONE).await);
    assert_eq!((known.status, &known.body), (unknown.status, &unknown.body));
    let (known, unknown) = (ask_code(&server, "19900000001").await, ask_code(&server, PHONE).await);
    assert_eq!((known.status, &known.body), (unknown.status, &unknown.body));
}

#[tokio::test]
pub(super) async fn a_number_that_is_none_is_phone_malformed() {
    let server = TestServer::start().await;
    let problem = ask_code(&server, "12345").await.problem(ProblemCode::PhoneMalformed);
    assert_eq!(problem.field.as_deref(), Some("phone"));
    assert!(problem.accepted.is_some());
    try_code(&server, "12345", "000000").await.problem(ProblemCode::PhoneMalformed);
}

#[tokio::test]
pub(super) async fn a_second_code_within_a_minute_is_rate_limited_and_the_first_still_works() {
    let server = TestServer::start().await;
    ask_code(&server, PHONE).await;
    let code = server.sms.last_code(PHONE).unwrap();
    server.clock.advance(SignedDuration::from_secs(10));
    let problem = ask_code(&server, PHONE).await.problem(ProblemCode::RateLimited);
    assert_eq!(problem.retry_after, Some(50));
    assert_eq!(server.sms.last_code(PHONE), Some(code.clone()));
    assert_eq!(try_code(&server, PHONE, &code).await.status, 200);
}

#[tokio::test]
pub(super) async fn six_codes_for_one_number_within_an_hour_are_rate_limited() {
    let server = TestServer::start().await;
    for _ in 0..5 {
        assert_eq!(ask_code(&server, PHONE).await.status, 202);
        server.clock.advance(SignedDuration::from_secs(61));
    }
    let problem = ask_code(&server, PHONE).await.problem(ProblemCode::RateLimited);
    assert!(problem.retry_after.unwrap() > 60 * 50);
    assert_eq!(ask_code(&server, "13800000001").await.status, 202, "other numbers are not held up");
}

#[tokio::test]
pub(super) async fn a_wrong_code_is_code_wrong_and_names_the_field() {
    let server = TestServer::start().await;
    ask_code(&server, PHONE).await;
    let code = server.sms.last_code(PHONE).unwrap();
    let problem = try_code(&server, PHONE, &other_than(&code)).await.problem(ProblemCode::CodeWrong);
    assert_eq!(problem.field.as_deref(), Some("code"));
    try_code(&server, "13800000009", &code).await.problem(ProblemCode::CodeWrong);
    try_code(&server, PHONE, "").await.problem(ProblemCode::CodeWrong);
}

#[tokio::test]
pub(super) async fn five_wrong_codes_lock_the_code_even_for_the_right_one() {
    let server = TestServer::start().await;
    ask_code(&server, PHONE).await;
    let code = server.sms.last_code(PHONE).unwrap();
    for _ in 0..5 {
        try_code(&server, PHONE, &other_than(&code)).await.problem(ProblemCode::CodeWrong);
    }
    let problem = try_code(&server, PHONE, &code).await.problem(ProblemCode::LockedOut);
    assert_eq!(problem.retry_after, Some(60));
    server.clock.advance(SignedDuration::from_secs(60));
    ask_code(&server, PHONE).await;
    let code = server.sms.last_code(PHONE).unwrap();
    assert_eq!(try_code(&server, PHONE, &code).await.status, 200);
}

#[tokio::test]
pub(super) async fn guessing_in_parallel_gains_no_tries() {
    let server = TestServer::start().await;
    ask_code(&server, PHONE).await;
    let wrong = other_than(&server.sms.last_code(PHONE).unwrap());
    let guesses = (0..20).map(|_| try_code(&server, PHONE, &wrong));
    let answers = futures_util::future::join_all(guesses).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 422).count(), 5);
    assert_eq!(answers.iter().filter(|answer| answer.status == 429).count(), 15);
}

#[tokio::test]
pub(super) async fn a_code_works_once_and_of_two_at_once_one_wins() {
    let server = TestServer::start().await;
    ask_code(&server, PHONE).await;
    let code = server.sms.last_code(PHONE).unwrap();
    let (one, other) = tokio::join!(try_code(&server, PHONE, &code), try_code(&server, PHONE, &code));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422]);
    try_code(&server, PHONE, &code).await.problem(ProblemCode::CodeWrong);
}

#[tokio::test]
pub(super) async fn a_code_older_than_five_minutes_is_code_expired() {
    let server = TestServer::start().await;
    ask_code(&server, PHONE).await;
    let code = server.sms.last_code(PHONE).unwrap();
    server.clock.advance(SignedDuration::from_secs(300));
    try_code(&server, PHONE, &code).await.problem(ProblemCode::CodeExpired);
}

#[tokio::test]
pub(super) async fn neither_codes_nor_tokens_stand_in_the_store_and_phones_in_one_table_only() {
    let server = TestServer::start().await;
    ask_code(&server, PHONE).await;
    let code = server.sms.last_code(PHONE).unwrap();
    ask_code(&server, "13800000001").await;
    let session: Session = try_code(&server, PHONE, &code).await.json();
    let db = &server.app.db;
    let tables = db.rows("SELECT name FROM sqlite_master WHERE type = 'table'", &[]).await.unwrap();
    for table in tables {
        let table = table.text(0).unwrap();
        for column in db.rows("SELECT name FROM pragma_table_info($1)", &[table.as_str().into()]).await.unwrap() {
            let column = column.text(0).unwrap();
            for secret in [PHONE, "13800000001", &session.token, PASSWORD] {
                let sql = format!("SELECT 1 FROM {table} WHERE instr(CAST({column} AS BLOB), CAST($1 AS BLOB)) > 0");
                let found = !db.rows(&sql, &[secret.into()]).await.unwrap().is_empty();
                assert_eq!(
                    found,
                    secret == PHONE && (&table[..], &column[..]) == ("citizens", "phone"),
                    "{table}.{column}"
                );
            }
        }
    }
}

#[tokio::test]
pub(super) async fn staff_sign_in_with_password_and_second_factor_for_twelve_hours() {
    let server = TestServer::start().await;
    let session: Session = try_staff(&server, "clerk-water", PASSWORD, &server.totp()).await.json();
    assert!(matches!(session.actor.capacity, Capacity::UnitClerk { .. }));
    assert_eq!(session.expires_at, server.now() + SignedDuration::from_hours(12));
}

#[tokio::test]
pub(super) async fn whatever_does_not_fit_gets_the_same_credentials_wrong() {
    let server = TestServer::start().await;
    let totp = server.totp();
    let wrong = other_than(&totp);
    let answers = [
        try_staff(&server, "clerk-water", "wrong password", &totp).await,
        try_staff(&server, "clerk-water", PASSWORD, &wrong).await,
        try_staff(&server, "clerk-water", PASSWORD, "").await,
        try_staff(&server, "nobody", PASSWORD, &totp).await,
    ];
    for answer in &answers {
        answer.problem(ProblemCode::CredentialsWrong);
        assert_eq!(answer.body, answers[0].body);
    }
}

#[tokio::test]
pub(super) async fn a_second_factor_cannot_be_replayed() {
    let server = TestServer::start().await;
    let totp = server.totp();
    assert_eq!(try_staff(&server, "clerk-water", PASSWORD, &totp).await.status, 200);
    try_staff(&server, "clerk-water", PASSWORD, &totp).await.problem(ProblemCode::CredentialsWrong);
    server.clock.advance(SignedDuration::from_secs(30));
    try_staff(&server, "clerk-water", PASSWORD, &totp).await.problem(ProblemCode::CredentialsWrong);
    assert_eq!(try_staff(&server, "clerk-water", PASSWORD, &server.totp()).await.status, 200);
}

#[tokio::test]
pub(super) async fn five_wrong_attempts_lock_a_login_for_fifteen_minutes_whether_it_exists_or_not() {
    let server = TestServer::start().await;
    for login in ["clerk-water", "nobody"] {
        for _ in 0..5 {
            try_staff(&server, login, "wrong password", "000000").await.problem(ProblemCode::CredentialsWrong);
        }
        let problem = try_staff(&server, login, PASSWORD, &server.totp()).await.problem(ProblemCode::LockedOut);
        assert_eq!(problem.retry_after, Some(900));
    }
    assert_eq!(
        try_staff(&server, "leader-water", PASSWORD, &server.totp()).await.status,
        200,
        "others are not shut out"
    );
    server.clock.advance(SignedDuration::from_mins(15));
    assert_eq!(try_staff(&server, "clerk-water", PASSWORD, &server.totp()).await.status, 200);
}

#[tokio::test]
pub(super) async fn a_right_attempt_forgives_the_wrong_ones_before_it() {
    let server = TestServer::start().await;
    for _ in 0..3 {
        for _ in 0..4 {
            try_staff(&server, "clerk-water", "wrong password", "000000").await.problem(ProblemCode::CredentialsWrong);
        }
        assert_eq!(try_staff(&server, "clerk-water", PASSWORD, &server.totp()).await.status, 200);
        server.clock.advance(SignedDuration::from_secs(30));
    }
}

#[tokio::test]
pub(super) async fn lock_outs_outlive_a_restart_of_the_process() {
    let server = TestServer::start().await;
    for _ in 0..5 {
        try_staff(&server, "auditor", "wrong password", "000000").await.problem(ProblemCode::CredentialsWrong);
    }
    let rows = server.app.db.rows("SELECT wrong FROM sign_in_failures WHERE locked_until_ms > 0", &[]).await.unwrap();
    assert_eq!(rows.len(), 1, "the lock is in the store, not in memory");
}

#[tokio::test]
pub(super) async fn no_token_or_an_unknown_one_is_unauthenticated() {
    let server = TestServer::start().await;
    server.get("/v1/me", None).await.problem(ProblemCode::Unauthenticated);
    let mut caller = server.citizen(PHONE).await;
    for token in ["", "short", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "not base64 at all !!"] {
        caller.token = token.to_owned();
        server.get("/v1/me", &caller).await.problem(ProblemCode::Unauthenticated);
    }
}

#[tokio::test]
pub(super) async fn an_expired_token_is_session_over() {
    let server = TestServer::start().await;
    let (citizen, clerk) = (server.citizen(PHONE).await, server.staff("clerk-water").await);
    server.clock.advance(SignedDuration::from_hours(12));
    server.get("/v1/me", &clerk).await.problem(ProblemCode::SessionOver);
    assert_eq!(server.get("/v1/me", &citizen).await.status, 200);
    server.clock.advance(SignedDuration::from_hours(30 * 24));
    server.get("/v1/me", &citizen).await.problem(ProblemCode::SessionOver);
}

#[tokio::test]
pub(super) async fn use_moves_the_end_of_a_session_on() {
    let server = TestServer::start().await;
    let clerk = server.staff("clerk-water").await;
    for _ in 0..5 {
        server.clock.advance(SignedDuration::from_hours(11));
        assert_eq!(server.get("/v1/me", &clerk).await.status, 200);
    }
}

#[tokio::test]
pub(super) async fn signing_out_ends_the_session_at_once() {
    let server = TestServer::start().await;
    let caller = server.citizen(PHONE).await;
    assert_eq!(server.get("/v1/me", &caller).await.status, 200);
    assert_eq!(server.post("/v1/sign-out", &caller, &json!({})).await.status, 204);
    server.get("/v1/me", &caller).await.problem(ProblemCode::SessionOver);
}

#[tokio::test]
pub(super) async fn a_lost_device_can_be_signed_out_from_another() {
    let server = TestServer::start().await;
    let (lost, other) = (server.citizen(PHONE).await, server.citizen(PHONE).await);
    assert_eq!(server.get("/v1/me", &lost).await.status, 200, "and now it is believed for a while");
    let list: SessionList = server.get("/v1/sessions", &other).await.json();
    let mut devices: Vec<_> = list.sessions.iter().map(|session| (session.device, session.this_one)).collect();
    devices.sort();
    let mut expected = vec![(lost.device, false), (other.device, true)];
    expected.sort();
    assert_eq!(devices, expected);
    let path = format!("/v1/sessions/{}", lost.device);
    assert_eq!(server.delete(&path, &other).await.status, 204);
    server.get("/v1/me", &lost).await.problem(ProblemCode::SessionOver);
    assert_eq!(server.get("/v1/me", &other).await.status, 200);
    server.delete(&path, &other).await.problem(ProblemCode::NotFound);
}

#[tokio::test]
pub(super) async fn nobody_can_sign_out_somebody_elses_device() {
    let server = TestServer::start().await;
    let (one, other) = (server.citizen(PHONE).await, server.citizen("13800000001").await);
    server.delete(&format!("/v1/sessions/{}", one.device), &other).await.problem(ProblemCode::NotFound);
    assert_eq!(server.get("/v1/me", &one).await.status, 200);
}

#[tokio::test]
pub(super) async fn signing_in_again_on_a_device_ends_its_earlier_session() {
    let server = TestServer::start().await;
    let first = server.citizen(PHONE).await;
    let again = server.app.access.admit_citizen(PHONE, first.device).await.unwrap();
    server.get("/v1/me", &first).await.problem(ProblemCode::SessionOver);
    assert_eq!(server.get("/v1/me", &Caller::of(again, first.device)).await.status, 200);
}

#[tokio::test]
pub(super) async fn station_staff_register_citizens_and_nobody_else_does() {
    let server = TestServer::start().await;
    let body = json!({ "phone": PHONE });
    let station = server.staff("station-zhili-1").await;
    let first: RegisteredCitizen = server.post("/v1/citizens", &station, &body).await.json();
    let again: RegisteredCitizen = server.post("/v1/citizens", &station, &body).await.json();
    assert_eq!(first, again);
    assert_eq!(server.citizen(PHONE).await.actor.user, first.user);
    server.post("/v1/citizens", &station, &json!({"phone": "1"})).await.problem(ProblemCode::PhoneMalformed);
    for login in ["office-1", "clerk-water", "deputy-001", "court-1", "auditor"] {
        let caller = server.staff(login).await;
        server.post("/v1/citizens", &caller, &body).await.problem(ProblemCode::Forbidden);
    }
    let citizen = server.citizen(PHONE).await;
    server.post("/v1/citizens", &citizen, &body).await.problem(ProblemCode::Forbidden);
    server.post("/v1/citizens", None, &body).await.problem(ProblemCode::Unauthenticated);
}

#[tokio::test]
pub(super) async fn too_many_attempts_from_one_address_are_rate_limited() {
    let server = TestServer::start().await;
    for attempt in 0..120 {
        try_code(&server, &format!("139{attempt:08}"), "000000").await.problem(ProblemCode::CodeWrong);
    }
    try_code(&server, PHONE, "000000").await.problem(ProblemCode::RateLimited);
}
