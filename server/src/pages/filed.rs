//! `/filed/{matter}`: the receipt (回执), to keep or to print: the code that follows the case, what comes next and by when.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use minyi_rulebook::ids::MatterId;
use minyi_wire::words::local_time;
use minyi_wire::{CaseView, ProblemCode};

use super::visitor::Visitor;
use super::{qr, shown};
use crate::app::App;
use crate::failure::ApiFailure;
use crate::routes::matters::reading;

pub(super) async fn page(State(app): State<App>, visitor: Visitor, Path(matter): Path<String>) -> Response {
    visitor.answer(made(&app, &visitor, &matter).await)
}

async fn made(app: &App, visitor: &Visitor, matter: &str) -> Result<Response, ApiFailure> {
    let matter: MatterId = matter.parse().map_err(|_| ApiFailure::from(ProblemCode::NotFound))?;
    let Some(actor) = visitor.citizen() else {
        return visitor.on_to(&format!("/sign-in?next=/filed/{matter}"));
    };
    let view = reading(app, actor).one(matter).await?;
    let case = view.full().ok_or(ProblemCode::NotFound)?;
    let due = reading(app, actor).due(matter).await.unwrap_or_default();
    let words = shown::words(visitor);
    let title = visitor.say("已收到", "Received");
    let missing = case.photos.iter().filter(|photo| !photo.arrived).count();
    let body = html! {
        h1 { (title) }
        p.note.good role="status" { (visitor.say("您的事项已经提交，请保存回执。", "Your case is filed. Keep the receipt.")) }
        (receipt(app, visitor, &view))
        @if missing > 0 {
            p.note.wait { (visitor.say("还有照片没有传完：", "Photos still on their way: ")) (missing) "。"
                (visitor.say("请在提交时用的手机上打开“提交”页，会自动接着传。", " Open “File” on the phone that has them; it goes on by itself.")) }
        }
        h2 { (visitor.say("接下来", "What comes next")) }
        (shown::due(visitor, words, &view.deadlines, &due))
        div.row.no-print {
            a.button href={ "/mine/" (matter) } { (visitor.say("打开这件事", "Open the case")) }
            a.button.second href="/file" { (visitor.say("再提交一件", "File another")) }
        }
    };
    Ok(visitor.page(title, body))
}

/// What is printed: with it the case can be followed without signing in.
fn receipt(app: &App, visitor: &Visitor, view: &CaseView) -> Markup {
    let code = app.follow.code(view.matter).to_string();
    let address = format!("{}/f/{code}", visitor.site);
    let words = shown::words(visitor);
    let station = view.full().and_then(|case| case.station.as_ref());
    html! {
        section.receipt aria-label=(visitor.say("回执", "Receipt")) {
            p { b { (visitor.say("民意 · 回执", "Minyi · receipt")) } " " (visitor.say(&visitor.directory.district_zh, &visitor.directory.district_en)) }
            p.small { (visitor.say("查询码", "Code to follow your case")) }
            p.big #follow-code { (code) }
            (qr::code(&address))
            dl.facts {
                dt { (visitor.say("事项", "Case")) } dd { (view.title().unwrap_or_default()) }
                dt { (visitor.say("收到时间", "Received")) } dd { (local_time(view.submitted_at)) }
                @if let Some(station) = station { dt { (visitor.say("受理", "With")) } dd { (words.organ(station)) } }
                dt { (visitor.say("查询网址", "Address")) } dd { (visitor.site) "/follow" }
            }
            p.small { (visitor.say(
                "凭查询码可以看到进展，看不到您是谁。请不要把查询码给别人。",
                "The code shows where the case stands, not who you are. Do not give it to others."
            )) }
        }
    }
}
