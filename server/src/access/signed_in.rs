//! What handlers ask for: [`SignedIn`] where an account is needed, [`Client`] where only limits are.
//!
//! A token comes in the `Authorization` header, from apps and terminals, or in a cookie, from browsers. A request that brings the
//! header is judged by it alone. One that changes something by cookie must come from a page of this site.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use http::header::AUTHORIZATION;
use http::request::Parts;
use http::{Extensions, HeaderMap, Method};
use minyi_rulebook::actor::Actor;
use minyi_rulebook::ids::DeviceId;
use minyi_wire::ProblemCode;

use super::cookies::{Cookies, Origin};
use super::throttle::Limit;
use super::{Access, Token};
use crate::app::App;
use crate::config::ClientAddress;
use crate::failure::ApiFailure;

/// An actor whose token is good, and the device it was given to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn(pub Actor, pub DeviceId);

impl FromRequestParts<App> for SignedIn {
    type Rejection = ApiFailure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let token = token_of(&parts.headers, &parts.method, &app.access)?;
        let signed_in = app.access.identify(&token).await?;
        let limit = match parts.method {
            Method::GET | Method::HEAD => Limit::Reads,
            Method::PUT => Limit::Uploads,
            _ => Limit::Writes,
        };
        app.access.throttle().admit(limit, &signed_in.0.user.to_string())?;
        Ok(signed_in)
    }
}

fn token_of(headers: &HeaderMap, method: &Method, access: &Access) -> Result<Token, ApiFailure> {
    if let Some(header) = headers.get(AUTHORIZATION) {
        let header = header.to_str().ok().and_then(|value| value.split_once(' '));
        let token = header.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        let token = token.and_then(|(_, token)| token.trim().parse().ok());
        return token.ok_or_else(|| ProblemCode::Unauthenticated.into());
    }
    let token = Cookies::of(headers, access.client_address()).session().and_then(|token| token.parse().ok());
    let token = token.ok_or(ProblemCode::Unauthenticated)?;
    if !matches!(*method, Method::GET | Method::HEAD) && Origin::of(headers) != Origin::Here {
        return Err(ProblemCode::CrossSite.into());
    }
    Ok(token)
}

/// Where a request comes from, as far as limits care.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// An IPv4 address, or the /64 network of an IPv6 one: a household has a whole one to spend.
    pub address: String,
}

impl FromRequestParts<App> for Client {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        Ok(Self::of(&parts.headers, &parts.extensions, app.access.client_address()))
    }
}

impl Client {
    /// Reads it off a request.
    pub(crate) fn of(headers: &HeaderMap, extensions: &Extensions, found: ClientAddress) -> Self {
        let address = match found {
            ClientAddress::Peer => extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip()),
            ClientAddress::ForwardedByProxy => forwarded(headers),
        };
        let address = match address.map(|address| address.to_canonical()) {
            Some(IpAddr::V4(address)) => address.to_string(),
            Some(IpAddr::V6(address)) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
            // A request without a peer comes from inside this process.
            None => "unknown".to_owned(),
        };
        Self { address }
    }
}

/// The last entry is the one that the operator's own proxy wrote; those before it anybody may have made up.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(headers: &[(&'static str, &str)], peer: Option<&str>, found: ClientAddress) -> String {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        let mut extensions = Extensions::new();
        if let Some(peer) = peer {
            extensions.insert(ConnectInfo(peer.parse::<SocketAddr>().unwrap()));
        }
        Client::of(&map, &extensions, found).address
    }

    #[test]
    fn a_forwarded_header_is_believed_only_from_the_operators_proxy() {
        let forged = [("x-forwarded-for", "1.1.1.1, 2.2.2.2")];
        assert_eq!(client(&forged, Some("9.9.9.9:1"), ClientAddress::Peer), "9.9.9.9");
        assert_eq!(client(&forged, Some("9.9.9.9:1"), ClientAddress::ForwardedByProxy), "2.2.2.2");
        let twice = [("x-forwarded-for", "1.1.1.1"), ("x-forwarded-for", "3.3.3.3")];
        assert_eq!(client(&twice, Some("9.9.9.9:1"), ClientAddress::ForwardedByProxy), "3.3.3.3");
    }

    #[test]
    fn an_ipv6_household_counts_as_one_client() {
        let one = client(&[], Some("[2001:db8:1:2:aaaa::1]:1"), ClientAddress::Peer);
        let other = client(&[], Some("[2001:db8:1:2:bbbb::9]:1"), ClientAddress::Peer);
        assert_eq!(one, other);
        assert_eq!(client(&[], Some("[::ffff:9.9.9.9]:1"), ClientAddress::Peer), "9.9.9.9");
    }
}
