//! 云听案, as the server carries it: no tables of its own; sync and lists carry the same view as the live stream.

use minyi_rulebook::hearing::lanes::{view_since, viewer_of};
use minyi_rulebook::hearing::{Context, Hearing, HearingState, PROCEDURE};
use minyi_wire::sync::OtherView;

use super::{Kept, Shown};

impl Kept for Hearing {
    fn show(hearing: &HearingState, change_seq: i64, context: &Context<'_>) -> Option<Shown> {
        let viewer = viewer_of(context.actor, hearing)?;
        let view = view_since(hearing, viewer, 0, context);
        Some(Shown::Other(Box::new(OtherView {
            procedure: PROCEDURE.to_owned(),
            matter: hearing.matter,
            version: hearing.version,
            change_seq,
            view: serde_json::to_value(view).ok()?,
        })))
    }
}
