//! 有事找代表, as the server carries it: no tables of its own, the view that phones know since the first day.

use minyi_rulebook::citizen_case::{CaseEvent, CaseState, CitizenCase, Context, Happening};
use minyi_rulebook::procedure::wire_name;
use minyi_wire::CaseView;

use super::{HandOver, Kept, Shown};

impl Kept for CitizenCase {
    /// Assigning (交办) does it to each of the units, a return (退办) back from one, a redirection (转送) to whoever decides such things. What
    /// arrives later is received by those who hold the case.
    fn hands_over(event: &CaseEvent, before: &CaseState) -> Option<HandOver> {
        let why = match &event.what {
            Happening::Assigned { lead, co, .. } => {
                let units: Vec<&str> = [lead].into_iter().chain(co).map(|unit| unit.as_str()).collect();
                format!("交办 assigned to {}", units.join(", "))
            }
            Happening::ReturnDecided { unit, consent: true, .. } => format!("退办 returned by {unit}"),
            Happening::Redirected { target, .. } => format!("转送 redirected to {}", wire_name(target)),
            _ => return None,
        };
        let here = before.photos.iter().filter(|photo| photo.arrived);
        let photos: Vec<_> = here.map(|photo| photo.photo.sha256).collect();
        (!photos.is_empty()).then_some(HandOver { by: event.actor.user, photos, why })
    }

    fn show(case: &CaseState, change_seq: i64, context: &Context<'_>) -> Option<Shown> {
        CaseView::of(case, change_seq, context).map(|view| Shown::Case(Box::new(view)))
    }
}
