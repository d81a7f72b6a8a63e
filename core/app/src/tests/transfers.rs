//! Transfers by the operating system: planned, answered late, twice or never.

use super::Phone;
use crate::outbox::PlannedTransfer;
use crate::transport::{Method, Request, Response, Transport};

/// What the system's own uploader would do.
async fn perform(phone: &Phone, planned: &PlannedTransfer) -> Response {
    let body = std::fs::read(&planned.file).unwrap();
    assert_eq!(body.len() as u64, planned.bytes);
    let path = planned.url.strip_prefix("https://minyi.example").unwrap();
    let mut request = Request::new(Method::from_bytes(planned.method.as_bytes()).unwrap(), path);
    for (name, value) in &planned.headers {
        let known = ["authorization", "content-digest", "content-type"].into_iter().find(|known| known == name);
        request.headers.push((known.unwrap(), value.clone()));
    }
    request.body = body.into();
    phone.server.send(request).await.unwrap()
}

async fn report(phone: &Phone, planned: &PlannedTransfer, response: &Response) {
    let (headers, body) = (response.headers.clone(), response.body.to_vec());
    phone.core().transfer_finished(&planned.id, response.status, headers, body).await.unwrap();
}

#[tokio::test]
async fn the_system_can_carry_a_whole_case_with_answers_after_a_restart_and_twice() {
    let mut phone = Phone::signed_in().await;
    phone.slice().await;
    let photo = phone.attach("a", 300_000).await;
    phone.file_with("lamp", vec![photo]).await;
    for _ in 0..5 {
        let plan = phone.core().plan_transfers(10).unwrap();
        for planned in &plan {
            let response = perform(&phone, planned).await;
            phone.restart();
            report(&phone, planned, &response).await;
            report(&phone, planned, &response).await;
            assert!(!planned.file.exists());
        }
    }
    assert_eq!(phone.core().plan_transfers(10).unwrap(), []);
    assert_eq!(phone.core().outbox().done.len(), 1);
    assert_eq!(phone.server.model().effects.len(), 1);
}

#[tokio::test]
async fn transfers_that_are_never_answered_cost_nothing_and_their_files_go() {
    let mut phone = Phone::signed_in().await;
    phone.slice().await;
    let photo = phone.attach("a", 300_000).await;
    phone.file_with("lamp", vec![photo]).await;
    let plan = phone.core().plan_transfers(10).unwrap();
    perform(&phone, &plan[0]).await;
    phone.settle().await;
    phone.restart();
    assert_eq!(std::fs::read_dir(phone.dir.path().join("transfers")).unwrap().count(), 0);
    assert_eq!(phone.core().outbox().done.len(), 1);
    assert_eq!(phone.server.model().effects.len(), 1);
}

#[tokio::test]
async fn a_late_answer_to_an_old_session_does_not_end_the_new_one() {
    let phone = Phone::signed_in().await;
    phone.slice().await;
    phone.file("lamp").await;
    let plan = phone.core().plan_transfers(10).unwrap();
    phone.sign_in().await;
    let response = perform(&phone, &plan[0]).await;
    assert_eq!(response.status, 401);
    report(&phone, &plan[0], &response).await;
    assert!(phone.core().signed_in().is_some());
    let fresh = phone.core().plan_transfers(10).unwrap();
    phone.server.model().token = "revoked".into();
    let response = perform(&phone, &fresh[0]).await;
    report(&phone, &fresh[0], &response).await;
    assert!(phone.core().signed_in().is_none());
}
