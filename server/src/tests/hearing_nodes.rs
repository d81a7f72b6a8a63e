//! Two nodes on one PostgreSQL: what is stored through one is told to those who listen at the other. Run from `postgres.rs`, which brings the
//! database.

use minyi_rulebook::hearing::HearingCommand as C;
use minyi_rulebook::hearing::QuestionId;
use uuid::Uuid;

use super::hearings::{Court, district, plain};

fn run(promise: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    // A node that is never told would wait for ever.
    let told = runtime.block_on(async { tokio::time::timeout(std::time::Duration::from_secs(60), promise).await });
    told.expect("the other node is told");
}

/// The name of the other node's readers is in the store, so a session of one node is good at the other.
pub(super) fn what_one_node_stores_the_other_tells() {
    run(async {
        let court = Court::live().await;
        let other = district().await;
        let here = court.snapshot(&court.office).await;
        let elsewhere = court.at(other);
        let there = elsewhere.snapshot(&court.office).await;
        assert_eq!(plain(here.view), plain(there.view.clone()), "one hearing");
        let mut events = elsewhere.stream(&court.office, Some(&there.at)).await;
        let mut held = there.view;
        court.ask(0, 1).await;
        court.accept(1).await;
        let now = court.snapshot(&court.office).await.view;
        // No reading at the other node brings this about: its stream waits until it is told.
        events.upto(&mut held, now.to).await;
        assert_eq!(plain(held), plain(now));
        // And back: the node that stored first hears of what the other stores.
        let first = court.snapshot(&court.deputies[0]).await;
        let mut events = court.stream(&court.deputies[0], Some(&first.at)).await;
        elsewhere.does(&court.clerk, C::Adjourn).await;
        let second = C::Second { question: QuestionId(Uuid::from_u128(1)) };
        elsewhere.does(&court.deputies[1], second).await;
        let now = elsewhere.snapshot(&court.deputies[0]).await.view;
        let mut held = first.view;
        events.upto(&mut held, now.to).await;
        assert_eq!(plain(held), plain(now));
    });
}

/// A node whose connections are cut hears of nothing for a while; then it takes everything to have moved, and its streams are right again.
pub(super) fn a_node_that_lost_its_connection_hears_again() {
    run(async {
        let court = Court::live().await;
        let elsewhere = court.at(district().await);
        let there = elsewhere.snapshot(&court.office).await;
        let mut events = elsewhere.stream(&court.office, Some(&there.at)).await;
        let cut = "SELECT CAST(COUNT(pg_terminate_backend(pid)) AS BIGINT) FROM pg_stat_activity \
                   WHERE datname = current_database() AND query LIKE 'LISTEN%'";
        let gone = court.server.app.db.rows(cut, &[]).await.expect("cut");
        assert!(gone[0].int(0).expect("a count") >= 2, "both nodes listened");
        court.ask(0, 1).await;
        let mut held = there.view;
        let now = court.snapshot(&court.office).await.view;
        events.upto(&mut held, now.to).await;
        assert_eq!(plain(held), plain(now));
    });
}
