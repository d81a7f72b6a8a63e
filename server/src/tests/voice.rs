//! Voice notes: only whole sound of the two kinds comes in, only those who may read the words hear it, only the sound goes out.
//!
//! `voice/tone.m4a` and `voice/tone.ogg` are one and a half seconds of a tone, made by us with ffmpeg, with a place, a title and a date
//! written into them as careless recorders do.

use std::process::Command;

use minyi_rulebook::citizen_case::{Addressee, CaseCommand, CaseState, Filing, Submission, VoiceNote, limits};
use minyi_rulebook::class::TriageClass;
use minyi_rulebook::ids::{MatterId, OrganId};
use minyi_rulebook::procedure::AttachmentKind;
use minyi_wire::photo::{CustodyAct, CustodyList};
use minyi_wire::{CaseView, ProblemCode};
use uuid::Uuid;

use super::sending::{Sending, is_complete, jpeg, sha256, started};
use crate::testing::{Answer, Caller, TestServer};
use crate::voice::{Sound, Unfit};

const M4A: &[u8] = include_bytes!("voice/tone.m4a");
const OGG: &[u8] = include_bytes!("voice/tone.ogg");
/// What the recorder wrote beside the sound.
const BESIDE: [&str; 3] = ["+30.8670+120.1000/", "桥东河水", "Phone of somebody"];

fn note(bytes: &[u8]) -> VoiceNote {
    VoiceNote { sha256: sha256(bytes), bytes: bytes.len() as u64 }
}

fn told(bytes: &[u8]) -> CaseCommand {
    CaseCommand::Submit(Box::new(Submission {
        title: "河水发黑".to_owned(),
        text: String::new(),
        addressee: Addressee::Station { station: OrganId::new("station-zhili-1").unwrap() },
        place: None,
        photos: Vec::new(),
        voice: Some(note(bytes)),
        may_publish: true,
        filing: Filing::Own,
    }))
}

fn sending<'s>(server: &'s TestServer, by: &Caller, matter: MatterId, bytes: &[u8]) -> Sending<'s> {
    let mut sending = Sending::of(server, by, matter, bytes.to_vec());
    sending.declaration.kind = AttachmentKind::Voice;
    sending
}

/// A case that was told, with its note here.
async fn filed(server: &TestServer, citizen: &Caller, bytes: &[u8]) -> MatterId {
    let matter = MatterId(Uuid::now_v7());
    assert_eq!(server.command(citizen, matter, told(bytes)).await.status, 200);
    assert!(is_complete(&sending(server, citizen, matter, bytes).send_all().await));
    matter
}

async fn case(server: &TestServer, by: &Caller, matter: MatterId) -> CaseState {
    let view: CaseView = server.get(&format!("/v1/matters/{matter}"), by).await.json();
    view.full().unwrap().clone()
}

async fn listen(server: &TestServer, by: &Caller, matter: MatterId) -> Answer {
    server.get(&format!("/v1/matters/{matter}/voice"), by).await
}

fn tells(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|window| window == words.as_bytes())
}

#[tokio::test]
pub(super) async fn a_case_without_words_is_heard_by_the_station_and_only_the_sound_goes_out() {
    for (file, kind) in [(M4A, "audio/mp4"), (OGG, "audio/ogg")] {
        let (server, citizen) = started().await;
        let matter = filed(&server, &citizen, file).await;
        let voice = case(&server, &citizen, matter).await.voice.unwrap();
        assert_eq!((voice.seconds, voice.written_down), (Some(2), None), "{kind}");
        let station = server.staff("station-zhili-1").await;
        for listener in [&citizen, &station] {
            let answer = listen(&server, listener, matter).await;
            assert_eq!((answer.status, answer.header("content-type")), (200, Some(kind)));
            assert_eq!(answer.header("cache-control"), Some("private, no-store"));
            assert!(BESIDE.iter().all(|words| !tells(&answer.body, words)), "{kind}");
            assert_eq!(Sound::of(answer.body.to_vec()).unwrap().seconds, 2, "it is still the whole sound");
        }
        assert!(BESIDE[..2].iter().all(|words| tells(file, words)), "the sample is not what it was made for");
    }
}

#[tokio::test]
pub(super) async fn a_note_that_comes_before_its_case_is_noted_with_it() {
    let (server, citizen) = started().await;
    let matter = MatterId(Uuid::now_v7());
    assert!(is_complete(&sending(&server, &citizen, matter, M4A).send_all().await));
    assert_eq!(server.command(&citizen, matter, told(M4A)).await.status, 200);
    assert!(case(&server, &citizen, matter).await.is_complete());
    assert_eq!(listen(&server, &citizen, matter).await.status, 200);
}

#[tokio::test]
pub(super) async fn whoever_listens_is_written_down_and_who_may_not_read_the_words_does_not_listen() {
    let (server, citizen) = started().await;
    let matter = filed(&server, &citizen, M4A).await;
    let station = server.staff("station-zhili-1").await;
    let stranger = server.citizen("13800000009").await;
    listen(&server, &stranger, matter).await.problem(ProblemCode::NotFound);
    assert_eq!(listen(&server, &station, matter).await.status, 200);
    let triage = |class| CaseCommand::Triage { class, note: String::new() };
    assert_eq!(server.command(&station, matter, triage(TriageClass::Accusation)).await.status, 200);
    listen(&server, &station, matter).await.problem(ProblemCode::Forbidden);
    server.get(&format!("/v1/matters/{matter}/voice/custody"), &station).await.problem(ProblemCode::Forbidden);
    let office = server.staff("office-1").await;
    let log: CustodyList = server.get(&format!("/v1/matters/{matter}/voice/custody"), &office).await.json();
    let steps: Vec<_> = log.steps.iter().map(|step| (step.act, step.actor)).collect();
    assert_eq!(steps, [(CustodyAct::Received, citizen.actor.user), (CustodyAct::Viewed, station.actor.user)]);
}

#[tokio::test]
pub(super) async fn the_station_writes_down_what_it_heard_and_the_public_learns_nothing_of_it() {
    let (server, citizen) = started().await;
    let matter = filed(&server, &citizen, OGG).await;
    let (station, office) = (server.staff("station-zhili-1").await, server.staff("office-1").await);
    let written = CaseCommand::WriteDownVoice { text: "桥东河水发黑".into() };
    assert_eq!(server.command(&station, matter, written).await.status, 200);
    let triage = CaseCommand::Triage { class: TriageClass::Help, note: String::new() };
    assert_eq!(server.command(&station, matter, triage).await.status, 200);
    let assign = CaseCommand::Assign { lead: OrganId::new("unit-water").unwrap(), co: vec![], note: String::new() };
    assert_eq!(server.command(&office, matter, assign).await.status, 200);
    assert_eq!(server.command(&office, matter, CaseCommand::Publish).await.status, 200);
    let voice = case(&server, &citizen, matter).await.voice.unwrap();
    assert_eq!(voice.written_down.as_deref(), Some("桥东河水发黑"));
    let stranger = server.citizen("13800000009").await;
    let public = server.get(&format!("/v1/matters/{matter}"), &stranger).await;
    assert_eq!(public.status, 200);
    for hidden in ["voice", "桥东河水发黑", &voice.note.sha256.to_string()] {
        assert!(!tells(&public.body, hidden), "{hidden}");
    }
    listen(&server, &stranger, matter).await.problem(ProblemCode::Forbidden);
}

#[tokio::test]
pub(super) async fn what_is_no_whole_voice_note_is_refused_whatever_it_says_it_is() {
    let (server, citizen) = started().await;
    let truncated = &M4A[..M4A.len() / 2];
    let cut_inside = &OGG[..OGG.len() - 100];
    let mut flipped = OGG.to_vec();
    flipped[2_000] ^= 1;
    let picture = jpeg(5_000, 1);
    let only_beginning = b"\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00M4A isom";
    let table: [(&str, &[u8]); 6] = [
        ("cut in half", truncated),
        ("cut inside a page", cut_inside),
        ("one bit of a page", &flipped),
        ("a photo", &picture),
        ("a beginning and nothing else", only_beginning),
        ("text", b"I am no sound at all, I only was given the name of one."),
    ];
    for (what, bytes) in table {
        let sending = sending(&server, &citizen, MatterId(Uuid::now_v7()), bytes);
        sending.send_all().await.problem(ProblemCode::UnsupportedMedia);
        assert!(!is_complete(&sending.progress().await), "{what}");
        listen(&server, &citizen, sending.declaration.matter).await.problem(ProblemCode::NotFound);
    }
    // Nor does sound pass as a photo.
    let photo = Sending::of(&server, &citizen, MatterId(Uuid::now_v7()), M4A.to_vec());
    photo.send_all().await.problem(ProblemCode::UnsupportedMedia);
}

#[tokio::test]
pub(super) async fn a_note_too_large_too_long_empty_or_other_than_declared_is_refused_by_name() {
    let (server, citizen) = started().await;
    for bytes in [0, limits::VOICE_BYTES + 1] {
        let mut sized = sending(&server, &citizen, MatterId(Uuid::now_v7()), M4A);
        sized.declaration.bytes = bytes;
        let problem = sized.declare().await.problem(ProblemCode::UploadOutOfRange);
        assert_eq!(problem.field.as_deref(), Some("bytes"));
    }
    let long = slowed(M4A, 100);
    let answer = sending(&server, &citizen, MatterId(Uuid::now_v7()), &long).send_all().await;
    let problem = answer.problem(ProblemCode::UploadOutOfRange);
    assert_eq!(problem.field.as_deref(), Some("seconds"));
    assert!(problem.accepted.unwrap().contains("120"));
    let mut other = sending(&server, &citizen, MatterId(Uuid::now_v7()), M4A);
    other.declaration.sha256 = sha256(OGG);
    other.send_all().await.problem(ProblemCode::UploadHashMismatch);
    assert!(other.has_no_staging());
}

#[tokio::test]
pub(super) async fn a_photo_under_the_name_of_the_note_never_becomes_it() {
    let (server, citizen) = started().await;
    let matter = MatterId(Uuid::now_v7());
    let picture = jpeg(5_000, 2);
    assert_eq!(server.command(&citizen, matter, told(&picture)).await.status, 200);
    assert!(is_complete(&Sending::of(&server, &citizen, matter, picture).send_all().await));
    assert_eq!(case(&server, &citizen, matter).await.voice.unwrap().seconds, None);
    listen(&server, &citizen, matter).await.problem(ProblemCode::NotFound);
}

/// The same frames under a clock that runs slower: 1.5 seconds become that many times more.
fn slowed(m4a: &[u8], times: u32) -> Vec<u8> {
    let mut slow = m4a.to_vec();
    let at = slow.windows(4).position(|window| window == b"mdhd").unwrap() + 4 + 12;
    let scale = u32::from_be_bytes(slow[at..at + 4].try_into().unwrap());
    slow[at..at + 4].copy_from_slice(&(scale / times).to_be_bytes());
    slow
}

#[test]
fn two_minutes_are_taken_and_a_little_more_is_too_long() {
    for (times, seconds) in [(1, Some(2)), (76, Some(120)), (80, None)] {
        let read = Sound::of(slowed(M4A, times));
        assert_eq!(read.as_ref().ok().map(|sound| sound.seconds), seconds, "{times}: {:?}", read.err());
    }
    assert_eq!(Sound::of(slowed(M4A, 100)).unwrap_err(), Unfit::TooLong);
}

/// However a file is cut or changed, it is read or refused, and what is read is never longer than it may be.
#[test]
fn no_damage_of_a_file_does_more_than_refuse_it() {
    for file in [M4A, OGG] {
        for end in 0..file.len() {
            // Ogg that is cut between two pages is a shorter sound; nothing else that is cut is one.
            let read = Sound::of(file[..end].to_vec());
            assert!(read.is_err() || file[end..].starts_with(b"OggS"), "cut at {end}");
        }
        let mut state = 7_u32;
        for _ in 0..3_000 {
            let mut spoiled = file.to_vec();
            for _ in 0..3 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let at = state as usize / 7 % spoiled.len();
                spoiled[at] = (state >> 24) as u8;
            }
            if let Ok(sound) = Sound::of(spoiled) {
                assert!((1..=limits::VOICE_SECONDS).contains(&sound.seconds));
            }
        }
    }
}

/// ffmpeg's own opinion of what goes out: it plays, as long as before, and has nothing to tell.
#[test]
fn others_play_what_goes_out_and_find_nothing_beside_the_sound() {
    let Ok(version) = Command::new("ffprobe").arg("-version").output() else {
        assert!(std::env::var_os("CI").is_none(), "ffprobe must be there in CI; scripts/setup installs it");
        eprintln!("not run: ffprobe is not installed");
        return;
    };
    assert!(version.status.success());
    let folder = tempfile::tempdir().unwrap();
    for (name, file) in [("clean.m4a", M4A), ("clean.ogg", OGG)] {
        let path = folder.path().join(name);
        std::fs::write(&path, Sound::of(file.to_vec()).unwrap().clean).unwrap();
        let told = Command::new("ffprobe")
            .args(["-v", "error", "-show_entries", "format=duration:format_tags:stream_tags", "-of", "flat"])
            .arg(&path)
            .output()
            .unwrap();
        let told = format!("{}{}", String::from_utf8_lossy(&told.stdout), String::from_utf8_lossy(&told.stderr));
        let duration = told.lines().find_map(|line| line.strip_prefix("format.duration=")).expect(&told);
        assert!(duration.trim_matches('"').starts_with("1.5"), "{told}");
        // Brands, a language and the kind of stream are the format's own.
        let own = ["brand", "minor_version", "language", "vendor_id", "handler_name"];
        let beside = told.lines().filter(|line| line.contains(".tags.") && !own.iter().any(|name| line.contains(name)));
        assert_eq!(beside.collect::<Vec<_>>(), Vec::<&str>::new());
        let played = Command::new("ffmpeg").args(["-v", "error", "-i"]).arg(&path).args(["-f", "null", "-"]).output();
        assert_eq!(String::from_utf8_lossy(&played.unwrap().stderr), "", "{name} does not play");
    }
}
