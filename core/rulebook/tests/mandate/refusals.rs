//! Every refusal of a mandate: what provokes it, its code, its field, and the rule that it quotes.

use crate::desk::{auditor, citizen, deputy, office, organ, station, user};
use crate::register::*;
use jiff::civil::date;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::mandate::MandateCommand as C;
use minyi_rulebook::mandate::*;
use minyi_rulebook::office::{Level, Office};
use minyi_rulebook::policy::Policy;
use minyi_rulebook::refusal::RefusalCode as Code;

type Row = (&'static str, Register, Actor, C, Code, Option<&'static str>, Option<&'static str>);

fn establish(change: impl FnOnce(&mut Establishment)) -> C {
    let mut new = establishment();
    change(&mut new);
    C::Establish(Box::new(new))
}

fn before_the_term() -> Register {
    let mut register = Register::in_office();
    register.at = "2022-02-01T00:00:00Z".parse().expect("a time");
    register
}

fn text(field: Field, text: &str) -> C {
    let text = text.to_owned();
    match field {
        Field::Post => C::SetPost { text },
        Field::Pledge => C::SetPledge { text },
        Field::ReceptionDays => C::SetReceptionDays { text },
        Field::DutyGroup => C::AssignDutyGroup { group: text },
        Field::Phone => C::SetPhone { text },
    }
}

fn rows() -> Vec<Row> {
    let off = Register::in_office;
    let empty = Register::empty;
    let records = Some("mandate.office_records");
    vec![
        ("no mandate yet", empty(), office(), suspend(), Code::NoSuchMatter, None, None),
        (
            "an id that is taken",
            off(),
            office(),
            establish(|_| ()),
            Code::AlreadySubmitted,
            None,
            Some("submission.frozen"),
        ),
        ("established by a deputy", empty(), deputy(), establish(|_| ()), Code::NotYours, None, records),
        ("no name", empty(), office(), establish(|new| new.name.clear()), Code::TextMissing, Some("name"), None),
        (
            "a name turned around",
            empty(),
            office(),
            establish(|new| new.name = "张\u{202e}示".into()),
            Code::OutOfRange,
            Some("name"),
            None,
        ),
        (
            "an endless name",
            empty(),
            office(),
            establish(|new| new.name = "张".repeat(21)),
            Code::TextTooLong,
            Some("name"),
            None,
        ),
        (
            "an endless constituency",
            empty(),
            office(),
            establish(|new| new.constituency = "区".repeat(31)),
            Code::TextTooLong,
            Some("constituency"),
            None,
        ),
        (
            "a stranger",
            empty(),
            office(),
            establish(|new| new.deputy = user(99)),
            Code::NoSuchAddressee,
            Some("deputy"),
            records,
        ),
        (
            "a unit as station",
            empty(),
            office(),
            establish(|new| new.station = organ("unit-water")),
            Code::NoSuchAddressee,
            Some("station"),
            records,
        ),
        (
            "a city deputy of a district",
            empty(),
            office(),
            establish(|new| new.office = Office::Deputy(Level::City)),
            Code::OutOfRange,
            Some("region"),
            records,
        ),
        (
            "a deliberator of a district",
            empty(),
            office(),
            establish(|new| new.office = Office::Deliberator),
            Code::OutOfRange,
            Some("region"),
            Some("mandate.deliberator"),
        ),
        (
            "a town deputy of a sub-district",
            empty(),
            office(),
            establish(|new| {
                new.office = Office::Deputy(Level::Town);
                new.region = "330502001".parse().expect("a region");
            }),
            Code::OutOfRange,
            Some("region"),
            records,
        ),
        (
            "a term turned around",
            empty(),
            office(),
            establish(|new| new.term = Term { starts: date(2027, 1, 1), ends: date(2026, 1, 1) }),
            Code::OutOfRange,
            Some("term"),
            Some("mandate.term"),
        ),
        (
            "a term that is over",
            empty(),
            office(),
            establish(|new| new.term = Term { starts: date(2021, 1, 1), ends: date(2026, 1, 1) }),
            Code::OutOfRange,
            Some("term"),
            Some("mandate.term"),
        ),
        (
            "a term of seven years",
            empty(),
            office(),
            establish(|new| new.term.ends = date(2029, 3, 2)),
            Code::OutOfRange,
            Some("term"),
            Some("mandate.term"),
        ),
        ("a pledge by the office", off(), office(), text(Field::Pledge, "好"), Code::NotYours, None, records),
        ("a phone number by the station", off(), station(), text(Field::Phone, "1"), Code::NotYours, None, records),
        (
            "an endless pledge",
            off(),
            deputy(),
            text(Field::Pledge, &"好".repeat(81)),
            Code::TextTooLong,
            Some("text"),
            None,
        ),
        ("a post of blanks", off(), deputy(), text(Field::Post, "  "), Code::TextMissing, Some("text"), None),
        (
            "words as a phone number",
            off(),
            deputy(),
            text(Field::Phone, "call me"),
            Code::OutOfRange,
            Some("text"),
            None,
        ),
        ("nothing new", off(), deputy(), text(Field::Post, ""), Code::AlreadyDone, Some("text"), None),
        (
            "consent twice",
            off(),
            deputy(),
            C::Publish { field: Field::Post, consent: true },
            Code::AlreadyDone,
            Some("field"),
            None,
        ),
        (
            "consent by the office",
            off(),
            office(),
            C::Publish { field: Field::Phone, consent: true },
            Code::NotYours,
            None,
            Some("mandate.consent"),
        ),
        (
            "a station that is none",
            off(),
            office(),
            C::AssignStation { station: organ("court") },
            Code::NoSuchAddressee,
            Some("station"),
            records,
        ),
        (
            "the same station",
            off(),
            office(),
            C::AssignStation { station: organ("station-a") },
            Code::AlreadyDone,
            Some("station"),
            None,
        ),
        ("a group by the deputy", off(), deputy(), text(Field::DutyGroup, "组"), Code::NotYours, None, records),
        ("suspended by a citizen", off(), citizen(), suspend(), Code::NotYours, None, Some("mandate.suspension")),
        ("suspended by an auditor", off(), auditor(), suspend(), Code::NotYours, None, Some("auditor.reads_only")),
        (
            "suspended twice",
            Register::suspended(),
            office(),
            suspend(),
            Code::NotInThisStage,
            None,
            Some("mandate.suspension"),
        ),
        (
            "an endless note",
            off(),
            office(),
            C::Suspend { ground: SuspensionGround::ServingSentence, note: "长".repeat(201) },
            Code::TextTooLong,
            Some("note"),
            None,
        ),
        (
            "a deliberator suspended",
            Register::deliberator(),
            office(),
            suspend(),
            Code::OutOfRange,
            Some("ground"),
            Some("mandate.deliberator_ends"),
        ),
        (
            "restored without suspension",
            off(),
            office(),
            C::Restore { note: String::new() },
            Code::NotInThisStage,
            None,
            Some("mandate.suspension"),
        ),
        (
            "restored after the end",
            Register::ended(),
            office(),
            C::Restore { note: String::new() },
            Code::NotInThisStage,
            None,
            Some("mandate.suspension"),
        ),
        (
            "a deputy released",
            off(),
            office(),
            end(EndGround::Released),
            Code::OutOfRange,
            Some("ground"),
            Some("mandate.termination"),
        ),
        (
            "a deliberator recalled",
            Register::deliberator(),
            office(),
            end(EndGround::Recalled),
            Code::OutOfRange,
            Some("ground"),
            Some("mandate.deliberator_ends"),
        ),
        (
            "an end without notice",
            off(),
            office(),
            C::End { ground: EndGround::Died, notice: String::new() },
            Code::TextMissing,
            Some("notice"),
            Some("mandate.notice"),
        ),
        (
            "ended twice",
            Register::ended(),
            office(),
            end(EndGround::Resigned),
            Code::NotInThisStage,
            None,
            Some("mandate.termination"),
        ),
        ("a card for another person", off(), citizen(), request(1), Code::NotYours, None, Some("mandate.card")),
        (
            "a card while suspended",
            Register::suspended(),
            deputy(),
            request(2),
            Code::NotInThisStage,
            None,
            Some("mandate.card"),
        ),
        (
            "a card before the term",
            before_the_term(),
            deputy(),
            request(1),
            Code::WindowOver,
            None,
            Some("mandate.card"),
        ),
        (
            "a device key of another curve",
            off(),
            deputy(),
            C::RequestCard { device: CardKey([4; 33]) },
            Code::OutOfRange,
            Some("device"),
            None,
        ),
        (
            "a card nobody asked for",
            off(),
            Actor::system(),
            issued(1, 7),
            Code::AlreadyDone,
            Some("number"),
            Some("mandate.one_card"),
        ),
        ("a card by the office", off(), office(), issued(1, 7), Code::NotYours, None, Some("mandate.one_card")),
        (
            "the term over too soon",
            off(),
            Actor::system(),
            C::NoteTermOver,
            Code::NotOverdue,
            None,
            Some("mandate.term"),
        ),
    ]
}

#[test]
fn every_refusal_has_its_code_its_field_and_its_quoted_rule() {
    for (what, register, actor, command, code, field, rule) in rows() {
        let refusal = register.does(&actor, command).expect_err(what);
        assert_eq!(refusal.code, code, "{what}");
        assert_eq!(refusal.field.as_deref(), field, "{what}");
        assert_eq!(refusal.rule.as_ref().map(|quote| quote.id.0.as_str()), rule, "{what}");
        assert!(!refusal.accepted_zh.is_empty() && !refusal.accepted_en.is_empty(), "{what}");
    }
}

#[test]
fn a_card_asked_for_twice_is_asked_for_once_and_one_that_lives_too_long_or_was_there_is_refused() {
    let mut register = Register::in_office();
    register.step(&deputy(), request(1));
    assert_eq!(register.does(&deputy(), request(1)).map_err(|refusal| refusal.code), Err(Code::AlreadyDone));
    let C::NoteCardIssued(mut card) = issued(1, 7) else { panic!("a card") };
    card.expires_at = "2027-02-28T16:00:01Z".parse().expect("a time");
    assert!(register.does(&Actor::system(), C::NoteCardIssued(card.clone())).is_err(), "a second beyond the term");
    card.expires_at = "2027-02-28T16:00:00Z".parse().expect("a time");
    register.step(&Actor::system(), C::NoteCardIssued(card));
    register.step(&deputy(), request(2));
    assert!(register.does(&Actor::system(), issued(2, 7)).is_err(), "a number and a place are used once");
    assert!(register.does(&Actor::system(), issued(1, 8)).is_err(), "the first device no longer waits");
    assert!(register.does(&Actor::system(), issued(2, 8)).is_ok());
}

#[test]
fn every_row_of_the_table_quotes_a_rule_that_exists() {
    for row in table::TABLE {
        assert!(Policy::embedded().quote(row.rule).is_some(), "{:?} quotes {}", row.act, row.rule);
    }
}
