//! The main case of the demo, act by act: a phone core files it over a network that comes and goes, the staff work on it from
//! their desks over HTTP, and after each act the server is asked whether the case stands where it should.

use minyi_rulebook::calendar::local_date;
use minyi_rulebook::citizen_case::{
    Addressee, AnswerDraft, CaseCommand, CommitmentStanding, Ending, EvaluationForm, Grade, Place, Promise, Stage,
    Standing,
};
use minyi_rulebook::class::TriageClass;
use minyi_rulebook::ids::MatterId;

use super::photos;
use super::set::{Set, astray, organ};
use super::telling::{Chapter, Telling};
use crate::fault::Fault;
use crate::phone::{Author, Filing, Handset};
use crate::words::local_time;

const CITIZEN: &str = "19900000006";
const STATION: &str = "station-zhili-1";
const LEAD: &str = "water";
const CO: [&str; 2] = ["ecology", "town-zhili"];

/// Plays the case to the kept promise; gives its id.
pub(crate) async fn play(set: &mut Set, telling: &mut Telling) -> Result<MatterId, Fault> {
    let phone = set.phone_of(CITIZEN).await?;
    telling.reached(
        Chapter::CitizenSignedIn,
        "群众用手机号和验证码登录",
        "A citizen signs in with phone number and one-time code",
    );
    let matter = file_offline(set, telling, &phone).await?;
    to_the_units(set, telling, matter).await?;
    first_round(set, telling, &phone, matter).await?;
    second_round(set, telling, &phone, matter).await?;
    photos::hand_on(set, telling, matter).await?;
    keep_the_promise(set, telling, matter).await?;
    Ok(matter)
}

async fn file_offline(set: &Set, telling: &mut Telling, phone: &Handset) -> Result<MatterId, Fault> {
    phone.set_offline(true)?;
    let filing = Filing {
        title: "村口河道排口流黑水，河边路也塌了一角".to_owned(),
        text: "雨后第二天,村口石桥东边的排口流黑水,有臭味。桥头的路边塌了一角,草长得看不见边,晚上走容易踩空。\
               请帮忙查一查水从哪里来,先把路边围起来。"
            .to_owned(),
        addressee: Addressee::Station { station: organ(STATION)? },
        place: Some(Place {
            lat_e6: 30_846_100,
            lon_e6: 120_260_300,
            accuracy_m: Some(20),
            label: "村口石桥东侧".to_owned(),
        }),
        photos: ["river-1.jpg", "road-1.jpg", "weeds-1.jpg"].map(|name| set.photo(name)).to_vec(),
        voice: None,
        may_publish: true,
        author: Author::Oneself,
    };
    let matter = phone.file(filing).await?;
    if phone.unsent() == 0 {
        return Err(astray("nothing on the phone", "a case saved on the phone"));
    }
    telling.reached(
        Chapter::SavedOffline,
        format!("断网提交，附三张照片：已保存在本机（事项 {matter}）"),
        format!("Filed offline with three photos: saved on this phone (matter {matter})"),
    );
    phone.set_offline(false)?;
    let sent = phone.send(telling.out).await?;
    if sent.left > 0 {
        return Err(astray(&format!("{} commands unsent", sent.left), "everything sent"));
    }
    telling.reached(
        Chapter::Uploaded,
        format!("恢复网络：文字先到，照片分片上传 {} KiB;服务器签名的回执核验通过", sent.bytes / 1024),
        format!(
            "Online again: text first, photos in parts, {} KiB; the server's signed receipt verifies",
            sent.bytes / 1024
        ),
    );
    Ok(matter)
}

async fn to_the_units(set: &mut Set, telling: &mut Telling, matter: MatterId) -> Result<(), Fault> {
    let case = set.case_in(matter, Stage::Submitted).await?;
    if !case.is_complete() {
        return Err(astray("photos missing", "three photos arrived"));
    }
    let triage = CaseCommand::Triage { class: TriageClass::Help, note: "情况属实，请水利牵头".to_owned() };
    let receipt = set.act(STATION, matter, triage).await?;
    set.case_in(matter, Stage::Triaged).await?;
    telling.reached(
        Chapter::Triaged,
        format!("联络站受理并分类为求助（{}）", local_time(receipt.received_at)),
        format!("The station accepts it and classes it as help ({})", local_time(receipt.received_at)),
    );
    let co = CO.map(unit);
    let assign = CaseCommand::Assign {
        lead: organ(&unit(LEAD))?,
        co: co.iter().map(|code| organ(code)).collect::<Result<_, _>>()?,
        note: "请主办单位联系反映人".to_owned(),
    };
    set.act("office-1", matter, assign).await?;
    let case = set.case_in(matter, Stage::Assigned).await?;
    telling.reached(
        Chapter::Assigned,
        format!("人大办公室交办：一家主办、两家协办，各自计时（{} 个期限）", case.clocks.len()),
        format!(
            "The office assigns one lead and two co-handlers, each with its own clocks ({} in all)",
            case.clocks.len()
        ),
    );
    for part in std::iter::once(LEAD).chain(CO) {
        set.act(&format!("clerk-{part}"), matter, CaseCommand::SignFor).await?;
    }
    let case = set.case_in(matter, Stage::Handling).await?;
    if !case.handlers.iter().all(|handler| handler.standing == Standing::Signed) {
        return Err(astray("a unit that has not signed", "all units signed"));
    }
    telling.reached(Chapter::SignedFor, "三家单位先后签收", "All three units sign for it");
    for part in CO {
        let text = match part {
            "ecology" => "取样两次，氨氮超标，上游一处沿街污水接错了雨水管。",
            _ => "镇里当天已围挡塌边路段，可配合夜间施工。",
        };
        set.act(&format!("clerk-{part}"), matter, CaseCommand::GiveOpinion { text: text.to_owned() }).await?;
    }
    telling.reached(Chapter::OpinionGiven, "协办单位出具意见", "The co-handlers give their opinions");
    Ok(())
}

async fn first_round(set: &mut Set, telling: &mut Telling, phone: &Handset, matter: MatterId) -> Result<(), Fault> {
    let today = local_date(jiff::Timestamp::now());
    let due = today.saturating_add(jiff::Span::new().days(60));
    let draft = AnswerDraft {
        text: "错接的管口已封堵，排口清理一次。路边塌角处已围挡，修复列入本季度工程。".to_owned(),
        result_class: "B".to_owned(),
        commitments: vec![Promise { text: "修复石桥东侧塌边路段并补种护坡".to_owned(), due }],
        photos: Vec::new(),
    };
    answer(set, matter, draft).await?;
    let case = set.case_in(matter, Stage::Answered).await?;
    if case.commitments.len() != 1 {
        return Err(astray("no commitment", "one commitment"));
    }
    telling.reached(
        Chapter::AnswerSigned,
        format!("经办人起草、负责人签发答复:B 类，承诺 {due} 前完成"),
        format!("A clerk drafts and a leader signs: class B, with a promise due {due}"),
    );
    evaluate(phone, telling, matter, Grade::Dissatisfied, "排口又流了一次黑水，晚上还是没有灯，看不清围挡。").await?;
    let case = set.case_in(matter, Stage::Handling).await?;
    if case.round_number() != 2 {
        return Err(astray("round 1", "round 2"));
    }
    telling.reached(
        Chapter::Dissatisfied,
        "群众评价不满意并说明理由：开启第二轮办理，另计期限",
        "The citizen is dissatisfied and says why: a second round opens with its own due date",
    );
    Ok(())
}

async fn second_round(set: &mut Set, telling: &mut Telling, phone: &Handset, matter: MatterId) -> Result<(), Fault> {
    let draft = AnswerDraft {
        text: "复查发现还有一处错接，已一并封堵，连续五天取样合格；围挡已加警示灯。".to_owned(),
        result_class: "A".to_owned(),
        commitments: Vec::new(),
        photos: Vec::new(),
    };
    answer(set, matter, draft).await?;
    set.case_in(matter, Stage::Answered).await?;
    telling.reached(
        Chapter::AnsweredAgain,
        "第二次答复签发，第一次答复原样保留",
        "The second answer is signed; the first stays as it was",
    );
    evaluate(phone, telling, matter, Grade::Satisfied, "").await?;
    set.case_in(matter, Stage::Evaluated).await?;
    telling.reached(Chapter::Satisfied, "群众评价满意", "The citizen is satisfied");
    set.act("office-1", matter, CaseCommand::Close { note: "两轮办理，群众满意".to_owned() }).await?;
    let case = set.case_in(matter, Stage::Closed).await?;
    if case.ending != Some(Ending::Completed) {
        return Err(astray("another ending", "completed"));
    }
    set.act("office-1", matter, CaseCommand::Publish).await?;
    telling.reached(
        Chapter::Closed,
        "人大办公室办结，经群众同意公开（不含姓名）",
        "The office closes it and, as the citizen agreed, publishes it without name",
    );
    Ok(())
}

async fn keep_the_promise(set: &mut Set, telling: &mut Telling, matter: MatterId) -> Result<(), Fault> {
    let text = "塌边路段已修复，护坡已补种。".to_owned();
    let report = CaseCommand::ReportCommitment { index: 0, text, photos: Vec::new() };
    set.act(&format!("clerk-{LEAD}"), matter, report).await?;
    let verify = CaseCommand::VerifyCommitment { index: 0, kept: true, note: "办公室到现场看过".to_owned() };
    set.act("office-1", matter, verify).await?;
    let case = set.case_in(matter, Stage::Closed).await?;
    if case.commitments.iter().any(|commitment| commitment.standing != CommitmentStanding::Kept) {
        return Err(astray("an open commitment", "the commitment kept"));
    }
    telling.reached(
        Chapter::CommitmentKept,
        "办结之后：单位报告承诺完成，办公室核实兑现",
        "After closing: the unit reports the promise done, the office verifies it",
    );
    Ok(())
}

async fn answer(set: &mut Set, matter: MatterId, draft: AnswerDraft) -> Result<(), Fault> {
    set.act(&format!("clerk-{LEAD}"), matter, CaseCommand::DraftAnswer(draft)).await?;
    set.act(&format!("leader-{LEAD}"), matter, CaseCommand::SignAnswer).await.map(drop)
}

async fn evaluate(
    phone: &Handset,
    telling: &Telling,
    matter: MatterId,
    grade: Grade,
    reason: &str,
) -> Result<(), Fault> {
    phone.sync().await?;
    let form = EvaluationForm { process: grade, answer: grade, delivery: None, reason: reason.to_owned() };
    phone.act(matter, CaseCommand::Evaluate(form)).await?;
    let sent = phone.send(telling.out).await?;
    if sent.left > 0 {
        return Err(astray("an evaluation unsent", "an evaluation with its receipt"));
    }
    Ok(())
}

fn unit(name: &str) -> String {
    format!("unit-{name}")
}
