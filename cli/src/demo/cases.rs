//! The other cases of the demo district: what each needs to come to the situation that its file names, as commands of the
//! people concerned. They go through the same door as everything else; nothing is written to a table by hand.

use std::path::Path;

use jiff::civil::Date;
use minyi_rulebook::actor::{Actor, Capacity};
use minyi_rulebook::citizen_case::{
    Addressee, AnswerDraft, CaseCommand, EvaluationForm, Filing, Grade, Place, Promise, ProxyChannel, RedirectTarget,
    RefusalGround, Submission,
};
use minyi_rulebook::class::TriageClass;
use minyi_rulebook::ids::{MatterId, OrganId};
use serde::Deserialize;

use super::seed::DemoSeed;
use crate::fault::Fault;

/// One case of `cases.json`.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct DemoCase {
    pub(crate) id: MatterId,
    citizen: String,
    addressee: Addressee,
    filing: DemoFiling,
    may_publish: bool,
    pub(crate) title: String,
    text: String,
    place: Option<DemoPlace>,
    class: TriageClass,
    lead: Option<OrganId>,
    co: Vec<OrganId>,
    answer: Option<DemoAnswer>,
    evaluation: Option<DemoEvaluation>,
    redo: Option<DemoRedo>,
    refusal: Option<DemoRefusal>,
    redirect: Option<DemoRedirect>,
    stage: Situation,
    pub(crate) photos: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum DemoFiling {
    Own,
    Proxy { staff: String, channel: ProxyChannel },
}

#[derive(Clone, Debug, Deserialize)]
struct DemoPlace {
    lat: f64,
    lon: f64,
    label: String,
}

#[derive(Clone, Debug, Deserialize)]
struct DemoAnswer {
    text: String,
    result_class: String,
    #[serde(default)]
    commitments: Vec<DemoPromise>,
}

#[derive(Clone, Debug, Deserialize)]
struct DemoPromise {
    text: String,
    due_in_days: i32,
}

#[derive(Clone, Debug, Deserialize)]
struct DemoEvaluation {
    process: Grade,
    answer: Grade,
    reason: String,
}

#[derive(Clone, Debug, Deserialize)]
struct DemoRedo {
    answer: Option<DemoAnswer>,
    evaluation: Option<DemoEvaluation>,
}

#[derive(Clone, Debug, Deserialize)]
struct DemoRefusal {
    ground: RefusalGround,
    explanation: String,
}

#[derive(Clone, Debug, Deserialize)]
struct DemoRedirect {
    target: RedirectTarget,
    explanation: String,
}

/// How far a case is taken; a name of the file, not a stage of the rulebook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Situation {
    Refused,
    Redirected,
    Submitted,
    Triaged,
    Assigned,
    Handling,
    Redo,
    Answered,
    Closed,
}

/// One command and who makes it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Step {
    pub(crate) actor: Actor,
    pub(crate) command: CaseCommand,
}

/// Reads `cases.json`.
pub(crate) fn read(file: &Path) -> Result<Vec<DemoCase>, Fault> {
    let text = std::fs::read_to_string(file).map_err(|error| Fault::file(file, &error))?;
    serde_json::from_str(&text).map_err(|error| {
        Fault::input("cases", format!("演示事项文件（{error}）"), format!("the demo's cases ({error})"))
    })
}

/// Whose phone a case is filed with.
#[derive(Clone, Copy, Debug)]
pub(crate) enum FiledWith<'c> {
    /// The citizen's, by number.
    Citizen(&'c str),
    /// The station's, by login.
    Staff(&'c str),
}

impl DemoCase {
    /// Whose phone it is filed with.
    pub(crate) fn filed_with(&self) -> FiledWith<'_> {
        match &self.filing {
            DemoFiling::Own => FiledWith::Citizen(&self.citizen),
            DemoFiling::Proxy { staff, .. } => FiledWith::Staff(staff),
        }
    }

    /// Every command from filing to the situation named. The first is the submission, without its photos.
    pub(crate) fn steps(&self, seed: &DemoSeed, today: Date) -> Result<Vec<Step>, Fault> {
        let mut script = Script { seed, steps: Vec::new() };
        let citizen = script.known(seed.citizen(&self.citizen), "citizen")?;
        self.file(&mut script, &citizen)?;
        let receiver = self.receiver(&script)?;
        let office = script.office()?;
        if let Some(DemoRefusal { ground, explanation }) = &self.refusal {
            script.push(&receiver, CaseCommand::Refuse { ground: *ground, explanation: explanation.clone() });
        }
        if let Some(DemoRedirect { target, explanation }) = &self.redirect {
            script.push(&receiver, CaseCommand::Triage { class: self.class, note: String::new() });
            script.push(&office, CaseCommand::Redirect { target: *target, explanation: explanation.clone() });
        }
        if self.stage < Situation::Triaged {
            return Ok(script.steps);
        }
        script.push(&receiver, CaseCommand::Triage { class: self.class, note: String::new() });
        let Some(lead) = self.lead.as_ref().filter(|_| self.stage >= Situation::Assigned) else {
            return Ok(script.steps);
        };
        script.push(&office, CaseCommand::Assign { lead: lead.clone(), co: self.co.clone(), note: String::new() });
        if self.stage == Situation::Assigned {
            return Ok(script.steps);
        }
        for unit in std::iter::once(lead).chain(&self.co) {
            let clerk = script.clerk(unit)?;
            script.push(&clerk, CaseCommand::SignFor);
        }
        if self.stage == Situation::Handling {
            return Ok(script.steps);
        }
        self.rounds(&mut script, lead, &citizen, today)?;
        if self.stage == Situation::Closed {
            script.push(&office, CaseCommand::Close { note: String::new() });
        }
        if self.stage >= Situation::Answered && self.may_publish && !self.class.is_restricted() {
            script.push(&office, CaseCommand::Publish);
        }
        Ok(script.steps)
    }

    fn file(&self, script: &mut Script<'_>, citizen: &Actor) -> Result<(), Fault> {
        let (filer, filing) = match &self.filing {
            DemoFiling::Own => (citizen.clone(), Filing::Own),
            DemoFiling::Proxy { staff, channel } => {
                let staff = script.known(script.seed.staff(staff), "filing.staff")?;
                (staff, Filing::Proxy { author: citizen.user, channel: *channel })
            }
        };
        let submission = Submission {
            title: self.title.clone(),
            text: self.text.clone(),
            addressee: self.addressee.clone(),
            place: self.place.as_ref().map(DemoPlace::place),
            photos: Vec::new(),
            voice: None,
            may_publish: self.may_publish,
            filing,
        };
        script.push(&filer, CaseCommand::Submit(Box::new(submission)));
        Ok(())
    }

    /// Who triages: the receiving station, or the office for what came to it directly.
    fn receiver(&self, script: &Script<'_>) -> Result<Actor, Fault> {
        let station = match &self.addressee {
            Addressee::Station { station } => Some(station.clone()),
            Addressee::Deputy { deputy } => script.seed.station_of(*deputy),
            Addressee::Office => None,
        };
        let staff = station.and_then(|wanted| {
            script.seed.first(|capacity| matches!(capacity, Capacity::StationStaff { station } if *station == wanted))
        });
        staff.map_or_else(|| script.office(), Ok)
    }

    fn rounds(&self, script: &mut Script<'_>, lead: &OrganId, citizen: &Actor, today: Date) -> Result<(), Fault> {
        let first = (self.answer.as_ref(), self.evaluation.as_ref());
        let second = self.redo.as_ref().map(|redo| (redo.answer.as_ref(), redo.evaluation.as_ref()));
        for (answer, evaluation) in std::iter::once(first).chain(second) {
            let Some(answer) = answer else { continue };
            let clerk = script.clerk(lead)?;
            let leader = script.known(
                script.seed.first(|capacity| matches!(capacity, Capacity::UnitLeader { unit } if unit == lead)),
                "lead",
            )?;
            script.push(&clerk, CaseCommand::DraftAnswer(answer.draft(today)));
            script.push(&leader, CaseCommand::SignAnswer);
            // What waits for its evaluation is left waiting.
            if let Some(evaluation) = evaluation.filter(|_| self.stage != Situation::Answered) {
                script.push(citizen, CaseCommand::Evaluate(evaluation.form()));
            }
        }
        Ok(())
    }
}

impl DemoPlace {
    #[expect(clippy::cast_possible_truncation, reason = "degrees times a million fit an i32")]
    fn place(&self) -> Place {
        let e6 = |degrees: f64| (degrees * 1e6).round() as i32;
        Place { lat_e6: e6(self.lat), lon_e6: e6(self.lon), accuracy_m: None, label: self.label.clone() }
    }
}

impl DemoAnswer {
    fn draft(&self, today: Date) -> AnswerDraft {
        let due = |days: i32| today.saturating_add(jiff::Span::new().days(days));
        AnswerDraft {
            text: self.text.clone(),
            result_class: self.result_class.clone(),
            commitments: self
                .commitments
                .iter()
                .map(|promise| Promise { text: promise.text.clone(), due: due(promise.due_in_days) })
                .collect(),
            photos: Vec::new(),
        }
    }
}

impl DemoEvaluation {
    fn form(&self) -> EvaluationForm {
        EvaluationForm { process: self.process, answer: self.answer, delivery: None, reason: self.reason.clone() }
    }
}

/// Commands in the making.
struct Script<'s> {
    seed: &'s DemoSeed,
    steps: Vec<Step>,
}

impl Script<'_> {
    fn push(&mut self, actor: &Actor, command: CaseCommand) {
        self.steps.push(Step { actor: actor.clone(), command });
    }

    fn known(&self, actor: Option<Actor>, field: &str) -> Result<Actor, Fault> {
        actor.ok_or_else(|| Fault::input(field, "种子文件中的人", "somebody of the seed file"))
    }

    fn office(&self) -> Result<Actor, Fault> {
        self.known(self.seed.first(|capacity| matches!(capacity, Capacity::OfficeStaff { .. })), "office")
    }

    fn clerk(&self, of: &OrganId) -> Result<Actor, Fault> {
        self.known(self.seed.first(|capacity| matches!(capacity, Capacity::UnitClerk { unit } if unit == of)), "unit")
    }
}

#[cfg(test)]
mod tests {
    use minyi_rulebook::calendar::{Calendar, local_date};
    use minyi_rulebook::citizen_case::{CaseState, Context, Ending, RoundAnswer, Stage, apply, decide};
    use minyi_rulebook::organ::Directory;
    use minyi_rulebook::policy::Policy;

    use super::*;

    fn material(name: &str) -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo").join(name)
    }

    fn directory() -> Directory {
        #[derive(Deserialize)]
        struct Seed {
            organs: Vec<Organ>,
            users: Vec<User>,
        }
        #[derive(Deserialize)]
        struct Organ {
            id: OrganId,
            kind: minyi_rulebook::organ::OrganKind,
        }
        #[derive(Deserialize)]
        struct User {
            id: minyi_rulebook::ids::UserId,
            capacity: Capacity,
        }
        let text = std::fs::read_to_string(material("seed.json")).expect("the seed");
        let seed: Seed = serde_json::from_str(&text).expect("a seed");
        Directory {
            organs: seed.organs.into_iter().map(|organ| (organ.id, organ.kind)).collect(),
            deputies: seed
                .users
                .into_iter()
                .filter_map(|user| match user.capacity {
                    Capacity::Deputy { station } => Some((user.id, station)),
                    _ => None,
                })
                .collect(),
            ..Directory::default()
        }
    }

    #[test]
    fn every_demo_case_comes_to_the_situation_its_file_names() {
        let seed = DemoSeed::read(&material("seed.json")).expect("the seed");
        let directory = directory();
        let now: jiff::Timestamp = "2026-03-16T02:00:00Z".parse().expect("a time");
        for demo in read(&material("cases.json")).expect("the cases") {
            let mut case: Option<CaseState> = None;
            for step in demo.steps(&seed, local_date(now)).expect("known people") {
                let context = Context {
                    actor: &step.actor,
                    matter: demo.id,
                    now,
                    policy: Policy::embedded(),
                    calendar: Calendar::embedded(),
                    directory: &directory,
                    other: None,
                };
                let decision = decide(case.as_ref(), &step.command, &context)
                    .unwrap_or_else(|refusal| panic!("{}: {:?}: {refusal:?}", demo.title, step.command.act()));
                let event = decision.into_event(&context, case.as_ref(), None);
                case = apply(case, &event);
            }
            let case = case.expect("filed");
            let (stage, round) = (case.stage, case.round_number());
            let signed = matches!(case.round().map(|round| &round.answer), Some(RoundAnswer::Signed { .. }));
            let reached = match demo.stage {
                Situation::Refused => matches!(case.ending, Some(Ending::Refused { .. })),
                Situation::Redirected => matches!(case.ending, Some(Ending::Redirected { .. })),
                Situation::Submitted => stage == Stage::Submitted,
                Situation::Triaged => stage == Stage::Triaged,
                Situation::Assigned => stage == Stage::Assigned,
                Situation::Handling => stage == Stage::Handling && round == 1,
                Situation::Redo => stage == Stage::Handling && round == 2 && !signed,
                Situation::Answered => stage == Stage::Answered && signed,
                Situation::Closed => case.ending == Some(Ending::Completed),
            };
            assert!(reached, "{}: {:?} is {stage:?} in round {round}", demo.title, demo.stage);
        }
    }
}
