//! Cases to measure with: plausible in size and shape, made fast.

use crate::{Failure, said};
use bytes::Bytes;
use jiff::Timestamp;
use minyi_rulebook::actor::{Actor, Capacity};
use minyi_rulebook::citizen_case::{
    Addressee, AnswerDraft, CaseCommand, EvaluationForm, Filing, Grade, Place, Submission,
};
use minyi_rulebook::class::TriageClass;
use minyi_rulebook::ids::{CommandId, DeviceId, MatterId, OrganId, UserId};
use minyi_server::app::App;
use minyi_wire::{Command, CommandEnvelope, WIRE_VERSION};
use uuid::Uuid;

pub(crate) fn organ(code: &str) -> Result<OrganId, Failure> {
    OrganId::new(code).map_err(said)
}

/// The people of one loop, with organs of the demo seed.
#[derive(Clone, Debug)]
pub(crate) struct People {
    pub(crate) citizen: Actor,
    pub(crate) office: Actor,
    pub(crate) clerk: Actor,
    pub(crate) leader: Actor,
    pub(crate) unit: OrganId,
}

impl People {
    pub(crate) fn of_the_demo() -> Result<Self, Failure> {
        let unit = organ("unit-water")?;
        let person = |capacity| Actor { user: UserId(Uuid::new_v4()), capacity };
        Ok(Self {
            citizen: person(Capacity::Citizen),
            office: person(Capacity::OfficeStaff { office: organ("office")? }),
            clerk: person(Capacity::UnitClerk { unit: unit.clone() }),
            leader: person(Capacity::UnitLeader { unit: unit.clone() }),
            unit,
        })
    }
}

pub(crate) fn submission(number: u64) -> CaseCommand {
    CaseCommand::Submit(Box::new(Submission {
        title: format!("河边第 {number} 号排口雨后流黑水"),
        text: "小桥东侧的雨水排口,每逢下雨就流出黑水,有异味,两岸居民晾晒衣物和孩子上学都绕着走。请有关部门查明来源,尽快整改,并告知结果。"
            .to_owned(),
        addressee: Addressee::Office,
        place: Some(Place { lat_e6: 30_867_000, lon_e6: 120_100_000, accuracy_m: Some(15), label: "小桥东侧".into() }),
        photos: Vec::new(),
        voice: None,
        may_publish: number.is_multiple_of(2),
        filing: Filing::Own,
    }))
}

/// The road of one case after filing, in order, with who walks it.
pub(crate) fn road(people: &People) -> Vec<(Actor, CaseCommand)> {
    let draft = AnswerDraft {
        text: "已封堵混接管道并完成清淤,现场复核水质恢复正常。".into(),
        result_class: "A".into(),
        commitments: Vec::new(),
        photos: Vec::new(),
    };
    let grades =
        EvaluationForm { process: Grade::Satisfied, answer: Grade::Satisfied, delivery: None, reason: String::new() };
    vec![
        (people.office.clone(), CaseCommand::Triage { class: TriageClass::Help, note: String::new() }),
        (people.office.clone(), CaseCommand::Assign { lead: people.unit.clone(), co: vec![], note: String::new() }),
        (people.clerk.clone(), CaseCommand::SignFor),
        (people.clerk.clone(), CaseCommand::DraftAnswer(draft)),
        (people.leader.clone(), CaseCommand::SignAnswer),
        (people.citizen.clone(), CaseCommand::Evaluate(grades)),
        (people.office.clone(), CaseCommand::Close { note: String::new() }),
    ]
}

/// A sealed command: the envelope and its bytes.
pub(crate) fn sealed(matter: MatterId, command: CaseCommand) -> Result<Vec<u8>, Failure> {
    let envelope = CommandEnvelope {
        v: WIRE_VERSION,
        id: CommandId(Uuid::now_v7()),
        device: DeviceId(Uuid::nil()),
        seq: 1,
        matter,
        expects: None,
        made_at: Timestamp::now(),
        command: Command::CitizenCase(command),
    };
    Ok(envelope.to_bytes()?)
}

pub(crate) fn new_matter() -> MatterId {
    MatterId(Uuid::now_v7())
}

/// Files so many cases as fast as the door takes them, for one citizen or for many.
pub(crate) async fn fill(app: &App, citizen: Option<&Actor>, cases: u64) -> Result<(), Failure> {
    const CLIENTS: usize = 256;
    let mut tasks = tokio::task::JoinSet::new();
    for client in 0..CLIENTS {
        let (app, citizen) = (app.clone(), citizen.cloned());
        tasks.spawn(async move {
            let citizen = match citizen {
                Some(citizen) => citizen,
                None => People::of_the_demo()?.citizen,
            };
            for number in (client as u64..cases).step_by(CLIENTS) {
                submit(&app, &citizen, sealed(new_matter(), submission(number))?).await?;
            }
            Ok::<_, Failure>(())
        });
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    Ok(())
}

/// Gives a sealed command in at the door: parsed, hashed, judged, stored, receipted.
pub(crate) async fn submit(app: &App, actor: &Actor, body: Vec<u8>) -> Result<(), Failure> {
    let body = Bytes::from(body);
    let envelope = CommandEnvelope::from_bytes(&body).map_err(said)?;
    app.door.submit(actor.clone(), envelope, body).await.map_err(said)?;
    Ok(())
}
