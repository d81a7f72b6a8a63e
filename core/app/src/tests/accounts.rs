//! Sessions: nothing is lost when one ends, nothing goes out under another name.

use super::Phone;
use super::server::Weather;
use crate::error::CoreError;
use crate::facade::NetworkClass;
use crate::session::SessionState;
use minyi_wire::problem::{Problem, ProblemCode};

#[tokio::test]
async fn a_session_that_is_over_pauses_everything_until_the_user_signs_in_again() {
    let mut phone = Phone::signed_in().await;
    phone.slice().await;
    phone.server.model().token = "revoked".into();
    phone.file("lamp").await;
    phone.file("road").await;
    phone.slice().await;
    assert!(matches!(phone.core().session(), SessionState::Over { .. }));
    let asked = phone.server.model().log.len();
    let report = phone.slice().await;
    assert!(report.more && report.next_wake.is_none());
    assert_eq!(phone.server.model().log.len(), asked, "it kept knocking");

    phone.restart();
    assert!(matches!(phone.core().session(), SessionState::Over { .. }));
    phone.file("written while signed out by the server").await;
    phone.sign_in().await;
    phone.settle().await;
    assert_eq!(phone.server.titles().len(), 3);
    assert!(phone.core().outbox().needs_attention.is_empty());
}

#[tokio::test]
async fn anothers_words_are_never_sent_under_my_name_nor_shown_to_me() {
    let phone = Phone::signed_in().await;
    phone.core().set_network(NetworkClass::Offline);
    let filed = phone.file("private").await;
    phone.core().sign_out().await.unwrap();
    assert_eq!(phone.core().session(), SessionState::SignedOut);
    phone.core().set_network(NetworkClass::Unmetered);
    phone.core().sign_in_with_code("13800000002", "123456").await.unwrap();
    phone.settle().await;
    assert!(phone.server.titles().is_empty());
    let outbox = phone.core().outbox();
    assert_eq!((outbox.items().count(), outbox.of_other_accounts), (0, 1));
    assert_eq!(phone.core().case(filed.matter), Ok(None));
    assert_eq!(phone.core().discard(filed.command).await, Err(CoreError::NotFound));

    phone.sign_in().await;
    phone.settle().await;
    assert_eq!(phone.server.titles(), ["private"]);
    assert_eq!(phone.server.model().cases[&filed.matter].0.author, super::server::citizen(1).user);
}

#[tokio::test]
async fn synced_cases_are_gone_after_sign_out_and_never_shown_to_another_account() {
    let phone = Phone::signed_in().await;
    phone.server.plant(3);
    phone.core().sync().await.unwrap();
    phone.server.season(Weather::Lost);
    phone.core().sign_out().await.unwrap();
    assert!(phone.core().cases(None, 10).unwrap().lines.is_empty());
    phone.server.season(None);
    phone.core().sign_in_with_code("13800000002", "123456").await.unwrap();
    assert!(phone.core().cases(None, 10).unwrap().lines.is_empty());
    phone.core().sync().await.unwrap();
}

#[tokio::test]
async fn nothing_can_be_written_before_somebody_signs_in() {
    let phone = Phone::new();
    let case = crate::facade::NewCase { draft: None, submission: super::submission("x", Vec::new()) };
    assert_eq!(phone.core().file_case(case).await, Err(CoreError::SignedOut));
    assert_eq!(phone.core().sync().await, Err(CoreError::SignedOut));
}

#[tokio::test]
async fn sign_in_faults_are_told_apart() {
    let phone = Phone::new();
    let core = phone.core();
    assert_eq!(core.request_code("123").await.err(), Some(CoreError::BadInput { field: "phone" }));
    assert_eq!(core.sign_in_with_code("13800000001", "12").await.err(), Some(CoreError::BadInput { field: "code" }));
    let rejected = |code| Err(CoreError::Rejected { code, field: None, retry_after: None });
    assert_eq!(core.sign_in_with_code("13800000001", "000000").await, rejected(ProblemCode::CodeWrong));
    phone.server.forecast("/sign-in/staff", Weather::Says(Problem::new(ProblemCode::CredentialsWrong)));
    assert_eq!(core.sign_in_staff("a", "b", "123456").await, rejected(ProblemCode::CredentialsWrong));
    phone.server.forecast("/sign-in/phone", Weather::Says(Problem::new(ProblemCode::RateLimited).retry_after(60)));
    let limited = CoreError::Rejected { code: ProblemCode::RateLimited, field: None, retry_after: Some(60) };
    assert_eq!(core.request_code("13800000001").await, Err(limited));
    phone.server.forecast("/sign-in/phone", Weather::Portal(200));
    assert_eq!(core.request_code("13800000001").await, Err(CoreError::Offline));
}

#[tokio::test]
async fn the_first_keys_met_are_pinned_and_a_server_with_others_is_not_believed() {
    let mut phone = Phone::signed_in().await;
    phone.slice().await;
    phone.restart_without_mirror();
    assert_eq!(phone.server.count("GET /v1/keys"), 1);
    phone.file("lamp").await;
    phone.server.season(Weather::Forged);
    phone.slice().await;
    phone.clock.advance(super::DAY);
    phone.slice().await;
    assert!(phone.core().outbox().done.is_empty());
    assert_eq!(phone.server.count("GET /v1/keys"), 1);
}
