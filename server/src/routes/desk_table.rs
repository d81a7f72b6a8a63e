//! `/v1/desk/matters.csv`: a whole list as a table (导出表格), with all that fits its filter and nothing that its reader may not see. It is written
//! while it is read, so that a list of a hundred thousand lines needs no more memory than its numbers.

use std::fmt::Write;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use futures_util::stream::{StreamExt, iter, once};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};
use jiff::civil::Date;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::calendar::local_date;
use minyi_rulebook::ids::MatterId;
use minyi_wire::directory::DirectoryView;
use minyi_wire::words::{Lang, Words};
use minyi_wire::{Problem, ProblemCode};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::desk::{DeskLine, DeskQuery, at_a_desk, line_of};
use super::matters::reading;
use crate::access::SignedIn;
use crate::app::App;
use crate::desk::list::{self, Listed};
use crate::failure::{ApiFailure, QueryOf};
use crate::pages::visitor::preferred;

/// Lines of the longest table.
const LINES: usize = 200_000;
/// Cases read at once.
const CHUNK: usize = 200;
/// Without it, Chinese editions of Excel take UTF-8 for another encoding.
const MARK: &str = "\u{feff}";

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(table))
}

/// All the cases that fit, as a table for spreadsheets: UTF-8 with a byte order mark, lines end in CRLF, words in the language that
/// `Accept-Language` asks for. `page` and `limit` say nothing here. A text that a spreadsheet would run as a formula begins with an apostrophe.
#[utoipa::path(
    get,
    path = "/v1/desk/matters.csv",
    tag = "desk",
    params(DeskQuery),
    security(("session" = []), ("browser" = [])),
    responses(
        (status = 200, description = "The whole list; an answer that breaks off is not one", body = String, content_type = "text/csv"),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn table(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    QueryOf(query): QueryOf<DeskQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiFailure> {
    at_a_desk(&actor)?;
    let (filter, order) = (query.filter()?, query.page()?.order);
    app.desk.catch_up().await?;
    let now = app.clock.now();
    let today = local_date(now);
    let listed = list::all(&app.db, &actor, today, &filter, order, LINES + 1).await?;
    if listed.len() > LINES {
        let asked = Problem::new(ProblemCode::MalformedParameter).field("from");
        return Err(asked.accepting(format!("a filter that leaves at most {LINES} cases")).into());
    }
    let writing = Arc::new(Writing { directory: app.directory.now(), app, actor, lang: preferred(&headers), today });
    let head = once({
        let writing = Arc::clone(&writing);
        async move { Ok::<_, std::io::Error>(Bytes::from(writing.head())) }
    });
    let chunks: Vec<Vec<Listed>> = listed.chunks(CHUNK).map(<[Listed]>::to_vec).collect();
    let lines = iter(chunks).then(move |chunk| {
        let writing = Arc::clone(&writing);
        async move { writing.lines(chunk).await.map(Bytes::from) }
    });
    let name = format!("attachment; filename=\"minyi-{today}.csv\"");
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (CONTENT_DISPOSITION, HeaderValue::from_str(&name).map_err(|_| ProblemCode::Internal)?),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, Body::from_stream(head.chain(lines))).into_response())
}

/// What a table is written with; the same from its first line to the last.
struct Writing {
    app: App,
    actor: Actor,
    directory: Arc<DirectoryView>,
    lang: Lang,
    today: Date,
}

impl Writing {
    fn words(&self) -> Words<'_> {
        Words { lang: self.lang, directory: &self.directory }
    }

    fn say<'s>(&self, zh: &'s str, en: &'s str) -> &'s str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    fn head(&self) -> String {
        let columns = [
            ("编号", "Number"),
            ("标题", "Title"),
            ("环节", "Stage"),
            ("分类", "Class"),
            ("主办单位", "Lead unit"),
            ("联络站", "Station"),
            ("提交日", "Filed"),
            ("到期日", "Due"),
            ("已超期", "Overdue"),
        ];
        let cells = columns.map(|(zh, en)| self.say(zh, en).to_owned());
        format!("{MARK}{}", row(&cells))
    }

    async fn lines(&self, listed: Vec<Listed>) -> std::io::Result<String> {
        let matters: Vec<MatterId> = listed.iter().map(|line| line.matter).collect();
        let views = reading(&self.app, &self.actor).cases(&matters).await;
        // The answer breaks off here, and whoever fetches it sees that it did.
        let views = views.map_err(|problem| std::io::Error::other(format!("{:?}", problem.code)))?;
        let mut views = views.iter().peekable();
        let mut text = String::new();
        for line in listed {
            // They come in the order asked for, without those that are no longer the reader's.
            let Some(view) = views.next_if(|view| view.matter == line.matter) else { continue };
            text.push_str(&self.line(&line_of(line, view, self.today)));
        }
        Ok(text)
    }

    fn line(&self, line: &DeskLine) -> String {
        let (words, case) = (self.words(), &line.case);
        let organ = |id: &Option<_>| id.as_ref().map_or_else(String::new, |id| words.organ(id));
        row(&[
            case.matter.to_string(),
            case.title.clone().unwrap_or_else(|| self.say("（内容不公开）", "(contents restricted)").to_owned()),
            words.stage(case.stage),
            case.class.map_or_else(String::new, |class| words.class(class)),
            organ(&line.lead),
            organ(&line.station),
            local_date(case.submitted_at).to_string(),
            line.due.map_or_else(String::new, |due| due.to_string()),
            if line.overdue { self.say("是", "yes").to_owned() } else { String::new() },
        ])
    }
}

fn row(cells: &[String]) -> String {
    let mut text = String::new();
    for (place, value) in cells.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        cell(&mut text, value);
    }
    text.push_str("\r\n");
    text
}

/// Spreadsheets run what begins like a formula, some also when the sign is of full width (OWASP, CSV injection).
fn cell(text: &mut String, value: &str) {
    let first = value.trim_start_matches([' ', '\u{3000}']).chars().next();
    let formula = matches!(first, Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'));
    let guard = if formula { "'" } else { "" };
    if value.contains([',', '"', '\r', '\n']) {
        let quoted = value.replace('"', "\"\"");
        // Writing into a string does not fail.
        let _ = write!(text, "\"{guard}{quoted}\"");
    } else {
        let _ = write!(text, "{guard}{value}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_a_cell_stays_in_it_and_is_no_formula() {
        for (value, written) in [
            ("路灯不亮", "路灯不亮"),
            ("a,b", "\"a,b\""),
            ("说\"坏了\"", "\"说\"\"坏了\"\"\""),
            ("两\r\n行", "\"两\r\n行\""),
            ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(1)", "'@SUM(1)"),
            ("＝1+1", "'＝1+1"),
            ("  =1+1", "'  =1+1"),
            ("\t=1", "'\t=1"),
            ("2026-03-02", "2026-03-02"),
            ("", ""),
        ] {
            assert_eq!(row(&[value.to_owned()]), format!("{written}\r\n"), "{value:?}");
        }
        assert_eq!(row(&["a".to_owned(), String::new(), "b".to_owned()]), "a,,b\r\n");
    }
}
