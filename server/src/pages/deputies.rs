//! `/d/{code}`: what opens behind the code on every plate (亮身份): the deputy's card, checked by this server as any phone would check
//! it, whether they are in office, when they receive people, and the way to file a case. `/constituencies`: who represents whom.
//!
//! Printed codes are in capitals, `/D/CODE`, because such a code is coarser; both spellings open the same page.

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use minyi_identity::words::page_label;
use minyi_rulebook::office::Region;
use minyi_wire::ProblemCode;
use minyi_wire::directory::OrganView;
use minyi_wire::identity::{PublicStanding, PublishedMandate};
use minyi_wire::words::Lang;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::shown::{demo_mark, organ_name};
use super::stations::stations;
use super::visitor::Visitor;
use super::{qr, receptions};
use crate::app::App;
use crate::failure::{ApiFailure, QueryOf};
use crate::identity::pages::{self, CheckedCard};

pub(super) async fn card(State(app): State<App>, visitor: Visitor, Path(code): Path<String>) -> Response {
    visitor.answer(card_made(&app, &visitor, &code).await)
}

async fn card_made(app: &App, visitor: &Visitor, code: &str) -> Result<Response, ApiFailure> {
    let mandate = pages::deputy(&app.db, code).await?;
    let checked = app.identity.checked_card(mandate.matter).await?;
    let station = stations(visitor).find(|station| station.id == mandate.station);
    let serves = mandate.standing == PublicStanding::InOffice;
    let over = matches!(mandate.standing, PublicStanding::Ended { .. });
    let address = format!("{}/d/{}", visitor.site, mandate.code);
    let body = html! {
        (demo_mark(visitor))
        h1 { (mandate.name) }
        p.lead { (office(visitor, &mandate)) " " (standing_tag(visitor, &mandate.standing)) }
        (standing_note(visitor, &mandate.standing))
        (facts(visitor, &mandate, station))
        @if !over { (card_note(visitor, checked.as_ref())) }
        (filing(visitor, &mandate, station, serves))
        @if serves {
            h2 { (visitor.say("接待日", "Reception days")) }
            @if let Some(days) = &mandate.reception_days { p.words { (days) } }
            @if let Some(station) = station { (receptions::of_station(app, visitor, station)) }
        }
        @if !over { (codes(visitor, &mandate, &address)) }
    };
    Ok(visitor.page(&mandate.name, body))
}

fn office<'m>(visitor: &Visitor, mandate: &'m PublishedMandate) -> &'m str {
    visitor.say(&mandate.office_zh, &mandate.office_en)
}

/// The state in words; the colour only repeats them.
fn standing_tag(visitor: &Visitor, standing: &PublicStanding) -> Markup {
    let (tone, words) = match standing {
        PublicStanding::InOffice => ("good", visitor.say("在任", "in office")),
        PublicStanding::Suspended => ("wait", visitor.say("暂停执行代表职务", "suspended from duty")),
        PublicStanding::Ended { .. } => ("bad", visitor.say("资格已终止", "mandate ended")),
    };
    html! { span class={ "tag " (tone) } { (words) } }
}

fn standing_note(visitor: &Visitor, standing: &PublicStanding) -> Markup {
    html! {
        @match standing {
            PublicStanding::InOffice => {}
            PublicStanding::Suspended => {
                p.note.wait role="status" { (visitor.say(
                    "这位代表目前暂停执行代表职务。暂停期间请向联络站反映，恢复后本页会更新。",
                    "This deputy is suspended from duty for now. Please turn to the station meanwhile; this page changes when the suspension is lifted."
                )) }
            }
            PublicStanding::Ended { notice, on } => {
                div.note.bad role="status" {
                    p { (visitor.say("这项资格已于 ", "This mandate ended on ")) time datetime=(on) { (on) } (visitor.say(" 终止，持旧证、旧名牌者不再是代表。", ". Whoever shows an old card or plate is no longer a deputy.")) }
                    @if let Some(notice) = notice {
                        p { (visitor.say("公告：", "Public notice: ")) b { (notice) } }
                    } @else {
                        p { (visitor.say("任期届满。", "The term was over.")) }
                    }
                }
            }
        }
    }
}

fn facts(visitor: &Visitor, mandate: &PublishedMandate, station: Option<&OrganView>) -> Markup {
    let mandate_term = (&mandate.term.starts, &mandate.term.ends);
    html! {
        dl.facts {
            dt { (visitor.say("选区、选举单位", "Constituency")) }
            dd { a href=(constituency_address(&mandate.region, &mandate.constituency)) { (mandate.constituency) } }
            dt { (visitor.say("任期", "Term")) }
            dd { time datetime=(mandate_term.0) { (mandate_term.0) } (visitor.say(" 至 ", " to ")) time datetime=(mandate_term.1) { (mandate_term.1) } }
            @if let Some(post) = &mandate.post { dt { (visitor.say("职务", "Post")) } dd { (post) } }
            @if let Some(group) = &mandate.duty_group { dt { (visitor.say("履职小组", "Duty group")) } dd { (group) } }
            @if let Some(station) = station {
                dt { (visitor.say("联络站", "Station")) }
                dd { a href={ "/stations/" (station.id) } { (organ_name(visitor, station)) } }
            }
            @if let Some(pledge) = &mandate.pledge { dt { (visitor.say("履职承诺", "Pledge")) } dd.words { (pledge) } }
            @if let Some(phone) = &mandate.phone {
                dt { (visitor.say("联系电话（本人同意公开）", "Phone (published by consent)")) }
                dd { a href={ "tel:" (dialled(phone)) } { (phone) } }
            }
        }
        @if !mandate.may_decide {
            p.small { (visitor.say("议政员不是人大代表，其意见作为建议。", "A deliberator is no deputy; what they say is a recommendation.")) }
        }
    }
}

/// What a telephone takes of a number as people write it; an extension is theirs to dial.
pub(super) fn dialled(phone: &str) -> String {
    let number = phone.chars().take_while(|c| c.is_ascii_digit() || " +-()".contains(*c));
    number.filter(|c| c.is_ascii_digit() || *c == '+').collect()
}

fn card_note(visitor: &Visitor, checked: Option<&CheckedCard>) -> Markup {
    html! {
        h2 { (visitor.say("电子代表证", "Signed card")) }
        @match checked {
            Some(card) => {
                p.note.good {
                    (visitor.say("已签发，本站刚刚核验了签名。", "Issued; this server has just checked its signature. "))
                    (visitor.say("发证机关：", "Issuer: ")) b { (card.congress) }
                    (visitor.say("；有效期至 ", "; valid until ")) time datetime=(card.until) { (card.until) } (visitor.say("。", "."))
                }
                dl.facts { dt { (visitor.say("证号", "Number")) } dd { code { (card.number) } } }
            }
            None => { p { (visitor.say("目前没有有效的电子代表证。", "There is no valid signed card at present.")) } }
        }
        p.small { (match visitor.lang { Lang::Zh => page_label().zh, Lang::En => page_label().en }) " " (visitor.say(
            "当面核验：请代表打开民意 App 出示动态码，您用民意 App 扫描，断网也能验。",
            "To check face to face: ask for the living code in the Minyi app and scan it with yours; no network is needed."
        )) }
    }
}

/// The form that leads to filing: to this person while they serve, or to the station.
fn filing(visitor: &Visitor, mandate: &PublishedMandate, station: Option<&OrganView>, serves: bool) -> Markup {
    let known = visitor.directory.deputies.iter().any(|deputy| deputy.user == mandate.deputy);
    let person = (serves && known).then(|| format!("deputy:{}", mandate.deputy));
    html! {
        h2 { (visitor.say("反映事情", "File a case")) }
        form method="get" action="/file" {
            fieldset {
                legend { (visitor.say("交给谁", "To whom")) }
                @if let Some(person) = &person {
                    label.choice { input type="radio" name="to" value=(person) checked; span { (visitor.say("这位代表：", "This deputy: ")) (mandate.name) } }
                }
                @if let Some(station) = station {
                    label.choice { input type="radio" name="to" value={ "station:" (station.id) } checked[person.is_none()]; span { (visitor.say("联络站：", "The station: ")) (organ_name(visitor, station)) } }
                }
                label.choice { input type="radio" name="to" value="office" checked[person.is_none() && station.is_none()]; span { (visitor.say("不清楚，请人大办公室转交", "Not sure: let the congress office decide")) } }
            }
            div.row { button { (visitor.say("写下来，可附照片", "Write it down, photos if you like")) } }
        }
    }
}

fn codes(visitor: &Visitor, mandate: &PublishedMandate, address: &str) -> Markup {
    let plate = |form: &str| format!("/v1/public/deputies/{}/plate.pdf?form={form}", mandate.code);
    html! {
        h2 { (visitor.say("本页二维码", "Code of this page")) }
        (qr::code(&address.to_ascii_uppercase()))
        p.small { (address) }
        p.no-print {
            (visitor.say("打印名牌：", "Plates to print: "))
            a href=(plate("a4")) { (visitor.say("A4 墙牌（PDF）", "A4 for a wall (PDF)")) } " · "
            a href=(plate("badge")) { (visitor.say("胸牌（PDF）", "badge (PDF)")) }
        }
    }
}

/// A line of a list: name, office, state where it is not the usual one.
pub(super) fn line(visitor: &Visitor, mandate: &PublishedMandate) -> Markup {
    html! {
        a href={ "/d/" (mandate.code) } { (mandate.name) } " "
        @if mandate.standing != PublicStanding::InOffice { (standing_tag(visitor, &mandate.standing)) " " }
        br;
        span.small {
            (office(visitor, mandate)) " · " (mandate.constituency)
            @if let Some(days) = &mandate.reception_days { " · " (days) }
        }
    }
}

/// Which constituency; none of both is the list of all.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Which {
    #[serde(default)]
    region: String,
    #[serde(default)]
    name: String,
}

pub(crate) fn constituency_address(region: &Region, name: &str) -> String {
    format!("/constituencies?region={region}&name={}", utf8_percent_encode(name, NON_ALPHANUMERIC))
}

pub(super) async fn constituencies(
    State(app): State<App>,
    visitor: Visitor,
    which: Result<QueryOf<Which>, ApiFailure>,
) -> Response {
    let which = which.map(|QueryOf(which)| which).unwrap_or_default();
    let made = if which.name.is_empty() { all(&app, &visitor).await } else { one(&app, &visitor, &which).await };
    visitor.answer(made)
}

async fn all(app: &App, visitor: &Visitor) -> Result<Response, ApiFailure> {
    let title = visitor.say("选区和选举单位", "Constituencies");
    let found = pages::constituencies(&app.db).await?;
    let body = html! {
        (demo_mark(visitor))
        h1 { (title) }
        @if found.is_empty() { p.note { (visitor.say("尚未登记。", "None on record yet.")) } }
        ul.plain.list { @for (region, name, count) in &found {
            li {
                a href=(constituency_address(region, name)) { (name) } br;
                span.small { (visitor.say("区划代码 ", "Division code ")) (region) " · " (count) (visitor.say(" 人", " people")) }
            }
        } }
    };
    Ok(visitor.page(title, body))
}

async fn one(app: &App, visitor: &Visitor, which: &Which) -> Result<Response, ApiFailure> {
    let region: Region = which.region.parse().map_err(|_| ProblemCode::NotFound)?;
    let page = pages::constituency(&app.db, &region, &which.name).await?;
    let body = html! {
        (demo_mark(visitor))
        h1 { (page.constituency) }
        p { (visitor.say("区划代码 ", "Division code ")) (page.region) " · " a href="/constituencies" { (visitor.say("全部选区", "all constituencies")) } }
        h2 { (visitor.say("代表和议政员", "Deputies and deliberators")) }
        @if page.mandates.is_empty() { p { (visitor.say("目前没有在任者。", "Nobody is in office at present.")) } }
        ul.plain.list { @for mandate in &page.mandates { li { (line(visitor, mandate)) } } }
    };
    Ok(visitor.page(&page.constituency, body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constituencys_name_survives_its_address() {
        let region = "330502".parse().expect("a region");
        let address = constituency_address(&region, "第一选区 & <1>");
        assert_eq!(address, "/constituencies?region=330502&name=%E7%AC%AC%E4%B8%80%E9%80%89%E5%8C%BA%20%26%20%3C1%3E");
    }

    #[test]
    fn a_telephone_dials_the_number_without_its_extension() {
        assert_eq!(dialled("+86 (0572) 123-4567 转 8"), "+8605721234567");
    }
}
