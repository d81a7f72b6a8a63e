//! A case that changes hands takes its originals along (移交): one entry of the log for each, in the transaction of the change, so
//! that the log says at any time who answers for an original.

use jiff::Timestamp;
use minyi_evidence::{CustodyAct, Happening, LONGEST_REASON};
use minyi_rulebook::ids::MatterId;

use super::log;
use crate::procedures::HandOver;
use crate::store::{StoreError, Tx};

/// Writes down who hands over, and to whom.
///
/// # Errors
/// A fault of the store.
pub(crate) async fn note(
    tx: &mut Tx,
    matter: MatterId,
    hand_over: &HandOver,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut reason = hand_over.why.clone();
    reason.truncate(reason.floor_char_boundary(LONGEST_REASON));
    for photo in &hand_over.photos {
        let act = CustodyAct::Transferred;
        let transferred = Happening::Custody { actor: hand_over.by, act, reason: reason.clone() };
        log::append(tx, matter, *photo, now, vec![transferred]).await?;
    }
    Ok(())
}
