//! QR codes in a terminal: two modules a character, and pictures in and out. The core decides every module.

use std::path::Path;

use minyi_identity::QrMatrix;
use minyi_identity::qr::QUIET_ZONE;

use crate::fault::Fault;

/// Largest side of a picture that is read.
const MOST_PIXELS: u32 = 8_000;
/// Pixels a module in pictures that are written.
const MODULE: u32 = 8;

fn matrix(text: &str) -> Result<QrMatrix, Fault> {
    QrMatrix::of_code(text).map_err(|error| Fault::new("too_long", "内容过长，无法生成二维码", error.to_string()))
}

/// The code as half blocks, dark on light, quiet zone included.
pub(super) fn drawn(text: &str) -> Result<String, Fault> {
    let matrix = matrix(text)?;
    let side = matrix.size() + 2 * QUIET_ZONE;
    let dark = |x: usize, y: usize| {
        let inside = |at: usize| at.checked_sub(QUIET_ZONE).filter(|at| *at < matrix.size());
        inside(x).zip(inside(y)).is_some_and(|(x, y)| matrix.modules()[y * matrix.size() + x])
    };
    let lines = (0..side).step_by(2).map(|y| {
        // Terminals are mostly light on dark: what is light in the code is drawn.
        let row = (0..side).map(|x| match (dark(x, y), y + 1 < side && dark(x, y + 1)) {
            (false, false) => '█',
            (false, true) => '▀',
            (true, false) => '▄',
            (true, true) => ' ',
        });
        row.collect::<String>()
    });
    Ok(lines.collect::<Vec<_>>().join("\n"))
}

/// Writes the code as a PNG.
pub(super) fn write_png(text: &str, file: &Path) -> Result<(), Fault> {
    let matrix = matrix(text)?;
    let quiet = QUIET_ZONE as u32;
    let size = matrix.size() as u32;
    let side = (size + 2 * quiet) * MODULE;
    let picture = image::GrayImage::from_fn(side, side, |x, y| {
        let inside = |at: u32| (at / MODULE).checked_sub(quiet).filter(|at| *at < size);
        let dark = inside(x).zip(inside(y)).is_some_and(|(x, y)| matrix.modules()[(y * size + x) as usize]);
        image::Luma([if dark { 0 } else { 255 }])
    });
    picture.save(file).map_err(|error| unreadable(file, &error))
}

/// The text of the first code in a picture that can be read.
pub(super) fn read(file: &Path) -> Result<String, Fault> {
    let mut reader = image::ImageReader::open(file)
        .and_then(image::ImageReader::with_guessed_format)
        .map_err(|error| Fault::file(file, &error))?;
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(MOST_PIXELS);
    limits.max_image_height = Some(MOST_PIXELS);
    reader.limits(limits);
    let picture = reader.decode().map_err(|error| unreadable(file, &error))?.into_luma8();
    let (width, height) = picture.dimensions();
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width as usize, height as usize, |x, y| {
        picture.get_pixel(x as u32, y as u32).0[0]
    });
    let texts = prepared.detect_grids().into_iter().filter_map(|grid| grid.decode().ok());
    texts
        .map(|(_, text)| text)
        .next()
        .ok_or_else(|| Fault::input("image", "一张看得清二维码的图片", "a picture with a QR code that can be read"))
}

fn unreadable(file: &Path, error: &image::ImageError) -> Fault {
    Fault::new(
        "picture",
        format!("图片无法读写：{}（支持 PNG、WebP）", file.display()),
        format!("The picture cannot be read or written: {} ({error}). PNG and WebP are taken.", file.display()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("code.png");
        let text = format!("MY1:{}", "6BF0".repeat(200));
        write_png(&text, &file).expect("written");
        assert_eq!(read(&file).expect("read"), text);
    }

    #[test]
    fn a_picture_without_a_code_and_a_file_that_is_none_are_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let (blank, text) = (folder.path().join("blank.png"), folder.path().join("text.png"));
        image::GrayImage::new(64, 64).save(&blank).expect("written");
        std::fs::write(&text, "no picture").expect("written");
        assert_eq!(read(&blank).expect_err("nothing in it").field.as_deref(), Some("image"));
        assert_eq!(read(&text).expect_err("no picture").code, "picture");
        assert_eq!(read(&folder.path().join("missing.png")).expect_err("missing").code, "file");
    }

    #[test]
    fn a_terminal_shows_every_module_and_the_quiet_zone() {
        let drawn = drawn("HTTPS://DEMO.EXAMPLE/D/7K3M9Q2X").expect("drawn");
        let lines: Vec<&str> = drawn.lines().collect();
        let side = matrix("HTTPS://DEMO.EXAMPLE/D/7K3M9Q2X").expect("drawn").size() + 2 * QUIET_ZONE;
        assert_eq!(lines.len(), side.div_ceil(2));
        assert!(lines.iter().all(|line| line.chars().count() == side));
        assert!(lines[0].chars().all(|c| c == '█'), "quiet");
    }
}
