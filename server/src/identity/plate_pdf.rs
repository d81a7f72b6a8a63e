//! Plates as PDF, ready for a printer: the layout of the core, drawn with a Chinese font of this machine. No font lies in the
//! repository; where the machine has none, the answer says what to install (docs/adr/0016).

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use fontdb::{Database, FaceInfo, Source, Style, Weight};
use krilla::Document;
use krilla::color::luma;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule};
use krilla::text::{Font, TextDirection};
use minyi_identity::plate::{Plate, PlateCode};
use minyi_identity::qr::QUIET_ZONE;
use ttf_parser::Face;

/// Points a millimetre.
const POINTS: f64 = 72.0 / 25.4;
/// Families in order of preference: sans serif, with the shapes of the mainland. Then any face that has Chinese.
const FAMILIES: [&str; 6] = [
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Sans SC",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
];
/// A font for plates has at least these.
const CHINESE: &str = "人大代表联络站接待日";

/// Why there is no PDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PdfFault {
    /// Nothing on this machine draws Chinese.
    #[error("a machine with a Chinese font; on Debian: apt install fonts-noto-cjk")]
    NoFont,
    /// A rare character, in a name perhaps. The SVG plate is drawn by the viewer's fonts and may have it.
    #[error("a font that has every character of this plate")]
    MissingCharacter,
    /// The library refused; it is told to nobody but the log.
    #[error("a plate that can be written as PDF")]
    Unwritable,
}

/// Where a font with Chinese lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlateFont {
    file: PathBuf,
    /// Which face of a collection.
    face: u32,
}

impl PlateFont {
    /// The best font of this machine. Looked up once: reading the names of all fonts takes a moment.
    #[must_use]
    pub fn of_this_machine() -> Option<&'static Self> {
        static FONT: OnceLock<Option<PlateFont>> = OnceLock::new();
        let found = FONT.get_or_init(|| {
            let mut fonts = Database::new();
            fonts.load_system_fonts();
            Self::best_of(&fonts)
        });
        found.as_ref()
    }

    /// The best font in a folder.
    #[must_use]
    pub fn in_folder(folder: &Path) -> Option<Self> {
        let mut fonts = Database::new();
        fonts.load_fonts_dir(folder);
        Self::best_of(&fonts)
    }

    fn best_of(fonts: &Database) -> Option<Self> {
        let mut faces: Vec<(usize, &FaceInfo)> = fonts.faces().map(|face| (rank(face), face)).collect();
        faces.sort_by_key(|(rank, face)| (*rank, face.weight != Weight::NORMAL, face.style != Style::Normal));
        let best = faces.into_iter().find(|(_, face)| {
            let chinese = |bytes: &[u8], index| Face::parse(bytes, index).is_ok_and(|face| has_all(&face, CHINESE));
            fonts.with_face_data(face.id, chinese).unwrap_or(false)
        });
        match best {
            Some((_, FaceInfo { source: Source::File(file) | Source::SharedFile(file, _), index, .. })) => {
                Some(Self { file: file.clone(), face: *index })
            }
            _ => None,
        }
    }
}

fn rank(face: &FaceInfo) -> usize {
    let known = FAMILIES.iter().position(|wanted| face.families.iter().any(|(name, _)| name == wanted));
    known.unwrap_or(FAMILIES.len())
}

fn has_all(face: &Face<'_>, words: &str) -> bool {
    words.chars().filter(|c| !c.is_whitespace()).all(|c| face.glyph_index(c).is_some())
}

/// Draws a plate as a PDF of one page in its own size, black only, with the used characters embedded. Reads the font's file.
///
/// # Errors
/// [`PdfFault`]
pub fn draw(plate: &Plate, font: Option<&PlateFont>) -> Result<Vec<u8>, PdfFault> {
    let PlateFont { file, face: index } = font.ok_or(PdfFault::NoFont)?;
    let bytes = std::fs::read(file).map_err(|_| PdfFault::NoFont)?;
    let face = Face::parse(&bytes, *index).map_err(|_| PdfFault::NoFont)?;
    if !plate.lines.iter().all(|line| has_all(&face, &line.words)) {
        return Err(PdfFault::MissingCharacter);
    }
    let font = Font::new(bytes.into(), *index).ok_or(PdfFault::NoFont)?;

    let mut document = Document::new();
    document.set_metadata(Metadata::new().title(plate.title.clone()).language("zh-CN".to_owned()));
    let size = PageSettings::from_wh(points(plate.width), points(plate.height)).ok_or(PdfFault::Unwritable)?;
    let mut page = document.start_page_with(size);
    let mut surface = page.surface();
    surface.set_fill(Some(Fill {
        paint: luma::Color::black().into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::NonZero,
    }));
    for line in &plate.lines {
        let start = Point::from_xy(points(line.x), points(line.y));
        surface.draw_text(start, font.clone(), points(line.size), &line.words, false, TextDirection::LeftToRight);
    }
    if let Some(modules) = dark_modules(&plate.code) {
        surface.draw_path(&modules);
    }
    surface.finish();
    page.finish();
    document.finish().map_err(|error| {
        tracing::error!(%error, "a plate could not be written");
        PdfFault::Unwritable
    })
}

/// One rectangle a run of dark modules.
fn dark_modules(code: &PlateCode) -> Option<krilla::geom::Path> {
    let mut path = PathBuilder::new();
    let side = code.matrix.size();
    let at = |edge: f64, module: usize| edge + (module + QUIET_ZONE) as f64 * code.module;
    for (y, row) in code.matrix.modules().chunks(side).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run[0] {
                let (left, top) = (points(at(code.x, x)), points(at(code.y, y)));
                let (right, bottom) = (points(at(code.x, x + run.len())), points(at(code.y, y + 1)));
                path.push_rect(Rect::from_ltrb(left, top, right, bottom)?);
            }
            x += run.len();
        }
    }
    path.finish()
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a plate has few millimetres, and a printer few thousandths of one"
)]
fn points(millimetres: f64) -> f32 {
    (millimetres * POINTS) as f32
}
