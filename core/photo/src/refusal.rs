//! Why a photo is refused: one closed list, each entry naming the fault or the limit and what would be accepted.
//!
//! Nothing here carries a path or content of the photo, so a refusal may be logged and sent.

use std::io;

/// A photo cannot be taken in or copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The path names a folder, a pipe or a device.
    #[error("this is not an ordinary file")]
    NotAFile,
    /// Zero bytes.
    #[error("the file is empty")]
    Empty,
    /// [`crate::Limits::file_bytes`].
    #[error("the file is larger than {limit} bytes")]
    TooManyBytes {
        /// The limit, in bytes.
        limit: u64,
    },
    /// The first bytes are those of no photo we know, whatever the file is called.
    #[error("this is no JPEG, PNG, WebP or HEIC photo")]
    NotAPhoto,
    /// Somebody wrote to the file while it was read, or it is no longer what was hashed.
    #[error("the file changed while it was read")]
    ChangedWhileRead,
    /// The file ends before the picture does.
    #[error("the file ends before the picture does")]
    Truncated,
    /// The bytes break the format.
    #[error("the file is damaged: {0}")]
    Damaged(&'static str),
    /// [`crate::Limits::side`].
    #[error("a side of {found} pixels is longer than {limit}")]
    TooLong {
        /// The longer side, in pixels.
        found: u32,
        /// The limit, in pixels.
        limit: u32,
    },
    /// [`crate::Limits::streamed_pixels`] or [`crate::Limits::buffered_pixels`].
    #[error("{found} pixels are more than {limit}, the limit for this kind of file")]
    TooManyPixels {
        /// Width times height.
        found: u64,
        /// The limit that holds for this kind of file.
        limit: u64,
    },
    /// [`crate::Limits::segments`].
    #[error("more than {limit} segments in front of the picture")]
    TooManySegments {
        /// The limit.
        limit: u32,
    },
    /// [`crate::Limits::scans`].
    #[error("more than {limit} scans")]
    TooManyScans {
        /// The limit.
        limit: u32,
    },
    /// A sound file of a kind that is not decoded.
    #[error("not supported: {0}")]
    Unsupported(Unsupported),
    /// HEIC is hashed and kept; the shell must supply a decoded copy, because the system holds the licence to decode.
    #[error("HEIC needs a copy decoded by the system")]
    NeedsDecodedCopy,
    /// The operating system could not read.
    #[error("the file cannot be read: {0}")]
    Io(io::ErrorKind),
}

/// What a sound file uses that we do not decode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsupported {
    /// Four inks (CMYK, YCCK): colours for print. Saving the photo as RGB helps.
    #[error("CMYK colours for print; save the photo as RGB")]
    PrintColours,
    /// Another number of colour channels than one or three.
    #[error("a JPEG with this number of channels")]
    Channels,
    /// More than eight bits a sample in a JPEG.
    #[error("a JPEG with more than 8 bits a sample")]
    Depth,
    /// Lossless, hierarchical or arithmetic JPEG.
    #[error("a lossless, hierarchical or arithmetic-coded JPEG")]
    Coding,
    /// A JPEG that tells its height after the picture (DNL).
    #[error("a JPEG that tells its height after the picture")]
    LateHeight,
}

impl Refusal {
    /// Stable name for machines and for the shell's wording.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotAFile => "photo_not_a_file",
            Self::Empty => "photo_empty",
            Self::TooManyBytes { .. } => "photo_too_many_bytes",
            Self::NotAPhoto => "photo_unknown_kind",
            Self::ChangedWhileRead => "photo_changed_while_read",
            Self::Truncated => "photo_truncated",
            Self::Damaged(_) => "photo_damaged",
            Self::TooLong { .. } => "photo_too_long",
            Self::TooManyPixels { .. } => "photo_too_many_pixels",
            Self::TooManySegments { .. } => "photo_too_many_segments",
            Self::TooManyScans { .. } => "photo_too_many_scans",
            Self::Unsupported(Unsupported::PrintColours) => "photo_print_colours",
            Self::Unsupported(_) => "photo_unsupported_coding",
            Self::NeedsDecodedCopy => "photo_needs_decoded_copy",
            Self::Io(_) => "photo_unreadable",
        }
    }
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Truncated,
            kind => Self::Io(kind),
        }
    }
}
