//! 代表资格, as the server carries it: what pages ask for, every card with its state, and the cards that are owed.

use minyi_rulebook::mandate::{
    CardStanding, Context, Ending, Mandate, MandateEvent, MandateHappening, MandateState, Standing,
};
use minyi_rulebook::procedure::{Procedure, wire_name};
use minyi_wire::identity::{MandateView, PublishedMandate};
use minyi_wire::sync::OtherView;

use super::{Column, Kept, Rows, Shown, Table};
use crate::store::Value;

const MANDATES: Table = Table {
    name: "mandates",
    key: &[Column::text("matter")],
    columns: &[
        Column::text("code"),
        Column::text("station"),
        Column::text("region"),
        Column::text("constituency"),
        Column::text("stage"),
        Column::text("published"),
        Column::text("deputy"),
    ],
};

const CARDS: Table = Table {
    name: "cards",
    key: &[Column::int("idx")],
    columns: &[
        Column::text("matter"),
        Column::blob("number"),
        Column::text("office"),
        Column::text("region"),
        Column::int("state"),
        Column::text("notice"),
        Column::int("expires_ms"),
        Column::int("changed_ms"),
        Column::int("version"),
    ],
};

const CARD_BYTES: Table = Table { name: "card_bytes", key: &[Column::int("idx")], columns: &[Column::text("bytes")] };

const CARDS_DUE: Table = Table { name: "cards_due", key: &[Column::text("matter")], columns: &[] };

impl Kept for Mandate {
    const TABLES: &'static [Table] = &[MANDATES, CARDS, CARD_BYTES, CARDS_DUE];

    fn rows(event: &MandateEvent, after: &MandateState, rows: &mut Rows) {
        let published = PublishedMandate::of(after);
        let matter = || Value::from(after.matter.to_string());
        rows.put(
            MANDATES,
            [matter()],
            [
                published.code.clone().into(),
                after.station.as_str().into(),
                after.region.as_str().into(),
                after.constituency.as_str().into(),
                wire_name(&after.standing.stage()).into(),
                // Every field of it is a string, a date or a list of those: it has a JSON form.
                serde_json::to_string(&published).unwrap_or_default().into(),
                after.deputy.to_string().into(),
            ],
        );
        if after.owes_card().is_some() {
            rows.put(CARDS_DUE, [matter()], Vec::new());
        } else {
            rows.remove(CARDS_DUE, [matter()]);
        }
        if let MandateHappening::CardIssued(card) = &event.what {
            rows.put(CARD_BYTES, [Value::from(card.index)], [Value::from(card.bytes.as_str())]);
        }
        let Some(card) = after.card_on_file() else { return };
        let (state, notice) = card_state(after);
        rows.put(
            CARDS,
            [Value::from(card.index)],
            [
                matter(),
                Value::from(&card.number.0[..]),
                after.office.name().into(),
                after.region.as_str().into(),
                state.into(),
                Value::from(notice),
                card.expires_at.as_millisecond().into(),
                event.at.as_millisecond().into(),
                event.version.into(),
            ],
        );
    }

    fn show(mandate: &MandateState, change_seq: i64, context: &Context<'_>) -> Option<Shown> {
        let view = MandateView::of(mandate, context)?;
        Some(Shown::Other(Box::new(OtherView {
            procedure: Mandate::NAME.to_owned(),
            matter: mandate.matter,
            version: mandate.version,
            change_seq,
            view: serde_json::to_value(view).ok()?,
        })))
    }
}

/// What the lists say of the card on file, with the notice where there is one.
fn card_state(mandate: &MandateState) -> (i64, Option<String>) {
    match (&mandate.standing, &mandate.card) {
        (Standing::Ended { ending: Ending::Ground { notice, .. }, .. }, _) => (1, Some(notice.clone())),
        (Standing::Ended { ending: Ending::TermOver, .. }, _) => (1, None),
        (Standing::Suspended { .. }, _) => (2, None),
        (Standing::InOffice, CardStanding::Requested { .. }) => (3, None),
        (Standing::InOffice, CardStanding::Issued { .. } | CardStanding::None) => (0, None),
    }
}
