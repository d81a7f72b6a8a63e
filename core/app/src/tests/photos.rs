//! Photos: after their case, in parts, whole.

use super::server::Weather;
use super::{DAY, MINUTE, Phone};
use crate::error::CoreError;
use crate::facade::{NetworkClass, NewCase};
use crate::outbox::{ItemStanding, ParkReason};
use minyi_rulebook::citizen_case::Photo;
use minyi_wire::problem::{Problem, ProblemCode};
use sha2::Digest;
use std::time::Duration;

const KIB: usize = 1024;

fn assert_whole(phone: &Phone) {
    let model = phone.server.model();
    for ((_, sha256), bytes) in &model.objects {
        assert_eq!(sha256.0, <[u8; 32]>::from(sha2::Sha256::digest(bytes)));
    }
    assert!(model.broken.is_empty(), "{:?}", model.broken);
}

#[tokio::test]
async fn the_text_goes_first_and_the_item_is_complete_only_with_every_photo() {
    let phone = Phone::signed_in().await;
    let photos = vec![phone.attach("a", 300 * KIB).await, phone.attach("b", 70 * KIB).await];
    let filed = phone.file_with("lamp", photos.clone()).await;
    phone.server.forecast("/parts/", Weather::Lost);
    phone.slice().await;
    let item = phone.core().outbox().items().next().unwrap().clone();
    assert!(
        matches!(item.standing, ItemStanding::Uploading | ItemStanding::Waiting { registered: true, .. }),
        "{item:?}"
    );
    assert!(item.photos_complete < 2 && item.bytes_sent < item.bytes_total);
    assert_eq!(phone.server.titles(), ["lamp"]);

    phone.settle().await;
    let item = &phone.core().outbox().done[0];
    assert_eq!((item.photos, item.photos_complete, item.bytes_sent), (2, 2, item.bytes_total));
    assert_eq!(phone.server.model().objects.len(), 2);
    assert_eq!(item.id, filed.command);
    assert_whole(&phone);
}

#[tokio::test]
async fn a_cut_costs_only_the_parts_in_flight() {
    let mut phone = Phone::signed_in().await;
    let photo = phone.attach("a", 2048 * KIB).await;
    phone.file_with("road", vec![photo]).await;
    for _ in 0..3 {
        phone.server.forecast("/parts/", Weather::AnswerLost);
    }
    phone.slice().await;
    phone.restart();
    phone.settle().await;
    let parts = (2048 * KIB).div_ceil(128 * KIB);
    let sent = phone.server.count("/parts/");
    assert!(sent <= parts + 3, "{sent} requests for {parts} parts");
    assert_whole(&phone);
}

#[tokio::test]
async fn a_lost_mirror_finds_its_uploads_again_even_with_another_part_size() {
    let mut phone = Phone::signed_in().await;
    let photo = phone.attach("a", 1024 * KIB).await;
    phone.file_with("lamp", vec![photo]).await;
    phone.server.forecast("/parts/3", Weather::Lost);
    phone.slice().await;
    let arrived = phone.server.count("/parts/");
    assert!((1..8).contains(&arrived), "{arrived}");
    phone.restart_without_mirror();
    // Metered: the first guess at the part size is another one now.
    for _ in 0..20 {
        let report = phone.core().run_slice(MINUTE, NetworkClass::Metered).await;
        phone.clock.advance(report.next_wake.unwrap_or_default());
    }
    assert_eq!(phone.core().outbox().done.len(), 1);
    assert_eq!(phone.server.model().uploads.len(), 1, "it started anew");
    assert_eq!(phone.server.count("/parts/"), 8, "it sent parts again that were there");
    assert_whole(&phone);
}

#[tokio::test]
async fn an_expired_upload_starts_anew_with_the_same_photo() {
    let phone = Phone::signed_in().await;
    let photo = phone.attach("a", 600 * KIB).await;
    phone.file_with("lamp", vec![photo]).await;
    phone.server.forecast("/parts/2", Weather::Lost);
    phone.slice().await;
    let expired = phone.server.model().uploads.keys().copied().collect::<Vec<_>>();
    phone.server.model().expired.extend(expired);
    phone.settle().await;
    assert_eq!(phone.core().outbox().done.len(), 1);
    assert_eq!(phone.server.model().uploads.len(), 2);
    assert_whole(&phone);
}

#[tokio::test]
async fn every_quarrel_about_parts_ends_with_the_whole_photo() {
    for code in [
        ProblemCode::PartConflict,
        ProblemCode::PartDigestMismatch,
        ProblemCode::PartOutOfRange,
        ProblemCode::UploadHashMismatch,
        ProblemCode::UploadExpired,
        ProblemCode::TooManyUploads,
        ProblemCode::NotFound,
    ] {
        let phone = Phone::signed_in().await;
        let photo = phone.attach("a", 600 * KIB).await;
        phone.file_with("lamp", vec![photo]).await;
        for _ in 0..3 {
            phone.server.forecast("/parts/", Weather::Says(Problem::new(code)));
        }
        phone.settle().await;
        assert_eq!(phone.core().outbox().done.len(), 1, "{code:?}: {:?}", phone.core().outbox());
        assert_whole(&phone);
    }
}

#[tokio::test]
async fn a_quarrel_without_end_backs_off() {
    let phone = Phone::signed_in().await;
    let photo = phone.attach("a", 64 * KIB).await;
    phone.file_with("lamp", vec![photo]).await;
    for _ in 0..1000 {
        phone.server.forecast("/parts/", Weather::Says(Problem::new(ProblemCode::PartConflict)));
    }
    let began = phone.now();
    for _ in 0..20 {
        let wake = phone.slice().await.next_wake.unwrap();
        phone.clock.advance(wake);
    }
    let requests = phone.server.count("/uploads/");
    assert!(requests <= 40, "{requests} requests");
    assert!(crate::time::until(began, phone.now()) > 20 * MINUTE);
}

#[tokio::test]
async fn a_photo_that_the_server_will_not_take_is_shown_and_the_rest_goes_on() {
    let phone = Phone::signed_in().await;
    let photos = vec![phone.attach("a", 40 * KIB).await, phone.attach("b", 40 * KIB).await];
    let filed = phone.file_with("lamp", photos).await;
    phone.server.forecast("/uploads/", Weather::Says(Problem::new(ProblemCode::UnsupportedMedia)));
    phone.settle().await;
    let item = phone.core().outbox().needs_attention[0].clone();
    assert_eq!((item.id, item.photos_complete), (filed.command, 1));
    assert!(matches!(item.standing, ItemStanding::NeedsAttention { registered: true, .. }));
    phone.core().retry(filed.command).await.unwrap();
    phone.settle().await;
    assert_eq!(phone.core().outbox().done.len(), 1);
    assert_whole(&phone);
}

#[tokio::test]
async fn a_photo_that_the_server_will_not_take_can_be_given_up_and_the_case_is_done_without_it() {
    let mut phone = Phone::signed_in().await;
    let photos = vec![phone.attach("a", 40 * KIB).await, phone.attach("b", 40 * KIB).await];
    let filed = phone.file_with("lamp", photos).await;
    assert_eq!(phone.core().drop_photos(filed.command).await, Err(CoreError::Conflict), "nothing to decide yet");
    phone.server.forecast("/uploads/", Weather::Says(Problem::new(ProblemCode::UnsupportedMedia)));
    phone.settle().await;
    phone.core().drop_photos(filed.command).await.unwrap();
    assert_eq!(phone.core().drop_photos(filed.command).await, Err(CoreError::Conflict), "once is enough");
    phone.restart();
    let done = phone.core().outbox().done;
    assert_eq!(done.iter().map(|item| (item.photos, item.photos_complete)).collect::<Vec<_>>(), [(2, 1)]);
    let requests = phone.server.count("/uploads/");
    phone.settle().await;
    assert_eq!(phone.server.count("/uploads/"), requests, "it is not tried again");
    // It goes from the phone with the rest of the case.
    phone.clock.advance(8 * DAY);
    phone.slice().await;
    assert_eq!(phone.core().outbox().items().count(), 0);
}

#[tokio::test]
async fn a_photo_whose_bytes_are_damaged_is_told_and_not_sent() {
    let phone = Phone::signed_in().await;
    let photo = phone.attach("a", 40 * KIB).await;
    phone.file_with("lamp", vec![photo.clone()]).await;
    let blob = phone.dir.path().join(format!("vault/blobs/{}.blob", photo.sha256));
    let mut bytes = std::fs::read(&blob).unwrap();
    bytes[100] ^= 1;
    std::fs::write(&blob, bytes).unwrap();
    phone.settle().await;
    let standing = phone.core().outbox().needs_attention[0].standing.clone();
    assert_eq!(standing, ItemStanding::NeedsAttention { reason: ParkReason::ContentLost, registered: true });
    assert!(phone.server.model().objects.is_empty());
}

#[tokio::test]
async fn a_new_text_does_not_wait_for_a_large_photo() {
    let phone = Phone::signed_in().await;
    let photo = phone.attach("a", 1024 * KIB).await;
    phone.file_with("lamp", vec![photo]).await;
    phone.slice().await;
    let photo = phone.attach("b", 1024 * KIB).await;
    phone.file_with("road", vec![photo]).await;
    phone.server.forecast("/parts/5", Weather::Hangs);
    let core = phone.core().clone();
    let (_, urgent) = tokio::join!(phone.slice(), async {
        while phone.server.count("/parts/5") == 1 {
            tokio::task::yield_now().await;
        }
        let urgent = phone.file("urgent").await;
        core.stop();
        urgent
    });
    let before = phone.server.model().log.len();
    phone.slice().await;
    let log = phone.server.model().log[before..].to_vec();
    let text = log.iter().position(|line| line == "POST /v1/commands").unwrap();
    assert!(log[..text].iter().all(|line| !line.contains("/parts/")), "{urgent:?} waited: {log:?}");
}

#[tokio::test]
async fn the_same_photo_in_two_acts_of_a_case_is_sent_once_and_kept_while_one_needs_it() {
    let phone = Phone::signed_in().await;
    let photo = phone.attach("a", 64 * KIB).await;
    let filed = phone.file_with("lamp", vec![photo.clone()]).await;
    let more =
        minyi_rulebook::citizen_case::CaseCommand::Supplement { text: "again".into(), photos: vec![photo.clone()] };
    phone.core().act(filed.matter, more).await.unwrap();
    phone.settle().await;
    assert_eq!(phone.server.model().uploads.len(), 1);
    assert_eq!(phone.core().outbox().done.len(), 2);
    phone.clock.advance(8 * DAY);
    phone.slice().await;
    assert!(!phone.dir.path().join(format!("vault/blobs/{}.blob", photo.sha256)).exists());
}

#[tokio::test]
async fn a_photo_that_a_draft_still_needs_outlives_the_case_it_was_sent_with() {
    let phone = Phone::signed_in().await;
    let photo = phone.attach("a", 64 * KIB).await;
    phone.file_with("lamp", vec![photo.clone()]).await;
    let id = phone.core().new_draft_id().unwrap();
    let draft = crate::facade::Draft {
        id,
        title: "later".into(),
        text: String::new(),
        addressee: None,
        place: None,
        photos: vec![photo.clone()],
        voice: None,
        may_publish: false,
        changed_at: phone.now(),
    };
    phone.core().save_draft(draft.clone()).await.unwrap();
    phone.settle().await;
    phone.clock.advance(8 * DAY);
    phone.slice().await;
    assert_eq!(phone.core().outbox().items().count(), 0);
    assert_eq!(phone.core().drafts().await.unwrap(), [draft]);
    phone.file_with("road", vec![photo]).await;
    phone.settle().await;
    assert_eq!(phone.server.model().objects.len(), 2);
}

#[tokio::test]
async fn a_discarded_draft_takes_along_the_photos_that_only_it_named() {
    let phone = Phone::signed_in().await;
    let own = phone.attach("a", 64 * KIB).await;
    let filed = phone.attach("b", 65 * KIB).await;
    let shared = phone.attach("c", 66 * KIB).await;
    let here = |photo: &Photo| phone.dir.path().join(format!("vault/blobs/{}.blob", photo.sha256)).exists();
    let draft = |photos: Vec<Photo>| crate::facade::Draft {
        id: phone.core().new_draft_id().unwrap(),
        title: "later".into(),
        text: String::new(),
        addressee: None,
        place: None,
        photos,
        voice: None,
        may_publish: false,
        changed_at: phone.now(),
    };
    let (first, second) = (draft(vec![own.clone(), filed.clone(), shared.clone()]), draft(vec![shared.clone()]));
    phone.core().save_draft(first.clone()).await.unwrap();
    phone.core().save_draft(second.clone()).await.unwrap();
    phone.file_with("lamp", vec![filed.clone()]).await;
    phone.core().discard_draft(first.id).await.unwrap();
    assert_eq!([&own, &filed, &shared].map(here), [false, true, true]);
    assert_eq!(phone.core().drafts().await.unwrap(), std::slice::from_ref(&second));
    phone.core().discard_draft(second.id).await.unwrap();
    assert_eq!([&own, &filed, &shared].map(here), [false, true, false]);
    // Once more is fine, and what was filed still goes out with its photo.
    phone.core().discard_draft(second.id).await.unwrap();
    phone.settle().await;
    assert_eq!(phone.server.model().objects.len(), 1);
}

#[tokio::test]
async fn a_case_may_only_name_photos_that_are_on_the_phone() {
    let phone = Phone::signed_in().await;
    let mut photo = phone.attach("a", 64 * KIB).await;
    photo.bytes += 1;
    let case = NewCase { draft: None, submission: super::submission("lamp", vec![photo]) };
    assert_eq!(phone.core().file_case(case).await, Err(CoreError::BadInput { field: "photos" }));
    let missing = phone.core().attach_photo(&phone.dir.path().join("nothing")).await;
    assert_eq!(missing, Err(CoreError::BadInput { field: "photo.path" }));
}

#[tokio::test]
async fn parts_are_sized_by_the_measured_link() {
    let phone = Phone::signed_in().await;
    let photo = phone.attach("a", 2048 * KIB).await;
    phone.file_with("lamp", vec![photo]).await;
    phone.server.season(Weather::Slow(Duration::from_secs(16)));
    for _ in 0..60 {
        let report = phone.core().run_slice(10 * MINUTE, NetworkClass::Unmetered).await;
        phone.clock.advance(report.next_wake.unwrap_or_default());
    }
    phone.server.season(None);
    let photo = phone.attach("b", 2048 * KIB).await;
    phone.file_with("road", vec![photo]).await;
    phone.settle().await;
    let sizes: Vec<u32> = phone.server.model().uploads.values().map(|up| up.declaration.part_bytes).collect();
    assert!(sizes.contains(&(128 * 1024)) && sizes.contains(&(32 * 1024)), "{sizes:?}");
}
