//! A QR code as inline SVG, drawn by the core: no picture to fetch, sharp on paper.

use maud::{Markup, PreEscaped, html};
use minyi_identity::{QrMatrix, Robustness};

/// The code of an address; nothing where the address is too long for one.
pub(super) fn code(address: &str) -> Markup {
    match QrMatrix::draw(address, Robustness::Print) {
        Ok(matrix) => html! { div.qr { (PreEscaped(matrix.to_svg(address))) } },
        Err(_) => html! {},
    }
}
