//! A mobile number. Personal data: it is stored in one table, and no debug output shows it.

use std::fmt;
use std::str::FromStr;

use minyi_wire::{Problem, ProblemCode};

/// A mainland mobile number (手机号): 11 digits, 1 then 3 to 9.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

impl Phone {
    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Phone {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.as_bytes() {
            [b'1', b'3'..=b'9', rest @ ..] if rest.len() == 9 && rest.iter().all(u8::is_ascii_digit) => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(Problem::new(ProblemCode::PhoneMalformed)
                .field("phone")
                .accepting("a mainland mobile number of 11 digits, such as 13800000000")),
        }
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_mainland_mobile_numbers_are_phones() {
        assert!("19900000001".parse::<Phone>().is_ok());
        for wrong in [
            "",
            "1990000000",
            "199000000011",
            "12900000001",
            "29900000001",
            "+8619900000001",
            "1990000000a",
            "１９９00000001",
        ] {
            assert_eq!(wrong.parse::<Phone>().unwrap_err().code, ProblemCode::PhoneMalformed, "{wrong}");
        }
    }

    #[test]
    fn debug_output_never_shows_the_number() {
        assert!(!format!("{:?}", "19900000001".parse::<Phone>()).contains('9'));
    }
}
