//! `GET /`: a page for people who type the address. Chinese first, no script, everything escaped.

use std::fmt::{self, Display, Write};

use axum::extract::State;
use axum::response::Html;
use minyi_rulebook::calendar::local_date;
use minyi_wire::sync::MatterPage;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::failure::ApiFailure;

/// Public cases on the page.
const CASES: u16 = 20;

const STYLE: &str = "body{max-width:44rem;margin:2rem auto;padding:0 1rem;font:1.05rem/1.7 system-ui,sans-serif;color:#1a1a1a;background:#fff}\
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}small,.en{color:#555}a{color:#0b57a4}li{margin:.4rem 0}\
@media(prefers-color-scheme:dark){body{color:#eee;background:#161616}small,.en{color:#aaa}a{color:#8ab4f8}}";

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(index))
}

/// What this is, the public cases, where to go on.
#[utoipa::path(
    get,
    path = "/",
    tag = "public",
    responses((status = 200, description = "A page for people", body = String, content_type = "text/html"))
)]
async fn index(State(app): State<App>) -> Result<Html<String>, ApiFailure> {
    let cases = super::public::reading(&app).list(None, None, CASES).await?;
    Ok(Html(page(&app, &cases)))
}

fn page(app: &App, cases: &MatterPage) -> String {
    let directory = app.directory.now();
    let (zh, en) = (Escaped(&directory.district_zh), Escaped(&directory.district_en));
    let demo = if directory.demo {
        "<p><strong>演示系统：人物与事项均为虚构。</strong> <span class=en>A demonstration; people and cases are invented.</span></p>"
    } else {
        ""
    };
    format!(
        "<!doctype html><html lang=zh-CN><head><meta charset=utf-8><meta name=viewport content='width=device-width,initial-scale=1'>\
         <title>民意 · {zh}</title><style>{STYLE}</style></head><body><h1>民意 · {zh} <small>Minyi, {en}</small></h1>{demo}\
         <p>有事找代表:提交、受理、交办、答复、评价,每一步有期限、有依据、可查询。<br>\
         <span class=en>Take it to your deputies: every step has a due date and a rule you can read.</span></p>\
         <h2>公开事项 <small>Public cases</small></h2>{}\
         <h2>更多 <small>More</small></h2><ul>\
         <li><a href=/v1/policy>规则与依据</a> <span class=en>Rules and their sources</span></li>\
         <li><a href=/v1/public/matters>公开事项(数据)</a> <span class=en>Public cases as data</span></li>\
         <li><a href=/v1/audit/heads>每日签名</a> <span class=en>Signed daily heads of the record</span></li>\
         <li><a href=/v1/keys>回执公钥</a> <span class=en>Keys that verify receipts</span></li>\
         <li><a href=/openapi.json>接口说明</a> <span class=en>API</span></li></ul></body></html>",
        list(cases)
    )
}

fn list(cases: &MatterPage) -> String {
    if cases.matters.is_empty() {
        return "<p>暂无公开事项。 <span class=en>None yet.</span></p>".to_owned();
    }
    let mut html = String::from("<ul>");
    for case in &cases.matters {
        let title = Escaped(case.title.as_deref().unwrap_or_default());
        // Writing to a string cannot fail.
        let _ = write!(
            html,
            "<li><a href=/v1/public/matters/{}>{title}</a> <small>{}</small></li>",
            case.matter,
            local_date(case.submitted_at)
        );
    }
    html.push_str("</ul>");
    html
}

/// Text that somebody else wrote.
struct Escaped<'t>(&'t str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            '\'' => f.write_str("&#39;"),
            c => f.write_char(c),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_cannot_become_markup() {
        let hostile = "<script>alert('\"&\"')</script>";
        assert_eq!(Escaped(hostile).to_string(), "&lt;script&gt;alert(&#39;&quot;&amp;&quot;&#39;)&lt;/script&gt;");
    }
}
