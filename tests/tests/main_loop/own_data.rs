//! 个人数据: a person sees on which devices the account is signed in and ends one, takes a copy of everything along, and removes it.

use crate::world::{Person, World, photo, submission};
use minyi_core::CoreError;
use minyi_core::facade::Draft;
use minyi_core::session::SessionState;
use minyi_rulebook::citizen_case::Addressee;
use serde_json::Value;
use std::time::Duration;

const START: &str = "2026-03-02T01:00:00Z";
const CITIZEN: &str = "19900000006";
const OTHER: &str = "19900000007";

/// Signs in once more: codes are not handed out faster than one a minute.
async fn again(world: &World, person: &Person, number: &str) {
    world.advance(Duration::from_secs(61));
    person.signs_in(world, number).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_phone_is_signed_out_from_another_one() {
    let world = World::start(START).await;
    let lost = world.citizen(CITIZEN).await;
    world.advance(Duration::from_secs(61));
    let kept = world.phone_of(CITIZEN, "kept").await;
    let devices = kept.core().sessions().await.expect("online");
    assert_eq!(devices.iter().filter(|device| device.this_one).count(), 1);
    let other = devices.iter().find(|device| !device.this_one).expect("the lost one").device;
    kept.core().end_session(other).await.expect("signed out");
    assert_eq!(kept.core().sessions().await.expect("online").len(), 1);
    assert!(matches!(lost.core().sync().await, Err(CoreError::SignedOut)));
    assert!(matches!(lost.core().session(), SessionState::Over { .. }));

    kept.go_offline();
    assert_eq!(kept.core().sessions().await, Err(CoreError::Offline));
    kept.go_online();
    assert_eq!(kept.core().end_session(other).await, Err(CoreError::NotFound), "it is out already");
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_of_the_account_is_written_out_and_nothing_of_another() {
    let world = World::start(START).await;
    let citizen = world.citizen(CITIZEN).await;
    let (core, river) = (citizen.core(), citizen.attach(&photo("river-1.jpg")).await);
    let mut case = submission(Addressee::Office);
    case.photos = vec![river.clone()];
    let matter = citizen.file(case).await;
    let lamp = citizen.attach(&photo("lamp-1.jpg")).await;
    let tone = concat!(env!("CARGO_MANIFEST_DIR"), "/../server/src/tests/voice/tone.m4a");
    let told = core.attach_voice(tone.as_ref()).await.expect("a voice note");
    let draft = Draft {
        id: core.new_draft_id().expect("an id"),
        title: "还没写完".into(),
        text: String::new(),
        addressee: None,
        place: None,
        photos: vec![lamp.clone()],
        voice: Some(told.clone()),
        may_publish: false,
        changed_at: world.now(),
    };
    core.save_draft(draft).await.expect("kept");

    let folder = tempfile::tempdir().expect("a folder");
    let files = core.export_data(&folder.path().join("copy")).await.expect("written");
    let words = std::fs::read(&files[0]).expect("the words");
    let words: Value = serde_json::from_slice(&words).expect("JSON");
    assert_eq!(words["drafts"][0]["title"], "还没写完");
    assert_eq!(words["cases"][0]["matter"], matter.to_string());
    assert_eq!(words["outbox"][0]["command"]["title"], "村口河道排口流黑水");
    for (kept, source) in [(river, "river-1.jpg"), (lamp, "lamp-1.jpg")] {
        let file = files.iter().find(|file| file.ends_with(format!("{}.jpg", kept.sha256))).expect("a photo");
        assert_eq!(std::fs::read(file).expect("read"), std::fs::read(photo(source)).expect("read"));
    }
    assert_eq!(words["voice_notes"], serde_json::json!([format!("{}.m4a", told.sha256)]));
    let second = core.export_data(&folder.path().join("copy")).await;
    assert_eq!(second, Err(CoreError::BadInput { field: "folder" }), "nothing is written over");

    core.sign_out().await.expect("signed out");
    again(&world, &citizen, OTHER).await;
    let files = core.export_data(&folder.path().join("other")).await.expect("written");
    let words = std::fs::read_to_string(&files[0]).expect("the words");
    assert_eq!(files.len(), 1);
    assert!(!words.contains("还没写完") && !words.contains("黑水"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_erased_is_gone_from_the_phone_for_good_and_the_other_account_keeps_its_own() {
    let world = World::start(START).await;
    let mut citizen = world.citizen(OTHER).await;
    citizen.go_offline();
    let kept = citizen.file(submission(Addressee::Office)).await;
    citizen.core().sign_out().await.expect("signed out");
    citizen.go_online();

    again(&world, &citizen, CITIZEN).await;
    let arrived = citizen.file(submission(Addressee::Office)).await;
    citizen.send().await;
    citizen.go_offline();
    let mut unsent = submission(Addressee::Office);
    unsent.photos = vec![citizen.attach(&photo("lamp-1.jpg")).await];
    citizen.file(unsent).await;
    assert_eq!(citizen.photos(), 1);
    citizen.core().erase_data().await.expect("erased, without a network too");
    assert_eq!(citizen.core().session(), SessionState::SignedOut);
    assert_eq!(citizen.core().erase_data().await, Err(CoreError::SignedOut));

    citizen.restart();
    citizen.go_online();
    again(&world, &citizen, CITIZEN).await;
    assert_eq!(citizen.core().outbox().items().count(), 0, "nothing waits any more");
    assert_eq!(citizen.photos(), 0, "no photo is left");
    citizen.core().sync().await.expect("online");
    let cases = citizen.core().cases(None, 10).expect("readable");
    let matters: Vec<_> = cases.lines.iter().map(|line| line.summary.matter).collect();
    assert_eq!(matters, [arrived], "what the server has stays there; what was never sent is gone");

    citizen.core().sign_out().await.expect("signed out");
    again(&world, &citizen, OTHER).await;
    assert_eq!(citizen.core().outbox().items().map(|item| item.matter).collect::<Vec<_>>(), [kept]);
}
