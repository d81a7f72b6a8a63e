//! Synced matters of other procedures (其他事项), by id. This version need not know what is in them: what it cannot read it keeps,
//! so that it is there when an update of the app can.

use super::large;
use crate::CoreError;
use crate::engine::{Engine, Stores};
use crate::mirror::Batch;
use minyi_rulebook::ids::MatterId;
use minyi_wire::sync::OtherView;

/// Tree of [`OtherView`] by matter.
pub(super) const VIEWS: &str = "others";
/// Entries read at once.
const PAGE: usize = 256;

/// Puts a matter in place of what was known of it.
pub(crate) fn put(batch: &mut Batch, view: &OtherView) -> Result<(), CoreError> {
    large::put(batch, VIEWS, view.matter.0.as_bytes(), &serde_json::to_vec(view)?);
    Ok(())
}

/// Forgets a matter; fine if it is none of these.
pub(crate) fn remove(batch: &mut Batch, matter: MatterId, stores: &Stores) -> Result<(), CoreError> {
    large::remove(batch, stores, VIEWS, matter.0.as_bytes())
}

impl Engine {
    /// A matter as it was last synced to this account.
    pub(crate) fn other(&self, matter: MatterId, stores: &Stores) -> Result<Option<OtherView>, CoreError> {
        let Some(account) = self.account() else { return Ok(None) };
        if !super::is_reader(&account, stores)? {
            return Ok(None);
        }
        let view = large::get(stores, VIEWS, matter.0.as_bytes())?;
        Ok(view.and_then(|view| serde_json::from_slice(&view).ok()))
    }

    /// All matters of one procedure that were synced to this account, newest change first.
    pub(crate) fn others(&self, procedure: &str, stores: &Stores) -> Result<Vec<OtherView>, CoreError> {
        let mut views = Vec::new();
        let mut after: Option<Vec<u8>> = None;
        loop {
            let entries = stores.mirror.scan_prefix(VIEWS, &[], after.as_deref(), PAGE)?;
            for (key, _) in &entries {
                // A view in several pieces is met once, at its first.
                if let Some((matter, [0, 0])) = key.split_first_chunk::<16>().map(|(id, rest)| (*id, rest)) {
                    let view = self.other(MatterId(uuid::Uuid::from_bytes(matter)), stores)?;
                    views.extend(view.filter(|view| view.procedure == procedure));
                }
            }
            match entries.into_iter().last() {
                Some((key, _)) => after = Some(key),
                None => break,
            }
        }
        views.sort_by_key(|view| std::cmp::Reverse(view.change_seq));
        Ok(views)
    }
}
