//! Holding cards: the device's key, asking for a card, fetching it, and getting it ready to be shown.

use crate::CoreError;
use crate::engine::{Engine, Slice, Stores, locked};
use crate::exchange::{self, Setback};
use crate::outbox::NewCommand;
use crate::storage_fault::StorageFault;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use minyi_identity::{Algorithm, PublicKey, Showing, Signer, SoftwareCrypto, SoftwareSigner};
use minyi_rulebook::calendar::Calendar;
use minyi_rulebook::ids::{CommandId, MatterId};
use minyi_rulebook::mandate::{CardKey, CardStanding, Context, MandateCommand, PROCEDURE, decide};
use minyi_rulebook::policy::Policy;
use minyi_wire::identity::{CardDelivery, MandateView};
use minyi_wire::problem::ProblemCode;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The cards as they came, by mandate.
const CARDS: &str = "cards";
/// The device's key where no keystore lends one.
const KEY: &str = "card-key";

/// A card that this phone holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldCard {
    /// The mandate.
    pub matter: MatterId,
    /// What the card says.
    pub card: minyi_identity::Card,
}

type Shelf = BTreeMap<MatterId, CardDelivery>;

fn shelf(stores: &Stores) -> Result<Shelf, CoreError> {
    let stored = match stores.vault.slot(CARDS) {
        Ok(stored) => stored,
        // Set aside by the vault; the next sync brings the cards again.
        Err(StorageFault::Damaged { .. }) => None,
        Err(fault) => return Err(fault.into()),
    };
    Ok(stored.and_then(|stored| serde_json::from_slice(&stored).ok()).unwrap_or_default())
}

impl Engine {
    /// The key that may show this phone's cards: the keystore's if the shell lends one, else one in the vault.
    pub(super) fn card_key(&self, stores: &Stores) -> Result<Arc<dyn Signer>, CoreError> {
        if let Some(lent) = &locked(&self.cards).lent {
            return Ok(Arc::clone(lent));
        }
        let stored = stores.vault.slot(KEY)?;
        let kept = stored.and_then(|seed| <[u8; 32]>::try_from(seed).ok());
        if let Some(key) = kept.and_then(|seed| SoftwareSigner::from_seed(Algorithm::Es256, &seed)) {
            return Ok(Arc::new(key));
        }
        // The few strings that are no scalar of the curve are drawn again.
        for _ in 0..8 {
            let mut seed = [0_u8; 32];
            self.ports.entropy.fill(&mut seed)?;
            if let Some(key) = SoftwareSigner::from_seed(Algorithm::Es256, &seed) {
                stores.vault.put_slot(KEY, &seed)?;
                return Ok(Arc::new(key));
            }
        }
        Err(CoreError::internal("no key could be drawn"))
    }

    /// All mandates that were synced to this account.
    pub(crate) fn mandates(&self, stores: &Stores) -> Result<Vec<MandateView>, CoreError> {
        let views = self.others(PROCEDURE, stores)?;
        Ok(views.iter().filter_map(|view| view.read::<MandateView>(PROCEDURE)).collect())
    }

    /// Acts on a mandate. What the rulebook refuses on what is known here is refused at once.
    pub(crate) fn act_on_mandate(
        &self,
        matter: MatterId,
        command: MandateCommand,
        stores: &Stores,
    ) -> Result<CommandId, CoreError> {
        let _filing = locked(&self.filing);
        let owner = self.account().ok_or(CoreError::SignedOut)?;
        let view = self.other(matter, stores)?.and_then(|view| view.read::<MandateView>(PROCEDURE));
        let mandate = view.ok_or(CoreError::NotFound)?.mandate;
        let directory = locked(&self.directory).clone();
        if let (Some(mandate), Some(directory)) = (mandate, directory) {
            let context = Context {
                actor: &owner,
                matter,
                now: self.server_now(),
                policy: Policy::embedded(),
                calendar: Calendar::embedded(),
                directory: &directory.for_rulebook(),
                other: None,
            };
            decide(Some(&mandate), &command, &context).map_err(|refusal| CoreError::Refused(Box::new(refusal)))?;
        }
        self.seal(NewCommand { owner, matter, expects: None, command: command.into(), replaces: None }, stores)
    }

    /// Asks for a card for this device.
    pub(crate) fn request_card(&self, matter: MatterId, stores: &Stores) -> Result<CommandId, CoreError> {
        let PublicKey::P256(device) = self.card_key(stores)?.public_key() else {
            return Err(CoreError::BadInput { field: "device" });
        };
        self.act_on_mandate(matter, MandateCommand::RequestCard { device: CardKey(device) }, stores)
    }

    /// The cards here.
    pub(crate) fn held_cards(&self) -> Vec<HeldCard> {
        let desk = locked(&self.cards);
        let held = desk.showings.iter();
        held.map(|(matter, showing)| HeldCard { matter: *matter, card: showing.card().clone() }).collect()
    }

    /// Own mandates whose card on file is not the one held here.
    fn cards_to_fetch(&self, stores: &Stores) -> Result<Vec<MatterId>, CoreError> {
        let mut wanted = Vec::new();
        for view in self.mandates(stores)? {
            let Some(mandate) = view.mandate.filter(|mandate| self.account().is_some_and(|a| a.user == mandate.deputy))
            else {
                continue;
            };
            let held = locked(&self.cards).showings.get(&mandate.matter).map(|showing| showing.card().id.0);
            let fetch = match mandate.card {
                CardStanding::None => false,
                CardStanding::Requested { .. } => true,
                CardStanding::Issued { card } => held != Some(card.number.0),
            };
            if fetch {
                wanted.push(mandate.matter);
            }
        }
        Ok(wanted)
    }

    /// Fetches what is missing.
    pub(crate) async fn pull_cards(self: &Arc<Self>, slice: &Slice) -> Result<(), Setback> {
        for matter in self.background(|engine, stores| engine.cards_to_fetch(stores)).await? {
            let response = match self.exchange(exchange::get(format!("/v1/identity/cards/{matter}")), slice).await {
                Ok(response) => response,
                // None could be signed yet, or the mandate is not in office now.
                Err(Setback::Final(problem)) if problem.code == ProblemCode::NotFound => continue,
                Err(setback) => return Err(setback),
            };
            let delivery: CardDelivery = exchange::read(&response)?;
            self.background(move |engine, stores| {
                let mut cards = shelf(stores)?;
                cards.insert(delivery.matter, delivery);
                stores.vault.put_slot(CARDS, &serde_json::to_vec(&cards)?)?;
                engine.prepare_showings(stores)
            })
            .await?;
        }
        Ok(())
    }

    /// Cards of the vault whose issuer is believed, ready to be shown. A session that runs goes on.
    pub(crate) fn prepare_showings(&self, stores: &Stores) -> Result<(), CoreError> {
        let cards = shelf(stores)?;
        let mut desk = locked(&self.cards);
        let issuers: Vec<PublicKey> = desk
            .believed
            .as_ref()
            .and_then(|believed| believed.store.bundle())
            .map(|bundle| bundle.issuers.iter().map(|issuer| issuer.key).collect())
            .unwrap_or_default();
        for (matter, delivery) in cards {
            let Ok(bytes) = URL_SAFE_NO_PAD.decode(&delivery.card) else { continue };
            let Ok(page) = delivery.page.parse::<minyi_identity::PageLink>() else { continue };
            let ready = issuers
                .iter()
                .find_map(|issuer| Showing::new(bytes.clone(), issuer, page.clone(), &SoftwareCrypto).ok());
            if let Some(showing) = ready
                && desk.showings.get(&matter).is_none_or(|held| held.card().id != showing.card().id)
            {
                desk.showings.insert(matter, showing);
            }
        }
        Ok(())
    }

    /// With the account goes what it could show.
    pub(crate) fn wipe_cards(&self, stores: &Stores) -> Result<(), CoreError> {
        locked(&self.cards).showings.clear();
        Ok(stores.vault.remove_slot(CARDS)?)
    }
}
