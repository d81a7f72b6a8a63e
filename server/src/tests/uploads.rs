//! Photos in parts: declarations, parts, limits, ends.

use axum::body::Body;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use jiff::SignedDuration;
use minyi_rulebook::citizen_case::Photo;
use minyi_rulebook::ids::MatterId;
use minyi_wire::upload::{PART_MAX, PART_MIN, UploadDeclaration};
use minyi_wire::{CaseView, ProblemCode};
use serde_json::json;
use uuid::Uuid;

use super::sending::{PHONE, Sending, have, is_complete, jpeg, sha256, started};
use crate::testing::request;
use crate::uploads::PHOTO_MAX;

#[tokio::test]
pub(super) async fn parts_come_in_any_order_and_the_last_one_finishes() {
    let (server, citizen) = started().await;
    let sending = Sending::of(&server, &citizen, MatterId(Uuid::now_v7()), jpeg(100_000, 0));
    assert_eq!(sending.declare().await.status, 201);
    for (number, expected) in [(3, vec![3]), (0, vec![0, 3]), (2, vec![0, 2, 3])] {
        assert_eq!(have(&sending.send(number).await), expected);
    }
    assert_eq!(have(&sending.progress().await), [0, 2, 3]);
    assert!(is_complete(&sending.send(1).await));
    assert!(is_complete(&sending.progress().await));
    assert!(sending.has_no_staging());
}

#[tokio::test]
pub(super) async fn repeating_any_step_changes_nothing() {
    let (server, citizen) = started().await;
    let bytes = jpeg(40_000, 3);
    let matter = server.file(&citizen, vec![Photo { sha256: sha256(&bytes), bytes: 40_000 }]).await;
    let sending = Sending::of(&server, &citizen, matter, bytes);
    assert_eq!(sending.declare().await.status, 201);
    assert_eq!(sending.declare().await.status, 200);
    for _ in 0..2 {
        assert_eq!(have(&sending.send(0).await), [0]);
    }
    for _ in 0..2 {
        assert!(is_complete(&sending.send(1).await));
    }
    assert!(is_complete(&sending.send(0).await));
    assert!(is_complete(&sending.declare().await));
    let view: CaseView = server.get(&format!("/v1/matters/{matter}"), &citizen).await.json();
    assert_eq!(view.version, 2, "noted once");
}

#[tokio::test]
pub(super) async fn lanes_that_run_at_once_finish_once() {
    let (server, citizen) = started().await;
    let bytes = jpeg(12 * PART_MIN as usize, 4);
    let matter = server.file(&citizen, vec![Photo { sha256: sha256(&bytes), bytes: bytes.len() as u64 }]).await;
    let sending = Sending::of(&server, &citizen, matter, bytes);
    sending.declare().await;
    let answers = futures_util::future::join_all((0..12).chain(0..12).map(|number| sending.send(number))).await;
    assert!(answers.iter().all(|answer| answer.status == 200));
    assert!(is_complete(&sending.progress().await));
    let view: CaseView = server.get(&format!("/v1/matters/{matter}"), &citizen).await.json();
    assert_eq!(view.version, 2);
}

#[tokio::test]
pub(super) async fn other_bytes_for_a_part_that_is_here_are_a_part_conflict_and_the_first_stay() {
    let (server, citizen) = started().await;
    let sending = Sending::of(&server, &citizen, MatterId(Uuid::now_v7()), jpeg(40_000, 5));
    sending.declare().await;
    sending.send(0).await;
    sending.send_bytes(0, &jpeg(PART_MIN as usize, 6)).await.problem(ProblemCode::PartConflict);
    assert!(is_complete(&sending.send(1).await), "the first bytes were kept");
}

#[tokio::test]
pub(super) async fn a_wrong_or_missing_digest_is_part_digest_mismatch_and_nothing_is_stored() {
    let (server, citizen) = started().await;
    let sending = Sending::of(&server, &citizen, MatterId(Uuid::now_v7()), jpeg(40_000, 7));
    sending.declare().await;
    let wrong = format!("sha-256=:{}:", STANDARD.encode([0; 32]));
    for digest in [None, Some(""), Some("sha-256=:short:"), Some("md5=:AAAA:"), Some(&wrong[..])] {
        let answer = sending.send_raw(0, sending.part(0), digest).await;
        let problem = answer.problem(ProblemCode::PartDigestMismatch);
        assert_eq!(problem.field.as_deref(), Some("content-digest"));
    }
    assert!(have(&sending.progress().await).is_empty());
    assert!(sending.has_no_staging());
}

#[tokio::test]
pub(super) async fn a_part_of_another_length_or_number_is_part_out_of_range() {
    let (server, citizen) = started().await;
    let sending = Sending::of(&server, &citizen, MatterId(Uuid::now_v7()), jpeg(40_000, 8));
    sending.declare().await;
    let truncated = &sending.part(0)[..1_000];
    assert_eq!(
        sending.send_bytes(0, truncated).await.problem(ProblemCode::PartOutOfRange).field.as_deref(),
        Some("body")
    );
    sending.send_bytes(0, &[]).await.problem(ProblemCode::PartOutOfRange);
    sending.send_bytes(1, sending.part(0)).await.problem(ProblemCode::PartOutOfRange);
    let problem = sending.send_bytes(2, b"x").await.problem(ProblemCode::PartOutOfRange);
    assert_eq!((problem.field.as_deref(), problem.accepted.as_deref()), (Some("n"), Some("0 to 1")));
    assert!(have(&sending.progress().await).is_empty());
}

#[tokio::test]
pub(super) async fn a_part_larger_than_a_mebibyte_is_body_too_large() {
    let (server, citizen) = started().await;
    let sending = Sending::of(&server, &citizen, MatterId(Uuid::now_v7()), jpeg(40_000, 9));
    sending.declare().await;
    sending.send_bytes(0, &vec![0; PART_MAX as usize + 1]).await.problem(ProblemCode::BodyTooLarge);
}

#[tokio::test]
pub(super) async fn a_whole_with_another_hash_is_upload_hash_mismatch_and_starts_over() {
    let (server, citizen) = started().await;
    let mut sending = Sending::of(&server, &citizen, MatterId(Uuid::now_v7()), jpeg(40_000, 10));
    let good = sending.bytes.clone();
    let end = sending.bytes.len() - 1;
    sending.bytes[end] ^= 1;
    sending.send_all().await.problem(ProblemCode::UploadHashMismatch);
    assert!(sending.has_no_staging());
    assert!(have(&sending.progress().await).is_empty());
    sending.bytes = good;
    assert!(is_complete(&sending.send_all().await));
}

#[tokio::test]
pub(super) async fn what_is_no_photo_is_unsupported_media_from_its_first_part_on() {
    let (server, citizen) = started().await;
    for beginning in [&b"GIF89a"[..], b"%PDF-1.7", b"<svg xmlns=", b"PK\x03\x04", b"\x00\x00\x00\x00"] {
        let mut bytes = jpeg(40_000, 11);
        bytes[..beginning.len()].copy_from_slice(beginning);
        let sending = Sending::of(&server, &citizen, MatterId(Uuid::now_v7()), bytes);
        sending.declare().await;
        assert_eq!(sending.send(1).await.status, 200);
        sending.send(0).await.problem(ProblemCode::UnsupportedMedia);
        assert_eq!(have(&sending.progress().await), [1]);
    }
}

#[tokio::test]
pub(super) async fn sizes_out_of_range_are_upload_out_of_range() {
    let (server, citizen) = started().await;
    let table = [
        (0, PART_MIN, "bytes"),
        (PHOTO_MAX + 1, PART_MIN, "bytes"),
        (u64::MAX, PART_MIN, "bytes"),
        (40_000, 0, "part_bytes"),
        (40_000, PART_MIN - 1, "part_bytes"),
        (40_000, PART_MAX + 1, "part_bytes"),
    ];
    for (bytes, part_bytes, field) in table {
        let mut sending = Sending::of(&server, &citizen, MatterId(Uuid::now_v7()), jpeg(10, 0));
        (sending.declaration.bytes, sending.declaration.part_bytes) = (bytes, part_bytes);
        let problem = sending.declare().await.problem(ProblemCode::UploadOutOfRange);
        assert_eq!(problem.field.as_deref(), Some(field));
        sending.progress().await.problem(ProblemCode::NotFound);
    }
}

#[tokio::test]
pub(super) async fn the_largest_photo_is_taken() {
    let (server, citizen) = started().await;
    let mut sending = Sending::of(&server, &citizen, MatterId(Uuid::now_v7()), jpeg(10, 0));
    (sending.declaration.bytes, sending.declaration.part_bytes) = (PHOTO_MAX, PART_MAX);
    assert_eq!(sending.declare().await.status, 201);
}

#[tokio::test]
pub(super) async fn an_id_declared_for_another_file_is_an_upload_conflict() {
    let (server, citizen) = started().await;
    let mut sending = Sending::of(&server, &citizen, MatterId(Uuid::now_v7()), jpeg(40_000, 12));
    sending.declare().await;
    let first = sending.declaration.clone();
    sending.declaration.bytes += 1;
    sending.declare().await.problem(ProblemCode::UploadConflict);
    sending.declaration = UploadDeclaration { matter: MatterId(Uuid::now_v7()), ..first.clone() };
    sending.declare().await.problem(ProblemCode::UploadConflict);
    sending.declaration = first;
    sending.by = server.citizen("13800000001").await;
    sending.declare().await.problem(ProblemCode::UploadConflict);
}

#[tokio::test]
pub(super) async fn an_upload_is_its_declarers_alone() {
    let (server, citizen) = started().await;
    let mut sending = Sending::of(&server, &citizen, MatterId(Uuid::now_v7()), jpeg(40_000, 13));
    sending.declare().await;
    sending.by = server.citizen("13800000001").await;
    sending.progress().await.problem(ProblemCode::NotFound);
    sending.send(0).await.problem(ProblemCode::NotFound);
}

#[tokio::test]
pub(super) async fn a_thirteenth_open_upload_is_too_many_uploads() {
    let (server, citizen) = started().await;
    let matter = MatterId(Uuid::now_v7());
    let mut first = None;
    for seed in 0..12 {
        let sending = Sending::of(&server, &citizen, matter, jpeg(20_000, seed));
        assert_eq!(sending.declare().await.status, 201);
        first.get_or_insert(sending);
    }
    let thirteenth = Sending::of(&server, &citizen, matter, jpeg(20_000, 99));
    let problem = thirteenth.declare().await.problem(ProblemCode::TooManyUploads);
    assert!(problem.retry_after.is_some());
    assert!(is_complete(&first.unwrap().send(0).await));
    assert_eq!(thirteenth.declare().await.status, 201, "a finished one makes room");
}

#[tokio::test]
pub(super) async fn after_thirty_days_an_unfinished_upload_is_expired_and_may_begin_anew() {
    let (server, citizen) = started().await;
    let mut sending = Sending::of(&server, &citizen, MatterId(Uuid::now_v7()), jpeg(40_000, 16));
    sending.declare().await;
    sending.send(0).await;
    server.clock.advance(SignedDuration::from_hours(30 * 24));
    sending.by = server.citizen(PHONE).await;
    sending.progress().await.problem(ProblemCode::UploadExpired);
    sending.send(1).await.problem(ProblemCode::UploadExpired);
    let (_, swept) = server.app.tick().await.unwrap();
    assert_eq!(swept.staged, 1);
    assert!(sending.has_no_staging());
    sending.progress().await.problem(ProblemCode::UploadExpired);
    assert_eq!(sending.declare().await.status, 201);
    assert!(is_complete(&sending.send_all().await));
}

#[tokio::test]
pub(super) async fn uploads_need_a_session_and_well_formed_ids() {
    let (server, citizen) = started().await;
    let sending = Sending::of(&server, &citizen, MatterId(Uuid::now_v7()), jpeg(40_000, 17));
    let path = format!("/v1/uploads/{}", sending.id);
    server.put(&path, None, &sending.declaration).await.problem(ProblemCode::Unauthenticated);
    server.get(&path, None).await.problem(ProblemCode::Unauthenticated);
    server.get(&path, &citizen).await.problem(ProblemCode::NotFound);
    for wrong in ["/v1/uploads/..%2F..%2Fetc", "/v1/uploads/not-an-id", "/v1/uploads/%00"] {
        server.get(wrong, &citizen).await.problem(ProblemCode::MalformedParameter);
        server.put(wrong, &citizen, &sending.declaration).await.problem(ProblemCode::MalformedParameter);
    }
    let part = request(Method::PUT, &format!("{path}/parts/-1"), Some(&citizen), Body::from("x"));
    server.send(part).await.problem(ProblemCode::MalformedParameter);
    server.put(&path, &citizen, &json!({"bytes": "many"})).await.problem(ProblemCode::MalformedBody);
    server.put(&path, &citizen, &json!([])).await.problem(ProblemCode::MalformedBody);
}
