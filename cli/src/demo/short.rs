//! Two short cases: an advert that is not accepted, and an accusation that the deputy it was addressed to must not read.

use minyi_rulebook::citizen_case::{Addressee, CaseCommand, Ending, RedirectTarget, RefusalGround, Stage};
use minyi_rulebook::class::TriageClass;
use minyi_rulebook::ids::MatterId;
use minyi_rulebook::policy::Policy;
use minyi_wire::view::CaseBody;

use super::set::{Set, astray, organ};
use super::telling::{Chapter, Telling};
use crate::fault::Fault;
use crate::phone::{Author, Filing, Handset};
use crate::words;

const CITIZEN: &str = "19900000009";
const STATION: &str = "station-zhili-1";
/// Receives citizens at [`STATION`].
const DEPUTY: &str = "deputy-001";

/// Plays both.
pub(crate) async fn play(set: &mut Set, telling: &mut Telling) -> Result<(), Fault> {
    let phone = set.phone_of(CITIZEN).await?;
    advert(set, telling, &phone).await?;
    accusation(set, telling, &phone).await
}

async fn advert(set: &mut Set, telling: &mut Telling, phone: &Handset) -> Result<(), Fault> {
    let addressee = Addressee::Station { station: organ(STATION)? };
    let matter = file(phone, telling, "上门洗空调，全城最低价", "洗一台送一台，欢迎来电。", addressee).await?;
    let refuse = CaseCommand::Refuse {
        ground: RefusalGround::Advert,
        explanation: "这是商业广告。如对家政服务管理有建议，欢迎重新提交。".to_owned(),
    };
    set.act(STATION, matter, refuse).await?;
    let case = set.case_in(matter, Stage::Closed).await?;
    let Some(Ending::Refused { ground }) = case.ending else {
        return Err(astray("another ending", "refused"));
    };
    let quote = |lang| Policy::embedded().quote(ground.rule()).map(|rule| words::quote(rule, lang)).unwrap_or_default();
    telling.reached(
        Chapter::AdvertRefused,
        format!("另一件：广告不予受理。{}", quote(minyi_wire::words::Lang::Zh)),
        format!("Another case: an advert is not accepted. {}", quote(minyi_wire::words::Lang::En)),
    );
    Ok(())
}

async fn accusation(set: &mut Set, telling: &mut Telling, phone: &Handset) -> Result<(), Fault> {
    let deputy = set.seed.staff(DEPUTY).ok_or_else(|| astray("no such deputy", DEPUTY))?;
    let addressee = Addressee::Deputy { deputy: deputy.user };
    let text = "公示栏写的数量和现场对不上，请有关部门核实，不要透露我的名字。";
    let matter = file(phone, telling, "一处小工程公示与现场不符", text, addressee).await?;
    let triage = CaseCommand::Triage { class: TriageClass::Accusation, note: String::new() };
    set.act(STATION, matter, triage).await?;
    let redirect = CaseCommand::Redirect {
        target: RedirectTarget::Discipline,
        explanation: "属检举控告，已转送纪检监察机关，不向被反映单位透露您的信息。".to_owned(),
    };
    set.act("office-1", matter, redirect).await?;
    let case = set.case_in(matter, Stage::Closed).await?;
    if !matches!(case.ending, Some(Ending::Redirected { target: RedirectTarget::Discipline })) {
        return Err(astray("another ending", "redirected"));
    }
    telling.reached(
        Chapter::AccusationRedirected,
        "又一件：检举控告，转送纪检监察机关，不交办、不公开",
        "A third: an accusation goes to the discipline organs; it is neither assigned nor published",
    );
    let seen = set.desk(DEPUTY).await?.case(matter).await?;
    if seen.body != CaseBody::Outline || seen.title().is_some() {
        return Err(astray("content shown to the deputy", "an outline only"));
    }
    telling.reached(
        Chapter::DeputySeesOutline,
        "所反映的代表只看得到有这件事，看不到标题、内容和照片",
        "The deputy it was addressed to sees that it exists: no title, no words, no photos",
    );
    Ok(())
}

async fn file(
    phone: &Handset,
    telling: &Telling,
    title: &str,
    text: &str,
    addressee: Addressee,
) -> Result<MatterId, Fault> {
    let filing = Filing {
        title: title.to_owned(),
        text: text.to_owned(),
        addressee,
        place: None,
        photos: Vec::new(),
        voice: None,
        may_publish: false,
        author: Author::Oneself,
    };
    let matter = phone.file(filing).await?;
    let sent = phone.send(telling.out).await?;
    if sent.left > 0 {
        return Err(astray("a case unsent", "a case with its receipt"));
    }
    Ok(matter)
}
