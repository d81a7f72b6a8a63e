//! From a photo's bytes to a small upright picture. JPEG goes through row by row; other kinds, and JPEGs that cannot be
//! read in order, are decoded as a whole within a lower limit.

use std::io::{Read, Seek, SeekFrom};

use image::{DynamicImage, ImageDecoder, ImageError};
use zune_jpeg::errors::DecodeErrors;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;
use zune_jpeg::{JpegDecoder, PlaneInfo, RawImcuRowStatus};

use crate::jpeg_header::{JpegHeader, check_size};
use crate::kind::PhotoKind;
use crate::limits::Limits;
use crate::orientation::Orientation;
use crate::raster::{Raster, Sampling, Shrinker};
use crate::refusal::{Refusal, Unsupported};
use crate::source::HashingReader;

/// A decoded photo and what was done to get it.
#[derive(Debug)]
pub struct Decoded {
    /// The picture, upright.
    pub raster: Raster,
    /// Stored size of the photo, in pixels.
    pub size: (u32, u32),
    /// How it was turned.
    pub orientation: Orientation,
}

/// Decodes `source`, a file of `kind`, until its longer side has at most `side` pixels.
///
/// # Errors
/// A [`Refusal`] that names the fault or the broken limit.
pub fn decode(source: &mut HashingReader<'_>, kind: PhotoKind, limits: &Limits, side: u16) -> Result<Decoded, Refusal> {
    match kind {
        PhotoKind::Jpeg => decode_jpeg(source, limits, side),
        PhotoKind::Png => {
            require_admissible_png(source, limits)?;
            let decoder = image::codecs::png::PngDecoder::with_limits(source, allocation(limits)).map_err(refusal)?;
            decode_whole(decoder, limits, side)
        }
        PhotoKind::WebP => {
            require_whole_riff(source)?;
            require_admissible_webp(source, limits)?;
            let decoder = image::codecs::webp::WebPDecoder::new(source).map_err(refusal)?;
            decode_whole(decoder, limits, side)
        }
        PhotoKind::Heic => Err(Refusal::NeedsDecodedCopy),
    }
}

fn decode_jpeg(source: &mut HashingReader<'_>, limits: &Limits, side: u16) -> Result<Decoded, Refusal> {
    let header = JpegHeader::read(source, limits)?;
    source.rewind()?;
    let longest = usize::try_from(limits.side).unwrap_or(usize::MAX);
    let options = DecoderOptions::default()
        .set_max_width(longest)
        .set_max_height(longest)
        .jpeg_set_max_scans(usize::try_from(limits.scans).unwrap_or(usize::MAX));
    let mut decoder = JpegDecoder::new_with_options(source, options);
    decoder.decode_headers().map_err(|error| jpeg_refusal(&error, limits))?;
    let is_rgb = match decoder.input_colorspace() {
        Some(ColorSpace::Luma | ColorSpace::YCbCr) => false,
        Some(ColorSpace::RGB) => true,
        _ => return Err(Refusal::Unsupported(Unsupported::Channels)),
    };

    let mut session = decoder.raw_output();
    let layout = session.layout().ok_or(Refusal::Damaged("no usable size"))?;
    let count = session.num_components().unwrap_or(0).min(layout.len());
    let layout = &layout[..count];
    let samplings = samplings(layout);
    if is_rgb && samplings.iter().any(|s| s.across != (1, 1) || s.down != (1, 1)) {
        return Err(Refusal::Unsupported(Unsupported::Coding));
    }
    let mut shrinker = Shrinker::new(header.width, header.height, side, header.orientation, &samplings)?;
    let strides: Vec<usize> = layout.iter().map(|plane| plane.width).collect();
    let mut storage: Vec<Vec<u8>> =
        layout.iter().map(|plane| vec![0; plane.width * plane.vertical_sampling_factor * 8]).collect();
    loop {
        let mut planes: Vec<&mut [u8]> = storage.iter_mut().map(Vec::as_mut_slice).collect();
        match session.decode_next_imcu_row(&mut planes, &strides).map_err(|error| jpeg_refusal(&error, limits))? {
            RawImcuRowStatus::RowReady { rows_written } => {
                if is_rgb {
                    to_ycbcr(&mut storage);
                }
                for (index, (rows, plane)) in rows_written.iter().zip(&storage).enumerate() {
                    plane.chunks(strides[index]).take(*rows).for_each(|row| shrinker.push(index, row));
                }
            }
            RawImcuRowStatus::Complete => break,
            _ => return Err(Refusal::Truncated),
        }
    }
    let size = (header.width, header.height);
    Ok(Decoded { raster: shrinker.finish()?, size, orientation: header.orientation })
}

/// Samples to pixels of each plane, in lowest terms where it matters (full planes).
fn samplings(layout: &[PlaneInfo]) -> Vec<Sampling> {
    let most = |factor: fn(&PlaneInfo) -> usize| layout.iter().map(factor).max().unwrap_or(1);
    let (across, down) = (most(|p| p.horizontal_sampling_factor), most(|p| p.vertical_sampling_factor));
    let ratio = |part: usize, whole: usize| match (u32::try_from(part), u32::try_from(whole)) {
        (Ok(part), Ok(whole)) if part != whole => (part, whole),
        _ => (1, 1),
    };
    layout
        .iter()
        .map(|plane| Sampling {
            across: ratio(plane.horizontal_sampling_factor, across),
            down: ratio(plane.vertical_sampling_factor, down),
        })
        .collect()
}

/// A PNG's size stands at a fixed place. Looked at first, so that the refusal names our limit and not the decoder's.
fn require_admissible_png(source: &mut HashingReader<'_>, limits: &Limits) -> Result<(), Refusal> {
    let mut start = [0; 24];
    source.read_exact(&mut start)?;
    source.rewind()?;
    let [.., w3, w2, w1, w0, h3, h2, h1, h0] = start;
    let (width, height) = (u32::from_be_bytes([w3, w2, w1, w0]), u32::from_be_bytes([h3, h2, h1, h0]));
    check_size(width, height, limits.side, limits.buffered_pixels)
}

/// A WebP file says how long it is; its decoder has no name for a file that ends before that.
fn require_whole_riff(source: &mut HashingReader<'_>) -> Result<(), Refusal> {
    let mut start = [0; 8];
    source.read_exact(&mut start)?;
    let [_, _, _, _, length @ ..] = start;
    let end = source.seek(SeekFrom::End(0))?;
    source.rewind()?;
    if end < u64::from(u32::from_le_bytes(length)) + 8 { Err(Refusal::Truncated) } else { Ok(()) }
}

/// A WebP's size stands in its first chunk. Looked at first, for the same reason as a PNG's; what is no such chunk, the decoder names.
fn require_admissible_webp(source: &mut HashingReader<'_>, limits: &Limits) -> Result<(), Refusal> {
    // The smallest have less than thirty bytes.
    let mut start = Vec::with_capacity(30);
    source.by_ref().take(30).read_to_end(&mut start)?;
    source.rewind()?;
    start.resize(30, 0);
    let word = |at: usize| u32::from_le_bytes([start[at], start[at + 1], start[at + 2], start[at + 3]]);
    let (width, height) = match &start[12..16] {
        // Extended: three bytes each, less one.
        b"VP8X" => ((word(24) & 0xff_ffff) + 1, (word(26) >> 8) + 1),
        // Lossless: 14 bits each, less one, behind a signature byte.
        b"VP8L" => ((word(21) & 0x3fff) + 1, (word(21) >> 14 & 0x3fff) + 1),
        // Lossy: 14 bits each behind a frame tag and a start code.
        b"VP8 " => (word(26) & 0x3fff, word(26) >> 16 & 0x3fff),
        _ => return Ok(()),
    };
    check_size(width, height, limits.side, limits.buffered_pixels)
}

/// Turns planes of red, green, blue into luma and chroma, in place.
fn to_ycbcr(planes: &mut [Vec<u8>]) {
    if let [red, green, blue] = planes {
        for ((r, g), b) in red.iter_mut().zip(green).zip(blue) {
            (*r, *g, *b) = jpeg_encoder::rgb_to_ycbcr(*r, *g, *b);
        }
    }
}

fn decode_whole(mut decoder: impl ImageDecoder, limits: &Limits, side: u16) -> Result<Decoded, Refusal> {
    let (width, height) = decoder.dimensions();
    check_size(width, height, limits.side, limits.buffered_pixels)?;
    decoder.set_limits(allocation(limits)).map_err(refusal)?;
    let orientation = match decoder.exif_metadata() {
        Ok(Some(tiff)) => Orientation::from_tiff(tiff.strip_prefix(b"Exif\0\0").unwrap_or(&tiff)),
        _ => Orientation::UPRIGHT,
    };
    let pixels = DynamicImage::from_decoder(decoder).map_err(refusal)?;
    let mut shrinker = Shrinker::new(width, height, side, orientation, &[Sampling::FULL; 3])?;
    let stride = usize::try_from(width).unwrap_or(0);
    let mut push = |row: &mut dyn Iterator<Item = [u8; 3]>| {
        let mut planes: [Vec<u8>; 3] = std::array::from_fn(|_| Vec::with_capacity(stride));
        for [r, g, b] in row {
            let (y, cb, cr) = jpeg_encoder::rgb_to_ycbcr(r, g, b);
            planes.iter_mut().zip([y, cb, cr]).for_each(|(plane, value)| plane.push(value));
        }
        planes.iter().enumerate().for_each(|(index, plane)| shrinker.push(index, plane));
    };
    match pixels {
        DynamicImage::ImageRgb8(pixels) => pixels.rows().for_each(|row| push(&mut row.map(|pixel| pixel.0))),
        pixels => pixels.into_rgba8().rows().for_each(|row| push(&mut row.map(|pixel| on_white(pixel.0)))),
    }
    Ok(Decoded { raster: shrinker.finish()?, size: (width, height), orientation })
}

/// JPEG has no transparency: what shines through is white paper.
fn on_white([r, g, b, alpha]: [u8; 4]) -> [u8; 3] {
    [r, g, b].map(|value| {
        let mixed = u16::from(value) * u16::from(alpha) + 255 * (255 - u16::from(alpha));
        ((mixed + 127) / 255).to_le_bytes()[0]
    })
}

/// Eight bytes a pixel: sixteen bits in four channels, the widest that PNG has.
fn allocation(limits: &Limits) -> image::Limits {
    let mut allocation = image::Limits::default();
    allocation.max_image_width = Some(limits.side);
    allocation.max_image_height = Some(limits.side);
    allocation.max_alloc = Some(limits.buffered_pixels.saturating_mul(8));
    allocation
}

fn jpeg_refusal(error: &DecodeErrors, limits: &Limits) -> Refusal {
    match error {
        // The decoder has no other name for it; a test holds it to these words.
        DecodeErrors::Format(words) if words.starts_with("Too many scans") => {
            Refusal::TooManyScans { limit: limits.scans }
        }
        error if error.is_recoverable_eof() => Refusal::Truncated,
        DecodeErrors::Unsupported(_) => Refusal::Unsupported(Unsupported::Coding),
        DecodeErrors::HuffmanDecode(_) => Refusal::Damaged("the coded picture does not decode"),
        DecodeErrors::DqtError(_) => Refusal::Damaged("a broken quantisation table"),
        DecodeErrors::SosError(_) => Refusal::Damaged("a broken scan header"),
        DecodeErrors::SofError(_) | DecodeErrors::ZeroError => Refusal::Damaged("a broken frame header"),
        _ => Refusal::Damaged("the JPEG does not decode"),
    }
}

fn refusal(error: ImageError) -> Refusal {
    match error {
        ImageError::IoError(error) => error.into(),
        ImageError::Limits(_) => Refusal::Damaged("it needs more memory than its size allows"),
        ImageError::Unsupported(_) => Refusal::Unsupported(Unsupported::Coding),
        _ => Refusal::Damaged("the picture does not decode"),
    }
}
