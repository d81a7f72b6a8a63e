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

/// Draws a plate.
pub fn draw(form: PlateForm, text: &PlateText, link: &PageLink) -> Result<String, TooLongForQr> {
    let Layout { width, height, code, words, line, label } = form.layout();
    let matrix = QrMatrix::of_code(&link.to_string())?;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}mm\" height=\"{height}mm\" viewBox=\"0 0 {width} {height}\" \
         role=\"img\" font-family=\"Noto Sans CJK SC,Source Han Sans SC,PingFang SC,Microsoft YaHei,sans-serif\">\
         <title>{} {}</title><path fill=\"#fff\" d=\"M0 0h{width}v{height}H0z\"/>",
        escaped(&text.office),
        escaped(&text.name),
    );
    let (x, mut y, name, small) = words;
    put(&mut svg, x, y, name, &text.name);
    let pledge =
        text.pledge.as_ref().filter(|_| matches!(form, PlateForm::A4)).map(|pledge| format!("履职承诺：{pledge}"));
    let days = text.reception_days.as_ref().map(|days| format!("接待日：{days}"));
    let station = format!("联络站：{}", text.station);
    let lines = [
        Some(&text.office),
        text.post.as_ref(),
        Some(&text.constituency),
        Some(&station),
        days.as_ref(),
        pledge.as_ref(),
    ];
    y += name * 0.4;
    for words in lines.into_iter().flatten().flat_map(|words| broken(words, line)) {
        y += small * 1.5;
        put(&mut svg, x, y, small, &words);
    }
    let (x, y, side) = code;
    let module = side / (matrix.size() + 2 * QUIET_ZONE) as f64;
    // Writing into a String cannot fail.
    let _ = write!(
        svg,
        "<g transform=\"translate({x} {y}) scale({module:.5})\" shape-rendering=\"crispEdges\"><path d=\"{}\"/></g>",
        matrix.path()
    );
    let (x, y, size) = label;
    put(&mut svg, x, y, size, &words::page_label().zh);
    put(&mut svg, x, y + size * 1.6, size, &link.to_string());
    svg.push_str("</svg>");
    Ok(svg)
}

fn put(svg: &mut String, x: f64, y: f64, size: f64, words: &str) {
    let _ = write!(svg, "<text x=\"{x}\" y=\"{y:.2}\" font-size=\"{size}\">{}</text>", escaped(words));
}

/// Lines of at most so many characters.
fn broken(words: &str, line: usize) -> Vec<String> {
    let characters: Vec<char> = words.chars().collect();
    characters.chunks(line).map(|line| line.iter().collect()).collect()
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
