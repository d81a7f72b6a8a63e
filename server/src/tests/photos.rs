//! Photos and their cases: who adds, who is told, who reads, what is swept.

use jiff::SignedDuration;
use minyi_rulebook::citizen_case::{CaseCommand, Photo};
use minyi_rulebook::class::TriageClass;
use minyi_rulebook::ids::{MatterId, OrganId, Sha256};
use minyi_wire::photo::CustodyAct;
use minyi_wire::{CaseView, ProblemCode};
use uuid::Uuid;

use super::sending::{PHONE, Sending, is_complete, jpeg, read_photo, sha256, started};

#[tokio::test]
pub(super) async fn a_case_hears_of_its_photo_and_its_author_reads_it_back() {
    let (server, citizen) = started().await;
    let bytes = jpeg(70_000, 1);
    let photo = Photo { sha256: sha256(&bytes), bytes: bytes.len() as u64 };
    let matter = server.file(&citizen, vec![photo.clone()]).await;
    read_photo(&server, &citizen, matter, photo.sha256).await.problem(ProblemCode::NotFound);
    let sending = Sending::of(&server, &citizen, matter, bytes.clone());
    assert!(is_complete(&sending.send_all().await));
    let view: CaseView = server.get(&format!("/v1/matters/{matter}"), &citizen).await.json();
    assert!(view.full().unwrap().is_complete(), "the photo is noted");
    assert_eq!(view.version, 2);
    let answer = read_photo(&server, &citizen, matter, photo.sha256).await;
    assert_eq!((answer.status, &answer.body[..]), (200, &bytes[..]));
    assert_eq!(answer.header("content-type"), Some("image/jpeg"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(answer.header("content-disposition"), Some("inline"));
    assert!(answer.header("cache-control").unwrap().starts_with("private"));
}

#[tokio::test]
pub(super) async fn a_photo_that_comes_before_its_case_is_noted_with_it() {
    let (server, citizen) = started().await;
    let matter = MatterId(Uuid::now_v7());
    let early = Sending::of(&server, &citizen, matter, jpeg(40_000, 2));
    assert!(is_complete(&early.send_all().await));
    assert_eq!(server.command(&citizen, matter, submit(vec![early.photo()])).await.status, 200);
    let view: CaseView = server.get(&format!("/v1/matters/{matter}"), &citizen).await.json();
    assert!(view.full().unwrap().is_complete());
}

#[tokio::test]
pub(super) async fn a_finished_photo_waits_for_its_words_however_long_they_take() {
    let (server, citizen) = started().await;
    let matter = MatterId(Uuid::now_v7());
    let early = Sending::of(&server, &citizen, matter, jpeg(40_000, 23));
    assert!(is_complete(&early.send_all().await));
    server.clock.advance(SignedDuration::from_hours(100 * 24));
    server.app.tick().await.unwrap();
    let citizen = server.citizen(PHONE).await;
    assert_eq!(server.command(&citizen, matter, submit(vec![early.photo()])).await.status, 200);
    assert_eq!(read_photo(&server, &citizen, matter, early.declaration.sha256).await.status, 200);
}

#[tokio::test]
pub(super) async fn who_knows_only_the_hash_of_a_photo_does_not_come_by_its_bytes() {
    let (server, citizen) = started().await;
    let bytes = jpeg(40_000, 21);
    let photo = Photo { sha256: sha256(&bytes), bytes: 40_000 };
    let matter = server.file(&citizen, vec![photo.clone()]).await;
    Sending::of(&server, &citizen, matter, bytes).send_all().await;
    let stranger = server.citizen("13800000001").await;
    let bait = server.file(&stranger, vec![photo.clone()]).await;
    let view: CaseView = server.get(&format!("/v1/matters/{bait}"), &stranger).await.json();
    assert!(!view.full().unwrap().is_complete(), "its bytes did not come for this case");
    read_photo(&server, &stranger, bait, photo.sha256).await.problem(ProblemCode::NotFound);
}

#[tokio::test]
pub(super) async fn only_those_who_see_the_whole_case_add_photos_to_it() {
    let (server, citizen) = started().await;
    let matter = server.file(&citizen, Vec::new()).await;
    let table = [
        ("station-zhili-1", None),
        ("office-1", None),
        ("station-zhili-2", Some(ProblemCode::NotFound)),
        ("clerk-water", Some(ProblemCode::NotFound)),
        ("deputy-001", Some(ProblemCode::Forbidden)),
        ("auditor", Some(ProblemCode::Forbidden)),
    ];
    for (login, expected) in table {
        let by = server.staff(login).await;
        let answer = Sending::of(&server, &by, matter, jpeg(40_000, 14)).declare().await;
        match expected {
            None => assert_eq!(answer.status, 201, "{login}"),
            Some(code) => drop(answer.problem(code)),
        }
    }
}

#[tokio::test]
pub(super) async fn the_right_to_add_is_checked_again_at_the_end() {
    let (server, _) = started().await;
    let stranger = server.citizen("13800000001").await;
    let citizen = server.citizen(PHONE).await;
    // The stranger declares for an id that becomes somebody else's case.
    let submission_matter = MatterId(Uuid::now_v7());
    let sending = Sending::of(&server, &stranger, submission_matter, jpeg(40_000, 15));
    sending.declare().await;
    sending.send(0).await;
    let filed = server.command(&citizen, submission_matter, submit(Vec::new())).await;
    assert_eq!(filed.status, 200);
    sending.send(1).await.problem(ProblemCode::NotFound);
    let stored = server.app.db.rows("SELECT 1 FROM blobs", &[]).await.unwrap();
    assert!(stored.is_empty());
}

fn submit(photos: Vec<Photo>) -> CaseCommand {
    use minyi_rulebook::citizen_case::{Addressee, Filing, Submission};
    CaseCommand::Submit(Box::new(Submission {
        title: "树枝压线".to_owned(),
        text: "树枝压在电线上。".to_owned(),
        addressee: Addressee::Office,
        place: None,
        photos,
        voice: None,
        may_publish: false,
        filing: Filing::Own,
    }))
}

#[tokio::test]
pub(super) async fn photos_are_read_by_those_who_see_the_whole_case_and_every_look_is_written_down() {
    let (server, citizen) = started().await;
    let bytes = jpeg(40_000, 18);
    let photo = Photo { sha256: sha256(&bytes), bytes: 40_000 };
    let matter = server.file(&citizen, vec![photo.clone()]).await;
    Sending::of(&server, &citizen, matter, bytes).send_all().await;
    let office = server.staff("office-1").await;
    assert_eq!(read_photo(&server, &office, matter, photo.sha256).await.status, 200);
    let (deputy, stranger) = (server.staff("deputy-001").await, server.citizen("13800000001").await);
    read_photo(&server, &deputy, matter, photo.sha256).await.problem(ProblemCode::Forbidden);
    read_photo(&server, &stranger, matter, photo.sha256).await.problem(ProblemCode::NotFound);
    read_photo(&server, &office, matter, Sha256([0; 32])).await.problem(ProblemCode::NotFound);
    let custody = server.app.evidence.custody(matter, photo.sha256).await.unwrap();
    let looks: Vec<_> = custody.steps.iter().filter(|step| step.act == CustodyAct::Viewed).collect();
    assert_eq!(looks.len(), 1);
    assert_eq!(looks[0].actor, office.actor.user);
}

#[tokio::test]
pub(super) async fn a_unit_that_is_given_the_case_reads_its_photos_and_no_other_unit_does() {
    let (server, citizen) = started().await;
    let bytes = jpeg(40_000, 19);
    let photo = Photo { sha256: sha256(&bytes), bytes: 40_000 };
    let matter = server.file(&citizen, vec![photo.clone()]).await;
    Sending::of(&server, &citizen, matter, bytes).send_all().await;
    let (station, office) = (server.staff("station-zhili-1").await, server.staff("office-1").await);
    let triage = CaseCommand::Triage { class: TriageClass::Help, note: String::new() };
    assert_eq!(server.command(&station, matter, triage).await.status, 200);
    let lead = OrganId::new("unit-water").unwrap();
    let assign = CaseCommand::Assign { lead, co: Vec::new(), note: String::new() };
    assert_eq!(server.command(&office, matter, assign).await.status, 200);
    let (water, housing) = (server.staff("clerk-water").await, server.staff("clerk-housing").await);
    assert_eq!(read_photo(&server, &water, matter, photo.sha256).await.status, 200);
    read_photo(&server, &housing, matter, photo.sha256).await.problem(ProblemCode::NotFound);
}

#[tokio::test]
pub(super) async fn an_upload_that_was_cut_off_before_its_last_step_is_finished_by_the_next_question() {
    let (server, citizen) = started().await;
    let sending = Sending::of(&server, &citizen, MatterId(Uuid::now_v7()), jpeg(40_000, 20));
    sending.declare().await;
    sending.send(0).await;
    // As a crash would leave it: the last part is durable, the rest did not happen.
    let folder = server.app.config.staging_dir().join(sending.id.to_string());
    std::fs::write(folder.join("1.part"), sending.part(1)).unwrap();
    assert!(is_complete(&sending.progress().await));
}

#[tokio::test]
pub(super) async fn the_sweep_tells_a_matter_what_it_missed() {
    let (server, citizen) = started().await;
    let bytes = jpeg(40_000, 21);
    let matter = server.file(&citizen, vec![Photo { sha256: sha256(&bytes), bytes: 40_000 }]).await;
    let sending = Sending::of(&server, &citizen, matter, bytes);
    sending.declare().await;
    sending.send(0).await;
    // As a crash would leave it: the photo has its row, the matter was not told.
    let sql = "INSERT INTO blobs (sha256, bytes, kind, stored_ms) VALUES ($1, 40000, 'image/jpeg', 0)";
    server.app.db.run(sql, &[sending.declaration.sha256.to_string().into()]).await.unwrap();
    server.app.db.run("UPDATE uploads SET state = 'complete'", &[]).await.unwrap();
    server.app.tick().await.unwrap();
    let view: CaseView = server.get(&format!("/v1/matters/{matter}"), &citizen).await.json();
    assert!(view.full().unwrap().is_complete());
    assert!(sending.has_no_staging());
}

#[tokio::test]
pub(super) async fn the_sweep_removes_orphans_after_seven_days_and_never_a_photo_with_a_row() {
    let (server, citizen) = started().await;
    let kept = Sending::of(&server, &citizen, MatterId(Uuid::now_v7()), jpeg(40_000, 22));
    kept.send_all().await;
    let object = |sha256: Sha256| {
        let name = sha256.to_string();
        server.app.config.objects_dir().join(&name[..2]).join(name)
    };
    let orphan = Sha256([0xab; 32]);
    std::fs::create_dir_all(object(orphan).parent().unwrap()).unwrap();
    std::fs::write(object(orphan), b"orphan").unwrap();
    let seconds = u64::try_from(server.now().as_second()).unwrap();
    let put_at = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
    for sha256 in [orphan, kept.declaration.sha256] {
        std::fs::File::options().write(true).open(object(sha256)).unwrap().set_modified(put_at).unwrap();
    }
    server.clock.advance(SignedDuration::from_hours(7 * 24));
    assert_eq!(server.app.tick().await.unwrap().1.orphans, 0, "seven days old is not older than seven days");
    server.clock.advance(SignedDuration::from_secs(1));
    assert_eq!(server.app.tick().await.unwrap().1.orphans, 1);
    assert!(!object(orphan).exists());
    assert!(object(kept.declaration.sha256).exists());
}
