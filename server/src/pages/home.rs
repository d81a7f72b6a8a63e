//! `/`: what this is, and the five things that people come for.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use super::visitor::Visitor;
use super::{cases, shown};
use crate::app::App;
use crate::failure::ApiFailure;

/// Published cases on the first page.
const CASES: u16 = 5;

pub(super) async fn page(State(app): State<App>, visitor: Visitor) -> Response {
    visitor.answer(made(&app, &visitor).await)
}

async fn made(app: &App, visitor: &Visitor) -> Result<Response, ApiFailure> {
    let newest = crate::routes::public::reading(app).list(None, None, CASES).await?;
    let district = visitor.say(&visitor.directory.district_zh, &visitor.directory.district_en);
    let body = html! {
        (shown::demo_mark(visitor))
        h1 { (visitor.say("身边的事，找人大代表", "Something wrong near you? Take it to your deputy")) }
        p.lead {
            (district) "。"
            (visitor.say(
                "写下来、拍张照，提交给代表或联络站。受理、交办、答复、评价，每一步有期限、有依据，您随时可查。",
                " Write it down, take a photo, file it to a deputy or a station. Every step has a due date and a rule, and you can look at any time."
            ))
        }
        ul.actions {
            (action("/file", visitor.say("提交事项", "File a case"), visitor.say("三分钟，照片可选", "Three minutes, photos if you like")))
            (action("/follow", visitor.say("凭码查进展", "Follow by code"), visitor.say("回执上的查询码，不用登录", "The code on your receipt, no sign-in")))
            (action("/stations", visitor.say("找联络站、找代表", "Find a station or deputy"), visitor.say("按乡镇、街道", "By town and sub-district")))
            (action("/cases", visitor.say("公开事项", "Published cases"), visitor.say("别人反映了什么，怎么办的", "What others filed and what became of it")))
            (action("/receptions", visitor.say("接待日历", "Reception days"), visitor.say("当面谈", "Talk in person")))
        }
        h2 { (visitor.say("最近公开的事项", "Newest published cases")) }
        (cases::list(visitor, &newest.matters))
        h2 { (visitor.say("扫码后打不开？", "Scanned a code and nothing opened?")) }
        p { (visitor.say(
            "联络站和代表名牌上的二维码是普通网址，微信“扫一扫”或手机相机都能打开，不用安装、不用注册。也可以把码下方的网址输入浏览器，或在这里按名称找联络站。",
            "The codes at stations and on plates are ordinary web addresses: the camera of any phone opens them, nothing to install or register. You can also type the address under the code, or find the station by name here."
        )) }
        p { (visitor.say("不会用手机也可以：到任何一个联络站口头或书面提出，工作人员代为提交，并给您打印带查询码的回执。",
            "No phone? Go to any station and say it or hand it in on paper. Staff file it for you and print a receipt with the code.")) }
    };
    Ok(visitor.page(district, body))
}

fn action(href: &str, name: &str, what: &str) -> Markup {
    html! { li { a href=(href) { b { (name) } (what) } } }
}
