//! `/follow`: where a case stands, by the code on its receipt (凭码查询). No sign-in, nobody's name, nobody's words but the
//! author's own title.

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use minyi_wire::follow::{FollowCode, FollowView};
use minyi_wire::words::local_time;
use minyi_wire::{Problem, ProblemCode};
use serde::Deserialize;

use super::visitor::Visitor;
use super::{frame, shown};
use crate::app::App;
use crate::failure::ApiFailure;
use crate::routes::follow::opened;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    code: String,
}

pub(super) async fn ask(State(app): State<App>, visitor: Visitor) -> Response {
    visitor.answer(Ok(asking(&app, &visitor, "", None)))
}

/// A form rather than an address with the code in it: what is typed does not end up in the history of a shared computer.
pub(super) async fn typed(
    State(app): State<App>,
    visitor: Visitor,
    form: Result<Form<Typed>, FormRejection>,
) -> Response {
    let typed = form.map(|Form(typed)| typed).unwrap_or_default();
    visitor.answer(shown_by(&app, &visitor, &typed.code).await)
}

/// The address in the receipt's QR code.
pub(super) async fn scanned(State(app): State<App>, visitor: Visitor, Path(code): Path<String>) -> Response {
    visitor.answer(shown_by(&app, &visitor, &code).await)
}

async fn shown_by(app: &App, visitor: &Visitor, typed: &str) -> Result<Response, ApiFailure> {
    let code: FollowCode = match typed.parse() {
        Ok(code) => code,
        Err(fault) => {
            let said = match visitor.lang {
                minyi_wire::words::Lang::Zh => fault.zh().to_owned(),
                minyi_wire::words::Lang::En => format!("Wanted: {fault}."),
            };
            return Ok(asking(app, visitor, typed, Some(&said)));
        }
    };
    match opened(app, code, &visitor.client).await {
        Ok(view) => Ok(where_it_stands(visitor, code, &view)),
        Err(ApiFailure(problem)) if is_unknown(&problem) => {
            let said =
                visitor.say("没有这个查询码，请对照回执核对。", "There is no such code. Compare with the receipt.");
            Ok(asking(app, visitor, typed, Some(said)))
        }
        Err(failure) => Err(failure),
    }
}

fn is_unknown(problem: &Problem) -> bool {
    problem.code == ProblemCode::NotFound
}

fn asking(_app: &App, visitor: &Visitor, typed: &str, said: Option<&str>) -> Response {
    let title = visitor.say("凭码查进展", "Follow a case");
    let body = html! {
        h1 { (title) }
        p { (visitor.say(
            "输入回执上的 13 位查询码。不用登录；只显示办到哪一步、期限和原因，不显示您是谁。",
            "Enter the 13 characters on your receipt. No sign-in; it shows where the case stands, what is due and why, and not who you are."
        )) }
        form method="post" action="/follow" {
            label for="code" { (visitor.say("查询码", "Code")) }
            p.hint #code-hint { (visitor.say("例如 K7M2-9QXD-4TPWR；大小写、横线、空格都可以", "Like K7M2-9QXD-4TPWR; small letters, dashes and spaces are fine")) }
            input #code .code type="text" name="code" value=(typed) required maxlength="40" autocomplete="off" autocapitalize="characters"
                spellcheck="false" aria-describedby="code-hint code-fault" aria-invalid=[said.map(|_| "true")];
            (frame::complaint("code-fault", said))
            div.row { button { (visitor.say("查询", "Look")) } }
        }
        p { (visitor.say("回执丢了？用提交时的手机号", "Lost the receipt? ")) a href="/sign-in?next=/mine" { (visitor.say("登录", "Sign in")) } (visitor.say("，就能看到全部内容。", " with the phone number you filed with.")) }
    };
    let status = if said.is_some() { 422 } else { 200 };
    visitor.page_with(status, title, body)
}

fn where_it_stands(visitor: &Visitor, code: FollowCode, view: &FollowView) -> Response {
    let words = shown::words(visitor);
    let title = view.title.as_deref().unwrap_or(visitor.say("您的事项", "Your case"));
    let body = html! {
        h1 { (title) }
        p { (shown::stage(words, view.stage, view.ending.as_ref())) }
        dl.facts {
            dt { (visitor.say("查询码", "Code")) } dd { code { (code) } }
            dt { (visitor.say("提交时间", "Filed")) } dd { time datetime=(view.submitted_at) { (local_time(view.submitted_at)) } }
        }
        (waiting(visitor, view))
        h2 { (visitor.say("期限", "Due dates")) }
        (shown::due(visitor, words, &view.deadlines, &view.due))
        h2 { (visitor.say("办理过程", "What happened")) }
        (shown::timeline(visitor, words, &view.timeline))
    };
    visitor.page(title, body)
}

/// What only the author may read or do, and how.
fn waiting(visitor: &Visitor, view: &FollowView) -> Markup {
    let said = if view.question_waits {
        visitor.say(
            "工作人员有问题要问您，请登录查看并补充。",
            "Staff have a question for you. Sign in to read and answer it.",
        )
    } else if view.answer_waits {
        visitor.say(
            "已经答复，请登录查看并评价。",
            "There is an answer. Sign in to read it and say whether it is good enough.",
        )
    } else {
        return html! {};
    };
    html! {
        div.note.wait {
            p { b { (said) } }
            p { a.button href={ "/sign-in?next=/mine/" (view.matter) } { (visitor.say("用手机号登录", "Sign in by phone")) } }
        }
    }
}
