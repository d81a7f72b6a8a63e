//! The short code (短码): an HTTPS address that any scanner opens, on screens and on printed plates. It leads to a page and
//! proves nothing about the person beside it, and says so.

use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// Address of a public page, in capitals: QR stores those in 5.5 bits a character, so the code stays coarse.
///
/// An app that scans one opens its own server's page for [`PageLink::code`]; it never follows the host of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageLink {
    host: String,
    code: String,
}

/// Not an address of this kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a page address: HTTPS://HOST/D/CODE, the code of 6 to 24 digits and letters without I, L, O, U")]
pub struct NotAPageLink;

impl PageLink {
    /// Host name (a port may follow) and page code.
    pub fn new(host: &str, code: &str) -> Result<Self, NotAPageLink> {
        let (host, code) = (host.to_ascii_uppercase(), code.to_ascii_uppercase());
        let host_fits = (1..=100).contains(&host.len())
            && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':'));
        let code_fits = (6..=24).contains(&code.len())
            && code.bytes().all(|byte| byte.is_ascii_alphanumeric() && !matches!(byte, b'I' | b'L' | b'O' | b'U'));
        if host_fits && code_fits { Ok(Self { host, code }) } else { Err(NotAPageLink) }
    }

    /// Host, in capitals.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Code of the page, in capitals.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }
}

impl fmt::Display for PageLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HTTPS://{}/D/{}", self.host, self.code)
    }
}

impl FromStr for PageLink {
    type Err = NotAPageLink;

    fn from_str(text: &str) -> Result<Self, NotAPageLink> {
        // Some scanners hand addresses over in small letters. Lengths are checked before anything is copied.
        let scheme = text.get(..8).filter(|scheme| scheme.eq_ignore_ascii_case("https://"));
        let rest = &text[scheme.ok_or(NotAPageLink)?.len()..];
        let (host, code) = rest.split_once("/D/").or_else(|| rest.split_once("/d/")).ok_or(NotAPageLink)?;
        if rest.len() > 128 { Err(NotAPageLink) } else { Self::new(host, code) }
    }
}
