//! Lists, pages and cursors.

use std::collections::BTreeSet;

use minyi_rulebook::citizen_case::*;
use minyi_rulebook::class::TriageClass;
use minyi_server::clock::Clock;
use minyi_server::reads::PublicReading;
use minyi_server::store::Db;
use minyi_wire::ProblemCode;
use minyi_wire::view::CaseBody;

use crate::world::*;

promises! {
    a_list_comes_newest_first_in_pages_without_gap_or_repeat,
    a_list_can_be_cut_to_a_stage,
    a_sync_brings_every_change_once_oldest_first,
    a_sync_with_nothing_new_keeps_its_place,
    a_case_that_a_reader_may_no_longer_see_is_gone_once,
    what_is_published_is_read_in_public_and_not_kept_on_every_phone,
    a_unit_that_gave_a_published_case_back_forgets_what_it_knew_beyond_the_public,
    a_case_still_seen_otherwise_is_not_gone,
    a_foreign_cursor_is_malformed,
    the_public_reads_only_what_is_published,
    whoever_sees_an_outline_gets_no_word_and_no_due_dates,
    due_dates_are_explained_for_running_and_stopped_clocks,
}

async fn a_list_comes_newest_first_in_pages_without_gap_or_repeat(db: &Db) {
    let world = World::on(db);
    for number in 1..=25 {
        world.step(&citizen(), matter(number), submit()).await;
    }
    world.step(&station(), matter(3), triage(TriageClass::Help)).await;
    let (me, mut cursor, mut places, mut pages) = (citizen(), None, Vec::new(), 0);
    loop {
        let page = world.reading(&me).list(cursor.as_deref(), None, 10).await.unwrap();
        places.extend(page.matters.iter().map(|case| case.change_seq));
        pages += 1;
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    let expected: Vec<i64> = (1..=26).rev().filter(|seq| *seq != 3).collect();
    assert_eq!((places, pages), (expected, 3));
    assert!(world.reading(&other_citizen()).list(None, None, 10).await.unwrap().matters.is_empty());
}

async fn a_list_can_be_cut_to_a_stage(db: &Db) {
    let world = World::on(db);
    for number in 1..=6 {
        world.step(&citizen(), matter(number), submit()).await;
        if number % 2 == 0 {
            world.step(&station(), matter(number), triage(TriageClass::Help)).await;
        }
    }
    let office = office();
    let page = world.reading(&office).list(None, Some(Stage::Triaged), 2).await.unwrap();
    assert_eq!(page.matters.iter().map(|case| case.matter).collect::<Vec<_>>(), [matter(6), matter(4)]);
    let page = world.reading(&office).list(page.next.as_deref(), Some(Stage::Triaged), 2).await.unwrap();
    assert_eq!(page.matters.iter().map(|case| case.matter).collect::<Vec<_>>(), [matter(2)]);
    assert_eq!(page.next, None);
}

async fn a_sync_brings_every_change_once_oldest_first(db: &Db) {
    let world = World::on(db);
    for number in 1..=23 {
        world.step(&citizen(), matter(number), submit()).await;
    }
    let (me, mut cursor, mut places) = (citizen(), None, Vec::new());
    loop {
        let page = world.reading(&me).sync(cursor.as_deref(), 10, "d1").await.unwrap();
        assert!(page.changed.len() <= 10 && page.gone.is_empty());
        assert_eq!((page.directory_version.as_str(), page.server_time), ("d1", world.clock.now()));
        places.extend(page.changed.iter().map(|case| case.change_seq));
        cursor = Some(page.cursor);
        if !page.more {
            break;
        }
    }
    assert_eq!(places, (1..=23).collect::<Vec<_>>());
    world.step(&station(), matter(5), triage(TriageClass::Help)).await;
    let page = world.reading(&me).sync(cursor.as_deref(), 10, "").await.unwrap();
    assert_eq!(page.changed.iter().map(|case| (case.matter, case.version)).collect::<Vec<_>>(), [(matter(5), 2)]);
}

async fn a_sync_with_nothing_new_keeps_its_place(db: &Db) {
    let world = World::on(db);
    let me = citizen();
    let empty = world.reading(&me).sync(None, 10, "").await.unwrap();
    assert!(!empty.more && empty.changed.is_empty());
    world.step(&citizen(), matter(1), submit()).await;
    let page = world.reading(&me).sync(Some(&empty.cursor), 10, "").await.unwrap();
    assert_eq!(page.changed.len(), 1);
    let again = world.reading(&me).sync(Some(&page.cursor), 10, "").await.unwrap();
    assert_eq!((again.cursor, again.changed.len()), (page.cursor, 0));
}

async fn a_case_that_a_reader_may_no_longer_see_is_gone_once(db: &Db) {
    let world = World::on(db);
    // The handling unit loses it by a granted return.
    world.step(&citizen(), matter(2), submit()).await;
    world.step(&station(), matter(2), triage(TriageClass::Help)).await;
    world.step(&office(), matter(2), assign("unit-road", &[])).await;
    let road = clerk("unit-road");
    let cursor = world.reading(&road).sync(None, 10, "").await.unwrap().cursor;
    world.step(&road, matter(2), CaseCommand::RequestReturn { reason: "非本单位职责".into() }).await;
    let consent = CaseCommand::DecideReturn { unit: organ("unit-road"), consent: true, reason: "同意".into() };
    world.step(&office(), matter(2), consent).await;
    let page = world.reading(&road).sync(Some(&cursor), 10, "").await.unwrap();
    assert_eq!((page.changed.len(), page.gone), (0, vec![matter(2)]));
    let after = world.reading(&road).sync(Some(&page.cursor), 10, "").await.unwrap();
    assert!(after.changed.is_empty() && after.gone.is_empty());
}

async fn what_is_published_is_read_in_public_and_not_kept_on_every_phone(db: &Db) {
    let world = World::on(db);
    world.answered(matter(1)).await;
    world.step(&office(), matter(1), CaseCommand::Publish).await;
    let stranger = other_citizen();
    let page = world.reading(&stranger).sync(None, 10, "").await.unwrap();
    assert!(page.changed.is_empty() && page.gone.is_empty());
    assert!(world.reading(&stranger).list(None, None, 10).await.unwrap().matters.is_empty());
    assert!(world.reading(&stranger).one(matter(1)).await.is_ok(), "but read by whoever has its number");
}

async fn a_unit_that_gave_a_published_case_back_forgets_what_it_knew_beyond_the_public(db: &Db) {
    let world = World::on(db);
    world.step(&citizen(), matter(1), submit()).await;
    world.step(&station(), matter(1), triage(TriageClass::Help)).await;
    world.step(&office(), matter(1), assign("unit-water", &["unit-road"])).await;
    world.step(&office(), matter(1), CaseCommand::Publish).await;
    let road = clerk("unit-road");
    let cursor = world.reading(&road).sync(None, 10, "").await.unwrap().cursor;
    world.step(&road, matter(1), CaseCommand::RequestReturn { reason: "非本单位职责".into() }).await;
    let consent = CaseCommand::DecideReturn { unit: organ("unit-road"), consent: true, reason: "同意".into() };
    world.step(&office(), matter(1), consent).await;
    let page = world.reading(&road).sync(Some(&cursor), 10, "").await.unwrap();
    assert_eq!((page.changed.len(), page.gone), (0, vec![matter(1)]));
}

async fn a_case_still_seen_otherwise_is_not_gone(db: &Db) {
    let world = World::on(db);
    world.answered(matter(1)).await;
    world.step(&office(), matter(1), CaseCommand::Publish).await;
    let me = citizen();
    let cursor = world.reading(&me).sync(None, 10, "").await.unwrap().cursor;
    world.step(&office(), matter(1), CaseCommand::Unpublish { reason: "含门牌号".into() }).await;
    let page = world.reading(&me).sync(Some(&cursor), 10, "").await.unwrap();
    assert_eq!((page.changed.len(), page.gone.len()), (1, 0), "the author still sees it");
    world.step(&citizen(), matter(1), grades(Grade::Satisfied)).await;
    let page = world.reading(&me).sync(Some(&cursor), 10, "").await.unwrap();
    assert_eq!((page.changed.len(), page.gone.len()), (1, 0), "the older tombstone of the public is passed over");
}

async fn a_foreign_cursor_is_malformed(db: &Db) {
    let world = World::on(db);
    let me = citizen();
    let minus = minyi_server::reads::cursor_at(&minyi_server::store::events::head(db).await.unwrap(), -1);
    for cursor in ["", "?", "AAAA", "bm9jb2xvbg", minus.as_str()] {
        for answer in [
            world.reading(&me).sync(Some(cursor), 10, "").await.map(drop),
            world.reading(&me).list(Some(cursor), None, 10).await.map(drop),
        ] {
            assert_eq!(answer.unwrap_err().code, ProblemCode::CursorMalformed, "{cursor}");
        }
    }
}

async fn the_public_reads_only_what_is_published(db: &Db) {
    let world = World::on(db);
    world.answered(matter(1)).await;
    world.answered(matter(2)).await;
    world.step(&office(), matter(2), CaseCommand::Publish).await;
    let public = PublicReading { db, law: world.law.clone(), now: world.clock.now() };
    let page = public.list(None, None, 10).await.unwrap();
    assert_eq!(
        page.matters.iter().map(|case| (case.matter, case.actionable)).collect::<Vec<_>>(),
        [(matter(2), false)]
    );
    assert_eq!(public.one(matter(1)).await.unwrap_err().code, ProblemCode::NotFound);
    let view = public.one(matter(2)).await.unwrap();
    assert!(matches!(view.body, CaseBody::Public { .. }));
    assert!(!serde_json::to_string(&view).unwrap().contains(&user(1).to_string()));
}

async fn whoever_sees_an_outline_gets_no_word_and_no_due_dates(db: &Db) {
    let world = World::on(db);
    world.step(&citizen(), matter(1), submit()).await;
    world.step(&station(), matter(1), triage(TriageClass::Accusation)).await;
    let deputy = deputy();
    let view = world.reading(&deputy).one(matter(1)).await.unwrap();
    assert_eq!((&view.body, view.deadlines.len()), (&CaseBody::Outline, 0));
    let page = world.reading(&deputy).sync(None, 10, "").await.unwrap();
    for text in [serde_json::to_string(&view).unwrap(), serde_json::to_string(&page).unwrap()] {
        assert!(!text.contains("排口") && !text.contains("桥东"), "{text}");
    }
    assert_eq!(world.reading(&deputy).due(matter(1)).await.unwrap_err().code, ProblemCode::Forbidden);
    assert_eq!(world.reading(&other_citizen()).due(matter(1)).await.unwrap_err().code, ProblemCode::NotFound);
}

async fn due_dates_are_explained_for_running_and_stopped_clocks(db: &Db) {
    let world = World::on(db);
    world.answered(matter(1)).await;
    let case = world.case(matter(1)).await;
    let explained = world.reading(&office()).due(matter(1)).await.unwrap();
    assert_eq!(explained.len(), case.clocks.len());
    let dates: BTreeSet<_> = explained.iter().map(|explanation| explanation.due).collect();
    assert_eq!(dates, case.clocks.iter().map(|clock| clock.due).collect());
    assert!(explained.iter().all(|explanation| !explanation.text_zh.is_empty()));
}
