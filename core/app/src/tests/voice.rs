//! Voice notes: kept with the draft, sent after the words' place is filed, gone when they were taken back.

use super::server::Weather;
use super::{Phone, submission};
use crate::CoreError;
use crate::facade::{Draft, NewCase};
use crate::outbox::ItemStanding;
use minyi_rulebook::citizen_case::{Submission, VoiceNote, limits};
use minyi_wire::problem::{Problem, ProblemCode};
use sha2::Digest;

/// Begins like a recording of a phone; what follows, only a server reads.
fn recording(len: usize) -> Vec<u8> {
    let mut bytes = b"\x00\x00\x00\x1cftypM4A \x00\x00\x00\x00".to_vec();
    bytes.extend((bytes.len()..len).map(|at| (at * 31 % 251) as u8));
    bytes
}

impl Phone {
    async fn record(&self, name: &str, bytes: &[u8]) -> Result<VoiceNote, CoreError> {
        let path = self.dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let taken = self.core().attach_voice(&path).await;
        std::fs::remove_file(path).unwrap();
        taken
    }

    fn has(&self, voice: &VoiceNote) -> bool {
        self.dir.path().join(format!("vault/blobs/{}.blob", voice.sha256)).exists()
    }

    fn told(&self, voice: Option<VoiceNote>) -> Draft {
        Draft {
            id: self.core().new_draft_id().unwrap(),
            title: "told".into(),
            text: String::new(),
            addressee: None,
            place: None,
            photos: Vec::new(),
            voice,
            may_publish: false,
            changed_at: self.now(),
        }
    }
}

fn told(voice: VoiceNote) -> Submission {
    Submission { text: String::new(), voice: Some(voice), ..submission("told", Vec::new()) }
}

#[tokio::test]
async fn a_case_that_was_told_survives_death_at_every_step_and_arrives_whole() {
    let mut phone = Phone::signed_in().await;
    let sound = recording(300 * 1024);
    let voice = phone.record("note.m4a", &sound).await.unwrap();
    let draft = phone.told(Some(voice.clone()));
    phone.core().save_draft(draft.clone()).await.unwrap();
    phone.restart();
    assert_eq!(phone.core().drafts().await.unwrap(), vec![draft.clone()]);
    assert_eq!(phone.core().own_voice(voice.sha256).await.unwrap(), sound, "it can be heard before filing");

    let case = NewCase { draft: Some(draft.id), submission: told(voice.clone()) };
    phone.core().file_case(case).await.unwrap();
    phone.restart();
    assert_eq!(phone.core().own_voice(voice.sha256).await.unwrap(), sound);
    phone.server.forecast("/parts/1", Weather::Lost);
    phone.slice().await;
    assert!(phone.core().outbox().done.is_empty(), "registered, not whole");
    phone.restart();
    phone.settle().await;
    let done = phone.core().outbox().done[0].clone();
    assert_eq!((done.photos, done.voice, done.bytes_sent), (0, true, done.bytes_total));
    let model = phone.server.model();
    let arrived: Vec<_> = model.objects.values().map(|bytes| <[u8; 32]>::from(sha2::Sha256::digest(bytes))).collect();
    assert_eq!(arrived, [voice.sha256.0]);
    assert!(model.broken.is_empty() && model.records.is_empty(), "a voice note has no photo's record");
}

#[tokio::test]
async fn what_was_taken_back_or_recorded_anew_is_not_kept() {
    let phone = Phone::signed_in().await;
    let first = phone.record("a", &recording(9_000)).await.unwrap();
    let second = phone.record("b", &recording(9_001)).await.unwrap();
    let mut draft = phone.told(Some(first.clone()));
    phone.core().save_draft(draft.clone()).await.unwrap();
    draft.title = "the same note with other words".into();
    phone.core().save_draft(draft.clone()).await.unwrap();
    assert!(phone.has(&first));
    draft.voice = Some(second.clone());
    phone.core().save_draft(draft.clone()).await.unwrap();
    assert!(!phone.has(&first) && phone.has(&second));
    assert_eq!(phone.core().own_voice(first.sha256).await, Err(CoreError::NotFound));
    phone.core().discard_draft(draft.id).await.unwrap();
    assert!(!phone.has(&second));
}

#[tokio::test]
async fn what_is_no_voice_note_is_refused_by_name_and_nothing_is_kept() {
    let phone = Phone::signed_in().await;
    let too_long = recording(usize::try_from(limits::VOICE_BYTES).unwrap() + 1);
    let table: [(&str, &[u8], &str); 4] = [
        ("nothing", b"", "voice.empty"),
        ("music.m4a", b"ID3\x04not what its name says", "voice.not_a_voice_note"),
        ("photo.m4a", b"\xff\xd8\xff\xe0\x00\x10JFIF", "voice.not_a_voice_note"),
        ("long.m4a", &too_long, "voice.too_big"),
    ];
    for (name, bytes, field) in table {
        assert_eq!(phone.record(name, bytes).await, Err(CoreError::BadInput { field }), "{name}");
    }
    let missing = phone.core().attach_voice(&phone.dir.path().join("nowhere")).await;
    assert_eq!(missing, Err(CoreError::BadInput { field: "voice.path" }));
    assert_eq!(std::fs::read_dir(phone.dir.path().join("vault/blobs")).unwrap().count(), 0);
}

#[tokio::test]
async fn a_case_names_only_a_note_that_is_here_and_says_so_before_sealing() {
    let phone = Phone::signed_in().await;
    let voice = VoiceNote { bytes: 9, ..phone.record("a", &recording(9_000)).await.unwrap() };
    let filed = phone.core().file_case(NewCase { draft: None, submission: told(voice) }).await;
    assert_eq!(filed.map(|_| ()), Err(CoreError::BadInput { field: "voice" }));
    let silent = Submission { text: String::new(), ..submission("silent", Vec::new()) };
    let refused = phone.core().file_case(NewCase { draft: None, submission: silent }).await.unwrap_err();
    let CoreError::Refused(refusal) = refused else { panic!("{refused:?}") };
    assert_eq!(refusal.rule.map(|rule| rule.id.to_string()).as_deref(), Some("submission.words_or_voice"));
}

#[tokio::test]
async fn a_note_that_the_server_will_not_take_waits_for_a_word_and_the_case_stands() {
    let phone = Phone::signed_in().await;
    let voice = phone.record("a", &recording(40_000)).await.unwrap();
    let filed = phone.core().file_case(NewCase { draft: None, submission: told(voice) }).await.unwrap();
    phone.server.forecast("/uploads/", Weather::Says(Problem::new(ProblemCode::UnsupportedMedia)));
    phone.settle().await;
    let item = phone.core().outbox().needs_attention[0].clone();
    assert!(matches!(item.standing, ItemStanding::NeedsAttention { registered: true, .. }));
    phone.core().drop_photos(filed.command).await.unwrap();
    assert_eq!(phone.core().outbox().done.len(), 1);
    assert_eq!(phone.server.titles(), ["told"]);
}
