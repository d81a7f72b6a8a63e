//! 亮身份 from the office to the doorstep: one server, the deputy's phone, a citizen's phone that is mostly offline.

use crate::world::{Person, World};
use jiff::civil::date;
use minyi_core::cards::Knowledge;
use minyi_identity::{Expecting, Face, Outcome, Replay};
use minyi_rulebook::ids::{MatterId, OrganId};
use minyi_rulebook::mandate::{EndGround, Establishment, Field, MandateCommand, SuspensionGround, Term};
use minyi_rulebook::office::{Level, Office};
use std::time::Duration;

const START: &str = "2026-03-02T01:00:00Z";
const CITIZEN: &str = "19900000009";

/// A deputy with a card on their phone, and a citizen whose phone knows whom to trust.
struct Doorstep {
    world: World,
    deputy: Person,
    citizen: Person,
    mandate: MatterId,
}

impl Doorstep {
    async fn reached() -> Self {
        let world = World::start(START).await;
        let deputy = world.staff("deputy-001").await;
        let citizen = world.citizen(CITIZEN).await;
        let holder = deputy.core().signed_in().expect("signed in").user;
        let mandate = world
            .establish(Establishment {
                deputy: holder,
                name: "演示代表".into(),
                office: Office::Deputy(Level::District),
                region: "330502".parse().expect("a region"),
                constituency: "第一选区".into(),
                term: Term { starts: date(2022, 3, 1), ends: date(2027, 2, 28) },
                station: OrganId::new("station-zhili-1").expect("a code"),
            })
            .await;
        for phone in [&deputy, &citizen] {
            phone.core().trust_roots(world.roots()).await.expect("three roots");
            phone.core().sync().await.expect("online");
        }
        deputy.core().request_card(mandate).await.expect("within the rules");
        deputy.send().await;
        deputy.core().sync().await.expect("online");
        assert_eq!(deputy.core().held_cards().len(), 1, "the card came with a sync");
        Self { world, deputy, citizen, mandate }
    }

    async fn shown(&self) -> String {
        match self.deputy.core().unlock_card(self.mandate).await.expect("shown") {
            Face::Live { text, .. } => text,
            other => panic!("{other:?}"),
        }
    }

    async fn scan(&self) -> Outcome {
        let text = self.shown().await;
        self.citizen.core().verify_code(&text, Expecting::LiveCode).expect("roots are known")
    }

    async fn office_acts(&self, command: MandateCommand) {
        self.world.office_acts(self.mandate, command).await;
    }
}

#[tokio::test]
async fn a_suspension_arrives_with_one_sync_and_so_do_its_end_and_the_notice() {
    let door = Doorstep::reached().await;
    door.citizen.go_offline();
    let outcome = door.scan().await;
    assert!(matches!(outcome, Outcome::GenuineAndCurrent { .. }), "{outcome:?}");
    let suspend = MandateCommand::Suspend { ground: SuspensionGround::Detained, note: String::new() };
    door.office_acts(suspend).await;
    assert!(door.scan().await.is_genuine(), "nobody told this phone yet");
    door.citizen.go_online();
    door.citizen.core().sync().await.expect("online");
    door.citizen.go_offline();
    assert!(matches!(door.scan().await, Outcome::Suspended { .. }));

    door.office_acts(MandateCommand::Restore { note: String::new() }).await;
    door.world.advance(Duration::from_secs(60));
    door.citizen.go_online();
    door.citizen.core().sync().await.expect("online");
    assert!(door.scan().await.is_genuine());

    door.office_acts(MandateCommand::End { ground: EndGround::Resigned, notice: "演示公告1号".into() }).await;
    door.citizen.core().sync().await.expect("online");
    let Outcome::Terminated { notice, .. } = door.scan().await else { panic!("it has ended") };
    assert_eq!(notice.as_deref(), Some("演示公告1号"));
}

#[tokio::test]
async fn an_offline_phone_says_how_old_its_knowledge_is() {
    let door = Doorstep::reached().await;
    door.citizen.go_offline();
    door.world.advance_days(2);
    let Outcome::GenuineStatusStale { status_age: Some(age), .. } = door.scan().await else { panic!("stale") };
    assert_eq!(age.as_secs() / 86_400, 2);
    let Knowledge::Known { age, time_checked: true } = door.citizen.core().card_knowledge() else { panic!("known") };
    assert_eq!(age.as_secs() / 86_400, 2);
    door.world.advance_days(2);
    assert!(matches!(door.citizen.core().card_knowledge(), Knowledge::Known { time_checked: false, .. }));
    // After three days nobody's uptime is trusted any more: neither phone pretends.
    assert!(door.deputy.core().unlock_card(door.mandate).await.is_err());
}

#[tokio::test]
async fn a_relayed_picture_is_never_current_and_a_challenge_needs_the_very_device() {
    let door = Doorstep::reached().await;
    let picture = door.shown().await;
    door.world.advance(Duration::from_secs(46));
    let outcome = door.citizen.core().verify_code(&picture, Expecting::LiveCode).expect("roots are known");
    assert!(matches!(outcome, Outcome::ReplaySuspected { replay: Replay::Stale { .. }, .. }), "{outcome:?}");

    let challenge = door.citizen.core().new_challenge().expect("random numbers");
    let outcome = door.citizen.core().verify_code(&picture, Expecting::AnswerTo(challenge)).expect("roots are known");
    assert!(matches!(outcome, Outcome::ReplaySuspected { replay: Replay::NotAnAnswer, .. }), "{outcome:?}");
    let Face::Answer { text, .. } = door.deputy.core().answer_challenge(door.mandate, challenge).await.expect("signed")
    else {
        panic!("an answer")
    };
    let verify = || door.citizen.core().verify_code(&text, Expecting::AnswerTo(challenge)).expect("roots are known");
    assert!(verify().is_genuine());
    assert!(matches!(verify(), Outcome::ReplaySuspected { replay: Replay::SeenBefore, .. }));
}

#[tokio::test]
async fn what_a_phone_believes_outlives_its_mirror_and_a_scan_leaves_nothing_to_send() {
    let mut door = Doorstep::reached().await;
    door.citizen.restart_without_mirror();
    door.citizen.go_offline();
    assert!(door.scan().await.is_genuine());
    let outbox = door.citizen.core().outbox();
    assert!(outbox.sending.is_empty() && outbox.waiting.is_empty() && outbox.done.is_empty(), "{outbox:?}");
    door.deputy.restart_without_mirror();
    door.deputy.core().sync().await.expect("online");
    assert!(door.scan().await.is_genuine(), "the card is in the vault");
    door.deputy.core().sign_out().await.expect("signed out");
    assert!(door.deputy.core().held_cards().is_empty(), "who signs out shows nothing");
}

#[tokio::test]
async fn what_the_deputy_changes_is_judged_offline_and_comes_back_on_a_new_card() {
    let door = Doorstep::reached().await;
    let core = door.deputy.core();
    let suspend = MandateCommand::Suspend { ground: SuspensionGround::Detained, note: String::new() };
    assert!(core.act_on_mandate(door.mandate, suspend).await.is_err(), "not the deputy's own");
    core.act_on_mandate(door.mandate, MandateCommand::SetPhone { text: "0572 000".into() }).await.expect("own");
    door.deputy.send().await;
    core.sync().await.expect("online");
    assert_eq!(core.held_cards()[0].card.holder.phone, None, "off by default");
    let publish = MandateCommand::Publish { field: Field::Phone, consent: true };
    core.act_on_mandate(door.mandate, publish).await.expect("own");
    door.deputy.send().await;
    core.sync().await.expect("online");
    assert_eq!(core.held_cards()[0].card.holder.phone.as_deref(), Some("0572 000"));
    let mandates = core.mandates().await.expect("readable");
    assert_eq!(mandates[0].published.phone.as_deref(), Some("0572 000"));
}
