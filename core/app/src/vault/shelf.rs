//! The folders of a vault and the names in them.

use super::seal::Kind;
use minyi_rulebook::ids::Sha256;
use uuid::Uuid;

/// Ending of a file that is not finished; no finished name can carry it.
pub(super) const TEMP: &str = ".tmp";

/// One folder of the vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shelf {
    Commands,
    Receipts,
    Drafts,
    Slots,
    Blobs,
    Evidence,
}

impl Shelf {
    pub(super) const ALL: [Self; 6] =
        [Self::Commands, Self::Receipts, Self::Drafts, Self::Slots, Self::Blobs, Self::Evidence];

    pub(super) fn folder(self) -> &'static str {
        match self {
            Self::Commands => "commands",
            Self::Receipts => "receipts",
            Self::Drafts => "drafts",
            Self::Slots => "slots",
            Self::Blobs => "blobs",
            Self::Evidence => "evidence",
        }
    }

    fn ending(self) -> &'static str {
        match self {
            Self::Commands => ".cmd",
            Self::Receipts => ".rcp",
            Self::Drafts => ".drf",
            Self::Slots => "",
            Self::Blobs => ".blob",
            Self::Evidence => ".rec",
        }
    }

    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Commands => Kind::Command,
            Self::Receipts => Kind::Receipt,
            Self::Drafts => Kind::Draft,
            Self::Slots => Kind::Slot,
            Self::Blobs => Kind::Blob,
            Self::Evidence => Kind::Evidence,
        }
    }

    /// File name of a thing.
    pub(super) fn file(self, name: &str) -> String {
        format!("{name}{}", self.ending())
    }

    /// How faults and reports call a thing.
    pub(super) fn label(self, name: &str) -> String {
        format!("{}/{name}{}", self.folder(), self.ending())
    }

    /// The name a file on this shelf stands for.
    pub(super) fn read_name(self, file: &str) -> FileName {
        let Some(name) = file.strip_suffix(self.ending()).filter(|_| !file.ends_with(TEMP)) else {
            return FileName::Foreign;
        };
        // Only the one spelling that `file` writes is a name: a second one would be a second file for the same thing.
        let spelled_right = match self {
            Self::Commands | Self::Receipts | Self::Drafts => {
                name.parse::<Uuid>().is_ok_and(|id| id.to_string() == name)
            }
            Self::Slots => is_slot_name(name),
            Self::Blobs | Self::Evidence => name.parse::<Sha256>().is_ok(),
        };
        if spelled_right {
            FileName::Of(name.to_owned())
        } else if self == Self::Slots {
            FileName::Foreign
        } else {
            FileName::Misspelled
        }
    }
}

/// What a file name on a shelf says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FileName {
    /// A thing of this name.
    Of(String),
    /// Has the ending, but no id or hash before it: nothing the vault could ever find again.
    Misspelled,
    /// Not ours (a desktop's `.DS_Store`): left alone.
    Foreign,
}

/// 1 to 64 lower-case letters, digits, dashes or underscores.
pub(super) fn is_slot_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'))
}
