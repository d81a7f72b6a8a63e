//! The contract as it stands on the wire. A snapshot that changes is a change that phones in the field will meet.

#[path = "../../rulebook/tests/desk/mod.rs"]
mod desk;

use desk::*;
use ed25519_dalek::SigningKey;
use jiff::Timestamp;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::citizen_case::*;
use minyi_rulebook::class::TriageClass;
use minyi_rulebook::clock::ClockId;
use minyi_rulebook::ids::{CommandId, DeviceId, UploadId};
use minyi_rulebook::organ::OrganKind;
use minyi_rulebook::policy::ClockKind;
use minyi_rulebook::procedure::AttachmentKind;
use minyi_wire::access::*;
use minyi_wire::command::body_hash;
use minyi_wire::directory::*;
use minyi_wire::receipt::{ReceiptFault, ServerKey, ServerKeys};
use minyi_wire::sync::*;
use minyi_wire::upload::*;
use minyi_wire::view::CaseView;
use minyi_wire::{Command, CommandEnvelope, Problem, ProblemCode, Receipt, WIRE_VERSION};
use uuid::Uuid;

fn now() -> Timestamp {
    START.parse().expect("a timestamp")
}

fn device() -> DeviceId {
    DeviceId(Uuid::from_u128(7))
}

fn envelope(command: CaseCommand) -> CommandEnvelope {
    CommandEnvelope {
        v: WIRE_VERSION,
        id: CommandId(Uuid::from_u128(8)),
        device: device(),
        seq: 1,
        matter: matter(1),
        expects: None,
        made_at: now(),
        command: Command::CitizenCase(command),
    }
}

fn one_of_each() -> Vec<CaseCommand> {
    use CaseCommand as C;
    let words = || "字".to_owned();
    vec![
        C::Submit(Box::new(submission())),
        C::Submit(Box::new(Submission {
            addressee: Addressee::Deputy { deputy: user(20) },
            filing: Filing::Proxy { author: user(2), channel: ProxyChannel::Paper },
            place: None,
            photos: vec![],
            ..submission()
        })),
        C::Submit(Box::new(spoken())),
        C::Supplement { text: words(), photos: vec![photo(3)] },
        C::Withdraw { reason: words() },
        C::Triage { class: TriageClass::Help, note: words() },
        C::RequestInfo { question: words() },
        C::Refuse { ground: RefusalGround::PendingCase, explanation: words() },
        C::Redirect { target: RedirectTarget::Hotline12345, explanation: words() },
        C::LinkDuplicate { of: matter(2), explanation: words() },
        assign("unit-water", &["unit-road"]),
        C::SignFor,
        C::RequestReturn { reason: words() },
        C::DecideReturn { unit: organ("unit-water"), consent: true, reason: words() },
        C::RequestExtension { days: 10, reason: words() },
        C::DecideExtension { consent: false, reason: words() },
        C::GiveOpinion { text: words() },
        C::DraftAnswer(draft("B")),
        C::SendBackDraft { reason: words() },
        C::SignAnswer,
        grades(Grade::Dissatisfied),
        C::Close { note: words() },
        C::Supervise { act: SupervisionKind::YellowCard, note: words() },
        C::ReportCommitment { index: 0, text: words(), photos: vec![] },
        C::VerifyCommitment { index: 0, kept: true, note: words() },
        C::Publish,
        C::Unpublish { reason: words() },
        C::Undo { version: 3, reason: words() },
        C::NotePhotoArrived { sha256: photo(1).sha256 },
        C::NoteVoiceArrived { sha256: voice(7).sha256, seconds: 41 },
        C::WriteDownVoice { text: words() },
        C::NoteOverdue { clock: ClockId { kind: ClockKind::Answer, organ: Some(organ("unit-water")), round: 1 } },
        C::AddFollower { user: user(2), from: matter(2) },
    ]
}

/// A case that has lived through every kind of event that a plain road and a redo meet.
fn lived() -> Desk {
    let mut desk = Desk::at(Stage::Answered);
    desk.step(&Actor::system(), CaseCommand::NotePhotoArrived { sha256: photo(1).sha256 });
    desk.step(&office(), CaseCommand::Publish).step(&citizen(), grades(Grade::Dissatisfied));
    desk
}

fn view(desk: &Desk, reader: &Actor) -> CaseView {
    CaseView::of(desk.state(), 42, &desk.context(reader)).expect("a reader who may see it")
}

#[test]
fn every_command() {
    let commands: Vec<CommandEnvelope> = one_of_each().into_iter().map(envelope).collect();
    let mut acts: Vec<CaseAct> = one_of_each().iter().map(CaseCommand::act).collect();
    acts.dedup();
    assert_eq!(acts.len(), 31, "one of each act");
    for sent in &commands {
        let body = sent.to_bytes().expect("json");
        assert_eq!(&CommandEnvelope::from_bytes(&body).expect("the same back"), sent);
    }
    insta::assert_json_snapshot!(commands);
}

#[test]
fn every_stored_event() {
    insta::assert_json_snapshot!(lived().events);
}

#[test]
fn a_case_for_its_author_for_the_public_and_as_an_outline() {
    let desk = lived();
    let author = view(&desk, &citizen());
    let public = view(&desk, &other_citizen());
    let mut accusation = Desk::at(Stage::Submitted);
    accusation.step(&office(), triage(TriageClass::Accusation));
    let outline = view(&accusation, &station());
    insta::assert_json_snapshot!("case_view", [author, public, outline]);
}

#[test]
fn what_the_public_sees_names_nobody_and_keeps_the_offices_notes() {
    let shown = serde_json::to_string(&view(&lived(), &other_citizen())).expect("json");
    for hidden in [citizen().user.to_string(), "请依法办理".to_owned(), "仍有异味".to_owned(), "30867000".to_owned()]
    {
        assert!(!shown.contains(&hidden), "{hidden} is shown to the public");
    }
}

/// Told, heard, written down, made public.
fn heard() -> Desk {
    let mut desk = Desk::default();
    desk.step(&citizen(), CaseCommand::Submit(Box::new(spoken())));
    desk.step(&Actor::system(), CaseCommand::NoteVoiceArrived { sha256: voice(7).sha256, seconds: 41 });
    desk.step(&station(), CaseCommand::WriteDownVoice { text: "桥东河水发黑".into() });
    desk.step(&station(), triage(TriageClass::Help)).step(&office(), assign("unit-water", &[]));
    desk.step(&office(), CaseCommand::Publish);
    desk
}

#[test]
fn a_voice_note_is_in_the_full_view_and_leaves_no_trace_in_the_public_one() {
    let desk = heard();
    let full = serde_json::to_value(view(&desk, &clerk("unit-water"))).expect("json");
    insta::assert_json_snapshot!("voice", full["body"]["case"]["voice"]);
    let public = serde_json::to_string(&view(&desk, &other_citizen())).expect("json");
    for hidden in [voice(7).sha256.to_string().as_str(), "voice", "桥东河水发黑"] {
        assert!(!public.contains(hidden), "{hidden} is shown to the public");
    }
}

#[test]
fn a_command_and_an_upload_without_voice_are_the_bytes_that_they_always_were() {
    let body = envelope(CaseCommand::Submit(Box::new(submission()))).to_bytes().expect("json");
    assert!(!String::from_utf8(body).expect("text").contains("voice"));
    let old = serde_json::json!({ "matter": matter(1), "sha256": photo(1).sha256, "bytes": 9, "part_bytes": PART_MIN });
    let read: UploadDeclaration = serde_json::from_value(old.clone()).expect("a declaration of an old phone");
    assert_eq!((read.kind, serde_json::to_value(&read).expect("json")), (AttachmentKind::Photo, old));
}

#[test]
fn a_draft_answer_is_seen_by_its_unit_and_not_by_the_author() {
    let mut desk = Desk::at(Stage::Handling);
    desk.step(&clerk("unit-water"), CaseCommand::DraftAnswer(draft("A")));
    let shown = |reader: &Actor| serde_json::to_string(&view(&desk, reader)).expect("json").contains("已封堵排口");
    assert!(shown(&leader("unit-water")));
    assert!(!shown(&citizen()) && !shown(&office()));
}

#[test]
fn pages_and_nudges() {
    let desk = lived();
    let changed = [view(&desk, &other_citizen())];
    let summary = changed[0].summary();
    let sync = SyncPage {
        trust: None,
        others: vec![OtherView {
            procedure: "mandate".into(),
            matter: matter(4),
            version: 2,
            change_seq: 7,
            view: serde_json::json!({ "standing": "suspended" }),
        }],
        cursor: "c".into(),
        more: false,
        changed: vec![],
        gone: vec![matter(3)],
        server_time: now(),
        directory_version: "d".into(),
    };
    let page = MatterPage { matters: vec![summary, view(&desk, &citizen()).summary()], next: Some("n".into()) };
    insta::assert_json_snapshot!("pages", (sync, page, Nudge { at: "e:42".into() }));
}

#[test]
fn a_page_without_other_matters_is_the_page_that_old_phones_know() {
    let page = serde_json::json!({ "cursor": "c", "more": false, "changed": [], "gone": [],
                                   "server_time": "2026-03-02T01:00:00Z", "directory_version": "d" });
    let read: SyncPage = serde_json::from_value(page.clone()).expect("a page of an old server");
    assert!(read.others.is_empty());
    assert_eq!(serde_json::to_value(&read).expect("json"), page);
}

#[test]
fn a_view_of_another_procedure_is_read_by_that_procedure_only() {
    let view = |view| OtherView { procedure: "mandate".into(), matter: matter(4), version: 1, change_seq: 1, view };
    let number = view(serde_json::json!(7));
    assert_eq!(number.read::<u8>("mandate"), Some(7));
    assert_eq!(number.read::<u8>("hearing"), None);
    assert_eq!(view(serde_json::json!("words")).read::<u8>("mandate"), None, "of a version we do not know");
}

#[test]
fn every_problem_code_with_its_status_and_sentences() {
    let problems: Vec<Problem> = ProblemCode::ALL.iter().map(|code| Problem::new(*code)).collect();
    insta::assert_json_snapshot!("problems", problems);
    let refusal = Desk::at(Stage::Submitted).does(&deputy(), triage(TriageClass::Help)).expect_err("a refusal");
    insta::assert_json_snapshot!("refused", Problem::from(refusal));
}

#[test]
fn a_code_of_a_newer_server_is_read_as_unknown() {
    let newer = r#"{"type":"urn:minyi:problem:new","title":"t","title_zh":"t","status":418,"code":"brand_new"}"#;
    assert_eq!(serde_json::from_str::<Problem>(newer).expect("read").code, ProblemCode::Unknown);
}

#[test]
fn access_uploads_and_directory() {
    let session = Session { token: "opaque".into(), actor: station(), expires_at: now() };
    assert!(!format!("{session:?}").contains("opaque"), "a token is never printed");
    let declaration = UploadDeclaration {
        matter: matter(1),
        sha256: photo(1).sha256,
        bytes: 1_000_000,
        part_bytes: PART_MIN,
        kind: AttachmentKind::Photo,
    };
    let upload = |progress| UploadView {
        id: UploadId(Uuid::from_u128(5)),
        declaration: declaration.clone(),
        progress,
        expires_at: now(),
    };
    let directory = DirectoryView {
        version: "1".into(),
        district_zh: "示例区".into(),
        district_en: "Example District".into(),
        demo: true,
        organs: vec![OrganView {
            id: organ("station-a"),
            kind: OrganKind::Station,
            name_zh: "甲站".into(),
            name_en: "Station A".into(),
            town: Some("某镇".into()),
            lat: Some(30.5),
            lon: Some(120.25),
            receptions: vec![Reception {
                day: 10,
                from: jiff::civil::time(9, 0, 0, 0),
                to: jiff::civil::time(11, 0, 0, 0),
            }],
            address: Some("某路 1 号".into()),
            phone: Some("0572-0000000".into()),
            closed: true,
        }],
        deputies: vec![DeputyView { user: user(20), name: "演示".into(), station: organ("station-a") }],
        former: Vec::new(),
    };
    let info = SessionInfo { device: device(), signed_in_at: now(), expires_at: now(), this_one: true };
    insta::assert_json_snapshot!(
        "access",
        (
            CodeRequest { phone: "19900000001".into() },
            CodeSent { valid_for: 300, again_after: 60 },
            CodeSignIn { phone: "19900000001".into(), code: "123456".into(), device: device() },
            StaffSignIn { login: "office-1".into(), password: "p".into(), totp: "123456".into(), device: device() },
            session,
            SessionList { sessions: vec![info] },
            CitizenRegistration { phone: "19900000001".into() },
            RegisteredCitizen { user: user(1) },
        )
    );
    insta::assert_json_snapshot!(
        "uploads",
        (upload(UploadProgress::Open { have: vec![0, 2] }), upload(UploadProgress::Complete))
    );
    insta::assert_json_snapshot!("directory", directory);
}

fn receipt(key: &SigningKey, body: &[u8]) -> Receipt {
    Receipt {
        v: WIRE_VERSION,
        command: CommandId(Uuid::from_u128(8)),
        matter: matter(1),
        body_sha256: body_hash(body),
        matter_version: 1,
        change_seq: 42,
        received_at: now(),
        key_id: String::new(),
        signature: String::new(),
    }
    .signed(key)
}

#[test]
fn a_receipt_proves_one_command_its_bytes_and_its_server() {
    let key = SigningKey::from_bytes(&[1; 32]);
    let other = SigningKey::from_bytes(&[2; 32]).verifying_key();
    let signed = receipt(&key, b"body");
    let check =
        |receipt: &Receipt, body: &[u8], key| receipt.check(CommandId(Uuid::from_u128(8)), &body_hash(body), key);
    let public = ServerKey::of(&key.verifying_key()).verifying_key().expect("the key back");
    assert_eq!(check(&signed, b"body", &public), Ok(()));
    assert_eq!(check(&signed, b"other", &public), Err(ReceiptFault::NotForThis));
    assert_eq!(check(&signed, b"body", &other), Err(ReceiptFault::BadSignature));
    let forged = [
        Receipt { matter_version: 2, ..signed.clone() },
        Receipt { change_seq: 43, ..signed.clone() },
        Receipt { matter: matter(2), ..signed.clone() },
        Receipt { received_at: now() + jiff::SignedDuration::from_secs(1), ..signed.clone() },
        Receipt { signature: "no base64 !".into(), ..signed.clone() },
    ];
    for receipt in forged {
        assert_eq!(check(&receipt, b"body", &public), Err(ReceiptFault::BadSignature));
    }
    insta::assert_json_snapshot!(
        "receipt",
        (&signed, signed.signed_text(), ServerKeys { keys: vec![ServerKey::of(&key.verifying_key())] })
    );
}

#[test]
fn another_version_is_named_before_anything_else_is_complained_about() {
    let problem = CommandEnvelope::from_bytes(br#"{"v":2,"of":"the future"}"#).expect_err("a problem");
    assert_eq!(problem.code, ProblemCode::UnknownVersion);
    assert_eq!(problem.accepted.as_deref(), Some("1"));
}

#[test]
fn malformed_bodies_are_named_without_repeating_what_they_said() {
    let secret = "19912345678";
    let bodies = [
        String::new(),
        "{".to_owned(),
        "[]".to_owned(),
        format!(r#"{{"v":1,"id":"{secret}"}}"#),
        format!(r#"{{"v":1,"phone":"{secret}"}}"#),
        serde_json::to_string(&envelope(CaseCommand::SignFor)).expect("json").replace("sign_for", secret),
    ];
    for body in bodies {
        let problem = CommandEnvelope::from_bytes(body.as_bytes()).expect_err("a problem");
        assert_eq!(problem.code, ProblemCode::MalformedBody, "{body}");
        assert!(!serde_json::to_string(&problem).expect("json").contains(secret));
    }
}

#[test]
fn parts_cover_the_file_exactly() {
    for (bytes, part_bytes) in [(1_u64, PART_MIN), (32_768, PART_MIN), (32_769, PART_MIN), (20 * 1024 * 1024, PART_MAX)]
    {
        let declaration = UploadDeclaration {
            matter: matter(1),
            sha256: photo(1).sha256,
            bytes,
            part_bytes,
            kind: AttachmentKind::Photo,
        };
        let sum: u64 = (0..declaration.parts()).filter_map(|index| declaration.part_len(index)).sum();
        assert_eq!(sum, bytes);
        assert_eq!(declaration.part_len(declaration.parts()), None);
    }
}
