//! A desk with one case on it: people of an invented district, a clock that tests move, and the rulebook as it ships.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its part of the desk")]

use jiff::{SignedDuration, Timestamp};
use minyi_rulebook::actor::{Actor, Capacity};
use minyi_rulebook::calendar::Calendar;
use minyi_rulebook::citizen_case::*;
use minyi_rulebook::class::TriageClass;
use minyi_rulebook::ids::{MatterId, OrganId, Sha256, UserId};
use minyi_rulebook::organ::{Directory, OrganKind};
use minyi_rulebook::policy::{ClockKind, Policy};
use minyi_rulebook::refusal::{Refusal, RefusalCode};
use uuid::Uuid;

pub const START: &str = "2026-03-02T01:00:00Z";

pub fn organ(code: &str) -> OrganId {
    OrganId::new(code).expect("test codes are well formed")
}

pub fn user(number: u128) -> UserId {
    UserId(Uuid::from_u128(0xA000 + number))
}

pub fn matter(number: u128) -> MatterId {
    MatterId(Uuid::from_u128(number))
}

pub fn actor(number: u128, capacity: Capacity) -> Actor {
    Actor { user: user(number), capacity }
}

pub fn citizen() -> Actor {
    actor(1, Capacity::Citizen)
}
pub fn other_citizen() -> Actor {
    actor(2, Capacity::Citizen)
}
pub fn station() -> Actor {
    actor(10, Capacity::StationStaff { station: organ("station-a") })
}
pub fn other_station() -> Actor {
    actor(11, Capacity::StationStaff { station: organ("station-b") })
}
pub fn deputy() -> Actor {
    actor(20, Capacity::Deputy { station: organ("station-a") })
}
pub fn office() -> Actor {
    actor(30, Capacity::OfficeStaff { office: organ("office") })
}
pub fn clerk(unit: &str) -> Actor {
    actor(40, Capacity::UnitClerk { unit: organ(unit) })
}
pub fn leader(unit: &str) -> Actor {
    actor(41, Capacity::UnitLeader { unit: organ(unit) })
}
pub fn auditor() -> Actor {
    actor(50, Capacity::Auditor)
}
pub fn everybody() -> Vec<Actor> {
    let mut all = vec![citizen(), other_citizen(), station(), other_station(), deputy(), office(), auditor()];
    for unit in ["unit-water", "unit-road", "unit-other"] {
        all.extend([clerk(unit), leader(unit)]);
    }
    all.push(Actor::system());
    all
}

pub fn directory() -> Directory {
    let organs = [
        ("office", OrganKind::CongressOffice),
        ("station-a", OrganKind::Station),
        ("station-b", OrganKind::Station),
        ("unit-water", OrganKind::Unit),
        ("unit-road", OrganKind::Unit),
        ("unit-other", OrganKind::Unit),
        ("court", OrganKind::Court),
    ];
    Directory {
        organs: organs.into_iter().map(|(code, kind)| (organ(code), kind)).collect(),
        deputies: [(user(20), organ("station-a"))].into(),
        ..Directory::default()
    }
}

pub fn photo(byte: u8) -> Photo {
    Photo { sha256: Sha256([byte; 32]), bytes: 1_000_000 }
}

pub fn voice(byte: u8) -> VoiceNote {
    VoiceNote { sha256: Sha256([byte; 32]), bytes: 200_000 }
}

/// Told, not written.
pub fn spoken() -> Submission {
    Submission { text: String::new(), voice: Some(voice(7)), ..submission() }
}

pub fn submission() -> Submission {
    Submission {
        title: "河边排口发黑".into(),
        text: "雨后排口流出黑水,有气味。".into(),
        addressee: Addressee::Station { station: organ("station-a") },
        place: Some(Place { lat_e6: 30_867_000, lon_e6: 120_100_000, accuracy_m: Some(12), label: "桥东".into() }),
        photos: vec![photo(1), photo(2)],
        voice: None,
        may_publish: true,
        filing: Filing::Own,
    }
}

pub fn draft(class: &str) -> AnswerDraft {
    let commitments = if class == "B" {
        vec![Promise { text: "完成管网改造".into(), due: jiff::civil::date(2026, 12, 31) }]
    } else {
        Vec::new()
    };
    AnswerDraft {
        text: "已封堵排口并清淤。".into(), result_class: class.into(), commitments, photos: Vec::new()
    }
}

pub fn grades(grade: Grade) -> CaseCommand {
    let reason = if grade == Grade::Dissatisfied { "仍有异味".to_owned() } else { String::new() };
    CaseCommand::Evaluate(EvaluationForm { process: Grade::Satisfied, answer: grade, delivery: None, reason })
}

pub fn triage(class: TriageClass) -> CaseCommand {
    CaseCommand::Triage { class, note: String::new() }
}

pub fn assign(lead: &str, co: &[&str]) -> CaseCommand {
    CaseCommand::Assign {
        lead: organ(lead),
        co: co.iter().map(|unit| organ(unit)).collect(),
        note: "请依法办理".into(),
    }
}

/// A command of this act that fits the case as it stands, for an act that is offered.
pub fn fitting(act: CaseAct, case: &CaseState) -> CaseCommand {
    use CaseCommand as C;
    let words = || "理由".to_owned();
    let asked = |handler: &&Handler| matches!(handler.standing, Standing::ReturnAsked { .. });
    let commitment = |fits: fn(&CommitmentStanding) -> bool| {
        let index = case.commitments.iter().position(|commitment| fits(&commitment.standing));
        u16::try_from(index.unwrap_or(usize::from(u16::MAX))).expect("few commitments")
    };
    match act {
        CaseAct::Submit => C::Submit(Box::new(submission())),
        CaseAct::Supplement => C::Supplement { text: words(), photos: vec![] },
        CaseAct::Withdraw => C::Withdraw { reason: words() },
        CaseAct::Triage => triage(TriageClass::Help),
        CaseAct::RequestInfo => C::RequestInfo { question: words() },
        CaseAct::Refuse => C::Refuse { ground: RefusalGround::Advert, explanation: words() },
        CaseAct::Redirect => C::Redirect { target: RedirectTarget::Petition, explanation: words() },
        CaseAct::LinkDuplicate => C::LinkDuplicate { of: matter(9), explanation: words() },
        CaseAct::Assign => assign("unit-water", &[]),
        CaseAct::SignFor => C::SignFor,
        CaseAct::RequestReturn => C::RequestReturn { reason: words() },
        CaseAct::DecideReturn => {
            let unit = case.handlers.iter().find(asked).map_or(organ("nobody"), |handler| handler.unit.clone());
            C::DecideReturn { unit, consent: true, reason: words() }
        }
        CaseAct::RequestExtension => C::RequestExtension { days: 1, reason: words() },
        CaseAct::DecideExtension => C::DecideExtension { consent: true, reason: words() },
        CaseAct::GiveOpinion => C::GiveOpinion { text: words() },
        CaseAct::DraftAnswer => C::DraftAnswer(draft("A")),
        CaseAct::SendBackDraft => C::SendBackDraft { reason: words() },
        CaseAct::SignAnswer => C::SignAnswer,
        CaseAct::Evaluate => grades(Grade::Satisfied),
        CaseAct::Close => C::Close { note: String::new() },
        CaseAct::Supervise => C::Supervise { act: SupervisionKind::Remind, note: words() },
        CaseAct::ReportCommitment => C::ReportCommitment {
            index: commitment(|standing| *standing != CommitmentStanding::Kept),
            text: words(),
            photos: vec![],
        },
        CaseAct::VerifyCommitment => C::VerifyCommitment {
            index: commitment(|standing| matches!(standing, CommitmentStanding::Reported { .. })),
            kept: true,
            note: words(),
        },
        CaseAct::Publish => C::Publish,
        CaseAct::Unpublish => C::Unpublish { reason: words() },
        CaseAct::Undo => {
            C::Undo { version: case.undoable.as_ref().map_or(0, |undoable| undoable.version), reason: words() }
        }
        CaseAct::NotePhotoArrived => C::NotePhotoArrived { sha256: photo(1).sha256 },
        CaseAct::NoteVoiceArrived => C::NoteVoiceArrived { sha256: voice(7).sha256, seconds: 9 },
        CaseAct::WriteDownVoice => C::WriteDownVoice { text: words() },
        CaseAct::NoteOverdue => C::NoteOverdue { clock: case.clocks[0].id.clone() },
        CaseAct::AddFollower => C::AddFollower { user: user(99), from: matter(9) },
    }
}

/// One case, its events, and the time.
#[derive(Clone, Debug)]
pub struct Desk {
    pub case: Option<CaseState>,
    pub events: Vec<CaseEvent>,
    pub now: Timestamp,
    pub directory: Directory,
    pub other: Option<CaseState>,
    pub follow_ups: Vec<FollowUp>,
}

impl Default for Desk {
    fn default() -> Self {
        Self {
            case: None,
            events: Vec::new(),
            now: START.parse().expect("a timestamp"),
            directory: directory(),
            other: None,
            follow_ups: Vec::new(),
        }
    }
}

impl Desk {
    pub fn context<'d>(&'d self, actor: &'d Actor) -> Context<'d> {
        Context {
            actor,
            matter: self.case.as_ref().map_or(matter(1), |case| case.matter),
            now: self.now,
            policy: Policy::embedded(),
            calendar: Calendar::embedded(),
            directory: &self.directory,
            other: self.other.as_ref(),
        }
    }

    /// The actor gives a command; an accepted one is recorded.
    pub fn does(&mut self, actor: &Actor, command: CaseCommand) -> Result<(), Refusal> {
        let context = self.context(actor);
        let decision = decide(self.case.as_ref(), &command, &context)?;
        let follow_ups = decision.follow_ups.clone();
        let event = decision.into_event(&context, self.case.as_ref(), Some(self.now));
        self.case = apply(self.case.take(), &event);
        self.events.push(event);
        self.follow_ups.extend(follow_ups);
        Ok(())
    }

    /// As [`Desk::does`], for steps that the test only needs done.
    pub fn step(&mut self, actor: &Actor, command: CaseCommand) -> &mut Self {
        let name = format!("{:?} by {:?}", command.act(), actor.role());
        self.does(actor, command).unwrap_or_else(|refusal| panic!("{name} was refused: {refusal:?}"));
        self
    }

    pub fn code(&mut self, actor: &Actor, command: CaseCommand) -> RefusalCode {
        self.does(actor, command).expect_err("a refusal").code
    }

    pub fn state(&self) -> &CaseState {
        self.case.as_ref().expect("a submitted case")
    }

    pub fn pass_days(&mut self, days: i64) -> &mut Self {
        self.now += SignedDuration::from_hours(24 * days);
        self
    }

    pub fn due(&self, kind: ClockKind) -> jiff::civil::Date {
        self.state().clocks.iter().rev().find(|clock| clock.id.kind == kind).expect("such a clock").due
    }

    /// A case as it stands when it reaches the stage by the plain road.
    pub fn at(stage: Stage) -> Self {
        let mut desk = Self::default();
        desk.step(&citizen(), CaseCommand::Submit(Box::new(submission())));
        if stage == Stage::AwaitingInfo {
            desk.step(&station(), CaseCommand::RequestInfo { question: "哪座桥?".into() });
        }
        if stage >= Stage::Triaged {
            desk.step(&station(), triage(TriageClass::Help));
        }
        if stage >= Stage::Assigned {
            desk.step(&office(), assign("unit-water", &["unit-road"]));
        }
        if stage >= Stage::Handling {
            desk.step(&clerk("unit-water"), CaseCommand::SignFor);
        }
        if stage >= Stage::Answered {
            desk.step(&clerk("unit-water"), CaseCommand::DraftAnswer(draft("B")));
            desk.step(&leader("unit-water"), CaseCommand::SignAnswer);
        }
        if stage >= Stage::Evaluated {
            desk.step(&citizen(), grades(Grade::Satisfied));
        }
        if stage >= Stage::Closed {
            desk.step(&office(), CaseCommand::Close { note: String::new() });
        }
        desk
    }
}
