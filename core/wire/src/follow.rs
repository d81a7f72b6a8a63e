//! Following a case by its code (查询码), without signing in: short enough to type from paper, too long to guess, and a slip of the
//! pen is told apart from a code that leads nowhere.
//!
//! Twelve characters of the server's making and one that checks them, of 32 digits and letters without I, L, O, U. The check is
//! one symbol of a Reed-Solomon code over 32 elements: any one wrong character, and any two that changed places, are noticed.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use minyi_rulebook::citizen_case::{Ending, Stage, TimelineEntry};
use minyi_rulebook::clock::DueExplanation;
use minyi_rulebook::ids::MatterId;
use serde::{Deserialize, Serialize};

use crate::view::Deadline;

const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const MADE: usize = 12;
/// Beyond this nobody is typing a code.
const TYPED_MOST: usize = 64;

/// A code that leads to one case.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct FollowCode([u8; MADE]);

/// What was typed is no code: how it is made, for the person at the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAFollowCode {
    /// Characters are missing or too many.
    #[error("13 characters, as printed on the receipt")]
    Length,
    /// A character that no code holds.
    #[error("digits and letters only, as printed on the receipt")]
    Letter,
    /// The last character does not fit the others.
    #[error("a character is wrong; compare with the receipt")]
    Check,
}

impl NotAFollowCode {
    /// The same, Chinese.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Length => "查询码共 13 位，见回执",
            Self::Letter => "查询码只含数字和字母，见回执",
            Self::Check => "有一位填错了，请对照回执核对",
        }
    }
}

impl FollowCode {
    /// From 60 bits of a secret function of the case: the first twelve times five bits of these bytes.
    #[must_use]
    pub fn of_secret(secret: &[u8; 32]) -> Self {
        let bits = u64::from_be_bytes([
            secret[0], secret[1], secret[2], secret[3], secret[4], secret[5], secret[6], secret[7],
        ]);
        Self(std::array::from_fn(|place| u8::try_from((bits >> (59 - 5 * place)) & 31).unwrap_or(0)))
    }

    fn check(&self) -> u8 {
        self.0.iter().rev().fold(0, |sum, digit| times_two(sum ^ digit))
    }
}

/// Multiplies by the generator of GF(32), x^5 + x^2 + 1.
fn times_two(element: u8) -> u8 {
    let doubled = element << 1;
    if doubled & 32 == 0 { doubled } else { (doubled ^ 0b10_0101) & 31 }
}

/// In groups of four, four and five, as printed.
impl fmt::Display for FollowCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, digit) in self.0.iter().chain(std::iter::once(&self.check())).enumerate() {
            let dash = if matches!(place, 4 | 8) { "-" } else { "" };
            write!(f, "{dash}{}", char::from(LETTERS[usize::from(*digit)]))?;
        }
        Ok(())
    }
}

/// It opens a case: logs and errors do not show it.
impl fmt::Debug for FollowCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FollowCode(…)")
    }
}

/// As people type: small letters, spaces, dashes, full-width digits, O for 0, I and L for 1.
impl FromStr for FollowCode {
    type Err = NotAFollowCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > TYPED_MOST {
            return Err(NotAFollowCode::Length);
        }
        let typed = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '－' | '—' | '–' | '_' | '.'));
        let digits: Vec<u8> = typed.map(digit).collect::<Option<_>>().ok_or(NotAFollowCode::Letter)?;
        let (check, made) = digits.split_last().ok_or(NotAFollowCode::Length)?;
        let code = Self(made.try_into().map_err(|_| NotAFollowCode::Length)?);
        if code.check() == *check { Ok(code) } else { Err(NotAFollowCode::Check) }
    }
}

fn digit(typed: char) -> Option<u8> {
    let plain = match typed {
        '！'..='～' => char::from_u32(u32::from(typed) - 0xFEE0)?,
        other => other,
    };
    let letter = match plain.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    LETTERS.iter().position(|known| char::from(*known) == letter).and_then(|place| u8::try_from(place).ok())
}

/// `GET /v1/matters/{id}/follow-code`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FollowCodeView {
    /// To show and print; whoever has it may follow the case.
    pub code: String,
    /// Path of the page that it opens.
    pub path: String,
}

/// `POST /v1/follow`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FollowRequest {
    /// As typed.
    pub code: String,
}

/// What the code opens: where the case stands and why. Not who wrote it, and nobody's words but the author's own title.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FollowView {
    pub matter: MatterId,
    pub stage: Stage,
    pub ending: Option<Ending>,
    /// The author's own; `None` for matters that are kept from all but the organ in charge.
    pub title: Option<String>,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub submitted_at: Timestamp,
    /// Whether a question waits for the author, who must sign in to read it.
    pub question_waits: bool,
    /// Whether an answer waits to be read, by the author, who must sign in.
    pub answer_waits: bool,
    /// Running clocks, soonest first.
    pub deadlines: Vec<Deadline>,
    /// Why each running clock is due when it is, in the same order, without the reasons of pauses and extensions.
    pub due: Vec<DueExplanation>,
    /// Acts and times, without notes.
    pub timeline: Vec<TimelineEntry>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(seed: u8) -> FollowCode {
        FollowCode::of_secret(&std::array::from_fn(|at| {
            seed.wrapping_mul(37).wrapping_add(u8::try_from(at).unwrap().wrapping_mul(11))
        }))
    }

    #[test]
    fn a_code_is_read_as_it_is_printed_and_as_people_type_it() {
        for seed in 0..=255 {
            let code = code(seed);
            let printed = code.to_string();
            assert_eq!(printed.len(), 15);
            let typed = [
                printed.clone(),
                printed.to_lowercase(),
                printed.replace('-', ""),
                printed.replace('-', " － "),
                printed.replace('0', "o").replace('1', "l"),
                printed
                    .chars()
                    .map(|c| if c == '-' { c } else { char::from_u32(u32::from(c) + 0xFEE0).unwrap() })
                    .collect(),
            ];
            for typed in typed {
                assert_eq!(typed.parse(), Ok(code), "{typed}");
            }
        }
    }

    #[test]
    fn every_single_slip_and_every_swap_is_noticed() {
        for seed in 0..32 {
            let printed: Vec<char> = code(seed).to_string().replace('-', "").chars().collect();
            for place in 0..printed.len() {
                for letter in
                    LETTERS.iter().map(|letter| char::from(*letter)).filter(|letter| *letter != printed[place])
                {
                    let mut slip = printed.clone();
                    slip[place] = letter;
                    assert_eq!(slip.iter().collect::<String>().parse::<FollowCode>(), Err(NotAFollowCode::Check));
                }
                for other in place + 1..printed.len() {
                    let mut swap = printed.clone();
                    swap.swap(place, other);
                    if swap != printed {
                        assert_eq!(swap.iter().collect::<String>().parse::<FollowCode>(), Err(NotAFollowCode::Check));
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_no_code_says_what_is_wrong() {
        let table = [
            ("", NotAFollowCode::Length),
            ("0000-0000-000", NotAFollowCode::Length),
            ("0000-0000-00000-0", NotAFollowCode::Length),
            ("0000-0000-0000U", NotAFollowCode::Letter),
            ("查询码", NotAFollowCode::Letter),
            ("0000-0000-00001", NotAFollowCode::Check),
        ];
        for (typed, fault) in table {
            assert_eq!(typed.parse::<FollowCode>(), Err(fault), "{typed}");
        }
        assert_eq!("0".repeat(1_000).parse::<FollowCode>(), Err(NotAFollowCode::Length));
    }
}
