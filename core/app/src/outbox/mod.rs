//! The outbox (待发箱): brings what the user made to the server exactly once, over any network, through any crash.
//!
//! # Protocol
//!
//! 1. **Seal.** A command gets its id (UUIDv7), the next number of this device and its final bytes; the bytes go to the
//!    vault. From here on they never change, and only now may the shell say "saved on this phone" (已存在本机).
//! 2. **Submit.** `POST /v1/commands` with exactly these bytes, as often as it takes. Commands of one matter go one by one in
//!    the order in which they were made, a submission first; up to [`LANES`] matters go side by side. A case is registered
//!    by its text alone, its photos follow.
//! 3. **Receipt.** Success is a receipt (回执) that names this id and these bytes, signed with a pinned key, and nothing else.
//!    It is stored in the vault before anything is believed.
//! 4. **Photos.** Dependents of the receipted command: first the signed record, then the original: declared, cut into parts, up to [`PARTS_IN_FLIGHT`] parts at once, any
//!    order. The id of an upload is derived from matter and content, so it is found again when the mirror is lost.
//!    The item is *complete* when the server holds every photo whole.
//! 5. **Purge.** [`KEPT_AFTER_RECEIPT`] after the receipt and when complete, command and photos leave the vault; the receipt
//!    stays.
//!
//! ```text
//! draft -> sealed -> submitting -> receipted -> uploading -> complete -> purged
//!             ^  \________|                        |
//!        retry|   parked(problem)             photo parked(problem)
//! ```
//!
//! # What goes wrong
//!
//! | answer | what happens |
//! | --- | --- |
//! | none, 408, 425, 429, 5xx | the same again, for ever; full-jitter back-off from 2 s to 15 min, never before `Retry-After` |
//! | not our server's words, wrong signature | the same: a captive portal is a kind of bad weather |
//! | 401 | everything pauses and the user is asked to sign in; nothing is lost |
//! | any other 4xx of our server | this item is parked with the problem and waits for the user; other matters go on |
//! | a new network | waits that lay in the old network end |
//!
//! A parked submission holds back later commands of its own matter, which make no sense without it; any other parked command
//! holds back nothing.
//!
//! # What is stored where
//!
//! The vault holds the sealed command (with the account it belongs to) and the last word on it: its receipt, or the user's
//! decision to discard it. The mirror holds only what may be forgotten: whose turn is when, why something is parked, which
//! parts the server has. After the loss of the mirror parked items are asked about once more and uploads declared once more;
//! the answers are the same.

mod backoff;
mod dispose;
mod item;
mod photos;
mod queue;
mod seal;
mod sealed;
mod sending;
mod snapshot;
mod speed;
mod transfers;
mod upload;

pub(crate) use backoff::Turn;
pub(crate) use item::{Item, Standing};
pub(crate) use queue::Queue;
pub(crate) use seal::{DEVICE_SLOT, Device, NewCommand, store_device};
pub(crate) use sealed::{LastWord, Sealed};
pub use snapshot::{ItemStanding, OutboxItem, OutboxSnapshot};
pub(crate) use speed::LinkSpeed;
pub use transfers::PlannedTransfer;

use minyi_wire::problem::Problem;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Matters that are served side by side.
pub const LANES: usize = 3;
/// Parts of one upload that are on their way at once.
pub const PARTS_IN_FLIGHT: usize = 3;
/// How long a complete command stays on the phone after its receipt: seven days.
pub const KEPT_AFTER_RECEIPT: Duration = Duration::from_secs(7 * 24 * 3600);

/// Why something needs the user's attention (待处理原因).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum ParkReason {
    /// The server said no; the problem says why and what would be accepted.
    Problem {
        /// As it came.
        problem: Box<Problem>,
    },
    /// The stored bytes are damaged or gone; they were set aside.
    ContentLost,
}
