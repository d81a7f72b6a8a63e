//! The buttons: which acts are open to this actor now, from the same table that decides.

use serde::{Deserialize, Serialize};

use super::command::MandateAct;
use super::decide::{Context, gate};
use super::state::MandateState;
use super::table::TABLE;
use crate::actor::Capacity;

/// One act that is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PermittedMandateAct {
    pub act: MandateAct,
    /// Fields that the command must carry.
    pub carries: Vec<String>,
    /// Id of the rule behind it.
    pub rule: String,
}

/// What the actor of the context may do now. The server's own acts are never listed.
#[must_use]
pub fn permitted_acts(mandate: &MandateState, context: &Context<'_>) -> Vec<PermittedMandateAct> {
    if matches!(context.actor.capacity, Capacity::System) {
        return Vec::new();
    }
    let stage = mandate.standing.stage();
    let open = TABLE.iter().filter(|row| {
        row.from.contains(&stage)
            && row.who.iter().any(|who| who.matches(context.actor, mandate))
            && gate(mandate, row.act, context).is_ok()
    });
    open.map(|row| PermittedMandateAct {
        act: row.act,
        carries: row.carries.iter().map(|field| (*field).to_owned()).collect(),
        rule: row.rule.to_owned(),
    })
    .collect()
}
