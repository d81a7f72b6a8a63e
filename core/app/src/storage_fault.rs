//! What can go wrong between the app and the phone's disk, as far as a caller can act on it.
//!
//! One enum for vault and mirror. It names files by id or hash, never by content and never by the user's own paths, so
//! that it may be logged and sent in a report. A fault always means: nothing was acknowledged, nothing acknowledged was
//! lost.

use std::io;

/// Why a storage call did not do what it was asked (存储故障).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StorageFault {
    /// Another process, or another handle in this one, holds the store.
    #[error("the store is in use by another process or handle")]
    InUse,
    /// The sealed files are there and the key to them is not. Nothing was moved or deleted: the caller decides between
    /// trying again and [`crate::vault::Vault::quarantine`].
    #[error("the key of the vault is lost: {0}")]
    KeyLost(KeyLoss),
    /// The key store cannot answer now, for example before the first unlock after a restart. Try again later.
    #[error("the key store is not available now")]
    KeyUnavailable,
    /// No room on the disk, or the quota is used up.
    #[error("no room left on the disk")]
    StorageFull,
    /// Any other refusal of the operating system: a failing disk, a read-only disk, a missing permission.
    #[error("the disk failed while {doing}: {kind}")]
    Io {
        /// What was being done, for the log.
        doing: &'static str,
        /// Class of the error as the operating system names it.
        kind: io::ErrorKind,
    },
    /// The file was there and is not what was once written. It now stands in `vault/damaged/`.
    #[error("{name} is damaged and was set aside")]
    Damaged {
        /// Folder and file name inside the vault.
        name: String,
    },
    /// There is no such file.
    #[error("{name} is not in the vault")]
    Missing {
        /// Folder and file name inside the vault.
        name: String,
    },
    /// The id is taken by other bytes; what was there first is kept.
    #[error("{name} is already there with other content")]
    Conflict {
        /// Folder and file name inside the vault.
        name: String,
    },
    /// A command may leave the vault only after a receipt (回执) was stored for it.
    #[error("command {id} has no receipt and must stay")]
    NotReceipted {
        /// Id of the command.
        id: uuid::Uuid,
    },
    /// The name of a slot is not 1 to 64 lower-case letters, digits, dashes or underscores.
    #[error("a slot name has 1 to 64 lower-case letters, digits, dashes or underscores")]
    BadSlotName,
    /// The file offered for import was refused.
    #[error("the file cannot be imported: {0}")]
    NotImportable(ImportRefusal),
    /// A tree name, key or value is longer than the mirror takes.
    #[error("a {what} of {len} bytes is over the limit of {max}")]
    TooLarge {
        /// `tree name`, `key` or `value`.
        what: &'static str,
        /// Its length in bytes.
        len: usize,
        /// The limit in bytes.
        max: usize,
    },
    /// The mirror failed in the middle of its work. Drop it and open it again: it will come back empty.
    #[error("the mirror broke and will be rebuilt when it is opened again")]
    MirrorBroken,
}

/// How the key of a vault was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyLoss {
    /// Sealed files without a key file.
    #[error("the key file is missing")]
    Missing,
    /// The key file is not one this version can read.
    #[error("the key file is damaged")]
    Damaged,
    /// The key store no longer knows the wrapping key: new phone, restored backup, reset lock screen.
    #[error("the key store cannot unwrap it")]
    Refused,
    /// The key store answered with a key that does not open this vault.
    #[error("the key store gave another key")]
    Wrong,
}

/// Why a file was not taken into the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ImportRefusal {
    /// No bytes in it.
    #[error("it is empty")]
    Empty,
    /// More bytes than the caller allows.
    #[error("{len} bytes are over the limit of {max}")]
    TooBig {
        /// Length of the file in bytes.
        len: u64,
        /// The caller's limit in bytes.
        max: u64,
    },
    /// It is not there (any more).
    #[error("it is gone")]
    Vanished,
    /// Its length or its time of change moved while it was read.
    #[error("it changed while it was read")]
    Changed,
    /// A folder, a pipe or a device.
    #[error("it is not a regular file")]
    NotAFile,
}

impl StorageFault {
    /// Maps an error of the operating system; `doing` completes "the disk failed while ...".
    pub(crate) fn io(doing: &'static str) -> impl Fn(io::Error) -> Self {
        move |error| match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::StorageFull,
            kind => Self::Io { doing, kind },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_and_a_used_up_quota_are_told_apart_from_a_failing_disk() {
        let map = StorageFault::io("writing");
        for kind in [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded] {
            assert_eq!(map(kind.into()), StorageFault::StorageFull);
        }
        for (errno, kind) in [(5, io::Error::from_raw_os_error(5).kind()), (30, io::ErrorKind::ReadOnlyFilesystem)] {
            assert_eq!(map(io::Error::from_raw_os_error(errno)), StorageFault::Io { doing: "writing", kind });
        }
    }
}
