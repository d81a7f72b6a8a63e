//! A fact that may be missing, with the reason: never a zero, never an empty text that looks like a value.

/// A value, or why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known<T> {
    /// The value.
    Is(T),
    /// There is none.
    Unknown(Absence),
}

/// Why a fact is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// The policy did not ask for it.
    NotAsked,
    /// The person said no.
    Refused,
    /// The device could not tell.
    Unavailable,
}

impl<T> Known<T> {
    /// The device could not tell.
    pub const UNAVAILABLE: Self = Self::Unknown(Absence::Unavailable);

    /// The value, if there is one.
    pub fn as_option(&self) -> Option<&T> {
        match self {
            Self::Is(value) => Some(value),
            Self::Unknown(_) => None,
        }
    }
}
