//! The gates of the law, act by act, for commands whose form is sound and whose actor the table lets through.

use crate::calendar::local_date;
use crate::clock::{Clock, ClockId};
use crate::ids::{OrganId, UserId};
use crate::policy::{ClockKind, Passing, ResultCore};
use crate::refusal::{Refusal, RefusalCode as Code};

use super::super::audience::may_listen;
use super::super::command::{Addressee, AnswerDraft, CaseAct, CaseCommand, EvaluationForm, Filing, Submission};
use super::super::event::{ClockChange, Happening};
use super::super::stage::{Ending, Stage};
use super::super::state::{CaseState, CommitmentStanding, Handler, Part, RoundAnswer, Standing, VoiceState};
use super::{Context, Decision, FollowUp, clocks};
use crate::actor::Capacity;

type Judged = Result<Decision, Refusal>;

fn event(what: Happening) -> Judged {
    with(what, Vec::new())
}

fn with(what: Happening, clocks: Vec<ClockChange>) -> Judged {
    Ok(Decision { what, clocks, follow_ups: Vec::new() })
}

/// 提交: the first command of a case.
pub(super) fn submit(submission: &Submission, context: &Context<'_>) -> Judged {
    let author = author_of(submission, context)?;
    let station = receiving_station(submission, context)?;
    let triage = clocks::start(context, None, ClockKind::Triage, station.as_ref(), 1)?;
    with(Happening::Submitted { submission: Box::new(submission.clone()), author, station }, vec![triage])
}

fn author_of(submission: &Submission, context: &Context<'_>) -> Result<UserId, Refusal> {
    match (&submission.filing, &context.actor.capacity) {
        (Filing::Own, Capacity::Citizen) => Ok(context.actor.user),
        (Filing::Proxy { author, .. }, Capacity::StationStaff { .. }) => Ok(*author),
        _ => Err(Refusal::new(
            Code::NotYours,
            "由群众本人提交，或由联络站工作人员代为提交",
            "the citizen, or station staff on the citizen's behalf",
        )
        .field("filing")
        .quoting(context.policy, "proxy.station_only")),
    }
}

fn receiving_station(submission: &Submission, context: &Context<'_>) -> Result<Option<OrganId>, Refusal> {
    let unknown = |field: &str| {
        Refusal::new(Code::NoSuchAddressee, "名录中的代表或联络站", "a deputy or station of the directory")
            .field(format!("addressee.{field}"))
    };
    match &submission.addressee {
        Addressee::Station { station } if context.directory.is_station(station) => Ok(Some(station.clone())),
        Addressee::Station { .. } => Err(unknown("station")),
        Addressee::Deputy { deputy } => {
            context.directory.deputies.get(deputy).cloned().map(Some).ok_or_else(|| unknown("deputy"))
        }
        // What station staff take down stays with their station; what the author leaves open is the office's.
        Addressee::Office => Ok(context.actor.organ().cloned()),
    }
}

/// Every later command.
pub(super) fn judge(case: &CaseState, command: &CaseCommand, context: &Context<'_>) -> Judged {
    use CaseCommand as C;
    use Happening as H;
    match command.clone() {
        C::Submit(_) => unreachable_submission(context),
        C::Supplement { text, photos } => {
            let resumed = if case.stage == Stage::AwaitingInfo { clocks::resume(context, case)? } else { Vec::new() };
            with(H::Supplemented { text, photos }, resumed)
        }
        C::Withdraw { reason } => with(H::Withdrawn { reason }, clocks::stop_all(case)),
        C::Triage { class, note } => {
            with(H::Triaged { class, note }, clocks::stop(case, |id| id.kind == ClockKind::Triage))
        }
        C::RequestInfo { question } => {
            let paused = clocks::pause(case, ClockKind::Triage, &question);
            with(H::InfoRequested { question }, paused)
        }
        C::Refuse { ground, explanation } => with(H::Refused { ground, explanation }, clocks::stop_all(case)),
        C::Redirect { target, explanation } => with(H::Redirected { target, explanation }, clocks::stop_all(case)),
        C::LinkDuplicate { of, explanation } => link_duplicate(case, of, explanation, context),
        C::Assign { lead, co, note } => assign(case, lead, co, note, context),
        C::SignFor => sign_for(case, context),
        C::RequestReturn { reason } => request_return(case, reason, context),
        C::DecideReturn { unit, consent, reason } => decide_return(case, unit, consent, reason),
        C::RequestExtension { days, reason } => request_extension(case, days, reason, context),
        C::DecideExtension { consent, reason } => decide_extension(case, consent, reason, context),
        C::GiveOpinion { text } => give_opinion(case, text, context),
        C::DraftAnswer(draft) => draft_answer(case, draft, context),
        C::SendBackDraft { reason } => {
            drafted(case)?;
            event(H::DraftSentBack { reason })
        }
        C::SignAnswer => sign_answer(case, context),
        C::Evaluate(form) => evaluate(case, form, context),
        C::Close { note } => close(case, note, context),
        C::Supervise { act, note } => event(H::Supervised { act, note }),
        C::ReportCommitment { index, text, photos } => {
            open_commitment(case, index)?;
            event(H::CommitmentReported { index, text, photos })
        }
        C::VerifyCommitment { index, kept, note } => verify_commitment(case, index, kept, note),
        C::Publish => publish(case, context),
        C::Unpublish { reason } => {
            if !case.published {
                return Err(done("尚未公开的事项无需撤下", "a published case"));
            }
            event(H::Unpublished { reason })
        }
        C::Undo { version, reason } => undo(case, version, reason, context),
        C::NotePhotoArrived { sha256 } => {
            if !case.photos.iter().any(|photo| photo.photo.sha256 == sha256 && !photo.arrived) {
                return Err(done("照片未列入本事项或已到齐", "a photo that the case names and that has not arrived"));
            }
            event(H::PhotoArrived { sha256 })
        }
        C::NoteVoiceArrived { sha256, seconds } => {
            let owed = |voice: &&VoiceState| voice.note.sha256 == sha256 && voice.seconds.is_none();
            if case.voice.as_ref().filter(owed).is_none() {
                return Err(done(
                    "语音未列入本事项或已到齐",
                    "a voice note that the case names and that has not arrived",
                ));
            }
            event(H::VoiceArrived { sha256, seconds })
        }
        C::WriteDownVoice { text } => {
            writable_voice(case, context)?;
            event(H::VoiceWrittenDown { text })
        }
        C::NoteOverdue { clock } => note_overdue(case, clock, context),
        C::AddFollower { user, from } => {
            if user == case.author || case.followers.contains(&user) {
                return Err(done("已在关注者之列", "somebody who does not follow yet"));
            }
            event(H::FollowerAdded { user, from })
        }
    }
}

/// The table has no row for a submission, so [`super::decide`] never comes here with one; a refusal costs nothing.
fn unreachable_submission(context: &Context<'_>) -> Judged {
    Err(Refusal::new(Code::AlreadySubmitted, "新编号", "a new matter id").quoting(context.policy, "submission.frozen"))
}

fn link_duplicate(case: &CaseState, of: crate::ids::MatterId, explanation: String, context: &Context<'_>) -> Judged {
    let fits = context.other.filter(|other| {
        other.matter == of && of != case.matter && !matches!(other.ending, Some(Ending::Duplicate { .. }))
    });
    if fits.is_none() {
        return Err(no_such("of", "另一件未被并案的事项编号", "another case that is not itself linked away")
            .quoting(context.policy, "duplicate.keeps_both"));
    }
    let follow = FollowUp { matter: of, command: CaseCommand::AddFollower { user: case.author, from: case.matter } };
    Ok(Decision {
        what: Happening::LinkedAsDuplicate { of, explanation },
        clocks: clocks::stop_all(case),
        follow_ups: vec![follow],
    })
}

fn assign(case: &CaseState, lead: OrganId, co: Vec<OrganId>, note: String, context: &Context<'_>) -> Judged {
    if case.class.is_none_or(crate::class::TriageClass::is_restricted) {
        return Err(Refusal::new(
            Code::ClassRestricted,
            "涉法涉诉、检举控告类请转送有权机关",
            "a redirection to the competent organ; litigation and accusation go to no unit",
        )
        .field("lead")
        .quoting(context.policy, "class.restricted_not_assignable"));
    }
    for (field, unit) in std::iter::once(("lead", &lead)).chain(co.iter().map(|unit| ("co", unit))) {
        if !context.directory.can_handle(unit) {
            return Err(Refusal::new(Code::NotAHandlingUnit, "名录中的承办单位", "a handling unit of the directory")
                .field(field));
        }
    }
    // 签收、退办、答复、协办意见: each unit has its own clocks, all from this assignment (交办).
    let round = case.round_number();
    let answer = if round == 1 { ClockKind::Answer } else { ClockKind::Redo };
    let mut changes = vec![clocks::start(context, Some(case), answer, Some(&lead), round)?];
    for unit in std::iter::once(&lead).chain(&co) {
        changes.push(clocks::start(context, Some(case), ClockKind::SignFor, Some(unit), round)?);
        changes.push(clocks::start(context, Some(case), ClockKind::ReturnWindow, Some(unit), round)?);
    }
    for unit in &co {
        changes.push(clocks::start(context, Some(case), ClockKind::CoOpinion, Some(unit), round)?);
    }
    with(Happening::Assigned { lead, co, note }, changes)
}

fn own_part<'c>(case: &'c CaseState, context: &Context<'_>) -> Result<&'c Handler, Refusal> {
    context
        .actor
        .unit()
        .and_then(|unit| case.handler(unit))
        .ok_or_else(|| no_such("unit", "本单位承办的事项", "a case that your unit handles"))
}

fn sign_for(case: &CaseState, context: &Context<'_>) -> Judged {
    let handler = own_part(case, context)?;
    if handler.standing != Standing::Unsigned {
        return Err(done("本单位已签收或已申请退办", "a case that your unit has not signed for"));
    }
    let unit = handler.unit.clone();
    let stopped = clocks::stop_of(case, ClockKind::SignFor, &unit);
    with(Happening::SignedFor { unit }, stopped)
}

fn request_return(case: &CaseState, reason: String, context: &Context<'_>) -> Judged {
    let handler = own_part(case, context)?;
    if !matches!(handler.standing, Standing::Unsigned | Standing::Signed) {
        return Err(done("已申请退办或已出具意见", "one open request a unit"));
    }
    let window = clocks::running(case)
        .find(|clock| clock.id.kind == ClockKind::ReturnWindow && clock.id.organ.as_ref() == Some(&handler.unit));
    if window.is_none_or(|window| local_date(context.now) > window.due) {
        return Err(Refusal::new(
            Code::WindowOver,
            "退办申请须在规定期限内提出；逾期请继续办理或联系交办单位",
            "a request within the return window; after it the unit handles the case",
        )
        .quoting(context.policy, "return.window"));
    }
    event(Happening::ReturnRequested { unit: handler.unit.clone(), reason })
}

fn decide_return(case: &CaseState, unit: OrganId, consent: bool, reason: String) -> Judged {
    let asked = case.handler(&unit).filter(|handler| matches!(handler.standing, Standing::ReturnAsked { .. }));
    let Some(handler) = asked else {
        return Err(no_such("unit", "已申请退办的单位", "a unit that asked to return the case"));
    };
    let stopped = match (consent, handler.part) {
        (false, _) => Vec::new(),
        (true, Part::Lead) => clocks::stop_all(case),
        (true, Part::Co) => clocks::stop(case, |id| id.organ.as_ref() == Some(&unit)),
    };
    with(Happening::ReturnDecided { unit, consent, reason }, stopped)
}

/// The clock by which the lead must answer: the first answer, or the redo.
fn answer_clock(case: &CaseState) -> Result<&Clock, Refusal> {
    clocks::running(case)
        .find(|clock| matches!(clock.id.kind, ClockKind::Answer | ClockKind::Redo))
        .ok_or_else(|| no_such("clock", "正在计时的答复期限", "a running answer clock"))
}

fn request_extension(case: &CaseState, days: u16, reason: String, context: &Context<'_>) -> Judged {
    if case.extension_request.is_some() {
        return Err(done("上一份延期申请尚待答复", "one open request at a time"));
    }
    let clock = answer_clock(case)?;
    if clock.extension.is_some() {
        return Err(done("每个期限只能延长一次", "one extension a clock").quoting(context.policy, "extension.most"));
    }
    // Reckoned only to refuse early what the assigner could not grant either.
    clocks::extend(context, clock, days, &reason)?;
    event(Happening::ExtensionRequested { days, reason })
}

fn decide_extension(case: &CaseState, consent: bool, reason: String, context: &Context<'_>) -> Judged {
    let Some(request) = &case.extension_request else {
        return Err(no_such("extension_request", "一份待答复的延期申请", "an open extension request"));
    };
    let extended = if consent {
        vec![clocks::extend(context, answer_clock(case)?, request.days, &request.reason)?]
    } else {
        Vec::new()
    };
    with(Happening::ExtensionDecided { consent, reason }, extended)
}

fn give_opinion(case: &CaseState, text: String, context: &Context<'_>) -> Judged {
    let handler = own_part(case, context)?;
    if handler.standing != Standing::Signed {
        return Err(done("请先签收；每个协办单位出具一份意见", "sign for it first; one opinion a co-handler"));
    }
    let unit = handler.unit.clone();
    let stopped = clocks::stop(case, |id| {
        id.organ.as_ref() == Some(&unit) && matches!(id.kind, ClockKind::CoOpinion | ClockKind::ReturnWindow)
    });
    with(Happening::OpinionGiven { unit, text }, stopped)
}

fn draft_answer(case: &CaseState, draft: AnswerDraft, context: &Context<'_>) -> Judged {
    let result = result_core(&draft, context)?;
    let promises = matches!(result, ResultCore::InProgress | ResultCore::Planned);
    if promises && draft.commitments.is_empty() {
        return Err(Refusal::new(
            Code::CommitmentMissing,
            "正在解决或列入计划的答复须写明承诺事项和完成日期",
            "at least one commitment with a date: the answer says that more will be done",
        )
        .field("commitments")
        .quoting(context.policy, "answer.b_needs_commitment"));
    }
    let today = local_date(context.now);
    if let Some(index) = draft.commitments.iter().position(|promise| promise.due <= today) {
        return Err(Refusal::new(Code::OutOfRange, "完成日期须在今天之后", "a date after today")
            .field(format!("commitments.{index}.due")));
    }
    if case.lead().is_some_and(|lead| matches!(lead.standing, Standing::ReturnAsked { .. })) {
        return Err(done("退办申请尚待答复", "the assigner's word on the return request first"));
    }
    event(Happening::AnswerDrafted { draft })
}

fn result_core(draft: &AnswerDraft, context: &Context<'_>) -> Result<ResultCore, Refusal> {
    context.policy.result_class(&draft.result_class).map(|class| class.core).ok_or_else(|| {
        let codes: Vec<&str> = context.policy.result_classes().iter().map(|class| class.code.as_str()).collect();
        Refusal::new(
            Code::UnknownResultClass,
            format!("答复类别为 {}", codes.join("、")),
            format!("one of {}", codes.join(", ")),
        )
        .field("result_class")
    })
}

fn drafted(case: &CaseState) -> Result<(&AnswerDraft, UserId), Refusal> {
    match case.round().map(|round| &round.answer) {
        Some(RoundAnswer::Drafted { draft, by }) => Ok((draft, *by)),
        _ => Err(no_such("draft", "一份待签发的答复稿", "a drafted answer")),
    }
}

fn sign_answer(case: &CaseState, context: &Context<'_>) -> Judged {
    let (draft, by) = drafted(case)?;
    if by == context.actor.user {
        return Err(Refusal::new(
            Code::TwoPeopleNeeded,
            "答复由经办人起草、负责人签发，不得为同一人",
            "a leader other than the person who drafted",
        )
        .quoting(context.policy, "answer.written_by_leader"));
    }
    let result = result_core(draft, context)?;
    let round = case.round_number();
    let mut changes = clocks::stop(case, |id| !matches!(id.kind, ClockKind::Commitment | ClockKind::CoOpinion));
    let lead = case.lead().map(|lead| lead.unit.clone());
    changes.push(clocks::start(context, Some(case), ClockKind::Evaluation, None, round)?);
    // A commitment's clock is numbered by its place in the case's list, from 1; its date was promised, not reckoned.
    let first = case.commitments.len() + 1;
    changes.extend(draft.commitments.iter().enumerate().map(|(index, promise)| ClockChange::Start {
        id: ClockId {
            kind: ClockKind::Commitment,
            organ: lead.clone(),
            round: u16::try_from(first + index).unwrap_or(u16::MAX),
        },
        rule: None,
        due: promise.due,
    }));
    with(Happening::AnswerSigned { result }, changes)
}

fn evaluate(case: &CaseState, form: EvaluationForm, context: &Context<'_>) -> Judged {
    let role = context.actor.role();
    if case.round().is_some_and(|round| round.evaluations.iter().any(|evaluation| evaluation.by == role)) {
        return Err(done("本轮已评价；不满意的新意见请在下一轮答复后提出", "one evaluation a round"));
    }
    let mut changes = Vec::new();
    if form.is_dissatisfied() {
        // 重新办理: the same unit, one month (浙江).
        changes = clocks::stop_all(case);
        let lead = case.lead().map(|lead| lead.unit.clone());
        changes.push(clocks::start(context, Some(case), ClockKind::Redo, lead.as_ref(), case.round_number() + 1)?);
    } else if role == crate::actor::Role::Citizen {
        changes = clocks::stop(case, |id| id.kind == ClockKind::Evaluation);
    }
    with(Happening::Evaluated { form }, changes)
}

fn close(case: &CaseState, note: String, context: &Context<'_>) -> Judged {
    if case.stage == Stage::Answered {
        let window = clocks::running(case).find(|clock| clock.id.kind == ClockKind::Evaluation);
        if window.is_some_and(|window| local_date(context.now) <= window.due) {
            return Err(Refusal::new(
                Code::NotInThisStage,
                "评价期内请等待评价；期满未评价方可办结",
                "an evaluation, or the end of the evaluation window",
            )
            .quoting(context.policy, "evaluation.author_only"));
        }
    }
    with(Happening::Closed { note }, clocks::stop_all(case))
}

fn open_commitment(case: &CaseState, index: u16) -> Result<(), Refusal> {
    match case.commitments.get(usize::from(index)).map(|commitment| &commitment.standing) {
        None => Err(no_such("index", "承诺事项的序号", "the index of a commitment")),
        Some(CommitmentStanding::Kept) => Err(done("该承诺已兑现", "a commitment that is still open")),
        Some(CommitmentStanding::Open | CommitmentStanding::Reported { .. }) => Ok(()),
    }
}

fn verify_commitment(case: &CaseState, index: u16, kept: bool, note: String) -> Judged {
    open_commitment(case, index)?;
    let reported = matches!(
        case.commitments.get(usize::from(index)).map(|commitment| &commitment.standing),
        Some(CommitmentStanding::Reported { .. })
    );
    if !reported {
        return Err(no_such("index", "承办单位已报告完成的承诺", "a commitment that the unit has reported"));
    }
    let number = index.saturating_add(1);
    let stopped =
        if kept { clocks::stop(case, |id| id.kind == ClockKind::Commitment && id.round == number) } else { Vec::new() };
    with(Happening::CommitmentVerified { index, kept, note }, stopped)
}

fn publish(case: &CaseState, context: &Context<'_>) -> Judged {
    if case.class.is_none_or(crate::class::TriageClass::is_restricted) {
        return Err(Refusal::new(
            Code::ClassRestricted,
            "建议、求助、申诉类事项",
            "a suggestion, help or petition case; litigation and accusation are never public",
        )
        .quoting(context.policy, "class.restricted_not_public"));
    }
    if !case.may_publish {
        return Err(Refusal::new(
            Code::NoConsentToPublish,
            "需反映人在提交时同意公开",
            "the author's consent, given at submission",
        )
        .quoting(context.policy, "class.restricted_not_public"));
    }
    if case.published {
        return Err(done("该事项已公开", "a case that is not published yet"));
    }
    event(Happening::Published)
}

fn undo(case: &CaseState, version: u32, reason: String, context: &Context<'_>) -> Judged {
    let own = case.undoable.as_ref().filter(|undoable| {
        undoable.version == version
            && undoable.role == context.actor.role()
            && undoable.organ.as_ref() == context.actor.organ()
    });
    if own.is_none() {
        return Err(Refusal::new(
            Code::NothingToUndo,
            "只能撤销本机构最近一步、且其后没有新的办理",
            "your organ's own latest decision, while nothing has followed it",
        )
        .field("version")
        .quoting(context.policy, "undo.own_latest_act"));
    }
    event(Happening::Undone { version, reason })
}

fn note_overdue(case: &CaseState, id: ClockId, context: &Context<'_>) -> Judged {
    let crossed = case.running_clock(&id).filter(|clock| {
        clock.id.kind.passing() == Passing::Overdue && !clock.overdue_noted && clock.is_overdue(context.now)
    });
    let Some(clock) = crossed else {
        return Err(Refusal::new(
            Code::NotOverdue,
            "已过期限且尚未记录的计时",
            "a running clock past its due date that is not on record yet",
        )
        .field("clock"));
    };
    let due = clock.due;
    event(Happening::Overdue { clock: id, due })
}

fn done(zh: &str, en: &str) -> Refusal {
    Refusal::new(Code::AlreadyDone, zh, en)
}

fn no_such(field: &str, zh: &str, en: &str) -> Refusal {
    Refusal::new(Code::NoSuchItem, zh, en).field(field)
}

/// Only what was heard can be written down: the note must be here, and the hearer must see the whole case.
fn writable_voice(case: &CaseState, context: &Context<'_>) -> Result<(), Refusal> {
    let heard = case.voice.as_ref().is_some_and(|voice| voice.seconds.is_some());
    if !heard {
        return Err(no_such("voice", "一段已送达的语音留言", "a voice note that has arrived")
            .quoting(context.policy, "voice.written_down"));
    }
    if !may_listen(context.actor, case) {
        return Err(Refusal::new(Code::NotYours, "能查看全部内容的人员", "somebody who sees the whole case")
            .quoting(context.policy, "voice.written_down"));
    }
    Ok(())
}

/// The acts whose gate depends on the standing of one item and not only on stage and actor; see `permitted`.
pub(in crate::citizen_case) fn is_open(case: &CaseState, act: CaseAct, context: &Context<'_>) -> bool {
    use CaseAct as A;
    match act {
        A::SignFor => sign_for(case, context).is_ok(),
        A::RequestReturn => request_return(case, String::new(), context).is_ok(),
        A::DecideReturn => case.handlers.iter().any(|handler| matches!(handler.standing, Standing::ReturnAsked { .. })),
        A::RequestExtension => request_extension(case, 1, String::new(), context).is_ok(),
        A::DecideExtension => case.extension_request.is_some(),
        A::GiveOpinion => give_opinion(case, String::new(), context).is_ok(),
        A::DraftAnswer => !case.lead().is_some_and(|lead| matches!(lead.standing, Standing::ReturnAsked { .. })),
        A::SendBackDraft => drafted(case).is_ok(),
        A::SignAnswer => drafted(case).is_ok_and(|(_, by)| by != context.actor.user),
        A::Evaluate => {
            let role = context.actor.role();
            !case.round().is_some_and(|round| round.evaluations.iter().any(|evaluation| evaluation.by == role))
        }
        A::Assign => case.class.is_some_and(|class| !class.is_restricted()),
        A::Close => close(case, String::new(), context).is_ok(),
        A::ReportCommitment => {
            case.commitments.iter().any(|commitment| commitment.standing != CommitmentStanding::Kept)
        }
        A::VerifyCommitment => {
            case.commitments.iter().any(|commitment| matches!(commitment.standing, CommitmentStanding::Reported { .. }))
        }
        A::WriteDownVoice => writable_voice(case, context).is_ok(),
        A::Publish => publish(case, context).is_ok(),
        A::Unpublish => case.published,
        A::Undo => {
            case.undoable.as_ref().is_some_and(|undoable| undo(case, undoable.version, String::new(), context).is_ok())
        }
        _ => true,
    }
}
