//! A hearing with ten deputies: from the office's plan to a joint suggestion with its statutory clock. After each act the server is
//! asked what each side sees.

use minyi_rulebook::hearing::lanes::{HearingView, QuestionView, discipline_notice};
use minyi_rulebook::hearing::{
    Anchor, AnchorSource, AnswerKind, EvaluationSheet, HearingCommand as C, HearingStage, HoldUntil, Openness, Plan,
    QuestionId, QuestionKind, Satisfaction, Scope, Screening, SeatFinding, SegmentKind, Selection, VideoSource,
};
use minyi_rulebook::ids::MatterId;
use minyi_rulebook::policy::Policy;
use minyi_wire::hearing::HearingSnapshot;
use minyi_wire::words::Lang;
use uuid::Uuid;

use super::set::{Set, astray, organ};
use super::telling::{Chapter, Telling};
use crate::fault::Fault;
use crate::words;

const OFFICE: &str = "office-2";
const CLERK: &str = "court-clerk-1";
const LIAISONS: [&str; 2] = ["court-1", "court-2"];
const BENCH: &str = "bench-1";
const DEPUTIES: usize = 10;

fn deputy(number: usize) -> String {
    // The first ten have other parts in the demo.
    format!("deputy-{:03}", number + 10)
}

/// Plays the hearing; gives its id.
pub(crate) async fn play(set: &mut Set, telling: &mut Telling) -> Result<MatterId, Fault> {
    let hearing = MatterId(Uuid::now_v7());
    closed_is_refused(set, telling).await?;
    roster(set, telling, hearing).await?;
    let questions = session(set, telling, hearing).await?;
    answers(set, telling, hearing, questions).await?;
    Ok(hearing)
}

fn plan(openness: Openness) -> Result<Box<Plan>, Fault> {
    Ok(Box::new(Plan {
        case_no: "（2026）浙0502民初****号（演示）".to_owned(),
        cause: "买卖合同纠纷".to_owned(),
        brief: "演示案件，人物与情节均为虚构：一方称货款未付，一方称货物有瑕疵。".to_owned(),
        openness,
        court: organ("court")?,
        opens_at: jiff::Timestamp::now(),
        seats: 15,
        selection: Selection::Draw,
        video: VideoSource::ExternalPage { url: "https://court.example/live/demo".to_owned(), delay_s: 30 },
    }))
}

/// The refusal of a command, which must come.
async fn refusal(set: &mut Set, login: &str, hearing: MatterId, command: C) -> Result<(String, String), Fault> {
    match set.act(login, hearing, command).await {
        Ok(_) => Err(astray("an accepted command", "a refusal")),
        Err(fault) => {
            let rule = fault.rule.as_deref().ok_or_else(|| astray("no quoted rule", "a quoted rule"))?;
            Ok((words::quote(rule, Lang::Zh), words::quote(rule, Lang::En)))
        }
    }
}

async fn closed_is_refused(set: &mut Set, telling: &mut Telling) -> Result<(), Fault> {
    let other = MatterId(Uuid::now_v7());
    let (zh, en) = refusal(set, OFFICE, other, C::Create(plan(Openness::Closed)?)).await?;
    telling.reached(
        Chapter::HearingRefused,
        format!("云听案：不公开审理的案件不能创建。{zh}"),
        format!("Hearings: a closed case cannot be created. {en}"),
    );
    Ok(())
}

async fn roster(set: &mut Set, telling: &mut Telling, hearing: MatterId) -> Result<(), Fault> {
    set.act(OFFICE, hearing, C::Create(plan(Openness::Open)?)).await?;
    set.act(OFFICE, hearing, C::SendToCourt).await?;
    let approve = C::CourtApprove {
        number: "审批〔2026〕演示1号".to_owned(),
        approver: "（演示）分管院长".to_owned(),
        scope: Scope::Deputies,
        replay_until: None,
    };
    set.act(CLERK, hearing, approve).await?;
    let mut chosen = Vec::new();
    for number in 1..=DEPUTIES {
        set.act(&deputy(number), hearing, C::Apply { no_conflict: true }).await?;
        chosen.push(set.seed.staff(&deputy(number)).ok_or_else(|| astray("no such deputy", "a deputy"))?.user);
    }
    set.act(OFFICE, hearing, C::FixRoster { chosen: chosen.clone(), note: "报名不超过席位，全部入选".to_owned() })
        .await?;
    let findings = chosen.into_iter().map(|deputy| SeatFinding { deputy, may_observe: true }).collect();
    set.act(CLERK, hearing, C::CheckRoster { findings }).await?;
    let notice = discipline_notice(Policy::embedded()).version;
    for number in 1..=DEPUTIES {
        set.act(&deputy(number), hearing, C::SignDiscipline { notice: notice.clone() }).await?;
    }
    set.act(CLERK, hearing, C::OpenDoors).await?;
    telling.reached(
        Chapter::HearingRostered,
        format!("法院审批，{DEPUTIES} 名代表报名入选；书记员与证人名单核对，代表逐一签署旁听纪律"),
        format!(
            "The court approves; {DEPUTIES} deputies apply and are seated; the clerk checks them against the witness \
             list; each signs the discipline notice"
        ),
    );
    Ok(())
}

async fn session(set: &mut Set, telling: &mut Telling, hearing: MatterId) -> Result<[QuestionId; 2], Fault> {
    set.act(CLERK, hearing, C::StartSegment { kind: SegmentKind::Opening }).await?;
    set.act(CLERK, hearing, C::StartSegment { kind: SegmentKind::Investigation }).await?;
    let merits = C::Ask {
        id: QuestionId(Uuid::now_v7()),
        kind: QuestionKind::Merits,
        text: "货款到底该不该付？".to_owned(),
        anchor: None,
    };
    let (zh, en) = refusal(set, &deputy(3), hearing, merits).await?;
    let mut asked = [QuestionId(Uuid::nil()); 2];
    let texts = ["休庭和复庭的时间，能否提前告知线上旁听的代表？", "建议为异地当事人统一配置证据投屏设备。"];
    let kinds = [QuestionKind::Procedure, QuestionKind::WorkingSuggestion];
    for (index, (text, kind)) in texts.into_iter().zip(kinds).enumerate() {
        let id = QuestionId(Uuid::now_v7());
        // The outside page tells no programme time, so the server dates the anchor and marks it.
        let anchor = Some(Anchor { at: jiff::Timestamp::now(), source: AnchorSource::Server, line: None });
        let ask = C::Ask { id, kind, text: text.to_owned(), anchor };
        set.act(&deputy(index + 1), hearing, ask).await?;
        let screening = Screening::Accept { hold: HoldUntil::Adjournment };
        set.act(OFFICE, hearing, C::Screen { question: id, screening }).await?;
        asked[index] = id;
    }
    let note = C::DraftAnswer {
        question: None,
        kind: AnswerKind::ProcedureNote,
        text: "本庭将于调查结束后休庭十分钟。".to_owned(),
    };
    set.act(LIAISONS[0], hearing, note).await?;
    set.act(LIAISONS[1], hearing, C::ApproveAnswer { answer: 0 }).await?;
    for (who, login) in
        [("a peer", deputy(5)), ("the liaison", LIAISONS[0].to_owned()), ("the bench", BENCH.to_owned())]
    {
        let seen = see(set, &login, hearing).await?.questions.len();
        if seen > 0 {
            return Err(astray(&format!("{who} sees {seen} questions"), "none while the court sits"));
        }
    }
    telling.reached(
        Chapter::HearingLive,
        format!(
            "庭审中：程序说明由两人发出；两个问题只到办公室，其他代表、联络处和合议庭都看不到。实体问题不予受理：{zh}"
        ),
        format!(
            "In session: a procedure note goes out by two people; two questions reach the office only: no peer, no \
             liaison, no judge sees them. A question on the merits is refused: {en}"
        ),
    );
    set.act(CLERK, hearing, C::Adjourn).await?;
    for number in 2..=6 {
        set.act(&deputy(number), hearing, C::Second { question: asked[0] }).await?;
    }
    set.act(OFFICE, hearing, C::Release { questions: asked.to_vec() }).await?;
    let liaison = see(set, LIAISONS[0], hearing).await?;
    if liaison.questions.len() != 2 || liaison.questions.iter().any(|question| question.author.is_some()) {
        return Err(astray("other questions at the liaison", "two, masked"));
    }
    if !see(set, BENCH, hearing).await?.questions.is_empty() {
        return Err(astray("questions at the bench", "none before judgment"));
    }
    telling.reached(
        Chapter::HearingHeld,
        "闭庭后转法院联络处：只见席位和联络站；五人附议，成为重点问题；合议庭仍看不到",
        "After adjournment the liaison gets both, by seat and station only; five seconds make a key question; the bench \
         still sees nothing",
    );
    Ok(asked)
}

async fn answers(
    set: &mut Set,
    telling: &mut Telling,
    hearing: MatterId,
    [key, other]: [QuestionId; 2],
) -> Result<(), Fault> {
    for (index, id) in [key, other].into_iter().enumerate() {
        set.act(OFFICE, hearing, C::AssignQuestion { question: id }).await?;
        answer(set, hearing, id, "已研究，将在庭前告知中增加休庭与复庭的预计时间。").await?;
        let satisfaction = if index == 0 { Satisfaction::Basically } else { Satisfaction::Satisfied };
        let rate = C::RateAnswer { question: id, satisfaction, reason: String::new() };
        set.act(&deputy(index + 1), hearing, rate).await?;
    }
    let early = C::RateHearing(EvaluationSheet {
        process: 5,
        control: 4,
        bearing: 5,
        clarity: 4,
        document: None,
        remark: String::new(),
    });
    // Nobody sent a heartbeat: who has not watched does not rate.
    let (zh, en) = refusal(set, &deputy(4), hearing, early).await?;
    let due = question(&see(set, OFFICE, hearing).await?, other)?.stage.zh();
    telling.reached(
        Chapter::HearingAnswered,
        format!("两人拟稿、审签答复，代表评价后{due}；没有观看记录的不能评议庭审：{zh}"),
        format!("Answers drafted by one and approved by another, then rated. Who has not watched cannot rate the hearing: {en}"),
    );
    set.act(CLERK, hearing, C::RecordJudgment).await?;
    let convert =
        C::ConvertToSuggestion { question: key, title: "关于完善线上旁听休庭告知的建议".to_owned() };
    set.act(&deputy(1), hearing, convert).await?;
    let assign = C::AssignSuggestion { question: key, lead: organ("court")?, broad: false };
    set.act(OFFICE, hearing, assign).await?;
    let view = see(set, OFFICE, hearing).await?;
    let suggestion = question(&view, key)?.suggestion.clone().ok_or_else(|| astray("no suggestion", "a suggestion"))?;
    let due = suggestion.due.ok_or_else(|| astray("no clock", "a statutory clock"))?;
    if suggestion.signers != 6 || view.head.is_none_or(|head| head.stage != HearingStage::Judged) {
        return Err(astray("another suggestion", "six signers, after judgment"));
    }
    if see(set, BENCH, hearing).await?.questions.len() != 2 {
        return Err(astray("no questions at the bench", "two after judgment"));
    }
    telling.reached(
        Chapter::HearingConverted,
        format!("宣判后，重点问题转为六人联名建议，自交办起法定三个月，{due} 前答复"),
        format!("After judgment the key question becomes a joint suggestion of six; three months by law, due {due}"),
    );
    Ok(())
}

async fn answer(set: &mut Set, hearing: MatterId, id: QuestionId, text: &str) -> Result<(), Fault> {
    let draft = C::DraftAnswer { question: Some(id), kind: AnswerKind::WorkReply, text: text.to_owned() };
    set.act(LIAISONS[0], hearing, draft).await?;
    let view = see(set, LIAISONS[1], hearing).await?;
    let index = question(&view, id)?.answers.last().map_or(0, |answer| answer.index);
    set.act(LIAISONS[1], hearing, C::ApproveAnswer { answer: index }).await.map(drop)
}

async fn see(set: &mut Set, login: &str, hearing: MatterId) -> Result<HearingView, Fault> {
    let snapshot: HearingSnapshot = set.desk(login).await?.read(&format!("/v1/hearings/{hearing}")).await?;
    Ok(snapshot.view)
}

fn question(view: &HearingView, id: QuestionId) -> Result<&QuestionView, Fault> {
    view.questions.iter().find(|question| question.id == id).ok_or_else(|| astray("no such question", "a question"))
}
