//! `/file`: a case in steps (提交事项) that work without JavaScript: words, phone, photos, a last look, the receipt.
//!
//! ```text
//! words ──> phone and code ──> photos ──> review ──> /filed/{matter}
//!   │  (skipped when signed in)  (no bytes are kept for anybody who has not proven a phone)
//!   └── with JavaScript: all on this page, kept on the phone until the receipt (web/public/file.ts)
//! ```

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::Response;
use maud::{Markup, html};
use minyi_rulebook::citizen_case::{Addressee, limits};
use minyi_rulebook::refusal::Refusal;
use minyi_wire::{Problem, ProblemCode};
use serde::Deserialize;
use serde_json::json;

use super::draft::Draft;
use super::shown::{demo_mark, organ_name};
use super::sign_in::{self, Proof, Proving};
use super::stations::stations;
use super::visitor::Visitor;
use super::{commands, frame, photos};
use crate::access::{SignedIn, Token};
use crate::app::App;
use crate::failure::{ApiFailure, QueryOf};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Whom {
    #[serde(default)]
    to: String,
}

/// The steps, as the heading of each page shows them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Words,
    Phone,
    Photos,
    Review,
}

pub(super) async fn page(
    State(app): State<App>,
    visitor: Visitor,
    whom: Result<QueryOf<Whom>, ApiFailure>,
) -> Response {
    let to = whom.map(|QueryOf(whom)| whom.to).unwrap_or_default();
    let draft = Draft { token: visitor.form_token(&app), ..Draft::new(&to) };
    visitor.answer(Ok(words(&visitor, &draft, None)))
}

pub(super) async fn posted(
    State(app): State<App>,
    visitor: Visitor,
    form: Result<Form<Draft>, FormRejection>,
) -> Response {
    let made = match form {
        Ok(Form(draft)) => stepped(&app, &visitor, draft.with_ids()).await,
        Err(_) => Err(Problem::new(ProblemCode::MalformedBody).into()),
    };
    visitor.answer(made)
}

async fn stepped(app: &App, visitor: &Visitor, draft: Draft) -> Result<Response, ApiFailure> {
    visitor.vouch(app, &draft.token)?;
    if draft.go == "words" {
        return Ok(words(visitor, &draft, None));
    }
    if let Err(refusal) = draft.judged(app) {
        return Ok(words(visitor, &draft, Some(&refusal)));
    }
    let Some(actor) = visitor.citizen() else { return prove(app, visitor, &draft).await };
    match draft.go.as_str() {
        "review" => Ok(review(visitor, &draft)),
        "file" => {
            commands::give(app, actor, visitor.device(), draft.command(), draft.matter(), draft.submission()).await?;
            visitor.on_to(&format!("/filed/{}", draft.matter))
        }
        _ => Ok(photos::page(app, visitor, &draft, None)),
    }
}

/// Phone, then code, then on to the photos with a session.
async fn prove(app: &App, visitor: &Visitor, draft: &Draft) -> Result<Response, ApiFailure> {
    let proof = Proof::of(&draft.phone, &draft.code);
    let fault = match draft.go.as_str() {
        "send" => match sign_in::send(app, visitor, &proof).await {
            Ok(()) => return Ok(phone(visitor, draft, &Proving { phone: &draft.phone, sent: true, fault: None })),
            Err(ApiFailure(problem)) => problem,
        },
        "enter" => match sign_in::enter(app, visitor, &proof).await {
            Ok(token) => return entered(app, visitor, draft, &token).await,
            Err(ApiFailure(problem)) => problem,
        },
        _ => return Ok(phone(visitor, draft, &Proving::default())),
    };
    let sent = draft.go == "enter" || fault.code == ProblemCode::RateLimited;
    Ok(phone(visitor, draft, &Proving { phone: &draft.phone, sent, fault: Some(&fault) }))
}

async fn entered(app: &App, visitor: &Visitor, draft: &Draft, token: &str) -> Result<Response, ApiFailure> {
    let parsed: Token = token.parse().map_err(|_| ApiFailure::from(ProblemCode::Internal))?;
    let SignedIn(..) = app.access.identify(&parsed).await?;
    let mut response = photos::page(app, visitor, draft, None);
    visitor.signed_in(&mut response, token);
    Ok(response)
}

/// Where in the road this page is.
pub(super) fn steps(visitor: &Visitor, now: Step) -> Markup {
    let all = [
        (Step::Words, visitor.say("写事情", "Words")),
        (Step::Phone, visitor.say("手机号", "Phone")),
        (Step::Photos, visitor.say("照片", "Photos")),
        (Step::Review, visitor.say("核对提交", "Check and file")),
    ];
    html! {
        ol.steps aria-label=(visitor.say("步骤", "Steps")) {
            @for (number, (step, name)) in all.iter().enumerate() {
                li aria-current=[(*step == now).then_some("step")] { (number + 1) ". " (name) }
            }
        }
    }
}

fn words(visitor: &Visitor, draft: &Draft, refusal: Option<&Refusal>) -> Response {
    let title = visitor.say("提交事项", "File a case");
    let field = refusal.and_then(|refusal| refusal.field.as_deref());
    let fault = |name: &str| {
        refusal.filter(|_| field == Some(name)).map(|refusal| visitor.say(&refusal.accepted_zh, &refusal.accepted_en))
    };
    let known = ["title", "text", "place.label", "addressee"];
    let elsewhere = refusal.filter(|_| field.is_none_or(|field| !known.iter().any(|known| field.starts_with(known))));
    // Consent is given, never assumed: the box starts empty.
    let publish = draft.publish == "yes";
    let body = html! {
        (demo_mark(visitor))
        h1 { (title) }
        (no_script_steps(visitor))
        @if let Some(refusal) = elsewhere { (frame::refused(visitor, refusal)) }
        form #file-form method="post" action="/file" novalidate data-words=(script_words(visitor)) data-photos=(limits::PHOTOS) data-photo-bytes=(limits::PHOTO_BYTES) {
            (frame::hidden(&[
                ("token", &draft.token), ("matter", &draft.matter), ("command", &draft.command),
                ("spot", &draft.spot), ("photos", &draft.photos),
            ]))
            (whom(visitor, draft, fault("addressee")))
            label for="title" { (visitor.say("一句话说明", "In one line")) }
            p.hint #title-hint { (visitor.say("例如：村口路灯不亮。最多 80 字。", "For example: the street lamp is out. At most 80 characters.")) }
            input #title type="text" name="title" value=(draft.title) maxlength=(limits::TITLE) required
                aria-describedby="title-hint title-fault" aria-invalid=[fault("title").map(|_| "true")];
            (frame::complaint("title-fault", fault("title")))
            label for="text" { (visitor.say("具体情况和诉求", "What is wrong, and what should be done")) }
            p.hint #text-hint { (visitor.say("什么时候、在哪里、怎么了、希望怎么办。不必写姓名和电话。最多 5000 字。", "When, where, what, and what you ask for. No need for your name or number. At most 5,000 characters.")) }
            textarea #text name="text" rows="7" maxlength=(limits::TEXT) required
                aria-describedby="text-hint text-fault" aria-invalid=[fault("text").map(|_| "true")] { (draft.text) }
            (frame::complaint("text-fault", fault("text")))
            label for="place" { (visitor.say("地点（可不填）", "Place (optional)")) }
            input #place type="text" name="place" value=(draft.place) maxlength=(limits::LABEL)
                aria-describedby="place-fault" aria-invalid=[fault("place.label").map(|_| "true")];
            (frame::complaint("place-fault", fault("place.label")))
            div #file-location hidden {
                button.quiet type="button" #file-locate { (visitor.say("附上我现在的位置", "Add where I am now")) }
                span.small #file-located role="status" {}
            }
            label.choice {
                input type="checkbox" name="publish" value="yes" checked[publish];
                span { (visitor.say(
                    "同意公开这件事和办理结果（不公开我是谁、我的电话和原始照片）",
                    "Others may read this case and its result (not who I am, not my number, not the original photos)"
                )) }
            }
            (script_parts(visitor))
            div.row {
                button #file-next name="go" value="next" { (visitor.say("下一步", "Next")) }
            }
            p.small {
                (visitor.say(
                    "您的文字和照片交给受理的联络站、人大办公室和承办单位，用于办理这件事。提交前，本站不保存您写的内容。",
                    "Your words and photos go to the receiving station, the congress office and the units that handle the case, for that purpose. Before you file, this site keeps nothing of what you write."
                ))
            }
        }
        (frame::script("file.ts"))
    };
    visitor.page_with(if refusal.is_some() { 422 } else { 200 }, title, body)
}

fn no_script_steps(visitor: &Visitor) -> Markup {
    html! { div #file-steps { (steps(visitor, Step::Words)) } }
}

/// Who should hear it: as the link says, and always to be changed.
fn whom(visitor: &Visitor, draft: &Draft, fault: Option<&str>) -> Markup {
    let deputy = match draft.addressee() {
        Addressee::Deputy { deputy } => visitor.directory.deputies.iter().find(|known| known.user == deputy),
        _ => None,
    };
    html! {
        label for="to" { (visitor.say("交给谁", "To whom")) }
        select #to name="to" aria-describedby="to-fault" aria-invalid=[fault.map(|_| "true")] {
            option value="office" selected[draft.addressee() == Addressee::Office] { (visitor.say("不清楚，请人大办公室转交", "Not sure: let the congress office decide")) }
            @if let Some(deputy) = deputy {
                option value={ "deputy:" (deputy.user) } selected { (visitor.say("代表：", "Deputy: ")) (deputy.name) }
            }
            @for station in stations(visitor) {
                @let here = matches!(draft.addressee(), Addressee::Station { station: id } if id == station.id);
                option value={ "station:" (station.id) } selected[here] {
                    (organ_name(visitor, station)) @if let Some(town) = &station.town { " · " (town) }
                }
            }
        }
        (frame::complaint("to-fault", fault))
    }
}

/// What only the script uses; hidden until it runs.
fn script_parts(visitor: &Visitor) -> Markup {
    html! {
        div #file-photos hidden {
            label for="file-pick" { (visitor.say("照片（可不传，最多 9 张）", "Photos (optional, at most 9)")) }
            p.hint { (visitor.say("在手机上先压缩再上传，断网会接着传。", "Made smaller on your phone first; goes on where it stopped when the network comes back.")) }
            input #file-pick type="file" accept="image/*" multiple;
            ul.photos #file-picked {}
        }
        div #file-sign-in hidden {
            label for="file-phone" { (visitor.say("手机号", "Mobile number")) }
            p.hint { (visitor.say("只用于登录和联系您，不公开。", "For signing in and reaching you only. Not published.")) }
            input #file-phone type="tel" inputmode="numeric" autocomplete="tel" maxlength="20";
            div.row { button.second #file-send type="button" { (visitor.say("发送验证码", "Send me a code")) } }
            div #file-code-part hidden {
                label for="file-code" { (visitor.say("短信验证码", "Code from the message")) }
                input #file-code .code type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="8";
            }
            p.complaint #file-sign-in-fault role="alert" {}
        }
        div #file-progress hidden {
            p #file-status role="status" {}
            progress #file-bar max="100" value="0" aria-labelledby="file-status" {}
        }
    }
}

/// The script's sentences, in the visitor's language.
fn script_words(visitor: &Visitor) -> String {
    let words = json!({
        "file": visitor.say("提交", "File"),
        "draftBack": visitor.say("已恢复上次没提交的内容。", "Brought back what you had not filed yet."),
        "saved": visitor.say("已存在这部手机上。", "Saved on this phone."),
        "shrinking": visitor.say("正在压缩照片…", "Making the photos smaller…"),
        "sending": visitor.say("正在提交…", "Filing…"),
        "photos": visitor.say("已提交，正在上传照片", "Filed. Sending photos"),
        "offline": visitor.say("没有网络。内容已存在这部手机上，联网后自动继续，请不要清除浏览器数据。", "No network. Everything is saved on this phone and goes on by itself when the network is back."),
        "retry": visitor.say("服务器暂时没有回应，正在重试…", "The server does not answer for now. Trying again…"),
        "done": visitor.say("已收到，正在打开回执…", "Received. Opening the receipt…"),
        "tooMany": visitor.say("最多 9 张照片。", "At most nine photos."),
        "notAPhoto": visitor.say("这个文件不是照片，没有添加。", "This file is no photo and was not added."),
        "remove": visitor.say("移除", "Remove"),
        "photo": visitor.say("照片", "Photo"),
        "codeSent": visitor.say("验证码已发送。", "The code is on its way."),
        "located": visitor.say("已附上位置", "Place added"),
        "notLocated": visitor.say("没有取得位置，可以用文字说明。", "The place could not be found. Words are enough."),
        "needTitle": visitor.say("请写一句话说明。", "Write one line."),
        "needText": visitor.say("请写具体情况。", "Write what is wrong."),
        "discard": visitor.say("清除草稿", "Throw the draft away"),
    });
    words.to_string()
}

fn phone(visitor: &Visitor, draft: &Draft, proving: &Proving<'_>) -> Response {
    let title = visitor.say("您的手机号", "Your mobile number");
    let body = html! {
        h1 { (title) }
        (steps(visitor, Step::Phone))
        p { (visitor.say("用来登录、查进展、评价答复，也防止冒名。", "To sign in, follow your case and judge the answer, and so that nobody files in your name.")) }
        form method="post" action="/file" {
            (frame::hidden(&draft.carried()))
            (sign_in::fields(visitor, proving, ("send", "enter")))
            div.row { button.quiet name="go" value="words" formnovalidate { (visitor.say("返回修改文字", "Back to the words")) } }
        }
    };
    visitor.page_with(proving.fault.map_or(200, |problem| problem.status), title, body)
}

fn review(visitor: &Visitor, draft: &Draft) -> Response {
    let title = visitor.say("核对后提交", "Check, then file");
    let to = match draft.addressee() {
        Addressee::Office => visitor.say("人大办公室", "The congress office").to_owned(),
        Addressee::Station { station } => stations(visitor)
            .find(|known| known.id == station)
            .map_or_else(|| station.to_string(), |known| organ_name(visitor, known).to_owned()),
        Addressee::Deputy { deputy } => visitor
            .directory
            .deputies
            .iter()
            .find(|known| known.user == deputy)
            .map_or_else(String::new, |known| known.name.clone()),
    };
    let body = html! {
        h1 { (title) }
        (steps(visitor, Step::Review))
        dl.facts {
            dt { (visitor.say("交给", "To")) } dd { (to) }
            dt { (visitor.say("一句话", "In one line")) } dd { (draft.title.trim()) }
            @if !draft.place.trim().is_empty() { dt { (visitor.say("地点", "Place")) } dd { (draft.place.trim()) } }
            dt { (visitor.say("照片", "Photos")) } dd { (draft.photos().len()) }
            dt { (visitor.say("公开", "Public")) } dd {
                @if draft.publish == "yes" { (visitor.say("同意公开（不含个人信息）", "may be published, without personal data")) }
                @else { (visitor.say("不公开", "not published")) }
            }
        }
        h2 { (visitor.say("具体情况", "What is wrong")) }
        p.words { (draft.text.trim()) }
        form method="post" action="/file" {
            (frame::hidden(&draft.carried()))
            div.row {
                button name="go" value="file" { (visitor.say("提交", "File")) }
                button.second name="go" value="words" { (visitor.say("修改文字", "Change the words")) }
                button.second name="go" value="photos" { (visitor.say("修改照片", "Change the photos")) }
            }
        }
    };
    visitor.page(title, body)
}
