//! Bad input gets a refusal with a name: never a panic, never memory by the gigabyte, never a copy of half a photo.

use image::ImageFormat;
use jpeg_encoder::{ColorType, Encoder};
use minyi_evidence::{Datum, Limits, Original, Position, Refusal, Unsupported, derive};
use proptest::prelude::*;

use crate::support::{Form, PLAIN, copies, encoded, file, jpeg, open, picture, recipe};

fn cmyk() -> Vec<u8> {
    let mut bytes = Vec::new();
    Encoder::new(&mut bytes, 90).encode(&[9; 16 * 16 * 4], 16, 16, ColorType::Cmyk).unwrap();
    bytes
}

/// A sound PNG whose header claims another size. Its checksum is right.
fn png_claiming(width: u32, height: u32) -> Vec<u8> {
    let mut png = encoded(&picture(8, 8), ImageFormat::Png);
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let crc = !png[12..29].iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| if c & 1 == 1 { c >> 1 ^ 0xedb8_8320 } else { c >> 1 })
    });
    png[29..33].copy_from_slice(&crc.to_be_bytes());
    png
}

/// A sound lossless WebP that claims the most that WebP can: twice 14 bits behind its signature byte, less one each.
fn webp_claiming_16_384() -> Vec<u8> {
    let mut webp = encoded(&picture(8, 8), ImageFormat::WebP);
    assert_eq!((&webp[12..16], webp[20]), (&b"VP8L"[..], 0x2f));
    webp[21..25].copy_from_slice(&0x0fff_ffff_u32.to_le_bytes());
    webp
}

/// A sound JPEG whose frame claims another size.
fn jpeg_claiming(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = jpeg(&picture(64, 48), PLAIN, None);
    let frame = bytes.windows(2).position(|marker| marker == [0xff, 0xc0]).unwrap();
    bytes[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    bytes[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    bytes
}

#[test]
fn every_bad_file_is_refused_by_its_name() {
    let sound = jpeg(&picture(64, 48), PLAIN, None);
    let progressive = jpeg(&picture(64, 48), Form { progressive: true, ..PLAIN }, None);
    let png = encoded(&picture(64, 48), ImageFormat::Png);
    let webp = encoded(&picture(64, 48), ImageFormat::WebP);
    let limits = Limits::default();
    let table: [(&str, Vec<u8>, &str); 16] = [
        ("no byte at all", Vec::new(), "photo_empty"),
        ("a text called .jpg", b"<html>hello</html>".to_vec(), "photo_unknown_kind"),
        ("a film called .jpg", b"\0\0\0\x18ftypisom\0\0\0\0".to_vec(), "photo_unknown_kind"),
        ("a JPEG of three bytes", sound[..3].to_vec(), "photo_truncated"),
        ("a JPEG cut in its header", sound[..100].to_vec(), "photo_truncated"),
        ("a JPEG cut in the middle", sound[..sound.len() * 2 / 3].to_vec(), "photo_truncated"),
        ("a progressive JPEG cut in the middle", progressive[..progressive.len() / 2].to_vec(), "photo_truncated"),
        ("a PNG cut in the middle", png[..png.len() / 2].to_vec(), "photo_truncated"),
        ("a WebP cut in the middle", webp[..webp.len() / 2].to_vec(), "photo_truncated"),
        ("a PNG bomb", png_claiming(30_000, 30_000), "photo_too_many_pixels"),
        ("a PNG as long as a road", png_claiming(4_000_000_000, 1), "photo_too_long"),
        ("a WebP bomb", webp_claiming_16_384(), "photo_too_many_pixels"),
        ("a JPEG that claims 30,000 x 30,000", jpeg_claiming(30_000, 30_000), "photo_too_many_pixels"),
        ("a JPEG as long as a street", jpeg_claiming(40_000, 9), "photo_too_long"),
        ("inks for print", cmyk(), "photo_print_colours"),
        ("a JPEG of nothing but its start", [&[0xff, 0xd8][..], &[0xff; 4_000]].concat(), "photo_truncated"),
    ];
    for (what, bytes, code) in table {
        let refusal = copies(&bytes).expect_err(what);
        assert_eq!(refusal.code(), code, "{what}: {refusal}");
    }
    assert_eq!(copies(&cmyk()), Err(Refusal::Unsupported(Unsupported::PrintColours)));
    let found = Refusal::TooManyPixels { found: 900_000_000, limit: limits.buffered_pixels };
    assert_eq!(copies(&png_claiming(30_000, 30_000)), Err(found));
}

#[test]
fn metadata_that_runs_in_circles_or_out_of_the_file_costs_nothing_and_tells_nothing() {
    // One entry of the first directory, then where the next directory is said to be.
    let exif = |first: u32, tag: u16, value: u32, next: u32| {
        let entry = [&tag.to_le_bytes()[..], &4_u16.to_le_bytes(), &1_u32.to_le_bytes(), &value.to_le_bytes()].concat();
        [b"II*\0", &first.to_le_bytes()[..], &1_u16.to_le_bytes(), &entry, &next.to_le_bytes()].concat()
    };
    let picture = picture(64, 48);
    let plain = copies(&jpeg(&picture, PLAIN, None)).unwrap().public.jpeg;
    let table = [
        ("the next directory is this one", exif(8, 0x0100, 64, 8)),
        ("the camera's directory is this one", exif(8, 0x8769, 8, 8)),
        ("the place is this directory", exif(8, 0x8825, 8, 0)),
        ("the first directory is the header", exif(0, 0x0100, 64, 0)),
        ("everything lies behind the end", exif(u32::MAX, 0x8769, u32::MAX, u32::MAX)),
        ("an orientation that is none", exif(8, 0x0112, 99, 0)),
    ];
    for (what, exif) in table {
        let made = copies(&jpeg(&picture, PLAIN, Some(&exif)));
        assert_eq!(made.map(|copies| copies.public.jpeg).as_ref(), Ok(&plain), "{what}");
    }
}

#[test]
fn a_place_that_is_none_on_earth_is_no_place() {
    for (latitude, longitude) in
        [(90.1, 0.0), (-91.0, 0.0), (0.0, 180.1), (0.0, -1e9), (f64::NAN, 0.0), (0.0, f64::INFINITY)]
    {
        assert!(Position::new(Datum::Wgs84, latitude, longitude).is_err(), "{latitude}, {longitude}");
    }
}

#[test]
fn limits_are_named_when_they_are_broken() {
    let sound = jpeg(&picture(64, 48), PLAIN, None);
    let progressive = jpeg(&picture(64, 48), Form { progressive: true, ..PLAIN }, None);
    let split = jpeg(&picture(64, 48), Form { split: true, ..PLAIN }, None);
    let wide = Limits::default();
    let table = [
        (&sound, Limits { file_bytes: 99, ..wide }, Refusal::TooManyBytes { limit: 99 }),
        (&sound, Limits { side: 63, ..wide }, Refusal::TooLong { found: 64, limit: 63 }),
        (&sound, Limits { streamed_pixels: 3_071, ..wide }, Refusal::TooManyPixels { found: 3_072, limit: 3_071 }),
        (
            &progressive,
            Limits { buffered_pixels: 3_071, ..wide },
            Refusal::TooManyPixels { found: 3_072, limit: 3_071 },
        ),
        (&split, Limits { buffered_pixels: 3_071, ..wide }, Refusal::TooManyPixels { found: 3_072, limit: 3_071 }),
        (&sound, Limits { segments: 3, ..wide }, Refusal::TooManySegments { limit: 3 }),
        (&progressive, Limits { scans: 2, ..wide }, Refusal::TooManyScans { limit: 2 }),
        (&split, Limits { scans: 2, ..wide }, Refusal::TooManyScans { limit: 2 }),
    ];
    for (bytes, limits, refusal) in table {
        let found = Original::open(file(bytes).path(), &limits)
            .and_then(|original| derive(&original, &recipe(&[]), &limits))
            .expect_err("a limit is broken");
        assert_eq!(found, refusal);
        assert!(found.to_string().contains(char::is_numeric), "the limit is named: {found}");
    }
}

#[test]
fn only_ordinary_files_are_opened() {
    let limits = Limits::default();
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(Original::open(folder.path(), &limits).unwrap_err(), Refusal::NotAFile);
    let missing = Original::open(&folder.path().join("none"), &limits).unwrap_err();
    assert_eq!(missing, Refusal::Io(std::io::ErrorKind::NotFound));
}

#[test]
fn a_photo_written_to_while_it_is_copied_is_refused() {
    let bytes = jpeg(&picture(640, 480), PLAIN, None);
    let file = file(&bytes);
    let original = Original::open(file.path(), &Limits::default()).unwrap();
    let other = jpeg(&picture(640, 481), PLAIN, None);
    std::fs::write(file.path(), other).unwrap();
    assert_eq!(derive(&original, &recipe(&[]), &Limits::default()), Err(Refusal::ChangedWhileRead));
    // Even when what it became no longer decodes: the change is the fault to name.
    std::fs::write(file.path(), b"no photo").unwrap();
    assert_eq!(derive(&original, &recipe(&[]), &Limits::default()), Err(Refusal::ChangedWhileRead));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn no_change_to_a_sound_photo_makes_it_panic(
        form in 0_usize..5,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
        whole: bool,
    ) {
        let picture = picture(40, 30);
        let mut bytes = match form {
            0 => jpeg(&picture, PLAIN, None),
            1 => jpeg(&picture, Form { progressive: true, ..PLAIN }, None),
            2 => jpeg(&picture, Form { split: true, ..PLAIN }, None),
            3 => encoded(&picture, ImageFormat::Png),
            _ => encoded(&picture, ImageFormat::WebP),
        };
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if !whole {
            bytes.truncate(cut.index(bytes.len()));
        }
        // Small limits keep a lucky header from costing time.
        let limits = Limits { streamed_pixels: 4_000_000, buffered_pixels: 4_000_000, ..Limits::default() };
        if let Ok(original) = open(&bytes) {
            let _ = derive(&original, &recipe(&[]), &limits);
        }
    }
}
