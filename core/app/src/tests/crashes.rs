//! A death at every step loses nothing that was acknowledged and doubles nothing.

use super::server::Weather;
use super::{DAY, Phone, submission};
use crate::facade::NewCase;
use crate::mirror;
use minyi_rulebook::citizen_case::CaseCommand;
use minyi_rulebook::ids::MatterId;
use std::collections::BTreeSet;

/// Every acknowledged case arrived once, and nothing else did but what might have been acknowledged.
fn assert_arrived(phone: &Phone, acknowledged: &BTreeSet<MatterId>, attempted: usize, at: &str) {
    let model = phone.server.model();
    assert!(model.broken.is_empty(), "{at}: {:?}", model.broken);
    for matter in acknowledged {
        assert!(model.cases.contains_key(matter), "{at}: an acknowledged case is lost");
    }
    assert!(model.cases.len() <= attempted, "{at}: a case exists twice");
    let mut seqs: Vec<u64> = model.effects.iter().map(|(_, seq)| *seq).collect();
    seqs.sort_unstable();
    seqs.dedup();
    assert_eq!(seqs.len(), model.effects.len(), "{at}: a number was given twice");
}

#[tokio::test]
async fn a_disk_that_dies_at_any_call_while_filing_loses_nothing_acknowledged() {
    for n in 0..60 {
        let mut phone = Phone::signed_in().await;
        let photo = phone.attach("a", 1000).await;
        phone.disk.die_after(n);
        let mut acknowledged = BTreeSet::new();
        for title in ["one", "two"] {
            let case = NewCase { draft: None, submission: submission(title, vec![photo.clone()]) };
            if let Ok(filed) = phone.core().file_case(case).await {
                acknowledged.insert(filed.matter);
            }
        }
        let survived = !phone.disk.is_dead();
        if n % 2 == 0 {
            phone.restart()
        } else {
            phone.restart_without_mirror()
        };
        let after = phone.file("three").await;
        acknowledged.insert(after.matter);
        phone.settle().await;
        assert_arrived(&phone, &acknowledged, 3, &format!("death at call {n}"));
        assert!(phone.core().outbox().done.len() >= acknowledged.len());
        if survived {
            assert!(n > 8, "the sweep saw no calls");
            return;
        }
    }
    panic!("the sweep never came to its end");
}

#[tokio::test]
async fn a_disk_with_hiccups_while_filing_gives_no_number_twice_and_keeps_its_word() {
    for (n, len) in (0..14).flat_map(|n| (1..=3).map(move |len| (n, len))) {
        let mut phone = Phone::signed_in().await;
        phone.disk.hiccup_after(n, len);
        let mut acknowledged = BTreeSet::new();
        for title in ["one", "two", "three"] {
            let case = NewCase { draft: None, submission: submission(title, Vec::new()) };
            if let Ok(filed) = phone.core().file_case(case).await {
                acknowledged.insert(filed.matter);
            }
        }
        assert!(!acknowledged.is_empty());
        phone.restart();
        phone.settle().await;
        assert_arrived(&phone, &acknowledged, 3, &format!("{len} hiccups at call {n}"));
    }
}

#[tokio::test]
async fn a_disk_that_dies_at_any_call_while_sending_loses_and_doubles_nothing() {
    for n in 0..80 {
        let mut phone = Phone::signed_in().await;
        let photo = phone.attach("a", 200_000).await;
        let filed = phone.file_with("one", vec![photo]).await;
        phone.add(filed.matter, "more").await;
        phone.disk.die_after(n);
        phone.slice().await;
        let survived = !phone.disk.is_dead();
        if n % 2 == 0 {
            phone.restart()
        } else {
            phone.restart_without_mirror()
        };
        if phone.core().signed_in().is_none() {
            phone.sign_in().await;
        }
        phone.settle().await;
        assert_arrived(&phone, &BTreeSet::from([filed.matter]), 1, &format!("death at call {n}"));
        assert_eq!(phone.core().outbox().done.len(), 2, "death at call {n}: {:?}", phone.core().outbox());
        assert_eq!(phone.server.model().effects.len(), 2);
        if survived {
            return;
        }
    }
    panic!("the sweep never came to its end");
}

#[tokio::test]
async fn a_disk_that_dies_at_any_call_while_purging_or_discarding_leaves_no_half() {
    for n in 0..80 {
        let mut phone = Phone::signed_in().await;
        let photo = phone.attach("a", 5000).await;
        phone.file_with("old", vec![photo]).await;
        phone.settle().await;
        let unwanted = phone.file("unwanted").await;
        phone.clock.advance(8 * DAY);
        phone.disk.die_after(n);
        let discarded = phone.core().discard(unwanted.command).await.is_ok();
        phone.slice().await;
        let survived = !phone.disk.is_dead();
        phone.restart();
        phone.settle().await;
        let titles = phone.server.titles();
        assert!(!discarded || titles == ["old"], "death at call {n}: {titles:?} although discarded");
        let left = phone.core().outbox();
        assert!(left.needs_attention.is_empty() && left.waiting.is_empty(), "death at call {n}: {left:?}");
        if survived {
            return;
        }
    }
    panic!("the sweep never came to its end");
}

#[tokio::test]
async fn a_death_while_an_edited_command_replaces_a_parked_one_leaves_one_of_them() {
    for n in 0..40 {
        let mut phone = Phone::signed_in().await;
        let filed = phone.file("REFUSED").await;
        phone.settle().await;
        phone.disk.die_after(n);
        let better = CaseCommand::Submit(submission("better", Vec::new()).into());
        let resealed = phone.core().reseal(filed.command, better).await;
        let survived = !phone.disk.is_dead();
        if n % 2 == 0 {
            phone.restart()
        } else {
            phone.restart_without_mirror()
        };
        phone.settle().await;
        let outbox = phone.core().outbox();
        assert_eq!(outbox.items().count(), 1, "death at call {n}: {outbox:?}");
        if resealed.is_ok() {
            assert_eq!(phone.server.titles(), ["better"], "death at call {n}");
        }
        if survived {
            return;
        }
    }
    panic!("the sweep never came to its end");
}

#[tokio::test]
async fn a_death_between_any_two_requests_loses_and_doubles_nothing() {
    for n in 0..12 {
        let mut phone = Phone::signed_in().await;
        let photo = phone.attach("a", 300_000).await;
        let filed = phone.file_with("one", vec![photo]).await;
        phone.add(filed.matter, "more").await;
        // The nth request works and its answer never comes; then the process dies.
        let before = phone.server.model().log.len();
        {
            let slice = phone.core().run_slice(super::MINUTE, crate::NetworkClass::Unmetered);
            tokio::pin!(slice);
            loop {
                if phone.server.model().log.len() >= before + n {
                    phone.server.season(Weather::Hangs);
                }
                tokio::select! {
                    biased;
                    _ = &mut slice => break,
                    () = tokio::task::yield_now() => {}
                }
                if phone.server.model().log.len() > before + n {
                    break;
                }
            }
        }
        if n % 2 == 0 {
            phone.restart()
        } else {
            phone.restart_without_mirror()
        };
        phone.server.season(None);
        phone.settle().await;
        assert_arrived(&phone, &BTreeSet::from([filed.matter]), 1, &format!("death after request {n}"));
        assert_eq!(phone.core().outbox().done.len(), 2, "death after request {n}");
    }
}

#[tokio::test]
async fn the_real_mirror_may_be_deleted_flipped_or_left_behind_at_any_moment() {
    let mut phone = Phone::new();
    phone.mirror = None;
    phone.restart();
    phone.sign_in().await;
    let photo = phone.attach("a", 300_000).await;
    let filed = phone.file_with("one", vec![photo]).await;
    phone.server.forecast("/parts/1", Weather::Lost);
    phone.slice().await;
    phone.die();
    std::fs::remove_dir_all(phone.dir.path().join("mirror")).unwrap();
    assert_eq!(phone.start().mirror, mirror::OpenReport::Created);
    phone.add(filed.matter, "more").await;
    phone.die();
    let db = phone.dir.path().join("mirror/db");
    let mut bytes = std::fs::read(&db).unwrap();
    let middle = bytes.len().min(2000) / 2;
    bytes[middle..].iter_mut().for_each(|byte| *byte = !*byte);
    std::fs::write(&db, bytes).unwrap();
    phone.start();
    phone.settle().await;
    assert_eq!(phone.core().outbox().done.len(), 2);
    assert_eq!(phone.core().cases(None, 10).unwrap().lines.len(), 1);
    assert_arrived(&phone, &BTreeSet::from([filed.matter]), 1, "mirror");
}

#[tokio::test]
async fn a_second_core_on_the_same_folder_is_told_to_wait() {
    let phone = Phone::new();
    let again = crate::Core::open(phone.config(), phone.ports());
    assert_eq!(again.err(), Some(crate::CoreError::Busy));
}
