//! Time stamps of a third party (可信时间戳, RFC 3161): a neutral authority signs that a hash existed at a moment of its own clock.
//!
//! [`request`] is what an authority is sent, [`accept`] takes the token out of its answer, [`judge`] tells anybody, years later
//! and offline, what the token is worth. A token counts only if its chain ends at a certificate that the reader trusts, judged
//! as of the moment it names: that certificates expire afterwards takes nothing from it. Revocation is not looked up.

mod token;

use minyi_rulebook::ids::Sha256;

use token::Token;

/// Longest token or answer, in bytes.
pub const LONGEST_TOKEN: usize = 64 << 10;

/// A time-stamp authority's answer or token is of no use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StampFault {
    /// No RFC 3161 answer or token in DER, or one that leaves out what it must have.
    #[error("the bytes are no RFC 3161 time stamp")]
    Malformed,
    /// The authority said no; its PKIStatus.
    #[error("the authority refused, status {0}")]
    Refused(u8),
    /// It stamps another hash, or another hash function's.
    #[error("the time stamp is for something else")]
    OtherHash,
    /// It answers another request.
    #[error("the time stamp answers another request")]
    OtherRequest,
    /// The signature does not fit, or not the certificate that the token names.
    #[error("the time stamp's signature does not verify")]
    BadSignature,
    /// Signed in a way that is not accepted: SHA-1, or an algorithm that nobody here can check (SM2 among them).
    #[error("the time stamp is signed in a way that is not supported")]
    Unsupported,
}

/// What a sound token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The authority's clock, in milliseconds since 1970 (UTC).
    pub at_ms: i64,
    /// The subject of the certificate that signed (RFC 4514).
    pub authority: String,
    /// Whether its chain ends at a certificate that the reader trusts for this.
    pub trusted: bool,
}

/// DER of a TimeStampReq up to the hash: version 1, SHA-256 without parameters' absence (NULL), 32 bytes to come.
const BEFORE_HASH: [u8; 24] = [
    0x30, 0x43, 0x02, 0x01, 0x01, 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
    0x01, 0x05, 0x00, 0x04, 0x20,
];

/// What to send (`application/timestamp-query`): this hash, this nonce, and that the certificate shall come along.
#[must_use]
pub fn request(hash: &Sha256, nonce: [u8; 8]) -> Vec<u8> {
    [&BEFORE_HASH[..], &hash.0, &[0x02, 0x08], &as_number(nonce), &[0x01, 0x01, 0xff]].concat()
}

/// A positive DER integer of eight bytes in one form.
fn as_number(mut nonce: [u8; 8]) -> [u8; 8] {
    nonce[0] = nonce[0] & 0x7f | 0x40;
    nonce
}

/// The token in an authority's answer (`application/timestamp-reply`), if it is one for this request. Whether the authority is
/// to be trusted is asked by [`judge`].
///
/// # Errors
/// [`StampFault`].
pub fn accept(answer: &[u8], hash: &Sha256, nonce: [u8; 8]) -> Result<Vec<u8>, StampFault> {
    let bytes = token::in_answer(answer)?;
    let token = Token::read(&bytes)?;
    if token.nonce.as_deref() != Some(&as_number(nonce)[..]) {
        return Err(StampFault::OtherRequest);
    }
    token.check(hash)?;
    Ok(bytes)
}

/// What a token says of this hash, and whether one of `roots` (certificates, DER) vouches for its authority.
///
/// # Errors
/// [`StampFault`] for a token that says nothing of this hash, whoever is trusted.
pub fn judge(token: &[u8], hash: &Sha256, roots: &[Vec<u8>]) -> Result<Stamp, StampFault> {
    let token = Token::read(token)?;
    token.check(hash)?;
    Ok(Stamp { at_ms: token.at_ms, authority: token.authority(), trusted: token.leads_to(roots) })
}

/// Certificates in a PEM file, as [`judge`] takes them; `None` if there is none or one cannot be read.
#[must_use]
pub fn roots_from_pem(pem: &[u8]) -> Option<Vec<Vec<u8>>> {
    use rustls_pki_types::CertificateDer;
    use rustls_pki_types::pem::PemObject;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).map(|one| one.map(|der| der.to_vec())).collect();
    found.ok().filter(|found| !found.is_empty())
}
