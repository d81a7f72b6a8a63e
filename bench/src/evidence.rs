//! Photos: what a copy costs beside `vipsthumbnail` with one thread on the same files, how close it comes to a Lanczos reference,
//! and what hashing, recording and signing add.
//!
//! Each run is a process of its own; CPU time and peak memory are the kernel's own count of it (`wait4`). A small process stands
//! in between, because a child's peak begins with the memory of whoever started it.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use jpeg_encoder::{Encoder, ImageBuffer, JpegColorType, SamplingFactor, rgb_to_ycbcr};
use minyi_evidence::{
    Body, Capture, CaptureFacts, ChainHead, Circumstances, Disclosure, Import, Known, Limits, Original, Provenance,
    Recipe, SoftwareSigner, derive,
};
use minyi_rulebook::ids::DeviceId;
use uuid::Uuid;
use wait4::Wait4;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::figure::{Bound, Figure, Sheet, median};
use crate::{Failure, said};

const VIPS: &str = "vipsthumbnail";
/// Megapixels, width, height, rounds.
const SIZES: [(u32, u16, u16, usize); 3] = [(12, 4_000, 3_000, 7), (48, 8_000, 6_000, 5), (200, 16_320, 12_240, 3)];
const MIB: f64 = 1_048_576.0;

/// What the kernel counted of one process.
struct Cost {
    cpu_ms: f64,
    peak_mib: f64,
}

pub(crate) fn run(sheet: &mut Sheet) -> Result<(), Failure> {
    if Command::new(VIPS).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
        return Err(Failure::Said(format!(
            "{VIPS} is missing, the peer of these figures: apt-get install libvips-tools"
        )));
    }
    let folder = tempfile::tempdir()?;
    for (megapixels, width, height, rounds) in SIZES {
        sheet.say(&format!("a photo of {megapixels} megapixels is made"))?;
        let photo = folder.path().join("photo.jpg");
        make_photo(&photo, width, height)?;
        let (ours, theirs) = (folder.path().join("ours.jpg"), folder.path().join("theirs.jpg"));
        let (mut cpu, mut with_record, mut peak) = (Vec::new(), Vec::new(), Vec::new());
        let (mut copying, mut recording, mut starting) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..rounds {
            let copy = measure_ours("photo-copy", &photo, &ours)?;
            let vips = measure(&[
                VIPS.into(),
                "--vips-concurrency=1".into(),
                "--size=2048x2048".into(),
                "-o".into(),
                format!("{}[Q=85]", theirs.display()).into(),
                photo.clone(),
            ])?;
            let record = measure_ours("photo-record", &photo, &folder.path().join("record"))?.cpu_ms;
            let start = measure_ours("photo-nothing", &photo, &ours)?.cpu_ms;
            // The peer makes the same picture and hashes nothing: what the record costs has a figure of its own.
            cpu.push((copy.cpu_ms - (record - start), vips.cpu_ms));
            with_record.push((copy.cpu_ms, vips.cpu_ms));
            copying.push(copy.cpu_ms);
            recording.push(record);
            starting.push(start);
            peak.push((copy.peak_mib, vips.peak_mib));
        }
        let name = |what: &str| format!("evidence: {megapixels} MP, {what}");
        sheet.put(&Figure::rounds(name("CPU of the copies"), &cpu, "ms", VIPS, Bound::AtMost(1.0)))?;
        sheet.put(&Figure::rounds(name("CPU of the copies and both hashes"), &with_record, "ms", VIPS, Bound::None))?;
        sheet.put(&Figure::rounds(name("peak memory"), &peak, "MiB", VIPS, Bound::AtMost(0.6)))?;
        let start = median(&mut starting);
        let share = (median(&mut recording) - start) / (median(&mut copying) - start);
        let bound = if megapixels == 12 { Bound::AtMost(0.15) } else { Bound::None };
        sheet.put(&Figure::alone(name("hash, record, sign: share of it"), share, "of 1", bound))?;
        let close = psnr(&fs::read(&photo)?, &fs::read(&ours)?)?;
        sheet.put(&Figure::alone(name("likeness to Lanczos"), close, "dB", Bound::AtLeast(35.0)))?;
    }
    Ok(())
}

/// What the processes do that are measured; `None` if this is no name of one. Runs before anything else of the bench.
pub(crate) fn be_measured(what: &str, command: &[PathBuf]) -> Option<Result<(), Failure>> {
    match (what, command) {
        ("measure", [program, arguments @ ..]) => Some(stand_between(program, arguments)),
        ("photo-copy", [photo, out]) => Some(copy(photo, out)),
        ("photo-record", [photo, out]) => Some(record(photo, out)),
        ("photo-nothing", [_, _]) => Some(Ok(())),
        _ => None,
    }
}

fn stand_between(program: &Path, arguments: &[PathBuf]) -> Result<(), Failure> {
    let mut child = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let used = child.wait4()?;
    if !used.status.success() {
        return Err(Failure::Said(format!("{} ended with {}", program.display(), used.status)));
    }
    let cpu = used.rusage.utime + used.rusage.stime;
    writeln!(std::io::stdout().lock(), "{} {}", cpu.as_micros(), used.rusage.maxrss)?;
    Ok(())
}

fn measure_ours(what: &str, photo: &Path, out: &Path) -> Result<Cost, Failure> {
    let us = std::env::current_exe()?;
    measure(&[us, "--victim".into(), what.into(), "--".into(), photo.to_owned(), out.to_owned()])
}

fn measure(command: &[PathBuf]) -> Result<Cost, Failure> {
    let between = Command::new(std::env::current_exe()?).args(["--victim", "measure", "--"]).args(command).output()?;
    if !between.status.success() {
        return Err(Failure::Said(String::from_utf8_lossy(&between.stderr).into_owned()));
    }
    let text = String::from_utf8_lossy(&between.stdout);
    let mut numbers = text.split_whitespace().map(str::parse::<f64>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(micros)), Some(Ok(bytes))) => Ok(Cost { cpu_ms: micros / 1e3, peak_mib: bytes / MIB }),
        _ => Err(Failure::Said(format!("no measurement: {text}"))),
    }
}

fn copy(photo: &Path, out: &Path) -> Result<(), Failure> {
    let original = Original::open(photo, &Limits::default()).map_err(said)?;
    let recipe = Recipe { disclosure: Disclosure::PictureOnly, facts: CaptureFacts::NONE, regions: Vec::new() };
    fs::write(out, derive(&original, &recipe, &Limits::default()).map_err(said)?.public.jpeg)?;
    Ok(())
}

fn record(photo: &Path, out: &Path) -> Result<(), Failure> {
    let original = Original::open(photo, &Limits::default()).map_err(said)?;
    let circumstances = Circumstances {
        device_ms: 1_795_438_086_123,
        since_boot_ms: Known::UNAVAILABLE,
        trusted_time: Known::UNAVAILABLE,
        position: Known::UNAVAILABLE,
        app_build: "bench".to_owned(),
        policy: "bench".to_owned(),
    };
    let origin = Provenance::imported(Import::Gallery);
    let capture = Capture::new(Uuid::from_u128(1), original.fingerprint(), origin, circumstances).map_err(said)?;
    let signer = SoftwareSigner::from_bytes(&[7; 32]).map_err(said)?;
    let start = ChainHead::start(DeviceId(Uuid::from_u128(2)));
    let (signed, _) = start.append(Body::Capture(capture), &signer).map_err(said)?;
    fs::write(out, signed.as_bytes())?;
    Ok(())
}

/// Ramps, waves and the noise of a small sensor, made row by row: no machine needs to hold it.
struct Synthetic {
    width: u16,
    height: u16,
}

impl ImageBuffer for Synthetic {
    fn get_jpeg_color_type(&self) -> JpegColorType {
        JpegColorType::Ycbcr
    }
    fn width(&self) -> u16 {
        self.width
    }
    fn height(&self) -> u16 {
        self.height
    }
    fn fill_buffers(&self, y: u16, buffers: &mut [Vec<u8>; 4]) {
        let fy = f32::from(y) / f32::from(self.height);
        let mut noise = 0x9e37_79b9_u32 ^ u32::from(y).wrapping_mul(0x85eb_ca6b);
        for x in 0..self.width {
            let fx = f32::from(x) / f32::from(self.width);
            noise ^= noise << 13;
            noise ^= noise >> 17;
            noise ^= noise << 5;
            let grain = (noise >> 24) as f32 / 16.0 - 8.0;
            let wave = 40.0 * ((fx * 19.0).sin() + (fy * fx * 31.0).cos());
            let channel = |value: f32| (value + grain).clamp(0.0, 255.0) as u8;
            let (red, green, blue) = (channel(30.0 + 160.0 * fx), channel(100.0 + wave), channel(220.0 - 170.0 * fy));
            let (luma, cb, cr) = rgb_to_ycbcr(red, green, blue);
            let [lumas, cbs, crs, _] = buffers;
            lumas.push(luma);
            cbs.push(cb);
            crs.push(cr);
        }
    }
}

fn make_photo(path: &Path, width: u16, height: u16) -> Result<(), Failure> {
    let mut encoder = Encoder::new(BufWriter::new(fs::File::create(path)?), 85);
    encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
    encoder.encode_image(Synthetic { width, height }).map_err(said)
}

fn pixels(jpeg: &[u8]) -> Result<image::RgbImage, Failure> {
    let options =
        DecoderOptions::default().set_max_width(30_000).set_max_height(30_000).jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(jpeg), options);
    let pixels = decoder.decode().map_err(said)?;
    let info = decoder.info().ok_or_else(|| said("no size"))?;
    image::RgbImage::from_raw(info.width.into(), info.height.into(), pixels).ok_or_else(|| said("no picture"))
}

/// Peak signal to noise of a copy beside the photo shrunk by Lanczos 3, in decibels; more is closer.
fn psnr(photo: &[u8], copy: &[u8]) -> Result<f64, Failure> {
    let copy = pixels(copy)?;
    let lanczos = image::imageops::FilterType::Lanczos3;
    let reference = image::imageops::resize(&pixels(photo)?, copy.width(), copy.height(), lanczos);
    let squares: f64 = copy.iter().zip(reference.iter()).map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2)).sum();
    Ok(10.0 * (255.0_f64.powi(2) / (squares / copy.len() as f64)).log10())
}
