//! The rest of the district: the cases of `cases.json`, command by command through the server's own door, each in the name of the
//! person whose act it is. Cases with photos are filed by phone cores, which send the photos too.

use std::collections::BTreeMap;

use jiff::Timestamp;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::calendar::local_date;
use minyi_rulebook::citizen_case::{CaseCommand, Submission};
use minyi_rulebook::ids::{CommandId, DeviceId, MatterId, UserId};
use minyi_server::app::App;
use minyi_wire::WIRE_VERSION;
use minyi_wire::command::{Command, CommandEnvelope};
use uuid::Uuid;

use super::cases::{self, DemoCase, FiledWith};
use super::set::{Set, astray};
use super::telling::{Chapter, Telling};
use crate::api::internal;
use crate::fault::Fault;
use crate::output::Output;

/// Brings all cases to the situation that their file names; gives their number.
pub(crate) async fn play(app: &App, set: &mut Set, telling: &mut Telling) -> Result<usize, Fault> {
    let cases = cases::read(&set.material.join("cases.json"))?;
    let today = local_date(Timestamp::now());
    let mut terminals = Terminals::default();
    let (mut commands, mut photos) = (0, 0);
    set.codes.keep_quiet(true);
    for case in &cases {
        for step in case.steps(&set.seed, today)? {
            match step.command {
                // Photos need a phone that sends them; words alone go straight to the door.
                CaseCommand::Submit(submission) if !case.photos.is_empty() => {
                    file_with_photos(set, case, *submission).await?;
                    photos += case.photos.len();
                }
                command => terminals.submit(app, step.actor, case.id, command).await?,
            }
            commands += 1;
        }
    }
    set.codes.keep_quiet(false);
    let (cases, stage) = (cases.len(), Chapter::DistrictPopulated);
    telling.reached(
        stage,
        format!("本区另外 {cases} 件事项从同一入口进入（{commands} 条指令、{photos} 张照片）"),
        format!(
            "Another {cases} cases of the district came in through the same door ({commands} commands, {photos} photos)"
        ),
    );
    Ok(cases)
}

async fn file_with_photos(set: &mut Set, case: &DemoCase, submission: Submission) -> Result<(), Fault> {
    let phone = match case.filed_with() {
        FiledWith::Citizen(number) => set.phone_of(number).await?,
        FiledWith::Staff(login) => set.phone_of_staff(login).await?,
    };
    let photos: Vec<_> = case.photos.iter().map(|name| set.photo(name)).collect();
    phone.file_submission(Some(case.id), submission, &photos).await?;
    let sent = phone.send(Output { json: true, ..set.out }).await?;
    if sent.left > 0 {
        return Err(astray("a photo unsent", "every photo arrived"));
    }
    Ok(())
}

/// One device for each person, with its count.
#[derive(Debug, Default)]
struct Terminals {
    of: BTreeMap<UserId, (DeviceId, u64)>,
}

impl Terminals {
    async fn submit(&mut self, app: &App, actor: Actor, matter: MatterId, command: CaseCommand) -> Result<(), Fault> {
        let (device, seq) = self.of.entry(actor.user).or_insert_with(|| (DeviceId(Uuid::new_v4()), 0));
        *seq += 1;
        let envelope = CommandEnvelope {
            v: WIRE_VERSION,
            id: CommandId(Uuid::now_v7()),
            device: *device,
            seq: *seq,
            matter,
            expects: None,
            made_at: Timestamp::now(),
            command: Command::CitizenCase(command),
        };
        let body = envelope.to_bytes().map_err(|error| internal(&error))?;
        app.door.submit(actor, envelope, body.into()).await.map(drop).map_err(Fault::from)
    }
}
