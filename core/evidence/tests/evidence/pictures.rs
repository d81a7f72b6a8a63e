//! What a copy shows: the same picture, upright and small, whatever form it came in; and nothing of what was covered.

use image::{DynamicImage, ImageFormat, RgbImage, RgbaImage, imageops};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use minyi_evidence::{
    Limits, Operation, PARTS, PUBLIC_SIDE, Refusal, Region, THUMBNAIL_SIDE, derive, derive_from_decoded,
};

use crate::support::{Form, PLAIN, copies, encoded, jpeg, open, orientation_exif, picture, pixels, psnr, recipe};

/// The stored pixels of an upright picture, row and column by row and column, as table 4 of EXIF 2.32 names their sides.
fn stored(upright: &RgbImage, exif: u16) -> RgbImage {
    let (w, h) = upright.dimensions();
    let (width, height) = if exif >= 5 { (h, w) } else { (w, h) };
    RgbImage::from_fn(width, height, |c, r| {
        let (x, y) = match exif {
            1 => (c, r),
            2 => (w - 1 - c, r),
            3 => (w - 1 - c, h - 1 - r),
            4 => (c, h - 1 - r),
            5 => (r, c),
            6 => (w - 1 - r, c),
            7 => (w - 1 - r, h - 1 - c),
            8 => (r, h - 1 - c),
            _ => unreachable!(),
        };
        *upright.get_pixel(x, y)
    })
}

#[test]
fn each_of_the_eight_orientations_comes_out_upright_at_odd_sizes_too() {
    for (width, height) in [(301, 203), (300, 200)] {
        let upright = picture(width, height);
        for exif in 1..=8 {
            let bytes = jpeg(&stored(&upright, exif), PLAIN, Some(&orientation_exif(exif)));
            let copies = copies(&bytes).unwrap();
            let found = psnr(&pixels(&copies.public.jpeg), &upright);
            assert!(found > 35.0, "orientation {exif} at {width}x{height}: {found:.1} dB");
            assert_eq!(copies.public.derivation.operations[0], Operation::Oriented(u8::try_from(exif).unwrap()));
        }
    }
}

#[test]
fn every_form_of_jpeg_shows_the_same_picture() {
    let upright = picture(401, 263);
    let samplings = [
        SamplingFactor::R_4_4_4,
        SamplingFactor::R_4_2_2,
        SamplingFactor::R_4_2_0,
        SamplingFactor::R_4_4_0,
        SamplingFactor::R_4_1_1,
    ];
    for sampling in samplings {
        for (progressive, split) in [(false, false), (true, false), (false, true)] {
            let form = Form { sampling, progressive, split };
            let found = psnr(&pixels(&copies(&jpeg(&upright, form, None)).unwrap().public.jpeg), &upright);
            assert!(found > 33.0, "{form:?}: {found:.1} dB");
        }
    }
}

#[test]
fn grey_stays_grey_and_png_and_webp_work_too() {
    let upright = picture(200, 150);
    let grey = DynamicImage::from(upright.clone()).into_luma8();
    let mut bytes = Vec::new();
    Encoder::new(&mut bytes, 97).encode(grey.as_raw(), 200, 150, ColorType::Luma).unwrap();
    let grey = DynamicImage::from(grey).into_rgb8();
    assert!(psnr(&pixels(&copies(&bytes).unwrap().public.jpeg), &grey) > 38.0);
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let copy = copies(&encoded(&upright, format)).unwrap().public.jpeg;
        assert!(psnr(&pixels(&copy), &upright) > 35.0, "{format:?}");
    }
}

#[test]
fn what_is_transparent_becomes_white_paper() {
    let clear = RgbaImage::from_pixel(32, 32, image::Rgba([200, 0, 0, 0]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    clear.write_to(&mut bytes, ImageFormat::Png).unwrap();
    assert!(pixels(&copies(&bytes.into_inner()).unwrap().public.jpeg).iter().all(|value| *value >= 253));
}

#[test]
fn a_large_photo_comes_close_to_a_lanczos_reference_in_both_sizes() {
    // Of the same pixels as the copy: what the source's own compression lost is not counted.
    let bytes = jpeg(&picture(4_032, 3_024), PLAIN, None);
    let decoded = pixels(&bytes);
    let copies = copies(&bytes).unwrap();
    for (copy, width, height) in
        [(&copies.public, u32::from(PUBLIC_SIDE), 1_536), (&copies.thumbnail, u32::from(THUMBNAIL_SIDE), 240)]
    {
        let reference = imageops::resize(&decoded, width, height, imageops::FilterType::Lanczos3);
        let found = psnr(&pixels(&copy.jpeg), &reference);
        assert!(found > 35.0, "{width} pixels: {found:.1} dB");
    }
}

#[test]
fn pictures_that_differ_only_under_a_box_give_the_same_copies_byte_for_byte() {
    let region = Region::new(3_000, 2_500, 6_001, 7_003).unwrap();
    // Odd and even, unshrunk and shrunk, turned: the box lies over the upright picture.
    for (width, height, exif) in [(401, 263, 1), (2_999, 1_501, 1), (640, 480, 6), (641, 479, 2), (333, 777, 7)] {
        let one = picture(width, height);
        let mut other = one.clone();
        let inside = |edge: u16, length: u32| u32::from(edge) * length / u32::from(PARTS);
        let [left, top, right, bottom] = region.edges();
        for x in inside(left, width)..inside(right, width) {
            for y in inside(top, height)..inside(bottom, height) {
                other.put_pixel(x, y, image::Rgb([(x * 7 + y) as u8, 255, (x ^ y) as u8]));
            }
        }
        let png = |upright: &RgbImage| with_orientation(&encoded(&stored(upright, exif), ImageFormat::Png), exif);
        let covered =
            |upright: &RgbImage| derive(&open(&png(upright)).unwrap(), &recipe(&[region]), &Limits::default()).unwrap();
        let (first, second) = (covered(&one), covered(&other));
        assert_eq!(first.public.jpeg, second.public.jpeg, "{width}x{height}, orientation {exif}");
        assert_eq!(first.thumbnail.jpeg, second.thumbnail.jpeg);
        // And without the box they do differ.
        assert_ne!(copies(&png(&one)).unwrap().public.jpeg, copies(&png(&other)).unwrap().public.jpeg);
        assert!(first.public.derivation.operations.contains(&Operation::Redacted(vec![region])));
    }
}

/// Adds an eXIf chunk behind a PNG's header.
fn with_orientation(png: &[u8], exif: u16) -> Vec<u8> {
    const HEADER_ENDS: usize = 8 + 25;
    let body = [b"eXIf".as_slice(), &orientation_exif(exif)].concat();
    let crc = !body.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| if c & 1 == 1 { c >> 1 ^ 0xedb8_8320 } else { c >> 1 })
    });
    let length = u32::try_from(body.len() - 4).unwrap();
    [&png[..HEADER_ENDS], &length.to_be_bytes(), &body, &crc.to_be_bytes(), &png[HEADER_ENDS..]].concat()
}

#[test]
fn the_same_photo_gives_the_same_bytes_again() {
    let bytes = jpeg(&picture(500, 400), PLAIN, None);
    assert_eq!(copies(&bytes), copies(&bytes));
}

#[test]
fn heic_is_hashed_and_its_copy_comes_from_what_the_shell_decoded() {
    let heic = open(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic and pixels").unwrap();
    let limits = Limits::default();
    assert_eq!(derive(&heic, &recipe(&[]), &limits), Err(Refusal::NeedsDecodedCopy));
    let decoded = open(&jpeg(&picture(64, 48), PLAIN, None)).unwrap();
    let copies = derive_from_decoded(&heic, &decoded, &recipe(&[]), &limits).unwrap();
    assert_eq!(copies.public.derivation.parent, heic.fingerprint().sha256);
    let by_shell = Operation::DecodedByShell(decoded.fingerprint().sha256);
    assert_eq!(copies.public.derivation.operations[0], by_shell);
}
