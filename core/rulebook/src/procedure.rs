//! What every procedure (程序) is made of: a table whose rows say which act is open in which stage to whom, what it must
//! carry and which rule backs it. A procedure adds its own acts, stages and relations; the lookup below is the same for all.

use serde::{Deserialize, Serialize};
use std::fmt::Debug;

/// One row of a procedure's table.
#[derive(Clone, Copy, Debug)]
pub struct Transition<Act: 'static, Stage: 'static, Who: 'static> {
    /// The act.
    pub act: Act,
    /// Stages in which it is open.
    pub from: &'static [Stage],
    /// Where it leads.
    pub to: Target<Stage>,
    /// Relations to the matter that open it.
    pub who: &'static [Who],
    /// What the command must carry, by field name.
    pub carries: &'static [&'static str],
    /// The rule quoted when it is refused for its actor or stage, an id of [`crate::policy::Policy::quote`].
    pub rule: &'static str,
}

/// Where a transition leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target<Stage> {
    /// The stage stays as it is.
    Stays,
    /// Always to this stage.
    To(Stage),
    /// To one of these, by what the command carries.
    OneOf(Stage, Stage),
}

/// Why no row of the table lets an act through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocked<'t, Act: 'static, Stage: 'static, Who: 'static>
where
    Transition<Act, Stage, Who>: Debug,
{
    /// The act exists but not in this stage.
    Stage(&'t [Stage], &'static str),
    /// The stage is right but the actor stands in no relation that opens the act.
    Actor(&'t [Who], &'static str),
    /// The table has no such act at all.
    Unknown(std::marker::PhantomData<Act>),
}

/// Finds the row that lets `act` through in `stage` for an actor for whom `stands_as` holds.
pub fn admit<'t, Act, Stage, Who>(
    table: &'t [Transition<Act, Stage, Who>],
    act: Act,
    stage: Stage,
    stands_as: impl Fn(Who) -> bool,
) -> Result<&'t Transition<Act, Stage, Who>, Blocked<'t, Act, Stage, Who>>
where
    Act: Copy + PartialEq + Debug,
    Stage: Copy + PartialEq + Debug,
    Who: Copy + Debug,
{
    let mut blocked = Blocked::Unknown(std::marker::PhantomData);
    for row in table.iter().filter(|row| row.act == act) {
        let in_stage = row.from.contains(&stage);
        if in_stage && row.who.iter().any(|who| stands_as(*who)) {
            return Ok(row);
        }
        if in_stage {
            blocked = Blocked::Actor(row.who, row.rule);
        } else if !matches!(blocked, Blocked::Actor(..)) {
            blocked = Blocked::Stage(row.from, row.rule);
        }
    }
    Err(blocked)
}
