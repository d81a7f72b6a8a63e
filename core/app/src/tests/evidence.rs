//! The record of a photo: made with it, once, through any death; what it claims is what was proved.

use super::{MINUTE, Phone};
use crate::CoreError;
use crate::evidence::{EvidenceStanding, NewPhoto, PhotoSource};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use minyi_evidence::{
    Absence, Import, KeyInfo, Known, PublicKey, SignedEntry, Signer, SignerFault, VerifiedChain, verify_chain,
};
use minyi_rulebook::ids::Sha256;
use minyi_wire::photo::{PhotoOrigin, PhotoRecord};
use std::sync::Arc;
use std::time::Duration;

fn new_photo(phone: &Phone, name: &str, source: PhotoSource) -> NewPhoto {
    NewPhoto {
        path: phone.photo_file(name, 2_000),
        source,
        decoded: None,
        position: Known::Unknown(Absence::Refused),
        since_boot_ms: Known::Is(9_000),
        covered: Vec::new(),
    }
}

fn record(phone: &Phone, photo: Sha256) -> PhotoRecord {
    phone.core().photo_record(photo).unwrap().expect("a record")
}

/// All records as one chain, in the order of their photos.
fn chain(records: &[PhotoRecord]) -> VerifiedChain {
    let key = PublicKey::from_sec1(&STANDARD.decode(&records[0].key).unwrap()).unwrap();
    let entries = records.iter().flat_map(|record| &record.entries);
    let signed: Vec<_> = entries.map(|entry| SignedEntry::from_bytes(STANDARD.decode(entry).unwrap())).collect();
    let device = signed[0].verify(|_| Some(key)).unwrap().device;
    verify_chain(device, &signed, |_| Some(key)).unwrap()
}

#[tokio::test]
async fn photos_are_signed_into_one_chain_that_outlives_restarts() {
    let mut phone = Phone::signed_in().await;
    let first = phone.attach("a", 2_000).await;
    phone.restart();
    let second = phone.attach("b", 2_000).await;
    let again = phone.attach("a", 2_000).await;
    assert_eq!(again, first, "the same bytes again are the same photo");
    let records = [record(&phone, first.sha256), record(&phone, second.sha256)];
    let chain = chain(&records);
    assert_eq!(chain.head.length, 6, "a capture and two copies each, and nothing for the repetition");
}

#[tokio::test]
async fn only_a_fresh_ticket_makes_a_photo_captured() {
    let phone = Phone::signed_in().await;
    let ticket = phone.core().capture_ticket().unwrap().nonce;
    let camera = PhotoSource::Camera { ticket };
    let late = PhotoSource::Camera { ticket: phone.core().capture_ticket().unwrap().nonce };
    let attach = async |name, source| phone.core().attach(new_photo(&phone, name, source)).await.unwrap().origin;
    assert_eq!(attach("a", camera).await, PhotoOrigin::Captured);
    assert_eq!(attach("b", camera).await, PhotoOrigin::Gallery, "used before");
    assert_eq!(attach("a", PhotoSource::Imported(Import::Scan)).await, PhotoOrigin::Captured, "recorded for good");
    phone.clock.advance(MINUTE);
    assert_eq!(attach("c", late).await, PhotoOrigin::Gallery, "a minute old");
    assert_eq!(attach("d", PhotoSource::Camera { ticket: [0; 16] }).await, PhotoOrigin::Gallery, "made up");
    assert_eq!(attach("e", PhotoSource::Imported(Import::SystemCamera)).await, PhotoOrigin::SystemCamera);
}

#[tokio::test]
async fn a_photo_that_was_purged_and_comes_again_keeps_its_first_record() {
    let phone = Phone::signed_in().await;
    let photo = phone.attach("a", 2_000).await;
    phone.file_with("lamp", vec![photo.clone()]).await;
    phone.settle().await;
    phone.clock.advance(8 * super::DAY);
    phone.slice().await;
    let first = record(&phone, photo.sha256);
    assert!(!phone.dir.path().join(format!("vault/blobs/{}.blob", photo.sha256)).exists());
    assert_eq!(phone.attach("a", 2_000).await, photo);
    let next = phone.attach("b", 2_000).await;
    assert_eq!(record(&phone, photo.sha256), first);
    assert_eq!(chain(&[first, record(&phone, next.sha256)]).head.length, 6);
}

#[tokio::test]
async fn what_is_told_of_a_photo_is_what_was_signed_and_how_far_it_is() {
    let phone = Phone::signed_in().await;
    let photo = phone.attach("a", 2_000).await;
    let told = |matter| phone.core().photo_evidence(photo.sha256, matter).unwrap().expect("a record");
    let evidence = told(None);
    assert_eq!(evidence.capture.original().sha256, photo.sha256);
    assert_eq!((evidence.sequence, evidence.previous, evidence.copies), (0, None, 2));
    assert_eq!(evidence.standing, EvidenceStanding::OnThisPhone);
    let second = phone.attach("b", 2_000).await;
    let next = phone.core().photo_evidence(second.sha256, None).unwrap().expect("a record");
    assert_eq!((next.sequence, next.chain), (3, evidence.chain));
    let filed = phone.file_with("lamp", vec![photo.clone()]).await;
    assert_eq!(told(Some(filed.matter)).standing, EvidenceStanding::OnThisPhone);
    phone.server.forecast("/record", super::server::Weather::Lost);
    phone.slice().await;
    assert_eq!(told(Some(filed.matter)).standing, EvidenceStanding::OnItsWay);
    phone.settle().await;
    assert_eq!(told(Some(filed.matter)).standing, EvidenceStanding::WithServer);
    assert_eq!(
        told(Some(phone.core().new_draft_id().unwrap())).standing,
        EvidenceStanding::OnThisPhone,
        "another case"
    );
    assert_eq!(phone.core().photo_evidence(Sha256([0; 32]), None), Ok(None));
}

#[tokio::test]
async fn the_record_reaches_the_server_before_its_photo() {
    let phone = Phone::signed_in().await;
    let photo = phone.attach("a", 2_000).await;
    let filed = phone.file_with("lamp", vec![photo.clone()]).await;
    phone.settle().await;
    let model = phone.server.model();
    assert_eq!(model.records[&(filed.matter, photo.sha256)], record(&phone, photo.sha256));
    let at = |text: &str| model.log.iter().position(|line| line.contains(text)).unwrap();
    assert!(at("/record") < at("/v1/uploads/"));
    assert_eq!(model.objects.len(), 1);
}

#[tokio::test]
async fn a_server_that_will_not_have_the_record_gets_the_photo_all_the_same() {
    use super::server::Weather;
    use minyi_wire::problem::{Problem, ProblemCode};
    let phone = Phone::signed_in().await;
    let photo = phone.attach("a", 2_000).await;
    phone.file_with("lamp", vec![photo]).await;
    phone.server.forecast("/record", Weather::AnswerLost);
    phone.server.forecast("/record", Weather::Says(Problem::new(ProblemCode::UploadConflict)));
    phone.settle().await;
    assert_eq!(phone.server.model().objects.len(), 1);
    assert_eq!(phone.core().outbox().done.len(), 1);
    assert_eq!(phone.server.count("/record"), 1, "the refused one never reached the model");
}

#[tokio::test]
async fn what_is_no_usable_photo_is_refused_by_name_and_leaves_nothing() {
    let phone = Phone::signed_in().await;
    let sound = std::fs::read(phone.photo_file("a", 2_000)).unwrap();
    let table: [(&str, &[u8], &str); 4] = [
        ("empty", b"", "photo.empty"),
        ("text.jpg", b"a text under the name of a photo", "photo.not_a_photo"),
        ("short", &sound[..200], "photo.truncated"),
        ("broken", b"\xff\xd8\xff\xe0 and then nothing of a picture", "photo.truncated"),
    ];
    for (name, bytes, field) in table {
        let path = phone.dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let answer = phone.core().attach_photo(&path).await;
        assert!(
            matches!(answer, Err(CoreError::BadInput { field: said }) if said == field || said == "photo.damaged"),
            "{name}: {answer:?}"
        );
    }
    let blobs = std::fs::read_dir(phone.dir.path().join("vault/blobs")).unwrap().count();
    assert_eq!(blobs, 0);
}

/// A key store that is locked.
#[derive(Debug)]
struct Locked;

impl Signer for Locked {
    fn key(&self) -> Result<KeyInfo, SignerFault> {
        Err(SignerFault::Locked)
    }
    fn sign(&self, _: &[u8]) -> Result<Vec<u8>, SignerFault> {
        Err(SignerFault::Locked)
    }
}

#[tokio::test]
async fn a_locked_key_store_records_nothing_and_may_be_asked_again() {
    let phone = Phone::signed_in().await;
    let path = phone.photo_file("a", 2_000);
    phone.core().use_signer(Arc::new(Locked));
    assert_eq!(phone.core().attach_photo(&path).await, Err(CoreError::Busy));
    let software = minyi_evidence::SoftwareSigner::from_bytes(&[5; 32]).unwrap();
    let key = STANDARD.encode(software.key().unwrap().public.to_sec1());
    phone.core().use_signer(Arc::new(software));
    let photo = phone.core().attach_photo(&path).await.unwrap();
    assert_eq!(record(&phone, photo.sha256).key, key);
}

#[tokio::test]
async fn a_death_at_any_write_leaves_a_chain_without_gap_or_fork() {
    for steps in 0.. {
        let mut phone = Phone::signed_in().await;
        let first = phone.attach("a", 2_000).await;
        let path = phone.photo_file("b", 2_000);
        phone.disk.die_after(steps);
        let died = phone.core().attach_photo(&path).await.is_err();
        phone.restart();
        let second = phone.core().attach_photo(&path).await.unwrap();
        let third = phone.attach("c", 2_000).await;
        let records = [&first, &second, &third].map(|photo| record(&phone, photo.sha256));
        assert_eq!(chain(&records).head.length, 9, "after {steps} writes");
        phone.clock.advance(Duration::from_secs(1));
        if !died {
            assert!(steps > 3, "the photo, the chain and the record were written");
            return;
        }
    }
}
