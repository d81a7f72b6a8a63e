//! `/cases`: what anybody may read. Public copies only: no author, no original photo, signed answers.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use minyi_rulebook::ids::MatterId;
use minyi_wire::ProblemCode;
use minyi_wire::photo::{PhotoCopies, PhotoView};
use minyi_wire::view::{CaseBody, CaseSummary};
use minyi_wire::words::local_time;
use serde::Deserialize;

use super::shown;
use super::visitor::Visitor;
use crate::app::App;
use crate::failure::{ApiFailure, QueryOf};

/// Cases of one page.
const PAGE: u16 = 20;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Paging {
    cursor: Option<String>,
}

pub(super) async fn all(
    State(app): State<App>,
    visitor: Visitor,
    paging: Result<QueryOf<Paging>, ApiFailure>,
) -> Response {
    let paging = paging.map(|QueryOf(paging)| paging).unwrap_or_default();
    visitor.answer(all_made(&app, &visitor, paging).await)
}

async fn all_made(app: &App, visitor: &Visitor, paging: Paging) -> Result<Response, ApiFailure> {
    let page = crate::routes::public::reading(app).list(paging.cursor.as_deref(), None, PAGE).await?;
    let title = visitor.say("公开事项", "Published cases");
    let body = html! {
        h1 { (title) }
        p { (visitor.say(
            "以下事项经反映人同意公开。不显示反映人是谁，照片只有处理过的公开副本。",
            "Published with their authors' consent. Authors are not shown; photos only as public copies."
        )) }
        (list(visitor, &page.matters))
        div.row {
            @if paging.cursor.is_some() { a.button.second href="/cases" { (visitor.say("回到最新", "Newest")) } }
            @if let Some(next) = &page.next {
                a.button.second rel="next" href={ "/cases?cursor=" (next) } { (visitor.say("更早的", "Older")) }
            }
        }
    };
    Ok(visitor.page(title, body))
}

/// Lines of a list.
pub(super) fn list(visitor: &Visitor, cases: &[CaseSummary]) -> Markup {
    let words = shown::words(visitor);
    html! {
        @if cases.is_empty() {
            p { (visitor.say("暂无公开事项。", "None yet.")) }
        } @else {
            ul.plain.list {
                @for case in cases {
                    li {
                        a href={ "/cases/" (case.matter) } { (case.title.as_deref().unwrap_or_default()) }
                        br;
                        (shown::stage(words, case.stage, None)) " "
                        time.small datetime=(case.submitted_at) { (local_time(case.submitted_at)) }
                    }
                }
            }
        }
    }
}

pub(super) async fn one(State(app): State<App>, visitor: Visitor, Path(matter): Path<String>) -> Response {
    visitor.answer(one_made(&app, &visitor, &matter).await)
}

async fn one_made(app: &App, visitor: &Visitor, matter: &str) -> Result<Response, ApiFailure> {
    let matter: MatterId = matter.parse().map_err(|_| ApiFailure::from(ProblemCode::NotFound))?;
    let view = crate::routes::public::reading(app).one(matter).await?;
    let CaseBody::Public { title, text, place_label, rounds, timeline, .. } = &view.body else {
        return Err(ProblemCode::NotFound.into());
    };
    let words = shown::words(visitor);
    let case = crate::store::matters::case(&app.db, matter).await?.ok_or(ProblemCode::NotFound)?;
    let photos = app.evidence.public_list(&case).await?.photos;
    let body = html! {
        article {
            h1 { (title) }
            p { (shown::stage(words, view.stage, view.ending.as_ref())) }
            dl.facts {
                dt { (visitor.say("提交时间", "Filed")) } dd { time datetime=(view.submitted_at) { (local_time(view.submitted_at)) } }
                @if let Some(class) = view.class { dt { (visitor.say("类别", "Kind")) } dd { (words.class(class)) } }
                @if !place_label.is_empty() { dt { (visitor.say("地点", "Place")) } dd { (place_label) } }
            }
            h2 { (visitor.say("反映的内容", "What was filed")) }
            p.words { (text) }
            @if !photos.is_empty() {
                h2 { (visitor.say("照片（公开副本）", "Photos (public copies)")) }
                (shown_photos(visitor, matter, &photos))
            }
            h2 { (visitor.say("答复", "Answers")) }
            @if rounds.iter().any(|round| matches!(round.answer, minyi_rulebook::citizen_case::RoundAnswer::Signed { .. })) {
                (shown::answers(visitor, words, rounds))
            } @else {
                p { (visitor.say("尚未答复。", "Not answered yet.")) }
            }
            h2 { (visitor.say("办理过程", "What happened")) }
            (shown::timeline(visitor, words, timeline))
        }
        p.no-print { a href="/cases" { (visitor.say("全部公开事项", "All published cases")) } }
    };
    Ok(visitor.page(title, body))
}

/// Released copies only: small ones on the page, each opening the larger one.
fn shown_photos(visitor: &Visitor, matter: MatterId, photos: &[PhotoView]) -> Markup {
    html! {
        ul.photos {
            @for (place, photo) in photos.iter().enumerate() {
                @if let PhotoCopies::Here { thumbnail, .. } = &photo.copies {
                    @let at = format!("/v1/public/matters/{matter}/photos/{}", photo.sha256);
                    li {
                        a href={ (at) "/copy" } {
                            img src={ (at) "/thumbnail" } width=(thumbnail.width) height=(thumbnail.height) loading="lazy"
                                alt={ (visitor.say("照片", "Photo")) " " (place + 1) };
                        }
                    }
                }
            }
        }
    }
}
