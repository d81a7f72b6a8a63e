//! Who looks at a page, in which language, at which size of type; and how a page answers them.
//!
//! Everything works without JavaScript: language and size are links (`?lang=en`, `?size=large`) that a cookie remembers, and
//! every form carries a token that only pages of this site have.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::FromRequestParts;
use axum::response::{Html, IntoResponse, Redirect, Response};
use http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_SECURITY_POLICY, COOKIE, HOST, REFERRER_POLICY, VARY};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use maud::Markup;
use minyi_rulebook::actor::{Actor, Capacity};
use minyi_rulebook::ids::DeviceId;
use minyi_wire::directory::DirectoryView;
use minyi_wire::words::Lang;
use minyi_wire::{Problem, ProblemCode};

use super::frame;
use crate::access::cookies::{Cookies, Keeping, Origin, Scheme};
use crate::access::throttle::Limit;
use crate::access::{Client, SignedIn, Token};
use crate::app::App;
use crate::failure::ApiFailure;
use crate::routes::browser::set;

/// Pages run this site's scripts only, in its own style, and send forms to it only. `blob:` is for pictures before they are sent.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Seconds that language and size are remembered: a year.
const REMEMBERED: u32 = 365 * 24 * 3_600;

/// Size of type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Size {
    Plain,
    /// 大字
    Large,
}

/// Whoever asks for a page.
#[derive(Debug)]
pub(crate) struct Visitor {
    pub(crate) lang: Lang,
    pub(crate) size: Size,
    pub(crate) who: Option<SignedIn>,
    /// Organs and deputies, the same for the whole page.
    pub(crate) directory: Arc<DirectoryView>,
    pub(crate) client: Client,
    /// Path and query as called, without language and size.
    pub(crate) here: String,
    /// `https://host`, as the visitor sees this site.
    pub(crate) site: String,
    device: DeviceId,
    known_device: bool,
    /// Whether a form was shown, which needs the device to come back.
    shows_form: AtomicBool,
    chosen: Vec<HeaderValue>,
    headers: HeaderMap,
    found: crate::config::ClientAddress,
    limited: Option<ApiFailure>,
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let found = app.access.client_address();
        let client = Client::of(&parts.headers, &parts.extensions, found);
        let cookies = Cookies::of(&parts.headers, found);
        let token = cookies.session().and_then(|token| token.parse::<Token>().ok());
        let who = match token {
            // A page is shown to whoever asks; a session that is over, or a store that fails, makes a stranger of them.
            Some(token) => app.access.identify(&token).await.ok(),
            None => None,
        };
        let limited = limit(app, parts, who.as_ref(), &client, cookies.session().is_some()).err();
        let device = who.as_ref().map(|SignedIn(_, device)| *device).or_else(|| cookies.device());
        let query = parts.uri.query().unwrap_or_default();
        let (lang, size, chosen) = choices(query, &parts.headers);
        let scheme = if Scheme::of(&parts.headers, found) == Scheme::Https { "https" } else { "http" };
        let host = parts.headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
        Ok(Self {
            lang,
            size,
            who,
            directory: app.directory.now(),
            client,
            here: without_choices(parts.uri.path(), query),
            site: format!("{scheme}://{host}"),
            device: device.unwrap_or_else(|| DeviceId(uuid::Uuid::new_v4())),
            known_device: cookies.device().is_some() && device == cookies.device(),
            shows_form: AtomicBool::new(false),
            chosen,
            headers: parts.headers.clone(),
            found,
            limited,
        })
    }
}

/// Those who are signed in are limited by account. A cookie that is nobody's does not lift the limit by address
/// (routes/surroundings.rs).
fn limit(app: &App, parts: &Parts, who: Option<&SignedIn>, client: &Client, cookie: bool) -> Result<(), ApiFailure> {
    let reads = matches!(parts.method, Method::GET | Method::HEAD);
    match who {
        Some(SignedIn(actor, _)) => {
            let limit = if reads { Limit::Reads } else { Limit::Writes };
            app.access.throttle().admit(limit, &actor.user.to_string())
        }
        None if cookie => app.access.throttle().admit(Limit::Anonymous, &client.address),
        None => Ok(()),
    }
}

impl Visitor {
    /// The text in the visitor's language.
    pub(crate) fn say<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// The citizen, when one is signed in here.
    pub(crate) fn citizen(&self) -> Option<&Actor> {
        self.who.as_ref().map(|SignedIn(actor, _)| actor).filter(|actor| actor.capacity == Capacity::Citizen)
    }

    /// The browser's number, which goes into commands.
    pub(crate) fn device(&self) -> DeviceId {
        self.device
    }

    /// The token for a form on this page.
    pub(crate) fn form_token(&self, app: &App) -> String {
        self.shows_form.store(true, Ordering::Relaxed);
        app.access.form_token(self.device)
    }

    /// Whether a form that came in is one of this site's pages, sent by this browser.
    ///
    /// # Errors
    /// `cross_site`
    pub(crate) fn vouch(&self, app: &App, token: &str) -> Result<(), ApiFailure> {
        let elsewhere = Origin::of(&self.headers) == Origin::Elsewhere;
        if elsewhere || !self.known_device || !app.access.form_is_ours(self.device, token) {
            return Err(ProblemCode::CrossSite.into());
        }
        Ok(())
    }

    /// Sets the cookie of a session that just began.
    pub(crate) fn signed_in(&self, response: &mut Response, token: &str) {
        set(response, Cookies::of(&self.headers, self.found).begin(token, Keeping::Citizen));
    }

    /// Takes the session's cookie away.
    pub(crate) fn signed_out(&self, response: &mut Response) {
        set(response, Cookies::of(&self.headers, self.found).end());
    }

    /// A page for this visitor.
    pub(crate) fn page(&self, title: &str, body: Markup) -> Response {
        Html(frame::whole(self, title, body).into_string()).into_response()
    }

    /// As [`Visitor::page`], with a status that says that something is amiss.
    pub(crate) fn page_with(&self, status: u16, title: &str, body: Markup) -> Response {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
        (status, self.page(title, body)).into_response()
    }

    /// On to another page, after something was done: reloading does not do it again.
    pub(crate) fn on_to(&self, path: &str) -> Result<Response, ApiFailure> {
        Ok(Redirect::to(path).into_response())
    }

    /// What a handler has, with everything around it; a problem becomes a page that says what to do.
    pub(crate) fn answer(&self, made: Result<Response, ApiFailure>) -> Response {
        let made = match (&self.limited, made) {
            (Some(limited), _) => Err(limited.clone()),
            (None, made) => made,
        };
        let mut response = made.unwrap_or_else(|ApiFailure(problem)| self.problem(&problem));
        let headers = response.headers_mut();
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE_POLICY));
        // So that forms name their origin to us, and links name nothing to others.
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
        headers.insert(VARY, HeaderValue::from_static("accept-language, cookie"));
        for cookie in &self.chosen {
            set(&mut response, Some(cookie.clone()));
        }
        if self.shows_form.load(Ordering::Relaxed) && !self.known_device {
            set(&mut response, Cookies::of(&self.headers, self.found).keep_device(self.device));
        }
        response
    }

    fn problem(&self, problem: &Problem) -> Response {
        metrics::counter!("minyi_problems_total", "code" => "page").increment(1);
        let title = self.say(problem.code.zh(), problem.code.en()).to_owned();
        self.page_with(problem.status, &title, frame::problem(self, problem))
    }
}

/// Language and size: what the address asks for now, else what was chosen before, else what the browser prefers.
fn choices(query: &str, headers: &HeaderMap) -> (Lang, Size, Vec<HeaderValue>) {
    let asked = |name: &str| query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name);
    let kept = |name: &str| {
        let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
        let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
    };
    let mut chosen = Vec::new();
    let mut choose = |param: &str, cookie: &str, values: [&str; 2]| {
        let value = asked(param).map(|(_, value)| value).filter(|value| values.contains(value));
        if let Some(value) = value {
            let set = format!("{cookie}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={REMEMBERED}");
            chosen.extend(HeaderValue::from_str(&set).ok());
            return Some(value.to_owned());
        }
        kept(cookie)
    };
    let lang = match choose("lang", "minyi-lang", ["zh", "en"]).as_deref() {
        Some("zh") => Lang::Zh,
        Some("en") => Lang::En,
        _ => preferred(headers),
    };
    let size = if choose("size", "minyi-size", ["plain", "large"]).as_deref() == Some("large") {
        Size::Large
    } else {
        Size::Plain
    };
    (lang, size, chosen)
}

/// The first of the browser's languages that is spoken here; Chinese when it names neither.
pub(crate) fn preferred(headers: &HeaderMap) -> Lang {
    let languages = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut weighed: Vec<(u16, Lang)> = languages.split(',').filter_map(weighed).collect();
    // A stable sort: of equals the first counts.
    weighed.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    weighed.first().filter(|(weight, _)| *weight > 0).map_or(Lang::Zh, |(_, lang)| *lang)
}

fn weighed(range: &str) -> Option<(u16, Lang)> {
    let (tag, parameters) = range.trim().split_once(';').unwrap_or((range.trim(), ""));
    let lang = match tag.split('-').next()?.to_ascii_lowercase().as_str() {
        "zh" => Lang::Zh,
        "en" => Lang::En,
        _ => return None,
    };
    let weight = parameters.trim().strip_prefix("q=").map_or(Some(1.0), |weight| weight.parse::<f32>().ok())?;
    Some(((weight.clamp(0.0, 1.0) * 1_000.0) as u16, lang))
}

fn without_choices(path: &str, query: &str) -> String {
    let rest: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("lang=") && !pair.starts_with("size="))
        .collect();
    if rest.is_empty() { path.to_owned() } else { format!("{path}?{}", rest.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_the_one_that_the_browser_likes_best_of_ours() {
        let table = [
            ("", Lang::Zh),
            ("fr-FR,de;q=0.8", Lang::Zh),
            ("en-GB,en;q=0.9", Lang::En),
            ("fr,en;q=0.5,zh;q=0.7", Lang::Zh),
            ("zh-CN,zh;q=0.9,en;q=0.8", Lang::Zh),
            ("en;q=0", Lang::Zh),
            ("en;q=nonsense", Lang::Zh),
        ];
        for (header, expected) in table {
            let headers = HeaderMap::from_iter([(ACCEPT_LANGUAGE, header.parse().unwrap())]);
            assert_eq!(preferred(&headers), expected, "{header}");
        }
    }

    #[test]
    fn a_choice_in_the_address_counts_and_is_remembered() {
        let headers = HeaderMap::from_iter([(COOKIE, "minyi-lang=zh; minyi-size=large".parse().unwrap())]);
        let (lang, size, chosen) = choices("to=office&lang=en", &headers);
        assert_eq!((lang, size, chosen.len()), (Lang::En, Size::Large, 1));
        assert!(chosen[0].to_str().unwrap().starts_with("minyi-lang=en; Path=/; HttpOnly"));
        let (lang, _, chosen) = choices("lang=xx%0d%0a", &headers);
        assert_eq!((lang, chosen.len()), (Lang::Zh, 0), "only what we speak");
    }

    #[test]
    fn links_back_to_the_page_keep_what_it_is_about() {
        assert_eq!(without_choices("/file", "to=office&lang=en&size=large"), "/file?to=office");
        assert_eq!(without_choices("/", "lang=en"), "/");
    }
}
