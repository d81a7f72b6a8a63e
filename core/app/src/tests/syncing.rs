//! Pulling: everything once, nothing that is not ours, nothing stale.

use super::Phone;
use super::server::{Weather, directory};
use crate::error::CoreError;
use minyi_rulebook::ids::MatterId;
use minyi_wire::problem::{Problem, ProblemCode};
use minyi_wire::sync::OtherView;
use std::time::Duration;

fn titles(phone: &Phone) -> Vec<String> {
    let page = phone.core().cases(None, 200).unwrap();
    page.lines.into_iter().filter_map(|line| line.summary.title).collect()
}

fn planted(n: u128) -> MatterId {
    MatterId(uuid::Uuid::from_u128(0xcafe_0000 + n))
}

#[tokio::test]
async fn every_page_comes_and_the_next_pull_brings_only_what_changed() {
    let mut phone = Phone::signed_in().await;
    phone.server.model().page = 7;
    phone.server.plant(30);
    let report = phone.core().sync().await.unwrap();
    assert_eq!((report.changed, report.refreshed), (30, false));
    phone.restart();
    phone.server.plant(2);
    let matter = planted(500);
    let what = minyi_rulebook::citizen_case::Happening::Submitted {
        submission: super::submission("new", Vec::new()).into(),
        author: super::server::citizen(1).user,
        station: None,
    };
    let now = phone.now();
    phone.server.model().happen(matter, what, now);
    let report = phone.core().sync().await.unwrap();
    assert_eq!(report.changed, 3);
    assert_eq!(titles(&phone)[0], "new");
    assert_eq!(titles(&phone).len(), 31);
}

#[tokio::test]
async fn matters_of_procedures_that_this_version_does_not_know_are_kept_as_they_came() {
    let mut phone = Phone::signed_in().await;
    // Longer than one value of the mirror, so that it is kept in pieces.
    let words = "字".repeat(50_000);
    let other = |n, procedure: &str, change_seq| OtherView {
        procedure: procedure.to_owned(),
        matter: planted(n),
        version: 3,
        change_seq,
        view: serde_json::json!({ "of": "a later version", "words": words }),
    };
    let (old, new, foreign) = (other(1, "mandate", 5), other(2, "mandate", 9), other(3, "hearing", 7));
    phone.server.model().others = vec![old.clone(), new.clone(), foreign.clone()];
    assert_eq!(phone.core().sync().await.unwrap().changed, 3);
    phone.restart();
    assert_eq!(phone.core().others("mandate").await.unwrap(), [new, old.clone()]);
    assert_eq!(phone.core().other(foreign.matter).await.unwrap(), Some(foreign));
    assert_eq!(titles(&phone), Vec::<String>::new(), "they are no cases");
    // One that may no longer be seen goes, like a case.
    phone.server.model().others.clear();
    phone.server.model().gone.insert(old.matter, 20);
    phone.core().sync().await.unwrap();
    assert_eq!(phone.core().other(old.matter).await.unwrap(), None);
    assert_eq!(phone.core().others("mandate").await.unwrap().len(), 1);
    // Another account sees none of them.
    phone.core().sign_out().await.unwrap();
    assert!(phone.core().others("mandate").await.unwrap().is_empty());
}

#[tokio::test]
async fn the_list_is_newest_change_first_and_pages_without_gap_or_repeat() {
    let phone = Phone::signed_in().await;
    phone.server.plant(25);
    phone.core().sync().await.unwrap();
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = phone.core().cases(after.as_ref(), 10).unwrap();
        seen.extend(page.lines.iter().map(|line| line.summary.change_seq));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, (1..=25).rev().collect::<Vec<i64>>());
}

#[tokio::test]
async fn a_case_that_is_gone_is_forgotten() {
    let phone = Phone::signed_in().await;
    phone.server.plant(3);
    phone.core().sync().await.unwrap();
    phone.server.model().hide(planted(1));
    let report = phone.core().sync().await.unwrap();
    assert_eq!(report.gone, 1);
    assert_eq!(phone.core().case(planted(1)), Ok(None));
    assert_eq!(titles(&phone), ["planted 2", "planted 0"]);
}

#[tokio::test]
async fn a_stale_cursor_leads_to_a_full_refresh_without_ghosts() {
    let phone = Phone::signed_in().await;
    phone.server.plant(3);
    phone.core().sync().await.unwrap();
    {
        let mut model = phone.server.model();
        model.epoch = 2;
        model.cases.remove(&planted(0));
    }
    let report = phone.core().sync().await.unwrap();
    assert!(report.refreshed);
    assert_eq!(titles(&phone), ["planted 2", "planted 1"]);
    assert_eq!(phone.core().case(planted(0)), Ok(None));
}

#[tokio::test]
async fn a_cut_between_pages_goes_on_where_it_was() {
    let phone = Phone::signed_in().await;
    phone.server.model().page = 10;
    phone.server.plant(25);
    phone.server.forecast("cursor=1%3A20", Weather::Lost);
    assert_eq!(phone.core().sync().await, Err(CoreError::Offline));
    assert_eq!(titles(&phone).len(), 20);
    assert_eq!(phone.core().sync().await.unwrap().changed, 5);
    assert_eq!(titles(&phone).len(), 25);
}

#[tokio::test]
async fn a_portals_page_changes_nothing() {
    let phone = Phone::signed_in().await;
    phone.server.plant(2);
    phone.core().sync().await.unwrap();
    phone.server.forecast("/v1/sync", Weather::Portal(200));
    assert_eq!(phone.core().sync().await, Err(CoreError::Offline));
    assert_eq!(titles(&phone).len(), 2);
}

#[tokio::test]
async fn the_directory_comes_once_and_again_when_its_version_differs() {
    let mut phone = Phone::signed_in().await;
    phone.core().sync().await.unwrap();
    phone.core().sync().await.unwrap();
    assert_eq!(phone.server.count("GET /v1/directory"), 1);
    phone.server.model().directory = directory("d2");
    phone.core().sync().await.unwrap();
    phone.restart();
    assert_eq!(phone.core().directory().unwrap().version, "d2");
    assert_eq!(phone.server.count("GET /v1/directory"), 2);
}

#[tokio::test]
async fn the_phones_wrong_clock_is_corrected_by_the_servers_and_the_correction_is_kept() {
    let mut phone = Phone::signed_in().await;
    phone.core().sync().await.unwrap();
    let truth = phone.core().server_time();
    // The wall clock of the phone is set two days back; the model reads the same clock, so the offset must stay zero.
    assert_eq!(truth, phone.now());
    phone.restart();
    assert_eq!(phone.core().server_time(), phone.now());
    let offset = crate::time::ServerOffset::default();
    let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
    offset.learn(at("2026-03-04T10:00:05Z"), at("2026-03-02T10:00:00Z"), at("2026-03-02T10:00:10Z"));
    assert_eq!(offset.server_time(at("2026-03-02T11:00:00Z")), at("2026-03-04T11:00:00Z"));
}

#[tokio::test]
async fn a_sync_that_failed_is_not_repeated_at_once_by_slices() {
    let phone = Phone::signed_in().await;
    phone.slice().await;
    let before = phone.server.count("GET /v1/sync");
    phone.server.forecast("/v1/sync", Weather::Says(Problem::new(ProblemCode::Unavailable).retry_after(100)));
    let report = phone.slice().await;
    assert_eq!(report.next_wake, Some(Duration::from_secs(100)));
    phone.slice().await;
    assert_eq!(phone.server.count("GET /v1/sync"), before);
    phone.clock.advance(Duration::from_secs(100));
    phone.slice().await;
    assert_eq!(phone.server.count("GET /v1/sync"), before + 1);
}

#[tokio::test]
async fn a_case_longer_than_a_value_of_the_mirror_comes_back_whole() {
    let phone = Phone::signed_in().await;
    let filed = phone.file("long").await;
    for n in 0..8 {
        phone.add(filed.matter, &format!("{n}{}", "字".repeat(4_900))).await;
    }
    phone.settle().await;
    phone.core().sync().await.unwrap();
    let case = phone.core().case(filed.matter).unwrap().unwrap();
    let view = case.synced.unwrap();
    assert!(serde_json::to_vec(&view).unwrap().len() > crate::mirror::MAX_VALUE);
    assert_eq!(view.full().unwrap().supplements.len(), 8);
    assert!(case.pending.is_empty());
}
