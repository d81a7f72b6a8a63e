//! Drawing a code: the core decides every module, so that both shells, the pages and the printed plate show the same one.

use qrcode::{EcLevel, QrCode};
use std::fmt::Write;
use thiserror::Error;

/// How much of the code may be damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Robustness {
    /// About 7 % (L): a dense code on a clean screen.
    Screen,
    /// About 15 % (M): the default for screens of any state.
    Standard,
    /// About 25 % (Q): paper that hangs on a wall.
    Print,
}

/// A QR code as a square of dark and light modules, without the quiet zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QrMatrix {
    size: usize,
    dark: Vec<bool>,
}

/// The text does not fit a QR code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("too long for a QR code")]
pub struct TooLongForQr;

/// Light modules that the standard (ISO/IEC 18004) wants around a code.
pub const QUIET_ZONE: usize = 4;

impl QrMatrix {
    /// The smallest code that holds the text.
    pub fn draw(text: &str, robustness: Robustness) -> Result<Self, TooLongForQr> {
        let level = match robustness {
            Robustness::Screen => EcLevel::L,
            Robustness::Standard => EcLevel::M,
            Robustness::Print => EcLevel::Q,
        };
        let code = QrCode::with_error_correction_level(text, level).map_err(|_| TooLongForQr)?;
        let dark = code.to_colors().into_iter().map(|color| color == qrcode::Color::Dark).collect();
        Ok(Self { size: code.width(), dark })
    }

    /// The code for this text as screens and plates show it. A living code is dense and shown on a clean screen: larger modules
    /// help a camera more than spare ones (19 of 20 shots at 300 pixels instead of 13). A page's address is short and may hang
    /// on a wall for years.
    pub fn of_code(text: &str) -> Result<Self, TooLongForQr> {
        let dense = text.len() > 128;
        Self::draw(text, if dense { Robustness::Screen } else { Robustness::Print })
    }

    /// Modules a side.
    #[must_use]
    pub const fn size(&self) -> usize {
        self.size
    }

    /// The QR version, 1 to 40.
    #[must_use]
    pub const fn version(&self) -> usize {
        (self.size - 17) / 4
    }

    /// Row by row, top left first; `true` is dark.
    #[must_use]
    pub fn modules(&self) -> &[bool] {
        &self.dark
    }

    /// A drawing that scales: one path of black runs on white, quiet zone included. `title` is read aloud by screen readers.
    #[must_use]
    pub fn to_svg(&self, title: &str) -> String {
        let side = self.size + 2 * QUIET_ZONE;
        let path = self.path();
        let title = title.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" role=\"img\" \
             shape-rendering=\"crispEdges\"><title>{title}</title><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>\
             <path d=\"{path}\"/></svg>"
        )
    }

    /// The dark runs, quiet zone included, one unit a module.
    pub(crate) fn path(&self) -> String {
        let mut path = String::new();
        for (y, row) in self.dark.chunks(self.size).enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|a, b| a == b) {
                if run[0] {
                    // Writing into a String cannot fail.
                    let _ = write!(path, "M{} {}h{}v1h-{}z", x + QUIET_ZONE, y + QUIET_ZONE, run.len(), run.len());
                }
                x += run.len();
            }
        }
        path
    }
}
