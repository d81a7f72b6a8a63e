//! The registry of figures: every name once, every board filled, every rate arises from its denominator.

use std::collections::BTreeSet;

use minyi_rulebook::citizen_case::facts::Fact;
use minyi_rulebook::citizen_case::figures::{Board, FIGURES};

#[test]
fn every_fact_has_a_bit_of_its_own_that_its_place_tells() {
    for (place, fact) in Fact::ALL.into_iter().enumerate() {
        assert_eq!(fact.bit(), 1 << place, "{fact:?}");
    }
}

#[test]
fn every_figure_has_a_name_of_its_own_in_both_languages() {
    let ids: BTreeSet<&str> = FIGURES.iter().map(|figure| figure.id).collect();
    let zh: BTreeSet<&str> = FIGURES.iter().map(|figure| figure.zh).collect();
    let en: BTreeSet<&str> = FIGURES.iter().map(|figure| figure.en).collect();
    assert_eq!((ids.len(), zh.len(), en.len()), (FIGURES.len(), FIGURES.len(), FIGURES.len()));
}

#[test]
fn a_main_board_and_seven_sub_boards_show_something() {
    use Board as B;
    let boards =
        [B::Main, B::Intake, B::Assignment, B::Timeliness, B::Results, B::Evaluation, B::Supervision, B::Openness];
    for board in boards {
        assert!(FIGURES.iter().any(|figure| figure.boards.contains(&board)), "{board:?}");
    }
}

#[test]
fn a_numerator_is_counted_among_its_denominator_and_nowhere_else() {
    for figure in FIGURES {
        if let Some(whole) = figure.of.denominator() {
            let part = figure.of.numerator();
            assert!(whole.iter().all(|fact| part.contains(fact)), "{}", figure.id);
            assert!(part.len() > whole.len(), "{} counts everything", figure.id);
        }
    }
}
