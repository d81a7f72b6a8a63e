//! What a phone can foretell (预判). It holds a view and not the state, so it cannot decide; but what no state would allow, a text that is
//! too long or a question on the merits before judgment, is refused there at once, offline, with the rule.

use super::command::{HearingAct, HearingCommand as C};
use super::decide::{Context, asking, content};
use super::lanes::{HearingView, QuestionView, SeatView};
use super::seat::{CourtCheck, SeatStanding};
use super::stage::HearingStage;
use super::table::TABLE;
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

/// What the deputy whose view this is may do about a question of somebody else: second it, or take that back. Frames name no acts of one
/// deputy, because a frame is made for a lane; one's own questions bring theirs along. How often somebody changed their mind already is in
/// no view: there the server has the last word.
#[must_use]
pub fn acts_about(view: &HearingView, question: &QuestionView) -> Vec<HearingAct> {
    let (Some(head), Some(mine)) = (&view.head, &view.mine) else { return Vec::new() };
    let act = if mine.seconded.contains(&question.id) { HearingAct::Unsecond } else { HearingAct::Second };
    let takes_part =
        |seat: &SeatView| seat.standing == SeatStanding::Chosen && seat.check == CourtCheck::Cleared && seat.signed;
    let open = TABLE.iter().any(|row| row.act == act && row.from.contains(&head.stage))
        && mine.seat.as_ref().is_some_and(takes_part)
        && mine.questions.iter().all(|own| own.id != question.id)
        && question.stage.awaits_release();
    if open { vec![act] } else { Vec::new() }
}
