//! Plates (亮牌): what hangs at a workplace or station and what is worn as a badge. Drawn for print in millimetres, black on white, with
//! the short code that any phone opens. A plate proves nothing about the person beside it, and says so.

use crate::link::PageLink;
use crate::qr::{QUIET_ZONE, QrMatrix, TooLongForQr};
use crate::words;
use std::fmt::Write;

/// Size of a plate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlateForm {
    /// 210 × 297 mm, for a wall.
    A4,
    /// 85.6 × 54 mm, as a bank card.
    Badge,
}

/// What stands on a plate: published words only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlateText {
    /// 姓名
    pub name: String,
    /// What the holder is, in Chinese.
    pub office: String,
    /// 选区
    pub constituency: String,
    /// 联络站
    pub station: String,
    /// 职务, where published.
    pub post: Option<String>,
    /// 履职承诺, where published.
    pub pledge: Option<String>,
    /// 接待日, where published.
    pub reception_days: Option<String>,
}

/// Where things stand on a form, in millimetres.
struct Layout {
    width: f64,
    height: f64,
    /// Left edge, top edge and side of the code, quiet zone included.
    code: (f64, f64, f64),
    /// Left edge and first baseline of the words, size of the name and of the lines.
    words: (f64, f64, f64, f64),
    /// Characters that fit a line.
    line: usize,
    /// Left edge and baseline of the label under the code, and its size.
    label: (f64, f64, f64),
}

impl PlateForm {
    const fn layout(self) -> Layout {
        match self {
            Self::A4 => Layout {
                width: 210.0,
                height: 297.0,
                code: (55.0, 160.0, 100.0),
                words: (20.0, 50.0, 22.0, 8.0),
                line: 20,
                label: (20.0, 272.0, 5.0),
            },
            Self::Badge => Layout {
                width: 85.6,
                height: 54.0,
                code: (3.0, 8.0, 36.0),
                words: (41.0, 13.0, 6.0, 2.8),
                line: 14,
                label: (3.0, 48.5, 2.0),
            },
        }
    }
}

/// A plate laid out: what stands where. [`Plate::to_svg`] draws it here, a server draws it as PDF with a font of its machine.
#[derive(Clone, Debug, PartialEq)]
pub struct Plate {
    /// Width in millimetres.
    pub width: f64,
    /// Height in millimetres.
    pub height: f64,
    /// What it is, for the title of the document.
    pub title: String,
    /// Every line of words, black.
    pub lines: Vec<PlateLine>,
    /// The short code, with the place of its quiet zone.
    pub code: PlateCode,
}

/// A line of words; measures in millimetres.
#[derive(Clone, Debug, PartialEq)]
pub struct PlateLine {
    /// Left edge.
    pub x: f64,
    /// Baseline, from the top.
    pub y: f64,
    /// Size of the type.
    pub size: f64,
    /// What it says.
    pub words: String,
}

/// Where the code stands; measures in millimetres.
#[derive(Clone, Debug, PartialEq)]
pub struct PlateCode {
    /// Left edge, quiet zone included.
    pub x: f64,
    /// Top edge, quiet zone included.
    pub y: f64,
    /// Side of one module.
    pub module: f64,
    /// Its modules.
    pub matrix: QrMatrix,
}

/// Lays a plate out.
///
/// # Errors
/// [`TooLongForQr`]
pub fn lay(form: PlateForm, text: &PlateText, link: &PageLink) -> Result<Plate, TooLongForQr> {
    let Layout { width, height, code, words, line, label } = form.layout();
    let matrix = QrMatrix::of_code(&link.to_string())?;
    let (x, mut y, name, small) = words;
    let mut lines = vec![PlateLine { x, y, size: name, words: text.name.clone() }];
    let pledge =
        text.pledge.as_ref().filter(|_| matches!(form, PlateForm::A4)).map(|pledge| format!("履职承诺：{pledge}"));
    let days = text.reception_days.as_ref().map(|days| format!("接待日：{days}"));
    let station = format!("联络站：{}", text.station);
    let said = [
        Some(&text.office),
        text.post.as_ref(),
        Some(&text.constituency),
        Some(&station),
        days.as_ref(),
        pledge.as_ref(),
    ];
    y += name * 0.4;
    for words in said.into_iter().flatten().flat_map(|words| broken(words, line)) {
        y += small * 1.5;
        lines.push(PlateLine { x, y, size: small, words });
    }
    let (x, y, size) = label;
    lines.push(PlateLine { x, y, size, words: words::page_label().zh });
    lines.push(PlateLine { x, y: y + size * 1.6, size, words: link.to_string() });
    let (x, y, side) = code;
    let module = side / (matrix.size() + 2 * QUIET_ZONE) as f64;
    let title = format!("{} {}", text.office, text.name);
    Ok(Plate { width, height, title, lines, code: PlateCode { x, y, module, matrix } })
}

/// Draws a plate as SVG.
///
/// # Errors
/// [`TooLongForQr`]
pub fn draw(form: PlateForm, text: &PlateText, link: &PageLink) -> Result<String, TooLongForQr> {
    Ok(lay(form, text, link)?.to_svg())
}

impl Plate {
    /// The drawing, in millimetres. Words are drawn with whatever Chinese font the viewer has.
    #[must_use]
    pub fn to_svg(&self) -> String {
        let Self { width, height, title, lines, code } = self;
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}mm\" height=\"{height}mm\" viewBox=\"0 0 {width} {height}\" \
             role=\"img\" font-family=\"Noto Sans CJK SC,Source Han Sans SC,PingFang SC,Microsoft YaHei,sans-serif\">\
             <title>{}</title><path fill=\"#fff\" d=\"M0 0h{width}v{height}H0z\"/>",
            escaped(title),
        );
        for PlateLine { x, y, size, words } in lines {
            // Writing into a String cannot fail.
            let _ = write!(svg, "<text x=\"{x}\" y=\"{y:.2}\" font-size=\"{size}\">{}</text>", escaped(words));
        }
        let PlateCode { x, y, module, matrix } = code;
        let _ = write!(
            svg,
            "<g transform=\"translate({x} {y}) scale({module:.5})\" shape-rendering=\"crispEdges\"><path d=\"{}\"/></g></svg>",
            matrix.path()
        );
        svg
    }
}

/// Lines of at most so many characters.
fn broken(words: &str, line: usize) -> Vec<String> {
    let characters: Vec<char> = words.chars().collect();
    characters.chunks(line).map(|line| line.iter().collect()).collect()
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
