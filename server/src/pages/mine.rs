//! `/mine`: a citizen's own cases: the answer in full, why each date is due, and what may be done now, as the rulebook permits.

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use minyi_rulebook::citizen_case::{CaseAct, CaseCommand, EvaluationForm, Grade, limits};
use minyi_rulebook::ids::{CommandId, MatterId};
use minyi_wire::words::local_time;
use minyi_wire::{CaseView, Problem, ProblemCode};
use serde::Deserialize;
use uuid::Uuid;

use super::visitor::Visitor;
use super::{commands, frame, shown};
use crate::access::SignedIn;
use crate::app::App;
use crate::failure::ApiFailure;
use crate::routes::matters::reading;

/// Cases of the list.
const MOST: u16 = 100;

/// One of the acts, as its form sends it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Act {
    token: String,
    command: String,
    /// `evaluate`, `supplement` or `withdraw`.
    act: String,
    process: String,
    answer: String,
    delivery: String,
    reason: String,
    text: String,
}

pub(super) async fn all(State(app): State<App>, visitor: Visitor) -> Response {
    visitor.answer(all_made(&app, &visitor).await)
}

async fn all_made(app: &App, visitor: &Visitor) -> Result<Response, ApiFailure> {
    let Some(actor) = visitor.citizen() else { return visitor.on_to("/sign-in?next=/mine") };
    let page = reading(app, actor).list(None, None, MOST).await?;
    let words = shown::words(visitor);
    let title = visitor.say("我的事项", "My cases");
    let body = html! {
        h1 { (title) }
        @if page.matters.is_empty() {
            p { (visitor.say("还没有提交过事项。", "Nothing filed yet.")) }
            p { a.button href="/file" { (visitor.say("提交第一件", "File the first one")) } }
        }
        ul.plain.list { @for case in &page.matters {
            li {
                a href={ "/mine/" (case.matter) } { (case.title.as_deref().unwrap_or(visitor.say("（不公开的事项）", "(a case that is kept)"))) }
                br; (shown::stage(words, case.stage, None)) " "
                @if let Some(next) = &case.next { span.small { (words.clock(&next.clock)) " " (next.due) } }
            }
        } }
        form.row method="post" action="/sign-out" {
            (frame::hidden(&[("token", &visitor.form_token(app))]))
            button.quiet { (visitor.say("退出登录", "Sign out")) }
        }
    };
    Ok(visitor.page(title, body))
}

pub(super) async fn one(State(app): State<App>, visitor: Visitor, Path(matter): Path<String>) -> Response {
    visitor.answer(one_made(&app, &visitor, &matter, &Act::default(), None).await)
}

pub(super) async fn posted(
    State(app): State<App>,
    visitor: Visitor,
    Path(matter): Path<String>,
    form: Result<Form<Act>, FormRejection>,
) -> Response {
    let act = form.map(|Form(act)| act).unwrap_or_default();
    visitor.answer(acted(&app, &visitor, &matter, act).await)
}

async fn acted(app: &App, visitor: &Visitor, matter: &str, act: Act) -> Result<Response, ApiFailure> {
    visitor.vouch(app, &act.token)?;
    let id: MatterId = matter.parse().map_err(|_| ApiFailure::from(ProblemCode::NotFound))?;
    let Some(SignedIn(actor, device)) = visitor.who.as_ref().filter(|_| visitor.citizen().is_some()) else {
        return visitor.on_to(&format!("/sign-in?next=/mine/{id}"));
    };
    let command_id: CommandId = act.command.parse().map_err(|_| ApiFailure::from(ProblemCode::MalformedBody))?;
    let given = match command(&act) {
        Ok(command) => commands::give(app, actor, *device, command_id, id, command).await,
        Err(field) => Err(Problem::new(ProblemCode::MalformedBody).field(field).into()),
    };
    match given {
        Ok(()) => visitor.on_to(&format!("/mine/{id}#done")),
        Err(ApiFailure(problem)) if problem.status == 422 || problem.code == ProblemCode::MalformedBody => {
            one_made(app, visitor, matter, &act, Some(&problem)).await
        }
        Err(failure) => Err(failure),
    }
}

/// What the form asks for; else the field at fault.
fn command(act: &Act) -> Result<CaseCommand, &'static str> {
    match act.act.as_str() {
        "evaluate" => Ok(CaseCommand::Evaluate(EvaluationForm {
            process: grade(&act.process).ok_or("process")?,
            answer: grade(&act.answer).ok_or("answer")?,
            delivery: grade(&act.delivery),
            reason: act.reason.trim().to_owned(),
        })),
        "supplement" => Ok(CaseCommand::Supplement { text: plain_lines(&act.text), photos: Vec::new() }),
        "withdraw" => Ok(CaseCommand::Withdraw { reason: act.reason.trim().to_owned() }),
        _ => Err("act"),
    }
}

fn plain_lines(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

const GRADES: [(&str, Grade); 3] =
    [("satisfied", Grade::Satisfied), ("basically", Grade::Basically), ("dissatisfied", Grade::Dissatisfied)];

fn grade(text: &str) -> Option<Grade> {
    GRADES.iter().find(|(name, _)| *name == text).map(|(_, grade)| *grade)
}

async fn one_made(
    app: &App,
    visitor: &Visitor,
    matter: &str,
    act: &Act,
    fault: Option<&Problem>,
) -> Result<Response, ApiFailure> {
    let id: MatterId = matter.parse().map_err(|_| ApiFailure::from(ProblemCode::NotFound))?;
    let Some(actor) = visitor.citizen() else { return visitor.on_to(&format!("/sign-in?next=/mine/{id}")) };
    let view = reading(app, actor).one(id).await?;
    let case = view.full().ok_or(ProblemCode::NotFound)?;
    let due = reading(app, actor).due(id).await.unwrap_or_default();
    let words = shown::words(visitor);
    let body = html! {
        h1 { (case.title) }
        p { (shown::stage(words, view.stage, view.ending.as_ref())) }
        @if let Some(fault) = fault { (said(visitor, fault)) }
        @if let Some(question) = &case.question {
            div.note.wait { p { b { (visitor.say("工作人员问：", "Staff ask: ")) } } p.words { (question) } }
        }
        dl.facts {
            dt { (visitor.say("查询码", "Code")) } dd { code { (app.follow.code(id)) } " · " a href={ "/filed/" (id) } { (visitor.say("回执", "receipt")) } }
            dt { (visitor.say("提交时间", "Filed")) } dd { time datetime=(view.submitted_at) { (local_time(view.submitted_at)) } }
            @if let Some(lead) = case.lead() { dt { (visitor.say("主办单位", "Handled by")) } dd { (words.organ(&lead.unit)) } }
        }
        h2 { (visitor.say("答复", "Answers")) }
        @if case.rounds.iter().any(|round| matches!(round.answer, minyi_rulebook::citizen_case::RoundAnswer::Signed { .. })) {
            (shown::answers(visitor, words, &case.rounds))
        } @else { p { (visitor.say("尚未答复。", "Not answered yet.")) } }
        (acts(app, visitor, &view, act))
        h2 { (visitor.say("期限", "Due dates")) }
        (shown::due(visitor, words, &view.deadlines, &due))
        h2 { (visitor.say("我写的", "What I wrote")) }
        p.words { (case.text) }
        @if let Some(place) = &case.place { @if !place.label.is_empty() { p { (visitor.say("地点：", "Place: ")) (place.label) } } }
        @for more in &case.supplements { p.note.words { (more.text) br; span.small { (local_time(more.at)) } } }
        @if !case.photos.is_empty() {
            ul.photos { @for (number, photo) in case.photos.iter().enumerate() {
                li { @if photo.arrived {
                    @let photo = format!("/v1/matters/{id}/photos/{}", photo.photo.sha256);
                    // Copies: light on a slow phone, and a look at one's own page is no look at the original.
                    a href={ (photo) "/copy" } {
                        img src={ (photo) "/thumbnail" } loading="lazy" alt={ (visitor.say("照片", "Photo")) " " (number + 1) };
                    }
                } @else { (visitor.say("照片还没传完", "photo on its way")) } }
            } }
        }
        h2 { (visitor.say("办理过程", "What happened")) }
        (shown::timeline(visitor, words, &case.timeline))
    };
    Ok(visitor.page_with(fault.map_or(200, |problem| problem.status), &case.title, body))
}

fn said(visitor: &Visitor, fault: &Problem) -> Markup {
    match &fault.refusal {
        Some(refusal) => frame::refused(visitor, refusal),
        None => {
            html! { p.note.bad role="alert" { (visitor.say("请把每一项都选好再提交。", "Choose a grade on each line, then send.")) } }
        }
    }
}

/// The forms of what the rulebook permits now.
fn acts(app: &App, visitor: &Visitor, view: &CaseView, act: &Act) -> Markup {
    let open = |wanted: CaseAct| view.permitted.iter().any(|action| action.act == wanted);
    html! {
        @if open(CaseAct::Evaluate) { (evaluation(app, visitor, view.matter, act)) }
        @if open(CaseAct::Supplement) {
            details open[view.stage == minyi_rulebook::citizen_case::Stage::AwaitingInfo || act.act == "supplement"] {
                summary { (visitor.say("补充说明", "Add something")) }
                form method="post" action={ "/mine/" (view.matter) } {
                    (ids(app, visitor, "supplement", act))
                    label for="more" { (visitor.say("补充的内容", "What to add")) }
                    textarea #more name="text" maxlength=(limits::TEXT) required { (act.text) }
                    div.row { button { (visitor.say("提交补充", "Send")) } }
                }
            }
        }
        @if open(CaseAct::Withdraw) {
            details open[act.act == "withdraw"] {
                summary { (visitor.say("撤回这件事", "Withdraw the case")) }
                form method="post" action={ "/mine/" (view.matter) } {
                    (ids(app, visitor, "withdraw", act))
                    label for="why" { (visitor.say("撤回的原因", "Why")) }
                    textarea #why name="reason" maxlength=(limits::REASON) rows="3" required { @if act.act == "withdraw" { (act.reason) } }
                    div.row { button.second { (visitor.say("确认撤回", "Withdraw")) } }
                }
            }
        }
    }
}

fn ids(app: &App, visitor: &Visitor, name: &str, act: &Act) -> Markup {
    // The same id after a refusal: nothing was stored under it.
    let command = if act.act == name { act.command.clone() } else { Uuid::now_v7().to_string() };
    frame::hidden(&[("token", &visitor.form_token(app)), ("command", &command), ("act", name)])
}

fn evaluation(app: &App, visitor: &Visitor, matter: MatterId, act: &Act) -> Markup {
    html! {
        section {
            h2 { (visitor.say("您满意吗？", "Is it good enough?")) }
            form method="post" action={ "/mine/" (matter) } {
                (ids(app, visitor, "evaluate", act))
                (axis(visitor, "process", visitor.say("办理过程", "How it was handled"), &act.process))
                (axis(visitor, "answer", visitor.say("答复内容", "The answer"), &act.answer))
                (axis(visitor, "delivery", visitor.say("落实结果（还没到期可不选）", "The result (leave out if nothing is due yet)"), &act.delivery))
                label for="reason" { (visitor.say("原因（不满意必填）", "Why (needed if you are dissatisfied)")) }
                p.hint #reason-hint { (visitor.say("选“不满意”会重新办理，请写明哪里没办好。", "“Dissatisfied” opens a new round: say what is still wrong.")) }
                textarea #reason name="reason" maxlength=(limits::REASON) rows="4" aria-describedby="reason-hint" { @if act.act == "evaluate" { (act.reason) } }
                div.row { button { (visitor.say("提交评价", "Send")) } }
            }
        }
    }
}

fn axis(visitor: &Visitor, name: &str, title: &str, chosen: &str) -> Markup {
    let grades =
        [visitor.say("满意", "Satisfied"), visitor.say("基本满意", "Basically"), visitor.say("不满意", "Dissatisfied")];
    html! {
        fieldset {
            legend { (title) }
            @for ((value, _), words) in GRADES.iter().zip(grades) {
                label.choice { input type="radio" name=(name) value=(value) checked[*value == chosen]; span { (words) } }
            }
        }
    }
}
