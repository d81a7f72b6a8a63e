//! Sessions in a browser (浏览器会话): the same opaque token, in a cookie that no script can read.
//!
//! A browser sends its cookies along with whatever page asks, so a cookie alone never changes anything: the request must also
//! come from a page of this site ([`Origin`]). Two cookies: the session, and the device, which outlives it so that a person's
//! devices can be told apart.

use http::header::{COOKIE, HOST, HeaderName, ORIGIN};
use http::{HeaderMap, HeaderValue};
use minyi_rulebook::ids::DeviceId;

use crate::config::ClientAddress;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// Seconds that a browser keeps a citizen's session cookie. The session itself ends earlier when it is not used.
const CITIZEN_KEPT: u32 = 180 * 24 * 3_600;
/// Seconds that a browser keeps its device number.
const DEVICE_KEPT: u32 = 400 * 24 * 3_600;

/// Whether people reach this server over TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Cookies are `Secure`, under names with the `__Host-` prefix, which no neighbouring domain can set.
    Https,
    /// On loopback and in tests.
    Http,
}

impl Scheme {
    /// TLS ends at the operator's proxy, so its word counts, and nobody else's.
    #[must_use]
    pub fn of(headers: &HeaderMap, found: ClientAddress) -> Self {
        let proto = headers.get(X_FORWARDED_PROTO).and_then(|proto| proto.to_str().ok());
        match found {
            ClientAddress::ForwardedByProxy if proto.is_some_and(|proto| proto.eq_ignore_ascii_case("https")) => {
                Self::Https
            }
            ClientAddress::ForwardedByProxy | ClientAddress::Peer => Self::Http,
        }
    }

    fn session(self) -> &'static str {
        match self {
            Self::Https => "__Host-minyi-session",
            Self::Http => "minyi-session",
        }
    }

    fn device(self) -> &'static str {
        match self {
            Self::Https => "__Host-minyi-device",
            Self::Http => "minyi-device",
        }
    }

    /// `SameSite=Lax`: somebody who comes by a link in a message is still signed in; what such a link can do is read.
    fn cookie(self, name: &str, value: &str, kept: Kept) -> Option<HeaderValue> {
        let secure = if self == Self::Https { "; Secure" } else { "" };
        let kept = match kept {
            Kept::UntilClosed => String::new(),
            Kept::Seconds(seconds) => format!("; Max-Age={seconds}"),
        };
        HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{kept}")).ok()
    }
}

/// How long a browser keeps a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kept {
    UntilClosed,
    Seconds(u32),
}

/// Whose session a cookie carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// A phone of one's own: kept.
    Citizen,
    /// A computer at work: gone with the browser.
    Staff,
}

/// The cookies that this server reads off a request.
#[derive(Clone, Copy, Debug)]
pub struct Cookies<'h> {
    headers: &'h HeaderMap,
    scheme: Scheme,
}

impl<'h> Cookies<'h> {
    /// Of this request.
    #[must_use]
    pub fn of(headers: &'h HeaderMap, found: ClientAddress) -> Self {
        Self { headers, scheme: Scheme::of(headers, found) }
    }

    /// The text of the session's token.
    #[must_use]
    pub fn session(self) -> Option<&'h str> {
        self.named(self.scheme.session())
    }

    /// The number of this browser, where it has one.
    #[must_use]
    pub fn device(self) -> Option<DeviceId> {
        self.named(self.scheme.device())?.parse().ok().map(DeviceId)
    }

    /// What to set when a session begins.
    pub(crate) fn begin(self, token: &str, keeping: Keeping) -> Option<HeaderValue> {
        let kept = match keeping {
            Keeping::Citizen => Kept::Seconds(CITIZEN_KEPT),
            Keeping::Staff => Kept::UntilClosed,
        };
        self.scheme.cookie(self.scheme.session(), token, kept)
    }

    /// What to set when it is over.
    pub(crate) fn end(self) -> Option<HeaderValue> {
        self.scheme.cookie(self.scheme.session(), "", Kept::Seconds(0))
    }

    /// What to set for the device.
    pub(crate) fn keep_device(self, device: DeviceId) -> Option<HeaderValue> {
        self.scheme.cookie(self.scheme.device(), &device.to_string(), Kept::Seconds(DEVICE_KEPT))
    }

    fn named(self, name: &str) -> Option<&'h str> {
        let lines = self.headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
        let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(found, _)| *found == name).map(|(_, value)| value)
    }
}

/// Which page a browser says that a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A page of this site.
    Here,
    /// A page of another one, a frame without origin, or an address that somebody typed.
    Elsewhere,
    /// An old browser, or no browser, does not say.
    Unsaid,
}

impl Origin {
    /// By `Sec-Fetch-Site`, which pages cannot set; before it existed, by `Origin` against the host that was asked.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        if let Some(site) = headers.get(SEC_FETCH_SITE) {
            return if site == "same-origin" { Self::Here } else { Self::Elsewhere };
        }
        let Some(origin) = headers.get(ORIGIN) else { return Self::Unsaid };
        let host = headers.get(HOST).and_then(|host| host.to_str().ok());
        let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, authority)| authority);
        if origin.is_some() && origin == host { Self::Here } else { Self::Elsewhere }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(list: &[(&'static str, &str)]) -> HeaderMap {
        list.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap())).collect()
    }

    #[test]
    fn where_a_request_comes_from_is_read_off_what_pages_cannot_forge() {
        let table: &[(&[(&str, &str)], Origin)] = &[
            (&[("sec-fetch-site", "same-origin")], Origin::Here),
            (&[("sec-fetch-site", "same-site")], Origin::Elsewhere),
            (&[("sec-fetch-site", "cross-site"), ("origin", "https://a.cn"), ("host", "a.cn")], Origin::Elsewhere),
            (&[("sec-fetch-site", "none")], Origin::Elsewhere),
            (&[("origin", "https://a.cn"), ("host", "a.cn")], Origin::Here),
            (&[("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8080")], Origin::Here),
            (&[("origin", "https://a.cn:8443"), ("host", "a.cn")], Origin::Elsewhere),
            (&[("origin", "https://a.cn.evil.example"), ("host", "a.cn")], Origin::Elsewhere),
            (&[("origin", "null"), ("host", "null")], Origin::Elsewhere),
            (&[("origin", "https://a.cn")], Origin::Elsewhere),
            (&[("host", "a.cn")], Origin::Unsaid),
        ];
        for (list, expected) in table {
            let list: Vec<(&'static str, &str)> = list.to_vec();
            assert_eq!(Origin::of(&headers(&list)), *expected, "{list:?}");
        }
    }

    #[test]
    fn over_tls_cookies_are_secure_and_bound_to_this_host() {
        let proxied = headers(&[("x-forwarded-proto", "https")]);
        let cookies = Cookies::of(&proxied, ClientAddress::ForwardedByProxy);
        let set = cookies.begin("t", Keeping::Staff).unwrap();
        assert_eq!(set, "__Host-minyi-session=t; Path=/; HttpOnly; SameSite=Lax; Secure");
        // A client that says so itself is not believed.
        let set = Cookies::of(&proxied, ClientAddress::Peer).begin("t", Keeping::Citizen).unwrap();
        assert_eq!(set, "minyi-session=t; Path=/; HttpOnly; SameSite=Lax; Max-Age=15552000");
    }

    #[test]
    fn a_cookie_is_found_among_others_and_only_by_its_whole_name() {
        let several = headers(&[("cookie", "a=1; xminyi-session=no; minyi-session=yes; minyi-device=none")]);
        let cookies = Cookies::of(&several, ClientAddress::Peer);
        assert_eq!(cookies.session(), Some("yes"));
        assert_eq!(cookies.device(), None, "not a number of ours");
        assert_eq!(Cookies::of(&HeaderMap::new(), ClientAddress::Peer).session(), None);
        let plain = headers(&[("cookie", "minyi-session=planted"), ("x-forwarded-proto", "https")]);
        assert_eq!(
            Cookies::of(&plain, ClientAddress::ForwardedByProxy).session(),
            None,
            "over TLS the bare name is not read"
        );
    }
}
