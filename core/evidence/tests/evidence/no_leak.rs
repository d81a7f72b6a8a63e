//! Nothing leaks: exiftool, which knows more hiding places than anybody, finds in a copy only what a policy allows.

use std::path::Path;

use minyi_evidence::{CaptureFacts, Datum, Disclosure, Known, Limits, Position, Recipe, derive};

use crate::support::{PLAIN, file, jpeg, open, output, picture, validator};

const SECRET: &[u8] = b"SECRET-OF-THE-CAMERA";

fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker], &length[..], body].concat()
}

/// A TIFF block with a maker, a position, a maker note, and a second directory with a thumbnail.
fn telling_exif() -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    let mut outside = Vec::new();
    let thumbnail = jpeg(&picture(16, 16), PLAIN, None);
    let entry = |tag: u16, kind: u16, count: usize, value: u32| {
        [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &(count as u32).to_le_bytes(), &value.to_le_bytes()].concat()
    };
    // Three directories of three, two and two entries lie before what they point at.
    let (first, gps, second) = (8_u32, 8 + 42, 8 + 42 + 30);
    let data = second + 30;
    let mut put = |bytes: &[u8]| {
        let at = data + outside.len() as u32;
        outside.extend_from_slice(bytes);
        at
    };
    let (maker, degrees, picture) =
        (put(SECRET), put(&[30_u32, 1, 53, 1, 36, 1].map(u32::to_le_bytes).concat()), put(&thumbnail));
    assert_eq!(first, 8);
    tiff.extend(3_u16.to_le_bytes());
    tiff.extend(entry(0x010f, 2, SECRET.len(), maker));
    tiff.extend(entry(0x0112, 3, 1, 1));
    tiff.extend(entry(0x8825, 4, 1, gps));
    tiff.extend(second.to_le_bytes());
    tiff.extend(2_u16.to_le_bytes());
    tiff.extend(entry(0x0001, 2, 2, u32::from(b'N')));
    tiff.extend(entry(0x0002, 5, 3, degrees));
    tiff.extend([0; 4]);
    tiff.extend(2_u16.to_le_bytes());
    tiff.extend(entry(0x0201, 4, 1, picture));
    tiff.extend(entry(0x0202, 4, 1, thumbnail.len() as u32));
    tiff.extend([0; 4]);
    tiff.extend(outside);
    tiff
}

/// A photo with something in every hiding place: EXIF with GPS and thumbnail, XMP, IPTC, ICC, MPF with a second picture, a
/// comment, a maker's segment, and a film behind the end.
fn telling_photo() -> Vec<u8> {
    let plain = jpeg(&picture(640, 480), PLAIN, Some(&telling_exif()));
    let xmp = [
        b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/' dc:source='".as_slice(),
        SECRET,
        b"'/></rdf:RDF></x:xmpmeta>",
    ]
    .concat();
    let second = jpeg(&picture(32, 32), PLAIN, None);
    let iptc = [b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x1a\x1c\x02\x78\0\x14".as_slice(), SECRET, b"\0"].concat();
    let icc = [b"ICC_PROFILE\0\x01\x01".as_slice(), SECRET].concat();
    // Version, number of pictures, and one entry of 16 bytes for each, which exiftool follows to the second picture.
    let pictures = [[0_u32, 9_000, 0, 0], [0, second.len() as u32, 9_000, 0]].concat();
    let mpf = [
        b"MPF\0II*\0\x08\0\0\0\x03\0".as_slice(),
        b"\x00\xb0\x07\0\x04\0\0\x000100",
        b"\x01\xb0\x04\0\x01\0\0\0\x02\0\0\0",
        b"\x02\xb0\x07\0\x20\0\0\0\x32\0\0\0",
        &[0; 4],
        &pictures.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<_>>(),
        SECRET,
    ]
    .concat();
    [
        &plain[..2],
        &segment(0xe1, &xmp),
        &segment(0xe2, &icc),
        &segment(0xe2, &mpf),
        &segment(0xed, &iptc),
        &segment(0xe5, SECRET),
        &segment(0xfe, SECRET),
        &plain[2..],
        &second,
        b"ftypmp42",
        SECRET,
    ]
    .concat()
}

/// The names of all tags in `jpeg`, with their groups, as `Group:Tag`; what describes the file on disk is left out.
fn tags(exiftool: &Path, jpeg: &[u8]) -> Vec<String> {
    let file = file(jpeg);
    let path = file.path().to_str().unwrap();
    output(exiftool, &["-a", "-u", "-U", "-ee", "-G1", "-s", path], "")
        .lines()
        .filter_map(|line| {
            let (group, rest) = line.strip_prefix('[')?.split_once(']')?;
            Some(format!("{}:{}", group.trim(), rest.split_whitespace().next()?))
        })
        .filter(|tag| !tag.starts_with("System:") && !tag.starts_with("ExifTool:") && !tag.starts_with("Composite:"))
        .collect()
}

fn value(exiftool: &Path, jpeg: &[u8], tag: &str) -> String {
    let file = file(jpeg);
    output(exiftool, &["-n", "-s3", tag, file.path().to_str().unwrap()], "").trim().to_owned()
}

const OF_ANY_JPEG: &[&str] = &[
    "File:FileType",
    "File:FileTypeExtension",
    "File:MIMEType",
    "File:ExifByteOrder",
    "File:ImageWidth",
    "File:ImageHeight",
    "File:EncodingProcess",
    "File:BitsPerSample",
    "File:ColorComponents",
    "File:YCbCrSubSampling",
    "JFIF:JFIFVersion",
    "JFIF:ResolutionUnit",
    "JFIF:XResolution",
    "JFIF:YResolution",
];
const FRAME: &[&str] = &[
    "IFD0:XResolution",
    "IFD0:YResolution",
    "IFD0:ResolutionUnit",
    "IFD0:YCbCrPositioning",
    "ExifIFD:ExifVersion",
    "ExifIFD:ComponentsConfiguration",
    "ExifIFD:FlashpixVersion",
    "ExifIFD:ColorSpace",
    "ExifIFD:ExifImageWidth",
    "ExifIFD:ExifImageHeight",
];
const TIME: &[&str] = &["ExifIFD:DateTimeOriginal", "ExifIFD:OffsetTimeOriginal"];
const PLACE: &[&str] = &[
    "GPS:GPSVersionID",
    "GPS:GPSLatitudeRef",
    "GPS:GPSLatitude",
    "GPS:GPSLongitudeRef",
    "GPS:GPSLongitude",
    "GPS:GPSMapDatum",
];

fn facts(latitude: f64, longitude: f64) -> CaptureFacts {
    CaptureFacts {
        taken_at: Known::Is("2026-11-23T12:48:06Z".parse().unwrap()),
        position: Known::Is(Position::new(Datum::Wgs84, latitude, longitude).unwrap()),
    }
}

fn contains_secret(bytes: &[u8]) -> bool {
    bytes.windows(SECRET.len()).any(|window| window == SECRET)
}

#[test]
fn exiftool_finds_only_what_the_policy_allows() {
    let Some(exiftool) = validator("exiftool") else { return };
    let photo = telling_photo();
    let before = tags(&exiftool, &photo);
    for hidden in [
        "IFD0:Make",
        "GPS:GPSLatitude",
        "IFD1:ThumbnailImage",
        "XMP-dc:Source",
        "IPTC:Caption-Abstract",
        "File:Comment",
    ] {
        assert!(before.iter().any(|tag| tag == hidden), "the made photo hides {hidden}: {before:?}");
    }
    assert!(before.iter().any(|tag| tag.starts_with("MPF")), "{before:?}");
    let table: [(Disclosure, &[&[&str]]); 4] = [
        (Disclosure::PictureOnly, &[]),
        (Disclosure::Minute, &[FRAME, TIME]),
        (Disclosure::MinuteAndArea, &[FRAME, TIME, PLACE]),
        (Disclosure::Full, &[FRAME, TIME, PLACE]),
    ];
    for (disclosure, told) in table {
        let recipe = Recipe { disclosure, facts: facts(30.896_4, 120.084_9), regions: Vec::new() };
        let copies = derive(&open(&photo).unwrap(), &recipe, &Limits::default()).unwrap();
        let found = tags(&exiftool, &copies.public.jpeg);
        let allowed: Vec<&str> = [OF_ANY_JPEG].into_iter().chain(told.iter().copied()).flatten().copied().collect();
        for tag in &found {
            assert!(allowed.contains(&tag.as_str()), "{disclosure:?} leaks {tag}");
        }
        for tag in told.iter().copied().flatten() {
            assert!(found.iter().any(|f| f == tag), "{disclosure:?} does not tell {tag}: {found:?}");
        }
        let thumbnail = tags(&exiftool, &copies.thumbnail.jpeg);
        assert!(thumbnail.iter().all(|tag| OF_ANY_JPEG.contains(&tag.as_str())), "{thumbnail:?}");
        assert!(!contains_secret(&copies.public.jpeg) && !contains_secret(&copies.thumbnail.jpeg));
    }
}

#[test]
fn exiftool_reads_the_time_and_the_place_that_were_meant() {
    let Some(exiftool) = validator("exiftool") else { return };
    let photo = jpeg(&picture(64, 48), PLAIN, None);
    // A copy of an earlier app fell into the sea because W stood for E: all four quarters of the Earth.
    for (latitude, longitude) in
        [(30.896_4, 120.084_9), (-33.868_8, 151.209_3), (40.712_8, -74.006), (-22.906_8, -43.172_9)]
    {
        let derived = |disclosure| {
            let recipe = Recipe { disclosure, facts: facts(latitude, longitude), regions: Vec::new() };
            derive(&open(&photo).unwrap(), &recipe, &Limits::default()).unwrap().public.jpeg
        };
        let full = derived(Disclosure::Full);
        let number = |jpeg: &[u8], tag| value(&exiftool, jpeg, tag).parse::<f64>().unwrap();
        // Composite tags carry the sign of the hemisphere.
        assert!((number(&full, "-Composite:GPSLatitude") - latitude).abs() < 1e-6);
        assert!((number(&full, "-Composite:GPSLongitude") - longitude).abs() < 1e-6);
        assert_eq!(value(&exiftool, &full, "-DateTimeOriginal"), "2026:11:23 20:48:06");
        let coarse = derived(Disclosure::MinuteAndArea);
        let rounded = (latitude * 100.0).round() / 100.0;
        assert!((number(&coarse, "-Composite:GPSLatitude") - rounded).abs() < 1e-9);
        assert_eq!(value(&exiftool, &coarse, "-DateTimeOriginal"), "2026:11:23 20:48:00");
        assert_eq!(value(&exiftool, &coarse, "-OffsetTimeOriginal"), "+08:00");
    }
}

#[test]
fn exiftool_has_nothing_to_complain_about() {
    let Some(exiftool) = validator("exiftool") else { return };
    let photo = telling_photo();
    for disclosure in [Disclosure::PictureOnly, Disclosure::Minute, Disclosure::MinuteAndArea, Disclosure::Full] {
        let recipe = Recipe { disclosure, facts: facts(30.9, 120.1), regions: Vec::new() };
        let copies = derive(&open(&photo).unwrap(), &recipe, &Limits::default()).unwrap();
        for jpeg in [&copies.public.jpeg, &copies.thumbnail.jpeg] {
            let file = file(jpeg);
            let verdict = output(&exiftool, &["-validate", "-warning", "-a", "-s3", file.path().to_str().unwrap()], "");
            assert_eq!(verdict.trim(), "OK", "{disclosure:?}");
        }
    }
}
