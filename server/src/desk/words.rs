//! Words of a text, the same for both databases and both languages: Chinese by pairs of neighbouring characters, everything else by
//! runs of letters and digits. No dictionary, so no word is ever unknown to it.

use std::collections::BTreeSet;

use minyi_rulebook::citizen_case::{CaseState, RoundAnswer};

/// Letters of a longer run say nothing new.
const LONGEST: usize = 64;
/// Words of a question; the rest of a pasted page is not looked for.
const ASKED_MOST: usize = 24;

/// What is to be found in a case: the author's words, the place, the signed answers.
#[must_use]
pub fn of_case(case: &CaseState) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let mut add = |text: &str| words.extend(stored(text));
    add(&case.title);
    add(&case.text);
    case.place.iter().for_each(|place| add(&place.label));
    case.supplements.iter().for_each(|supplement| add(&supplement.text));
    for round in &case.rounds {
        if let RoundAnswer::Signed { draft, .. } = &round.answer {
            add(&draft.text);
        }
    }
    words
}

/// Words as they are stored: pairs, and each single last character, so that one character finds every word it begins.
#[must_use]
pub fn stored(text: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for run in runs(text) {
        match run {
            Run::Chinese(run) => {
                words.extend(pairs(&run));
                words.extend(run.last().map(char::to_string));
            }
            Run::Letters(run) => {
                words.insert(run);
            }
        }
    }
    words
}

/// A question: words that must all be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub word: String,
    /// Whether longer words that begin so are good too.
    pub begins: bool,
}

/// What a person looks for; empty when the text holds no word.
#[must_use]
pub fn asked(text: &str) -> Vec<Asked> {
    let mut asked = Vec::new();
    for run in runs(text) {
        match run {
            Run::Chinese(run) if run.len() == 1 => {
                asked.extend(run.first().map(|only| Asked { word: only.to_string(), begins: true }));
            }
            Run::Chinese(run) => asked.extend(pairs(&run).into_iter().map(|word| Asked { word, begins: false })),
            Run::Letters(word) => asked.push(Asked { word, begins: true }),
        }
    }
    asked.truncate(ASKED_MOST);
    asked
}

/// How alike two sets of words are: shared words among all of them, in percent.
#[must_use]
pub fn likeness(one: &BTreeSet<String>, other: &BTreeSet<String>) -> u8 {
    let shared = one.intersection(other).count();
    let all = one.len() + other.len() - shared;
    (shared * 100).checked_div(all).map_or(0, |percent| u8::try_from(percent).unwrap_or(100))
}

enum Run {
    Chinese(Vec<char>),
    Letters(String),
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut open = false;
    for c in text.chars() {
        let chinese = is_chinese(c);
        if !chinese && !c.is_alphanumeric() {
            open = false;
            continue;
        }
        match runs.last_mut() {
            Some(Run::Chinese(run)) if open && chinese => run.push(c),
            Some(Run::Letters(run)) if open && !chinese => {
                if run.chars().count() < LONGEST {
                    run.extend(c.to_lowercase());
                }
            }
            _ if chinese => runs.push(Run::Chinese(vec![c])),
            _ => runs.push(Run::Letters(c.to_lowercase().collect())),
        }
        open = true;
    }
    runs
}

fn pairs(run: &[char]) -> Vec<String> {
    run.windows(2).map(|pair| pair.iter().collect()).collect()
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(text: &str, question: &str) -> bool {
        let stored = stored(text);
        let asked = asked(question);
        !asked.is_empty()
            && asked.iter().all(|asked| {
                stored.iter().any(|word| if asked.begins { word.starts_with(&asked.word) } else { *word == asked.word })
            })
    }

    #[test]
    fn what_people_type_finds_what_people_wrote() {
        let text = "村口的路灯坏了一个月，编号 LD-2031，请修。";
        let table = [
            ("路灯", true),
            ("路灯坏了", true),
            ("灯", true),
            ("修", true),
            ("村口 路灯", true),
            ("ld", true),
            ("2031", true),
            ("LD-20", true),
            ("路口", false),
            ("灯路", false),
            ("031", false),
            ("", false),
            ("，。！", false),
        ];
        for (question, found) in table {
            assert_eq!(finds(text, question), found, "{question}");
        }
    }

    #[test]
    fn a_pasted_page_asks_for_its_first_words_only() {
        assert_eq!(asked(&"民意".repeat(500)).len(), ASKED_MOST);
        assert!(stored(&"a".repeat(100_000)).iter().all(|word| word.len() <= LONGEST));
    }

    #[test]
    fn likeness_is_of_the_whole() {
        let one = stored("柳荫港排口流黑水");
        assert_eq!(likeness(&one, &one), 100);
        assert_eq!(likeness(&one, &stored("学校门口堵车")), 0);
        assert_eq!(likeness(&stored(""), &stored("")), 0);
        assert!(likeness(&one, &stored("柳荫港排口雨后流黑水")) > 40);
    }
}
