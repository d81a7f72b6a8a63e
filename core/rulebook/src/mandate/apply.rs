//! Event to state. Total and exact: nothing is judged again.

use super::command::Establishment;
use super::event::{MandateEvent, MandateHappening as H};
use super::state::{CardOnFile, CardStanding, Ending, Field, MandateState, Standing, Term};

/// Rebuilds a mandate from its events.
#[must_use]
pub fn replay<'e>(events: impl IntoIterator<Item = &'e MandateEvent>) -> Option<MandateState> {
    events.into_iter().fold(None, apply)
}

/// The mandate after the event. The first event must be the establishment.
#[must_use]
pub fn apply(mandate: Option<MandateState>, event: &MandateEvent) -> Option<MandateState> {
    let mut next = match (mandate, &event.what) {
        (None, H::Established(establishment)) => established(event, establishment),
        (Some(mandate), H::Established(_)) => mandate,
        (Some(mandate), what) => happened(mandate, event, what),
        (None, _) => return None,
    };
    next.version = event.version;
    Some(next)
}

fn established(event: &MandateEvent, new: &Establishment) -> MandateState {
    MandateState {
        matter: event.matter,
        version: event.version,
        deputy: new.deputy,
        name: new.name.clone(),
        office: new.office,
        region: new.region.clone(),
        constituency: new.constituency.clone(),
        term: new.term,
        station: new.station.clone(),
        duty_group: String::new(),
        post: String::new(),
        pledge: String::new(),
        reception_days: String::new(),
        phone: String::new(),
        published: Field::shown_by_default(),
        standing: Standing::InOffice,
        card: CardStanding::None,
    }
}

fn happened(mut next: MandateState, event: &MandateEvent, what: &H) -> MandateState {
    let on_the_card = on_the_card(&next);
    match what {
        H::Established(_) => {}
        H::Corrected { name, constituency, term, .. } => {
            name.clone_into(&mut next.name);
            constituency.clone_into(&mut next.constituency);
            next.term = *term;
        }
        H::FieldSet { field, text } => {
            let place = match field {
                Field::Post => &mut next.post,
                Field::Pledge => &mut next.pledge,
                Field::ReceptionDays => &mut next.reception_days,
                Field::DutyGroup => &mut next.duty_group,
                Field::Phone => &mut next.phone,
            };
            text.clone_into(place);
        }
        H::PublicationSet { field, consent: true } => drop(next.published.insert(*field)),
        H::PublicationSet { field, consent: false } => drop(next.published.remove(field)),
        H::StationAssigned { station } => next.station = station.clone(),
        H::Suspended { ground, .. } => next.standing = Standing::Suspended { ground: *ground, since: event.at },
        H::Restored { .. } => next.standing = Standing::InOffice,
        H::Ended { ground, notice } => {
            let ending = Ending::Ground { ground: *ground, notice: notice.clone() };
            next.standing = Standing::Ended { ending, at: event.at };
        }
        H::TermOver => next.standing = Standing::Ended { ending: Ending::TermOver, at: event.at },
        H::CardRequested { device } => {
            next.card = CardStanding::Requested { device: *device, replaces: next.card_on_file().copied() };
        }
        H::CardIssued(issued) => {
            next.card = CardStanding::Issued {
                card: CardOnFile {
                    number: issued.number,
                    index: issued.index,
                    device: issued.device,
                    expires_at: issued.expires_at,
                },
            };
        }
    }
    // A card says what is published: when that changes, a new one is owed to the same device, and what was withdrawn is
    // withdrawn from the card as well.
    if let CardStanding::Issued { card } = next.card
        && on_the_card != self::on_the_card(&next)
    {
        next.card = CardStanding::Requested { device: card.device, replaces: Some(card) };
    }
    next
}

/// What a card says that may change. The duty group is on pages only.
fn on_the_card(mandate: &MandateState) -> (String, String, String, Term, [Option<String>; 4]) {
    let fields = [Field::Post, Field::Pledge, Field::ReceptionDays, Field::Phone];
    let published = fields.map(|field| mandate.public(field).map(str::to_owned));
    (mandate.station.to_string(), mandate.name.clone(), mandate.constituency.clone(), mandate.term, published)
}
