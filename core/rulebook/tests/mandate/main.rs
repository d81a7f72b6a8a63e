//! What a mandate promises: only the law's grounds suspend or end it, only its holder decides what is published, one card at a
//! time and never a moment beyond the term, and every refusal quotes its rule.

#[path = "../desk/mod.rs"]
mod desk;
mod refusals;
mod register;
mod walks;

use desk::{deputy, everybody, office, organ, station};
use jiff::Timestamp;
use jiff::civil::date;
use minyi_rulebook::actor::{Actor, Capacity};
use minyi_rulebook::audience::{Reader, Sight};
use minyi_rulebook::ids::MatterId;
use minyi_rulebook::mandate::*;
use minyi_rulebook::office::{Level, Office};
use minyi_rulebook::procedure::{Procedure, sight_of};
use minyi_rulebook::refusal::RefusalCode;
use register::*;

#[test]
fn a_mandate_from_its_record_to_its_notice() {
    let mut register = Register::in_office();
    assert_eq!(register.now().standing, Standing::InOffice);
    register.step(&deputy(), MandateCommand::SetPledge { text: "每月走访".into() });
    register.step(&deputy(), request(1));
    register.step(&Actor::system(), issued(1, 7));
    register.step(&office(), suspend());
    assert_eq!(register.now().standing.stage(), MandateStage::Suspended);
    register.step(&office(), MandateCommand::Restore { note: String::new() });
    assert!(matches!(register.now().card, CardStanding::Issued { .. }), "the same card counts again");
    register.step(&office(), end(EndGround::Resigned));
    let Standing::Ended { ending, .. } = &register.now().standing else { panic!("it has ended") };
    assert_eq!(*ending, Ending::Ground { ground: EndGround::Resigned, notice: "公告〔2026〕3号".into() });
    assert_eq!(replay(&register.events).as_ref(), Some(register.now()));
}

#[test]
fn the_term_ends_by_itself_on_the_day_after_its_last() {
    let mut register = Register::in_office();
    let watch = Mandate::watches(register.now()).remove(0);
    register.at = watch.from - jiff::SignedDuration::from_secs(1);
    assert!(register.does(&Actor::system(), watch.command.clone()).is_err());
    register.at = watch.from;
    register.step(&Actor::system(), watch.command);
    assert!(matches!(register.now().standing, Standing::Ended { ending: Ending::TermOver, .. }));
    assert!(Mandate::watches(register.now()).is_empty());
    assert!(!register.now().in_office_on(date(2026, 6, 1)));
}

#[test]
fn nobody_but_the_holder_publishes_and_the_phone_number_is_off_until_they_do() {
    let mut register = Register::in_office();
    register.step(&deputy(), MandateCommand::SetPhone { text: "0572 000 0000".into() });
    assert_eq!(register.now().public(Field::Phone), None);
    let publish = MandateCommand::Publish { field: Field::Phone, consent: true };
    for other in everybody().iter().filter(|actor| **actor != deputy()) {
        assert!(register.does(other, publish.clone()).is_err(), "{:?}", other.role());
        assert!(as_read_by(other, register.now()).phone.is_empty(), "{:?}", other.role());
    }
    register.step(&deputy(), publish);
    assert_eq!(register.now().public(Field::Phone), Some("0572 000 0000"));
    assert_eq!(as_read_by(&desk::citizen(), register.now()).phone, "0572 000 0000");
    register.step(&deputy(), MandateCommand::Publish { field: Field::Post, consent: false });
    register.step(&office(), MandateCommand::SetPost { text: "教师".into() });
    assert_eq!(as_read_by(&desk::citizen(), register.now()).post, "");
    assert_eq!(as_read_by(&office(), register.now()).post, "教师");
}

#[test]
fn a_correction_is_the_offices_and_the_card_is_signed_anew_for_its_device() {
    let mut register = Register::with_card();
    let device = register.now().card_on_file().expect("a card").device;
    let correct = |name: &str, ends, reason: &str| MandateCommand::Correct {
        name: name.into(),
        constituency: "第二选区".into(),
        term: Term { starts: term().starts, ends },
        reason: reason.into(),
    };
    let good = correct("张示", date(2027, 6, 30), "换届选举延期");
    for (by, command, code, field) in [
        (deputy(), good.clone(), RefusalCode::NotYours, None),
        (station(), good.clone(), RefusalCode::NotYours, None),
        (office(), correct("", date(2027, 6, 30), "更正"), RefusalCode::TextMissing, Some("name")),
        (office(), correct("张示", date(2030, 6, 30), "更正"), RefusalCode::OutOfRange, Some("term")),
        (office(), correct("张示", date(2027, 6, 30), " "), RefusalCode::TextMissing, Some("reason")),
    ] {
        let refusal = register.does(&by, command).expect_err("refused");
        assert_eq!((refusal.code, refusal.field.as_deref()), (code, field));
    }
    register.step(&office(), good.clone());
    let now = register.now();
    assert_eq!((now.name.as_str(), now.constituency.as_str(), now.term.ends), ("张示", "第二选区", date(2027, 6, 30)));
    assert_eq!(now.owes_card(), Some(device));
    assert_eq!(register.does(&office(), good).expect_err("so already").code, RefusalCode::AlreadyDone);
    assert!(
        Register::ended().does(&office(), correct("张示", date(2027, 6, 30), "更正")).is_err(),
        "the end is the end"
    );
}

#[test]
fn whose_mandate_is_over_may_be_elected_again_and_a_stranger_may_not() {
    let mut register = Register::empty();
    register.directory.former = std::mem::take(&mut register.directory.deputies);
    assert!(register.does(&office(), MandateCommand::Establish(Box::new(establishment()))).is_ok());
    register.directory.former.clear();
    let stranger = register.does(&office(), MandateCommand::Establish(Box::new(establishment())));
    assert_eq!(stranger.expect_err("no account").field.as_deref(), Some("deputy"));
}

#[test]
fn what_is_withdrawn_is_withdrawn_from_the_card_and_what_is_not_on_it_leaves_it_alone() {
    let mut register = Register::with_card();
    register.step(&office(), MandateCommand::AssignDutyGroup { group: "水环境组".into() });
    register.step(&deputy(), MandateCommand::SetPhone { text: "0572".into() });
    assert!(register.now().owes_card().is_none(), "neither is on the card");
    let before = *register.now().card_on_file().expect("a card");
    register.step(&deputy(), MandateCommand::Publish { field: Field::Phone, consent: true });
    assert_eq!(register.now().owes_card(), Some(before.device));
    register.step(&Actor::system(), issued(1, 8));
    assert_ne!(register.now().card_on_file().map(|card| card.index), Some(before.index));
}

#[test]
fn no_card_is_owed_while_suspended_nor_after_the_end() {
    let mut register = Register::in_office();
    register.step(&deputy(), request(1));
    register.step(&office(), suspend());
    assert_eq!(register.now().owes_card(), None);
    assert!(register.does(&Actor::system(), issued(1, 7)).is_err());
    register.step(&office(), MandateCommand::Restore { note: String::new() });
    assert!(register.now().owes_card().is_some());
    register.step(&office(), end(EndGround::MovedAway));
    assert_eq!(register.now().owes_card(), None);
}

#[test]
fn the_law_s_grounds_are_for_deputies_and_the_sub_district_s_for_deliberators() {
    let deputy = Office::Deputy(Level::District);
    let of = |office: Office| EndGround::ALL.into_iter().filter(move |ground| ground.ends(office)).collect::<Vec<_>>();
    assert_eq!(of(deputy).len(), 8);
    assert_eq!(
        of(Office::Deliberator),
        [EndGround::MovedAway, EndGround::Resigned, EndGround::Died, EndGround::Released]
    );
    assert!(!of(Office::Deputy(Level::National)).contains(&EndGround::MovedAway));
    assert!(!Office::Deliberator.may_decide() && Office::ALL.into_iter().filter(|o| o.may_decide()).count() == 5);
    assert!(!Office::Deliberator.chinese().contains("代表"), "a deliberator is never called a deputy");
}

#[test]
fn everybody_sees_that_a_mandate_exists_and_where_it_stands() {
    let mut register = Register::in_office();
    register.step(&office(), end(EndGround::Recalled));
    for actor in everybody() {
        assert!(sight_of::<Mandate>(&actor, register.now()).is_some(), "{:?}", actor.role());
    }
    assert_eq!(audience(register.now()).get(&Reader::Public), Some(&Sight::Public));
    assert_eq!(audience(register.now()).get(&Reader::Station(organ("station-a"))), Some(&Sight::Full));
}

#[test]
fn buttons_are_what_decide_lets_through() {
    for register in [Register::in_office(), Register::with_card(), Register::suspended(), Register::deliberator()] {
        for actor in everybody() {
            let context = register.context(&actor);
            let open: Vec<MandateAct> = permitted_acts(register.now(), &context).iter().map(|row| row.act).collect();
            for command in commands() {
                let taken = decide(Some(register.now()), &command, &context).is_ok();
                let server_s = actor == Actor::system();
                assert_eq!(open.contains(&command.act()), taken && !server_s, "{:?} {:?}", actor.role(), command.act());
            }
        }
    }
}

#[test]
fn one_person_may_hold_several_mandates_and_each_page_code_is_its_own() {
    let (first, second) = (Register::in_office(), Register::deliberator());
    assert_eq!(first.now().deputy, second.now().deputy);
    assert_ne!(first.now().code(), second.now().code());
    assert_eq!(first.now().code().len(), 8);
    let actor = Actor { user: first.now().deputy, capacity: Capacity::Deputy { station: organ("station-b") } };
    assert!(first.does(&actor, request(1)).is_ok(), "whichever station they signed in for");
    assert!(first.does(&station(), request(1)).is_err());
}

#[test]
fn a_page_code_has_no_letters_that_are_mistaken_for_digits() {
    let code = page_code(MatterId(uuid::Uuid::from_u128(u128::MAX)));
    assert_eq!(code, "ZZZZZZZZ");
    let all: String = (0..32_u128).map(|n| page_code(MatterId(uuid::Uuid::from_u128(n)))).collect();
    assert!(!all.contains(['I', 'L', 'O', 'U']));
}

#[test]
fn the_test_s_clock_is_within_the_term() {
    let start: Timestamp = desk::START.parse().expect("a time");
    assert!(term().covers(minyi_rulebook::calendar::local_date(start)));
}
