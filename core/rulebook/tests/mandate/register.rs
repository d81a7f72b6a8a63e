//! A register with one mandate on it.

use crate::desk::{START, deputy, directory, matter, office, organ, user};
use jiff::Timestamp;
use jiff::civil::date;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::calendar::Calendar;
use minyi_rulebook::ids::MatterId;
use minyi_rulebook::mandate::*;
use minyi_rulebook::office::{Level, Office};
use minyi_rulebook::organ::Directory;
use minyi_rulebook::policy::Policy;
use minyi_rulebook::procedure::{Decided, Procedure};
use minyi_rulebook::refusal::Refusal;

pub(crate) struct Register {
    pub(crate) events: Vec<MandateEvent>,
    pub(crate) at: Timestamp,
    state: Option<MandateState>,
    matter: MatterId,
    pub(crate) directory: Directory,
}

pub(crate) fn term() -> Term {
    Term { starts: date(2022, 3, 1), ends: date(2027, 2, 28) }
}

pub(crate) fn establishment() -> Establishment {
    Establishment {
        deputy: user(20),
        name: "张演示".into(),
        office: Office::Deputy(Level::District),
        region: "330502".parse().expect("a region"),
        constituency: "第一选区".into(),
        term: term(),
        station: organ("station-a"),
    }
}

pub(crate) fn deliberator() -> Establishment {
    let region = "330502001".parse().expect("a region");
    Establishment { office: Office::Deliberator, region, constituency: "桥东社区".into(), ..establishment() }
}

pub(crate) fn request(device: u8) -> MandateCommand {
    let mut key = [device; 33];
    key[0] = 2;
    MandateCommand::RequestCard { device: CardKey(key) }
}

pub(crate) fn issued(device: u8, index: u8) -> MandateCommand {
    let MandateCommand::RequestCard { device } = request(device) else { unreachable!() };
    MandateCommand::NoteCardIssued(Box::new(IssuedCard {
        number: CardNumber([index; 16]),
        index: index.into(),
        device,
        expires_at: "2026-08-01T00:00:00Z".parse().expect("a time"),
        bytes: "AA".into(),
    }))
}

pub(crate) fn suspend() -> MandateCommand {
    MandateCommand::Suspend { ground: SuspensionGround::Detained, note: String::new() }
}

pub(crate) fn end(ground: EndGround) -> MandateCommand {
    MandateCommand::End { ground, notice: "公告〔2026〕3号".into() }
}

/// One of each act that can come after the establishment, well formed and changing something.
pub(crate) fn commands() -> Vec<MandateCommand> {
    vec![
        MandateCommand::SetPost { text: "教师".into() },
        MandateCommand::SetPledge { text: "每月走访".into() },
        MandateCommand::SetReceptionDays { text: "每月15日".into() },
        MandateCommand::SetPhone { text: "0572".into() },
        MandateCommand::Publish { field: Field::Phone, consent: true },
        MandateCommand::AssignStation { station: organ("station-b") },
        MandateCommand::AssignDutyGroup { group: "水环境组".into() },
        suspend(),
        MandateCommand::Restore { note: String::new() },
        end(EndGround::Resigned),
        request(2),
        MandateCommand::Correct {
            name: "张示".into(),
            constituency: "第二选区".into(),
            term: term(),
            reason: "选区重新划分".into(),
        },
    ]
}

impl Register {
    fn new(establishment: Establishment, number: u128) -> Self {
        let at = START.parse().expect("a time");
        let mut register = Self { events: Vec::new(), at, state: None, matter: matter(number), directory: directory() };
        register.step(&office(), MandateCommand::Establish(Box::new(establishment)));
        register
    }

    pub(crate) fn empty() -> Self {
        let at = START.parse().expect("a time");
        Self { events: Vec::new(), at, state: None, matter: matter(1), directory: directory() }
    }

    pub(crate) fn in_office() -> Self {
        Self::new(establishment(), 1)
    }

    pub(crate) fn deliberator() -> Self {
        Self::new(deliberator(), 2)
    }

    pub(crate) fn with_card() -> Self {
        let mut register = Self::in_office();
        register.step(&deputy(), request(1));
        register.step(&Actor::system(), issued(1, 7));
        register
    }

    pub(crate) fn suspended() -> Self {
        let mut register = Self::with_card();
        register.step(&office(), suspend());
        register
    }

    pub(crate) fn ended() -> Self {
        let mut register = Self::with_card();
        register.step(&office(), end(EndGround::Resigned));
        register
    }

    pub(crate) fn now(&self) -> &MandateState {
        self.state.as_ref().expect("established")
    }

    pub(crate) fn context<'r>(&'r self, actor: &'r Actor) -> Context<'r> {
        Context {
            actor,
            matter: self.matter,
            now: self.at,
            policy: Policy::embedded(),
            calendar: Calendar::embedded(),
            directory: &self.directory,
            other: None,
        }
    }

    pub(crate) fn does(&self, actor: &Actor, command: MandateCommand) -> Result<MandateEvent, Refusal> {
        let decided = Mandate::decide(self.state.as_ref(), &command, &self.context(actor), None);
        decided.map(|Decided { event, .. }| event)
    }

    pub(crate) fn step(&mut self, actor: &Actor, command: MandateCommand) -> &mut Self {
        let event = self.does(actor, command).expect("the rules let it through");
        self.state = apply(self.state.take(), &event);
        self.events.push(event);
        self
    }
}
