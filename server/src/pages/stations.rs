//! `/stations`: where people are heard. A list by town, a page for each station, and one for each deputy.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use minyi_rulebook::organ::OrganKind;
use minyi_wire::ProblemCode;
use minyi_wire::directory::{DeputyView, OrganView};
use serde::Deserialize;

use super::shown::{demo_mark, organ_name};
use super::visitor::Visitor;
use super::{deputies, qr, receptions};
use crate::app::App;
use crate::failure::{ApiFailure, QueryOf};
use crate::identity::pages;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    q: String,
}

/// The stations that are open.
pub(super) fn stations(visitor: &Visitor) -> impl Iterator<Item = &OrganView> {
    visitor.directory.organs.iter().filter(|organ| organ.kind == OrganKind::Station && !organ.closed)
}

/// Also a closed one: its code may still hang on a wall.
fn station_of<'a>(visitor: &'a Visitor, id: &str) -> Option<&'a OrganView> {
    let mut organs = visitor.directory.organs.iter();
    organs.find(|organ| organ.kind == OrganKind::Station && organ.id.as_str() == id)
}

fn deputies_of<'a>(visitor: &'a Visitor, station: &'a OrganView) -> impl Iterator<Item = &'a DeputyView> {
    visitor.directory.deputies.iter().filter(|deputy| deputy.station == station.id)
}

pub(super) async fn all(visitor: Visitor, search: Result<QueryOf<Search>, ApiFailure>) -> Response {
    let search = search.map(|QueryOf(search)| search).unwrap_or_default();
    let title = visitor.say("联络站", "Stations").to_owned();
    let wanted = search.q.trim();
    let mut towns: BTreeMap<&str, Vec<&OrganView>> = BTreeMap::new();
    for station in stations(&visitor).filter(|station| matches(&visitor, station, wanted)) {
        towns.entry(station.town.as_deref().unwrap_or("")).or_default().push(station);
    }
    let body = html! {
        h1 { (title) }
        form method="get" action="/stations" role="search" {
            label for="q" { (visitor.say("乡镇、街道、站名或代表姓名", "Town, station or deputy")) }
            div.row {
                input #q type="search" name="q" value=(search.q) maxlength="40";
                button.second { (visitor.say("查找", "Find")) }
            }
        }
        @if towns.is_empty() {
            p.note role="status" { (visitor.say("没有找到。换个字试试，或看", "Nothing found. Try other words, or see ")) a href="/stations" { (visitor.say("全部联络站", "all stations")) } }
        }
        p.small { a href="/constituencies" { (visitor.say("按选区找代表", "Find a deputy by constituency")) } }
        @for (town, stations) in &towns {
            h2 { (town) }
            ul.plain.list { @for station in stations {
                li {
                    a href={ "/stations/" (station.id) } { (organ_name(&visitor, station)) }
                    @let names: Vec<&str> = deputies_of(&visitor, station).map(|deputy| deputy.name.as_str()).collect();
                    @if !names.is_empty() { br; span.small { (visitor.say("代表：", "Deputies: ")) (names.join("、")) } }
                }
            } }
        }
    };
    visitor.answer(Ok(visitor.page(&title, body)))
}

fn matches(visitor: &Visitor, station: &OrganView, wanted: &str) -> bool {
    let wanted = wanted.to_lowercase();
    let has = |text: &str| text.to_lowercase().contains(&wanted);
    wanted.is_empty()
        || has(&station.name_zh)
        || has(&station.name_en)
        || station.town.as_deref().is_some_and(has)
        || deputies_of(visitor, station).any(|deputy| has(&deputy.name))
}

pub(super) async fn one(State(app): State<App>, visitor: Visitor, Path(id): Path<String>) -> Response {
    visitor.answer(one_made(&app, &visitor, &id).await)
}

async fn one_made(app: &App, visitor: &Visitor, id: &str) -> Result<Response, ApiFailure> {
    let station = station_of(visitor, id).ok_or(ProblemCode::NotFound)?;
    let mandates = pages::station(&app.db, &visitor.directory, &station.id).await?.mandates;
    // Who has a mandate on record has a card and is listed with it; the others by name.
    let others = deputies_of(visitor, station)
        .filter(|deputy| mandates.iter().all(|mandate| mandate.deputy != deputy.user))
        .collect::<Vec<_>>();
    let name = organ_name(visitor, station);
    let address = format!("{}/stations/{}", visitor.site, station.id);
    let body = html! {
        (demo_mark(visitor))
        h1 { (name) }
        @if let Some(town) = &station.town { p { (town) } }
        @if station.closed {
            p.note.wait role="status" { (visitor.say("本站已关闭，不再受理新事项；已提交的继续办理。请到", "This station is closed and takes nothing new; what was filed goes on. See ")) a href="/stations" { (visitor.say("其他联络站", "the other stations")) } (visitor.say("。", ".")) }
        } @else {
            p { a.button href={ "/file?to=station:" (station.id) } { (visitor.say("向本站提交事项", "File a case to this station")) } }
        }
        (contact(visitor, station))
        h2 { (visitor.say("驻站代表", "Deputies here")) }
        @if mandates.is_empty() && others.is_empty() { p { (visitor.say("暂无。", "None at present.")) } }
        ul.plain.list {
            @for mandate in &mandates { li { (deputies::line(visitor, mandate)) } }
            @for deputy in &others { li { a href={ "/deputies/" (deputy.user) } { (deputy.name) } } }
        }
        @if !station.closed {
            h2 { (visitor.say("接待日", "Reception days")) }
            (receptions::of_station(app, visitor, station))
        }
        @if let (Some(lat), Some(lon)) = (station.lat, station.lon) {
            h2 { (visitor.say("位置", "Where")) }
            p { (format!("{lat:.4}, {lon:.4}")) span.small { " WGS84" } }
        }
        h2 { (visitor.say("本页二维码", "Code of this page")) }
        (qr::code(&address))
        p.small { (address) }
    };
    Ok(visitor.page(name, body))
}

pub(super) async fn deputy(State(app): State<App>, visitor: Visitor, Path(id): Path<String>) -> Response {
    visitor.answer(deputy_made(&app, &visitor, &id).await)
}

async fn deputy_made(app: &App, visitor: &Visitor, id: &str) -> Result<Response, ApiFailure> {
    let named = |deputies: &[DeputyView]| deputies.iter().find(|deputy| deputy.user.to_string() == id).cloned();
    let serving = named(&visitor.directory.deputies);
    // Their name stands on old cases and old links.
    let former = || named(&visitor.directory.former);
    let serves = serving.is_some();
    let deputy = serving.or_else(former).ok_or(ProblemCode::NotFound)?;
    let station = stations(visitor).find(|station| station.id == deputy.station);
    let mandates = pages::of_person(&app.db, deputy.user).await?;
    let body = html! {
        (demo_mark(visitor))
        h1 { (deputy.name) }
        @if serves {
            p { (visitor.say("人大代表", "Deputy to the people's congress")) }
            p { a.button href={ "/file?to=deputy:" (deputy.user) } { (visitor.say("向这位代表提交事项", "File a case to this deputy")) } }
        } @else {
            p.note role="status" { (visitor.say("目前没有在任的代表资格，不能向其提交事项。", "No mandate in office; no case can be filed to this person.")) }
        }
        @if !mandates.is_empty() {
            h2 { (visitor.say("代表证", "Cards")) }
            ul.plain.list { @for mandate in &mandates { li { (deputies::line(visitor, mandate)) } } }
        }
        @if let Some(station) = station { (at_station(app, visitor, station)) }
    };
    Ok(visitor.page(&deputy.name, body))
}

/// Where it is and how to call.
fn contact(visitor: &Visitor, station: &OrganView) -> Markup {
    html! {
        @if station.address.is_some() || station.phone.is_some() {
            dl.facts {
                @if let Some(address) = &station.address { dt { (visitor.say("地址", "Address")) } dd { (address) } }
                @if let Some(phone) = &station.phone {
                    dt { (visitor.say("电话", "Phone")) } dd { a href={ "tel:" (deputies::dialled(phone)) } { (phone) } }
                }
            }
        }
    }
}

/// Where a deputy receives, and when.
fn at_station(app: &App, visitor: &Visitor, station: &OrganView) -> Markup {
    html! {
        h2 { (visitor.say("所在联络站", "Station")) }
        p { a href={ "/stations/" (station.id) } { (organ_name(visitor, station)) } }
        h2 { (visitor.say("接待日", "Reception days")) }
        (receptions::of_station(app, visitor, station))
    }
}
