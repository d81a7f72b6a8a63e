//! Many commands at once: one transaction, each its own receipt; faults, drain, other writers.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::citizen_case::*;
use minyi_rulebook::class::TriageClass;
use minyi_server::door::bus::Signal;
use minyi_server::store::Db;
use minyi_wire::{CommandEnvelope, ProblemCode};

use crate::world::*;

promises! {
    a_batch_gives_each_its_own_receipt_and_a_refused_one_disturbs_none,
    a_command_sent_twice_at_once_is_stored_once,
    commands_on_one_case_in_one_batch_follow_each_other,
    a_fault_of_the_store_stores_nothing_and_the_door_lives_on,
    a_full_queue_asks_to_come_back,
    closing_answers_whoever_waits_and_takes_no_more,
    two_doors_on_one_store_see_each_others_writes,
    a_nudge_reaches_the_readers_of_the_case_and_nobody_else,
}

/// Sends all at once: they wait in the queue together, so the door takes them as one batch.
async fn send_all(
    world: &World,
    sent: &[(Actor, CommandEnvelope)],
) -> Vec<Result<minyi_wire::Receipt, minyi_wire::Problem>> {
    join_all(sent.iter().map(|(actor, envelope)| world.send(actor, envelope))).await
}

async fn a_batch_gives_each_its_own_receipt_and_a_refused_one_disturbs_none(db: &Db) {
    let world = World::on(db);
    let mut sent = Vec::new();
    for number in 0..150 {
        let command = if number % 3 == 1 { titleless() } else { submit() };
        sent.push((citizen(), world.envelope(matter(number + 1), command)));
    }
    let answers = send_all(&world, &sent).await;
    let mut places = BTreeSet::new();
    for ((number, (_, envelope)), answer) in (0..).zip(&sent).zip(answers) {
        if number % 3 == 1 {
            assert_eq!(answer.unwrap_err().code, ProblemCode::Refused);
            continue;
        }
        let receipt = answer.unwrap();
        let body = minyi_wire::command::body_hash(&envelope.to_bytes().unwrap());
        assert_eq!(receipt.check(envelope.id, &body, &world.key.verifying_key()), Ok(()));
        places.insert(receipt.change_seq);
    }
    assert_eq!(places, (1..=100).collect());
    assert_eq!(world.counts().await[..2], [100, 100]);
    assert!(minyi_server::audit::verify(db).await.unwrap().is_sound());
}

/// A submission without a title, which the rules refuse.
fn titleless() -> CaseCommand {
    CaseCommand::Submit(Box::new(Submission { title: String::new(), ..submission() }))
}

async fn a_command_sent_twice_at_once_is_stored_once(db: &Db) {
    let world = World::on(db);
    let envelope = world.envelope(matter(1), submit());
    let mut other = envelope.clone();
    other.seq = 77;
    let sent =
        [(citizen(), envelope.clone()), (citizen(), envelope.clone()), (citizen(), other), (citizen(), envelope)];
    let answers = send_all(&world, &sent).await;
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[3]);
    assert_eq!(answers[2].as_ref().unwrap_err().code, ProblemCode::CommandConflict);
    assert_eq!(world.count("events").await, 1);
}

async fn commands_on_one_case_in_one_batch_follow_each_other(db: &Db) {
    let world = World::on(db);
    let mut stale = world.envelope(matter(1), triage(TriageClass::Suggestion));
    stale.expects = Some(1);
    let sent = [
        (citizen(), world.envelope(matter(1), submit())),
        (station(), world.envelope(matter(1), triage(TriageClass::Help))),
        (station(), stale),
        (office(), world.envelope(matter(1), assign("unit-water", &[]))),
        (clerk("unit-water"), world.envelope(matter(1), CaseCommand::SignFor)),
    ];
    let answers = send_all(&world, &sent).await;
    let versions: Vec<_> =
        answers.iter().map(|answer| answer.as_ref().map(|receipt| receipt.matter_version).ok()).collect();
    assert_eq!(versions, [Some(1), Some(2), None, Some(3), Some(4)]);
    assert_eq!(answers[2].as_ref().unwrap_err().code, ProblemCode::VersionConflict);
    assert_eq!(world.case(matter(1)).await.stage, Stage::Handling);
}

async fn a_fault_of_the_store_stores_nothing_and_the_door_lives_on(db: &Db) {
    let world = World::on(db);
    world.step(&citizen(), matter(1), submit()).await;
    let before = world.counts().await;
    // The last table that a batch writes is away: everything before it must go back.
    db.run("ALTER TABLE due RENAME TO due_away", &[]).await.unwrap();
    let sent: Vec<_> = (2..6).map(|number| (citizen(), world.envelope(matter(number), submit()))).collect();
    for answer in send_all(&world, &sent).await {
        assert_eq!(answer.unwrap_err().code, ProblemCode::Internal);
    }
    db.run("ALTER TABLE due_away RENAME TO due", &[]).await.unwrap();
    assert_eq!(world.counts().await, before);
    for (place, answer) in (2..).zip(send_all(&world, &sent).await) {
        assert_eq!(answer.unwrap().change_seq, place);
    }
}

#[tokio::test]
async fn a_full_disk_is_said_and_nothing_is_stored() {
    on_sqlite(async |db: &Db| {
        let world = World::on(db);
        world.step(&citizen(), matter(1), submit()).await;
        let before = world.counts().await;
        // As many pages as there are: the next page that the file needs is one too many.
        db.run("PRAGMA max_page_count = 1", &[]).await.unwrap();
        let sent: Vec<_> = (2..200).map(|number| (citizen(), world.envelope(matter(number), submit()))).collect();
        for answer in send_all(&world, &sent).await {
            assert_eq!(answer.unwrap_err().code, ProblemCode::StorageFull);
        }
        assert_eq!(world.counts().await, before);
        db.run("PRAGMA max_page_count = 1000000", &[]).await.unwrap();
        assert!(send_all(&world, &sent).await.iter().all(Result::is_ok));
    })
    .await;
}

async fn a_full_queue_asks_to_come_back(db: &Db) {
    let world = World::on(db);
    // On one thread the door does not run before all have knocked.
    let knock = || world.door.submit_system(matter(404), CaseCommand::SignFor);
    let answers = join_all((0..5_000).map(|_| knock())).await;
    let busy: Vec<_> =
        answers.iter().filter_map(|answer| answer.as_ref().err()).filter(|problem| problem.status == 503).collect();
    assert_eq!(busy.len(), 5_000 - 4_096);
    assert!(busy.iter().all(|problem| problem.retry_after.is_some()));
    world.step(&citizen(), matter(1), submit()).await;
}

async fn closing_answers_whoever_waits_and_takes_no_more(db: &Db) {
    let world = World::on(db);
    let sent: Vec<_> = (1..40).map(|number| (citizen(), world.envelope(matter(number), submit()))).collect();
    let (answers, ()) = tokio::join!(send_all(&world, &sent), world.door.close());
    assert!(answers.iter().all(Result::is_ok));
    let late = world.does(&citizen(), matter(99), submit()).await.unwrap_err();
    assert_eq!(late.code, ProblemCode::Unavailable);
}

async fn two_doors_on_one_store_see_each_others_writes(db: &Db) {
    let one = World::on(db);
    let two = World::at(db, one.clock.clone());
    let (mut receipts, mut places) = (Vec::new(), BTreeSet::new());
    one.step(&citizen(), matter(1), submit()).await;
    for number in 0..6 {
        let more = || CaseCommand::Supplement { text: "又流了".into(), photos: vec![] };
        let (a, b) = (citizen(), citizen());
        let (first, second) = tokio::join!(one.does(&a, matter(1), more()), two.does(&b, matter(1), more()));
        receipts.extend([first.unwrap(), second.unwrap()]);
        assert_eq!(one.case(matter(1)).await.version, 3 + 2 * number);
    }
    places.extend(receipts.iter().map(|receipt| receipt.change_seq));
    assert_eq!(places, (2..=13).collect());
    assert!(minyi_server::audit::verify(db).await.unwrap().is_sound());
}

async fn a_nudge_reaches_the_readers_of_the_case_and_nobody_else(db: &Db) {
    let world = World::on(db);
    let mut stream = world.bus.listen();
    world.step(&citizen(), matter(1), submit()).await;
    let Ok(Signal::Changed(changed)) = stream.try_recv() else { panic!("a nudge") };
    assert!(changed.at.ends_with(":1"), "{}", changed.at);
    let told: Vec<_> = everybody().iter().map(|actor| changed.concerns(&readers_of(actor))).collect();
    let mut sees = Vec::new();
    for actor in everybody() {
        sees.push(world.reading(&actor).one(matter(1)).await.is_ok());
    }
    assert_eq!(told, sees);
    // A refused command nudges nobody.
    world.does(&citizen(), matter(1), submit()).await.unwrap_err();
    assert!(stream.try_recv().is_err());
}
