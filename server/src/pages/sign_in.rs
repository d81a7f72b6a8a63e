//! `/sign-in`: a citizen's phone number and a one-time code, without JavaScript.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::Response;
use maud::{Markup, html};
use minyi_wire::{Problem, ProblemCode};
use serde::Deserialize;

use super::frame;
use super::visitor::Visitor;
use crate::access::SignedIn;
use crate::app::App;
use crate::failure::{ApiFailure, QueryOf};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Going {
    next: Option<String>,
}

/// What the form carries.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Proof {
    #[serde(default)]
    token: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
    /// The button: `send` or `enter`.
    #[serde(default)]
    go: String,
}

impl Proof {
    /// From the fields of another form.
    pub(super) fn of(phone: &str, code: &str) -> Self {
        Self { phone: phone.to_owned(), code: code.to_owned(), ..Self::default() }
    }
}

/// How far somebody is with proving a phone, for the fields that are shown.
#[derive(Debug, Default)]
pub(super) struct Proving<'p> {
    pub(super) phone: &'p str,
    /// Whether a code was sent there.
    pub(super) sent: bool,
    pub(super) fault: Option<&'p Problem>,
}

pub(super) async fn page(
    State(app): State<App>,
    visitor: Visitor,
    going: Result<QueryOf<Going>, ApiFailure>,
) -> Response {
    let next = going.ok().and_then(|QueryOf(going)| going.next).unwrap_or_default();
    if visitor.citizen().is_some() {
        return visitor.answer(visitor.on_to(inside(&next)));
    }
    visitor.answer(Ok(asking(&app, &visitor, &next, &Proving::default())))
}

pub(super) async fn posted(
    State(app): State<App>,
    visitor: Visitor,
    form: Result<Form<Proof>, FormRejection>,
) -> Response {
    let proof = form.map(|Form(proof)| proof).unwrap_or_default();
    visitor.answer(proved(&app, &visitor, &proof).await)
}

async fn proved(app: &App, visitor: &Visitor, proof: &Proof) -> Result<Response, ApiFailure> {
    visitor.vouch(app, &proof.token)?;
    let done = if proof.go == "enter" {
        enter(app, visitor, proof).await.map(Some)
    } else {
        send(app, visitor, proof).await.map(|()| None)
    };
    match done {
        Ok(Some(token)) => {
            let mut response = visitor.on_to(inside(&proof.next))?;
            visitor.signed_in(&mut response, &token);
            Ok(response)
        }
        Ok(None) => Ok(asking(app, visitor, &proof.next, &Proving { phone: &proof.phone, sent: true, fault: None })),
        Err(ApiFailure(problem)) => {
            let sent = proof.go == "enter" || problem.code == ProblemCode::RateLimited;
            Ok(asking(app, visitor, &proof.next, &Proving { phone: &proof.phone, sent, fault: Some(&problem) }))
        }
    }
}

/// Sends a code.
pub(super) async fn send(app: &App, visitor: &Visitor, proof: &Proof) -> Result<(), ApiFailure> {
    app.access.request_code(proof.phone.trim(), &visitor.client).await.map(|_| ())
}

/// Takes a code; answers the token of the session.
pub(super) async fn enter(app: &App, visitor: &Visitor, proof: &Proof) -> Result<String, ApiFailure> {
    let (phone, code) = (proof.phone.trim(), proof.code.trim());
    let session = app.access.sign_in_with_code(phone, code, visitor.device(), &visitor.client).await?;
    Ok(session.token)
}

fn asking(app: &App, visitor: &Visitor, next: &str, proving: &Proving<'_>) -> Response {
    let title = visitor.say("用手机号登录", "Sign in by phone");
    let body = html! {
        h1 { (title) }
        form method="post" action="/sign-in" {
            (frame::hidden(&[("token", &visitor.form_token(app)), ("next", next)]))
            (fields(visitor, proving, ("send", "enter")))
        }
    };
    visitor.page_with(proving.fault.map_or(200, |problem| problem.status), title, body)
}

/// The fields of phone and code with their buttons, for any form that needs a proven phone.
pub(super) fn fields(visitor: &Visitor, proving: &Proving<'_>, (send, enter): (&str, &str)) -> Markup {
    let fault_at = |field: &str| {
        let fault =
            proving.fault.filter(|problem| problem.field.as_deref() == Some(field) || field == "code" && proving.sent);
        fault.map(|problem| match problem.retry_after {
            Some(seconds) => format!("{} ({seconds} s)", visitor.say(problem.code.zh(), problem.code.en())),
            None => visitor.say(problem.code.zh(), problem.code.en()).to_owned(),
        })
    };
    let (phone_fault, code_fault) = (
        if proving.sent { None } else { fault_at("phone").or_else(|| fault_at_any(visitor, proving)) },
        fault_at("code"),
    );
    html! {
        label for="phone" { (visitor.say("手机号", "Mobile number")) }
        p.hint #phone-hint { (visitor.say("只用于登录和联系您，不公开，承办单位看不到。", "For signing in and reaching you only. Not published, not shown to the units.")) }
        input #phone type="tel" name="phone" value=(proving.phone) inputmode="numeric" autocomplete="tel" maxlength="20" required
            aria-describedby="phone-hint phone-fault" aria-invalid=[phone_fault.as_ref().map(|_| "true")];
        (frame::complaint("phone-fault", phone_fault.as_deref()))
        @if proving.sent {
            label for="one-time-code" { (visitor.say("短信验证码", "Code from the message")) }
            p.hint #code-hint { (visitor.say("6 位数字，5 分钟内有效。", "Six digits, good for five minutes.")) }
            input #one-time-code .code type="text" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="8" autofocus
                aria-describedby="code-hint code-fault" aria-invalid=[code_fault.as_ref().map(|_| "true")];
            (frame::complaint("code-fault", code_fault.as_deref()))
            div.row {
                button name="go" value=(enter) { (visitor.say("登录", "Sign in")) }
                button.second name="go" value=(send) { (visitor.say("重新发送", "Send again")) }
            }
        } @else {
            div.row { button name="go" value=(send) { (visitor.say("发送验证码", "Send me a code")) } }
        }
    }
}

fn fault_at_any(visitor: &Visitor, proving: &Proving<'_>) -> Option<String> {
    proving.fault.map(|problem| visitor.say(problem.code.zh(), problem.code.en()).to_owned())
}

pub(super) async fn out(
    State(app): State<App>,
    visitor: Visitor,
    form: Result<Form<Proof>, FormRejection>,
) -> Response {
    let proof = form.map(|Form(proof)| proof).unwrap_or_default();
    visitor.answer(signed_out(&app, &visitor, &proof.token).await)
}

async fn signed_out(app: &App, visitor: &Visitor, token: &str) -> Result<Response, ApiFailure> {
    visitor.vouch(app, token)?;
    if let Some(SignedIn(actor, device)) = &visitor.who {
        app.access.revoke(actor.user, *device).await?;
    }
    let mut response = visitor.on_to("/")?;
    visitor.signed_out(&mut response);
    Ok(response)
}

/// A path of this site, whatever somebody wrote into a link.
fn inside(next: &str) -> &str {
    let safe = next.starts_with('/')
        && !next.starts_with("//")
        && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if safe { next } else { "/mine" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_signing_in_nobody_is_sent_to_another_site() {
        for (next, to) in [
            ("/mine/1?x=2", "/mine/1?x=2"),
            ("", "/mine"),
            ("//evil.example", "/mine"),
            ("https://evil.example", "/mine"),
            ("/\\evil.example", "/mine"),
            ("/a\r\nset-cookie: x", "/mine"),
        ] {
            assert_eq!(inside(next), to, "{next}");
        }
    }
}
