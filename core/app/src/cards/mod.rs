//! 亮身份 on the phone: the deputy's cards and how they are shown, and the check of a card that somebody else shows.
//!
//! What a check believes (bundle, lists, trusted time) is kept in the vault, never in the mirror: it survives signing out and a
//! rebuilt mirror, and never goes back to an older version. A check reads memory only and tells nobody. Which codes were seen
//! is forgotten with the process: whom a citizen met is nobody's business.

mod holding;
mod trust;

use crate::CoreError;
use crate::engine::{Engine, Stores, locked};
use minyi_identity::{
    Challenge, Expecting, Face, Now, Outcome, SeenCodes, ShowError, Showing, Signer, SoftwareCrypto, Verifier,
};
use minyi_rulebook::ids::MatterId;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

pub use holding::HeldCard;
use trust::Believed;

/// What is in memory of it.
#[derive(Debug, Default)]
pub(crate) struct CardDesk {
    /// `None` until the app has said which roots it trusts.
    believed: Option<Believed>,
    seen: SeenCodes,
    /// Cards that this phone holds, ready to be shown.
    showings: BTreeMap<MatterId, Showing>,
    /// The device's key, where the shell lends one from its keystore.
    lent: Option<Arc<dyn Signer>>,
}

/// Why a card is not shown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CardError {
    /// Anything that can go wrong with any call.
    #[error(transparent)]
    Core(#[from] CoreError),
    /// The card, its device or the time does not allow it.
    #[error(transparent)]
    Show(#[from] ShowError),
}

/// What this phone knows of deputies' states, for the line under every check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knowledge {
    /// The app trusts no roots yet, or has never been online: nothing can be checked.
    Nothing,
    /// The oldest list that it has is this old.
    Known {
        /// How old.
        age: Duration,
        /// Whether the time by which that is reckoned is trusted.
        time_checked: bool,
    },
}

impl Engine {
    pub(crate) fn trusted_now(&self) -> Now {
        let desk = locked(&self.cards);
        self.now_by(desk.believed.as_ref())
    }

    /// Judges a scanned code. Memory only; nothing is stored or sent.
    pub(crate) fn verify_code(&self, text: &str, expecting: Expecting) -> Result<Outcome, CoreError> {
        let mut desk = locked(&self.cards);
        let now = self.now_by(desk.believed.as_ref());
        let CardDesk { believed, seen, .. } = &mut *desk;
        let trust = &believed.as_ref().ok_or(CoreError::NotFound)?.store;
        Ok(Verifier { crypto: &SoftwareCrypto, trust, now }.verify(text, expecting, seen))
    }

    pub(crate) fn challenge(&self) -> Result<Challenge, CoreError> {
        let mut random = [0_u8; 8];
        self.ports.entropy.fill(&mut random)?;
        Ok(Challenge::from_random(random))
    }

    pub(crate) fn knowledge(&self) -> Knowledge {
        let desk = locked(&self.cards);
        let now = self.now_by(desk.believed.as_ref());
        let oldest = desk.believed.as_ref().and_then(|believed| believed.store.oldest_list());
        oldest.map_or(Knowledge::Nothing, |issued_at| Knowledge::Known {
            age: now.estimate().since(issued_at),
            time_checked: matches!(now, Now::Anchored(_)),
        })
    }

    // ---- showing ----

    /// What the screen of this card shows now.
    pub(crate) fn face(&self, matter: MatterId) -> Result<Face, CardError> {
        let now = self.trusted_now();
        let mut desk = locked(&self.cards);
        let showing = desk.showings.get_mut(&matter).ok_or(CoreError::NotFound)?;
        Ok(showing.face(now)?)
    }

    /// Ten minutes of living codes. The key may ask for a fingerprint, so this blocks.
    pub(crate) fn unlock_card(&self, matter: MatterId, stores: &Stores) -> Result<Face, CardError> {
        let key = self.card_key(stores)?;
        let mut seed = [0_u8; 32];
        self.ports.entropy.fill(&mut seed).map_err(CoreError::from)?;
        let now = self.trusted_now();
        let mut desk = locked(&self.cards);
        let showing = desk.showings.get_mut(&matter).ok_or(CoreError::NotFound)?;
        showing.unlock(&seed, &*key, &SoftwareCrypto, now)?;
        Ok(showing.face(now)?)
    }

    /// Answers the number that a citizen's phone shows.
    pub(crate) fn answer_challenge(
        &self,
        matter: MatterId,
        challenge: Challenge,
        stores: &Stores,
    ) -> Result<Face, CardError> {
        let key = self.card_key(stores)?;
        let now = self.trusted_now();
        let mut desk = locked(&self.cards);
        let showing = desk.showings.get_mut(&matter).ok_or(CoreError::NotFound)?;
        showing.answer(challenge, &*key, &SoftwareCrypto, now)?;
        Ok(showing.face(now)?)
    }

    /// The app leaves the screen: session keys are forgotten.
    pub(crate) fn lock_cards(&self) {
        locked(&self.cards).showings.values_mut().for_each(Showing::lock);
    }

    pub(crate) fn lend_card_key(&self, key: Arc<dyn Signer>) {
        locked(&self.cards).lent = Some(key);
    }
}
