//! Commands: exactly once, in order, through any weather.

use super::server::Weather;
use super::{DAY, MINUTE, Phone, submission, supplement};
use crate::WaitReason;
use crate::error::CoreError;
use crate::facade::{NetworkClass, NewCase};
use crate::outbox::{ItemStanding, ParkReason};
use minyi_rulebook::citizen_case::CaseCommand;
use minyi_wire::problem::{Problem, ProblemCode};
use std::time::Duration;

fn busy(seconds: Option<u32>) -> Weather {
    let problem = Problem::new(ProblemCode::Unavailable);
    Weather::Says(match seconds {
        Some(seconds) => problem.retry_after(seconds),
        None => problem,
    })
}

#[tokio::test]
async fn a_case_filed_offline_is_saved_at_once_and_reaches_the_server_when_there_is_a_network() {
    let phone = Phone::signed_in().await;
    phone.core().set_network(NetworkClass::Offline);
    let filed = phone.file("lamp").await;
    assert_eq!(phone.core().outbox().saved[0].id, filed.command);
    let report = phone.core().run_slice(MINUTE, NetworkClass::Offline).await;
    assert!(report.more && report.next_wake.is_none(), "{report:?}");
    assert!(phone.server.titles().is_empty());

    let report = phone.slice().await;
    assert_eq!((report.done, report.more), (1, false));
    assert_eq!(phone.server.titles(), ["lamp"]);
    assert!(matches!(phone.core().outbox().done[0].standing, ItemStanding::Complete { .. }));
}

#[tokio::test]
async fn a_lost_answer_makes_no_second_case() {
    let phone = Phone::signed_in().await;
    phone.file("lamp").await;
    for _ in 0..3 {
        phone.server.forecast("/v1/commands", Weather::AnswerLost);
    }
    phone.settle().await;
    assert_eq!(phone.server.count("POST /v1/commands"), 4);
    assert_eq!(phone.server.model().effects.len(), 1);
    assert_eq!(phone.core().outbox().done.len(), 1);
}

#[tokio::test]
async fn a_captive_portals_page_is_no_receipt_whatever_its_status() {
    for status in [200, 302, 401, 403, 404, 511] {
        let phone = Phone::signed_in().await;
        phone.slice().await;
        let filed = phone.file("lamp").await;
        phone.server.season(Weather::Portal(status));
        phone.slice().await;
        let snapshot = phone.core().outbox();
        let why = |standing: &ItemStanding| match standing {
            ItemStanding::Waiting { why, .. } => Some(*why),
            _ => None,
        };
        assert_eq!(why(&snapshot.waiting[0].standing), Some(WaitReason::NotOurServer), "{status}");
        assert!(phone.core().signed_in().is_some(), "a portal's {status} ended the session");

        phone.server.season(None);
        phone.settle().await;
        assert_eq!(phone.core().outbox().done[0].id, filed.command, "{status}");
    }
}

#[tokio::test]
async fn a_receipt_signed_by_somebody_else_is_not_believed() {
    let phone = Phone::signed_in().await;
    phone.file("lamp").await;
    phone.server.forecast("/v1/commands", Weather::Forged);
    phone.slice().await;
    let waiting = &phone.core().outbox().waiting[0];
    assert!(matches!(waiting.standing, ItemStanding::Waiting { why: WaitReason::UntrustedReceipt, .. }));
    phone.settle().await;
    assert_eq!(phone.core().outbox().done.len(), 1);
}

#[tokio::test]
async fn a_server_that_asks_for_time_is_given_it() {
    let phone = Phone::signed_in().await;
    phone.file("lamp").await;
    phone.server.forecast("/v1/commands", busy(Some(1200)));
    let wake = phone.slice().await.next_wake.unwrap();
    assert_eq!(wake, Duration::from_secs(1200));
    phone.clock.advance(wake - Duration::from_secs(1));
    phone.core().set_network(NetworkClass::Metered);
    phone.slice().await;
    assert_eq!(phone.server.count("POST /v1/commands"), 0, "came too early, or took a new network for an excuse");
    phone.clock.advance(Duration::from_secs(1));
    phone.slice().await;
    assert_eq!(phone.server.titles(), ["lamp"]);
}

#[tokio::test]
async fn back_off_grows_and_a_new_network_ends_it() {
    let phone = Phone::signed_in().await;
    phone.slice().await;
    phone.file("lamp").await;
    phone.server.season(Weather::Lost);
    let mut longest = Duration::ZERO;
    for _ in 0..30 {
        let wake = phone.slice().await.next_wake.unwrap();
        assert!(wake <= Duration::from_secs(15 * 60));
        longest = longest.max(wake);
        phone.clock.advance(wake);
    }
    assert!(longest > Duration::from_secs(5 * 60), "{longest:?}");
    phone.slice().await;
    phone.server.season(None);
    let report = phone.core().run_slice(MINUTE, NetworkClass::Metered).await;
    assert_eq!(report.done, 1);
}

#[tokio::test]
async fn a_parked_item_shows_its_problem_and_blocks_nobody() {
    let phone = Phone::signed_in().await;
    let refused = phone.file("REFUSED").await;
    let held = phone.add(refused.matter, "more about it").await;
    phone.file("lamp").await;
    let open = phone.file("road").await;
    let bad = phone.add(open.matter, "REFUSED too").await;
    phone.add(open.matter, "good").await;
    phone.settle().await;

    assert_eq!(phone.server.titles(), ["lamp", "road"]);
    assert_eq!(phone.server.model().cases[&open.matter].0.supplements[0].text, "good");
    let snapshot = phone.core().outbox();
    let parked: Vec<_> = snapshot.needs_attention.iter().map(|item| item.id).collect();
    assert_eq!(parked, [refused.command, bad]);
    let ItemStanding::NeedsAttention { reason: ParkReason::Problem { problem }, registered: false } =
        &snapshot.needs_attention[0].standing
    else {
        panic!("{snapshot:?}");
    };
    assert_eq!(problem.code, ProblemCode::Refused);
    assert!(problem.refusal.is_some());
    assert_eq!(snapshot.saved[0].id, held, "what makes no sense without its case waits for it");
    assert!(phone.server.model().broken.is_empty());
}

#[tokio::test]
async fn a_parked_item_can_be_retried_edited_or_given_up() {
    let phone = Phone::signed_in().await;
    let [retried, edited, dropped] =
        [phone.file("REFUSED 1").await, phone.file("REFUSED 2").await, phone.file("REFUSED 3").await];
    phone.add(edited.matter, "more").await;
    phone.add(dropped.matter, "more").await;
    phone.settle().await;
    assert_eq!(phone.core().outbox().needs_attention.len(), 3);

    phone.core().retry(retried.command).await.unwrap();
    let better = CaseCommand::Submit(submission("fine", Vec::new()).into());
    let resealed = phone.core().reseal(edited.command, better).await.unwrap();
    assert_ne!(resealed, edited.command);
    phone.core().discard(dropped.command).await.unwrap();
    phone.settle().await;

    let snapshot = phone.core().outbox();
    let attention: Vec<_> = snapshot.needs_attention.iter().map(|item| item.id).collect();
    assert_eq!(attention, [retried.command]);
    assert_eq!(phone.server.titles(), ["fine"]);
    assert_eq!(phone.server.model().cases[&edited.matter].0.supplements.len(), 1);
    assert_eq!(snapshot.items().count(), 3, "the discarded case took its dependents along: {snapshot:?}");
    assert!(phone.server.model().broken.is_empty());
}

#[tokio::test]
async fn only_what_the_server_cannot_have_can_be_given_up() {
    let phone = Phone::signed_in().await;
    let fresh = phone.file("fresh").await;
    phone.core().discard(fresh.command).await.unwrap();
    let sent = phone.file("sent").await;
    phone.server.forecast("/v1/commands", Weather::AnswerLost);
    phone.slice().await;
    assert_eq!(phone.core().discard(sent.command).await, Err(CoreError::Conflict));
    phone.settle().await;
    assert_eq!(phone.core().discard(sent.command).await, Err(CoreError::Conflict));
    assert_eq!(phone.server.titles(), ["sent"]);
}

#[tokio::test]
async fn a_conflict_of_versions_waits_for_the_user() {
    let phone = Phone::signed_in().await;
    let filed = phone.file("lamp").await;
    let mut problem = Problem::new(ProblemCode::VersionConflict);
    problem.current_version = Some(7);
    phone.server.forecast("/v1/commands", Weather::Says(problem));
    phone.settle().await;
    let parked = &phone.core().outbox().needs_attention[0];
    assert_eq!(parked.id, filed.command);
}

#[tokio::test]
async fn commands_of_a_matter_keep_their_order_and_their_numbers_have_no_gaps() {
    let mut phone = Phone::signed_in().await;
    let mut expected = Vec::new();
    for n in 0..4 {
        let filed = phone.file(&format!("case {n}")).await;
        phone.add(filed.matter, "first").await;
        phone.add(filed.matter, "second").await;
        expected.extend((1..=3).map(|k| n * 3 + k));
        phone.restart();
    }
    for n in 0..20 {
        let weather = if n % 2 == 0 { Weather::AnswerLost } else { Weather::Lost };
        phone.server.forecast("/v1/commands", weather);
    }
    phone.settle().await;
    let effects = phone.server.model().effects.clone();
    let mut seqs: Vec<u64> = effects.iter().map(|(_, seq)| *seq).collect();
    for window in 0..effects.len() {
        let later = effects[window..].iter().filter(|(matter, _)| *matter == effects[window].0);
        assert!(later.map(|(_, seq)| seq).is_sorted());
    }
    seqs.sort_unstable();
    assert_eq!(seqs, expected);
}

#[tokio::test]
async fn numbers_go_on_after_the_last_command_was_purged() {
    let mut phone = Phone::signed_in().await;
    phone.file("one").await;
    phone.file("two").await;
    phone.settle().await;
    phone.clock.advance(8 * DAY);
    phone.slice().await;
    assert_eq!(phone.core().outbox().items().count(), 0);
    phone.restart_without_mirror();
    phone.file("three").await;
    phone.settle().await;
    assert_eq!(phone.server.model().effects.last().unwrap().1, 3);
}

#[tokio::test]
async fn what_is_complete_stays_a_week_and_then_only_its_receipt() {
    let phone = Phone::signed_in().await;
    let filed = phone.file("lamp").await;
    phone.settle().await;
    phone.clock.advance(7 * DAY - MINUTE);
    phone.slice().await;
    assert_eq!(phone.core().outbox().done.len(), 1);
    phone.clock.advance(MINUTE);
    phone.slice().await;
    assert_eq!(phone.core().outbox().items().count(), 0);
    let kept = |folder: &str| std::fs::read_dir(phone.dir.path().join("vault").join(folder)).unwrap().count();
    assert_eq!((kept("commands"), kept("receipts")), (0, 1));
    assert!(phone.core().case(filed.matter).unwrap().is_some(), "the case itself is synced");
}

#[tokio::test]
async fn filing_the_same_draft_twice_files_one_case() {
    let phone = Phone::signed_in().await;
    let draft = phone.core().new_draft_id().unwrap();
    let case = NewCase { draft: Some(draft), submission: submission("lamp", Vec::new()) };
    let first = phone.core().file_case(case.clone()).await.unwrap();
    let second = phone.core().file_case(case.clone()).await.unwrap();
    assert_eq!((first.matter, first.command), (second.matter, second.command));
    phone.settle().await;
    assert_eq!(phone.core().file_case(case).await.unwrap().command, first.command);
    assert_eq!(phone.server.model().effects.len(), 1);
}

#[tokio::test]
async fn stop_ends_a_slice_that_hangs_and_the_answer_that_never_came_costs_nothing() {
    let phone = Phone::signed_in().await;
    phone.slice().await;
    phone.file("lamp").await;
    phone.server.forecast("/v1/commands", Weather::Hangs);
    let core = phone.core().clone();
    // No time passes on the test clock: only `stop` can end this.
    let (report, ()) = tokio::join!(phone.slice(), async {
        while phone.server.count("POST /v1/commands") == 0 {
            tokio::task::yield_now().await;
        }
        core.stop();
    });
    assert!(report.more);
    phone.settle().await;
    assert_eq!(phone.server.model().effects.len(), 1);
}

#[tokio::test]
async fn a_slice_ends_at_its_deadline_whatever_hangs() {
    let phone = Phone::signed_in().await;
    phone.slice().await;
    phone.file("lamp").await;
    phone.server.forecast("/v1/commands", Weather::Hangs);
    let (report, ()) = tokio::join!(phone.slice(), async {
        while phone.server.count("POST /v1/commands") == 0 {
            tokio::task::yield_now().await;
        }
        phone.clock.advance(MINUTE);
    });
    assert!(report.more);
}

#[tokio::test]
async fn a_slice_begins_nothing_that_cannot_end_in_time() {
    let phone = Phone::signed_in().await;
    for n in 0..10 {
        phone.file(&format!("case {n}")).await;
    }
    phone.server.season(Weather::Slow(Duration::from_secs(4)));
    let report = phone.core().run_slice(Duration::from_secs(20), NetworkClass::Unmetered).await;
    let taken = phone.server.count("POST /v1/commands");
    assert!(report.more && (1..10).contains(&taken), "{report:?}, {taken} sent");
    phone.server.season(None);
    phone.settle().await;
    assert_eq!(phone.server.model().effects.len(), 10);
}

#[tokio::test]
async fn two_slices_at_once_send_nothing_twice() {
    let phone = Phone::signed_in().await;
    for n in 0..5 {
        phone.file(&format!("case {n}")).await;
    }
    let (one, two) = tokio::join!(phone.slice(), phone.slice());
    assert_eq!(one.done + two.done, 5);
    assert_eq!(phone.server.count("POST /v1/commands"), 5);
}

#[tokio::test]
async fn a_suspended_core_says_so_and_comes_back_as_it_was() {
    let phone = Phone::signed_in().await;
    let filed = phone.file("lamp").await;
    phone.core().suspend();
    assert_eq!(phone.core().act(filed.matter, supplement("x")).await, Err(CoreError::Busy));
    assert_eq!(phone.core().cases(None, 10), Err(CoreError::Busy));
    let report = phone.slice().await;
    assert_eq!(report.done, 0);
    phone.core().resume().unwrap();
    phone.core().resume().unwrap();
    phone.settle().await;
    assert_eq!(phone.server.titles(), ["lamp"]);
}

#[tokio::test]
async fn a_clock_that_jumps_by_days_delays_and_doubles_nothing() {
    let phone = Phone::signed_in().await;
    phone.slice().await;
    let here = phone.now();
    phone.file("lamp").await;
    phone.server.season(Weather::Lost);
    phone.slice().await;
    phone.clock.set_wall(crate::time::after(here, 2 * DAY));
    phone.slice().await;
    phone.clock.set_wall(here);
    phone.server.season(None);
    phone.settle().await;
    assert_eq!(phone.server.model().effects.len(), 1);
}
