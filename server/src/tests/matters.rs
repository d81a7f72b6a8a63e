//! Commands, lists, sync, streams and the public pages over HTTP. What they promise about cases is checked on both databases in
//! `tests/contract`; here it is the surface.

use axum::body::Body;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::StreamExt;
use http::Method;
use jiff::SignedDuration;
use minyi_rulebook::citizen_case::{CaseCommand, Stage};
use minyi_rulebook::class::TriageClass;
use minyi_rulebook::clock::DueExplanation;
use minyi_rulebook::ids::{CommandId, MatterId, OrganId};
use minyi_wire::command::{Command, CommandEnvelope, body_hash};
use minyi_wire::receipt::ServerKeys;
use minyi_wire::sync::{MatterPage, SyncPage};
use minyi_wire::{CaseView, ProblemCode, Receipt, WIRE_VERSION};
use serde_json::{Value, json};
use tower::ServiceExt;
use uuid::Uuid;

use super::sending::{PHONE, started};
use crate::routes::audit::DailyHeads;
use crate::routes::policy::PolicyView;
use crate::testing::{Caller, TestServer, request};

fn triage() -> CaseCommand {
    CaseCommand::Triage { class: TriageClass::Help, note: String::new() }
}

/// A case that the office has given to a unit and published.
async fn published(server: &TestServer, by: &Caller) -> MatterId {
    let matter = server.file(by, Vec::new()).await;
    let station = server.staff("station-zhili-1").await;
    let office = server.staff("office-1").await;
    let lead = OrganId::new("unit-water").expect("a code");
    let assign = CaseCommand::Assign { lead, co: Vec::new(), note: String::new() };
    for (by, command) in [(&station, triage()), (&office, assign), (&office, CaseCommand::Publish)] {
        assert_eq!(server.command(by, matter, command).await.status, 200);
    }
    matter
}

#[tokio::test]
async fn a_command_is_answered_with_a_receipt_that_verifies_and_stays_the_same() {
    let (server, citizen) = started().await;
    let matter = server.file(&citizen, Vec::new()).await;
    let envelope = CommandEnvelope {
        v: WIRE_VERSION,
        id: CommandId(Uuid::now_v7()),
        device: citizen.device,
        seq: 2,
        matter,
        expects: Some(1),
        made_at: server.now(),
        command: Command::CitizenCase(CaseCommand::Supplement { text: "还有一盏".to_owned(), photos: Vec::new() }),
    };
    let body = envelope.to_bytes().unwrap();
    let send = || server.send(request(Method::POST, "/v1/commands", Some(&citizen), Body::from(body.clone())));
    let first = send().await;
    server.clock.advance(SignedDuration::from_hours(5));
    assert_eq!(first.body, send().await.body);
    let keys: ServerKeys = server.get("/v1/keys", None).await.json();
    let key = keys.keys[0].verifying_key().unwrap();
    assert_eq!(first.json::<Receipt>().check(envelope.id, &body_hash(&body), &key), Ok(()));
    // The same JSON with one more space is another body.
    let mut spaced = body.clone();
    spaced.push(b' ');
    let answer = server.send(request(Method::POST, "/v1/commands", Some(&citizen), Body::from(spaced))).await;
    answer.problem(ProblemCode::CommandConflict);
}

#[tokio::test]
async fn commands_of_another_version_or_shape_are_named() {
    let (server, citizen) = started().await;
    for (body, code, field) in [
        (json!({"v": 2, "something": "new"}), ProblemCode::UnknownVersion, Some("v")),
        (json!({"v": 1, "id": "x"}), ProblemCode::MalformedBody, None),
        (json!([]), ProblemCode::MalformedBody, None),
    ] {
        let problem = server.post("/v1/commands", &citizen, &body).await.problem(code);
        assert_eq!(problem.field.as_deref(), field);
        assert!(problem.accepted.is_some());
    }
    let head = crate::store::events::head(&server.app.db).await.unwrap();
    assert_eq!(head.seq, 0);
}

#[tokio::test]
async fn a_refusal_quotes_its_rule() {
    let (server, citizen) = started().await;
    let matter = server.file(&citizen, Vec::new()).await;
    let answer = server.command(&citizen, matter, triage()).await;
    let refusal = answer.problem(ProblemCode::Refused).refusal.expect("a refusal");
    assert!(!refusal.accepted_zh.is_empty());
    assert!(refusal.rule.is_some_and(|rule| !rule.text_zh.is_empty()));
}

#[tokio::test]
async fn a_reader_lists_reads_and_asks_why() {
    let (server, citizen) = started().await;
    let first = server.file(&citizen, Vec::new()).await;
    let second = server.file(&citizen, Vec::new()).await;
    let page: MatterPage = server.get("/v1/matters?limit=1", &citizen).await.json();
    assert_eq!(page.matters[0].matter, second);
    let path = format!("/v1/matters?limit=1&cursor={}", page.next.unwrap());
    let page: MatterPage = server.get(&path, &citizen).await.json();
    assert_eq!((page.matters[0].matter, page.next), (first, None));
    let none: MatterPage = server.get("/v1/matters?stage=closed", &citizen).await.json();
    assert!(none.matters.is_empty());
    let view: CaseView = server.get(&format!("/v1/matters/{first}"), &citizen).await.json();
    assert_eq!((view.stage, view.version), (Stage::Submitted, 1));
    let due: Vec<DueExplanation> = server.get(&format!("/v1/matters/{first}/due"), &citizen).await.json();
    assert_eq!(due.len(), 1);
    let stranger = server.citizen("13800000001").await;
    for path in [format!("/v1/matters/{first}"), format!("/v1/matters/{first}/due")] {
        server.get(&path, &stranger).await.problem(ProblemCode::NotFound);
    }
}

#[tokio::test]
async fn page_lengths_and_parameters_out_of_range_are_named_and_never_cut_down() {
    let (server, citizen) = started().await;
    for (path, field) in [
        ("/v1/matters?limit=0", "limit"),
        ("/v1/matters?limit=201", "limit"),
        ("/v1/sync?limit=501", "limit"),
        ("/v1/public/matters?limit=201", "limit"),
        ("/v1/matters?stage=lost", "query"),
        ("/v1/matters?page=2", "query"),
        ("/v1/sync?limit=-1", "query"),
        ("/v1/matters/not-an-id", "path"),
    ] {
        let problem = server.get(path, &citizen).await.problem(ProblemCode::MalformedParameter);
        assert_eq!(problem.field.as_deref(), Some(field), "{path}");
        assert!(problem.accepted.is_some(), "{path}");
    }
    server.get("/v1/sync?cursor=!", &citizen).await.problem(ProblemCode::CursorMalformed);
    let elsewhere = URL_SAFE_NO_PAD.encode("another:1");
    server.get(&format!("/v1/sync?cursor={elsewhere}"), &citizen).await.problem(ProblemCode::CursorStale);
}

#[tokio::test]
async fn a_sync_goes_on_where_it_stopped() {
    let (server, citizen) = started().await;
    server.file(&citizen, Vec::new()).await;
    let page: SyncPage = server.get("/v1/sync", &citizen).await.json();
    assert_eq!((page.changed.len(), page.more), (1, false));
    let directory: Value = server.get("/v1/directory", &citizen).await.json();
    assert_eq!(directory["version"], page.directory_version);
    let next: SyncPage = server.get(&format!("/v1/sync?cursor={}", page.cursor), &citizen).await.json();
    assert!(next.changed.is_empty());
}

#[tokio::test]
async fn a_stream_greets_and_nudges_its_own_reader_only() {
    let (server, citizen) = started().await;
    let stranger = server.citizen("13800000001").await;
    let mut streams = Vec::new();
    for by in [&citizen, &stranger] {
        let asked = request(Method::GET, "/v1/stream", Some(by), Body::empty());
        let answer = server.app.router().oneshot(asked).await.unwrap();
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        let mut stream = answer.into_body().into_data_stream();
        let greeting = String::from_utf8(stream.next().await.unwrap().unwrap().to_vec()).unwrap();
        assert!(greeting.contains("event: nudge") && greeting.contains(":0\""), "{greeting}");
        streams.push(stream);
    }
    server.file(&citizen, Vec::new()).await;
    let nudge = String::from_utf8(streams[0].next().await.unwrap().unwrap().to_vec()).unwrap();
    assert!(nudge.contains("event: nudge") && nudge.contains(":1\""), "{nudge}");
    server.app.bus.bye();
    // The stranger hears nothing before the good-bye.
    for stream in &mut streams {
        let bye = String::from_utf8(stream.next().await.unwrap().unwrap().to_vec()).unwrap();
        assert!(bye.contains("event: bye"), "{bye}");
        assert!(stream.next().await.is_none());
    }
}

#[tokio::test]
async fn the_public_reads_published_cases_without_signing_in_and_no_author() {
    let (server, citizen) = started().await;
    let hidden = server.file(&citizen, Vec::new()).await;
    let shown = published(&server, &citizen).await;
    let page: MatterPage = server.get("/v1/public/matters", None).await.json();
    assert_eq!(page.matters.iter().map(|case| case.matter).collect::<Vec<_>>(), [shown]);
    server.get(&format!("/v1/public/matters/{hidden}"), None).await.problem(ProblemCode::NotFound);
    let answer = server.get(&format!("/v1/public/matters/{shown}"), None).await;
    assert!(answer.json::<CaseView>().permitted.is_empty());
    let text = String::from_utf8(answer.body.to_vec()).unwrap();
    assert!(!text.contains(&citizen.actor.user.to_string()) && !text.contains(PHONE));
}

#[tokio::test]
async fn every_rule_is_published_with_its_source() {
    let (server, _) = started().await;
    let policy: PolicyView = server.get("/v1/policy", None).await.json();
    assert_eq!(policy.clock_rules.len(), server.app.law.now().policy.clock_rules().len());
    assert!(!policy.quotes.is_empty() && !policy.result_classes.is_empty());
    assert!(policy.calendar.iter().any(|year| year.year == 2026 && year.notice.is_some()));
}

#[tokio::test]
async fn daily_heads_are_published_and_verify_under_the_published_key() {
    let (server, citizen) = started().await;
    server.file(&citizen, Vec::new()).await;
    server.clock.advance(SignedDuration::from_hours(24));
    server.app.tick().await.unwrap();
    let heads: DailyHeads = server.get("/v1/audit/heads", None).await.json();
    let keys: ServerKeys = server.get("/v1/keys", None).await.json();
    assert_eq!((heads.heads.len(), heads.heads[0].upto_seq), (1, 1));
    assert!(heads.heads[0].is_signed_by(&keys.keys[0].verifying_key().unwrap()));
}

#[tokio::test]
async fn nothing_of_a_case_is_read_or_written_without_a_session() {
    let (server, citizen) = started().await;
    let matter = server.file(&citizen, Vec::new()).await;
    for path in [
        "/v1/matters",
        "/v1/sync",
        "/v1/stream",
        &format!("/v1/matters/{matter}"),
        &format!("/v1/matters/{matter}/due"),
    ] {
        server.get(path, None).await.problem(ProblemCode::Unauthenticated);
    }
    server.post("/v1/commands", None, &json!({})).await.problem(ProblemCode::Unauthenticated);
}
