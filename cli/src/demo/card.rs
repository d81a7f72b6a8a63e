//! 亮身份: a deputy of several levels shows a card, a citizen without a network verifies it, and a suspension arrives with one sync.

use jiff::civil::Date;
use minyi_core::cards::Knowledge;
use minyi_identity::{Expecting, Face, Outcome};
use minyi_rulebook::calendar::local_date;
use minyi_rulebook::ids::MatterId;
use minyi_rulebook::mandate::{Establishment, MandateCommand, SuspensionGround, Term};
use minyi_rulebook::office::{Level, Office};
use uuid::Uuid;

use super::server::DemoServer;
use super::set::{Set, astray, organ};
use super::telling::{Chapter, Telling};
use crate::card::spoken;
use crate::fault::Fault;
use crate::phone::Handset;

const CITIZEN: &str = "19900000009";
// Not the deputy of the other stories: a one-time code opens one session only.
const DEPUTY: &str = "deputy-002";
const OFFICE: &str = "office-1";
const STATION: &str = "station-zhili-1";

/// Plays it.
pub(crate) async fn play(server: &DemoServer, set: &mut Set, telling: &mut Telling) -> Result<(), Fault> {
    let mandates = establish(set).await?;
    telling.reached(
        Chapter::MandatesRecorded,
        format!("亮身份：办公室为一位代表登记 {} 项资格（区、市两级代表，街道议政员），均为虚构", mandates.len()),
        format!("Deputy cards: the office records {} mandates of one person, all invented", mandates.len()),
    );
    let deputy = set.phone_of_staff(DEPUTY).await?;
    let citizen = set.phone_of(CITIZEN).await?;
    let roots = server.app.identity.keyring().ok_or_else(|| astray("no keys", "keys of the congresses"))?.roots;
    for phone in [&deputy, &citizen] {
        phone.core().trust_roots(roots.iter().map(ToString::to_string).collect()).await?;
        phone.sync().await?;
    }
    let matter = mandates[0];
    deputy.core().request_card(matter).await?;
    deputy.send(telling.out).await?;
    deputy.sync().await?;
    let held = deputy.core().held_cards();
    let card = held.iter().find(|held| held.matter == matter).ok_or_else(|| astray("no card", "a card"))?;
    telling.reached(
        Chapter::CardIssued,
        format!(
            "电子代表证已签发到代表的手机：{}，{}",
            card.card.holder.office.chinese(),
            card.card.holder.constituency
        ),
        format!("A card is signed for the deputy's phone: {}", card.card.holder.office.english()),
    );

    citizen.set_offline(true)?;
    let outcome = scan(&deputy, &citizen, matter).await?;
    if !matches!(outcome, Outcome::GenuineAndCurrent { .. }) {
        return Err(astray(spoken(&outcome), "genuine_and_current"));
    }
    let said = minyi_identity::words::outcome(&outcome);
    telling.reached(
        Chapter::VerifiedOffline,
        format!("群众断网扫码：{}", said.zh),
        format!("A citizen without a network scans it: {}", said.en),
    );

    let challenge = citizen.core().new_challenge()?;
    let Face::Answer { text, .. } = deputy.core().answer_challenge(matter, challenge).await? else {
        return Err(astray("another code", "an answer"));
    };
    let outcome = citizen.core().verify_code(&text, Expecting::AnswerTo(challenge))?;
    if !outcome.is_genuine() {
        return Err(astray(spoken(&outcome), "genuine"));
    }
    telling.reached(
        Chapter::ChallengeAnswered,
        format!("现场核验：群众手机出数字 {challenge}，代表手机当场签名应答"),
        format!("Challenge: the citizen's phone shows {challenge}, the deputy's signs it on the spot"),
    );

    let suspend = MandateCommand::Suspend { ground: SuspensionGround::Detained, note: "演示".to_owned() };
    set.desk(OFFICE).await?.act(matter, suspend, None).await?;
    citizen.set_offline(false)?;
    citizen.sync().await?;
    citizen.set_offline(true)?;
    deputy.core().lock_cards();
    let outcome = scan(&deputy, &citizen, matter).await?;
    if !matches!(outcome, Outcome::Suspended { .. }) {
        return Err(astray(spoken(&outcome), "suspended"));
    }
    citizen.set_offline(false)?;
    set.desk(OFFICE).await?.act(matter, MandateCommand::Restore { note: "演示".to_owned() }, None).await?;
    if citizen.core().card_knowledge() == Knowledge::Nothing {
        return Err(astray("no lists", "lists of the congresses"));
    }
    telling.reached(
        Chapter::SuspensionArrived,
        "办公室暂停该代表职务：群众手机同步一次后，断网扫同一张证即显示“暂停执行代表职务”；随后恢复",
        "The office suspends the deputy: after one sync the citizen's phone says so, offline; then restored",
    );
    let code = minyi_rulebook::mandate::page_code(matter);
    telling.out.say(
        format!("    代表主页（名牌上的码）：{}/d/{code}", server.url()),
        format!("    The deputy's page, as the plate's code opens it: {}/d/{code}", server.url()),
    );
    Ok(())
}

/// The deputy's phone shows a living code, the citizen's reads it. A step that turns just between the two is shown again.
async fn scan(deputy: &Handset, citizen: &Handset, matter: MatterId) -> Result<Outcome, Fault> {
    let Face::Live { text, .. } = deputy.core().unlock_card(matter).await? else {
        return Err(astray("another code", "a living code"));
    };
    Ok(citizen.core().verify_code(&text, Expecting::LiveCode)?)
}

async fn establish(set: &mut Set) -> Result<Vec<MatterId>, Fault> {
    let deputy = set.seed.staff(DEPUTY).ok_or_else(|| astray("no such deputy", DEPUTY))?;
    let station = organ(STATION)?;
    let today = local_date(jiff::Timestamp::now());
    let term = Term { starts: Date::new(today.year() - 1, 3, 1).unwrap_or(today), ends: last_day(today) };
    let mut mandates = Vec::new();
    for (office, region, constituency) in [
        (Office::Deputy(Level::District), "330502", "织里镇第一选区（演示）"),
        (Office::Deputy(Level::City), "3305", "吴兴代表团（演示）"),
        (Office::Deliberator, "330502001", "月河街道（演示）"),
    ] {
        let matter = MatterId(Uuid::now_v7());
        let command = MandateCommand::Establish(Box::new(Establishment {
            deputy: deputy.user,
            name: "演示代表".to_owned(),
            office,
            region: region.parse().map_err(|_| astray(region, "a region"))?,
            constituency: constituency.to_owned(),
            term,
            station: station.clone(),
        }));
        set.desk(OFFICE).await?.act(matter, command, None).await?;
        mandates.push(matter);
    }
    Ok(mandates)
}

/// Four years on, at the end of February.
fn last_day(today: Date) -> Date {
    Date::new(today.year() + 4, 2, 28).unwrap_or(today)
}
