//! Whatever anybody tries in whatever order, what must hold holds after every step.

use crate::desk::everybody;
use crate::register::*;
use minyi_rulebook::mandate::*;
use proptest::prelude::*;

proptest! {
    #[test]
    fn whatever_is_tried_the_promises_hold(
        tries in prop::collection::vec((0_usize..17, any::<prop::sample::Index>(), 0_u8..4, 0_i64..400), 1..60),
    ) {
        let mut register = Register::in_office();
        let mut numbers = Vec::new();
        for (act, who, device, days) in tries {
            let actors = everybody();
            let actor = who.get(&actors);
            let command = match act {
                12 => request(device),
                13 => issued(device, numbers.len() as u8 + 1),
                14 => MandateCommand::NoteTermOver,
                15 => end(EndGround::ALL[usize::from(device)]),
                16 => MandateCommand::Publish { field: Field::Phone, consent: device % 2 == 0 },
                act => commands().swap_remove(act),
            };
            register.at += jiff::SignedDuration::from_hours(days);
            let before = register.now().clone();
            let Ok(event) = register.does(actor, command.clone()) else { continue };
            prop_assert!(!matches!(before.standing, Standing::Ended { .. }), "after the end nothing happens");
            prop_assert_eq!(event.what.act(), command.act());
            register.step(actor, command);
            let now = register.now();
            prop_assert_eq!(now.version, before.version + 1);
            if let MandateHappening::CardIssued(card) = &register.events.last().expect("an event").what {
                prop_assert!(before.standing == Standing::InOffice);
                prop_assert!(!numbers.contains(&card.number), "a number is used once");
                numbers.push(card.number);
            }
            if now.published != before.published {
                prop_assert_eq!(actor.user, now.deputy, "only the holder publishes");
            }
            let json = serde_json::to_string(now).expect("a state is JSON");
            prop_assert_eq!(&serde_json::from_str::<MandateState>(&json).expect("and back"), now);
        }
        let replayed = replay(&register.events);
        prop_assert_eq!(replayed.as_ref(), Some(register.now()));
    }
}
