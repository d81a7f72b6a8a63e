//! A matter is its last snapshot and the events since, whoever reads it and however it was written.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use minyi_rulebook::citizen_case::CaseCommand;
use minyi_rulebook::ids::MatterId;
use minyi_server::audit::{projection_digest, rebuild};
use minyi_server::store::file::SNAPSHOT_LEAST;
use minyi_server::store::{DatabaseUrl, Db, matters};

use crate::world::*;

promises! {
    a_small_matter_is_its_events_and_nothing_else,
    a_growing_matter_is_written_anew_ever_more_rarely,
    snapshots_do_not_depend_on_batches,
    a_store_whose_projections_are_of_an_older_program_makes_them_anew,
}

fn more() -> CaseCommand {
    CaseCommand::Supplement { text: "又流了黑水。".repeat(60), photos: vec![] }
}

/// The version that the snapshot of a matter holds, if there is one.
async fn kept_version(db: &Db, matter: MatterId) -> Option<i64> {
    let sql = "SELECT version FROM snapshots WHERE matter = $1";
    db.rows(sql, &[matter.to_string().into()]).await.unwrap().first().map(|row| row.int(0).unwrap())
}

async fn a_small_matter_is_its_events_and_nothing_else(db: &Db) {
    let world = World::on(db);
    world.answered(matter(1)).await;
    assert_eq!(world.count("snapshots").await, 0);
    assert_eq!(matters::case(db, matter(1)).await.unwrap().unwrap().version, 6);
}

async fn a_growing_matter_is_written_anew_ever_more_rarely(db: &Db) {
    let world = World::on(db);
    world.step(&citizen(), matter(1), submit()).await;
    let mut kept = BTreeSet::new();
    for number in 0..100 {
        // Every other command through a door that has nothing in memory.
        if number % 2 == 0 {
            world.step(&citizen(), matter(1), more()).await;
        } else {
            World::at(db, world.clock.clone()).step(&citizen(), matter(1), more()).await;
        }
        kept.extend(kept_version(db, matter(1)).await);
    }
    let written: i64 =
        db.rows("SELECT CAST(SUM(LENGTH(payload)) AS BIGINT) FROM events", &[]).await.unwrap()[0].int(0).unwrap();
    assert!(usize::try_from(written).unwrap() > 4 * SNAPSHOT_LEAST, "enough to prove anything");
    assert!((2..=7).contains(&kept.len()), "snapshots at {kept:?}");
    assert!(kept.last().is_some_and(|last| *last < 101), "the last events are not in a snapshot");
    let case = matters::case(db, matter(1)).await.unwrap().unwrap();
    assert_eq!((case.version, case.supplements.len()), (101, 100));
}

async fn snapshots_do_not_depend_on_batches(db: &Db) {
    let world = World::on(db);
    world.step(&citizen(), matter(1), submit()).await;
    // At once, so that the door takes them as one batch: of the snapshots within it the last one stays.
    let me = citizen();
    let at_once = join_all((0..60).map(|_| world.does(&me, matter(1), more()))).await;
    assert!(at_once.iter().all(Result::is_ok));
    let digest = projection_digest(db).await.unwrap();
    assert!(kept_version(db, matter(1)).await.is_some_and(|version| version < 61));
    rebuild(db).await.unwrap();
    assert_eq!(projection_digest(db).await.unwrap(), digest);
}

async fn a_store_whose_projections_are_of_an_older_program_makes_them_anew(db: &Db) {
    let world = World::on(db);
    world.full_loop().await;
    let digest = projection_digest(db).await.unwrap();
    db.run("DELETE FROM sights", &[]).await.unwrap();
    db.run("UPDATE head SET projections = 0", &[]).await.unwrap();
    let again = open_again(db).await;
    assert_eq!(projection_digest(&again).await.unwrap(), digest);
    again.close().await;
    // Once is enough.
    db.run("DELETE FROM due", &[]).await.unwrap();
    let again = open_again(db).await;
    assert_ne!(projection_digest(&again).await.unwrap(), digest);
    again.close().await;
}

/// The same store as a program that starts sees it.
async fn open_again(db: &Db) -> Db {
    let url = match db.postgres_name() {
        None => DatabaseUrl::Sqlite(db.sqlite_path().unwrap().to_owned()),
        Some(database) => {
            let url = std::env::var(POSTGRES).unwrap();
            let (address, options) = url.split_once('?').unwrap_or((&url, ""));
            let (server, _) = address.rsplit_once('/').unwrap();
            DatabaseUrl::Postgres(format!("{server}/{database}?{options}"))
        }
    };
    Db::open(&url).await.unwrap()
}
