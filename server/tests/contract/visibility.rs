//! Whatever happens to cases, for everybody and always: the list, the sync, the filed rows and the single read agree with the
//! rulebook's word on who sees what.

use std::collections::{BTreeMap, BTreeSet};

use minyi_rulebook::actor::Actor;
use minyi_rulebook::citizen_case::*;
use minyi_rulebook::class::TriageClass;
use minyi_rulebook::ids::MatterId;
use minyi_rulebook::procedure::wire_name;
use minyi_server::audit::{projection_digest, rebuild, verify};
use minyi_server::store::{Db, matters};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::world::*;

promises! {
    list_sync_rows_and_single_read_agree_with_the_rulebook_for_everybody,
}

/// Runs of commands.
const RUNS: u128 = 12;
/// Cases of one run.
const CASES: u128 = 3;

/// Who does what to which case of the run.
type Step = (usize, u128, CaseCommand);

/// Commands that move cases about between readers, most often by somebody who may give them.
fn step() -> impl Strategy<Value = Step> {
    let class = prop::sample::select(TriageClass::ALL.as_slice());
    let unit = prop::sample::select(vec!["unit-water", "unit-road", "unit-other"]);
    let grade = prop::sample::select(vec![Grade::Satisfied, Grade::Dissatisfied]);
    let addressee = prop::sample::select(vec![
        Addressee::Station { station: organ("station-a") },
        Addressee::Station { station: organ("station-b") },
        Addressee::Deputy { deputy: user(20) },
        Addressee::Office,
    ]);
    let submit = (addressee, any::<bool>()).prop_map(|(addressee, may_publish)| {
        CaseCommand::Submit(Box::new(Submission { addressee, may_publish, ..submission() }))
    });
    let command = prop_oneof![
        3 => submit,
        4 => class.prop_map(triage),
        4 => unit.clone().prop_map(|lead| assign(lead, &[])),
        2 => Just(assign("unit-water", &["unit-road"])),
        3 => Just(CaseCommand::SignFor),
        2 => Just(CaseCommand::RequestReturn { reason: "非本单位职责".into() }),
        2 => unit.prop_map(|unit| CaseCommand::DecideReturn { unit: organ(unit), consent: true, reason: "同意".into() }),
        3 => Just(draft()),
        3 => Just(CaseCommand::SignAnswer),
        2 => grade.prop_map(grades),
        2 => Just(CaseCommand::Publish),
        1 => Just(CaseCommand::Unpublish { reason: "含门牌号".into() }),
        1 => Just(CaseCommand::Close { note: String::new() }),
        1 => Just(CaseCommand::Withdraw { reason: "已解决".into() }),
        2 => (2_u32..8).prop_map(undo),
    ];
    (0..everybody().len(), 1..=CASES, command)
}

/// What one reader's phone holds.
#[derive(Default)]
struct Phone {
    cursor: Option<String>,
    cases: BTreeMap<MatterId, u32>,
}

async fn list_sync_rows_and_single_read_agree_with_the_rulebook_for_everybody(db: &Db) {
    let world = World::on(db);
    let people = everybody();
    let mut phones: Vec<Phone> = people.iter().map(|_| Phone::default()).collect();
    let mut runner = TestRunner::deterministic();
    let mut stages = BTreeSet::new();
    for run in 0..RUNS {
        let steps = vec(step(), 150..200).new_tree(&mut runner).expect("a run").current();
        for (count, (who, number, command)) in steps.into_iter().enumerate() {
            let case = matter(run * 100 + number);
            // Mostly somebody who would be let through, so that cases get far.
            let who = if count % 2 == 0 { who } else { able(&world, &people, case, &command).await.unwrap_or(who) };
            let _ = world.does(&people[who], case, command).await;
            if count % 20 == 0 {
                sync(&world, &people[who], &mut phones[who], 7).await;
            }
        }
        for number in 1..=CASES {
            stages.extend(matters::case(db, matter(run * 100 + number)).await.unwrap().map(|case| case.stage));
        }
        agree(&world, &people, &mut phones).await;
    }
    assert!(stages.len() >= 6, "the runs must reach far to prove anything: {stages:?}");
    assert!(verify(db).await.unwrap().is_sound());
    let digest = projection_digest(db).await.unwrap();
    rebuild(db).await.unwrap();
    assert_eq!(projection_digest(db).await.unwrap(), digest);
}

/// Somebody whom the rules let through, if anybody.
async fn able(world: &World, people: &[Actor], case: MatterId, command: &CaseCommand) -> Option<usize> {
    let state = matters::case(&world.db, case).await.unwrap();
    let now = minyi_server::clock::Clock::now(&*world.clock);
    people.iter().position(|actor| decide(state.as_ref(), command, &world.law.context(actor, case, now, None)).is_ok())
}

async fn sync(world: &World, actor: &Actor, phone: &mut Phone, limit: u16) {
    loop {
        let page = world.reading(actor).sync(phone.cursor.as_deref(), limit, "").await.unwrap();
        phone.cases.extend(page.changed.iter().map(|view| (view.matter, view.version)));
        for gone in &page.gone {
            phone.cases.remove(gone);
        }
        phone.cursor = Some(page.cursor);
        if !page.more {
            return;
        }
    }
}

async fn agree(world: &World, people: &[Actor], phones: &mut [Phone]) {
    let rows = world.db.rows("SELECT DISTINCT matter FROM events ORDER BY matter", &[]).await.unwrap();
    let mut states = Vec::new();
    for row in &rows {
        states.push(matters::case(&world.db, row.parsed(0).unwrap()).await.unwrap().unwrap());
    }
    // The filed rows are the rulebook's audience.
    let filed = world.db.rows("SELECT matter, reader, sight FROM sights WHERE gone = 0", &[]).await.unwrap();
    let filed: BTreeSet<_> =
        filed.iter().map(|row| (row.text(0).unwrap(), row.text(1).unwrap(), row.text(2).unwrap())).collect();
    let ruled: BTreeSet<_> = states
        .iter()
        .flat_map(|case| {
            audience(case)
                .into_iter()
                .map(|(reader, sight)| (case.matter.to_string(), reader.to_string(), wire_name(&sight)))
        })
        .collect();
    assert_eq!(filed, ruled);
    for (actor, phone) in people.iter().zip(phones) {
        let own = own_readers_of(actor);
        let seen = states.iter().filter(|case| own.iter().any(|reader| audience(case).contains_key(reader)));
        let seen: BTreeMap<MatterId, u32> = seen.map(|case| (case.matter, case.version)).collect();
        sync(world, actor, phone, 5).await;
        assert_eq!(phone.cases, seen, "sync of {actor:?}");
        let (mut listed, mut cursor) = (BTreeMap::new(), None);
        loop {
            let page = world.reading(actor).list(cursor.as_deref(), None, 4).await.unwrap();
            listed.extend(page.matters.iter().map(|case| (case.matter, case.version)));
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(listed, seen, "list of {actor:?}");
        for case in &states {
            let read = world.reading(actor).one(case.matter).await.is_ok();
            assert_eq!(read, sight_of(actor, case).is_some(), "{} read by {actor:?}", case.matter);
        }
    }
}
