//! What a phone can foretell (预判). It holds a view and not the state, so it cannot decide; but what no state would allow, a text that is
//! too long or a question on the merits before judgment, is refused there at once, offline, with the rule.

use super::command::HearingCommand as C;
use super::decide::{Context, asking, content};
use super::lanes::HearingView;
use super::stage::HearingStage;
use crate::refusal::Refusal;

/// Judges a command by what a view of the hearing tells. The server has the last word.
///
/// # Errors
/// The refusal, with its quoted rule.
pub fn foretell(view: Option<&HearingView>, command: &C, context: &Context<'_>) -> Result<(), Refusal> {
    content::check(command, context)?;
    let stage = view.and_then(|view| view.head.as_ref()).map_or(HearingStage::Live, |head| head.stage);
    match command {
        C::Ask { kind, text, .. } | C::Resubmit { kind, text, .. } => asking::no_merits(stage, *kind, text, context),
        _ => Ok(()),
    }
}
