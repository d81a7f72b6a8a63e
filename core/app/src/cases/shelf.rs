//! Synced cases in the mirror: the views by matter, and an index that gives the newest change first without opening any.

use super::{large, others};
use crate::CoreError;
use crate::engine::Stores;
use crate::mirror::Batch;
use crate::sync::META;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::ids::MatterId;
use minyi_wire::CaseView;
use minyi_wire::view::CaseSummary;

/// Tree of [`CaseView`] by matter.
const VIEWS: &str = "views";
/// Tree of [`CaseSummary`] by falling change, and matter: the first key is the newest.
const NEWEST: &str = "newest";
/// Tree of the index key of a matter.
const PLACES: &str = "places";
/// Bytes of a key of [`NEWEST`].
pub(crate) const PLACE_BYTES: usize = 8 + 16;
/// Whose cases these are.
const READER: &[u8] = b"reader";

/// Puts a case in its new place. `fresh`: nothing is there from before.
pub(crate) fn put(batch: &mut Batch, view: &CaseView, fresh: bool, stores: &Stores) -> Result<(), CoreError> {
    let matter = view.matter.0.as_bytes();
    if !fresh {
        leave_place(batch, view.matter, stores)?;
    }
    let place = place(view.change_seq, view.matter);
    batch.put(NEWEST, &place, serde_json::to_vec(&view.summary())?);
    batch.put(PLACES, matter, place);
    large::put(batch, VIEWS, matter, &serde_json::to_vec(view)?);
    Ok(())
}

/// Forgets a case.
pub(crate) fn remove(batch: &mut Batch, matter: MatterId, stores: &Stores) -> Result<(), CoreError> {
    leave_place(batch, matter, stores)?;
    batch.remove(PLACES, matter.0.as_bytes());
    large::remove(batch, stores, VIEWS, matter.0.as_bytes())
}

/// A case as it was last synced.
pub(crate) fn get(matter: MatterId, stores: &Stores) -> Result<Option<CaseView>, CoreError> {
    let view = large::get(stores, VIEWS, matter.0.as_bytes())?;
    // What does not parse was written by another version: it comes again with the next refresh.
    Ok(view.and_then(|view| serde_json::from_slice(&view).ok()))
}

/// Whether a case was synced.
pub(crate) fn is_known(matter: MatterId, stores: &Stores) -> Result<bool, CoreError> {
    Ok(stores.mirror.get(PLACES, matter.0.as_bytes())?.is_some())
}

/// At most `limit` lines, newest change first, from behind `after`; and where the next page begins.
pub(crate) fn page(
    after: Option<&[u8]>,
    limit: usize,
    stores: &Stores,
) -> Result<(Vec<CaseSummary>, Option<Vec<u8>>), CoreError> {
    let entries = stores.mirror.scan_prefix(NEWEST, &[], after, limit)?;
    let next = entries.last().filter(|_| entries.len() == limit).map(|(key, _)| key.clone());
    Ok((entries.iter().filter_map(|(_, line)| serde_json::from_slice(line).ok()).collect(), next))
}

/// Everything about synced cases goes, the cursor too.
pub(crate) fn wipe(stores: &Stores) -> Result<(), CoreError> {
    let mut batch = Batch::new();
    wipe_into(&mut batch, stores)?;
    Ok(stores.mirror.commit(batch)?)
}

pub(crate) fn wipe_into(batch: &mut Batch, stores: &Stores) -> Result<(), CoreError> {
    for tree in [VIEWS, NEWEST, PLACES, others::VIEWS] {
        let mut after: Option<Vec<u8>> = None;
        loop {
            let entries = stores.mirror.scan_prefix(tree, &[], after.as_deref(), 256)?;
            for (key, _) in &entries {
                batch.remove(tree, key);
            }
            match entries.into_iter().last() {
                Some((key, _)) => after = Some(key),
                None => break,
            }
        }
    }
    batch.remove(META, READER);
    Ok(())
}

/// From now on the cases are this account's.
pub(crate) fn set_reader(batch: &mut Batch, reader: &Actor) -> Result<(), CoreError> {
    batch.put(META, READER, serde_json::to_vec(reader)?);
    Ok(())
}

/// Whether the cases here are this account's; another one's are never shown.
pub(crate) fn is_reader(account: &Actor, stores: &Stores) -> Result<bool, CoreError> {
    let reader = stores.mirror.get(META, READER)?;
    Ok(reader.and_then(|reader| serde_json::from_slice::<Actor>(&reader).ok()).as_ref() == Some(account))
}

fn leave_place(batch: &mut Batch, matter: MatterId, stores: &Stores) -> Result<(), CoreError> {
    if let Some(place) = stores.mirror.get(PLACES, matter.0.as_bytes())? {
        batch.remove(NEWEST, &place);
    }
    Ok(())
}

fn place(change_seq: i64, matter: MatterId) -> Vec<u8> {
    [(i64::MAX - change_seq.max(0)).to_be_bytes().as_slice(), matter.0.as_bytes()].concat()
}
