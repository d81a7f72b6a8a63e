//! One command at a time: identity, visibility, versions, time.

use jiff::SignedDuration;
use minyi_rulebook::citizen_case::*;
use minyi_rulebook::class::TriageClass;
use minyi_rulebook::ids::MatterId;
use minyi_rulebook::refusal::RefusalCode;
use minyi_server::clock::Clock;
use minyi_server::store::Db;
use minyi_wire::ProblemCode;

use crate::world::*;

promises! {
    the_same_command_gets_the_first_receipt_byte_for_byte,
    a_receipt_is_proof_under_the_servers_key,
    another_body_under_a_used_id_is_a_conflict_and_stores_nothing,
    another_persons_command_id_is_a_conflict_without_detail,
    a_refused_command_stores_nothing_and_may_be_sent_again,
    a_stale_expectation_is_a_version_conflict_that_names_the_version,
    a_case_that_is_not_yours_looks_like_one_that_does_not_exist,
    a_taken_matter_id_is_refused_and_tells_nothing,
    a_device_more_than_two_days_ahead_is_refused,
    a_photo_faster_than_its_words_is_noted_with_them,
    a_linked_duplicate_makes_its_author_a_follower_at_once,
    a_duplicate_cannot_be_linked_to_a_case_that_the_actor_may_not_know,
    events_keep_the_devices_claim_beside_the_servers_time,
}

async fn the_same_command_gets_the_first_receipt_byte_for_byte(db: &Db) {
    let world = World::on(db);
    let envelope = world.envelope(matter(1), submit());
    let first = world.send(&citizen(), &envelope).await.unwrap();
    world.step(&station(), matter(1), triage(TriageClass::Help)).await;
    world.pass_days(3);
    let before = world.counts().await;
    let again = world.send(&citizen(), &envelope).await.unwrap();
    // A new door has nothing in memory.
    let later = World::at(db, world.clock.clone()).send(&citizen(), &envelope).await.unwrap();
    let bytes = |receipt| serde_json::to_vec(&receipt).unwrap();
    assert_eq!((bytes(again), bytes(later)), (bytes(first.clone()), bytes(first)));
    assert_eq!(world.counts().await, before);
}

async fn a_receipt_is_proof_under_the_servers_key(db: &Db) {
    let world = World::on(db);
    let envelope = world.envelope(matter(1), submit());
    let receipt = world.send(&citizen(), &envelope).await.unwrap();
    let body = minyi_wire::command::body_hash(&envelope.to_bytes().unwrap());
    assert_eq!(receipt.check(envelope.id, &body, &world.key.verifying_key()), Ok(()));
    assert_eq!((receipt.matter_version, receipt.change_seq, receipt.received_at), (1, 1, world.clock.now()));
}

async fn another_body_under_a_used_id_is_a_conflict_and_stores_nothing(db: &Db) {
    let world = World::on(db);
    let envelope = world.envelope(matter(1), submit());
    world.send(&citizen(), &envelope).await.unwrap();
    let before = world.counts().await;
    let mut other = envelope.clone();
    other.seq += 1;
    let problem = world.send(&citizen(), &other).await.unwrap_err();
    assert_eq!((problem.code, problem.field.as_deref()), (ProblemCode::CommandConflict, Some("id")));
    assert_eq!(world.counts().await, before);
}

async fn another_persons_command_id_is_a_conflict_without_detail(db: &Db) {
    let world = World::on(db);
    let envelope = world.envelope(matter(1), submit());
    world.send(&citizen(), &envelope).await.unwrap();
    let stolen = world.send(&other_citizen(), &envelope).await.unwrap_err();
    let mut guessed = world.envelope(matter(2), submit());
    guessed.id = envelope.id;
    // Right bytes or wrong, a stranger learns the same.
    assert_eq!(stolen, world.send(&other_citizen(), &guessed).await.unwrap_err());
    assert_eq!(stolen.code, ProblemCode::CommandConflict);
}

async fn a_refused_command_stores_nothing_and_may_be_sent_again(db: &Db) {
    let world = World::on(db);
    world.step(&citizen(), matter(1), submit()).await;
    let before = world.counts().await;
    let early = world.envelope(matter(1), assign("unit-water", &[]));
    let refusal = world.send(&office(), &early).await.unwrap_err().refusal.expect("a refusal");
    assert_eq!(refusal.code, RefusalCode::NotInThisStage);
    assert_eq!(world.counts().await, before);
    world.step(&station(), matter(1), triage(TriageClass::Help)).await;
    assert_eq!(world.send(&office(), &early).await.unwrap().matter_version, 3);
}

async fn a_stale_expectation_is_a_version_conflict_that_names_the_version(db: &Db) {
    let world = World::on(db);
    world.step(&citizen(), matter(1), submit()).await;
    world.step(&citizen(), matter(1), CaseCommand::Supplement { text: "又流了".into(), photos: vec![] }).await;
    let mut envelope = world.envelope(matter(1), triage(TriageClass::Help));
    envelope.expects = Some(1);
    let problem = world.send(&station(), &envelope).await.unwrap_err();
    assert_eq!((problem.code, problem.current_version), (ProblemCode::VersionConflict, Some(2)));
    envelope.expects = Some(2);
    assert_eq!(world.send(&station(), &envelope).await.unwrap().matter_version, 3);
}

async fn a_case_that_is_not_yours_looks_like_one_that_does_not_exist(db: &Db) {
    let world = World::on(db);
    world.answered(matter(1)).await;
    let strangers = [other_citizen(), other_station(), clerk("unit-other"), leader("unit-other")];
    // Sound and unsound commands alike: a refusal of the form would give the case away.
    let commands = [CaseCommand::SignFor, CaseCommand::Withdraw { reason: String::new() }, grades(Grade::Satisfied)];
    for stranger in &strangers {
        for command in &commands {
            let mut there = world.envelope(matter(1), command.clone());
            there.expects = Some(99);
            let unseen = world.send(stranger, &there).await.unwrap_err();
            let missing = world.does(stranger, matter(404), command.clone()).await.unwrap_err();
            assert_eq!(unseen.code, ProblemCode::NotFound);
            assert_eq!(unseen, missing, "{stranger:?} {command:?}");
        }
        assert_eq!(world.reading(stranger).one(matter(1)).await.unwrap_err().code, ProblemCode::NotFound);
    }
}

async fn a_taken_matter_id_is_refused_and_tells_nothing(db: &Db) {
    let world = World::on(db);
    world.step(&citizen(), matter(1), submit()).await;
    let problem = world.does(&other_citizen(), matter(1), submit()).await.unwrap_err();
    assert_eq!(problem.refusal.expect("a refusal").code, RefusalCode::AlreadySubmitted);
    let mut expecting = world.envelope(matter(1), submit());
    expecting.expects = Some(9);
    let problem = world.send(&other_citizen(), &expecting).await.unwrap_err();
    assert_eq!((problem.code, problem.current_version), (ProblemCode::VersionConflict, None));
}

async fn a_device_more_than_two_days_ahead_is_refused(db: &Db) {
    let world = World::on(db);
    let mut envelope = world.envelope(matter(1), submit());
    envelope.made_at = world.clock.now() + SignedDuration::from_hours(48) + SignedDuration::from_secs(1);
    let problem = world.send(&citizen(), &envelope).await.unwrap_err();
    assert_eq!((problem.code, problem.field.as_deref()), (ProblemCode::DeviceTimeAhead, Some("made_at")));
    envelope.made_at = world.clock.now() + SignedDuration::from_hours(48);
    world.send(&citizen(), &envelope).await.unwrap();
}

async fn a_photo_faster_than_its_words_is_noted_with_them(db: &Db) {
    let world = World::on(db);
    let came_for = |upload: &'static str, matter: MatterId, photo: Photo| {
        let sql = "INSERT INTO uploads (id, account, matter, sha256, bytes, part_bytes, state, noted, expires_ms) \
                   VALUES ($1, '', $2, $3, 1000000, 32768, 'complete', 0, 0)";
        let values = [upload.into(), matter.to_string().into(), photo.sha256.to_string().into()];
        async move { db.run(sql, &values).await.unwrap() }
    };
    came_for("1", matter(1), photo(1)).await;
    // Of another case: that somebody else's photo is here does not bring it into this one.
    came_for("2", matter(2), photo(2)).await;
    let receipt = world.step(&citizen(), matter(1), submit_with(&[photo(1), photo(2)])).await;
    // The receipt is for the citizen's own act; what the server notes follows it.
    assert_eq!((receipt.matter_version, receipt.change_seq), (1, 1));
    let case = world.case(matter(1)).await;
    assert_eq!(case.version, 2);
    assert_eq!(case.photos.iter().map(|photo| photo.arrived).collect::<Vec<_>>(), [true, false]);
    let arrived = CaseCommand::NotePhotoArrived { sha256: photo(2).sha256 };
    assert_eq!(world.door.submit_system(matter(1), arrived.clone()).await.unwrap().version, 3);
    assert!(world.case(matter(1)).await.is_complete());
    // Coming twice changes nothing.
    assert_eq!(world.door.submit_system(matter(1), arrived).await.unwrap_err().code, ProblemCode::Refused);
}

async fn a_linked_duplicate_makes_its_author_a_follower_at_once(db: &Db) {
    let world = World::on(db);
    world.step(&citizen(), matter(1), submit()).await;
    world.step(&other_citizen(), matter(2), submit()).await;
    let link = CaseCommand::LinkDuplicate { of: matter(1), explanation: "同一排口".into() };
    let receipt = world.step(&station(), matter(2), link).await;
    assert_eq!(world.case(matter(2)).await.ending, Some(Ending::Duplicate { of: matter(1) }));
    assert_eq!(world.case(matter(1)).await.followers, [user(2)]);
    let follower = world.reading(&auditor()).one(matter(1)).await.unwrap();
    assert_eq!(follower.change_seq, receipt.change_seq + 1);
}

async fn a_duplicate_cannot_be_linked_to_a_case_that_the_actor_may_not_know(db: &Db) {
    let world = World::on(db);
    let elsewhere = Submission { addressee: Addressee::Station { station: organ("station-b") }, ..submission() };
    world.step(&citizen(), matter(1), CaseCommand::Submit(Box::new(elsewhere))).await;
    world.step(&other_citizen(), matter(2), submit()).await;
    let link = |of: MatterId| CaseCommand::LinkDuplicate { of, explanation: "同一排口".into() };
    let unseen = world.does(&station(), matter(2), link(matter(1))).await.unwrap_err();
    let missing = world.does(&station(), matter(2), link(matter(404))).await.unwrap_err();
    assert_eq!(unseen, missing);
    assert_eq!(unseen.refusal.expect("a refusal").code, RefusalCode::NoSuchItem);
}

async fn events_keep_the_devices_claim_beside_the_servers_time(db: &Db) {
    let world = World::on(db);
    let mut envelope = world.envelope(matter(1), submit());
    envelope.made_at = world.clock.now() - SignedDuration::from_hours(30);
    world.send(&citizen(), &envelope).await.unwrap();
    let events = minyi_server::store::events::of_matter(db, matter(1)).await.unwrap();
    let event: CaseEvent = serde_json::from_str(&events[0].payload).unwrap();
    assert_eq!((event.at, event.device_at), (world.clock.now(), Some(envelope.made_at)));
}
