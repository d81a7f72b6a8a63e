//! What the calendar does by itself.

use minyi_rulebook::citizen_case::*;
use minyi_rulebook::class::TriageClass;
use minyi_rulebook::policy::ClockKind;
use minyi_server::door::timer::Ticked;
use minyi_server::store::Db;

use crate::world::*;

promises! {
    a_passed_date_is_noted_once,
    the_due_day_itself_is_in_time,
    a_clock_that_stands_is_not_overdue,
    a_window_that_closes_in_silence_closes_the_case,
    a_promise_is_watched_after_the_case_is_closed,
    one_late_case_does_not_hold_up_the_others,
}

async fn tick(world: &World) -> u32 {
    let Ticked { acts, .. } = world.timer().tick().await.unwrap();
    acts
}

fn acts(case: &CaseState, act: CaseAct) -> usize {
    case.timeline.iter().filter(|entry| entry.act == act).count()
}

async fn a_passed_date_is_noted_once(db: &Db) {
    let world = World::on(db);
    world.step(&citizen(), matter(1), submit()).await;
    assert_eq!(tick(&world).await, 0);
    world.pass_days(30);
    assert_eq!(tick(&world).await, 1);
    assert_eq!(tick(&world).await, 0);
    let case = world.case(matter(1)).await;
    assert_eq!(acts(&case, CaseAct::NoteOverdue), 1);
    assert_eq!(case.timeline.last().unwrap().clock.as_ref().unwrap().kind, ClockKind::Triage);
}

async fn the_due_day_itself_is_in_time(db: &Db) {
    let world = World::on(db);
    world.step(&citizen(), matter(1), submit()).await;
    let due = world.case(matter(1)).await.clocks[0].due;
    // Nine in the morning, local time.
    world.clock.set(format!("{due}T01:00:00Z").parse().unwrap());
    assert_eq!(tick(&world).await, 0);
    world.pass_days(1);
    assert_eq!(tick(&world).await, 1);
}

async fn a_clock_that_stands_is_not_overdue(db: &Db) {
    let world = World::on(db);
    world.step(&citizen(), matter(1), submit()).await;
    world.step(&station(), matter(1), CaseCommand::RequestInfo { question: "哪座桥?".into() }).await;
    world.pass_days(60);
    assert_eq!(tick(&world).await, 0);
    world.step(&citizen(), matter(1), CaseCommand::Supplement { text: "桥东".into(), photos: vec![] }).await;
    assert_eq!(tick(&world).await, 0, "the due date moved by the time it stood");
    world.pass_days(30);
    assert_eq!(tick(&world).await, 1);
}

async fn a_window_that_closes_in_silence_closes_the_case(db: &Db) {
    let world = World::on(db);
    world.answered(matter(1)).await;
    world.pass_days(60);
    // The window itself, and the promise that nobody reported on.
    assert_ne!(tick(&world).await, 0);
    let case = world.case(matter(1)).await;
    assert_eq!((case.stage, case.ending), (Stage::Closed, Some(Ending::NotEvaluated)));
    assert_eq!(tick(&world).await, 0);
}

async fn a_promise_is_watched_after_the_case_is_closed(db: &Db) {
    let world = World::on(db);
    world.answered(matter(1)).await;
    world.step(&citizen(), matter(1), grades(Grade::Satisfied)).await;
    world.step(&office(), matter(1), CaseCommand::Close { note: String::new() }).await;
    world.clock.set("2027-01-02T01:00:00Z".parse().unwrap());
    assert_eq!(tick(&world).await, 1);
    let case = world.case(matter(1)).await;
    assert_eq!(case.timeline.last().unwrap().clock.as_ref().unwrap().kind, ClockKind::Commitment);
    assert_eq!(case.stage, Stage::Closed);
}

async fn one_late_case_does_not_hold_up_the_others(db: &Db) {
    let world = World::on(db);
    for number in 1..=300 {
        world.step(&citizen(), matter(number), submit()).await;
    }
    // A row that the rules will not let through: the case was triaged meanwhile, the row was forged back.
    world.step(&station(), matter(1), triage(TriageClass::Help)).await;
    let forged = "INSERT INTO due (matter, clock, due_ms) SELECT $1, clock, due_ms FROM due WHERE matter = $2";
    db.run(forged, &[matter(1).to_string().into(), matter(2).to_string().into()]).await.unwrap();
    world.pass_days(30);
    assert_eq!(tick(&world).await, 299);
}
