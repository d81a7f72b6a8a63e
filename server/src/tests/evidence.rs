//! Photos as evidence: copies for looking, originals for a reason, nothing public before a person released it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::SignedDuration;
use minyi_evidence::export::{self, Claim, Seal, Standing, Trust};
use minyi_evidence::{
    Absence, Body, Capture, ChainHead, Circumstances, Import, Known, Limits, Original, Provenance, SignedEntry, Signer,
    SoftwareSigner,
};
use minyi_rulebook::citizen_case::{CaseCommand, Photo, RedirectTarget};
use minyi_rulebook::class::TriageClass;
use minyi_rulebook::ids::{CommandId, DeviceId, MatterId, OrganId, Sha256};
use minyi_wire::photo::{
    CustodyAct, CustodyList, ExportRequest, PhotoCopies, PhotoList, PhotoOrigin, PhotoRecord, PhotoView, RecordVerdict,
    RedactionBox, ReleaseRequest,
};
use minyi_wire::{CommandEnvelope, ProblemCode, WIRE_VERSION};

use uuid::Uuid;

use super::sending::{Sending, is_complete, jpeg, read_photo, sha256, started};
use crate::routes::audit::EvidenceHeads;
use crate::routes::custody::CustodyPage;
use crate::routes::desk::ChainVerdict;
use crate::testing::{Caller, TestServer};

/// A picture of the demo.
const ROAD: &[u8] = include_bytes!("../../../demo/photos/road-1.jpg");

/// Sorts, assigns and publishes a case.
async fn publish(server: &TestServer, office: &Caller, matter: MatterId) {
    let station = server.staff("station-zhili-1").await;
    let triage = CaseCommand::Triage { class: TriageClass::Help, note: String::new() };
    let lead = OrganId::new("unit-water").unwrap();
    let assign = CaseCommand::Assign { lead, co: Vec::new(), note: String::new() };
    for (by, command) in [(&station, triage), (office, assign), (office, CaseCommand::Publish)] {
        assert_eq!(server.command(by, matter, command).await.status, 200);
    }
}

/// A case whose photo has arrived.
pub(super) async fn filed_with(server: &TestServer, by: &Caller, bytes: &[u8]) -> (MatterId, Sha256) {
    let photo = Photo { sha256: sha256(bytes), bytes: bytes.len() as u64 };
    let matter = server.file(by, vec![photo.clone()]).await;
    assert!(is_complete(&Sending::of(server, by, matter, bytes.to_vec()).send_all().await));
    (matter, photo.sha256)
}

async fn list(server: &TestServer, by: &Caller, matter: MatterId) -> Vec<PhotoView> {
    server.get(&format!("/v1/matters/{matter}/photos"), by).await.json::<PhotoList>().photos
}

async fn custody(server: &TestServer, by: &Caller, matter: MatterId, photo: Sha256) -> Vec<(CustodyAct, String)> {
    let list: CustodyList = server.get(&format!("/v1/matters/{matter}/photos/{photo}/custody"), by).await.json();
    list.steps.into_iter().map(|step| (step.act, step.reason)).collect()
}

fn release(reason: &str, redactions: Vec<RedactionBox>) -> ReleaseRequest {
    ReleaseRequest { redactions, reason: reason.to_owned() }
}

const LEFT_HALF: RedactionBox = RedactionBox { left: 0, top: 0, right: 5_000, bottom: 10_000 };

#[tokio::test]
pub(super) async fn an_arrived_photo_has_copies_that_tell_nothing_and_readers_are_told_which() {
    let (server, citizen) = started().await;
    let (matter, photo) = filed_with(&server, &citizen, ROAD).await;
    let views = list(&server, &citizen, matter).await;
    let [PhotoView { copies: PhotoCopies::Here { public, thumbnail, redactions }, origin, record, released, .. }] =
        &views[..]
    else {
        panic!("{views:?}")
    };
    assert_eq!((*origin, *record, *released), (PhotoOrigin::Unrecorded, RecordVerdict::Missing, false));
    assert!(redactions.is_empty() && public.width > thumbnail.width && thumbnail.width <= 320);
    for (name, copy) in [("copy", public), ("thumbnail", thumbnail)] {
        let answer = server.get(&format!("/v1/matters/{matter}/photos/{photo}/{name}"), &citizen).await;
        assert_eq!((answer.status, sha256(&answer.body)), (200, copy.sha256), "{name}");
        assert_eq!(answer.header("content-type"), Some("image/jpeg"));
        assert!(!answer.body.windows(4).any(|bytes| bytes == b"Exif"), "{name}");
    }
    let (deputy, stranger) = (server.staff("deputy-001").await, server.citizen("13800000001").await);
    let path = format!("/v1/matters/{matter}/photos/{photo}/copy");
    server.get(&path, &deputy).await.problem(ProblemCode::Forbidden);
    server.get(&path, &stranger).await.problem(ProblemCode::NotFound);
    server.get(&path, None).await.problem(ProblemCode::Unauthenticated);
}

#[tokio::test]
pub(super) async fn the_public_sees_what_was_released_covered_and_nothing_else() {
    let (server, citizen) = started().await;
    let (matter, photo) = filed_with(&server, &citizen, ROAD).await;
    let office = server.staff("office-1").await;
    let public = format!("/v1/public/matters/{matter}/photos");
    let copy = format!("{public}/{photo}/copy");
    let own = format!("/v1/matters/{matter}/photos/{photo}");
    server.get(&copy, None).await.problem(ProblemCode::NotFound);
    let before = server.get(&format!("{own}/copy"), &citizen).await.body;
    publish(&server, &office, matter).await;
    server.get(&copy, None).await.problem(ProblemCode::NotFound);

    let released = server.post(&format!("{own}/release"), &office, &release("遮盖行人", vec![LEFT_HALF])).await;
    assert_eq!(released.status, 204, "{released:?}");
    let shown: PhotoList = server.get(&public, None).await.json();
    let [PhotoView { copies: PhotoCopies::Here { redactions, .. }, released: true, .. }] = &shown.photos[..] else {
        panic!("{shown:?}")
    };
    assert_eq!(redactions, &[LEFT_HALF]);
    let covered = server.get(&copy, None).await;
    assert_eq!(covered.status, 200);
    assert_ne!(covered.body, before, "the box is filled");
    assert_eq!(server.get(&format!("{public}/{photo}/thumbnail"), None).await.status, 200);
    server.get(&format!("{public}/{photo}"), None).await.problem(ProblemCode::NotFound);

    let withdrawn = server.delete(&format!("{own}/release?reason=again"), &office).await;
    assert_eq!(withdrawn.status, 204);
    server.get(&copy, None).await.problem(ProblemCode::NotFound);
    assert!(server.get(&public, None).await.json::<PhotoList>().photos.is_empty());
    let steps = custody(&server, &office, matter, photo).await;
    let acts: Vec<_> = steps.iter().map(|(act, _)| *act).collect();
    // Assigning the case handed its original over.
    use CustodyAct::{Received, Released, Transferred, Withdrawn};
    assert_eq!(acts, [Received, Transferred, Released, Withdrawn]);
    assert!(steps[1].1.ends_with("unit-water"), "{steps:?}");
}

#[tokio::test]
pub(super) async fn an_original_that_changes_hands_is_on_record_with_every_hand_and_once_for_a_command_sent_twice() {
    let (server, citizen) = started().await;
    let (matter, photo) = filed_with(&server, &citizen, ROAD).await;
    let (office, station) = (server.staff("office-1").await, server.staff("station-zhili-1").await);
    let clerk = server.staff("clerk-water").await;
    let unit = |code: &str| OrganId::new(code).unwrap();
    let assign = |lead: &str, co: Vec<OrganId>| CaseCommand::Assign { lead: unit(lead), co, note: String::new() };
    let triage = CaseCommand::Triage { class: TriageClass::Help, note: String::new() };
    let give_back = CaseCommand::RequestReturn { reason: "不属本单位".to_owned() };
    let agree = CaseCommand::DecideReturn { unit: unit("unit-water"), consent: true, reason: "改派".to_owned() };
    for (by, command) in [
        (&station, triage),
        (&office, assign("unit-water", Vec::new())),
        (&clerk, give_back),
        (&office, agree),
        (&office, assign("unit-housing", vec![unit("unit-water")])),
    ] {
        let envelope = CommandEnvelope {
            v: WIRE_VERSION,
            id: CommandId(Uuid::now_v7()),
            device: by.device,
            seq: 1,
            matter,
            expects: None,
            made_at: server.now(),
            command: command.into(),
        };
        for _ in 0..2 {
            let answer = server.post("/v1/commands", by, &envelope).await;
            assert_eq!(answer.status, 200, "{answer:?}");
        }
    }
    let handed: Vec<_> = custody(&server, &office, matter, photo)
        .await
        .into_iter()
        .filter(|(act, _)| *act == CustodyAct::Transferred)
        .map(|(_, why)| why)
        .collect();
    assert_eq!(
        handed,
        ["交办 assigned to unit-water", "退办 returned by unit-water", "交办 assigned to unit-housing, unit-water"]
    );
    // Another channel is another hand.
    let (elsewhere, its_photo) = filed_with(&server, &citizen, ROAD).await;
    let explanation = "正在法院审理，请向法院提出。".to_owned();
    let redirect = CaseCommand::Redirect { target: RedirectTarget::Judicial, explanation };
    assert_eq!(server.command(&station, elsewhere, redirect).await.status, 200);
    let last = custody(&server, &office, elsewhere, its_photo).await.pop();
    assert_eq!(last, Some((CustodyAct::Transferred, "转送 redirected to judicial".to_owned())));
    // A photo-less case and one whose photo never came hand nothing over.
    let named = Photo { sha256: sha256(b"never sent"), bytes: 10 };
    let empty = server.file(&citizen, vec![named]).await;
    publish(&server, &office, empty).await;
    let all: CustodyPage = server.get("/v1/desk/custody?act=transferred", &office).await.json();
    let newest_first: Vec<_> = all.steps.iter().map(|line| line.matter).collect();
    assert_eq!(newest_first, [elsewhere, matter, matter, matter]);
}

#[tokio::test]
pub(super) async fn releasing_takes_an_office_or_station_a_reason_and_boxes_that_are_some() {
    let (server, citizen) = started().await;
    let (matter, photo) = filed_with(&server, &citizen, ROAD).await;
    let office = server.staff("office-1").await;
    let path = format!("/v1/matters/{matter}/photos/{photo}/release");
    server.post(&path, &citizen, &release("我的", Vec::new())).await.problem(ProblemCode::Forbidden);
    let empty = RedactionBox { left: 5, right: 5, ..LEFT_HALF };
    let outside = RedactionBox { right: 10_001, ..LEFT_HALF };
    let table = [
        (release(" 看 ", Vec::new()), "reason"),
        (release(&"长".repeat(201), Vec::new()), "reason"),
        (release("核对", vec![empty]), "redactions"),
        (release("核对", vec![outside]), "redactions"),
        (release("核对", vec![LEFT_HALF; 65]), "redactions"),
    ];
    for (request, field) in table {
        let problem = server.post(&path, &office, &request).await.problem(ProblemCode::MalformedParameter);
        assert_eq!(problem.field.as_deref(), Some(field));
        assert!(problem.accepted.is_some());
    }
    assert_eq!(custody(&server, &office, matter, photo).await.len(), 1, "nothing but the arrival");
}

#[tokio::test]
pub(super) async fn an_original_opens_for_a_reason_that_stays_on_record() {
    let (server, citizen) = started().await;
    let (matter, photo) = filed_with(&server, &citizen, ROAD).await;
    let office = server.staff("office-1").await;
    let path = format!("/v1/matters/{matter}/photos/{photo}");
    let problem = server.get(&path, &office).await.problem(ProblemCode::MalformedParameter);
    assert_eq!(problem.field.as_deref(), Some("reason"));
    let own = server.get(&path, &citizen).await;
    assert_eq!((own.status, &own.body[..]), (200, ROAD), "authors need no reason");
    assert_eq!(read_photo(&server, &office, matter, photo).await.status, 200);
    let steps = custody(&server, &office, matter, photo).await;
    let viewed: Vec<_> = steps.iter().filter(|(act, _)| *act == CustodyAct::Viewed).collect();
    assert_eq!(viewed.len(), 2);
    assert_eq!(viewed[1].1, "site check");
}

#[tokio::test]
pub(super) async fn a_photo_that_cannot_be_decoded_is_kept_and_says_why_it_has_no_copy() {
    let (server, citizen) = started().await;
    let (matter, photo) = filed_with(&server, &citizen, &jpeg(40_000, 5)).await;
    let views = list(&server, &citizen, matter).await;
    assert!(matches!(&views[0].copies, PhotoCopies::None { why } if !why.is_empty()), "{views:?}");
    let path = format!("/v1/matters/{matter}/photos/{photo}");
    server.get(&format!("{path}/copy"), &citizen).await.problem(ProblemCode::NotFound);
    assert_eq!(server.get(&path, &citizen).await.status, 200);
    let office = server.staff("office-1").await;
    server.post(&format!("{path}/release"), &office, &release("核对", Vec::new())).await.problem(ProblemCode::NotFound);
}

#[tokio::test]
pub(super) async fn copies_that_a_crash_left_out_are_made_by_the_timer() {
    let (server, citizen) = started().await;
    let (matter, _) = filed_with(&server, &citizen, ROAD).await;
    let standing = "UPDATE photo_standing SET matter = 'lost'";
    server.app.db.run(standing, &[]).await.unwrap();
    assert_eq!(list(&server, &citizen, matter).await[0].copies, PhotoCopies::NotHere);
    server.app.tick().await.unwrap();
    assert!(matches!(list(&server, &citizen, matter).await[0].copies, PhotoCopies::Here { .. }));
}

/// A device that signs what it captures, one entry after the other.
pub(super) struct Device {
    head: ChainHead,
    key: SoftwareSigner,
}

impl Device {
    pub(super) fn new(byte: u8) -> Self {
        let head = ChainHead::start(DeviceId(Uuid::from_u128(byte.into())));
        Self { head, key: SoftwareSigner::from_bytes(&[byte; 32]).unwrap() }
    }

    pub(super) fn capture(&mut self, bytes: &[u8]) -> SignedEntry {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        let original = Original::open(file.path(), &Limits::default()).unwrap().fingerprint();
        let told = Circumstances {
            device_ms: 1_772_416_800_000,
            since_boot_ms: Known::UNAVAILABLE,
            trusted_time: Known::UNAVAILABLE,
            position: Known::Unknown(Absence::NotAsked),
            app_build: "test".to_owned(),
            policy: "citizen".to_owned(),
        };
        let capture = Capture::new(Uuid::now_v7(), original, Provenance::imported(Import::Scan), told).unwrap();
        let (signed, head) = self.head.append(Body::Capture(capture), &self.key).unwrap();
        self.head = head;
        signed
    }

    pub(super) fn record(&self, entries: &[&SignedEntry]) -> PhotoRecord {
        let key = STANDARD.encode(self.key.key().unwrap().public.to_sec1());
        PhotoRecord { key, entries: entries.iter().map(|entry| STANDARD.encode(entry.as_bytes())).collect() }
    }
}

#[tokio::test]
pub(super) async fn a_record_is_checked_on_arrival_and_says_where_the_photo_came_from() {
    let (server, citizen) = started().await;
    let (matter, photo) = filed_with(&server, &citizen, ROAD).await;
    let path = format!("/v1/matters/{matter}/photos/{photo}/record");
    let mut device = Device::new(1);
    let (of_another, entry) = (device.capture(&jpeg(400, 1)), device.capture(ROAD));
    let stranger = server.citizen("13800000001").await;
    server.put(&path, &stranger, &device.record(&[&entry])).await.problem(ProblemCode::NotFound);
    let mut broken = entry.as_bytes().to_vec();
    *broken.last_mut().unwrap() ^= 1;
    let broken = SignedEntry::from_bytes(broken);
    for entries in [&[][..], &[&of_another], &[&broken], &[&entry, &entry]] {
        let problem = server.put(&path, &citizen, &device.record(entries)).await.problem(ProblemCode::MalformedBody);
        assert_eq!(problem.field.as_deref(), Some("entries"));
    }
    assert_eq!(list(&server, &citizen, matter).await[0].record, RecordVerdict::Missing);
    for _ in 0..2 {
        assert_eq!(server.put(&path, &citizen, &device.record(&[&entry])).await.status, 204);
    }
    let view = &list(&server, &citizen, matter).await[0];
    assert_eq!((view.origin, view.record), (PhotoOrigin::Scan, RecordVerdict::Gap), "the entry before is not here");
    let rows = server.app.db.rows("SELECT sequence FROM evidence_log ORDER BY sequence", &[]).await.unwrap();
    let places: Vec<i64> = rows.iter().map(|row| row.int(0).unwrap()).collect();
    assert_eq!(places, [0, 1, 2, 3], "arrival, two copies, one record; no gap, nothing twice");
}

#[tokio::test]
pub(super) async fn a_chain_from_its_start_is_sound_and_a_fork_of_it_is_refused() {
    let (server, citizen) = started().await;
    let (matter, photo) = filed_with(&server, &citizen, ROAD).await;
    let path = format!("/v1/matters/{matter}/photos/{photo}/record");
    let mut device = Device::new(2);
    let entry = device.capture(ROAD);
    assert_eq!(server.put(&path, &citizen, &device.record(&[&entry])).await.status, 204);
    assert_eq!(list(&server, &citizen, matter).await[0].record, RecordVerdict::Sound);
    let mut forked = Device::new(2);
    let other = forked.capture(ROAD);
    assert_ne!(other, entry, "another id");
    server.put(&path, &citizen, &forked.record(&[&other])).await.problem(ProblemCode::UploadConflict);
}

#[tokio::test]
pub(super) async fn an_export_is_verified_without_the_server_and_carries_its_own_leaving() {
    let (server, citizen) = started().await;
    let (matter, photo) = filed_with(&server, &citizen, ROAD).await;
    let (other, _) = filed_with(&server, &citizen, include_bytes!("../../../demo/photos/lamp-1.jpg")).await;
    assert_ne!(other, matter);
    let mut device = Device::new(3);
    let entry = device.capture(ROAD);
    let record = device.record(&[&entry]);
    let own = format!("/v1/matters/{matter}/photos/{photo}");
    assert_eq!(server.put(&format!("{own}/record"), &citizen, &record).await.status, 204);
    let path = format!("{own}/export");
    let why = ExportRequest { reason: "移送法院".to_owned() };
    let office = server.staff("office-1").await;
    server.post(&path, &citizen, &why).await.problem(ProblemCode::Forbidden);
    let no_reason = ExportRequest { reason: String::new() };
    server.post(&path, &office, &no_reason).await.problem(ProblemCode::MalformedParameter);

    let package = server.post(&path, &office, &why).await;
    assert_eq!((package.status, package.header("content-type")), (200, Some("application/zip")));
    let offices = [server.app.key.verifying_key().to_bytes()];
    let trust = Trust { offices: &offices, authorities: &[], now_ms: server.now().as_millisecond() };
    let findings = export::verify(&package.body, &trust);
    assert_eq!((findings.seal.clone(), findings.photo), (Seal::Whole, Some(photo)), "{findings:?}");
    for claim in [Claim::Bytes, Claim::Chain, Claim::Signer, Claim::Redaction] {
        let verdict = findings.verdicts.iter().find(|verdict| verdict.claim == claim).unwrap();
        assert_eq!(verdict.standing, Standing::Holds, "{findings:?}");
    }
    let mut changed = package.body.to_vec();
    changed[100] ^= 1;
    assert!(export::verify(&changed, &trust).is_broken());
    assert_eq!(custody(&server, &office, matter, photo).await.last().unwrap().0, CustodyAct::Exported);
}

#[tokio::test]
pub(super) async fn a_finished_day_gets_a_signed_root_over_the_whole_log() {
    let (server, citizen) = started().await;
    filed_with(&server, &citizen, ROAD).await;
    let heads = async || {
        server.app.tick().await.unwrap();
        let answer: EvidenceHeads = server.get("/v1/audit/evidence-heads", None).await.json();
        answer.heads.iter().map(|text| export::TreeHead::from_text(text).expect("a head")).collect::<Vec<_>>()
    };
    assert!(heads().await.is_empty(), "the day is under way");
    server.clock.advance(SignedDuration::from_hours(24));
    let found = heads().await;
    assert!(found.len() == 1 && found[0].is_sound(), "{found:?}");
    assert_eq!((found[0].size, found[0].key), (3, server.app.key.verifying_key().to_bytes()));
    server.clock.advance(SignedDuration::from_hours(24));
    assert_eq!(heads().await.len(), 1, "nothing happened since");
}

#[tokio::test]
pub(super) async fn the_verdict_names_a_changed_a_dropped_and_a_cut_off_entry_of_the_evidence_log() {
    let (server, citizen) = started().await;
    let (matter, photo) = filed_with(&server, &citizen, ROAD).await;
    server.get(&format!("/v1/matters/{matter}/photos/{photo}"), &citizen).await;
    server.clock.advance(SignedDuration::from_hours(24));
    server.app.tick().await.unwrap();
    let db = &server.app.db;
    let verdict = async || -> ChainVerdict {
        let auditor = server.staff("auditor").await;
        server.clock.advance(SignedDuration::from_secs(60));
        server.get("/v1/desk/audit", &auditor).await.json()
    };
    let sound = verdict().await;
    assert!(sound.sound && sound.evidence_entries == 4, "{sound:?}");
    let run = async |sql: &str| db.run(sql, &[]).await.unwrap();
    let faults = async |named: &[&str]| {
        let broken = verdict().await;
        assert!(!broken.sound, "{named:?}");
        for named in named {
            assert!(broken.faults.iter().any(|fault| fault.contains(named)), "{named}: {broken:?}");
        }
    };
    run("UPDATE evidence_log SET at_ms = at_ms + 1 WHERE sequence = 3").await;
    faults(&["entry 3 is not"]).await;
    run("UPDATE evidence_log SET at_ms = at_ms - 1 WHERE sequence = 3").await;
    run("UPDATE evidence_log SET leaf = (SELECT leaf FROM evidence_log WHERE sequence = 0) WHERE sequence = 2").await;
    faults(&["entry 2 is not", "newest does not stand"]).await;
    run("DELETE FROM evidence_log WHERE sequence = 2").await;
    faults(&["entry 2 is not", "newest does not stand"]).await;
    run("DELETE FROM evidence_log WHERE sequence > 1").await;
    run("UPDATE evidence_size SET size = 2").await;
    faults(&["newest does not stand"]).await;
    run("UPDATE evidence_heads SET head = REPLACE(head, 'head-v1', 'head-v2')").await;
    faults(&["not signed as it stands"]).await;
}
