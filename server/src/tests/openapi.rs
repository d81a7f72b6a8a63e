//! The OpenAPI document: complete, served, and as checked in.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::routes::openapi_document;
use crate::testing::TestServer;

fn document() -> Value {
    serde_json::from_str(&openapi_document().to_pretty_json().unwrap()).unwrap()
}

fn operations(document: &Value) -> BTreeSet<String> {
    let paths = document["paths"].as_object().unwrap();
    let each = paths.iter().flat_map(|(path, item)| {
        item.as_object().unwrap().keys().map(move |method| format!("{} {path}", method.to_uppercase()))
    });
    each.collect()
}

#[test]
fn every_address_of_the_contract_is_in_the_document() {
    let expected = [
        "GET /healthz",
        "GET /readyz",
        "GET /metrics",
        "GET /openapi.json",
        "POST /v1/sign-in/phone",
        "POST /v1/sign-in/code",
        "POST /v1/sign-in/staff",
        "POST /v1/browser/sign-in/code",
        "POST /v1/browser/sign-in/staff",
        "GET /v1/browser/session",
        "POST /v1/sign-out",
        "GET /v1/me",
        "GET /v1/sessions",
        "DELETE /v1/sessions/{device}",
        "POST /v1/citizens",
        "GET /v1/directory",
        "GET /v1/desk/map",
        "POST /v1/desk/organs",
        "GET /v1/desk/organs/log",
        "POST /v1/me/password",
        "POST /v1/me/authenticator/draw",
        "POST /v1/me/authenticator",
        "GET /v1/keys",
        "POST /v1/commands",
        "GET /v1/hearings",
        "GET /v1/hearings/{id}",
        "GET /v1/hearings/{id}/events",
        "GET /v1/hearings/{id}/stream",
        "POST /v1/hearings/{id}/heartbeat",
        "GET /v1/hearings/{id}/video",
        "GET /v1/hearings/{id}/video/index.m3u8",
        "GET /v1/hearings/{id}/video/log",
        "GET /v1/video/{pass}/{name}",
        "GET /v1/video/{pass}/key",
        "GET /v1/matters",
        "GET /v1/matters/{id}",
        "GET /v1/matters/{id}/due",
        "GET /v1/matters/{id}/photos",
        "GET /v1/matters/{id}/photos/{sha256}",
        "PUT /v1/matters/{id}/photos/{sha256}/record",
        "GET /v1/matters/{id}/photos/{sha256}/copy",
        "GET /v1/matters/{id}/photos/{sha256}/thumbnail",
        "GET /v1/matters/{id}/photos/{sha256}/custody",
        "GET /v1/matters/{id}/voice",
        "GET /v1/matters/{id}/voice/custody",
        "POST /v1/matters/{id}/photos/{sha256}/release",
        "POST /v1/matters/{id}/photos/{sha256}/export",
        "DELETE /v1/matters/{id}/photos/{sha256}/release",
        "GET /v1/sync",
        "GET /v1/changes",
        "GET /v1/stream",
        "PUT /v1/uploads/{id}",
        "GET /v1/uploads/{id}",
        "PUT /v1/uploads/{id}/parts/{n}",
        "GET /v1/desk/home",
        "GET /v1/desk/matters",
        "GET /v1/desk/matters.csv",
        "GET /v1/desk/matters/{id}/similar",
        "GET /v1/desk/figures",
        "GET /v1/desk/users",
        "GET /v1/desk/audit",
        "GET /v1/desk/custody",
        "GET /v1/desk/mandates",
        "GET /v1/desk/mandates/{id}",
        "POST /v1/desk/mandates/{id}/preview",
        "POST /v1/desk/accounts",
        "GET /v1/desk/accounts/log",
        "GET /v1/policy",
        "GET /v1/public/matters",
        "GET /v1/public/matters/{id}",
        "POST /v1/follow",
        "GET /v1/matters/{id}/follow-code",
        "GET /v1/public/matters/{id}/photos",
        "GET /v1/public/matters/{id}/photos/{sha256}/copy",
        "GET /v1/public/matters/{id}/photos/{sha256}/thumbnail",
        "GET /v1/public/deputies/{code}",
        "GET /v1/public/deputies/{code}/code.svg",
        "GET /v1/public/deputies/{code}/plate.svg",
        "GET /v1/public/deputies/{code}/plate.pdf",
        "GET /v1/public/stations/{station}",
        "GET /v1/public/constituencies",
        "GET /v1/identity/trust",
        "GET /v1/identity/cards/{id}",
        "GET /sl/{region}",
        "GET /v1/audit/heads",
        "GET /v1/audit/evidence-heads",
    ];
    assert_eq!(operations(&document()), expected.into_iter().map(str::to_owned).collect());
}

#[test]
fn every_reference_in_the_document_leads_somewhere() {
    fn references<'d>(value: &'d Value, found: &mut BTreeSet<&'d str>) {
        match value {
            Value::Object(map) => {
                found.extend(map.get("$ref").and_then(Value::as_str));
                map.values().for_each(|value| references(value, found));
            }
            Value::Array(list) => list.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let document = document();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    assert!(!found.is_empty());
    for reference in found {
        assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
    }
}

#[test]
fn what_needs_a_session_says_so() {
    let document = document();
    let open = [
        "GET /healthz",
        "GET /readyz",
        "GET /metrics",
        "GET /openapi.json",
        "POST /v1/sign-in/phone",
        "POST /v1/sign-in/code",
        "POST /v1/sign-in/staff",
        "POST /v1/browser/sign-in/code",
        "POST /v1/browser/sign-in/staff",
        "GET /v1/keys",
        "GET /v1/policy",
        // The pass is the permission.
        "GET /v1/video/{pass}/{name}",
        "GET /v1/public/matters",
        "GET /v1/public/matters/{id}",
        "POST /v1/follow",
        "GET /v1/public/matters/{id}/photos",
        "GET /v1/public/matters/{id}/photos/{sha256}/copy",
        "GET /v1/public/matters/{id}/photos/{sha256}/thumbnail",
        "GET /v1/public/deputies/{code}",
        "GET /v1/public/deputies/{code}/code.svg",
        "GET /v1/public/deputies/{code}/plate.svg",
        "GET /v1/public/deputies/{code}/plate.pdf",
        "GET /v1/public/stations/{station}",
        "GET /v1/public/constituencies",
        "GET /v1/identity/trust",
        "GET /sl/{region}",
        "GET /v1/audit/heads",
        "GET /v1/audit/evidence-heads",
    ];
    for operation in operations(&document) {
        let (method, path) = operation.split_once(' ').unwrap();
        let secured = document["paths"][path][method.to_lowercase()].get("security").is_some();
        assert_eq!(secured, !open.contains(&&operation[..]), "{operation}");
    }
}

#[tokio::test]
async fn the_document_is_served() {
    let server = TestServer::start().await;
    assert_eq!(server.get("/openapi.json", None).await.json::<Value>(), document());
}

/// `UPDATE_OPENAPI=1 cargo test -p minyi-server openapi` writes it anew; the difference is then reviewed like any other.
#[test]
fn the_checked_in_document_is_the_one_served() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/openapi.json");
    let text = openapi_document().to_pretty_json().unwrap() + "\n";
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let checked_in = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(checked_in == text, "docs/openapi.json is not what the routes say; see this test's comment");
}
