//! The buttons: which acts are open to this actor on this case now. Read from the same table and gates that decide, so a
//! screen never offers what the server would refuse, and never hides what it would take.

use serde::{Deserialize, Serialize};

use super::command::CaseAct;
use super::decide::{Context, gates_open};
use super::state::CaseState;
use super::table::TABLE;

/// One act that is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PermittedAction {
    pub act: CaseAct,
    /// Fields that the command must carry.
    pub carries: Vec<String>,
    /// Id of the rule behind it.
    pub rule: String,
}

/// What the actor of the context may do now. The server's own acts are never listed.
#[must_use]
pub fn permitted_actions(case: &CaseState, context: &Context<'_>) -> Vec<PermittedAction> {
    let mut actions: Vec<PermittedAction> = Vec::new();
    for row in TABLE {
        let open = row.from.contains(&case.stage)
            && row.who.iter().any(|who| who.matches(context.actor, case))
            && !actions.iter().any(|action| action.act == row.act)
            && gates_open(case, row.act, context);
        if open {
            actions.push(PermittedAction {
                act: row.act,
                carries: row.carries.iter().map(|field| (*field).to_owned()).collect(),
                rule: row.rule.to_owned(),
            });
        }
    }
    actions
}
