//! A court room with one hearing: invented people, a clock that tests move, and the rulebook as it ships.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use minyi_rulebook::actor::{Actor, Capacity};
use minyi_rulebook::calendar::Calendar;
use minyi_rulebook::hearing::lanes::{HearingView, discipline_notice, view_since, viewer_of};
use minyi_rulebook::hearing::*;
use minyi_rulebook::ids::{MatterId, OrganId, UserId};
use minyi_rulebook::organ::{Directory, OrganKind};
use minyi_rulebook::policy::Policy;
use minyi_rulebook::refusal::Refusal;
use uuid::Uuid;

/// Deputies with numbers 1 to this one.
pub(crate) const DEPUTIES: u128 = 10;

pub(crate) fn organ(code: &str) -> OrganId {
    OrganId::new(code).expect("test codes are well formed")
}

pub(crate) fn user(number: u128) -> UserId {
    UserId(Uuid::from_u128(0xD000 + number))
}

pub(crate) fn deputy(number: u128) -> Actor {
    let station = if number.is_multiple_of(2) { "station-a" } else { "station-b" };
    Actor { user: user(number), capacity: Capacity::Deputy { station: organ(station) } }
}

fn staff(number: u128, capacity: Capacity) -> Actor {
    Actor { user: user(100 + number), capacity }
}

pub(crate) fn office() -> Actor {
    staff(1, Capacity::OfficeStaff { office: organ("office") })
}
pub(crate) fn clerk() -> Actor {
    staff(2, Capacity::CourtClerk { unit: organ("court") })
}
pub(crate) fn liaison(number: u128) -> Actor {
    staff(10 + number, Capacity::CourtLiaison { unit: organ("court") })
}
pub(crate) fn bench() -> Actor {
    staff(3, Capacity::Bench { unit: organ("court") })
}
pub(crate) fn auditor() -> Actor {
    staff(4, Capacity::Auditor)
}
pub(crate) fn citizen() -> Actor {
    staff(5, Capacity::Citizen)
}
pub(crate) fn other_clerk() -> Actor {
    staff(6, Capacity::CourtClerk { unit: organ("court-2") })
}

pub(crate) fn everybody() -> Vec<Actor> {
    let mut all = vec![office(), clerk(), liaison(1), liaison(2), bench(), auditor(), citizen(), other_clerk()];
    all.extend((1..=DEPUTIES).map(deputy));
    all.push(Actor::system());
    all
}

pub(crate) fn plan() -> Plan {
    Plan {
        case_no: "（2026）浙0502民初****号".into(),
        cause: "买卖合同纠纷".into(),
        brief: "演示案件，人物均为虚构。".into(),
        openness: Openness::Open,
        court: organ("court"),
        opens_at: "2026-03-02T02:00:00Z".parse().expect("a time"),
        seats: 10,
        selection: Selection::Draw,
        video: VideoSource::Hls { origin: "https://court.invalid/live/index.m3u8".into(), delay_s: 30 },
    }
}

pub(crate) fn question_id(number: u128) -> QuestionId {
    QuestionId(Uuid::from_u128(number))
}

pub(crate) fn ask(number: u128) -> HearingCommand {
    HearingCommand::Ask {
        id: question_id(number),
        kind: QuestionKind::Procedure,
        text: "休庭时间如何告知旁听人员？".into(),
        anchor: None,
    }
}

pub(crate) fn accept(number: u128) -> HearingCommand {
    HearingCommand::Screen {
        question: question_id(number),
        screening: Screening::Accept { hold: HoldUntil::Adjournment },
    }
}

pub(crate) fn reply(number: u128, kind: AnswerKind) -> HearingCommand {
    HearingCommand::DraftAnswer { question: Some(question_id(number)), kind, text: "答复如下。".into() }
}

pub(crate) fn sheet(score: u8) -> EvaluationSheet {
    EvaluationSheet {
        process: score,
        control: score,
        bearing: score,
        clarity: score,
        document: None,
        remark: String::new(),
    }
}

pub(crate) fn notice() -> HearingCommand {
    HearingCommand::SignDiscipline { notice: discipline_notice(Policy::embedded()).version }
}

/// One hearing, its events, and the time.
#[derive(Clone, Debug)]
pub(crate) struct Room {
    pub(crate) hearing: Option<HearingState>,
    pub(crate) events: Vec<HearingEvent>,
    pub(crate) now: Timestamp,
    /// Until when the court's approval agrees to replays (回看).
    replay_until: Option<Date>,
    directory: Directory,
}

impl Default for Room {
    fn default() -> Self {
        let organs = [
            ("office", OrganKind::CongressOffice),
            ("court", OrganKind::Court),
            ("court-2", OrganKind::Court),
            ("station-a", OrganKind::Station),
            ("station-b", OrganKind::Station),
            ("unit-water", OrganKind::Unit),
        ];
        let directory = Directory {
            organs: organs.into_iter().map(|(code, kind)| (organ(code), kind)).collect(),
            deputies: (1..=DEPUTIES).map(|number| (user(number), organ("station-a"))).collect(),
            ..Directory::default()
        };
        Self {
            hearing: None,
            events: Vec::new(),
            now: "2026-03-02T01:00:00Z".parse().expect("a time"),
            replay_until: None,
            directory,
        }
    }
}

impl Room {
    pub(crate) fn context<'r>(&'r self, actor: &'r Actor) -> Context<'r> {
        Context {
            actor,
            matter: MatterId(Uuid::from_u128(7)),
            now: self.now,
            policy: Policy::embedded(),
            calendar: Calendar::embedded(),
            directory: &self.directory,
            other: None,
        }
    }

    pub(crate) fn does(&mut self, actor: &Actor, command: &HearingCommand) -> Result<(), Refusal> {
        let event = decide(self.hearing.as_ref(), command, &self.context(actor), Some(self.now))?;
        self.hearing = apply(self.hearing.take(), &event);
        self.events.push(event);
        Ok(())
    }

    pub(crate) fn step(&mut self, actor: &Actor, command: HearingCommand) -> &mut Self {
        let name = format!("{:?} by {:?}", command.act(), actor.role());
        self.does(actor, &command).unwrap_or_else(|refusal| panic!("{name} was refused: {refusal:?}"));
        self
    }

    pub(crate) fn state(&self) -> &HearingState {
        self.hearing.as_ref().expect("a hearing")
    }

    pub(crate) fn question(&self, number: u128) -> &Question {
        self.state().question(question_id(number)).expect("a question")
    }

    pub(crate) fn pass(&mut self, minutes: i64) -> &mut Self {
        self.now += SignedDuration::from_mins(minutes);
        self
    }

    pub(crate) fn view(&self, actor: &Actor, after: u32) -> Option<HearingView> {
        let viewer = viewer_of(actor, self.state())?;
        Some(view_since(self.state(), viewer, after, &self.context(actor)))
    }

    pub(crate) fn create() -> Self {
        let mut room = Self::default();
        room.step(&office(), HearingCommand::Create(Box::new(plan())));
        room
    }

    pub(crate) fn approve(&mut self, scope: Scope) -> &mut Self {
        self.step(&office(), HearingCommand::SendToCourt);
        let number = "审批〔2026〕1号".into();
        let approver = "（演示）院长".into();
        self.step(&clerk(), HearingCommand::CourtApprove { number, approver, scope, replay_until: self.replay_until })
    }

    /// A hearing as it stands when it reaches the stage by the plain road, with all deputies on the roster.
    pub(crate) fn at(stage: HearingStage) -> Self {
        Self::create().walked_to(stage)
    }

    /// The same, where the court agreed to replays until the end of this day.
    pub(crate) fn replayable_at(stage: HearingStage, until: Date) -> Self {
        let mut room = Self::create();
        room.replay_until = Some(until);
        room.walked_to(stage)
    }

    fn walked_to(self, stage: HearingStage) -> Self {
        use HearingCommand as C;
        let mut room = self;
        if stage == HearingStage::CourtReview {
            room.step(&office(), C::SendToCourt);
        }
        if stage >= HearingStage::Signup {
            room.approve(Scope::Deputies);
            for number in 1..=DEPUTIES {
                room.step(&deputy(number), C::Apply { no_conflict: true });
            }
        }
        if stage >= HearingStage::Rostered {
            let chosen: Vec<_> = (1..=DEPUTIES).map(user).collect();
            room.step(&office(), C::FixRoster { chosen: chosen.clone(), note: "抽签".into() });
            if stage == HearingStage::Rostered {
                return room;
            }
            let findings = chosen.into_iter().map(|deputy| SeatFinding { deputy, may_observe: true }).collect();
            room.step(&clerk(), C::CheckRoster { findings });
            for number in 1..=DEPUTIES {
                room.step(&deputy(number), notice());
            }
            room.step(&clerk(), C::OpenDoors);
        }
        if stage == HearingStage::TurnedClosed {
            room.step(&clerk(), C::TurnClosed { reason: "涉及个人隐私".into() });
            return room;
        }
        if stage == HearingStage::Cancelled {
            room.step(&office(), C::Cancel { reason: "改期".into() });
            return room;
        }
        if stage >= HearingStage::Live {
            room.pass(60).step(&clerk(), C::StartSegment { kind: SegmentKind::Opening });
            room.pass(10);
        }
        if stage == HearingStage::Recess {
            room.step(&clerk(), C::StartSegment { kind: SegmentKind::Recess });
        }
        if stage >= HearingStage::Adjourned {
            room.step(&deputy(1), ask(1)).step(&office(), accept(1));
            room.pass(50).step(&clerk(), C::Adjourn);
            let began = room.state().clock.began().expect("began");
            let intervals = vec![Interval { from: began, until: room.now }];
            let watched =
                (1..=DEPUTIES).map(|number| Watched { deputy: user(number), intervals: intervals.clone() }).collect();
            room.step(&Actor::system(), C::NoteAttendance { watched });
        }
        if stage >= HearingStage::Answering {
            room.step(&office(), C::Release { questions: vec![question_id(1)] });
        }
        if stage >= HearingStage::Judged {
            room.step(&office(), C::AssignQuestion { question: question_id(1) });
            room.step(&clerk(), C::RecordJudgment);
        }
        if stage >= HearingStage::Evaluated {
            room.answer(1).step(&deputy(1), rated(1, Satisfaction::Satisfied));
            room.step(&office(), C::CloseEvaluation);
        }
        if stage >= HearingStage::Archived {
            room.step(&office(), C::Archive);
        }
        room
    }

    /// Drafted by one, approved by another.
    pub(crate) fn answer(&mut self, number: u128) -> &mut Self {
        self.step(&liaison(1), reply(number, AnswerKind::WorkReply));
        let answer = u16::try_from(self.state().answers.len() - 1).expect("few answers");
        self.step(&liaison(2), HearingCommand::ApproveAnswer { answer })
    }
}

pub(crate) fn recording() -> HearingCommand {
    HearingCommand::SetVideo {
        video: VideoSource::Recorded { origin: "https://court.invalid/replay/index.m3u8".into() },
    }
}

pub(crate) fn rated(number: u128, satisfaction: Satisfaction) -> HearingCommand {
    HearingCommand::RateAnswer { question: question_id(number), satisfaction, reason: "理由".into() }
}
