//! Pictures to test with, made here, and the foreign programs that judge what came out.
#![allow(unreachable_pub, reason = "modules of one program")]
#![allow(clippy::print_stderr, reason = "a skipped test says so")]

pub mod authority;
pub mod chain;
pub mod corpus;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use image::{ImageFormat, RgbImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use minyi_evidence::{CaptureFacts, DerivedCopies, Disclosure, Limits, Original, Recipe, Refusal, Region, derive};
use tempfile::NamedTempFile;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// A picture without symmetry: colour ramps, waves, a bright corner.
pub fn picture(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let (fx, fy) = (f64::from(x) / f64::from(width), f64::from(y) / f64::from(height));
        let wave = 40.0 * ((fx * 19.0).sin() + (fy * fx * 31.0).cos());
        let corner = if fx < 0.25 && fy < 0.4 { 60.0 } else { 0.0 };
        let channel = |value: f64| value.clamp(0.0, 255.0) as u8;
        image::Rgb([channel(30.0 + 160.0 * fx + corner), channel(100.0 + wave), channel(220.0 - 170.0 * fy)])
    })
}

/// How a test JPEG is written.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    pub sampling: SamplingFactor,
    pub progressive: bool,
    /// One scan a component: what this encoder does with optimised tables.
    pub split: bool,
}

pub const PLAIN: Form = Form { sampling: SamplingFactor::R_4_2_0, progressive: false, split: false };

pub fn jpeg(picture: &RgbImage, form: Form, exif: Option<&[u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 97);
    encoder.set_sampling_factor(form.sampling);
    encoder.set_progressive(form.progressive);
    encoder.set_optimized_huffman_tables(form.split);
    if let Some(exif) = exif {
        encoder.add_exif_metadata(exif).unwrap();
    }
    let (width, height) = (u16::try_from(picture.width()).unwrap(), u16::try_from(picture.height()).unwrap());
    encoder.encode(picture.as_raw(), width, height, ColorType::Rgb).unwrap();
    bytes
}

pub fn encoded(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// An EXIF block that says only how the camera was held.
pub fn orientation_exif(value: u16) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    tiff.extend(value.to_le_bytes());
    tiff.extend([0; 6]);
    tiff
}

pub fn file(bytes: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::with_suffix(".jpg").unwrap();
    file.write_all(bytes).unwrap();
    file
}

pub fn open(bytes: &[u8]) -> Result<Original, Refusal> {
    Original::open(file(bytes).path(), &Limits::default())
}

pub fn recipe(regions: &[Region]) -> Recipe {
    Recipe { disclosure: Disclosure::PictureOnly, facts: CaptureFacts::NONE, regions: regions.to_vec() }
}

/// Ingest and derive with nothing told.
pub fn copies(bytes: &[u8]) -> Result<DerivedCopies, Refusal> {
    derive(&open(bytes)?, &recipe(&[]), &Limits::default())
}

/// Decodes to RGB.
pub fn pixels(jpeg: &[u8]) -> RgbImage {
    let options = DecoderOptions::default().set_strict_mode(true).jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(jpeg), options);
    let pixels = decoder.decode().unwrap();
    let info = decoder.info().unwrap();
    RgbImage::from_raw(u32::from(info.width), u32::from(info.height), pixels).unwrap()
}

/// Peak signal to noise in decibels; more is closer.
pub fn psnr(a: &RgbImage, b: &RgbImage) -> f64 {
    assert_eq!(a.dimensions(), b.dimensions());
    let squares: f64 = a.iter().zip(b.iter()).map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2)).sum();
    10.0 * (255.0_f64.powi(2) / (squares / a.len() as f64)).log10()
}

/// A foreign program, or `None` on a developer's machine without it. In CI it must be there: nothing passes by not running.
pub fn validator(program: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let path = match program {
        "python" => root.join(".cache/venv/bin/python"),
        "node-tools" => return node_tools(&root.join(".cache/node-tools")),
        other => PathBuf::from(other),
    };
    let runs = Command::new(&path)
        .arg(match program {
            "exiftool" => "-ver",
            "openssl" => "version",
            _ => "--version",
        })
        .output();
    if runs.is_ok_and(|output| output.status.success()) {
        return Some(path);
    }
    assert!(std::env::var_os("CI").is_none(), "{program} is missing: run scripts/setup test");
    eprintln!("SKIPPED: {program} is missing: run scripts/setup test");
    None
}

/// The folder with the JavaScript of scripts/node-tools, if it is there.
fn node_tools(folder: &Path) -> Option<PathBuf> {
    if folder.join("installed.json").is_file() {
        return Some(folder.to_owned());
    }
    assert!(std::env::var_os("CI").is_none(), "{} is missing: run scripts/setup test", folder.display());
    eprintln!("SKIPPED: {} is missing: run scripts/setup test", folder.display());
    None
}

/// Runs `program` with `input`; what it prints.
pub fn output(program: &Path, arguments: &[&str], input: &str) -> String {
    let mut child = Command::new(program).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "{} {arguments:?} failed", program.display());
    String::from_utf8(output.stdout).unwrap()
}
