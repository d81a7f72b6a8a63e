//! The chain names every tampered row; a rebuild gives the same rows; daily heads catch a rewritten history.

use ed25519_dalek::SigningKey;
use minyi_rulebook::citizen_case::{CaseCommand, CaseEvent};
use minyi_server::audit::verify::{EventRow, Wrong};
use minyi_server::audit::{Fault, projection_digest, rebuild, verify, verify_signed};
use minyi_server::clock::Clock;
use minyi_server::store::chain::{GENESIS, link};
use minyi_server::store::{Db, StoreError, daily_head, events};
use minyi_wire::ProblemCode;

use crate::world::*;

promises! {
    an_untouched_store_is_sound,
    every_kind_of_tampering_is_named,
    a_dropped_tail_is_named,
    a_row_inserted_behind_the_end_is_named,
    a_receipt_without_its_event_is_named,
    a_history_rewritten_with_fresh_hashes_breaks_the_daily_head,
    a_daily_head_signed_by_another_key_is_named,
    a_finished_day_is_signed_once_and_days_follow_each_other,
    a_rebuild_gives_the_same_rows_byte_for_byte,
    a_rebuild_repairs_projections_that_somebody_edited,
    a_rebuild_of_damaged_events_changes_nothing,
    a_rebuild_makes_old_cursors_stale_and_the_door_goes_on,
}

async fn an_untouched_store_is_sound(db: &Db) {
    let world = World::on(db);
    assert!(verify(db).await.unwrap().is_sound(), "an empty store too");
    world.full_loop().await;
    let report = verify_signed(db, &[world.key.verifying_key()]).await.unwrap();
    assert_eq!(report.faults, []);
    assert_eq!((report.events as i64, report.matters), (world.count("events").await, 4));
    assert!(report.daily_heads >= 2);
}

/// The row of a change, as a finding names it.
async fn row_of(db: &Db, change_seq: i64) -> EventRow {
    let sql = "SELECT matter, version FROM events WHERE change_seq = $1";
    let row = &db.rows(sql, &[change_seq.into()]).await.unwrap()[0];
    EventRow { change_seq, matter: row.text(0).unwrap(), version: row.int(1).unwrap() }
}

async fn every_kind_of_tampering_is_named(db: &Db) {
    let world = World::on(db);
    world.full_loop().await;
    // Change 4 is version 4 of the main case, 5 and 6 follow it; nothing but the event table is touched.
    let swap_payloads = &[
        "UPDATE events SET payload = payload || ' ' || (SELECT e.payload FROM events e WHERE e.change_seq = 5) WHERE change_seq = 4",
    ][..];
    let cases: &[(&str, &[&str], &[Finding])] = &[
        (
            "a changed text",
            &["UPDATE events SET payload = REPLACE(payload, '排口', '桥口') WHERE change_seq = 1"],
            &[Finding::Is(1, Wrong::Hash)],
        ),
        ("a payload that is two", swap_payloads, &[Finding::Is(4, Wrong::Hash), Finding::Is(4, Wrong::Unreadable)]),
        (
            "a changed time",
            &["UPDATE events SET at_ms = at_ms + 1 WHERE change_seq = 4"],
            &[Finding::Is(4, Wrong::Columns)],
        ),
        (
            "a changed hash",
            &["UPDATE events SET hash = prev_hash WHERE change_seq = 4"],
            &[Finding::Is(4, Wrong::Hash), Finding::Is(5, Wrong::Link)],
        ),
        (
            "a cut link",
            &["UPDATE events SET prev_hash = hash WHERE change_seq = 4"],
            &[Finding::Is(4, Wrong::Link), Finding::Is(4, Wrong::Hash)],
        ),
        (
            "a dropped row",
            &["DELETE FROM events WHERE change_seq = 4"],
            &[Finding::Missing(4, 4), Finding::Is(5, Wrong::Link), Finding::Is(5, Wrong::Version)],
        ),
        (
            "a dropped submission",
            &["DELETE FROM events WHERE change_seq = 1"],
            &[Finding::Missing(1, 1), Finding::Is(2, Wrong::Version), Finding::Is(2, Wrong::Replay)],
        ),
        (
            "two rows that changed places",
            &[
                "UPDATE events SET change_seq = -4 WHERE change_seq = 4",
                "UPDATE events SET change_seq = 4 WHERE change_seq = 5",
                "UPDATE events SET change_seq = 5 WHERE change_seq = -4",
            ],
            &[Finding::Is(4, Wrong::Hash), Finding::Is(5, Wrong::Hash), Finding::Is(4, Wrong::Version)],
        ),
        (
            "two versions that changed places",
            &[
                "UPDATE events SET version = -4 WHERE change_seq = 4",
                "UPDATE events SET version = 4 WHERE change_seq = 5",
                "UPDATE events SET version = 5 WHERE change_seq = -4",
                "UPDATE events SET version = 5 WHERE change_seq = 4",
            ],
            &[Finding::Is(4, Wrong::Hash), Finding::Is(5, Wrong::Columns), Finding::Is(4, Wrong::Columns)],
        ),
        (
            "a row of another case",
            &[
                "UPDATE events SET matter = (SELECT e.matter FROM events e ORDER BY e.change_seq DESC LIMIT 1), version = 90 \
               WHERE change_seq = 4",
            ],
            &[Finding::Is(4, Wrong::Columns), Finding::Is(4, Wrong::Link), Finding::Is(5, Wrong::Version)],
        ),
        (
            "a row of another procedure",
            &["UPDATE events SET procedure = 'mandate' WHERE change_seq = 4"],
            &[Finding::Is(4, Wrong::Hash), Finding::Is(4, Wrong::Unreadable)],
        ),
        (
            "a row put in between",
            &["INSERT INTO events (change_seq, matter, version, at_ms, payload, prev_hash, hash) \
                 SELECT 0, matter, 0, at_ms, payload, prev_hash, hash FROM events WHERE change_seq = 1"],
            &[Finding::Is(0, Wrong::Hash), Finding::Is(0, Wrong::Version), Finding::Is(1, Wrong::Link)],
        ),
    ];
    for (name, tampering, findings) in cases {
        let kept = db
            .rows("SELECT change_seq, matter, version, at_ms, payload, prev_hash, hash FROM events", &[])
            .await
            .unwrap();
        let mut named = Vec::new();
        for sql in *tampering {
            db.run(sql, &[]).await.unwrap();
        }
        let report = verify(db).await.unwrap();
        for finding in *findings {
            let fault = match finding {
                Finding::Missing(from, to) => Fault::Missing { from: *from, to: *to },
                Finding::Is(seq, wrong) => Fault::Event { row: row_of(db, *seq).await, wrong: *wrong },
            };
            named.push(report.faults.contains(&fault));
        }
        assert!(named.iter().all(|named| *named), "{name}: {named:?} in {:#?}", report.faults);
        restore_events(db, &kept).await;
        assert!(verify(db).await.unwrap().is_sound(), "{name} was put back");
    }
}

enum Finding {
    Missing(i64, i64),
    Is(i64, Wrong),
}

/// Puts the event table back as it was.
async fn restore_events(db: &Db, rows: &[minyi_server::store::Row]) {
    db.run("DELETE FROM events", &[]).await.unwrap();
    let mut values = Vec::new();
    for row in rows {
        values.extend([row.int(0).unwrap().into(), row.text(1).unwrap().into(), row.int(2).unwrap().into()]);
        values.extend([row.int(3).unwrap().into(), row.text(4).unwrap().into()]);
        values.extend([row.blob(5).unwrap().into(), row.blob(6).unwrap().into()]);
    }
    let mut tx = db.begin().await.unwrap();
    let head = "INSERT INTO events (change_seq, matter, version, at_ms, payload, prev_hash, hash)";
    tx.insert(minyi_server::store::Insert { head: head.into(), columns: 7, tail: String::new(), values })
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn a_dropped_tail_is_named(db: &Db) {
    let world = World::on(db);
    world.answered(matter(1)).await;
    db.run("DELETE FROM events WHERE change_seq >= 5", &[]).await.unwrap();
    let report = verify(db).await.unwrap();
    assert!(report.faults.contains(&Fault::Missing { from: 5, to: 6 }), "{:?}", report.faults);
}

async fn a_row_inserted_behind_the_end_is_named(db: &Db) {
    let world = World::on(db);
    world.answered(matter(1)).await;
    // A forger who knows the chain links the new row correctly; the end of the order gives it away.
    let last = events::of_matter(db, matter(1)).await.unwrap().pop().unwrap();
    let mut event: CaseEvent = serde_json::from_str(&last.payload).unwrap();
    event.version = 7;
    let payload = serde_json::to_string(&event).unwrap();
    let prev: [u8; 32] = last.hash.clone().try_into().unwrap();
    let hash = link(&last.procedure, matter(1), 7, 7, &prev, &payload);
    let sql = "INSERT INTO events (change_seq, matter, version, at_ms, payload, prev_hash, hash) \
               VALUES (7, $1, 7, $2, $3, $4, $5)";
    let values = [last.matter.into(), last.at_ms.into(), payload.into(), prev.into(), hash.into()];
    db.run(sql, &values).await.unwrap();
    assert_eq!(verify(db).await.unwrap().faults, [Fault::BehindHead { change_seq: 7, head: 6 }]);
}

async fn a_receipt_without_its_event_is_named(db: &Db) {
    let world = World::on(db);
    let receipt = world.step(&citizen(), matter(1), submit()).await;
    db.run("UPDATE commands SET matter_version = 2", &[]).await.unwrap();
    let command = receipt.command.to_string();
    assert_eq!(verify(db).await.unwrap().faults, [Fault::ReceiptWithoutEvent { command, change_seq: 1 }]);
}

async fn a_history_rewritten_with_fresh_hashes_breaks_the_daily_head(db: &Db) {
    let world = World::on(db);
    world.answered(matter(1)).await;
    world.pass_days(1);
    world.timer().tick().await.unwrap();
    let heads = daily_head::all(db).await.unwrap();
    assert_eq!(heads.len(), 1);
    // The operator rewrites one word and every hash after it, consistently.
    let mut prev = GENESIS;
    for raw in events::of_matter(db, matter(1)).await.unwrap() {
        let payload = raw.payload.replace("排口", "桥口");
        let hash =
            link(&raw.procedure, matter(1), u32::try_from(raw.version).unwrap(), raw.change_seq, &prev, &payload);
        let sql = "UPDATE events SET payload = $1, prev_hash = $2, hash = $3 WHERE change_seq = $4";
        db.run(sql, &[payload.into(), prev.into(), hash.into(), raw.change_seq.into()]).await.unwrap();
        prev = hash;
    }
    assert_eq!(verify(db).await.unwrap().faults, [Fault::DailyHead { day: heads[0].day }]);
}

async fn a_daily_head_signed_by_another_key_is_named(db: &Db) {
    let world = World::on(db);
    world.answered(matter(1)).await;
    world.pass_days(1);
    daily_head::close_days(db, world.clock.now(), &SigningKey::from_bytes(&[9; 32])).await.unwrap();
    assert!(verify(db).await.unwrap().is_sound());
    let day = daily_head::all(db).await.unwrap()[0].day;
    let report = verify_signed(db, &[world.key.verifying_key()]).await.unwrap();
    assert_eq!(report.faults, [Fault::DailySignature { day }]);
}

async fn a_finished_day_is_signed_once_and_days_follow_each_other(db: &Db) {
    let world = World::on(db);
    for number in 1..=3 {
        world.step(&citizen(), matter(number), submit()).await;
        world.pass_days(1);
    }
    // One case today: an unfinished day has no head.
    world.step(&citizen(), matter(4), submit()).await;
    let signed = daily_head::close_days(db, world.clock.now(), &world.key).await.unwrap();
    assert_eq!(signed.iter().map(|head| (head.day.day(), head.upto_seq)).collect::<Vec<_>>(), [(2, 1), (3, 2), (4, 3)]);
    assert!(daily_head::close_days(db, world.clock.now(), &world.key).await.unwrap().is_empty());
    // The machine's clock went back over midnight: the change counts to the next open day.
    world.pass_days(-2);
    world.step(&citizen(), matter(5), submit()).await;
    world.pass_days(3);
    let signed = daily_head::close_days(db, world.clock.now(), &world.key).await.unwrap();
    assert_eq!(signed.iter().map(|head| (head.day.day(), head.upto_seq)).collect::<Vec<_>>(), [(5, 5)]);
    assert!(verify_signed(db, &[world.key.verifying_key()]).await.unwrap().is_sound());
}

async fn a_rebuild_gives_the_same_rows_byte_for_byte(db: &Db) {
    let world = World::on(db);
    world.full_loop().await;
    let (digest, counts) = (projection_digest(db).await.unwrap(), world.counts().await);
    let rebuilt = rebuild(db).await.unwrap();
    assert_eq!((rebuilt.events as i64, rebuilt.matters), (counts[0], 4));
    assert_eq!(projection_digest(db).await.unwrap(), digest);
    assert_eq!(world.counts().await, counts);
    assert!(db.rows("SELECT 1 FROM sights WHERE gone = 1", &[]).await.unwrap().len() >= 2, "tombstones are in it");
}

async fn a_rebuild_repairs_projections_that_somebody_edited(db: &Db) {
    let world = World::on(db);
    world.full_loop().await;
    // One that is long enough for a snapshot.
    world.step(&citizen(), matter(9), submit()).await;
    for _ in 0..12 {
        let more = CaseCommand::Supplement { text: "排口又流了黑水。".repeat(50), photos: vec![] };
        world.step(&citizen(), matter(9), more).await;
    }
    assert_eq!(world.count("snapshots").await, 1);
    let digest = projection_digest(db).await.unwrap();
    for edit in [
        "UPDATE snapshots SET state = REPLACE(state, '排口', '桥口')",
        "UPDATE snapshots SET version = version - 1",
        "UPDATE sights SET stage = 'handling'",
        "UPDATE sights SET gone = 0",
        "UPDATE sights SET reader = 'public' WHERE reader = 'office'",
        "DELETE FROM due",
        "DELETE FROM sights WHERE reader = 'office'",
    ] {
        if edit.contains("'public'") {
            db.run("DELETE FROM sights WHERE reader = 'public'", &[]).await.unwrap();
        }
        db.run(edit, &[]).await.unwrap();
        assert_ne!(projection_digest(db).await.unwrap(), digest, "{edit}");
        rebuild(db).await.unwrap();
        assert_eq!(projection_digest(db).await.unwrap(), digest, "{edit}");
    }
}

async fn a_rebuild_of_damaged_events_changes_nothing(db: &Db) {
    let world = World::on(db);
    world.answered(matter(1)).await;
    let (digest, head) = (projection_digest(db).await.unwrap(), events::head(db).await.unwrap());
    db.run("UPDATE events SET payload = '{}' WHERE change_seq = 3", &[]).await.unwrap();
    assert_eq!(rebuild(db).await.unwrap_err(), StoreError::Corrupt);
    assert_eq!((projection_digest(db).await.unwrap(), events::head(db).await.unwrap()), (digest, head));
}

async fn a_rebuild_makes_old_cursors_stale_and_the_door_goes_on(db: &Db) {
    let world = World::on(db);
    world.answered(matter(1)).await;
    let office = office();
    let cursor = world.reading(&office).sync(None, 10, "").await.unwrap().cursor;
    rebuild(db).await.unwrap();
    let stale = world.reading(&office).sync(Some(&cursor), 10, "").await.unwrap_err();
    assert_eq!(stale.code, ProblemCode::CursorStale);
    let receipt = world.step(&citizen(), matter(1), grades(minyi_rulebook::citizen_case::Grade::Satisfied)).await;
    assert_eq!((receipt.matter_version, receipt.change_seq), (7, 7));
    assert!(verify(db).await.unwrap().is_sound());
}
