//! 有事找代表, as the server carries it: no tables of its own, the view that phones know since the first day.

use minyi_rulebook::citizen_case::{CaseState, CitizenCase, Context};
use minyi_wire::CaseView;

use super::{Kept, Shown};

impl Kept for CitizenCase {
    fn show(case: &CaseState, change_seq: i64, context: &Context<'_>) -> Option<Shown> {
        CaseView::of(case, change_seq, context).map(|view| Shown::Case(Box::new(view)))
    }
}
